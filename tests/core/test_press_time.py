"""Auto scan that forgives a late press, as an occupational therapist would try it out.

Home has four choices: guide, settings, help, rest. Without speech each is lit for 1.5 s, the
first of a round for 2.5 s, as long as the hand is not known. A choice that opens a list or a
text can be taken back by a press in its first moments.
"""

import math
from dataclasses import replace
from itertools import pairwise

import pytest

from assistant.core.effects import (
    Notice,
    PressWeighed,
    SavePerson,
    SavePlace,
    SaveSettings,
    Speak,
)
from assistant.core.events import (
    CarerKeyPressed,
    ClockJumped,
    EarsOpened,
    LibraryLoaded,
    SettingsChanged,
    SwitchPressed,
    SwitchReleased,
    VoiceBegan,
    WordHeard,
)
from assistant.core.hearing import Guess
from assistant.core.known import Known, hand_of, with_person
from assistant.core.press_model import PersonModel
from assistant.core.pressing import LONGEST_WINDOW_MS, window_ms
from assistant.core.selection import ErrorRecord
from assistant.core.settings import Settings, with_value
from assistant.core.state import Browsing, Playing, Resting
from assistant.core.units import Millis
from assistant.view.scene import scene_of
from tests.core.person import WORD_MS, Person, flat_library, silent


def hand(delay_s: float, spread: float = 0.2, **rates: float) -> PersonModel:
    """Somebody whose presses come so long after what they answer."""
    log, presses = math.log(delay_s), 30.0
    model = PersonModel(
        weight=presses,
        log_sum=presses * log,
        log_square_sum=presses * (log * log + spread * spread),
        watched_s=300.0,
        hits=presses,
    )
    return replace(model, **rates)


UNSURE = hand(0.9, 0.4)
"""A hand whose presses often leave a doubt."""


def someone(model: PersonModel | None = None, **values: object) -> Person:
    """A silent program that forgives, and a hand; without a model nobody knows it."""
    known = Known(hand="key")
    if model is not None:
        known = with_person(known, model)
    return Person(silent(scan__press_time=True, **values), known=known).does("0 end")


def heard(model: PersonModel | None = None) -> Person:
    """The same with the voice."""
    known = Known(hand="key")
    if model is not None:
        known = with_person(known, model)
    return Person(Settings(), known=known).does("0 end")


def answers(person: Person, item: str, after_ms: Millis) -> Person:
    """A press so long after this choice was lit, whatever is lit by then."""
    waits_for(person, item)
    return person.waits(after_ms - 1).presses()


def waits_for(person: Person, item: str, within_ms: Millis = 60_000) -> Person:
    """Until this choice lights up."""
    ends = person.now + within_ms
    while person._is_lit(item):
        person.waits(5)
    while not person._is_lit(item):
        person.waits(5)
        assert person.now < ends, f"{item} was never lit in {person.state.path_ids}"
    return person


def presses_late(person: Person, item: str, after_ms: Millis = 200) -> Person:
    """A press just after the light has left this choice."""
    waits_for(person, item)
    while person._is_lit(item):
        person.waits(5)
    while person.state.scan is None or person.state.scan.index is None:
        person.waits(5)
    return person.waits(after_ms - 1).presses()


# --- a hand that nobody knows ------------------------------------------------------------


@pytest.mark.parametrize("after_ms", [300, 700, 1400])
@pytest.mark.parametrize("item", ["guide", "settings", "help"])
def test_at_first_one_press_chooses_what_is_lit(item: str, after_ms: Millis) -> None:
    person = someone()
    if item != "guide":
        answers(person, item, after_ms)
    else:
        person.waits(after_ms).presses()
    assert person.chosen() == [item]


def test_at_first_the_light_moves_as_in_plain_scanning() -> None:
    plain, forgiving = Person(silent()).does("20000 end"), someone().waits(20_000)
    assert forgiving.lit() == plain.lit()


def test_at_first_the_light_moves_as_in_plain_scanning_with_the_voice_too() -> None:
    plain, forgiving = Person().does("0 end").waits(60_000), heard().waits(60_000)
    assert forgiving.lit() == plain.lit()


