"""Ears and microphones for the tests of the listening process. Each can be made in any process."""

import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assistant.core.events import NoWordHeard, VoiceBegan, WordHeard
from assistant.core.hearing import Guess
from assistant.listening.contract import CannotListen, Samples
from assistant.listening.kit import Folders, Kit
from assistant.listening.microphone import NoMicrophone, OpenMicrophone
from assistant.listening.pcm import Shape

LOUD = 0.05
PAUSE_MS = 200


@dataclass
class LoudnessEar:
    """Takes anything loud between two pauses for the first phrase that counts."""

    phrases: tuple[str, ...] = ()
    last_word: Samples | None = None
    is_closed: bool = False
    pause_ms: int = 240
    longest: int = 0
    heard: list[tuple[int, Samples]] = field(default_factory=list)
    _began: int | None = None
    _ended: int = 0
    _word: list[Samples] = field(default_factory=list)

    def listen_for(self, phrases: Sequence[str]) -> tuple[str, ...]:
        self.phrases = tuple(phrases)
        return tuple(phrase for phrase in phrases if phrase.startswith("un"))

    def allow(self, longest: int) -> None:
        self.longest = longest

    def set_pause(self, pause_ms: int) -> None:
        self.pause_ms = pause_ms

    def close(self) -> None:
        self.is_closed = True

    def hear(self, at: int, chunk: Samples) -> list[VoiceBegan | WordHeard | NoWordHeard]:
        self.heard.append((at, chunk))
        if np.abs(chunk).max(initial=0.0) > LOUD:
            self._ended = at
            self._word.append(chunk)
            if self._began is None:
                self._began = at - len(chunk) // 16
                return [VoiceBegan(at=at, began=self._began)]
        elif self._began is not None and at - self._ended >= PAUSE_MS:
            return [self._over(at, self._began)]
        return []

    def flush(self, at: int) -> list[VoiceBegan | WordHeard | NoWordHeard]:
        return [] if self._began is None else [self._over(at, self._began)]

    def _over(self, at: int, began: int) -> WordHeard | NoWordHeard:
        self.last_word, self._word, self._began = np.concatenate(self._word), [], None
        if not self.phrases:
            return NoWordHeard(at=at, began=began, why="not known")
        guesses = (Guess(self.phrases[0], 0.9, "loudness"),)
        return WordHeard(at=at, began=began, ended=self._ended, guesses=guesses)


class HangingEar(LoudnessEar):
    def hear(self, at: int, chunk: Samples) -> list[VoiceBegan | WordHeard | NoWordHeard]:
        if found := super().hear(at, chunk):
            if isinstance(found[0], VoiceBegan):
                return list(found)
            threading.Event().wait()
        return []


class CrashingEar(LoudnessEar):
    def hear(self, at: int, chunk: Samples) -> list[VoiceBegan | WordHeard | NoWordHeard]:  # noqa: ARG002 - the shape of hear
        os._exit(7)


def loudness_kit(_folders: Folders) -> Kit:
    return Kit(ear=LoudnessEar(), names=("loudness",))


def kit_with_a_damaged_part(_folders: Folders) -> Kit:
    return Kit(ear=LoudnessEar(), names=("loudness",), left_out=("A part is damaged.",))


def hanging_kit(_folders: Folders) -> Kit:
    return Kit(ear=HangingEar(), names=("hanging",))


def crashing_kit(_folders: Folders) -> Kit:
    return Kit(ear=CrashingEar(), names=("crashing",))


def kit_when_installed(folders: Folders) -> Kit:
    """Nothing can be heard until there is a file called "installed"."""
    if not (folders.models / "installed").exists():
        message = "Voice commands need a model. The switch works as before."
        raise CannotListen(message)
    return loudness_kit(folders)


class DyingKit:
    """A recognizer that ends its process while it loads, as long as its file is there."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __call__(self, folders: Folders) -> Kit:
        if self.file.exists():
            with self.file.open("a") as tally:
                tally.write("x")
            os._exit(7)
        return loudness_kit(folders)


@dataclass
class FakeOpen:
    """An open microphone that gives what the test says."""

    take: Callable[[bytes], None]
    name: str | None
    shape: Shape = field(default_factory=Shape)
    is_closed: bool = False

    def close(self) -> None:
        self.is_closed = True


@dataclass
class FakeDevices:
    """Microphones that are plugged in and out by the test."""

    plugged: list[str] = field(default_factory=list)
    opened: list[FakeOpen] = field(default_factory=list)
    can_open: bool = True
    is_system_down: bool = False
    shape: Shape = field(default_factory=Shape)

    def names(self) -> tuple[str, ...]:
        if self.is_system_down:
            message = "Audio system not initialised"
            raise NoMicrophone(message)
        return tuple(self.plugged)

    def open(self, name: str | None, take: Callable[[bytes], None]) -> OpenMicrophone:
        if not self.can_open:
            message = "device is busy"
            raise NoMicrophone(message)
        self.opened.append(FakeOpen(take, name, self.shape))
        return self.opened[-1]

    @property
    def open_now(self) -> list[FakeOpen]:
        return [each for each in self.opened if not each.is_closed]


def pcm(samples: Samples) -> bytes:
    return (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()


class LoudTwiceASecond:
    """A microphone in which somebody says "aah" for 0.2 s, twice a second, for ever."""

    shape = Shape()

    def __init__(self, take: Callable[[bytes], None]) -> None:
        self._take = take
        self._is_closing = threading.Event()
        self._thread = threading.Thread(target=self._sound, daemon=True)
        self._thread.start()

    def _sound(self) -> None:
        began_s, number = time.perf_counter(), 0
        while not self._is_closing.wait(max(0.0, began_s + number * 0.032 - time.perf_counter())):
            size = 0.3 if number % 16 < 7 else 0.001  # 0.2 s of each half second
            self._take(pcm(np.full(512, size, np.float32) * np.resize([1.0, -1.0], 512)))
            number += 1

    def close(self) -> None:
        self._is_closing.set()
        self._thread.join()


class LoudDevices:
    """One microphone in which somebody speaks."""

    def names(self) -> tuple[str, ...]:
        return ("loud",)

    def open(self, name: str | None, take: Callable[[bytes], None]) -> OpenMicrophone:  # noqa: ARG002 - there is one
        return LoudTwiceASecond(take)


class NoDevices:
    """A computer without any microphone."""

    def names(self) -> tuple[str, ...]:
        return ()

    def open(self, name: str | None, take: Callable[[bytes], None]) -> OpenMicrophone:
        raise NotImplementedError
