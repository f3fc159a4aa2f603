"""How loud the microphone is, and when people should be told. Pure: time comes as data."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from assistant.core.units import Millis
from assistant.listening.contract import Samples

Concern = Literal["silent", "clipping"]

_SOFTEST: Final = 1e-5  # -100 dB: the logarithm of true silence is none
_CLIPPED_AT: Final = 0.985
_DEAD_PEAK: Final = 1.5 / 32768  # a live microphone rustles more than this in the stillest room
_SILENT_FOR_MS: Final[Millis] = 10_000
_CLIPPED_SHARE: Final = 0.01
_CLIPPED_CHUNKS: Final = 10
_CLIPPED_WITHIN_MS: Final[Millis] = 10_000
_AGAIN_AFTER_MS: Final[Millis] = 600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """The loudness of a piece of sound. Full scale is 0 dB and a peak of 1."""

    rms_db: float
    peak: float
    clipped: float
    """The share of samples at the limit, 0 to 1."""

    @property
    def is_dead(self) -> bool:
        """Whether this is no stillness of a room but a microphone that is muted."""
        return self.peak <= _DEAD_PEAK

    @property
    def is_clipping(self) -> bool:
        """Whether it is set too loud."""
        return self.clipped >= _CLIPPED_SHARE


def level_of(samples: Samples) -> Level:
    """The loudness of these samples; silence for none."""
    if not len(samples):
        return Level(rms_db=-100.0, peak=0.0, clipped=0.0)
    sizes = np.abs(samples)
    rms = max(float(np.sqrt(np.mean(samples * samples))), _SOFTEST)
    return Level(
        rms_db=round(20 * float(np.log10(rms)), 1),
        peak=float(sizes.max()),
        clipped=float(np.mean(sizes >= _CLIPPED_AT)),
    )


class LevelWatch:
    """Sees a microphone that gives nothing, or far too much.

    Each concern comes once; again only after ten minutes and, for silence, after there was sound
    in between: nobody wants to be told at night that it is quiet.
    """

    def __init__(self) -> None:
        """For a microphone that was just opened."""
        self._silent_since: Millis | None = None
        self._may_tell_silence = True
        self._clipped: list[Millis] = []
        self._told: dict[Concern, Millis] = {}

    def hear(self, at: Millis, level: Level) -> Concern | None:
        """The level of the chunk that ended at ``at``; what people should be told now."""
        if self._is_silent(at, level) and self._may_tell("silent", at):
            self._may_tell_silence = False
            return "silent"
        if self._is_clipping(at, level) and self._may_tell("clipping", at):
            return "clipping"
        return None

    def _is_silent(self, at: Millis, level: Level) -> bool:
        if not level.is_dead:
            self._silent_since, self._may_tell_silence = None, True
            return False
        if self._silent_since is None:
            self._silent_since = at
        return self._may_tell_silence and at - self._silent_since >= _SILENT_FOR_MS

    def _is_clipping(self, at: Millis, level: Level) -> bool:
        if not level.is_clipping:
            return False
        self._clipped = [each for each in self._clipped if at - each < _CLIPPED_WITHIN_MS]
        self._clipped.append(at)
        return len(self._clipped) >= _CLIPPED_CHUNKS

    def _may_tell(self, concern: Concern, at: Millis) -> bool:
        told = self._told.get(concern)
        if told is not None and at - told < _AGAIN_AFTER_MS:
            return False
        self._told[concern] = at
        return True
