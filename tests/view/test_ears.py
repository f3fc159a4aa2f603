"""The sign of listening: there while words are heard, and nowhere else."""

from assistant.core.events import EarsClosed, EarsOpened, VoiceBegan
from assistant.view.scene import Scene, scene_of
from tests.core.person import Person, silent


def listening(**settings: object) -> Person:
    return Person(silent(**settings)).does("0 end").gets(EarsOpened(at=1)).waits(100)


def shown(person: Person) -> Scene:
    return scene_of(person.state)


def test_what_the_ears_do_is_shown_in_words_and_not_by_colour_alone() -> None:
    person = listening()
    assert (shown(person).ears, shown(person).ears_text) == ("listening", "Listening")
    person.gets(VoiceBegan(at=person.now + 1, began=person.now))
    assert (shown(person).ears, shown(person).ears_text) == ("hearing", "I hear you")
    assert shown(person.waits(3000)).ears == "listening"


def test_without_a_microphone_there_is_no_sign_and_no_hint_about_speaking() -> None:
    person = listening()
    assert "say a number" in shown(person).hint
    person.gets(EarsClosed(at=person.now + 1))
    assert shown(person).ears == ""
    assert "say" not in shown(person).hint


def test_where_only_a_sound_is_the_switch_there_is_no_sign_either() -> None:
    assert shown(listening(listening__is_on=False)).ears == ""


def test_an_attention_word_is_named_while_it_is_awaited() -> None:
    assert shown(listening(listening__attention_word="Computer")).ears_text == "Say computer first"


def test_resting_says_how_a_word_wakes_it() -> None:
    assert "say yes" in shown(listening().waits(60_000)).hint


def test_a_call_for_help_shows_nothing_but_itself() -> None:
    person = listening()
    person.does(f"{person.now + 10} press\n{person.now + 4000} end")
    assert shown(person).kind == "call"
    assert shown(person).ears == ""
