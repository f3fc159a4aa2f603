"""The parent's side of the synthesizer process: ask, wait, start it again. Plays nothing."""

import multiprocessing
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar

from assistant.core.units import Millis
from assistant.speech import worker
from assistant.speech.sound import Sound

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

_T = TypeVar("_T")

_START_WITHIN_MS: Final[Millis] = 15_000  # a cold disk with a virus scanner
_ANSWER_WITHIN_MS: Final[Millis] = 4000
_ANSWER_WITHIN_MS_A_CHARACTER: Final[Millis] = 10
_UNWANTED_WITHIN_MS: Final[Millis] = 1000
_FAILURES_IN_A_ROW: Final = 3
_REST_MS: Final[Millis] = 10_000
_LONGEST_REST_MS: Final[Millis] = 120_000
_LOOK_EVERY_S: Final = 0.05

NOT_WORKING: Final = (
    "The voice has stopped working. The program keeps trying by itself. "
    "If it stays silent, start the computer again."
)


class SynthesisFailed(Exception):
    """The text could not be turned into sound. The text of the error is plain words."""


class _EngineFault(Exception):
    """One attempt failed: the process is gone, silent, or could not say it."""


class _Unwanted(_EngineFault):
    """Given up on early, because nobody waits for it any more: says little about the engine."""


def patience_ms(text: str) -> Millis:
    """How long an answer may take before the engine counts as hung."""
    return _ANSWER_WITHIN_MS + _ANSWER_WITHIN_MS_A_CHARACTER * len(text)


