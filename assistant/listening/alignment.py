"""What was played and what was heard, side by side on one grid of 10 ms. Knows no devices.

Two sound cards, two clocks, and stamps that come late and unevenly because computers are busy.
A canceller learns the way from loudspeaker to microphone as a delay of so many samples, so that
number must stand still while nothing in the room moves:

    stamps -> Timeline (earliest of the last seconds; a slow clock is followed slowly)
    heard  -> cut into frames, never changed
    played -> read at the time of each frame, between samples where the clocks differ
"""

from collections import deque
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from assistant.listening.contract import SAMPLE_RATE, Samples

Places: TypeAlias = npt.NDArray[np.float64]

FRAME_SAMPLES: Final = SAMPLE_RATE // 100
FRAME_MS: Final = 10.0

SOUNDS_FROM: Final = 3e-4
"""-70 dB: the noise that keeps sound cards awake is softer, and counts as silence."""

_A_MS: Final = SAMPLE_RATE // 1000
_REMEMBERED_MS: Final = 2000.0
_SLEW: Final = 0.02  # of the time that passes: far more than any two clocks differ
_GAP_MS: Final = 200.0  # no device catches up so much: sound is missing
_LASTING_GAP_MS: Final = 40.0  # nor does one stay so late for long
_SETTLED: Final = 8
_LONGEST_FILL_MS: Final = 3000.0
_JUMP: Final = 30.0 * _A_MS  # samples
_MOST_SKEW: Final = 0.02
_QUICK, _CALM = 2.0, 0.02  # how strongly stamps pull, in radians a second: at first, later
_TAPS: Final = 16
_PHASES: Final = 512
_KEPT: Final = 3 * SAMPLE_RATE


class Timeline:
    """When each sample of one stream was, although its stamps come late by chance.

    A stamp is never early, so the least delayed of the last two seconds is nearest to the truth.
    """

    def __init__(self) -> None:
        """Before the first chunk there is no time."""
        self.count = 0
        """Samples so far, those that were missing included."""
        self._zero_ms = 0.0
        self._has_begun = False
        self._recent: deque[tuple[float, float]] = deque()

    def place(self, first_ms: float, count: int) -> int:
        """Take a chunk whose first sample was stamped so; how many samples are missing before it.

        Where more is missing than is worth filling, the missing are not counted: time jumps.
        """
        zero = first_ms - self.count / _A_MS
        if not self._has_begun:
            self._zero_ms, self._has_begun = zero, True
        missing = self._follow(first_ms, zero, count / _A_MS)
        self.count += missing + count
        return missing

    def time_of(self, index: int) -> float:
        """The time of a sample by its number, in milliseconds."""
        return self._zero_ms + index / _A_MS

    def index_at(self, at_ms: float) -> float:
        """The number of the sample at a time; not whole."""
        return (at_ms - self._zero_ms) * _A_MS

    def _follow(self, first_ms: float, zero: float, passed_ms: float) -> int:
        self._recent.append((first_ms, zero))
        while self._recent[0][0] < first_ms - _REMEMBERED_MS:
            self._recent.popleft()
        away = min(earliest for _, earliest in self._recent) - self._zero_ms
        lasting = len(self._recent) >= _SETTLED and away > _LASTING_GAP_MS
        if zero - self._zero_ms > _GAP_MS or lasting:
            return self._fill(zero - self._zero_ms if zero - self._zero_ms > _GAP_MS else away)
        if away < -_GAP_MS:
            self._jump(zero)
        else:
            most = _SLEW * passed_ms
            self._zero_ms += min(max(away, -most), most)
        return 0

    def _fill(self, gap_ms: float) -> int:
        if gap_ms > _LONGEST_FILL_MS:
            self._jump(self._zero_ms + gap_ms)
            return 0
        self._recent.clear()
        return round(gap_ms * _A_MS)

    def _jump(self, zero: float) -> None:
        self._zero_ms = zero
        self._recent.clear()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """10 ms of what was heard, and what was played at that time."""

    ended_ms: float
    heard: Samples
    played: Samples


