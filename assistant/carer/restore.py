"""Puts a backup in the place of what is there. Must not know how a backup is made up.

Everything is checked before anything is changed; what was there is kept as a backup of its own;
and the change itself is all or nothing, see storage/restoring.py.
"""

import contextlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Final

from assistant.carer.backup import CannotBackUp, make_backup
from assistant.carer.backup_file import (
    CannotRestore,
    Manifest,
    OpenBackup,
    open_backup,
)
from assistant.carer.kept_at_home import faults_in
from assistant.storage import switching
from assistant.storage.disk import Disk, plain_reason, sync_folder
from assistant.storage.folders import AnotherCopyRuns, Folders, hold_instance_lock
from assistant.storage.restoring import Kept, everything_kept, is_unfinished, put_in_place, settle

_DISK: Final = Disk()

_IS_OPEN: Final = "The assistant is open. Close it, then restore the backup again."
_NOT_NOW: Final = "Nothing was changed. {}"
_LATER: Final = (
    "The restore could not be finished now. {} The next start of the program finishes it by itself."
)
_HAS_MISTAKE: Final = (
    "{} in the backup has a mistake in line {}, so nothing was changed: {} Use another backup."
)
_LEFT_OUT: Final = (
    "{} cannot be kept in a backup, so nothing was changed. Move it to another folder, then"
    " restore again."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put in place, and where what was there before is kept, if there was anything."""

    manifest: Manifest
    before: Path | None


def restore_backup(
    folders: Folders, source: Path, version: str, now: datetime, disk: Disk = _DISK
) -> Restored:
    """Make everything as it was when the backup was made. Raises CannotRestore.

    The program must be closed. Nothing of a backup that cannot be used is put in place.
    """
    try:
        with hold_instance_lock(folders):
            settle(folders, disk)
            # Else it would be laid over what is restored.
            switching.settle(folders)
            with open_backup(source, version) as backup:
                return _restore(folders, backup, version, now, disk)
    except AnotherCopyRuns as error:
        raise CannotRestore(_IS_OPEN) from error
    except switching.CouldNotSwitch as error:
        raise CannotRestore(_NOT_NOW.format(error)) from error
    except OSError as error:
        raise CannotRestore(_NOT_NOW.format(plain_reason(error))) from error


def _restore(
    folders: Folders, backup: OpenBackup, version: str, now: datetime, disk: Disk
) -> Restored:
    home = everything_kept(folders)
    try:
        new = _lay_down(home, backup, disk)
        _refuse_mistakes(home, new)
        before = _keep_what_is_there(folders, version, now, disk)
        put_in_place(folders, new, disk)
    except (OSError, CannotRestore) as error:
        if isinstance(error, OSError) and is_unfinished(folders):
            raise CannotRestore(_LATER.format(plain_reason(error))) from error
        for kept in home:
            with contextlib.suppress(OSError):
                _DISK.remove(kept.new)
        raise
    return Restored(manifest=backup.manifest, before=before)


def _lay_down(home: tuple[Kept, ...], backup: OpenBackup, disk: Disk) -> frozenset[str]:
    """Unpack beside each place; the names of what is there now. Raises CannotRestore, OSError."""
    by_name = {kept.name: kept for kept in home}
    made: set[Path] = set()
    new: set[str] = set()
    for file in backup.usable():
        top, *below = PurePosixPath(file.path).parts
        target = by_name[top].new.joinpath(*below)
        target.parent.mkdir(parents=True, exist_ok=True)
        made.add(target.parent)
        with target.open("xb") as out:
            backup.copy(file, out, disk)
            disk.sync(out.fileno())
        new.add(top)
    for folder in made:
        sync_folder(folder, disk)
    return frozenset(new)


def _refuse_mistakes(home: tuple[Kept, ...], new: frozenset[str]) -> None:
    for kept in home:
        if kept.name in new and not kept.is_folder and (faults := faults_in(kept.name, kept.new)):
            why = _HAS_MISTAKE.format(kept.name, faults[0].line, faults[0].message)
            raise CannotRestore(why)


def _keep_what_is_there(folders: Folders, version: str, now: datetime, disk: Disk) -> Path | None:
    if not any(kept.path.exists() for kept in everything_kept(folders)):
        return None
    folders.backups.mkdir(parents=True, exist_ok=True)
    try:
        kept = make_backup(folders, _free_name(folders.backups, now), version, now, disk)
    except CannotBackUp as error:
        raise CannotRestore(_NOT_NOW.format(error)) from error
    if kept.left_out:
        kept.file.unlink()
        raise CannotRestore(_LEFT_OUT.format(kept.left_out[0]))
    return kept.file


def _free_name(folder: Path, now: datetime) -> Path:
    stem = f"before-restore-{now:%Y-%m-%d-%H%M%S}"
    number, free = 1, folder / f"{stem}.zip"
    while free.exists():
        number += 1
        free = folder / f"{stem}-{number}.zip"
    return free
