"""Recordings that a script lets the program hear, in virtual time or in real time.

Must not know what is heard in them.
"""

import contextlib
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np

from assistant.core.events import Event
from assistant.core.units import Millis
from assistant.listening.contract import SAMPLE_RATE, CannotListen, Samples
from assistant.listening.kit import Folders, HearingEar, kit
from assistant.listening.sound_files import read_sound
from assistant.rehearsal.script import BadScript, Line

if sys.platform == "linux":
    import fcntl

Recordings: TypeAlias = dict[str, Samples]
"""The sound of each "hear" line, by its name."""

_PIECE_MS: Final[Millis] = 32
_PIECE: Final = SAMPLE_RATE * _PIECE_MS // 1000
_PIPE_BYTES: Final = 4096
"""An eighth of a second: what waits in the pipe is late."""
_HISS: Final = 0.0003
_QUIET_BEFORE_MS: Final[Millis] = 480
_QUIET_AFTER_MS: Final[Millis] = 1600


def read_recordings(lines: Sequence[Line], script: Path) -> Recordings:
    """The sound of each "hear" line, by its name; files lie beside the script or where named.

    Raises BadScript with every file that cannot be heard.
    """
    found: Recordings = {}
    problems = []
    for line in lines:
        if line.verb != "hear" or line.argument in found:
            continue
        try:
            found[line.argument] = read_sound(_file(line.argument, script))
        except CannotListen as error:
            problems.append(f"{script}:{line.number}: {error}")
    if problems:
        raise BadScript(problems)
    return found


def _file(name: str, script: Path) -> Path:
    beside = script.parent / name
    return beside if beside.exists() else Path(name)


class VirtualEar:
    """The real ear, without a microphone: time comes with each piece of sound."""

    def __init__(self, recordings: Recordings, folders: Folders) -> None:
        """Raises CannotListen where nothing can be recognized on this computer."""
        self._recordings = recordings
        self._ear: HearingEar = kit(folders).ear
        self._phrases: tuple[str, ...] = ()

    def pieces(self, name: str) -> Iterable[tuple[Millis, Samples]]:
        """A recording, with quiet round it: each piece and when it ends.

        The recording itself begins at 0, so the quiet before it has times below that.
        """
        before = np.zeros(SAMPLE_RATE * _QUIET_BEFORE_MS // 1000, np.float32)
        after = np.zeros(SAMPLE_RATE * _QUIET_AFTER_MS // 1000, np.float32)
        sound = np.concatenate([before, self._recordings[name], after])
        for number, first in enumerate(range(0, len(sound), _PIECE), start=1):
            yield number * _PIECE_MS - _QUIET_BEFORE_MS, sound[first : first + _PIECE]

    def hear(self, at: Millis, piece: Samples, phrases: Sequence[str]) -> Iterable[Event]:
        """What a piece of sound brings, where these phrases count."""
        if tuple(phrases) != self._phrases:
            self._phrases = tuple(phrases)
            self._ear.listen_for(self._phrases)
        return self._ear.hear(at, piece)

    def close(self) -> None:
        """Give back the models."""
        self._ear.close()


class FedMicrophone:
    """Gives SDL's stand-in for a microphone quiet, and recordings when they are due.

    The stand-in reads a file as fast as sound comes; here that file is a pipe.
    """

    def __init__(self, recordings: Recordings, pipe: Path) -> None:
        """Quiet from now on."""
        self._recordings = recordings
        self._waiting: list[Samples] = []
        self._is_closed = False
        self._thread = threading.Thread(target=self._feed, args=(pipe,), daemon=True)
        self._thread.start()

    def play(self, name: str) -> None:
        """Let a recording be heard from now on."""
        self._waiting.append(self._recordings[name])

    def close(self) -> None:
        """No more sound."""
        self._is_closed = True

    def _feed(self, pipe: Path) -> None:
        rest = np.zeros(0, np.float32)
        # No microphone is ever quite still; one that is would be told of as muted.
        hiss = np.random.default_rng(0)
        # Read and write, so that it opens without waiting for the other end.
        out = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
        fcntl.fcntl(out, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        due_s = time.monotonic()
        try:
            while not self._is_closed:
                if self._waiting:
                    rest = np.concatenate([rest, self._waiting.pop(0)])
                piece, rest = rest[:_PIECE], rest[_PIECE:]
                sound = np.pad(piece, (0, _PIECE - len(piece))) + hiss.normal(0, _HISS, _PIECE)
                # What nobody takes is lost, as with a microphone.
                with contextlib.suppress(BlockingIOError):
                    os.write(out, (np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
                due_s += _PIECE_MS / 1000
                time.sleep(max(0.0, due_s - time.monotonic()))
        finally:
            os.close(out)


def can_be_fed() -> bool:
    """Whether recordings can be given to the microphone in real time here."""
    return sys.platform == "linux" and os.environ.get("SDL_AUDIODRIVER") == "disk"


@contextmanager
def fed_microphone(recordings: Recordings) -> Iterator[FedMicrophone | None]:
    """A microphone that hears the recordings, or quiet; None where somebody else feeds it."""
    is_fed_already = "SDL_DISKAUDIOFILEIN" in os.environ and not recordings
    if is_fed_already or not can_be_fed():
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="als-microphone-") as folder:
        pipe = Path(folder) / "microphone.raw"
        os.mkfifo(pipe)
        fed = FedMicrophone(recordings, pipe)
        before = os.environ.get("SDL_DISKAUDIOFILEIN")
        os.environ["SDL_DISKAUDIOFILEIN"] = str(pipe)
        try:
            yield fed
        finally:
            fed.close()
            if before is None:
                del os.environ["SDL_DISKAUDIOFILEIN"]
            else:
                os.environ["SDL_DISKAUDIOFILEIN"] = before
