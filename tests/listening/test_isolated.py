"""What counts as one isolated word, in scripts of loudness and likeness to a voice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.listening.isolated import Began, Found, Isolated, Isolation, Rejected, Rules

CHUNK_MS = 32
CHUNK = CHUNK_MS * 16

QUIET = (0.0, -70.0)
VOICE = (0.9, -20.0)
HISS = (0.02, -30.0)  # an "s" before the voice: loud, but no voice
HELD = (0.02, -21.0)  # a held vowel, some time on
BURST = (0.05, -45.0)  # the last "t" of "eight"
NOISE = (0.01, -30.0)


def said(*parts: tuple[tuple[float, float], int], rules: Rules | None = None) -> list[Found]:
    """What is found in parts of (likeness, level in dB), each so many ms long."""
    isolation = Isolation(rules or Rules())
    found, at = list[Found](), 0
    for (voice, level_db), ms in parts:
        for _ in range(ms // CHUNK_MS):
            at += CHUNK_MS
            # The number of a chunk is its sound: what was kept can be told.
            found += isolation.hear(at, voice, level_db, np.full(CHUNK, at, np.float32))
    return found + isolation.flush()


def words(found: list[Found]) -> list[Isolated]:
    return [each for each in found if isinstance(each, Isolated)]


def reasons(found: list[Found]) -> list[str]:
    return [each.why for each in found if isinstance(each, Rejected)]


def test_a_word_between_pauses_is_a_word() -> None:
    found = said((QUIET, 640), (VOICE, 480), (QUIET, 640))
    assert found[0] == Began(began=640)
    (word,) = words(found)
    assert (word.began, word.ended) == (640, 1120)
    assert not reasons(found)


def test_the_word_comes_with_quiet_on_both_sides() -> None:
    (word,) = words(said((QUIET, 640), (VOICE, 480), (QUIET, 640)))
    assert 200 <= 640 - (word.sound[0] - CHUNK_MS) <= 240
    assert 240 <= word.sound[-1] - 1120 <= 300


def test_the_end_is_told_within_three_tenths_of_a_second() -> None:
    isolation = Isolation(Rules())
    for at in range(CHUNK_MS, 641, CHUNK_MS):
        isolation.hear(at, *VOICE, np.zeros(CHUNK, np.float32))
    at = 640
    while not isolation.hear(at + CHUNK_MS, *QUIET, np.zeros(CHUNK, np.float32)):
        at += CHUNK_MS
    assert at + CHUNK_MS - 640 < 300


def test_a_word_at_the_very_beginning_is_a_word() -> None:
    assert words(said((VOICE, 480), (QUIET, 640)))


def test_a_voiceless_beginning_belongs_to_the_word() -> None:
    (word,) = words(said((QUIET, 640), (HISS, 160), (VOICE, 320), (QUIET, 640)))
    assert word.began == 640


def test_a_held_vowel_is_heard_to_its_end() -> None:
    (word,) = words(said((QUIET, 640), (VOICE, 128), (HELD, 896), (QUIET, 640)))
    assert word.ended == 640 + 128 + 896


def test_a_loud_sound_that_is_only_faintly_a_voice_is_heard() -> None:
    assert words(said((QUIET, 640), ((0.12, -25.0), 480), (QUIET, 640)))


def test_the_stop_inside_a_word_does_not_cut_it() -> None:
    (word,) = words(said((QUIET, 640), (VOICE, 192), (QUIET, 160), (VOICE, 192), (QUIET, 640)))
    assert word.ended - word.began == 192 + 160 + 192


def test_the_late_burst_of_a_final_t_is_kept() -> None:
    (word,) = words(said((QUIET, 640), (VOICE, 320), (QUIET, 128), (BURST, 32), (QUIET, 640)))
    burst_at = 640 + 320 + 128 + 32
    assert burst_at in word.sound


def test_somebody_who_stops_within_words_gets_a_longer_pause() -> None:
    hesitant = ((QUIET, 640), (VOICE, 320), (QUIET, 800), (VOICE, 320), (QUIET, 1600))
    assert len(words(said(*hesitant, rules=Rules(pause_ms=1200)))) == 1
    assert len(words(said(*hesitant))) == 2


@pytest.mark.parametrize("ms", [32, 96])
def test_a_click_is_too_short(ms: int) -> None:
    assert reasons(said((QUIET, 640), (VOICE, ms), (QUIET, 640))) == ["too short"]


def test_a_click_just_before_a_word_does_not_spoil_it() -> None:
    found = said((QUIET, 640), (VOICE, 64), (QUIET, 320), (VOICE, 480), (QUIET, 640))
    assert len(words(found)) == 1


def test_a_sentence_is_too_long_and_told_once_at_once() -> None:
    found = said((QUIET, 640), (VOICE, 5120), (QUIET, 640))
    assert reasons(found) == ["too long"]
    assert not words(found)
    assert found[1] == found[-1]


def test_a_long_phrase_is_heard_while_long_phrases_are_active() -> None:
    phrase = ((QUIET, 640), (VOICE, 2560), (QUIET, 640))
    assert reasons(said(*phrase)) == ["too long"]
    assert words(said(*phrase, rules=Rules(longest_ms=4000)))


def test_a_word_within_running_speech_is_no_command() -> None:
    found = said((QUIET, 640), (VOICE, 3200), (QUIET, 384), (VOICE, 480), (QUIET, 640))
    assert reasons(found) == ["too long", "running speech"]


def test_the_word_after_a_pause_after_talk_is_a_command() -> None:
    assert words(said((QUIET, 640), (VOICE, 3200), (QUIET, 1600), (VOICE, 480), (QUIET, 640)))


def test_one_command_soon_after_another_is_heard() -> None:
    found = said((QUIET, 640), (VOICE, 320), (QUIET, 320), (VOICE, 320), (QUIET, 640))
    assert len(words(found)) == 2


def test_steady_noise_is_never_a_word() -> None:
    assert not said((QUIET, 640), (NOISE, 9600), (QUIET, 640))


def test_a_word_in_a_noisy_room_ends_with_the_voice() -> None:
    noisy = (0.01, -40.0)
    (word,) = words(said((noisy, 3200), (VOICE, 480), (noisy, 960)))
    assert word.ended == 3200 + 480


def test_a_tap_that_is_turned_on_does_not_spoil_the_words_after_it() -> None:
    tap = (0.01, -35.0)
    spurt = ((0.1, -35.0), 160)
    found = said((QUIET, 640), spurt, (tap, 3200), (VOICE, 480), (tap, 960))
    assert len(words(found)) == 1


def test_a_word_much_nearer_than_a_television_is_heard_within_its_talk() -> None:
    television = (0.9, -45.0)
    found = said((QUIET, 640), (television, 4800), (VOICE, 480), (television, 960))
    (word,) = words(found)
    assert (word.began, word.ended) == (640 + 4800, 640 + 4800 + 480)


def test_a_word_as_loud_as_the_television_is_a_part_of_its_talk() -> None:
    television = (0.9, -24.0)
    assert not words(said((QUIET, 640), (television, 4800), (VOICE, 480), (television, 960)))


def test_a_likeness_that_flutters_is_one_sound() -> None:
    flutter = [((0.5, -20.0), 32), ((0.3, -50.0), 64)] * 4
    found = said((QUIET, 640), *flutter, (QUIET, 640))
    assert len([each for each in found if isinstance(each, Began)]) == 1


def test_what_has_begun_when_the_sound_ends_is_over() -> None:
    assert words(said((QUIET, 640), (VOICE, 480)))


@given(
    st.lists(
        st.tuples(
            st.tuples(st.floats(0, 1), st.floats(-100, 0)), st.integers(1, 40).map(lambda n: n * 32)
        ),
        max_size=30,
    )
)
def test_whatever_is_heard_each_beginning_has_one_end(
    parts: list[tuple[tuple[float, float], int]],
) -> None:
    found = said(*parts)
    is_open = False
    last_end = 0
    for each in found:
        assert isinstance(each, Began) is not is_open
        is_open = not is_open
        if isinstance(each, Began):
            assert each.began >= last_end
        else:
            assert each.ended > each.began
            last_end = each.ended
    assert not is_open
