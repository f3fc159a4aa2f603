"""What a press means: a belief over the choices, from when each was lit. Not how to light them.

Theory of operation. A *stage* is one choice being made: what was lit when, and when presses
came. For each item two kinds of chance are followed: the person wants it and is idle, or wants
it and a press is on its way since some step. Lighting an item sends an idle person's press on
its way, unless it is missed. A press is either one that was on its way, and then the person is
idle again, or one that nobody wanted, and then what was on its way still is. So a late press,
a false press and a press that carries over into the next pass are all one case.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.core.press_model import (
    Answer,
    Curve,
    PersonModel,
    curve_of,
    doubted,
    trusted,
    with_answer,
)
from assistant.core.units import Millis

_EVEN_SHARE: Final = 0.3
"""Part of every prior that is the same for all items: what is rarely used stays reachable."""


@dataclass(frozen=True, slots=True)
class LitStep:
    """These items were lit together from ``at_ms`` on."""

    items: tuple[int, ...]
    at_ms: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One choice being made. Steps and presses are each in order of time."""

    prior: tuple[float, ...]
    began_ms: Millis
    steps: tuple[LitStep, ...] = ()
    presses: tuple[Millis, ...] = ()
    guard_ms: Millis = 300
    """A press this soon after another one never reaches us."""


def prior_of(uses: Sequence[float]) -> tuple[float, ...]:
    """How likely each item is before anything is lit, from how often it was used.

    Sums to 1; no item has less than 0.3 of an even share.
    """
    total, count = sum(uses) + len(uses), len(uses)
    return tuple((1 - _EVEN_SHARE) * (n + 1) / total + _EVEN_SHARE / count for n in uses)


def lit(stage: Stage, items: tuple[int, ...], at_ms: Millis) -> Stage:
    """The stage after these items began to be lit."""
    return replace(stage, steps=(*stage.steps, LitStep(items, at_ms)))


def pressed(stage: Stage, at_ms: Millis) -> Stage:
    """The stage after a press that counts."""
    return replace(stage, presses=(*stage.presses, at_ms))


@dataclass(frozen=True, slots=True)
class _Wanting:
    """One item, if it is the wanted one: how likely that, and what its person is doing."""

    idle: float
    begun: tuple[tuple[float, float, float], ...]
    """Onset in seconds; chance of a press on its way since; steps that were missed before."""
    passed: float
    """How many steps an idle person has let pass."""


_FRESH: Final = _Wanting(1.0, (), 0.0)


def _lit_at(wanting: _Wanting, onset_s: float, miss: float) -> _Wanting:
    starts = (onset_s, (1 - miss) * wanting.idle, wanting.passed)
    return _Wanting(miss * wanting.idle, (*wanting.begun, starts), wanting.passed + 1)


def _pressed_at(
    wanting: _Wanting, press_s: float, guard_s: float, false_per_s: float, curve: Curve
) -> _Wanting:
    came = sum(chance * curve.density(press_s - onset) for onset, chance, _ in wanting.begun)
    waits = false_per_s * wanting.idle
    # A press inside the bounce guard is lost on us, but its owner believes that it came.
    lost = false_per_s * sum(
        chance * (curve.done(press_s + guard_s - onset) - curve.done(press_s - onset))
        for onset, chance, _ in wanting.begun
    )
    idle = came + waits + lost
    begun = tuple((onset, chance * false_per_s, b) for onset, chance, b in wanting.begun)
    return _Wanting(idle, begun, wanting.passed * waits / idle if idle > 0 else 0.0)


def _scaled(wanting: _Wanting, by: float) -> _Wanting:
    begun = tuple((onset, chance * by, before) for onset, chance, before in wanting.begun)
    return _Wanting(wanting.idle * by, begun, wanting.passed)


def _weight(wanting: _Wanting, now_s: float, curve: Curve) -> float:
    """How likely all this was, and no press has come since."""
    return wanting.idle + sum(c * (1 - curve.done(now_s - o)) for o, c, _ in wanting.begun)


def belief(stage: Stage, model: PersonModel, at_ms: Millis) -> tuple[float, ...]:
    """How likely each item is the wanted one, all that was lit and pressed until now counted.

    Sums to 1. An item that was not lit has only what a false press leaves it.
    """
    curve, guard_s = curve_of(model), stage.guard_ms / 1000
    onsets = _onsets_by_item(stage)
    wanted = dict.fromkeys(onsets, _FRESH)
    since = -1
    for press in stage.presses:
        for key in wanted:
            found = wanted[key]
            for onset in key:
                if since <= onset < press:
                    found = _lit_at(found, onset / 1000, model.miss)
            wanted[key] = _pressed_at(found, press / 1000, guard_s, model.false_per_s, curve)
        most = max(_weight(found, press / 1000, curve) for found in wanted.values())
        wanted = {key: _scaled(found, 1 / most) for key, found in wanted.items()}
        since = press
    until = max(at_ms, since + stage.guard_ms) if stage.presses else at_ms
    for key in wanted:
        for onset in key:
            if onset >= since:
                wanted[key] = _lit_at(wanted[key], onset / 1000, model.miss)
    weights = list(stage.prior)
    for key, items in onsets.items():
        weight = _weight(wanted[key], until / 1000, curve)
        for item in items:
            weights[item] *= weight
    total = sum(weights)
    return tuple(weight / total for weight in weights)


