"""Where things live on this machine, and the lock that keeps a second copy out."""

import errno
import os
import sys
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
    places: Path
    pressing: Path
    last_good: Path
    content_index: Path
    journal: Path
    lock: Path
    words: Path
    """The person's own recordings of the commands, a folder for each."""
    models: Path
    """Models that were installed for listening."""
    own: Path
    """A carer's own texts, as Markdown files and folders of them."""


def folders_below(config: Path, data: Path, cache: Path, state: Path) -> Folders:
    """The files inside these four folders, which may be one and the same."""
    return Folders(
        settings=config / "settings.toml",
        settings_last_good=config / "settings.last-good.toml",
        places=data / "places.db",
        pressing=data / "pressing.json",
        last_good=data / "last-good-content.db",
        content_index=cache / "content-index.db",
        journal=state / "journal.jsonl",
        lock=state / "running.lock",
        words=data / "words",
        models=data / "models",
        own=data / "own",
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


class AnotherCopyRuns(Exception):
    """The program is already open for this person."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "The assistant is already open. Look for its window, or close it and start again."
        )


@contextmanager
def hold_instance_lock(folders: Folders) -> Iterator[None]:
    """Hold the lock inside the ``with``; the system lets go of it if the program dies.

    Raises AnotherCopyRuns when it is held, OSError when the folder cannot be written or its
    disk knows no locks.
    """
    folders.lock.parent.mkdir(parents=True, exist_ok=True)
    with folders.lock.open("a+b") as file:
        try:
            _take(file)
        except OSError as error:
            if error.errno not in _HELD:
                raise
            raise AnotherCopyRuns from error
        yield


def _take(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        # Not flock: a speech process that outlives a crash would still hold that one.
        fcntl.lockf(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
