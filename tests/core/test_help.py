"""The call for help: from everywhere, by holding the switch, whatever else went wrong."""

import pytest

from assistant.core.effects import (
    SavePlace,
    SaveSettings,
    Speak,
    StartCallTone,
    StartHoldTone,
    StopHoldTone,
)
from assistant.core.events import (
    AcknowledgePointed,
    CallGoesOn,
    CarerKeyPressed,
    ClockJumped,
    DeviceFailed,
    ItemPointed,
    LibraryLoaded,
    SectionOpened,
    Started,
    SwitchesLost,
    SwitchPressed,
    SwitchReleased,
)
from assistant.core.library import Library, Place
from assistant.core.settings import Settings
from assistant.core.state import AppState, Browsing
from assistant.core.update import update
from assistant.core.words import Words
from tests.core.person import Person, flat_library, silent, small_section


def held(settings: Settings | None = None) -> Person:
    """Someone who calls by holding the switch, and lets go when the tone sounds."""
    person = Person(settings or silent()).does("1000 press\n5000 release")
    assert person.calls() == [(4000, "call")]
    return person


def test_a_hold_calls_when_it_has_lasted_and_not_before() -> None:
    assert Person(silent()).does("1000 press\n3999 release").calls() == []
    assert Person(silent()).does("1000 press\n4001 release").calls() == [(4000, "call")]


@pytest.mark.parametrize("hold_ms", [1500, 10_000])
def test_the_hold_takes_as_long_as_it_is_set_to(hold_ms: int) -> None:
    person = Person(silent(help__hold_ms=hold_ms)).does("1000 press\n20000 release")
    assert person.calls() == [(1000 + hold_ms, "call")]


def test_a_sign_and_a_tone_grow_before_the_call_and_go_when_the_switch_is_let_go() -> None:
    person = Person(silent()).does("1000 press\n3000 release")
    assert [it.remaining_ms for it in person.records_of(StartHoldTone)] == [2200]
    assert len(person.records_of(StopHoldTone)) == 1
    assert person.state.alarm.sign_since is None


def test_an_ordinary_press_shows_no_sign() -> None:
    assert Person(silent()).does("1000 press\n1700 release").records_of(StartHoldTone) == []


def test_the_hold_tone_never_outlives_the_hold() -> None:
    # "Call for help" is chosen by a slow press, whose sign is already growing.
    person = Person(silent(switch__acceptance_ms=1500)).does("4500 press\n6500 release")
    assert person.chosen() == ["help"]
    assert len(person.records_of(StopHoldTone)) == len(person.records_of(StartHoldTone)) == 1


def test_what_the_press_of_a_hold_chose_is_taken_back() -> None:
    person = held()
    assert person.chosen() == ["guide"]
    assert person.state.path_ids == ("home",)


def test_a_setting_that_the_hold_changed_is_put_back_and_kept() -> None:
    person = Person(silent()).reaches("settings", "scan.interval_ms")
    before = person.state.settings
    person.waits(1500)
    while not person._is_lit("more"):
        person.waits(50)
    person.gets(SwitchPressed(at=person.now + 1, switch="switch"))
    assert person.state.settings != before
    person.waits(4000)
    assert person.state.alarm.is_calling
    assert person.state.settings == person.saved_settings == before
    assert person.records_of(SaveSettings)[-1].settings == before


def test_the_place_that_the_hold_moved_is_put_back_and_kept() -> None:
    place = Place(section_id="1.2", sentence=2, text="Third of 1.2.")
    person = Person(silent(), place=place).reaches("guide", "2")
    person.waits(900)
    while not person._is_lit("2.2"):
        person.waits(50)
    # "2.2" begins to be read while the switch is still down, and its place is remembered.
    person.gets(SwitchPressed(at=person.now + 1, switch="switch"))
    person.waits(11_000)
    assert person.state.place == person.place == place


def test_a_long_hold_moves_the_place_and_the_call_moves_it_back() -> None:
    place = Place(section_id="1.2", sentence=2, text="Third of 1.2.")
    person = Person(silent(help__hold_ms=10_000), place=place).reaches("guide", "2")
    person.waits(900)
    while not person._is_lit("2.2"):
        person.waits(50)
    person.gets(SwitchPressed(at=person.now + 1, switch="switch"))
    person.waits(9000)
    assert person.place != place
    person.waits(1500)
    assert person.state.alarm.is_calling
    assert person.state.place == person.place == place
    assert person.records_of(SavePlace)[-1].place == place


