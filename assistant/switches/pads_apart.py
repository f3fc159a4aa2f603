"""Gamepads where there is no window: heard on a thread of their own.

Somebody's only switch may be one, and the call for help must not end with the display. Must not
know the terminal. SDL tells of gamepads only beside a display, so it gets one that shows nothing.
Tried on Linux only.
"""

import os
import queue
import threading
from collections.abc import Callable
from typing import Final

import pygame

from assistant.core.events import Event
from assistant.core.settings import Settings
from assistant.core.units import Millis
from assistant.switches.gamepads import PAD_EVENTS, NoGamepads, start
from assistant.switches.translator import Translator

LOOK_EVERY_S: Final = 0.008
"""As often as a gamepad itself tells what it feels; a press is stamped at most that late."""
_CLOSES_WITHIN_S: Final = 2.0


class PadsApart:
    """Hears gamepads until it is closed. ``news`` may be asked from another thread."""

    def __init__(self, settings: Settings, now: Callable[[], Millis]) -> None:
        """Looks for gamepads. Raises NoGamepads."""
        self._now = now
        self._translate = Translator(settings)
        self._settings: queue.SimpleQueue[Settings] = queue.SimpleQueue()
        self._news: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._is_closed = threading.Event()
        self._thread: threading.Thread | None = None
        _start_unseen_display()
        start()

    def begin(self, wake: Callable[[], None]) -> None:
        """Hear them from now on; ``wake`` is called when there is news."""
        self._thread = threading.Thread(target=self._hear, args=(wake,), daemon=True)
        self._thread.start()

    def news(self) -> list[Event]:
        """What has been heard since it was asked last."""
        found: list[Event] = []
        while not self._news.empty():
            found.append(self._news.get())
        return found

    def apply(self, settings: Settings) -> None:
        """Take over whether gamepads count."""
        self._settings.put(settings)

    def close(self) -> None:
        """Hear nothing more. A second time does nothing."""
        if self._is_closed.is_set():
            return
        self._is_closed.set()
        if self._thread is not None:
            self._thread.join(_CLOSES_WITHIN_S)
        pygame.joystick.quit()
        pygame.display.quit()

    def _hear(self, wake: Callable[[], None]) -> None:
        while not self._is_closed.wait(LOOK_EVERY_S):
            while not self._settings.empty():
                self._translate.apply(self._settings.get())
            found = [
                fact
                for event in self._translate.in_order(pygame.event.get())
                if event.type in PAD_EVENTS
                for fact in self._translate(event, None, self._now())
            ]
            for fact in found:
                self._news.put(fact)
            if found:
                wake()


def _start_unseen_display() -> None:
    before = os.environ.get("SDL_VIDEODRIVER")
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    try:
        pygame.display.init()
    except pygame.error as error:
        message = f"Gamepads cannot be used here ({error})."
        raise NoGamepads(message) from error
    finally:
        if before is None:
            del os.environ["SDL_VIDEODRIVER"]
        else:
            os.environ["SDL_VIDEODRIVER"] = before
