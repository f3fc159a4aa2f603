"""A pace for each time of the day, and the offer of a slower one: numbers, and timelines."""

import math
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.core import fatigue
from assistant.core.effects import SaveProfiles, SaveSettings
from assistant.core.events import ProfilesChanged, SettingsChanged, SwitchPressed, SwitchReleased
from assistant.core.fatigue import LATEST, Made, Usual
from assistant.core.known import Known, hand_of, using
from assistant.core.menu import Command
from assistant.core.pace import QUIET_MS
from assistant.core.press_model import PersonModel
from assistant.core.profiles import (
    NAMES,
    TEMPO,
    Profiles,
    adopted,
    profile_named,
    slowed,
    switched,
    tempo_of,
)
from assistant.core.settings import Settings, clash_in, value_of, with_value
from assistant.core.state import Pace, Resting
from tests.core.anything import any_settings
from tests.core.person import Person, silent

HAND = hand_of("switch")

# --- profiles ----------------------------------------------------------------------------


def test_each_profile_keeps_what_was_changed_in_it() -> None:
    usual = Settings()
    evening, kept = switched(usual, {}, "evening")
    assert tempo_of(evening) == tempo_of(usual)
    evening = with_value(evening, "scan.interval_ms", 3000)
    again, kept = switched(evening, kept, "usual")
    assert again.scan.interval_ms == usual.scan.interval_ms
    assert switched(again, kept, "evening")[0] == evening


def test_slower_begins_slower_and_inside_the_ranges() -> None:
    slower, _ = switched(Settings(), {}, "slower")
    assert slower.scan.interval_ms == 2100
    assert slower.speech.rate_wpm < Settings().speech.rate_wpm
    longest = with_value(Settings(), "scan.interval_ms", 9900)
    assert slowed(longest)["scan.interval_ms"] == 10_000


@given(any_settings(), st.lists(st.sampled_from(NAMES), max_size=8))
@settings(max_examples=60, deadline=None)
def test_whatever_profiles_are_used_nothing_but_the_tempo_changes_and_nothing_clashes(
    began: Settings, names: list[str]
) -> None:
    if clash_in(began) is not None:
        return
    now: Settings = began
    profiles: Profiles = {}
    for name in names:
        now, profiles = switched(now, profiles, profile_named(name))
        assert clash_in(now) is None
        assert now.profile == name
        assert now.profile not in profiles
    same = now
    for path in (*TEMPO, "profile"):
        same = with_value(same, path, value_of(began, path))
    assert same == began


def test_a_profile_is_chosen_in_the_menu_and_kept() -> None:
    person = Person(silent(scan__loops=20)).reaches("settings", "switch", "profile", "slower")
    assert person.state.settings.profile == "slower"
    assert person.state.settings.scan.interval_ms == 2100
    assert person.records_of(SaveSettings)[-1].settings == person.state.settings
    [kept] = person.records_of(SaveProfiles)
    assert kept.profiles["usual"]["scan.interval_ms"] == 1500
    person.reaches("usual")
    assert person.state.settings.scan.interval_ms == 1500


def test_a_profile_that_a_carer_names_in_the_file_comes_with_its_values() -> None:
    person = Person(silent()).does("1000 end")
    slow = tempo_of(with_value(Settings(), "scan.interval_ms", 4000))
    person.gets(ProfilesChanged(at=1100, profiles={"evening": slow}))
    named = with_value(person.state.settings, "profile", "evening")
    person.gets(SettingsChanged(at=1200, settings=named))
    assert person.state.settings.scan.interval_ms == 4000
    assert "usual" in person.state.profiles


def test_a_name_that_was_written_while_the_program_was_closed_brings_its_values_too() -> None:
    slow = tempo_of(with_value(Settings(), "scan.interval_ms", 4000))
    named = with_value(Settings(), "profile", "evening")
    now, kept = adopted(named, {"evening": slow})
    assert now.scan.interval_ms == 4000
    assert kept == {"usual": tempo_of(Settings())}
    assert adopted(now, kept) == (now, kept)


def test_a_hold_takes_a_change_of_profile_back() -> None:
    person = Person(silent(scan__loops=20)).reaches("settings", "switch", "profile")
    person.goes_on_until(person.state.switches.locked_until + 400)
    while person.lit()[-1][1] != "slower":
        person.waits(50)
    person.gets(SwitchPressed(at=person.now + 1, switch="a")).waits(4000)
    assert person.state.alarm.is_calling
    assert person.state.settings.profile == "usual"
    assert person.records_of(SaveProfiles)[-1].profiles == {}


