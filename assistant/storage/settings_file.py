"""``settings.toml``: what the carer writes and the program keeps. Must not know what settings do.

The carer's file is theirs: comments and order stay, and a file with a mistake in it is never
written. The last good copy beside it carries the settings over such a time.
"""

import difflib
import itertools
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, TypeAlias

import tomlkit
from tomlkit.exceptions import TOMLKitError

from assistant.core.settings import (
    ROOMS,
    Entry,
    Settings,
    carried_over,
    clash_in,
    entries,
    fault_in,
    value_of,
    with_value,
)
from assistant.storage.disk import Disk, last_good_beside, plain_reason, write_whole
from assistant.storage.problems import BrokenFile, Problem, listed
from assistant.storage.texts import Toml, flat, parse_toml, read_text

_DISK: Final = Disk()


class CouldNotSave(Exception):
    """The settings were not saved; the old file is whole. ``why`` is for people."""

    def __init__(self, why: str) -> None:
        """Keep the reason."""
        super().__init__(why)
        self.why = why


Clash: TypeAlias = Callable[[Settings], tuple[str, str] | None]
"""Says what is wrong with settings that are each right: a path and what is wrong with it."""


def load_settings(
    file: Path, last_good: Path | None = None, disk: Disk = _DISK, clash: Clash = clash_in
) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings. With any mistake: the last good ones (or the usual ones), and every problem.

    A first start, with neither file, gives the usual settings and no problem.
    """
    last_good = last_good or last_good_beside(file)
    if not file.exists() and not last_good.exists():
        return Settings(), ()
    settings, problems = read_settings(file, clash)
    if problems:
        # A damaged copy gives the usual settings; the carer hears of the file itself.
        kept, faults = read_settings(last_good, clash)
        return (Settings() if faults else kept), problems
    try:
        _keep(file.read_text(encoding="utf-8-sig"), last_good, disk)
    except OSError as error:
        why = f"The last good copy of the settings was not kept. {plain_reason(error)}"
        return settings, (Problem(last_good, 1, why),)
    return settings, ()


def _keep(text: str, last_good: Path, disk: Disk) -> None:
    if not last_good.exists() or last_good.read_bytes() != text.encode():
        write_whole(last_good, text, disk)


def read_settings(file: Path, clash: Clash = clash_in) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings of a file as they stand, or the usual ones and every problem. Writes nothing."""
    try:
        return settings_in(read_text(file), file, clash)
    except BrokenFile as broken:
        return Settings(), broken.problems


def settings_in(
    text: str, file: Path, clash: Clash = clash_in
) -> tuple[Settings, tuple[Problem, ...]]:
    """The same for a text that may become this file's."""
    try:
        toml = parse_toml(text, file)
    except BrokenFile as broken:
        return Settings(), broken.problems
    problems = list(_faults(toml))
    if problems:
        return Settings(), listed(problems)
    settings = _settings_of(toml.data)
    if wrong := clash(settings):
        path, fault = wrong
        return Settings(), (toml.problem(path, f'"{path}" {fault}.'),)
    return settings, ()


def _faults(toml: Toml) -> Iterator[Problem]:
    known = {entry.path: entry for entry in entries()}
    for room in ROOMS:
        if not isinstance(toml.data.get(room, {}), dict):
            yield toml.problem(room, f'"{room}" must be a table; write [{room}] on its own line.')
            return
    for path, value in flat(toml.data):
        if entry := known.get(path):
            if fault := fault_in(entry, value):
                yield toml.problem(path, f'"{path}" {fault}.')
            continue
        near = difflib.get_close_matches(path, known, n=1)
        fix = f'did you mean "{near[0]}"?' if near else "take it out."
        yield toml.problem(path, f'There is no setting "{path}"; {fix}')
    for name, table in toml.data.items():
        if isinstance(table, dict) and not table and name not in ROOMS:
            yield toml.problem(name, f'There is no group of settings "{name}"; take it out.')


def _settings_of(data: dict[str, Any]) -> Settings:
    settings = Settings()
    for path, value in flat(data):
        whole = tuple(value) if isinstance(value, list) else value
        settings = with_value(settings, path, whole)
    return settings


def save_settings(
    file: Path,
    settings: Settings,
    disk: Disk = _DISK,
    clash: Clash = clash_in,
    since: Settings | None = None,
) -> Settings:
    """Write what differs from the file, keeping the carer's comments and order.

    With ``since``, only what changed from there to ``settings``: what a carer wrote into the
    file meanwhile stays. Returns what is kept now.

    A file with a mistake is left as it is: the last good copy alone takes the settings, and
    the next start uses it. Raises CouldNotSave; every file is then whole, old or new.
    """
    try:
        on_disk, problems = read_settings(file, clash) if file.exists() else (None, ())
        if on_disk is None:
            text = _merged(starter_text(), settings)
            write_whole(file, text, disk)
        elif problems:
            text = _merged(starter_text(), settings)
        else:
            if since is not None:
                settings = _joined(on_disk, since, settings, clash)
            old = read_text(file)
            text = _merged(old, settings)
            if text != old:
                write_whole(file, text, disk)
        _keep(text, last_good_beside(file), disk)
    except OSError as error:
        why = f"The settings were not saved. {plain_reason(error)}"
        raise CouldNotSave(why) from error
    return settings


