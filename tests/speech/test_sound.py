"""Reading, trimming and measuring sounds."""

import contextlib
import io
import math
import struct
import sys
import wave
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.speech.sound import (
    RATE_HZ,
    Sound,
    UnreadableSound,
    decoded,
    joined,
    silence,
    trimmed,
    write_wav,
)


def tone(count: int, rate_hz: int = RATE_HZ, hz: float = 500.0) -> list[float]:
    return [0.5 * math.sin(2 * math.pi * hz * i / rate_hz) for i in range(count)]


def packed(values: list[float], width: int, order: str, *, unsigned_bytes: bool) -> bytes:
    full = 2 ** (8 * width - 1) - 1
    out = bytearray()
    for value in values:
        whole = round(value * full) + (128 if width == 1 and unsigned_bytes else 0)
        signed = not (width == 1 and unsigned_bytes)
        out += whole.to_bytes(width, order, signed=signed)
    return bytes(out)


def wav(values: list[float], width: int = 2, channels: int = 1, rate_hz: int = RATE_HZ) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate_hz)
        both = [value for value in values for _ in range(channels)]
        file.writeframes(packed(both, width, "little", unsigned_bytes=True))
    return out.getvalue()


def aiff(values: list[float], coding: bytes | None = None, rate_hz: int = RATE_HZ) -> bytes:
    if coding == b"fl32":
        data, bits = struct.pack(f">{len(values)}f", *values), 32
    else:
        order = "little" if coding == b"sowt" else "big"
        data, bits = packed(values, 2, order, unsigned_bytes=False), 16
    exponent = rate_hz.bit_length() - 1
    rate = struct.pack(">HQ", 16_383 + exponent, rate_hz << (63 - exponent))
    common = struct.pack(">hLh", 1, len(values), bits) + rate
    common += coding + b"\0\0" if coding else b""
    sound = struct.pack(">LL", 0, 0) + data
    body = b"AIFC" if coding else b"AIFF"
    for name, part in ((b"COMM", common), (b"FLLR", b"odd"), (b"SSND", sound)):
        body += name + struct.pack(">L", len(part)) + part + b"\0" * (len(part) % 2)
    return b"FORM" + struct.pack(">L", len(body)) + body


def assert_is(sound: Sound, values: list[float], within: int) -> None:
    samples = array("h", sound.pcm)
    assert abs(len(samples) - len(values)) <= 1
    # Not the very end: a sound that is stretched stands still at its last sample.
    for sample, value in zip(samples, values[:-4], strict=False):
        assert abs(sample - value * 32_767) <= within


@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_wav_files_of_every_width_are_read(width: int) -> None:
    values = tone(500)
    assert_is(decoded(wav(values, width)), values, within=400 if width == 1 else 2)


@pytest.mark.parametrize("rate_hz", [8000, 16_000, 24_000, 44_100, 48_000])
def test_every_rate_becomes_ours(rate_hz: int) -> None:
    sound = decoded(wav(tone(rate_hz // 4, rate_hz, hz=200), rate_hz=rate_hz))
    assert_is(sound, tone(RATE_HZ // 4, hz=200), within=500)


def test_two_sides_become_one() -> None:
    values = tone(500)
    assert_is(decoded(wav(values, channels=2)), values, within=2)


@pytest.mark.parametrize("coding", [None, b"NONE", b"sowt", b"twos", b"fl32"])
def test_the_files_of_a_mac_are_read(coding: bytes | None) -> None:
    values = tone(501)
    assert_is(decoded(aiff(values, coding)), values, within=2)


def test_a_mac_file_of_another_rate_is_read() -> None:
    assert_is(decoded(aiff(tone(4410, 44_100), rate_hz=44_100)), tone(2205), within=400)


@given(st.binary(max_size=200), st.sampled_from([b"", b"RIFF", b"FORM\0\0\0\0AIFF"]))
def test_rubbish_is_refused_and_never_more_than_that(rubbish: bytes, head: bytes) -> None:
    with pytest.raises(UnreadableSound):
        decoded(head + rubbish)


@given(st.integers(0, 700))
def test_a_file_that_is_cut_short_is_refused_or_shorter(kept: int) -> None:
    for whole in (wav(tone(300)), aiff(tone(300)), aiff(tone(300), b"fl32")):
        with contextlib.suppress(UnreadableSound):
            assert len(decoded(whole[:kept]).pcm) <= 600


def test_padding_is_cut_to_a_breath() -> None:
    voice = Sound(array("h", [9000] * 2205).tobytes())
    padded = Sound(silence(300).pcm + voice.pcm + silence(390).pcm)
    assert trimmed(padded).duration_ms == 20 + 100 + 60


def test_a_sound_without_padding_stays_as_it_is() -> None:
    voice = Sound(array("h", [9000] * 2205).tobytes())
    assert trimmed(voice) == voice


@pytest.mark.parametrize("nothing", [silence(400), Sound(b"")])
def test_nothing_trimmed_is_nothing(nothing: Sound) -> None:
    assert trimmed(nothing) == Sound(b"")


def test_joined_sounds_have_a_pause_between_them_only() -> None:
    assert joined([silence(100), silence(100)], gap_ms=200).duration_ms == 400


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    sound = Sound(array("h", [1, -2, 300, -32_768, 32_767]).tobytes())
    write_wav(sound, tmp_path / "a.wav")
    assert decoded((tmp_path / "a.wav").read_bytes()) == sound
    assert sys.byteorder in {"little", "big"}
