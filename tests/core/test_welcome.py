"""The first steps, worked by one switch: timelines."""

import pytest

from assistant.core.effects import SaveSettings
from assistant.core.events import EarsOpened, SwitchPressed, VoicesKnown
from assistant.core.menu import LONGEST_LIST, Command
from assistant.core.menus import menu_of
from assistant.core.settings import with_value
from assistant.core.state import Measuring
from assistant.core.welcome_menus import STEPS
from assistant.rehearsal.virtual import word_events
from tests.core.person import PLAIN, WORDS, Person, silent


def newcomer(step: str = "start") -> Person:
    return Person(silent(welcome=step, scan__loops=20))


def test_the_first_start_begins_with_the_first_steps() -> None:
    person = newcomer().does("100 end")
    assert person.state.path_ids == ("home", "welcome/start")
    assert [item.title for item in person.state.menu.items] == [
        "Begin",
        "No, and do not ask again",
        "Later",
    ]


def test_everybody_else_begins_at_home() -> None:
    assert Person(silent()).does("100 end").state.path_ids == ("home",)


def test_what_the_program_is_not_is_said_before_the_first_question() -> None:
    settings = with_value(with_value(PLAIN, "welcome", "start"), "scan.loops", 20)
    person = Person(settings).does("40000 end")
    assert person.said()[0].startswith(f"{WORDS('opening.line')} {WORDS('welcome.start.ask')}")


@pytest.mark.parametrize(
    ("method", "told"),
    [("auto", "Press your switch to choose what is lit."), ("inverse", "Let go to choose.")],
)
def test_whoever_cannot_see_the_screen_hears_at_the_first_start_how_to_choose(
    method: str, told: str
) -> None:
    settings = with_value(with_value(PLAIN, "welcome", "start"), "scan.method", method)
    assert told in Person(settings).does("40000 end").said()[0]


def test_all_steps_one_after_another_and_then_home() -> None:
    person = newcomer()
    person.reaches("welcome-next")
    assert person.state.path_ids[-1] == "welcome/region"
    person.reaches("uk")
    assert person.state.settings.region == "uk"
    for step in ("voice", "switch", "words"):
        assert person.state.path_ids == ("home", f"welcome/{step}")
        person.reaches("welcome-next")
    assert person.state.path_ids[-1] == "welcome/help"
    person.reaches("welcome-done")
    assert person.state.path_ids == ("home",)
    assert person.records_of(SaveSettings)[-1].settings.welcome == "done"


def test_whoever_lives_where_the_program_thought_already_goes_on_too() -> None:
    person = newcomer("region").reaches("us")
    assert person.state.settings.region == "us"
    assert person.state.path_ids[-1] == "welcome/voice"


def test_the_place_that_was_chosen_is_said_so_that_a_wrong_one_is_noticed() -> None:
    settings = with_value(with_value(PLAIN, "welcome", "region"), "scan.loops", 20)
    person = Person(settings).reaches("ie")
    assert person.state.saying is not None
    assert person.state.saying.text.startswith("Ireland. Step 2 of 5.")


def test_every_step_can_be_skipped() -> None:
    person = newcomer("region").reaches(*["welcome-next"] * 4, "welcome-done")
    assert person.state.path_ids == ("home",)
    assert person.state.settings == with_value(person.settings, "welcome", "done")


def test_whoever_leaves_for_later_goes_on_there_at_the_next_start() -> None:
    person = newcomer().reaches("welcome-next", "welcome-next", "back")
    assert person.state.path_ids == ("home",)
    again = Person(person.saved_settings or person.settings).does("100 end")
    assert again.state.path_ids == ("home", "welcome/voice")


def test_whoever_does_not_want_them_is_not_asked_again() -> None:
    person = newcomer().reaches("welcome-done")
    again = Person(person.saved_settings or person.settings).does("100 end")
    assert again.state.path_ids == ("home",)


def test_the_voice_is_chosen_by_ear() -> None:
    person = newcomer("voice").does("100 end")
    person.gets(VoicesKnown(at=200, voices=("en-us", "en-gb", "en-gb+f3")))
    person.reaches("next-voice")
    assert person.state.settings.speech.voice == "en-gb"
    person.reaches("next-voice", "next-voice")
    assert person.state.settings.speech.voice == "en-us"
    assert person.state.path_ids[-1] == "welcome/voice"


def test_a_voice_says_itself_which_it_is() -> None:
    settings = with_value(with_value(PLAIN, "welcome", "voice"), "scan.loops", 20)
    person = Person(settings).does("100 end")
    person.gets(VoicesKnown(at=200, voices=("en-us", "en-gb"))).reaches("next-voice")
    person.hears("This is voice 2 of 2.")


def test_the_voice_is_made_louder_and_the_step_stays() -> None:
    person = newcomer("voice").reaches("more")
    assert person.state.settings.speech.volume_percent == 90
    assert person.state.path_ids[-1] == "welcome/voice"


def test_the_measuring_of_the_switch_comes_back_to_its_step() -> None:
    person = newcomer("switch").reaches("set-up")
    assert isinstance(person.state.mode, Measuring)
    person.waits(60_000)
    assert person.state.path_ids == ("home", "welcome/switch")


def test_a_number_that_is_said_goes_on_where_there_is_a_microphone() -> None:
    person = newcomer("words").does("100 end").gets(EarsOpened(at=200)).waits(800)
    for event in word_events("one", person.now + 100):
        person.gets(event)
    assert person.state.path_ids[-1] == "welcome/help"


@pytest.mark.parametrize("step", STEPS)
def test_from_every_step_a_hold_calls_for_help(step: str) -> None:
    person = newcomer(step).does("1000 end")
    person.gets(SwitchPressed(at=person.now + 1, switch="a")).waits(3100)
    assert person.state.alarm.is_calling
    assert person.state.path_ids == ("home", f"welcome/{step}")


@pytest.mark.parametrize("step", STEPS)
def test_every_step_has_few_choices_and_a_way_out(step: str) -> None:
    person = newcomer(step).does("100 end")
    menu = menu_of(f"welcome/{step}", person.state.sight)
    assert len(menu.items) <= LONGEST_LIST + 1
    assert menu.items[-1].action is Command.BACK
    assert len({item.id for item in menu.items}) == len(menu.items)


def test_they_can_be_made_again_from_the_settings() -> None:
    person = Person(silent(scan__loops=20)).reaches("settings", "carers", "welcome")
    assert person.state.path_ids == ("home", "welcome/region")
