"""``python -m benchmarks.selection_picture`` draws docs/pictures/selection.svg with the engine.

A late press: what was lit, how long this hand usually takes, and what is believed of each item.
"""

import math
from pathlib import Path

from assistant.core.press_model import PersonModel, curve_of
from assistant.core.selection import Stage, belief, lit, pressed

TO = Path(__file__).parents[1] / "docs" / "pictures" / "selection.svg"
NAMES = ("Guide", "Continue", "Say something", "Questions", "Find", "Settings")
STEP_MS = 1000
PRESS_MS = 3200
_HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1080 390" width="1080" height="390"
 font-family="sans-serif" fill="#1f2328">
<title>A late press, and what it is taken for</title>
<rect width="1080" height="390" fill="#ffffff"/>"""
_LEFT, _SCALE, _ROW, _TOP = 150, 0.11, 34, 70


def _x(ms: float) -> float:
    return _LEFT + ms * _SCALE


def _y(row: int) -> int:
    return _TOP + row * _ROW


def _text(x: float, y: float, words: str, *, size: int = 14, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}">{words}</text>'


def _line(x: float, top: float, bottom: float, look: str) -> str:
    return f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{bottom}" {look}/>'


def _row(item: int, share: float) -> list[str]:
    fill = "#1b5e9e" if item * STEP_MS <= PRESS_MS else "#d0d7de"
    x, y = _x(item * STEP_MS), _y(item)
    bar = share * 150
    return [
        _text(_LEFT - 10, y + 18, NAMES[item], anchor="end"),
        f'<rect x="{x:.1f}" y="{y}" width="{STEP_MS * _SCALE}" height="24" fill="{fill}" rx="3"/>',
        f'<rect x="{_x(6500):.1f}" y="{y}" width="{bar:.1f}" height="24" fill="#b54708" rx="3"/>',
        _text(_x(6500) + bar + 8, y + 18, f"{100 * share:.0f} %"),
    ]


def _curve(model: PersonModel, onset_ms: int, y: int) -> str:
    curve = curve_of(model)
    points = " ".join(
        f"{_x(onset_ms + ms):.1f},{y - 22 * curve.density(ms / 1000):.1f}"
        for ms in range(0, 2600, 25)
    )
    return f'<polyline points="{points}" fill="none" stroke="#b54708" stroke-width="2"/>'


def picture() -> str:
    """The drawing."""
    log, spread = math.log(1.2), 0.2
    model = PersonModel(
        weight=40,
        log_sum=40 * log,
        log_square_sum=40 * (log * log + spread * spread),
        watched_s=300,
        hits=40,
    )
    stage = Stage(prior=(1 / 6,) * 6, began_ms=0)
    for item in range(4):
        stage = lit(stage, (item,), item * STEP_MS)
    shares = belief(pressed(stage, PRESS_MS), model, PRESS_MS)
    bottom = _y(6) + 66
    parts = [
        _HEAD,
        _text(_x(0), 30, "What was lit, second by second", size=16),
        _text(_x(6500), 30, "How likely each was meant", size=16),
    ]
    for item, share in enumerate(shares):
        parts += _row(item, share)
    parts += [
        _line(_x(PRESS_MS), 48, bottom, 'stroke="#cf222e" stroke-width="3"'),
        _text(_x(PRESS_MS) + 6, 60, "the press, 0.2 s after the step"),
        _curve(model, 2 * STEP_MS, bottom),
        _line(_x(2 * STEP_MS), _y(2) + 24, bottom, 'stroke="#b54708" stroke-dasharray="4 3"'),
        _text(_x(0), bottom + 24, "The curve: how long after what it answers this hand presses."),
        _text(_x(0), bottom + 44, "Plain scanning would take Questions; Say something was meant."),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    TO.parent.mkdir(parents=True, exist_ok=True)
    TO.write_text(picture(), "utf-8")
