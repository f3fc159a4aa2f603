"""What to light next and for how long, and when to choose. Must not know what the items are.

Theory of operation. Before each pass several plans are tried on paper: items singly or in
groups whose share falls from step to step, with steps of a few spreads of the press delay (not
of its mean: a slow but regular hand can scan fast). For every moment at which a press could
come, the belief after it is worked out, and what would still be to pay from there: to go on,
by the bits that are missing; or to choose, by the chance of being wrong. The plan with the
least expected time is taken. An item is chosen when being wrong costs less than going on.

Items never move. The first pass runs in menu order; only after a press are candidates lit,
the likeliest first.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final, TypeAlias

from assistant.core.press_model import Curve, PersonModel, curve_of
from assistant.core.selection import Stage, belief
from assistant.core.units import Millis

SHORTEST_STEP_MS: Final[Millis] = 300
_NOTICE_S: Final = 1.0
"""What it takes to see that something wrong was chosen."""
_DWELLS: Final = (1.0, 1.3, 1.6, 2.0, 2.5, 3.2, 4.5)
"""Steps that are tried, in spreads of the delay, shortest first."""
_SHARES: Final = (0.0, 0.12, 0.2, 0.3, 0.42, 0.55)
"""Groups that are tried: each takes this share of what is left. 0 is one by one."""
_TAIL: Final = 0.02
"""Where groups are allowed, the last and least likely are lit together."""


_NEGLIGIBLE: Final = 0.002
"""Chances below this are not worked out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taste:
    """What weighs how much. The defaults suit most; ``CAREFUL`` errs less and is slower."""

    error_weight: float = 1.3
    """An error hurts this many times its own time."""
    press_charge_s: float = 0.0
    """What a press costs a tired hand, in seconds one would wait to save it."""
    bits_per_spread: float = 0.2
    """Bits that one may hope for in a time as long as the spread of the delay."""
    start_s: float = 0.4
    """The quiet gap and a little, before what is lit can be answered."""
    settle: float = 0.6
    """Part of a start that is paid even when little is missing."""


