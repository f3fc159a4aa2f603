"""Each look sees what it is there for, and says nothing is wrong where nothing is."""

import errno
import json
import shutil
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.carer.doctor import autostart, computer, devices, files, speaking
from assistant.carer.doctor.finding import Seen
from assistant.carer.doctor.microphone import heard_by_microphone, judged
from assistant.carer.doctor.subject import Around, Subject
from assistant.core.settings import Settings, with_value
from assistant.listening.level import Level
from assistant.listening.microphone import NoMicrophone, OpenMicrophone
from assistant.listening.pcm import Shape
from assistant.storage.folders import content_root, folders_below
from assistant.storage.settings_file import load_settings, save_settings
from assistant.storage.trouble_log import TroubleLog
from tests.carer.homes import everything_in, home_at, live_in

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
CONTENT = content_root() / "en"


@pytest.fixture(name="subject")
def _subject(tmp_path: Path) -> Subject:
    """Somebody's home where all is well."""
    around = Around(now=lambda: NOW, free_bytes=lambda _folder: 10**10)
    return Subject(folders=live_in(home_at(tmp_path / "home")), content=CONTENT, around=around)


def with_around(subject: Subject, **answers: object) -> Subject:
    return replace(subject, around=replace(subject.around, **answers))  # type: ignore[arg-type]


def states(*seen: Seen | None) -> list[str]:
    return [f"{each.condition} {each.state}" if each else "" for each in seen]


QUIET = (
    computer.python,
    computer.running,
    computer.last_run,
    computer.restore,
    computer.clock,
    computer.folders,
    computer.disk,
    *files.LOOKS.values(),
)


def test_where_all_is_well_nothing_is_wrong_and_nothing_is_changed(
    subject: Subject, tmp_path: Path
) -> None:
    before = everything_in(tmp_path)
    seen = [look(subject) for look in QUIET]
    assert {each.condition for each in seen if each} == {"fine"}
    assert everything_in(tmp_path) == before


def test_where_nothing_is_set_up_yet_nothing_is_wrong_and_nothing_is_made(
    subject: Subject, tmp_path: Path
) -> None:
    empty = replace(subject, folders=home_at(tmp_path / "new"))
    seen = [look(empty) for look in QUIET]
    assert {each.condition for each in seen if each} == {"fine"}
    assert not (tmp_path / "new").exists()


# --- the computer --------------------------------------------------------------------------


