"""The way from the loudspeaker to the microphone, learned while it is used. Pure: numbers only.

A partitioned-block Kalman filter in the frequency domain: Enzner and Vary, "Frequency-domain
adaptive Kalman filter for acoustic echo control in hands-free telephones" (Signal Processing 86,
2006); Kuech, Mabande and Enzner, "State-space architecture of the partitioned-block-based acoustic
echo controller" (ICASSP 2014), eq. 11 to 18 with a diagonal state covariance. It knows how sure it
is of each frequency, so it learns fast while only the program speaks and stands still while a
person does: nobody has to decide which of the two it is.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from assistant.listening.alignment import FRAME_SAMPLES
from assistant.listening.contract import Samples

Spectrum: TypeAlias = npt.NDArray[np.complex64]
Power: TypeAlias = npt.NDArray[np.float32]

BINS: Final = FRAME_SAMPLES + 1

_PARTS: Final = 64  # of 10 ms: delay and room together; Bluetooth is late
_REMEMBERS: Final = 0.999  # of the room, from one frame to the next: people and doors move
_UNSURE: Final = 1.0  # a loudspeaker is seldom louder at the microphone than at full scale
_REST_SMOOTHING: Final = 0.5
_TRIMMED_EACH_TIME: Final = 8  # of the parts; a full round is 70 ms
_SOFTEST: Final = 1e-8
_WORSE_FOR: Final = 30  # frames: what was learned belongs to another room
_ENERGY_SMOOTHING: Final = 0.95


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Guessed:
    """What one frame holds, as far as the room is known."""

    rest: Samples
    """What was heard without what was played."""
    echo: Samples
    """What was played, as it was heard."""
    unsure: Power
    """How much of the rest may be played sound all the same, by frequency (of two frames)."""


class Room:
    """Learns how what is played is heard."""

    def __init__(self) -> None:
        """Know nothing of it."""
        self._before: Samples = np.zeros(FRAME_SAMPLES, np.float32)
        self._played: Spectrum = np.zeros((_PARTS, BINS), np.complex64)
        self._rest_power: Power = np.full(BINS, 1e-4, np.float32)
        self._turn = 0
        self._forget()

    def _forget(self) -> None:
        self._way: Spectrum = np.zeros((_PARTS, BINS), np.complex64)
        self._doubt: Power = np.full((_PARTS, BINS), _UNSURE, np.float32)
        self._heard_energy = self._rest_energy = 0.0
        self._worse_for = 0

    def guess(self, played: Samples, heard: Samples) -> Guessed:
        """Take the next frame of both, and learn from it."""
        self._played = np.roll(self._played, 1, axis=0)
        self._played[0] = np.fft.rfft(np.concatenate([self._before, played]))
        self._before = played
        whole = np.fft.irfft((self._played * self._way).sum(axis=0))
        echo: Samples = np.asarray(whole[FRAME_SAMPLES:], np.float32)
        rest: Samples = heard - echo
        unsure = self._learn(rest)
        if self._is_no_help(heard, rest):
            self._forget()
        return Guessed(rest=rest, echo=echo, unsure=unsure)

    def _learn(self, rest: Samples) -> Power:
        error = np.fft.rfft(np.concatenate([np.zeros_like(rest), rest]))
        power = error.real**2 + error.imag**2
        self._rest_power += (1 - _REST_SMOOTHING) * (power - self._rest_power)
        played_power = self._played.real**2 + self._played.imag**2
        unsure: Power = (played_power * self._doubt).sum(axis=0)
        # Half: of the two frames of a spectrum, one is overlap.
        step = self._doubt / (0.5 * unsure + self._rest_power + _SOFTEST)
        self._way += step * self._played.conj() * error
        self._trim()
        kept = _REMEMBERS**2
        way_power = self._way.real**2 + self._way.imag**2
        self._doubt *= kept * (1 - 0.5 * step * played_power)
        self._doubt += (1 - kept) * way_power
        return unsure

    def _trim(self) -> None:
        """A part of the way is one frame long, not two; some of the parts at a time."""
        parts = np.arange(self._turn, self._turn + _TRIMMED_EACH_TIME) % _PARTS
        self._turn = (self._turn + _TRIMMED_EACH_TIME) % _PARTS
        ways = np.fft.irfft(self._way[parts], axis=1)
        ways[:, FRAME_SAMPLES:] = 0.0
        self._way[parts] = np.fft.rfft(ways, axis=1)

    def _is_no_help(self, heard: Samples, rest: Samples) -> bool:
        """Whether the echo was rather added than taken away, for a third of a second."""
        weight = 1 - _ENERGY_SMOOTHING
        self._heard_energy += weight * (float(heard @ heard) - self._heard_energy)
        self._rest_energy += weight * (float(rest @ rest) - self._rest_energy)
        is_worse = self._rest_energy > 1.5 * self._heard_energy + _SOFTEST
        self._worse_for = self._worse_for + 1 if is_worse else 0
        return self._worse_for > _WORSE_FOR
