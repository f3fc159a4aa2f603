"""What closes the window, and how a locked one answers. Must not know how closing is weighed.

A window that is not locked closes by its button, by Alt and F4, or by Ctrl and Q. A locked one
tells how long Ctrl and Q are held, and of every other attempt. The computer that shuts down is
always obeyed.
"""

from typing import Final

import pygame

from assistant.core.events import CloseBegan, CloseEnded, CloseRefused, Event
from assistant.core.units import Millis

_CTRL_KEYS: Final = frozenset({pygame.K_LCTRL, pygame.K_RCTRL})
_FIRST_NOT_LATIN: Final = 0x250
_LAST_LETTER: Final = 0x10FFFF
"""Keys without a letter, such as the arrows, have numbers above it."""


class Leaving:
    """The one window's way out. Belongs to the thread of the window."""

    def __init__(self, *, is_locked: bool) -> None:
        """Nobody wants to leave yet."""
        self.is_locked = is_locked
        self.is_asked = False
        """Whether the program is to end."""
        self._is_held = False

    def hear(self, event: pygame.event.Event, at: Millis) -> tuple[Event, ...] | None:
        """The facts in an event that means leaving; None for every other event."""
        if event.type not in (pygame.QUIT, pygame.WINDOWCLOSE) and not _means_close(event):
            return None
        # What says so without a window is the computer that shuts down. On a Mac it may also be
        # its own keys for closing. Untested on a Mac.
        is_by_hand = event.type != pygame.QUIT or bool(pygame.key.get_mods() & pygame.KMOD_META)
        if not (self.is_locked and is_by_hand):
            self.is_asked = True
            return ()
        if not _is_ctrl_q(event):
            return (CloseRefused(at=at),)
        self._is_held = True
        return (CloseBegan(at=at),)

    def ends(self, event: pygame.event.Event, at: Millis) -> tuple[Event, ...]:
        """Whether Ctrl and Q are no longer held, or nobody can tell any more."""
        is_up = event.type == pygame.KEYUP and (_is_q(event) or event.key in _CTRL_KEYS)
        if not self._is_held or not (is_up or event.type == pygame.WINDOWFOCUSLOST):
            return ()
        self._is_held = False
        return (CloseEnded(at=at),)


def _is_q(event: pygame.event.Event) -> bool:
    """The key Q, or the one in its place where the letters are not ours: Greek, Cyrillic."""
    if event.key == pygame.K_q:
        return True
    is_other_letter = bool(_FIRST_NOT_LATIN <= event.key <= _LAST_LETTER)
    return is_other_letter and bool(event.scancode == pygame.KSCAN_Q)


def _is_ctrl_q(event: pygame.event.Event) -> bool:
    is_down = event.type == pygame.KEYDOWN and bool(event.mod & pygame.KMOD_CTRL)
    return is_down and _is_q(event)


def _means_close(event: pygame.event.Event) -> bool:
    """Our own keys, and Alt and F4 where a locked window hears them itself."""
    if event.type != pygame.KEYDOWN:
        return False
    is_alt_f4 = event.key == pygame.K_F4 and bool(event.mod & pygame.KMOD_ALT)
    return is_alt_f4 or _is_ctrl_q(event)
