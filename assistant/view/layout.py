"""Where everything goes: a scene and a window's size -> a plan. Pure.

Must not know colours or how anything is drawn. What keeps its place whatever happens: the title
(top left), Back or Stop (bottom left), hints and notices (bottom, beside Back).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.view.scene import Scene, Tile
from assistant.view.sizes import Sizes, sizes_of
from assistant.view.text_fit import (
    Box,
    Measure,
    Run,
    balanced,
    centred,
    fitted,
    line_height,
    placed,
)
from assistant.view.text_page import LinePlace, text_page
from assistant.view.tiles import (
    Grid,
    Room,
    TilePlace,
    cells,
    grid_of,
    page_at,
    pages_of,
    sizes_between,
    tile_place,
)

HELP_SIGN: Final = ("Hold to call for help", "Let go to stop")
CLOSE_SIGN: Final = ("Keep holding to close this program", "Let go to stay")
"""In the code, like the words of the call itself: a sign must show whatever is broken."""

_LIST_COLUMNS: Final = (1, 2)
_STRIP_COLUMNS: Final = (4, 3, 2, 1)
_STRIP_SHARES: Final = (0.32, 0.38, 0.44, 0.5)
"""Parts of the room below the title that the reading strip may take; the text has the rest."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Words on a ground of their own."""

    box: Box
    words: tuple[Run, ...]
    icon: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Where everything of a scene goes."""

    sizes: Sizes
    title: tuple[Run, ...] = ()
    title_icon: Box | None = None
    trail: tuple[Run, ...] = ()
    badge: Panel | None = None
    tiles: tuple[TilePlace, ...] = ()
    lines: tuple[LinePlace, ...] = ()
    hint: tuple[Run, ...] = ()
    notice: Panel | None = None
    ears: Panel | None = None
    """The sign of listening, at the right end of the foot."""
    button: Panel | None = None
    cover: Panel | None = None
    """What lies over everything else."""
    pages: tuple[Box, ...] = ()
    """A dot for each page of a list that does not fit on one."""
    page: int = 0


@dataclass(frozen=True, slots=True)
class Sign:
    """Where the sign of a hold goes, over any scene."""

    box: Box
    icon: Box
    words: tuple[Run, ...]
    bar: Box


def plan_of(scene: Scene, width: int, height: int, text_percent: int, measure: Measure) -> Plan:
    """The plan for a scene. The same for the same input, whatever was shown before."""
    sizes = sizes_of(width, height, text_percent)
    if scene.kind == "call":
        return _call(scene, sizes, measure)
    cover = _cover(scene, sizes, measure)
    if scene.kind in ("rest", "dark"):
        return replace(_rest(scene, sizes, measure), cover=cover)
    floor = height if cover is None else cover.box.y
    return replace(_page(scene, sizes, measure, floor), cover=cover)


def sign_of(
    width: int,
    height: int,
    text_percent: int,
    measure: Measure,
    words: tuple[str, str] = HELP_SIGN,
) -> Sign:
    """The sign of a hold: the same place and size over every scene."""
    sizes = sizes_of(width, height, text_percent)
    pad = 2 * sizes.gap
    wide = min(sizes.inner, round(sizes.height * 1.3))
    high = round(min(height * 0.4, wide * 0.45))
    box = Box((width - wide) // 2, (height - high) // 2, wide, high)
    bar_high = round(high * 0.16)
    bar = Box(box.x + pad, box.bottom - pad - bar_high, wide - 2 * pad, bar_high)
    side = round(high * 0.34)
    room = bar.y - box.y - 2 * pad
    icon = Box(box.x + pad, box.y + pad + (room - side) // 2, side, side)
    inner = Box(icon.right + pad, box.y + pad, bar.right - icon.right - pad, room)
    share = round(room * 0.56)
    first = Box(inner.x, inner.y, inner.w, share)
    second = Box(inner.x, inner.y + share, inner.w, room - share)
    heading = fitted(
        words[0], first.w, first.h, (2 * sizes.heading, sizes.small), measure, is_bold=True
    )
    below = fitted(words[1], second.w, second.h, (sizes.heading, sizes.small), measure)
    runs = (*centred(heading, first, measure), *centred(below, second, measure))
    return Sign(box=box, icon=icon, words=runs, bar=bar)


_COVERED: Final = 0.44
"""The part of the height that a cover takes where something goes on: the rest stays seen."""


def _cover(scene: Scene, sizes: Sizes, measure: Measure) -> Panel | None:
    """What is wrong in the largest letters that fit, and below it what to do."""
    if not scene.cover:
        return None
    is_all = scene.kind in ("rest", "dark")
    high = sizes.height - 2 * sizes.gap if is_all else round(_COVERED * sizes.height)
    box = Box(sizes.gap, sizes.height - sizes.gap - high, sizes.width - 2 * sizes.gap, high)
    pad = sizes.margin
    side = round(min(0.5 * high, 0.14 * box.w))
    icon = Box(box.x + pad, box.y + (high - side) // 2, side, side)
    inner = Box(icon.right + pad, box.y + pad, box.right - 2 * pad - icon.right, high - 2 * pad)
    title, do = scene.cover
    largest = (3 * sizes.heading, sizes.small)
    heading = fitted(title, inner.w, round(0.55 * inner.h), largest, measure, is_bold=True)
    gap = round(0.3 * heading.px)
    room = inner.h - heading.height - gap
    below = fitted(do, inner.w, room, (round(0.62 * heading.px), sizes.small), measure)
    # Both together in the middle, so that what to do stands right below what is wrong.
    top = inner.y + (room - below.height) // 2
    words = (
        *placed(heading, inner._replace(y=top), measure),
        *placed(below, inner._replace(y=top + heading.height + gap), measure),
    )
    return Panel(box, words, icon)


# --- lists and texts -----------------------------------------------------------------------


def _page(scene: Scene, sizes: Sizes, measure: Measure, floor: int) -> Plan:
    """A list or a text. What is lit stays above ``floor``, where a cover begins."""
    title, trail, badge, top = _header(scene, sizes, measure)
    backs = tuple(tile for tile in scene.tiles if tile.is_back)
    others = tuple(tile for tile in scene.tiles if not tile.is_back)
    foot_high = _foot_height(sizes, has_tiles=bool(scene.tiles))
    foot = Box(sizes.margin, sizes.height - sizes.margin - foot_high, sizes.inner, foot_high)
    room = min(foot.y, floor) - top - round(1.2 * sizes.gap)
    area = Box(sizes.margin, top, sizes.inner, max(1, room))
    tile_area, text_area = _shares(scene, others, area, sizes, measure)
    grid = _grid(scene, others, tile_area, sizes, measure)
    page = page_at(others, scene.tiles, grid) if grid else 0
    tiles: tuple[TilePlace, ...] = ()
    if grid:
        shown = others[page * grid.per_page : (page + 1) * grid.per_page]
        tiles = _tiles(shown, grid, tile_area, sizes, measure)
    px = min(grid.px if grid else sizes.body, round(foot.h / 2.3))
    tiles += tuple(
        tile_place(tile, _back_box(foot, sizes), px, sizes.small, measure) for tile in backs
    )
    ears, rest = _ears(scene, foot, sizes, measure)
    left = _back_box(foot, sizes).right + sizes.gap if backs else foot.x
    below = rest._replace(x=left, w=rest.right - left)
    hint, notice = _footer(scene, below, sizes, measure, has_back=bool(backs))
    return Plan(
        sizes=sizes,
        title=title,
        trail=trail,
        badge=badge,
        tiles=tiles,
        lines=text_page(scene.lines, text_area, sizes.reading, measure),
        hint=hint,
        notice=notice,
        ears=ears,
        pages=_dots(grid, len(others), tile_area, sizes) if grid else (),
        page=page,
    )


def _foot_height(sizes: Sizes, *, has_tiles: bool) -> int:
    lowest = round(sizes.height * 0.1)
    if not has_tiles:
        return lowest
    return max(lowest, min(round(2.3 * sizes.body), round(sizes.height * 0.18)))


def _header(
    scene: Scene, sizes: Sizes, measure: Measure
) -> tuple[tuple[Run, ...], tuple[Run, ...], Panel | None, int]:
    """Title, trail, badge, and where the room below them begins."""
    top = round(0.8 * sizes.margin)
    tallest = round(sizes.height * 0.42)
    largest = (sizes.heading, sizes.body)
    badge = _badge(scene.badge, sizes, measure)
    aside = badge.box.w + 2 * sizes.gap if badge else 0
    single = fitted(scene.title, sizes.inner, tallest, largest, measure, is_bold=True, longest=1)
    is_beside = (
        len(single.lines) == 1
        and single.px >= sizes.body
        and (
            measure(scene.title, single.px, True) + aside <= sizes.inner  # noqa: FBT003
        )
    )
    found = single
    if len(single.lines) != 1 or single.px < sizes.body:
        found = fitted(
            scene.title, sizes.inner, tallest, (sizes.reading, sizes.small), measure, is_bold=True
        )
    title = placed(found, Box(sizes.margin, top, sizes.inner, found.height), measure)
    bottom = top + found.height
    trail: tuple[Run, ...] = ()
    if badge and is_beside:
        badge = _moved(badge, sizes.inner + sizes.margin - badge.box.w, top, found.height)
    elif badge:
        badge = _moved(badge, sizes.margin, bottom, badge.box.h)
        bottom += badge.box.h
    elif scene.trail and is_beside:
        trail = _trail(scene.trail, title[0], sizes, measure)
    return title, trail, badge, bottom + round(1.2 * sizes.gap)


def _badge(text: str, sizes: Sizes, measure: Measure) -> Panel | None:
    if not text:
        return None
    px = max(sizes.small, round(0.8 * sizes.body))
    pad = round(0.5 * px)
    found = fitted(text, sizes.inner - 2 * pad, 10**6, (px, sizes.small), measure)
    wide = max(measure(line, found.px, False) for line in found.lines)  # noqa: FBT003
    box = Box(0, 0, wide + 2 * pad, found.height + round(0.24 * px))
    inner = Box(pad, 0, wide, box.h)
    return Panel(box=box, words=centred(found, inner, measure))


def _moved(panel: Panel, x: int, y: int, high: int) -> Panel:
    y += (high - panel.box.h) // 2
    runs = tuple(
        Run(run.text, run.box._replace(x=run.box.x + x, y=run.box.y + y), run.px, run.is_bold)
        for run in panel.words
    )
    return Panel(box=panel.box._replace(x=x, y=y), words=runs)


def _trail(trail: Sequence[str], title: Run, sizes: Sizes, measure: Measure) -> tuple[Run, ...]:
    """Where one is, beside the title if there is room; the title alone will do."""
    text = " › ".join(trail)
    room = sizes.margin + sizes.inner - title.box.right - 3 * sizes.gap
    px = next((size for size in _between(sizes) if measure(text, size, False) <= room), 0)  # noqa: FBT003
    if px == 0:
        return ()
    width = measure(text, px, False)  # noqa: FBT003
    high = line_height(px)
    x = sizes.margin + sizes.inner - width
    y = title.box.y + (title.box.h - high) // 2
    return (Run(text, Box(x, y, width, high), px, is_bold=False),)


def _between(sizes: Sizes) -> tuple[int, ...]:
    """Sizes for what is not the main thing, largest first."""
    return sizes_between(round(0.8 * max(sizes.body, sizes.small / 0.8)), sizes.small)


def _shares(
    scene: Scene, others: Sequence[Tile], area: Box, sizes: Sizes, measure: Measure
) -> tuple[Box, Box]:
    """The areas of tiles and text."""
    if not scene.lines:
        return area, Box(area.x, area.y, area.w, 0)
    if not others:
        return area._replace(h=0), area
    titles = tuple(tile.title for tile in others)
    high = _strip_height(titles, area, sizes, measure)
    tiles = Box(area.x, area.bottom - high, area.w, high)
    return tiles, area._replace(h=area.h - high - round(1.2 * sizes.gap))


def _strip_height(titles: tuple[str, ...], area: Box, sizes: Sizes, measure: Measure) -> int:
    """The smallest share that holds the strip in large letters, or else in those of the body."""
    for px in (sizes.strip, sizes.body):
        for share in _STRIP_SHARES:
            room = Room(area.w, round(area.h * share), sizes.gap)
            grid = grid_of(titles, room, (px, px), _STRIP_COLUMNS, measure)
            if grid is not None:
                return grid.rows * (grid.tile_height + sizes.gap) - sizes.gap
    return round(area.h * _STRIP_SHARES[-1])


def _grid(
    scene: Scene, others: Sequence[Tile], area: Box, sizes: Sizes, measure: Measure
) -> Grid | None:
    if not others:
        return None
    titles = tuple(tile.title for tile in others)
    is_strip = bool(scene.lines)
    columns = _STRIP_COLUMNS if is_strip else _LIST_COLUMNS
    largest = sizes.strip if is_strip else sizes.choice
    room = Room(area.w, area.h, sizes.gap)
    found = grid_of(titles, room, (largest, sizes.crowded), columns, measure)
    return found or pages_of(titles, room, (sizes.body, sizes.crowded), columns, measure)


def _tiles(
    shown: Sequence[Tile], grid: Grid, area: Box, sizes: Sizes, measure: Measure
) -> tuple[TilePlace, ...]:
    boxes = cells(grid, area, sizes.gap)
    return tuple(
        tile_place(tile, box, grid.px, sizes.small, measure)
        for tile, box in zip(shown, boxes, strict=False)
    )


def _back_box(foot: Box, sizes: Sizes) -> Box:
    """Half the row, less half a gap: as wide as a choice in two columns."""
    return Box(foot.x, foot.y, (foot.w - sizes.gap) // 2, foot.h)


def _dots(grid: Grid, count: int, area: Box, sizes: Sizes) -> tuple[Box, ...]:
    """One dot a page, in the right margin."""
    pages = -(-count // grid.per_page)
    if pages < 2:  # noqa: PLR2004
        return ()
    side = max(4, round(sizes.margin * 0.45))
    pitch = round(1.8 * side)
    x = area.right + (sizes.margin - side) // 2
    y = area.y + (area.h - pitch * (pages - 1) - side) // 2
    return tuple(Box(x, y + at * pitch, side, side) for at in range(pages))


# --- the foot ------------------------------------------------------------------------------


_EARS_SHARE: Final = 0.22
"""The part of the foot for the sign of listening: the same whatever it says."""


def _ears(scene: Scene, foot: Box, sizes: Sizes, measure: Measure) -> tuple[Panel | None, Box]:
    """The sign of listening, and what is left of the foot beside it."""
    if not scene.ears:
        return None, foot
    wide = round(_EARS_SHARE * foot.w)
    box = Box(foot.right - wide, foot.y, wide, foot.h)
    pad = sizes.gap
    side = min(round(1.4 * sizes.small), box.h - pad)
    icon = Box(box.x + pad, box.y + (box.h - side) // 2, side, side)
    inner = Box(icon.right + pad, box.y, box.right - pad - icon.right - pad, box.h)
    letters = (sizes.body, round(0.7 * sizes.small))
    found = fitted(scene.ears_text, inner.w, inner.h, letters, measure)
    panel = Panel(box, centred(found, inner, measure), icon)
    return panel, foot._replace(w=foot.w - wide - sizes.gap)


def _footer(
    scene: Scene, box: Box, sizes: Sizes, measure: Measure, *, has_back: bool
) -> tuple[tuple[Run, ...], Panel | None]:
    """The hint, or in its place what has to be told."""
    # What is only true for a moment goes first: there a press does something else than ever.
    if scene.notices and not scene.is_hint_brief:
        return (), _notice(scene.notices, box, sizes, measure)
    if not scene.hint:
        return (), None
    inset = sizes.gap if has_back else 0
    inner = Box(box.x + inset, box.y, box.w - inset, box.h)
    found = fitted(scene.hint, inner.w, inner.h, (min(sizes.body, inner.h), sizes.small), measure)
    return centred(balanced(found, measure), inner, measure), None


def _notice(notices: Sequence[str], box: Box, sizes: Sizes, measure: Measure) -> Panel:
    """The newest lines that fit; the newest always does."""
    pad = sizes.gap
    side = min(round(1.4 * sizes.small), box.h - pad)
    icon = Box(box.x + pad, box.y + (box.h - side) // 2, side, side)
    inner = Box(icon.right + pad, box.y, box.right - pad - icon.right - pad, box.h)
    letters = (sizes.body, round(0.8 * sizes.small))
    for first in range(len(notices)):
        found = fitted("  ".join(notices[first:]), inner.w, inner.h, letters, measure)
        if found.px >= letters[1] or first == len(notices) - 1:
            return Panel(box, centred(found, inner, measure), icon)
    return Panel(box, (), icon)


# --- rest and call -------------------------------------------------------------------------


def _rest(scene: Scene, sizes: Sizes, measure: Measure) -> Plan:
    middle = sizes.height // 2
    largest = round(1.3 * sizes.heading)
    title_box = Box(sizes.margin, 0, sizes.inner, middle - sizes.gap)
    title = fitted(
        scene.title, title_box.w, title_box.h // 2, (largest, sizes.small), measure, is_bold=True
    )
    place = title_box._replace(y=title_box.bottom - title.height, h=title.height)
    hint_box = Box(sizes.margin, middle, sizes.inner, sizes.height // 4)
    letters = (sizes.reading, sizes.small)
    hint = fitted(scene.hint, hint_box.w, hint_box.h, letters, measure)
    high = _foot_height(sizes, has_tiles=False)
    foot = Box(sizes.margin, sizes.height - sizes.margin - high, sizes.inner, high)
    ears, foot = _ears(scene, foot, sizes, measure)
    side = min(round(2.4 * title.px), place.y - sizes.margin)
    icon = Box((sizes.width - side) // 2, place.y - side - sizes.gap // 2, side, side)
    return Plan(
        sizes=sizes,
        title=placed(title, place, measure, "centre"),
        title_icon=icon if side > sizes.gap else None,
        hint=placed(balanced(hint, measure), hint_box, measure, "centre") if scene.hint else (),
        notice=_notice(scene.notices, foot, sizes, measure) if scene.notices else None,
        ears=ears,
    )


def _call(scene: Scene, sizes: Sizes, measure: Measure) -> Plan:
    """Huge words, and the button: its second place does not touch its first."""
    height = sizes.height
    title_share = 0.27 if scene.people else 0.38
    title_box = Box(sizes.margin, round(height * 0.05), sizes.inner, round(height * title_share))
    side = round(min(height * 0.26, sizes.inner * 0.2))
    words = title_box._replace(
        x=title_box.x + side + sizes.margin, w=title_box.w - side - sizes.margin
    )
    title = fitted(
        scene.title, words.w, words.h, (round(height * 0.28), sizes.small), measure, is_bold=True
    )
    icon = Box(title_box.x, title_box.y + (title_box.h - side) // 2, side, side)
    hint_box = Box(
        sizes.margin, title_box.bottom, sizes.inner, round(height * (0.1 if scene.people else 0.19))
    )
    letters = (round(1.2 * sizes.heading), sizes.small)
    hint = fitted(scene.hint, hint_box.w, hint_box.h, letters, measure)
    told = Box(sizes.margin, round(height * 0.63), sizes.inner, round(height * 0.09))
    return Plan(
        sizes=sizes,
        title=centred(title, words, measure),
        title_icon=icon,
        hint=(
            *placed(hint, hint_box, measure),
            *_people(scene.people, hint_box, round(height * 0.63), letters, measure),
        ),
        notice=_notice(scene.notices, told, sizes, measure) if scene.notices else None,
        button=_button(scene, sizes, measure),
    )


def _people(
    people: Sequence[str], above: Box, until: int, letters: tuple[int, int], measure: Measure
) -> tuple[Run, ...]:
    """Whom to phone: a line for each, all of one size, between ``above`` and ``until``."""
    if not people:
        return ()
    high = (until - above.bottom) // len(people)
    lines = [fitted(person, above.w, high, letters, measure, is_bold=True) for person in people]
    px = min(line.px for line in lines)
    boxes = [above._replace(y=above.bottom + at * high, h=high) for at in range(len(people))]
    return tuple(
        run
        for person, box in zip(people, boxes, strict=True)
        for run in placed(
            fitted(person, box.w, box.h, (px, letters[1]), measure, is_bold=True), box, measure
        )
    )


def _button(scene: Scene, sizes: Sizes, measure: Measure) -> Panel | None:
    if not scene.acknowledge:
        return None
    high = round(sizes.height * 0.2)
    wide = round(sizes.inner * 0.46)
    is_second = scene.acknowledge == "second"
    x = sizes.width - sizes.margin - wide if is_second else sizes.margin
    box = Box(x, sizes.height - sizes.margin - high, wide, high)
    inner = Box(box.x + sizes.gap, box.y, box.w - 2 * sizes.gap, box.h)
    found = fitted(
        scene.badge, inner.w, inner.h, (sizes.heading, sizes.small), measure, is_bold=True
    )
    return Panel(box, centred(balanced(found, measure), inner, measure, "centre"))
