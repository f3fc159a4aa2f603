"""What a recognizer believes it heard, and whether to act on it, to ask, or to let it be.

Must not know what a phrase does, nor any recognizer or microphone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

ACT_AT: Final = 0.8
"""From this score on a recognizer is sure: about one in fifty of such guesses may be wrong."""
ASK_AT: Final = 0.4
"""From this score on it is worth asking: about every second of such guesses is right."""
MOST_ASKED: Final = 3


@dataclass(frozen=True, slots=True)
class Guess:
    """One phrase that may have been said.

    ``score`` is 0 to 1 on the scale of ``ACT_AT`` and ``ASK_AT``, whatever the recognizer's own
    scale is: each maps its own so that these two limits mean the same for all.
    """

    phrase: str
    score: float
    by: str


@dataclass(frozen=True, slots=True)
class Act:
    """Do it."""

    guess: Guess


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask which of these was meant; at most ``MOST_ASKED``, likeliest first."""

    guesses: tuple[Guess, ...]


@dataclass(frozen=True, slots=True)
class Ignore:
    """Let it be."""


Decision: TypeAlias = Act | Ask | Ignore

CLEAR_LEAD: Final = 0.06
"""A word that another follows this closely is not sure, whatever its own score."""


def decide(
    guesses: Sequence[Guess], active: Collection[str], *, act_at: float = ACT_AT
) -> Decision:
    """What to do about guesses, where only ``active`` phrases count."""
    best_of: dict[str, Guess] = {}
    for guess in guesses:
        known = best_of.get(guess.phrase)
        if guess.phrase in active and (known is None or guess.score > known.score):
            best_of[guess.phrase] = guess
    likely = sorted(best_of.values(), key=lambda guess: -guess.score)
    if not likely or likely[0].score < ASK_AT:
        return Ignore()
    second = likely[1].score if len(likely) > 1 else 0.0
    if likely[0].score >= act_at and likely[0].score - second >= CLEAR_LEAD:
        return Act(likely[0])
    return Ask(tuple(guess for guess in likely[:MOST_ASKED] if guess.score >= ASK_AT / 2))
