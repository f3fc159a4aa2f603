"""The first step: every voice says its share of the words. Writes one file a run.

A run is one speaker saying ten commands and other words, or one sentence. Runs are numbered;
run N of a voice is the same whenever and wherever it is made. A run that exists is left alone,
so the step can be stopped and taken up again.
"""

import contextlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from models.training.voices import Espeak, Festival, Flite, Kokoro, Piper, Sound
from models.training.words import COMMANDS, SENTENCES, likenesses, negatives

SENTENCE: Final = "~sentence"
"""The label of a piece of running speech."""
_A_RUN: Final = 10
_COMMANDS_A_RUN: Final = 5
_SENTENCE_EVERY: Final = 12
_VOICE_SEEDS: Final = {
    "kokoro": 1,
    "espeak": 2,
    "flite": 3,
    "held-kokoro": 11,
    "held-flite": 12,
    "held-festival": 13,
    "held-piper": 14,
}


class Voice(Protocol):
    """Whatever can say words."""

    def say(self, words: list[str], chance: np.random.Generator) -> list[Sound] | None:
        """Each of ``words`` by one speaker, or None where the run failed."""


def voice(name: str, sources: Path) -> Voice:
    """The voice called ``name``; those called held-... are never trained on."""
    makers: dict[str, Callable[[], Voice]] = {
        "kokoro": lambda: Kokoro(sources / "kokoro"),
        "held-kokoro": lambda: Kokoro(sources / "kokoro", held_back=True),
        "espeak": Espeak,
        "flite": lambda: Flite(("awb", "rms", "awb", "rms", "kal16", "kal")),
        "held-flite": lambda: Flite(("slt",)),
        "held-festival": lambda: Festival(("cmu_us_slt_arctic_hts",)),
        "held-piper": lambda: Piper(sources / "piper" / "en_US-joe-medium.onnx"),
    }
    return makers[name]()


def words_of(run: int, chance: np.random.Generator) -> list[str]:
    """What is said in a run: commands come round evenly, other words by chance."""
    order = np.random.default_rng(1000 + run * _COMMANDS_A_RUN // len(COMMANDS))
    turn = [COMMANDS[i] for i in order.permutation(len(COMMANDS))] * 2
    start = run * _COMMANDS_A_RUN % len(COMMANDS)
    said = turn[start : start + _COMMANDS_A_RUN]
    alike = likenesses()
    others = negatives()
    while len(said) < _A_RUN:
        pool = alike if chance.random() < 0.75 else others
        word = pool[int(chance.integers(len(pool)))]
        if word not in said:
            said.append(word)
    return [said[i] for i in chance.permutation(len(said))]


def speak(name: str, sources: Path, into: Path, runs: Iterable[int]) -> None:
    """Write ``into/NAME/RUN.npz`` (clips, labels) for each of ``runs``."""
    folder = into / name
    folder.mkdir(parents=True, exist_ok=True)
    speaker = voice(name, sources)
    for run in runs:
        path = folder / f"{run:05d}.npz"
        if path.exists():
            continue
        chance = np.random.default_rng((_VOICE_SEEDS[name], run))
        if run % _SENTENCE_EVERY == _SENTENCE_EVERY - 1:
            labels = [SENTENCE]
            said = [SENTENCES[int(chance.integers(len(SENTENCES)))]]
            half = said[0].split()
            said = [" ".join(half[: len(half) // 2] if run % 2 else half[len(half) // 2 :])]
        else:
            labels = said = words_of(run, chance)
        clips = speaker.say(said, chance)
        if clips is None:
            continue
        joined = np.concatenate(clips)
        ends = np.cumsum([len(clip) for clip in clips])
        written = path.with_suffix(".part")
        with contextlib.closing(written.open("wb")) as file:
            np.savez(
                file,
                sound=np.clip(joined * 32767, -32768, 32767).astype(np.int16),
                ends=ends,
                labels=np.array(labels),
            )
        written.rename(path)
