"""Starting with the computer and by an icon: what is written, how it stands, and undone."""

import configparser
import contextlib
import os
import plistlib
import shlex
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.carer.starting import CannotChange, Program, Start, icons, with_the_computer
from assistant.carer.starting.entries import Kind, NotReadable, NotWritable, command_in, text_of
from assistant.carer.starting.placing import System, autostart_files, icon_files
from assistant.carer.starting.program import this_program
from tests.disks import FailingDisk

KINDS: tuple[Kind, ...] = ("desktop entry", "launch agent", "windows command", "macos command")
SYSTEMS = ("linux", "darwin", "win32")
HARD_NAME = """Zoë's "als" 100%u $HOME `x` \\n ;&=b"""


def system_of(platform: str, home: Path, **environment: str) -> System:
    return System(
        platform=platform, environment=environment, home=home, desktop=lambda: home / "Desktop"
    )


def program_in(folder: Path) -> Program:
    folder.mkdir(parents=True, exist_ok=True)
    start = folder / "start.py"
    start.touch()
    return Program(command=(sys.executable, str(start)))


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Path:
    return tmp_path / "home"


Ways = Callable[[System, Program], Start]


@pytest.mark.parametrize("platform", SYSTEMS)
@pytest.mark.parametrize("way", [with_the_computer, icons])
def test_on_puts_it_there_off_leaves_nothing_of_it(
    home: Path, tmp_path: Path, platform: str, way: Ways
) -> None:
    (home / "Desktop").mkdir(parents=True)
    start = way(system_of(platform, home), program_in(tmp_path / "als"))
    assert start.standing().how == "off"
    made = start.turn_on()
    assert made
    assert start.standing().how == "on"
    assert start.turn_on() == made
    assert set(start.turn_off()) == set(made)
    assert start.standing().how == "off"
    assert [path for path in home.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("platform", SYSTEMS)
def test_a_folder_that_has_gone_is_noticed_and_mended(
    home: Path, tmp_path: Path, platform: str
) -> None:
    system = system_of(platform, home)
    with_the_computer(system, program_in(tmp_path / "als")).turn_on()
    (tmp_path / "als").rename(tmp_path / "als-2")
    moved = with_the_computer(system, program_in(tmp_path / "als-2"))
    assert moved.standing().how == "gone"
    assert not moved.standing().is_well
    assert str(tmp_path / "als" / "start.py") in moved.standing().text
    moved.turn_on()
    assert moved.standing().how == "on"


def test_another_copy_of_the_program_is_told(home: Path, tmp_path: Path) -> None:
    system = system_of("linux", home)
    with_the_computer(system, program_in(tmp_path / "one")).turn_on()
    standing = with_the_computer(system, program_in(tmp_path / "two")).standing()
    assert standing.how == "other"
    assert str(tmp_path / "one") in standing.text


def test_another_python_for_the_same_folder_is_as_good(home: Path, tmp_path: Path) -> None:
    system, program = system_of("linux", home), program_in(tmp_path / "als")
    with_the_computer(system, program).turn_on()
    other = tmp_path / "python"
    other.touch()
    again = Program(command=(str(other), program.command[1]))
    assert with_the_computer(system, again).standing().how == "on"


def test_what_the_desktop_switched_off_is_off(home: Path, tmp_path: Path) -> None:
    start = with_the_computer(system_of("linux", home), program_in(tmp_path / "als"))
    (file,) = start.turn_on()
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("enabled=true", "enabled=false"), encoding="utf-8")
    assert start.standing().how == "off"


@pytest.mark.parametrize("text", ["", "rubbish", "<plist><dict></plist>", "\0"])
@pytest.mark.parametrize("platform", SYSTEMS)
def test_an_entry_that_nobody_can_read_is_told(
    home: Path, tmp_path: Path, platform: str, text: str
) -> None:
    start = with_the_computer(system_of(platform, home), program_in(tmp_path / "als"))
    (file,) = start.turn_on()
    file.write_text(text, encoding="utf-8")
    assert start.standing().how == "odd"
    start.turn_on()
    assert start.standing().how == "on"


def test_a_disk_that_fails_leaves_the_entry_as_it_was(home: Path, tmp_path: Path) -> None:
    system = system_of("linux", home)
    with_the_computer(system, program_in(tmp_path / "one")).turn_on()
    start = with_the_computer(system, program_in(tmp_path / "two"))
    with pytest.raises(CannotChange, match="Nothing was changed"):
        start.turn_on(FailingDisk(1, OSError(28, "No space left on device")))
    assert start.standing().how == "other"
    with pytest.raises(CannotChange, match="cannot be taken away"):
        start.turn_off(FailingDisk(0, PermissionError(13, "Permission denied")))


def test_without_a_desktop_folder_none_is_made(home: Path, tmp_path: Path) -> None:
    start = icons(system_of("linux", home), program_in(tmp_path / "als"))
    assert [file.name for file in start.turn_on()] == ["als-assistant.desktop"]
    assert not (home / "Desktop").exists()


@pytest.mark.skipif(os.name != "posix", reason="Windows knows no such bit")
@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_an_icon_on_the_desktop_may_be_opened(home: Path, tmp_path: Path, platform: str) -> None:
    (home / "Desktop").mkdir(parents=True)
    start = icons(system_of(platform, home), program_in(tmp_path / "als"))
    on_desktop = start.turn_on()[-1]
    assert on_desktop.parent == home / "Desktop"
    assert on_desktop.stat().st_mode & stat.S_IXUSR


# --- where -----------------------------------------------------------------------------------


