"""Where the sentences of a text go: the lit one wholly in view. Pure.

A sentence is shown whole or not at all: half of "Take it daily, then rest" says something else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.view.scene import Line
from assistant.view.text_fit import Box, Fitted, Measure, Run, fitted, placed

_LIT_AT: Final = 0.3
"""How far down the lit sentence stands, where the text is long enough to scroll."""
_SMALLEST_PX: Final = 6


@dataclass(frozen=True, slots=True)
class LinePlace:
    """A sentence in view. ``bar`` lies behind it while it is lit."""

    bar: Box
    marker: Box
    words: tuple[Run, ...]
    is_lit: bool


@dataclass(frozen=True, slots=True)
class _Spacing:
    """Distances that follow the letters."""

    px: int

    @property
    def pad(self) -> int:
        """Above and below the words of a sentence."""
        return round(0.22 * self.px)

    @property
    def marker(self) -> int:
        """Width of the marker beside the lit sentence."""
        return round(0.5 * self.px)

    @property
    def left(self) -> int:
        """From the left of the area to the words."""
        return self.marker + round(0.6 * self.px)

    @property
    def right(self) -> int:
        """From the words to the right of the area."""
        return round(0.6 * self.px)

    @property
    def paragraph(self) -> int:
        """What a new paragraph adds."""
        return round(0.55 * self.px)


def text_page(lines: Sequence[Line], area: Box, px: int, measure: Measure) -> tuple[LinePlace, ...]:
    """The sentences in view."""
    if not lines or area.w <= 0 or area.h <= 0:
        return ()
    space, blocks = _fit_all(lines, area, px, measure)
    tops = _tops(lines, blocks, space)
    scroll = _scroll(lines, blocks, tops, area.h, space)
    places = []
    for line, block, top in zip(lines, blocks, tops, strict=True):
        high = block.height + 2 * space.pad
        bar = Box(area.x, area.y + top - scroll, area.w, high)
        if area.contains(bar):
            places.append(_place(line, block, bar, space, measure))
    return tuple(places)


def _fit_all(
    lines: Sequence[Line], area: Box, px: int, measure: Measure
) -> tuple[_Spacing, list[Fitted]]:
    """All sentences at one size, at which even the longest fits into the area."""
    while True:
        space = _Spacing(px)
        width = max(1, area.w - space.left - space.right)
        blocks = [fitted(line.text, width, 10**6, (px, px), measure) for line in lines]
        highest = max(block.height for block in blocks) + 2 * space.pad
        if (highest <= area.h and all(block.px == px for block in blocks)) or px <= _SMALLEST_PX:
            return space, blocks
        px = max(_SMALLEST_PX, px - max(1, px // 16))


def _tops(lines: Sequence[Line], blocks: Sequence[Fitted], space: _Spacing) -> list[int]:
    tops: list[int] = []
    y = 0
    before: Line | None = None
    for line, block in zip(lines, blocks, strict=True):
        if before is not None and line.paragraph != before.paragraph:
            y += space.paragraph
        tops.append(y)
        y += block.height + 2 * space.pad
        before = line
    return tops


def _scroll(
    lines: Sequence[Line],
    blocks: Sequence[Fitted],
    tops: Sequence[int],
    height: int,
    space: _Spacing,
) -> int:
    lit = next((at for at, line in enumerate(lines) if line.is_lit), None)
    if lit is None:
        return 0
    whole = tops[-1] + blocks[-1].height + 2 * space.pad
    lit_height = blocks[lit].height + 2 * space.pad
    wanted = tops[lit] - round(_LIT_AT * height)
    wanted = max(wanted, tops[lit] + lit_height - height)
    return max(0, min(wanted, tops[lit], whole - height))


def _place(line: Line, block: Fitted, bar: Box, space: _Spacing, measure: Measure) -> LinePlace:
    words = Box(
        bar.x + space.left,
        bar.y + space.pad,
        bar.w - space.left - space.right,
        block.height,
    )
    marker = Box(bar.x, bar.y, space.marker, bar.h)
    runs = placed(block, words, measure)
    return LinePlace(bar=bar, marker=marker, words=runs, is_lit=line.is_lit)
