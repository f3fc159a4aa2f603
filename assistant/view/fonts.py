"""The letters: measured and drawn in the bundled font. Must not know what a text is for."""

from collections import OrderedDict
from functools import lru_cache
from pathlib import Path
from typing import Final

import pygame

from assistant.view.theme import Colour

_FOLDER: Final = Path(__file__).parent / "fonts"
_FILES: Final = {False: _FOLDER / "Andika-Regular.ttf", True: _FOLDER / "Andika-Bold.ttf"}

_KEPT_PIXELS: Final = 12_000_000
"""How much drawn text is kept, about 48 MB: a full reading screen at 3840x2160 and its lists."""


class Fonts:
    """The bundled font in every size. Sizes are in pixels of the em square."""

    def __init__(self) -> None:
        """Needs no display."""
        pygame.font.init()
        self._open = lru_cache(maxsize=64)(_font)
        self._width = lru_cache(maxsize=8192)(self._measured)
        self._drawn: OrderedDict[tuple[str, int, bool, Colour], pygame.Surface] = OrderedDict()
        self._drawn_pixels = 0

    def width(self, text: str, px: int, is_bold: bool) -> int:  # noqa: FBT001 - as in Measure
        """How wide a line of text is."""
        return self._width(text, px, is_bold)

    def _measured(self, text: str, px: int, is_bold: bool) -> int:  # noqa: FBT001
        return self._open(px, is_bold).size(text)[0]

    def ascent(self, px: int, *, is_bold: bool) -> int:
        """How far below the top of a drawn line its baseline is."""
        return self._open(px, is_bold).get_ascent()

    def drawn(self, text: str, px: int, colour: Colour, *, is_bold: bool) -> pygame.Surface:
        """A line of text on nothing. Do not draw on it: it is kept and given out again."""
        key = (text, px, is_bold, colour)
        found = self._drawn.get(key)
        if found is None:
            found = self._open(px, is_bold).render(text, antialias=True, color=colour)
            self._drawn[key] = found
            self._drawn_pixels += found.get_width() * found.get_height()
            self._forget_old()
        self._drawn.move_to_end(key)
        return found

    def _forget_old(self) -> None:
        while self._drawn_pixels > _KEPT_PIXELS and len(self._drawn) > 1:
            _, old = self._drawn.popitem(last=False)
            self._drawn_pixels -= old.get_width() * old.get_height()


def _font(px: int, is_bold: bool) -> pygame.font.Font:  # noqa: FBT001 - kept by lru_cache
    return pygame.font.Font(_FILES[is_bold], px)
