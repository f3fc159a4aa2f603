"""A long document as sections of comfortable length. Pure.

It is cut at its headings. What is still long is cut between paragraphs, and what is very short
stays with its neighbour: each end of a section costs the listener a press.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil
from typing import Final

from assistant.carer.documents.blocks import Block, Heading
from assistant.carer.documents.draft import Part
from assistant.carer.documents.plain_words import (
    as_sentence,
    has_words,
    in_breaths,
    short_title,
)
from assistant.storage.own_check import COMFORTABLE

FEWEST: Final = 80
"""Words: half a minute. What is shorter is no section of its own inside a chapter."""
LETTER: Final = 300
"""Words: two minutes. What is no longer is heard in one go, whatever headings it has."""
MOST_PARTS: Final = 1500
ONE_LIST: Final = 8
"""So many sections fit into one list, and need no folders for their chapters."""
_NUMBER: Final = re.compile(r"^\d+(?:\.\d+)*\.?\s+(?=\w)")


@dataclass(slots=True)
class _Piece:
    """A heading and what stands under it, before the next one."""

    title: str
    level: int
    paragraphs: list[str] = field(default_factory=list)
    above: str = ""
    """The heading above this one, where nothing else stands between."""

    @property
    def words(self) -> int:
        return sum(len(paragraph.split()) for paragraph in self.paragraphs)


def parts_of(title: str, blocks: Iterable[Block]) -> tuple[Part, ...]:
    """The sections of a document with this title, in their order; none where there is no text."""
    pieces = _with_text(_pieces(title, blocks))
    is_letter = sum(piece.words for piece in pieces) <= LETTER
    chapters = [pieces] if pieces and is_letter else _chapters(pieces)
    sections = [(chapter[0].above or chapter[0].title, _sections(chapter)) for chapter in chapters]
    count = sum(len(pieces) for _, pieces in sections)
    if count == 1:
        [[_, [piece]]] = sections
        heading = [] if _same(piece.title, title) else [as_sentence(piece.title)]
        return (Part(title=title, chapter="", paragraphs=(*heading, *piece.paragraphs)),)
    if count > MOST_PARTS:
        sections = [("", _joined([piece for _, found in sections for piece in found]))]
        count = len(sections[0][1])
    needs_folders = count > ONE_LIST and len(sections) > 1
    return _named(
        (chapter if needs_folders and len(pieces) > 1 else "", pieces)
        for chapter, pieces in sections
    )


def _pieces(title: str, blocks: Iterable[Block]) -> list[_Piece]:
    """Cut at every heading; what stands before the first has the document's title."""
    pieces = [_Piece(title, 0)]
    for block in blocks:
        if not isinstance(block, Heading):
            pieces[-1].paragraphs.append(block.text)
        elif has_words(block.text):
            is_title = len(pieces) == 1 and not pieces[0].paragraphs and _same(block.text, title)
            if not is_title:
                pieces.append(_Piece(short_title(block.text), block.level))
    return pieces


def _same(one: str, other: str) -> bool:
    return short_title(one).casefold() == short_title(other).casefold()


def _with_text(pieces: Sequence[_Piece]) -> list[_Piece]:
    """A heading without text of its own is said before the text that follows."""
    kept: list[_Piece] = []
    waiting: list[_Piece] = []
    for piece in pieces:
        if not piece.paragraphs:
            if piece.level:
                waiting.append(piece)
            continue
        said = [as_sentence(above.title) for above in waiting]
        top = min((*waiting, piece), key=lambda one: one.level)
        above = "" if top is piece else top.title
        kept.append(_Piece(piece.title, top.level, [*said, *piece.paragraphs], above))
        waiting = []
    return kept


def _chapters(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Cut at the highest level that comes more than once."""
    levels = sorted(piece.level for piece in pieces)
    level = next(
        (low for low, high in pairwise(levels) if low == high), levels[-1] if levels else 0
    )
    chapters: list[list[_Piece]] = []
    for piece in pieces:
        if piece.level <= level or not chapters:
            chapters.append([])
        chapters[-1].append(piece)
    return chapters


def _sections(chapter: Sequence[_Piece]) -> list[_Piece]:
    """A chapter as one section, if it is short enough, or cut at its own headings."""
    merged = [chapter[0]]
    is_short = sum(piece.words for piece in chapter) <= COMFORTABLE
    for piece in chapter[1:]:
        both = merged[-1].words + piece.words
        is_small = min(merged[-1].words, piece.words) < FEWEST
        if is_short or (is_small and both <= COMFORTABLE):
            merged[-1] = _together(merged[-1], piece)
        else:
            merged.append(piece)
    return [part for piece in merged for part in _cut(piece)]


def _together(first: _Piece, second: _Piece) -> _Piece:
    said = [*first.paragraphs, as_sentence(second.title), *second.paragraphs]
    return _Piece(first.title, first.level, said)


def _cut(piece: _Piece) -> list[_Piece]:
    """A piece that is too long, in parts of about the same length."""
    paragraphs = [
        short for paragraph in piece.paragraphs for short in in_breaths(paragraph, COMFORTABLE)
    ]
    if piece.words <= COMFORTABLE:
        return [_Piece(piece.title, piece.level, paragraphs)]
    aim = piece.words / ceil(piece.words / COMFORTABLE)
    parts: list[list[str]] = [[]]
    count = 0
    for paragraph in paragraphs:
        words = len(paragraph.split())
        # Nearer to what is aimed at without this paragraph than with it, or too much with it.
        is_full = count and (count + words - aim > aim - count or count + words > COMFORTABLE)
        if is_full:
            parts.append([])
            count = 0
        parts[-1].append(paragraph)
        count += words
    # "Part 1 of 2. Breathing" would be heard as one of two parts.
    title = _NUMBER.sub("", piece.title) or piece.title
    return [
        _Piece(f"Part {number} of {title}", piece.level, part)
        for number, part in enumerate(parts, start=1)
    ]


def _joined(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Far too many headings: neighbours are put together as long as that is comfortable."""
    joined = [pieces[0]]
    count = pieces[0].words
    for piece in pieces[1:]:
        words = piece.words + len(piece.title.split())
        if count + words <= COMFORTABLE:
            joined[-1].paragraphs += [as_sentence(piece.title), *piece.paragraphs]
            count += words
        else:
            joined.append(piece)
            count = piece.words
    return joined


def _named(chapters: Iterable[tuple[str, Sequence[_Piece]]]) -> tuple[Part, ...]:
    """No two of one list may have the same name: nobody could tell them apart by ear."""
    parts: list[Part] = []
    used: dict[tuple[str, str], int] = {}
    chapter_names: dict[str, int] = {}
    for chapter, pieces in chapters:
        if chapter:
            chapter_names[chapter] = times = chapter_names.get(chapter, 0) + 1
            chapter = chapter if times == 1 else f"{chapter}, {times}"  # noqa: PLW2901
        for piece in pieces:
            key = (chapter, piece.title.casefold())
            used[key] = times = used.get(key, 0) + 1
            title = piece.title if times == 1 else f"{piece.title}, {times}"
            parts.append(Part(title=title, chapter=chapter, paragraphs=tuple(piece.paragraphs)))
    return tuple(parts)
