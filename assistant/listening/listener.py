"""The program's side of the listening process: start it, feed it, end it. Hears nothing itself."""

import logging
import multiprocessing
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from assistant.core.events import (
    EarsClosed,
    EarsOpened,
    Event,
    NoWordHeard,
    Remarked,
    VoiceBegan,
    WordHeard,
)
from assistant.core.units import Millis
from assistant.listening import messages, worker
from assistant.listening.contract import Samples
from assistant.listening.echo import Canceller, EchoCanceller
from assistant.listening.kit import Folders, Kit, kit
from assistant.listening.level import Level
from assistant.listening.mailbox import Mailbox
from assistant.listening.microphone import Devices, MicrophoneState, Remark
from assistant.listening.pcm import Shape
from assistant.listening.sdl_capture import SdlDevices
from assistant.troubles import Troubles

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

Fault = Literal["recognizer-hang", "recognizer-crash", "microphone-lost", "microphone-back"]

_PING_EVERY_S: Final = 1.0
_LOAD_WITHIN_S: Final = 60.0  # a cold disk with a virus scanner, thirty words to compare
_RESTARTS_IN_A_MINUTE: Final = 3
_MINUTE_S: Final = 60.0
_REST_S: Final = 60.0
_TRUSTED_AFTER_S: Final = 10.0
_CLOSE_WITHIN_S: Final = 0.8
_MOST_PLAYED: Final = 100  # two seconds and more
_USUAL_PAUSE_MS: Final[Millis] = 240

