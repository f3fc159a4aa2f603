"""Small folders that look like the program's, for the tests of what happens to them."""

import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def program_at(folder: Path, version: str, **more: str) -> Path:
    """A folder of this version. Its start.py is the real one."""
    files = {
        "pyproject.toml": (
            f'[project]\nname = "als-assistant"\nversion = "{version}"\n'
            'requires-python = ">=3.11"\n'
        ),
        "lock/program.txt": f"# {version}\n",
        "assistant/__main__.py": f"# {version}\n",
        "assistant/core/update.py": f"# {version}\n",
        "content/en/interface.toml": f"# {version}\n",
        "content/en/guide/1.md": "The same in every version.\n",
        **{name.replace("__", "/"): text for name, text in more.items()},
    }
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    shutil.copy(PROJECT / "start.py", folder)
    with (folder / "start.py").open("a", encoding="utf-8") as start:
        start.write(f"# {version}\n")
    return folder


def zip_of(folder: Path, file: Path, inside: str = "als-assistant-main/") -> Path:
    """A zip as a site makes it: everything in one folder."""
    with zipfile.ZipFile(file, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, inside + path.relative_to(folder).as_posix())
    return file


def files_in(folder: Path) -> dict[str, str]:
    """Every file of the program and its text; nothing of what an update or a set-up leaves."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).parts[0].startswith(".")
    }


def is_executable(file: Path) -> bool:
    return bool(file.stat().st_mode & stat.S_IXUSR)


_HOLD = """
import sys
from pathlib import Path
from assistant.storage.folders import hold_lock
with hold_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held_elsewhere(lock: Path) -> Iterator[None]:
    """Another process has this lock: a process may always take its own."""
    command = [sys.executable, "-c", _HOLD, str(lock)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=PROJECT
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        yield
        assert other.stdin is not None
        other.stdin.close()
        other.wait(10)
