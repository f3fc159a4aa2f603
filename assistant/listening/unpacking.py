"""A zip or a folder from anywhere, taken apart safely. Must not know what a model is.

A zip can name files outside its folder, hold links, or unpack to more than any disk. Nothing
here trusts a name or a size in it.
"""

import os
import shutil
import stat
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import IO, Final

from assistant.listening.models import CannotInstall

_PIECE: Final = 1 << 20
_MOST_FILES: Final = 2000
_DAMAGED: Final = "The zip file is damaged. Fetch it again."
_UNSAFE: Final = "The zip file is not safe to unpack ({}), so nothing was installed."
_ENCRYPTED: Final = 0x1


def unpack_zip(source: Path, target: Path, bytes_at_most: int) -> None:
    """Unpack into the empty folder ``target``; every file is on the disk when this returns.

    Raises CannotInstall for a zip that is damaged or not safe, OSError where the disk fails.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _refuse_unsafe(members, bytes_at_most)
            for member in members:
                path = target.joinpath(*PurePosixPath(member.filename).parts)
                path.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member) as packed, path.open("xb") as file:
                    _copy(packed, file, member.file_size)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise CannotInstall(_DAMAGED) from error


def zip_bytes(source: Path) -> int:
    """How much a zip says that it unpacks to. Raises CannotInstall, OSError."""
    try:
        with zipfile.ZipFile(source) as archive:
            return sum(member.file_size for member in archive.infolist())
    except zipfile.BadZipFile as error:
        raise CannotInstall(_DAMAGED) from error


def copy_folder(source: Path, target: Path, bytes_at_most: int) -> None:
    """Copy the plain files of a folder into the empty folder ``target``; links are refused.

    Raises CannotInstall, OSError.
    """
    files = plain_files(source)
    if sum(file.stat().st_size for file in files) > bytes_at_most:
        message = f"{source} holds far more than a model; choose the model's own folder."
        raise CannotInstall(message)
    for file in files:
        path = target / file.relative_to(source)
        path.parent.mkdir(parents=True, exist_ok=True)
        with file.open("rb") as original, path.open("xb") as copy:
            _copy(original, copy, file.stat().st_size)


def plain_files(folder: Path) -> tuple[Path, ...]:
    """Every file below a folder, in order. Raises CannotInstall for links, and for far too many."""
    files: list[Path] = []
    for where, folders, names in os.walk(folder):
        for name in (*folders, *names):
            path = Path(where) / name
            if path.is_symlink():
                message = f"{path} is a link; copy the model itself and try again."
                raise CannotInstall(message)
        files += [Path(where) / name for name in names]
        if len(files) > _MOST_FILES:
            message = f"{folder} holds far more than a model; choose the model's own folder."
            raise CannotInstall(message)
    return tuple(sorted(files))


def sync_folders(folder: Path) -> None:
    """Return when the disk knows the names below a folder; where a system cannot, do nothing."""
    if os.name != "posix":
        return
    for where, _folders, _names in os.walk(folder):
        descriptor = os.open(where, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def remove_folder(folder: Path, *, remove: Callable[[Path], None] = shutil.rmtree) -> None:
    """Delete a folder with everything in it, if it is there. Raises OSError."""
    if folder.exists():
        remove(folder)


def _refuse_unsafe(members: list[zipfile.ZipInfo], bytes_at_most: int) -> None:
    if len(members) > _MOST_FILES:
        raise CannotInstall(_UNSAFE.format("far too many files"))
    if sum(member.file_size for member in members) > bytes_at_most:
        raise CannotInstall(_UNSAFE.format("it would fill the disk"))
    seen: set[str] = set()
    for member in members:
        if fault := unsafe(member):
            raise CannotInstall(_UNSAFE.format(fault))
        # Windows and macOS hold names that differ only in case for the same file.
        name = member.filename.casefold()
        if name in seen:
            raise CannotInstall(_UNSAFE.format("two files have the same name"))
        seen.add(name)


def unsafe(member: zipfile.ZipInfo) -> str:
    """Why one entry of a zip must not be unpacked; "" where it may be."""
    name = member.orig_filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or name.startswith(("/", "\\")) or ".." in parts or ":" in name or "\0" in name:
        return f"a file wants to be outside its folder: {name!r}"
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return f"{name!r} is no plain file"
    if member.flag_bits & _ENCRYPTED:
        return f"{name!r} is locked with a password"
    return ""


def _copy(source: IO[bytes], target: IO[bytes], size_bytes: int) -> None:
    copied = 0
    while piece := source.read(_PIECE):
        copied += len(piece)
        if copied > size_bytes:
            raise CannotInstall(_UNSAFE.format("a file is longer than it says"))
        target.write(piece)
    if copied != size_bytes:
        raise CannotInstall(_DAMAGED)
    target.flush()
    # Else a power cut after the renaming could leave a model of empty files.
    os.fsync(target.fileno())
