"""How large letters and margins are for a window and a text size. Pure arithmetic.

How large is large enough? Capitals of 20 to 22 minutes of arc are preferred, 16 the least (ISO
9241-3); 5 minutes are the least that healthy eyes can make out at all. On a 24 inch 16:9 display,
299 mm high, 20 minutes of arc are

    at 0.75 m (on a wheelchair or bed table)   4.4 mm   1/69 of the height
    at 1.15 m                                  6.7 mm   1/45 of the height
    at 3 m (across the room)                  17.5 mm   1/17 of the height

So body text has capitals of at least 1/45 of the height at 100 %: comfortable within arm's reach
and still half as large again as the limit of healthy eyes at three metres. The choices are up to
1.7 times that. Whoever reads across the room takes 250 %: 1/18 of the height, 19 minutes of arc.
"""

from dataclasses import dataclass
from math import ceil
from typing import Final

from assistant.view.text_fit import CAP

BODY_CAPITALS: Final = 1 / 45
"""Height of a capital in body text at 100 %, as a part of the window's height."""

_WIDEST: Final = 0.625
_LARGEST: Final = 2.25
"""Headings and choices stop growing here, in body text of 100 %; body text goes on to 2.5."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """All lengths in pixels; letters by the size of their em square."""

    width: int
    height: int
    small: int
    """Body text at 100 %: the smallest text that is used by choice."""
    body: int
    heading: int
    choice: int
    """The largest a choice's text gets."""
    crowded: int
    """The smallest it gets before the list is shown page by page."""
    strip: int
    reading: int
    margin: int
    gap: int

    @property
    def inner(self) -> int:
        """The width between the margins."""
        return self.width - 2 * self.margin


def sizes_of(width: int, height: int, text_percent: int) -> Sizes:
    """The sizes for a window and a text size."""
    # A narrow window would break words: its letters follow the width.
    unit = min(height, width * _WIDEST)
    small = max(8, ceil(unit * BODY_CAPITALS / CAP))
    body = round(small * text_percent / 100)

    def grown(factor: float) -> int:
        return max(body, round(min(body * factor, small * _LARGEST)))

    return Sizes(
        width=width,
        height=height,
        small=small,
        body=body,
        heading=grown(1.5),
        choice=grown(1.7),
        crowded=max(small, round(0.85 * body)),
        strip=grown(1.15),
        reading=grown(1.35),
        margin=round(unit * 0.04),
        gap=round(unit * 0.018),
    )
