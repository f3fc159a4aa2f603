"""A downloaded version, taken apart safely and looked over. Must not know where it will be used.

It comes from anywhere, so nothing in it is trusted, and none of it is run.
"""

import os
import re
import shutil
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.listening.models import CannotInstall
from assistant.listening.unpacking import unpack_zip, zip_bytes
from assistant.storage.disk import Disk, sync_folder

MOST_BYTES: Final = 500_000_000
"""The program is some 15 MB; a model that was put beside it may come along."""
_MOST_FILES: Final = 5000

_NEEDED: Final = (
    "start.py",
    "pyproject.toml",
    "lock/program.txt",
    "assistant/__main__.py",
    "content/en/interface.toml",
)
_NOT_OURS: Final = "{} is not this program. Choose the zip file or folder of a newer version."
_DAMAGED: Final = "{} is damaged. Download it again."
_TOO_LARGE: Final = "{} holds far more than this program. Choose the file that was downloaded."
_LINK: Final = "{} is a link. Copy the program's folder without links, then try again."
_OTHER_PYTHON: Final = (
    "Version {} needs Python {} or newer; you have {}. Get it from python.org/downloads, start this"
    " program once with it, then update again."
)
_CANNOT_GO_ON: Final = (
    "Version {} does not know how an update is taken back, so it is not used. Download it into"
    " a folder of its own and start it there."
)


class CannotUse(Exception):
    """This is no version that can be used. The text is one or two plain sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """A version that lies ready to be put in place."""

    folder: Path
    version: str
    entries: tuple[str, ...]
    """What of it takes its place: names in its folder that do not begin with a point."""


def lay_down(source: Path, room: Path, disk: Disk) -> NewVersion:
    """Unpack or copy it into ``room``, which is new. Raises CannotUse, OSError."""
    unpacked = room / "unpacked"
    unpacked.mkdir(parents=True)
    if source.is_dir():
        _copy(_root_in(source, source), unpacked, disk)
    else:
        _unpack(source, unpacked)
    folder = room / "new"
    _root_in(unpacked, source).replace(folder)
    version = _version_in(folder, source)
    for where, _folders, _names in os.walk(folder):
        sync_folder(Path(where), disk)
    entries = (entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
    return NewVersion(folder=folder, version=version, entries=tuple(sorted(entries)))


def as_numbers(version: str) -> tuple[int, ...]:
    """A version, to be compared with another."""
    said = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(int(part) for part in said[0].split(".")) if said else ()


def _root_in(folder: Path, source: Path) -> Path:
    """Where start.py lies: here, or in the one folder that a zip wraps round it all."""
    below = [entry for entry in folder.iterdir() if entry.is_dir() and not entry.is_symlink()]
    found = [where for where in (folder, *below) if (where / "start.py").is_file()]
    if not found or (found[0] != folder and len(found) > 1):
        raise CannotUse(_NOT_OURS.format(source))
    return found[0]


def _unpack(source: Path, target: Path) -> None:
    if not zipfile.is_zipfile(source):
        if not source.exists():
            message = f"{source} is not there. Write the whole name of the file you downloaded."
            raise CannotUse(message)
        raise CannotUse(_NOT_OURS.format(source))
    try:
        if zip_bytes(source) > MOST_BYTES:
            raise CannotUse(_TOO_LARGE.format(source))
        unpack_zip(source, target, MOST_BYTES)
    except CannotInstall as error:
        raise CannotUse(str(error)) from error
    _make_executable(source, target)


def _make_executable(source: Path, target: Path) -> None:
    """What may be double-clicked may still be: the unpacking knows no such marks."""
    with zipfile.ZipFile(source) as archive:
        for member in archive.infolist():
            if not member.is_dir() and (member.external_attr >> 16) & 0o111:
                (target / member.filename).chmod(0o755)


def _copy(source: Path, target: Path, disk: Disk) -> None:
    left = MOST_BYTES
    for count, file in enumerate(_plain_files(source)):
        left -= file.stat().st_size
        if left < 0 or count >= _MOST_FILES:
            raise CannotUse(_TOO_LARGE.format(source))
        copy = target / file.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        with file.open("rb") as original, copy.open("xb") as out:
            shutil.copyfileobj(original, out)
            out.flush()
            disk.sync(out.fileno())
        shutil.copymode(file, copy)


def _plain_files(folder: Path) -> Iterator[Path]:
    """Every file of the program in a folder; not its set-up, nor what Python made of it."""
    for where, folders, names in os.walk(folder):
        folders[:] = [
            name
            for name in folders
            if name != "__pycache__" and not (Path(where) == folder and name.startswith("."))
        ]
        for name in (*folders, *names):
            if (Path(where) / name).is_symlink():
                raise CannotUse(_LINK.format(Path(where) / name))
        yield from (Path(where) / name for name in names)


# --- what it is ------------------------------------------------------------------------------


def _version_in(folder: Path, source: Path) -> str:
    """Which version this is. Raises CannotUse where it cannot be used here."""
    if not all((folder / name).is_file() for name in _NEEDED):
        raise CannotUse(_NOT_OURS.format(source))
    try:
        project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        name, version = str(project["name"]), str(project["version"])
        needs = as_numbers(str(project["requires-python"]).removeprefix(">="))
        start = (folder / "start.py").read_text(encoding="utf-8")
        compile(start, "start.py", "exec")
    except (ValueError, KeyError, TypeError, SyntaxError) as error:
        raise CannotUse(_DAMAGED.format(source)) from error
    if name != "als-assistant":
        raise CannotUse(_NOT_OURS.format(source))
    if needs > sys.version_info[:3]:
        wanted, have = (".".join(map(str, numbers)) for numbers in (needs, sys.version_info[:3]))
        raise CannotUse(_OTHER_PYTHON.format(version, wanted, have))
    if ".update-plan.json" not in start:
        raise CannotUse(_CANNOT_GO_ON.format(version))
    return version
