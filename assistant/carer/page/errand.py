"""One piece of work that takes longer than a page may wait. Must not know what it is about.

It runs on a thread of its own, so the page goes on answering. Whoever wants to see the end asks
again, and is kept waiting a little each time, so that a page without a script turns over only
when there is something new.
"""

import sys
import threading
import traceback
from collections.abc import Callable
from typing import Final

from assistant.carer.page.door import Seconds

WAITS_S: Final[Seconds] = 10.0
_MOST_WAITING: Final = 2
"""So many may be kept waiting; the other threads of the server answer everybody else."""


class Errand:
    """At most one piece of work at a time."""

    def __init__(self) -> None:
        """Nothing is on its way."""
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self._is_over.set()
        self._seats = threading.Semaphore(_MOST_WAITING)
        self._about = ""

    @property
    def about(self) -> str:
        """What is on its way; "" for nothing."""
        return "" if self._is_over.is_set() else self._about

    def begin(self, about: str, work: Callable[[], None]) -> bool:
        """Start it; False where another is on its way."""
        with self._lock:
            if not self._is_over.is_set():
                return False
            self._is_over.clear()
            self._about = about
        # Nothing that hangs may keep the page open.
        threading.Thread(target=self._do, args=(work,), name=about, daemon=True).start()
        return True

    def wait(self, for_s: Seconds = WAITS_S) -> None:
        """Return when it is over, or after so long, or at once where enough others wait."""
        if self._seats.acquire(blocking=False):
            try:
                self._is_over.wait(for_s)
            finally:
                self._seats.release()

    def _do(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - the part shows that nothing came of it
            where = traceback.extract_tb(error.__traceback__)[-1]
            what = f"{type(error).__name__}: {error} ({where.filename}:{where.lineno})"
            print(f"The carer's page met a fault. {what}", file=sys.stderr)  # noqa: T201 - a log
        finally:
            self._is_over.set()
