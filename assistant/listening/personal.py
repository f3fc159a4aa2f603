"""Words recognized by the person's own recordings of them, whatever sounds they are.

Knows a folder with one folder for each word. Must not know menus, models or microphones.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from assistant.core.hearing import ACT_AT, ASK_AT, MOST_ASKED, Guess
from assistant.core.units import Millis
from assistant.listening.alike import USUAL_SPREAD, Comparison
from assistant.listening.background import noises
from assistant.listening.centre import CENTRE
from assistant.listening.contract import OWN, CannotListen, Samples
from assistant.listening.features import Embedder, Frames
from assistant.listening.shaping import deepened, shaped, slowed, sound_ms
from assistant.listening.sound_files import read_sound
from assistant.listening.warping import Bundle, directions

NAME: Final = OWN
LONGEST_MS: Final[Millis] = 4000
SHORTEST_MS: Final[Millis] = 60

_SLOWER: Final = 1.4
_TIRED: Final = 1.5
_DEEPER: Final = 1.5
_VARIANTS: Final = 3
_NEAREST: Final = 2  # of a word's recordings: one alone may be a slip of the tongue

_SURE_WITHIN: Final = 0.40  # for one word
_TEN_WORDS_COST: Final = 0.055  # ten times the words are ten times the chances to be fooled
_ASKED_BEYOND_SURE: Final = 0.08
_NEVER_BEYOND_SURE: Final = 0.19
_CLEAR_BY: Final = 0.06  # so much nearer than the next word, or it is a question which
_NEXT_COUNTS: Final = 0.2
_USUAL_NEXT: Final = 0.55  # from a word to the nearest other one
_FARTHEST_NEXT: Final = 0.65
_SPREAD_COUNTS: Final = 0.3
_WIDEST_SPREAD: Final = 0.3

_SILENT: Final = "{file} holds no word. Record it again."
_TOO_LONG: Final = "{file} is longer than four seconds. Record it again, shorter."
_NO_WORDS: Final = "No word has been recorded yet in {folder}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One recording of one word, as the matching sees it."""

    phrase: str
    file: Path
    lasts_ms: Millis
    variants: tuple[Frames, ...]
    """As it is, at the pace of a tired voice, and slow and deep."""