@pytest.mark.parametrize("make", [someone, heard])
def test_a_late_press_just_after_the_step_chooses_the_one_before(make: object) -> None:
    assert callable(make)
    person = presses_late(make(), "settings")
    assert person.chosen() == ["settings"]


def test_where_a_press_takes_what_is_lit_the_same_late_press_takes_the_next() -> None:
    assert presses_late(Person(silent()).does("0 end"), "settings").chosen() == ["help"]


def test_a_press_too_soon_for_the_first_choice_chooses_nothing() -> None:
    person = someone().waits(100).presses().waits(5000)
    assert person.chosen() == []
    assert person.ignored() == ["too soon"]
    assert [item for _, item in person.lit()[:2]] == ["guide", "settings"]


# --- a hand that is known ----------------------------------------------------------------


def test_a_slow_hand_gets_what_it_answered() -> None:
    person = someone(hand(1.2, 0.12))
    waits_for(person, "settings").waits(1199)
    assert not person._is_lit("settings")
    person.presses()
    if not person.chosen():
        answers(person, "settings", 1200)
    assert person.chosen() == ["settings"]


def test_a_regular_hand_is_scanned_faster_than_by_the_settings() -> None:
    person = someone(hand(0.8, 0.15)).waits(5000)
    steps = [at for at, _ in person.lit()]
    assert steps[3] - steps[0] < 3 * 1500


def test_whoever_asks_for_a_slower_scan_gets_one() -> None:
    usual = someone(hand(0.8, 0.15)).waits(15_000)
    slow = someone(hand(0.8, 0.15), scan__interval_ms=3000).waits(15_000)
    assert len(slow.lit()) * 1.9 < len(usual.lit())


def test_a_slow_hand_whose_interval_was_measured_is_not_slowed_down_twice() -> None:
    usual, measured, slower = (
        someone(hand(1.5, 0.1), scan__interval_ms=ms).waits(20_000).lit()
        for ms in (1500, 2300, 4700)
    )
    assert measured[2:5] == usual[2:5]
    assert slower[3][0] - slower[2][0] > 1.8 * (usual[3][0] - usual[2][0])


def test_no_step_is_shorter_than_its_cue() -> None:
    person = heard(hand(0.5, 0.1)).waits(20_000)
    spoken = [it for it in person.records_of(Speak) if it.utterance.kind == "cue"]
    lit = [at for at, _ in person.lit()]
    words = [len(it.utterance.text.split()) for it in spoken]
    for before, after, count in zip(lit, lit[1:], words, strict=False):
        assert after - before >= count * WORD_MS


def test_an_unsure_press_lights_the_likeliest_again_and_says_so() -> None:
    person = someone(UNSURE)
    waits_for(person, "help").waits(400).presses()
    assert person.chosen() == []
    [weighed] = person.records_of(PressWeighed)
    assert set(weighed.items[:2]) == {"settings", "help"}
    assert set(weighed.items) == {"guide", "settings", "help", "rest"}
    person.waits(300)
    assert person.lit()[-1][1] == weighed.items[0]
    assert scene_of(person.state).hint.startswith("Press again when yours is lit.")


def test_a_press_that_left_a_doubt_locks_nothing() -> None:
    person = someone(UNSURE, switch__lockout_ms=5000)
    waits_for(person, "help").waits(400).presses()
    person.waits(900).presses()
    assert "lockout" not in person.ignored()
    assert len(person.chosen()) + len(person.records_of(PressWeighed)) == 2


def test_a_second_press_settles_it() -> None:
    person = someone(UNSURE)
    waits_for(person, "help").waits(400).presses()
    answers(person, "settings", 900)
    assert person.chosen() == ["settings"]


def test_after_a_doubt_silence_chooses_nothing_and_the_scan_comes_to_rest() -> None:
    person = someone(UNSURE)
    waits_for(person, "help").waits(400).presses()
    person.waits(120_000)
    assert person.chosen() == []
    assert isinstance(person.state.mode, Resting)
    order = [item for _, item in person.lit()[-4:]]
    first = order.index("guide")
    assert [*order[first:], *order[:first]] == ["guide", "settings", "help", "rest"]


