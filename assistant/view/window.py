"""The window: it draws scenes, and hears keys, mouse, touch, gamepads. Must not know their meaning.

Theory of operation. pygame's events carry no time, so the thread that owns the window waits for
them and stamps them on arrival; nothing else happens in between. A scene is drawn only when it
differs from the one on the screen, and what moves by itself only in its own small rectangle.

A locked window fills the screen, keeps the keys that would lead out of it, and hides the pointer
while it rests.
"""

import os
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

import pygame

from assistant.core.events import CloseRefused, Event, Stirred
from assistant.core.settings import Settings
from assistant.core.units import Millis
from assistant.view.focus_watch import FocusWatch
from assistant.view.leaving import Leaving
from assistant.view.painter import Painter
from assistant.view.pointer import Pointer
from assistant.view.scene import Progress, Scene
from assistant.view.system_window import come_to_front, keep_keyboard
from assistant.view.waiting import next_events

USUAL_SIZE: Final = (1280, 720)

BLIND_DRIVERS: Final = frozenset({"dummy", "offscreen", "evdev"})
"""What SDL falls back to where nobody could see anything."""

_HINTS: Final = {
    # The window must stay when another program pushes itself to the front.
    "SDL_VIDEO_MINIMIZE_ON_FOCUS_LOSS": "0",
    # The click that brings the window to the front is a press too.
    "SDL_MOUSE_FOCUS_CLICKTHROUGH": "1",
    # So that the button of the window can be told from a computer that shuts down.
    "SDL_QUIT_ON_LAST_WINDOW_CLOSE": "0",
    # A locked window keeps the keyboard, and is not put away by Alt and Tab.
    "SDL_ALLOW_ALT_TAB_WHILE_GRABBED": "0",
    # On Windows: come to the front also when another program has been used since.
    "SDL_FORCE_RAISEWINDOW": "1",
    # On Windows: true pixels, so that text is sharp.
    "SDL_WINDOWS_DPI_AWARENESS": "permonitorv2",
    # What a taskbar calls the program.
    "SDL_VIDEO_X11_WMCLASS": "als-assistant",
    "SDL_VIDEO_WAYLAND_WMCLASS": "als-assistant",
}
_UNHEARD: Final = (
    pygame.MOUSEMOTION,
    pygame.MOUSEWHEEL,
    pygame.FINGERMOTION,
    pygame.TEXTINPUT,
    pygame.TEXTEDITING,
    pygame.ACTIVEEVENT,
    pygame.WINDOWENTER,
    pygame.WINDOWLEAVE,
)
"""Never used, and many: each would wake the program for nothing."""
_REDRAW: Final = frozenset(
    {pygame.VIDEORESIZE, pygame.WINDOWSIZECHANGED, pygame.WINDOWEXPOSED, pygame.VIDEOEXPOSE}
)
_POINTING: Final = frozenset({pygame.MOUSEBUTTONDOWN, pygame.FINGERDOWN})


class NoDisplay(Exception):
    """No window can be opened; says why in one plain sentence."""


class Translate(Protocol):
    """What turns a pygame event into facts for the core."""

    def __call__(
        self, event: pygame.event.Event, under: str | None, at: Millis, /
    ) -> tuple[Event, ...]:
        """The facts; ``under`` is what lies under the pointer."""

    def in_order(self, batch: list[pygame.event.Event], /) -> list[pygame.event.Event]:
        """What came together, in the order in which it means something."""

    def apply(self, settings: Settings, /) -> None:
        """Take over new settings."""


