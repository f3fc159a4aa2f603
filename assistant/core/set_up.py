"""From ten presses on cue to settings that suit the hand. Must not know how they were cued.

Sources: the interval is the mean press time divided by 0.65 (Simpson, Koester and LoPresti 2007).
The rest follows what occupational therapists do by eye: presses count from half as long as this
hand's shortest wanted one where stray contacts are shorter, and a contact that comes back within
the longest bounce seen, and a half more, is a bounce.
"""

import math
from dataclasses import dataclass
from typing import Final

from assistant.core.settings import Settings, clash_in, with_value
from assistant.core.units import Millis

WANTED: Final = 10
FEWEST: Final = 6
"""With fewer answers nothing can be said."""
BOUNCE_WITHIN_MS: Final[Millis] = 600
"""A contact that closes again this soon after it opened was not meant."""

_RULE: Final = 0.65
_SHORTEST_INTERVAL_MS: Final[Millis] = 500
_LONGEST_INTERVAL_MS: Final[Millis] = 10_000
_LEAST_GUARD_MS: Final[Millis] = 200
_MOST_GUARD_MS: Final[Millis] = 1000
_MOST_ACCEPTANCE_MS: Final[Millis] = 500
_LOCKOUT_AFTER_GUARD_MS: Final[Millis] = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was seen, in milliseconds. Strays are contacts that answered nothing."""

    delays_ms: tuple[Millis, ...] = ()
    holds_ms: tuple[Millis, ...] = ()
    stray_holds_ms: tuple[Millis, ...] = ()
    bounces_ms: tuple[Millis, ...] = ()
    """From each opening to the contact that came back too soon."""
    misses: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Settings that suit, and the delays from which they follow."""

    mean_ms: Millis
    spread_ms: Millis
    interval_ms: Millis
    acceptance_ms: Millis
    bounce_guard_ms: Millis
    lockout_ms: Millis


def proposal_of(measured: Measured) -> Proposal | None:
    """What suits this hand; None where too few presses answered."""
    delays = measured.delays_ms
    if len(delays) < FEWEST:
        return None
    mean = sum(delays) / len(delays)
    spread = math.sqrt(sum((delay - mean) ** 2 for delay in delays) / (len(delays) - 1))
    interval = _rounded_up(mean / _RULE)
    guard = _guard_ms(measured)
    return Proposal(
        mean_ms=round(mean),
        spread_ms=round(spread),
        interval_ms=max(_SHORTEST_INTERVAL_MS, min(_LONGEST_INTERVAL_MS, interval)),
        acceptance_ms=_acceptance_ms(measured),
        bounce_guard_ms=guard,
        lockout_ms=guard + _LOCKOUT_AFTER_GUARD_MS,
    )


def _rounded_up(value: float) -> Millis:
    return math.ceil(value / 50) * 50


def _guard_ms(measured: Measured) -> Millis:
    longest = max(measured.bounces_ms, default=0)
    return max(_LEAST_GUARD_MS, min(_MOST_GUARD_MS, _rounded_up(1.5 * longest)))


def _acceptance_ms(measured: Measured) -> Millis:
    """0 unless stray contacts are clearly shorter than every wanted press."""
    shortest = min(measured.holds_ms, default=0)
    strays = [hold for hold in measured.stray_holds_ms if hold < shortest // 2]
    if not strays:
        return 0
    return min(_MOST_ACCEPTANCE_MS, shortest // 2 // 10 * 10)


def with_proposal(settings: Settings, proposal: Proposal) -> Settings:
    """The settings with what is proposed. They never clash."""
    values = {
        "scan.interval_ms": proposal.interval_ms,
        "switch.acceptance_ms": proposal.acceptance_ms,
        "switch.bounce_guard_ms": proposal.bounce_guard_ms,
        "switch.lockout_ms": proposal.lockout_ms,
    }
    for path, value in values.items():
        settings = with_value(settings, path, value)
    if clash_in(settings) is not None:
        return with_value(settings, "switch.acceptance_ms", 0)
    return settings
