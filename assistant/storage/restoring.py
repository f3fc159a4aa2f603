"""Everything kept at home put in the place of what was there: all of it or nothing.

Theory of operation. What is new is laid down beside its place first (``settings.toml.restoring``);
until then nothing counts, and an interruption leaves only rubbish. Then one small file, the plan,
is written whole: from that moment the restore counts. What is left is renaming and deleting, which
needs no room on the disk and may be begun again at any step. So the next start of the program
either finishes what the plan says, or finds no plan and throws the new things away.

Must not know where the new things come from, nor what they mean.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.storage.disk import Disk, last_good_beside, sync_folder, write_whole
from assistant.storage.folders import Folders

_DISK: Final = Disk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Something that people wrote or the program learned, a file or a folder, under one name."""

    name: str
    path: Path
    last_good: Path | None = None

    @property
    def is_folder(self) -> bool:
        """Of folders no last good copy is kept."""
        return self.last_good is None

    @property
    def new(self) -> Path:
        """Where it is laid down before it counts."""
        return self.path.with_name(self.path.name + ".restoring")

    @property
    def old(self) -> Path:
        """Where a folder is in the moment that the new one takes its place."""
        return self.path.with_name(self.path.name + ".before-restoring")


def everything_kept(folders: Folders) -> tuple[Kept, ...]:
    """All that a home has of its own. No models, no caches, no logs: those can be made again."""
    return (
        _file(folders.settings),
        _file(folders.own_commands),
        _file(folders.card),
        _file(folders.profiles),
        _file(folders.places),
        _file(folders.pressing),
        _folder(folders.words),
        _folder(folders.own),
    )


def _file(path: Path) -> Kept:
    # Somebody may keep the real file elsewhere and a link here: the link stays.
    return Kept(name=path.name, path=path.resolve(), last_good=last_good_beside(path))


def _folder(path: Path) -> Kept:
    return Kept(name=path.name, path=path.resolve())


def put_in_place(folders: Folders, new: Collection[str], disk: Disk = _DISK) -> None:
    """What was laid down takes its place; what is not in ``new`` is no more.

    Raises OSError. If the plan was not written yet, nothing has changed. Otherwise what could be
    done is done, and the next ``settle`` does the rest.
    """
    for folder in _folders_of(folders):
        sync_folder(folder, disk)
    names = [kept.name for kept in everything_kept(folders)]
    _write_plan(folders, {name: name in new for name in names}, disk)
    _carry_out(folders, disk)


def settle(folders: Folders, disk: Disk = _DISK) -> None:
    """Finish or undo a restore that was interrupted. For a start of the program, under its lock.

    Raises OSError where that is not possible now.
    """
    if folders.restoring.exists():
        _carry_out(folders, disk)
        return
    for kept in everything_kept(folders):
        for rubbish in (kept.new, kept.old):
            if rubbish.exists():
                disk.remove(rubbish)


def is_unfinished(folders: Folders) -> bool:
    """Whether a restore was interrupted after it had begun to count."""
    return folders.restoring.exists()


def _write_plan(folders: Folders, plan: dict[str, bool], disk: Disk) -> None:
    write_whole(folders.restoring, json.dumps(plan, indent=1) + "\n", disk)


def _read_plan(folders: Folders) -> dict[str, bool]:
    try:
        found = json.loads(folders.restoring.read_text(encoding="utf-8"))
        return {str(name): bool(is_new) for name, is_new in found.items()}
    except (ValueError, AttributeError):
        # Nobody writes half a plan; but if its disk lost it, at least nothing is deleted.
        return {kept.name: True for kept in everything_kept(folders) if kept.new.exists()}


def _carry_out(folders: Folders, disk: Disk) -> None:
    plan = _read_plan(folders)
    left: dict[str, bool] = {}
    first: OSError | None = None
    for kept in everything_kept(folders):
        try:
            if kept.name in plan:
                _replace(kept, disk, is_new=plan[kept.name])
        except OSError as error:
            left[kept.name], first = plan[kept.name], first or error
    if first is not None:
        # What is done must not be done again over what changes from now on.
        _write_plan(folders, left, disk)
        raise first
    for folder in _folders_of(folders):
        sync_folder(folder, disk)
    disk.remove(folders.restoring)


def _replace(kept: Kept, disk: Disk, *, is_new: bool) -> None:
    is_done = is_new and not kept.new.exists()
    if not is_done:
        for beside in _belonging(kept):
            disk.remove(beside)
        if not is_new:
            disk.remove(kept.path)
        elif kept.is_folder:
            _swap(kept, disk)
        else:
            disk.replace(kept.new, kept.path)
    disk.remove(kept.old)


def _belonging(kept: Kept) -> Iterator[Path]:
    """What makes sense only beside the old one: its last good copy, and what SQLite left."""
    if kept.last_good is not None:
        yield kept.last_good
        for tail in ("-wal", "-shm"):
            yield kept.path.with_name(kept.path.name + tail)


def _swap(kept: Kept, disk: Disk) -> None:
    if kept.path.exists():
        disk.remove(kept.old)
        disk.replace(kept.path, kept.old)
    disk.replace(kept.new, kept.path)


def _folders_of(folders: Folders) -> tuple[Path, ...]:
    return tuple(dict.fromkeys(kept.path.parent for kept in everything_kept(folders)))
