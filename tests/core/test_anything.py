"""Whatever happens, in whatever order: what the program never does, and that help is called."""

from dataclasses import replace

from hypothesis import assume, given, target
from hypothesis import settings as trying
from hypothesis import strategies as st

from assistant.core.effects import SavePlace, SaveSettings, Selected, StartCallTone, StopCallTone
from assistant.core.events import (
    AcknowledgePointed,
    CarerKeyPressed,
    ItemPointed,
    Started,
    SwitchPressed,
    SwitchReleased,
    WordHeard,
)
from assistant.core.settings import Settings, with_value
from assistant.core.state import AppState, Browsing, Resting
from assistant.core.units import Millis
from assistant.core.update import update
from assistant.core.utterances import give_up_ms
from tests.core.anything import Happening, Life, any_state, happenings, lived, lives
from tests.core.person import silent


def holds(life: Life, switch: str) -> None:
    """A switch goes down and stays down for as long as a call takes."""
    life.meets(lambda it: SwitchPressed(at=it.now, switch=switch))
    within_ms = longest_call_ms(life.state)
    if life.state.settings.scan.method != "inverse":
        assert within_ms == life.state.settings.help.hold_ms
        life.goes_on(within_ms)
        return
    ends = life.now + within_ms
    while life.now < ends and not life.state.alarm.is_calling:
        life.goes_on(500)


def longest_call_ms(state: AppState) -> Millis:
    """How long a hold takes to call, at the most, where the voice never answers."""
    hold_ms = state.settings.help.hold_ms
    if state.settings.scan.method != "inverse" or not isinstance(state.mode, Browsing):
        return hold_ms
    # The light first makes a whole round; each cue is given up, and so is what is said now.
    said = [item.said for item in state.menu.items]
    if state.settings.scan.groups != "none":
        # No more steps than this, each naming two choices.
        said = [f"{name}, to {max(said, key=len)}" for name in said] * 2
    rate = state.settings.speech.cue_rate_wpm
    said_now = max(0, (state.give_up_at or 0) - state.now)
    each_ms = state.settings.scan.interval_ms
    round_ms = state.settings.scan.first_item_extra_ms * 2 + sum(
        each_ms + give_up_ms(text, rate) for text in said
    )
    waits_ms = state.settings.switch.acceptance_ms + said_now
    return waits_ms + round_ms + each_ms + give_up_ms(max(said, key=len), rate) + hold_ms + 500


@given(any_state, lives)
@trying(max_examples=60, deadline=None)
def test_whatever_happens_the_program_keeps_its_promises(
    state: AppState, happened: list[tuple[Millis, Happening]]
) -> None:
    life = lived(state, happened)
    life.goes_on(3_600_000)
    target(float(len(life.effects)))


@given(any_state, lives)
@trying(max_examples=60, deadline=None)
def test_from_every_state_a_switch_held_long_enough_calls_for_help(
    state: AppState, happened: list[tuple[Millis, Happening]]
) -> None:
    life = lived(state, [])
    for wait_ms, happening in happened:
        life.goes_on(wait_ms)
        life.meets(happening)
        other = life.fork()
        other.lets_a_dropout_pass()
        holds(other, "one that was never touched before")
        assert other.state.alarm.is_calling


@given(any_state, lives)
@trying(max_examples=60, deadline=None)
def test_from_every_state_the_persons_own_switch_calls_once_it_was_let_go(
    state: AppState, happened: list[tuple[Millis, Happening]]
) -> None:
    life = lived(state, happened)
    for switch in ("a", "b"):
        life.meets(lambda it, name=switch: SwitchReleased(at=it.now, switch=name))  # type: ignore[misc]
    life.lets_a_dropout_pass()
    holds(life, "a")
    assert life.state.alarm.is_calling


@given(any_state, lives)
@trying(max_examples=60, deadline=None)
def test_a_call_takes_back_whatever_its_own_hold_did(
    state: AppState, happened: list[tuple[Millis, Happening]]
) -> None:
    life = lived(state, happened)
    for switch in ("a", "b"):
        life.meets(lambda it, name=switch: SwitchReleased(at=it.now, switch=name))  # type: ignore[misc]
    life.lets_a_dropout_pass()
    if life.state.alarm.is_calling:
        return
    before, done = life.state, len(life.effects)
    holds(life, "a")
    after, news = life.state, life.effects[done:]
    if Selected(item="help", path=before.path_ids) in news:
        return  # the press itself chose to call
    assert (after.path, after.reading) == (before.path, before.reading)
    assert (after.place, after.settings) == (before.place, before.settings)
    kept_settings = [it.settings for it in news if isinstance(it, SaveSettings)]
    kept_places = [it.place for it in news if isinstance(it, SavePlace)]
    assert kept_settings[-1:] in ([], [before.settings])
    assert before.place is None or kept_places[-1:] in ([], [before.place])


