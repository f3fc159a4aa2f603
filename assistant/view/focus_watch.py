"""Whether keys come to the window: asked after each wait, told when it changes.

Asked, because no event says so where a window is opened behind another one. Must not know what
follows.
"""

from collections.abc import Sequence

import pygame

from assistant.core.events import Event, FocusBack, FocusLost
from assistant.core.units import Millis


class FocusWatch:
    """The one window's keyboard, and where the pointer is. Belongs to the window's thread."""

    def __init__(self) -> None:
        """A window that opens is in front, until it shows that it is not."""
        self._has_keys = True
        self._is_pointed_at = True

    def told(self, facts: Sequence[Event], at: Millis) -> list[Event]:
        """These facts, and whether keys come here where that has changed."""
        has_keys, is_pointed_at = pygame.key.get_focused(), pygame.mouse.get_focused()
        had_keys, was_pointed_at = self._has_keys, self._is_pointed_at
        self._has_keys, self._is_pointed_at = has_keys, is_pointed_at
        if has_keys:
            # Before the click that brought it back, which must not be taken for a press.
            return list(facts) if had_keys else [FocusBack(at=at), *facts]
        if had_keys or is_pointed_at != was_pointed_at:
            return [*facts, FocusLost(at=at, hears_mouse=is_pointed_at)]
        return list(facts)
