"""Which pictures are kept, and how two are compared."""

from collections.abc import Callable, Mapping
from typing import Final

import pygame

from assistant.core.settings import ScreenSettings
from assistant.view.painter import Canvas
from assistant.view.scene import Progress, Scene
from tests.view import scenes

SIZE: Final = (1280, 720)
SMALL: Final = (64, 36)
"""Small enough that another build of the font library makes no difference."""

GOLDEN: Final[Mapping[str, tuple[Callable[[], Scene], ScreenSettings]]] = {
    "home-dark": (scenes.home, ScreenSettings(theme="dark")),
    "guide-light": (scenes.guide, ScreenSettings(theme="light")),
    "strip-high-contrast-200": (
        scenes.strip,
        ScreenSettings(theme="high-contrast", text_percent=200),
    ),
    "call": (scenes.calling, ScreenSettings(theme="dark")),
}


def drawn(name: str) -> pygame.Surface:
    """The picture in full size."""
    make, screen = GOLDEN[name]
    canvas = Canvas(SIZE, screen)
    canvas.draw(make(), Progress(step_left=0.5))
    return canvas.surface


def shrunk(surface: pygame.Surface) -> pygame.Surface:
    """The picture in small."""
    return pygame.transform.smoothscale(surface, SMALL)


def difference(one: pygame.Surface, other: pygame.Surface) -> float:
    """How far two small pictures are apart: mean over all colours of all points, 0 to 255."""
    pairs = zip(pygame.image.tobytes(one, "RGB"), pygame.image.tobytes(other, "RGB"), strict=True)
    return sum(abs(a - b) for a, b in pairs) / (SMALL[0] * SMALL[1] * 3)