@pytest.mark.parametrize("item", ["settings", "help", "rest"])
def test_after_a_doubt_no_choice_is_lit_twice_running_as_if_the_light_stood(item: str) -> None:
    person = someone(UNSURE)
    waits_for(person, item).waits(400).presses()
    doubted_at = person.now
    lit = [name for at, name in person.waits(60_000).lit() if at > doubted_at]
    assert len(lit) > 10
    assert all(one != other for one, other in pairwise(lit))


def test_however_long_a_quick_light_goes_on_it_comes_to_rest_and_says_how_to_wake_it() -> None:
    person = someone(hand(0.4, 0.1), scan__loops=20, scan__interval_ms=3000)
    person.waits(20 * 4 * 3000 + 10_000)
    assert isinstance(person.state.mode, Resting)
    assert scene_of(person.state).hint == "Press your switch to go on."


def test_a_press_means_what_it_meant_when_the_switch_went_down() -> None:
    person = someone(hand(1.0, 0.1), switch__acceptance_ms=900)
    waits_for(person, "settings").waits(999)
    person.gets(SwitchPressed(at=person.now + 1, switch="switch"))
    person.gets(SwitchReleased(at=person.now + 1100, switch="switch"))
    assert person.chosen() == ["settings"]


def test_a_carer_who_moves_the_light_gets_what_is_lit() -> None:
    person = someone(hand(1.5, 0.1)).waits(500)
    person.gets(CarerKeyPressed(at=person.now, key="down"))
    assert person.waits(100).presses().chosen() == ["settings"]


def test_an_announcement_is_skipped_by_a_press_as_ever() -> None:
    person = Person(with_value(Settings(), "switch.lockout_ms", 0)).does("0 end")
    person.gets(ClockJumped(at=10_000, gap_ms=10_000)).waits(350)
    assert scene_of(person.state).is_announcing
    assert person.presses().chosen() == ["skip-intro"]
    assert person.lit()[-1] == (person.now - 200, "guide")


def test_a_voice_that_hangs_does_not_take_the_choice_away() -> None:
    person = heard(hand(0.7, 0.2))
    waits_for(person, "settings")
    person.world._is_hanging = True
    assert person.waits(700).presses().chosen() == ["settings"]


def test_a_sound_that_is_known_for_a_press_only_later_counts_from_its_beginning() -> None:
    person = waits_for(someone(), "settings").waits(900)
    began = person.now
    waits_for(person, "help").waits(300)
    person.gets(SwitchPressed(at=began, switch="sound"))
    assert person.chosen() == ["settings"]
    assert person.state.known.hand == "sound"


@pytest.mark.parametrize(
    ("switch", "name"),
    [("space", "key"), ("mouse-left", "mouse"), ("gamepad-2", "gamepad"), ("sound", "sound")],
)
def test_a_switch_belongs_to_a_hand(switch: str, name: str) -> None:
    assert hand_of(switch) == name


# --- taking back -------------------------------------------------------------------------


def test_a_press_in_the_first_moment_of_a_new_list_takes_the_choice_back() -> None:
    person = answers(someone(), "settings", 600).waits(500)
    scene = scene_of(person.state)
    assert scene.hint == "Chosen: Settings. Not this? Press now."
    assert scene.is_hint_brief
    person.presses()
    assert person.chosen() == ["settings", "undo"]
    assert person.state.path_ids == ("home",)


def test_with_the_voice_a_press_while_the_new_name_is_said_takes_the_choice_back() -> None:
    person = heard().waits(700).presses().waits(600)
    assert scene_of(person.state).is_announcing
    assert person.presses().chosen() == ["guide", "undo"]
    assert person.state.path_ids == ("home",)


def test_until_the_choice_can_no_longer_be_taken_back_nothing_is_lit_that_could_be_meant() -> None:
    person = answers(someone(hand(0.7)), "settings", 700)
    chosen_at, window = person.now, window_ms(person.state)
    person.waits(10_000)
    first = next(at for at, _ in person.lit() if at > chosen_at)
    assert 200 < chosen_at + window - first < 700


def test_after_that_time_a_press_is_for_the_new_list() -> None:
    person = answers(someone(), "settings", 600).waits(LONGEST_WINDOW_MS + 400)
    assert scene_of(person.state).hint.startswith("Press your switch to choose")
    assert person.presses().chosen() == ["settings", "scan.interval_ms"]


