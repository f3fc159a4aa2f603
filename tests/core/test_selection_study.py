"""The simulated hands of the study, and that ours keeps its promise with them, in small."""

import json
import math
import random
from pathlib import Path

import pytest

from benchmarks.capacity import bits_per_s
from benchmarks.joined import FOLDERS, Joined, settings_of
from benchmarks.ours import Ours
from benchmarks.peers import Clocks, Linear, Method, RowColumn
from benchmarks.people import PEOPLE, Hand, Person, people_in
from benchmarks.sessions import session

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


@pytest.mark.parametrize("method", [Linear(1.0), RowColumn(1.0), Clocks(2.0), Ours()])
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
    rule_ms = round(1000 * TYPICAL.delay_mean_s / 0.65)
    alone, _ = seconds_and_errors(Ours(), TYPICAL, 9)
    joined = through_the_program(1500, press_time=True)
    plain = through_the_program(rule_ms, press_time=False)
    assert joined < 1.15 * alone
    assert joined < 0.75 * plain


def through_the_program(interval_ms: int, *, press_time: bool) -> float:
    settings = settings_of(interval_ms, press_time=press_time)
    program, chance = Joined(Hand(TYPICAL, "test"), settings), random.Random(1)  # noqa: S311
    targets = [program.reach(chance.randrange(FOLDERS)) for _ in range(260)][60:]
    return sum(target.seconds for target in targets) / len(targets)


def test_nobody_can_beat_the_capacity_of_their_own_hand() -> None:
    seconds, _ = seconds_and_errors(Ours(), TYPICAL, 36)
    assert math.log2(36) / seconds < bits_per_s(TYPICAL)


def test_people_of_a_file_are_read_and_a_wrong_number_is_named(tmp_path: Path) -> None:
    file = tmp_path / "people.json"
    one: dict[str, object] = {
        "name": "Ada",
        "delay_mean_s": 0.9,
        "delay_sd_s": 0.3,
        "false_per_s": 0,
        "miss": 0.05,
        "recovery_s": 1,
    }
    file.write_text(json.dumps([one]), "utf-8")
    assert people_in(file) == (Person("Ada", 0.9, 0.3, 0.0, 0.05, 1.0),)
    file.write_text(json.dumps([{**one, "miss": 2}]), "utf-8")
    with pytest.raises(ValueError, match=r'"miss" of Ada must be from 0 to 0\.95'):
        people_in(file)
