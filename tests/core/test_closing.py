"""Closing a locked window: the carer's two keys, held for two seconds."""

import pytest
from hypothesis import given
from hypothesis import settings as trying

from assistant.core.closing import CLOSES_AFTER_MS
from assistant.core.effects import CloseProgram, Notice
from assistant.core.events import CloseBegan, CloseEnded, CloseRefused, SwitchPressed
from assistant.core.state import AppState
from assistant.core.units import Millis
from assistant.view.scene import progress_of, scene_of
from tests.core.anything import WAYS_IN, Happening, Life, any_state, lived, lives
from tests.core.person import WORDS, Person, silent

HOW = WORDS("closing.how")


def holding() -> Person:
    person = Person(silent(screen__locked=True)).does("1000 end")
    return person.gets(CloseBegan(at=person.now + 1))


def is_closed(person: Person) -> bool:
    return bool(person.records_of(CloseProgram))


def test_holding_the_keys_for_two_seconds_closes_the_program() -> None:
    person = holding().waits(CLOSES_AFTER_MS - 1)
    assert not is_closed(person)
    assert is_closed(person.waits(1))


def test_letting_go_before_closes_nothing_and_says_how_it_is_done() -> None:
    person = holding().waits(CLOSES_AFTER_MS - 100)
    person.gets(CloseEnded(at=person.now + 1)).waits(60_000)
    assert not is_closed(person)
    assert [it.text for it in person.records_of(Notice)] == [HOW]


def test_while_they_are_held_a_sign_grows() -> None:
    person = holding()
    assert scene_of(person.state).is_closing
    grown = [progress_of(person.state, person.now + ms).close for ms in (0, 1000, 2000)]
    assert grown == [0.0, 0.5, 1.0]
    person.gets(CloseEnded(at=person.now + 500))
    assert not scene_of(person.state).is_closing


def test_another_way_to_leave_is_answered_with_the_way_there_is() -> None:
    person = Person(silent()).does("1000 end").gets(CloseRefused(at=1500))
    assert scene_of(person.state).notices == (HOW,)
    assert not is_closed(person.waits(60_000))


def test_nothing_is_closed_out_of_a_sleep() -> None:
    person = holding().sleeps_until(3_600_000).waits(60_000)
    assert not is_closed(person)


def test_help_is_called_as_ever_while_they_are_held() -> None:
    person = holding()
    person.gets(SwitchPressed(at=person.now + 1, switch="space")).waits(1000)
    assert scene_of(person.state).is_holding
    person.gets(CloseEnded(at=person.now + 1)).waits(2100)
    assert person.state.alarm.is_calling


def test_a_carer_can_close_it_during_a_call_too() -> None:
    person = Person(silent(screen__locked=True)).reaches("help")
    person.gets(CloseBegan(at=person.now + 1))
    assert scene_of(person.state).is_closing
    assert is_closed(person.waits(CLOSES_AFTER_MS))


@pytest.mark.parametrize("way", WAYS_IN)
def test_from_every_place_it_can_be_closed(way: str) -> None:
    life = lived(AppState(words=WORDS), [(10, happening) for happening in WAYS_IN[way]])
    closes(life)


@given(any_state, lives)
@trying(max_examples=60, deadline=None)
def test_from_every_state_it_can_be_closed(
    state: AppState, happened: list[tuple[Millis, Happening]]
) -> None:
    life = lived(state, happened)
    life.meets(lambda it: CloseEnded(at=it.now))
    closes(life)


def closes(life: Life) -> None:
    life.effects.clear()
    life.meets(lambda it: CloseBegan(at=it.now))
    life.goes_on(CLOSES_AFTER_MS - 1)
    assert CloseProgram() not in life.effects
    life.goes_on(1)
    assert life.effects.count(CloseProgram()) == 1
