"""Sound at one rate into sound at another, chunk by chunk. Must not know where it comes from."""

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from assistant.listening.contract import SAMPLE_RATE, Samples

_SLOWEST_HZ: Final = 1000
_FASTEST_HZ: Final = 400_000
_ZERO_CROSSINGS: Final = 12
_KAISER_BETA: Final = 7.0  # what folds back stays some 70 dB below
_KEPT_OF_THE_BAND: Final = 0.92
_MOST_WEIGHTS: Final = 2_000_000  # an odd rate must not cost more memory than the recognizers


class Resampler:
    """Makes ``to_hz`` from ``from_hz`` without a seam between chunks.

    A windowed sinc (Smith, "Digital Audio Resampling", https://ccrma.stanford.edu/~jos/resample/)
    read at the exact fraction of each output sample, with all above the lower of the two bands
    taken away. Output sample k belongs to the time of input sample ``k * from_hz / to_hz``; it
    comes once the few milliseconds after it are known.
    """

    def __init__(self, from_hz: int, to_hz: int = SAMPLE_RATE) -> None:
        """Raises ValueError for rates that no sound has."""
        if not all(_SLOWEST_HZ <= rate_hz <= _FASTEST_HZ for rate_hz in (from_hz, to_hz)):
            message = f"no sound has {from_hz} or {to_hz} samples a second"
            raise ValueError(message)
        shared = math.gcd(from_hz, to_hz)
        self._up, self._down = to_hz // shared, from_hz // shared
        self._half = math.ceil(_ZERO_CROSSINGS * max(1.0, from_hz / to_hz))
        self._weights = self._made_weights(min(1.0, to_hz / from_hz) * _KEPT_OF_THE_BAND)
        self._kept: Samples = np.zeros(self._half, np.float32)
        self._kept_from = -self._half
        self._next_out = 0
        self._from_hz, self._taken = from_hz, 0

    @property
    def behind_ms(self) -> float:
        """How long before the next sample that goes in the next one that comes out was."""
        return (self._taken - self._next_out * self._down / self._up) * 1000 / self._from_hz

    def _made_weights(self, band: float) -> npt.NDArray[np.float32]:
        phases = min(self._up, max(1, _MOST_WEIGHTS // (2 * self._half)))
        fractions = np.arange(phases)[:, None] / phases
        away = np.arange(-self._half + 1, self._half + 1)[None, :] - fractions
        window = np.i0(_KAISER_BETA * np.sqrt(np.clip(1 - (away / self._half) ** 2, 0, None)))
        weights = band * np.sinc(band * away) * window
        return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)

    def push(self, samples: Samples) -> Samples:
        """What has become certain with these samples; may be empty."""
        if self._up == self._down:
            return samples
        self._taken += len(samples)
        kept = np.concatenate([self._kept, samples])
        last_known = self._kept_from + len(kept) - 1
        end = max(self._next_out, (last_known - self._half) * self._up // self._down + 1)
        positions = np.arange(self._next_out, end) * self._down
        whole, rest = positions // self._up, positions % self._up
        around = whole[:, None] + np.arange(-self._half + 1, self._half + 1) - self._kept_from
        out = np.einsum(
            "ij,ij->i", kept[around], self._weights[rest * len(self._weights) // self._up]
        )
        self._next_out = end
        drop = end * self._down // self._up - self._half + 1 - self._kept_from
        drop = min(max(0, drop), len(kept))
        self._kept, self._kept_from = kept[drop:], self._kept_from + drop
        return np.asarray(out, np.float32)
