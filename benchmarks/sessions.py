"""A person choosing one thing after another, wrong choices mended. Knows no method's inside."""

import random
from dataclasses import dataclass

from benchmarks.peers import Method
from benchmarks.people import Hand

NOTICE_S = 1.0
BACK_AMONG = 9
BACK = 0
LIMIT_S = 300.0
"""Nobody goes on longer for one target. It counts with the time it took until then."""


@dataclass(frozen=True, slots=True)
class Target:
    """One thing wanted: how long it took, how often wrong, how many presses."""

    seconds: float
    errors: int
    presses: int


def reach(method: Method, hand: Hand, items: int, wanted: int) -> Target:
    """Choose until the wanted item is chosen; after each error notice it and go Back."""
    began_s, presses, errors = hand.now, hand.presses, 0
    while method.choose(hand, items, wanted) != wanted and hand.now - began_s < LIMIT_S:
        errors += 1 + _go_back(method, hand, items, began_s)
    method.stood(items)
    return Target(hand.now - began_s, errors, hand.presses - presses)


def _go_back(method: Method, hand: Hand, items: int, began_s: float) -> int:
    """The errors on the way back."""
    errors = 0
    method.was_wrong(items)
    _notice(hand)
    while method.choose(hand, BACK_AMONG, BACK) != BACK and hand.now - began_s < LIMIT_S:
        errors += 1
        method.was_wrong(BACK_AMONG)
        _notice(hand)
    method.stood(BACK_AMONG)
    return errors


def _notice(hand: Hand) -> None:
    until = hand.now + NOTICE_S
    while hand.now < until:
        hand.wait(until - hand.now, is_wanted=False)


def session(method: Method, hand: Hand, items: int, targets: int, seed: str) -> list[Target]:
    """So many targets in a row, all equally likely."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    return [reach(method, hand, items, chance.randrange(items)) for _ in range(targets)]
