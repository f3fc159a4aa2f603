"""What each access method does, as an occupational therapist would write it down.

Home has four choices: guide, settings, help, rest. A voice says a word in 400 ms.
"""

import pytest

from assistant.core.effects import Selected, StartHoldTone, StopHoldTone
from assistant.core.events import (
    CarerKeyPressed,
    LibraryLoaded,
    SwitchesLost,
    SwitchPressed,
    SwitchReleased,
)
from assistant.core.scanning import IDLE_MS
from assistant.core.settings import clash_in, with_value
from assistant.core.state import Resting
from assistant.core.units import Millis
from assistant.view.scene import progress_of, scene_of
from tests.core.person import PLAIN, WORD_MS, WORDS, Person, flat_library, silent

METHODS = ["step", "two-switch", "inverse"]
OPENING_ENDS = WORD_MS * len(WORDS("opening.line").split())


def step(**values: object) -> Person:
    return Person(silent(scan__method="step", **values))


def two(**values: object) -> Person:
    return Person(silent(scan__method="two-switch", **values))


def inverse(**values: object) -> Person:
    return Person(silent(scan__method="inverse", **values))


def spoken(method: str) -> Person:
    return Person(with_value(PLAIN, "scan.method", method))


def choices(person: Person) -> list[tuple[Millis, str]]:
    """What was chosen, and when."""
    return [(at, it.item) for at, it in person.records if isinstance(it, Selected)]


# --- in every method ---------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_the_first_choice_lights_and_waits_for_the_first_press(method: str) -> None:
    person = Person(silent(scan__method=method)).does("59000 end")
    assert person.lit() == [(0, "guide")]
    assert person.chosen() == []


@pytest.mark.parametrize("method", METHODS)
def test_with_the_voice_the_first_choice_lights_after_the_intro_and_waits(method: str) -> None:
    person = spoken(method).does("50000 end")
    assert person.lit() == [(OPENING_ENDS, "guide")]
    assert person.chosen() == []


@pytest.mark.parametrize("method", METHODS)
def test_a_light_that_nobody_moves_rests_and_says_how_to_wake_it(method: str) -> None:
    person = spoken(method).does("120000 end")
    assert isinstance(person.state.mode, Resting)
    assert person.said()[-1] == "Resting. Press your switch to go on."


@pytest.mark.parametrize("method", METHODS)
def test_any_press_wakes_and_chooses_nothing(method: str) -> None:
    person = Person(silent(scan__method=method)).does("70000 press\n70200 release\n110000 end")
    assert choices(person) == [(70_000, "wake")]
    assert person.lit()[-1] == (70_000, "guide")


@pytest.mark.parametrize("method", METHODS)
def test_a_press_while_the_list_is_announced_skips_the_words_and_chooses_nothing(
    method: str,
) -> None:
    person = spoken(method).does("1000 press\n1100 release\n40000 end")
    assert person.chosen() == ["skip-intro"]
    assert [item for _, item in person.lit()] == ["guide"]
    assert person.lit()[0][0] < 1200


@pytest.mark.parametrize("method", METHODS)
def test_while_a_text_is_read_a_press_pauses_and_a_hold_calls(method: str) -> None:
    for hold_ms, calls in ((200, 0), (3100, 1)):
        person = Person(silent(scan__method=method))
        person.does("100 end")
        _carer_opens_a_section(person)
        person.gets(SwitchPressed(at=person.now + 1, switch="switch"))
        assert person.state.path_ids[-1] == "strip"
        person.waits(hold_ms)
        person.gets(SwitchReleased(at=person.now + 1, switch="switch")).waits(200)
        assert person.chosen()[-1] == "pause"
        assert len(person.calls()) == calls


def _carer_opens_a_section(person: Person) -> None:
    for _ in range(3):
        person.gets(CarerKeyPressed(at=person.now + 100, key="enter"))
    person.waits(1000)


@pytest.mark.parametrize("method", METHODS)
def test_a_carers_arrow_moves_the_light_and_nothing_is_chosen_by_it(method: str) -> None:
    person = Person(silent(scan__method=method)).does("100 end")
    person.gets(CarerKeyPressed(at=200, key="down")).waits(50_000)
    assert [item for _, item in person.lit()] == ["guide", "settings"]
    assert person.chosen() == []


