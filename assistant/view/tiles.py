"""Where the choices of a list go: large tiles, all visible where they fit, else page by page.

Pure. Must not know colours or what the choices do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Final, NamedTuple

from assistant.view.icons import icon
from assistant.view.scene import Tile
from assistant.view.text_fit import (
    Box,
    Fitted,
    Measure,
    Run,
    at_size,
    balanced,
    centred,
    fitted,
    line_height,
)

_STEPS: Final = 8
"""How many sizes are tried between the largest and the smallest."""
_MOST_LINES: Final = 3
_HIGHEST: Final = 4.6
"""A tile is at most this high, in em: a few choices do not fill a wall."""


@dataclass(frozen=True, slots=True)
class TilePlace:
    """A tile and its parts. The arrow is drawn while it is lit, the bar while time runs."""

    tile: Tile
    box: Box
    arrow: Box
    number: Run
    icon: Box | None
    words: tuple[Run, ...]
    bar: Box


class Room(NamedTuple):
    """The room for all tiles, and the gap between two."""

    width: int
    height: int
    gap: int

    def share(self, columns: int, rows: int) -> tuple[int, int]:
        """Width and height of one tile."""
        return (
            (self.width - self.gap * (columns - 1)) // columns,
            (self.height - self.gap * (rows - 1)) // rows,
        )


@dataclass(frozen=True, slots=True)
class Grid:
    """How the tiles of a list are arranged."""

    columns: int
    rows: int
    """On one page."""
    px: int
    tile_width: int
    tile_height: int

    @property
    def per_page(self) -> int:
        """How many tiles one page shows."""
        return self.columns * self.rows


@dataclass(frozen=True, slots=True)
class Anatomy:
    """What stands where inside a tile, for letters of one size."""

    px: int

    @property
    def pad(self) -> int:
        """Between the edge and what is inside."""
        return round(0.4 * self.px)

    @property
    def arrow(self) -> int:
        """Side of the arrow."""
        return round(0.8 * self.px)

    @property
    def number(self) -> int:
        """Width kept for the number."""
        return round(0.6 * self.px)

    @property
    def icon(self) -> int:
        """Side of the icon."""
        return round(1.5 * self.px)

    @property
    def bar(self) -> int:
        """Height of the countdown."""
        return max(4, round(0.22 * self.px))

    @property
    def foot(self) -> int:
        """Height kept free below the words, for the countdown."""
        return self.bar + round(0.2 * self.px)

    @property
    def words_from(self) -> int:
        """Where the words begin, from the tile's left edge."""
        return self.pad + self.arrow + round(1.0 * self.px) + self.number + self.icon

    def words_width(self, tile_width: int) -> int:
        """How wide the words may be."""
        return tile_width - self.words_from - self.pad - round(0.2 * self.px)

    def height(self, lines: int) -> int:
        """How high a tile must be for so many lines."""
        return lines * line_height(self.px) + round(0.5 * self.px) + self.foot


def sizes_between(largest: int, smallest: int) -> tuple[int, ...]:
    """The sizes to try, largest first."""
    spread = range(_STEPS)
    return tuple(
        dict.fromkeys(round(largest + (smallest - largest) * at / (_STEPS - 1)) for at in spread)
    )


@lru_cache(maxsize=64)
def grid_of(
    titles: tuple[str, ...],
    room: Room,
    sizes: tuple[int, int],
    columns: tuple[int, ...],
    measure: Measure,
) -> Grid | None:
    """The arrangement with the largest letters that shows all, or None if none does."""
    for px in sizes_between(*sizes):
        for count in columns:
            rows = ceil(len(titles) / count)
            tile_width, tile_height = room.share(count, rows)
            needed = _height_needed(titles, tile_width, px, measure)
            if needed is not None and needed <= tile_height:
                high = min(tile_height, max(needed, round(_HIGHEST * px)))
                return Grid(count, rows, px, tile_width, high)
    return None


