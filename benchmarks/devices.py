"""The real program on SDL's stand-in devices, with an ear at the mixer. Knows no figures."""

import importlib
import os
import tempfile
import threading
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOUD = 200
"""Above the noise that keeps sound cards awake, below any voice."""


def use_stand_ins(folder: Path) -> None:
    """Draw without a screen and play into a file, at the pace of a real device."""
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    os.environ["SDL_AUDIODRIVER"] = "disk"
    os.environ["SDL_DISKAUDIOFILE"] = str(folder / "sound.raw")


class Ear:
    """Hears each buffer as the mixer hands it to the device."""

    def __init__(self) -> None:
        """Listen from now on; the mixer must be open."""
        mixer = importlib.import_module("pygame._sdl2.mixer")
        self._since = float("inf")
        self._heard = threading.Event()
        self.heard_at = 0.0
        mixer.set_post_mix(self._buffer)

    def _buffer(self, _mixer: object, stream: memoryview) -> None:
        now = time.perf_counter()
        if now < self._since or self._heard.is_set():
            return
        samples = array("h", bytes(stream))
        if max(samples) > LOUD or min(samples) < -LOUD:
            self.heard_at = now
            self._heard.set()

    def listen(self) -> None:
        """Forget what was heard; the next loud buffer counts."""
        self._heard.clear()
        self._since = time.perf_counter()

    @property
    def has_heard(self) -> bool:
        """Whether something was heard since :meth:`listen`."""
        return self._heard.is_set()


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that goes away."""
    with tempfile.TemporaryDirectory(prefix="als-benchmark-") as name:
        yield Path(name)