def test_after_taking_back_the_likeliest_other_choice_comes_soon() -> None:
    person = someone(hand(0.9, 0.3))
    answers(person, "help", 260)
    while not person.chosen():
        answers(person, "settings", 1000)
    assert person.chosen() == ["settings"]
    person.waits(700).presses().waits(500)
    assert person.chosen() == ["settings", "undo"]
    before = len(person.lit())
    person.waits(6000)
    assert person.lit()[before - 1][1] != "settings"


def test_nobody_is_undone_twice_by_one_spasm() -> None:
    person = answers(someone(), "settings", 600).waits(700).presses()
    person.waits(200).presses()
    assert person.chosen() == ["settings", "undo"]


def test_the_beginning_of_a_text_can_be_taken_back_and_leads_to_its_list() -> None:
    person = someone()
    for item in ("guide", "1", "1.1"):
        answers(person, item, 600)
        if item != "1.1":
            person.waits(LONGEST_WINDOW_MS)
    assert isinstance(person.waits(100).state.mode, Playing)
    assert scene_of(person.state).hint == "Chosen: Title 1.1. Not this? Press now."
    person.waits(450).presses()
    assert person.chosen()[-1] == "undo"
    assert person.state.path_ids == ("home", "guide", "1")
    assert person.records_of(SavePlace) == []


def test_what_is_being_read_is_paused_by_a_press_and_never_taken_back() -> None:
    person = someone()
    for item in ("guide", "1", "1.1"):
        answers(person, item, 600)
        if item != "1.1":
            person.waits(LONGEST_WINDOW_MS)
    while not (isinstance(person.state.mode, Playing) and person.state.mode.stage == "text"):
        person.waits(10)
    person.waits(100).presses()
    assert person.chosen()[-1] == "pause"
    assert person.state.path_ids == ("home", "guide", "1", "strip")


@pytest.mark.parametrize("item", ["rest", "help"])
def test_waking_and_calling_are_never_taken_back(item: str) -> None:
    person = answers(someone(), item, 600).waits(600).presses()
    assert "undo" not in person.chosen()


def test_a_change_of_a_setting_is_not_taken_back_by_the_next_press() -> None:
    person = someone()
    for item in ("settings", "scan.interval_ms", "more"):
        answers(person, item, 600)
        if item != "more":
            person.waits(LONGEST_WINDOW_MS)
    person.waits(700).presses()
    assert person.state.settings.scan.interval_ms != 1500
    assert "undo" not in person.chosen()


@pytest.mark.parametrize(
    ("step", "item", "title"),
    [
        ("start", "welcome-next", "Begin"),
        ("start", "welcome-done", "No, and do not ask again"),
        ("region", "au", "Australia"),
        ("region", "welcome-next", "Skip this"),
        ("switch", "welcome-next", "Go on"),
        ("help", "welcome-done", "We know how it works"),
    ],
)
def test_an_answer_in_the_first_steps_is_taken_back_with_what_it_set(
    step: str, item: str, title: str
) -> None:
    person = someone(welcome=step, region="ca", scan__loops=20)
    answers(person, item, 600).waits(500)
    assert scene_of(person.state).hint == f"Chosen: {title}. Not this? Press now."
    person.presses()
    assert person.chosen() == [item, "undo"]
    assert person.state.path_ids == ("home", f"welcome/{step}")
    assert (person.state.settings.welcome, person.state.settings.region) == (step, "ca")
    assert person.saved_settings == person.state.settings


def test_what_a_carer_changed_meanwhile_is_not_taken_back() -> None:
    person = someone(welcome="region")
    answers(person, "au", 600).waits(300)
    changed = with_value(person.state.settings, "help.hold_ms", 4000)
    person.gets(SettingsChanged(at=person.now, settings=changed)).waits(300).presses()
    assert person.chosen() == ["au", "undo"]
    assert person.state.settings.region == "us"
    assert person.state.settings.help.hold_ms == 4000


def test_a_carers_key_ends_the_time_for_taking_back() -> None:
    person = answers(someone(), "settings", 600).waits(300)
    person.gets(CarerKeyPressed(at=person.now, key="down"))
    person.waits(600).presses()
    assert "undo" not in person.chosen()