class Aligner:
    """Takes what is played and what is heard as it comes; gives frames in order."""

    def __init__(self) -> None:
        """Nothing was played and nothing heard."""
        self._played_time = Timeline()
        self._heard_time = Timeline()
        self._played: Samples = np.zeros(0, np.float32)
        self._reader = _Reader()
        self._sounds_until = 0
        self._rest: Samples = np.zeros(0, np.float32)

    def play(self, first_ms: float, samples: Samples) -> None:
        """This went to the loudspeaker, its first sample at ``first_ms``."""
        missing = self._played_time.place(first_ms, len(samples))
        filling = np.zeros(missing, np.float32)
        self._played = np.concatenate([self._played, filling, samples])[-_KEPT:]
        if len(samples) and np.abs(samples).max() > SOUNDS_FROM:
            self._sounds_until = self._played_time.count

    def hear(self, last_ms: float, samples: Samples) -> list[Frame]:
        """This came from the microphone, its last sample at ``last_ms``: the frames now whole."""
        if self._heard_time.place(last_ms - len(samples) / _A_MS, len(samples)):
            self._rest = self._rest[:0]  # the two ends do not belong together
        whole = np.concatenate([self._rest, samples])
        first = self._heard_time.count - len(whole)
        frames = []
        for start in range(0, len(whole) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
            began_ms = self._heard_time.time_of(first + start)
            frames.append(
                Frame(
                    ended_ms=began_ms + FRAME_MS,
                    heard=whole[start : start + FRAME_SAMPLES],
                    played=self._played_at(began_ms),
                )
            )
        self._rest = whole[len(frames) * FRAME_SAMPLES :]
        return frames

    def _played_at(self, began_ms: float) -> Samples:
        if not self._played_time.count:
            return np.zeros(FRAME_SAMPLES, np.float32)
        first, places = self._reader.advance(self._played_time.index_at(began_ms))
        if first >= self._sounds_until:
            return np.zeros(FRAME_SAMPLES, np.float32)
        return _interpolated(self._read(first, _reach(places)), places)

    def _read(self, index: int, count: int) -> Samples:
        """Samples by number; silence where there are none, or none yet."""
        kept_from = self._played_time.count - len(self._played)
        low, high = max(index, kept_from), min(index + count, self._played_time.count)
        out = np.zeros(count, np.float32)
        if low < high:
            out[low - index : high - index] = self._played[low - kept_from : high - kept_from]
        return out


class _Reader:
    """Where to read what was played, so that the place moves as evenly as the two clocks do.

    A loop of second order: it learns how much the clocks differ, quickly at first, then ever more
    calmly, so that neither late stamps nor a drift move the echo under the canceller.
    """

    def __init__(self) -> None:
        self._at: float | None = None
        self._skew = 0.0
        self._frames = 0

    def advance(self, wanted: float) -> tuple[int, Places]:
        """For the next frame, which begins at sample ``wanted`` if stamps are to be believed.

        The number of the first sample to have, and the places to read, counted from it.
        """
        if self._at is None or abs(wanted - self._at) > _JUMP:
            self._at, self._frames = wanted, 0
        self._frames += 1
        pull = max(_CALM, min(_QUICK, 200.0 / self._frames)) * FRAME_MS / 1000
        late = wanted - self._at
        self._skew += pull * pull * late / FRAME_SAMPLES
        self._skew = min(max(self._skew, -_MOST_SKEW), _MOST_SKEW)
        places: Places = self._at + np.arange(FRAME_SAMPLES, dtype=np.float64) * (1.0 + self._skew)
        self._at += FRAME_SAMPLES * (1.0 + self._skew) + 2.0 * pull * late
        first = int(np.floor(places[0])) - _TAPS // 2 + 1
        return first, places - first


def _reach(places: Places) -> int:
    return int(places[-1]) + _TAPS // 2 + 1


def _interpolated(samples: Samples, places: Places) -> Samples:
    """The samples between samples, by a windowed sinc."""
    whole = places.astype(np.int64)
    phases = ((places - whole) * _PHASES).astype(np.int64)
    around = whole[:, None] + np.arange(-_TAPS // 2 + 1, _TAPS // 2 + 1)
    return np.asarray(np.einsum("ij,ij->i", samples[around], _WEIGHTS[phases]), np.float32)


def _made_weights() -> Samples:
    away = np.arange(-_TAPS // 2 + 1, _TAPS // 2 + 1) - np.arange(_PHASES)[:, None] / _PHASES
    window = 0.5 + 0.5 * np.cos(np.pi * away / (_TAPS // 2 + 0.5))
    return np.asarray(np.sinc(away) * window, np.float32)


_WEIGHTS: Final = _made_weights()
