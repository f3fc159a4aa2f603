"""The ear: from chunks of sound to events, and from several opinions to one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.core.events import NoWordHeard, VoiceBegan, WordHeard
from assistant.core.hearing import ACT_AT, ASK_AT, MOST_ASKED, Guess
from assistant.listening.contract import Samples
from assistant.listening.ear import Ear, Heard, Vote, joined, longest_ms
from assistant.listening.isolated import LONGEST_PHRASE_MS
from tests.listening.sounds import KnowsOneAnswer, LoudIsVoice, chain, quiet, tone

STOP = KnowsOneAnswer((Guess("stop", 0.9, "one answer"),), frozenset({"stop"}))
A_WORD = chain(quiet(600), tone(400), quiet(600))


def an_ear(*recognizers: KnowsOneAnswer) -> Ear:
    ear = Ear(LoudIsVoice(), recognizers or (STOP,))
    ear.listen_for(["stop"])
    return ear


def heard(ear: Ear, sound: Samples, chunk: int = 320, start_ms: int = 0) -> list[Heard]:
    """The sound in chunks, each stamped when its last sample was there."""
    events: list[Heard] = []
    for first in range(0, len(sound), chunk):
        piece = sound[first : first + chunk]
        events += ear.hear(start_ms + (first + len(piece)) // 16, piece)
    return events


def test_a_word_is_told_with_its_beginning_and_end() -> None:
    began, word = heard(an_ear(), A_WORD, start_ms=70_000)
    assert isinstance(began, VoiceBegan)
    assert isinstance(word, WordHeard)
    assert abs(began.began - 70_600) <= 32
    assert abs(word.ended - 71_000) <= 32
    assert word.began == began.began
    assert 0 < word.at - word.ended < 320
    assert word.guesses[0].phrase == "stop"


@pytest.mark.parametrize("chunk", [1, 100, 512, 1023, 25_600])
def test_the_size_of_the_chunks_changes_nothing(chunk: int) -> None:
    words = [each for each in heard(an_ear(), A_WORD, chunk) if isinstance(each, WordHeard)]
    usual = [each for each in heard(an_ear(), A_WORD) if isinstance(each, WordHeard)]
    assert [(each.began, each.ended) for each in words] == [
        (each.began, each.ended) for each in usual
    ]


def test_late_stamps_do_not_shift_the_word() -> None:
    ear, chance = an_ear(), np.random.default_rng(3)
    events: list[Heard] = []
    for first in range(0, len(A_WORD), 320):
        late_ms = int(chance.integers(0, 60))
        events += ear.hear(first // 16 + 20 + late_ms, A_WORD[first : first + 320])
    (word,) = (each for each in events if isinstance(each, WordHeard))
    assert abs(word.began - 600) <= 70
    assert abs(word.ended - word.began - 400) <= 64


def test_sound_that_nobody_knows_is_no_word() -> None:
    events = heard(an_ear(KnowsOneAnswer()), A_WORD)
    assert isinstance(events[-1], NoWordHeard)
    assert events[-1].why == "not known"


def test_a_click_is_told_as_too_short() -> None:
    *_, last = heard(an_ear(), chain(quiet(600), tone(40), quiet(600)))
    assert isinstance(last, NoWordHeard)
    assert last.why == "too short"


def test_the_recognizer_gets_the_word_with_its_quiet() -> None:
    knows = KnowsOneAnswer((Guess("stop", 0.9, "x"),), frozenset({"stop"}))
    heard(an_ear(knows), A_WORD)
    assert 0.8 <= len(knows.asked[0]) / 16_000 <= 0.95


def test_the_last_word_is_kept_as_it_sounded() -> None:
    ear = an_ear(KnowsOneAnswer())
    before = ear.last_word
    heard(ear, A_WORD)
    assert before is None
    assert ear.last_word is not None
    assert abs(float(np.abs(ear.last_word).max()) - float(np.abs(A_WORD).max())) < 1e-6


def test_a_recognizer_that_can_hear_nothing_of_this_is_not_asked() -> None:
    other = KnowsOneAnswer((Guess("go", 0.9, "x"),), frozenset({"go"}))
    events = heard(an_ear(STOP, other), A_WORD)
    assert not other.asked
    assert isinstance(events[-1], WordHeard)


def test_what_no_recognizer_can_hear_is_given_back() -> None:
    ear = Ear(LoudIsVoice(), [STOP, KnowsOneAnswer(can_hear=frozenset({"go"}))])
    assert ear.listen_for(["stop", "riluzole", "go"]) == ("riluzole",)


def test_a_long_phrase_gets_more_time_and_only_while_it_is_active() -> None:
    phrase = chain(quiet(600), tone(2000), quiet(600))
    ear = an_ear()
    assert isinstance(heard(ear, phrase)[-1], NoWordHeard)
    ear.flush(3200)
    ear.listen_for(["stop", "breathing machines at night"])
    assert isinstance(heard(ear, phrase)[-1], WordHeard)
    ear.flush(3200)
    ear.listen_for(["stop"])
    assert isinstance(heard(ear, phrase)[-1], NoWordHeard)


def test_a_long_sound_can_be_recorded() -> None:
    ear = an_ear(KnowsOneAnswer())
    ear.allow(LONGEST_PHRASE_MS)
    heard(ear, chain(quiet(600), tone(3000), quiet(600)))
    assert ear.last_word is not None
    assert len(ear.last_word) > 3 * 16_000


def test_somebody_who_stops_within_words_is_waited_for() -> None:
    hesitant = chain(quiet(600), tone(300), quiet(700), tone(300), quiet(1500))
    assert sum(isinstance(each, WordHeard) for each in heard(an_ear(), hesitant)) == 2
    ear = an_ear()
    ear.set_pause(1000)
    assert sum(isinstance(each, WordHeard) for each in heard(ear, hesitant)) == 1


def test_lost_sound_ends_what_had_begun_and_starts_anew() -> None:
    detector = LoudIsVoice()
    ear = Ear(detector, [STOP])
    ear.listen_for(["stop"])
    first = heard(ear, chain(quiet(600), tone(300)))
    later = heard(ear, A_WORD, start_ms=60_000)
    assert [type(each) for each in first + later] == [VoiceBegan, WordHeard] * 2
    assert detector.forgot == 1
    word = later[-1]
    assert isinstance(word, WordHeard)
    assert abs(word.began - 60_600) <= 32


def test_no_more_sound_ends_what_had_begun() -> None:
    ear = an_ear()
    heard(ear, chain(quiet(600), tone(400)))
    (word,) = ear.flush(1000)
    assert isinstance(word, WordHeard)
    assert ear.flush(1001) == []


def test_closing_the_ear_closes_its_recognizers() -> None:
    knows = KnowsOneAnswer()
    an_ear(knows).close()
    assert knows.is_closed


@given(
    st.lists(
        st.lists(st.floats(width=32) | st.sampled_from([1e30, -1e30]), max_size=600), max_size=20
    )
)
def test_odd_sound_never_raises(chunks: list[list[float]]) -> None:
    ear, at = an_ear(), 0
    for chunk in chunks:
        at += len(chunk) // 16
        ear.hear(at, np.array(chunk, np.float32))
    ear.flush(at)


def vote(*guesses: tuple[str, float], hears: str = "one two three four") -> Vote:
    return Vote(tuple(Guess(phrase, score, "x") for phrase, score in guesses), hears.split())


def scores(*votes: Vote) -> dict[str, float]:
    return {guess.phrase: guess.score for guess in joined(votes)}


def test_one_opinion_stays_as_it_is() -> None:
    assert scores(vote(("one", 0.85), ("two", 0.3))) == pytest.approx({"one": 0.85, "two": 0.3})


def test_two_who_are_fairly_sure_of_the_same_are_sure_together() -> None:
    assert scores(vote(("one", 0.65)), vote(("one", 0.6)))["one"] >= ACT_AT


def test_two_who_are_sure_of_different_words_are_asked_about() -> None:
    both = scores(vote(("one", 0.9)), vote(("two", 0.85)))
    assert list(both) == ["one", "two"]
    assert all(score < ACT_AT for score in both.values())
    assert both["one"] >= ASK_AT


def test_one_who_is_sure_wins_over_one_who_only_guesses() -> None:
    assert scores(vote(("one", 0.95)), vote(("two", 0.45)))["one"] >= ACT_AT


def test_silence_of_another_lowers_it_only_a_little() -> None:
    assert 0.8 <= scores(vote(("one", 0.9)), vote())["one"] < 0.9


def test_who_cannot_hear_a_phrase_has_no_say_in_it() -> None:
    assert scores(vote(("one", 0.9)), vote(("five", 0.9), hears="five six"))["one"] == 0.9


def test_it_is_told_who_said_so() -> None:
    votes = [
        Vote((Guess("one", 0.6, "spotter"),), {"one"}),
        Vote((Guess("one", 0.7, "personal"),), {"one"}),
    ]
    assert joined(votes)[0].by == "spotter+personal"


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from("abcdefg"), st.floats(0, 1)), max_size=3), max_size=4
    )
)
def test_joined_guesses_are_few_sorted_and_on_the_scale(
    opinions: list[list[tuple[str, float]]],
) -> None:
    found = joined([vote(*dict(each).items(), hears="a b c d e f g") for each in opinions])
    assert len(found) <= MOST_ASKED
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert all(0 < each.score <= 1 for each in found)


def test_a_slow_phrase_has_time() -> None:
    assert longest_ms(["stop", "go to breathing"]) == 15 * 150
    assert longest_ms([]) == 0
    assert longest_ms(["x" * 100]) == LONGEST_PHRASE_MS


def test_a_word_that_somebody_recorded_is_heard_by_their_own_sound_alone() -> None:
    own = KnowsOneAnswer(can_hear=frozenset({"stop"}), name="personal")
    spotter = KnowsOneAnswer((Guess("stop", 0.95, "spotter"),), frozenset({"stop", "go"}))
    ear = Ear(LoudIsVoice(), [own, spotter])
    ear.listen_for(["stop", "go"])
    heard = [*ear.hear(3000, chain(quiet(2000), tone(400), quiet(600)))]
    assert isinstance(heard[-1], NoWordHeard)
