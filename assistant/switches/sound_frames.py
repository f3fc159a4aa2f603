"""What one short piece of sound is like: how loud, how periodic, how deep. Pure.

Must not know rooms, presses or microphones. Theory of operation: a voice repeats itself at its
pitch, so its autocorrelation has a peak there nearly as high as at zero, whatever the vowel. Noise
of water, dishes or leaves has none. A piping tone (a bird, a beep, our own call tone) has peaks at
the multiples of its period too, but also one at a lag so short that no voice of a grown person
reaches it. The formula, divided by that of the window, is from P. Boersma, "Accurate short-term
analysis of the fundamental frequency and the harmonics-to-noise ratio of a sampled sound", 1993.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from assistant.core.units import Millis

SAMPLE_RATE: Final = 16_000
"""Samples a second, mono."""

Samples: TypeAlias = npt.NDArray[np.float32]
"""Mono sound, -1 to 1, at ``SAMPLE_RATE``."""
Shape: TypeAlias = npt.NDArray[np.float64]
_Spectrum: TypeAlias = npt.NDArray[np.float64]

WINDOW: Final = 1024
HOP: Final = 256
HOP_MS: Final[Millis] = HOP * 1000 // SAMPLE_RATE
"""From one frame to the next: 16 ms."""
WINDOW_MS: Final[Millis] = WINDOW * 1000 // SAMPLE_RATE

LOWEST_HZ: Final = 65
HIGHEST_HZ: Final = 320
"""Pitches of grown people's voices. Our own tones, cuckoos and beeps are above."""
_PIPING_HZ: Final = 640
"""A tone above this has a peak between this pitch and the highest of voices as well, as high as
any. The peaks of a mere resonance, the mouth's colour in a hoarse voice, are lower there."""
_VOICE_BAND_HZ: Final = (80.0, 1500.0)
_LEAST_VOICE_PART: Final = 0.02
_NEVER_QUITE: Final = 1.005
"""No voice, room and microphone repeat themselves better than to 23 dB."""
_PUFF_BAND_HZ: Final = (20.0, 200.0)
_QUIETEST: Final = 1e-12
"""-120 dB: digital silence has no logarithm."""

_FFT: Final = 2 * WINDOW
_HANN: Final = np.hanning(WINDOW)
_HZ: Final = np.fft.rfftfreq(_FFT, 1 / SAMPLE_RATE)
_SHAPE_EDGES_HZ: Final = np.geomspace(100, 4000, 15)


def _soft_band(low_hz: float, high_hz: float) -> _Spectrum:
    """1 inside the band, falling off over a tenth of an edge, so that nothing rings."""
    rising = 1 / (1 + np.exp(-(_HZ - low_hz) / (0.1 * low_hz)))
    falling = 1 / (1 + np.exp((_HZ - high_hz) / (0.1 * high_hz)))
    return np.asarray(rising * falling)


_VOICE: Final = _soft_band(*_VOICE_BAND_HZ)
_PUFF: Final = _soft_band(*_PUFF_BAND_HZ)
_SCALE: Final = 2.0 / (_FFT * float(np.sum(_HANN**2)))
"""Makes the sum of a power spectrum the mean square of the samples."""
_WINDOW_ALIKE: Final = np.fft.irfft(np.abs(np.fft.rfft(_HANN, _FFT)) ** 2)[:WINDOW] / np.sum(
    _HANN**2
)
_LONGEST: Final = SAMPLE_RATE // LOWEST_HZ
_SHORTEST: Final = SAMPLE_RATE // HIGHEST_HZ
_PIPING: Final = SAMPLE_RATE // _PIPING_HZ


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """64 ms of sound. Levels are in dB below full scale."""

    level_db: float
    """How loud it is where voices are."""
    periodicity: float
    """From 0 to 1: the part of its power that repeats at a voice's pitch."""
    pitch_hz: float
    is_piping: bool
    """It repeats faster than any voice of a grown person, or sounds where no voice does."""
    low_db: float
    """How loud it is below 200 Hz, where breath on a microphone is."""
    low_part: float
    """How much of all its power is there, 0 to 1."""
    noise_db: float
    """How loud that is of it which does not repeat."""
    shape: Shape
    """The square roots of the power in 14 bands, as a vector of length 1."""


