"""Installing, listing and verifying models: whole and known, or not at all."""

import errno
import io
import itertools
import json
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from assistant.listening import unpacking
from assistant.listening.model_install import (
    Surroundings,
    install_from_file,
    install_from_folder,
    install_from_web,
    settle,
)
from assistant.listening.models import (
    RECORD,
    CannotInstall,
    Model,
    check,
    installed_models,
    model_to_use,
    read_manifest,
    record_of,
)
from assistant.listening.models_command import (
    ProgressLine,
    install_model,
    list_models,
    verify_models,
)
from tests.listening.model_server import (
    MODEL_NAME,
    Server,
    TryingOut,
    files_of_a_model,
    manifest_of,
    model_of,
    serving,
    zipped,
)

FILES = files_of_a_model()
CONTENT = zipped(FILES)
MODEL = model_of(CONTENT)
MANIFEST = Path(__file__).parents[2] / "models" / "manifest.toml"


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "home" / "models"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(Server(CONTENT)) as running:
        yield running


@pytest.fixture
def zip_file(tmp_path: Path) -> Path:
    file = tmp_path / f"{MODEL_NAME}.zip"
    file.write_bytes(CONTENT)
    return file


def around(
    *, free_bytes: int = 10**9, trying: Callable[[Path], None] | None = None
) -> Surroundings:
    return Surroundings(
        free_bytes=lambda _folder: free_bytes, try_out=trying or TryingOut(), stalled_after_s=5
    )


def from_server(server: Server) -> Model:
    return replace(MODEL, url=server.url)


def names(models: Path) -> list[str]:
    return sorted(path.name for path in models.iterdir())


def refusal(action: Callable[[], object]) -> str:
    with pytest.raises(CannotInstall) as refused:
        action()
    return str(refused.value)


