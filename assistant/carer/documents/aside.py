"""Removed own texts: kept aside for a month, so that a slip can be taken back.

Each is a folder of its own with what it was and where it stood. Must not know what a text means.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path, PurePosixPath
from typing import Final

from assistant.storage.disk import Disk, move_whole, write_whole
from assistant.storage.own_sections import front_matter
from assistant.storage.problems import BrokenFile
from assistant.storage.texts import parse_toml, read_text

KEPT_DAYS: Final = 30
_ABOUT: Final = "about.toml"
_TEXTS: Final = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A section or a whole document that was taken away. ``place`` is where it stood."""

    id: str
    title: str
    day: date
    place: str


def removed_in(root: Path) -> tuple[Removed, ...]:
    """What can be brought back, the latest first. What nobody can read is not among it."""
    found = [one for folder in _folders(root) if (one := _read(folder)) is not None]
    return tuple(sorted(found, key=lambda one: (one.day, one.id), reverse=True))


def put_aside(  # noqa: PLR0913 - what it was, and where to
    own: Path, place: str, title: str, root: Path, *, today: date, disk: Disk
) -> None:
    """Take what stands at ``place`` out of the own texts, in one step. Raises OSError."""
    root.mkdir(parents=True, exist_ok=True)
    _forget_old(root, today)
    folder = Path(tempfile.mkdtemp(prefix=f"{today.isoformat()}-", dir=root))
    target = folder / _TEXTS / place
    try:
        about = {"title": title, "day": today, "place": place}
        write_whole(folder / _ABOUT, front_matter(about), disk)
        target.parent.mkdir(parents=True)
        move_whole(own / place, target, disk)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def put_back(removed_id: str, own: Path, root: Path, *, disk: Disk) -> None:
    """Put it where it stood, which must be free. Raises OSError, also where it is gone."""
    folder = _folder(removed_id, root)
    about = _read(folder)
    if about is None:
        raise FileNotFoundError
    target = own / about.place
    if target.exists():
        raise FileExistsError
    target.parent.mkdir(parents=True, exist_ok=True)
    move_whole(folder / _TEXTS / about.place, target, disk)
    shutil.rmtree(folder, ignore_errors=True)


def forget_all(root: Path, disk: Disk) -> None:
    """Delete all of it for good. Raises OSError."""
    disk.remove(root)


def _forget_old(root: Path, today: date) -> None:
    for folder in _folders(root):
        about = _read(folder)
        # What is half put aside, and what nobody can read, has no day.
        if about is not None and about.day < today - timedelta(days=KEPT_DAYS):
            shutil.rmtree(folder, ignore_errors=True)


def _folders(root: Path) -> Iterator[Path]:
    with contextlib.suppress(FileNotFoundError):
        yield from (path for path in root.iterdir() if path.is_dir())


def _folder(removed_id: str, root: Path) -> Path:
    """Only what the list names is touched, whatever somebody asks for."""
    for folder in _folders(root):
        if folder.name == removed_id:
            return folder
    raise FileNotFoundError


def _read(folder: Path) -> Removed | None:
    try:
        data = parse_toml(read_text(folder / _ABOUT), folder / _ABOUT).data
    except BrokenFile:
        return None
    title, day, place = data.get("title"), data.get("day"), data.get("place")
    if not (isinstance(title, str) and isinstance(place, str) and isinstance(day, date)):
        return None
    inside = PurePosixPath(place)
    if inside.is_absolute() or ".." in inside.parts or not (folder / _TEXTS / place).exists():
        return None
    return Removed(id=folder.name, title=title, day=day, place=place)
