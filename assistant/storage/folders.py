"""Where things live on this machine, and the lock that keeps a second copy out."""

import errno
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import platformdirs

import assistant

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """Every file the program keeps. None of them need exist yet."""

    settings: Path
    settings_last_good: Path
    profiles: Path
    switching: Path
    """There while another profile comes into use, and after that was cut off."""
    places: Path
    pressing: Path
    last_good: Path
    content_index: Path
    trouble_log: Path
    """When the program ran, and what went wrong."""
    lock: Path
    words: Path
    """The person's own recordings of the commands, a folder for each."""
    models: Path
    """Models that were installed for listening."""
    own: Path
    """Sections that carers added, as the guide has them."""
    removed_texts: Path
    """Own texts that carers removed, kept for a while."""
    own_commands: Path
    """Words that carers added for spoken commands."""
    card: Path
    """What carers wrote on the bedside card."""
    backups: Path
    """What was there before a backup was restored."""
    kept_aside: Path
    """What carers had put into the program's own folder when that was updated."""
    restoring: Path
    """There while a restore is being put in place, and after one that was interrupted."""
    backup_made: Path
    """When a carer made a backup last."""
    page_pin: Path
    page_lock: Path
    """Held while the carer's page is open; another one is not opened then."""
    page_uploads: Path
    """What the carer's page was given, until something has become of it."""
    page_door: Path
    """How a second start of the carer's page asks the open one for a link."""


def folders_below(config: Path, data: Path, cache: Path, state: Path) -> Folders:
    """The files inside these four folders, which may be one and the same."""
    return Folders(
        settings=config / "settings.toml",
        settings_last_good=config / "settings.last-good.toml",
        profiles=config / "profiles.toml",
        switching=config / "switching.json",
        places=data / "places.db",
        pressing=data / "pressing.json",
        last_good=data / "last-good-content.db",
        content_index=cache / "content-index.db",
        trouble_log=state / "troubles.jsonl",
        lock=state / "running.lock",
        words=data / "words",
        models=data / "models",
        own=data / "own",
        removed_texts=data / "removed-texts",
        backups=data / "backups",
        restoring=data / "restoring.json",
        kept_aside=data / "kept-aside",
        own_commands=config / "commands.toml",
        card=config / "bedside-card.toml",
        backup_made=state / "backup-made.txt",
        page_pin=config / "carers-page-pin.json",
        page_lock=state / "carers-page.lock",
        page_uploads=state / "carers-page-uploads",
        page_door=state / "carers-page.json",
    )


def find_folders(environment: Mapping[str, str] = os.environ) -> Folders:
    """This person's folders. ``ALS_ASSISTANT_HOME`` puts everything into one folder."""
    if home := environment.get("ALS_ASSISTANT_HOME"):
        one = Path(home).expanduser().absolute()
        return folders_below(one, one, one, one)
    dirs = platformdirs.PlatformDirs("als-assistant", appauthor=False)
    return folders_below(
        dirs.user_config_path, dirs.user_data_path, dirs.user_cache_path, dirs.user_state_path
    )


def content_root() -> Path:
    """The content that came with the program."""
    return _brought("content")


def models_root() -> Path:
    """The models for listening that came with the program."""
    return _brought("models")


def _brought(name: str) -> Path:
    """What came with the program: inside a wheel, or beside it in a checkout."""
    package = Path(assistant.__path__[0]).absolute()
    # The wheel first: what lies beside an installed package is not ours.
    inside = package / f"_{name}"
    return inside if inside.is_dir() else package.parent / name


_HELD: Final = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})
"""What systems answer where somebody else has the lock."""


_guard: Final = threading.Lock()
_ours: Final[set[Path]] = set()
"""The locks that this very process holds."""


class AnotherCopyRuns(Exception):
    """The program is already open for this person."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "The assistant is already open. Look for its window, or close it and start again."
        )


class LockHeld(Exception):
    """Another process holds the lock."""


@contextmanager
def hold_instance_lock(folders: Folders) -> Iterator[None]:
    """Hold the program's own lock inside the ``with``.

    Raises AnotherCopyRuns when it is held, OSError as ``hold_lock`` does.
    """
    try:
        with hold_lock(folders.lock):
            yield
    except LockHeld as held:
        raise AnotherCopyRuns from held


@contextmanager
def hold_lock(lock: Path) -> Iterator[None]:
    """Hold a lock inside the ``with``; the system lets go of it if the process dies.

    Raises LockHeld when another process has it, OSError when the folder cannot be written or
    its disk knows no locks.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    with _one_in_this_process(lock.absolute()), lock.open("a+b") as file:
        try:
            _take(file)
        except OSError as error:
            if error.errno not in _HELD:
                raise
            raise LockHeld from error
        yield


@contextmanager
def _one_in_this_process(lock: Path) -> Iterator[None]:
    """Raises LockHeld where another thread of ours has it: the system lets a process in twice."""
    with _guard:
        if lock in _ours:
            raise LockHeld
        _ours.add(lock)
    try:
        yield
    finally:
        with _guard:
            _ours.discard(lock)


def is_running(folders: Folders) -> bool:
    """Whether the program is open for this person. Changes nothing. Raises OSError."""
    with _guard:
        if folders.lock.absolute() in _ours:
            # Not opened: closing any handle of a file lets go of this process's lock on it.
            return True
        try:
            with folders.lock.open("r+b" if sys.platform == "win32" else "rb") as file:
                return _is_taken(file)
        except FileNotFoundError:
            return False


def _is_taken(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            # Windows cannot ask, only try; the lock goes with the file at once.
            _take(file)
        else:
            os.lockf(file.fileno(), os.F_TEST, 0)
    except OSError as error:
        if error.errno not in _HELD:
            raise
        return True
    return False


def _take(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        # Not flock: a speech process that outlives a crash would still hold that one.
        fcntl.lockf(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
