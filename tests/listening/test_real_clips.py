"""Recorded people, where their recordings are at hand. For measuring only; never trained on."""

from pathlib import Path

import pygame
import pytest

from assistant.core.events import NoWordHeard, VoiceBegan, WordHeard
from assistant.core.hearing import ACT_AT, Guess
from assistant.listening.contract import Samples
from assistant.listening.ear import Ear
from assistant.listening.from_files import FromFile, heard_in, listened
from assistant.listening.kit import Folders
from assistant.listening.sound_files import read_sound
from assistant.listening.voice import SileroVoice
from tests.listening.sounds import KnowsOneAnswer

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "models"
RECORDED = ROOT.parent / "shared" / "speech"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not RECORDED.is_dir(), reason="no recordings of people are at hand"),
]


@pytest.fixture(autouse=True)
def _no_mixer() -> None:
    """FLAC is read by a mixer of the reader's own, and another test may have left one open."""
    pygame.mixer.quit()


def an_ear() -> Ear:
    """It takes every isolated word for the same: only the gate is judged."""
    ear = Ear(
        SileroVoice(MODELS), [KnowsOneAnswer((Guess("x", 0.9, "x"),), can_hear=frozenset({"x"}))]
    )
    ear.listen_for(["x"])
    return ear


def some(pattern: str, every: int) -> list[Path]:
    return sorted(RECORDED.glob(pattern))[::every]


def passed(sound: Samples) -> bool:
    return any(isinstance(each.event, WordHeard) for each in heard_in(sound, an_ear()))


def test_nearly_every_clip_of_a_word_is_an_isolated_word() -> None:
    clips = some("words/*/*.wav", every=4)
    assert sum(passed(read_sound(clip)) for clip in clips) >= len(clips) - 1


def test_a_held_vowel_of_people_with_als_is_a_word() -> None:
    clips = some("vowels/als/*.flac", every=1)
    heard = [passed(read_sound(clip)[:16_000]) for clip in clips]
    assert sum(heard) >= len(clips) - 1


def test_noise_is_hardly_ever_a_word() -> None:
    heard = [passed(read_sound(clip)) for clip in some("noise/*", every=1)]
    assert sum(heard) <= 1  # a gust in a forest is for the recognizers to refuse


def test_a_sentence_is_hardly_ever_a_word() -> None:
    clips = some("running_speech/*/*.flac", every=3)
    words = sum(passed(read_sound(clip)) for clip in clips)
    assert words <= len(clips) // 4


def test_each_voice_that_began_has_one_end() -> None:
    for clip in some("running_speech/*/*.flac", every=12):
        is_open = False
        for each in heard_in(read_sound(clip), an_ear()):
            assert isinstance(each.event, VoiceBegan) is not is_open
            assert isinstance(each.event, VoiceBegan | WordHeard | NoWordHeard)
            is_open = not is_open
        assert not is_open


@pytest.fixture
def enrolled(tmp_path: Path) -> Path:
    """Three recordings of each of five digits by one speaker."""
    for word in ("one", "two", "three", "four", "five"):
        (tmp_path / word).mkdir()
        for clip in some(f"speakers/jackson/{word}/*.wav", every=1)[:3]:
            (tmp_path / word / clip.name).write_bytes(clip.read_bytes())
    return tmp_path


def is_sure(heard: FromFile, word: str) -> bool:
    return (
        bool(heard.guesses)
        and heard.guesses[0] == Guess(word, heard.guesses[0].score, "personal")
        and heard.guesses[0].score >= ACT_AT
    )


def test_three_recordings_are_enough_to_know_somebodys_words(enrolled: Path) -> None:
    words = ("one", "two", "three", "four", "five")
    folders = Folders(models=MODELS, words=enrolled)
    own = [clip for word in words for clip in some(f"speakers/jackson/{word}/*.wav", every=1)[3:]]
    heard = list(listened(own, words, folders, "personal"))
    right = sum(is_sure(each, each.file.parent.name) for each in heard)
    assert right >= 0.95 * len(own)
    # The pause alone is 256 ms. The middle, for a busy machine says little about the slowest.
    after_ms = sorted(each.ms_after_end for each in heard if each.guesses)
    assert after_ms[len(after_ms) // 2] < 400


def test_words_that_were_not_recorded_are_hardly_ever_taken_for_one(enrolled: Path) -> None:
    folders = Folders(models=MODELS, words=enrolled)
    words = ("one", "two", "three", "four", "five")
    others = some("speakers/jackson/[sen]*/*.wav", every=2) + some("other_words/*/*.wav", every=2)
    heard = list(listened(others, words, folders, "personal"))
    accepted = sum(bool(each.guesses) and each.guesses[0].score >= ACT_AT for each in heard)
    assert accepted <= 0.03 * len(others)
