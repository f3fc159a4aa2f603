"""Another access method, tried from the menu: timelines."""

import pytest

from assistant.core.effects import ApplySettings, SaveSettings
from assistant.core.events import SettingsChanged, SwitchPressed, SwitchReleased
from assistant.core.settings import with_value
from assistant.core.state import Browsing
from tests.core.person import Person, silent


def trying(method: str, **values: object) -> Person:
    """Somebody who works in auto scan has just chosen another method."""
    person = Person(silent(scan__loops=20, **values))
    person.reaches("settings", "switch", "scan.method", method)
    assert person.state.settings.scan.method == method
    assert person.state.path_ids[-1] == "keep-method"
    return person


def press(person: Person, ms: int = 200, switch: str = "a") -> None:
    person.gets(SwitchPressed(at=person.now + 1, switch=switch)).waits(ms)
    person.gets(SwitchReleased(at=person.now + 1, switch=switch))


@pytest.mark.parametrize("method", ["step", "inverse", "two-switch"])
def test_whoever_does_nothing_gets_the_method_back_that_was_there(method: str) -> None:
    person = trying(method).waits(62_000)
    assert person.state.settings.scan.method == "auto"
    assert person.state.path_ids[-1] == "settings/scan.method"
    assert [told.text for told in person.state.notices] == ["It is as it was before."]


def test_nothing_is_saved_before_it_is_kept() -> None:
    person = trying("step")
    assert person.records_of(SaveSettings) == []
    assert person.records_of(ApplySettings)[-1].settings.scan.method == "step"


def test_step_is_kept_by_moving_to_the_second_choice_and_resting_there() -> None:
    person = trying("step").waits(1000)
    press(person)
    person.waits(800)
    press(person)
    person.waits(3000)
    assert person.chosen()[-1] == "keep-method"
    assert person.state.settings.scan.method == "step"
    assert person.records_of(SaveSettings)[-1].settings.scan.method == "step"
    assert person.waits(200_000).state.settings.scan.method == "step"


def test_inverse_is_kept_by_holding_to_the_second_choice() -> None:
    person = trying("inverse").waits(1000)
    press(person, 3000)
    person.waits(1000)
    assert person.chosen()[-1] == "keep-method"
    assert person.state.settings.scan.method == "inverse"


def test_two_switches_are_kept_only_by_whoever_has_two() -> None:
    person = trying("two-switch").waits(1000)
    press(person)
    person.waits(1000)
    # One switch alone reaches the first choice, and that leads back.
    assert person.chosen()[-1] == "back"
    assert person.state.settings.scan.method == "auto"
    person = trying("two-switch").waits(1000)
    press(person, switch="enter")
    person.waits(600)
    press(person)
    person.waits(1000)
    assert person.chosen()[-1] == "keep-method"
    assert person.state.settings.scan.method == "two-switch"


def test_a_call_for_help_in_the_midst_of_it_ends_in_the_same_question() -> None:
    person = trying("step").waits(1000)
    press(person, 4000)
    assert person.state.alarm.is_calling
    assert person.state.settings.scan.method == "step"


def test_what_else_was_changed_meanwhile_stays() -> None:
    person = trying("step").waits(1000)
    louder = with_value(person.state.settings, "speech.volume_percent", 100)
    person.gets(SettingsChanged(at=person.now + 1, settings=louder)).waits(100)
    assert person.state.settings.speech.volume_percent == 100
    assert isinstance(person.state.mode, Browsing)
    assert person.state.path_ids[-1] == "settings/scan.method"


def test_groups_are_taken_over_at_once() -> None:
    person = Person(silent(scan__loops=20)).reaches("settings", "switch", "scan.groups", "rows")
    assert person.state.settings.scan.groups == "rows"
    assert person.waits(600).lit()[-1][1] == "none+rows"


def test_a_setting_that_does_not_fit_the_others_is_not_taken() -> None:
    person = Person(silent(scan__loops=20, help__hold_ms=1500, switch__sound_ms=1500))
    person.reaches("settings", "switch", "switch.sound", "voice")
    assert person.state.settings.switch.sound == "off"
