"""Real voices and real noise. The recordings lie beside the project, and are never part of it."""

from pathlib import Path

import numpy as np
import pygame
import pytest

from assistant.core.settings import Settings
from assistant.switches.sound_frames import SAMPLE_RATE, Samples
from assistant.switches.sound_test import found_in, with_sound
from tests.content.facts import PROJECT

SPEECH = PROJECT.parent / "shared/speech"
MOST_PRESSES_A_MINUTE = 2
SETTINGS = with_sound(Settings())

pytestmark = pytest.mark.skipif(not SPEECH.is_dir(), reason="the recordings are not here")


@pytest.fixture(autouse=True, scope="module")
def _decoder() -> object:
    """The mixer reads FLAC, and brings it to our rate."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SDL_AUDIODRIVER", "dummy")
        pygame.mixer.init(SAMPLE_RATE, -16, 1, allowedchanges=0)
        yield
        pygame.mixer.quit()


def samples(file: Path) -> Samples:
    raw = pygame.mixer.Sound(file).get_raw()
    return np.asarray(np.frombuffer(raw, np.int16) / 32768, np.float32)


def files(pattern: str) -> list[Path]:
    found = sorted(SPEECH.glob(pattern))
    assert found
    return found


def power(sound: Samples) -> float:
    return float(np.mean(sound.astype(np.float64) ** 2))


def over(noise: Samples, vowel: Samples, snr_db: float) -> Samples:
    """Three seconds of a room, then a vowel in it, then the room again."""
    size = 4 * SAMPLE_RATE + len(vowel)
    scale = np.sqrt(power(vowel) / power(noise) / 10 ** (snr_db / 10))
    sound = np.resize(noise, size) * scale
    sound[3 * SAMPLE_RATE : 3 * SAMPLE_RATE + len(vowel)] += vowel
    return np.asarray(sound / max(1.0, float(np.abs(sound).max())), np.float32)


def counted(sound: Samples, room: Samples | None = None) -> int:
    return len(found_in(sound, room, SETTINGS).presses)


@pytest.mark.parametrize("loud", [1.0, 0.25])
def test_each_vowel_is_one_press_also_where_the_recording_begins_with_it(loud: float) -> None:
    found = {file.stem: counted(samples(file) * loud) for file in files("vowels/*/*.flac")}
    assert set(found.values()) == {1}


def test_each_vowel_is_one_press_whatever_room_was_learned() -> None:
    rooms = [samples(file) for file in files("noise/*.flac")]
    vowels = [samples(file) for file in files("vowels/*/*.flac")]
    assert {counted(vowel, room) for vowel in vowels for room in rooms} == {1}


@pytest.mark.slow
@pytest.mark.parametrize("room", ["doing_the_dishes", "forest_2", "water", "white_noise"])
def test_each_vowel_is_one_press_over_household_noise(room: str) -> None:
    noise = samples(SPEECH / f"noise/{room}.flac")
    vowels = [samples(file) for file in files("vowels/*/*.flac")]
    mixed = [over(noise, vowel, 10) for vowel in vowels]
    assert {counted(sound[2 * SAMPLE_RATE :], sound) for sound in mixed} == {1}


def test_household_noise_is_no_press() -> None:
    noises = [samples(file) for file in files("noise/*.flac")]
    assert sum(counted(noise, noise) for noise in noises) == 0
    assert sum(counted(noise) for noise in noises) == 0


@pytest.mark.slow
def test_talk_hardly_ever_presses() -> None:
    talk = np.concatenate([samples(file) for file in files("running_speech/*/*.*")])
    minutes = len(talk) / SAMPLE_RATE / 60
    presses = found_in(talk, None, SETTINGS).presses
    assert len(presses) / minutes < MOST_PRESSES_A_MINUTE
    # What slips through must not be held so long that it calls for help.
    assert max(press.length_ms for press in presses) < SETTINGS.help.hold_ms


def test_a_long_vowel_can_call_for_help() -> None:
    for file in files("vowels/*/*.flac"):
        sound = samples(file)
        [press] = found_in(sound, None, SETTINGS).presses
        assert press.length_ms > len(sound) * 1000 / SAMPLE_RATE - 150
