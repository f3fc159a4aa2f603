"""Mistakes that this program makes while somebody uses it. Must not know what the program does.

One mistake is written down and survived. Many in a short time are a program that only looks alive.
"""

from collections import deque
from collections.abc import Callable
from typing import Final

from assistant.core.effects import Mended
from assistant.core.units import Millis
from assistant.storage.trouble_log import places

MOST: Final = 5
WITHIN_MS: Final[Millis] = 10_000


class Mistakes:
    """``mistakes(error)`` is whether to go on after it."""

    def __init__(self, record: Callable[[Millis, Mended], None], now: Callable[[], Millis]) -> None:
        """None has been made."""
        self._record, self._now = record, now
        self._lately: deque[Millis] = deque(maxlen=MOST)

    def __call__(self, error: Exception) -> bool:
        """Write it down; False when there were too many lately."""
        at = self._now()
        is_full = len(self._lately) == MOST and at - self._lately[0] < WITHIN_MS
        self._lately.append(at)
        if is_full:
            return False
        # Its text may hold anything; its kind and place say enough.
        where = tuple(places(error.__traceback__))
        self._record(at, Mended(error=type(error).__name__, where=where))
        return True
