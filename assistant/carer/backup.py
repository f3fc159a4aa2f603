"""Makes a backup of everything that a home has of its own, also while the program runs.

A backup is written beside its name, read again as a restore would read it, and only then gets its
name: what is called a backup can be restored. Must not know how one is put in place.
"""

import contextlib
import hashlib
import os
import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from assistant.carer.backup_file import (
    MANIFEST,
    UNUSABLE,
    CannotRestore,
    FileInBackup,
    Manifest,
    largest,
    open_backup,
)
from assistant.carer.kept_at_home import faults_in
from assistant.storage.disk import Disk, plain_reason, sync_folder, write_whole
from assistant.storage.folders import Folders
from assistant.storage.places import snapshot
from assistant.storage.restoring import Kept, everything_kept

_DISK: Final = Disk()
_NOBODYS: Final = frozenset({"thumbs.db", "desktop.ini"})
"""What systems leave in folders, beside all that begins with a point."""

_NO_FOLDER: Final = "The folder {} is not there. Plug the disk in, or choose another folder."
_TAKEN: Final = "{} is there already. Choose another name."
_NOT_WRITTEN: Final = "The backup was not written. {}"
_NOT_READ: Final = "The backup was not written, because {} cannot be read. {}"
_NOTHING: Final = "There is nothing to back up yet. Start the program once."


class CannotBackUp(Exception):
    """No backup was made, and nothing is left of it. The text is one or two plain sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup that was made. ``notes`` are plain sentences about what is not in it as it was."""

    file: Path
    manifest: Manifest
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    """Files that no backup can hold, by their names."""