class PersonalWords:
    """A Recognizer made of DIR/WORD/*.wav; "help me" may stand in DIR/help_me.

    A recording that cannot be used is left out, and ``problems`` says so in one sentence each.
    Raises CannotListen where no recording can be used.
    """

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self._embedder = embedder
        self.recordings, self.problems = self._read(folder)
        if not self.recordings:
            raise CannotListen((*self.problems, _NO_WORDS.format(folder=folder))[0])
        self._phrases = tuple(dict.fromkeys(each.phrase for each in self.recordings))
        self._active: frozenset[str] = frozenset()
        self._bundle = Bundle([variant for each in self.recordings for variant in each.variants])
        self._noises = Bundle([self._directions(shaped(noise)) for noise in noises()])
        self.comparison = Comparison(
            phrases=tuple(each.phrase for each in self.recordings),
            names=tuple(each.file.name for each in self.recordings),
            distances=np.array([self._to_each(each.variants[0]) for each in self.recordings]),
        )
        """Which of the sounds are alike: see ``alike.advice``."""
        self._of_phrase = {phrase: self.comparison.of(phrase) for phrase in self._phrases}
        self._spreads = {phrase: self.comparison.spread(phrase) for phrase in self._phrases}

    @property
    def name(self) -> str:
        """Which recognizer it is."""
        return NAME

    @property
    def longest_ms(self) -> Millis:
        """How long the longest of them may be on a tired day: the ear must wait so long."""
        longest = max(each.lasts_ms for each in self.recordings)
        return min(LONGEST_MS, int(longest * _TIRED))

    def listen_for(self, phrases: Sequence[str]) -> tuple[str, ...]:
        """See Recognizer."""
        self._active = frozenset(phrases) & frozenset(self._phrases)
        return tuple(phrase for phrase in phrases if phrase not in self._active)

    def recognize(self, word: Samples) -> tuple[Guess, ...]:
        """See Recognizer. A recorded word that is not active now is still known, as another."""
        heard = self._heard(word)
        if heard is None:
            return ()
        distances = self._by_phrase(heard)
        noise = float(self._noises.distances(heard).min())
        scores = {
            phrase: self._score(phrase, distances, noise)
            for phrase in self._phrases
            if phrase in self._active
        }
        guesses = [Guess(phrase, score, NAME) for phrase, score in scores.items() if score > 0]
        return tuple(sorted(guesses, key=lambda guess: -guess.score)[:MOST_ASKED])

    def close(self) -> None:
        """Nothing is held but memory."""

    def _heard(self, word: Samples) -> Frames | None:
        sound = shaped(np.clip(np.nan_to_num(word), -1, 1))
        return self._directions(sound) if len(sound) else None

    def _by_phrase(self, heard: Frames) -> dict[str, float]:
        """How far the sound is from each recorded word."""
        each = self._to_each(heard)
        return {
            phrase: float(np.sort(each[of_phrase])[:_NEAREST].mean())
            for phrase, of_phrase in self._of_phrase.items()
        }

    def _score(self, phrase: str, distances: Mapping[str, float], noise: float) -> float:
        """On the scale of the contract.

        Less sure where the next word or a noise is near, too, and surer for a word that the
        person says differently each time. The weights were fitted on three people's digits.
        """
        distance = distances[phrase]
        other = min([noise, *(far for name, far in distances.items() if name != phrase)])
        judged = (
            distance
            + _NEXT_COUNTS * (_USUAL_NEXT - min(other, _FARTHEST_NEXT))
            - _SPREAD_COUNTS * (min(self._spreads[phrase], _WIDEST_SPREAD) - USUAL_SPREAD)
        )
        sure = _SURE_WITHIN - _TEN_WORDS_COST * math.log10(len(self._phrases))
        limits = [0.0, sure, sure + _ASKED_BEYOND_SURE, sure + _NEVER_BEYOND_SURE]
        score = float(np.interp(judged, limits, [1.0, ACT_AT, ASK_AT, 0.0]))
        # The nearer of two that are equally near is right more often than not: worth a question.
        clear = (other - distance) / _CLEAR_BY
        most = float(np.interp(clear, [-1.0, 0.0, 1.0], [0.0, ASK_AT + 0.1, 1.0]))
        return round(min(score, most), 4)

    def _to_each(self, heard: Frames) -> npt.NDArray[np.float64]:
        """How far each recording is, by the nearest of its variants."""
        nearest: npt.NDArray[np.float64] = (
            self._bundle.distances(heard).reshape(-1, _VARIANTS).min(axis=1)
        )
        return nearest

    def _directions(self, sound: Samples) -> Frames:
        return directions(self._embedder.frames(sound), CENTRE)

    def _read(self, folder: Path) -> tuple[tuple[Recording, ...], tuple[str, ...]]:
        recordings, problems = list[Recording](), list[str]()
        for file in sorted(folder.glob("*/*.[wW][aA][vV]")):
            try:
                recordings.append(self._recording(file))
            except CannotListen as problem:
                problems.append(str(problem))
        return tuple(recordings), tuple(problems)

    def _recording(self, file: Path) -> Recording:
        sound = read_sound(file)
        lasts_ms = sound_ms(sound)
        if lasts_ms < SHORTEST_MS:
            raise CannotListen(_SILENT.format(file=file))
        if lasts_ms > LONGEST_MS:
            raise CannotListen(_TOO_LONG.format(file=file))
        return Recording(
            phrase=file.parent.name.replace("_", " ").lower(),
            file=file,
            lasts_ms=lasts_ms,
            variants=tuple(
                self._directions(shaped(variant))
                for variant in (sound, slowed(sound, _SLOWER), deepened(sound, _DEEPER))
            ),
        )
