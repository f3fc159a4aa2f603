"""One word's sound made comparable with another's. Pure; must not know words or recognizers.

Two recordings of a word differ in what is around them and in the stops within them. Here each gets
the same quiet around it, and its stops are cut short, so that it matters little where somebody
hesitated. And it can be slowed or deepened, as a tired voice is.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from assistant.core.units import Millis
from assistant.listening.contract import SAMPLE_RATE, Samples

_STEP: Final = SAMPLE_RATE // 100
_LONGEST_STOP_STEPS: Final = 2
_MARGIN_STEPS: Final = 8
_QUIET_STEPS: Final = 40
_ABOVE_ROOM_DB: Final = 8.0
_BELOW_PEAK_DB: Final = 40.0
_AROUND_DB: Final = -50.0  # the quiet put around a word, below its peak
_SOFTEST_POWER: Final = 1e-10
_SOFTEST_WORD_DB: Final = -75.0  # of full scale: softer than one bit of a sound card is nothing
_NOISE_SEED: Final = 1

_GRAIN: Final = 400  # 25 ms: two periods of a low voice
_SEARCHED: Final = 128


def shaped(sound: Samples) -> Samples:
    """The word alone: 80 ms of what is around it, 0.4 s of soft noise before and after.

    Quiet of more than 20 ms within it is cut to that. Empty where there is no sound.
    """
    steps = _steps(sound)
    levels_db = _levels_db(steps)
    if len(levels_db) == 0 or levels_db.max() < _SOFTEST_WORD_DB:
        return np.zeros(0, np.float32)
    peak_db = float(np.sort(levels_db)[-(len(levels_db) // 20 + 1)])
    is_sound = levels_db >= _limit_db(levels_db, peak_db)
    kept = steps[_kept(is_sound)].ravel()
    quiet = _noise(_QUIET_STEPS * _STEP, peak_db + _AROUND_DB)
    return np.concatenate([quiet, kept, quiet])


def sound_ms(sound: Samples) -> Millis:
    """From the first to the last moment of sound in it; 0 where there is none."""
    levels_db = _levels_db(_steps(sound))
    if len(levels_db) == 0 or levels_db.max() < _SOFTEST_WORD_DB:
        return 0
    peak_db = float(np.sort(levels_db)[-(len(levels_db) // 20 + 1)])
    heard = np.flatnonzero(levels_db >= _limit_db(levels_db, peak_db))
    return int(heard[-1] - heard[0] + 1) * 10


def slowed(sound: Samples, times: float) -> Samples:
    """The same at the same pitch, ``times`` as long.

    Waveform similarity overlap-add: Verhelst and Roelands 1993, "An overlap-add technique based
    on waveform similarity (WSOLA) for high quality time-scale modification of speech".
    """
    hop = _GRAIN // 2
    window = np.hanning(_GRAIN + 1)[:_GRAIN].astype(np.float32)
    padded = np.pad(sound, (_SEARCHED, 2 * _GRAIN + _SEARCHED))
    wanted = int(len(sound) * times)
    out = np.zeros(wanted + 2 * _GRAIN, np.float32)
    taken = _SEARCHED
    for put in range(0, wanted, hop):
        near = min(int(put / times) + _SEARCHED, len(padded) - _GRAIN - _SEARCHED)
        if put:
            follows = padded[taken + hop : taken + hop + _GRAIN]
            searched = padded[near - _SEARCHED : near + _GRAIN + _SEARCHED]
            fit = np.correlate(searched, follows, "valid")
            near += int(np.argmax(fit)) - _SEARCHED
        out[put : put + _GRAIN] += padded[near : near + _GRAIN] * window
        taken = min(near, len(padded) - _GRAIN - hop)
    return out[:wanted]


def deepened(sound: Samples, times: float) -> Samples:
    """The same ``times`` as long and as much lower, as a record played too slowly."""
    places = np.arange(int(len(sound) * times)) / times
    return np.interp(places, np.arange(len(sound)), sound).astype(np.float32)


def _steps(sound: Samples) -> Samples:
    """The sound in rows of 10 ms."""
    whole = len(sound) // _STEP
    return np.asarray(sound[: whole * _STEP], np.float32).reshape(whole, _STEP)


def _levels_db(steps: Samples) -> npt.NDArray[np.float64]:
    power = (steps.astype(np.float64) ** 2).mean(axis=1)
    levels: npt.NDArray[np.float64] = 10 * np.log10(np.maximum(power, _SOFTEST_POWER))
    return levels


def _limit_db(levels_db: npt.NDArray[np.float64], peak_db: float) -> float:
    """From which level on it is sound. A clip cut close holds no quiet to judge the room by."""
    room_db = min(float(np.percentile(levels_db, 10)), peak_db - _BELOW_PEAK_DB + _ABOVE_ROOM_DB)
    return max(room_db + _ABOVE_ROOM_DB, peak_db - _BELOW_PEAK_DB)


def _kept(is_sound: npt.NDArray[np.bool_]) -> list[int]:
    heard = np.flatnonzero(is_sound)
    first, last = int(heard[0]), int(heard[-1])
    kept, stop = list(range(max(0, first - _MARGIN_STEPS), first)), 0
    for step in range(first, last + 1):
        stop = 0 if is_sound[step] else stop + 1
        if stop <= _LONGEST_STOP_STEPS:
            kept.append(step)
    return kept + list(range(last + 1, min(len(is_sound), last + 1 + _MARGIN_STEPS)))


def _noise(count: int, level_db: float) -> Samples:
    noise = np.random.default_rng(_NOISE_SEED).standard_normal(count)
    return (noise * 10 ** (level_db / 20)).astype(np.float32)
