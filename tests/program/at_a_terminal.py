"""The whole program as a process of its own at a terminal, and a hand at its one switch."""

import codecs
import contextlib
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import threading
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROWS, COLUMNS = 50, 300
"""Wide, so that no sentence is broken."""
_PLACE = re.compile(r"\x1b\[(\d+);\d+H")
_ESCAPE = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|[()][A-Z0-9])")
_CLEARED = "\x1b[2J"
_LIT, _READ = "▶", "┃"
_PIECE = 2000
"""Samples: a small part of a second."""
_LOUD = 1000
"""Of 32767: a voice, and not what is left of a tone."""


class AtATerminal:
    """What is on the screen, what was said, and the switch."""

    def __init__(self, terminal: int, sound: Path) -> None:
        self._terminal, self._sound = terminal, sound
        self._drawn = ""
        # Nobody waits for a terminal that does not take what is drawn.
        self._eyes = threading.Thread(target=self._look, daemon=True)
        self._eyes.start()

    def _look(self) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        with contextlib.suppress(OSError):  # the other side is gone
            while True:
                drawn = self._drawn + decoder.decode(os.read(self._terminal, 65_536))
                self._drawn = drawn.rpartition(_CLEARED)[2]

    @property
    def rows(self) -> list[str]:
        """What stands on the screen: each row that changes is drawn whole."""
        pieces = _PLACE.split(self._drawn)
        drawn = dict(zip(map(int, pieces[1::2]), pieces[2::2], strict=True))
        texts = (" ".join(_ESCAPE.sub("", drawn[row]).split()) for row in sorted(drawn))
        return [text for text in texts if text]

    @property
    def lit(self) -> str:
        """The choice that is lit; "" for none."""
        return self._marked(_LIT)

    @property
    def reads(self) -> str:
        """The sentence that is being read; "" for none."""
        return self._marked(_READ)

    def _marked(self, mark: str) -> str:
        rows = (row.removeprefix(mark).strip() for row in self.rows if row.startswith(mark))
        return next(rows, "")

    def until(self, comes: Callable[[], bool], within_s: float = 20) -> None:
        """Look until something is so."""
        until = time.monotonic() + within_s
        while not comes():
            assert time.monotonic() < until, f"it never came; seen: {self.rows}"
            time.sleep(0.02)

    def shows(self, text: str) -> bool:
        """Whether this stands on the screen."""
        return any(text in row for row in self.rows)

    def chooses(self, title: str) -> None:
        """Wait until it is lit, and press the switch."""
        self.until(lambda: self.lit.endswith(title))
        self.presses()

    def presses(self) -> None:
        """The switch, once."""
        os.write(self._terminal, b" ")

    def hears(self, sentence: str) -> float:
        """Wait until this was read; the share of that time in which a voice was heard."""
        self.until(lambda: self.reads == sentence)
        before = self._sound.stat().st_size & ~1
        self.until(lambda: self.reads != sentence)
        with self._sound.open("rb") as sound:
            sound.seek(before)
            data = sound.read()
        samples = array("h", data[: len(data) & ~1])
        pieces = [samples[at : at + _PIECE] for at in range(0, len(samples), _PIECE)]
        return sum(max(map(abs, piece)) > _LOUD for piece in pieces) / max(1, len(pieces))


@contextmanager
def at_a_terminal(home: Path) -> Iterator[AtATerminal]:
    """The program with its things in this folder; it is closed by a key in the end.

    It begins while whoever asked for it does something else.
    """
    terminal, its_side = pty.openpty()
    fcntl.ioctl(its_side, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    sound = home / "said.raw"
    environment = {
        **os.environ,
        "ALS_ASSISTANT_HOME": str(home),
        "SDL_VIDEODRIVER": "dummy",
        "SDL_AUDIODRIVER": "disk",
        "SDL_DISKAUDIOFILE": str(sound),
        "TERM": "xterm",
    }
    program = subprocess.Popen(
        [sys.executable, "-m", "assistant", "--terminal"],
        stdin=its_side,
        stdout=its_side,
        stderr=its_side,
        env=environment,
        start_new_session=True,
    )
    os.close(its_side)
    here = AtATerminal(terminal, sound)
    try:
        yield here
        assert program.poll() is None, "the program has ended"
        os.write(terminal, b"q")
        assert program.wait(20) == 0
    finally:
        program.kill()
        program.wait()
        os.close(terminal)