@pytest.mark.parametrize("method", METHODS)
def test_a_press_inside_the_lockout_does_nothing(method: str) -> None:
    person = Person(silent(scan__method=method, switch__lockout_ms=5000)).does("100 end")
    person.gets(CarerKeyPressed(at=200, key="enter"))
    lit = person.lit()
    person.gets(SwitchPressed(at=1000, switch="enter"))
    person.gets(SwitchReleased(at=1200, switch="enter")).waits(30_000)
    assert person.lit() == lit
    assert person.ignored() == ["lockout"]


@pytest.mark.parametrize("method", METHODS)
def test_when_the_keyboard_is_lost_nothing_is_chosen(method: str) -> None:
    person = Person(silent(scan__method=method)).does("1000 press enter\n2000 end")
    person.gets(SwitchesLost(at=2500)).waits(50_000)
    assert person.chosen() == []
    assert person.calls() == []


@pytest.mark.parametrize("method", METHODS)
def test_after_a_sleep_the_list_begins_afresh_and_waits(method: str) -> None:
    person = Person(silent(scan__method=method)).does("1000 press enter\n1200 end")
    person.sleeps_until(3_600_000).waits(50_000)
    assert person.lit()[-1] == (3_600_000, "guide")
    assert person.chosen() == []


@pytest.mark.parametrize("kind", ["list", "strip"])
@pytest.mark.parametrize("method", METHODS)
def test_the_screen_says_how_this_method_works(method: str, kind: str) -> None:
    person = Person(silent(scan__method=method)).does("100 end")
    if kind == "strip":
        _carer_opens_a_section(person)
        person.gets(CarerKeyPressed(at=person.now + 1, key="enter"))
    hint = scene_of(person.state).hint
    assert hint == WORDS(f"hint.{kind}_{method.replace('-', '_')}")
    assert "call for help" in hint


# --- step scan: one switch moves, resting chooses ----------------------------------------


def test_step_the_first_press_starts_and_each_one_after_it_moves_the_light_by_one() -> None:
    person = step().does(
        "1000 press\n1100 release\n2000 press\n2100 release\n3000 press\n3100 release\n4000 end"
    )
    assert person.lit() == [(0, "guide"), (1000, "guide"), (2000, "settings"), (3000, "help")]
    assert person.chosen() == []


def test_step_resting_on_a_choice_chooses_it() -> None:
    person = step().does("1000 press\n1100 release\n2000 press\n2100 release\n20000 end")
    assert choices(person) == [(4100, "settings")]
    assert person.state.path_ids == ("home", "settings")


def test_step_the_first_choice_costs_one_press() -> None:
    assert choices(step().does("1000 press\n1100 release\n9000 end")) == [(3100, "guide")]


def test_step_nothing_is_chosen_before_the_first_press() -> None:
    assert step().does("59000 end").chosen() == []


def test_step_the_rest_is_counted_from_the_end_of_the_cue() -> None:
    person = spoken("step").does("1000 press\n1050 release\n2000 press\n2100 release\n9000 end")
    said_ms = 2 * WORD_MS
    assert choices(person) == [(1000, "skip-intro"), (2000 + said_ms + 2000, "guide")]


def test_step_a_press_starts_the_rest_anew() -> None:
    person = step().does("1000 press\n1100 release\n3000 press\n3050 release\n5000 end")
    assert person.chosen() == []
    assert person.goes_on_until(5100).chosen() == ["settings"]


def test_step_a_press_too_short_to_count_starts_the_rest_anew_too() -> None:
    person = step(switch__acceptance_ms=500)
    person.does("1000 press\n1600 release\n3400 press\n3500 release\n9000 end")
    assert person.lit()[1] == (1500, "guide")
    assert person.ignored() == ["too short"]
    assert choices(person) == [(5500, "guide")]


def test_step_a_bounce_does_not_move_the_light() -> None:
    person = step().does("1000 press\n1100 release\n1200 press\n1250 release\n9000 end")
    assert [item for _, item in person.lit()[:2]] == ["guide", "guide"]
    assert person.ignored() == ["bounce"]
    assert choices(person) == [(3250, "guide")]


def test_step_a_hand_on_the_switch_does_not_rest() -> None:
    person = step(scan__dwell_ms=300).does("1000 press\n3500 release\n9000 end")
    assert choices(person) == [(3800, "guide")]


def test_step_the_bar_stands_while_the_switch_is_down() -> None:
    person = step().does("1000 press\n2500 end")
    assert progress_of(person.state, 2500).step_left == 1.0
    person.gets(SwitchReleased(at=2600, switch="switch"))
    assert progress_of(person.state, 3600).step_left == 0.5


