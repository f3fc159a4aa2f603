"""When people are told about their microphone, and when they are left in peace."""

import numpy as np

from assistant.listening.contract import Samples
from assistant.listening.level import LevelWatch, level_of

CHUNK_MS = 32


def noise(size: float) -> Samples:
    chance = np.random.default_rng(3)
    return np.asarray(chance.uniform(-size, size, 512), np.float32)


def told(watch: LevelWatch, sound: Samples, from_ms: int, for_ms: int) -> list[tuple[int, str]]:
    level = level_of(sound)
    return [
        (at, concern)
        for at in range(from_ms, from_ms + for_ms, CHUNK_MS)
        if (concern := watch.hear(at, level))
    ]


SILENCE = np.zeros(512, np.float32)
A_STILL_ROOM = noise(4 / 32768)
A_VOICE = noise(0.3)
SHOUTED_INTO = np.clip(noise(1.0) * 4, -1, 1)


def test_full_scale_is_0_db_and_silence_is_minus_100() -> None:
    square = np.resize(np.array([1.0, -1.0], np.float32), 512)
    assert level_of(square).rms_db == 0.0
    assert level_of(square).clipped == 1.0
    assert level_of(SILENCE).rms_db == -100.0
    assert level_of(SILENCE[:0]) == level_of(SILENCE)


def test_ten_seconds_of_nothing_are_told_once_however_long_they_last() -> None:
    concerns = told(LevelWatch(), SILENCE, 0, 3_600_000)
    assert [concern for _, concern in concerns] == ["silent"]
    assert 10_000 <= concerns[0][0] < 10_100


def test_a_still_room_is_not_nothing() -> None:
    assert told(LevelWatch(), A_STILL_ROOM, 0, 60_000) == []


def test_a_microphone_muted_again_and_again_is_told_every_ten_minutes_at_most() -> None:
    watch = LevelWatch()
    concerns = []
    for minute in range(30):
        concerns += told(watch, A_VOICE, minute * 60_000, 30_000)
        concerns += told(watch, SILENCE, minute * 60_000 + 30_000, 30_000)
    assert [concern for _, concern in concerns] == ["silent"] * 3


def test_a_voice_at_the_limit_is_told_once_and_one_knock_is_not() -> None:
    watch = LevelWatch()
    assert told(watch, SHOUTED_INTO, 0, CHUNK_MS) == []
    assert told(watch, A_VOICE, 1000, 20_000) == []
    assert [concern for _, concern in told(watch, SHOUTED_INTO, 30_000, 60_000)] == ["clipping"]


def test_a_usual_voice_is_no_concern() -> None:
    assert told(LevelWatch(), A_VOICE, 0, 60_000) == []
