"""The program's own voice is taken out of what it hears, and a person's words are left."""

import numpy as np
import pytest

from assistant.listening.alignment import FRAME_SAMPLES, Frame
from assistant.listening.contract import Samples
from assistant.listening.echo import Canceller, EchoCanceller, NoCanceller

RATE_HZ = 16_000


def voice(seconds: float, seed: int) -> Samples:
    """Pulses through moving resonances, in syllables: loud and soft like speech."""
    chance = np.random.default_rng(seed)
    count = int(seconds * RATE_HZ)
    noise = chance.standard_normal(count)
    noise[:: RATE_HZ // 120] += 8
    smooth = np.convolve(noise, np.hanning(12), "same")
    syllables = np.repeat(chance.uniform(0, 1, count // 2400 + 1) > 0.35, 2400)[:count]
    return np.asarray(0.1 * smooth / smooth.std() * syllables, np.float32)


def room(delay_ms: int = 60) -> Samples:
    chance = np.random.default_rng(7)
    tail = chance.standard_normal(3200) * 10.0 ** (-3 * np.arange(3200) / 3200) * 0.08
    tail[0] = 1.0
    return np.concatenate([np.zeros(delay_ms * 16, np.float32), tail.astype(np.float32)])


def through(sound: Samples, way: Samples) -> Samples:
    size = 1 << (len(sound) + len(way)).bit_length()
    echo = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(way, size))
    return np.asarray(echo[: len(sound)], np.float32)


def cleaned(canceller: Canceller, heard: Samples, played: Samples) -> Samples:
    out = []
    for first in range(0, len(heard) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        part = slice(first, first + FRAME_SAMPLES)
        out.append(canceller.clean(Frame(ended_ms=0, heard=heard[part], played=played[part])))
    return np.concatenate(out)


def less_db(before: Samples, after: Samples) -> float:
    return float(10 * np.log10(np.mean(before**2) / np.mean(after**2)))


def last(sound: Samples, seconds: float) -> Samples:
    return sound[-int(seconds * RATE_HZ) :]


SILENCE = np.zeros(RATE_HZ, np.float32)


def test_its_own_voice_is_25_db_softer_within_ten_seconds() -> None:
    played = voice(12, seed=1)
    echo = through(played, room())
    assert less_db(last(echo, 2), last(cleaned(EchoCanceller(), echo, played), 2)) > 25


def test_a_word_over_it_as_loud_as_the_echo_loses_4_db_at_most() -> None:
    played, word = voice(12, seed=1), voice(0.6, seed=2)
    echo = through(played, room())
    spoken = np.zeros_like(echo)
    spoken[10 * RATE_HZ : 10 * RATE_HZ + len(word)] = word
    clean = cleaned(EchoCanceller(), echo + spoken, played)
    late = slice(10 * RATE_HZ + FRAME_SAMPLES, 10 * RATE_HZ + FRAME_SAMPLES + len(word))
    kept = float(clean[late] @ word / (word @ word))
    assert 20 * np.log10(kept) > -4
    assert less_db(kept * word, clean[late] - kept * word) > 5


def test_when_the_laptop_is_moved_it_learns_the_new_place() -> None:
    played = voice(24, seed=1)
    echo = np.concatenate(
        [
            through(played, room())[: 12 * RATE_HZ],
            through(played, -room(90))[12 * RATE_HZ :],
        ]
    )
    assert less_db(last(echo, 2), last(cleaned(EchoCanceller(), echo, played), 2)) > 20


def test_while_nothing_plays_everything_comes_out_as_it_was_a_hundredth_later() -> None:
    canceller = EchoCanceller()
    word = voice(2, seed=3)
    clean = cleaned(canceller, word, np.zeros_like(word))
    late = round(canceller.late_ms * 16)
    assert np.abs(clean[late:] - word[: len(clean) - late]).max() < 1e-5


def test_the_noise_that_keeps_sound_cards_awake_counts_as_silence() -> None:
    canceller = EchoCanceller()
    word = voice(1, seed=3)
    clean = cleaned(canceller, word, np.full_like(word, 1 / 32768))
    assert np.abs(clean[FRAME_SAMPLES:] - word[: len(clean) - FRAME_SAMPLES]).max() < 1e-5


@pytest.mark.parametrize("odd", [0.0, 1.0, -1.0, 1e-30])
def test_odd_sound_never_becomes_what_is_no_number(odd: float) -> None:
    canceller = EchoCanceller()
    played = np.concatenate([voice(1, seed=1), np.full(RATE_HZ, odd, np.float32)])
    heard = np.full(len(played), odd, np.float32)
    assert np.isfinite(cleaned(canceller, heard, played)).all()
    assert np.isfinite(cleaned(canceller, voice(1, seed=2), SILENCE)).all()


def test_without_a_canceller_all_is_left() -> None:
    frame = Frame(ended_ms=0, heard=SILENCE[:160] + 0.5, played=SILENCE[:160])
    assert NoCanceller().clean(frame) is frame.heard
