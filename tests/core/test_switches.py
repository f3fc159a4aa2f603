"""From a noisy contact to presses that count."""

from assistant.core.events import CarerKeyPressed, SwitchesLost, SwitchPressed, SwitchReleased
from assistant.core.settings import with_value
from tests.core.person import PLAIN, Person, silent


def test_a_press_chooses_what_is_lit() -> None:
    assert Person(silent()).does("3000 press\n3200 release").chosen() == ["settings"]


def test_a_tremor_shorter_than_the_acceptance_time_selects_nothing() -> None:
    person = Person(silent(switch__acceptance_ms=400)).does("1000 press\n1399 release")
    assert person.chosen() == []
    assert person.ignored() == ["too short"]


def test_a_press_as_long_as_the_acceptance_time_chooses() -> None:
    person = Person(silent(switch__acceptance_ms=400)).does("1000 press\n1400 release")
    assert person.chosen() == ["guide"]


def test_with_an_acceptance_time_the_choice_is_made_while_the_switch_is_still_down() -> None:
    person = Person(silent(switch__acceptance_ms=400)).does("1000 press\n1450 end")
    assert person.chosen() == ["guide"]


def test_a_press_means_what_was_lit_when_the_switch_went_down() -> None:
    person = Person(silent(switch__acceptance_ms=600)).does("2400 press\n3200 release")
    assert person.chosen() == ["guide"]


def test_the_light_stands_still_while_a_press_is_judged_and_gets_the_time_back() -> None:
    person = Person(silent(switch__acceptance_ms=600)).does("2400 press\n2700 release\n5000 end")
    assert person.lit()[:3] == [(0, "guide"), (2800, "settings"), (4300, "help")]


def test_a_press_during_a_cue_costs_the_light_only_the_time_after_the_cue() -> None:
    settings = with_value(PLAIN, "switch.acceptance_ms", 1500)
    person = Person(settings).does("0 end").goes_on_until(400)
    # The opening line was cut short, so "Treatment guide" is said from 0 to 800.
    person.gets(SwitchPressed(at=500, switch="switch"))
    person.gets(SwitchReleased(at=1300, switch="switch"))
    person.goes_on_until(4000)
    assert person.lit()[1] == (800 + 2500 + 500, "settings")


def test_with_release_the_light_stands_still_and_the_choice_is_made_on_letting_go() -> None:
    settings = silent(switch__choose_on="release")
    person = Person(settings).does("2400 press\n3400 release")
    assert person.chosen() == ["guide"]
    assert [at for at, _ in person.lit()] == [0, 3400]


def test_letting_go_late_in_the_hold_chooses_nothing_when_choosing_on_release() -> None:
    settings = silent(switch__choose_on="release")
    person = Person(settings).does("1000 press\n3500 release")
    assert person.chosen() == []
    assert person.ignored() == ["held on"]
    assert person.calls() == []


def test_a_bounce_after_letting_go_is_not_a_choice() -> None:
    settings = silent(switch__lockout_ms=0)
    person = Person(settings).does("1000 press\n1200 release\n1400 press\n1450 release")
    assert person.chosen() == ["guide"]
    assert person.ignored() == ["bounce"]


def test_each_bounce_of_a_spasm_renews_the_guard() -> None:
    bounces = "\n".join(f"{at} press\n{at + 50} release" for at in range(1200, 3000, 200))
    person = Person(silent(switch__lockout_ms=0)).does(f"1000 press\n1050 release\n{bounces}")
    assert person.chosen() == ["guide"]


def test_a_press_after_the_guard_counts() -> None:
    settings = silent(switch__lockout_ms=0)
    person = Person(settings).does("1000 press\n1200 release\n1500 press\n1600 release")
    assert person.chosen() == ["guide", "1"]


