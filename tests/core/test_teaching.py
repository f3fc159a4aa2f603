"""Recording the person's own sounds, with one switch or by a carer."""

from assistant.core import alarm
from assistant.core.effects import ForgetWords, RecordWord, StopRecording
from assistant.core.events import (
    CarerKeyPressed,
    EarsClosed,
    EarsOpened,
    NoWordHeard,
    SwitchPressed,
    SwitchReleased,
    WordRecorded,
    WordsKnown,
)
from assistant.core.settings import Settings
from assistant.core.state import Browsing, Teaching
from tests.core.person import PLAIN, Person, silent

WAY = ("settings", "listening", "words", "words-first", "word-yes")


def teaching(settings: Settings | None = None) -> Person:
    """At the moment when the first sound for "yes" is awaited."""
    person = Person(settings or silent()).does("0 end").gets(EarsOpened(at=1))
    return person.reaches(*WAY, "record").waits(50)


def hears_it(person: Person, why_not: str = "") -> Person:
    return person.gets(WordRecorded(at=person.now + 500, word="yes", why_not=why_not)).waits(50)


def asked_for(person: Person) -> int:
    return len(person.records_of(RecordWord))


def test_three_sounds_are_asked_for_one_after_another_and_then_it_is_learned() -> None:
    person = teaching()
    for count in (1, 2, 3):
        assert asked_for(person) == count
        hears_it(person)
    assert isinstance(person.state.mode, Browsing)
    assert person.state.path_ids[-1] == "words/of/yes"
    assert asked_for(person) == 3


def test_the_microphone_waits_until_the_request_was_said() -> None:
    person = teaching(PLAIN)
    assert asked_for(person) == 0
    person.waits(6000)
    assert "Please say yes, in your own way. Any sound will do." in person.said()
    assert asked_for(person) == 1


def test_silence_is_asked_about_again_and_after_three_times_it_is_left_for_later() -> None:
    person = teaching().waits(10_100)
    assert asked_for(person) == 2
    person.waits(20_300)
    assert isinstance(person.state.mode, Browsing)
    assert asked_for(person) == 3


def test_a_sound_that_was_no_use_is_asked_for_again() -> None:
    person = hears_it(teaching(), why_not="It was too short.")
    assert asked_for(person) == 2
    assert isinstance(person.state.mode, Teaching)
    assert person.state.mode.kept == 0


def test_a_press_or_escape_stops_it_and_what_was_recorded_stays() -> None:
    for is_press in (True, False):
        person = hears_it(teaching()).waits(600)
        if is_press:
            person.presses()
        else:
            person.gets(CarerKeyPressed(at=person.now + 1, key="escape"))
        assert isinstance(person.state.mode, Browsing)
        assert person.records_of(StopRecording)


def test_holding_the_switch_calls_for_help_here_too() -> None:
    person = teaching().waits(600)
    person.does(f"{person.now} press\n{person.now + 3500} end")
    assert person.state.alarm.is_calling


def test_without_a_microphone_it_says_so_and_records_nothing() -> None:
    person = Person(silent()).does("0 end").gets(EarsOpened(at=1)).gets(EarsClosed(at=2))
    person.reaches(*WAY, "record")
    assert asked_for(person) == 0
    assert isinstance(person.state.mode, Browsing)


def test_how_many_are_recorded_is_shown_and_they_can_be_deleted() -> None:
    person = Person(silent()).does("0 end").gets(EarsOpened(at=1))
    person.gets(WordsKnown(at=2, taught=(("yes", 3),)))
    person.reaches(*WAY)
    assert person.state.menu.title == "yes: 3 recorded"
    person.presses_at("forget")
    assert person.records_of(ForgetWords)[-1].word == "yes"
    person.reaches("back", "back", "forget-all-words")
    assert person.records_of(ForgetWords)[-1].word == ""


def test_sounds_that_are_too_alike_are_told_once() -> None:
    person = teaching()
    for _ in range(3):
        hears_it(person)
    alike = ('"yes" sounds too much like "no". Try another sound for one of them.',)
    for at in (1, 2):
        person.gets(WordsKnown(at=person.now + at, taught=(("yes", 3),), alike=alike))
    assert [told.text for told in person.state.notices].count(alike[0]) == 1


# --- what is known changes under the light ---------------------------------------------------


def test_a_list_that_loses_a_choice_is_scanned_as_it_is_now() -> None:
    person = Person(silent()).does("0 end").gets(EarsOpened(at=1))
    person.gets(WordsKnown(at=2, taught=(("yes", 3),)))
    person.reaches(*WAY, "forget")
    person.gets(WordsKnown(at=person.now + 1, taught=())).waits(30_000)
    assert person.state.menu.title == "yes: 0 recorded"
    person.presses().waits(600).reaches("back")
    assert person.state.path_ids[-1] == "words/first"


def test_what_was_being_said_is_said_though_the_list_has_changed() -> None:
    person = teaching(PLAIN)
    for _ in range(3):
        person.waits(6000)
        hears_it(person)
    person.gets(WordsKnown(at=person.now + 1, taught=(("yes", 3),))).waits(3000)
    assert "Thank you. It is learned." in person.said()
    assert person.state.scan is not None
    assert person.state.scan.count == 3


def test_why_a_sound_was_no_use_is_said() -> None:
    person = teaching(PLAIN).waits(6000)
    hears_it(person, why_not="That was too long. Please say it again, shorter.").waits(6000)
    assert "That was too long. Please say it again, shorter." in person.said()


def test_during_a_call_nothing_is_asked_for_and_nothing_is_told() -> None:
    person = teaching().waits(600)
    person.world.loop.state = alarm.call(person.state)[0]
    mode, asked = person.state.mode, asked_for(person)
    hears_it(person)
    alike = ("These sound alike.",)
    person.gets(WordsKnown(at=person.now + 1, taught=(("yes", 1),), alike=alike))
    assert person.state.mode == mode
    assert person.state.saying is None
    assert asked_for(person) == asked


def test_when_the_microphone_is_lost_it_says_so_and_ends() -> None:
    person = teaching().waits(600)
    person.gets(EarsClosed(at=person.now + 1)).waits(10_500)
    assert isinstance(person.state.mode, Browsing)
    assert asked_for(person) == 1


def test_sounds_that_are_recorded_are_not_said_to_be_misunderstood() -> None:
    person = teaching()
    for _ in range(2):
        person.gets(NoWordHeard(at=person.now + 400, began=person.now + 1, why="not known"))
        hears_it(person)
    assert not [it for it in person.state.notices if it.about == "voice"]


def test_a_sound_that_is_the_switch_too_can_be_recorded_and_still_calls_when_it_is_held() -> None:
    person = teaching().waits(600)
    person.gets(SwitchPressed(at=person.now + 1, switch="sound"))
    person.gets(SwitchReleased(at=person.now + 700, switch="sound"))
    assert isinstance(person.state.mode, Teaching)
    person.gets(SwitchPressed(at=person.now + 600, switch="sound")).waits(3500)
    assert person.state.alarm.is_calling
