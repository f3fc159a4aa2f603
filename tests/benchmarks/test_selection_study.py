"""The simulated hands of the study, and that ours keeps its promise with them, in small."""

import math
import random

import pytest

from benchmarks.capacity import bits_per_s
from benchmarks.guide_study import program_rows
from benchmarks.ours import Ours, OursSpoken
from benchmarks.peers import Clocks, Groups, Linear, Method, Overscan, RowColumn
from benchmarks.people import PEOPLE, Hand, Person
from benchmarks.sessions import session
from benchmarks.study import Job, tried

STEADY, TYPICAL, NOISY, VERY_NOISY = PEOPLE
SURE = Person("sure", 0.5, 0.01, 0.0, 0.0)


def seconds_and_errors(method: Method, person: Person, items: int) -> tuple[float, float]:
    targets = session(method, Hand(person, "test"), items, 260, "test")[60:]
    count = len(targets)
    return sum(t.seconds for t in targets) / count, sum(t.errors for t in targets) / count


def test_delays_have_the_mean_and_the_spread_they_are_said_to_have() -> None:
    chance = random.Random(1)  # noqa: S311 - an example
    delays = [NOISY.delay(chance) for _ in range(20_000)]
    mean = sum(delays) / len(delays)
    assert mean == pytest.approx(NOISY.delay_mean_s, rel=0.02)
    spread = math.sqrt(sum((d - mean) ** 2 for d in delays) / len(delays))
    assert spread == pytest.approx(NOISY.delay_sd_s, rel=0.05)


def test_an_answer_comes_after_the_step_it_answers_and_carries_over() -> None:
    hand = Hand(SURE, 1)
    assert hand.wait(0.3, is_wanted=True) is None
    press = hand.wait(1.0, is_wanted=False)
    assert press == pytest.approx(0.5, abs=0.05)


def test_false_presses_come_as_often_as_said() -> None:
    hand = Hand(VERY_NOISY, 2)
    while hand.now < 4000:
        hand.wait(10, is_wanted=False)
    assert hand.presses == pytest.approx(200, rel=0.2)


@pytest.mark.parametrize(
    "method",
    [
        Linear(1.0),
        RowColumn(1.0),
        Groups(1.0, "rows"),
        Groups(1.0, "halves"),
        Overscan(0.3, 1.0),
        Clocks(2.0),
        Ours(),
    ],
)
def test_with_a_sure_hand_every_method_gets_everything_right(method: Method) -> None:
    _, errors = seconds_and_errors(method, SURE, 9)
    assert errors == 0


@pytest.mark.slow
@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_ours_is_much_faster_than_the_rule_of_practice_and_errs_less(person: Person) -> None:
    rule = seconds_and_errors(Linear(person.delay_mean_s / 0.65), person, 16)
    ours = seconds_and_errors(Ours(), person, 16)
    assert ours[0] < 0.75 * rule[0]
    assert ours[1] <= rule[1]
    if person in (NOISY, VERY_NOISY):
        assert ours[1] < rule[1] / 3


@pytest.mark.slow
def test_through_the_program_it_is_as_fast_as_the_engine_alone_and_faster_than_the_rule() -> None:
    alone, _ = seconds_and_errors(Ours(), TYPICAL, 9)
    rows = {row["method"]: row["seconds_per_correct"] for row in program_rows(Job(TYPICAL, 9, 0.5))}
    assert rows["ours"] < 1.15 * alone
    assert rows["ours"] < 0.75 * rows["plain, .65 rule"]


def test_nobody_can_beat_the_capacity_of_their_own_hand() -> None:
    seconds, _ = seconds_and_errors(Ours(), TYPICAL, 36)
    assert math.log2(36) / seconds < bits_per_s(TYPICAL)


def test_the_same_seeds_give_the_same_figures() -> None:
    job = Job(NOISY, 6, 0.01, is_spoken=True)
    assert tried(job, Ours(), 20) == tried(job, Ours(), 20)


def test_a_spoken_name_is_never_cut_short() -> None:
    hand = Hand(Person("sure and quick", 0.2, 0.01, 0.0, 0.0), 1)
    ours, name_s, took_s = OursSpoken(lambda _: 0.7), 0.7, []
    for _ in range(40):
        began_s = hand.now
        assert ours.choose(hand, 4, 3) == 3
        ours.stood(4)
        took_s.append(hand.now - began_s)
    assert min(took_s) > 3 * name_s


def test_a_long_spoken_list_is_one_of_folders() -> None:
    hand = Hand(SURE, 1)
    ours = OursSpoken(lambda _: 0.5)
    for wanted in (0, 17, 35):
        assert ours.choose(hand, 36, wanted) == wanted
        ours.stood(36)
    assert hand.presses == 6
