"""Writing a file whole or not at all. Must not know what is in it."""

import contextlib
import errno
import os
import sqlite3
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


def write_whole(target: Path, text: str, disk: Disk) -> None:
    """Replace a file's text. At any instant the file holds the old text or the new, whole.

    Raises OSError with the old file left as it was.
    """
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(target.name + ".new")
    try:
        with half.open("wb") as file:
            disk.write(file, text.encode("utf-8"))
            disk.sync(file.fileno())
        disk.replace(half, target)
    except OSError:
        with contextlib.suppress(OSError):
            half.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent, disk)


def move_whole(source: Path, target: Path, disk: Disk) -> None:
    """Put a file or a folder in its place, in one step. Raises OSError with nothing moved."""
    disk.replace(source, target)
    _sync_folder(target.parent, disk)


def last_good_beside(file: Path) -> Path:
    """Where the last good copy of a file is kept."""
    return file.with_name(f"{file.stem}.last-good{file.suffix}")


def _sync_folder(folder: Path, disk: Disk) -> None:
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
