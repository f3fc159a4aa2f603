"""What the doctor finds, as data. Must not know how anything is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Condition: TypeAlias = Literal["fine", "note", "wrong"]
"""A note is worth knowing and no fault: no model installed, a microphone that is not wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line. What comes from people, files or devices stands in quotes in its texts."""

    key: str
    """What was looked at: "sound", "microphone" and so on."""
    state: str
    """How it is, in one word: "fine", "none". With the key it names the words in doctor.toml."""
    name: str
    """The key, for people."""
    condition: Condition
    said: str
    """How it is, in a sentence."""
    advice: str = ""
    """What to do; always there where something is wrong."""
    details: tuple[str, ...] = ()
    """More for who has to mend it, a line each. May hold what people wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How something is, without words. ``fill`` goes into the places of its sentences."""

    condition: Condition
    state: str
    fill: Mapping[str, object] = field(default_factory=dict)
    details: tuple[str, ...] = ()


def fine(state: str = "fine", **fill: object) -> Seen:
    """It is as it should be."""
    return Seen(condition="fine", state=state, fill=fill)


def note(state: str, *, details: tuple[str, ...] = (), **fill: object) -> Seen:
    """It is no fault, but worth knowing."""
    return Seen(condition="note", state=state, fill=fill, details=details)


def wrong(state: str, *, details: tuple[str, ...] = (), **fill: object) -> Seen:
    """Somebody should do something about it."""
    return Seen(condition="wrong", state=state, fill=fill, details=details)
