"""Starts the program again when it dies or hangs: whoever is alone could call nobody any more.

Theory of operation. The program that people use is a child of the one that was started; that one
only waits. A child that was closed, or was told to end, is not started again, and nor is one that
dies again and again: it would only flash. Whoever ends the waiting one ends the program, in order.
On Linux and macOS the child is a fork, made before anything is loaded, so it costs no time and
hardly any memory; Windows has no forks, and the child is a process of its own there.

A fork also gives a sign of life each second, from its first round to its last. Where none comes
any more it hangs, and is ended. So is one that was closed or told to end and is still there long
after: it would keep the next one out. What is counted are the guardian's own waits, not the time:
a computer that slept, or a terminal that stopped both, is no hang.

Must not know what the program does, and loads nothing, so that it cannot fail in the same way.
"""

import contextlib
import faulthandler
import functools
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NoReturn

from assistant.own_program import is_packed, own_program

BROKE: Final = 70
"""The exit code of a program that an exception ended; a refusal to start has another one."""
MOST: Final = 3
WITHIN_S: Final = 60.0
GIVES_UP: Final = (
    "The program ended by itself several times. Start it again; if that does not help, "
    "start the computer again, or look with: als-assistant doctor"
)

NO_ANSWER: Final = "The program did not answer any more. It is ended and started again."
NOT_CLOSED: Final = "The program could not be closed in order. It is ended now."

SIGN_EVERY_S: Final = 1.0
QUIET_WAITS: Final = 30
"""So many waits of ``SIGN_EVERY_S`` without a sign are a hang."""
LEAVING_WAITS: Final = 60
"""And so many after it was closed or told to end: a slow disk may still write."""
_DIES_WITHIN_S: Final = 2.0

_KEYBOARD: Final = 0
_LEFT_SCREEN: Final = "\x1b[?1049l\x1b[?25h"
"""Back to what stood in the terminal before, with a cursor (xterm's sequences)."""

_ALIVE: Final = b"."
_LEAVES: Final = b"x"


class Signs:
    """What the program tells its guardian. Where there is none, nobody is told."""

    def __init__(self, pipe: int | None = None) -> None:
        """``pipe``: where signs are written, as a file descriptor."""
        self._pipe = pipe
        self._last_s = float("-inf")

    def alive(self) -> None:
        """Once each round of the loop; written once in ``SIGN_EVERY_S``."""
        if (now_s := time.monotonic()) - self._last_s >= SIGN_EVERY_S:
            self._last_s = now_s
            self._write(_ALIVE)

    def leaves(self) -> None:
        """It was closed. However long the disk takes now, it is not to come back."""
        self._write(_LEAVES)

    def _write(self, sign: bytes) -> None:
        if self._pipe is not None:
            # Where the guardian is gone or stopped, nobody waits for a sign.
            with contextlib.suppress(OSError):
                os.write(self._pipe, sign)


Life = Callable[[bool, Signs], int]
"""Runs the program; True where it had died before. Gives the exit code back."""

_TOLD_TO_END: Final = ("SIGINT", "SIGTERM", "SIGHUP")


def _numbers_to_end() -> list[signal.Signals]:
    # Windows has no SIGHUP.
    return [getattr(signal, name) for name in _TOLD_TO_END if hasattr(signal, name)]


def dies_at_once() -> None:
    """Let a crash end this process, and write where it was. Before pygame is loaded.

    pygame would take a crash for an occasion to close everything in order. Where another thread
    holds a lock, that waits for ever: about one crash in forty became a program that hangs.
    """
    faulthandler.enable(sys.stderr or _nowhere())
    if hasattr(faulthandler, "register"):
        # With Ctrl+\ a developer ends a program that hangs, and sees where.
        faulthandler.register(signal.SIGQUIT, file=sys.stderr or _nowhere(), chain=True)


@functools.cache
def _nowhere() -> int:
    return os.open(os.devnull, os.O_WRONLY)


def died(code: int) -> bool:
    """Whether a child that ended so died. ``code`` is as ``Popen.returncode`` has it."""
    told = {-number for number in _numbers_to_end()}
    return code == BROKE or (code < 0 and code not in told) or _is_windows_crash(code)


def _is_windows_crash(code: int) -> bool:
    # An access violation and its kind; Ctrl+C has 0xC000013A.
    return code >= 0xC0000000 and code != 0xC000013A  # noqa: PLR2004 - Windows' own numbers


class Deaths:
    """How often it died lately."""

    def __init__(self) -> None:
        """Never."""
        self._lately: list[float] = []

    def may_live_again(self, at_s: float) -> bool:
        """It died now; whether to start it once more."""
        self._lately = [before for before in self._lately if at_s - before < WITHIN_S]
        self._lately.append(at_s)
        return len(self._lately) <= MOST


@dataclass(frozen=True, slots=True)
class End:
    """How a life ended. ``code`` is as ``Popen.returncode`` has it."""

    code: int
    was_meant: bool = False
    """It was closed or told to end: whatever became of it then, nobody wants it back."""

    @property
    def shell_code(self) -> int:
        """The same as a shell has it."""
        return self.code if self.code >= 0 else 128 - self.code


