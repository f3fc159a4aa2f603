"""Lays another version down beside this one, and lets start.py put it in place.

Theory of operation. Everything is checked and laid down first; until the plan is written nothing
counts. From then on start.py does the rest, at this start or at any later one: it alone is there
at every moment, and can tell whether the other version works and take it back where not.

Carers' own things are in their own folders, which no update touches.
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from assistant.carer.start_file import load_start
from assistant.carer.updating.carers_files import Record, carers_files, keep_aside
from assistant.carer.updating.new_version import CannotUse, NewVersion, as_numbers, lay_down
from assistant.own_program import is_packed
from assistant.storage.disk import Disk, plain_reason
from assistant.storage.folders import (
    AnotherCopyRuns,
    Folders,
    LockHeld,
    hold_instance_lock,
    hold_lock,
)

_DISK: Final = Disk()
_PLAN: Final = ".update-plan.json"
"""As start.py calls it, which is not asked before it is known to be there."""

_IS_OPEN: Final = "The assistant is open. Close it, then try again."
_PAGE_IS_OPEN: Final = "The carer's page is open. Close it (at its bottom), then try again."
_NOT_NOW: Final = "Nothing was changed. {}"
_OLDER: Final = (
    "{} holds version {}, which is older than version {} here. To return to the version before, say"
    " update --back."
)
_NONE_BEFORE: Final = "There is no version before this one: none was updated in this folder."
_PACKED: Final = (
    "This is a packed program. Unpack the newer package into a new folder and start that; your own"
    " things are kept elsewhere, and it finds them."
)
_UNFINISHED: Final = (
    "An update is not finished yet. Start the program once with start.py, which finishes it or"
    " takes it back; then try again."
)
_GIT: Final = "{} is a git checkout. Use: git pull"
_INSTALLED: Final = (
    "This program was installed with pip or the like. Update it the same way, for example with:"
    " pip install --upgrade FILE"
)
_TAKEN_BACK: Final = (
    "The other version could not be set up, so the version before is in its place again. Your own"
    " things were not touched. The lines above say why."
)


class CannotUpdate(Exception):
    """The version is the one before. The text is one or two plain sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Updated:
    """What is in place now."""

    version: str
    kept_aside: Path | None = None
    """Where the files are that carers had put into the program's own folder, if there were any."""
    files: tuple[str, ...] = ()


Start = Callable[[Path], int]
"""Starts the start.py of a folder, which settles what is planned; its exit code."""


def settle_by_start(program: Path) -> int:
    """Let start.py set up what is there now. What it tells is for the person to see."""
    python = str(getattr(sys, "_base_executable", "") or sys.executable)
    command = [python, str(program / "start.py"), "--version"]
    # Its version line is nobody's business here; a set-up tells its progress on the other stream.
    return subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode  # noqa: S603


@dataclass(frozen=True, slots=True)
class Means:
    """What a test can put in the place of the world."""

    disk: Disk = _DISK
    start: Start = settle_by_start


_MEANS: Final = Means()


def update(
    program: Path, source: Path, folders: Folders, now: datetime, means: Means = _MEANS
) -> Updated:
    """Put the version in a zip or a folder in the place of this one. Raises CannotUpdate."""
    _refuse_other_ways(program)
    with _alone(folders):
        return _Steps(program, folders, now, means).forward(source)


def go_back(program: Path, folders: Folders, now: datetime, means: Means = _MEANS) -> Updated:
    """Put the version before in the place of this one. Raises CannotUpdate."""
    _refuse_other_ways(program)
    with _alone(folders):
        return _Steps(program, folders, now, means).back()


def _refuse_other_ways(program: Path) -> None:
    if is_packed():
        raise CannotUpdate(_PACKED)
    if (program / ".git").exists():
        raise CannotUpdate(_GIT.format(program))
    if not (program / "start.py").is_file():
        raise CannotUpdate(_INSTALLED)
    if (program / _PLAN).exists():
        # Somebody came here without start.py: nothing of what lies there may be cleared away.
        raise CannotUpdate(_UNFINISHED)


@contextlib.contextmanager
def _alone(folders: Folders) -> Iterator[None]:
    """While neither the program nor the page is open, nor can be opened."""
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(hold_instance_lock(folders))
            held.enter_context(hold_lock(folders.page_lock))
        except AnotherCopyRuns as error:
            raise CannotUpdate(_IS_OPEN) from error
        except LockHeld as error:
            raise CannotUpdate(_PAGE_IS_OPEN) from error
        except OSError as error:
            raise CannotUpdate(_NOT_NOW.format(plain_reason(error))) from error
        yield


