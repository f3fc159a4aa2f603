"""Waiting for the window's events at no cost. Must not know what they mean.

pygame's own wait looks a thousand times a second whether something came: we measured 2 % of a
processor, all day, and a processor that never sleeps. SDL below it sleeps until something comes
(0.02 %). So on Linux, where this has been tried, SDL's wait is called directly; elsewhere, and
wherever SDL is not found for certain, pygame's.
"""

import ctypes
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

import pygame

NextEvents: TypeAlias = Callable[[int], list[pygame.event.Event]]
"""(longest wait in milliseconds) -> the events that came, in order; empty when time is up."""

_MAPS: Final = Path("/proc/self/maps")
_VIDEO: Final = 0x20
"""SDL_INIT_VIDEO"""


def next_events() -> NextEvents:
    """The cheapest way to wait on this machine. The display must be up."""
    sdl = _sdl_in_use() if sys.platform.startswith("linux") else None
    return _by_pygame if sdl is None else _by_sdl(sdl)


def _by_pygame(timeout_ms: int) -> list[pygame.event.Event]:
    first = pygame.event.wait(timeout_ms) if timeout_ms > 0 else pygame.event.poll()
    return [] if first.type == pygame.NOEVENT else [first, *pygame.event.get()]


def _by_sdl(sdl: ctypes.CDLL) -> NextEvents:
    sleep = sdl.SDL_WaitEventTimeout
    sleep.argtypes = (ctypes.c_void_p, ctypes.c_int)

    def wait(timeout_ms: int) -> list[pygame.event.Event]:
        if timeout_ms > 0:
            sleep(None, timeout_ms)
        return pygame.event.get()

    return wait


def _sdl_in_use() -> ctypes.CDLL | None:
    """The very SDL that pygame uses; a second copy would know no window and never wait."""
    try:
        lines = _MAPS.read_text(encoding="utf-8").splitlines()
        paths = {line.split(maxsplit=5)[5] for line in lines if "/libSDL2-2" in line}
        if len(paths) != 1:
            return None
        sdl = ctypes.CDLL(paths.pop())
    except OSError:
        return None
    return sdl if sdl.SDL_WasInit(_VIDEO) else None
