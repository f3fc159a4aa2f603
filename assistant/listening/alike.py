"""Which of a person's sounds are too alike, and what to change. Pure.

Knows how far recordings are from each other. Must not know how that was measured, nor any sound.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

FEWEST: Final = 3
USUAL_SPREAD: Final = 0.17
"""Between recordings of one word by one person; measured on three people's digits."""

_TOO_NEAR: Final = 0.33  # no two of those people's digits are that near
_TOO_NEAR_FOR_SPREAD: Final = 1.5
_TOO_WIDE: Final = 0.34
_EVEN: Final = 0.25

_FEW: Final = "“{word}” has only {count}: record it {missing} more."
_ALIKE: Final = (
    "“{word}” and “{other}” sound too alike: use another sound for one of them, "
    "or make one of them longer."
)
_ODD: Final = "One recording of “{word}” is unlike the others: record {name} again."
_UNEVEN: Final = (
    "Your recordings of “{word}” differ a lot: record it again, the same way each time."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All recordings of somebody, each compared with each."""

    phrases: tuple[str, ...]
    """What each recording says."""
    names: tuple[str, ...]
    """What each is called, for people."""
    distances: npt.NDArray[np.float64]
    """0 to 2, row by row; the distance of a recording to itself is not looked at."""

    @property
    def words(self) -> tuple[str, ...]:
        """Each word once."""
        return tuple(dict.fromkeys(self.phrases))

    def of(self, word: str) -> list[int]:
        """Which recordings say this word."""
        return [i for i, phrase in enumerate(self.phrases) if phrase == word]

    def spread(self, word: str) -> float:
        """The mean distance between recordings of one word; the usual one where there is one."""
        pairs = list(combinations(self.of(word), 2))
        return _mean([self._apart(i, j) for i, j in pairs]) if pairs else USUAL_SPREAD

    def apart(self, word: str, other: str) -> float:
        """The mean distance between recordings of two words."""
        return _mean([self._apart(i, j) for i in self.of(word) for j in self.of(other)])

    def odd_one(self, word: str) -> int | None:
        """The one recording without which the rest of the word are even."""
        own = self.of(word)
        if len(own) < FEWEST:
            return None
        odd = max(own, key=lambda i: sum(self._apart(i, j) for j in own if j != i))
        rest = [self._apart(i, j) for i, j in combinations([i for i in own if i != odd], 2)]
        return odd if _mean(rest) <= _EVEN else None

    def _apart(self, i: int, j: int) -> float:
        return float(self.distances[i, j] + self.distances[j, i]) / 2


def advice(comparison: Comparison) -> tuple[str, ...]:
    """One plain sentence for each thing to change, the gravest kind first."""
    return (*_alike(comparison), *_uneven(comparison), *_few(comparison))


def _alike(comparison: Comparison) -> Iterator[str]:
    for word, other in combinations(comparison.words, 2):
        spread = (comparison.spread(word) + comparison.spread(other)) / 2
        if comparison.apart(word, other) < max(_TOO_NEAR, _TOO_NEAR_FOR_SPREAD * spread):
            yield _ALIKE.format(word=word, other=other)


def _uneven(comparison: Comparison) -> Iterator[str]:
    for word in comparison.words:
        if comparison.spread(word) <= _TOO_WIDE:
            continue
        odd = comparison.odd_one(word)
        if odd is None:
            yield _UNEVEN.format(word=word)
        else:
            yield _ODD.format(word=word, name=comparison.names[odd])


def _few(comparison: Comparison) -> Iterator[str]:
    for word in comparison.words:
        count = len(comparison.of(word))
        if count < FEWEST:
            missing = FEWEST - count
            yield _FEW.format(
                word=word,
                count="one recording" if count == 1 else f"{count} recordings",
                missing="once" if missing == 1 else "twice",
            )


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