def test_presses_do_not_count_in_the_lockout_after_a_choice() -> None:
    settings = silent(switch__bounce_guard_ms=0, switch__lockout_ms=2000)
    person = Person(settings).does(
        "1000 press\n1100 release\n2900 press\n2950 release\n3100 press\n3200 release"
    )
    assert person.chosen() == ["guide", "1"]
    assert person.ignored() == ["lockout"]


def test_waking_locks_too_so_that_a_double_press_does_not_choose() -> None:
    settings = silent(switch__bounce_guard_ms=0, scan__loops=1, switch__lockout_ms=1000)
    person = Person(settings).does(
        "8000 press\n8100 release\n8400 press\n8500 release\n9100 press\n9200 release"
    )
    assert person.chosen() == ["wake", "guide"]


def test_pausing_locks_too_so_that_a_double_press_does_not_go_on() -> None:
    settings = silent(switch__bounce_guard_ms=0, switch__lockout_ms=1000)
    person = Person(settings).does(
        "100 press\n150 release\n1200 press\n1250 release\n2300 press\n2350 release\n"
        "4000 press\n4050 release\n4400 press\n4450 release"
    )
    assert person.chosen() == ["guide", "1", "1.1", "pause"]


def test_skipping_an_intro_locks_too() -> None:
    settings = Person().settings
    person = Person(settings).does("1000 press\n1050 release\n1400 press\n1450 release")
    assert person.chosen() == ["skip-intro"]


def test_a_list_that_comes_by_itself_takes_no_press_that_was_meant_for_what_was_there() -> None:
    # The section ends while the person is already pressing to pause it.
    timeline = "100 press\n150 release\n1200 press\n1250 release\n2300 press\n2350 release\n"
    person = Person(silent()).does(timeline + "12000 end")
    ends = next(at for at, item in person.lit() if item == "next-section")
    late = Person(silent()).does(timeline + f"{ends + 200} press\n{ends + 300} release")
    assert late.chosen() == ["guide", "1", "1.1"]
    assert late.ignored() == ["lockout"]


def test_a_key_that_repeats_while_it_is_held_chooses_once() -> None:
    repeats = "\n".join(f"{at} press" for at in range(1000, 2500, 30))
    assert Person(silent()).does(repeats + "\n2500 release").chosen() == ["guide"]


def test_several_switches_pressed_together_choose_once() -> None:
    person = Person(silent()).does(
        "1000 press left\n1010 press right\n1300 release left\n1350 release right"
    )
    assert person.chosen() == ["guide"]


def test_the_light_gets_its_time_back_once_however_many_switches_were_down() -> None:
    settings = silent(switch__acceptance_ms=1500)
    person = Person(settings).does(
        "1000 press a\n1100 press b\n1400 release a\n1600 release b\n4000 end"
    )
    assert person.lit()[:2] == [(0, "guide"), (3100, "settings")]


def test_a_release_without_a_press_means_nothing() -> None:
    person = Person(silent()).does("1000 release\n1100 release other")
    assert person.chosen() == person.ignored() == []


def test_a_worn_contact_does_not_break_a_hold() -> None:
    person = Person(silent()).does("1000 press\n2000 release\n2060 press\n4100 release")
    assert person.calls() == [(4000, "call")]


def test_a_worn_contact_does_not_choose_again_even_without_a_bounce_guard() -> None:
    settings = silent(switch__bounce_guard_ms=0, switch__lockout_ms=0)
    person = Person(settings).does("1000 press\n1500 release\n1540 press\n1700 release")
    assert person.chosen() == ["guide"]


def test_a_real_pause_between_two_presses_is_no_hold() -> None:
    person = Person(silent()).does("1000 press\n2500 release\n2700 press\n4500 release")
    assert person.calls() == []


def test_when_the_window_loses_the_keyboard_a_waiting_press_chooses_nothing() -> None:
    person = Person(silent(switch__acceptance_ms=500))
    person.does("1000 press\n1200 end")
    person.gets(SwitchesLost(at=1300))
    person.goes_on_until(2400)
    assert person.chosen() == []


