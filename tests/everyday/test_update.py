"""An update is whole or not at all, keeps what carers wrote, and can be taken back."""

import json
import os
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.carer.start_file import load_start
from assistant.carer.updating import CannotUpdate, Means, Updated, go_back, new_version, update
from assistant.carer.updating.new_version import as_numbers
from assistant.carer.updating.replacing import _Steps
from assistant.storage.folders import Folders
from tests.carer.homes import home_at
from tests.disks import FailingDisk, PowerCut
from tests.everyday.programs import (
    PROJECT,
    files_in,
    held_elsewhere,
    is_executable,
    program_at,
    zip_of,
)

OWN = load_start(PROJECT / "start.py")
"""Every version in these tests has this one."""
NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _without_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test cuts the real power; to wait for the real disk would only be slow."""
    monkeypatch.delattr(os, "sync", raising=False)
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)


@pytest.fixture(name="folders")
def _folders(tmp_path: Path) -> Folders:
    return home_at(tmp_path / "home")


@pytest.fixture(name="program")
def _program(tmp_path: Path) -> Path:
    """Version 1, as start.py has set it up, with something of a carer's beside."""
    program = program_at(tmp_path / "als assistant", "1.0", old_in_1__a="1")
    OWN.note_own_files(program)
    (program / ".venv").mkdir()
    (program / "letters.txt").write_text("Dear Anna")
    return program


@pytest.fixture(name="newer")
def _newer(tmp_path: Path) -> Path:
    return program_at(tmp_path / "download" / "als-2", "2.0", added_in_2__b="2")


def works(program: Path) -> int:
    """Stands for the start of the new start.py where all goes well."""
    return _start(program, lambda: None)


def does_not_work(program: Path) -> int:
    """The same where its set-up fails."""
    return _start(program, fail)


WORKS = Means(start=works)


def fail() -> None:
    """No set-up."""
    raise OWN.SetUpError(OWN.NO_NETWORK)


def crashes(_program: Path) -> int:
    """A start.py that cannot do anything."""
    return 1


def _start(program: Path, try_out: Callable[[], None]) -> int:
    while OWN.read_plan(program) is not None and OWN.go_on_with_update(program, try_out):
        pass
    return 0


def updated(
    program: Path, source: Path, folders: Folders, start: Callable[[Path], int] = works
) -> Updated:
    return update(program, source, folders, NOW, Means(start=start))


def left_over(program: Path) -> list[str]:
    names = {path.name for path in program.iterdir()}
    return sorted(names & {".update", ".update-plan.json", ".update-plan.json.new"})


# --- as it should be -------------------------------------------------------------------------


@pytest.mark.parametrize("inside", ["als-assistant-main/", ""])
def test_a_zip_takes_the_place_of_the_program_and_leaves_the_rest(
    program: Path, newer: Path, folders: Folders, tmp_path: Path, inside: str
) -> None:
    done = updated(program, zip_of(newer, tmp_path / "new.zip", inside), folders)
    assert done == Updated(version="2.0")
    assert files_in(program) == {
        **files_in(newer),
        "old_in_1/a": "1",
        "letters.txt": "Dear Anna",
    }
    assert (program / ".venv").is_dir()
    assert left_over(program) == []


def test_a_folder_does_as_well_and_its_set_up_stays_behind(
    program: Path, newer: Path, folders: Folders
) -> None:
    (newer / ".venv").mkdir()
    (newer / ".venv" / "pyvenv.cfg").touch()
    (newer / "assistant" / "__pycache__").mkdir()
    assert updated(program, newer, folders).version == "2.0"
    assert not (program / ".venv" / "pyvenv.cfg").exists()


def test_back_and_forth_as_often_as_wanted(program: Path, newer: Path, folders: Folders) -> None:
    at_first = files_in(program)
    updated(program, newer, folders)
    later = files_in(program)
    for _ in range(2):
        assert go_back(program, folders, NOW, WORKS).version == "1.0"
        assert files_in(program) == {**at_first, "added_in_2/b": "2"}
        assert left_over(program) == []
        assert go_back(program, folders, NOW, WORKS).version == "2.0"
        assert files_in(program) == later


