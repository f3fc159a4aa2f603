"""Puts a model in place, from the web, a zip or a folder. Must not know how it is shown.

Everything happens beside the place: fetched into a part file, unpacked into a folder whose name
begins with a dot, tried out, recorded, and only then renamed. So whoever looks sees the old
model, none, or the whole new one; an interruption leaves only what the next run uses or clears.
"""

import errno
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.listening.contract import CannotListen
from assistant.listening.download import Progress, Wanted, download, forget
from assistant.listening.models import (
    HALF_DONE,
    RECORD,
    CannotInstall,
    InstalledModel,
    Model,
    file_records,
    record_text,
    sha256_of,
)
from assistant.listening.unpacking import (
    copy_folder,
    plain_files,
    remove_folder,
    sync_folders,
    unpack_zip,
    zip_bytes,
)
from assistant.listening.vosk_recognizer import VoskMissing, missing_files, try_out

_DOWNLOADS: Final = f"{HALF_DONE}downloads"
_NEW: Final = f"{HALF_DONE}new-"
_BEFORE: Final = f"{HALF_DONE}before-"
_ROOM_TO_SPARE_BYTES: Final = 50_000_000
_LARGEST_MODEL_BYTES: Final = 3_000_000_000
_NO_ID: Final = re.compile(r"[^a-z0-9.-]+")
_LANGUAGE: Final = re.compile(r"vosk-model(?:-small)?-([a-z]{2})(?:-([a-z]{2}))?\b")


def _free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def _nothing_to_show(_done: int, _all: int) -> None:
    pass


def _nothing_to_say(_step: str) -> None:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What an installation asks of the world, so that a test can answer instead."""

    free_bytes: Callable[[Path], int] = _free_bytes
    try_out: Callable[[Path], None] = try_out
    progress: Progress = _nothing_to_show
    say: Callable[[str], None] = _nothing_to_say
    """Called with one short line before each step that takes a while."""
    stalled_after_s: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Origin:
    id: str
    name: str
    language: str
    licence: str
    source: str
    is_known: bool
    bytes_at_most: int


def install_from_web(model: Model, models: Path, around: Surroundings) -> InstalledModel:
    """Fetch a model of the manifest and put it in place below ``models``, over an older one.

    Raises CannotInstall; what has been fetched stays for the next run.
    """
    with _told_plainly(models):
        settle(models)
        downloads = models / _DOWNLOADS
        downloads.mkdir(parents=True, exist_ok=True)
        part = downloads / f"{model.zip_name}.part"
        held = part.stat().st_size if part.is_file() else 0
        _need_room(models, model.size_bytes - held + model.unpacked_bytes_at_most, around)
        wanted = Wanted(url=model.url, size_bytes=model.size_bytes, sha256=model.sha256)
        download(wanted, part, around.progress, around.stalled_after_s)
        installed = _unpack_and_place(part, _listed(model, model.url), models, around)
        forget(part)
        with suppress(OSError):  # another model's half may be there
            downloads.rmdir()
        return installed


def install_from_file(
    source: Path, known: Sequence[Model], models: Path, around: Surroundings
) -> InstalledModel:
    """Put a model from a zip file in place, for machines without internet.

    A file named like one of the manifest must be that one; any other is installed under its
    own name, and its record says that it was not checked. Raises CannotInstall.
    """
    with _told_plainly(source):
        settle(models)
        origin = _origin_of_zip(source, known)
        _need_room(models, min(zip_bytes(source), origin.bytes_at_most), around)
        return _unpack_and_place(source, origin, models, around)


def install_from_folder(
    source: Path, known: Sequence[Model], models: Path, around: Surroundings
) -> InstalledModel:
    """Put a copy of an unpacked model in place. Its files are looked at and tried, not known.

    Raises CannotInstall.
    """
    with _told_plainly(source):
        settle(models)
        root = _model_root(source)
        size = sum(file.stat().st_size for file in plain_files(root))
        _need_room(models, size, around)
        origin = _named(root.name, source, known)
        with _new_folder(models) as new:
            around.say("Copying ...")
            copy_folder(root, new, origin.bytes_at_most)
            return _place(new, origin, models, around)


def remove_model(installed: InstalledModel) -> None:
    """Take an installed model off the disk: all of it, or nothing, for whoever looks.

    Raises OSError; what could not be deleted then, ``settle`` deletes.
    """
    models = installed.folder.parent
    away = Path(tempfile.mkdtemp(prefix=_NEW, dir=models))
    try:
        installed.folder.rename(away / installed.id)
    except OSError:
        away.rmdir()
        raise
    remove_folder(away)


def settle(models: Path) -> None:
    """Finish or undo what an interrupted run left behind; what was fetched stays."""
    if not models.is_dir():
        return
    for left in sorted(models.glob(f"{_BEFORE}*")):
        place = models / left.name.removeprefix(_BEFORE)
        if not place.exists():
            # Interrupted between the two renamings: the old model is better than none.
            left.rename(place)
        else:
            remove_folder(left)
    for left in models.glob(f"{_NEW}*"):
        remove_folder(left)


def _unpack_and_place(
    source: Path, origin: _Origin, models: Path, around: Surroundings
) -> InstalledModel:
    with _new_folder(models) as new:
        around.say("Unpacking ...")
        unpack_zip(source, new, origin.bytes_at_most)
        return _place(_model_root(new), origin, models, around)


def _place(root: Path, origin: _Origin, models: Path, around: Surroundings) -> InstalledModel:
    around.say("Trying it out ...")
    try:
        around.try_out(root)
    except VoskMissing as error:
        message = f"Nothing was installed. {error}"
        raise CannotInstall(message) from error
    except CannotListen as error:
        message = (
            "The model was tried out and does not work, so nothing was installed. "
            "Fetch it again, or choose another small vosk model."
        )
        raise CannotInstall(message) from error
    place = models / origin.id
    installed = InstalledModel(
        folder=place,
        id=origin.id,
        kind="vosk",
        language=origin.language,
        name=origin.name,
        licence=origin.licence,
        source=origin.source,
        is_known=origin.is_known,
        files=file_records(root),
    )
    (root / RECORD).write_text(record_text(installed), encoding="utf-8")
    sync_folders(root)
    before = models / f"{_BEFORE}{origin.id}"
    if place.exists():
        place.rename(before)
    root.rename(place)
    sync_folders(models)
    remove_folder(before)
    return installed


def _model_root(folder: Path) -> Path:
    """The folder itself, or the only one in it: zips hold a folder with the model's name."""
    inside = [entry for entry in folder.iterdir() if not entry.name.startswith(".")]
    candidates = [folder, *([inside[0]] if len(inside) == 1 and inside[0].is_dir() else [])]
    root = min(candidates, key=lambda candidate: len(missing_files(candidate)))
    lacking = missing_files(root)
    if not lacking:
        return root
    message = (
        f"This is no small vosk model: {lacking[0]} is missing"
        + (f", and {len(lacking) - 1} more files." if len(lacking) > 1 else ".")
        + " Choose the model's zip file, or the folder that it unpacks to."
    )
    raise CannotInstall(message)


