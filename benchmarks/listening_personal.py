"""Personal words: three recordings of each word, then the same speaker, other words, and strain.

Each reading enrols other recordings or other words: the figures are means over all of them.
"""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from assistant.listening.contract import Samples
from assistant.listening.ear import Ear
from assistant.listening.features import Embedder
from assistant.listening.from_files import FromFile, heard_in_sound
from assistant.listening.personal import PersonalWords
from assistant.listening.shaping import deepened, slowed
from assistant.listening.sound_files import read_sound
from assistant.listening.voice import SileroVoice
from benchmarks.devices import folder
from benchmarks.listening_clips import DIGITS, MODELS, accepted, clips, counted, word_of
from benchmarks.measures import Row

_SPEAKERS: Final = ("george", "jackson", "lucas")
_RECORDINGS: Final = 3
_READINGS: Final = ((10, 0), (10, 1), (5, 2), (5, 3))
"""How many of the digits are enrolled, and which draw of recordings and words it is."""

_LOW_PASS_HZ: Final = 2000.0
_SLOWER: Final = 1.5
_HESITATION_MS: Final = 150


@dataclass(frozen=True)
class _Heard:
    """What was heard over all readings with so many words."""

    own: list[FromFile]
    strained: list[FromFile]
    deep: list[FromFile]
    own_other_digits: list[FromFile]
    others: list[FromFile]
    noise: list[FromFile]


def rows(every: int) -> Iterator[Row]:
    """A block of rows for ten enrolled words, one for five."""
    for count in sorted({count for count, _ in _READINGS}, reverse=True):
        heard = _Heard([], [], [], [], [], [])
        for enrolled, draw in _READINGS:
            if enrolled == count:
                for speaker in _SPEAKERS:
                    _reading(speaker, count, draw, every, heard)
        name = f"personal, {count} words"
        yield counted(heard.own, f"{name}: the same speaker")
        yield counted(heard.strained, f"{name}: 1.5 times slower, low-passed, hesitating")
        yield counted(heard.deep, f"{name}: slower and deeper, low-passed, hesitating")
        if heard.own_other_digits:
            yield accepted(heard.own_other_digits, f"{name}: the speaker's other digits")
        yield accepted(heard.others, f"{name}: other words of other people")
        yield accepted(heard.noise, f"{name}: noise")


def _reading(speaker: str, count: int, draw: int, every: int, heard: _Heard) -> None:
    chance = np.random.default_rng(draw)
    words = [str(word) for word in chance.permutation(DIGITS)[:count]]
    with folder() as place:
        enrolled = _enrol(speaker, words, chance, place)
        personal = PersonalWords(Embedder(MODELS), place)
    ear = Ear(SileroVoice(MODELS), [personal])
    ear.listen_for(words)
    for file in clips(f"speakers/{speaker}/*/*.wav", every):
        sound = read_sound(file)
        if file in enrolled:
            continue
        if word_of(file) not in words:
            heard.own_other_digits.append(heard_in_sound(file, sound, ear))
            continue
        heard.own.append(heard_in_sound(file, sound, ear))
        heard.strained.append(heard_in_sound(file, _strained(slowed(sound, _SLOWER)), ear))
        heard.deep.append(heard_in_sound(file, _strained(deepened(sound, _SLOWER)), ear))
    foreign = [file for file in clips("words/*/*.wav", 4 * every) if word_of(file) not in DIGITS]
    for file in [*foreign, *clips("other_words/*/*.wav", every)]:
        heard.others.append(heard_in_sound(file, read_sound(file), ear))
    for file in clips("noise/*"):
        heard.noise.append(heard_in_sound(file, read_sound(file), ear))


def _enrol(
    speaker: str, words: Sequence[str], chance: np.random.Generator, place: Path
) -> set[Path]:
    enrolled = set[Path]()
    for word in words:
        (place / word).mkdir()
        files = clips(f"speakers/{speaker}/{word}/*.wav")
        for at in chance.choice(len(files), _RECORDINGS, replace=False):
            shutil.copy(files[int(at)], place / word)
            enrolled.add(files[int(at)])
    return enrolled


def _strained(sound: Samples) -> Samples:
    """Low-passed, with a stop where the middle of it is softest."""
    spectrum = np.fft.rfft(sound)
    hz = np.fft.rfftfreq(len(sound), 1 / 16_000)
    dull = np.fft.irfft(spectrum / np.sqrt(1 + (hz / _LOW_PASS_HZ) ** 4), len(sound))
    third, fade = len(dull) // 3, np.linspace(1, 0, 160)
    energy = np.convolve(dull**2, np.ones(320), "same")
    cut = third + int(np.argmin(energy[third : 2 * third]))
    first, second = dull[:cut].copy(), dull[cut:].copy()
    first[-160:] *= fade
    second[:160] *= fade[::-1]
    stop = np.random.default_rng(0).standard_normal(_HESITATION_MS * 16) * 1e-4
    return np.concatenate([first, stop, second]).astype(np.float32)
