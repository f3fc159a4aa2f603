"""The program's own voice, taken out of what the microphone hears. Knows no devices, no words.

Two steps: what can be foretold of the echo is subtracted, which leaves a person's words as they
were; what may be left of it is made softer, frequency by frequency, in proportion to how much of
it there may be. Words come 10 ms later.

Why it is not WebRTC's: see ``benchmarks echo``.
"""

from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from assistant.listening.adaptive import BINS, Guessed, Power, Room
from assistant.listening.alignment import FRAME_MS, FRAME_SAMPLES, SOUNDS_FROM, Frame
from assistant.listening.contract import Samples

_RINGS_FOR: Final = 80  # frames: the longest delay, and the room
_UNSURE_COUNTS: Final = 0.5
_OVERTONES: Final = 0.005  # what the loudspeaker adds of its own cannot be foretold
_RING: Final = 0.75  # how much of it is left a frame later
_STEADY: Final = 0.85  # words last longer than a frame: Ephraim and Malah 1984, eq. 51
_SOFTEST_GAIN: Final = 0.03
_NOTHING: Final = 1e-10


class Canceller(Protocol):
    """Takes the played sound out of the heard."""

    @property
    def late_ms(self) -> float:
        """How much later sound comes out than it goes in."""

    def clean(self, frame: Frame) -> Samples:
        """What was heard, as far as it was not played; as long as the frame."""


class NoCanceller:
    """Leaves everything as it was heard."""

    late_ms = 0.0

    def clean(self, frame: Frame) -> Samples:
        """The sound as it was."""
        return frame.heard


class EchoCanceller:
    """Learns the room by itself within some seconds of speech, and follows it.

    What is heard while nothing plays comes out as it was. Odd sound is never an error.
    """

    late_ms = FRAME_MS

    def __init__(self) -> None:
        """Know nothing of the room."""
        self._room = Room()
        self._softener = _Softener()
        self._silent_for = _RINGS_FOR

    def clean(self, frame: Frame) -> Samples:
        """What was heard, as far as it was not played."""
        is_sounding = bool(np.abs(frame.played).max() > SOUNDS_FROM)
        self._silent_for = 0 if is_sounding else self._silent_for + 1
        if self._silent_for >= _RINGS_FOR:
            return self._softener.unchanged(frame.heard)
        return self._softener.softened(self._room.guess(frame.played, frame.heard), frame.heard)


class _Softener:
    """A Wiener filter over frames that overlap by half."""

    def __init__(self) -> None:
        window = np.sin(np.pi * (np.arange(2 * FRAME_SAMPLES) + 0.5) / (2 * FRAME_SAMPLES))
        self._window: Samples = window.astype(np.float32)  # twice, and it adds up to one
        self._heard: Samples = np.zeros(FRAME_SAMPLES, np.float32)
        self._rest: Samples = np.zeros(FRAME_SAMPLES, np.float32)
        self._echo: Samples = np.zeros(FRAME_SAMPLES, np.float32)
        self._half: Samples = np.zeros(FRAME_SAMPLES, np.float32)
        self._ring: Power = np.zeros(BINS, np.float32)
        self._words: Power = np.zeros(BINS, np.float32)

    def unchanged(self, heard: Samples) -> Samples:
        """The frame before this one, as it was heard."""
        whole = np.concatenate([self._rest, heard]) * self._window
        self._rest, self._echo, self._heard = heard, np.zeros_like(heard), heard
        return self._out(whole)

    def softened(self, now: Guessed, heard: Samples) -> Samples:
        """The frame before this one, without what may still be echo in it."""
        spectrum = self._spectrum(self._rest, now.rest)
        most = _power(self._spectrum(self._heard, heard))
        self._heard = heard
        echo = _power(self._spectrum(self._echo, now.echo))
        self._rest, self._echo = now.rest, now.echo
        self._ring = np.maximum(echo, _RING * self._ring)
        noise = _UNSURE_COUNTS * (0.5 * now.unsure + _OVERTONES * self._ring) + _NOTHING
        power = _power(spectrum)
        newly = np.maximum(power / noise - 1, 0.0)
        ratio = _STEADY * self._words / noise + (1 - _STEADY) * newly
        gain = np.maximum(ratio / (1 + ratio), _SOFTEST_GAIN)
        # What was not heard at all can't be what is left of it.
        gain = np.minimum(gain, np.sqrt(most / (power + _NOTHING)))
        self._words = gain * gain * power
        return self._out(np.asarray(np.fft.irfft(spectrum * gain), np.float32))

    def _spectrum(self, before: Samples, now: Samples) -> "npt.NDArray[np.complex64]":
        return np.asarray(np.fft.rfft(np.concatenate([before, now]) * self._window), np.complex64)

    def _out(self, whole: Samples) -> Samples:
        whole = whole * self._window
        out, self._half = self._half + whole[:FRAME_SAMPLES], whole[FRAME_SAMPLES:]
        return out


def _power(spectrum: "npt.NDArray[np.complex64]") -> Power:
    return np.asarray(spectrum.real**2 + spectrum.imag**2, np.float32)