@dataclass(frozen=True, slots=True)
class _Steps:
    """The steps of one update. Each raises CannotUpdate."""

    program: Path
    folders: Folders
    now: datetime
    means: Means

    def forward(self, source: Path) -> Updated:
        own = load_start(self.program / "start.py")
        room: Path = self.program / own.LAID_DOWN
        try:
            self.means.disk.remove(room)  # rubbish of one that was interrupted before it counted
            new = lay_down(source.expanduser().absolute(), room, self.means.disk)
            self._refuse_older(new, own, source)
            own.note_own_files(new.folder)
            return self._put(own, new)
        except (CannotUse, OSError) as error:
            self._throw_away(room)
            why = plain_reason(error) if isinstance(error, OSError) else str(error)
            raise CannotUpdate(_NOT_NOW.format(why)) from error
        except CannotUpdate:
            self._throw_away(room)
            raise

    def back(self) -> Updated:
        own = load_start(self.program / "start.py")
        before: Path = self.program / own.BEFORE
        if not (before / "start.py").is_file():
            raise CannotUpdate(_NONE_BEFORE)
        try:
            version = own.project_version(before)
            entries = tuple(entry.name for entry in before.iterdir() if entry.name != own.RECORD)
            self.means.disk.remove(self.program / own.LAID_DOWN)
            return self._put(own, NewVersion(folder=before, version=version, entries=entries))
        except OSError as error:
            raise CannotUpdate(_NOT_NOW.format(plain_reason(error))) from error

    def _refuse_older(self, new: NewVersion, own: Any, source: Path) -> None:  # noqa: ANN401
        here = own.project_version(self.program)
        if as_numbers(new.version) < as_numbers(here):
            raise CannotUse(_OLDER.format(source.name, new.version, here))

    def _put(self, own: Any, new: NewVersion) -> Updated:  # noqa: ANN401 - start.py
        """Keep carers' files, write the plan, and let start.py go on. Raises OSError."""
        files, kept = self._keep_aside(own, new)
        entries = [*new.entries]
        if (new.folder / own.RECORD).is_file():
            entries.append(own.RECORD)
        plan = own.Plan(
            step=own.PUT,
            source=new.folder.relative_to(self.program).as_posix(),
            entries=entries,
            added=[name for name in entries if not os.path.lexists(self.program / name)],
        )
        laid_down = (new.folder / "assistant").stat()
        own.write_plan(self.program, plan, own.Moves())
        self._settle(own)
        if not os.path.samestat(laid_down, (self.program / "assistant").stat()):
            raise CannotUpdate(_TAKEN_BACK)
        return Updated(version=new.version, kept_aside=kept, files=files)

    def _keep_aside(self, own: Any, new: NewVersion) -> tuple[tuple[str, ...], Path | None]:  # noqa: ANN401
        record = Record.read(self.program / own.RECORD)
        files = carers_files(self.program, new.entries, record, new.folder)
        if not files:
            return (), None
        target = _free_folder(self.folders.kept_aside, self.now)
        target.parent.mkdir(parents=True, exist_ok=True)
        keep_aside(self.program, files, target, self.means.disk)
        return files, target

    def _settle(self, own: Any) -> None:  # noqa: ANN401 - start.py
        """What is planned is done by the new start.py, and taken back where that one cannot."""
        try:
            with own.alone(self.program / own.UPDATE_LOCK):
                own.go_on_with_update(self.program, _not_yet)
            if own.read_plan(self.program) is not None:
                self.means.start(self.program)
            with own.alone(self.program / own.UPDATE_LOCK):
                left = own.read_plan(self.program)
                if left is not None and left.step != own.TIDY:
                    own.take_back(self.program, left)
        except own.SetUpError as error:
            raise CannotUpdate(str(error)) from error

    def _throw_away(self, room: Path) -> None:
        with contextlib.suppress(OSError):
            if not (self.program / _PLAN).exists():
                _DISK.remove(room)


def _not_yet() -> None:
    """Nothing is tried by the version that goes."""


def _free_folder(folder: Path, now: datetime) -> Path:
    stem = f"{now:%Y-%m-%d-%H%M%S}"
    number, free = 1, folder / stem
    while free.exists():
        number += 1
        free = folder / f"{stem}-{number}"
    return free
