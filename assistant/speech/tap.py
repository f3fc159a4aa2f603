"""What the mixer plays, handed on as it is played. Must not know who wants it, or why.

Found by trying (pygame-ce 2.5.8): a second ``set_post_mix`` takes the first away and itself with
it; and taking it away waits for the device's thread while it holds the interpreter, so that a call
of ours at that moment would stop the program for good. Hence the care in ``remove``.
"""

import ctypes
import importlib
import sys
import threading
from collections.abc import Callable
from typing import Any, Final, TypeAlias

OnPlayed: TypeAlias = Callable[[bytes, int, int], None]
"""Samples (signed, 16 bit, native order), their rate in Hz, and the number of channels.

Called on the sound device's thread just before they sound: it must only put them away.
"""

_CALL_WITHIN_S: Final = 0.2  # some eight buffers


class Tap:
    """Hands on every buffer of the open mixer. One at a time in a program."""

    def __init__(self, on_played: OnPlayed, rate_hz: int, channels: int) -> None:
        """Begin. Raises ImportError where this pygame cannot do it."""
        self._on_played, self._rate_hz, self._channels = on_played, rate_hz, channels
        self._came = threading.Event()
        _post_mix()(self._hand_on)

    def remove(self) -> None:
        """Hand on nothing more; to be called before the mixer is closed. May take a moment.

        The mixer's own function called by ctypes lets the interpreter go while it waits.
        """
        set_post_mix = _own_set_post_mix()
        if set_post_mix is not None:
            set_post_mix(None, None)
            return
        # Right after a call the next one is a whole buffer away. Where none comes, the device is
        # dead, and nothing can be waited for.
        self._came.clear()
        if self._came.wait(_CALL_WITHIN_S):
            _post_mix()(None)

    def _hand_on(self, _mixer: object, stream: memoryview) -> None:
        self._on_played(bytes(stream), self._rate_hz, self._channels)
        self._came.set()


def forget_last() -> None:
    """Let go of the tap of a dead device. Only while the mixer is closed."""
    _post_mix()(None)


def _post_mix() -> Callable[[Any], None]:
    # pygame has no types for this module.
    post_mix: Callable[[Any], None] = importlib.import_module("pygame._sdl2.mixer").set_post_mix
    return post_mix


def _own_set_post_mix() -> Callable[[None, None], None] | None:
    """SDL_mixer's, of the very library that pygame has loaded; None if it is not found."""
    module = importlib.import_module("pygame._sdl2.mixer")
    # Through pygame's module all that it is linked with is found; Windows knows loaded names.
    library = "SDL2_mixer" if sys.platform == "win32" else str(module.__file__)
    try:
        own = ctypes.CDLL(library).Mix_SetPostMix
    except (OSError, AttributeError):
        return None
    own.argtypes, own.restype = [ctypes.c_void_p, ctypes.c_void_p], None
    return own
