"""The listening process: microphone, echo, ear. Knows no menus, and plays nothing.

Recognizers are big, slow to load and made by others; here their crashes and hangs take nobody
with them. One thread does all that takes time. The device's thread, the thread that reads orders
and the one that looks for microphones only put things into its mailbox.

    microphone ──┐
                 ├─ mailbox ─▶ resampling ─▶ alignment ─▶ canceller ─▶ ear ─▶ events
    the program ─┘
"""

import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias, assert_never

import numpy as np

from assistant.core.events import NoWordHeard, VoiceBegan, WordHeard
from assistant.core.units import Millis
from assistant.listening.alignment import Aligner
from assistant.listening.contract import CannotListen
from assistant.listening.level import Level, LevelWatch, level_of
from assistant.listening.mailbox import Mailbox
from assistant.listening.messages import (
    BlockMicrophone,
    Hang,
    ListenFor,
    Ping,
    Played,
    Pong,
    Ready,
    Recorded,
    RecordNext,
    Reload,
    SendSound,
    SetPause,
    Setup,
    Sounded,
    Unheard,
)
from assistant.listening.microphone import Chunk, Microphone, MicrophoneState, Remark
from assistant.listening.pcm import FromDevice, Shape
from assistant.listening.recording import keep
from assistant.own_process import hang, serve_quietly

if TYPE_CHECKING:
    from multiprocessing import connection

    from assistant.listening.kit import HearingEar

Order: TypeAlias = (
    Played | ListenFor | SetPause | SendSound | RecordNext | Reload | BlockMicrophone | Ping | Hang
)
_Item: TypeAlias = Order | Chunk | MicrophoneState | Remark

_MOST_SOUNDS: Final = 200  # three seconds of hearing and playing; older words are stale
_LONGEST_RECORDING_MS: Final[Millis] = 4000
_NICE: Final = 5  # the voice and the picture go first
_BUSY_AGAIN_AFTER_S: Final = 600.0

_CONCERNS: Final = {
    "silent": "I hear nothing from the microphone. Check that it is switched on and not muted.",
    "clipping": "The microphone is set too loud. Turn it down a little, or move it further away.",
}
_BUSY: Final = (
    "The computer is too busy to hear every word. Close other programs if words are missed."
)
_NOT_A_WORD: Final = {
    "too short": "That was very short. Please say it again.",
    "too long": "That was too long. Please say it again, shorter.",
    "running speech": "There was other talk just before. Please say it again after a pause.",
    "not known": "That could not be kept. Please say it again.",
}


@dataclass(slots=True)
class _Stream:
    """Chunks of one device or loudspeaker, and their turning into ours."""

    key: object
    from_device: FromDevice