class Synthesizer:
    """Text to sound, through a process that may crash or hang without harm.

    A failed attempt starts the process anew and the text is asked again, once. After three
    failures in a row it rests, longer each time, and says so through ``on_state(is_working,
    why)``, once; the first success after that is told the same way. ``on_state`` is called on
    the thread that asked.

    ``samples`` and ``ready`` are for one thread at a time (others wait); ``hurry``,
    ``inject_hang``, ``end_process`` and the properties are for any.
    """

    def __init__(self, on_state: Callable[[bool, str], None] | None = None) -> None:
        """Know nothing yet; ``start`` begins."""
        self._on_state = on_state or (lambda _is_working, _why: None)
        self._asking = threading.RLock()
        self._process: SpawnProcess | None = None
        self._pipe: Connection[Any, Any] | None = None
        self._ready: worker.Ready | None = None
        self._scratch_name = ""
        self._last_id = 0
        self._failures = 0
        self._is_working = True
        self._rest_ms = _REST_MS
        self._rests_until_s = 0.0
        self._is_unwanted = threading.Event()
        self._should_hang = threading.Event()
        self._is_closed = False

    @property
    def is_working(self) -> bool:
        """False from the third failure in a row until the next success."""
        return self._is_working

    @property
    def rest_s(self) -> float:
        """How long it still rests; 0 when it may be asked."""
        return max(0.0, self._rests_until_s - time.monotonic())

    @property
    def pid(self) -> int | None:
        """The process, if there is one."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Begin to start the process; does not wait for it."""
        with self._asking:
            if self._process is None and not self._is_closed:
                # Spawned, not forked: a fork would copy our threads' locks in any state.
                spawn = multiprocessing.get_context("spawn")
                self._pipe, theirs = spawn.Pipe()
                self._scratch_name = worker.new_scratch_name()
                self._process = spawn.Process(
                    target=worker.serve,
                    args=(theirs, self._scratch_name),
                    name="synthesizer",
                    daemon=True,
                )
                self._process.start()
                theirs.close()  # so that the end of the process is the end of the pipe

    def ready(self) -> worker.Ready:
        """The kind and the names of the voices, when the engine is up.

        Raises SynthesisFailed.
        """
        return self._with_second_try(self._until_ready)

    def samples(
        self, text: str, rate_wpm: int, voice: str, deadline_ms: Millis | None = None
    ) -> Sound:
        """The text as sound. An attempt without answer for ``deadline_ms`` counts as hung.

        Raises SynthesisFailed: after the second attempt, at once while it rests, and soon when
        ``hurry`` was called.
        """
        allowed_ms = patience_ms(text) if deadline_ms is None else deadline_ms
        return self._with_second_try(lambda: self._ask(text, rate_wpm, voice, allowed_ms))

    def hurry(self) -> None:
        """What is being asked is not wanted any more: give up on it within a second."""
        self._is_unwanted.set()

    def inject_hang(self) -> None:
        """The engine hangs at the next request."""
        self._should_hang.set()

    def end_process(self) -> None:
        """End the process now, as a crash would."""
        process = self._process
        if process is not None and process.is_alive():
            process.kill()

    def close(self) -> None:
        """End the process. Whoever still waits gets SynthesisFailed."""
        self._is_closed = True
        self.end_process()
        with self._asking:
            self._discard()

    def _with_second_try(self, attempt: Callable[[], _T]) -> _T:
        with self._asking:
            self._is_unwanted.clear()
            if self.rest_s > 0 or self._is_closed:
                raise SynthesisFailed(NOT_WORKING)
            try:
                return self._counted(attempt)
            except _EngineFault as first:
                if self._is_unwanted.is_set() or self.rest_s > 0 or self._is_closed:
                    raise SynthesisFailed(NOT_WORKING) from first
            try:
                return self._counted(attempt)
            except _EngineFault as second:
                raise SynthesisFailed(NOT_WORKING) from second

    def _counted(self, attempt: Callable[[], _T]) -> _T:
        try:
            result = attempt()
        except _EngineFault as fault:
            self._discard()
            if not isinstance(fault, _Unwanted):
                self._count_failure()
            raise
        self._failures = 0
        self._rest_ms = _REST_MS
        if not self._is_working:
            self._is_working = True
            self._on_state(True, "")  # noqa: FBT003 - the meaning is in the callback's name
        return result

    def _count_failure(self) -> None:
        self._failures += 1
        if self._failures < _FAILURES_IN_A_ROW or self._is_closed:
            return
        self._rests_until_s = time.monotonic() + self._rest_ms / 1000
        self._rest_ms = min(2 * self._rest_ms, _LONGEST_REST_MS)
        if self._is_working:
            self._is_working = False
            self._on_state(False, NOT_WORKING)  # noqa: FBT003 - as above

    def _until_ready(self) -> worker.Ready:
        if self._ready is None:
            self.start()
            answer = self._answer(_START_WITHIN_MS, can_hurry=False)
            if not isinstance(answer, worker.Ready):
                raise _EngineFault(getattr(answer, "why", repr(answer)))
            self._ready = answer
        return self._ready

    def _ask(self, text: str, rate_wpm: int, voice: str, allowed_ms: Millis) -> Sound:
        self._until_ready()
        if self._should_hang.is_set():
            self._should_hang.clear()
            self._send(worker.HangRequest())
        self._last_id += 1
        self._send(worker.SayRequest(self._last_id, text, rate_wpm, voice))
        answer = self._answer(allowed_ms, can_hurry=True)
        if not isinstance(answer, worker.Said) or answer.id != self._last_id:
            raise _EngineFault(getattr(answer, "why", repr(answer)))
        return answer.sound

    def _send(self, request: worker.SayRequest | worker.HangRequest) -> None:
        try:
            self._open_pipe().send(request)
        except OSError as error:
            raise _EngineFault(str(error)) from error

    def _answer(self, allowed_ms: Millis, *, can_hurry: bool) -> object:
        until_s = time.monotonic() + allowed_ms / 1000
        unwanted_until_s = None
        pipe = self._open_pipe()
        try:
            while not pipe.poll(_LOOK_EVERY_S):
                now_s = time.monotonic()
                if now_s >= until_s:
                    message = f"no answer for {allowed_ms} ms"
                    raise _EngineFault(message)
                if can_hurry and self._is_unwanted.is_set():
                    unwanted_until_s = unwanted_until_s or now_s + _UNWANTED_WITHIN_MS / 1000
                    if now_s >= unwanted_until_s:
                        message = "no answer, and nobody waits for one"
                        raise _Unwanted(message)
            return pipe.recv()
        except (EOFError, OSError) as error:
            message = "the synthesizer process ended"
            raise _EngineFault(message) from error

    def _open_pipe(self) -> "Connection[Any, Any]":
        if self._pipe is None:
            message = "the synthesizer is closed"
            raise _EngineFault(message)
        return self._pipe

    def _discard(self) -> None:
        """Leave nothing of this process behind."""
        process, pipe = self._process, self._pipe
        self._process = self._pipe = self._ready = None
        if pipe is not None:
            pipe.close()
        if process is not None:
            process.kill()
            process.join()
            # Where there is no place for temporary files, nothing was left in one.
            with suppress(OSError):
                worker.take_away(worker.scratch_folder(self._scratch_name))
