"""Presses and releases out of characters, judged by the real core."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.core.effects import (
    Effect,
    OpenSection,
    PressIgnored,
    Selected,
    StartCallTone,
    StartHoldTone,
)
from assistant.core.events import Event, SectionOpened, Started, SwitchPressed, SwitchReleased
from assistant.core.state import AppState
from assistant.core.units import Millis
from assistant.loop import Loop
from assistant.view.terminal import HeldKeys, keys_in
from tests.core.person import WORDS, silent, small_library, small_section

Arrivals = list[tuple[Millis, str]]


class Hand:
    """Characters in, what the core made of them out."""

    def __init__(self, **settings: object) -> None:
        state = AppState(
            settings=silent(switch__lockout_ms=0, **settings),
            words=WORDS,
            library=small_library(),
            is_library_loaded=True,
        )
        self.keys = HeldKeys()
        self.events: list[Event] = []
        self.effects: list[tuple[Millis, Effect]] = []
        self.wanted = ""
        self.loop = Loop(state, self._perform, lambda _at, _what: None)
        self.loop.handle(Started(at=0))

    def _perform(self, effect: Effect) -> None:
        self.effects.append((self.loop.state.now, effect))
        if isinstance(effect, OpenSection):
            self.wanted = effect.section_id

    def types(self, arrivals: Arrivals) -> "Hand":
        for at, key in arrivals:
            self.stays_silent_until(at)
            self._takes(at, self.keys.arrived(at, key))
        self.stays_silent_until(arrivals[-1][0] + 2000)
        return self

    def stays_silent_until(self, until: Millis) -> None:
        while (due := self.keys.due()) is not None and due < until:
            self._takes(due, self.keys.passed(due))
        self.loop.advance(until)

    def _takes(self, now: Millis, events: list[Event]) -> None:
        self.loop.advance(now)
        for event in events:
            self.events.append(event)
            self.loop.handle(event)
            if self.wanted:
                section, self.wanted = small_section(self.wanted), ""
                self.loop.handle(SectionOpened(at=now, section=section))

    def presses(self) -> list[Millis]:
        return [event.at for event in self.events if isinstance(event, SwitchPressed)]

    def releases(self) -> list[Millis]:
        return [event.at for event in self.events if isinstance(event, SwitchReleased)]

    def calls(self) -> list[Millis]:
        return [at for at, effect in self.effects if isinstance(effect, StartCallTone)]

    def ignored(self) -> list[str]:
        return [effect.why for _, effect in self.effects if isinstance(effect, PressIgnored)]

    def chosen(self) -> list[str]:
        return [effect.item for _, effect in self.effects if isinstance(effect, Selected)]

    def signs(self) -> int:
        return sum(isinstance(effect, StartHoldTone) for _, effect in self.effects)


def held(start: Millis, lasting_ms: Millis, delay_ms: Millis, per_second: int) -> Arrivals:
    """What a keyboard sends while a key is down, each character up to 10 ms late."""
    late = random.Random(per_second)  # noqa: S311 - no secret
    repeats = range(delay_ms, lasting_ms, 1000 // per_second)
    return [(start, "space"), *((start + at + late.randint(0, 10), "space") for at in repeats)]


def taps(*times: Millis) -> Arrivals:
    return [(at, "space") for at in times]


KEYBOARDS = [(delay, rate) for delay in (250, 500, 660) for rate in (10, 15, 25, 33)]


@pytest.mark.parametrize(("delay_ms", "per_second"), KEYBOARDS)
def test_holding_any_usual_key_for_three_seconds_calls_for_help(
    delay_ms: Millis, per_second: int
) -> None:
    hand = Hand().types(held(2000, 3300, delay_ms, per_second))
    assert hand.calls() == [5000]
    assert hand.presses() == [2000]
    assert len(hand.releases()) == 1


@pytest.mark.parametrize(("delay_ms", "per_second"), KEYBOARDS)
def test_letting_go_in_time_does_not_call_and_is_told_within_150_ms(
    delay_ms: Millis, per_second: int
) -> None:
    hand = Hand().types(held(2000, 2800, delay_ms, per_second))
    assert hand.calls() == []
    assert hand.signs() == 1
    assert len(hand.presses()) == 1
    assert 4600 <= hand.releases()[0] <= 4850


@pytest.mark.parametrize("gap_ms", [350, 400, 500, 600, 660, 690, 720, 790, 900, 1500])
def test_taps_350_ms_apart_each_count_and_show_no_sign_of_a_hold(gap_ms: Millis) -> None:
    hand = Hand().types(taps(*range(2000, 2000 + gap_ms * 12, gap_ms)))
    assert hand.presses() == list(range(2000, 2000 + gap_ms * 12, gap_ms))
    assert hand.ignored() == []
    assert hand.calls() == []
    if not 650 <= gap_ms <= 700:  # there the doubt lasts until after the sign is due
        assert hand.signs() == 0


@settings(deadline=None)
@given(gaps=st.lists(st.integers(350, 1200), min_size=1, max_size=30))
def test_no_taps_slower_than_350_ms_add_up_to_a_hold(gaps: list[Millis]) -> None:
    times = [2000 + sum(gaps[:at]) for at in range(len(gaps) + 1)]
    hand = Hand().types(taps(*times))
    assert hand.calls() == []
    assert hand.presses() == times
    assert hand.ignored() == []


@settings(deadline=None)
@given(gaps=st.lists(st.integers(0, 900), max_size=40))
def test_whatever_arrives_every_press_is_released_and_time_never_runs_back(
    gaps: list[Millis],
) -> None:
    hand = Hand().types(taps(*(2000 + sum(gaps[:at]) for at in range(len(gaps) + 1))))
    kinds = [type(event) for event in hand.events]
    assert kinds == [SwitchPressed, SwitchReleased] * (len(kinds) // 2)
    stamps = [event.at for event in hand.events]
    assert stamps == sorted(stamps)


def test_a_trembling_double_tap_is_one_press() -> None:
    hand = Hand().types(taps(2000, 2070, 4000, 4120))
    assert hand.presses() == [2000, 4000]
    assert hand.releases() == [2110, 4160]
    assert hand.calls() == []


def test_trembling_at_the_start_of_a_hold_does_not_delay_the_call() -> None:
    hand = Hand().types([(2000, "space"), *held(2090, 3300, 500, 30)])
    assert hand.calls() == [5000]
    assert hand.presses() == [2000]


def test_a_hold_chooses_only_what_its_first_character_chose() -> None:
    hand = Hand(switch__bounce_guard_ms=0).types(held(2000, 2000, 500, 30))
    assert len(hand.chosen()) == 1


def test_a_press_soon_after_a_hold_counts() -> None:
    hand = Hand().types([*held(2000, 1500, 500, 30), (3850, "space")])
    assert len(hand.chosen()) == 2
    assert hand.ignored() == []


def test_a_machine_that_stood_still_does_not_end_a_hold() -> None:
    keys = HeldKeys()
    for at in (0, 500, 530, 560):
        keys.arrived(at, "space")
    assert keys.arrived(1100, "space") == []  # read late; nobody had seen silence
    assert keys.due() == 1250


def test_another_key_ends_the_press_at_once() -> None:
    keys = HeldKeys()
    keys.arrived(0, "space")
    assert keys.arrived(350, "enter") == [
        SwitchReleased(at=40, switch="space"),
        SwitchPressed(at=350, switch="enter"),
    ]


def test_in_release_mode_a_tap_chooses_when_it_is_known_to_be_over() -> None:
    hand = Hand(switch__choose_on="release").types(taps(2500))
    assert len(hand.chosen()) == 1
    assert hand.signs() == 0


def test_a_tap_passes_a_short_acceptance_time() -> None:
    assert len(Hand(switch__acceptance_ms=300).types(taps(2500)).chosen()) == 1


# --- sequences of characters -------------------------------------------------------------


def test_arrows_of_both_kinds_and_with_ctrl_are_arrows() -> None:
    assert keys_in("\x1b[A\x1bOB\x1b[1;5C\x1b[D", is_whole=True) == (
        ["up", "down", "right", "left"],
        "",
    )


def test_a_lone_escape_waits_for_what_may_follow() -> None:
    assert keys_in("a\x1b", is_whole=False) == (["a"], "\x1b")
    assert keys_in("\x1b", is_whole=True) == (["escape"], "")
    assert keys_in("\x1b[", is_whole=False) == ([], "\x1b[")


def test_half_an_arrow_is_no_escape() -> None:
    assert keys_in("\x1b[1;", is_whole=True) == ([], "")


def test_escape_while_the_switch_repeats_is_still_heard() -> None:
    assert keys_in(" \x1b  ", is_whole=True) == (["space", "escape", "space", "space"], "")


def test_other_named_keys_are_nothing() -> None:
    assert keys_in("\x1b[15~\x1b[2~x", is_whole=True) == (["x"], "")


@settings(deadline=None)
@given(text=st.text(alphabet="\x1b[O;1A~ \r", max_size=12))
def test_no_text_breaks_the_reading(text: str) -> None:
    keys, rest = keys_in(text, is_whole=False)
    assert text.endswith(rest)
    assert text.count(" ") >= keys.count("space")
