"""Sound files into samples. Must not know words, recognizers or microphones."""

import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np

from assistant.listening.contract import SAMPLE_RATE, CannotListen, Samples
from assistant.listening.resampling import Resampler

_WHOLE_NUMBERS: Final = 1
_FLOATS: Final = 3
_EXTENSIBLE: Final = 0xFFFE  # the true kind stands in the first two bytes of a longer name
_EXTENSIBLE_KIND_AT: Final = 24
_MOST_CHANNELS: Final = 64
_FORMAT_BYTES: Final = 16
_BYTE: Final = 1
_THREE_BYTES: Final = 3

_NO_FILE: Final = "{file} cannot be read. Check that it is there and that you may open it."
_NO_SOUND: Final = "{file} is no sound that can be read here. Save it as a WAV file and try again."
_EMPTY: Final = "{file} holds no sound at all. Record it again."
_COMPRESSED: Final = (b"fLaC", b"OggS")


def read_sound(file: Path) -> Samples:
    """All of a file: WAV of 8 to 64 bits, whole numbers or floats, any rate, any channels.

    FLAC and Ogg are read, too. Several channels become their mean. A WAV whose end is missing
    gives what is there. Raises CannotListen, with one plain sentence that names the file.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CannotListen(_NO_FILE.format(file=file)) from error
    if content[:4] in _COMPRESSED:
        samples = _by_mixer(file)
    else:
        try:
            samples = _from_wav(content)
        except (struct.error, ValueError) as error:
            raise CannotListen(_NO_SOUND.format(file=file)) from error
    if not len(samples):
        raise CannotListen(_EMPTY.format(file=file))
    whole = np.nan_to_num(samples, posinf=1.0, neginf=-1.0)
    return np.clip(whole, -1.0, 1.0).astype(np.float32)


def at_our_rate(samples: Samples, rate_hz: int) -> Samples:
    """The same sound at ``SAMPLE_RATE``. Raises ValueError for a rate that no sound has."""
    if rate_hz == SAMPLE_RATE:
        return samples
    # The resampler gives a sample once it knows what follows: some quiet does.
    followed = np.concatenate([samples, np.zeros(rate_hz // 10, np.float32)])
    return Resampler(rate_hz).push(followed)[: round(len(samples) * SAMPLE_RATE / rate_hz)]


def _from_wav(content: bytes) -> Samples:
    """Raises ValueError or struct.error for what is no WAV file that we know."""
    parts = dict(_parts(content))
    shape = parts.get(b"fmt ", b"")
    if len(shape) < _FORMAT_BYTES or b"data" not in parts:
        message = "no WAV file"
        raise ValueError(message)
    kind, channels, rate_hz, _, _, bits = struct.unpack("<HHLLHH", shape[:_FORMAT_BYTES])
    if kind == _EXTENSIBLE:
        (kind,) = struct.unpack_from("<H", shape, _EXTENSIBLE_KIND_AT)
    if not 1 <= channels <= _MOST_CHANNELS:
        message = f"{channels} channels"
        raise ValueError(message)
    values = _numbers(parts[b"data"], kind, (bits + 7) // 8)
    return at_our_rate(_mono(values, channels), rate_hz)


def _mono(values: Samples, channels: int) -> Samples:
    whole = values[: len(values) // channels * channels].reshape(-1, channels)
    return np.asarray(whole.mean(axis=1), np.float32)


def _parts(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of each part of a RIFF file; the last may be cut short."""
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        return
    at = 12
    while at + 8 <= len(content):
        name, size = struct.unpack_from("<4sL", content, at)
        # A recorder that was interrupted leaves no size: the sound is all that follows.
        if name == b"data" and size == 0:
            size = len(content)
        yield name, content[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _numbers(data: bytes, kind: int, width: int) -> Samples:
    """Samples from -1 to 1. Raises ValueError for a kind that we do not know."""
    data = data[: len(data) // width * width] if width else b""
    if kind == _FLOATS and width in {4, 8}:
        return np.frombuffer(data, f"<f{width}").astype(np.float32)
    if kind == _WHOLE_NUMBERS and width == _BYTE:  # the only width without a sign
        return np.asarray(np.frombuffer(data, np.uint8) / 128.0 - 1.0, np.float32)
    if kind == _WHOLE_NUMBERS and width == _THREE_BYTES:
        whole = np.zeros((len(data) // 3, 4), np.uint8)
        whole[:, 1:] = np.frombuffer(data, np.uint8).reshape(-1, 3)
        return (whole.view("<i4")[:, 0] / 2.0**31).astype(np.float32)
    if kind == _WHOLE_NUMBERS and width in {2, 4}:
        full = 2.0 ** (8 * width - 1)
        return (np.frombuffer(data, f"<i{width}") / full).astype(np.float32)
    message = f"samples of the kind {kind} and {width} bytes"
    raise ValueError(message)


def _by_mixer(file: Path) -> Samples:
    """FLAC and Ogg by SDL, which is here for the voice anyway."""
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    import pygame  # noqa: PLC0415 - slow to load, and hardly ever needed

    with _own_mixer() as (rate_hz, channels):
        try:
            raw = pygame.mixer.Sound(file).get_raw()
        except pygame.error as error:
            raise CannotListen(_NO_SOUND.format(file=file)) from error
    values = np.frombuffer(raw, np.int16).astype(np.float32) / np.float32(32_768)
    return at_our_rate(_mono(values, channels), rate_hz)


@contextmanager
def _own_mixer() -> Iterator[tuple[int, int]]:
    """Rate and channels of a mixer without a device that is open for so long.

    Raises CannotListen while the program's own mixer is open: files are for the command line.
    """
    import pygame  # noqa: PLC0415

    if pygame.mixer.get_init():
        raise CannotListen(_NO_SOUND.format(file="A compressed file"))
    before = os.environ.get("SDL_AUDIODRIVER")
    os.environ["SDL_AUDIODRIVER"] = "dummy"
    try:
        pygame.mixer.init(SAMPLE_RATE, -16, 1, allowedchanges=0)
        yield SAMPLE_RATE, 1
    finally:
        pygame.mixer.quit()
        if before is None:
            del os.environ["SDL_AUDIODRIVER"]
        else:
            os.environ["SDL_AUDIODRIVER"] = before