def guarded(life: Life, arguments: Sequence[str]) -> int:
    """Run the program until it is closed. ``arguments`` are its own, for Windows."""
    deaths, has_died, mended = Deaths(), False, _terminal_as_found()
    while True:
        end = _in_fork(life, has_died) if hasattr(os, "fork") else _apart(arguments, has_died)
        if not died(end.code):
            return end.shell_code
        mended()
        if end.was_meant:
            return end.shell_code
        if not deaths.may_live_again(time.monotonic()):
            with contextlib.suppress(OSError):
                sys.stderr.write(GIVES_UP + "\n")
            return 1
        has_died = True


def _terminal_as_found() -> Callable[[], None]:
    """Puts the terminal back as it is now, where a dead program left it mute."""
    if sys.platform == "win32":
        return lambda: None
    import termios  # noqa: PLC0415 - Windows has none

    try:
        before = termios.tcgetattr(_KEYBOARD)
    except (OSError, termios.error):  # no terminal
        return lambda: None

    def mend() -> None:
        with contextlib.suppress(OSError, termios.error):
            if termios.tcgetattr(_KEYBOARD) != before:
                termios.tcsetattr(_KEYBOARD, termios.TCSANOW, before)
                sys.stdout.write(_LEFT_SCREEN)
                sys.stdout.flush()

    return mend


# --- Linux and macOS ---------------------------------------------------------------------------


def _in_fork(life: Life, has_died: bool) -> End:  # noqa: FBT001 - see Life
    sys.stdout.flush()
    sys.stderr.flush()
    theirs, ours = os.pipe()
    signs, signs_end = os.pipe()
    # Whoever tells us to end in these moments would end us alone, before we can pass it on.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _numbers_to_end())
    child = os.fork()
    if child == 0:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        os.close(ours)
        os.close(signs)
        os.set_blocking(signs_end, False)
        _end_with(theirs)
        _finish(life, has_died, Signs(signs_end))
    os.close(theirs)
    os.close(signs_end)
    try:
        with _passed_on(child) as told:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            return _waited_for(child, signs, told)
    finally:
        os.close(ours)
        os.close(signs)


def _waited_for(child: int, signs: int, told: Sequence[int]) -> End:
    """Until it has ended. ``told``: the signals to end that came meanwhile."""
    quiet: int | None = None
    """Waits without a sign; None before the first one."""
    leaves = False
    while True:
        is_sign, _, _ = select.select([signs], [], [], SIGN_EVERY_S)
        said = os.read(signs, 4096) if is_sign else b""
        if is_sign and not said:
            _, status = os.waitpid(child, 0)
            return End(os.waitstatus_to_exitcode(status), leaves or bool(told))
        if not leaves and (told or _LEAVES in said):
            leaves, quiet = True, 0
        elif said:
            quiet = 0
        elif quiet is not None:
            quiet += 1
            if quiet >= (LEAVING_WAITS if leaves else QUIET_WAITS):
                _ended(child, NOT_CLOSED if leaves else NO_ANSWER)
                return End(BROKE, leaves or bool(told))


def _ended(child: int, why: str) -> None:
    """Told to say where it hangs and to die; where it does not even do that, killed."""
    with contextlib.suppress(OSError):
        sys.stderr.write(why + "\n")
        sys.stderr.flush()
    os.kill(child, signal.SIGABRT)
    until = time.monotonic() + _DIES_WITHIN_S
    while time.monotonic() < until:
        if os.waitpid(child, os.WNOHANG)[0]:
            return
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _finish(life: Life, has_died: bool, signs: Signs) -> NoReturn:  # noqa: FBT001 - see Life
    """In the child: never returns, or it would be a second guardian."""
    try:
        sys.exit(life(has_died, signs))
    # Told to whoever looks, and then it is started again.
    except Exception:  # noqa: BLE001
        sys.excepthook(*sys.exc_info())
        sys.exit(BROKE)


def _end_with(pipe: int) -> None:
    """When the other end is gone, so is whoever would start this again: end in order."""

    def wait() -> None:
        with contextlib.suppress(OSError):
            os.read(pipe, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="guardian", daemon=True).start()


@contextlib.contextmanager
def _passed_on(child: int) -> Iterator[Sequence[int]]:
    """Who tells the guardian to end means the program. Gives what was told by now.

    A terminal tells both of Ctrl+C. Being told twice in the same way would mean "at once", so
    what is passed on is another way.
    """
    told: list[int] = []

    def pass_on(number: int, _frame: object) -> None:
        told.append(number)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGTERM)

    heard = [
        number for number in _numbers_to_end() if signal.getsignal(number) is not signal.SIG_IGN
    ]
    before = {number: signal.signal(number, pass_on) for number in heard}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


# --- Windows -----------------------------------------------------------------------------------


def _apart(arguments: Sequence[str], has_died: bool) -> End:  # noqa: FBT001 - see Life
    """Not yet run on Windows."""
    program = (sys.executable,) if is_packed() else own_program()
    again = ("--again",) if has_died else ()
    with subprocess.Popen(  # noqa: S603 - our own command, no shell
        (*program, *arguments, "--alone", *again)
    ) as process:
        while True:
            try:
                return End(process.wait())
            except KeyboardInterrupt:
                continue  # Ctrl+C went to the program as well
