"""The two tones that must sound when no voice can: pure sums, made once. Knows no device."""

import math
from array import array
from functools import cache
from typing import Final

from assistant.core.units import Millis
from assistant.speech.sound import RATE_HZ, Sound, samples_in, silence

_PEAK: Final = 31_000  # of 32,767: loud, and never clipped
_HARMONICS: Final = ((1, 1.0), (2, 0.5), (3, 0.6), (4, 0.25), (5, 0.3))
"""Small loudspeakers carry little below 1 kHz: the overtones are what is heard next door."""

_LOW_PERIOD: Final = 30  # samples: 735 Hz
_HIGH_PERIOD: Final = 21  # samples: 1050 Hz
_CALL_STEPS: Final = 4
_CALL_STEP_MS: Final[Millis] = 250
_CALL_PAUSE_MS: Final[Millis] = 500
_EDGE_MS: Final[Millis] = 4

_HOLD_STEPS: Final = 64
_HOLD_STEP_MS: Final[Millis] = 20
_HOLD_FROM_HZ: Final = 330.0
_HOLD_OCTAVES: Final = 1.0
_HOLD_SOFTEST: Final = 0.03  # of the loudest


@cache
def call_tone() -> Sound:
    """One second of two loud pitches in turn, half a second of rest; loops without a click."""
    low, high = _note(_LOW_PERIOD), _note(_HIGH_PERIOD)
    return Sound((low + high) * (_CALL_STEPS // 2) + silence(_CALL_PAUSE_MS).pcm)


def hold_tone(length_ms: Millis) -> Sound:
    """A tone that climbs for so long, from soft and low to loud and an octave higher.

    The person hears how near the call is, and can still let go.
    """
    steps, blocks, made = _hold_steps(), list[bytes](), 0
    wanted = max(1, samples_in(length_ms))
    while made < wanted:
        block = steps[made * _HOLD_STEPS // wanted]
        blocks.append(block)
        made += len(block) // 2
    return Sound(b"".join(blocks))


def keep_awake_noise() -> Sound:
    """A second of the softest noise there is: one bit, far below hearing.

    Bluetooth and laptop sound cards sleep in true silence and then swallow the first word.
    """
    state, samples = 1, array("h")
    for _ in range(RATE_HZ):
        bit = (state ^ (state >> 1)) & 1  # a 15-bit shift register: noise that repeats slowly
        state = (state >> 1) | (bit << 14)
        samples.append(1 if bit else -1)
    return Sound(samples.tobytes())


@cache
def _hold_steps() -> tuple[bytes, ...]:
    """Each step is a whole number of waves, from zero to zero: no click at any join."""
    return tuple(_hold_step(step / (_HOLD_STEPS - 1)) for step in range(_HOLD_STEPS))


def _hold_step(part: float) -> bytes:
    period = round(RATE_HZ / (_HOLD_FROM_HZ * 2 ** (_HOLD_OCTAVES * part)))
    peak = _PEAK * _HOLD_SOFTEST ** (1 - part)
    return _wave(period, peak).tobytes() * max(1, samples_in(_HOLD_STEP_MS) // period)


def _note(period: int) -> bytes:
    """A step of the call, its edges rounded so that the pitches change without a click."""
    samples = _wave(period, _PEAK) * (samples_in(_CALL_STEP_MS) // period)
    edge = samples_in(_EDGE_MS)
    for i in range(edge):
        samples[i] = samples[i] * i // edge
        samples[-1 - i] = samples[-1 - i] * i // edge
    return samples.tobytes()


def _wave(period: int, peak: float) -> "array[int]":
    turns = [2 * math.pi * i / period for i in range(period)]
    raw = [sum(gain * math.sin(n * turn) for n, gain in _HARMONICS) for turn in turns]
    scale = peak / max(abs(value) for value in raw)
    return array("h", (int(value * scale) for value in raw))
