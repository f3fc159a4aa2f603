"""What was played and what was heard meet on one grid, whatever the clocks and stamps do."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.listening.alignment import FRAME_SAMPLES, Aligner, Frame, Timeline
from assistant.listening.contract import Samples

HEARD, PLAYED = 512, 370


def hum(seconds: float) -> Samples:
    """Noise of a voice's band: a shift by one sample shows."""
    noise = np.random.default_rng(1).standard_normal(int(seconds * 16_000) + 64)
    smooth = np.convolve(noise, np.hanning(9), "same")[: int(seconds * 16_000)]
    return np.asarray(0.1 * smooth / smooth.std(), np.float32)


def frames_of(
    sound: Samples,
    *,
    late_ms: float = 0.0,
    drift_ppm: float = 0.0,
    lost: "range | tuple[int, ...]" = (),
    delay_ms: float = 40.0,
) -> list[Frame]:
    """The sound is played, and heard ``delay_ms`` later by a clock that runs fast."""
    chance = np.random.default_rng(2)
    aligner, frames = Aligner(), list[Frame]()
    late = np.zeros(int(delay_ms * 16), np.float32)
    way = np.concatenate([late, sound])
    places = np.arange(len(way) * (1 + drift_ppm / 1e6)) / (1 + drift_ppm / 1e6)
    heard = np.interp(places, np.arange(len(way)), way).astype(np.float32)
    heard_hz = 16_000 * (1 + drift_ppm / 1e6)
    played_to = 0
    for number, first in enumerate(range(0, len(heard) - HEARD, HEARD)):
        last_ms = (first + HEARD) / heard_hz * 1000
        while played_to / 16 <= last_ms and played_to < len(sound):
            part = sound[played_to : played_to + PLAYED]
            aligner.play(1000 + played_to / 16 + chance.exponential(late_ms), part)
            played_to += len(part)
        if number not in lost:
            stamp = 1000 + last_ms + chance.exponential(late_ms)
            frames += aligner.hear(stamp, heard[first : first + HEARD])
    return frames


def delays_ms(frames: list[Frame], every: int = 100) -> list[float]:
    """By how much each second is heard later than played, to a quarter of a sample."""
    found = []
    for first in range(100, len(frames) - every, every):
        heard = np.concatenate([frame.heard for frame in frames[first : first + every]])
        played = np.concatenate([frame.played for frame in frames[first : first + every]])
        size = 2 * len(heard)
        cross = np.conj(np.fft.rfft(played, size)) * np.fft.rfft(heard, size)
        found.append(int(np.argmax(np.fft.irfft(cross, 4 * size)[: 4 * 3200])) / 64)
    return found


def test_the_microphone_is_never_changed() -> None:
    sound = hum(3)
    frames = frames_of(sound, delay_ms=0)
    heard = np.concatenate([frame.heard for frame in frames])
    assert np.array_equal(heard, sound[: len(heard)])


def test_the_delay_stands_still() -> None:
    delays = delays_ms(frames_of(hum(12)))
    assert max(delays) - min(delays) <= 1 / 16
    assert abs(delays[0] - 40) < 1


def test_late_stamps_do_not_move_it() -> None:
    delays = delays_ms(frames_of(hum(20), late_ms=3.0))[5:]
    assert max(delays) - min(delays) < 0.5


def test_two_clocks_that_differ_do_not_move_it_either() -> None:
    delays = delays_ms(frames_of(hum(40), late_ms=1.0, drift_ppm=300))[20:]
    assert max(delays) - min(delays) < 0.5  # without it: 6 ms


def test_after_lost_sound_it_is_where_it_was() -> None:
    frames = frames_of(hum(20), lost=range(200, 230))
    delays = delays_ms(frames)
    assert abs(delays[-1] - delays[0]) < 1
    steps_ms = np.diff([frame.ended_ms for frame in frames])
    assert 900 < steps_ms.max() < 1000


def test_where_nothing_plays_there_is_silence() -> None:
    aligner = Aligner()
    frames = aligner.hear(100.0, hum(0.1))
    assert len(frames) == 10
    assert all(not frame.played.any() for frame in frames)
    aligner.play(200.0, hum(0.05))
    assert not any(frame.played.any() for frame in aligner.hear(1000.0, hum(0.1)))


def test_a_gap_in_what_is_played_is_silence_of_its_length() -> None:
    timeline = Timeline()
    assert timeline.place(0.0, 1600) == 0
    assert timeline.place(600.0, 1600) == 500 * 16
    assert timeline.time_of(timeline.count) == 700.0


def test_a_night_without_sound_is_not_filled() -> None:
    timeline = Timeline()
    timeline.place(0.0, 1600)
    assert timeline.place(8 * 3_600_000.0, 1600) == 0
    assert timeline.time_of(timeline.count) == 8 * 3_600_000.0 + 100


Stream = st.lists(
    st.tuples(
        st.sampled_from(["play", "hear"]),
        st.floats(-500, 5000),
        st.integers(0, 3000),
    ),
    max_size=30,
)


@given(Stream)
@settings(max_examples=50, deadline=None)
def test_whatever_comes_whenever_every_frame_is_whole(stream: list[tuple[str, float, int]]) -> None:
    aligner, at_ms = Aligner(), 0.0
    for kind, step_ms, count in stream:
        at_ms += step_ms
        sound = np.full(count, 0.5, np.float32)
        if kind == "play":
            aligner.play(at_ms, sound)
            continue
        for frame in aligner.hear(at_ms, sound):
            assert len(frame.heard) == len(frame.played) == FRAME_SAMPLES
            assert np.isfinite(frame.played).all()