def _origin_of_zip(source: Path, known: Sequence[Model]) -> _Origin:
    digest = sha256_of(source)
    for model in known:
        if model.sha256 == digest:
            return _listed(model, str(source))
    for model in known:
        if model.zip_name == source.name:
            message = (
                f"{source} is damaged or another version: it is not the {model.zip_name} that "
                "this program knows. Fetch it again."
            )
            raise CannotInstall(message)
    return _unlisted(source.stem, str(source))


def _named(name: str, source: Path, known: Sequence[Model]) -> _Origin:
    for model in known:
        if model.name == name:
            return _Origin(
                id=model.id,
                name=model.name,
                language=model.language,
                licence=model.licence,
                source=str(source),
                is_known=False,
                bytes_at_most=model.unpacked_bytes_at_most,
            )
    return _unlisted(name, str(source))


def _listed(model: Model, source: str) -> _Origin:
    return _Origin(
        id=model.id,
        name=model.name,
        language=model.language,
        licence=model.licence,
        source=source,
        is_known=True,
        bytes_at_most=model.unpacked_bytes_at_most,
    )


def _unlisted(name: str, source: str) -> _Origin:
    found = _LANGUAGE.search(name.lower())
    language, region = found.groups() if found else ("", None)
    return _Origin(
        id=_NO_ID.sub("-", name.lower()).strip("-.") or "model",
        name=name,
        language=f"{language}-{region.upper()}" if region else language,
        licence="unknown",
        source=source,
        is_known=False,
        bytes_at_most=_LARGEST_MODEL_BYTES,
    )


def _need_room(models: Path, bytes_needed: int, around: Surroundings) -> None:
    models.mkdir(parents=True, exist_ok=True)
    needed = bytes_needed + _ROOM_TO_SPARE_BYTES
    free = around.free_bytes(models)
    if free < needed:
        message = (
            f"There is too little room on the disk: {needed // 1_000_000} MB are needed and "
            f"{free // 1_000_000} MB are free. Delete something and try again."
        )
        raise CannotInstall(message)


@contextmanager
def _new_folder(models: Path) -> Iterator[Path]:
    new = Path(tempfile.mkdtemp(prefix=_NEW, dir=models))
    try:
        yield new
    finally:
        # What could not be removed now, `settle` removes next time.
        with suppress(OSError):
            remove_folder(new)


@contextmanager
def _told_plainly(where: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            message = (
                "The disk is full. What has arrived is kept: delete something, then do the same "
                "again."
            )
        else:
            message = f"{error.filename or where} cannot be used ({error.strerror or error})."
        raise CannotInstall(message) from error