class Window:
    """One window. All but :meth:`wake` belong to the thread that made it."""

    def __init__(
        self, settings: Settings, now: Callable[[], Millis], title: str, translate: Translate
    ) -> None:
        """Opens it. Raises NoDisplay where nobody could see it."""
        self.opening_notice = ""
        self.on_sound_device: Callable[[bool], None] | None = None
        """Called with True when a sound device appears, with False when one is gone."""
        self._now = now
        self._translate = translate
        self._settings = settings
        self._leaving = Leaving(is_locked=settings.screen.locked)
        self._lock = threading.Lock()
        self._is_open = False
        self._is_wake_posted = False
        start_display()
        try:
            self._wake_type = pygame.event.custom_type()
            pygame.display.set_caption(title)
            self._is_full = _fills(settings)
            self._surface = _surface(is_full=self._is_full)
        except pygame.error as error:
            pygame.display.quit()
            message = f"The window cannot be opened ({error})."
            raise NoDisplay(message) from error
        _set_up_input()
        self._next_events = next_events()
        self._is_open = True
        self._focus = FocusWatch()
        self._pointer = Pointer()
        self._keep_keyboard()
        self._painter = self._fresh_painter()
        self._shown: tuple[Scene, Progress] | None = None
        self._moved_to = -1
        self._is_stale = True

    @property
    def quit_asked(self) -> bool:
        """Whether somebody closed it, or the computer shuts down."""
        return self._leaving.is_asked

    # --- hearing ---------------------------------------------------------------------------

    def wait(self, timeout_ms: Millis) -> list[Event]:
        """What people did, stamped on arrival; empty when the time is up or after a wake."""
        if not self._is_open:
            return []
        events = self._next_events(timeout_ms)
        self._is_wake_posted = False
        at = self._now()
        facts: list[Event] = []
        for event in self._translate.in_order(events):
            facts += self._hear(event, at)
        self._pointer.follow(at)
        return self._focus.told(facts, at)

    def _hear(self, event: pygame.event.Event, at: Millis) -> tuple[Event, ...]:
        if event.type == self._wake_type:
            return ()
        if (leaves := self._leaving.hear(event, at)) is not None:
            return leaves
        if event.type == pygame.MOUSEMOTION:
            return self._hear_motion(at)
        if event.type in _REDRAW:
            self._is_stale = True
        elif event.type in (pygame.AUDIODEVICEADDED, pygame.AUDIODEVICEREMOVED):
            self._heard_of_sound(event)
        elif event.type == pygame.KEYDOWN and event.key == pygame.K_F11:
            return self._hear_full(at)
        else:
            ends = self._leaving.ends(event, at)
            facts = self._translate(event, self._under(event), at)
            stirs = event.type == pygame.KEYDOWN and not facts and self._pointer.watches
            return (*ends, *facts, *((Stirred(at=at),) if stirs else ()))
        return ()

    def _hear_motion(self, at: Millis) -> tuple[Event, ...]:
        is_told = self._pointer.moved(at) and self._pointer.watches
        return (Stirred(at=at),) if is_told else ()

    def _hear_full(self, at: Millis) -> tuple[Event, ...]:
        if self._leaving.is_locked:
            return (CloseRefused(at=at),)
        self._show_full(is_full=not self._is_full)
        return ()

    # --- before other windows ---------------------------------------------------------------

    def raise_to_front(self) -> None:
        """Come before all other windows, and get the keyboard, where the system allows."""
        if self._is_open:
            come_to_front()

    def _keep_keyboard(self) -> None:
        is_locked = self._settings.screen.locked
        keep_keyboard(is_kept=is_locked)
        self._pointer.hides = self._leaving.is_locked = is_locked

    def _heard_of_sound(self, event: pygame.event.Event) -> None:
        if self.on_sound_device is not None and not event.iscapture:
            self.on_sound_device(event.type == pygame.AUDIODEVICEADDED)

    def _under(self, event: pygame.event.Event) -> str | None:
        if event.type not in _POINTING or self._shown is None:
            return None
        if event.type == pygame.MOUSEBUTTONDOWN:
            return self._painter.hit(self._shown[0], event.pos)
        width, height = self._surface.get_size()
        return self._painter.hit(self._shown[0], (int(event.x * width), int(event.y * height)))

    def wake(self) -> None:
        """End the present or the next ``wait``. From any thread, also after ``close``."""
        with self._lock:
            if self._is_open and not self._is_wake_posted:
                self._is_wake_posted = pygame.event.post(pygame.event.Event(self._wake_type))

    # --- showing ---------------------------------------------------------------------------

    def show(self, scene: Scene, progress: Progress) -> None:
        """Draw what has changed since the last time; nothing, where nothing has."""
        if not self._is_open:
            return
        self._pointer.watches = scene.kind == "dark"
        surface = pygame.display.get_surface()
        if surface is not None and surface.get_size() != self._painter.size:
            self._is_stale = True
        if self._is_stale or self._differs(scene, progress):
            self._show_all(scene, progress)
            return
        reach = self._painter.moving_width(scene, progress)
        if reach != self._moved_to:
            changed = self._painter.paint_progress(self._surface, scene, progress)
            pygame.display.update(changed)
            self._moved_to = reach
        self._shown = (scene, progress)

    def _differs(self, scene: Scene, progress: Progress) -> bool:
        if self._shown is None:
            return True
        before, moved = self._shown
        return before != scene or _signs(moved) != _signs(progress)

    def _show_all(self, scene: Scene, progress: Progress) -> None:
        self._surface = pygame.display.get_surface() or self._surface
        if self._surface.get_size() != self._painter.size:
            self._painter = self._fresh_painter()
        self._painter.paint(self._surface, scene, progress)
        pygame.display.flip()
        self._moved_to = self._painter.moving_width(scene, progress)
        self._shown = (scene, progress)
        self._is_stale = False

    def apply(self, settings: Settings) -> None:
        """Take over new settings at once."""
        before, self._settings = self._settings, settings
        self._translate.apply(settings)
        if _fills(settings) != _fills(before) or settings.screen.locked != before.screen.locked:
            self._show_full(is_full=_fills(settings))
            self._keep_keyboard()
        if settings.screen != before.screen:
            self._painter = self._fresh_painter()
            self._is_stale = True

    def shot(self, path: Path) -> Path:
        """Keep a picture of what is shown, as a PNG; folders that are missing are made."""
        path.parent.mkdir(parents=True, exist_ok=True)
        pygame.image.save(self._surface, path)
        return path

    def close(self) -> None:
        """Give the screen back. A second time does nothing."""
        with self._lock:
            if self._is_open:
                self._is_open = False
                pygame.display.quit()

    def _show_full(self, *, is_full: bool) -> None:
        if is_full != self._is_full:
            self._is_full = is_full
            self._surface = _surface(is_full=is_full)
            self._is_stale = True

    def _fresh_painter(self) -> Painter:
        screen = self._settings.screen
        return Painter(self._surface.get_size(), screen.theme, screen.text_percent)