def test_a_hold_that_began_by_taking_back_calls_and_the_choice_stands() -> None:
    person = answers(someone(), "settings", 600).waits(700)
    before = person.state
    person.gets(SwitchPressed(at=person.now, switch="switch")).waits(4000)
    assert person.chosen()[-1] == "undo"
    assert person.state.alarm.is_calling
    assert person.state.path == before.path
    assert person.state.known == before.known
    assert person.known == before.known


def test_a_list_that_went_away_meanwhile_leads_home_and_not_nowhere() -> None:
    person = answers(someone(), "guide", 600).waits(LONGEST_WINDOW_MS)
    answers(person, "2", 600).waits(300)
    person.gets(LibraryLoaded(at=person.now, library=flat_library(3)))
    person.waits(300).presses().waits(5000)
    assert person.state.path[0].menu == "home"
    assert isinstance(person.state.mode, Browsing)


def sounds_from(person: Person, began: Millis) -> Person:
    """A sound is known for a press half a second after it began."""
    return person.gets(SwitchPressed(at=began, switch="sound"))


def test_a_sound_that_began_in_that_time_takes_the_choice_back_though_it_is_known_later() -> None:
    person = answers(someone(switch__sound="voice"), "settings", 600)
    assert person.state.picked is not None
    until = person.state.picked.until
    assert until is not None
    person.goes_on_until(until + 400)
    assert sounds_from(person, until - 100).chosen() == ["settings", "undo"]


def test_a_sound_that_began_after_that_time_is_for_the_new_list() -> None:
    person = answers(someone(switch__sound="voice"), "settings", 600)
    assert person.state.picked is not None
    until = person.state.picked.until
    assert until is not None
    person.goes_on_until(until + 600)
    assert "undo" not in sounds_from(person, until + 100).chosen()
    silence = answers(someone(switch__sound="voice"), "settings", 600).waits(10_000)
    assert silence.state.picked is not None
    assert silence.state.picked.until is None


# --- learning ----------------------------------------------------------------------------


def goes_in_and_out(person: Person, times: int, after_ms: Millis) -> Person:
    """Into the settings and back, so often; every press so long after what it answers."""
    for _ in range(times):
        for item in ("settings", "back"):
            chosen = len(person.chosen())
            while person.chosen()[chosen:] != [item]:
                chosen = len(person.chosen())
                answers(person, item, after_ms)
            person.waits(LONGEST_WINDOW_MS)
    return person


def test_a_dozen_choices_teach_the_hand() -> None:
    person = goes_in_and_out(someone(), 12, 900)
    assert person.state.known.person.mean_s == pytest.approx(0.9, rel=0.15)
    assert person.known == person.state.known


def test_the_pace_does_not_leap_when_the_hand_becomes_known() -> None:
    person = goes_in_and_out(someone(), 25, 700)
    lit = [(at, item) for at, item in person.lit() if item in ("settings", "help")]
    stays = [
        after - before
        for (before, one), (after, other) in pairwise(lit)
        if (one, other) == ("settings", "help")
    ]
    assert all(after > before * 0.7 for before, after in pairwise(stays))


def test_what_is_learned_is_there_after_a_power_cut() -> None:
    person = goes_in_and_out(someone(), 3, 800)
    kept = person.state.known
    person.world._power_cut(person.now + 10)
    assert person.state.known == kept
    assert kept.person.weight > 1


def test_each_kind_of_switch_has_a_hand_of_its_own() -> None:
    person = goes_in_and_out(someone(), 3, 800)
    learned = person.state.known.person
    person.gets(SwitchPressed(at=person.now + 1000, switch="mouse-left"))
    assert person.state.known.person == PersonModel()
    assert person.state.known.hands["key"].weight >= learned.weight


def test_nothing_is_learned_from_a_choice_until_the_next_one_shows_that_it_was_right() -> None:
    person = answers(someone(), "settings", 600)
    assert person.records_of(SavePerson) == []
    answers(person.waits(LONGEST_WINDOW_MS), "scan.interval_ms", 600)
    assert len(person.records_of(SavePerson)) == 1