def test_without_a_version_before_there_is_no_way_back(program: Path, folders: Folders) -> None:
    with pytest.raises(CannotUpdate, match="no version before"):
        go_back(program, folders, NOW, WORKS)


def test_the_same_version_mends_a_program_that_lost_a_file(
    program: Path, folders: Folders, tmp_path: Path
) -> None:
    whole = program_at(tmp_path / "whole", "1.0")
    (program / "assistant" / "core" / "update.py").unlink()
    updated(program, whole, folders)
    assert (program / "assistant" / "core" / "update.py").is_file()


@pytest.mark.skipif(os.name != "posix", reason="Windows knows no such bit")
def test_what_can_be_double_clicked_can_be_after_the_update(
    program: Path, newer: Path, folders: Folders, tmp_path: Path
) -> None:
    (newer / "Start.sh").touch()
    (newer / "Start.sh").chmod(0o755)
    updated(program, zip_of(newer, tmp_path / "new.zip"), folders)
    assert is_executable(program / "Start.sh")
    assert not is_executable(program / "pyproject.toml")


# --- what carers wrote -----------------------------------------------------------------------


def test_what_carers_put_into_the_programs_folder_is_found_and_kept_aside(
    program: Path, newer: Path, folders: Folders
) -> None:
    guide = program / "content" / "en" / "guide"
    (guide / "1.md").write_text("Changed by a carer.")
    (guide / "mum.md").write_text("What Mum likes.")
    (guide / "Thumbs.db").touch()
    done = updated(program, newer, folders)
    assert done.files == ("content/en/guide/1.md", "content/en/guide/mum.md")
    assert done.kept_aside is not None
    assert done.kept_aside.is_relative_to(folders.kept_aside)
    kept = {name: (done.kept_aside / name).read_text() for name in done.files}
    assert kept == {done.files[0]: "Changed by a carer.", done.files[1]: "What Mum likes."}


def test_where_nobody_noted_how_the_files_came_the_guide_is_kept_as_it_was(
    program: Path, newer: Path, folders: Folders
) -> None:
    (program / ".program-files.json").unlink()
    done = updated(program, newer, folders)
    assert done.files == ("content/en/interface.toml",)


def test_what_was_kept_aside_before_is_never_replaced(
    program: Path, newer: Path, folders: Folders
) -> None:
    kept = set()
    for text in ("first", "second"):
        (program / "content" / "mum.md").write_text(text)
        kept.add(updated(program, newer, folders).kept_aside)
    assert len(kept) == 2


# --- not possible ----------------------------------------------------------------------------


def unchanged(program: Path, at_first: dict[str, str]) -> bool:
    return files_in(program) == at_first and left_over(program) == []


def zip_with(name: str, data: bytes = b"x") -> Callable[[Path, Path], Path]:
    def make(newer: Path, tmp: Path) -> Path:
        file = zip_of(newer, tmp / "new.zip")
        with zipfile.ZipFile(file, "a") as archive:
            archive.writestr(name, data)
        return file

    return make


def a_link(newer: Path, tmp: Path) -> Path:
    file = zip_of(newer, tmp / "new.zip")
    with zipfile.ZipFile(file, "a") as archive:
        link = zipfile.ZipInfo("als-assistant-main/content/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc")
    return file


def rubbish(_newer: Path, tmp: Path) -> Path:
    (tmp / "new.zip").write_bytes(b"PK rubbish")
    return tmp / "new.zip"


def half_of_it(newer: Path, tmp: Path) -> Path:
    file = zip_of(newer, tmp / "new.zip")
    data = file.read_bytes()
    middle = data.index(b"The same in every") + 3
    file.write_bytes(data[:middle] + b"XXXX" + data[middle + 4 :])
    return file


