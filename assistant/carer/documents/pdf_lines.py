"""The lines on a PDF's pages, with where they stand and how large they are. Knows no paragraphs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Final

from assistant.carer.documents.plain_words import is_base, said_power

_SMALL: Final = 0.85
"""Of the size of what stands before: a raised mark is smaller."""
_LONGEST_MARK: Final = 3
_MARGIN: Final = 0.07
"""Of the height of a page."""


@dataclass(slots=True)
class Run:
    """Text in one size, at one height of the page."""

    text: str
    size: float
    x: float
    y: float
    is_bold: bool


@dataclass(slots=True)
class Line:
    """A line of a page. ``size`` is that of most of its letters."""

    page: int
    runs: list[Run] = field(default_factory=list)
    text: str = ""
    size: float = 0.0
    is_bold: bool = False
    is_at_edge: bool = False
    """Among the first or last of its page, where headers and page numbers stand."""
    is_in_margin: bool = False

    @property
    def x(self) -> float:
        """Where it begins, from the left."""
        return self.runs[0].x

    @property
    def y(self) -> float:
        """How high it stands."""
        return self.runs[0].y


def run_of(  # the matrices and the font are as the library gives them
    text: str,
    around: Sequence[float],
    inside: Sequence[float],
    font: Mapping[str, object] | None,
    size: float,
) -> Run:
    """A run of text as the library tells of it: two matrices, a font and its size."""
    a, b, c, d, e, f = around
    x, y = inside[4], inside[5]
    scale = sqrt(abs(a * d - b * c)) * sqrt(abs(inside[0] * inside[3] - inside[1] * inside[2]))
    name = str(font.get("/BaseFont", "")) if font else ""
    return Run(
        text=text,
        size=abs(size) * scale,
        x=x * a + y * c + e,
        y=x * b + y * d + f,
        is_bold="bold" in name.lower() or "black" in name.lower(),
    )


def lines_of(runs: Sequence[Run], page: int, height: float, left_out: Counter[str]) -> list[Line]:
    """The lines that the runs of a page make, in the order of the text."""
    lines = [Line(page)]
    for run in runs:
        for number, text in enumerate(run.text.split("\n")):
            if number:
                lines.append(Line(page))
            if text:
                lines[-1].runs.append(Run(text, run.size, run.x, run.y, run.is_bold))
    filled = [line for line in lines if any(run.text.strip() for run in line.runs)]
    for number, line in enumerate(filled):
        _measure(line, left_out)
        is_outermost = number < 2 or number >= len(filled) - 2  # noqa: PLR2004 - a header and its number
        line.is_in_margin = not height * _MARGIN < line.y < height * (1 - _MARGIN)
        line.is_at_edge = is_outermost or line.is_in_margin
    return [line for line in filled if line.text]


def _measure(line: Line, left_out: Counter[str]) -> None:
    sizes: Counter[float] = Counter()
    bold = 0
    for run in line.runs:
        letters = len(run.text.strip())
        sizes[round(run.size, 1)] += letters
        bold += letters * run.is_bold
    line.size = sizes.most_common(1)[0][0]
    line.is_bold = bold * 10 > 9 * sum(sizes.values())
    line.text = " ".join(_said(line, left_out).split())


def _said(line: Line, left_out: Counter[str]) -> str:
    """The words of a line without the raised marks of footnotes."""
    base = max(line.runs, key=lambda run: len(run.text.strip()))
    said = ""
    for run in line.runs:
        mark = run.text.strip()
        is_raised = run.size < base.size * _SMALL and run.y > base.y + base.size * 0.1
        if not (is_raised and mark.isdecimal() and len(mark) <= _LONGEST_MARK):
            said += run.text
        elif is_base(said[-4:]):
            said += said_power(said, mark)
        else:
            left_out["marks of footnotes"] += 1
            said += run.text.replace(mark, "")
    return said