def test_step_a_hold_calls_and_what_it_moved_is_put_back() -> None:
    person = step(scan__dwell_ms=300).does("1000 press\n5000 release")
    assert person.calls() == [(4000, "call")]
    assert person.chosen() == []
    assert person.state.path_ids == ("home",)


def test_step_the_light_goes_round_and_round() -> None:
    presses = "\n".join(f"{at} press\n{at + 100} release" for at in range(1000, 31_000, 1000))
    person = step(scan__loops=1).does(presses)
    home = ["guide", "settings", "help", "rest"]
    assert [item for _, item in person.lit()][1:31] == (home * 8)[:30]


def test_step_what_a_carer_pointed_at_is_chosen_by_one_press() -> None:
    person = step().does("100 end")
    person.gets(CarerKeyPressed(at=200, key="down")).waits(1000).presses().waits(3000)
    assert person.chosen() == ["settings"]


def test_step_after_a_choice_the_next_list_waits() -> None:
    person = step().does("1000 press\n1100 release\n2000 press\n2100 release\n60000 end")
    assert person.chosen() == ["settings"]


def test_step_choosing_when_the_switch_comes_up_moves_when_it_comes_up() -> None:
    person = step(switch__choose_on="release")
    person.does("1000 press\n1700 release\n3000 press\n3400 release\n3500 end")
    assert person.lit()[1:] == [(1700, "guide"), (3400, "settings")]


def test_step_a_press_begun_while_the_list_was_announced_moves_nothing() -> None:
    person = spoken("step")
    person.settings = with_value(person.settings, "switch.acceptance_ms", 1000)
    person.world.loop = person.world._new_loop()
    person.does(f"{OPENING_ENDS - 300} press\n{OPENING_ENDS + 1500} release\n40000 end")
    assert [item for _, item in person.lit()] == ["guide"]
    assert person.chosen() == []


# --- step scan with two switches ---------------------------------------------------------


def test_two_switches_one_moves_and_the_other_chooses() -> None:
    person = two().does(
        "1000 press enter\n1100 release enter\n2000 press space\n2100 release space"
    )
    assert person.lit()[:2] == [(0, "guide"), (1000, "settings")]
    assert choices(person) == [(2000, "settings")]


@pytest.mark.parametrize("name", ["return", "enter"])
def test_two_switches_the_large_enter_key_and_the_small_one_both_move(name: str) -> None:
    assert two().does(f"1000 press {name}\n1100 release {name}").lit()[-1] == (1000, "settings")


def test_two_switches_any_named_switch_can_move() -> None:
    person = two(switch__move_keys=("F5", "mouse-right"))
    person.does("1000 press f5\n1100 release f5\n2000 press mouse-right\n2100 release mouse-right")
    assert [item for _, item in person.lit()] == ["guide", "settings", "help"]


def test_two_switches_the_first_choice_needs_no_move() -> None:
    assert choices(two().does("1000 press space\n1100 release space")) == [(1000, "guide")]


def test_two_switches_resting_chooses_nothing() -> None:
    assert two().does("1000 press enter\n1100 release enter\n55000 end").chosen() == []


def test_two_switches_the_light_goes_round() -> None:
    presses = "\n".join(
        f"{at} press enter\n{at + 100} release enter" for at in range(1000, 6000, 1000)
    )
    assert two().does(presses).lit()[-1] == (5000, "settings")


def test_two_switches_moves_may_follow_faster_than_choices() -> None:
    person = two(switch__lockout_ms=5000).does(
        "1000 press enter\n1100 release enter\n1450 press enter\n1550 release enter"
    )
    assert person.lit()[-1] == (1450, "help")


def test_two_switches_a_bounce_of_the_one_does_not_choose_with_the_other() -> None:
    person = two().does(
        "1000 press enter\n1100 release enter\n1200 press space\n1300 release space"
    )
    assert person.chosen() == []
    assert person.ignored() == ["bounce"]


def test_two_switches_pressed_together_count_as_the_first_of_them() -> None:
    person = two().does(
        "1000 press enter\n1100 press space\n1500 release space\n1600 release enter"
    )
    assert person.lit()[-1] == (1000, "settings")
    assert person.chosen() == []


@pytest.mark.parametrize("switch", ["enter", "space"])
def test_two_switches_holding_either_calls(switch: str) -> None:
    person = two().does(f"1000 press {switch}\n5000 release {switch}")
    assert person.calls() == [(4000, "call")]
    assert person.state.path_ids == ("home",)


