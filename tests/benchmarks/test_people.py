"""The people of the study: from a file, at random, and how their contacts close."""

import json
import re
from pathlib import Path

import pytest

from benchmarks.people import HELD_S, PEOPLE, Hand, Person, people_in, random_people

ADA: dict[str, object] = {
    "name": "Ada",
    "delay_mean_s": 0.9,
    "delay_sd_s": 0.3,
    "false_per_s": 0,
    "miss": 0.05,
    "recovery_s": 1,
}
BOUNCY = Person("bouncy", 0.5, 0.01, 0.0, 0.0, bounce=1.0, bounce_mean_s=0.05)


def people_file(tmp_path: Path, text: object) -> Path:
    file = tmp_path / "people.json"
    file.write_text(text if isinstance(text, str) else json.dumps(text), "utf-8")
    return file


def test_people_of_a_file_are_read(tmp_path: Path) -> None:
    expected = Person("Ada", 0.9, 0.3, 0.0, 0.05, 1.0)
    assert people_in(people_file(tmp_path, [ADA])) == (expected,)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ("[{", "line 1 is not JSON"),
        ({}, "must be a list of people"),
        ([], "must be a list of people"),
        (["Ada"], 'person 1 needs a "name"'),
        ([{**ADA, "name": " "}], 'person 1 needs a "name"'),
        ([{"name": "Ada"}], 'Ada needs a number "delay_mean_s"'),
        ([{**ADA, "miss": True}], 'Ada needs a number "miss"'),
        ([{**ADA, "miss": 2}], '"miss" of Ada must be from 0 to 0.95'),
        ([{**ADA, "delay_sd_s": float("nan")}], '"delay_sd_s" of Ada must be from'),
        ([{**ADA, "delay_s": 1}], 'Ada has "delay_s", which is none of'),
        ([ADA, ADA], "two people are called Ada"),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence(tmp_path: Path, found: object, told: str) -> None:
    file = people_file(tmp_path, found)
    with pytest.raises(ValueError, match=re.escape(told)) as refused:
        people_in(file)
    assert str(refused.value).startswith(f"{file}: ")
    assert "\n" not in str(refused.value)


def test_people_of_chance_are_the_same_ones_each_time_and_none_is_beyond_bearing() -> None:
    people = random_people(40)
    assert people == random_people(40)
    assert people[:6] == random_people(6)
    assert len({person.name for person in people}) == 40
    assert all(0.4 <= person.delay_mean_s <= 1.5 for person in people)
    assert all(0.17 < person.delay_sd_s / person.delay_mean_s < 0.51 for person in people)
    assert all(0.001 <= person.false_per_s <= 0.05 for person in people)


def test_a_bounce_follows_letting_go_and_is_no_press_of_its_own() -> None:
    hand = Hand(BOUNCY, 1, guard_s=0.0)
    press = hand.wait(5, is_wanted=True)
    bounce = hand.wait(5, is_wanted=False)
    assert press is not None
    assert bounce is not None
    assert HELD_S <= bounce - press < 1
    assert hand.presses == 1
    assert hand.wait(5, is_wanted=False) is None


def test_a_guard_takes_the_quick_bounces_and_lets_the_slow_ones_through() -> None:
    hand, late = Hand(BOUNCY, 1), 0
    for _ in range(1000):
        assert hand.wait(5, is_wanted=True) is not None
        late += hand.wait(5, is_wanted=False) is not None
    # exp(-4): a bounce later than 0.2 s after letting go, where it is 0.05 s on average.
    assert late == pytest.approx(18, abs=12)


def test_bounces_leave_the_rest_of_a_hand_as_it_was() -> None:
    noisy = PEOPLE[2]
    calm = Person(noisy.name, noisy.delay_mean_s, noisy.delay_sd_s, 0.02, 0.05)
    presses = [Hand(person, 1).wait(9, is_wanted=True) for person in (noisy, calm)]
    assert presses[0] == presses[1]
