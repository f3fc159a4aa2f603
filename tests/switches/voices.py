"""Sounds made of numbers: vowels, noises and breaths, the same in every run."""

import wave
from pathlib import Path

import numpy as np

from assistant.core.events import NoPress, SwitchPressed, SwitchReleased
from assistant.switches.sound import Fact, SoundSwitch
from assistant.switches.sound_frames import SAMPLE_RATE, Samples

_CHANCE_SEED = 7


def _chance() -> np.random.Generator:
    return np.random.default_rng(_CHANCE_SEED)


def count(ms: int) -> int:
    return ms * SAMPLE_RATE // 1000


def quiet(ms: int) -> Samples:
    """A room at night: -70 dB."""
    return noise(ms, 0.0003)


def noise(ms: int, loud: float = 0.03) -> Samples:
    """White noise, as of a tap."""
    return np.asarray(_chance().standard_normal(count(ms)) * loud, np.float32)


AH, EE, OO = (700.0, 1200.0), (300.0, 2300.0), (320.0, 800.0)
"""The two resonances of the mouth in a vowel."""


def vowel(
    ms: int,
    pitch_hz: float = 140.0,
    loud: float = 0.05,
    unsteady: float = 0.01,
    mouth: tuple[float, float] = AH,
) -> Samples:
    """Harmonics under two resonances, the pitch never quite still."""
    size = count(ms)
    corners = np.arange(0, size + 1600, 800)
    wander = np.interp(np.arange(size), corners, _chance().standard_normal(len(corners)))
    turns = np.cumsum(pitch_hz * (1 + unsteady * wander)) / SAMPLE_RATE
    sound = np.zeros(size)
    for part in range(1, int(4000 / pitch_hz)):
        hz = part * pitch_hz
        first, second = ((hz - at) / 120 for at in mouth)
        height = 1 / (1 + first**2) + 0.5 / (1 + second**2) + 0.02
        sound += height * np.sin(2 * np.pi * part * turns)
    edge = np.minimum(1, np.minimum(np.arange(size), np.arange(size)[::-1]) / count(20))
    return np.asarray(sound / np.std(sound) * loud * edge, np.float32)


def tone(ms: int, hz: float, loud: float = 0.05) -> Samples:
    return np.asarray(
        loud * np.sin(2 * np.pi * hz * np.arange(count(ms)) / SAMPLE_RATE), np.float32
    )


def machine(ms: int, loud: float = 0.03) -> Samples:
    """A transformer's hum: as periodic as a voice, and it never takes breath."""
    parts = [tone(ms, 100.0 * part, loud / part) for part in (1, 2, 3, 4)]
    return np.asarray(sum(parts), np.float32)


def puff(ms: int, loud: float = 0.1) -> Samples:
    """Breath on a microphone: a strong deep rushing without a pitch."""
    size = count(ms)
    white = _chance().standard_normal(size + 4000)
    deep, level = np.empty(size + 4000), 0.0
    for at, sample in enumerate(white):
        level += 0.04 * (sample - level)
        deep[at] = level
    sound = deep[4000:] + 0.02 * white[4000:]
    edge = np.minimum(1, np.minimum(np.arange(size), np.arange(size)[::-1]) / count(20))
    return np.asarray(sound / np.std(sound) * loud * edge, np.float32)


def clatter(ms: int) -> Samples:
    """Dishes: a ringing blow every 150 ms."""
    sound = np.zeros(count(ms), np.float32)
    blow = tone(120, 2700, 0.3) * np.exp(-np.arange(count(120)) / count(15)).astype(np.float32)
    for at in range(0, len(sound) - len(blow), count(150)):
        sound[at : at + len(blow)] += blow
    return sound + noise(ms, 0.005)


def joined(*sounds: Samples) -> Samples:
    return np.concatenate(sounds)


def heard(switch: SoundSwitch, sound: Samples, chunk: int = 512, began: int = 0) -> list[Fact]:
    """What a switch makes of a sound that comes in chunks."""
    facts: list[Fact] = []
    for first in range(0, len(sound), chunk):
        piece = sound[first : first + chunk]
        facts += switch.hear(began + (first + len(piece)) * 1000 // SAMPLE_RATE, piece)
    return facts


def presses(facts: list[Fact]) -> list[tuple[int, int]]:
    """Beginning and length of each press that is over."""
    downs = [fact.at for fact in facts if isinstance(fact, SwitchPressed)]
    ups = [fact.at for fact in facts if isinstance(fact, SwitchReleased)]
    return [(down, up - down) for down, up in zip(downs, ups, strict=True)]


def whys(facts: list[Fact]) -> list[str]:
    return [fact.why for fact in facts if isinstance(fact, NoPress)]


def write_recording(file: Path, sound: Samples) -> None:
    """Keep a sound as an ordinary WAV file."""
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE)
        out.writeframes((sound * 32767).astype("<i2").tobytes())