class ListeningProcess:
    """All that happens in the process, one item of the mailbox after the other."""

    def __init__(self, setup: Setup, send: Callable[[object], None]) -> None:
        """Load nothing yet. ``send`` may block."""
        self._setup, self._send = setup, send
        self.mailbox: Mailbox[_Item] = Mailbox(_MOST_SOUNDS)
        self._clock_ms = setup.clock_ms
        self._phrases, self._pause_ms = setup.phrases, setup.pause_ms
        self._ear: HearingEar | None = None
        self._sends_sound = False
        self._longest_own_ms: Millis = 0
        self._canceller = setup.make_canceller()
        self._aligner = Aligner()
        self._heard: _Stream | None = None
        self._played: _Stream | None = None
        self._watch = LevelWatch()
        self._level: Level | None = None
        self._to_keep: Path | None = None
        self._busy_told_s = -_BUSY_AGAIN_AFTER_S
        self._odd_shapes: set[Shape] = set()
        self._microphone = Microphone(
            setup.make_devices(), self.mailbox.put_sound, self.mailbox.put, setup.microphone
        )

    def run(self) -> None:
        """Until the program is gone, which ``send`` tells by OSError."""
        self._load()
        while True:
            item = self.mailbox.get()
            if item is not None:
                self.take(item)

    def take(self, item: _Item) -> None:  # noqa: C901, PLR0912 - one branch for each kind
        """Do what one order asks, or hear one chunk."""
        match item:
            case Chunk():
                self._hear(item)
            case Played():
                self._play(item)
            case ListenFor(phrases):
                self._phrases = phrases
                self._listen_for_them()
            case SetPause(pause_ms):
                self._pause_ms = pause_ms
                if self._ear is not None:
                    self._ear.set_pause(pause_ms)
            case SendSound(is_wanted):
                self._sends_sound = is_wanted
                if is_wanted:
                    self._microphone.start()
            case RecordNext(path):
                self._record(path)
            case Reload():
                self._load()
            case BlockMicrophone(is_blocked):
                self._microphone.block(is_blocked=is_blocked)
            case Ping(clock_ms):
                self._clock_ms = clock_ms
                self._send(Pong(self._level))
            case MicrophoneState():
                self._flush(time.perf_counter())
                self._send(item)
            case Remark():
                self._send(item)
            case Hang():
                hang()
            case _:
                assert_never(item)

    # --- the ear ---------------------------------------------------------------------------

    def _load(self) -> None:
        before = self._ear
        try:
            kit = self._setup.make_kit(self._setup.folders)
        except CannotListen as problem:
            self._ear = None
            self._send(Ready(names=(), why=str(problem)))
        else:
            self._ear = kit.ear
            kit.ear.set_pause(self._pause_ms)
            self._longest_own_ms = kit.longest_own_ms
            kit.ear.allow(_LONGEST_RECORDING_MS if self._to_keep else self._longest_own_ms)
            self._send(Ready(names=kit.names, left_out=kit.left_out, advice=kit.advice))
            self._listen_for_them()
            self._microphone.start()
        if before is not None:
            before.close()

    def _listen_for_them(self) -> None:
        if self._ear is not None:
            self._send(Unheard(self._ear.listen_for(self._phrases)))

    def _record(self, path: Path | None) -> None:
        self._to_keep = path
        if self._ear is not None:
            self._ear.allow(_LONGEST_RECORDING_MS if path else self._longest_own_ms)
        elif path is not None:
            self._answer_recording("Voice commands do not work at the moment.")

    # --- sound -----------------------------------------------------------------------------

    def _play(self, played: Played) -> None:
        if self._played is None or self._played.key != played.shape:
            self._played = _Stream(played.shape, FromDevice(played.shape))
        stream = self._played.from_device
        first_ms = played.first_s * 1000 - stream.behind_ms
        self._aligner.play(first_ms, stream.samples(played.pcm))

    def _hear(self, chunk: Chunk) -> None:
        self._remark_if_busy()
        stream = self._stream_of(chunk)
        if stream is None:
            return
        samples = stream.samples(chunk.pcm)
        self._level = level_of(samples)
        last_ms = chunk.last_s * 1000 - stream.behind_ms
        if concern := self._watch.hear(round(last_ms), self._level):
            self._send(Remark(text=_CONCERNS[concern]))
        frames = self._aligner.hear(last_ms, samples)
        if frames and (self._ear is not None or self._sends_sound):
            clean = np.concatenate([self._canceller.clean(frame) for frame in frames])
            ended = round(frames[-1].ended_ms - self._canceller.late_ms + self._clock_ms)
            if self._sends_sound:
                self._send(Sounded(ended=ended, samples=clean))
            for event in self._ear.hear(ended, clean) if self._ear is not None else ():
                self._tell(event)

    def _stream_of(self, chunk: Chunk) -> FromDevice | None:
        if self._heard is None or self._heard.key != chunk.opening:
            self._heard = None
            if chunk.shape in self._odd_shapes:
                return None
            try:
                self._heard = _Stream(chunk.opening, FromDevice(chunk.shape))
            except CannotListen as problem:
                self._odd_shapes.add(chunk.shape)
                self._send(MicrophoneState(is_there=False, why=str(problem)))
                return None
            self._aligner, self._watch, self._played = Aligner(), LevelWatch(), None
            self._flush(chunk.last_s)
        return self._heard.from_device

    def _flush(self, at_s: float) -> None:
        """What has begun ends with the device."""
        if self._ear is not None:
            for event in self._ear.flush(round(at_s * 1000 + self._clock_ms)):
                self._tell(event)

    def _remark_if_busy(self) -> None:
        now_s = time.monotonic()
        if self.mailbox.lost() and now_s - self._busy_told_s >= _BUSY_AGAIN_AFTER_S:
            self._busy_told_s = now_s
            self._send(Remark(text=_BUSY))

    def _tell(self, event: VoiceBegan | WordHeard | NoWordHeard) -> None:
        self._send(event)
        if self._to_keep is None or isinstance(event, VoiceBegan) or self._ear is None:
            return
        if isinstance(event, NoWordHeard) and event.why != "not known":
            self._answer_recording(_NOT_A_WORD[event.why])
        elif self._ear.last_word is None:
            self._answer_recording(_NOT_A_WORD["not known"])
        else:
            try:
                keep(self._ear.last_word, self._to_keep)
            except OSError as error:
                self._answer_recording(f"It could not be saved: {error.strerror or error}.")
            else:
                self._answer_recording("")

    def _answer_recording(self, why: str) -> None:
        path, self._to_keep = self._to_keep, None
        if self._ear is not None:
            self._ear.allow(self._longest_own_ms)
        if path is not None:
            self._send(Recorded(path=path, is_kept=not why, why=why))


def serve(parent: "connection.Connection[Any, Any]", setup: Setup) -> None:
    """The whole life of the process."""
    os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
    serve_quietly()
    _step_back()
    process = ListeningProcess(setup, parent.send)
    threading.Thread(target=_read, args=(parent, process.mailbox), daemon=True).start()
    with suppress(OSError):  # the parent has gone: so do we
        process.run()


def _read(parent: "connection.Connection[Any, Any]", mailbox: Mailbox[_Item]) -> None:
    with suppress(EOFError, OSError):
        while True:
            order: Order = parent.recv()
            if isinstance(order, Played):
                mailbox.put_sound(order)
            else:
                mailbox.put(order)
    os._exit(0)  # nobody is left to hear for


def _step_back() -> None:
    """The voice and the picture go first. Windows has no such call."""
    if sys.platform != "win32":
        with suppress(OSError):
            os.nice(_NICE)
