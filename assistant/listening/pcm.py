"""The bytes of a sound device as samples of ours. Must not know which device."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from assistant.listening.contract import SAMPLE_RATE, CannotListen, Samples
from assistant.listening.resampling import Resampler

S16: Final = 0x8010
"""SDL's number for signed samples of 16 bits, lowest byte first: what we ask every device for."""

# What the bits of such a number mean: https://wiki.libsdl.org/SDL2/SDL_AudioFormat
_BITS, _IS_FLOAT, _IS_BIG_ENDIAN, _IS_SIGNED = 0xFF, 0x100, 0x1000, 0x8000
_NUMPY_KINDS: Final = {
    (8, False, False): "u1",
    (8, False, True): "i1",
    (16, False, False): "u2",
    (16, False, True): "i2",
    (32, False, True): "i4",
    (32, True, True): "f4",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How a device counts. ``sdl_format`` is an SDL_AudioFormat."""

    rate_hz: int = SAMPLE_RATE
    channels: int = 1
    sdl_format: int = S16


class FromDevice:
    """Turns chunks of one device's bytes into mono samples at our rate.

    Raises CannotListen, when it is made, for a shape that nothing is known about.
    """

    def __init__(self, shape: Shape) -> None:
        """For one stream: what is not whole yet is kept for the next chunk."""
        code = shape.sdl_format
        kind = (code & _BITS, bool(code & _IS_FLOAT), bool(code & _IS_SIGNED))
        if kind not in _NUMPY_KINDS or not 1 <= shape.channels <= 64:  # noqa: PLR2004 - far too many
            raise CannotListen(_odd(shape))
        order = ">" if code & _IS_BIG_ENDIAN else "<"
        self._dtype = np.dtype(order + _NUMPY_KINDS[kind])
        self._middle = 0.0 if kind[2] else 2.0 ** (kind[0] - 1)
        self._full = 1.0 if kind[1] else 2.0 ** (kind[0] - 1)
        self._channels = shape.channels
        try:
            self._resampler = Resampler(shape.rate_hz)
        except ValueError as problem:
            raise CannotListen(_odd(shape)) from problem

    @property
    def behind_ms(self) -> float:
        """How long before the next sample that goes in the next one that comes out was."""
        return self._resampler.behind_ms

    def samples(self, pcm: bytes) -> Samples:
        """The next chunk. What is no number, and what is cut off at the end, becomes silence."""
        whole = len(pcm) // (self._dtype.itemsize * self._channels)
        numbers = np.frombuffer(pcm, self._dtype, whole * self._channels)
        scaled = (numbers.astype(np.float32) - self._middle) / self._full
        mono = scaled.reshape(whole, self._channels).mean(axis=1, dtype=np.float32)
        return self._resampler.push(np.nan_to_num(mono, posinf=0.0, neginf=0.0))


def _odd(shape: Shape) -> str:
    return (
        f"This microphone gives sound in an unusual form ({shape.rate_hz} Hz, {shape.channels}"
        " channels). Please choose another one in the settings. The switch works as before."
    )
