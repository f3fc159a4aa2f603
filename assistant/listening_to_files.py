"""``als-assistant listen``: what the program would make of words in sound files.

The same ear, the same phrases and the same decision as in the running program, at the file's own
time. Must not know faces or the voice.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from assistant.core.hearing import Act, Ask, Decision, Ignore, decide
from assistant.core.scanning import begun
from assistant.core.state import AppState, Browsing, Frame, Playing
from assistant.core.units import Millis
from assistant.core.vocabulary import vocabulary, with_library
from assistant.ears import listening_folders
from assistant.listening.contract import CannotListen
from assistant.listening.from_files import FromFile, ear_for_files, heard_in_file
from assistant.stored import Stored, fresh_state, open_guide


class NoSuchScreen(Exception):
    """A screen that there is not; the message is one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was made of one file. ``problem`` is why it could not be heard."""

    file: str
    heard: str | None = None
    """The likeliest phrase, whatever is made of it."""
    command: str | None = None
    """What is done, or asked about."""
    score: float = 0.0
    decision: str = "ignore"
    ms_after_end: Millis | None = None
    """From the end of the word to the decision, computing included."""
    problem: str = ""

    def as_json(self) -> str:
        """One line for a program."""
        fields = asdict(self)
        del fields["problem"]
        return json.dumps(fields)

    def in_words(self) -> str:
        """One line for people."""
        if self.heard is None:
            return f"{self.file}: no word heard"
        return f"{self.file}: {self.heard} ({self.score:.2f}), {self.decision}"


def phrases_on(stored: Stored, screen: str) -> tuple[str, ...]:
    """What counts on a screen: a list, or a section while it is read. Raises NoSuchScreen."""
    guide, _ = open_guide(stored)
    state = with_library(fresh_state(stored, None), guide.library)
    node = guide.library.nodes.get(screen)
    if node is not None and node.is_section:
        reading = replace(state, mode=Playing(stage="text"))
        return tuple(vocabulary(reading))
    return tuple(vocabulary(_at_list(state, screen)))


def _at_list(state: AppState, screen: str) -> AppState:
    path = (Frame("home"), Frame(screen)) if screen != "home" else (Frame("home"),)
    state = replace(state, path=path)
    if state.menu.id != screen:
        message = (
            f"There is no screen {screen}. Use home, settings, guide, or a number such as 2.2."
        )
        raise NoSuchScreen(message)
    return replace(state, mode=Browsing(scan=begun(len(state.menu.items))))


def answers(
    stored: Stored,
    files: Sequence[Path],
    phrases: Sequence[str],
    recognizer: str | None,
    enroll: Path | None,
) -> Iterator[Answer]:
    """What is made of each file. Raises CannotListen where nothing can be recognized at all."""
    folders = listening_folders(stored.folders)
    if enroll is not None:
        folders = replace(folders, words=enroll)
    ear = ear_for_files(phrases, folders, recognizer)
    for file in files:
        try:
            yield _answer(heard_in_file(file, ear), phrases)
        except CannotListen as problem:
            yield Answer(file=str(file), problem=str(problem))


def _answer(found: FromFile, phrases: Sequence[str]) -> Answer:
    decision = decide(found.guesses, set(phrases))
    best = found.guesses[0] if found.guesses else None
    return Answer(
        file=str(found.file),
        heard=best.phrase if best else None,
        command=_command(decision),
        score=best.score if best else 0.0,
        decision={Act: "act", Ask: "ask", Ignore: "ignore"}[type(decision)],
        ms_after_end=found.ms_after_end if best else None,
    )


def _command(decision: Decision) -> str | None:
    match decision:
        case Act(guess):
            return guess.phrase
        case Ask(guesses):
            return guesses[0].phrase
        case Ignore():
            return None
