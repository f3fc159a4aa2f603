"""Listens to the microphone for a moment and measures it. Keeps no sound, knows no words."""

import threading
import time
from typing import Final

import numpy as np

from assistant.carer.doctor.finding import Seen, fine, wrong
from assistant.listening.level import Level, level_of
from assistant.listening.microphone import (
    GIVES_NOTHING,
    LOST,
    NONE_THERE,
    NOT_OPEN,
    Chunk,
    Devices,
    Microphone,
    MicrophoneState,
    Remark,
)
from assistant.listening.pcm import FromDevice
from assistant.listening.sdl_capture import SdlDevices

_STATES: Final = {
    NONE_THERE: "none",
    LOST: "none",
    NOT_OPEN: "not_open",
    GIVES_NOTHING: "gives_nothing",
}
_LOOK_AGAIN_S: Final = 0.1


def heard_by_microphone(
    wanted: str, for_s: float, within_s: float, devices: Devices | None = None
) -> Seen:
    """What comes from the microphone of this name, or of the usual one, in a moment."""
    chunks: list[Chunk] = []
    told: list[MicrophoneState | Remark] = []
    there = devices or SdlDevices()
    watched = Microphone(there, chunks.append, told.append, wanted)
    enough, began_s = threading.Event(), time.perf_counter()
    while not enough.wait(_LOOK_AGAIN_S):
        watched.look(time.perf_counter())
        for state in told:
            if isinstance(state, MicrophoneState) and not state.is_there:
                return wrong(_STATES.get(state.why, "not_open"))
        first_s = chunks[0].last_s if chunks else None
        now_s = time.perf_counter()
        if now_s - began_s > within_s or (first_s is not None and now_s - first_s > for_s):
            enough.set()
    if not chunks:
        return wrong("gives_nothing")
    is_other = any(isinstance(each, Remark) for each in told)
    return judged(_level(chunks), is_other=is_other)


def _level(chunks: list[Chunk]) -> Level:
    from_device = FromDevice(chunks[0].shape)
    # The first moment is often a click of the device itself.
    samples = [from_device.samples(chunk.pcm) for chunk in chunks]
    return level_of(np.concatenate(samples[len(samples) // 4 :]))


def judged(level: Level, *, is_other: bool = False) -> Seen:
    """What is to be said of sound as loud as this."""
    if level.is_dead:
        return wrong("muted")
    if level.is_clipping:
        return wrong("too_loud")
    loudness = f"{level.rms_db:.0f}"
    return wrong("other", level=loudness) if is_other else fine(level=loudness)
