"""``profiles.toml``: the profiles that are not in use. Must not know what a profile is for.

Written as the settings are, so that a carer who knows the one knows the other:

    [evening.scan]
    interval_ms = 2250

A file with a mistake is left as it is; the last good copy is used.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import tomlkit

from assistant.core.profiles import NAMES, TEMPO, Profiles
from assistant.core.settings import entries, fault_in
from assistant.storage.disk import Disk, last_good_beside, plain_reason, write_whole
from assistant.storage.problems import BrokenFile, Problem, listed
from assistant.storage.texts import Toml, flat, parse_toml, read_text

_DISK: Final = Disk()
_ENTRIES: Final = {entry.path: entry for entry in entries() if entry.path in TEMPO}
_HEADING: Final = (
    "# Each pace of the menu (usual, morning, evening, slower) keeps its own values, as they were\n"
    "# when it was last in use. The one in use now stands in settings.toml.\n"
)


class ProfilesNotKept(Exception):
    """The profiles were not kept; the old file is whole. Its text is for people."""


def load_profiles(file: Path, disk: Disk = _DISK) -> tuple[Profiles, tuple[Problem, ...]]:
    """The profiles. With any mistake: the last good ones, and every problem."""
    kept = last_good_beside(file)
    if not file.exists() and not kept.exists():
        return {}, ()
    profiles, problems = read_profiles(file)
    if problems:
        return read_profiles(kept)[0], problems
    try:
        write_whole(kept, _text(profiles), disk)
    except OSError as error:
        why = f"The last good copy of the profiles was not kept. {plain_reason(error)}"
        return profiles, (Problem(kept, 1, why),)
    return profiles, ()


def read_profiles(file: Path) -> tuple[Profiles, tuple[Problem, ...]]:
    """The profiles of a file as they stand, or none and every problem. Writes nothing."""
    try:
        toml = parse_toml(read_text(file), file)
    except BrokenFile as broken:
        return {}, broken.problems
    problems = tuple(_faults(toml))
    if problems:
        return {}, listed(problems)
    return {name: dict(flat(table)) for name, table in toml.data.items()}, ()


def _faults(toml: Toml) -> Iterator[Problem]:
    names = ", ".join(NAMES)
    for name, table in toml.data.items():
        if name not in NAMES or not isinstance(table, dict):
            yield toml.problem(name, f'There is no profile "{name}"; use {names}.')
            continue
        for path, value in flat(table):
            whole = f"{name}.{path}"
            entry = _ENTRIES.get(path)
            if entry is None:
                yield toml.problem(whole, f'A profile holds no setting "{path}"; take it out.')
            elif fault := fault_in(entry, value):
                yield toml.problem(whole, f'"{whole}" {fault}.')


def save_profiles(file: Path, profiles: Profiles, disk: Disk = _DISK) -> None:
    """Keep them. A file with a mistake is left as it is, and the last good copy takes them.

    Raises ProfilesNotKept; every file is then whole, old or new.
    """
    text = _text(profiles)
    try:
        if not (file.exists() and read_profiles(file)[1]):
            write_whole(file, text, disk)
        write_whole(last_good_beside(file), text, disk)
    except OSError as error:
        why = f"The pace of the other profiles was not saved. {plain_reason(error)}"
        raise ProfilesNotKept(why) from error


def _text(profiles: Profiles) -> str:
    whole: dict[str, Any] = {}
    for name, values in sorted(profiles.items()):
        for path, value in values.items():
            table, _, key = path.partition(".")
            whole.setdefault(name, {}).setdefault(table, {})[key] = value
    return _HEADING + "\n" + tomlkit.dumps(whole)
