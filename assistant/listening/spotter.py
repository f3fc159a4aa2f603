"""The recognizer that comes with the program: the commands, in anybody's voice.

Knows one network and its list of words. Must not know menus, microphones or what a word does.

The network is given two seconds of sound with the word in the middle and answers how likely each
of its words is, and how likely something else. It was trained on synthetic speech only; its card
(``models/commands/card.md``) says how, and what it reaches.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from assistant.core.hearing import ACT_AT, ASK_AT, MOST_ASKED, Guess
from assistant.listening.contract import SAMPLE_RATE, CannotListen, Samples
from assistant.listening.network import Network, Numbers

NAME: Final = "spotter"
FOLDER: Final = Path("commands")

_BLOCK: Final = SAMPLE_RATE // 100
_LOUD_SHARE: Final = 5  # the loudest fifth of a clip is its word, more or less
_SILENT: Final = 1e-5  # an empty line: there is nothing to make louder
_SHIFTS_MS: Final = (-60, -20, 20, 60)  # a frame is 80 ms: what one position splits, another keeps
_LOUDEST_BLOCKS: Final = 6
_WORD_WITHIN_DB: Final = 30.0
_ABOVE_QUIET: Final = 0.25
_MARGIN: Final = SAMPLE_RATE // 5
_WORTH_TELLING: Final = 0.1

_BAD_LIST: Final = "A part of the voice commands is damaged: {file}. Install the program again."
_NO_LIST: Final = "A part of the voice commands is missing: {file}. Install the program again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the network's outputs mean, from ``words.json``; the last output is anything else."""

    labels: tuple[str, ...]
    samples: int
    level: float
    act_from: float
    ask_from: float
    sha256: str

    def score(self, likelihood: float) -> float:
        """The likelihood on the scale that all recognizers share, between its limits linear."""
        places = (0.0, self.ask_from, self.act_from, 1.0)
        return float(np.interp(likelihood, places, (0.0, ASK_AT, ACT_AT, 1.0)))


class Spotter:
    """A Recognizer of the words in ``models/commands/words.json``. Deterministic.

    ``models`` is the folder that holds ``commands/``. Raises CannotListen where a part of it is
    missing or damaged, or belongs to another version.
    """

    def __init__(self, models: Path) -> None:
        self._words = words_of(models / FOLDER / "words.json")
        file = models / FOLDER / "spotter.onnx"
        self._network = Network(file)
        if hashlib.sha256(file.read_bytes()).hexdigest() != self._words.sha256:
            raise CannotListen(_BAD_LIST.format(file=file))
        self._input = self._network.inputs[0]
        silence = np.zeros((1, self._words.samples), np.float32)
        self._network.check({self._input: silence}, (1, len(self._words.labels) + 1))
        self._active: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Which recognizer it is."""
        return NAME

    @property
    def labels(self) -> tuple[str, ...]:
        """Every word it can hear."""
        return self._words.labels

    def listen_for(self, phrases: Sequence[str]) -> tuple[str, ...]:
        """See Recognizer."""
        self._active = tuple(word for word in self._words.labels if word in phrases)
        return tuple(phrase for phrase in phrases if phrase not in self._words.labels)

    def recognize(self, word: Samples) -> tuple[Guess, ...]:
        """See Recognizer. A word it knows that is not active counts against the active ones."""
        likelihoods = self.likelihoods(word)
        scores = {
            phrase: self._words.score(likelihoods[phrase])
            for phrase in self._active
            if phrase in likelihoods
        }
        guesses = [
            Guess(phrase, score, NAME) for phrase, score in scores.items() if score > _WORTH_TELLING
        ]
        return tuple(sorted(guesses, key=lambda guess: -guess.score)[:MOST_ASKED])

    def likelihoods(self, word: Samples) -> Mapping[str, float]:
        """How likely each word is; they add up to 1 with anything else. Empty for silence."""
        sound = levelled(word, self._words.level)
        if sound is None:
            return {}
        sound = trimmed(sound)
        size = self._words.samples
        windows = np.stack([framed(sound, size, _samples(shift)) for shift in _SHIFTS_MS])
        mean: Numbers = self._network.run({self._input: windows})[0].mean(axis=0)
        return dict(zip(self._words.labels, (float(each) for each in mean), strict=False))

    def close(self) -> None:
        """Nothing is held but memory."""


def _samples(ms: int) -> int:
    return ms * SAMPLE_RATE // 1000


def words_of(file: Path) -> Words:
    """What ``words.json`` says. Raises CannotListen where it is missing or damaged."""
    try:
        read: Any = json.loads(file.read_text("utf-8"))
        found = Words(
            labels=tuple(str(word) for word in read["words"]),
            samples=int(read["samples"]),
            level=float(read["level"]),
            act_from=float(read["act_from"]),
            ask_from=float(read["ask_from"]),
            sha256=str(read["sha256"]),
        )
    except OSError as error:
        raise CannotListen(_NO_LIST.format(file=file)) from error
    except (ValueError, KeyError, TypeError) as error:
        raise CannotListen(_BAD_LIST.format(file=file)) from error
    if not (found.labels and found.samples > 0 and 0 < found.ask_from < found.act_from < 1):
        raise CannotListen(_BAD_LIST.format(file=file))
    return found


def levelled(word: Samples, level: float) -> Samples | None:
    """``word`` with its loud part at ``level`` whatever the microphone; None for silence."""
    sound = np.nan_to_num(np.asarray(word, np.float32).ravel(), posinf=1.0, neginf=-1.0)
    sound = np.clip(sound, -1.0, 1.0)
    whole = len(sound) // _BLOCK * _BLOCK
    if not whole:
        return None
    blocks = np.sqrt(np.square(sound[:whole]).reshape(-1, _BLOCK).mean(axis=1))
    loud = float(np.sort(blocks)[-max(1, len(blocks) // _LOUD_SHARE) :][0])
    if loud < _SILENT:
        return None
    return np.asarray(sound * np.float32(level / loud), np.float32)


def trimmed(sound: Samples) -> Samples:
    """``sound`` from 0.2 s before its first loud moment to 0.2 s after its last one.

    The network was taught on words cut so, and a hum or hiss around them is not the word.
    """
    blocks = np.square(sound[: len(sound) // _BLOCK * _BLOCK]).reshape(-1, _BLOCK).mean(axis=1)
    level_db = np.sort(10 * np.log10(blocks + 1e-10))
    loud = float(level_db[-_LOUDEST_BLOCKS:].mean())
    quiet = float(level_db[: max(1, len(level_db) // 10)].mean())
    limit = max(loud - _WORD_WITHIN_DB, quiet + _ABOVE_QUIET * (loud - quiet))
    active = np.flatnonzero(10 * np.log10(blocks + 1e-10) > limit)
    if not len(active):  # equally loud all over
        return sound
    begin = max(0, int(active[0]) * _BLOCK - _MARGIN)
    return sound[begin : (int(active[-1]) + 1) * _BLOCK + _MARGIN]


def framed(sound: Samples, size: int, shift: int) -> Samples:
    """``sound`` in the middle of ``size`` samples of quiet and ``shift`` later; or its middle."""
    missing = size - len(sound)
    if missing < 0:
        start = min(max(-missing // 2 - shift, 0), -missing)
        return sound[start : start + size]
    before = min(max(missing // 2 + shift, 0), missing)
    return np.pad(sound, (before, missing - before))
