"""The mouse pointer: hidden while it rests, and noticed when it moves. Must not know why.

Theory of operation. Motions are many, and each wakes the program, so they are heard only while
one is waited for: by a pointer that is hidden, or by somebody who wants to know (``watches``).
The rest of the time it is looked now and then whether the pointer is still where it was.

It is hidden by a picture with nothing on it. pygame's own way to hide it would also hold it fast in
the window, where the window keeps the keyboard.
"""

from contextlib import suppress
from typing import Final

import pygame

from assistant.core.units import Millis

HIDES_AFTER_MS: Final[Millis] = 3000
TREMBLES_PX: Final = 8
"""A mouse on a shaking table, or under a shaking hand, is not moved."""


_NOTHING: Final = pygame.cursors.Cursor((8, 8), (0, 0), (0,) * 8, (0,) * 8)
_ARROW: Final = pygame.cursors.Cursor(pygame.SYSTEM_CURSOR_ARROW)


class Pointer:
    """The pointer of the one window. Belongs to the thread of the window."""

    def __init__(self) -> None:
        """It shows, and nothing is heard of it."""
        self.hides = False
        """Whether it is hidden when it rests."""
        self.watches = False
        """Whether a motion is to be told."""
        self.is_hidden = False
        self._was_at = (0, 0)
        self._rests_since: Millis = 0

    @property
    def is_heard(self) -> bool:
        """Whether motions are waited for."""
        return self.is_hidden or self.watches

    def moved(self, at: Millis) -> bool:
        """It may have moved: whether it really did. A hidden one shows again."""
        x, y = pygame.mouse.get_pos()
        if abs(x - self._was_at[0]) + abs(y - self._was_at[1]) <= TREMBLES_PX:
            return False
        self._was_at, self._rests_since = (x, y), at
        self._show(is_hidden=False)
        return True

    def follow(self, at: Millis) -> None:
        """Look whether it has rested long enough to be hidden. To be called now and then."""
        self.moved(at)
        rests = at - self._rests_since >= HIDES_AFTER_MS
        self._show(is_hidden=self.hides and rests and pygame.key.get_focused())
        pygame.event.set_blocked(pygame.MOUSEMOTION)
        if self.is_heard:
            pygame.event.set_allowed(pygame.MOUSEMOTION)

    def _show(self, *, is_hidden: bool) -> None:
        if is_hidden != self.is_hidden:
            self.is_hidden = is_hidden
            # A system without pictures for pointers, such as SDL's dummy, shows none anyway.
            with suppress(pygame.error):
                pygame.mouse.set_cursor(_NOTHING if is_hidden else _ARROW)