@dataclass(slots=True)
class _Gathered:
    """What goes into the zip, by its name there."""

    files: dict[str, Path | bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def usual_name(made: datetime) -> str:
    """What a backup is called where nobody gave it a name."""
    return f"als-assistant-backup-{made:%Y-%m-%d-%H%M}.zip"


def make_backup(
    folders: Folders, target: Path, version: str, made: datetime, disk: Disk = _DISK
) -> Backup:
    """Write a backup there; into a folder, under its usual name. Raises CannotBackUp.

    Nothing that is there already is replaced.
    """
    if target.is_dir():
        target = target / usual_name(made)
    if target.exists():
        raise CannotBackUp(_TAKEN.format(target))
    if not target.absolute().parent.is_dir():
        # A folder is never made: that of a stick that is not plugged in would be on this disk.
        raise CannotBackUp(_NO_FOLDER.format(target.absolute().parent))
    gathered = _gather(everything_kept(folders))
    if not gathered.files:
        raise CannotBackUp(_NOTHING)
    half = target.with_name(target.name + ".new")
    try:
        manifest = _write(half, gathered, version, made, disk)
        _read_again(half, version)
        disk.replace(half, target)
    except (OSError, CannotRestore) as error:
        with contextlib.suppress(OSError):
            half.unlink(missing_ok=True)
        why = plain_reason(error) if isinstance(error, OSError) else str(error)
        raise CannotBackUp(_NOT_WRITTEN.format(why)) from error
    sync_folder(target.absolute().parent, disk)
    return Backup(
        file=target,
        manifest=manifest,
        notes=tuple(gathered.notes),
        left_out=tuple(gathered.left_out),
    )


def note_made(folders: Folders, made: datetime) -> None:
    """Remember that a carer has a backup of this moment; where that fails nothing is lost."""
    with contextlib.suppress(OSError):
        write_whole(folders.backup_made, made.isoformat(timespec="seconds") + "\n", _DISK)


def last_made(folders: Folders) -> datetime | None:
    """When a carer made a backup last; None where nobody knows of one."""
    try:
        made = datetime.fromisoformat(folders.backup_made.read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return None
    return made if made.tzinfo else None


# --- what goes in ----------------------------------------------------------------------------


def _gather(home: tuple[Kept, ...]) -> _Gathered:
    gathered = _Gathered()
    for kept in home:
        if kept.is_folder:
            _gather_folder(kept, gathered)
        elif kept.name == "places.db":
            _gather_places(kept, gathered)
        else:
            _gather_file(kept, gathered)
    return gathered


def _gather_folder(kept: Kept, gathered: _Gathered) -> None:
    if not kept.path.is_dir():
        return
    for path in sorted(kept.path.rglob("*")):
        name = f"{kept.name}/{path.relative_to(kept.path).as_posix()}"
        if path.name.startswith(".") or path.name.lower() in _NOBODYS:
            continue
        if path.is_file():
            most = largest(name)
            if most is not None and path.stat().st_size <= most:
                gathered.files[name] = path
            elif path.suffix not in (".part", ".new"):
                gathered.left_out.append(name)
        elif path.is_symlink():
            gathered.left_out.append(name)


def _gather_file(kept: Kept, gathered: _Gathered) -> None:
    if kept.path.exists() and not faults_in(kept.name, kept.path):
        gathered.files[kept.name] = kept.path
        return
    copy = kept.last_good
    has_copy = copy is not None and copy.exists() and not faults_in(kept.name, copy)
    if copy is not None and has_copy:
        gathered.files[kept.name] = copy
    if kept.path.exists():
        gathered.files[UNUSABLE + kept.name] = kept.path
        gathered.notes.append(_note(kept.name, "has a mistake", has_copy=has_copy))


def _gather_places(kept: Kept, gathered: _Gathered) -> None:
    if not kept.path.exists():
        return
    try:
        gathered.files[kept.name] = snapshot(kept.path)
    except sqlite3.Error:
        gathered.files[UNUSABLE + kept.name] = kept.path
        if kept.last_good is not None:
            with contextlib.suppress(sqlite3.Error):
                gathered.files[kept.name] = snapshot(kept.last_good)
        has_copy = kept.name in gathered.files
        gathered.notes.append(_note(kept.name, "cannot be read", has_copy=has_copy))


def _note(name: str, what: str, *, has_copy: bool) -> str:
    instead = "its last good copy instead" if has_copy else "the rest of the backup alone"
    return f"{name} {what}. It is in the backup, but a restore uses {instead}."


# --- writing ---------------------------------------------------------------------------------


class _Through:
    """A file for the zip to write to, each piece of it a step of the disk that may fail."""

    def __init__(self, file: BinaryIO, disk: Disk) -> None:
        self._file, self._disk = file, disk

    def write(self, data: bytes) -> int:
        self._disk.write(self._file, bytes(data))
        return len(data)

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        """Whoever opened the file closes it."""


def _write(half: Path, gathered: _Gathered, version: str, made: datetime, disk: Disk) -> Manifest:
    listed: list[FileInBackup] = []
    with half.open("wb") as file:
        # There are somebody's voice and habits in it.
        half.chmod(0o600)
        with zipfile.ZipFile(_Through(file, disk), "w", zipfile.ZIP_DEFLATED) as archive:
            for name, source in _contents(gathered):
                listed.append(
                    FileInBackup(
                        path=name,
                        size_bytes=len(source),
                        sha256=hashlib.sha256(source).hexdigest(),
                    )
                )
                archive.writestr(_entry(name, made), source)
            manifest = Manifest(version=version, made=made, files=tuple(listed))
            archive.writestr(_entry(MANIFEST, made), manifest.to_text())
        disk.sync(file.fileno())
    return manifest


def _contents(gathered: _Gathered) -> Iterator[tuple[str, bytes]]:
    for name, source in gathered.files.items():
        if isinstance(source, bytes):
            yield name, source
            continue
        try:
            yield name, source.read_bytes()
        except FileNotFoundError:
            continue  # deleted in this very moment
        except OSError as error:
            raise CannotBackUp(_NOT_READ.format(source, plain_reason(error))) from error


def _entry(name: str, made: datetime) -> zipfile.ZipInfo:
    # A zip knows no year before 1980, and some clocks do.
    entry = zipfile.ZipInfo(name, max(made.timetuple()[:6], (1980, 1, 1, 0, 0, 0)))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _read_again(half: Path, version: str) -> None:
    with open_backup(half, version) as backup, Path(os.devnull).open("wb") as nowhere:
        for file in backup.manifest.files:
            backup.copy(file, nowhere, _DISK)