def test_whoever_leaves_at_once_may_have_come_by_mistake_and_teaches_nothing() -> None:
    person = answers(someone(), "settings", 600).waits(LONGEST_WINDOW_MS)
    answers(person, "back", 600)
    assert person.records_of(SavePerson) == []


def test_a_choice_that_was_taken_back_teaches_when_the_right_one_is_made() -> None:
    person = answers(someone(), "settings", 600).waits(700).presses()
    taken_back = person.state.known.person
    assert taken_back.doubt > 1
    answers(person.waits(500), "guide", 600).waits(LONGEST_WINDOW_MS)
    answers(person, "1", 600)
    assert person.state.known.person.watched_s > taken_back.watched_s
    assert person.state.known.record.plain_undone == pytest.approx(0.98)


def test_a_choice_that_was_taken_back_teaches_nothing_once_a_carer_has_made_the_right_one() -> None:
    person = answers(someone(hand(0.6)), "settings", 600).waits(700).presses().waits(500)
    for key in ("down", "enter"):
        person.gets(CarerKeyPressed(at=person.now + 1, key=key))
    assert person.state.refused is None


def test_a_word_that_was_asked_about_teaches_no_more_than_one_that_was_sure() -> None:
    person = someone()
    person.gets(EarsOpened(at=person.now + 1))
    answers(person, "settings", 600).waits(LONGEST_WINDOW_MS)
    saved = len(person.records_of(SavePerson))
    guesses = (Guess(phrase="back", score=0.6, by="a test"),)
    person.gets(VoiceBegan(at=person.now + 1, began=person.now + 1))
    person.gets(
        WordHeard(at=person.now + 500, began=person.now, ended=person.now + 400, guesses=guesses)
    )
    assert person.state.path_ids[-1] == "doubt"
    answers(person.waits(500), "meant-1", 600)
    assert person.state.path_ids == ("home",)
    assert len(person.records_of(SavePerson)) == saved


def test_what_is_used_often_is_remembered_by_list() -> None:
    person = goes_in_and_out(someone(), 3, 700)
    assert person.state.known.uses["settings"]["back"] > 1.5


# --- falling back ------------------------------------------------------------------------


def erring() -> Person:
    """Somebody for whom weighing went wrong again and again."""
    person = heard(hand(0.7))
    known = replace(person.known, record=ErrorRecord(ours=25.0, ours_undone=11.0))
    return Person(Settings(), known=known).does("0 end")


def test_where_weighing_errs_more_it_is_left_and_that_is_said() -> None:
    person = erring().waits(700).presses().waits(600).presses().waits(500)
    assert person.chosen() == ["guide", "undo"]
    assert not person.state.settings.scan.press_time
    assert person.records_of(SaveSettings)[-1].settings == person.state.settings
    [told] = person.records_of(Notice)
    assert "Settings, My switch, turns it on again" in told.text
    assert person.state.saying is not None
    assert person.state.saying.text == told.text
    assert person.state.picking is None


def test_turned_on_again_it_begins_with_a_clean_record_and_the_notice_goes() -> None:
    person = erring().waits(700).presses().waits(600).presses().waits(500)
    person.presses()
    person.reaches("settings", "switch", "scan.press_time", "on")
    assert person.state.settings.scan.press_time
    assert person.state.notices == ()
    assert person.state.known.record == ErrorRecord()
    assert person.state.known.person.weight > 20


def test_it_can_be_turned_off_in_the_settings() -> None:
    person = someone()
    for item in ("settings", "switch", "scan.press_time", "off"):
        answers(person, item, 600).waits(LONGEST_WINDOW_MS)
    assert person.state.settings == with_value(
        silent(scan__press_time=True), "scan.press_time", value=False
    )
    assert person.state.picking is None


# --- beside the voice --------------------------------------------------------------------


def test_a_word_that_begins_just_after_a_step_means_what_was_lit_before_it_in_any_order() -> None:
    person = someone(UNSURE)
    waits_for(person, "help").waits(400).presses()
    [weighed] = person.records_of(PressWeighed)
    first, second = weighed.items[:2]
    waits_for(person, second).waits(200)
    person.gets(VoiceBegan(at=person.now + 50, began=person.now))
    target = person.state.ears.target
    assert target is not None
    assert len(target.lit) == 1
    assert person.state.menu.items[target.lit[0]].id == first
