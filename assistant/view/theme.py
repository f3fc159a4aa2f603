"""The colours, as data, and how far apart two of them are. Must not know where they are used.

What is lit is never shown by colour alone: the painter adds an arrow and a thick edge.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from assistant.core.settings import Theme

Colour: TypeAlias = tuple[int, int, int]

READABLE: Final = 7.0
"""Text against its background: WCAG 2.2, success criterion 1.4.6 (level AAA)."""
VISIBLE: Final = 3.0
"""Shapes that carry meaning against what is next to them: success criterion 1.4.11."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """One theme. ``quiet`` is for text that is not the main thing; it is just as readable."""

    page: Colour
    text: Colour
    quiet: Colour
    tile: Colour
    tile_text: Colour
    tile_edge: Colour
    lit: Colour
    lit_text: Colour
    lit_edge: Colour
    lit_track: Colour
    """What the countdown leaves behind it as it shrinks."""
    notice: Colour
    notice_text: Colour
    sign: Colour
    sign_text: Colour
    sign_track: Colour
    call: Colour
    call_text: Colour
    button: Colour
    button_text: Colour


THEMES: Final[Mapping[Theme, Colours]] = {
    "dark": Colours(
        page=(15, 20, 26),
        text=(240, 242, 243),
        quiet=(178, 190, 201),
        tile=(29, 38, 48),
        tile_text=(240, 242, 243),
        tile_edge=(66, 81, 97),
        lit=(255, 213, 92),
        lit_text=(18, 18, 14),
        lit_edge=(255, 255, 255),
        lit_track=(178, 134, 16),
        notice=(51, 44, 20),
        notice_text=(255, 232, 168),
        sign=(255, 255, 255),
        sign_text=(96, 6, 12),
        sign_track=(226, 208, 208),
        call=(112, 8, 16),
        call_text=(255, 255, 255),
        button=(255, 255, 255),
        button_text=(84, 4, 10),
    ),
    "light": Colours(
        page=(247, 244, 238),
        text=(27, 31, 36),
        quiet=(69, 75, 83),
        tile=(255, 255, 255),
        tile_text=(27, 31, 36),
        tile_edge=(184, 181, 173),
        lit=(17, 63, 107),
        lit_text=(255, 255, 255),
        lit_edge=(17, 63, 107),
        lit_track=(83, 127, 169),
        notice=(255, 236, 179),
        notice_text=(58, 40, 0),
        sign=(96, 6, 12),
        sign_text=(255, 255, 255),
        sign_track=(150, 70, 76),
        call=(112, 8, 16),
        call_text=(255, 255, 255),
        button=(255, 255, 255),
        button_text=(84, 4, 10),
    ),
    "high-contrast": Colours(
        page=(0, 0, 0),
        text=(255, 255, 255),
        quiet=(255, 255, 255),
        tile=(0, 0, 0),
        tile_text=(255, 255, 255),
        tile_edge=(255, 255, 255),
        lit=(255, 255, 0),
        lit_text=(0, 0, 0),
        lit_edge=(255, 255, 255),
        lit_track=(128, 128, 0),
        notice=(0, 0, 0),
        notice_text=(255, 255, 0),
        sign=(255, 255, 255),
        sign_text=(0, 0, 0),
        sign_track=(196, 196, 196),
        call=(0, 0, 0),
        call_text=(255, 255, 255),
        button=(255, 255, 0),
        button_text=(0, 0, 0),
    ),
}


def texts_of(colours: Colours) -> tuple[tuple[str, Colour, Colour], ...]:
    """Every text and the background it stands on."""
    return (
        ("text", colours.text, colours.page),
        ("quiet", colours.quiet, colours.page),
        ("tile", colours.tile_text, colours.tile),
        ("number on a tile", colours.quiet, colours.tile),
        ("lit", colours.lit_text, colours.lit),
        ("notice", colours.notice_text, colours.notice),
        ("sign", colours.sign_text, colours.sign),
        ("call", colours.call_text, colours.call),
        ("button", colours.button_text, colours.button),
    )


def shapes_of(colours: Colours) -> tuple[tuple[str, Colour, Colour], ...]:
    """Every shape that carries meaning and what it must stand out from."""
    return (
        ("a lit choice among others", colours.lit, colours.tile),
        ("a lit sentence on the page", colours.lit, colours.page),
        ("the countdown on its track", colours.lit_text, colours.lit_track),
        ("the growing bar on its track", colours.sign_text, colours.sign_track),
        ("the button on the call", colours.button, colours.call),
    )


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours, from 1 to 21.

    As WCAG 2.2 defines it: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Colour) -> float:
    """Relative luminance, 0 for black to 1 for white.

    As WCAG 2.2 defines it: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
    """
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    bend, slope, offset, power = 0.04045, 12.92, 0.055, 2.4
    return part / slope if part <= bend else float(((part + offset) / (1 + offset)) ** power)
