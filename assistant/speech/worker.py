"""The synthesizer process: texts in, sounds out. Knows no loudspeaker and no window.

Engines hang and crash; here they take nobody with them. One engine, one thread, one process.

Tried on Linux (espeak-ng). **Untested here**: Windows (SAPI5, pyttsx3's own driver, which saves
before ``runAndWait``) and macOS (nsss, which saves AIFF while ``runAndWait`` waits). Where one
of them misbehaves, the parent sees no answer, ends this process and asks a new one.

A program frozen with PyInstaller must call ``multiprocessing.freeze_support()`` first of all.
"""

import ctypes
import os
import secrets
import shutil
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING, Any, Final

from assistant.own_process import hang, serve_quietly
from assistant.speech.sound import Sound, UnreadableSound, decoded, trimmed

if TYPE_CHECKING:
    from multiprocessing import connection

_USUAL_ESPEAK_VOICE: Final = "en-us"
_CLEARED_AT_MOST: Final = 20
_CLEARED_AGAIN_S: Final = 0.05
_ESPEAK_ANSWERS_WITHIN_S: Final = 60  # the parent gives up long before
_VOICE_KINDS: Final = {"win32": "sapi5", "darwin": "nsss"}


@dataclass(frozen=True, slots=True)
class SayRequest:
    """Turn this text into sound."""

    id: int
    text: str
    rate_wpm: int
    voice: str


@dataclass(frozen=True, slots=True)
class HangRequest:
    """Never answer again: for rehearsals and tests of what then happens."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The engine works. ``voices`` are the names that a person may choose from."""

    voice_kind: str
    voices: tuple[str, ...]
    voice_ids: tuple[str, ...] = ()
    """What the engine calls each of them."""


@dataclass(frozen=True, slots=True)
class NotReady:
    """There is no engine, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class Said:
    """The answer to one request: its sound, trimmed, in our one shape."""

    id: int
    sound: Sound


@dataclass(frozen=True, slots=True)
class NotSaid:
    """The engine could not say it, and why."""

    id: int
    why: str


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice as its engine knows it."""

    id: str
    name: str


def voice_id(wanted: str, voices: Sequence[Voice], voice_kind: str) -> str | None:
    """The id of the voice that a person means by a name or a part of one, or None.

    None means the usual voice; that is also what an unknown name gets, because a wrong word in
    a settings file must not make a person mute. An espeak variant stays: ``en-us+f3``.
    """
    usual = _USUAL_ESPEAK_VOICE if voice_kind == "espeak" else ""
    return meant_voice(wanted, voices, voice_kind) or meant_voice(usual, voices, voice_kind)


def meant_voice(wanted: str, voices: Sequence[Voice], voice_kind: str) -> str | None:
    """The same, but None also for a name that no voice has."""
    base, plus, variant = wanted.strip().lower().partition("+")
    if not base:
        return None
    tests: tuple[Callable[[Voice], bool], ...] = (
        lambda voice: base in (voice.name.lower(), voice.id.lower()),
        lambda voice: voice.id.lower().endswith("/" + base),
        lambda voice: base in voice.name.lower(),
        lambda voice: base in voice.id.lower(),
    )
    for is_meant in tests:
        for voice in voices:
            if is_meant(voice):
                return voice.id + (plus + variant if voice_kind == "espeak" else "")
    return None


