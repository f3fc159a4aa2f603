"""A mistake of the program's own: help can still be called, and nothing is lost."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from assistant.core import update as door
from assistant.core.effects import Lit, Selected, Speak, StartCallTone, StopCallTone, StopHoldTone
from assistant.core.events import CarerKeyPressed, Event, Started, SwitchPressed, SwitchReleased
from assistant.core.mending import mended
from assistant.core.settings import Settings
from assistant.core.state import AppState, Browsing, Resting, Step
from assistant.loop import Loop
from tests.core.anything import WAYS_IN, Happening, Life, any_state, lived, lives
from tests.core.person import silent
from tests.core.test_anything import holds


def survived(life: Life) -> Life:
    """The same life after a mistake in its next event, which is nobody's press."""
    state, effects = mended(life.state, CarerKeyPressed(at=life.now, key="enter"))
    after = Life(state=state, now=life.now)
    after.effects.extend(effects)
    after.goes_on(0)
    return after


@given(any_state, lives)
@trying(max_examples=60, deadline=None)
def test_after_a_mistake_at_any_moment_it_is_home_and_keeps_its_promises(
    state: AppState, happened: list[tuple[int, Happening]]
) -> None:
    before = lived(state, happened)
    after = survived(before)
    kept = after.state
    assert kept.alarm.calling_since == before.state.alarm.calling_since
    # Where the keyboard is lost, the list rests as ever.
    is_home = kept.path_ids == ("home",) and isinstance(kept.mode, (Browsing, Resting))
    assert kept.alarm.is_calling or is_home
    assert (kept.place, kept.known, kept.library) == (
        before.state.place,
        before.state.known,
        before.state.library,
    )
    assert kept.profiles == before.state.profiles
    assert not [it for it in after.effects if isinstance(it, (Selected, StopCallTone))]
    after.goes_on(3_600_000)


@given(any_state, lives, st.sampled_from(["a", "b", "new"]))
@trying(max_examples=60, deadline=None)
def test_after_a_mistake_a_hold_calls(
    state: AppState, happened: list[tuple[int, Happening]], switch: str
) -> None:
    life = survived(lived(state, happened))
    for name in ("a", "b"):
        life.meets(lambda it, name=name: SwitchReleased(at=it.now, switch=name))  # type: ignore[misc]
    life.lets_a_dropout_pass()
    holds(life, switch)
    assert life.state.alarm.is_calling


BEGUN_ANEW = {
    *("path", "mode", "reading", "target", "before_press", "saying", "give_up_at", "picked"),
    *("refused", "proposal", "before_trial", "pace", "closing_since"),
    *("is_review_note_said", "own_noted"),
}
"""What a move can leave half done, and what is said once more."""
KEPT_IN_PART = {"now", "switches", "alarm", "hold_counts_from", "notices", "ears"}


def test_each_part_of_the_state_is_kept_or_begins_anew() -> None:
    """A new part of the state is forgotten by nobody: it is kept, or named above."""
    before = lived(AppState(), [(10, happening) for happening in WAYS_IN["the strip"]]).state
    marked = replace(before, gone=frozenset({"2.1"}), people=("Anna",), voices=("en-us",))
    kept, _ = mended(marked, CarerKeyPressed(at=marked.now, key="enter"))
    for part in fields(AppState):
        if part.name not in BEGUN_ANEW | KEPT_IN_PART | {"next_utterance"}:
            assert getattr(kept, part.name) == getattr(marked, part.name), part.name


# --- in the loop -------------------------------------------------------------------------


class Broken(Exception):
    """A mistake in the core."""


class Faulty:
    """The core as it is, but events of one kind are too much for it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, kind: type) -> None:
        self._right, self.made = door._meant, 0
        self._kind = kind
        monkeypatch.setattr(door, "_meant", self)

    def __call__(self, state: AppState, event: Event) -> Step:
        if isinstance(event, self._kind):
            self.made += 1
            raise Broken
        return self._right(state, event)


def loop_of(settings: Settings, *, survives: bool) -> tuple[Loop, list[object]]:
    effects: list[object] = []
    state = AppState(settings=settings)
    return Loop(state, effects.append, lambda _at, _it: None, lambda _error: survives), effects


def test_where_every_press_is_a_mistake_a_hold_calls_at_its_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Faulty(monkeypatch, SwitchPressed)
    loop, effects = loop_of(silent(), survives=True)
    loop.handle(SwitchPressed(at=1000, switch="switch"))
    loop.advance(3999)
    assert StartCallTone() not in effects
    loop.advance(4000)
    assert StartCallTone() in effects


def test_a_press_that_was_a_mistake_chooses_nothing_when_it_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Faulty(monkeypatch, SwitchPressed)
    loop, effects = loop_of(silent(switch__choose_on="release"), survives=True)
    loop.handle(SwitchPressed(at=1000, switch="switch"))
    loop.handle(SwitchReleased(at=1400, switch="switch"))
    assert not [it for it in effects if isinstance(it, Selected)]
    loop.advance(9000)
    assert StartCallTone() not in effects


def test_a_hold_goes_on_through_a_mistake_of_something_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Faulty(monkeypatch, CarerKeyPressed)
    loop, effects = loop_of(silent(), survives=True)
    loop.handle(SwitchPressed(at=1000, switch="switch"))
    loop.handle(CarerKeyPressed(at=2500, key="right"))
    assert StopHoldTone() in effects
    loop.advance(4000)
    assert StartCallTone() in effects


def test_a_hold_that_moved_the_light_is_no_call_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    Faulty(monkeypatch, CarerKeyPressed)
    loop, effects = loop_of(silent(scan__method="inverse"), survives=True)
    loop.handle(Started(at=0))
    loop.handle(SwitchPressed(at=1000, switch="switch"))
    loop.handle(CarerKeyPressed(at=4500, key="right"))
    loop.advance(7499)
    assert StartCallTone() not in effects
    loop.advance(7500)
    assert StartCallTone() in effects


def test_it_is_said_and_the_list_is_scanned_from_its_beginning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Faulty(monkeypatch, CarerKeyPressed)
    loop, effects = loop_of(Settings(), survives=True)
    loop.handle(CarerKeyPressed(at=100, key="right"))
    said = [it.utterance.text for it in effects if isinstance(it, Speak)]
    assert said == [loop.state.words("mended.told")]
    loop.advance(60_000)
    assert [it for it in effects if isinstance(it, Lit)]


def test_in_a_rehearsal_a_mistake_is_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    Faulty(monkeypatch, CarerKeyPressed)
    loop, _ = loop_of(silent(), survives=False)
    with pytest.raises(Broken):
        loop.handle(CarerKeyPressed(at=100, key="right"))
