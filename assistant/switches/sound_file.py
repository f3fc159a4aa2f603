"""A WAV file as samples for the sound switch. Must not know what is listened for in them."""

import struct
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from assistant.switches.sound_frames import SAMPLE_RATE, Samples

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_TAPS: Final = 129
_PASSED: Final = 0.45
"""Of the lower rate: what lies above would come back as tones that were never there."""


class UnreadableRecording(Exception):
    """This file is no recording that we can read; says why in one plain sentence."""


def recording(file: Path) -> Samples:
    """A WAV file of any rate, whole numbers of 8 to 32 bits or floats, its channels mixed.

    Raises UnreadableRecording for what is no such file, OSError where it cannot be opened.
    """
    data = file.read_bytes()
    try:
        form, sound = _parts(data)
        coding, channels, rate_hz, _, _, bits = struct.unpack("<HHIIHH", form[:16])
        if coding == _EXTENSIBLE:
            coding = struct.unpack("<H", form[24:26])[0]
        numbers = _numbers(sound, coding, bits)
        mono = numbers[: len(numbers) // channels * channels].reshape(-1, channels).mean(axis=1)
        return _at_our_rate(mono, rate_hz)
    except (struct.error, KeyError, ValueError, ZeroDivisionError) as error:
        message = f"{file} is not a WAV recording that can be read."
        raise UnreadableRecording(message) from error


def _parts(data: bytes) -> tuple[bytes, bytes]:
    """What describes the samples, and the samples."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        message = "no WAV file"
        raise ValueError(message)
    found: dict[bytes, bytes] = {}
    at = 12
    while at + 8 <= len(data):
        name, size = struct.unpack("<4sI", data[at : at + 8])
        # A file that was cut off, or whose recorder never came back to write the size, has a rest.
        found.setdefault(name, data[at + 8 : at + 8 + size])
        at += 8 + size + size % 2
    return found[b"fmt "], found[b"data"]


def _numbers(sound: bytes, coding: int, bits: int) -> npt.NDArray[np.float64]:
    width = bits // 8
    if coding not in (_PCM, _FLOAT) or width not in (1, 2, 3, 4, 8):
        message = f"samples of kind {coding} with {bits} bits"
        raise ValueError(message)
    sound = sound[: len(sound) // width * width]
    if coding == _FLOAT:
        return np.nan_to_num(np.frombuffer(sound, f"<f{width}").astype(np.float64))
    if width == 1:
        return (np.frombuffer(sound, np.uint8).astype(np.float64) - 128) / 128
    if width == 3:  # noqa: PLR2004 - there is no number of three bytes: a fourth goes below it
        rows = np.frombuffer(sound, np.uint8).reshape(-1, 3)
        sound, width = np.pad(rows, ((0, 0), (1, 0))).tobytes(), 4
    return np.frombuffer(sound, f"<i{width}").astype(np.float64) / 2.0 ** (8 * width - 1)


def _at_our_rate(sound: npt.NDArray[np.float64], rate_hz: int) -> Samples:
    """Straight lines between the samples, after what they can't carry has been taken out."""
    if rate_hz != SAMPLE_RATE and len(sound):
        if rate_hz > SAMPLE_RATE:
            steps = np.arange(_TAPS) - _TAPS // 2
            share = 2 * _PASSED * SAMPLE_RATE / rate_hz
            filtering = np.sinc(share * steps) * np.hanning(_TAPS)
            sound = np.convolve(sound, filtering / filtering.sum(), mode="same")
        count = len(sound) * SAMPLE_RATE // rate_hz
        sound = np.interp(np.arange(count) * rate_hz / SAMPLE_RATE, np.arange(len(sound)), sound)
    return np.asarray(sound, np.float32)
