"""Bytes of any device become samples of ours."""

import numpy as np
import pytest

from assistant.listening.contract import CannotListen, Samples
from assistant.listening.pcm import FromDevice, Shape
from assistant.listening.resampling import Resampler

# SDL's numbers for the forms of samples.
FORMS = {"<i2": 0x8010, ">i2": 0x9010, "<u2": 0x0010, "i1": 0x8008, "u1": 0x0008}
FORMS |= {"<i4": 0x8020, ">i4": 0x9020, "<f4": 0x8120, ">f4": 0x9120}


def sine(hz: float, rate_hz: int, seconds: float = 1.0) -> Samples:
    at = np.arange(int(rate_hz * seconds)) / rate_hz
    return np.asarray(0.5 * np.sin(2 * np.pi * hz * at), np.float32)


def coded(samples: Samples, form: str) -> bytes:
    dtype = np.dtype(form)
    if dtype.kind == "f":
        return samples.astype(dtype).tobytes()
    full = 2.0 ** (dtype.itemsize * 8 - 1)
    middle = full if dtype.kind == "u" else 0.0
    return np.round(samples.astype(np.float64) * (full - 1) + middle).astype(dtype).tobytes()


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_samples_is_understood(form: str) -> None:
    sound = sine(440, 16_000)
    heard = FromDevice(Shape(sdl_format=FORMS[form])).samples(coded(sound, form))
    assert np.abs(heard - sound).max() < 0.02
    assert heard.dtype == np.float32


def test_two_channels_become_their_middle() -> None:
    left, right = sine(440, 16_000), sine(660, 16_000)
    both = np.stack([left, right], axis=1).ravel()
    heard = FromDevice(Shape(channels=2)).samples(coded(both, "<i2"))
    assert np.abs(heard - (left + right) / 2).max() < 0.001


@pytest.mark.parametrize("rate_hz", [8000, 11_025, 22_050, 44_100, 48_000, 96_000, 16_001])
def test_another_rate_comes_out_at_ours_without_a_seam(rate_hz: int) -> None:
    pcm = coded(sine(1000, rate_hz), "<i2")
    from_device = FromDevice(Shape(rate_hz=rate_hz))
    chunk = 2 * (rate_hz // 31)
    heard = np.concatenate(
        [from_device.samples(pcm[at : at + chunk]) for at in range(0, len(pcm), chunk)]
    )
    assert 15_900 <= len(heard) <= 16_001
    expected = sine(1000, 16_000, 1.01)[: len(heard)]
    assert np.abs(heard - expected)[100:-100].max() < 0.01


def test_what_no_16_khz_sound_can_hold_is_left_out_and_not_folded_back() -> None:
    whistle = sine(9500, 48_000)
    assert np.abs(Resampler(48_000).push(whistle)[200:]).max() < 0.005


def test_it_knows_how_late_it_is() -> None:
    resampler = Resampler(22_050)
    assert resampler.behind_ms == 0.0
    resampler.push(sine(440, 22_050, 0.1))
    assert 0.5 < resampler.behind_ms < 2.0


@pytest.mark.parametrize(
    "shape",
    [Shape(rate_hz=0), Shape(rate_hz=3), Shape(channels=0), Shape(sdl_format=0x1234)],
)
def test_a_form_that_no_sound_has_is_told_in_one_sentence(shape: Shape) -> None:
    with pytest.raises(CannotListen, match="unusual form"):
        FromDevice(shape)


def test_half_a_sample_and_what_is_no_number_do_no_harm() -> None:
    odd = np.array([0.5, np.nan, np.inf, -np.inf], "<f4").tobytes() + b"\1"
    heard = FromDevice(Shape(sdl_format=FORMS["<f4"])).samples(odd)
    assert heard.tolist() == [0.5, 0.0, 0.0, 0.0]
    assert len(FromDevice(Shape()).samples(b"")) == 0
