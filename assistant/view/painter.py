"""Draws scenes onto a surface. Must not know windows, time or what a choice does.

A whole scene is drawn when it changes; what moves by itself (the countdown in the lit tile, the
bar of a hold) is drawn alone, in one small rectangle.
"""

import io
from functools import lru_cache
from pathlib import Path
from typing import Final

import pygame

from assistant.core.settings import ScreenSettings, Theme
from assistant.view.fonts import Fonts
from assistant.view.layout import CLOSE_SIGN, HELP_SIGN, Panel, Plan, Sign, plan_of, sign_of
from assistant.view.scene import Progress, Scene
from assistant.view.shapes import arrow, edged, picture, rounded
from assistant.view.text_fit import BASELINE, Box, Run
from assistant.view.text_page import LinePlace
from assistant.view.theme import THEMES, Colour, Colours
from assistant.view.tiles import TilePlace

_NIGHT: Final[Colour] = (0, 0, 0)
_NIGHT_TEXT: Final[Colour] = (84, 84, 84)
"""Dim on purpose: to be found in a dark room by who looks for it, and to wake nobody."""

_FONTS: Final = lru_cache(maxsize=1)(Fonts)
"""One for all painters: a new window size does not open the files again."""


class Painter:
    """Draws scenes of one size, theme and text size."""

    def __init__(self, size: tuple[int, int], theme: Theme, text_percent: int) -> None:
        """Needs no display."""
        self.size = size
        self._colours: Colours = THEMES[theme]
        self._text_percent = text_percent
        self._fonts = _FONTS()
        self._plan_of = lru_cache(maxsize=4)(self._planned)
        self._signs: dict[str, Sign] = {
            icon: sign_of(*size, text_percent, self._fonts.width, words)
            for icon, words in (("help", HELP_SIGN), ("off", CLOSE_SIGN))
        }

    def plan(self, scene: Scene) -> Plan:
        """Where everything of a scene goes."""
        return self._plan_of(scene)

    def _planned(self, scene: Scene) -> Plan:
        return plan_of(scene, *self.size, self._text_percent, self._fonts.width)

    def hit(self, scene: Scene, position: tuple[int, int]) -> str | None:
        """What lies under a point: the id of a choice, "acknowledge", or None."""
        plan = self.plan(scene)
        if plan.cover is not None and plan.cover.box.holds(*position):
            return None
        if plan.button is not None and plan.button.box.holds(*position):
            return "acknowledge"
        for place in plan.tiles:
            if place.box.holds(*position):
                return place.tile.id
        return None

    # --- what moves ------------------------------------------------------------------------

    def paint_progress(
        self, surface: pygame.Surface, scene: Scene, progress: Progress
    ) -> list[pygame.Rect]:
        """Draw what moves over a painted scene; the rectangles that this changed."""
        if (sign := _sign(scene, progress)) is not None:
            return [self._hold_bar(surface, *sign)]
        lit = self._lit(scene)
        if lit is None or progress.step_left is None:
            return []
        return [self._countdown(surface, lit, progress.step_left)]

    def moving_width(self, scene: Scene, progress: Progress) -> int:
        """How long the bar that moves is, in pixels: as long as it stays, nothing is drawn."""
        if (sign := _sign(scene, progress)) is not None:
            name, done = sign
            return round(done * self._signs[name].bar.w)
        lit = self._lit(scene)
        return round((progress.step_left or 0.0) * lit.bar.w) if lit else 0

    def _lit(self, scene: Scene) -> TilePlace | None:
        """The lit tile; none where it may lie under a cover, which nothing is drawn over."""
        if scene.cover is not None:
            return None
        return next((place for place in self.plan(scene).tiles if place.tile.is_lit), None)

    def _countdown(self, surface: pygame.Surface, place: TilePlace, left: float) -> pygame.Rect:
        colours, box = self._colours, place.bar
        self._bar(surface, box, left, (colours.lit, colours.lit_track, colours.lit_text))
        return pygame.Rect(box)

    def _hold_bar(self, surface: pygame.Surface, name: str, done: float) -> pygame.Rect:
        colours, box = self._colours, self._signs[name].bar
        self._bar(surface, box, done, (colours.sign, colours.sign_track, colours.sign_text))
        return pygame.Rect(box)

    def _bar(
        self, surface: pygame.Surface, box: Box, part: float, colours: tuple[Colour, ...]
    ) -> None:
        """A bar over whatever bar was there: ``colours`` are its ground, its track and itself."""
        ground, track, bar = colours
        # Smooth corners drawn twice would get sharper each time.
        surface.fill(ground, box)
        rounded(surface, box, box.h // 2, track)
        wide = round(part * box.w)
        if wide > 0:
            rounded(surface, box._replace(w=max(wide, 2)), box.h // 2, bar)

    # --- a whole scene ---------------------------------------------------------------------

    def paint(self, surface: pygame.Surface, scene: Scene, progress: Progress) -> None:
        """Draw all of a scene."""
        plan = self.plan(scene)
        if scene.kind == "call":
            self._paint_call(surface, plan)
        elif scene.kind == "dark":
            self._paint_dark(surface, plan)
        else:
            self._paint_page(surface, scene, plan)
        if plan.cover is not None:
            self._cover(surface, plan, plan.cover)
        if (sign := _sign(scene, progress)) is not None:
            self._paint_sign(surface, sign[0])
        self.paint_progress(surface, scene, progress)

    def _paint_page(self, surface: pygame.Surface, scene: Scene, plan: Plan) -> None:
        colours = self._colours
        surface.fill(colours.page)
        self._runs(surface, plan.title, colours.text)
        if plan.title_icon and scene.hint:
            picture(surface, scene.icon, plan.title_icon, colours.quiet)
        self._runs(surface, plan.trail, colours.quiet)
        for line in plan.lines:
            self._line(surface, line)
        for place in plan.tiles:
            self._tile(surface, plan, place)
        self._runs(surface, plan.hint, colours.text if scene.is_hint_brief else colours.quiet)
        if plan.badge is not None:
            self._panel(surface, plan, plan.badge, colours.page, colours.quiet)
        if plan.notice is not None:
            self._notice(surface, plan, plan.notice)
        if plan.ears is not None:
            self._ears(surface, plan, plan.ears, scene.ears)
        for at, dot in enumerate(plan.pages):
            self._dot(surface, dot, is_here=at == plan.page)

    def _paint_dark(self, surface: pygame.Surface, plan: Plan) -> None:
        surface.fill(_NIGHT)
        self._runs(surface, plan.hint, _NIGHT_TEXT)
        if plan.notice is not None:
            self._runs(surface, plan.notice.words, _NIGHT_TEXT)

    def _paint_call(self, surface: pygame.Surface, plan: Plan) -> None:
        colours = self._colours
        surface.fill(colours.call)
        self._runs(surface, plan.title, colours.call_text)
        if plan.title_icon is not None:
            picture(surface, "help", plan.title_icon, colours.call_text)
        self._runs(surface, plan.hint, colours.call_text)
        if plan.notice is not None:
            self._notice(surface, plan, plan.notice)
        if plan.button is not None:
            rounded(surface, plan.button.box, plan.sizes.gap, colours.button)
            self._runs(surface, plan.button.words, colours.button_text)

    def _paint_sign(self, surface: pygame.Surface, name: str) -> None:
        colours, sign = self._colours, self._signs[name]
        radius = sign.box.h // 10
        rim = max(3, sign.box.h // 40)
        # A rim in the page's colour sets the sign off from whatever lies below.
        outer = Box(sign.box.x - rim, sign.box.y - rim, sign.box.w + 2 * rim, sign.box.h + 2 * rim)
        rounded(surface, outer, radius + rim, colours.page)
        edged(surface, sign.box, radius, (rim, colours.sign_text), colours.sign)
        picture(surface, name, sign.icon, colours.sign_text)
        self._runs(surface, sign.words, colours.sign_text)

    # --- parts -----------------------------------------------------------------------------

    def _runs(self, surface: pygame.Surface, runs: tuple[Run, ...], colour: Colour) -> None:
        for run in runs:
            drawn = self._fonts.drawn(run.text, run.px, colour, is_bold=run.is_bold)
            above = self._fonts.ascent(run.px, is_bold=run.is_bold) - round(BASELINE * run.px)
            surface.blit(drawn, (run.box.x, run.box.y - above))

    def _tile(self, surface: pygame.Surface, plan: Plan, place: TilePlace) -> None:
        colours, box = self._colours, place.box
        is_lit = place.tile.is_lit
        radius = round(0.9 * plan.sizes.gap)
        thin = max(2, plan.sizes.gap // 6)
        if is_lit:
            # The thick edge stands out of the tile, so that nothing inside it moves.
            out = max(4, round(0.5 * plan.sizes.gap))
            outer = Box(box.x - out, box.y - out, box.w + 2 * out, box.h + 2 * out)
            edged(surface, outer, radius + out, (out - thin, colours.lit_edge), colours.page)
            rounded(surface, box, radius, colours.lit)
            arrow(surface, place.arrow, colours.lit_text)
        elif place.tile.is_near:
            edged(surface, box, radius, (2 * thin, colours.lit), colours.tile)
        else:
            edged(surface, box, radius, (thin, colours.tile_edge), colours.tile)
        text = colours.lit_text if is_lit else colours.tile_text
        self._runs(surface, (place.number,), text if is_lit else colours.quiet)
        if place.icon is not None:
            picture(surface, place.tile.icon, place.icon, text if is_lit else colours.quiet)
        self._runs(surface, place.words, text)

    def _line(self, surface: pygame.Surface, place: LinePlace) -> None:
        colours = self._colours
        if not place.is_lit:
            self._runs(surface, place.words, colours.text)
            return
        radius = place.marker.w // 2
        rounded(surface, place.bar, radius, colours.lit)
        inset = max(2, place.marker.w // 3)
        mark = Box(
            place.marker.x + inset,
            place.marker.y + inset,
            max(2, place.marker.w - inset),
            place.marker.h - 2 * inset,
        )
        rounded(surface, mark, mark.w // 2, colours.lit_text)
        self._runs(surface, place.words, colours.lit_text)

    def _panel(
        self, surface: pygame.Surface, plan: Plan, panel: Panel, ground: Colour, text: Colour
    ) -> None:
        thin = max(2, plan.sizes.gap // 6)
        edged(surface, panel.box, panel.box.h // 2, (thin, text), ground)
        self._runs(surface, panel.words, text)

    def _notice(self, surface: pygame.Surface, plan: Plan, panel: Panel) -> None:
        colours = self._colours
        thin = max(2, plan.sizes.gap // 6)
        radius = round(0.9 * plan.sizes.gap)
        edged(surface, panel.box, radius, (thin, colours.notice_text), colours.notice)
        if panel.icon is not None:
            picture(surface, "notice", panel.icon, colours.notice_text)
        self._runs(surface, panel.words, colours.notice_text)

    def _cover(self, surface: pygame.Surface, plan: Plan, panel: Panel) -> None:
        """As bright as what is lit: it must be seen across the room, and is no call for help."""
        colours = self._colours
        rim = max(3, plan.sizes.gap // 2)
        edged(surface, panel.box, plan.sizes.gap, (rim, colours.lit_text), colours.lit)
        if panel.icon is not None:
            picture(surface, "switch", panel.icon, colours.lit_text)
        self._runs(surface, panel.words, colours.lit_text)

    def _ears(self, surface: pygame.Surface, plan: Plan, panel: Panel, sign: str) -> None:
        """The sign of listening: brighter while a voice is heard; its words say the same."""
        colours = self._colours
        is_bright = sign in ("hearing", "heard")
        ink = colours.lit_text if is_bright else colours.quiet
        ground = colours.lit if is_bright else colours.page
        thin = max(2, plan.sizes.gap // 6)
        edged(surface, panel.box, round(0.9 * plan.sizes.gap), (thin, ink), ground)
        if panel.icon is not None:
            picture(surface, "ears", panel.icon, ink)
        self._runs(surface, panel.words, ink)

    def _dot(self, surface: pygame.Surface, dot: Box, *, is_here: bool) -> None:
        colours = self._colours
        if is_here:
            rounded(surface, dot, dot.w // 2, colours.text)
        else:
            width = max(2, dot.w // 6)
            edged(surface, dot, dot.w // 2, (width, colours.quiet), colours.page)


def _sign(scene: Scene, progress: Progress) -> tuple[str, float] | None:
    """The picture of the sign that shows, and how far its hold has come. Help comes first."""
    if scene.kind != "call" and scene.is_holding and progress.hold is not None:
        return "help", progress.hold
    if scene.is_closing and progress.close is not None:
        return "off", progress.close
    return None


class Canvas:
    """A picture without a window: for rehearsals and tests."""

    def __init__(self, size: tuple[int, int], screen: ScreenSettings) -> None:
        """An empty picture of a size, in a theme and text size."""
        self.surface = pygame.Surface(size)
        self._painter = Painter(size, screen.theme, screen.text_percent)

    def draw(self, scene: Scene, progress: Progress) -> None:
        """Draw a scene."""
        self._painter.paint(self.surface, scene, progress)

    def save(self, path: Path) -> None:
        """Write it as a PNG; folders that are missing are made."""
        path.parent.mkdir(parents=True, exist_ok=True)
        pygame.image.save(self.surface, path)

    def png(self) -> bytes:
        """It as a PNG, in memory."""
        file = io.BytesIO()
        pygame.image.save(self.surface, file, "picture.png")
        return file.getvalue()
