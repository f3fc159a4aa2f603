"""The PIN: kept so that nobody can read it, and slow to guess."""

import os
import stat
from pathlib import Path

import pytest

from assistant.carer.page.pin import FREE_TRIES, LONGEST_WAIT_S, Pin, PinNotKept, fault_in_pin


@pytest.fixture(name="pin")
def _pin(tmp_path: Path) -> Pin:
    return Pin(tmp_path / "config" / "pin.json")


def test_at_first_none_is_asked_for(pin: Pin) -> None:
    assert not pin.is_set


def test_the_right_one_opens_and_another_does_not(pin: Pin) -> None:
    pin.set("4711")
    assert pin.is_set
    assert pin.is_right("4711", 0)
    assert not pin.is_right("4712", 0)


def test_a_new_one_takes_the_place_of_the_old(pin: Pin) -> None:
    pin.set("4711")
    pin.set("0815")
    assert pin.is_right("0815", 0)
    assert not pin.is_right("4711", 0)


def test_it_cannot_be_read_in_its_file_and_is_never_kept_twice_alike(pin: Pin) -> None:
    pin.set("4711")
    first = pin.file.read_text(encoding="utf-8")
    pin.set("4711")
    assert "4711" not in first
    assert pin.file.read_text(encoding="utf-8") != first


@pytest.mark.skipif(os.name != "posix", reason="other systems keep the whole folder private")
def test_only_this_person_may_read_the_file(pin: Pin) -> None:
    pin.set("4711")
    assert stat.S_IMODE(pin.file.stat().st_mode) == 0o600


def test_after_three_wrong_ones_there_is_a_wait_in_which_the_right_one_does_not_open(
    pin: Pin,
) -> None:
    pin.set("4711")
    for _ in range(FREE_TRIES):
        assert pin.wait_s(100) == 0
        assert not pin.is_right("0000", 100)
    assert pin.wait_s(100) == 30
    assert not pin.is_right("4711", 120)
    assert pin.wait_s(130) == 0
    assert pin.is_right("4711", 130)


def test_each_further_wrong_one_doubles_the_wait_up_to_a_quarter_of_an_hour(pin: Pin) -> None:
    pin.set("4711")
    now, waits = 0.0, []
    for _ in range(10):
        pin.is_right("0000", now)
        waits.append(pin.wait_s(now))
        now += waits[-1]
    assert waits == [0, 0, 30, 60, 120, 240, 480, 900, 900, 900]


def test_the_right_one_makes_earlier_mistakes_forgotten(pin: Pin) -> None:
    pin.set("4711")
    pin.is_right("0000", 0)
    pin.is_right("0000", 0)
    assert pin.is_right("4711", 0)
    assert not pin.is_right("0000", 0)
    assert pin.wait_s(0) == 0


def test_starting_the_page_anew_does_not_give_the_tries_back(pin: Pin) -> None:
    pin.set("4711")
    for _ in range(FREE_TRIES):
        pin.is_right("0000", 0)
    assert Pin(pin.file).wait_s(0) == 30


def test_a_clock_that_was_set_back_locks_nobody_out_for_long(pin: Pin) -> None:
    pin.set("4711")
    for _ in range(20):
        pin.is_right("0000", 1e9)
    assert 0 < pin.wait_s(0) <= LONGEST_WAIT_S


@pytest.mark.parametrize("text", ["", "{", "[]", '{"salt": "zz", "hash": ""}', '{"hash": 3}'])
def test_a_damaged_file_opens_to_nobody_and_says_what_to_do(pin: Pin, text: str) -> None:
    pin.file.parent.mkdir()
    pin.file.write_text(text, encoding="utf-8")
    assert pin.is_set
    with pytest.raises(PinNotKept, match="Delete it"):
        pin.is_right("4711", 0)


def test_taken_away_none_is_asked_for(pin: Pin) -> None:
    pin.set("4711")
    pin.remove()
    assert not pin.is_set
    pin.remove()


def test_where_it_cannot_be_kept_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file")
    with pytest.raises(PinNotKept, match="was not kept"):
        Pin(tmp_path / "config" / "pin.json").set("4711")


@pytest.mark.parametrize("pin", ["1234", "123456789012"])
def test_four_to_twelve_digits_are_a_pin(pin: str) -> None:
    assert fault_in_pin(pin) is None


@pytest.mark.parametrize("pin", ["", "123", "1234567890123", "12a4", "12 34", "٣٣٣٣", "-123"])
def test_anything_else_is_none(pin: str) -> None:
    assert fault_in_pin(pin) is not None
