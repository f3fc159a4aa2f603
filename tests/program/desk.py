"""A real screen that nobody sees, with a window manager, a keyboard and a mouse, for the tests.

Needs Xvfb, openbox, xdotool and xset; where one is missing, tests are skipped.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

WANTED = ("Xvfb", "openbox", "xdotool", "xset")
SIZE = (1920, 1080)

_OTHER = """
import os, sys
os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
os.environ["SDL_VIDEO_WINDOW_POS"] = "1400,100"
import pygame
pygame.display.init()
pygame.display.set_caption("other")
pygame.display.set_mode((400, 300)).fill((200, 200, 255))
pygame.display.flip()
while True:
    event = pygame.event.wait()
    if event.type == pygame.WINDOWFOCUSGAINED:
        print("focus", flush=True)
    if event.type == pygame.KEYDOWN:
        print(pygame.key.name(event.key), flush=True)
"""


def is_there() -> bool:
    """Whether this machine has what is needed."""
    return sys.platform == "linux" and all(shutil.which(name) for name in WANTED)


def _path(name: str) -> str:
    return shutil.which(name) or name


def _wait_for(comes: Callable[[], bool], otherwise: str) -> None:
    until = time.monotonic() + 20
    while not comes():
        assert time.monotonic() < until, otherwise
        time.sleep(0.02)


class OtherWindow:
    """A window of another program: it comes to the front when it opens."""

    def __init__(self, out: Path) -> None:
        self._out = out
        with out.open("w") as told:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _OTHER], stdout=told, stderr=subprocess.DEVNULL
            )
        _wait_for(lambda: "focus" in self.heard(), "the other window never opened")

    def heard(self) -> list[str]:
        """What it was told, and the keys that were pressed in it."""
        return self._out.read_text().split()

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


class Desk:
    """What hands do at this screen."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._others: list[OtherWindow] = []

    def keys(self, *names: str) -> None:
        """Press them one after another ("alt+F4")."""
        self._do("key", *names)

    def holds(self, *names: str) -> None:
        """These go down."""
        for name in names:
            self._do("keydown", name)

    def lets_go(self, *names: str) -> None:
        """These come up."""
        for name in names:
            self._do("keyup", name)

    def points(self, x: int, y: int) -> None:
        """The pointer goes there."""
        self._do("mousemove", str(x), str(y))

    def clicks(self, x: int, y: int, button: int = 1) -> None:
        """A click there."""
        self._do("mousemove", str(x), str(y), "click", str(button))

    def puts_away(self) -> None:
        """Minimize what is in front."""
        self._do("getactivewindow", "windowminimize")

    def sleeps_after(self, seconds: int) -> None:
        """The computer puts the screen to sleep when nobody has touched anything for so long."""
        subprocess.run([_path("xset"), "s", str(seconds), str(seconds)], check=True, timeout=20)

    def opens_another_window(self) -> OtherWindow:
        """Another program opens its window in front."""
        other = OtherWindow(self._folder / f"other-{len(self._others)}.txt")
        self._others.append(other)
        return other

    def in_front(self) -> str:
        """The name of the window that has the keyboard."""
        asked = [_path("xdotool"), "getactivewindow", "getwindowname"]
        return subprocess.run(
            asked, capture_output=True, text=True, check=False, timeout=20
        ).stdout.strip()

    def clear(self) -> None:
        """Close what was opened."""
        for other in self._others:
            other.close()

    def _do(self, *words: str) -> None:
        subprocess.run([_path("xdotool"), *words], check=True, timeout=20)


@contextmanager
def desk(folder: Path) -> Iterator[tuple[Desk, str]]:
    """A desk and the name of its display. Whoever draws on it must be done when this ends."""
    readable, writable = os.pipe()
    size = f"{SIZE[0]}x{SIZE[1]}x24"
    screen = subprocess.Popen(
        [_path("Xvfb"), "-displayfd", str(writable), "-screen", "0", size, "-noreset"],
        pass_fds=(writable,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writable)
    with os.fdopen(readable) as told:
        display = f":{told.readline().strip()}"
    before = os.environ.get("DISPLAY")
    os.environ["DISPLAY"] = display
    is_ready = folder / "openbox-is-ready"
    manager = subprocess.Popen(
        [_path("openbox"), "--startup", f"touch {is_ready}"], stderr=subprocess.DEVNULL
    )
    _wait_for(is_ready.exists, "the window manager never came")
    made = Desk(folder)
    try:
        yield made, display
    finally:
        made.clear()
        for process in (manager, screen):
            process.terminate()
            process.wait()
        if before is None:
            del os.environ["DISPLAY"]
        else:
            os.environ["DISPLAY"] = before
