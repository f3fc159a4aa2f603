"""What the program leaves on a computer, said and, if a carer wants it, deleted.

Only what the program itself makes is ever deleted: each file by its name, and a folder of the
system's only when nothing else is left in it. Must not know who asks, nor how.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

from assistant.carer.starting import CannotChange, Start, icons, with_the_computer
from assistant.storage.disk import Disk, plain_reason
from assistant.storage.folders import (
    AnotherCopyRuns,
    Folders,
    LockHeld,
    hold_instance_lock,
    hold_lock,
)

_DISK: Final = Disk()

_IS_OPEN: Final = "The assistant is open. Close it, then try again. Nothing was taken away."
_PAGE_IS_OPEN: Final = (
    "The carer's page is open. Close it (at its bottom), then try again. Nothing was taken away."
)
_NOT_NOW: Final = "Nothing was taken away. {}"
_NOT_DELETED: Final = "“{}” cannot be deleted. {}"

_MEANINGS: Final = {
    "settings": "settings",
    "profiles": "settings for other times of the day",
    "own_commands": "own words for commands",
    "card": "what stands on the bedside card",
    "page_pin": "the PIN of the carer's page",
    "places": "reading places and marks",
    "pressing": "how the switch is pressed",
    "words": "recordings of own words",
    "own": "own texts",
    "models": "models for listening",
    "backups": "what was there before a backup was restored",
    "kept_aside": "what was in the program's folder before an update",
    "trouble_log": "the log of troubles",
}
"""What matters to people; the rest can be made again and goes along."""

# Beside a file: its last good copy, what SQLite keeps, what was set aside, and what was half done.
_BESIDE: Final = r"(\.last-good|\.set-aside-\d+|\.corrupt-\d+)?"
_AFTER: Final = r"(-wal|-shm|-journal|\.1|\.restoring|\.before-restoring|(\.[\d-]+)?\.new)?"


class CannotUninstall(Exception):
    """Nothing was taken away. The text is one or two plain sentences."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that is still there, and what it is for people; "" for what only we need."""

    path: Path
    meaning: str = ""


def starts() -> tuple[Start, ...]:
    """Everything that starts the program."""
    return (with_the_computer(), icons())


def take_away_starts(folders: Folders, ways: tuple[Start, ...]) -> tuple[Path, ...]:
    """Take away what starts the program, and tell what. Raises CannotUninstall.

    The program and the page must be closed.
    """
    with _Closed(folders):
        try:
            return tuple(file for way in ways for file in way.turn_off())
        except CannotChange as error:
            raise CannotUninstall(str(error)) from error


def what_is_left(folders: Folders) -> tuple[Kept, ...]:
    """All that the program keeps for this person and that is there now."""
    found: dict[Path, str] = {}
    for field in fields(folders):
        of_field: Path = getattr(folders, field.name)
        for path in _belonging(of_field):
            meaning = _MEANINGS.get(field.name, "")
            found[path] = meaning if path == of_field else ""
    # Where nothing may be written beside the program, start.py sets it up here.
    set_up = folders.places.parent / "set-up"
    if os.path.lexists(set_up):
        found[set_up] = ""
    return tuple(Kept(path, meaning) for path, meaning in found.items())


def delete_everything(folders: Folders, disk: Disk = _DISK) -> tuple[str, ...]:
    """Delete all of it; a sentence for each that cannot be. Raises CannotUninstall.

    The program and the page must be closed. What is not the program's own is not touched.
    """
    locks = (folders.lock, folders.page_lock)
    with _Closed(folders):
        left = [kept.path for kept in what_is_left(folders) if kept.path not in locks]
        problems = [why for path in left if (why := _delete(path, disk))]
    # Windows deletes no file that is held.
    problems += [why for path in locks if (why := _delete(path, disk))]
    for folder in _own_folders(folders):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    return tuple(problems)


def not_ours(folders: Folders) -> tuple[Path, ...]:
    """What somebody else put into the program's folders for this person."""
    ours = {kept.path for kept in what_is_left(folders)}
    return tuple(
        path
        for folder in _own_folders(folders)
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if path not in ours and path not in _own_folders(folders)
    )


class _Closed:
    """While neither the program nor the page is open, nor can be opened."""

    def __init__(self, folders: Folders) -> None:
        self._held = (hold_instance_lock(folders), hold_lock(folders.page_lock))

    def __enter__(self) -> None:
        program, page = self._held
        try:
            program.__enter__()
        except AnotherCopyRuns as error:
            raise CannotUninstall(_IS_OPEN) from error
        except OSError as error:
            raise CannotUninstall(_NOT_NOW.format(plain_reason(error))) from error
        try:
            page.__enter__()
        except LockHeld as error:
            program.__exit__(None, None, None)
            raise CannotUninstall(_PAGE_IS_OPEN) from error

    def __exit__(self, *_: object) -> None:
        for lock in reversed(self._held):
            lock.__exit__(None, None, None)


def _belonging(file: Path) -> Iterator[Path]:
    """It, if it is there, and what belongs to it beside."""
    if not file.parent.is_dir():
        return
    ours = re.compile(re.escape(file.stem) + _BESIDE + re.escape(file.suffix) + _AFTER)
    for path in sorted(file.parent.iterdir()):
        if ours.fullmatch(path.name):
            yield path


def _own_folders(folders: Folders) -> tuple[Path, ...]:
    parents = (getattr(folders, field.name).parent for field in fields(folders))
    return tuple(dict.fromkeys(parents))


def _delete(path: Path, disk: Disk) -> str:
    try:
        disk.remove(path)
    except OSError as error:
        return _NOT_DELETED.format(path, plain_reason(error))
    return ""