def _fills(settings: Settings) -> bool:
    return settings.screen.full_screen or settings.screen.locked


def _signs(progress: Progress) -> tuple[bool, bool]:
    return progress.hold is None, progress.close is None


def start_display() -> None:
    """Reach the screen; opens no window yet. Raises NoDisplay."""
    is_chosen = bool(os.environ.get("SDL_VIDEODRIVER"))
    has_server = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if sys.platform.startswith("linux") and not is_chosen and not has_server:
        message = "There is no display here."
        raise NoDisplay(message)
    for name, value in _HINTS.items():
        os.environ.setdefault(name, value)
    try:
        pygame.display.init()
    except pygame.error as error:
        message = f"The display cannot be used ({error})."
        raise NoDisplay(message) from error
    if pygame.display.get_driver() == "x11":
        # Else SDL sends the whole window to the graphics card for each small rectangle: we
        # measured 7 ms instead of 0.2 ms. Only X11 can do without.
        os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
    if not is_chosen and pygame.display.get_driver() in BLIND_DRIVERS:
        pygame.display.quit()
        message = "The display cannot be reached."
        raise NoDisplay(message)


def _surface(*, is_full: bool) -> pygame.Surface:
    desktop = pygame.display.get_desktop_sizes()[0]
    if is_full:
        return pygame.display.set_mode(desktop, pygame.FULLSCREEN)
    size = USUAL_SIZE
    if pygame.display.get_driver() not in BLIND_DRIVERS:
        size = (min(size[0], desktop[0]), min(size[1], desktop[1]))
    with warnings.catch_warnings():
        # The system has the last word on the size; we draw for whatever it gives.
        warnings.simplefilter("ignore", RuntimeWarning)
        return pygame.display.set_mode(size, pygame.RESIZABLE)


def _set_up_input() -> None:
    # Somebody who reads for an hour moves nothing: the screen must stay on.
    pygame.display.set_allow_screensaver(False)
    pygame.key.set_repeat()
    # Else an input method could swallow the switch, or put its own window over ours.
    pygame.key.stop_text_input()
    pygame.event.set_blocked(_UNHEARD)
