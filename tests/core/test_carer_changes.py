"""A carer changes the settings while the program runs: timelines."""

import itertools

from assistant.core.effects import ApplySettings, SaveSettings
from assistant.core.events import SettingsChanged, SwitchPressed, SwitchReleased
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
