"""Sound as data: one shape, cut free of padding. Must not know engines, devices or texts.

Everything here is plain Python, because the synthesizer process and rehearsals have no mixer.
"""

import io
import struct
import sys
import wave
from array import array
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from assistant.core.units import Millis

RATE_HZ: Final = 22_050
"""The one rate of this room: espeak-ng and SAPI voices speak at it already."""

_BYTES_A_SAMPLE: Final = 2
_FULL_SCALE: Final = 32_767
_SILENT_BELOW: Final = 40  # about -58 dB: under the breath of a soft "h", over a rounding hiss
_KEEP_BEFORE_MS: Final[Millis] = 20
_KEEP_AFTER_MS: Final[Millis] = 60


class UnreadableSound(Exception):
    """These bytes are not a sound that we can read."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Signed 16-bit samples in the byte order of this machine, mono, at ``RATE_HZ``."""

    pcm: bytes

    @property
    def duration_ms(self) -> Millis:
        """How long it lasts."""
        return len(self.pcm) * 1000 // (_BYTES_A_SAMPLE * RATE_HZ)


def silence(duration_ms: Millis) -> Sound:
    """So much of nothing."""
    return Sound(bytes(_BYTES_A_SAMPLE * samples_in(duration_ms)))


def samples_in(duration_ms: Millis) -> int:
    """How many samples last that long."""
    return RATE_HZ * duration_ms // 1000


def joined(sounds: list[Sound], gap_ms: Millis) -> Sound:
    """One after the other, with a pause between each two."""
    return Sound(silence(gap_ms).pcm.join(sound.pcm for sound in sounds))


def trimmed(sound: Sound) -> Sound:
    """The same without padding: at most 20 ms of silence before it and 60 ms after it.

    espeak-ng ends each text with nearly half a second of nothing; a scan would wait for it.
    """
    samples = array("h", sound.pcm)
    loud = range(len(samples))
    first = next((i for i in loud if abs(samples[i]) >= _SILENT_BELOW), None)
    if first is None:
        return Sound(b"")
    last = next(i for i in reversed(loud) if abs(samples[i]) >= _SILENT_BELOW)
    start = max(0, first - samples_in(_KEEP_BEFORE_MS))
    return Sound(samples[start : last + 1 + samples_in(_KEEP_AFTER_MS)].tobytes())


def wav_of(sound: Sound) -> bytes:
    """The sound as a WAV file."""
    samples = array("h", sound.pcm)
    if sys.byteorder == "big":
        samples.byteswap()
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(_BYTES_A_SAMPLE)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.tobytes())
    return target.getvalue()


def write_wav(sound: Sound, out: Path) -> None:
    """Keep a sound as a WAV file. Raises OSError where that cannot be."""
    out.write_bytes(wav_of(sound))


def decoded(file: bytes) -> Sound:
    """The sound in a WAV, AIFF or AIFF-C file of whole numbers or 32-bit floats.

    Raises UnreadableSound for anything else, and for a file that is cut short.
    """
    try:
        if file[:4] == b"RIFF":
            channels, rate_hz, samples = _from_wav(file)
        elif file[:4] == b"FORM":
            channels, rate_hz, samples = _from_aiff(file)
        else:
            message = f"neither WAV nor AIFF: {file[:4]!r}"
            raise UnreadableSound(message)
    except (wave.Error, EOFError, struct.error, ValueError, IndexError) as error:
        raise UnreadableSound(str(error)) from error
    return Sound(_at_our_rate(_mono(samples, channels), rate_hz).tobytes())


def _from_wav(file: bytes) -> tuple[int, int, "array[int]"]:
    with wave.open(io.BytesIO(file)) as source:
        data = source.readframes(source.getnframes())
        samples = _whole_numbers(data, source.getsampwidth(), "little", has_sign_in_bytes=False)
        return source.getnchannels(), source.getframerate(), samples


def _from_aiff(file: bytes) -> tuple[int, int, "array[int]"]:
    """macOS voices save AIFF; Python's own reader went with 3.13."""
    parts = dict(_chunks(file))
    common, data = parts[b"COMM"], parts[b"SSND"][8:]
    channels, _, bits, exponent, mantissa = struct.unpack(">hLhHQ", common[:18])
    rate_hz = round(mantissa * 2.0 ** ((exponent & 0x7FFF) - 16_383 - 63))
    coding = common[18:22].lower() if file[8:12] == b"AIFC" else b"none"
    if coding in (b"none", b"twos", b"sowt", b"in24", b"in32"):
        order = "little" if coding == b"sowt" else "big"
        samples = _whole_numbers(data, (bits + 7) // 8, order, has_sign_in_bytes=True)
    elif coding == b"fl32":
        floats = struct.unpack(f">{len(data) // 4}f", data[: len(data) // 4 * 4])
        samples = array("h", (round(max(-1.0, min(1.0, x)) * _FULL_SCALE) for x in floats))
    else:
        message = f"AIFF of the kind {coding!r}"
        raise UnreadableSound(message)
    return channels, rate_hz, samples


def _chunks(file: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 12
    while at + 8 <= len(file):
        name, size = struct.unpack(">4sL", file[at : at + 8])
        found.append((name, file[at + 8 : at + 8 + size]))
        at += 8 + size + size % 2
    if not {b"COMM", b"SSND"} <= {name for name, _ in found}:
        message = "an AIFF file without its sound"
        raise UnreadableSound(message)
    return found


def _whole_numbers(data: bytes, width: int, order: str, *, has_sign_in_bytes: bool) -> "array[int]":
    """Samples of 1 to 4 bytes, as 16-bit ones. Single bytes are unsigned in WAV only."""
    data = data[: len(data) // width * width]
    if width == 1:
        offset = 0 if has_sign_in_bytes else 128
        signed = array("b", data) if has_sign_in_bytes else array("B", data)
        return array("h", ((value - offset) << 8 for value in signed))
    top = width - 2 if order == "little" else 0
    pairs = bytes(chain.from_iterable(zip(data[top::width], data[top + 1 :: width], strict=True)))
    samples = array("h", pairs)
    if order != sys.byteorder:
        samples.byteswap()
    return samples


def _mono(samples: "array[int]", channels: int) -> "array[int]":
    if channels == 1:
        return samples
    whole = len(samples) // channels * channels
    sides = [samples[side:whole:channels] for side in range(channels)]
    return array("h", (sum(together) // channels for together in zip(*sides, strict=True)))


def _at_our_rate(samples: "array[int]", rate_hz: int) -> "array[int]":
    """Straight lines between the samples: plenty for a voice that was synthesized anyway."""
    if rate_hz == RATE_HZ or not samples:
        return samples
    count = len(samples) * RATE_HZ // rate_hz
    step = rate_hz / RATE_HZ
    samples.append(samples[-1])
    out = array("h", bytes(_BYTES_A_SAMPLE * count))
    for i in range(count):
        at = i * step
        left = int(at)
        here = samples[left]
        out[i] = round(here + (samples[left + 1] - here) * (at - left))
    return out
