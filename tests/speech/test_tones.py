"""The two tones and the noise that keeps a sound card awake."""

import itertools
import math
import time
from array import array

import pytest

from assistant.speech import tones
from assistant.speech.sound import RATE_HZ, Sound


def samples(sound: Sound) -> "array[int]":
    return array("h", sound.pcm)


def largest_step(values: "array[int]") -> int:
    return max(abs(b - a) for a, b in itertools.pairwise(values))


def strength(values: "array[int]") -> float:
    return math.sqrt(sum(value * value for value in values) / len(values))


def test_the_call_is_loud_for_a_second_and_rests_for_half_a_second() -> None:
    call = samples(tones.call_tone())
    rest = call[-RATE_HZ // 2 :]
    loud = call[: -RATE_HZ // 2]
    assert abs(len(loud) / RATE_HZ - 1) < 0.02
    assert not any(rest)
    assert strength(loud) > 10_000


@pytest.mark.parametrize("sound", [tones.call_tone(), tones.hold_tone(3000)])
def test_no_tone_is_ever_clipped(sound: Sound) -> None:
    assert max(abs(value) for value in samples(sound)) < 32_000


def test_the_call_repeats_without_a_click() -> None:
    call = samples(tones.call_tone())
    assert abs(call[0]) < 100
    assert abs(call[-1]) < 100


@pytest.mark.parametrize("length_ms", [1, 500, 3000, 10_000])
def test_the_hold_tone_lasts_as_long_as_the_hold(length_ms: int) -> None:
    assert 0 <= tones.hold_tone(length_ms).duration_ms - length_ms <= 25


def test_the_hold_tone_climbs_from_soft_to_loud_without_a_click() -> None:
    hold = samples(tones.hold_tone(3000))
    quarters = [
        strength(hold[i : i + len(hold) // 4])
        for i in range(0, 4 * (len(hold) // 4), len(hold) // 4)
    ]
    assert quarters == sorted(quarters)
    assert quarters[3] > 5 * quarters[0]
    steepest = largest_step(samples(Sound(tones._hold_step(1.0))))
    assert largest_step(hold) <= steepest


def test_the_keep_awake_noise_is_one_bit_and_never_still() -> None:
    noise = samples(tones.keep_awake_noise())
    assert set(noise) == {-1, 1}
    assert 0.4 < list(noise).count(1) / len(noise) < 0.6


def test_the_tones_are_made_fast() -> None:
    tones.call_tone.cache_clear()
    tones._hold_steps.cache_clear()
    began_s = time.process_time()
    tones.call_tone()
    tones.hold_tone(10_000)
    assert time.process_time() - began_s < 0.2
