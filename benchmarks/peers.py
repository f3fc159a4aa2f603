"""The methods of the field that ours is measured against. They know nothing of our engine.

The program's group scan is among them: it weighs no presses.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Protocol

from assistant.core.scanning import begun, entered, stepped
from assistant.core.settings import Groups as Kind
from assistant.core.settings import ScanSettings
from benchmarks.people import Hand

Names = Callable[[int], float]
"""How long the spoken name of an item takes, in seconds."""
_ROUND_AND_ROUND: Final = ScanSettings(loops=20)


def silent(item: int) -> float:
    """No name is spoken."""
    del item
    return 0.0


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
    """One item after the other, round and round; a press takes what is lit.

    Where names are spoken, the step is counted from the end of the name.
    """

    step_s: float
    names: Names = silent

    def choose(self, hand: Hand, items: int, wanted: int) -> int:
        """Take what is lit at the press."""
        at = 0
        while hand.wait(self.names(at) + self.step_s, is_wanted=at == wanted) is None:
            at = (at + 1) % items
        return at


@dataclass
class RowColumn(Plain):
    """Rows first, then the items of the row; after some rounds of a row, rows again.

    Where names are spoken, a row is called by its first one.
    """

    step_s: float
    loops: int = 2
    names: Names = silent

    def choose(self, hand: Hand, items: int, wanted: int) -> int:
        """Two presses: a row, an item of it."""
        columns = math.ceil(math.sqrt(items))
        rows = math.ceil(items / columns)
        while True:
            row = 0
            while not self._is_pressed(hand, row * columns, is_wanted=row == wanted // columns):
                row = (row + 1) % rows
            first = row * columns
            members = range(first, min(first + columns, items))
            for at in list(members) * self.loops:
                if self._is_pressed(hand, at, is_wanted=at == wanted):
                    return at

    def _is_pressed(self, hand: Hand, named: int, *, is_wanted: bool) -> bool:
        return hand.wait(self.names(named) + self.step_s, is_wanted=is_wanted) is not None


@dataclass
class Groups(Plain):
    """The program's own group scan: ``rows`` of three or ``halves``, and a press goes into one."""

    step_s: float
    kind: Kind
    names: Names = silent

    def choose(self, hand: Hand, items: int, wanted: int) -> int:
        """A press for each group, and one for the item."""
        scan = replace(begun(items, groups=self.kind), index=0)
        while True:
            lit = scan.lit
            said_s = self.names(lit[0]) + (self.names(lit[-1]) if len(lit) > 1 else 0.0)
            if hand.wait(said_s + self.step_s, is_wanted=wanted in lit) is None:
                scan = stepped(scan, _ROUND_AND_ROUND) or scan
            elif len(lit) == 1:
                return lit[0]
            else:
                inner = entered(scan, self.kind)
                scan = replace(inner, index=inner.start)


@dataclass
class Overscan(Plain):
    """Critical overscan: quick over the list, then slowly back from where it was stopped.

    The first press stops the light, which is past the item by then. The second press takes what
    is lit on the way back. Without one it goes on from where it was stopped.
    """

    quick_s: float
    slow_s: float
    back: int = 5

    def choose(self, hand: Hand, items: int, wanted: int) -> int:
        """Two presses: one to stop, one to take."""
        at = 0
        while True:
            while hand.wait(self.quick_s, is_wanted=at == wanted) is None:
                at = (at + 1) % items
            for by in range(min(self.back, items)):
                before = (at - by) % items
                if hand.wait(self.slow_s, is_wanted=before == wanted) is not None:
                    return before


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
