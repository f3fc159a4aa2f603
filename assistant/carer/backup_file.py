"""What a backup file is: a zip with a manifest, names from a fixed list, and limits.

Nothing in such a file is trusted: not its names, not its sizes, not what it says of itself. Must
not know where things lie at home.
"""

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Final

from assistant.listening.unpacking import unsafe
from assistant.storage.disk import Disk, plain_reason

MANIFEST: Final = "manifest.json"
KIND: Final = "als-assistant backup"
FORMAT: Final = 1
UNUSABLE: Final = "unusable/"
"""What was damaged when the backup was made. It is kept, and never put in place."""

_MB: Final = 1_000_000
_SIZES: Final[Mapping[str, int]] = {
    "settings.toml": _MB,
    "commands.toml": _MB,
    "bedside-card.toml": _MB,
    "profiles.toml": 5 * _MB,
    "pressing.json": 10 * _MB,
    "places.db": 200 * _MB,
}
"""Files at the top, and the most that each may be."""
_RECORDING: Final = re.compile(r"words/[^/]{1,80}/\d{1,6}\.wav")
_RECORDING_BYTES: Final = 2 * _MB
_OWN: Final = "own/"
_OWN_BYTES: Final = 50 * _MB
_OWN_DEEPEST: Final = 12
_LONGEST_NAME: Final = 150
_MANIFEST_BYTES: Final = 10 * _MB
_MOST_FILES: Final = 20_000
_MOST_BYTES: Final = 1000 * _MB
_MOST_TIMES: Final = 200
"""Nothing that people write packs so well. A bomb does."""
_SMALL_BYTES: Final = 20 * _MB
_PIECE: Final = 1 << 18

_NO_NAME: Final = re.compile(r"[\x00-\x1f\x7f\\/]|^\.")
_NO_NAME_ON_WINDOWS: Final = re.compile(r'[<>:"|?*]|[. ]$')
_DEVICE_NAMES: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)

_NOT_THERE: Final = "There is no file {}. Check its name, and that its disk is plugged in."
_NO_BACKUP: Final = "This file is no backup of the ALS assistant. Choose another file."
_DAMAGED: Final = "The backup is damaged ({}), so nothing was changed. Use another copy of it."
_UNSAFE: Final = "The backup is not safe ({}), so nothing was changed. Use another backup."
_NEWER: Final = (
    "This backup was made by a newer version of the program ({}). "
    "Update the program, then restore it."
)


class CannotRestore(Exception):
    """A backup cannot be used; nothing was changed. The text is one or two plain sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileInBackup:
    """One file, as the manifest describes it."""

    path: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself."""

    version: str
    made: datetime
    files: tuple[FileInBackup, ...]

    @property
    def recordings(self) -> int:
        """How many recordings of the person's own words."""
        return sum(file.path.startswith("words/") for file in self.files)

    @property
    def own_files(self) -> int:
        """How many files of sections that carers added."""
        return sum(file.path.startswith(_OWN) for file in self.files)

    def to_text(self) -> str:
        """What stands in the zip."""
        record = {
            "kind": KIND,
            "format": FORMAT,
            "version": self.version,
            "made": self.made.isoformat(timespec="seconds"),
            "files": [
                {"path": file.path, "size_bytes": file.size_bytes, "sha256": file.sha256}
                for file in self.files
            ],
        }
        return json.dumps(record, indent=1, ensure_ascii=False) + "\n"


def largest(name: str) -> int | None:
    """The most bytes that a file of this name may have in a backup; None: it has no place there."""
    plain = name.removeprefix(UNUSABLE)
    if plain in _SIZES:
        return _SIZES[plain]
    parts = PurePosixPath(plain).parts
    if "/".join(parts) != plain or any(map(_is_bad_part, parts)):
        return None
    if _RECORDING.fullmatch(plain):
        return _RECORDING_BYTES
    is_own = plain.startswith(_OWN) and 1 < len(parts) <= _OWN_DEEPEST
    return _OWN_BYTES if is_own else None


def _is_bad_part(part: str) -> bool:
    if len(part) > _LONGEST_NAME or _NO_NAME.search(part):
        return True
    if os.name != "nt":
        return False
    is_device = part.partition(".")[0].strip().lower() in _DEVICE_NAMES
    return is_device or bool(_NO_NAME_ON_WINDOWS.search(part))