def foreign(_newer: Path, tmp: Path) -> Path:
    folder = tmp / "foreign"
    folder.mkdir()
    (folder / "start.py").write_text("print('hello')")
    return zip_of(folder, tmp / "new.zip")


def changed(name: str, old: str, new: str) -> Callable[[Path, Path], Path]:
    def make(newer: Path, tmp: Path) -> Path:
        text = (newer / name).read_text(encoding="utf-8")
        assert old in text
        (newer / name).write_text(text.replace(old, new), encoding="utf-8")
        return zip_of(newer, tmp / "new.zip")

    return make


REFUSED: dict[str, tuple[Callable[[Path, Path], Path], str]] = {
    "a path out": (zip_with("als-assistant-main/../../evil"), "outside its folder"),
    "a path from the top": (zip_with("/etc/evil"), "outside its folder"),
    "a drive": (zip_with("C:\\evil"), "outside its folder"),
    "a link": (a_link, "no plain file"),
    "two of a name": (zip_with("als-assistant-main/START.py"), "same name"),
    "rubbish": (rubbish, "is not this program"),
    "a damaged file": (half_of_it, "damaged"),
    "a foreign program": (foreign, "is not this program"),
    "another name": (changed("pyproject.toml", "als-assistant", "other"), "is not this program"),
    "an older one": (changed("pyproject.toml", "2.0", "0.9"), "older than version 1.0"),
    "no version": (changed("pyproject.toml", "version", "vers"), "damaged"),
    "a newer Python": (changed("pyproject.toml", "3.11", "3.99"), "needs Python 3.99"),
    "a broken start": (changed("start.py", "import sys\n", "import (\n"), "damaged"),
    "no way back": (changed("start.py", ".update-plan", ".plan"), "taken back"),
    "nothing": (lambda _newer, tmp: tmp / "nothing.zip", "is not there"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_used_is_refused_in_a_sentence_and_nothing_changes(
    program: Path, newer: Path, folders: Folders, tmp_path: Path, kind: str
) -> None:
    make, why = REFUSED[kind]
    at_first = files_in(program)
    with pytest.raises(CannotUpdate, match=why) as refused:
        updated(program, make(newer, tmp_path), folders)
    assert "\n" not in str(refused.value)
    assert unchanged(program, at_first)
    assert not list(tmp_path.rglob("evil"))


def test_a_zip_that_unpacks_to_far_more_is_not_unpacked(
    program: Path, newer: Path, folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new_version, "MOST_BYTES", 1000)
    at_first = files_in(program)
    for source in (newer, zip_of(newer, tmp_path / "new.zip")):
        with pytest.raises(CannotUpdate, match="far more than this program"):
            updated(program, source, folders)
    assert unchanged(program, at_first)


@pytest.mark.skipif(os.name != "posix", reason="making links needs rights on Windows")
def test_a_folder_with_a_link_in_it_is_refused(
    program: Path, newer: Path, folders: Folders
) -> None:
    (newer / "content" / "link").symlink_to("/etc")
    with pytest.raises(CannotUpdate, match="is a link"):
        updated(program, newer, folders)


def test_while_the_program_or_the_page_is_open_nothing_is_updated(
    program: Path, newer: Path, folders: Folders
) -> None:
    at_first = files_in(program)
    with held_elsewhere(folders.lock), pytest.raises(CannotUpdate, match="assistant is open"):
        updated(program, newer, folders)
    with held_elsewhere(folders.page_lock), pytest.raises(CannotUpdate, match="page is open"):
        updated(program, newer, folders)
    assert unchanged(program, at_first)


def test_a_git_checkout_and_an_installed_program_are_told_their_own_ways(
    program: Path, newer: Path, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    (program / ".git").mkdir()
    with pytest.raises(CannotUpdate, match="git pull"):
        updated(program, newer, folders)
    (program / ".git").rmdir()
    (program / "start.py").unlink()
    with pytest.raises(CannotUpdate, match="pip install --upgrade"):
        updated(program, newer, folders)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(CannotUpdate, match="packed program"):
        go_back(program, folders, NOW, WORKS)


def test_an_update_that_is_not_finished_is_not_disturbed_by_another(
    program: Path, newer: Path, folders: Folders
) -> None:
    planned(program, newer, folders)
    with pytest.raises(CannotUpdate, match="not finished yet"):
        updated(program, newer, folders)
    with pytest.raises(CannotUpdate, match="not finished yet"):
        go_back(program, folders, NOW, WORKS)
    works(program)
    assert files_in(program)["pyproject.toml"] == files_in(newer)["pyproject.toml"]


# --- that does not work ----------------------------------------------------------------------


@pytest.mark.parametrize("start", [does_not_work, crashes])
def test_a_version_that_cannot_be_set_up_gives_way_to_the_one_before(
    program: Path, newer: Path, folders: Folders, start: Callable[[Path], int]
) -> None:
    at_first = files_in(program)
    with pytest.raises(CannotUpdate, match="version before is in its place again"):
        updated(program, newer, folders, start)
    assert unchanged(program, at_first)


def test_a_version_before_that_cannot_be_set_up_any_more_gives_way_again(
    program: Path, newer: Path, folders: Folders
) -> None:
    updated(program, newer, folders)
    later = files_in(program)
    with pytest.raises(CannotUpdate, match="in its place again"):
        go_back(program, folders, NOW, Means(start=does_not_work))
    assert unchanged(program, later)
    assert go_back(program, folders, NOW, WORKS).version == "1.0"


# --- interrupted -----------------------------------------------------------------------------


class FailingMoves:
    """Fails at one step of start.py."""

    def __init__(self, moves: Any, step: int, failure: BaseException) -> None:  # noqa: ANN401
        self._own, self.left, self.failure = moves, step, failure
        self._own.replace = self.replace

    def _step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise self.failure

    def replace(self, source: Path, target: Path) -> None:
        self._step()
        source.replace(target)

    def remove(self, path: Path) -> None:
        self._step()
        if path.is_dir():
            # The power goes in the middle of it, too.
            for file in sorted(path.rglob("*"))[:1]:
                if file.is_file():
                    file.unlink()
        type(self._own).remove(self._own, path)

    def copy(self, source: Path, target: Path) -> None:
        self._own.copy(source, target)

    def write(self, file: Path, text: str) -> None:
        self._own.write(file, text)


def planned(program: Path, newer: Path, folders: Folders) -> None:
    """An update that has been laid down and planned, and no more."""

    class Cut(Exception):
        pass

    def cut(*_: object) -> None:
        raise Cut

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_Steps, "_settle", cut)
        with pytest.raises(Cut):
            updated(program, newer, folders)


def each_step(
    program: Path, tmp_path: Path, failure: BaseException, try_out: Callable[[], None]
) -> Iterator[Path]:
    """A copy of the program for each step at which going on can fail, after it failed there."""
    step = 0
    while True:
        copy = tmp_path / "copies" / str(step)
        shutil.copytree(program, copy)
        moves = FailingMoves(OWN.Moves(), step, failure)
        try:
            while OWN.read_plan(copy) is not None:
                if not OWN.go_on_with_update(copy, try_out, moves):
                    break
        except (PowerCut, OWN.SetUpError):
            yield copy
        if moves.left >= 0:
            assert step > 10
            return
        shutil.rmtree(copy)
        step += 1


def test_a_power_cut_at_any_step_of_an_update_ends_in_the_new_version_whole(
    program: Path, newer: Path, folders: Folders, tmp_path: Path
) -> None:
    before = files_in(program)
    planned(program, newer, folders)
    for copy in each_step(program, tmp_path, PowerCut(), lambda: None):
        assert (copy / "start.py").read_text().endswith(("# 1.0\n", "# 2.0\n"))
        works(copy)
        assert files_in(copy) == {**before, **files_in(newer)}
        kept = files_in(copy / ".version-before")
        assert kept == {name: before[name] for name in before if name in files_in(newer)}
        assert left_over(copy) == []


def test_a_power_cut_at_any_step_of_taking_back_ends_in_the_version_before_whole(
    program: Path, newer: Path, folders: Folders, tmp_path: Path
) -> None:
    before = files_in(program)
    planned(program, newer, folders)
    for copy in each_step(program, tmp_path, PowerCut(), fail):
        does_not_work(copy)
        assert files_in(copy) == before
        assert left_over(copy) == []


def test_a_power_cut_on_the_way_back_loses_neither_version(
    program: Path, newer: Path, folders: Folders, tmp_path: Path
) -> None:
    first = files_in(program)
    updated(program, newer, folders)
    later = files_in(program)
    plan = {
        "step": "put",
        "source": ".version-before",
        "entries": [path.name for path in (program / ".version-before").iterdir()],
        "added": [],
    }
    (program / ".update-plan.json").write_text(json.dumps(plan))
    for copy in each_step(program, tmp_path, PowerCut(), lambda: None):
        works(copy)
        assert files_in(copy) == {**later, **first}
        assert go_back(copy, folders, NOW, WORKS).version == "2.0"
        assert files_in(copy) == later


def test_a_disk_that_fails_at_any_step_ends_in_one_version_whole(
    program: Path, newer: Path, folders: Folders, tmp_path: Path
) -> None:
    before = files_in(program)
    planned(program, newer, folders)
    for copy in each_step(program, tmp_path, OSError(5, "Input/output error"), lambda: None):
        works(copy)
        assert files_in(copy) in (before, {**before, **files_in(newer)})
        assert left_over(copy) == []


def test_until_it_is_planned_an_interrupted_update_changes_nothing(
    program: Path, newer: Path, folders: Folders, tmp_path: Path
) -> None:
    (program / "content" / "mum.md").write_text("What Mum likes.")
    at_first = files_in(program)
    source = zip_of(newer, tmp_path / "new.zip")
    for step in range(100):
        try:
            update(program, source, folders, NOW, Means(FailingDisk(step, PowerCut()), works))
        except PowerCut:
            assert files_in(program) == at_first
            assert works(program) == 0
            assert files_in(program) == at_first
        else:
            break
    assert step > 5
    assert files_in(program)["pyproject.toml"] == files_in(newer)["pyproject.toml"]
    assert left_over(program) == []


def test_a_full_disk_while_it_is_laid_down_changes_nothing_and_leaves_nothing(
    program: Path, newer: Path, folders: Folders
) -> None:
    at_first = files_in(program)
    full = FailingDisk(3, OSError(28, "No space left on device"))
    with pytest.raises(CannotUpdate, match="disk is full"):
        update(program, newer, folders, NOW, Means(full, works))
    assert unchanged(program, at_first)


def test_a_plan_that_nobody_can_read_does_not_keep_the_program_from_starting(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (program / ".update-plan.json").write_text("{")
    assert not OWN.go_on_with_update(program, lambda: None)
    assert "cannot be read" in capsys.readouterr().err


# --- what start.py notes ---------------------------------------------------------------------


def test_how_the_files_came_is_noted_once_for_a_version(program: Path) -> None:
    record = program / ".program-files.json"
    at_first = record.read_text()
    (program / "content" / "mum.md").touch()
    OWN.note_own_files(program)
    assert record.read_text() == at_first
    text = (program / "pyproject.toml").read_text()
    (program / "pyproject.toml").write_text(text.replace("1.0", "1.1"))
    OWN.note_own_files(program)
    assert "content/mum.md" in json.loads(record.read_text())["files"]


def test_in_a_git_checkout_nothing_is_noted(tmp_path: Path) -> None:
    program = program_at(tmp_path / "als", "1.0")
    (program / ".git").mkdir()
    OWN.note_own_files(program)
    assert not (program / ".program-files.json").exists()


def test_versions_are_compared_as_numbers() -> None:
    assert as_numbers("0.10.0") > as_numbers("0.9.1")
    assert as_numbers("1.0rc1") == (1, 0)
    assert as_numbers("") == ()
