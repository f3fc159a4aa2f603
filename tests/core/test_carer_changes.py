"""A carer changes the settings while the program runs: timelines."""

import itertools

from assistant.core.effects import ApplySettings, SaveProfiles, SaveSettings
from assistant.core.events import ProfilesChanged, SettingsChanged, SwitchPressed, SwitchReleased
from assistant.core.profiles import switched, tempo_of
from assistant.core.settings import Settings, with_value
from assistant.core.state import Browsing, Playing
from tests.core.person import Person, silent


def changed(person: Person, path: str, value: object) -> Settings:
    """A carer sets this, now."""
    settings = with_value(person.state.settings, path, value)
    person.gets(SettingsChanged(at=person.now + 1, settings=settings))
    return settings


def test_a_slower_scan_holds_from_the_next_step_on() -> None:
    person = Person(settings=silent()).does("0 end").waits(3000)
    settings = changed(person, "scan.interval_ms", 4000)
    before = len(person.lit())
    person.waits(20_000)
    moments = [at for at, _ in person.lit()[before:]]
    # The first choice of a round stays a second longer.
    assert [later - sooner for sooner, later in itertools.pairwise(moments)][1] == 4000
    assert person.records_of(ApplySettings) == [ApplySettings(settings=settings)]


def test_what_a_carer_changed_is_told_and_not_saved_again() -> None:
    person = Person(settings=silent()).does("0 end").waits(1000)
    changed(person, "screen.text_percent", 150)
    assert [told.text for told in person.state.notices] == ["A carer changed the settings."]
    assert person.records_of(SaveSettings) == []


def test_a_change_of_the_screen_alone_does_not_begin_the_list_anew() -> None:
    person = Person(settings=silent()).does("0 end").waits(3000)
    before = person.state.mode
    changed(person, "screen.theme", "light")
    assert person.state.mode == before


def test_the_same_settings_change_nothing() -> None:
    person = Person(settings=silent()).does("0 end").waits(1000)
    person.gets(SettingsChanged(at=person.now + 1, settings=person.state.settings))
    assert person.state.notices == ()
    assert person.records_of(ApplySettings) == []


def test_a_press_that_waits_for_its_acceptance_time_chooses_nothing_of_the_list_before() -> None:
    person = Person(settings=silent(switch__acceptance_ms=600)).does("0 end").waits(1200)
    person.gets(SwitchPressed(at=person.now + 1, switch="a")).waits(100)
    changed(person, "scan.interval_ms", 4000)
    person.waits(800).gets(SwitchReleased(at=person.now + 900, switch="a"))
    assert person.chosen() == []


def test_a_list_that_begins_anew_is_locked_for_a_moment() -> None:
    person = Person(settings=silent()).does("0 end").waits(1200)
    changed(person, "scan.interval_ms", 4000)
    person.waits(100).presses()
    assert person.chosen() == []
    assert person.ignored() == ["lockout"]


def test_a_hold_goes_on_to_call_whatever_is_changed_meanwhile() -> None:
    person = Person(settings=silent()).does("0 end").waits(1200)
    person.gets(SwitchPressed(at=person.now + 1, switch="a")).waits(1500)
    changed(person, "scan.method", "inverse")
    person.waits(3000)
    assert [what for _, what in person.calls()] == ["call"]


def test_a_call_takes_back_its_own_press_and_not_the_carers_change() -> None:
    person = Person().reaches("settings", "speech.rate_wpm")
    rate_wpm = person.state.settings.speech.rate_wpm
    person.presses_at("more").presses_at("less")
    person.goes_on_until(person.state.switches.locked_until + 400)
    while not person._is_lit("more"):
        person.waits(50)
    person.gets(SwitchPressed(at=person.now + 1, switch="a")).waits(500)
    assert person.state.settings.speech.rate_wpm != rate_wpm
    changed(person, "speech.volume_percent", 30)
    person.waits(4000)
    assert person.state.alarm.is_calling
    assert person.state.settings.speech.rate_wpm == rate_wpm
    assert person.state.settings.speech.volume_percent == 30


def test_reading_goes_on_while_settings_change() -> None:
    person = Person().reaches("guide", "1", "1.1").hears("First of 1.1.")
    changed(person, "speech.volume_percent", 30)
    assert isinstance(person.state.mode, Playing)
    person.hears("Second of 1.1.")
    assert person.state.saying is not None
    assert person.state.saying.volume_percent == 30


def test_a_light_that_is_driven_stands_when_the_method_changes() -> None:
    person = Person(settings=silent(scan__method="inverse")).does("0 end").waits(1200)
    person.gets(SwitchPressed(at=person.now + 1, switch="a")).waits(700)
    changed(person, "scan.method", "step")
    person.waits(100).gets(SwitchReleased(at=person.now + 101, switch="a")).waits(3000)
    assert person.chosen() == []
    assert isinstance(person.state.mode, Browsing)


def with_evening() -> Person:
    """Somebody in the usual pace, who has one for the evening."""
    person = Person(settings=silent(scan__interval_ms=1500)).does("0 end").waits(1000)
    evening = tempo_of(with_value(person.state.settings, "scan.interval_ms", 2500))
    return person.gets(ProfilesChanged(at=person.now + 1, profiles={"evening": evening}))


def test_another_pace_that_was_written_whole_is_taken_as_it_stands() -> None:
    person = with_evening()
    settings, profiles = switched(person.state.settings, person.state.profiles, "evening")
    person.gets(ProfilesChanged(at=person.now + 1, profiles=profiles))
    person.gets(SettingsChanged(at=person.now + 2, settings=settings))
    assert (person.state.settings, person.state.profiles) == (settings, profiles)
    assert person.records_of(SaveProfiles) == []


def test_of_another_pace_only_its_name_needs_to_be_written() -> None:
    person = with_evening()
    expected = switched(person.state.settings, person.state.profiles, "evening")
    changed(person, "profile", "evening")
    assert (person.state.settings, person.state.profiles) == expected
    assert len(person.records_of(SaveProfiles)) == 1


def test_a_pace_that_is_taken_back_leaves_the_one_before_as_it_was() -> None:
    person = with_evening()
    before = (person.state.settings, person.state.profiles)
    settings, profiles = switched(*before, "slower")
    for one, others in ((settings, profiles), before):
        person.gets(ProfilesChanged(at=person.now + 1, profiles=others))
        person.gets(SettingsChanged(at=person.now + 2, settings=one))
    assert person.state.settings == before[0]
    assert person.state.profiles == {**before[1], "slower": tempo_of(settings)}


def test_a_name_and_a_pace_written_together_lose_nothing_of_the_pace_before() -> None:
    person = with_evening()
    before = person.state.settings
    written = with_value(with_value(before, "profile", "morning"), "scan.interval_ms", 900)
    person.gets(SettingsChanged(at=person.now + 1, settings=written))
    assert person.state.settings == written
    assert person.state.profiles["usual"] == tempo_of(before)
