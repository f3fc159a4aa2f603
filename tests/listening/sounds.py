"""Sounds made by rule, and stand-ins with state for the tests of the listening room."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.core.hearing import Guess
from assistant.listening.contract import SAMPLE_RATE, Samples


def quiet(ms: int) -> Samples:
    """A silent room: the noise of a sound card, 70 dB below full scale."""
    return noise(ms, 0.0003, seed=ms)


def noise(ms: int, loudness: float = 0.05, seed: int = 0) -> Samples:
    chance = np.random.default_rng(seed)
    return (chance.standard_normal(ms * SAMPLE_RATE // 1000) * loudness).astype(np.float32)


def tone(ms: int, hz: float = 150.0, loudness: float = 0.2) -> Samples:
    """Something like a held vowel: a low note with overtones."""
    at = np.arange(ms * SAMPLE_RATE // 1000) / SAMPLE_RATE
    note = sum(np.sin(2 * np.pi * hz * n * at) / n for n in range(1, 12))
    return np.asarray(note * loudness / 2, np.float32)


def sweep(ms: int, from_hz: float, to_hz: float, loudness: float = 0.2) -> Samples:
    """Something that glides: as unlike a held note as two sounds of one person can be."""
    hz = np.linspace(from_hz, to_hz, ms * SAMPLE_RATE // 1000)
    phase = 2 * np.pi * np.cumsum(hz) / SAMPLE_RATE
    return np.asarray((np.sin(phase) + np.sin(2 * phase) / 2) * loudness, np.float32)


def chain(*pieces: Samples) -> Samples:
    return np.concatenate(pieces)


@dataclass
class LoudIsVoice:
    """A voice detector for which all that is loud is a voice."""

    forgot: int = 0

    def likeness(self, chunk: Samples) -> float:
        return 0.9 if float(np.abs(chunk).max()) > 0.05 else 0.0

    def forget(self) -> None:
        self.forgot += 1


@dataclass
class KnowsOneAnswer:
    """A recognizer that answers the same to everything, and keeps what it was asked."""

    answer: tuple[Guess, ...] = ()
    can_hear: frozenset[str] = frozenset()
    name: str = "one answer"
    asked: list[Samples] = field(default_factory=list)
    is_closed: bool = False

    def listen_for(self, phrases: Sequence[str]) -> tuple[str, ...]:
        return tuple(phrase for phrase in phrases if phrase not in self.can_hear)

    def recognize(self, word: Samples) -> tuple[Guess, ...]:
        self.asked.append(word)
        return self.answer

    def close(self) -> None:
        self.is_closed = True


def wav(
    samples: Samples,
    *,
    rate_hz: int = SAMPLE_RATE,
    width: int = 2,
    channels: int = 1,
    kind: int = 1,
) -> bytes:
    """A WAV file; kind 1 is whole numbers, 3 floats, 0xFFFE whole numbers with a longer head."""
    if kind == 3:
        data = samples.astype(f"<f{width}").tobytes()
    elif width == 1:
        data = np.round(samples * 127 + 128).astype(np.uint8).tobytes()
    else:
        whole = np.round(samples.astype(np.float64) * (2 ** (8 * width - 1) - 1))
        data = whole.astype("<i8").view(np.uint8).reshape(-1, 8)[:, :width].tobytes()
    head = struct.pack(
        "<HHLLHH",
        kind,
        channels,
        rate_hz,
        rate_hz * width * channels,
        width * channels,
        8 * width,
    )
    if kind == 0xFFFE:
        head += struct.pack("<HHLH", 22, 8 * width, 0, 1) + bytes(14)
    body = b"WAVEfmt " + struct.pack("<L", len(head)) + head
    body += b"data" + struct.pack("<L", len(data)) + data
    return b"RIFF" + struct.pack("<L", len(body)) + body
