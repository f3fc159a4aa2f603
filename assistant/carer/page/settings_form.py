"""Settings as a form that people fill in: seconds for milliseconds, words for names. Pure.

Must not know HTTP, files or how a form is drawn. A field is known by the path of its setting;
what is typed is text, as it came.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from assistant.core.settings import Entry, Settings, entries, fault_in, value_of, with_value

Typed: TypeAlias = Mapping[str, str]
"""What stands in a form, by the path of the setting."""
Kind: TypeAlias = Literal["number", "yes_no", "choice", "several", "names", "text"]

ON: Final = "on"
OFF: Final = "off"
LONGEST_TEXT: Final = 300
_NUMBER: Final = re.compile(r"(\d{1,9}(?:[.,]\d{1,6})?) ?([a-z% ]*)", re.IGNORECASE)
_UNITS: Final[Mapping[str, tuple[str, ...]]] = {
    "ms": ("s", "sec", "second", "seconds"),
    "percent": ("%", "percent"),
    "wpm": ("words a minute", "wpm"),
}
"""What people may write behind a number. Never another unit than the one that is asked for."""
_SEVERAL: Final[Mapping[str, tuple[str, ...]]] = {"switch.mouse": ("left", "middle", "right")}
"""Lists of names of which there are only these."""


@dataclass(frozen=True, slots=True)
class Group:
    """Settings that belong together for people, whatever table of the file they are in."""

    name: str
    paths: tuple[str, ...]


def _of_table(table: str) -> tuple[str, ...]:
    return tuple(entry.path for entry in entries() if entry.table == table)


_OF_THE_PROFILES: Final = "profile"
"""With another name come other values, so it is no setting of its own here."""


def _groups() -> tuple[Group, ...]:
    known = (
        Group("light", _of_table("scan")),
        Group("switch", _of_table("switch")),
        Group("help", ("help.hold_ms", "region")),
        Group("voice", _of_table("speech")),
        Group("listening", _of_table("listening")),
        Group("screen", _of_table("screen")),
    )
    placed = {_OF_THE_PROFILES, *(path for group in known for path in group.paths)}
    # A new setting is here from its first day, if only at the end.
    rest = tuple(entry.path for entry in entries() if entry.path not in placed)
    return (*known, Group("more", rest)) if rest else known


GROUPS: Final = _groups()
ENTRIES: Final[Mapping[str, Entry]] = {entry.path: entry for entry in entries()}


def group_named(name: str) -> Group | None:
    """The group of this name."""
    return next((group for group in GROUPS if group.name == name), None)


def group_of(path: str) -> str:
    """The name of the group that holds a setting."""
    return next(group.name for group in GROUPS if path in group.paths)


def kind_of(entry: Entry) -> Kind:
    """How a setting is asked for."""
    if entry.kind is bool:
        return "yes_no"
    if entry.kind is int:
        return "number"
    if entry.kind is tuple:
        return "several" if entry.path in _SEVERAL else "names"
    return "choice" if entry.choices else "text"


def choices_of(entry: Entry) -> tuple[str, ...]:
    """What can be chosen, where something is to be chosen."""
    return entry.choices or _SEVERAL.get(entry.path, ())


def is_time(entry: Entry) -> bool:
    """Whether it is kept in milliseconds, and shown in seconds."""
    return entry.name.endswith("_ms")


def typed_of(entry: Entry, value: object) -> str:
    """A value as it stands in a form."""
    if isinstance(value, bool):
        return ON if value else OFF
    if isinstance(value, int):
        return f"{value / 1000:g}" if is_time(entry) else str(value)
    if isinstance(value, (tuple, list)):
        return ", ".join(str(each) for each in value)
    return str(value)


def typed_settings(settings: Settings, paths: tuple[str, ...]) -> dict[str, str]:
    """All of them as they stand in a form."""
    return {path: typed_of(ENTRIES[path], value_of(settings, path)) for path in paths}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field. ``about`` names the sentence, ``fill`` completes it."""

    about: str
    fill: Mapping[str, str] = field(default_factory=dict)


def value_typed(entry: Entry, typed: str) -> object | Fault:
    """The value that a text stands for, or what is wrong with it."""
    text = " ".join(typed.split())
    if kind_of(entry) == "number":
        return _number_typed(entry, text)
    value: object = text
    if entry.kind is bool:
        value = text == ON
    elif entry.kind is tuple:
        value = _names_typed(text)
        unknown = set(_names_typed(text)) - set(choices_of(entry)) if choices_of(entry) else ()
        if unknown:
            return Fault("not_a_choice")
    if len(text) > LONGEST_TEXT:
        return Fault("too_long", {"most": str(LONGEST_TEXT)})
    return Fault("not_a_choice") if fault_in(entry, value) else value