class OpenBackup:
    """A backup whose names, sizes and manifest are in order. Its files are checked when read."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        """Only ``open_backup`` makes one."""
        self._archive, self.manifest = archive, manifest

    def usable(self) -> Iterator[FileInBackup]:
        """The files that are to be put in place."""
        return (file for file in self.manifest.files if not file.path.startswith(UNUSABLE))

    def copy(self, file: FileInBackup, target: BinaryIO, disk: Disk) -> None:
        """Unpack one file, never more than it says. Raises CannotRestore, OSError."""
        digest, left = hashlib.sha256(), file.size_bytes
        with _told(), self._archive.open(file.path) as packed:
            while piece := packed.read(min(_PIECE, left + 1)):
                left -= len(piece)
                if left < 0:
                    raise CannotRestore(_UNSAFE.format("a file is longer than it says"))
                digest.update(piece)
                disk.write(target, piece)
        if left or digest.hexdigest() != file.sha256:
            raise CannotRestore(_DAMAGED.format(f"{file.path} is not as it was saved"))


@contextmanager
def open_backup(source: Path, version: str) -> Iterator[OpenBackup]:
    """A backup that this version of the program can use. Raises CannotRestore.

    Nothing is unpacked here but the manifest.
    """
    if not source.is_file():
        raise CannotRestore(_NOT_THERE.format(source))
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise CannotRestore(_NO_BACKUP) from error
    except OSError as error:
        message = f"{source} cannot be opened. {plain_reason(error)}"
        raise CannotRestore(message) from error
    with archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        _refuse_unsafe(members)
        manifest = _manifest(archive, members, version)
        _refuse_strangers(members, manifest)
        _refuse_bomb(members, source.stat().st_size)
        yield OpenBackup(archive, manifest)


def read_backup(source: Path, version: str) -> Manifest:
    """A look at a backup before it is restored. Raises CannotRestore."""
    with open_backup(source, version) as backup:
        return backup.manifest


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise CannotRestore(_DAMAGED.format("it cannot be unpacked")) from error


def _refuse_unsafe(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > _MOST_FILES:
        raise CannotRestore(_UNSAFE.format("it has far too many files"))
    seen: set[str] = set()
    for member in members:
        if fault := unsafe(member):
            raise CannotRestore(_UNSAFE.format(fault))
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise CannotRestore(_UNSAFE.format("it is packed in an unusual way"))
        # Windows and macOS hold names that differ only in case for the same file.
        name = member.filename.casefold()
        if name in seen:
            raise CannotRestore(_UNSAFE.format("two files have the same name"))
        seen.add(name)


def _manifest(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], version: str) -> Manifest:
    found = next((member for member in members if member.filename == MANIFEST), None)
    if found is None or found.file_size > _MANIFEST_BYTES:
        raise CannotRestore(_NO_BACKUP)
    with _told(), archive.open(found) as packed:
        raw = packed.read(_MANIFEST_BYTES + 1)
    try:
        record = json.loads(raw.decode("utf-8"))
        is_ours = record["kind"] == KIND
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise CannotRestore(_NO_BACKUP) from error
    if not is_ours:
        raise CannotRestore(_NO_BACKUP)
    return _manifest_of(record, version)


def _manifest_of(record: dict[str, Any], version: str) -> Manifest:
    try:
        made_by, form = str(record["version"]), int(record["format"])
        if form > FORMAT or _numbers(made_by) > _numbers(version):
            raise CannotRestore(_NEWER.format(made_by))
        files = tuple(
            FileInBackup(
                path=str(file["path"]),
                size_bytes=int(file["size_bytes"]),
                sha256=str(file["sha256"]),
            )
            for file in record["files"]
        )
        made = datetime.fromisoformat(record["made"]).astimezone()
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise CannotRestore(_DAMAGED.format("its list of files cannot be read")) from error
    return Manifest(version=made_by, made=made, files=files)


def _numbers(version: str) -> tuple[int, ...]:
    """A version to compare. Raises ValueError."""
    return tuple(map(int, re.fullmatch(r"(\d+(?:\.\d+)*).*", version)[1].split(".")))  # type: ignore[index]


def _refuse_strangers(members: list[zipfile.ZipInfo], manifest: Manifest) -> None:
    """What is in the zip and what the manifest lists must be the same, each in its own place."""
    sizes = {member.filename: member.file_size for member in members}
    del sizes[MANIFEST]
    listed = {file.path: file.size_bytes for file in manifest.files}
    if len(listed) != len(manifest.files) or sizes != listed:
        raise CannotRestore(_DAMAGED.format("it does not hold what its list says"))
    for name, size in sizes.items():
        most = largest(name)
        if most is None:
            raise CannotRestore(_UNSAFE.format(f"“{name}” has no place in a backup"))
        if size > most:
            raise CannotRestore(_UNSAFE.format(f"“{name}” is far too large"))


def _refuse_bomb(members: list[zipfile.ZipInfo], packed_bytes: int) -> None:
    size = sum(member.file_size for member in members)
    if size > _MOST_BYTES or size > max(_SMALL_BYTES, packed_bytes * _MOST_TIMES):
        raise CannotRestore(_UNSAFE.format("it would fill the disk"))
