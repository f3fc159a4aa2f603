"""Which speech models there are to install, and which are installed and whole.

A folder of models holds one folder per model; each has a record, written before the model is
put in place, with the SHA-256 of every file. Must not know the network, nor any recognizer.
"""

import hashlib
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

RECORD: Final = "installed.json"
HALF_DONE: Final = "."
"""Folders whose names begin so are on the way in or out; nobody may use them."""
_PIECE: Final = 1 << 20

Kind: TypeAlias = Literal["vosk"]
Condition: TypeAlias = Literal["fine", "damaged"]


class CannotInstall(Exception):
    """A model cannot be listed, fetched or put in place; the message is plain words for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One model that can be installed, as the manifest describes it."""

    id: str
    kind: Kind
    language: str
    name: str
    url: str
    sha256: str
    size_bytes: int
    unpacked_bytes_at_most: int
    licence: str

    @property
    def zip_name(self) -> str:
        """What the downloaded file is called."""
        return f"{self.name}.zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """One file of an installed model. ``path`` is below the model's folder, with slashes."""

    path: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledModel:
    """One model in place. ``source`` is the address or the path that it came from."""

    folder: Path
    id: str
    kind: Kind
    language: str
    name: str
    licence: str
    source: str
    is_known: bool
    """Whether it was checked against the manifest, and not only for being a model."""
    files: tuple[FileRecord, ...]

    @property
    def size_bytes(self) -> int:
        """What it takes on the disk."""
        return sum(file.size_bytes for file in self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How an installed model is: ``faults`` are plain sentences, none where it is fine."""

    model: str
    faults: tuple[str, ...]

    @property
    def condition(self) -> Condition:
        """In one word."""
        return "damaged" if self.faults else "fine"


def read_manifest(file: Path) -> tuple[Model, ...]:
    """The models that can be installed, in the order of the file.

    Raises CannotInstall where the file is missing or wrong.
    """
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8"))["model"]
        return tuple(_model(entry) for entry in entries)
    except OSError as error:
        message = f"The list of models {file} cannot be read ({error.strerror})."
        raise CannotInstall(message) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        message = f"The list of models {file} is damaged ({error}). Install the program again."
        raise CannotInstall(message) from error


def _model(entry: dict[str, Any]) -> Model:
    if entry["kind"] != "vosk":
        message = f"unknown kind {entry['kind']!r}"
        raise ValueError(message)
    model = Model(**entry)
    if len(model.sha256) != hashlib.sha256().digest_size * 2:
        message = f"{model.id}: the SHA-256 has not 64 digits"
        raise ValueError(message)
    return model


def installed_models(models: Path) -> tuple[InstalledModel, ...]:
    """What is in place below this folder, in order of id; a folder without a record is not ours.

    Only reads the records: ``check`` looks at the files. A record that cannot be read counts as
    a model without files, which ``check`` then calls damaged.
    """
    if not models.is_dir():
        return ()
    return tuple(
        _installed(folder)
        for folder in sorted(models.iterdir())
        if not folder.name.startswith(HALF_DONE) and (folder / RECORD).is_file()
    )


def half_done(models: Path) -> tuple[str, ...]:
    """What an installation that broke off, or still goes on, has left: the names of files."""
    if not models.is_dir():
        return ()
    begun = sorted(each for each in models.iterdir() if each.name.startswith(HALF_DONE))
    parts = [part for each in begun if each.is_dir() for part in sorted(each.glob("*.part"))]
    folders = [each for each in begun if each.is_dir() and "-" in each.name]
    return tuple(each.name.removeprefix(HALF_DONE) for each in (*parts, *folders))


def model_to_use(models: Path) -> Path | None:
    """The folder of the model to listen with; a known one comes first. None where there is none."""
    here = sorted(installed_models(models), key=lambda model: not model.is_known)
    return here[0].folder if here else None


def record_of(folder: Path) -> InstalledModel | None:
    """The record of one model's folder; None where it has none, because we did not install it."""
    return _installed(folder) if (folder / RECORD).is_file() else None


def _installed(folder: Path) -> InstalledModel:
    try:
        kept = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return InstalledModel(
            folder=folder,
            id=folder.name,
            kind=kept["kind"],
            language=kept["language"],
            name=kept["name"],
            licence=kept["licence"],
            source=kept["source"],
            is_known=kept["is_known"],
            files=tuple(FileRecord(**file) for file in kept["files"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return InstalledModel(
            folder=folder,
            id=folder.name,
            kind="vosk",
            language="",
            name=folder.name,
            licence="unknown",
            source="unknown",
            is_known=False,
            files=(),
        )


def record_text(installed: InstalledModel) -> str:
    """What stands in the record's file; ``record_of`` reads the same back."""
    kept = {
        "name": installed.name,
        "kind": installed.kind,
        "language": installed.language,
        "licence": installed.licence,
        "source": installed.source,
        "is_known": installed.is_known,
        "files": [
            {"path": file.path, "size_bytes": file.size_bytes, "sha256": file.sha256}
            for file in installed.files
        ],
    }
    return json.dumps(kept, indent=1, ensure_ascii=False) + "\n"


def file_records(folder: Path) -> tuple[FileRecord, ...]:
    """Every file below a folder with its hash, the record itself left out. Raises OSError."""
    return tuple(
        FileRecord(
            path=file.relative_to(folder).as_posix(),
            size_bytes=file.stat().st_size,
            sha256=sha256_of(file),
        )
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file != folder / RECORD
    )


def check(installed: InstalledModel) -> Finding:
    """Hash every file again and say what is not as it was installed."""
    if not installed.files:
        return Finding(model=installed.id, faults=("Its record is damaged.",))
    faults = [fault for file in installed.files if (fault := _fault(installed.folder, file))]
    return Finding(model=installed.id, faults=tuple(faults))


def _fault(folder: Path, file: FileRecord) -> str:
    path = folder / file.path
    try:
        if not path.is_file():
            return f"{file.path} is missing."
        if path.stat().st_size != file.size_bytes or sha256_of(path) != file.sha256:
            return f"{file.path} is damaged."
    except OSError as error:
        return f"{file.path} cannot be read ({error.strerror})."
    return ""


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file's content, in hexadecimal. Raises OSError."""
    digest = hashlib.sha256()
    with file.open("rb") as source:
        while piece := source.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
