"""Smooth shapes for the painter: round corners and icons. Must not know what they stand for."""

from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import Final

import pygame

from assistant.view.icons import STROKE, Dot, Patch, Shape, icon
from assistant.view.text_fit import Box
from assistant.view.theme import Colour

_FINER: Final = 4
"""Shapes are drawn this many times as large and then shrunk, which smooths their edges."""


def rounded(surface: pygame.Surface, box: Box, radius: int, colour: Colour) -> None:
    """A filled box with round corners."""
    radius = max(0, min(radius, box.w // 2, box.h // 2))
    surface.fill(colour, (box.x + radius, box.y, box.w - 2 * radius, box.h))
    surface.fill(colour, (box.x, box.y + radius, radius, box.h - 2 * radius))
    surface.fill(colour, (box.right - radius, box.y + radius, radius, box.h - 2 * radius))
    if radius == 0:
        return
    disc = _disc(radius, colour)
    for x, part_x in ((box.x, 0), (box.right - radius, radius)):
        for y, part_y in ((box.y, 0), (box.bottom - radius, radius)):
            surface.blit(disc, (x, y), (part_x, part_y, radius, radius))


def edged(
    surface: pygame.Surface, box: Box, radius: int, edge: tuple[int, Colour], ground: Colour
) -> None:
    """A filled box with an edge, of a width and colour, inside it."""
    width, colour = edge
    rounded(surface, box, radius, colour)
    inner = Box(box.x + width, box.y + width, box.w - 2 * width, box.h - 2 * width)
    if inner.w > 0 and inner.h > 0:
        rounded(surface, inner, radius - width, ground)


def arrow(surface: pygame.Surface, box: Box, colour: Colour) -> None:
    """A filled arrowhead that points to the right."""
    surface.blit(_arrow(min(box.w, box.h), colour), (box.x, box.y))


def picture(surface: pygame.Surface, name: str, box: Box, colour: Colour) -> None:
    """An icon; nothing where there is none of that name."""
    drawn = _icon(name, min(box.w, box.h), colour)
    if drawn is not None:
        surface.blit(drawn, (box.x, box.y))


@lru_cache(maxsize=64)
def _disc(radius: int, colour: Colour) -> pygame.Surface:
    fine = _FINER * radius

    def draw(canvas: pygame.Surface) -> None:
        pygame.draw.circle(canvas, colour, (fine, fine), fine)

    return _smooth(2 * radius, colour, draw)


@lru_cache(maxsize=32)
def _arrow(side: int, colour: Colour) -> pygame.Surface:
    points = ((0.14, 0.06), (0.94, 0.5), (0.14, 0.94))
    return _smooth(side, colour, lambda canvas: _shape(canvas, Patch(points), colour))


@lru_cache(maxsize=128)
def _icon(name: str, side: int, colour: Colour) -> pygame.Surface | None:
    drawing = icon(name)
    if drawing is None or side <= 0:
        return None

    def draw(canvas: pygame.Surface) -> None:
        for shape in drawing:
            _shape(canvas, shape, colour)

    return _smooth(side, colour, draw)


def _smooth(side: int, colour: Colour, draw: Callable[[pygame.Surface], None]) -> pygame.Surface:
    side = max(1, side)
    canvas = pygame.Surface((_FINER * side, _FINER * side), pygame.SRCALPHA)
    # Nothing, but of the right colour: shrinking mixes it into the edges.
    canvas.fill((*colour, 0))
    draw(canvas)
    return pygame.transform.smoothscale(canvas, (side, side))


def _shape(canvas: pygame.Surface, shape: Shape, colour: Colour) -> None:
    side = canvas.get_width()
    if isinstance(shape, Dot):
        x, y = shape.centre
        pygame.draw.circle(canvas, colour, (x * side, y * side), shape.radius * side)
        return
    points = [(x * side, y * side) for x, y in shape.points]
    if isinstance(shape, Patch):
        pygame.draw.polygon(canvas, colour, points)
        return
    # Round pens: a disc at every corner, a broad line between two.
    pen = STROKE * side
    if shape.is_closed:
        points.append(points[0])
    for point in points:
        pygame.draw.circle(canvas, colour, point, pen / 2)
    for start, end in pairwise(points):
        _stroke(canvas, colour, start, end, pen)


def _stroke(
    canvas: pygame.Surface,
    colour: Colour,
    start: tuple[float, float],
    end: tuple[float, float],
    pen: float,
) -> None:
    along = pygame.Vector2(end) - pygame.Vector2(start)
    if along.length() == 0:
        return
    across = along.normalize().rotate(90) * (pen / 2)
    corners = (start + across, end + across, end - across, start - across)
    pygame.draw.polygon(canvas, colour, [(corner.x, corner.y) for corner in corners])
