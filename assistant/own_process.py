"""How a process that serves the program behaves, whatever it serves. Knows nothing of ours."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import connection, parent_process


def serve_quietly(leave: Callable[[], None] = lambda: None) -> None:
    """First of all in such a process: it writes nothing, and never outlives the program.

    ``leave`` is called when the program is gone: what lies about on the disk is taken away.
    """
    # Control-C in a terminal goes to everybody in it, and so does its end; the parent decides
    # when this ends.
    for told in (signal.SIGINT, getattr(signal, "SIGHUP", None)):
        if told is not None:
            signal.signal(told, signal.SIG_IGN)
    _leave_terminal_alone()
    threading.Thread(target=_end_with_parent, args=(leave,), daemon=True).start()


def _leave_terminal_alone() -> None:
    """Engines and SDL print lines, and libraries complain: nobody should read that."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        with suppress(OSError):  # a windowed program on Windows has no such streams
            os.dup2(nowhere, stream)
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123


def _end_with_parent(leave: Callable[[], None]) -> None:
    """What hangs reads no pipe; this thread sees the parent go all the same."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        try:
            leave()
        finally:
            os._exit(0)


def hang() -> None:
    """Never answer again: for rehearsals and tests of what then happens."""
    while True:
        time.sleep(3600)