def a_zip(tmp_path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    file = tmp_path / "odd.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return file


# --- the manifest -----------------------------------------------------------------------------


def test_the_manifest_of_the_program_names_the_english_model() -> None:
    (english,) = read_manifest(MANIFEST)
    assert english.id == "en"
    assert english.name == "vosk-model-small-en-us-0.15"
    assert english.url.startswith("https://")
    assert english.url.endswith(english.zip_name)
    assert english.licence == "Apache-2.0"
    assert english.size_bytes < english.unpacked_bytes_at_most


@pytest.mark.parametrize(
    "text",
    ["", "[[model]]\n", "model = 3\n", "[[model]]\nid = 'en'\nkind = 'other'\n", "[[[", "\x00"],
)
def test_a_broken_manifest_is_one_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "manifest.toml"
    file.write_text(text, encoding="utf-8")
    assert "is damaged" in refusal(lambda: read_manifest(file))


def test_a_manifest_with_a_shortened_hash_is_refused(tmp_path: Path) -> None:
    file = manifest_of(replace(MODEL, sha256="abc"), tmp_path / "manifest.toml")
    assert "64 digits" in refusal(lambda: read_manifest(file))


def test_a_missing_manifest_is_one_sentence(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(lambda: read_manifest(tmp_path / "none.toml"))


# --- from the web -----------------------------------------------------------------------------


def test_a_model_from_the_web_is_fetched_tried_recorded_and_in_place(
    server: Server, models: Path
) -> None:
    trying = TryingOut()
    installed = install_from_web(from_server(server), models, around(trying=trying))
    assert names(models) == ["xx"]
    assert {
        file.path: (models / "xx" / file.path).read_bytes() for file in installed.files
    } == FILES
    assert installed_models(models) == (installed,)
    assert check(installed).condition == "fine"
    assert installed.is_known
    assert len(trying.tried) == 1


def test_too_little_room_is_said_before_anything_is_fetched(server: Server, models: Path) -> None:
    said = refusal(
        lambda: install_from_web(from_server(server), models, around(free_bytes=1_000_000))
    )
    assert said == (
        "There is too little room on the disk: 50 MB are needed and 1 MB are free. "
        "Delete something and try again."
    )
    assert server.ranges_asked == []


def test_a_disk_that_fills_up_while_fetching_is_said_and_the_part_is_kept(
    server: Server, models: Path
) -> None:
    server.piece = 1000

    def fill_up(done: int, _size: int) -> None:
        if done > len(CONTENT) // 2:
            raise OSError(errno.ENOSPC, "No space left on device")

    full = replace(around(), progress=fill_up)
    said = refusal(lambda: install_from_web(from_server(server), models, full))
    assert said.startswith("The disk is full.")
    assert (models / ".downloads" / f"{MODEL_NAME}.zip.part").stat().st_size > 0
    install_from_web(from_server(server), models, around())
    assert names(models) == ["xx"]


def test_a_model_that_does_not_work_here_is_not_put_in_place(server: Server, models: Path) -> None:
    picky = around(trying=TryingOut(is_content=False))
    assert "does not work, so nothing was installed" in refusal(
        lambda: install_from_web(from_server(server), models, picky)
    )
    assert installed_models(models) == ()


def test_a_failed_renewal_leaves_the_old_model(server: Server, models: Path) -> None:
    old = install_from_web(from_server(server), models, around())
    picky = around(trying=TryingOut(is_content=False))
    refusal(lambda: install_from_web(from_server(server), models, picky))
    assert installed_models(models) == (old,)
    assert check(old).condition == "fine"


def test_installing_again_mends_a_damaged_model(server: Server, models: Path) -> None:
    installed = install_from_web(from_server(server), models, around())
    (installed.folder / "am" / "final.mdl").write_bytes(b"rot")
    install_from_web(from_server(server), models, around())
    assert check(installed).condition == "fine"
    assert names(models) == ["xx"]


@dataclass
class PowerCut:
    """Lets so many steps pass and none after that: what would tidy up does not run either."""

    steps_left: int
    has_happened: bool = False

    def step(self) -> None:
        self.steps_left -= 1
        if self.steps_left < 0:
            self.has_happened = True
            raise KeyboardInterrupt


def install_with(
    power_cut: PowerCut, model: Model, models: Path, patch: pytest.MonkeyPatch
) -> None:
    real_rename, real_remove = Path.rename, unpacking.remove_folder

    def rename(path: Path, target: Path) -> Path:
        power_cut.step()
        renamed = real_rename(path, target)
        power_cut.step()
        return renamed

    def remove(folder: Path) -> None:
        power_cut.step()
        real_remove(folder)

    patch.setattr(Path, "rename", rename)
    patch.setattr("assistant.listening.model_install.remove_folder", remove)
    patch.setattr("os.fsync", lambda _descriptor: power_cut.step())
    fragile = replace(
        around(trying=lambda _folder: power_cut.step()), progress=lambda *_: power_cut.step()
    )
    with suppress(KeyboardInterrupt):
        install_from_web(model, models, fragile)


def test_interrupted_at_any_step_there_is_a_whole_model_and_the_next_run_goes_on(
    server: Server, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = from_server(server)
    old = install_from_web(model, models, around())
    for steps in itertools.count():
        power_cut = PowerCut(steps)
        with monkeypatch.context() as patch:
            install_with(power_cut, model, models, patch)
        settle(models)
        assert [check(left).condition for left in installed_models(models)] == ["fine"]
        if not power_cut.has_happened:
            break
    assert steps > 20
    assert installed_models(models) == (old,)
    assert names(models) == ["xx"]


def test_the_old_model_comes_back_when_the_power_failed_between_the_renamings(
    server: Server, models: Path
) -> None:
    old = install_from_web(from_server(server), models, around())
    old.folder.rename(models / ".before-xx")
    (models / ".new-abc").mkdir()
    settle(models)
    assert names(models) == ["xx"]
    assert check(old).condition == "fine"


# --- from a file or a folder ------------------------------------------------------------------


def test_a_known_zip_is_installed_under_its_id_whatever_it_is_called(
    zip_file: Path, models: Path
) -> None:
    renamed = zip_file.rename(zip_file.with_name("download (3).zip"))
    installed = install_from_file(renamed, (MODEL,), models, around())
    assert installed.id == "xx"
    assert installed.is_known
    assert renamed.exists()


def test_a_zip_named_like_a_known_one_must_be_that_one(zip_file: Path, models: Path) -> None:
    zip_file.write_bytes(zipped(files_of_a_model(64)))
    said = refusal(lambda: install_from_file(zip_file, (MODEL,), models, around()))
    assert "damaged or another version" in said
    assert installed_models(models) == ()


def test_an_unknown_model_is_installed_and_marked(tmp_path: Path, models: Path) -> None:
    file = tmp_path / "vosk-model-small-de-0.15.zip"
    file.write_bytes(zipped(FILES, "vosk-model-small-de-0.15"))
    installed = install_from_file(file, (MODEL,), models, around())
    assert installed.id == "vosk-model-small-de-0.15"
    assert installed.language == "de"
    assert not installed.is_known


def test_a_zip_without_an_inner_folder_is_installed_too(tmp_path: Path, models: Path) -> None:
    file = tmp_path / "flat.zip"
    file.write_bytes(zipped(FILES, ""))
    assert check(install_from_file(file, (), models, around())).condition == "fine"


def test_a_folder_is_copied_and_stays_as_it_is(tmp_path: Path, models: Path) -> None:
    folder = tmp_path / MODEL_NAME
    unpacking.unpack_zip(a_zip(tmp_path, *FILES.items()), folder, 10**6)
    installed = install_from_folder(folder, (MODEL,), models, around())
    assert installed.id == "xx"
    assert not installed.is_known
    assert check(installed).condition == "fine"
    assert folder.is_dir()


def test_a_folder_with_the_model_inside_is_understood(tmp_path: Path, models: Path) -> None:
    unpacking.unpack_zip(a_zip(tmp_path, *FILES.items()), tmp_path / "a" / MODEL_NAME, 10**6)
    assert install_from_folder(tmp_path / "a", (MODEL,), models, around()).id == "xx"


@pytest.mark.parametrize("missing", sorted(FILES))
def test_a_model_that_lacks_a_file_is_refused(tmp_path: Path, models: Path, missing: str) -> None:
    file = tmp_path / "half.zip"
    file.write_bytes(zipped({name: data for name, data in FILES.items() if name != missing}))
    said = refusal(lambda: install_from_file(file, (), models, around()))
    assert said.startswith(f"This is no small vosk model: {missing} is missing.")
    assert names(models) == []


def test_something_else_altogether_is_refused(tmp_path: Path, models: Path) -> None:
    file = a_zip(tmp_path, ("holiday.jpg", b"sea"))
    assert "no small vosk model" in refusal(lambda: install_from_file(file, (), models, around()))


def test_a_text_called_zip_is_refused(tmp_path: Path, models: Path) -> None:
    file = tmp_path / "model.zip"
    file.write_text("not a zip", encoding="utf-8")
    assert "zip file is damaged" in refusal(lambda: install_from_file(file, (), models, around()))


def test_a_zip_with_a_flipped_bit_is_refused(tmp_path: Path, models: Path) -> None:
    content = bytearray(CONTENT)
    content[len(content) // 2] ^= 0x10
    file = tmp_path / "model.zip"
    file.write_bytes(content)
    assert "zip file is damaged" in refusal(lambda: install_from_file(file, (), models, around()))
    assert names(models) == []


def test_a_zip_that_breaks_off_is_refused(tmp_path: Path, models: Path) -> None:
    file = tmp_path / "model.zip"
    file.write_bytes(CONTENT[: len(CONTENT) // 2])
    assert "zip file is damaged" in refusal(lambda: install_from_file(file, (), models, around()))


# --- zips that mean harm ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["../outside.txt", "a/../../outside.txt", "/outside.txt", "C:/outside.txt", "..\\out.txt"],
)
def test_a_file_that_wants_to_be_outside_is_refused(
    tmp_path: Path, models: Path, name: str
) -> None:
    file = a_zip(tmp_path, *FILES.items(), (name, b"harm"))
    said = refusal(lambda: install_from_file(file, (), models, around()))
    assert "outside its folder" in said
    assert not list(tmp_path.rglob("out*"))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_a_link_or_a_device_is_refused(tmp_path: Path, models: Path, kind: int) -> None:
    link = zipfile.ZipInfo("am/link")
    link.external_attr = (kind | 0o777) << 16
    file = a_zip(tmp_path, *FILES.items(), (link, b"/etc/passwd"))
    assert "no plain file" in refusal(lambda: install_from_file(file, (), models, around()))


def test_a_zip_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    file = a_zip(tmp_path, ("zeros", bytes(3_000_000)))
    assert file.stat().st_size < 10_000
    assert "fill the disk" in refusal(
        lambda: unpacking.unpack_zip(file, tmp_path / "out", 2_000_000)
    )
    assert not (tmp_path / "out").exists()


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    file = a_zip(tmp_path, ("zeros", bytes(3_000_000)))
    # The size stands in the entry's head and in the directory at the end.
    honest, lie = (3_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    file.write_bytes(file.read_bytes().replace(honest, lie))
    assert "damaged" in refusal(lambda: unpacking.unpack_zip(file, tmp_path / "out", 2_000_000))
    assert sum(path.stat().st_size for path in (tmp_path / "out").rglob("*")) <= 1000


def test_names_that_differ_only_in_case_are_refused(tmp_path: Path) -> None:
    file = a_zip(tmp_path, ("am/final.mdl", b"one"), ("AM/final.mdl", b"two"))
    assert "same name" in refusal(lambda: unpacking.unpack_zip(file, tmp_path / "out", 1000))


def test_far_too_many_files_are_refused(tmp_path: Path) -> None:
    file = a_zip(tmp_path, *((f"file{number}", b"") for number in range(2001)))
    assert "far too many" in refusal(lambda: unpacking.unpack_zip(file, tmp_path / "out", 1000))


def test_a_locked_zip_is_refused(tmp_path: Path) -> None:
    locked = zipfile.ZipInfo("am/final.mdl")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(locked, b"secret")
    content = bytearray(packed.getvalue())
    for head, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(head) + flags] |= 1
    file = tmp_path / "locked.zip"
    file.write_bytes(content)
    assert "password" in refusal(lambda: unpacking.unpack_zip(file, tmp_path / "out", 1000))


def test_a_link_in_a_folder_is_refused(tmp_path: Path, models: Path) -> None:
    folder = tmp_path / MODEL_NAME
    unpacking.unpack_zip(a_zip(tmp_path, *FILES.items()), folder, 10**6)
    (folder / "am" / "link").symlink_to(tmp_path)
    assert "is a link" in refusal(lambda: install_from_folder(folder, (), models, around()))


# --- the commands -----------------------------------------------------------------------------


@dataclass
class Terminal(io.StringIO):
    """A terminal, or a pipe, that keeps what is written."""

    is_terminal: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def isatty(self) -> bool:
        return self.is_terminal


def test_installing_by_id_tells_its_steps_and_ends_well(server: Server, models: Path) -> None:
    manifest = manifest_of(from_server(server), models.parent.parent / "manifest.toml")
    out, err = Terminal(), Terminal()
    line = ProgressLine(out)
    code = install_model(
        manifest, models, "xx", around=replace(around(), progress=line.show), out=out, err=err
    )
    assert code == 0
    lines = out.getvalue().splitlines()
    assert lines[0].startswith(f"Fetching {MODEL_NAME} from http://127.0.0.1")
    assert "100 % of 0.0 MB" in lines
    assert lines[-1].startswith(f"{MODEL_NAME} is installed.")
    assert err.getvalue() == ""


def test_installing_a_folder_says_that_nobody_vouches_for_it(tmp_path: Path, models: Path) -> None:
    manifest = manifest_of(MODEL, tmp_path / "manifest.toml")
    folder = tmp_path / MODEL_NAME
    unpacking.unpack_zip(a_zip(tmp_path, *FILES.items()), folder, 10**6)
    out = Terminal()
    assert install_model(manifest, models, str(folder), around=around(), out=out) == 0
    assert "only if you trust where it comes from" in out.getvalue()


def test_an_unknown_name_lists_what_is_known(tmp_path: Path, models: Path) -> None:
    err = Terminal()
    manifest = manifest_of(MODEL, tmp_path / "manifest.toml")
    assert install_model(manifest, models, "klingon", around=around(), err=err) == 1
    assert err.getvalue() == (
        "klingon is no model that this program knows (xx), and no file or folder here.\n"
    )


def test_a_list_names_what_is_there_and_what_could_be(
    tmp_path: Path, zip_file: Path, models: Path
) -> None:
    manifest = manifest_of(MODEL, tmp_path / "manifest.toml")
    before, after = Terminal(), Terminal()
    assert list_models(manifest, models, out=before) == 0
    assert "No model is installed" in before.getvalue()
    assert f"xx: {MODEL_NAME} (xx)" in before.getvalue()
    install_from_file(zip_file, (MODEL,), models, around())
    assert list_models(manifest, models, as_json=True, out=after) == 0
    told = json.loads(after.getvalue())
    assert told["available"] == []
    assert told["installed"][0]["licence"] == "Apache-2.0"
    assert told["installed"][0]["size_bytes"] == sum(map(len, FILES.values()))


def test_verify_finds_every_change_and_says_what_to_do(zip_file: Path, models: Path) -> None:
    installed = install_from_file(zip_file, (MODEL,), models, around())
    out, err = Terminal(), Terminal()
    assert verify_models(models, out=out, err=err) == 0
    assert out.getvalue() == "xx: fine\n"
    graph = installed.folder / "graph" / "Gr.fst"
    graph.write_bytes(bytes(graph.stat().st_size))
    (installed.folder / "am" / "final.mdl").unlink()
    out = Terminal()
    assert verify_models(models, as_json=True, out=out, err=err) == 1
    (told,) = json.loads(out.getvalue())["models"]
    assert told == {
        "id": "xx",
        "condition": "damaged",
        "faults": ["am/final.mdl is missing.", "graph/Gr.fst is damaged."],
    }
    assert err.getvalue() == "Install again: xx.\n"


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"files": 3}'])
def test_a_broken_record_counts_as_a_damaged_model(zip_file: Path, models: Path, text: str) -> None:
    installed = install_from_file(zip_file, (MODEL,), models, around())
    (installed.folder / RECORD).write_text(text, encoding="utf-8")
    left = record_of(installed.folder)
    assert left is not None
    assert check(left).condition == "damaged"


def test_a_known_model_is_used_rather_than_an_unknown_one(
    tmp_path: Path, zip_file: Path, models: Path
) -> None:
    assert model_to_use(models) is None
    other = tmp_path / "another.zip"
    other.write_bytes(zipped(FILES, "another"))
    install_from_file(other, (MODEL,), models, around())
    assert model_to_use(models) == models / "another"
    install_from_file(zip_file, (MODEL,), models, around())
    assert model_to_use(models) == models / "xx"


def test_a_folder_put_there_by_hand_is_not_ours(models: Path) -> None:
    (models / "mine").mkdir(parents=True)
    assert installed_models(models) == ()
    assert verify_models(models, out=Terminal()) == 0


def test_without_a_folder_there_is_nothing_and_no_fault(models: Path) -> None:
    assert installed_models(models) == ()
    assert verify_models(models, out=Terminal()) == 0


def test_a_folder_nobody_may_write_is_said_plainly(
    zip_file: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_args: object, **_more: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(models))

    monkeypatch.setattr(Path, "mkdir", refused)
    said = refusal(lambda: install_from_file(zip_file, (MODEL,), models, around()))
    assert said == f"{models} cannot be used (Permission denied)."


# --- the progress line ------------------------------------------------------------------------


def test_a_terminal_sees_one_line_that_changes() -> None:
    out, clock = Terminal(is_terminal=True), iter(range(100))
    line = ProgressLine(out, lambda: next(clock))
    for done in (0, 20_000_000, 41_000_000):
        line.show(done, 41_000_000)
    assert out.getvalue().count("\r") == 3
    assert out.getvalue().count("\n") == 1
    assert out.getvalue().endswith("100 % [##############################] 41.0 MB of 41.0 MB \n")


def test_what_comes_after_half_a_line_begins_on_its_own() -> None:
    out = Terminal(is_terminal=True)
    line = ProgressLine(out)
    line.end()
    line.show(1, 41)
    line.end()
    line.end()
    assert out.getvalue().count("\n") == 1
    assert out.getvalue().endswith("\n")


def test_a_terminal_is_not_redrawn_for_every_piece() -> None:
    out = Terminal(is_terminal=True)
    line = ProgressLine(out, lambda: 5.0)
    for done in range(1000):
        line.show(done, 1001)
    assert out.getvalue().count("\r") == 1


def test_a_pipe_gets_a_line_for_every_tenth() -> None:
    out = Terminal()
    line = ProgressLine(out)
    for done in range(1001):
        line.show(done, 1000)
    assert len(out.getvalue().splitlines()) == 11


def test_the_models_folder_may_hold_other_things(zip_file: Path, models: Path) -> None:
    install_from_file(zip_file, (MODEL,), models, around())
    (models / "notes.txt").write_text("from grandson", encoding="utf-8")
    shutil.copytree(models / "xx", models / "copy by hand")
    assert [model.id for model in installed_models(models)] == ["copy by hand", "xx"]