def test_each_profile_has_a_hand_of_its_own_that_begins_as_the_usual_one() -> None:
    model = PersonModel(weight=9.0, log_sum=-2.0, log_square_sum=1.0)
    known = Known(hand="key", hands={"key": model})
    evening = using(known, "space", "evening")
    assert evening.person == model
    evening = replace(evening, hands={**evening.hands, evening.hand: PersonModel()})
    assert using(evening, "space").person == model
    assert using(evening, "space", "evening").person == PersonModel()


# --- numbers -----------------------------------------------------------------------------


def choices(chance: random.Random, mean_s: float, variation: float, misses: float) -> Made:
    """One choice of somebody whose delays are log-normal with this coefficient of variation."""
    spread = math.sqrt(math.log1p(variation**2))
    delay_s = chance.lognormvariate(math.log(mean_s) - spread**2 / 2, spread)
    return fatigue.made(delay_s, int(chance.random() < misses))


def offered_after(
    seed: int, *, variation: float, rested: int, tired: float, misses: float = 0.02
) -> tuple[int, int | None]:
    """How often somebody who is not tired is thought to be, and after how many tired choices."""
    chance = random.Random(seed)  # noqa: S311 - a simulated hand
    latest: tuple[Made, ...] = ()
    usual, false_alarms = Usual(), 0
    for _ in range(rested):
        latest, usual = fatigue.noted(latest, usual, choices(chance, 0.8, variation, misses))
        if fatigue.is_tired(latest, usual):
            false_alarms += 1
            latest = ()
    for count in range(1, 61):
        latest, usual = fatigue.noted(
            latest, usual, choices(chance, 0.8 * tired, variation, misses)
        )
        if fatigue.is_tired(latest, usual):
            return false_alarms, count
    return false_alarms, None


@pytest.mark.parametrize("variation", [0.15, 0.28, 0.45])
def test_a_rested_hand_is_hardly_ever_asked(variation: float) -> None:
    alarms = [
        offered_after(seed, variation=variation, rested=300, tired=1.0)[0] for seed in range(20)
    ]
    # In 6,000 choices; half an hour between two questions makes them rarer still.
    assert sum(alarms) <= 4