def _joined(on_disk: Settings, since: Settings, settings: Settings, clash: Clash) -> Settings:
    joined = carried_over(on_disk, since, settings)
    if wrong := clash(joined):
        path, fault = wrong
        why = (
            "The settings were not saved, because the file was changed meanwhile and both "
            f'together do not fit: "{path}" {fault}.'
        )
        raise CouldNotSave(why)
    return joined


def save_settings_text(
    file: Path, text: str, last_good: Path | None = None, clash: Clash = clash_in
) -> None:
    """Make a text that a carer wrote the settings file.

    Raises BrokenFile where it has a mistake, and CouldNotSave; the old file is then whole.
    """
    if not text.strip():
        raise BrokenFile(Problem(file, 1, "There is no text; write it, or leave the page."))
    _, problems = settings_in(text, file, clash)
    if problems:
        raise BrokenFile(*problems)
    try:
        write_whole(file, text, _DISK)
        _keep(text, last_good or last_good_beside(file), _DISK)
    except OSError as error:
        why = f"The settings were not saved. {plain_reason(error)}"
        raise CouldNotSave(why) from error


def restore_last_good(
    file: Path, last_good: Path | None = None, clash: Clash = clash_in
) -> Path | None:
    """Put the last good settings in the place of a file with a mistake, or else the usual ones.

    What stood in the file is kept beside it: gives back where, or None where there was no file.
    Raises CouldNotSave; the old file is then whole.
    """
    last_good = last_good or last_good_beside(file)
    _, faults = read_settings(last_good, clash)
    aside = _free_name(file) if file.exists() else None
    try:
        text = starter_text() if faults else read_text(last_good)
        if aside is not None:
            aside.write_bytes(file.read_bytes())
        write_whole(file, text, _DISK)
    except OSError as error:
        why = f"The settings were not changed. {plain_reason(error)}"
        raise CouldNotSave(why) from error
    return aside


def _free_name(file: Path) -> Path:
    """Beside the file, where nothing is yet: what carers wrote is never overwritten."""
    names = (f"{file.stem}.set-aside-{count}{file.suffix}" for count in itertools.count(1))
    return next(free for free in map(file.with_name, names) if not free.exists())


def _merged(text: str, settings: Settings) -> str:
    merged = _changed(text, settings)
    if merged is None:
        merged = _changed(starter_text(), settings)
    if merged is None:
        why = "The settings could not be written as TOML; change them in the file."
        raise CouldNotSave(why)
    return merged


def _changed(text: str, settings: Settings) -> str | None:
    """The text with the settings in it, or None if it does not read back as them."""
    return _set_in(_with_lines_for(text, settings), settings) or _set_in(text, settings)


def _with_lines_for(text: str, settings: Settings) -> str:
    """The text with each new setting right under its meaning, where the carer will look for it."""
    try:
        said = {path for path, _ in flat(tomllib.loads(text))}
    except ValueError:
        return text
    new = {
        (entry.table, entry.name): f"{entry.name} = {_as_toml(value)}"
        for entry in entries()
        if entry.path not in said and (value := value_of(settings, entry.path)) != entry.default
    }
    lines: list[str] = []
    table = ""
    for line in text.split("\n"):
        lines.append(line)
        if header := re.match(r"\s*\[(\w+)\]", line):
            table = header[1]
        shown = re.match(r"#\s*(\w+)\s*=", line)
        if shown and (wanted := new.pop((table, shown[1]), None)):
            lines.append(wanted + ("\r" if line.endswith("\r") else ""))
    return "\n".join(lines)


def _as_toml(value: object) -> str:
    return tomlkit.item(list(value) if isinstance(value, tuple) else value).as_string()


def _set_in(text: str, settings: Settings) -> str | None:
    try:
        document = tomlkit.parse(text)
        now = _settings_of(tomllib.loads(text))
        for entry in entries():
            value = value_of(settings, entry.path)
            if value != value_of(now, entry.path):
                _set(document, entry, list(value) if isinstance(value, tuple) else value)
        merged = tomlkit.dumps(document)
        return merged if _settings_of(tomllib.loads(merged)) == settings else None
    except (TOMLKitError, ValueError):
        return None


def _set(document: tomlkit.TOMLDocument, entry: Entry, value: object) -> None:
    if not entry.table:
        document[entry.name] = value
        return
    if entry.table not in document:
        document[entry.table] = tomlkit.table()
    table: Any = document[entry.table]
    table[entry.name] = value


def starter_text() -> str:
    """A settings file with every setting, its meaning and range, all left at the usual value."""
    lines = [
        "# Settings of the ALS reading assistant. Times are in milliseconds: 1000 is one second.",
        '# To change one, take away the "# " in front of its line and write another value.',
        "",
    ]
    table = ""
    for entry in entries():
        if entry.table != table:
            table = entry.table
            lines += [f"[{table}]", ""]
        lines.append(f"# {entry.meaning}{_range(entry)}")
        lines += [f"# {entry.name} = {_as_toml(entry.default)}", ""]
    return "\n".join(lines)


def _range(entry: Entry) -> str:
    if entry.choices:
        return " One of " + ", ".join(f'"{choice}"' for choice in entry.choices) + "."
    if entry.low is not None:
        return f" From {entry.low} to {entry.high}."
    return " true or false." if entry.kind is bool else ""
