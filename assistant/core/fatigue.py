"""Whether somebody presses later, misses more or takes back more than is usual for them.

Pure numbers: must not know lists, settings or what is offered. The latest choices are compared
with those before them, in the logarithm of the delay, so that a slow hand and a quick one are
judged alike. What is usual fades slowly; a choice becomes part of it only when it is no longer
among the latest, or else a tired evening would soon be what is usual.
"""

import math
from dataclasses import dataclass, replace
from statistics import median
from typing import Final

LATEST: Final = 10
"""So many choices are the latest."""
_ENOUGH: Final = 8
_KNOWN_FROM: Final = 30.0
"""So many choices must have been made before it is known what is usual."""
_FADING: Final = 0.99
_LATER: Final = math.log(1.3)
_AS_USUAL: Final = math.log(1.12)
_SURE: Final = 3.5
"""So many standard errors the latest must be above the usual: they are looked at each time anew."""
_LEAST_SPREAD: Final = 0.2
_MOST_SLIPS: Final = 4.0
_SLIPS_MORE: Final = 2.5
_LONGEST_MISSES: Final = 2
_SOONEST_S: Final = 0.1
"""Nobody answers sooner; such a press was for the choice before, or for none."""


@dataclass(frozen=True, slots=True)
class Made:
    """One choice: how late its press came, and how often it went wrong on the way."""

    delay_s: float
    slips: int
    """Rounds that were let pass, two at most, and one for a choice that was taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What is usual for one hand. All sums fade; none is a count of choices."""

    weight: float = 0.0
    log_sum: float = 0.0
    log_square_sum: float = 0.0
    slips: float = 0.0

    @property
    def is_known(self) -> bool:
        """Whether there is enough to compare with."""
        return self.weight >= _KNOWN_FROM

    @property
    def log_delay(self) -> float:
        """The mean of the logarithm of the delay in seconds."""
        return self.log_sum / self.weight if self.weight else 0.0

    @property
    def log_spread(self) -> float:
        """Its standard deviation, and no less than a hand can have."""
        if not self.weight:
            return _LEAST_SPREAD
        variance = self.log_square_sum / self.weight - self.log_delay**2
        return max(_LEAST_SPREAD, math.sqrt(max(0.0, variance)))

    @property
    def slip_rate(self) -> float:
        """Slips for each choice."""
        return self.slips / self.weight if self.weight else 0.0


def made(delay_s: float, missed_rounds: int) -> Made:
    """A choice that was made."""
    return Made(max(_SOONEST_S, delay_s), max(0, min(_LONGEST_MISSES, missed_rounds)))


def noted(latest: tuple[Made, ...], usual: Usual, choice: Made) -> tuple[tuple[Made, ...], Usual]:
    """One more choice: the latest, and what is usual now."""
    latest = (*latest, choice)
    for old in latest[:-LATEST]:
        log = math.log(old.delay_s)
        usual = Usual(
            weight=usual.weight * _FADING + 1,
            log_sum=usual.log_sum * _FADING + log,
            log_square_sum=usual.log_square_sum * _FADING + log * log,
            slips=usual.slips * _FADING + old.slips,
        )
    return latest[-LATEST:], usual


def taken_back(latest: tuple[Made, ...]) -> tuple[Made, ...]:
    """The last choice was taken back."""
    if not latest:
        return latest
    return (*latest[:-1], replace(latest[-1], slips=latest[-1].slips + 1))


def is_tired(latest: tuple[Made, ...], usual: Usual) -> bool:
    """Whether the latest choices were clearly later, or went wrong more often, than usual."""
    if len(latest) < _ENOUGH or not usual.is_known:
        return False
    surely = _SURE * usual.log_spread * math.sqrt(1 / len(latest) + 1 / usual.weight)
    later = _log_delay(latest) - usual.log_delay > max(_LATER, surely)
    slips = sum(choice.slips for choice in latest)
    more = slips >= _MOST_SLIPS and slips / len(latest) > _SLIPS_MORE * usual.slip_rate
    return later or more


def is_as_usual(latest: tuple[Made, ...], usual: Usual) -> bool:
    """Whether somebody who was tired presses as usual again."""
    if len(latest) < LATEST or not usual.is_known:
        return False
    slips = sum(choice.slips for choice in latest)
    return _log_delay(latest) - usual.log_delay < _AS_USUAL and slips <= 1


def _log_delay(latest: tuple[Made, ...]) -> float:
    """The median: one press that was meant for nothing says nothing about the others."""
    return median(math.log(choice.delay_s) for choice in latest)