def test_two_switches_a_move_waits_for_its_acceptance_time() -> None:
    person = two(switch__acceptance_ms=400).does(
        "1000 press enter\n1300 release enter\n2000 press enter\n2500 release enter"
    )
    assert person.ignored() == ["too short"]
    assert person.lit()[1:] == [(2400, "settings")]


# --- inverse scan: holding moves, letting go chooses -------------------------------------


def test_inverse_the_light_moves_while_the_switch_is_held() -> None:
    person = inverse().does("1000 press\n7000 end")
    assert person.lit() == [(0, "guide"), (3500, "settings"), (5000, "help"), (6500, "rest")]
    assert person.chosen() == []


def test_inverse_letting_go_chooses_what_is_lit() -> None:
    person = inverse().does("1000 press\n4000 release\n5000 end")
    # A contact may drop out for 80 ms; only then is the hold over.
    assert choices(person) == [(4080, "settings")]


def test_inverse_a_short_hold_chooses_the_first_choice() -> None:
    assert choices(inverse().does("1000 press\n1200 release")) == [(1280, "guide")]


def test_inverse_what_is_lit_when_the_switch_comes_up_counts_to_the_millisecond() -> None:
    assert inverse().does("1000 press\n3500 release").chosen() == ["guide"]
    assert inverse().does("1000 press\n3501 release").chosen() == ["settings"]


def test_inverse_the_cue_is_heard_out_before_the_light_moves_on() -> None:
    person = spoken("inverse").does("1000 press\n1100 release\n3000 press\n9000 end")
    guide, settings, help_ = person.lit()[:3]
    assert guide == (1180, "guide")
    assert settings == (3000 + 2500, "settings")
    assert help_ == (5500 + WORD_MS + 1500, "help")


def test_inverse_the_first_release_before_anything_was_lit_chooses_nothing() -> None:
    person = spoken("inverse").does(f"1000 press\n{OPENING_ENDS - 20} release\n40000 end")
    assert person.ignored() == ["nothing was lit"]
    assert person.chosen() == []
    assert person.lit() == [(OPENING_ENDS, "guide")]


def test_inverse_the_first_release_chooses_if_something_was_lit_in_this_hold() -> None:
    person = spoken("inverse").does(f"1000 press\n{OPENING_ENDS + 500} release\n40000 end")
    assert person.chosen() == ["guide"]
    assert person.calls() == []


def test_inverse_the_release_of_a_hold_that_began_elsewhere_chooses_nothing() -> None:
    person = inverse().does("70000 press\n72500 release\n80000 end")
    assert person.chosen() == ["wake"]
    assert [item for at, item in person.lit() if at >= 70_000] == ["guide"]


def test_inverse_rounds_do_not_end_a_hold() -> None:
    person = inverse(scan__loops=1).does("1000 press\n9000 end")
    assert person.lit()[-1] == (8000, "guide")


def test_inverse_a_dropout_of_the_contact_chooses_nothing_and_the_light_goes_on() -> None:
    person = inverse().does("1000 press\n4000 release\n4060 press\n5050 release\n6000 end")
    # "settings" is lit from 3500, and gets back the 60 ms for which the light stood.
    assert choices(person) == [(5130, "settings")]


def test_inverse_a_press_that_does_not_count_moves_nothing_and_chooses_nothing() -> None:
    person = inverse(switch__acceptance_ms=500).does(
        "1000 press\n1300 release\n2000 press\n5100 release\n6000 end"
    )
    assert person.ignored() == ["too short"]
    assert person.lit()[1] == (5000, "settings")
    assert person.chosen() == ["settings"]


def test_inverse_a_bounce_after_letting_go_starts_nothing_in_the_next_list() -> None:
    person = inverse().does("1000 press\n4000 release\n4200 press\n4250 release\n9000 end")
    assert person.chosen() == ["settings"]
    assert person.ignored() == ["bounce"]
    assert len([at for at, _ in person.lit() if at > 4000]) == 1


def test_inverse_a_bounce_that_is_held_calls_as_always() -> None:
    person = inverse().does("1000 press\n4000 release\n4200 press\n8000 release")
    assert person.calls() == [(7200, "call")]


def test_inverse_choosing_when_the_switch_comes_up_changes_nothing() -> None:
    person = inverse(switch__choose_on="release").does("1000 press\n4000 release\n5000 end")
    assert choices(person) == [(4080, "settings")]


# --- inverse scan and the call for help --------------------------------------------------

