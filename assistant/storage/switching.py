"""Settings and profiles kept as one, where another profile comes into use.

Theory of operation. Both files belong together: the pace that holds stands in the one, all others
in the other. So the intention is written first, whole, into a small file; then both; then the
intention is dropped. Whoever finds one does both again, which changes nothing that was done. The
program looks at its start and while it runs, so it does not matter who was cut off.

Must not know what a profile is for, nor who changes it.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

from assistant.core.profiles import NAMES, TEMPO, Profiles, Values, profile_named, tempo_of
from assistant.core.settings import (
    Settings,
    clash_in,
    entries,
    fault_in,
    with_value,
)
from assistant.storage.disk import Disk, plain_reason, sync_folder, write_whole
from assistant.storage.folders import Folders, LockHeld, hold_lock
from assistant.storage.profiles_file import ProfilesNotKept, save_profiles
from assistant.storage.settings_file import Clash, CouldNotSave, load_settings, save_settings

_DISK: Final = Disk()
_ENTRIES: Final = {entry.path: entry for entry in entries() if entry.path in TEMPO}

_BUSY: Final = "The pace is being changed by the assistant at this moment. Try again."
_NOT: Final = "The pace was not changed. {}"
_LATER: Final = "{} The pace is changed to the end as soon as that is possible."


class CouldNotSwitch(Exception):
    """The other profile is not in use, or not yet. Its text is for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Intention:
    profile: str
    tempo: Values
    others: Profiles


def switch(
    folders: Folders,
    settings: Settings,
    profiles: Profiles,
    clash: Clash = clash_in,
    disk: Disk = _DISK,
) -> None:
    """Keep the profile that is in use in these settings, its pace, and all other profiles.

    What else stands in the settings file stays as it is. Raises CouldNotSwitch; then either
    nothing has changed, or the next ``settle`` does the rest.
    """
    wanted = _Intention(profile=settings.profile, tempo=tempo_of(settings), others=profiles)
    try:
        with _alone(folders):
            try:
                write_whole(folders.switching, _text(wanted), disk)
            except OSError as error:
                raise CouldNotSwitch(_NOT.format(plain_reason(error))) from error
            _carry_out(folders, wanted, clash, disk)
    except LockHeld as error:
        raise CouldNotSwitch(_BUSY) from error


def settle(folders: Folders, clash: Clash = clash_in, disk: Disk = _DISK) -> bool:
    """Finish what was cut off; whether there was anything. Raises CouldNotSwitch."""
    if not folders.switching.exists():
        return False
    try:
        with _alone(folders):
            wanted = _read(folders)
            if wanted is not None:
                _carry_out(folders, wanted, clash, disk)
            return wanted is not None
    except LockHeld:
        return False  # somebody is at it


@contextmanager
def _alone(folders: Folders) -> Iterator[None]:
    """Raises LockHeld. Where a disk knows no locks, it goes without."""
    lock = folders.switching.with_suffix(".lock")
    with ExitStack() as held:
        # The lock is against two in the same moment; to be cut off is met all the same.
        with suppress(OSError):
            held.enter_context(hold_lock(lock))
        yield


def _carry_out(folders: Folders, wanted: _Intention, clash: Clash, disk: Disk) -> None:
    try:
        save_profiles(folders.profiles, wanted.others, disk)
        now, _ = load_settings(folders.settings, folders.settings_last_good, disk, clash)
        save_settings(folders.settings, _laid_over(now, wanted, clash), disk, clash)
    except (ProfilesNotKept, CouldNotSave) as error:
        raise CouldNotSwitch(_LATER.format(error)) from error
    try:
        disk.remove(folders.switching)
    except OSError as error:
        # Done again it would take back what is changed from now on.
        raise CouldNotSwitch(_LATER.format(plain_reason(error))) from error
    sync_folder(folders.switching.parent, disk)


def _laid_over(now: Settings, wanted: _Intention, clash: Clash) -> Settings:
    """What does not fit settings that were changed meanwhile stays as it is."""
    settings = with_value(now, "profile", profile_named(wanted.profile))
    for path, value in wanted.tempo.items():
        changed = with_value(settings, path, value)
        if clash(changed) is None:
            settings = changed
    return settings


# --- the intention on the disk -----------------------------------------------------------------


def _text(wanted: _Intention) -> str:
    record = {"profile": wanted.profile, "tempo": wanted.tempo, "others": wanted.others}
    return json.dumps(record, indent=1, default=dict) + "\n"


def _read(folders: Folders) -> _Intention | None:
    """None where it is gone. One that makes no sense is thrown away: nobody writes half of it."""
    try:
        found = json.loads(folders.switching.read_text(encoding="utf-8"))
        return _Intention(
            profile=_name(found["profile"]),
            tempo=_values(found["tempo"]),
            others={_name(name): _values(values) for name, values in found["others"].items()},
        )
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CouldNotSwitch(_LATER.format(plain_reason(error))) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        folders.switching.unlink(missing_ok=True)
        return None


def _name(found: object) -> str:
    """Raises ValueError."""
    if found not in NAMES:
        raise ValueError
    return str(found)


def _values(found: Mapping[str, Any]) -> Values:
    """Raises ValueError, KeyError, AttributeError."""
    if any(fault_in(_ENTRIES[path], value) for path, value in found.items()):
        raise ValueError
    return dict(found)
