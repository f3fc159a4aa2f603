"""Recordings of any make, as samples."""

import struct
import wave
from pathlib import Path

import numpy as np
import pytest

from assistant.switches.sound_file import UnreadableRecording, recording
from assistant.switches.sound_frames import SAMPLE_RATE, Samples
from tests.switches.voices import tone


def wav(coding: int, channels: int, rate_hz: int, bits: int, data: bytes) -> bytes:
    block = channels * bits // 8
    form = struct.pack("<HHIIHH", coding, channels, rate_hz, rate_hz * block, block, bits)
    parts = b"fmt " + struct.pack("<I", len(form)) + form
    parts += b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", 4 + len(parts)) + b"WAVE" + parts


def as_bits(sound: Samples, bits: int) -> bytes:
    whole = (sound.astype(np.float64) * (2 ** (bits - 1) - 1)).astype("<i8")
    if bits == 8:
        return bytes((whole + 128).astype(np.uint8))
    return bytes(whole.view(np.uint8).reshape(-1, 8)[:, : bits // 8].tobytes())


def is_like(found: Samples, wanted: Samples, by: float = 0.02) -> bool:
    middle = slice(200, min(len(found), len(wanted)) - 200)
    return bool(np.abs(found[middle] - wanted[middle]).max() < by)


@pytest.mark.parametrize("bits", [8, 16, 24, 32])
def test_whole_numbers_of_any_width_are_read(tmp_path: Path, bits: int) -> None:
    file = tmp_path / "a.wav"
    file.write_bytes(wav(1, 1, SAMPLE_RATE, bits, as_bits(tone(500, 300), bits)))
    assert is_like(recording(file), tone(500, 300))


@pytest.mark.parametrize("kind", ["<f4", "<f8"])
def test_floats_are_read(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "a.wav"
    bits = 8 * np.dtype(kind).itemsize
    file.write_bytes(wav(3, 1, SAMPLE_RATE, bits, tone(500, 300).astype(kind).tobytes()))
    assert is_like(recording(file), tone(500, 300))


@pytest.mark.parametrize("rate_hz", [8000, 22_050, 44_100, 48_000])
def test_any_rate_becomes_ours_and_adds_no_tones(tmp_path: Path, rate_hz: int) -> None:
    file = tmp_path / "a.wav"
    time_s = np.arange(rate_hz // 2) / rate_hz
    low = 0.05 * np.sin(2 * np.pi * 300 * time_s)
    high = 0.3 * np.sin(2 * np.pi * 0.45 * rate_hz * time_s) * (rate_hz > SAMPLE_RATE * 2)
    file.write_bytes(wav(3, 1, rate_hz, 32, (low + high).astype("<f4").tobytes()))
    found = recording(file)
    assert abs(len(found) - SAMPLE_RATE // 2) <= 1
    assert is_like(found, tone(500, 300))


def test_two_channels_are_mixed(tmp_path: Path) -> None:
    file = tmp_path / "a.wav"
    both = np.stack([tone(500, 300, 0.1), np.zeros(SAMPLE_RATE // 2, np.float32)], axis=1)
    file.write_bytes(wav(3, 2, SAMPLE_RATE, 32, both.astype("<f4").tobytes()))
    assert is_like(recording(file), tone(500, 300))


def test_a_file_that_was_cut_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    file = tmp_path / "a.wav"
    whole = wav(1, 1, SAMPLE_RATE, 16, as_bits(tone(500, 300), 16))
    file.write_bytes(whole[: len(whole) // 2 + 1])
    assert is_like(recording(file), tone(500, 300))


@pytest.mark.parametrize("data", [b"", b"RIFF", b"hello" * 50, wav(7, 1, 8000, 8, b"12")])
def test_what_is_no_recording_is_told_in_a_sentence(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "a.wav"
    file.write_bytes(data)
    with pytest.raises(UnreadableRecording, match=r"a.wav is not a WAV recording"):
        recording(file)


def test_an_ordinary_recorder_is_understood(tmp_path: Path) -> None:
    file = tmp_path / "a.wav"
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE)
        out.writeframes(as_bits(tone(500, 300), 16))
    assert is_like(recording(file), tone(500, 300))
