"""How well, how fast and at what cost the program hears words, on recorded people.

``--rounds N`` takes every Nth clip only, for a first look. Without the recordings one row says so.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from assistant.core.ears import AFTER_TALK_MS, VERY_SURE
from assistant.core.events import Event, NoWordHeard, WordHeard
from assistant.core.hearing import Act, decide
from assistant.listening.contract import SAMPLE_RATE, CannotListen, Samples
from assistant.listening.ear import Ear
from assistant.listening.from_files import FromFile, chosen, heard_in, listened
from assistant.listening.kit import Folders
from assistant.listening.sound_files import read_sound
from assistant.listening.voice import SileroVoice
from benchmarks import listening_personal
from benchmarks.listening_clips import (
    MODELS,
    RECORDED,
    SCREEN,
    accepted,
    clips,
    confused,
    counted,
    word_of,
)
from benchmarks.measures import Row, percentile

_FOLDERS = Folders(models=MODELS, words=Path("nowhere"))
_SEED = 5
_GAPS_S = ((0.3, 0.3), (1.0, 1.0), (0.2, 3.0))


def rows(rounds: int) -> list[Row]:
    """Spotter, running speech, noise, personal words, time after the word, cost."""
    if not RECORDED.is_dir():
        return [{"what": f"not measured: there are no recordings of people in {RECORDED}"}]
    every = max(1, rounds)
    try:
        spotted = [*_spotter(every), *_false_actions()]
    except CannotListen as problem:
        spotted = [{"what": f"spotter not measured: {problem}"}]
    return [*spotted, *listening_personal.rows(every), _cost()]


def _spotter(every: int) -> Iterator[Row]:
    words = clips("words/*/*.wav", every)
    active = _heard([each for each in words if word_of(each) in SCREEN])
    yield counted(active, "spotter: words of the screen")
    yield {"what": "spotter: taken for another", **confused(active)}
    for word in SCREEN:
        yield counted([each for each in active if word_of(each.file) == word], f"spotter: {word!r}")
    inactive = _heard([each for each in words if word_of(each) not in SCREEN])
    yield accepted(inactive, "spotter: commands that are not active")
    others = _heard(clips("other_words/*/*.wav", every))
    yield accepted(others, "spotter: words that are no command")
    yield accepted([*inactive, *others], "spotter: all words that are not active")
    yield _after_end([*active, *inactive, *others])


def _heard(files: Sequence[Path]) -> list[FromFile]:
    return list(listened(files, SCREEN, _FOLDERS, "spotter"))


def _after_end(heard: Sequence[FromFile]) -> Row:
    after_ms = [each.ms_after_end for each in heard if each.guesses]
    return {
        "what": "from the end of a word to the decision, with computing",
        "p50_ms": percentile(after_ms, 0.5),
        "p95_ms": percentile(after_ms, 0.95),
        "count": len(after_ms),
    }


def _false_actions() -> Iterator[Row]:
    """Running speech and noise as one long sound each, the words of the screen active."""
    talk = [read_sound(file) for file in clips("running_speech/*/*.flac")]
    for gaps_s in _GAPS_S:
        yield _over_hours(_chained(talk, gaps_s), f"running speech, pauses of {gaps_s} s")
    for file in clips("noise/*"):
        yield _over_hours(read_sound(file), f"noise: {file.stem}")


def _chained(sounds: Sequence[Samples], gaps_s: tuple[float, float]) -> Samples:
    chance = np.random.default_rng(_SEED)
    pieces = []
    for sound in sounds:
        gap_s = chance.uniform(*gaps_s)
        pieces += [sound, np.zeros(int(gap_s * SAMPLE_RATE), np.float32)]
    return np.concatenate(pieces)


def _over_hours(sound: Samples, what: str) -> Row:
    ear = Ear(SileroVoice(MODELS), chosen(_FOLDERS, "spotter"))
    ear.listen_for(SCREEN)
    events = [each.event for each in heard_in(sound, ear)]
    words = [each for each in events if isinstance(each, WordHeard)]
    unknown = [each for each in events if isinstance(each, NoWordHeard) and each.why == "not known"]
    hours = len(sound) / SAMPLE_RATE / 3600
    return {
        "what": what,
        "minutes": round(hours * 60, 1),
        "isolated": len(words) + len(unknown),
        "actions": (acts := _acts(events)),
        "actions_per_hour": round(acts / hours, 1),
    }


def _acts(events: Sequence[Event]) -> int:
    """How often the program would act: it must be very sure while people talk in the room."""
    acts, talk_until = 0, None
    for event in events:
        if isinstance(event, NoWordHeard) and event.why in ("running speech", "too long"):
            talk_until = event.at
        elif isinstance(event, WordHeard):
            is_amid_talk = talk_until is not None and event.began - talk_until < AFTER_TALK_MS
            active = {each.phrase for each in event.guesses}
            sure = {"act_at": VERY_SURE} if is_amid_talk else {}
            acts += isinstance(decide(event.guesses, active, **sure), Act)
    return acts


def _cost() -> Row:
    """In a process of its own, so that only the ear's memory counts."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.listening_cost"],
        capture_output=True,
        text=True,
        check=True,
    )
    row: Row = json.loads(told.stdout.splitlines()[-1])
    return row
