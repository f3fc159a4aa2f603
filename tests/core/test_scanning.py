"""How the light moves."""

from itertools import pairwise

import pytest

from assistant.core.events import CarerKeyPressed, ClockJumped, ItemPointed, SwitchPressed
from assistant.core.settings import with_value
from assistant.loop import slept
from tests.core.person import PLAIN, WORD_MS, WORDS, Person, silent

HOME = ["guide", "settings", "help", "rest"]


def test_without_speech_each_choice_stays_lit_for_the_interval() -> None:
    person = Person(silent(scan__interval_ms=1000, scan__first_item_extra_ms=0))
    assert person.does("4500 end").lit() == [
        (0, "guide"),
        (1000, "settings"),
        (2000, "help"),
        (3000, "rest"),
        (4000, "guide"),
    ]


def test_the_first_choice_of_each_round_stays_longer() -> None:
    person = Person(silent(scan__interval_ms=1000, scan__first_item_extra_ms=700))
    lit = person.does("9600 end").lit()
    stays = [after - before for (before, _), (after, _) in pairwise(lit)]
    assert stays == [1700, 1000, 1000, 1000, 1700, 1000, 1000, 1000]


def test_a_spoken_cue_is_heard_out_before_the_interval_begins() -> None:
    settings = with_value(PLAIN, "scan.first_item_extra_ms", 0)
    person = Person(settings).does("1000 press\n1100 release\n9000 end")
    [first, second, third] = person.lit()[:3]
    assert first == (1000, "guide")
    assert second == (1000 + 2 * WORD_MS + 1500, "settings")  # "Treatment guide"
    assert third == (second[0] + WORD_MS + 1500, "help")  # "Settings"


def test_a_cue_that_fails_does_not_stop_the_scan() -> None:
    person = Person().does("1000 press\n1100 release\n1500 fault synthesizer-crash\n20000 end")
    assert [item for _, item in person.lit()[:4]] == HOME


def test_with_cues_off_the_list_is_still_announced_and_the_light_moves_silently() -> None:
    settings = with_value(PLAIN, "speech.cues", value=False)
    person = Person(settings).does("1000 press\n1100 release\n5000 end")
    assert person.said() == [WORDS("opening.line")]
    assert person.lit()[:2] == [(1000, "guide"), (3500, "settings")]


def test_the_scan_rests_after_its_rounds_and_says_how_to_wake_it() -> None:
    person = Person(with_value(PLAIN, "scan.loops", 1)).does("60000 end")
    assert person.said()[-1] == "Resting. Press your switch to go on."
    assert [item for _, item in person.lit()] == HOME


@pytest.mark.parametrize("loops", [1, 2, 5])
def test_the_scan_makes_as_many_rounds_as_asked_for(loops: int) -> None:
    person = Person(silent(scan__loops=loops)).does("90000 end")
    assert [item for _, item in person.lit()] == HOME * loops


def test_any_press_wakes_the_scan_without_choosing() -> None:
    person = Person(silent(scan__loops=1)).does("9000 press\n9100 release\n12000 end")
    assert person.chosen() == ["wake"]
    assert person.lit()[4:] == [(9000, "guide"), (11_500, "settings")]


def test_resting_by_choice_wakes_on_the_first_choice_and_not_on_rest() -> None:
    person = Person(silent()).does("6000 press\n6100 release\n9000 press\n9100 release\n9500 end")
    assert person.chosen() == ["rest", "wake"]
    assert person.lit()[-1] == (9000, "guide")


@pytest.mark.parametrize(("resume", "lit"), [("same", "2"), ("first", "1")])
def test_coming_back_to_a_list_starts_where_the_settings_say(resume: str, lit: str) -> None:
    settings = silent(scan__resume_at=resume, scan__first_item_extra_ms=0)
    # Guide, then "2" at 1600-3100, then Back, the third of "2.1", "2.2", "back".
    person = Person(settings).does(
        "100 press\n150 release\n2000 press\n2050 release\n5200 press\n5250 release"
    )
    assert person.chosen() == ["guide", "2", "back"]
    assert next(item for at, item in person.lit() if at >= 5200) == lit


def test_the_next_step_counts_from_the_deadline_and_not_from_when_it_was_noticed() -> None:
    person = Person(silent(scan__interval_ms=1000, scan__first_item_extra_ms=0)).does("0 end")
    person.world.loop.advance(3700)
    assert [at for at, _ in person.lit()] == [0, 1000, 2000, 3000]


def test_a_press_in_the_millisecond_of_a_step_belongs_to_the_choice_before_it() -> None:
    assert Person(silent()).does("2500 press\n2600 release").chosen() == ["guide"]
    assert Person(silent()).does("2501 press\n2600 release").chosen() == ["settings"]


def test_a_press_while_a_list_is_announced_skips_the_words_and_chooses_nothing() -> None:
    person = Person().does("1000 press\n1100 release\n1700 end")
    assert person.chosen() == ["skip-intro"]
    assert person.lit() == [(1000, "guide")]
    assert person.state.path_ids == ("home",)


def test_a_press_begun_while_a_list_was_announced_never_chooses_its_first_item() -> None:
    settings = with_value(PLAIN, "switch.acceptance_ms", 1000)
    opening_ends = WORD_MS * len(WORDS("opening.line").split())
    person = Person(settings).does(f"{opening_ends - 300} press\n{opening_ends + 1500} release")
    assert person.chosen() == []
    assert person.lit()[0] == (opening_ends, "guide")


