"""The files in the program's folder that a carer double-clicks."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
SHELL, FINDER, WINDOWS = (f"Start ALS assistant.{ending}" for ending in ("sh", "command", "cmd"))
on_posix = pytest.mark.skipif(os.name != "posix", reason="these are shell scripts")


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "Zoë's $als 100%"
    folder.mkdir()
    for name in (SHELL, FINDER):
        shutil.copy(PROJECT / name, folder)
    return folder


def started(
    folder: Path, name: str, start: str, *words: str, path: str | None = None
) -> subprocess.CompletedProcess[str]:
    (folder / "start.py").write_text(start, encoding="utf-8")
    path = path or str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"]
    return subprocess.run(
        ["/bin/sh", str(folder / name), *words],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={"PATH": path},
        stdin=subprocess.DEVNULL,
    )


@on_posix
@pytest.mark.parametrize("name", [SHELL, FINDER])
def test_it_starts_what_lies_beside_it_wherever_that_is(folder: Path, name: str) -> None:
    start = "import pathlib, sys; (pathlib.Path(__file__).parent / 'ran').write_text(sys.argv[1])"
    assert started(folder, name, start, "a word").returncode == 0
    assert (folder / "ran").read_text() == "a word"


@on_posix
def test_why_it_did_not_start_is_told_also_without_a_terminal(folder: Path) -> None:
    done = started(folder, SHELL, "import sys; sys.exit('The disk is full.')")
    assert done.returncode == 1
    assert "did not start" in done.stdout
    assert "The disk is full." in done.stdout


@on_posix
def test_a_computer_without_python_is_told_so(folder: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bin"
    bare.mkdir()
    # It is all that the script needs of the system before it looks for Python.
    (bare / "dirname").symlink_to(str(shutil.which("dirname")))
    # What stands in the script by its whole name would be found.
    script = (folder / SHELL).read_text().replace("/usr/", "/none/").replace("/opt/", "/none/")
    (folder / SHELL).write_text(script)
    done = started(folder, SHELL, "", path=str(bare))
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stdout


@on_posix
def test_it_takes_the_python_of_the_set_up_while_that_is_there(folder: Path) -> None:
    python = folder / "my python"
    python.write_text(f'#!/bin/sh\nMINE=1 exec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    (folder / ".venv").mkdir()
    (folder / ".venv" / "pyvenv.cfg").write_text(f"home = /x\nexecutable = {python}\nversion = 3\n")
    start = "import os, sys; sys.exit(not os.environ.get('MINE'))"
    assert started(folder, SHELL, start).returncode == 0
    python.unlink()
    assert started(folder, SHELL, "").returncode == 0


@on_posix
@pytest.mark.parametrize("name", [SHELL, FINDER])
def test_they_may_be_run(name: str) -> None:
    assert (PROJECT / name).stat().st_mode & stat.S_IXUSR


def test_the_one_of_windows_has_its_line_ends_and_every_label() -> None:
    lines = (PROJECT / WINDOWS).read_bytes().split(b"\r\n")
    assert not any(b"\n" in line for line in lines)
    said = [line.decode("ascii") for line in lines]
    jumps = {word for line in said if "goto " in line for word in [line.rpartition("goto ")[2]]}
    assert {f":{label}" for label in jumps} == {line for line in said if line.startswith(":")}
    assert sum(line == "pause" for line in said) == 2
