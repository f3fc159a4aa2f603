"""Noises that are no word: what a home sounds like to a recognizer. Made by rule, pure."""

from typing import Final

import numpy as np

from assistant.listening.contract import SAMPLE_RATE, Samples

_SEED: Final = 0
_PEAK: Final = 0.3
_SLOPES: Final = (0.0, 0.5, 1.0)
"""Of the amplitude over the frequency: hiss of a tap, of a kettle, rumble of a road."""
_LENGTHS: Final = (SAMPLE_RATE, SAMPLE_RATE // 2)
_LOWEST: Final = 20


def noises() -> tuple[Samples, ...]:
    """Steady noises of several colours and lengths, always the same."""
    chance = np.random.default_rng(_SEED)
    steady = [_coloured(chance, length, slope) for length in _LENGTHS for slope in _SLOPES]
    sharp = np.diff(_coloured(chance, SAMPLE_RATE + 1, 0.0)) / 2
    return (*steady, sharp.astype(np.float32))


def _coloured(chance: np.random.Generator, length: int, slope: float) -> Samples:
    spectrum = np.fft.rfft(chance.standard_normal(length))
    frequencies = np.maximum(np.arange(len(spectrum)), _LOWEST)
    noise = np.fft.irfft(spectrum / frequencies**slope, length)
    return np.asarray(noise / np.abs(noise).max() * _PEAK, np.float32)
