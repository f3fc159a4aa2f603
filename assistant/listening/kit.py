"""Which recognizers there are on this computer, made into one ear. Knows folders, no words.

A recognizer that is not installed is left out in silence; one that is damaged, with its sentence.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from assistant.core.events import NoWordHeard, VoiceBegan, WordHeard
from assistant.core.units import Millis
from assistant.listening.contract import CannotListen, Recognizer, Samples

_NOTHING: Final = "Voice commands do not work on this computer. The switch works as before."
_NO_PART: Final = (
    "Voice commands need a part that this computer does not have ({part}). "
    "The switch works as before."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """Where things lie; any of them may be absent."""

    models: Path
    """What comes with the program."""
    words: Path
    """The person's own recordings, a folder for each word."""
    vosk_model: Path | None = None
    """A model that was installed, if any."""


class HearingEar(Protocol):
    """What the listening process needs of an ear; see ``ear.Ear``."""

    @property
    def last_word(self) -> Samples | None:
        """The newest isolated utterance as it sounded."""

    def listen_for(self, phrases: Sequence[str]) -> tuple[str, ...]:
        """Only these count from now on; gives back those that nobody can hear."""

    def allow(self, longest: Millis) -> None:
        """Sounds so long count as words whatever the phrases need; 0 for no more."""

    def set_pause(self, pause_ms: Millis) -> None:
        """A word is over after so long without sound."""

    def hear(self, at: Millis, chunk: Samples) -> Sequence[VoiceBegan | WordHeard | NoWordHeard]:
        """More sound; ``at`` is the moment of its last sample."""

    def flush(self, at: Millis) -> Sequence[VoiceBegan | WordHeard | NoWordHeard]:
        """No more sound follows: what has begun is over."""

    def close(self) -> None:
        """Give back what it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """An ear, what it is made of, and one plain sentence for each damaged part left out."""

    ear: HearingEar
    names: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    longest_own_ms: Millis = 0
    """How long the person's own sounds may be; 0 where no phrase needs more than it has letters."""
    advice: tuple[str, ...] = ()
    """What the person could change in their own recordings, one plain sentence each."""


def kit(folders: Folders) -> Kit:
    """The ear of this computer. Raises CannotListen where it would hear no word at all."""
    # Here, because these are big and each may be absent: the program starts sooner.
    from assistant.listening.ear import Ear  # noqa: PLC0415
    from assistant.listening.voice import SileroVoice  # noqa: PLC0415

    detector = SileroVoice(folders.models)
    found, left_out = _found(folders)
    if not found:
        raise CannotListen(left_out[0] if left_out else _NOTHING)
    return Kit(
        ear=Ear(detector, [each.recognizer for each in found]),
        names=tuple(each.recognizer.name for each in found),
        left_out=(*left_out, *(problem for each in found for problem in each.problems)),
        longest_own_ms=max(each.longest_own_ms for each in found),
        advice=tuple(text for each in found for text in each.advice),
    )


def recognizers_of(folders: Folders) -> tuple[list[Recognizer], list[str]]:
    """Those that can be made here, and why the others that should be here cannot."""
    found, left_out = _found(folders)
    return [each.recognizer for each in found], left_out


@dataclass(frozen=True, slots=True)
class _Found:
    recognizer: Recognizer
    problems: tuple[str, ...] = ()
    longest_own_ms: Millis = 0
    advice: tuple[str, ...] = ()


def _found(folders: Folders) -> tuple[list[_Found], list[str]]:
    found: list[_Found] = []
    left_out: list[str] = []
    for make in _makers(folders):
        try:
            found.append(make())
        except CannotListen as problem:
            left_out.append(str(problem))
        except ImportError as problem:
            left_out.append(_NO_PART.format(part=problem.name or problem))
    return found, left_out


def _makers(folders: Folders) -> Iterator[Callable[[], _Found]]:
    if any(folders.words.glob("*/*.wav")):
        yield lambda: _personal(folders)
    vosk_model = folders.vosk_model
    if vosk_model is not None and vosk_model.exists():
        yield lambda: _vosk(vosk_model)
    yield lambda: _spotter(folders.models)


def _personal(folders: Folders) -> _Found:
    from assistant.listening.alike import advice  # noqa: PLC0415
    from assistant.listening.features import Embedder  # noqa: PLC0415
    from assistant.listening.personal import PersonalWords  # noqa: PLC0415

    words = PersonalWords(Embedder(folders.models), folders.words)
    return _Found(words, words.problems, words.longest_ms, advice(words.comparison))


def _vosk(model: Path) -> _Found:
    from assistant.listening.vosk_recognizer import VoskRecognizer  # noqa: PLC0415

    return _Found(VoskRecognizer(model))


def _spotter(models: Path) -> _Found:
    from assistant.listening.spotter import Spotter  # noqa: PLC0415

    return _Found(Spotter(models))
