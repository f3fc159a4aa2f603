"""What can be said, as data, and how a text is said. Must not know what a phrase does."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

Synonyms: TypeAlias = Mapping[str, Sequence[str]]
"""The words for each command, the first ones those that people are told of."""


class Spoken(Enum):
    """A command that can be said anywhere, by its name in the file of commands."""

    NEXT = "next"
    BACK = "back"
    STOP = "stop"
    SELECT = "select"
    YES = "yes"
    NO = "no"
    HOME = "home"
    READ = "read"
    REPEAT = "repeat"
    PAUSE = "pause"
    GO_ON = "go_on"
    FASTER = "faster"
    SLOWER = "slower"
    LOUDER = "louder"
    QUIETER = "quieter"
    HELP_ME = "help_me"
    WHAT = "what"
    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class ByName:
    """A choice of the list at hand, by its title or its number."""

    item: str


@dataclass(frozen=True, slots=True)
class GoTo:
    """A section or folder anywhere in the guide."""

    node: str


@dataclass(frozen=True, slots=True)
class Find:
    """The sections whose titles hold a word."""

    word: str


Meaning: TypeAlias = Spoken | ByName | GoTo | Find


@dataclass(frozen=True, slots=True)
class Phrase:
    """Something that can be said now. ``title`` is how the program names it when it asks."""

    text: str
    meaning: Meaning
    title: str


def words_for(synonyms: Synonyms, name: str) -> tuple[str, ...]:
    """The phrases for a command; its own name where the file of commands says nothing."""
    known = tuple(text for text in map(spoken_form, synonyms.get(name, ())) if text)
    return known or (spoken_form(name.replace("_", " ")),)


_ONES: Final = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS: Final = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")


def spoken_form(text: str) -> str:
    """A text as one says it: small letters, no signs, numbers written out.

    >>> spoken_form("Tube feeding: the first 24 hours")
    'tube feeding the first twenty four hours'
    """
    found = _WORD.findall(text.lower().replace("’", "'"))
    return " ".join(_number(word) if word.isdecimal() else word for word in found)


def _number(digits: str) -> str:
    value = int(digits)
    if value < len(_ONES) and len(digits) <= len(str(value)):
        return _ONES[value]
    if value < 100 and len(digits) == 2:  # noqa: PLR2004 - two digits make tens and ones
        tens, ones = divmod(value, 10)
        return _TENS[tens - 2] + (f" {_ONES[ones]}" if ones else "")
    return " ".join(_ONES[int(digit)] for digit in digits)