class Engine:
    """pyttsx3, reduced to one call. Raises what pyttsx3 and the system's engine raise."""

    def __init__(self, scratch: Path) -> None:
        """Load the engine of this system; its sounds go through files in ``scratch``."""
        self._scratch = scratch
        self.voice_kind = _VOICE_KINDS.get(sys.platform, "espeak")
        if self.voice_kind == "espeak":
            load_espeak()
        import pyttsx3  # noqa: PLC0415 - needs espeak loaded

        self._engine: Any = pyttsx3.init()
        self._is_finished = threading.Event()
        self._was_whole = False
        self._engine.connect("finished-utterance", self._note_finished)
        if self.voice_kind == "espeak":
            # runAndWait ends by calling stop(), and the espeak driver then often cancels the
            # *next* text: it comes out short or empty. We never stop an engine; we end it.
            self._engine.proxy._driver.stop = _do_nothing  # noqa: SLF001 - no public way
            self._engine.runAndWait()  # the first run of pyttsx3 does not wait; have it now
        self.voices = tuple(
            Voice(str(voice.id), str(voice.name or voice.id))
            for voice in self._engine.getProperty("voices")
        )
        self._usual_voice = self._engine.getProperty("voice")
        self._now: dict[str, object] = {}

    def say(self, text: str, rate_wpm: int, voice: str) -> Sound:
        """The text as a trimmed sound; nothing at all for a text with nothing to say.

        Raises UnreadableSound where the engine left no whole file.
        """
        if not text.strip():
            return Sound(b"")
        wanted = voice_id(voice, self.voices, self.voice_kind) or self._usual_voice
        # The voice first: some engines forget the rate when the voice changes.
        if self._set("voice", wanted):
            self._now.pop("rate", None)
        self._set("rate", rate_wpm)
        # An own folder each time: never the sound of the text before.
        with TemporaryDirectory(dir=self._scratch, ignore_cleanup_errors=True) as folder:
            file = Path(folder) / ("said.aiff" if self.voice_kind == "nsss" else "said.wav")
            self.save(text, file)
            if not file.exists():
                message = "the voice gave no sound"
                raise UnreadableSound(message)
            return trimmed(decoded(file.read_bytes()))

    def _set(self, name: str, value: object) -> bool:
        """Only what changed: each order costs espeak 50 ms."""
        if value is None or self._now.get(name) == value:
            return False
        self._engine.setProperty(name, value)
        self._now[name] = value
        return True

    def save(self, text: str, file: Path) -> None:
        """The text as the engine's own sound file; returns when it is whole."""
        self._is_finished.clear()
        self._engine.save_to_file(text.replace("\0", " "), str(file))
        self._engine.runAndWait()
        if self.voice_kind != "espeak":
            return
        # espeak speaks in a thread of its own; runAndWait may be back before it is done.
        if not self._is_finished.wait(_ESPEAK_ANSWERS_WITHIN_S) or not self._was_whole:
            message = "the voice broke off"
            raise UnreadableSound(message)

    def _note_finished(self, name: object = None, *, completed: bool = True) -> None:  # noqa: ARG002
        self._was_whole = completed
        self._is_finished.set()


def new_scratch_name() -> str:
    """Of the folder where one process puts its sounds.

    Whoever starts it chooses the name: it may be ended before it could tell where it writes.
    """
    return f"als-assistant-{secrets.token_hex(8)}"


def scratch_folder(name: str) -> Path:
    """Where it is; empty again after each sound, unless the process is ended meanwhile.

    Raises OSError where this computer has no place for temporary files.
    """
    return Path(gettempdir()) / name


def serve(parent: "connection.Connection[Any, Any]", scratch_name: str) -> None:
    """The whole life of the process: ready, then an answer for each request, until EOF."""
    scratch = scratch_folder(scratch_name)
    # What was being said must not lie about when the program is gone, whoever sees that first:
    # the thread that watches it, or this one, which reads from it.
    serve_quietly(lambda: take_away(scratch))
    try:
        with suppress(EOFError, OSError):  # the parent has gone: so do we
            _answer_all(parent, scratch)
    finally:
        take_away(scratch)


def _answer_all(parent: "connection.Connection[Any, Any]", scratch: Path) -> None:
    try:
        scratch.mkdir(mode=0o700)
        engine = Engine(scratch)
    except Exception as error:  # noqa: BLE001 - engines raise anything; all of it is told
        parent.send(NotReady(_words(error)))
        return
    names = tuple(voice.name for voice in engine.voices)
    ids = tuple(voice.id for voice in engine.voices)
    parent.send(Ready(engine.voice_kind, names, ids))
    while True:
        request = parent.recv()
        if isinstance(request, HangRequest):
            hang()
        parent.send(_answer(engine, request))


def take_away(folder: Path) -> None:
    """Clear the folder away, with what the engine's own thread still writes meanwhile."""
    for _ in range(_CLEARED_AT_MOST):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(_CLEARED_AGAIN_S)


def _answer(engine: Engine, request: SayRequest) -> Said | NotSaid:
    try:
        return Said(request.id, engine.say(request.text, request.rate_wpm, request.voice))
    except Exception as error:  # noqa: BLE001 - engines raise anything; all of it is told
        return NotSaid(request.id, _words(error))


def load_espeak() -> None:
    """Make the espeak-ng of the package findable by name, so nothing need be installed."""
    import espeakng_loader  # noqa: PLC0415 - Linux only

    ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()


def _do_nothing() -> None:
    pass


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
