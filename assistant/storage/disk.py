"""Writing a file whole or not at all. Must not know what is in it."""

import contextlib
import errno
import os
import shutil
import sqlite3
import threading
from pathlib import Path
from typing import BinaryIO


class Disk:
    """The steps that can fail, each its own method so that a test can make it fail."""

    def write(self, file: BinaryIO, data: bytes) -> None:
        """Write all of it."""
        file.write(data)
        file.flush()

    def sync(self, descriptor: int) -> None:
        """Return only when the disk has it."""
        os.fsync(descriptor)

    def replace(self, source: Path, target: Path) -> None:
        """Put one file in the place of another, in one step."""
        source.replace(target)

    def remove(self, path: Path) -> None:
        """Delete a file, or a folder with everything in it; nothing, where there is none."""
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


class PrivateDisk(Disk):
    """What it writes only this person may read."""

    def write(self, file: BinaryIO, data: bytes) -> None:
        """Write all of it, closed to others before there is anything to read."""
        if os.name == "posix":
            os.fchmod(file.fileno(), 0o600)
        super().write(file, data)


def write_whole(target: Path, text: str, disk: Disk) -> None:
    """Replace a file's text. At any instant the file holds the old text or the new, whole.

    Raises OSError with the old file left as it was.
    """
    write_bytes_whole(target, text.encode("utf-8"), disk)


def write_bytes_whole(target: Path, data: bytes, disk: Disk) -> None:
    """The same for a file that is no text."""
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    # The program and the carer's page may write the same file at the same moment.
    half = target.with_name(f"{target.name}.{os.getpid()}-{threading.get_ident()}.new")
    try:
        with half.open("wb") as file:
            disk.write(file, data)
            disk.sync(file.fileno())
        disk.replace(half, target)
    except OSError:
        with contextlib.suppress(OSError):
            half.unlink(missing_ok=True)
        raise
    sync_folder(target.parent, disk)


def move_whole(source: Path, target: Path, disk: Disk) -> None:
    """Put a file or a folder in its place, in one step. Raises OSError with nothing moved."""
    disk.replace(source, target)
    sync_folder(target.parent, disk)


def last_good_beside(file: Path) -> Path:
    """Where the last good copy of a file is kept."""
    return file.with_name(f"{file.stem}.last-good{file.suffix}")


def sync_folder(folder: Path, disk: Disk) -> None:
    """Return when the disk knows the names in a folder; where a system cannot, do nothing."""
    if os.name != "posix":
        return
    # The new file is in its place already. Some network disks refuse this last step.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            disk.sync(descriptor)
        finally:
            os.close(descriptor)


def plain_reason(error: OSError | sqlite3.Error) -> str:
    """Why a file could not be read or written, in a sentence for people."""
    full = (errno.ENOSPC, errno.EDQUOT) if hasattr(errno, "EDQUOT") else (errno.ENOSPC,)
    locked_out = (errno.EACCES, errno.EPERM, errno.EROFS)
    code = error.errno if isinstance(error, OSError) else None
    said = str(error)
    if code in full or "is full" in said:
        return "The disk is full; delete something to make room."
    if code in locked_out or "readonly" in said:
        return "It is not allowed here; check who may read and write this folder."
    if "unable to open" in said:
        return "The file or its folder cannot be opened; check who may write there."
    if "is locked" in said:
        return "Another program is using the file; close it."
    return f"The disk answered: {said}."
