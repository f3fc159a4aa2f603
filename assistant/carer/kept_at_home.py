"""Whether a file that a home keeps can be used. Must not know backups, nor change anything."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from assistant.core.known import Known
from assistant.storage.commands_file import read_commands
from assistant.storage.disk import plain_reason
from assistant.storage.places import check_store
from assistant.storage.problems import BrokenFile, Problem
from assistant.storage.profiles_file import read_profiles
from assistant.storage.settings_file import read_settings
from assistant.storage.texts import parse_toml, read_text
from assistant.switches.keys import wrong_in


def faults_in(name: str, file: Path) -> tuple[Problem, ...]:
    """What is wrong with a file of this name; nobody may write to it meanwhile."""
    check = _CHECKS.get(name)
    return () if check is None else check(file)


def pressing_faults(file: Path) -> tuple[Problem, ...]:
    """What is wrong with what was learned of how somebody presses."""
    try:
        Known.from_record(json.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        return (Problem(file, 1, plain_reason(error)),)
    except (ValueError, RecursionError) as error:
        return (Problem(file, 1, f"It is damaged ({error})."),)
    return ()


def _settings(file: Path) -> tuple[Problem, ...]:
    return read_settings(file, wrong_in)[1]


def _toml(file: Path) -> tuple[Problem, ...]:
    try:
        parse_toml(read_text(file), file)
    except BrokenFile as broken:
        return broken.problems
    return ()


def _commands(file: Path) -> tuple[Problem, ...]:
    try:
        return tuple(read_commands(parse_toml(read_text(file), file))[1])
    except BrokenFile as broken:
        return broken.problems


def _profiles(file: Path) -> tuple[Problem, ...]:
    return read_profiles(file)[1]


def _places(file: Path) -> tuple[Problem, ...]:
    try:
        check_store(file)
    except sqlite3.Error as error:
        return (Problem(file, 1, f"It is damaged ({error})."),)
    return ()


_CHECKS: Final[Mapping[str, Callable[[Path], tuple[Problem, ...]]]] = {
    "settings.toml": _settings,
    "commands.toml": _commands,
    "bedside-card.toml": _toml,
    "profiles.toml": _profiles,
    "pressing.json": pressing_faults,
    "places.db": _places,
}