def test_a_python_newer_than_any_tried_is_a_note(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(computer, "NEWEST_TRIED", (3, 10))
    assert states(computer.python(subject)) == ["note untried"]


def test_a_package_that_is_missing_is_named(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(computer, "PARTS", ("json", "no_such_package"))
    seen = computer.set_up(subject)
    assert states(seen) == ["wrong missing"]
    assert seen.fill["parts"] == "no_such_package"


def test_a_set_up_for_another_version_of_the_program_is_seen(
    subject: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "program"
    shutil.copytree(content_root().parent / "lock", project / "lock")
    for name in ("start.py", "pyproject.toml"):
        shutil.copy(content_root().parent / name, project)
    there = with_around(subject, project=project)
    monkeypatch.setattr(sys, "prefix", str(project / ".venv"))
    (project / ".venv").mkdir()
    assert states(computer.set_up(there)) == ["fine fine"]
    stamp = {"python": "cpython-3", "folder": str(project), "program": "old", "tests": None}
    (project / ".venv" / "als-assistant-set-up.json").write_text(json.dumps(stamp))
    seen = computer.set_up(there)
    assert states(seen) == ["wrong outdated"]
    assert "Python has changed" in str(seen.fill["why"])


def test_each_dependency_is_looked_for() -> None:
    """A new line in pyproject.toml must not be forgotten here."""
    import tomllib  # noqa: PLC0415

    text = (content_root().parent / "pyproject.toml").read_text(encoding="utf-8")
    named = {
        line.split(">")[0].split("=")[0].split(";")[0].strip()
        for line in tomllib.loads(text)["project"]["dependencies"]
    }
    modules = {
        "beautifulsoup4": "bs4",
        "espeakng-loader": "espeakng_loader",
        "markdown-it-py": "markdown_it",
        "pygame-ce": "pygame",
        "pyobjc-framework-Cocoa": "AppKit",
    }
    voice_commands = {"onnxruntime"}
    wanted = {modules.get(name, name) for name in named - voice_commands}
    elsewhere = {"espeakng_loader", "AppKit"}
    assert wanted - elsewhere == set(computer.PARTS) - elsewhere


def run_until(subject: Subject, began: datetime, *, is_closed: bool) -> None:
    log = TroubleLog(subject.folders.trouble_log, "0.1.0", lambda: began)
    if is_closed:
        with log:
            return
    log._put({"kind": "started"})
    log._lines.put(None)
    log._write_all()


def test_a_run_that_nobody_closed_is_told_with_its_day(subject: Subject) -> None:
    run_until(subject, NOW - timedelta(days=2), is_closed=True)
    assert states(computer.last_run(subject)) == ["fine fine"]
    run_until(subject, NOW - timedelta(days=1), is_closed=False)
    seen = computer.last_run(subject)
    assert states(seen) == ["wrong not_closed"]


def test_a_run_that_broke_off_is_told(subject: Subject) -> None:
    log = TroubleLog(subject.folders.trouble_log, "0.1.0", lambda: NOW)
    with pytest.raises(RuntimeError), log:
        raise RuntimeError
    assert states(computer.last_run(subject)) == ["wrong broke"]


def test_the_run_that_goes_on_now_is_not_blamed(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_until(subject, NOW - timedelta(days=2), is_closed=True)
    run_until(subject, NOW, is_closed=False)
    monkeypatch.setattr(computer, "is_running", lambda _folders: True)
    assert states(computer.last_run(subject), computer.running(subject)) == [
        "fine fine",
        "fine open",
    ]


def test_a_lock_that_cannot_be_read_is_a_note(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(_folders: object) -> bool:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(computer, "is_running", forbidden)
    assert states(computer.running(subject)) == ["note unknown"]


def test_a_backup_that_was_restored_by_half_is_told(subject: Subject) -> None:
    subject.folders.restoring.write_text("{}")
    assert states(computer.restore(subject)) == ["wrong unfinished"]


@pytest.mark.parametrize("year", [1970, 2019, 2099])
def test_a_clock_that_cannot_be_right_is_told(subject: Subject, year: int) -> None:
    there = with_around(subject, now=lambda: NOW.replace(year=year))
    assert states(computer.clock(there), files.review(there)) == ["wrong impossible", ""]


def test_a_clock_that_went_back_is_told(subject: Subject) -> None:
    run_until(subject, NOW + timedelta(days=30), is_closed=True)
    assert states(computer.clock(subject)) == ["wrong went_back"]


def test_sections_that_are_due_are_a_note_and_no_mistake(subject: Subject) -> None:
    later = with_around(subject, now=lambda: NOW.replace(year=2030))
    assert states(files.review(later), files.content(later)) == ["note due", "fine fine"]


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES])
def test_a_folder_that_cannot_be_written_is_named(subject: Subject, code: int) -> None:
    def refuse(folder: Path) -> None:
        if folder == subject.folders.places.parent:
            raise OSError(code, "no")

    seen = computer.folders(with_around(subject, try_writing=refuse))
    assert states(seen) == ["wrong not_allowed"]
    assert seen.fill["folder"] == subject.folders.places.parent


def test_a_file_where_a_folder_should_be_is_told(subject: Subject, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here")
    one = tmp_path / "file" / "als"
    inside = replace(subject, folders=folders_below(one, one, one, one))
    assert states(computer.folders(inside)) == ["wrong in_the_way"]


@pytest.mark.parametrize(
    ("free", "said"), [(10**10, "fine fine"), (10**8, "note little"), (10**6, "wrong full")]
)
def test_how_much_room_there_is(subject: Subject, free: int, said: str) -> None:
    assert states(computer.disk(with_around(subject, free_bytes=lambda _f: free))) == [said]


def test_a_disk_with_room_and_none_of_it_for_this_person_is_full(subject: Subject) -> None:
    def full(_folder: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    there = with_around(subject, try_writing=full)
    assert states(computer.disk(there), computer.folders(there)) == ["wrong full", "fine fine"]


@dataclass(frozen=True)
class Answer:
    is_well: bool
    text: str


def test_whether_it_starts_by_itself_is_told_as_whoever_knows_says() -> None:
    well, moved = Answer(is_well=True, text="It does."), Answer(is_well=False, text="Nothing.")
    seen = (autostart.seen_of(well), autostart.seen_of(moved))
    assert states(*seen) == ["fine fine", "wrong not_as_meant"]


# --- files ---------------------------------------------------------------------------------


def test_each_mistake_in_the_settings_is_told_with_its_line(subject: Subject) -> None:
    subject.folders.settings.write_text('[scan]\nloops = 0\nspeeed = 1\n[switch]\nkeys = ["x"]\n')
    seen = files.settings(subject)
    assert states(seen) == ["wrong mistake"]
    assert [detail.split(":")[1] for detail in seen.details] == ["2", "3"]


def test_a_misspelt_key_is_a_mistake_in_the_settings(subject: Subject) -> None:
    subject.folders.settings.write_text('[switch]\nkeys = ["spce"]\n')
    assert "spce" in str(files.settings(subject).details)


def test_settings_that_are_gone_are_told_where_there_were_some(subject: Subject) -> None:
    subject.folders.settings.unlink()
    assert states(files.settings(subject)) == ["wrong lost"]


def test_settings_with_a_mistake_are_looked_at_with_the_last_good_ones(subject: Subject) -> None:
    load_settings(subject.folders.settings)
    subject.folders.settings.write_text("oops")
    assert subject.settings().speech.rate_wpm == 120


def test_a_mistake_in_a_file_of_the_carers_is_told(subject: Subject) -> None:
    subject.folders.profiles.write_text("[morning\n")
    seen = files.carers_files(subject)
    assert states(seen) == ["wrong mistake"]
    assert seen is not None
    assert "profiles.toml:1" in seen.details[0]


def test_a_broken_section_of_the_guide_is_told_with_its_line(
    subject: Subject, tmp_path: Path
) -> None:
    content = tmp_path / "en"
    shutil.copytree(CONTENT, content)
    section = next(content.rglob("1.2-*.md"))
    section.write_text("+++\nid = 1.2\n+++\n", encoding="utf-8")
    seen = files.content(replace(subject, content=content))
    assert states(seen) == ["wrong mistake"]
    assert f"{section.name}:" in str(seen.details)


def test_a_broken_file_of_the_doctors_own_words_is_told(subject: Subject, tmp_path: Path) -> None:
    shutil.copytree(CONTENT, tmp_path / "en")
    (tmp_path / "en" / "doctor.toml").write_text("[python\n")
    seen = files.content(replace(subject, content=tmp_path / "en"))
    assert "doctor.toml:1" in seen.details[0]


def test_many_mistakes_are_counted_and_some_are_shown(subject: Subject, tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    seen = files.content(replace(subject, content=tmp_path / "en"))
    assert states(seen) == ["wrong mistake"]
    subject.folders.settings.write_text("\n".join(f"a{number} = 1" for number in range(50)))
    assert files.settings(subject).details[-1] == "and 30 more"


def test_an_own_section_that_cannot_be_read_is_told(subject: Subject) -> None:
    assert states(files.own_sections(subject)) == ["fine fine"]
    letter = subject.folders.own / "1-home" / "1.2-letter.md"
    letter.write_text("+++\ntitle = 'A letter'\n+++\n\nDear Mum.\n", encoding="utf-8")
    assert states(files.own_sections(subject)) == ["fine fine"]
    # Without a title the program leaves it out, so nobody may be told that it is fine.
    for broken in (b"Dear Mum.\n", b"\xff\xfe no text", b"", b"+++\nid = \n+++\n\nDear Mum.\n"):
        letter.write_bytes(broken)
        assert states(files.own_sections(subject)) == ["wrong mistake"]


@pytest.mark.parametrize("text", ["{", "[]", '{"hand": 3}'])
def test_a_damaged_file_of_timing_is_told(subject: Subject, text: str) -> None:
    subject.folders.pressing.write_text(text)
    assert states(files.pressing(subject)) == ["wrong damaged"]


def test_a_damaged_store_of_places_is_told_and_left_as_it_is(subject: Subject) -> None:
    store = subject.folders.places
    raw = bytearray(store.read_bytes())
    raw[4096:8192] = b"\xff" * 4096
    store.write_bytes(raw)
    assert states(files.places(subject)) == ["wrong damaged"]
    assert store.read_bytes() == bytes(raw)


def test_a_store_that_the_program_writes_to_now_is_whole(subject: Subject) -> None:
    with sqlite3.connect(subject.folders.places) as db:
        db.execute("UPDATE place SET sentence = 8")
        db.commit()
        assert states(files.places(subject)) == ["fine fine"]
    db.close()


def test_an_own_word_for_a_command_that_there_is_not_is_told(subject: Subject) -> None:
    subject.folders.own_commands.write_text('selekt = ["okay"]\n', encoding="utf-8")
    seen = files.carers_files(subject)
    assert states(seen) == ["wrong mistake"]
    assert seen is not None
    assert "commands.toml:1" in seen.details[0]


# --- devices, as far as they can be told from what they say -----------------------------------


def test_a_loudspeaker_that_takes_sound_is_fine_and_named() -> None:
    seen = devices.judged_sound(("Built-in Audio", "HDMI"), "pulseaudio", is_stuck=False)
    assert (seen.condition, seen.fill["device"]) == ("fine", "Built-in Audio")


@pytest.mark.parametrize(
    ("driver", "is_stuck", "said"),
    [
        ("dummy", False, "wrong unheard"),
        ("disk", False, "wrong unheard"),
        ("alsa", True, "wrong stuck"),
        ("alsa", False, "fine fine"),
    ],
)
def test_a_loudspeaker_that_nobody_hears_is_wrong(
    driver: str, said: str, *, is_stuck: bool
) -> None:
    assert states(devices.judged_sound(("Speaker",), driver, is_stuck=is_stuck)) == [said]


def level(peak: float, *, clipped: float = 0.0) -> Level:
    return Level(rms_db=-40.0, peak=peak, clipped=clipped)


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        (level(0.0), "wrong muted"),
        (level(1 / 32768), "wrong muted"),
        (level(0.01), "fine fine"),
        (level(1.0, clipped=0.2), "wrong too_loud"),
    ],
)
def test_what_a_microphone_gives_is_measured(heard: Level, said: str) -> None:
    assert states(judged(heard)) == [said]


def test_another_microphone_than_the_one_in_the_settings_is_told() -> None:
    assert states(judged(level(0.01), is_other=True)) == ["wrong other"]


class Desk:
    """Microphones as a test wants them."""

    def __init__(self, *names: str, gives: bytes | None, opens: bool = True) -> None:
        self._names, self._gives, self._opens = names, gives, opens

    def names(self) -> tuple[str, ...]:
        return self._names

    def open(self, name: str | None, take: Callable[[bytes], None]) -> OpenMicrophone:
        del name
        if not self._opens:
            message = "busy"
            raise NoMicrophone(message)
        return _Opened(self._gives, take)


class _Opened:
    def __init__(self, gives: bytes | None, take: Callable[[bytes], None]) -> None:
        self.gives, self.take = gives, take

    @property
    def shape(self) -> Shape:
        # Asked for with each chunk: so the next one follows, as long as anybody listens.
        return Shape()

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("desk", "said"),
    [
        (Desk(gives=None), "wrong none"),
        (Desk("usb", gives=None, opens=False), "wrong not_open"),
        (Desk("usb", gives=None), "wrong gives_nothing"),
    ],
)
def test_a_microphone_that_gives_no_sound_is_told(desk: Desk, said: str) -> None:
    assert states(heard_by_microphone("", 0.1, 0.3, desk)) == [said]


@pytest.mark.parametrize(
    ("changes", "pads", "said"),
    [
        ({}, (), "fine fine"),
        ({}, ("Xbox",), "fine with_gamepad"),
        (
            {"scan.method": "two-switch", "switch.move_keys": ("gamepad-2",)},
            (),
            "wrong no_gamepad",
        ),
        (
            {"scan.method": "two-switch", "switch.move_keys": ("gamepad-2",)},
            ("Xbox",),
            "fine with_gamepad",
        ),
    ],
)
def test_a_gamepad_that_is_named_must_be_there(
    changes: dict[str, object], pads: tuple[str, ...], said: str
) -> None:
    settings = Settings()
    for path, value in changes.items():
        settings = with_value(settings, path, value)
    assert states(devices.judged_switches(settings, pads)) == [said]


def test_gamepads_that_cannot_be_used_are_a_note() -> None:
    assert states(devices.judged_switches(Settings(), (), "no driver")) == [
        "note gamepads_unusable"
    ]


def test_every_contact_that_is_the_switch_is_named() -> None:
    settings = with_value(Settings(), "switch.sound", "puff")
    named = devices.judged_switches(settings, ()).fill["contacts"]
    assert named == "space, left mouse button, touch, gamepad, sound (puff)"


def changed(subject: Subject, path: str, value: object) -> Subject:
    save_settings(subject.folders.settings, with_value(subject.settings(), path, value))
    return subject


def test_where_listening_is_off_no_microphone_is_opened_and_no_recognizer_loaded(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        pytest.fail("the microphone was opened")

    monkeypatch.setattr("assistant.carer.doctor.microphone.heard_by_microphone", never)
    off = changed(subject, "listening.is_on", value=False)
    assert states(devices.microphone(off), speaking.recognizers(off)) == ["note off", "note off"]


def test_where_the_voice_is_off_none_is_asked(subject: Subject) -> None:
    assert states(speaking.voice(changed(subject, "speech.is_on", value=False))) == ["note off"]


# --- models --------------------------------------------------------------------------------


def install(subject: Subject, *, size: int = 5) -> Path:
    """A model with its record, as an installation leaves it."""
    folder = subject.folders.models / "en"
    (folder / "am").mkdir(parents=True)
    (folder / "am" / "final.mdl").write_bytes(b"model")
    sha256 = "9372c470eeadd5ecd9c3c74c2b3cb633f8e2f2fad799250a0f70d652b6b825e4"
    file = {"path": "am/final.mdl", "size_bytes": size, "sha256": sha256}
    record = {
        "name": "vosk-small",
        "kind": "vosk",
        "language": "en",
        "licence": "Apache-2.0",
        "source": "x",
        "is_known": True,
        "files": [file],
    }
    (folder / "installed.json").write_text(json.dumps(record))
    return folder


def test_no_model_is_a_note_and_a_whole_one_is_fine(subject: Subject) -> None:
    assert states(speaking.models(subject)) == ["note none"]
    install(subject)
    assert states(speaking.models(subject)) == ["fine fine"]


def test_a_model_that_lacks_a_file_is_named(subject: Subject) -> None:
    (install(subject) / "am" / "final.mdl").unlink()
    seen = speaking.models(subject)
    assert states(seen) == ["wrong damaged"]
    assert seen.details == ("en: am/final.mdl is missing.",)


def test_a_model_with_other_bytes_is_damaged(subject: Subject) -> None:
    (install(subject) / "am" / "final.mdl").write_bytes(b"mOdel")
    assert states(speaking.models(subject)) == ["wrong damaged"]


@pytest.mark.parametrize("left", [".downloads/vosk.zip.part", ".new-abc/am/final.mdl"])
def test_what_an_installation_left_by_half_is_told(subject: Subject, left: str) -> None:
    file = subject.folders.models / left
    file.parent.mkdir(parents=True)
    file.write_bytes(b"half")
    assert states(speaking.models(subject)) == ["wrong half"]


# --- the voice, for real ---------------------------------------------------------------------


@pytest.mark.slow
def test_the_real_voice_says_a_sentence(subject: Subject) -> None:
    seen = speaking.voice(subject)
    assert states(seen) == ["fine fine"]
    assert seen.fill["engine"] in ("espeak", "sapi5", "nsss")


@pytest.mark.slow
def test_a_voice_that_is_not_there_is_told_and_one_by_a_part_of_its_name_is_there(
    subject: Subject,
) -> None:
    other = changed(subject, "speech.voice", "Zora")
    assert states(speaking.voice(other)) == ["wrong unknown"]
    if sys.platform == "linux":
        there = changed(subject, "speech.voice", "en-gb")
        assert states(speaking.voice(there)) == ["fine fine"]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["raise ImportError('no voice')\n", "import os\nos._exit(7)\n"])
def test_a_voice_that_cannot_start_is_told(
    subject: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine" / "pyttsx3.py").write_text(engine)
    monkeypatch.syspath_prepend(str(tmp_path / "engine"))
    assert states(speaking.voice(subject)) == ["wrong broken"]