def frame_of(samples: Samples) -> Frame:
    """What ``WINDOW`` samples are like. Any finite numbers will do."""
    piece = samples.astype(np.float64)
    power = np.abs(np.fft.rfft((piece - piece.mean()) * _HANN, _FFT)) ** 2
    voice = power * _VOICE
    periodicity, pitch_hz, is_piping = _periodicity(voice)
    low = float(np.sum(power * _PUFF))
    loud = float(np.sum(voice))
    return Frame(
        level_db=_db(loud),
        noise_db=_db(loud * (_NEVER_QUITE - periodicity)),
        periodicity=periodicity,
        pitch_hz=pitch_hz,
        is_piping=is_piping or loud < _LEAST_VOICE_PART * float(np.sum(power)),
        low_db=_db(low),
        low_part=low / max(float(np.sum(power)), _QUIETEST),
        shape=_shape(power),
    )


def _db(power: float) -> float:
    return float(10 * np.log10(power * _SCALE + _QUIETEST))


def _periodicity(voice: _Spectrum) -> tuple[float, float, bool]:
    alike = np.fft.irfft(voice)[:WINDOW]
    if alike[0] * _SCALE < _QUIETEST:
        return 0.0, 0.0, False
    alike = alike / alike[0] / np.maximum(_WINDOW_ALIKE, 0.1)
    peaks = 1 + np.flatnonzero((alike[1:-1] > alike[:-2]) & (alike[1:-1] >= alike[2:]))
    heights = _heights(alike, peaks)
    is_voice = (peaks >= _SHORTEST) & (peaks <= _LONGEST)
    best = float(heights[is_voice].max()) if is_voice.any() else 0.0
    if best <= 0:
        return 0.0, 0.0, False
    # The shortest lag that is nearly as good: the voice's own period, and not twice that.
    lag = int(peaks[is_voice & (heights >= 0.93 * best)][0])
    is_short = (peaks >= _PIPING) & (peaks < _SHORTEST)
    is_piping = bool(is_short.any()) and float(heights[is_short].max()) >= 0.97 * best
    return min(1.0, best), SAMPLE_RATE / lag, is_piping


def _heights(alike: _Spectrum, peaks: npt.NDArray[np.intp]) -> _Spectrum:
    """How high the peaks are between the samples: a parabola through each and its neighbours."""
    before, here, after = alike[peaks - 1], alike[peaks], alike[peaks + 1]
    return np.asarray(
        here + (after - before) ** 2 / np.maximum(8 * (2 * here - before - after), _QUIETEST)
    )


def _shape(power: _Spectrum) -> Shape:
    at = np.searchsorted(_HZ, _SHAPE_EDGES_HZ)
    bands = np.sqrt(np.add.reduceat(power, at)[:-1])
    return np.asarray(bands / max(float(np.linalg.norm(bands)), _QUIETEST))


class Framer:
    """Cuts chunks of any length into overlapping frames, and dates each by its end."""

    def __init__(self) -> None:
        """Nothing has been heard."""
        self._kept = np.zeros(0, np.float32)

    def frames(self, at: Millis, samples: Samples) -> Iterator[tuple[Millis, Frame]]:
        """The frames that are whole now; ``at`` is when the last sample was heard."""
        sound = np.nan_to_num(np.asarray(samples, np.float32).ravel(), posinf=1.0, neginf=-1.0)
        kept = np.concatenate((self._kept, np.clip(sound, -1.0, 1.0)))
        first = 0
        while first + WINDOW <= len(kept):
            later = len(kept) - first - WINDOW
            yield at - later * 1000 // SAMPLE_RATE, frame_of(kept[first : first + WINDOW])
            first += HOP
        self._kept = kept[first:]
