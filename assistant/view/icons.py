"""Small drawings, as data in a unit square: x to the right, y down, both from 0 to 1.

They help to find a choice again; no choice depends on one. Must not know menus or colours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians, sin
from typing import Final, TypeAlias

Point: TypeAlias = tuple[float, float]

STROKE: Final = 0.085
"""How thick a line is."""


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points; ``is_closed`` joins the last to the first."""

    points: tuple[Point, ...]
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Patch:
    """A filled polygon."""

    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle."""

    centre: Point
    radius: float


Shape: TypeAlias = Path | Patch | Dot
Drawing: TypeAlias = tuple[Shape, ...]


def _line(*points: Point) -> Path:
    return Path(points)


def _loop(*points: Point) -> Path:
    return Path(points, is_closed=True)


def _arc(centre: Point, radius: float | Point, start: float, end: float) -> Path:
    """Part of an ellipse, from one angle to another in degrees, 0 to the right, 90 down."""
    wide, high = radius if isinstance(radius, tuple) else (radius, radius)
    steps = max(8, int(abs(end - start) / 6))
    angles = [radians(start + (end - start) * at / steps) for at in range(steps + 1)]
    return Path(tuple((centre[0] + wide * cos(a), centre[1] + high * sin(a)) for a in angles))


def _ring(centre: Point, radius: float | Point) -> Path:
    return _arc(centre, radius, 0, 360)


def _box(left: float, top: float, right: float, bottom: float) -> Path:
    return _loop((left, top), (right, top), (right, bottom), (left, bottom))


def _filled(path: Path) -> Patch:
    return Patch(path.points)


def _joined(*paths: Path) -> tuple[Point, ...]:
    return tuple(point for path in paths for point in path.points)


_SWITCH: Drawing = (
    _line((0.08, 0.82), (0.92, 0.82)),
    Path(
        _joined(_line((0.2, 0.7), (0.2, 0.6)), _arc((0.5, 0.6), (0.3, 0.26), 180, 360)),
        is_closed=True,
    ),
    _line((0.2, 0.7), (0.8, 0.7)),
    _line((0.5, 0.06), (0.5, 0.2)),
)
_MICROPHONE: Drawing = (
    Path(
        _joined(_arc((0.5, 0.26), 0.16, 180, 360), _arc((0.5, 0.48), 0.16, 0, 180)),
        is_closed=True,
    ),
    _arc((0.5, 0.46), 0.32, 0, 180),
    _line((0.5, 0.78), (0.5, 0.93)),
    _line((0.32, 0.93), (0.68, 0.93)),
)
_BUBBLE = _loop(
    (0.1, 0.16), (0.9, 0.16), (0.9, 0.68), (0.5, 0.68), (0.28, 0.9), (0.28, 0.68), (0.1, 0.68)
)
_HEAD_RIGHT = Patch(((0.3, 0.18), (0.82, 0.5), (0.3, 0.82)))
_FOLDER = _loop((0.1, 0.22), (0.4, 0.22), (0.48, 0.33), (0.9, 0.33), (0.9, 0.8), (0.1, 0.8))
_PAGE: Drawing = (
    _loop((0.22, 0.1), (0.6, 0.1), (0.78, 0.28), (0.78, 0.9), (0.22, 0.9)),
    _line((0.36, 0.45), (0.64, 0.45)),
    _line((0.36, 0.6), (0.64, 0.6)),
    _line((0.36, 0.75), (0.54, 0.75)),
)
_BACK: Drawing = (
    _line((0.88, 0.5), (0.18, 0.5)),
    _line((0.44, 0.22), (0.15, 0.5), (0.44, 0.78)),
)
_HOUSE: Drawing = (
    _line((0.08, 0.5), (0.5, 0.13), (0.92, 0.5)),
    _line((0.2, 0.42), (0.2, 0.87), (0.8, 0.87), (0.8, 0.42)),
    _line((0.42, 0.87), (0.42, 0.62), (0.58, 0.62), (0.58, 0.87)),
)
_MOON = _filled(Path(_joined(_arc((0.5, 0.5), 0.4, 12, 266), _arc((0.66, 0.36), 0.32, 223, 54))))
_GEAR: Drawing = (
    _ring((0.5, 0.5), 0.25),
    *(
        _line(
            (0.5 + 0.29 * cos(radians(turn)), 0.5 + 0.29 * sin(radians(turn))),
            (0.5 + 0.41 * cos(radians(turn)), 0.5 + 0.41 * sin(radians(turn))),
        )
        for turn in range(0, 360, 45)
    ),
    Dot((0.5, 0.5), 0.07),
)
_BELL: Drawing = (
    Path(
        _joined(
            _line((0.14, 0.74), (0.24, 0.62)),
            _arc((0.5, 0.4), 0.26, 180, 360),
            _line((0.76, 0.62), (0.86, 0.74)),
        ),
        is_closed=True,
    ),
    _filled(_arc((0.5, 0.8), 0.11, 0, 180)),
    _line((0.5, 0.14), (0.5, 0.08)),
)
_CUP: Drawing = (
    _line((0.16, 0.34), (0.22, 0.86), (0.62, 0.86), (0.68, 0.34), (0.16, 0.34)),
    _arc((0.67, 0.54), 0.17, -80, 85),
    _line((0.32, 0.22), (0.32, 0.1)),
    _line((0.52, 0.22), (0.52, 0.1)),
)
_LUNGS: Drawing = (
    _line((0.5, 0.1), (0.5, 0.42)),
    _line((0.5, 0.42), (0.4, 0.5)),
    _line((0.5, 0.42), (0.6, 0.5)),
    _loop((0.34, 0.28), (0.4, 0.36), (0.4, 0.8), (0.26, 0.88), (0.1, 0.84), (0.16, 0.5)),
    _loop((0.66, 0.28), (0.6, 0.36), (0.6, 0.8), (0.74, 0.88), (0.9, 0.84), (0.84, 0.5)),
)
_QUESTION: Drawing = (
    _ring((0.5, 0.5), 0.41),
    _arc((0.5, 0.39), 0.135, 180, 395),
    _line((0.61, 0.467), (0.5, 0.56), (0.5, 0.61)),
    Dot((0.5, 0.735), 0.055),
)
_AGAIN: Drawing = (
    _arc((0.5, 0.52), 0.34, -50, 245),
    Patch(((0.56, 0.02), (0.9, 0.2), (0.6, 0.42))),
)
_SUN: Drawing = (
    _ring((0.5, 0.5), 0.19),
    *(
        _line(
            (0.5 + 0.32 * cos(radians(turn)), 0.5 + 0.32 * sin(radians(turn))),
            (0.5 + 0.44 * cos(radians(turn)), 0.5 + 0.44 * sin(radians(turn))),
        )
        for turn in range(0, 360, 45)
    ),
)
_HALF: Drawing = (_ring((0.5, 0.5), 0.38), _filled(_arc((0.5, 0.5), 0.38, 90, 270)))
_LESS: Drawing = (_ring((0.5, 0.5), 0.4), _line((0.3, 0.5), (0.7, 0.5)))
_MORE: Drawing = (*_LESS, _line((0.5, 0.3), (0.5, 0.7)))
_CROSS: Drawing = (_line((0.22, 0.22), (0.78, 0.78)), _line((0.78, 0.22), (0.22, 0.78)))
_TICK: Drawing = (_line((0.14, 0.54), (0.4, 0.8), (0.88, 0.24)),)
_SOUND: Drawing = (
    Patch(((0.08, 0.38), (0.24, 0.38), (0.46, 0.18), (0.46, 0.82), (0.24, 0.62), (0.08, 0.62))),
    _arc((0.5, 0.5), 0.17, -55, 55),
    _arc((0.5, 0.5), 0.36, -50, 50),
)
_CLOCK: Drawing = (_ring((0.5, 0.5), 0.4), _line((0.5, 0.26), (0.5, 0.52), (0.68, 0.62)))

_ROWS: Final[Drawing] = tuple(
    Dot((0.2 + 0.3 * column, 0.32 + 0.36 * row), 0.1) for row in range(2) for column in range(3)
)
ICONS: Final[Mapping[str, Drawing]] = {
    # Home
    "guide": (
        _line((0.5, 0.26), (0.5, 0.86)),
        _loop((0.5, 0.26), (0.36, 0.17), (0.08, 0.17), (0.08, 0.77), (0.36, 0.77), (0.5, 0.86)),
        _line((0.5, 0.26), (0.64, 0.17), (0.92, 0.17), (0.92, 0.77), (0.64, 0.77), (0.5, 0.86)),
    ),
    "continue": (
        _loop((0.24, 0.1), (0.76, 0.1), (0.76, 0.9), (0.5, 0.7), (0.24, 0.9)),
        Patch(((0.42, 0.26), (0.64, 0.4), (0.42, 0.54))),
    ),
    "own": (
        _loop((0.22, 0.1), (0.6, 0.1), (0.78, 0.28), (0.78, 0.9), (0.22, 0.9)),
        Patch(
            _joined(
                _line((0.5, 0.76)),
                _arc((0.42, 0.52), 0.08, 150, 350),
                _arc((0.58, 0.52), 0.08, 190, 390),
            )
        ),
    ),
    "settings": _GEAR,
    "help": _BELL,
    "rest": (_MOON,),
    "home": _HOUSE,
    "back": _BACK,
    # The guide
    "section": _PAGE,
    "folder": (_FOLDER,),
    "folder-1": (
        _line((0.24, 0.92), (0.24, 0.1)),
        _filled(_loop((0.24, 0.12), (0.84, 0.12), (0.68, 0.32), (0.84, 0.52), (0.24, 0.52))),
    ),
    "folder-2": (
        Path(
            _joined(_arc((0.68, 0.32), 0.19, -135, 45), _arc((0.32, 0.68), 0.19, 45, 225)),
            is_closed=True,
        ),
        _line((0.37, 0.37), (0.63, 0.63)),
    ),
    "folder-3": (
        _line((0.36, 0.1), (0.64, 0.1)),
        _loop((0.42, 0.1), (0.42, 0.4), (0.16, 0.88), (0.84, 0.88), (0.58, 0.4), (0.58, 0.1)),
        Patch(((0.33, 0.62), (0.67, 0.62), (0.78, 0.84), (0.22, 0.84))),
    ),
    "folder-4": (
        Path(
            _joined(
                _line((0.5, 0.88), (0.13, 0.5)),
                _arc((0.305, 0.335), 0.205, 145, 345),
                _arc((0.695, 0.335), 0.205, 195, 395),
                _line((0.87, 0.5), (0.5, 0.88)),
            ),
            is_closed=True,
        ),
    ),
    "folder-5": _CUP,
    "folder-5.2": _CUP,
    "folder-5.3": _LUNGS,
    "folder-6": (
        Dot((0.56, 0.16), 0.1),
        _line((0.52, 0.34), (0.44, 0.6)),
        _line((0.24, 0.5), (0.34, 0.36), (0.52, 0.34), (0.64, 0.48), (0.8, 0.5)),
        _line((0.44, 0.6), (0.6, 0.72), (0.64, 0.92)),
        _line((0.44, 0.6), (0.36, 0.76), (0.18, 0.84)),
    ),
    "folder-7": _HOUSE,
    "folder-8": (
        Path(
            _joined(
                _line((0.18, 0.84)),
                _arc((0.56, 0.52), (0.4, 0.4), 170, 275),
                _line((0.88, 0.12)),
                _arc((0.5, 0.46), (0.4, 0.4), 0, 95),
            ),
            is_closed=True,
        ),
        _line((0.1, 0.92), (0.62, 0.38)),
    ),
    # Beside a text
    "go-on": (_HEAD_RIGHT,),
    "say-again": _AGAIN,
    "read-again": _AGAIN,
    "back-one": (
        Patch(((0.84, 0.18), (0.84, 0.82), (0.34, 0.5))),
        _line((0.22, 0.2), (0.22, 0.8)),
    ),
    "on-one": (
        Patch(((0.16, 0.18), (0.16, 0.82), (0.66, 0.5))),
        _line((0.78, 0.2), (0.78, 0.8)),
    ),
    "slower": (_line((0.72, 0.14), (0.36, 0.5), (0.72, 0.86)),),
    "faster": (
        _line((0.16, 0.14), (0.5, 0.5), (0.16, 0.86)),
        _line((0.52, 0.14), (0.86, 0.5), (0.52, 0.86)),
    ),
    "where-from": _QUESTION,
    "stop": (Patch(((0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8))),),
    "next-section": (
        _line((0.12, 0.5), (0.82, 0.5)),
        _line((0.56, 0.22), (0.85, 0.5), (0.56, 0.78)),
    ),
    "read-anyway": _PAGE,
    "hear-part": _TICK,
    "skip-part": _CROSS,
    # Settings
    "scan.interval_ms": _CLOCK,
    "speech.rate_wpm": (
        _arc((0.5, 0.62), 0.4, 180, 360),
        _line((0.5, 0.62), (0.7, 0.36)),
        Dot((0.5, 0.62), 0.08),
    ),
    "speech.volume_percent": _SOUND,
    "screen.text_percent": (
        _line((0.06, 0.84), (0.32, 0.16), (0.58, 0.84)),
        _line((0.16, 0.6), (0.48, 0.6)),
        _line((0.64, 0.84), (0.79, 0.46), (0.94, 0.84)),
        _line((0.7, 0.72), (0.88, 0.72)),
    ),
    "screen.theme": _HALF,
    "switch": _SWITCH,
    "try-switch": _SWITCH,
    "scan.press_time": (
        _arc((0.38, 0.5), 0.3, 60, 300),
        _line((0.38, 0.5), (0.38, 0.28)),
        _line((0.6, 0.5), (0.92, 0.5)),
        _line((0.74, 0.32), (0.92, 0.5), (0.74, 0.68)),
    ),
    "scan.method": (
        _line((0.12, 0.5), (0.88, 0.5)),
        _line((0.32, 0.3), (0.12, 0.5), (0.32, 0.7)),
        _line((0.68, 0.3), (0.88, 0.5), (0.68, 0.7)),
    ),
    "region": (
        _ring((0.5, 0.5), 0.41),
        _line((0.09, 0.5), (0.91, 0.5)),
        _arc((0.5, 0.5), (0.18, 0.41), 0, 360),
    ),
    "next-voice": (_BUBBLE,),
    "profile": _HALF,
    "usual": _CLOCK,
    "morning": _SUN,
    "evening": (_MOON,),
    "accept-pace": _TICK,
    "ask-no-more": _CROSS,
    "auto": _CLOCK,
    "step": (
        _line((0.16, 0.18), (0.5, 0.5), (0.16, 0.82)),
        _line((0.66, 0.18), (0.66, 0.82)),
    ),
    "inverse": _SWITCH,
    "two-switch": (Dot((0.28, 0.5), 0.2), Dot((0.74, 0.5), 0.2)),
    "scan.groups": _ROWS,
    "none": _CROSS,
    "rows": _ROWS,
    "halves": _HALF,
    "switch.sound": _SOUND,
    "voice": (_BUBBLE,),
    "puff": (
        _line((0.1, 0.36), (0.72, 0.36)),
        _line((0.1, 0.64), (0.72, 0.64)),
        _arc((0.72, 0.22), 0.14, 270, 450),
        _arc((0.72, 0.78), 0.14, 270, 450),
    ),
    "both": _SOUND,
    "keep-method": _TICK,
    "set-up": _CLOCK,
    "use-set-up": _TICK,
    "on": _TICK,
    "off": _CROSS,
    "about": (
        _ring((0.5, 0.5), 0.41),
        _line((0.5, 0.46), (0.5, 0.72)),
        Dot((0.5, 0.29), 0.06),
    ),
    "carers": (
        _ring((0.34, 0.26), 0.15),
        _arc((0.34, 0.86), (0.26, 0.38), 180, 360),
        _ring((0.72, 0.4), 0.12),
        _arc((0.72, 0.86), (0.2, 0.28), 180, 360),
    ),
    "light": _SUN,
    "dark": (_MOON,),
    "high-contrast": _HALF,
    "less": _LESS,
    "more": _MORE,
    # Listening
    "ears": _MICROPHONE,
    "listening": _MICROPHONE,
    "what-to-say": _QUESTION,
    "words": (_BUBBLE,),
    "word": (_BUBBLE,),
    "record": (Dot((0.5, 0.5), 0.36),),
    "forget": _CROSS,
    "forget-all-words": _CROSS,
    "meant": _TICK,
    "none-of-these": _CROSS,
    "notice": (
        _loop((0.5, 0.12), (0.94, 0.86), (0.06, 0.86)),
        _line((0.5, 0.4), (0.5, 0.6)),
        Dot((0.5, 0.73), 0.055),
    ),
}


def icon(name: str) -> Drawing | None:
    """The drawing with this name. Folders without one of their own share one; else None."""
    found = ICONS.get(name)
    return ICONS["folder"] if found is None and name.startswith("folder-") else found