ROUND_ENDS = 1000 + 2500 + 3 * 1500
"""When a hold from 1000 ms on has brought the light round Home, back to where it began."""


def test_inverse_a_long_hold_calls_once_the_light_has_gone_round() -> None:
    person = inverse().does(f"1000 press\n{ROUND_ENDS + 4000} release")
    assert person.calls() == [(ROUND_ENDS + 3000, "call")]
    assert person.chosen() == []
    assert person.state.path_ids == ("home",)


def test_inverse_the_last_choice_can_be_reached_without_any_sign_of_a_call() -> None:
    person = inverse().does(f"1000 press\n{ROUND_ENDS - 100} release\n10000 end")
    assert person.records_of(StartHoldTone) == []
    assert person.chosen() == ["rest"]


def test_inverse_the_sign_grows_after_the_round_as_it_always_does() -> None:
    person = inverse().does(f"1000 press\n{ROUND_ENDS + 3000 - 1} end")
    signs = [(at, it) for at, it in person.records if isinstance(it, StartHoldTone)]
    assert signs == [(ROUND_ENDS + 800, StartHoldTone(remaining_ms=2200))]
    assert scene_of(person.state).is_holding
    assert progress_of(person.state, ROUND_ENDS + 1900).hold == 0.5


def test_inverse_early_in_the_second_round_one_can_still_choose() -> None:
    person = inverse().does(f"1000 press\n{ROUND_ENDS + 1000} release\n12000 end")
    assert person.chosen() == ["guide"]
    assert len(person.records_of(StopHoldTone)) == 1
    assert person.calls() == []


def test_inverse_letting_go_just_before_the_call_chooses_nothing() -> None:
    person = inverse().does(f"1000 press\n{ROUND_ENDS + 2500} release\n15000 end")
    assert person.ignored() == ["held on"]
    assert (person.chosen(), person.calls()) == ([], [])


def test_inverse_a_dropout_does_not_put_the_call_off() -> None:
    at = ROUND_ENDS + 1000
    person = inverse().does(f"1000 press\n{at} release\n{at + 50} press\n20000 end")
    assert person.calls() == [(ROUND_ENDS + 3000, "call")]


def test_inverse_a_hold_that_outlives_its_list_neither_chooses_nor_calls_at_once() -> None:
    person = inverse().does("1000 press\n4000 end")
    person.gets(CarerKeyPressed(at=4500, key="enter")).waits(2000)
    person.gets(SwitchReleased(at=6600, switch="switch")).waits(3000)
    assert person.calls() == []
    assert person.chosen() == ["settings"]  # the carer's


def test_inverse_a_hold_that_outlives_its_list_calls_after_the_usual_time() -> None:
    person = inverse().does("1000 press\n4000 end")
    person.gets(CarerKeyPressed(at=4500, key="enter")).waits(20_000)
    assert person.calls() == [(7500, "call")]


def test_inverse_the_guide_that_arrives_under_a_hold_does_not_disturb_home() -> None:
    person = inverse().does("1000 press\n3000 end")
    person.gets(LibraryLoaded(at=3200, library=flat_library(3)))
    person.gets(SwitchReleased(at=4000, switch="switch")).waits(100)
    assert person.chosen() == ["settings"]


def test_inverse_after_a_call_one_can_choose_again() -> None:
    person = inverse().does("1000 press\n12000 release\n13000 end")
    person.gets(CarerKeyPressed(at=14_000, key="escape"))
    person.gets(SwitchPressed(at=15_000, switch="switch"))
    person.gets(SwitchReleased(at=15_200, switch="switch")).waits(100)
    assert person.chosen() == ["guide"]


# --- settings ----------------------------------------------------------------------------


@pytest.mark.parametrize("movers", [(), ("any",)])
def test_two_switches_need_one_that_moves(movers: tuple[str, ...]) -> None:
    wrong = clash_in(silent(scan__method="two-switch", switch__move_keys=movers))
    assert wrong is not None
    assert wrong[0] == "switch.move_keys"
    assert clash_in(silent(switch__move_keys=movers)) is None


def test_two_switches_need_one_that_chooses() -> None:
    only = {"switch__keys": ("enter",), "switch__mouse": (), "switch__touch": False}
    wrong = clash_in(silent(scan__method="two-switch", **only))
    assert wrong is not None
    assert "chooses" in wrong[1]
    assert clash_in(silent(**only)) is None


def test_a_light_that_waits_does_so_for_a_minute() -> None:
    assert IDLE_MS == 60_000