def test_a_call_silences_the_voice() -> None:
    person = Person().does("1000 press\n5000 release\n60000 end")
    called_at = person.calls()[0][0]
    assert [at for at, it in person.records if isinstance(it, Speak) and at >= called_at] == []


def test_nothing_that_arrives_during_a_call_speaks_over_its_tone() -> None:
    person = Person(sections={"1.1": None}).reaches("guide", "1", "1.1")
    person.waits(1000)
    person.gets(SwitchPressed(at=person.now + 1, switch="switch")).waits(3100)
    assert person.state.alarm.is_calling
    spoken = len(person.records_of(Speak))
    person.gets(SectionOpened(at=person.now + 1, section=small_section("1.1")))
    person.gets(LibraryLoaded(at=person.now + 1, library=flat_library(3)))
    person.gets(ClockJumped(at=person.now + 1, gap_ms=5000))
    person.waits(20_000)
    assert len(person.records_of(Speak)) == spoken


def test_the_menu_calls_too_and_at_once() -> None:
    person = Person(silent()).does("4500 press\n4700 release")
    assert person.calls() == [(4500, "call")]


def test_the_press_that_called_from_the_menu_does_not_call_again_while_it_is_held_on() -> None:
    person = Person(silent()).does("4500 press\n5000 end")
    person.gets(CarerKeyPressed(at=6000, key="escape")).waits(4000)
    assert [what for _, what in person.calls()] == ["call", "answered"]


def test_after_a_call_from_the_menu_the_scan_does_not_begin_at_the_call() -> None:
    person = Person(silent()).does("4500 press\n4700 release")
    person.gets(CarerKeyPressed(at=9000, key="escape"))
    assert person.lit()[-1] == (9000, "guide")


def test_the_switch_cannot_end_a_call() -> None:
    person = held()
    for at in range(6000, 30_000, 700):
        person.gets(SwitchPressed(at=at, switch="switch"))
        person.gets(SwitchReleased(at=at + 300, switch="switch"))
    person.gets(SwitchPressed(at=31_000, switch="switch")).waits(20_000)
    assert person.calls() == [(4000, "call")]
    assert person.state.alarm.is_calling


@pytest.mark.parametrize("key", ["up", "down", "left", "right", "enter"])
def test_only_escape_among_the_keys_ends_a_call(key: str) -> None:
    person = held()
    person.gets(CarerKeyPressed(at=6000, key=key))  # type: ignore[arg-type]
    assert person.state.alarm.is_calling
    person.gets(CarerKeyPressed(at=6100, key="escape"))
    assert person.calls() == [(4000, "call"), (6100, "answered")]


def test_two_clicks_at_the_button_end_a_call_and_one_does_not() -> None:
    person = held()
    person.gets(AcknowledgePointed(at=6000)).waits(5000)
    assert person.state.alarm.is_calling
    person.gets(AcknowledgePointed(at=12_000))
    assert person.calls()[-1] == (12_000, "answered")


def test_a_second_click_that_comes_too_late_is_a_first_one() -> None:
    person = held()
    person.gets(AcknowledgePointed(at=6000)).waits(11_000)
    person.gets(AcknowledgePointed(at=17_500))
    assert person.state.alarm.is_calling


def test_a_click_at_a_choice_does_not_end_a_call() -> None:
    person = held()
    person.gets(ItemPointed(at=6000, item="guide")).gets(SwitchesLost(at=6100))
    assert person.state.alarm.is_calling


def test_the_call_sounds_for_as_long_as_nobody_comes() -> None:
    person = held().waits(24 * 3_600_000)
    assert person.state.alarm.is_calling
    assert person.calls() == [(4000, "call")]


def test_after_the_call_the_person_is_back_in_the_list() -> None:
    person = Person(silent()).reaches("guide", "2").waits(1000)
    person.gets(SwitchPressed(at=person.now + 1, switch="switch")).waits(4000)
    person.gets(SwitchReleased(at=person.now + 1, switch="switch"))
    person.gets(CarerKeyPressed(at=person.now + 1, key="escape"))
    assert person.state.path_ids == ("home", "guide", "2")
    assert isinstance(person.state.mode, Browsing)