def _names_typed(text: str) -> tuple[str, ...]:
    names = (name.strip() for name in text.split(","))
    # Who knows the file writes its quotes and brackets; but there are such keys, too.
    plain = (name.strip("\"'[] ") or name for name in names)
    return tuple(dict.fromkeys(name for name in plain if name))


def _number_typed(entry: Entry, text: str) -> object | Fault:
    number = _NUMBER.fullmatch(text)
    unit = (number[2] or "").lower() if number else ""
    if number is None or unit not in ("", *_UNITS.get(entry.name.rpartition("_")[2], ())):
        return Fault("not_a_number", {"example": typed_of(entry, entry.default)})
    amount = float(number[1].replace(",", "."))
    value = round(amount * 1000) if is_time(entry) else round(amount)
    is_whole = is_time(entry) or amount == value
    if not is_whole or fault_in(entry, value):
        return Fault("out_of_range", range_of(entry))
    return value


def range_of(entry: Entry) -> dict[str, str]:
    """The ends of the range as they stand in a form; empty where there is none."""
    if entry.low is None or entry.high is None:
        return {}
    return {"low": typed_of(entry, entry.low), "high": typed_of(entry, entry.high)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a form comes to. With any fault nothing of it is to be saved."""

    settings: Settings
    """As the file has them, with what this form changed."""
    faults: Mapping[str, Fault]
    changed: tuple[str, ...]
    """The settings that this form changes."""


def outcome_of(
    now: Settings,
    shown: Typed,
    typed: Typed,
    clash: Callable[[Settings], tuple[str, str] | None],
) -> Outcome:
    """Write what a form changed onto settings that may have changed since it was shown.

    ``now`` is what the file holds, ``shown`` what the form was filled with when it was drawn.
    A field that was not touched stays as the file has it, whatever the form shows. A field that
    both changed, to different values, is a fault ("changed_elsewhere"): people decide.
    """
    settings = now
    faults: dict[str, Fault] = {}
    changed: list[str] = []
    for path, text in typed.items():
        entry = ENTRIES[path]
        value, was = value_typed(entry, text), value_typed(entry, shown.get(path, text))
        stands = value_of(now, path)
        if isinstance(value, Fault):
            faults[path] = value
        elif value in (was, stands):
            continue
        elif not isinstance(was, Fault) and was != stands:
            faults[path] = Fault("changed_elsewhere", {"now": typed_of(entry, stands)})
        else:
            settings = with_value(settings, path, value)
            changed.append(path)
    if not faults and (wrong := clash(settings)):
        path, why = wrong
        faults[path] = Fault("clash", {"why": for_people(ENTRIES[path], why)})
    return Outcome(settings=settings, faults=faults, changed=tuple(changed))


def for_people(entry: Entry, why: str) -> str:
    """A sentence about a setting without the signs of its file, and in seconds."""
    why = re.sub(r'[\[\]"]', "", why)
    if not is_time(entry):
        return why
    return re.sub(r"\d+", lambda found: f"{int(found[0]) / 1000:g} seconds", why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One setting, ready to be drawn."""

    entry: Entry
    kind: Kind
    typed: str
    shown: str
    """What the file held when the form was drawn; comes back with the form."""
    usual: str
    is_changed: bool
    """Whether the file holds something else than the usual."""
    fault: Fault | None = None

    @property
    def path(self) -> str:
        """The setting's own name."""
        return self.entry.path

    @property
    def key(self) -> str:
        """Its name in the wording of the page, and on the page."""
        return self.path.replace(".", "_")

    @property
    def chosen(self) -> tuple[str, ...]:
        """What is chosen, where several may be."""
        return _names_typed(self.typed)


def fields_of(
    paths: tuple[str, ...], now: Settings, typed: Typed, faults: Mapping[str, Fault]
) -> tuple[Field, ...]:
    """The fields of a group: what was typed stays, beside what is wrong with it."""
    shown = typed_settings(now, paths)
    return tuple(
        Field(
            entry=ENTRIES[path],
            kind=kind_of(ENTRIES[path]),
            typed=typed.get(path, shown[path]),
            shown=shown[path],
            usual=typed_of(ENTRIES[path], ENTRIES[path].default),
            is_changed=value_of(now, path) != ENTRIES[path].default,
            fault=faults.get(path),
        )
        for path in paths
    )
