"""What every kind of document is turned into first: headings and paragraphs. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

MOST_LETTERS: Final = 5_000_000
"""More than any book that somebody would listen to; and a bound for what hostile files can grow."""
MOST_BLOCKS: Final = 150_000


class CannotRead(Exception):
    """This document cannot be imported; the message is one plain sentence or two."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A title inside the document; 1 is the highest level."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain text in one line."""

    text: str


Block: TypeAlias = Heading | Paragraph


@dataclass(slots=True)
class Found:
    """What a reader found in a document.

    ``left_out`` counts, by a name in the plural, what a listener cannot use; ``remarks`` are
    sentences of their own.
    """

    title: str = ""
    blocks: list[Block] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)


def bounded(blocks: Iterable[Block]) -> list[Block]:
    """The blocks, as long as they are no more than a document can hold. Raises CannotRead."""
    kept: list[Block] = []
    letters = 0
    for block in blocks:
        kept.append(block)
        letters += len(block.text)
        if letters > MOST_LETTERS or len(kept) > MOST_BLOCKS:
            why = "This document is far too long to be listened to. Take the part that is wanted."
            raise CannotRead(why)
    return kept