def test_after_the_call_reading_is_paused_at_its_sentence() -> None:
    person = Person(silent()).reaches("guide", "1", "1.1").waits(6500)
    reading = person.state.reading
    person.gets(SwitchPressed(at=person.now + 1, switch="switch")).waits(4000)
    person.gets(SwitchReleased(at=person.now + 1, switch="switch"))
    person.gets(CarerKeyPressed(at=person.now + 1, key="escape"))
    assert person.state.path_ids[-1] == "strip"
    assert person.state.reading == reading


def test_one_can_call_again_after_letting_go() -> None:
    person = held()
    person.gets(CarerKeyPressed(at=6000, key="escape"))
    person.gets(SwitchPressed(at=7000, switch="switch")).waits(4000)
    assert [what for _, what in person.calls()] == ["call", "answered", "call"]


def test_a_switch_that_is_stuck_does_not_call_again_and_the_carer_is_told() -> None:
    person = Person(silent()).does("1000 press\n6000 end")
    person.gets(CarerKeyPressed(at=6000, key="escape")).waits(600_000)
    assert [what for _, what in person.calls()] == ["call", "answered"]
    stuck = "The switch seems to be held down. Please check that nothing presses it."
    assert stuck in [told.text for told in person.state.notices]
    person.gets(SwitchReleased(at=700_000, switch="switch"))
    assert person.state.notices == ()


def test_a_stuck_switch_is_told_as_soon_as_another_one_is_used() -> None:
    person = Person(silent()).does("1000 press book\n4500 end")
    person.gets(CarerKeyPressed(at=5000, key="escape"))
    person.gets(SwitchPressed(at=6000, switch="mine")).waits(100)
    assert [told.about for told in person.state.notices] == ["switch"]
    person.gets(SwitchReleased(at=6200, switch="mine"))
    assert [told.about for told in person.state.notices] == ["switch"]
    person.gets(SwitchReleased(at=9000, switch="book"))
    assert person.state.notices == ()


def test_another_switch_calls_while_one_is_stuck() -> None:
    person = Person(silent()).does("1000 press book\n4500 end")
    person.gets(CarerKeyPressed(at=5000, key="escape"))
    person.gets(SwitchPressed(at=6000, switch="mine")).waits(4000)
    assert person.calls()[-1] == (9000, "call")


def test_one_who_holds_on_through_a_long_call_must_let_go_before_calling_again() -> None:
    person = Person(silent()).does("1000 press\n6000 end")
    person.gets(CarerKeyPressed(at=6000, key="escape")).waits(6000)
    person.gets(SwitchReleased(at=13_000, switch="switch"))
    person.gets(SwitchPressed(at=14_000, switch="switch")).waits(4000)
    assert [what for _, what in person.calls()] == ["call", "answered", "call"]


def test_after_a_sleep_during_a_call_the_switch_works_again() -> None:
    # The switch was let go while the machine slept, and nobody saw it.
    person = Person(silent()).does("1000 press\n5000 end").sleeps_until(3_600_000)
    assert person.state.alarm.is_calling
    person.gets(CarerKeyPressed(at=3_601_000, key="escape"))
    person.gets(SwitchPressed(at=3_602_000, switch="switch")).waits(3100)
    assert [what for _, what in person.calls()] == ["call", "answered", "call"]


def test_one_calls_in_the_very_first_second_without_a_guide_words_voice_or_disk() -> None:
    person = Person(silent(), library=Library())
    person.world.loop.state = AppState(words=Words())
    for device in ("sound", "synthesizer", "window", "places", "settings", "content"):
        person.gets(DeviceFailed(at=1, device=device, why="It is broken."))
    person.gets(SwitchPressed(at=2, switch="switch"))
    person.waits(3100)
    assert person.calls() == [(3002, "call")]


def test_a_press_that_does_not_count_still_calls_when_it_is_held() -> None:
    settings = silent(switch__lockout_ms=5000, switch__acceptance_ms=2000)
    person = Person(settings).does(
        "500 press\n2600 release\n2700 press\n2750 release\n2900 press\n7000 release"
    )
    assert person.calls() == [(5900, "call")]


def test_a_call_during_which_the_program_died_goes_on_until_a_carer_is_there() -> None:
    state, effects = update(AppState(settings=silent()), CallGoesOn(at=5))
    assert StartCallTone() in effects
    state, effects = update(state, Started(at=6))
    assert state.alarm.is_calling
    assert not [it for it in effects if isinstance(it, Speak)]
    state, _ = update(state, CarerKeyPressed(at=900, key="escape"))
    assert not state.alarm.is_calling
    assert isinstance(state.mode, Browsing)