def test_a_hold_ends_when_the_window_loses_the_keyboard() -> None:
    person = Person(silent()).does("1000 press\n2500 end")
    person.gets(SwitchesLost(at=2600))
    person.goes_on_until(9000)
    assert person.calls() == []
    assert person.state.alarm.sign_since is None


def test_a_tap_just_after_the_switches_were_lost_is_not_an_old_hold() -> None:
    person = Person(silent()).does("1000 press\n1200 release\n8000 end")
    person.gets(SwitchesLost(at=8000))
    person.gets(SwitchPressed(at=8050, switch="switch"))
    person.gets(SwitchReleased(at=8150, switch="switch"))
    person.goes_on_until(8200)
    assert person.calls() == []


def test_the_switch_works_again_after_it_was_lost() -> None:
    person = Person(silent()).does("1000 press\n1500 end")
    person.gets(SwitchesLost(at=2000))
    person.gets(SwitchPressed(at=3000, switch="switch"))
    assert person.chosen() == ["guide", "1"]


def test_a_press_is_judged_by_what_was_lit_even_if_a_carer_moves_the_light_meanwhile() -> None:
    person = Person(silent(switch__acceptance_ms=500)).does("1000 press\n1100 end")
    person.gets(CarerKeyPressed(at=1200, key="down"))
    person.goes_on_until(1600)
    assert person.chosen() == ["guide"]


def test_a_press_that_waits_while_a_carer_opens_a_list_chooses_nothing_in_it() -> None:
    person = Person(silent(switch__acceptance_ms=500)).does("1000 press\n1100 end")
    person.gets(CarerKeyPressed(at=1200, key="enter"))
    person.goes_on_until(1900)
    assert person.chosen() == ["guide"]
    assert person.ignored() == ["too late"]


def test_another_switch_still_works_while_one_is_stuck() -> None:
    person = Person(silent()).does("1000 press stuck\n5000 end")
    person.gets(CarerKeyPressed(at=6000, key="escape"))
    person.gets(SwitchPressed(at=7000, switch="other"))
    person.gets(SwitchReleased(at=7200, switch="other"))
    assert person.chosen() == ["guide", "guide"]
    person.gets(SwitchPressed(at=8000, switch="stuck"))
    person.gets(SwitchPressed(at=8100, switch="stuck"))
    assert person.chosen() == ["guide", "guide"]
    person.gets(SwitchReleased(at=9000, switch="stuck"))
    person.gets(SwitchPressed(at=10_000, switch="stuck"))
    assert len(person.chosen()) == 3


def test_releasing_one_switch_while_another_is_held_is_one_hold_and_one_choice() -> None:
    person = Person(silent()).does(
        "1000 press space\n1200 press gamepad-1\n1500 release space\n1700 press mouse-left\n"
        "1900 release gamepad-1\n2400 release mouse-left"
    )
    assert len(person.chosen()) == 1
    assert person.ignored() == []


def test_a_hold_handed_from_switch_to_switch_calls_for_help() -> None:
    person = Person(silent()).does(
        "1000 press space\n2000 press sound\n2500 release space\n3500 press gamepad-2\n"
        "3700 release sound\n5000 release gamepad-2"
    )
    assert person.calls() == [(4000, "call")]


def test_a_press_that_is_told_late_is_timed_from_when_it_began() -> None:
    person = Person(silent()).does("2000 end")
    began = person.now - 500
    person.world.loop.handle(SwitchPressed(at=began, switch="sound"))
    person.goes_on_until(began + 3500)
    assert person.calls() == [(began + 3000, "call")]


def test_a_press_that_is_told_late_has_its_acceptance_time_behind_it() -> None:
    person = Person(silent(switch__acceptance_ms=400)).does("5000 end")
    person.world.loop.handle(SwitchPressed(at=person.now - 500, switch="sound"))
    person.waits(1)
    assert len(person.chosen()) == 1
