"""What the study counts, on examples that can be checked by hand."""

import pytest

from benchmarks.hands_that_change import over_seeds
from benchmarks.peers import Groups, Linear, Overscan, Plain, RowColumn
from benchmarks.people import Hand, Person
from benchmarks.sessions import NOTICE_S, Target, reach
from benchmarks.study import figures, spread

EXACT = Person("exact", 0.5, 0.0001, 0.0, 0.0)
"""Presses half a second after what it wants is lit, always."""


class Scripted(Plain):
    """Takes what it was told to take, a second each."""

    def __init__(self, *takes: int) -> None:
        self._takes = list(takes)

    def choose(self, hand: Hand, items: int, wanted: int) -> int:
        del items, wanted
        hand.now += 1
        hand.presses += 1
        return self._takes.pop(0)


def test_a_right_choice_costs_its_own_time() -> None:
    assert reach(Scripted(3), Hand(EXACT, 1), 6, 3) == Target(1.0, errors=0, presses=1)


def test_a_wrong_choice_costs_noticing_going_back_and_choosing_again() -> None:
    target = reach(Scripted(2, 0, 3), Hand(EXACT, 1), 6, 3)
    assert target == Target(3 + NOTICE_S, errors=1, presses=3)


def test_going_wrong_on_the_way_back_counts_too() -> None:
    target = reach(Scripted(2, 5, 0, 3), Hand(EXACT, 1), 6, 3)
    assert target == Target(4 + 2 * NOTICE_S, errors=2, presses=4)


def test_the_figures_of_three_targets() -> None:
    found = figures([Target(1.0, 0, 1), Target(2.0, 1, 3), Target(3.0, 0, 1)])
    assert found["seconds_per_correct"] == 2.0
    assert found["errors_per_target"] == pytest.approx(1 / 3, abs=1e-4)
    assert found["presses"] == pytest.approx(5 / 3, abs=1e-3)
    # A spread of 1 s, over the root of 3, next to 2 s.
    assert found["standard_error"] == pytest.approx(0.2887, abs=1e-4)


def test_the_spread_of_a_sample() -> None:
    assert spread([1.0, 2.0, 3.0]) == 1.0
    assert spread([5.0]) == 0.0


def test_the_mean_over_seeds_is_told_with_its_spread() -> None:
    middle, over = over_seeds([{"tired_over_fresh": 1.5}, {"tired_over_fresh": 2.5}])
    assert middle == 2.0
    assert over == pytest.approx(0.7071, abs=1e-4)


@pytest.mark.parametrize(
    ("method", "wanted", "seconds", "presses"),
    [
        # Three steps of a second, and the delay.
        (Linear(1.0), 3, 3.5, 1),
        # The same with names of half a second, which the hand does not wait for.
        (Linear(1.0, lambda _: 0.5), 3, 3 * 1.5 + 0.5, 1),
        # Nine in threes: one row and the delay, one item and the delay.
        (RowColumn(1.0), 4, 1.5 + 1.5, 2),
        # Seven in rows of 3, 2 and 2: the third row, then its second item.
        (Groups(1.0, "rows"), 6, 2.5 + 1.5, 2),
        # Nine in halves of 5 and 4: the second, its second half, the second of that.
        (Groups(1.0, "halves"), 8, 1.5 + 1.5 + 1.5, 3),
        # Stopped one later than wanted, so the second light on the way back is right.
        (Overscan(0.3, 1.0), 2, 2 * 0.3 + 0.5 + 1.5, 2),
    ],
)
def test_how_long_each_method_takes_in_an_exact_hand(
    method: Linear | RowColumn | Groups | Overscan, wanted: int, seconds: float, presses: int
) -> None:
    hand = Hand(EXACT, 1)
    items = 7 if isinstance(method, Groups) and method.kind == "rows" else 9
    assert method.choose(hand, items, wanted) == wanted
    assert hand.now == pytest.approx(seconds, abs=0.01)
    assert hand.presses == presses
