"""Carries the looks out, each within its time, and gives the findings in order.

A look that hangs is left behind: its process is ended, its thread ends with the program.
"""

import multiprocessing
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from assistant.carer.doctor import computer, devices
from assistant.carer.doctor.autostart import autostart
from assistant.carer.doctor.finding import Finding, Seen, wrong
from assistant.carer.doctor.subject import Subject
from assistant.carer.doctor.wording import WORDING_FILE, finding_of, read_wording
from assistant.own_process import serve_quietly

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Look: TypeAlias = Callable[[Subject], Seen | None]
"""Asks about one thing. None where there is nothing of the kind."""

_QUICK_S: Final = 20.0
_DEVICE_S: Final = 30.0
_ENGINE_S: Final = 90.0
_AT_A_TIME: Final = 2
"""So many processes at once: the computers of carers are old."""

PART_MISSING, TOO_LONG, BROKE = "part_missing", "too_long", "broke"
"""What can happen to every look."""


# These load what they need when they are called: where a package is missing, a line says so, and
# the others are there all the same.


def _in_speaking(key: str, subject: Subject) -> Seen | None:
    from assistant.carer.doctor.speaking import LOOKS  # noqa: PLC0415 - see above

    return LOOKS[key](subject)


def _in_files(key: str, subject: Subject) -> Seen | None:
    from assistant.carer.doctor.files import LOOKS  # noqa: PLC0415 - see above

    return LOOKS[key](subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One look, how long it may take, and whether it could take a process down with it."""

    key: str
    look: Look
    within_s: float = _QUICK_S
    is_apart: bool = False


def _steps() -> Iterator[Step]:
    yield Step(key="python", look=computer.python)
    yield Step(key="set_up", look=computer.set_up)
    yield Step(key="running", look=computer.running)
    yield Step(key="last_run", look=computer.last_run)
    yield Step(key="restore", look=computer.restore)
    yield Step(key="clock", look=computer.clock)
    yield Step(key="display", look=devices.display, within_s=_DEVICE_S, is_apart=True)
    yield Step(key="sound", look=devices.sound, within_s=_DEVICE_S, is_apart=True)
    yield Step(key="voice", look=partial(_in_speaking, "voice"), within_s=_ENGINE_S)
    yield Step(key="microphone", look=devices.microphone, within_s=_DEVICE_S, is_apart=True)
    recognizers = partial(_in_speaking, "recognizers")
    yield Step(key="recognizers", look=recognizers, within_s=_ENGINE_S, is_apart=True)
    yield Step(key="models", look=partial(_in_speaking, "models"), within_s=_ENGINE_S)
    yield Step(key="switches", look=devices.switches, within_s=_DEVICE_S, is_apart=True)
    for key in ("settings", "carers_files"):
        yield Step(key=key, look=partial(_in_files, key))
    yield Step(key="content", look=partial(_in_files, "content"), within_s=_ENGINE_S)
    for key in ("review", "own_sections", "pressing", "places"):
        yield Step(key=key, look=partial(_in_files, key))
    yield Step(key="folders", look=computer.folders)
    yield Step(key="disk", look=computer.disk)
    yield Step(key="autostart", look=autostart)


STEPS: Final = tuple(_steps())
"""Every look, in the order in which people are told."""


def examine(
    subject: Subject, only: Collection[str] = (), steps: tuple[Step, ...] = STEPS
) -> tuple[Finding, ...]:
    """How everything is; changes nothing, never raises, and comes to an end.

    Takes some ten seconds, on any thread. ``only`` are the keys of the looks that are wanted;
    none means all.
    """
    return tuple(examine_each(subject, only, steps))


def examine_each(
    subject: Subject, only: Collection[str] = (), steps: tuple[Step, ...] = STEPS
) -> Iterator[Finding]:
    """The same, each as soon as those before it are there."""
    words, _ = read_wording(subject.content / WORDING_FILE)
    gate = threading.Semaphore(_AT_A_TIME)
    looked = [_Looking(step, subject, gate) for step in steps if not only or step.key in only]
    for looking in looked:
        if (seen := looking.result()) is not None:
            yield finding_of(looking.step.key, seen, words, subject.around.command)


class _Looking:
    """One look on its way."""

    def __init__(self, step: Step, subject: Subject, gate: threading.Semaphore) -> None:
        self.step, self._subject, self._gate = step, subject, gate
        self._seen: Seen | None = None
        self._is_over = threading.Event()
        # Not a pool: that waits at the end of the program for a thread that hangs.
        threading.Thread(target=self._look, name=f"look at {step.key}", daemon=True).start()

    def result(self) -> Seen | None:
        """What was seen, or that it took too long."""
        # A process is timed where it is started; until then it may wait for others.
        within_s = None if self.step.is_apart else self.step.within_s
        if not self._is_over.wait(within_s):
            return wrong(TOO_LONG, seconds=round(self.step.within_s))
        return self._seen

    def _look(self) -> None:
        if self.step.is_apart:
            with self._gate:
                self._seen = _apart(self.step, self._subject)
        else:
            self._seen = _looked(self.step.look, self._subject)
        self._is_over.set()


def _looked(look: Look, subject: Subject) -> Seen | None:
    try:
        return look(subject)
    except ImportError as error:
        return wrong(PART_MISSING, part=error.name or error)
    # The one line says that it could not be looked at; all others must still be there.
    except Exception as error:  # noqa: BLE001
        return wrong(BROKE, error=type(error).__name__)


def _apart(step: Step, subject: Subject) -> Seen | None:
    """Look in a process of its own, which may hang or crash."""
    # Spawned, not forked: a fork would copy our threads' locks in any state.
    spawn = multiprocessing.get_context("spawn")
    try:
        ours, theirs = spawn.Pipe(duplex=False)
        process = spawn.Process(
            target=_serve,
            args=(theirs, step.look, subject.for_a_process()),
            name=step.key,
            daemon=True,
        )
        process.start()
    except OSError as error:
        return wrong(BROKE, error=type(error).__name__)
    theirs.close()
    try:
        if not ours.poll(step.within_s):
            return wrong(TOO_LONG, seconds=round(step.within_s))
        seen: Seen | None = ours.recv()
    except (EOFError, OSError):
        return wrong(BROKE, error="it ended")
    else:
        return seen
    finally:
        ours.close()
        process.kill()
        process.join()


def _serve(parent: "Connection[Any, Any]", look: Look, subject: Subject) -> None:
    serve_quietly()
    with suppress(OSError):  # the parent waits no more
        parent.send(_looked(look, subject))
