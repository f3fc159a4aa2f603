"""What the system does for the window beyond its picture. Must not know scenes or settings.

pygame gives the window of ``pygame.display`` out only with a warning that this will go; the lock
names the version that still does, and the tests would tell.
"""

import warnings

import pygame


def come_to_front() -> None:
    """Bring the window before all others, and the keyboard to it; the system may refuse."""
    window = _window()
    if not pygame.display.get_active():
        window.restore()
    window.focus()


def keep_keyboard(*, is_kept: bool) -> None:
    """Whether keys that mean something to the system come to the window as well.

    While it is in front: the key with the system's sign, Alt and Tab, Alt and F4. Those with which
    a computer is rescued (Ctrl, Alt and Delete; on Linux Ctrl, Alt and F3) still work.
    """
    _window().grab_keyboard = is_kept


def _window() -> pygame.Window:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return pygame.Window.from_display_module()