def test_each_system_has_its_own_places(home: Path) -> None:
    def names(platform: str, **environment: str) -> list[str]:
        system = system_of(platform, home, **environment)
        placed = (*autostart_files(system), *icon_files(system))
        return [one.file.as_posix().removeprefix(home.as_posix() + "/") for one in placed]

    assert names("linux") == [
        ".config/autostart/als-assistant.desktop",
        ".local/share/applications/als-assistant.desktop",
        "Desktop/als-assistant.desktop",
    ]
    assert names("linux", XDG_CONFIG_HOME=str(home / "c"), XDG_DATA_HOME="not/whole")[:2] == [
        "c/autostart/als-assistant.desktop",
        ".local/share/applications/als-assistant.desktop",
    ]
    assert names("darwin") == [
        "Library/LaunchAgents/als-assistant.plist",
        "Desktop/ALS assistant.command",
    ]
    menu = "AppData/Roaming/Microsoft/Windows/Start Menu/Programs"
    assert names("win32") == [
        f"{menu}/Startup/ALS assistant.cmd",
        f"{menu}/ALS assistant.cmd",
        "Desktop/ALS assistant.cmd",
    ]


# --- what is written -------------------------------------------------------------------------


def test_a_desktop_entry_is_escaped_as_its_specification_says() -> None:
    text = text_of("desktop entry", Program(command=("/usr/bin/python3", f"/als {HARD_NAME}")))
    entry = configparser.RawConfigParser()
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read_string(text)
    # By hand from the specification: quoted, $ ` " \ escaped, % doubled, then \ doubled again.
    assert entry["Desktop Entry"]["Exec"] == (
        '"/usr/bin/python3" "/als Zoë\'s \\\\"als\\\\" 100%%u \\\\$HOME \\\\`x\\\\` \\\\\\\\n ;&=b"'
    )


def test_a_launch_agent_is_one_that_the_system_reads() -> None:
    command = ("/usr/bin/python3", f"/als <&> {HARD_NAME}")
    text = text_of("launch agent", Program(command=command, environment={"X": "1"}))
    agent = plistlib.loads(text.encode())
    assert agent["ProgramArguments"] == list(command)
    assert agent["RunAtLoad"] is True
    assert agent["EnvironmentVariables"] == {"X": "1"}


def test_a_windows_command_doubles_its_percent_signs_and_ends_its_lines_as_windows_does() -> None:
    text = text_of("windows command", Program(command=("C:\\py.exe", "C:\\100% als\\start.py")))
    assert text.splitlines()[-1] == 'start "" /min "C:\\py.exe" "C:\\100%% als\\start.py"'
    assert text.count("\r\n") == text.count("\n")


def test_windows_goes_on_in_the_command_file_that_a_double_click_starts() -> None:
    program = Program(command=("C:\\100% als\\Start ALS assistant.cmd",))
    text = text_of("windows command", program)
    assert text.splitlines()[-1] == '"C:\\100%% als\\Start ALS assistant.cmd"'
    assert command_in("windows command", text) == program.command


def test_the_shell_reads_a_macos_command_as_meant() -> None:
    text = text_of("macos command", Program(command=("/usr/bin/python3", HARD_NAME)))
    assert shlex.split(text.splitlines()[1]) == ["exec", "/usr/bin/python3", HARD_NAME]


LETTERS = st.characters(exclude_categories=("Cs", "Cc"))
WORDS = st.text(LETTERS, min_size=1, max_size=30)


@given(command=st.lists(WORDS, min_size=1, max_size=3), home=st.just("") | WORDS)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_is_read_again_whatever_the_names(
    kind: Kind, command: list[str], home: str
) -> None:
    words = [word.replace('"', "") or "x" for word in command] if "win" in kind else command
    environment = {"ALS_ASSISTANT_HOME": home.replace('"', "")} if home else {}
    program = Program(command=("/usr/bin/python3", *words), environment=environment)
    assert command_in(kind, text_of(kind, program)) == program.command


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["/a\nb", "/a\udc80"])
def test_a_name_that_no_entry_can_hold_is_refused(kind: Kind, name: str) -> None:
    with pytest.raises(NotWritable, match="another name"):
        text_of(kind, Program(command=("/usr/bin/python3", name)))


@pytest.mark.parametrize("kind", KINDS)
@given(text=st.text(max_size=60))
def test_any_text_is_read_or_refused(kind: Kind, text: str) -> None:
    with contextlib.suppress(NotReadable):
        command_in(kind, text)


# --- which program ---------------------------------------------------------------------------


def test_a_folder_is_started_by_what_a_double_click_starts() -> None:
    program = this_program({})
    starter = Path(program.command[-1])
    assert starter.stem == "Start ALS assistant"
    assert (starter.parent / "start.py").is_file()
    assert program.environment == {}


def test_where_that_is_missing_by_the_python_and_not_by_that_of_its_set_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("assistant.carer.starting.program.STARTER", "Not there")
    python, start = this_program({}).command
    assert Path(start).name == "start.py"
    assert ".venv" not in python
    assert Path(python).is_file()


def test_a_packed_program_is_its_own_command_the_one_with_a_window(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert this_program({}).command == (sys.executable,)
    with_window = tmp_path / "als-assistant.exe"
    with_window.touch()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "als-assistant-console.exe"))
    assert this_program({}).command == (str(with_window),)


def test_a_home_of_ones_own_goes_with_it(tmp_path: Path) -> None:
    given_home = {"ALS_ASSISTANT_HOME": str(tmp_path)}
    assert this_program(given_home).environment == given_home