def test_after_a_sleep_no_step_is_replayed_and_the_scan_begins_afresh() -> None:
    person = Person(silent()).does("3000 end")
    person.sleeps_until(3_600_000)
    assert len([at for at, _ in person.lit() if at > 3000]) == 1
    assert person.lit()[-1] == (3_600_000, "guide")


def test_a_hold_from_before_a_sleep_does_not_call() -> None:
    person = Person(silent()).does("1000 press\n2000 end")
    person.sleeps_until(3_600_000)
    person.goes_on_until(3_610_000)
    assert person.calls() == []


def test_a_tap_just_after_a_sleep_does_not_call() -> None:
    person = Person(silent()).does("1000 press\n1100 release\n2000 end")
    person.sleeps_until(3_600_000)
    person.gets(SwitchPressed(at=3_600_050, switch="switch"))
    person.goes_on_until(3_600_200)
    assert person.calls() == []


def test_after_a_sleep_a_sentence_is_said_again() -> None:
    person = Person(silent()).does(
        "100 press\n150 release\n1200 press\n1250 release\n2300 press\n2350 release\n6000 end"
    )
    assert person.state.saying is not None
    text = person.state.saying.text
    person.sleeps_until(3_600_000)
    assert person.state.saying is not None
    assert person.state.saying.text == text


def test_after_a_sleep_a_section_that_was_being_opened_still_has_time_to_come() -> None:
    person = Person(silent()).does(
        "100 press\n150 release\n1200 press\n1250 release\n2300 press\n2310 end"
    )
    person.sleeps_until(3_600_000)
    due = person.world.loop.next_deadline
    assert due is None or due > 3_600_000


def test_after_a_sleep_a_line_that_was_being_told_is_told_again() -> None:
    person = Person(silent()).reaches("settings", "carers", "about")
    assert person.state.saying is not None
    text = person.state.saying.text
    person.sleeps_until(3_600_000)
    person.goes_on_until(3_600_001)
    assert person.state.saying is not None
    assert person.state.saying.text == text


def test_a_wait_that_takes_no_longer_than_usual_is_no_sleep() -> None:
    assert slept(asked_at=1000, timeout_ms=500, now=1600) is None
    assert slept(asked_at=1000, timeout_ms=500, now=9500) == ClockJumped(at=9500, gap_ms=8000)


def test_a_carer_moves_the_light_by_arrow_and_chooses_by_enter() -> None:
    person = Person(silent()).does("100 end")
    for at, key in ((200, "down"), (300, "right"), (400, "up")):
        person.gets(CarerKeyPressed(at=at, key=key))  # type: ignore[arg-type]
    person.gets(CarerKeyPressed(at=500, key="enter"))
    assert [item for _, item in person.lit()[1:4]] == ["settings", "help", "settings"]
    assert person.chosen() == ["settings"]


def test_arrows_go_round_at_both_ends() -> None:
    person = Person(silent()).does("100 end")
    person.gets(CarerKeyPressed(at=200, key="up"))
    person.gets(CarerKeyPressed(at=300, key="down"))
    assert [item for _, item in person.lit()[1:]] == ["rest", "guide"]


def test_a_choice_lit_by_a_carer_waits_for_the_person_then_the_scan_goes_on() -> None:
    person = Person(silent()).does("100 end")
    person.gets(CarerKeyPressed(at=200, key="down"))
    person.goes_on_until(8100)
    assert person.lit()[-1] == (200, "settings")
    person.gets(SwitchPressed(at=8150, switch="switch"))
    assert person.chosen() == ["settings"]
    other = Person(silent()).does("100 end")
    other.gets(CarerKeyPressed(at=200, key="down"))
    other.goes_on_until(8300)
    assert other.lit()[-1] == (8200, "help")


def test_an_arrow_wakes_a_resting_scan_and_enter_too() -> None:
    for key in ("down", "enter"):
        person = Person(silent(scan__loops=1)).does("9000 end")
        person.gets(CarerKeyPressed(at=9100, key=key))
        assert person.lit()[-1] == (9100, "guide")
        assert person.chosen() == []


def test_escape_goes_back_one_list_and_stays_at_home() -> None:
    person = Person(silent()).does("100 press\n150 release\n1200 press\n1250 release")
    assert person.state.path_ids == ("home", "guide", "1")
    paths = []
    for at in (4000, 5000, 6000):
        person.gets(CarerKeyPressed(at=at, key="escape"))
        paths.append(person.state.path_ids)
    assert paths == [("home", "guide"), ("home",), ("home",)]


def test_escape_while_a_section_opens_goes_back_to_its_list() -> None:
    person = Person(silent()).does(
        "100 press\n150 release\n1200 press\n1250 release\n2300 press\n2310 end"
    )
    person.gets(CarerKeyPressed(at=2312, key="escape"))
    assert person.state.path_ids == ("home", "guide", "1")


def test_a_carer_chooses_by_pointing() -> None:
    person = Person(silent()).does("100 end")
    person.gets(ItemPointed(at=200, item="settings"))
    assert person.chosen() == ["settings"]
    person.gets(ItemPointed(at=300, item="no such thing"))
    assert person.chosen() == ["settings"]