NOT_WORKING: Final = (
    "Voice commands have stopped working. The program keeps trying by itself. "
    "The switch works as before."
)
_NOT_RECORDED: Final = "Voice commands do not work at the moment, so nothing was recorded."

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What the listening process is made of. Tests put others in; each must be importable."""

    kit: Callable[[Folders], Kit] = kit
    devices: Callable[[], Devices] = SdlDevices
    canceller: Callable[[], Canceller] = EchoCanceller
    answer_within_s: float = 5.0
    """Without an answer for so long it counts as hung."""


@dataclass(slots=True)
class _Process:
    """One listening process, and what is on the way to it."""

    process: "SpawnProcess"
    pipe: "Connection[Any, Any]"
    outbox: "Mailbox[worker.Order | None]"
    pinged_s: float
    answered_s: float
    loads_until_s: float | None
    ready_s: float | None = None
    voice_began: Millis | None = None
    """Since when somebody speaks who has not ended yet."""
    is_end_meant: bool = False


@dataclass(slots=True)
class _Wishes:
    """What the next process must be told as well."""

    microphone: str = ""
    pause_ms: Millis = _USUAL_PAUSE_MS
    phrases: tuple[str, ...] = ()
    record: Path | None = None
    is_sound_wanted: bool = False
    is_on: bool = True
    is_microphone_blocked: bool = False


class Listener:
    """Hears words, through a process that may crash or hang without harm.

    Posts EarsOpened and EarsClosed; VoiceBegan, WordHeard and NoWordHeard; DeviceFailed and
    DeviceReturned for "microphone" and "recognizer", each once for each change; and Remarked. A
    process that ends or gives no
    answer for five seconds is ended and started again; after the third time in a minute that is
    told, and it is tried once a minute.

    No method but ``close`` ever waits for anything, and ``close`` returns within a second. All
    may be called from any thread. ``post`` and ``on_recorded`` are called on a thread of the
    listener's own: they must only put things in a queue.
    """

    def __init__(  # noqa: PLR0913 - what it is built from, named by the composition root
        self,
        post: Callable[[Event], None],
        now: Callable[[], Millis],
        folders: Folders,
        *,
        microphone: str = "",
        pause_ms: Millis = _USUAL_PAUSE_MS,
        on_recorded: Callable[[Path, bool, str], None] | None = None,
        on_ready: Callable[[tuple[str, ...]], None] | None = None,
        on_sound: Callable[[Millis, Samples | None], None] | None = None,
        made: Made | None = None,
    ) -> None:
        """Start nothing yet. ``microphone`` is a device's name or a part of it; "" is the usual.

        ``on_ready`` gets what the person could change in their own recordings, each time they
        were read; ``on_sound`` all that is heard, while ``send_sound``
        asks for it, and None when nothing is heard any more.
        """
        self._post, self._now = post, now
        self._folders, self._made = folders, made or Made()
        self._on_recorded = on_recorded or (lambda _path, _is_kept, _why: None)
        self._on_ready = on_ready or (lambda _advice: None)
        self._on_sound = on_sound or (lambda _ended, _samples: None)
        self._wishes = _Wishes(microphone=microphone, pause_ms=pause_ms)
        self._process: _Process | None = None
        self._troubles = Troubles(post, now)
        self._said: set[str] = set()
        self._level: Level | None = None
        self._names: tuple[str, ...] = ()
        self._left_out: tuple[str, ...] = ()
        self._unheard: tuple[str, ...] = ()
        self._has_microphone = self._is_ready = self._is_open = False
        self._faults_s: list[float] = []
        self._has_given_up = False
        self._is_closed = False
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    # --- what is known ---------------------------------------------------------------------

    @property
    def level(self) -> Level | None:
        """How loud it was lately; None while nothing is heard."""
        return self._level

    @property
    def recognizers(self) -> tuple[str, ...]:
        """The names of those that work."""
        return self._names

    @property
    def left_out(self) -> tuple[str, ...]:
        """One plain sentence for each that should work and does not."""
        return self._left_out

    @property
    def unheard(self) -> tuple[str, ...]:
        """Of the phrases asked for, those that nobody can hear."""
        return self._unheard

    @property
    def pid(self) -> int | None:
        """The process, if there is one."""
        process = self._process
        return process.process.pid if process else None

    # --- orders ----------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to listen. Call it when the program has said its first word: this costs a second.

        Once is enough; what was ordered before it counts.
        """
        with self._changed:
            if self._thread is None and not self._is_closed:
                self._thread = threading.Thread(target=self._keep, name="listener", daemon=True)
                self._thread.start()

    def set_on(self, *, is_on: bool) -> None:
        """Off: the process ends, and with it the microphone is closed. On: it starts again."""
        with self._changed:
            self._wishes.is_on = is_on
            self._changed.notify_all()
        if not is_on:
            self._end_meant()

    def listen_for(self, phrases: Sequence[str]) -> None:
        """Only these phrases count from now on; the latest order wins."""
        with self._changed:
            self._wishes.phrases = tuple(phrases)
            self._order(messages.ListenFor(self._wishes.phrases))

    def set_pause_ms(self, pause_ms: Millis) -> None:
        """A word is over after so long without sound."""
        with self._changed:
            self._wishes.pause_ms = pause_ms
            self._order(messages.SetPause(pause_ms))

    def send_sound(self, *, is_wanted: bool) -> None:
        """Whether ``on_sound`` is to be called, on the listener's own thread."""
        with self._changed:
            if is_wanted != self._wishes.is_sound_wanted:
                self._wishes.is_sound_wanted = is_wanted
                self._order(messages.SendSound(is_wanted))

    def set_microphone(self, name: str) -> None:
        """Use another microphone; the process starts again with it."""
        with self._changed:
            is_other, self._wishes.microphone = name != self._wishes.microphone, name
        if is_other:
            self._end_meant()

    def record_next(self, path: Path | None) -> None:
        """Keep the next isolated word in this file; None: not any more.

        Answered by exactly one ``on_recorded(path, is_kept, why)``, unless it is taken back or
        replaced before. The word is also judged as always: call ``listen_for(())`` first where it
        must not be obeyed.
        """
        with self._changed:
            self._wishes.record = path
            self._order(messages.RecordNext(path))
            is_deaf = self._has_given_up or not self._wishes.is_on
        if is_deaf:
            self._answer_recording(path, is_kept=False, why=_NOT_RECORDED)

    def reload(self) -> None:
        """Read models and recordings again, without an end of listening."""
        with self._changed:
            if self._process is not None:
                self._process.loads_until_s = time.monotonic() + _LOAD_WITHIN_S
            self._order(messages.Reload())

    def played(self, pcm: bytes, rate_hz: int, channels: int) -> None:
        """These 16-bit samples go to the loudspeaker now. For the mixer's own thread."""
        first_s = time.perf_counter()
        process = self._process
        if process is not None:
            shape = Shape(rate_hz=rate_hz, channels=channels)
            process.outbox.put_sound(messages.Played(first_s=first_s, pcm=pcm, shape=shape))

    def inject(self, fault: Fault) -> None:
        """Let something fail, for rehearsals."""
        match fault:
            case "recognizer-hang":
                with self._changed:
                    self._order(messages.Hang())
            case "recognizer-crash":
                self.end_process()
            case "microphone-lost" | "microphone-back":
                with self._changed:
                    self._wishes.is_microphone_blocked = fault == "microphone-lost"
                    self._order(messages.BlockMicrophone(self._wishes.is_microphone_blocked))

    def end_process(self) -> None:
        """End the process now, as a crash would. The system closes its microphone."""
        process = self._process
        if process is not None:
            process.process.kill()

    def close(self) -> None:
        """End it all; returns within a second."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        self._end_meant()
        if self._thread is not None:
            self._thread.join(_CLOSE_WITHIN_S)

    # --- the process -----------------------------------------------------------------------

    def _order(self, order: "worker.Order") -> None:
        if self._process is not None:
            self._process.outbox.put(order)

    def _end_meant(self) -> None:
        process = self._process
        if process is not None:
            process.is_end_meant = True
        self.end_process()

    def _keep(self) -> None:
        while self._wait_until_wanted():
            if not self._live():
                self._count_fault()

    def _wait_until_wanted(self) -> bool:
        """Whether there is to be a process now; False when all is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or self._wishes.is_on)
            return not self._is_closed

    def _is_wanted(self) -> bool:
        return self._wishes.is_on and not self._is_closed

    def _count_fault(self) -> None:
        now_s = time.monotonic()
        self._faults_s = [each for each in self._faults_s if each > now_s - _MINUTE_S]
        self._faults_s.append(now_s)
        if len(self._faults_s) > _RESTARTS_IN_A_MINUTE or self._has_given_up:
            self._has_given_up = True
            self._troubles.failed_still("recognizer", NOT_WORKING)
            self._answer_recording(self._wishes.record, is_kept=False, why=_NOT_RECORDED)
            with self._changed:
                self._changed.wait_for(lambda: not self._is_wanted(), _REST_S)

    def _live(self) -> bool:
        """The whole life of one process; whether its end was meant."""
        try:
            alive = self._begin()
        except OSError as error:
            _log.warning("the listening process cannot be started: %s", error)
            return False
        sender = threading.Thread(
            target=_pass_on, args=(alive.outbox, alive.pipe), name="to the ear", daemon=True
        )
        sender.start()
        try:
            while self._is_wanted() and self._is_well(alive):
                self._read(alive)
        except (EOFError, OSError) as error:
            _log.info("the listening process ended: %s", error)
        self._end(alive, sender)
        return alive.is_end_meant or not self._is_wanted()

    def _begin(self) -> _Process:
        # Spawned, not forked: a fork would copy our threads' locks in any state.
        spawn = multiprocessing.get_context("spawn")
        ours, theirs = spawn.Pipe()
        setup = messages.Setup(
            folders=self._folders,
            microphone=self._wishes.microphone,
            pause_ms=self._wishes.pause_ms,
            phrases=self._wishes.phrases,
            clock_ms=self._clock_ms(),
            make_kit=self._made.kit,
            make_devices=self._made.devices,
            make_canceller=self._made.canceller,
        )
        process = spawn.Process(
            target=worker.serve, args=(theirs, setup), name="listening", daemon=True
        )
        process.start()
        theirs.close()  # so that the end of the process is the end of the pipe
        now_s = time.monotonic()
        alive = _Process(process, ours, Mailbox(_MOST_PLAYED), now_s, now_s, now_s + _LOAD_WITHIN_S)
        with self._changed:
            self._process = alive
            self._order(messages.ListenFor(self._wishes.phrases))  # may be others by now
            self._order(messages.SetPause(self._wishes.pause_ms))
            self._order(messages.RecordNext(self._wishes.record))
            self._order(messages.SendSound(self._wishes.is_sound_wanted))
            self._order(messages.BlockMicrophone(self._wishes.is_microphone_blocked))
            alive.is_end_meant = self._wishes.microphone != setup.microphone
        return alive

    def _is_well(self, alive: _Process) -> bool:
        if alive.is_end_meant:
            return False
        now_s = time.monotonic()
        if now_s - alive.pinged_s >= _PING_EVERY_S:
            alive.pinged_s = now_s
            alive.outbox.put(messages.Ping(self._clock_ms()))
        if alive.loads_until_s is not None:
            return now_s < alive.loads_until_s
        return now_s - alive.answered_s < self._made.answer_within_s

    def _read(self, alive: _Process) -> None:
        if alive.pipe.poll(_PING_EVERY_S / 4):
            self._take(alive, alive.pipe.recv())

    def _end(self, alive: _Process, sender: threading.Thread) -> None:
        """Leave nothing of this process behind."""
        alive.process.kill()
        alive.process.join()
        with self._changed:
            self._process = None
            self._level = None
        alive.outbox.put(None)
        sender.join()
        alive.pipe.close()
        self._tell_open(has_microphone=False, is_ready=False)
        self._on_sound(self._now(), None)
        if alive.voice_began is not None:
            now = self._now()
            self._post(NoWordHeard(at=now, began=alive.voice_began, why="too short"))

    def _clock_ms(self) -> float:
        return self._now() - time.perf_counter() * 1000

    # --- what it tells ---------------------------------------------------------------------

    def _take(self, alive: _Process, message: object) -> None:
        match message:
            case VoiceBegan() | WordHeard() | NoWordHeard():
                alive.voice_began = message.began if isinstance(message, VoiceBegan) else None
                # On arrival: what is due before it must not be judged after it.
                self._post(replace(message, at=max(message.at, self._now())))
            case messages.Pong(level):
                self._take_pong(alive, level)
            case messages.Ready():
                self._take_ready(alive, message)
            case messages.Sounded(ended=ended, samples=samples):
                self._on_sound(ended, samples)
            case messages.Unheard(phrases):
                self._unheard = phrases
            case messages.Recorded(path=path, is_kept=is_kept, why=why):
                self._answer_recording(path, is_kept=is_kept, why=why)
            case MicrophoneState(is_there=True):
                self._troubles.well("microphone")
                self._tell_open(has_microphone=True)
            case MicrophoneState(why=why):
                self._troubles.failed_still("microphone", why)
                self._tell_open(has_microphone=False)
                self._on_sound(self._now(), None)
            case Remark(text=text):
                self._remark(text)
            case _:
                _log.error("the listening process told something unknown: %r", message)

    def _take_pong(self, alive: _Process, level: Level | None) -> None:
        now_s = time.monotonic()
        alive.answered_s, self._level = now_s, level
        if alive.ready_s is not None and now_s - alive.ready_s > _TRUSTED_AFTER_S:
            self._has_given_up = False
            self._tell_returned_if_hearing()

    def _take_ready(self, alive: _Process, ready: messages.Ready) -> None:
        now_s = time.monotonic()
        alive.loads_until_s, alive.answered_s, alive.ready_s = None, now_s, now_s
        self._names, self._left_out = ready.names, ready.left_out
        self._tell_returned_if_hearing()
        self._tell_open(is_ready=bool(ready.names))
        self._on_ready(ready.advice)
        if not ready.names:
            self._troubles.failed_still("recognizer", ready.why)
        for why in ready.left_out:
            if why not in self._said:
                self._said.add(why)
                self._remark(why)

    def _tell_open(
        self, *, has_microphone: bool | None = None, is_ready: bool | None = None
    ) -> None:
        """Tell when what is said begins to be heard, and when it ends."""
        if has_microphone is not None:
            self._has_microphone = has_microphone
        if is_ready is not None:
            self._is_ready = is_ready
        is_open = self._has_microphone and self._is_ready
        if is_open != self._is_open:
            self._is_open = is_open
            now = self._now()
            self._post(EarsOpened(at=now) if is_open else EarsClosed(at=now))

    def _tell_returned_if_hearing(self) -> None:
        # One that broke again and again is not said to be well before it has proved it.
        if self._names and not self._has_given_up:
            self._troubles.well("recognizer")

    def _answer_recording(self, path: Path | None, *, is_kept: bool, why: str) -> None:
        with self._changed:
            if path is None or self._wishes.record != path:
                return  # taken back meanwhile
            self._wishes.record = None
        self._on_recorded(path, is_kept, why)

    def _remark(self, text: str) -> None:
        self._post(Remarked(at=self._now(), text=text))


def _pass_on(outbox: "Mailbox[worker.Order | None]", pipe: "Connection[Any, Any]") -> None:
    """Until None comes or the process is gone: a pipe that is full stops only this thread."""
    try:
        while (order := outbox.get()) is not None:
            pipe.send(order)
    except OSError:
        return