def _onsets_by_item(stage: Stage) -> dict[tuple[Millis, ...], list[int]]:
    """Items that were always lit together share one history."""
    onsets: list[list[Millis]] = [[] for _ in stage.prior]
    for step in stage.steps:
        for item in step.items:
            onsets[item].append(step.at_ms)
    shared: dict[tuple[Millis, ...], list[int]] = {}
    for item, own in enumerate(onsets):
        shared.setdefault(tuple(own), []).append(item)
    return shared


def lit_item(stage: Stage) -> int | None:
    """What plain scanning would have taken: the item lit alone at the first press, if any."""
    if not stage.presses:
        return None
    before = [step for step in stage.steps if step.at_ms <= stage.presses[0]]
    return before[-1].items[0] if before and len(before[-1].items) == 1 else None


# --- afterwards --------------------------------------------------------------------------


def learned(model: PersonModel, stage: Stage, item: int) -> PersonModel:
    """The model once it is known that this item was wanted: the choice stood.

    Also for a choice that was undone, once the right item has been chosen after it. Each
    press counts by how likely it was an answer to a step of this item.
    """
    curve, guard_s = curve_of(model), stage.guard_ms / 1000
    onsets = [step.at_ms for step in stage.steps if item in step.items]
    found, wanting, since = model, _FRESH, -1
    began_s = stage.began_ms / 1000
    for press in stage.presses:
        for onset in onsets:
            if since <= onset < press:
                wanting = _lit_at(wanting, onset / 1000, model.miss)
        press_s = press / 1000
        came = [
            (press_s - onset, chance * curve.density(press_s - onset), before)
            for onset, chance, before in wanting.begun
        ]
        nobody = model.false_per_s * _weight(wanting, press_s, curve)
        total = nobody + sum(chance for _, chance, _ in came)
        delays = tuple((delay, chance / total) for delay, chance, _ in came)
        missed = sum(before * chance for _, chance, before in came) / total
        found = with_answer(found, Answer(delays, missed, press_s - began_s))
        wanting = _pressed_at(wanting, press_s, guard_s, model.false_per_s, curve)
        wanting = _scaled(wanting, 1 / total)
        began_s, since = press_s, press
    return trusted(found)


def undone(model: PersonModel) -> PersonModel:
    """The model after a choice was taken back: surer before it chooses, for a while."""
    return doubted(model)


def refused(stage: Stage, model: PersonModel, item: int, at_ms: Millis, window_ms: Millis) -> Stage:
    """A new stage after the choice of ``item`` was taken back by a press in its undo window.

    What was believed stays, except of the refused item: it is only likely if that press was
    a false one.
    """
    before = belief(stage, model, stage.presses[-1] if stage.presses else at_ms)
    falsely = min(1.0, model.false_per_s * window_ms / 1000) / (1 - model.miss)
    weights = [p * falsely if i == item else p for i, p in enumerate(before)]
    total = sum(weights)
    prior = tuple(max(1e-6, weight / total) for weight in weights)
    whole = sum(prior)
    return Stage(prior=tuple(p / whole for p in prior), began_ms=at_ms, guard_ms=stage.guard_ms)


# --- its own record ----------------------------------------------------------------------

_RECORD_FADING: Final = 0.98
_FEWEST_CHOICES: Final = 15.0
_USUAL_ERRORS: Final = 0.1
_WORTH: Final = 10.0
"""What we take plain scanning's share of undone choices for, until it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRecord:
    """How many choices were made, and how many undone, by each way of scanning. Fades."""

    ours: float = 0.0
    ours_undone: float = 0.0
    plain: float = 0.0
    plain_undone: float = 0.0

    @property
    def is_ours_worse(self) -> bool:
        """Whether the press-time method errs clearly more often than plain scanning does."""
        if self.ours < _FEWEST_CHOICES:
            return False
        ours = self.ours_undone / self.ours
        plain = (self.plain_undone + _WORTH * _USUAL_ERRORS) / (self.plain + _WORTH)
        variance = ours * (1 - ours) / self.ours + plain * (1 - plain) / (self.plain + _WORTH)
        return ours - plain > 2 * math.sqrt(variance)


def counted(record: ErrorRecord, *, by_ours: bool, was_undone: bool) -> ErrorRecord:
    """The record after one more choice."""
    if by_ours:
        return replace(
            record,
            ours=record.ours * _RECORD_FADING + 1,
            ours_undone=record.ours_undone * _RECORD_FADING + was_undone,
        )
    return replace(
        record,
        plain=record.plain * _RECORD_FADING + 1,
        plain_undone=record.plain_undone * _RECORD_FADING + was_undone,
    )
