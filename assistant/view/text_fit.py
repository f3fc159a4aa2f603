"""Breaking a text into lines that fit a box. Pure: widths come from a function."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

Measure: TypeAlias = Callable[[str, int, bool], int]
"""(text, em size in pixels, bold?) -> width in pixels."""

CAP: Final = 0.713
"""Height of a capital in Andika, in em."""
LINE: Final = 1.36
"""From one baseline to the next, in em. Holds every letter: they reach 1.01 up, 0.23 down."""
BASELINE: Final = 1.08
"""From the top of a line's box to its baseline, in em."""

_SMALLER: Final = 0.92
_SMALLEST_PX: Final = 6


class Box(NamedTuple):
    """A place on the screen in pixels."""

    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        """The first column past it."""
        return self.x + self.w

    @property
    def bottom(self) -> int:
        """The first row below it."""
        return self.y + self.h

    def holds(self, x: int, y: int) -> bool:
        """Whether a point lies in it."""
        return self.x <= x < self.right and self.y <= y < self.bottom

    def contains(self, other: "Box") -> bool:
        """Whether another box lies wholly in it."""
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.right <= self.right
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True, slots=True)
class Run:
    """One line of text in its box."""

    text: str
    box: Box
    px: int
    is_bold: bool


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text broken into lines at a size."""

    lines: tuple[str, ...]
    px: int
    is_bold: bool

    @property
    def height(self) -> int:
        """How high all lines are together."""
        return len(self.lines) * line_height(self.px)


def line_height(px: int) -> int:
    """How high the box of one line is."""
    return round(LINE * px)


def wrapped(text: str, width: int, widths: Callable[[str], int]) -> tuple[str, ...] | None:
    """The text in lines no wider than ``width``; None if a single word is wider."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if widths(longer) <= width:
            line = longer
            continue
        if widths(word) > width:
            return None
        lines.append(line)
        line = word
    return tuple([*lines, line] if line else lines)


def fitted(  # noqa: PLR0913 - a text, its box and its letters
    text: str,
    width: int,
    height: int,
    sizes: tuple[int, int],
    measure: Measure,
    *,
    is_bold: bool = False,
    longest: int = 99,
) -> Fitted:
    """The text at the largest size from ``sizes`` (largest, smallest) that fits the box.

    Where even the smallest is too large, smaller still: a text is never cut off.
    """
    largest, smallest = sizes
    px = max(largest, smallest)
    found = at_size(text, width, px, measure, is_bold=is_bold)
    while px > _SMALLEST_PX and not _fits(found, height, longest if px >= smallest else 99):
        px = max(_SMALLEST_PX, min(px - 1, round(px * _SMALLER)))
        found = at_size(text, width, px, measure, is_bold=is_bold)
    return found or Fitted(lines=(text,), px=px, is_bold=is_bold)


def _fits(found: Fitted | None, height: int, longest: int) -> bool:
    return found is not None and found.height <= height and len(found.lines) <= longest


def at_size(
    text: str, width: int, px: int, measure: Measure, *, is_bold: bool = False
) -> Fitted | None:
    """The text in lines at one size, or None where a word is too wide."""
    lines = wrapped(text, width, lambda line: measure(line, px, is_bold))
    return None if lines is None else Fitted(lines=lines, px=px, is_bold=is_bold)


def balanced(found: Fitted, measure: Measure) -> Fitted:
    """The same number of lines, as even in length as can be: nicer in a title."""
    if len(found.lines) < 2:  # noqa: PLR2004 - one line is as even as it gets
        return found
    text = " ".join(found.lines)
    low, high = 0, max(measure(line, found.px, found.is_bold) for line in found.lines)
    while high - low > max(2, found.px // 4):
        middle = (low + high) // 2
        tried = at_size(text, middle, found.px, measure, is_bold=found.is_bold)
        if tried is not None and len(tried.lines) <= len(found.lines):
            high = middle
        else:
            low = middle
    return at_size(text, high, found.px, measure, is_bold=found.is_bold) or found


def placed(found: Fitted, box: Box, measure: Measure, align: str = "left") -> tuple[Run, ...]:
    """The lines at their places: from the top of the box; "left", "centre" or "right"."""
    height = line_height(found.px)
    runs = []
    for at, line in enumerate(found.lines):
        width = measure(line, found.px, found.is_bold)
        spare = box.w - width
        shift = {"left": 0, "centre": spare // 2, "right": spare}[align]
        place = Box(box.x + shift, box.y + at * height, width, height)
        runs.append(Run(text=line, box=place, px=found.px, is_bold=found.is_bold))
    return tuple(runs)


def centred(found: Fitted, box: Box, measure: Measure, align: str = "left") -> tuple[Run, ...]:
    """As :func:`placed`, in the middle of the box's height."""
    inner = Box(box.x, box.y + (box.h - found.height) // 2, box.w, found.height)
    return placed(found, inner, measure, align)
