"""In the order of time."""

import pytest

from assistant.core.effects import Effect, Lit
from assistant.core.events import ClockJumped, Event, SwitchPressed, SwitchReleased
from assistant.core.state import AppState
from assistant.core.update import update
from assistant.loop import Inbox, Loop
from tests.core.person import Person, silent


def test_what_was_due_before_an_event_happens_before_it() -> None:
    person = Person(silent()).does("0 end")
    person.world.loop.handle(SwitchPressed(at=4100, switch="switch"))
    assert [at for at, _ in person.lit()[:3]] == [0, 2500, 4000]
    assert person.chosen() == ["help"]


def test_an_event_that_comes_late_does_not_turn_the_time_back() -> None:
    person = Person(silent()).does("3000 end")
    before = person.state.now
    person.world.loop.handle(SwitchReleased(at=before - 500, switch="switch"))
    assert person.state.now == before


def test_the_inbox_hands_out_facts_in_the_order_of_their_times() -> None:
    woken: list[str] = []
    inbox = Inbox(lambda: woken.append("woken"))
    for at in (30, 10, 20):
        inbox.post(SwitchPressed(at=at, switch="switch"))
    assert [event.at for event in inbox.drain()] == [10, 20, 30]
    assert woken == ["woken"] * 3
    assert inbox.drain() == []


def test_facts_of_the_same_moment_keep_the_order_they_came_in() -> None:
    inbox = Inbox(lambda: None)
    inbox.post(SwitchPressed(at=10, switch="switch"))
    inbox.post(SwitchReleased(at=10, switch="switch"))
    assert [type(event) for event in inbox.drain()] == [SwitchPressed, SwitchReleased]


def test_the_loop_writes_down_every_event_and_effect() -> None:
    written: list[tuple[int, Event | Effect]] = []
    performed: list[Effect] = []
    loop = Loop(
        AppState(settings=silent()), performed.append, lambda at, what: written.append((at, what))
    )
    event = SwitchPressed(at=5, switch="switch")
    loop.handle(event)
    _, effects = update(AppState(settings=silent()), event)
    assert written == [(5, event), *((5, effect) for effect in effects)]
    assert performed == list(effects)


@pytest.mark.parametrize("slept_ms", [5000, 3_600_000, 48 * 3_600_000])
def test_a_sleep_is_not_replayed_step_by_step(slept_ms: int) -> None:
    person = Person(silent(scan__loops=20)).does("3000 end")
    lit_before = len(person.records_of(Lit))
    person.world.loop.handle(ClockJumped(at=3000 + slept_ms, gap_ms=slept_ms))
    assert len(person.records_of(Lit)) == lit_before + 1


def test_a_hold_is_not_turned_into_a_call_by_a_sleep() -> None:
    person = Person(silent()).does("1000 press\n1500 end")
    person.world.loop.handle(ClockJumped(at=3_600_000, gap_ms=3_598_500))
    assert person.calls() == []
