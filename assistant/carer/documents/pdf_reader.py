"""PDFs: paragraphs and headings from the lines of their pages, without what only paper needs."""

import logging
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Final

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import ArrayObject, Destination, FloatObject

from assistant.carer.documents.archive import DAMAGED, LOCKED
from assistant.carer.documents.blocks import Block, CannotRead, Found, Heading, Paragraph, bounded
from assistant.carer.documents.pdf_lines import Line, Run, lines_of, run_of
from assistant.carer.documents.plain_words import has_words, tidy, without_bullet
from assistant.carer.documents.text_reader import with_line

SCANNED: Final = (
    "This PDF holds pictures of pages and no text. "
    "Have the text recognized first (scanner programs call it OCR), or type it."
)
RUN_TOGETHER: Final = (
    "The words of this PDF run together, so nobody could follow it. "
    "Try to get the same text as a Word document, a web page or an EPUB."
)
_FEWEST_LETTERS: Final = 40
"""A page of a text has more, on average. Less is what a scanner left beside its pictures."""
_MOST_PAGES: Final = 2000
_GAP: Final = -180
"""Thousandths of the size: a blank in a tight line; letters that are moved apart move less."""
_NO_GAP: Final = -1000
"""What is farther apart than this every guess takes for a blank."""
_LONG_WORD: Final = 22
"""Letters. Hardly any English word is longer; where one of twenty is, the blanks are missing."""
_ONE_OF: Final = 20
_REPEATED: Final = 3
"""On so many pages the same line at an edge is no text."""
_NUMBER_ALONE: Final = re.compile(
    r"^[\W_]*(?:page\s*)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|/)\s*\d{1,4})?[\W_]*$", re.IGNORECASE
)
_NUMBERED: Final = re.compile(r"^\d{1,4}\s|\s\d{1,4}$")
_CONTENTS: Final = re.compile(r"(?:\.\s?){4,}\s*(?:\d+|[ivxlc]+)?$", re.IGNORECASE)
_ITEM: Final = re.compile(
    r"^(?:[\u2022\u2023\u25aa\u25cf\u25e6\u25a0\u00b7\u2043\u2219\u2013-]|\d{1,3}[.)])\s"
)
_ENDS: Final = re.compile(r"[.!?:…][\"”’)\]]*$")
_LONGEST_HEADING: Final = 14
_FEWEST_IN_OUTLINE: Final = 3
_BOLD_LEVEL: Final = 9
_NO_TITLE: Final = re.compile(
    r"^(?:untitled|microsoft word\b.*|document\d*|.*\.(?:docx?|pdf|indd|tex|odt|qxd|ps|dvi))$",
    re.IGNORECASE,
)


def read_pdf(file: Path) -> Found:
    """The title, headings and paragraphs of a PDF. Raises CannotRead."""
    # What the library says of a damaged file is for its makers.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    found = Found()
    try:
        reader = PdfReader(file)
        _unlock(reader)
        lines, empty = _lines(reader, found)
        page = _Page.of(lines, _outline(reader))
        found.title = _title(reader) or page.title(lines)
    except (PyPdfError, RecursionError, ValueError, TypeError, KeyError, OSError) as error:
        raise CannotRead(LOCKED if isinstance(error, DependencyError) else DAMAGED) from error
    if empty:
        found.left_out["pages without text (pictures, perhaps)"] += empty
    found.blocks = bounded(_blocks(lines, page, found))
    return found


def _unlock(reader: PdfReader) -> None:
    """Many are locked against copying alone, and open without a password."""
    if reader.is_encrypted and not reader.decrypt(""):
        raise CannotRead(LOCKED)


def _title(reader: PdfReader) -> str:
    title = " ".join(((reader.metadata and reader.metadata.title) or "").split())
    return "" if _NO_TITLE.match(title) else title


def _lines(reader: PdfReader, found: Found) -> tuple[list[Line], int]:
    """All lines that are text, and how many pages have none."""
    pages: list[list[Line]] = []
    for number, page in enumerate(reader.pages):
        if number >= _MOST_PAGES:
            found.remarks.append(f"Only the first {_MOST_PAGES} pages were taken.")
            break
        pages.append(_lines_on(page, number, found))
    words = [word for lines in pages for line in lines for word in line.text.split()]
    empty = sum(not lines for lines in pages)
    has_little = sum(map(len, words)) < _FEWEST_LETTERS * len(pages)
    if not words or (has_little and empty * 2 > len(pages)):
        raise CannotRead(SCANNED)
    if sum(len(word) > _LONG_WORD for word in words) * _ONE_OF > len(words):
        raise CannotRead(RUN_TOGETHER)
    return _without_edges(pages, found), empty


def _lines_on(page: PageObject, number: int, found: Found) -> list[Line]:
    runs: list[Run] = []

    def take(
        text: str,
        around: list[float],
        inside: list[float],
        font: Mapping[str, object] | None,
        size: float,
    ) -> None:
        if text:
            runs.append(run_of(text, around, inside, font, size))

    page.extract_text(visitor_text=take, visitor_operand_before=_with_wide_gaps)
    return lines_of(runs, number, float(page.mediabox.height), found.left_out)


def _with_wide_gaps(operator: bytes, operands: list[object], *_where: object) -> None:
    """Let the library see a blank in each gap between words.

    It guesses wrongly how wide a blank is in a font that has none, as TeX makes them, and would
    join all words of a tightly set line. A gap that is taken back at once moves nothing.
    """
    if operator != b"TJ" or not operands or not isinstance(operands[0], ArrayObject):
        return
    shown = ArrayObject()
    for part in operands[0]:
        is_gap = isinstance(part, int | float) and _NO_GAP < part <= _GAP
        shown.extend([FloatObject(_NO_GAP), FloatObject(part - _NO_GAP)] if is_gap else [part])
    operands[0] = shown


