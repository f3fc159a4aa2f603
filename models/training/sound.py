"""What happens to a word on its way to the program: the speaker's body, the room, the microphone.

Everything here changes sound (mono, 16 kHz, -1 to 1) by chance. Must not know words or networks.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyworld
from scipy.ndimage import uniform_filter1d
from scipy.signal import fftconvolve, lfilter, resample_poly

Sound = npt.NDArray[np.float32]
Chance = np.random.Generator

RATE: Final = 16_000
_STEP_MS: Final = 5.0


def body(sound: Sound, chance: Chance) -> Sound:
    """Another speaker of the same word: pitch, vocal tract, pace, breath, tremor, slurring.

    By the vocoder WORLD (Morise and others 2016).
    """
    wide = np.pad(sound.astype(np.float64), RATE // 20)
    pitch, times = pyworld.dio(wide, RATE, frame_period=_STEP_MS)
    pitch = pyworld.stonemask(wide, pitch, times, RATE)
    envelope = pyworld.cheaptrick(wide, pitch, times, RATE)
    noisiness = pyworld.d4c(wide, pitch, times, RATE)
    pitch = pitch * np.exp(chance.uniform(np.log(0.72), np.log(1.5)))
    if chance.random() < 0.25:  # a tremor
        beat = 2 * np.pi * chance.uniform(3, 9) * times + chance.uniform(0, 6)
        pitch = pitch * (1 + chance.uniform(0.02, 0.12) * np.sin(beat))
        envelope = envelope * (1 + chance.uniform(0, 0.5) * np.sin(beat))[:, None]
    if chance.random() < 0.3:  # flatter or livelier
        voiced = pitch > 0
        if voiced.any():
            middle = np.exp(np.log(pitch[voiced]).mean())
            pitch[voiced] = middle * (pitch[voiced] / middle) ** chance.uniform(0.0, 1.8)
    envelope = _other_tract(envelope, np.exp(chance.uniform(np.log(0.84), np.log(1.22))))
    if chance.random() < 0.2:  # slurred: sounds run into one another
        blur = int(chance.integers(3, 13))
        envelope = np.exp(uniform_filter1d(np.log(envelope + 1e-12), blur, axis=0))
    breath = chance.random()
    if breath < 0.06:  # whispered
        pitch = np.zeros_like(pitch)
        noisiness = np.ones_like(noisiness)
    elif breath < 0.3:  # breathy
        noisiness = noisiness ** chance.uniform(0.3, 0.9)
    pace = float(np.exp(chance.uniform(np.log(0.7), np.log(1.45))))
    made = pyworld.synthesize(
        pitch,
        np.ascontiguousarray(envelope),
        np.ascontiguousarray(np.clip(noisiness, 0, 1)),
        RATE,
        _STEP_MS * pace,
    )
    return np.asarray(made, np.float32)


def _other_tract(envelope: npt.NDArray[Any], longer: float) -> npt.NDArray[Any]:
    bins = envelope.shape[1]
    place = np.clip(np.arange(bins) * longer, 0, bins - 1)
    low = np.floor(place).astype(int)
    high = np.minimum(low + 1, bins - 1)
    share = place - low
    return np.asarray(envelope[:, low] * (1 - share) + envelope[:, high] * share)


def tape(sound: Sound, chance: Chance) -> Sound:
    """Faster and higher, or slower and lower, as a tape would."""
    up, down = 20, int(chance.integers(17, 25))
    return np.asarray(resample_poly(sound, up, down), np.float32)


def room(sound: Sound, chance: Chance) -> Sound:
    """Said in a room: a few early echoes and a decaying tail, at some distance."""
    decay_s = chance.uniform(0.08, 0.6)
    length = int(RATE * min(decay_s, 0.5))
    times = np.arange(length) / RATE
    tail = chance.normal(size=length) * 10 ** (-3 * times / decay_s)
    tail = np.asarray(lfilter([1 - (dull := chance.uniform(0, 0.7))], [1, -dull], tail))
    tail[: RATE // 200] = 0
    for _ in range(int(chance.integers(1, 6))):
        tail[int(chance.integers(16, RATE // 40))] += chance.normal() * 2
    energy = float(np.sqrt((tail**2).sum())) + 1e-9
    answer = tail / energy * 10 ** (chance.uniform(-18, 1) / 20)
    answer[0] += 1
    full = fftconvolve(sound, answer.astype(np.float32))
    return np.asarray(full[: len(sound) + RATE // 10], np.float32)


def colour(sound: Sound, chance: Chance) -> Sound:
    """The microphone's and the line's own sound: tilt, bumps, band limits."""
    spectrum = np.fft.rfft(sound, 2 * len(sound))
    octaves = np.log2(np.fft.rfftfreq(2 * len(sound), 1 / RATE) / 1000 + 0.02)
    gain_db = chance.uniform(-4, 4) * octaves
    for _ in range(int(chance.integers(0, 4))):
        width = chance.uniform(0.2, 1.0)
        middle = chance.uniform(-3, 3)
        gain_db += chance.normal(0, 6) * np.exp(-(((octaves - middle) / width) ** 2))
    if chance.random() < 0.3:  # telephone, old sound cards, lossy codecs
        edge = np.log2(chance.choice([3.4, 3.8, 4.0, 5.5, 7.0]))
        gain_db -= np.clip((octaves - edge) * 200, 0, 60)
    if chance.random() < 0.4:
        edge = np.log2(chance.uniform(0.06, 0.4))
        gain_db -= np.clip((edge - octaves) * chance.uniform(10, 40), 0, 60)
    shaped = np.fft.irfft(spectrum * 10 ** (gain_db / 20))[: len(sound)]
    return np.asarray(shaped, np.float32)


def noise(length: int, chance: Chance, talk: Sequence[Sound]) -> Sound:
    """Noise of one made-up kind, at a level of about 1; ``talk`` is speech to make babble of."""
    kind = int(chance.integers(0, 7))
    if kind <= 1:
        made = _coloured(length, chance.uniform(0, 2), chance)
    elif kind == 2:  # a hum, of mains or fan
        times = np.arange(length) / RATE
        base = chance.choice([50.0, 60.0, 100.0, 120.0, chance.uniform(60, 400)])
        made = sum(
            chance.exponential() * np.sin(2 * np.pi * base * k * times + chance.uniform(0, 6))
            for k in range(1, 8)
        ) + _coloured(length, 1.0, chance) * chance.uniform(0.1, 2)
    elif kind == 3:  # clatter
        made = _coloured(length, 1.0, chance) * 0.05
        for _ in range(int(chance.integers(1, 12))):
            made = made + click(length, chance)
    elif kind == 4:  # comes and goes
        slow = np.interp(
            np.arange(length),
            np.arange(0, length + 3200, 3200),
            chance.exponential(size=len(np.arange(0, length + 3200, 3200))),
        )
        made = _coloured(length, chance.uniform(0, 2), chance) * slow
    else:  # people in the room, or a television
        made = np.zeros(length)
        for _ in range(int(chance.integers(1, 7))):
            voice = talk[int(chance.integers(len(talk)))]
            voice = np.tile(voice, length // len(voice) + 2)
            start = int(chance.integers(len(voice) - length))
            made = made + voice[start : start + length] * chance.uniform(0.3, 1)
    level = float(np.sqrt(np.mean(np.square(made)))) + 1e-9
    return np.asarray(made / level, np.float32)


def click(length: int, chance: Chance) -> npt.NDArray[Any]:
    """One knock, ring or click at some moment."""
    made = np.zeros(length)
    start = int(chance.integers(max(1, length - 400)))
    times = np.arange(length - start) / RATE
    ring = np.zeros(len(times))
    for _ in range(int(chance.integers(1, 5))):
        ring += np.sin(2 * np.pi * chance.uniform(150, 6500) * times) * chance.random()
    ring += chance.normal(size=len(times)) * chance.random()
    made[start:] = ring * np.exp(-times / np.exp(chance.uniform(np.log(0.002), np.log(0.08))))
    return made * chance.exponential()


def _coloured(length: int, tilt: float, chance: Chance) -> npt.NDArray[Any]:
    spectrum = np.fft.rfft(chance.normal(size=length))
    hertz = np.fft.rfftfreq(length, 1 / RATE)
    made = np.fft.irfft(spectrum / np.maximum(hertz, 20) ** (tilt / 2), length)
    return np.asarray(made / (made.std() + 1e-12))


def recording(sound: Sound, chance: Chance, talk: Sequence[Sound]) -> Sound:
    """``sound`` as a microphone in some home would give it."""
    if chance.random() < 0.45:
        sound = room(sound, chance)
    if chance.random() < 0.8:
        sound = colour(sound, chance)
    blocks = np.square(sound[: len(sound) // 160 * 160]).reshape(-1, 160).mean(axis=1)
    level = float(np.sqrt(np.sort(blocks)[-max(1, len(blocks) // 2) :].mean())) + 1e-9
    if chance.random() < 0.85:
        ratio_db = chance.uniform(4, 40)
        sound = sound + noise(len(sound), chance, talk) * level * 10 ** (-ratio_db / 20)
    peak = float(np.abs(sound).max()) + 1e-9
    sound = sound / peak * 10 ** (chance.uniform(-32, 0) / 20)
    if chance.random() < 0.08:  # too loud for the microphone
        sound = sound * chance.uniform(2, 8) / (float(np.abs(sound).max()) + 1e-9)
    if chance.random() < 0.05:  # eight bits
        sound = np.asarray(np.round(sound * 127) / 127, np.float32)
    if chance.random() < 0.1:
        sound = sound + chance.normal() * 0.02
    return np.asarray(np.clip(sound, -1, 1), np.float32)
