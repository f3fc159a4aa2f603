"""Where threads leave things for one another: orders never get lost, sound may."""

import threading
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """First in, first out. Leaving something never blocks and never fails.

    Sound that nobody fetches would grow without end, and late sound is worth nothing: beyond
    ``most_sounds`` the oldest of it is thrown away. For any number of threads.
    """

    def __init__(self, most_sounds: int) -> None:
        """An empty one."""
        self._most_sounds = most_sounds
        self._waiting: deque[tuple[T, bool]] = deque()
        self._sounds = 0
        self._lost = 0
        self._changed = threading.Condition()

    def put(self, order: T) -> None:
        """Leave something that must arrive."""
        with self._changed:
            self._waiting.append((order, False))
            self._changed.notify()

    def put_sound(self, sound: T) -> None:
        """Leave something that may be thrown away when too much of its kind waits."""
        with self._changed:
            self._waiting.append((sound, True))
            self._sounds += 1
            if self._sounds > self._most_sounds:
                self._drop_oldest_sound()
            self._changed.notify()

    def get(self, timeout_s: float | None = None) -> T | None:
        """The oldest, as soon as there is one; None after the timeout."""
        with self._changed:
            if not self._changed.wait_for(lambda: bool(self._waiting), timeout_s):
                return None
            item, is_sound = self._waiting.popleft()
            self._sounds -= is_sound
            return item

    def lost(self) -> int:
        """How many sounds were thrown away since the last call."""
        with self._changed:
            lost, self._lost = self._lost, 0
            return lost

    def _drop_oldest_sound(self) -> None:
        oldest = next(i for i, (_, is_sound) in enumerate(self._waiting) if is_sound)
        del self._waiting[oldest]
        self._sounds -= 1
        self._lost += 1
