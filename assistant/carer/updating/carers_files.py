"""What carers put into the program's own folder, found and kept aside before an update.

Their place is their own folders, but nobody reads that first. Must not know the update.
"""

import filecmp
import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.storage.disk import Disk, sync_folder

_PIECE: Final = 1 << 20
_NOBODYS: Final = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
_WHERE_CARERS_WRITE: Final = ("content", "models")
"""Where it is not known how the files came, only here they are looked at."""


@dataclass(frozen=True, slots=True)
class Record:
    """The fingerprints of the files as they came; none where nobody noted them."""

    files: Mapping[str, str] | None

    @classmethod
    def read(cls, file: Path) -> "Record":
        """What start.py noted at the set-up."""
        try:
            files = json.loads(file.read_text(encoding="utf-8"))["files"]
            return cls({str(name): str(fingerprint) for name, fingerprint in files.items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls(None)


def carers_files(
    program: Path, entries: Collection[str], record: Record, new: Path
) -> tuple[str, ...]:
    """The files below these entries that did not come with the program, or were changed since.

    Not those that are the very same in the ``new`` version. Raises OSError.
    """
    return tuple(
        name
        for name in _names(program, entries)
        if _may_be_carers(name, program / name, record) and not _same(program / name, new / name)
    )


def keep_aside(program: Path, names: Collection[str], target: Path, disk: Disk) -> None:
    """Copy them into a new folder, all or none. Raises OSError."""
    half = target.with_name(target.name + ".new")
    disk.remove(half)
    for name in names:
        copy = half / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        with copy.open("wb") as out:
            with (program / name).open("rb") as original:
                while piece := original.read(_PIECE):
                    disk.write(out, piece)
            disk.sync(out.fileno())
    disk.replace(half, target)
    sync_folder(target.parent, disk)


def _names(program: Path, entries: Collection[str]) -> Iterator[str]:
    for entry in sorted(entries):
        top = program / entry
        for file in [top] if top.is_file() else sorted(top.rglob("*")):
            if file.is_file() and not _is_rubbish(file):
                yield file.relative_to(program).as_posix()


def _is_rubbish(file: Path) -> bool:
    return "__pycache__" in file.parts or file.name.lower() in _NOBODYS


def _may_be_carers(name: str, file: Path, record: Record) -> bool:
    if record.files is None:
        return name.split("/", maxsplit=1)[0] in _WHERE_CARERS_WRITE
    with file.open("rb") as opened:
        return record.files.get(name) != hashlib.file_digest(opened, "sha256").hexdigest()


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and filecmp.cmp(one, other, shallow=False)
