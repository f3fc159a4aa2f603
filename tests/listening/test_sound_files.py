"""Sound files of every kind, and what is none."""

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.listening.contract import SAMPLE_RATE, CannotListen, Samples
from assistant.listening.sound_files import read_sound
from tests.listening.sounds import wav

EXTENSIBLE = 0xFFFE
FLOATS = 3


def sine(hz: float, rate_hz: int = SAMPLE_RATE, seconds: float = 0.5) -> Samples:
    at = np.arange(int(seconds * rate_hz)) / rate_hz
    return np.asarray(0.5 * np.sin(2 * np.pi * hz * at), np.float32)


def strength(sound: Samples) -> float:
    inner = sound[len(sound) // 4 : -len(sound) // 4]
    return float(np.sqrt(np.mean(inner**2)))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sound.wav"


@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_whole_numbers_of_every_width_are_read(width: int, file: Path) -> None:
    file.write_bytes(wav(sine(440), width=width))
    np.testing.assert_allclose(read_sound(file), sine(440), atol=0.01 if width == 1 else 1e-4)


@pytest.mark.parametrize("width", [4, 8])
def test_floats_are_read(width: int, file: Path) -> None:
    file.write_bytes(wav(sine(440), width=width, kind=FLOATS))
    np.testing.assert_allclose(read_sound(file), sine(440), atol=1e-6)


def test_the_longer_head_of_new_recorders_is_read(file: Path) -> None:
    file.write_bytes(wav(sine(440), kind=EXTENSIBLE))
    np.testing.assert_allclose(read_sound(file), sine(440), atol=1e-4)


def test_two_sides_become_their_mean(file: Path) -> None:
    both = np.stack([sine(440), np.zeros_like(sine(440))], axis=1).ravel()
    file.write_bytes(wav(both, channels=2))
    np.testing.assert_allclose(read_sound(file), sine(440) / 2, atol=1e-4)


@pytest.mark.parametrize("rate_hz", [8000, 11_025, 22_050, 44_100, 48_000, 96_000])
def test_every_rate_becomes_ours(rate_hz: int, file: Path) -> None:
    file.write_bytes(wav(sine(440, rate_hz), rate_hz=rate_hz))
    sound = read_sound(file)
    assert abs(len(sound) - SAMPLE_RATE // 2) <= 1
    inner = slice(1000, -1000)
    np.testing.assert_allclose(sound[inner], sine(440)[: len(sound)][inner], atol=0.01)


def test_what_our_rate_cannot_carry_is_taken_away_and_not_folded_back(file: Path) -> None:
    file.write_bytes(wav(sine(11_000, 44_100), rate_hz=44_100))
    assert strength(read_sound(file)) < 0.001


def test_a_recording_that_was_cut_off_gives_what_is_there(file: Path) -> None:
    file.write_bytes(wav(sine(440))[:-4001])
    assert len(read_sound(file)) == len(sine(440)) - 2001


def test_a_recorder_that_never_wrote_the_size_is_read(file: Path) -> None:
    whole = wav(sine(440))
    at = whole.index(b"data") + 4
    file.write_bytes(whole[:at] + struct.pack("<L", 0) + whole[at + 4 :])
    assert len(read_sound(file)) == len(sine(440))


def test_samples_that_are_no_numbers_become_quiet(file: Path) -> None:
    odd = sine(440)
    odd[100:200] = np.nan
    odd[300] = np.inf
    file.write_bytes(wav(odd, width=4, kind=FLOATS))
    sound = read_sound(file)
    assert np.abs(sound).max() <= 1.0


@pytest.mark.parametrize(
    "content",
    [b"", b"RIFF", b"RIFF\0\0\0\0WAVE", b"<html>", wav(sine(440))[:30], wav(sine(440), kind=7)],
    ids=["empty", "head only", "no parts", "a web page", "cut in the head", "compressed"],
)
def test_what_is_no_sound_is_one_plain_sentence(content: bytes, file: Path) -> None:
    file.write_bytes(content)
    with pytest.raises(CannotListen, match=r"sound\.wav is no sound .*\.$") as problem:
        read_sound(file)
    assert "\n" not in str(problem.value)


def test_a_file_without_a_sample_is_one_plain_sentence(file: Path) -> None:
    file.write_bytes(wav(np.zeros(0, np.float32)))
    with pytest.raises(CannotListen, match=r"sound\.wav holds no sound"):
        read_sound(file)


def test_a_file_that_is_not_there_is_one_plain_sentence(file: Path) -> None:
    with pytest.raises(CannotListen, match=r"sound\.wav cannot be read"):
        read_sound(file)


def test_a_damaged_flac_is_one_plain_sentence(tmp_path: Path) -> None:
    file = tmp_path / "sound.flac"
    file.write_bytes(b"fLaC" + bytes(100))
    with pytest.raises(CannotListen, match=r"sound\.flac is no sound"):
        read_sound(file)


@given(st.binary(max_size=200), st.integers(0, 60))
def test_rubbish_is_refused_and_never_more_than_that(
    tmp_path_factory: pytest.TempPathFactory, rubbish: bytes, kept: int
) -> None:
    file = tmp_path_factory.getbasetemp() / "rubbish.wav"
    file.write_bytes(wav(sine(440))[:kept] + rubbish)
    try:
        sound = read_sound(file)
    except CannotListen:
        return
    assert np.isfinite(sound).all()