@lru_cache(maxsize=64)
def pages_of(
    titles: tuple[str, ...],
    room: Room,
    sizes: tuple[int, int],
    columns: tuple[int, ...],
    measure: Measure,
) -> Grid:
    """The arrangement with the fewest pages; of those, the one with the largest letters.

    Only where nothing fits even in the smallest of ``sizes`` do letters get smaller still.
    """
    found = [
        grid for px in sizes_between(*sizes) for grid in _paged(titles, room, px, columns, measure)
    ]
    px = sizes[1]
    while not found and px > 8:  # noqa: PLR2004 - a window too small for anything
        px -= max(1, px // 12)
        found = list(_paged(titles, room, px, columns, measure))
    return min(
        found,
        key=lambda grid: (ceil(len(titles) / grid.per_page), -grid.px, grid.columns),
        default=Grid(1, 1, px, max(1, room.width), max(1, room.height)),
    )


def _paged(
    titles: tuple[str, ...],
    room: Room,
    px: int,
    columns: tuple[int, ...],
    measure: Measure,
) -> Iterator[Grid]:
    for count in columns:
        tile_width, _ = room.share(count, 1)
        needed = _height_needed(titles, tile_width, px, measure)
        if needed is not None and needed <= room.height:
            most = (room.height + room.gap) // (needed + room.gap)
            pages = ceil(len(titles) / (count * most))
            # As many on each page, so that the last one is not nearly empty.
            rows = ceil(len(titles) / (count * pages))
            _, share = room.share(count, rows)
            yield Grid(count, rows, px, tile_width, min(share, max(needed, round(_HIGHEST * px))))


def _height_needed(titles: Sequence[str], tile_width: int, px: int, measure: Measure) -> int | None:
    anatomy = Anatomy(px)
    width = anatomy.words_width(tile_width)
    most = 1
    for title in titles:
        found = at_size(title, width, px, measure)
        if found is None or len(found.lines) > _MOST_LINES:
            return None
        most = max(most, len(found.lines))
    return anatomy.height(most)


def page_at(tiles: Sequence[Tile], all_tiles: Sequence[Tile], grid: Grid) -> int:
    """The page that holds what is lit. Where Back is lit, the one before it in the scan."""
    lit = next((tile.number for tile in all_tiles if tile.is_lit), 1)
    before = sum(1 for tile in tiles if tile.number <= lit)
    return max(0, before - 1) // grid.per_page


def cells(grid: Grid, area: Box, gap: int) -> tuple[Box, ...]:
    """The boxes of one page, in the order of the scan.

    Down the columns where there are one or two, so that the light runs straight down; along
    the rows where there are more, like a row of buttons.
    """
    boxes = []
    for at in range(grid.per_page):
        if grid.columns <= 2:  # noqa: PLR2004
            column, row = divmod(at, grid.rows)
        else:
            row, column = divmod(at, grid.columns)
        x = area.x + column * (grid.tile_width + gap)
        y = area.y + row * (grid.tile_height + gap)
        boxes.append(Box(x, y, grid.tile_width, grid.tile_height))
    return tuple(boxes)


def tile_place(tile: Tile, box: Box, px: int, smallest: int, measure: Measure) -> TilePlace:
    """A tile's parts. Words that do not fit at ``px`` get smaller: they are never cut off."""
    anatomy = _anatomy_within(box, px)
    inner_height = box.h - anatomy.foot
    left = box.x + anatomy.pad
    middle = box.y + round(0.1 * anatomy.px) + inner_height // 2
    arrow = Box(left, middle - anatomy.arrow // 2, anatomy.arrow, anatomy.arrow)
    left += anatomy.arrow + round(0.3 * anatomy.px)
    number = _number(tile, left, middle, anatomy, measure)
    left += anatomy.number + round(0.25 * anatomy.px)
    picture = Box(left, middle - anatomy.icon // 2, anatomy.icon, anatomy.icon)
    place = Box(
        box.x + anatomy.words_from,
        box.y + round(0.2 * anatomy.px),
        max(1, anatomy.words_width(box.w)),
        max(1, inner_height - round(0.2 * anatomy.px)),
    )
    words = _words(tile.title, place, anatomy.px, smallest, measure)
    bar = Box(
        place.x,
        box.bottom - anatomy.foot,
        max(1, box.right - anatomy.pad - round(0.2 * anatomy.px) - place.x),
        anatomy.bar,
    )
    shown = picture if icon(tile.icon) is not None else None
    return TilePlace(tile, box, arrow, number, shown, words, bar)


def _anatomy_within(box: Box, px: int) -> Anatomy:
    """Parts no larger than the tile allows."""
    anatomy = Anatomy(px)
    while anatomy.px > 4 and (  # noqa: PLR2004 - smaller than this nothing can be seen anyway
        anatomy.height(1) > box.h or anatomy.words_width(box.w) < box.w // 3
    ):
        anatomy = Anatomy(anatomy.px - 1)
    return anatomy


def _number(tile: Tile, left: int, middle: int, anatomy: Anatomy, measure: Measure) -> Run:
    px = max(6, round(0.85 * anatomy.px))
    text = str(tile.number)
    width = measure(text, px, False)  # noqa: FBT003 - as in Measure
    high = line_height(px)
    x = left + (anatomy.number - width) // 2
    return Run(text, Box(x, middle - high // 2, width, high), px, is_bold=False)


def _words(title: str, place: Box, px: int, smallest: int, measure: Measure) -> tuple[Run, ...]:
    found: Fitted = fitted(
        title, place.w, place.h, (px, min(px, smallest)), measure, longest=_MOST_LINES
    )
    return centred(balanced(found, measure), place, measure)
