"""What is said, as data. Must not know engines, samples or devices."""

from dataclasses import dataclass
from typing import Final, Literal

from assistant.core.units import Millis

UtteranceKind = Literal["cue", "intro", "sentence"]
HowEnded = Literal["done", "stopped", "failed"]

_SLOWEST_ENGINE_START_MS: Final[Millis] = 6000


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """One thing to say. Ends exactly once."""

    id: int
    text: str
    kind: UtteranceKind
    rate_wpm: int
    volume_percent: int


def estimated_ms(text: str, rate_wpm: int) -> Millis:
    """About how long a text takes to say: words at the rate, never under 300 ms."""
    words = max(1, len(text.split()), len(text) // 6)
    return max(300, words * 60_000 // max(1, rate_wpm))


def give_up_ms(text: str, rate_wpm: int) -> Millis:
    """How long to wait for an end before the core goes on without it.

    The speech room restarts a hung engine by itself; this is the last line of defence.
    """
    return _SLOWEST_ENGINE_START_MS + 3 * estimated_ms(text, rate_wpm)