@given(any_state, lives)
@trying(max_examples=60, deadline=None)
def test_a_call_ends_by_escape_or_by_two_clicks_and_by_nothing_else(
    state: AppState, happened: list[tuple[Millis, Happening]]
) -> None:
    life = lived(state, [])
    holds(life, "mine")
    clicks = 0
    for wait_ms, happening in happened:
        life.goes_on(wait_ms)
        event = life.meets(happening)
        clicks += isinstance(event, AcknowledgePointed)
        tones = [it for it in life.effects if isinstance(it, (StartCallTone, StopCallTone))]
        assert tones[0] == StartCallTone()
        if tones[1:]:
            assert clicks >= 2 or event == CarerKeyPressed(at=life.now, key="escape")
            return


@given(any_state, lives)
@trying(max_examples=60, deadline=None)
def test_every_call_tone_is_stopped_before_another_one_starts(
    state: AppState, happened: list[tuple[Millis, Happening]]
) -> None:
    life = lived(state, happened)
    tones = [type(it) for it in life.effects if isinstance(it, (StartCallTone, StopCallTone))]
    assert tones[::2] == [StartCallTone] * len(tones[::2])
    assert tones[1::2] == [StopCallTone] * len(tones[1::2])
    assert (len(tones) % 2 == 1) == life.state.alarm.is_calling


@given(any_state, lives)
@trying(max_examples=60, deadline=None)
def test_no_more_is_chosen_than_was_pressed_pointed_at_or_said(
    state: AppState, happened: list[tuple[Millis, Happening]]
) -> None:
    life = lived(state, [])
    acts = 0
    for wait_ms, happening in happened:
        life.goes_on(wait_ms)
        event = life.meets(happening)
        acts += isinstance(event, (SwitchPressed, CarerKeyPressed, ItemPointed, WordHeard))
        assert sum(isinstance(it, Selected) for it in life.effects) <= acts


@given(any_state, lives)
@trying(max_examples=60, deadline=None)
def test_silence_chooses_nothing_in_auto_scan(
    state: AppState, happened: list[tuple[Millis, Happening]]
) -> None:
    settings = with_value(state.settings, "scan.method", "auto")
    life = lived(replace(state, settings=settings), happened)
    assume(life.state.settings.scan.method == "auto")
    for switch in ("a", "b"):
        life.meets(lambda it, name=switch: SwitchReleased(at=it.now, switch=name))  # type: ignore[misc]
    before = len(life.effects)
    life.goes_on(3_600_000)
    assert [it for it in life.effects[before:] if isinstance(it, Selected)] == []


@given(any_state, lives, happenings)
@trying(max_examples=60, deadline=None)
def test_the_same_event_in_the_same_state_always_means_the_same(
    state: AppState,
    happened: list[tuple[Millis, Happening]],
    last: tuple[Millis, Happening],
) -> None:
    life = lived(state, happened)
    event = last[1](life)
    assert update(life.state, event) == update(life.state, event)


@given(any_state, lives)
@trying(max_examples=60, deadline=None)
def test_left_alone_the_program_comes_to_rest_and_a_press_wakes_it(
    state: AppState, happened: list[tuple[Millis, Happening]]
) -> None:
    life = lived(state, happened)
    for switch in ("a", "b"):
        life.meets(lambda it, name=switch: SwitchReleased(at=it.now, switch=name))  # type: ignore[misc]
    if life.state.alarm.is_calling:
        life.meets(lambda it: CarerKeyPressed(at=it.now, key="escape"))
    for _ in range(200):
        life.goes_on(60_000)
        if rests(life.state):
            break
    assert rests(life.state)
    life.goes_on(life.state.settings.switch.lockout_ms)
    life.meets(lambda it: SwitchPressed(at=it.now, switch="a"))
    life.goes_on(life.state.settings.switch.acceptance_ms)
    life.meets(lambda it: SwitchReleased(at=it.now, switch="a"))
    if not is_too_slow_for_its_hold(life.state.settings):
        assert isinstance(life.state.mode, Browsing)


def rests(state: AppState) -> bool:
    """Whether nothing moves."""
    return isinstance(state.mode, Resting)


def is_too_slow_for_its_hold(settings: Settings) -> bool:
    """An acceptance time that reaches into the hold leaves no press that could choose."""
    asked, hold_ms = settings.switch.acceptance_ms, settings.help.hold_ms
    limit = hold_ms if settings.switch.choose_on == "press" else hold_ms * 2 // 3
    return asked >= limit


@given(st.integers(0, 60_000))
@trying(max_examples=60, deadline=None)
def test_a_press_at_any_moment_chooses_what_was_lit_just_before_it(at: Millis) -> None:
    life = Life(state=AppState(settings=silent()))
    life.meets(lambda it: Started(at=it.now))
    # What is due before the press happens before it, but never what is due with it.
    other = life.fork()
    other.goes_on(max(0, at - 1))
    life.now = at
    lit = other.state.mode.scan.index if isinstance(other.state.mode, Browsing) else None
    life.meets(lambda it: SwitchPressed(at=it.now, switch="a"))
    chosen = [it.item for it in life.effects if isinstance(it, Selected)]
    assert chosen == ["wake" if lit is None else other.state.menu.items[lit].id]
