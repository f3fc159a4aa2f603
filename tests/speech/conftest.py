"""Loudspeakers and voices for the tests of the speech room: real ones, and ones that fail."""

import itertools
import queue
import time
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from assistant.core.events import Event, SpeechEnded, SpeechStarted
from assistant.core.lexicon import Lexicon
from assistant.core.utterances import HowEnded, Utterance
from assistant.speech.sound import RATE_HZ
from assistant.speech.speaker import Speaker

MUTE_ENGINE = "raise ImportError('this voice is broken')\n"
DYING_ENGINE = "import os\nos._exit(7)\n"


@dataclass
class Heard:
    """What a speaker told, in order, and a clock to stamp it."""

    events: list[Event] = field(default_factory=list)
    inbox: "queue.Queue[Event]" = field(default_factory=queue.Queue)
    started_s: float = field(default_factory=time.monotonic)

    def now(self) -> int:
        return int((time.monotonic() - self.started_s) * 1000)

    def until(self, is_it: Callable[[Event], bool], within_s: float = 20.0) -> Event:
        """The next event of this kind; all on the way to it is kept in ``events``."""
        until_s = time.monotonic() + within_s
        while True:
            event = self.inbox.get(timeout=max(0.01, until_s - time.monotonic()))
            self.events.append(event)
            if is_it(event):
                return event

    def until_end_of(self, utterance: Utterance, within_s: float = 20.0) -> SpeechEnded:
        event = self.until(
            lambda event: isinstance(event, SpeechEnded) and event.utterance is utterance, within_s
        )
        assert isinstance(event, SpeechEnded)
        return event

    def until_start_of(self, utterance: Utterance, within_s: float = 20.0) -> SpeechStarted:
        event = self.until(
            lambda event: isinstance(event, SpeechStarted) and event.utterance is utterance,
            within_s,
        )
        assert isinstance(event, SpeechStarted)
        return event

    def all(self) -> list[Event]:
        while not self.inbox.empty():
            self.events.append(self.inbox.get())
        return self.events

    def ends_of(self, utterance: Utterance) -> list[HowEnded]:
        return [
            event.how
            for event in self.all()
            if isinstance(event, SpeechEnded) and event.utterance is utterance
        ]


@dataclass
class Recording:
    """The file that the disk sound driver writes: what a person would have heard."""

    path: Path

    def samples(self) -> "array[int]":
        data = self.path.read_bytes() if self.path.exists() else b""
        return array("h", data[: len(data) // 2 * 2])

    def spans_ms(self, louder_than: int = 500, gap_ms: int = 200) -> list[tuple[int, int]]:
        """From when to when there is sound, with quiet of up to ``gap_ms`` inside."""
        spans: list[tuple[int, int]] = []
        for i, value in enumerate(self.samples()):
            if abs(value) > louder_than:
                at_ms = i * 1000 // RATE_HZ
                if spans and at_ms - spans[-1][1] <= gap_ms:
                    spans[-1] = (spans[-1][0], at_ms)
                else:
                    spans.append((at_ms, at_ms))
        return spans

    def loudest(self) -> int:
        return max((abs(value) for value in self.samples()), default=0)

    def wait_for_sound(self, louder_than: int = 500, within_s: float = 5.0) -> None:
        until_s = time.monotonic() + within_s
        while self.loudest() <= louder_than:
            assert time.monotonic() < until_s, "nothing was heard"
            time.sleep(0.02)


_ids = itertools.count(1)


def utterance(text: str, rate_wpm: int = 175, volume_percent: int = 80) -> Utterance:
    return Utterance(
        id=next(_ids), text=text, kind="cue", rate_wpm=rate_wpm, volume_percent=volume_percent
    )


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recording:
    """A sound device that writes what it plays to a file, in real time."""
    path = tmp_path / "heard.raw"
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(path))
    return Recording(path)


@pytest.fixture
def no_device(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer without any sound device."""
    monkeypatch.setenv("SDL_AUDIODRIVER", "nonsense")


@pytest.fixture
def install_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Puts another pyttsx3 before the real one, for the synthesizer process.

    Without the file that it answers, the next process has the real one again.
    """

    def install(source: str) -> Path:
        file = tmp_path / "engine" / "pyttsx3.py"
        file.parent.mkdir(exist_ok=True)
        file.write_text(source)
        monkeypatch.syspath_prepend(str(file.parent))
        return file

    return install


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def open_speaker(heard: Heard) -> Iterator[Callable[[], Speaker]]:
    """Opens speakers that tell ``heard``, and closes them."""
    opened: list[Speaker] = []

    def open_one() -> Speaker:
        speaker = Speaker(heard.inbox.put, heard.now, Lexicon())
        opened.append(speaker)
        return speaker

    yield open_one
    for speaker in opened:
        speaker.close()