@pytest.mark.parametrize("variation", [0.15, 0.28, 0.45])
def test_a_hand_that_takes_two_thirds_longer_is_asked_within_an_hour_of_reading(
    variation: float,
) -> None:
    counts = [
        offered_after(seed, variation=variation, rested=100, tired=1.65)[1] for seed in range(20)
    ]
    found = [count for count in counts if count is not None]
    assert len(found) >= 18
    assert sorted(found)[len(found) // 2] <= 2 * LATEST


def test_a_hand_that_misses_and_takes_back_is_asked_although_it_is_quick() -> None:
    latest: tuple[Made, ...] = ()
    usual = Usual(weight=50.0, log_sum=-11.0, log_square_sum=4.0, slips=1.0)
    for _ in range(8):
        latest, usual = fatigue.noted(latest, usual, fatigue.made(0.8, 0))
    assert not fatigue.is_tired(latest, usual)
    for _ in range(2):
        latest, usual = fatigue.noted(latest, usual, fatigue.made(0.8, 1))
        latest = fatigue.taken_back(latest)
    assert fatigue.is_tired(latest, usual)


def test_somebody_new_is_never_thought_to_be_tired() -> None:
    latest: tuple[Made, ...] = ()
    usual = Usual()
    for delay_s in (0.5, 0.6, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0):
        latest, usual = fatigue.noted(latest, usual, fatigue.made(delay_s, 2))
        assert not fatigue.is_tired(latest, usual)


@given(st.lists(st.tuples(st.floats(0.0, 100.0), st.integers(-3, 9)), max_size=200))
def test_whatever_is_noted_the_numbers_stay_numbers(made: list[tuple[float, int]]) -> None:
    latest: tuple[Made, ...] = ()
    usual = Usual()
    for delay_s, missed in made:
        latest, usual = fatigue.noted(latest, usual, fatigue.made(delay_s, missed))
        fatigue.is_tired(latest, usual)
        fatigue.is_as_usual(latest, usual)
        assert len(latest) <= LATEST
        assert math.isfinite(usual.log_delay + usual.log_spread + usual.slip_rate)
    known = Known(usual={"key": usual})
    assert Known.from_record(known.to_record()) == known


# --- timelines ---------------------------------------------------------------------------

QUICK = Usual(weight=50.0, log_sum=50 * math.log(0.4), log_square_sum=50 * math.log(0.4) ** 2)


def tired(**values: object) -> Person:
    """Somebody in the settings whose latest presses came after 1.2 s, and usually after 0.4."""
    person = Person(silent(**{"scan__loops": 20, **values}), known=Known(usual={HAND: QUICK}))
    person.reaches("settings")
    latest = (fatigue.made(1.2, 0),) * LATEST
    state = replace(person.state, pace=Pace(latest=latest))
    person.world.loop.state = state
    return person


def test_on_coming_home_a_slower_pace_is_offered_and_leaving_it_comes_first() -> None:
    person = tired().reaches("back")
    assert person.state.path_ids == ("home", "pace")
    person.waits(600)
    assert person.lit()[-1][1] == "back"
    assert [item.action for item in person.state.menu.items] == [
        Command.BACK,
        Command.ACCEPT_PACE,
        Command.ASK_NO_MORE,
    ]


def test_nothing_changes_when_nobody_answers() -> None:
    person = tired(scan__loops=1).reaches("back").waits(30_000)
    assert isinstance(person.state.mode, Resting)
    assert person.state.settings.profile == "usual"
    assert person.records_of(SaveProfiles) == []


def test_the_slower_pace_is_taken_by_a_choice() -> None:
    person = tired().reaches("back", "accept-pace")
    assert person.state.settings.profile == "slower"
    assert person.state.settings.scan.interval_ms == 2100
    assert person.state.path_ids == ("home",)


def test_whoever_leaves_it_is_not_asked_again_for_half_an_hour() -> None:
    person = tired().reaches("back", "back")
    assert person.state.path_ids == ("home",)
    latest = (fatigue.made(1.2, 0),) * LATEST
    pace = person.state.pace
    person.world.loop.state = replace(person.state, pace=replace(pace, latest=latest))
    person.reaches("settings", "back")
    assert person.state.path_ids == ("home",)
    person.world.loop.state = replace(person.state, pace=replace(pace, latest=latest))
    person.waits(QUIET_MS).presses()
    assert person.state.menu.id == "pace"


def test_whoever_does_not_want_to_be_asked_is_not() -> None:
    person = tired().reaches("back", "ask-no-more")
    assert person.state.settings.scan.watch_fatigue is False
    assert person.records_of(SaveSettings)[-1].settings.scan.watch_fatigue is False


def test_the_usual_pace_is_offered_when_presses_are_as_usual_again() -> None:
    person = tired().reaches("back", "accept-pace")
    quick = (fatigue.made(0.4, 0),) * LATEST
    later = replace(person.state, pace=Pace(latest=quick))
    person.world.loop.state = later
    person.reaches("settings", "back")
    assert person.state.path_ids == ("home", "pace")
    person.reaches("accept-pace")
    assert person.state.settings.profile == "usual"
    assert person.state.settings.scan.interval_ms == 1500


def test_a_sleeper_who_wakes_the_scan_is_asked_too() -> None:
    person = tired(scan__loops=1).waits(60_000)
    assert isinstance(person.state.mode, Resting)
    person.presses()
    assert person.state.path_ids[-1] == "pace"


def test_in_the_midst_of_a_list_nobody_is_asked() -> None:
    person = tired().reaches("speech.rate_wpm")
    assert person.state.path_ids[-1] == "settings/speech.rate_wpm"


def test_a_call_for_help_is_never_delayed_by_the_question() -> None:
    person = tired().reaches("back").waits(300)
    person.gets(SwitchPressed(at=person.now + 1, switch="a")).waits(3200)
    assert person.state.alarm.is_calling
    person.gets(SwitchReleased(at=person.now + 1, switch="a"))


@pytest.mark.parametrize("press_time", [True, False])
def test_presses_of_auto_scan_are_noted_with_their_delay(press_time: bool) -> None:  # noqa: FBT001
    person = Person(silent(scan__press_time=press_time, scan__loops=20)).does("0 end")
    for item in ("settings", "speech.rate_wpm", "back", "back"):
        person.goes_on_until(person.state.switches.locked_until + 2900)
        before = len(person.lit())
        while len(person.lit()) == before or person.lit()[-1][1] != item:
            person.waits(50)
        person.goes_on_until(person.lit()[-1][0] + 500).presses()
    delays = [choice.delay_s for choice in person.state.pace.latest]
    assert delays == pytest.approx([0.5, 0.5, 0.5, 0.5], abs=0.01)
    assert person.known.usual == person.state.known.usual
