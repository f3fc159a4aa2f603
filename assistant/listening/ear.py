"""From a stream of sound to words heard.

Joins the voice detector, the rule of isolated words and the recognizers. Must not know
microphones, files or clocks, nor what a word does.
"""

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

import numpy as np

from assistant.core.events import NoWordHeard, VoiceBegan, WordHeard
from assistant.core.hearing import ASK_AT, MOST_ASKED, Guess
from assistant.core.units import Millis
from assistant.listening.contract import OWN, SAMPLE_RATE, Recognizer, Samples
from assistant.listening.isolated import LONGEST_PHRASE_MS, Began, Found, Isolated, Isolation, Rules
from assistant.listening.voice import CHUNK_SAMPLES, VoiceDetector

Heard: TypeAlias = VoiceBegan | WordHeard | NoWordHeard

_SOFTEST_POWER: Final = 1e-10  # -100 dB: the logarithm of true silence is none
_SLOW_LETTER_MS: Final[Millis] = 150  # of a phrase said at two thirds of the usual pace
_GAP_MS: Final[Millis] = 500  # a stamp so far off means lost sound, not a late callback
_OFFSETS_KEPT: Final = 50
_SILENCE_COSTS: Final = 0.05


class Ear:
    """Hears isolated words in a stream of sound, and asks every recognizer about each.

    Each VoiceBegan is followed by exactly one WordHeard or NoWordHeard before the next one. Times
    are on the clock of the stamps given to ``hear``. Never raises for odd sound.
    """

    def __init__(
        self, detector: VoiceDetector, recognizers: Sequence[Recognizer], rules: Rules | None = None
    ) -> None:
        self._detector = detector
        self._recognizers = tuple(recognizers)
        self._can_hear: tuple[frozenset[str], ...] = tuple(frozenset() for _ in recognizers)
        self._rules = rules or Rules()
        self._isolation = Isolation(self._rules)
        self._rest: Samples = np.zeros(0, np.float32)
        self._clock = _SampleClock()
        self._longest_asked_ms: Millis = 0
        self._longest_phrase_ms: Millis = 0
        self.last_word: Samples | None = None
        """The newest isolated utterance as it sounded, known or not, with its margins."""

    def listen_for(self, phrases: Sequence[str]) -> tuple[str, ...]:
        """Only these phrases count from now on; gives back those that no recognizer can hear."""
        own = {
            phrase
            for each in self._recognizers
            if each.name == OWN
            for phrase in heard_by(each, phrases)
        }
        left = [phrase for phrase in phrases if phrase not in own]
        self._can_hear = tuple(
            frozenset(own) if each.name == OWN else heard_by(each, left)
            for each in self._recognizers
        )
        self._longest_phrase_ms = longest_ms(phrases)
        self._set_longest()
        return tuple(
            phrase for phrase in phrases if not any(phrase in can for can in self._can_hear)
        )

    def allow(self, longest: Millis) -> None:
        """Sounds of up to ``longest`` ms count as words whatever the phrases need; 0 for no more.

        For recording somebody's own sounds, and for those that they have recorded.
        """
        self._longest_asked_ms = min(longest, LONGEST_PHRASE_MS)
        self._set_longest()

    def set_pause(self, pause_ms: Millis) -> None:
        """A word is over after so long without sound."""
        self._rules = replace(self._rules, pause_ms=pause_ms)
        self._set_longest()

    def hear(self, at: Millis, chunk: Samples) -> list[Heard]:
        """More sound, of any length. ``at`` is the moment of its last sample."""
        sound = _tidied(chunk)
        heard: list[Heard] = []
        if self._clock.has_gap(at, len(sound)):
            heard = self.flush(at - len(sound) * 1000 // SAMPLE_RATE)
        self._clock.add(at, len(sound))
        sound = np.concatenate([self._rest, sound])
        whole = len(sound) // CHUNK_SAMPLES * CHUNK_SAMPLES
        self._rest = sound[whole:]
        behind = len(sound)
        for first in range(0, whole, CHUNK_SAMPLES):
            behind -= CHUNK_SAMPLES
            heard.extend(self._hear_piece(at, sound[first : first + CHUNK_SAMPLES], behind))
        return heard

    def flush(self, at: Millis) -> list[Heard]:
        """No more sound follows: what has begun is over."""
        heard = self._told(at, self._isolation.flush())
        self._isolation = Isolation(self._isolation.rules)
        self._detector.forget()
        self._rest = np.zeros(0, np.float32)
        self._clock = _SampleClock()
        return heard

    def close(self) -> None:
        """Give back what the recognizers hold."""
        for each in self._recognizers:
            each.close()

    def _hear_piece(self, at: Millis, piece: Samples, behind: int) -> list[Heard]:
        power = max(float(np.mean(piece * piece)), _SOFTEST_POWER)
        level_db = 10.0 * float(np.log10(power))
        voice = self._detector.likeness(piece)
        ended = self._clock.own_ms(behind)
        return self._told(at, self._isolation.hear(ended, voice, level_db, piece))

    def _told(self, at: Millis, found: list[Found]) -> list[Heard]:
        return [self._judged(at, each) for each in found]

    def _judged(self, at: Millis, found: Found) -> Heard:
        began = self._clock.stamped(found.began)
        if isinstance(found, Began):
            return VoiceBegan(at=at, began=began)
        if not isinstance(found, Isolated):
            return NoWordHeard(at=at, began=began, why=found.why)
        self.last_word = found.sound
        guesses = joined(
            [
                Vote(each.recognize(found.sound), can_hear)
                for each, can_hear in zip(self._recognizers, self._can_hear, strict=True)
                if can_hear
            ]
        )
        if not guesses:
            return NoWordHeard(at=at, began=began, why="not known")
        ended = self._clock.stamped(found.ended)
        return WordHeard(at=at, began=began, ended=ended, guesses=guesses)

    def _set_longest(self) -> None:
        longest = max(self._rules.longest_ms, self._longest_phrase_ms, self._longest_asked_ms)
        self._isolation.rules = replace(self._rules, longest_ms=longest)


@dataclass(frozen=True, slots=True)
class Vote:
    """What one recognizer says about a word, and which phrases it can hear at all."""

    guesses: tuple[Guess, ...]
    can_hear: Collection[str]


def heard_by(recognizer: Recognizer, phrases: Sequence[str]) -> frozenset[str]:
    """Let it listen for these phrases, and say which of them it can hear."""
    return frozenset(phrases) - frozenset(recognizer.listen_for(phrases))


def joined(votes: Sequence[Vote]) -> tuple[Guess, ...]:
    """One list of at most three guesses out of what each recognizer says, likeliest first.

    On the scale of scores 0.4 is an even chance and 0.8 about 49 to 1: to the eye of log odds it
    is a straight line, so independent evidence adds up as the distances from 0.4. Those who agree
    raise a phrase, those who say another lower it as far as they are sure of theirs; silence
    lowers it a little; and who cannot hear a phrase has no say in it.
    """
    phrases = dict.fromkeys(
        guess.phrase for vote in votes for guess in vote.guesses if guess.phrase in vote.can_hear
    )
    guesses = [_joined_guess(phrase, votes) for phrase in phrases]
    likely = [guess for guess in guesses if guess.score > 0.0]
    return tuple(sorted(likely, key=lambda guess: -guess.score)[:MOST_ASKED])


def longest_ms(phrases: Collection[str]) -> Millis:
    """How much sound the longest of these may be when it is said slowly."""
    letters = max((len(phrase) for phrase in phrases), default=0)
    return min(LONGEST_PHRASE_MS, letters * _SLOW_LETTER_MS)


def _joined_guess(phrase: str, votes: Sequence[Vote]) -> Guess:
    total, by = ASK_AT, list[str]()
    for vote in votes:
        if phrase not in vote.can_hear:
            continue
        own = [guess for guess in vote.guesses if guess.phrase == phrase]
        if own:
            total += own[0].score - ASK_AT
            by.append(own[0].by)
        elif vote.guesses:
            total -= max(_SILENCE_COSTS, vote.guesses[0].score - ASK_AT)
        else:
            total -= _SILENCE_COSTS
    return Guess(phrase, round(min(max(total, 0.0), 1.0), 4), "+".join(by))


@dataclass(slots=True)
class _SampleClock:
    """Counts samples, and says when each was on the clock of the stamps.

    A stamp comes with a callback, which may be late but never early: the smallest difference of
    the last ones is the truest.
    """

    _heard: int = 0
    _offsets: "deque[Millis]" = field(default_factory=lambda: deque(maxlen=_OFFSETS_KEPT))

    def add(self, at: Millis, count: int) -> None:
        self._heard += count
        self._offsets.append(at - self.own_ms(0))

    def own_ms(self, behind: int) -> Millis:
        """The moment of so many samples before the newest one, counted in samples heard."""
        return (self._heard - behind) * 1000 // SAMPLE_RATE

    def stamped(self, own_ms: Millis) -> Millis:
        return own_ms + min(self._offsets, default=0)

    def has_gap(self, at: Millis, count: int) -> bool:
        """Whether sound was lost before these samples."""
        if not self._offsets:
            return False
        own_ms = (self._heard + count) * 1000 // SAMPLE_RATE
        return abs(at - own_ms - min(self._offsets)) > _GAP_MS


def _tidied(chunk: Samples) -> Samples:
    """Numbers between -1 and 1, whatever a broken driver gives."""
    sound = np.nan_to_num(np.asarray(chunk, np.float32).ravel(), posinf=1.0, neginf=-1.0)
    return np.clip(sound, -1.0, 1.0)