def _without_edges(pages: Sequence[Sequence[Line]], found: Found) -> list[Line]:
    """Without headers, footers, page numbers and lists of contents."""
    seen: Counter[str] = Counter()
    for lines in pages:
        seen.update({_pattern(line) for line in lines if line.is_at_edge})
    kept = []
    for line in (line for lines in pages for line in lines):
        is_header = line.is_at_edge and seen[_pattern(line)] >= _REPEATED
        is_number = line.is_at_edge and _NUMBER_ALONE.match(line.text)
        if is_header or is_number or (line.is_in_margin and _NUMBERED.search(line.text)):
            found.left_out["headers, footers and page numbers"] += 1
        elif _CONTENTS.search(line.text):
            found.left_out["lines of a list of contents"] += 1
        else:
            kept.append(line)
    return kept


def _pattern(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text)


# --- paragraphs --------------------------------------------------------------------------


def _outline(reader: PdfReader) -> dict[str, int]:
    """The levels of the headings that a reader shows beside the pages, by their words."""
    levels: dict[str, int] = {}
    pending: list[tuple[object, int]] = [(entry, 1) for entry in reversed(reader.outline)]
    while pending:
        entry, level = pending.pop()
        if isinstance(entry, list):
            pending += [(one, level + 1) for one in reversed(entry)]
        elif isinstance(entry, Destination) and isinstance(entry.title, str):
            levels.setdefault(_key(entry.title), level)
    levels.pop("", None)
    return levels


def _key(title: str) -> str:
    """The letters of a heading, however it is numbered and cut."""
    bare = re.sub(r"^\W*(?:chapter\s*)?[\d.]*\W*", "", title, flags=re.IGNORECASE)
    return "".join(letter for letter in bare.casefold() if letter.isalnum())


def _blocks(lines: Sequence[Line], page: "_Page", found: Found) -> Iterator[Block]:
    held: list[Line] = []
    for line in lines:
        if held and page.is_new(held[-1], line):
            yield from _block(held, page, found)
            held = []
        held.append(line)
    if held:
        yield from _block(held, page, found)


def _block(lines: Sequence[Line], page: "_Page", found: Found) -> Iterator[Block]:
    text = ""
    for line in lines:
        text = with_line(text, line.text)
    text = tidy(without_bullet(text), found.left_out)
    if not has_words(text):
        return
    level = page.level_of_heading(lines[0], text)
    yield Heading(level, text) if level else Paragraph(text)


class _Page:
    """What is usual in this document: size, distance and length of its lines."""

    def __init__(
        self,
        size: float,
        step: float,
        length: float,
        sizes: Sequence[float],
        outline: Mapping[str, int],
    ) -> None:
        self._size, self._step, self._length, self._sizes = size, step, length, sizes
        self._outline = outline if len(outline) >= _FEWEST_IN_OUTLINE else {}

    @classmethod
    def of(cls, lines: Sequence[Line], outline: Mapping[str, int]) -> "_Page":
        letters: Counter[float] = Counter()
        for line in lines:
            letters[line.size] += len(line.text)
        size = letters.most_common(1)[0][0] if letters else 0.0
        steps = [
            before.y - line.y
            for before, line in pairwise(lines)
            if before.page == line.page and 0 < before.y - line.y < 4 * max(size, 1)
        ]
        usual = [len(line.text) for line in lines if line.size == size]
        larger = sorted({one for one in letters if one > size * 1.12}, reverse=True)
        return cls(size, median(steps) if steps else 0.0, median(usual or [0]), larger, outline)

    def title(self, lines: Sequence[Line]) -> str:
        """What stands largest on the first page, if it is a title; or ""."""
        first = [line for line in lines if line.page == 0]
        largest = max((line.size for line in first), default=0.0)
        words = " ".join(line.text for line in first if line.size == largest)
        is_title = largest > self._size * 1.3 and len(words.split()) <= _LONGEST_HEADING
        return words if is_title else ""

    def level_of_heading(self, line: Line, text: str) -> int:
        """The level of a heading that begins with this line; 0 if it is none."""
        if len(text.split()) > _LONGEST_HEADING:
            return 0
        # Where a document has a list of its headings, nothing else is one.
        return self._outline.get(_key(text), 0) if self._outline else self.level(line)

    def level(self, line: Line) -> int:
        """Which level of heading a line looks like; 0 for text."""
        if line.size in self._sizes:
            return min(_BOLD_LEVEL - 1, self._sizes.index(line.size) + 1)
        is_short = len(line.text) < self._length * 0.8
        looks_so = line.is_bold and is_short and not line.text.endswith((".", ",", ";", ":"))
        return _BOLD_LEVEL if looks_so and line.text[:1].isupper() else 0

    def is_new(self, before: Line, line: Line) -> bool:
        """Whether a line begins a paragraph."""
        if self.level(before) != self.level(line) or _ITEM.match(line.text):
            return True
        ended = bool(_ENDS.search(before.text))
        if before.page != line.page:
            return ended
        down = before.y - line.y
        if down < -self._size or not self._step:
            return ended  # the next column
        is_apart = down > max(self._step * 1.35, before.size * 1.5) + 0.1
        was_short = len(before.text) < self._length * 0.75
        is_indented = line.x > before.x + self._size * 0.8
        return is_apart or (ended and (was_short or is_indented))
