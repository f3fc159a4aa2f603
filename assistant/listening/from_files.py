"""What the ear hears in sound files, as the microphone would have brought them, in virtual time.

Knows files, the ear and the recognizers by name. Must not know what is done with a word.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from assistant.core.events import NoWordHeard, VoiceBegan, WhyNoWord, WordHeard
from assistant.core.hearing import Guess
from assistant.core.units import Millis
from assistant.listening.contract import SAMPLE_RATE, CannotListen, Recognizer, Samples
from assistant.listening.ear import Ear, Heard
from assistant.listening.features import Embedder
from assistant.listening.kit import Folders, recognizers_of
from assistant.listening.personal import PersonalWords
from assistant.listening.sound_files import read_sound
from assistant.listening.voice import SileroVoice

QUIET_BEFORE_MS: Final[Millis] = 500
QUIET_AFTER_MS: Final[Millis] = 1000
_CHUNK: Final = 320  # 20 ms, a usual size for a sound card

_NO_SUCH: Final = "There is no recognizer called {name} here. There is: {names}."
_NONE: Final = "No recognizer can be used here."


@dataclass(frozen=True, slots=True, kw_only=True)
class FromFile:
    """The surest word of one file; no guesses where none was heard, and then why.

    Times count from the beginning of the file. ``at_ms`` is when the decision was there, with
    the time that computing took one core of this machine.
    """

    file: Path
    guesses: tuple[Guess, ...]
    began_ms: Millis
    ended_ms: Millis
    at_ms: Millis
    why_none: WhyNoWord | None = None
    words: int = 0
    """How many isolated words were heard in the file; the surest one is told here."""

    @property
    def ms_after_end(self) -> Millis:
        """From the end of the word to the decision."""
        return self.at_ms - self.ended_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """An event of the ear, and how long it took to compute."""

    event: Heard
    took_ms: float


def heard_in(sound: Samples, ear: Ear) -> Iterator[Timed]:
    """All events of a sound, with quiet before and after it; time 0 is where it begins.

    Each call starts a new stream, so the ear keeps nothing from one to the next.
    """
    before = np.zeros(QUIET_BEFORE_MS * SAMPLE_RATE // 1000, np.float32)
    after = np.zeros(QUIET_AFTER_MS * SAMPLE_RATE // 1000, np.float32)
    stream = np.concatenate([before, sound, after])
    for first in range(0, len(stream), _CHUNK):
        chunk = stream[first : first + _CHUNK]
        at = (first + len(chunk)) * 1000 // SAMPLE_RATE - QUIET_BEFORE_MS
        # Of this thread only: what else the machine does meanwhile says nothing about the ear.
        began_s = time.thread_time()
        events = ear.hear(at, chunk)
        took_ms = (time.thread_time() - began_s) * 1000
        yield from (Timed(event=event, took_ms=took_ms) for event in events)
    end = len(stream) * 1000 // SAMPLE_RATE - QUIET_BEFORE_MS
    yield from (Timed(event=event, took_ms=0.0) for event in ear.flush(end))


def heard_in_file(file: Path, ear: Ear) -> FromFile:
    """The surest word of a file. Raises CannotListen where it is no sound."""
    return heard_in_sound(file, read_sound(file), ear)


def heard_in_sound(file: Path, sound: Samples, ear: Ear) -> FromFile:
    """The surest word of a sound that came from this file."""
    timed = list(heard_in(sound, ear))
    words = [(each.event, each.took_ms) for each in timed if isinstance(each.event, WordHeard)]
    if words:
        return _surest(file, words)
    ends = [each.event for each in timed if isinstance(each.event, NoWordHeard)]
    began = next((each.event.began for each in timed if isinstance(each.event, VoiceBegan)), 0)
    at, why = (ends[-1].at, ends[-1].why) if ends else (0, None)
    return FromFile(file=file, guesses=(), began_ms=began, ended_ms=at, at_ms=at, why_none=why)


def listened(
    files: Iterable[Path],
    phrases: Sequence[str],
    folders: Folders,
    recognizer: str | None = None,
) -> Iterator[FromFile]:
    """Each file heard by itself, with these phrases active.

    ``recognizer`` is the name of the only one to ask; else all that are here. Where
    ``folders.words`` holds recordings, they are personal words. Raises CannotListen, for a
    recognizer that is not here before the first file, for a file that is no sound at that file.
    """
    ear = ear_for_files(phrases, folders, recognizer)
    for file in files:
        yield heard_in_file(file, ear)


def ear_for_files(phrases: Sequence[str], folders: Folders, recognizer: str | None) -> Ear:
    """An ear with these phrases active, which waits for the longest of the person's own words.

    Raises CannotListen for a recognizer that is not here.
    """
    recognizers = chosen(folders, recognizer)
    ear = Ear(SileroVoice(folders.models), recognizers)
    ear.listen_for(phrases)
    own = [each.longest_ms for each in recognizers if isinstance(each, PersonalWords)]
    ear.allow(max(own, default=0))
    return ear


def chosen(folders: Folders, recognizer: str | None) -> list[Recognizer]:
    """The recognizers to ask. Raises CannotListen where there is none."""
    if recognizer == "personal":  # alone, it says itself what is wrong with the recordings
        return [PersonalWords(Embedder(folders.models), folders.words)]
    found, left_out = recognizers_of(folders)
    names = ", ".join(each.name for each in found) or "none"
    if recognizer is not None:
        found = [each for each in found if each.name == recognizer]
        if not found:
            raise CannotListen(_NO_SUCH.format(name=recognizer, names=names))
    if not found:
        raise CannotListen((*left_out, _NONE)[0])
    return found


def _surest(file: Path, words: Sequence[tuple[WordHeard, float]]) -> FromFile:
    word, took_ms = max(words, key=lambda each: each[0].guesses[0].score)
    return FromFile(
        file=file,
        guesses=word.guesses,
        began_ms=word.began,
        ended_ms=word.ended,
        at_ms=word.at + round(took_ms),
        words=len(words),
    )
