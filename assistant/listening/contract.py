"""What the parts of this room promise one another. Must not know any recognizer by name."""

from collections.abc import Sequence
from typing import Final, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from assistant.core.hearing import Guess

SAMPLE_RATE: Final = 16_000
"""Samples a second, everywhere in this room."""

Samples: TypeAlias = npt.NDArray[np.float32]
"""Mono sound, -1 to 1, at ``SAMPLE_RATE``."""


OWN: Final = "personal"
"""The recognizer of the person's own sounds. What somebody recorded is heard by it alone: how
others say that word is no evidence then."""


class CannotListen(Exception):
    """A recognizer or a model cannot be used; the message is one plain sentence for people."""


class Recognizer(Protocol):
    """Turns one isolated word or short phrase into guesses.

    Used from one thread. ``recognize`` never raises for odd sound (silence, clipping, noise, a
    single sample): it answers with nothing.
    """

    @property
    def name(self) -> str:
        """Which one it is, for guesses and for the journal."""

    def listen_for(self, phrases: Sequence[str]) -> tuple[str, ...]:
        """Only these phrases count from now on; gives back those that it cannot hear.

        A phrase is lower case as one says it, numbers written out: "help me", "seven".
        """

    def recognize(self, word: Samples) -> tuple[Guess, ...]:
        """What may have been said, likeliest first, at most three; nothing where none is likely.

        ``word`` is all of one isolated utterance with some 0.2 s of quiet on either side.
        """

    def close(self) -> None:
        """Give back what it holds."""
