"""What this computer can hear of words, and what could be better about recordings of them.

Joins the page to the listening room. Must not know forms or HTTP.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.core.phrases import spoken_form
from assistant.listening.contract import CannotListen
from assistant.listening.models import model_to_use


@dataclass(frozen=True, slots=True)
class Heard:
    """The phrases that can be heard; with a language model nearly anything can."""

    phrases: frozenset[str]
    is_anything: bool

    def __contains__(self, phrase: str) -> bool:
        """Whether this can be heard."""
        return self.is_anything or phrase in self.phrases


def heard_by(brought: Path, installed: Path, recorded: Mapping[str, int]) -> Heard:
    """What the models that came along, an installed one and the person's recordings hear."""
    own = {spoken_form(phrase) for phrase in recorded}
    is_anything = model_to_use(installed) is not None
    return Heard(frozenset(own | _of_spotter(brought)), is_anything)


@lru_cache(maxsize=1)
def _of_spotter(brought: Path) -> frozenset[str]:
    try:
        from assistant.listening.spotter import words_of  # noqa: PLC0415 - numpy and onnxruntime

        return frozenset(words_of(brought / "commands" / "words.json").labels)
    except (CannotListen, ImportError):
        return frozenset()


def advice_on(brought: Path, words: Path) -> tuple[str, ...]:
    """What to change in the person's recordings, one plain sentence each; none where all is well.

    Comparing takes a moment, so it is done once for the same recordings.
    """
    files = sorted(words.glob("*/*.wav"))
    try:
        seen = tuple((str(file), file.stat().st_mtime_ns) for file in files)
    except OSError:
        return ()
    return _advice(brought, words, seen)


@lru_cache(maxsize=1)
def _advice(brought: Path, words: Path, seen: tuple[tuple[str, int], ...]) -> tuple[str, ...]:
    del seen  # what else is remembered by
    try:
        from assistant.listening.alike import advice  # noqa: PLC0415 - as above
        from assistant.listening.features import Embedder  # noqa: PLC0415
        from assistant.listening.personal import PersonalWords  # noqa: PLC0415

        own = PersonalWords(Embedder(brought), words)
    except CannotListen as problem:
        return (str(problem),)
    except ImportError:
        return ()
    return (*own.problems, *advice(own.comparison))
