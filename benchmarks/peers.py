"""The methods of the field that ours is measured against. They know nothing of our engine."""

import math
from dataclasses import dataclass
from typing import Protocol

from benchmarks.people import Hand


class Method(Protocol):
    """Chooses one item of a list with one switch."""

    def choose(self, hand: Hand, items: int, wanted: int) -> int:
        """The item that was taken, right or wrong; the hand's clock has moved on."""

    def stood(self, items: int) -> None:
        """The last choice, from so many items, was right."""

    def was_wrong(self, items: int) -> None:
        """The last choice, from so many items, was wrong; Back is wanted next."""


class Plain:
    """A method that learns nothing."""

    def stood(self, items: int) -> None:
        """It does not care."""

    def was_wrong(self, items: int) -> None:
        """It does not care."""


@dataclass
class Linear(Plain):
    """One item after the other, round and round; a press takes what is lit."""

    step_s: float

    def choose(self, hand: Hand, items: int, wanted: int) -> int:
        """Take what is lit at the press."""
        at = 0
        while hand.wait(self.step_s, is_wanted=at == wanted) is None:
            at = (at + 1) % items
        return at


@dataclass
class RowColumn(Plain):
    """Rows first, then the items of the row; after some rounds of a row, rows again."""

    step_s: float
    loops: int = 2

    def choose(self, hand: Hand, items: int, wanted: int) -> int:
        """Two presses: a row, an item of it."""
        columns = math.ceil(math.sqrt(items))
        rows = math.ceil(items / columns)
        while True:
            row = 0
            while hand.wait(self.step_s, is_wanted=row == wanted // columns) is None:
                row = (row + 1) % rows
            first = row * columns
            members = range(first, min(first + columns, items))
            for at in list(members) * self.loops:
                if hand.wait(self.step_s, is_wanted=at == wanted) is not None:
                    return at


@dataclass
class Clocks(Plain):
    """A clock for each item (after Nomon): press when the hand of yours is at the top.

    The press delay is known exactly; false presses and misses are unknown to it. After a press
    the likeliest clocks are set far apart. It chooses when one leads all by log 99.
    """

    period_s: float

    def choose(self, hand: Hand, items: int, wanted: int) -> int:
        """Presses until one clock leads."""
        logs = [0.0] * items
        while True:
            ranks = sorted(range(items), key=lambda item: -logs[item])
            tops = [0.0] * items
            for rank, item in enumerate(ranks):
                tops[item] = _spread_out(rank) * self.period_s
            began = hand.now
            press = hand.wait(tops[wanted], is_wanted=False)
            while press is None:
                press = hand.wait(self.period_s, is_wanted=True)
            for item in range(items):
                logs[item] += math.log(self._likelihood(hand, press - began - tops[item]))
            first, second = sorted(logs, reverse=True)[:2]
            if first - second > math.log(99):
                return logs.index(first)

    def _likelihood(self, hand: Hand, since: float) -> float:
        """Of a press so long after the first time a clock was at the top, whichever time it was."""
        found = 1e-3
        while since > 0:
            found += hand.person.density(since)
            since -= self.period_s
        return found


def _spread_out(rank: int) -> float:
    """0, 1/2, 1/4, 3/4, 1/8 ...: each as far from those before as can be."""
    found, part = 0.0, 0.5
    while rank:
        found += part * (rank & 1)
        rank, part = rank >> 1, part / 2
    return found
