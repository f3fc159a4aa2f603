"""Plain text: paragraphs from lines, and headings by how they stand. Pure."""

import re
from collections.abc import Iterator
from typing import Final

from assistant.carer.documents.blocks import Block, CannotRead, Found, Heading, Paragraph, bounded
from assistant.carer.documents.plain_words import has_words, tidy, without_bullet
from assistant.storage.readability import is_word

_UNDERLINE: Final = re.compile(r"^\s*(=|-|~|\*){3,}[=~*-]*\s*$")
_CHAPTER: Final = re.compile(
    r"^(?:chapter|part|book|section|appendix|letter|prologue|epilogue|preface|foreword|introduction)\b",
    re.IGNORECASE,
)
_LIST_ITEM: Final = re.compile(r"^\s*(?:[-*+\u2022]|\d{1,3}[.)])\s+")
_LONGEST_HEADING: Final = 12
_FULL_LINE: Final = 50
"""Letters. Where most lines are at least as long, their ends are the page's and not the text's."""


def decoded(data: bytes) -> str:
    """The text in these bytes. Raises CannotRead where they are none."""
    for start, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(start):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Windows wrote before it wrote UTF-8: most letters are right in it.
        return data.decode("cp1252", errors="replace")


def read_text(data: bytes) -> Found:
    """The headings and paragraphs of a plain text."""
    found = Found()
    text = decoded(data).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    found.blocks = bounded(_blocks(text.split("\n"), found))
    if not found.blocks:
        why = "There is no text in this file."
        raise CannotRead(why)
    return found


def _blocks(lines: list[str], found: Found) -> Iterator[Block]:
    filled = [len(line) for line in lines if line.strip()]
    is_wrapped = (
        bool(filled) and sum(filled) / len(filled) < 2 * _FULL_LINE and "" in map(str.strip, lines)
    )
    for group in _groups(lines):
        yield from _group(group, found, is_wrapped=is_wrapped)


def _groups(lines: list[str]) -> Iterator[list[str]]:
    """Lines between empty ones."""
    held: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            held.append(line)
        elif held:
            yield held
            held = []


def _group(lines: list[str], found: Found, *, is_wrapped: bool) -> Iterator[Block]:
    if len(lines) > 1 and _UNDERLINE.match(lines[1]):
        heading = tidy(lines[0], found.left_out)
        if has_words(heading):
            yield Heading(1 if "=" in lines[1] else 2, heading)
        lines = lines[2:]
    elif len(lines) == 1 and (level := _heading_level(lines[0].strip())):
        heading = tidy(lines[0], found.left_out)
        if has_words(heading):
            yield Heading(level, heading)
        return
    for paragraph in _paragraphs(lines, is_wrapped=is_wrapped):
        text = tidy(without_bullet(paragraph), found.left_out)
        if has_words(text):
            yield Paragraph(text)


def _heading_level(line: str) -> int:
    """1 for a chapter, 2 for another heading, 0 for none."""
    if len(line.split()) > _LONGEST_HEADING or line.endswith((",", ";", ":")):
        return 0
    if _CHAPTER.match(line) and not line.endswith("?"):
        return 1
    letters = [letter for letter in line if letter.isalpha()]
    return 2 if len(letters) > 3 and line == line.upper() else 0  # noqa: PLR2004 - "I." is no heading


def _paragraphs(lines: list[str], *, is_wrapped: bool) -> Iterator[str]:
    """Lines that belong together joined, list items and unwrapped lines each on its own."""
    held: list[str] = []
    for line in lines:
        if held and (not is_wrapped or _LIST_ITEM.match(line)):
            yield joined(held)
            held = []
        held.append(line.strip())
    if held:
        yield joined(held)


def joined(lines: list[str]) -> str:
    """Lines of one paragraph as one, words that were cut at a line's end made whole."""
    text = ""
    for line in lines:
        text = with_line(text, line)
    return text


_CUT_WORD: Final = re.compile(r"([^\W\d_]+)[-\u2010\u00ad]$")
_FIRST_WORD: Final = re.compile(r"[^\W\d_]+")


def with_line(text: str, line: str) -> str:
    """A paragraph with one more line; a word that was cut at the end of the line is whole again."""
    before, after = _CUT_WORD.search(text[-60:]), _FIRST_WORD.match(line)
    if before is None or after is None or not line[0].islower():
        return f"{text} {line}".strip()
    # "well-" and "known" had their hyphen before they were cut; "treat-" and "ment" had not.
    is_compound = not is_word(before[1] + after[0]) and is_word(before[1]) and is_word(after[0])
    return text + line if is_compound else text[:-1] + line
