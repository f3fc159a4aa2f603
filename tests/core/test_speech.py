"""What an end of speech moves, and that nothing waits for an end for ever."""

from assistant.core.effects import Speak, StopSpeech
from assistant.core.events import SpeechEnded
from assistant.core.settings import with_value
from assistant.core.state import Browsing, Playing
from assistant.core.utterances import give_up_ms
from assistant.core.words import Words
from tests.core.person import PLAIN, WORDS, Person, silent


def test_an_end_of_what_is_no_longer_said_moves_nothing() -> None:
    person = Person().does("0 end").waits(100)
    opening = person.records_of(Speak)[0].utterance
    before = person.state
    for at in (200, 210):
        person.gets(SpeechEnded(at=at, utterance=opening, how="stopped"))
    assert person.state.mode == before.mode
    assert person.state.saying == before.saying


def test_the_same_end_twice_moves_the_reading_on_once() -> None:
    person = Person(silent()).reaches("guide", "1", "1.1").hears("First of 1.1.")
    saying = person.state.saying
    assert saying is not None
    for _ in range(3):
        person.gets(SpeechEnded(at=person.now + 10, utterance=saying, how="done"))
    person.waits(300)
    assert person.state.reading is not None
    assert person.state.reading.index == 1


def test_a_hung_engine_does_not_stop_the_scan() -> None:
    person = Person().does("1000 press\n1100 release\n1200 fault synthesizer-hang\n40000 end")
    assert [item for _, item in person.lit()[:3]] == ["guide", "settings", "help"]


def test_a_hung_engine_does_not_stop_the_reading() -> None:
    person = Person(silent()).reaches("guide", "1", "1.1").hears("First of 1.1.")
    person.world._hang()
    stops = len(person.records_of(StopSpeech))
    person.waits(give_up_ms("First of 1.1.", 150))
    assert len(person.records_of(StopSpeech)) == stops + 1
    person.hears("Second of 1.1.")
    assert isinstance(person.state.mode, Playing)


def test_an_engine_that_hangs_at_every_word_still_lets_the_person_choose_and_call() -> None:
    person = Person().does("0 end")
    for _ in range(40):
        person.world._hang()
        person.waits(1000)
    assert isinstance(person.state.mode, Browsing)
    person.world._hang()
    person.presses_at("settings")
    assert person.chosen()[-1] == "settings"


def test_nothing_is_spoken_by_lists_where_speech_is_off() -> None:
    person = Person(silent()).does("90000 end")
    assert person.said() == []


def test_a_sentence_is_said_at_the_reading_speed_and_a_cue_at_its_own() -> None:
    settings = with_value(PLAIN, "speech.rate_wpm", 100)
    person = Person(with_value(settings, "speech.cue_rate_wpm", 222))
    person.reaches("guide", "1", "1.1").waits(15_000)
    rates = {(it.utterance.kind, it.utterance.rate_wpm) for it in person.records_of(Speak)}
    assert rates == {("intro", 222), ("cue", 222), ("sentence", 100)}


def test_every_utterance_has_a_number_of_its_own() -> None:
    person = Person().reaches("guide", "1", "1.1").waits(20_000)
    ids = [it.utterance.id for it in person.records_of(Speak)]
    assert len(set(ids)) == len(ids)


def test_a_missing_word_is_shown_as_its_key() -> None:
    assert Words()("home.nothing_to_continue") == "Nothing to continue"
    assert WORDS("guide.group", first="A", last="B") == "A to B"