USUAL: Final = Taste()
CAREFUL: Final = Taste(error_weight=4.0)
FAST: Final = Taste(error_weight=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What there is to choose from, as far as timing cares."""

    prior: tuple[float, ...]
    """How likely each is, in menu order; sums to 1."""
    names_ms: tuple[Millis, ...] = ()
    """How long each spoken name lasts; empty when nothing is spoken."""
    may_group: bool = True
    """Whether several may be lit together. A list that is only heard goes one by one."""
    plain_ms: Millis = 1500
    """The step of plain scanning, used as long as the hand is not known."""
    gap_ms: Millis = 200
    """The quiet before candidates are lit, so that the change is seen as one."""
    stakes: tuple[float, ...] = ()
    """How much worse than usual a wrong choice of each is; empty: all alike."""

    def least_ms(self, items: Sequence[int]) -> Millis:
        """The shortest step these may have."""
        spoken = sum(self.names_ms[item] for item in items) if self.names_ms else 0
        return max(SHORTEST_STEP_MS, spoken)


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """These items are lit together for so long, counted from when they light."""

    items: tuple[int, ...]
    dwell_ms: Millis


@dataclass(frozen=True, slots=True)
class Choose:
    """Sure enough."""

    item: int


@dataclass(frozen=True, slots=True)
class Light:
    """Wait for ``gap_ms`` with nothing lit, light these in turn; without a press, ask again."""

    steps: tuple[PlannedStep, ...]
    gap_ms: Millis
    expected_s: float


Decision: TypeAlias = Choose | Light


def first_pass(choices: Choices, model: PersonModel, taste: Taste = USUAL) -> Light:
    """The first pass: every item, in menu order. Without a press it is repeated as it is.

    As long as the hand is not known it is plain scanning: one by one, at the plain step.
    """
    if model.is_new:
        steps = tuple(
            PlannedStep((item,), max(choices.plain_ms, choices.least_ms((item,))))
            for item in range(len(choices.prior))
        )
        return Light(steps, 0, 0.0)
    return _first_pass(choices, _pace_of(model), taste)


def decide(
    stage: Stage, choices: Choices, model: PersonModel, at_ms: Millis, taste: Taste = USUAL
) -> Decision:
    """What to do after a press, or after a later pass without one.

    Never chooses an item that was not lit in this stage.
    """
    shares = belief(stage, model, at_ms)
    pace = _pace_of(model)
    order = sorted(range(len(shares)), key=lambda item: -shares[item])
    best = order[0]
    stake = choices.stakes[best] if choices.stakes else 1.0
    wrong_s = stake * _price(pace, len(shares), taste).error_s * (1 - shares[best])
    was_lit = any(best in step.items for step in stage.steps)
    if was_lit and wrong_s < choices.gap_ms / 1000 + pace.mean_s:
        return Choose(best)  # the same as below, without the work
    light = _best(order, replace(choices, prior=shares), pace, taste)
    gap_ms, after_s = choices.gap_ms, light.expected_s + choices.gap_ms / 1000
    if was_lit and wrong_s <= after_s:
        return Choose(best)
    return replace(light, gap_ms=gap_ms, expected_s=after_s)


def ask_again(
    stage: Stage, choices: Choices, model: PersonModel, at_ms: Millis, taste: Taste = USUAL
) -> Light:
    """Light all items once more, the likeliest first, whatever is believed by now."""
    shares = belief(stage, model, at_ms)
    order = sorted(range(len(shares)), key=lambda item: -shares[item])
    light = _best(order, replace(choices, prior=shares), _pace_of(model), taste)
    gap_ms = choices.gap_ms
    return replace(light, gap_ms=gap_ms, expected_s=light.expected_s + gap_ms / 1000)


# --- the hand and the price, as plans see them -------------------------------------------


@dataclass(frozen=True, slots=True)
class _Pace:
    """The model in round numbers, so that plans can be kept."""

    log_median: float
    log_spread: float
    false_per_s: float
    miss: float
    doubt: float

    @property
    def mean_s(self) -> float:
        return math.exp(self.log_median + self.log_spread**2 / 2)

    @property
    def sd_s(self) -> float:
        return self.mean_s * math.sqrt(math.expm1(self.log_spread**2))


def _rounded(value: float, step: float) -> float:
    return round(value / step) * step


def _pace_of(model: PersonModel) -> _Pace:
    curve = curve_of(model)
    return _Pace(
        log_median=_rounded(curve.log_median, 0.06),
        log_spread=max(0.1, _rounded(curve.log_spread, 0.04)),
        false_per_s=math.exp(_rounded(math.log(model.false_per_s), 0.4)),
        miss=math.exp(_rounded(math.log(model.miss), 0.4)),
        doubt=_rounded(model.doubt, 0.25),
    )


@dataclass(frozen=True, slots=True)
class _Price:
    """What is still to be paid, by belief."""

    error_s: float
    start_s: float
    settle_s: float
    per_bit_s: float


def _price(pace: _Pace, items: int, taste: Taste) -> _Price:
    start_s = taste.start_s + pace.mean_s + taste.press_charge_s
    per_bit_s = pace.sd_s / taste.bits_per_spread
    error_s = _NOTICE_S + start_s + 1.5 * math.log2(max(2, items)) * per_bit_s
    weight = taste.error_weight * pace.doubt
    return _Price(weight * error_s, start_s, taste.settle * start_s, per_bit_s)


# --- plans -------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def _first_pass(choices: Choices, pace: _Pace, taste: Taste) -> Light:
    return _best(range(len(choices.prior)), choices, pace, taste)


def _best(order: Sequence[int], choices: Choices, pace: _Pace, taste: Taste) -> Light:
    """The plan with the least expected time, of all that are tried."""
    price, tables = _price(pace, len(order), taste), _tables(pace)
    bits = -sum(share * math.log2(share) for share in choices.prior if share > 0)
    best = Light((), 0, math.inf)
    for groups in _groupings(order, choices):
        layout = _layout(groups, choices.prior)
        least_s = [choices.least_ms(group) / 1000 for group in groups]
        before = math.inf
        for spreads in _DWELLS:
            dwells = [max(spreads * pace.sd_s, least) for least in least_s]
            cost = _expected_s(layout, dwells, tables, price, bits)
            if cost < best.expected_s:
                steps = zip(groups, dwells, strict=True)
                planned = tuple(PlannedStep(g, round(1000 * dwell)) for g, dwell in steps)
                best = Light(planned, 0, cost)
            if cost > before:
                break  # longer steps only cost more from here on
            before = cost
    return best


def _groupings(order: Sequence[int], choices: Choices) -> list[tuple[tuple[int, ...], ...]]:
    """The ways to group that are tried, each once, in a fixed order."""
    if not choices.may_group:
        return [tuple((item,) for item in order)]
    tried = [_grouped(order, choices.prior, share) for share in _SHARES]
    # One group of all tells nothing.
    return [one for one in dict.fromkeys(tried) if len(one) > 1 or len(order) == 1]


def _grouped(
    order: Sequence[int], prior: Sequence[float], share: float
) -> tuple[tuple[int, ...], ...]:
    """Items in this order; each group takes a share of what is left, one item at least."""
    left = sum(prior[item] for item in order)
    groups: list[tuple[int, ...]] = []
    at = 0
    while at < len(order):
        if groups and left < _TAIL:
            groups.append(tuple(order[at:]))
            break
        end, mass = at + 1, prior[order[at]]
        while end < len(order) and mass + prior[order[end]] / 2 <= share * left:
            mass += prior[order[end]]
            end += 1
        groups.append(tuple(order[at:end]))
        left -= mass
        at = end
    return tuple(groups)


# --- what a plan costs -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Tables:
    """The chance of a press per second on a grid of times since the onset, wanted or not."""

    grid_s: float
    press: tuple[float, ...]
    press_log: tuple[float, ...]
    early: float
    """Before the onset: only false presses."""
    late: float
    """When the answer must have come or been missed."""


@lru_cache(maxsize=64)
def _tables(pace: _Pace) -> _Tables:
    curve = Curve(pace.log_median, pace.log_spread)
    comes = 1 - pace.miss
    last = math.exp(pace.log_median + 2.6 * pace.log_spread)
    grid_s = max(pace.sd_s / 3, last / 40)
    done = [curve.done(k * grid_s) for k in range(int(last / grid_s) + 2)]
    press = tuple(
        comes * (high - low) / grid_s + pace.false_per_s * (1 - comes * (low + high) / 2)
        for low, high in pairwise(done)
    )
    return _Tables(
        grid_s=grid_s,
        press=press,
        press_log=tuple(p * math.log2(p) for p in press),
        early=pace.false_per_s,
        late=pace.false_per_s * (1 - comes * done[-1]),
    )


@dataclass(frozen=True, slots=True)
class _Sum:
    """Groups taken together: mass, sum of mass x log mass, bits inside, largest item."""

    mass: float = 0.0
    log: float = 0.0
    inside: float = 0.0
    best: float = 0.0

    def plus(self, other: "_Sum") -> "_Sum":
        return _Sum(
            self.mass + other.mass,
            self.log + other.log,
            self.inside + other.inside,
            max(self.best, other.best),
        )


@dataclass(frozen=True, slots=True)
class _Layout:
    """The groups of a plan; the sums of the first k groups, and of all from the k-th on."""

    groups: tuple[_Sum, ...]
    until: tuple[_Sum, ...]
    beyond: tuple[_Sum, ...]


def _layout(groups: Sequence[tuple[int, ...]], prior: Sequence[float]) -> _Layout:
    sums: list[_Sum] = []
    for group in groups:
        shares = [max(1e-12, prior[item]) for item in group]
        mass = sum(shares)
        inside = -sum(share * math.log2(share / mass) for share in shares)
        sums.append(_Sum(mass, mass * math.log2(mass), inside, max(shares)))
    until, beyond = [_Sum()], [_Sum()]
    for one in sums:
        until.append(until[-1].plus(one))
    for one in reversed(sums):
        beyond.append(beyond[-1].plus(one))
    return _Layout(tuple(sums), tuple(until), tuple(reversed(beyond)))


def _at(
    layout: _Layout, tables: _Tables, window: range, onsets: Sequence[int], moment: int
) -> tuple[float, float, float, float]:
    """At one moment, of a press: density, sum of a log a, bits inside, the likeliest item.

    ``window`` are the groups that a press now may well answer; those before are too long ago,
    those after are yet to be lit.
    """
    past, ahead = layout.until[window.start], layout.beyond[window.stop]
    early, late = tables.early, tables.late
    density = early * ahead.mass + late * past.mass
    logs = early * (ahead.log + math.log2(early) * ahead.mass)
    logs += late * (past.log + math.log2(late) * past.mass)
    inside = early * ahead.inside + late * past.inside
    best = max(early * ahead.best, late * past.best)
    press, press_log, groups = tables.press, tables.press_log, layout.groups
    for k in window:
        since, group = moment - onsets[k], groups[k]
        chance = press[since]
        density += group.mass * chance
        logs += chance * group.log + group.mass * press_log[since]
        inside += chance * group.inside
        if chance * group.best > best:  # noqa: PLR1730 - max() is slow, this is the inmost loop
            best = chance * group.best
    return density, logs, inside, best


def _expected_s(
    layout: _Layout,
    dwells_s: Sequence[float],
    tables: _Tables,
    price: _Price,
    bits: float,
) -> float:
    """Expected seconds from the first onset to the right choice, lighting these groups."""
    grid_s, span, count = tables.grid_s, len(tables.press), len(dwells_s)
    onsets, length_s = [], 0.0
    for dwell in dwells_s:
        onsets.append(round(length_s / grid_s))
        length_s += dwell
    error_s, start_s = price.error_s, price.start_s
    settle_s, per_bit_s = price.settle_s, price.per_bit_s
    first = after = 0
    silent, quiet, total = 1.0, 1.0, 0.0
    fading = math.exp(-tables.early * grid_s)
    for moment in range(onsets[-1] + span):
        while after < count and onsets[after] <= moment:
            after += 1
        while first < after and moment - onsets[first] >= span:
            first += 1
        density, logs, inside, best = _at(layout, tables, range(first, after), onsets, moment)
        chance = min(silent, density * grid_s * quiet)
        quiet *= fading
        missing = math.log2(density) + (inside - logs) / density
        go_on_s = max(start_s, settle_s + missing * per_bit_s)
        rest_s = min(error_s * (1 - best / density), go_on_s)
        silent -= chance
        total += chance * ((moment + 0.5) * grid_s + rest_s)
        if silent < _NEGLIGIBLE:
            break
    return total + silent * (length_s + settle_s + bits * per_bit_s)
