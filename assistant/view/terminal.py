"""The face for machines without a display: the same scenes as text, any key press as switch.

Must not know what a press will choose. Escape sequences come from ``blessed``. Its keyboard is
not used: on a terminal that does not answer its questions it starts 10 s late, and one broken
byte on the line makes it deaf for good.

Terminals tell no key releases; :class:`HeldKeys` makes them from the repeats of a held key.
"""

import atexit
import codecs
import contextlib
import os
import queue
import re
import select
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Protocol, TextIO

import blessed
import wcwidth

from assistant.core.alarm import SIGN_AFTER_MS
from assistant.core.events import (
    CarerKeyName,
    CarerKeyPressed,
    Event,
    SwitchPressed,
    SwitchReleased,
)
from assistant.core.settings import Settings
from assistant.core.units import Millis
from assistant.core.words import Words
from assistant.view.scene import Progress, Scene
from assistant.view.terminal_layout import PLAIN, Layout, Marks, Page, Row, clean, wording_of

if sys.platform == "win32":
    import msvcrt
else:
    import termios
    import tty

# --- presses without releases ------------------------------------------------------------

TAP_MS: Final[Millis] = 40
"""How long a press is taken to last after its last character."""
FIRST_REPEAT_MS: Final[Millis] = 700
"""A held key begins to repeat within this; usual keyboards need 250 to 660 ms."""
REPEAT_GAP_MS: Final[Millis] = 150
"""A key that repeats sends its next character within this, even over a slow line."""


class HeldKeys:
    """Presses and releases from the characters of a terminal. Time is a number; pure.

    Theory of operation. A first character is a press, told at once. Whether the key then stays
    down shows only when it begins to repeat, up to 700 ms later, so the release is told late,
    with the time at which it must have happened: 40 ms after the last character. A second
    character after 150 to 700 ms may be the first repeat of a hold or another tap; the next
    150 ms tell which. So a hold counts from its first character, taps never add up to a hold,
    and the price is that a tap so soon after another is told up to 150 ms late. Characters
    closer than that are one trembling tap, or, from the third on, a repeating key.

    Silence is told by :meth:`passed`, never guessed from a late arrival: a machine that stood
    still for a moment must not take a hold for two presses.
    """

    def __init__(self) -> None:
        """Nothing is held."""
        self._key: str | None = None
        self._began: Millis = 0
        self._last: Millis = 0
        self._doubted: Millis | None = None
        """A character that is either the first repeat or another tap."""
        self._quick = 0
        self._is_repeating = False

    def arrived(self, at: Millis, key: str) -> list[Event]:
        """A character came."""
        if key != self._key:
            # Only the key that went down last repeats, so the other one needs no waiting.
            return [*self._settled(at), *self._let_go(at), *self._begun(at, key)]
        if self._doubted is not None:
            self._doubted, self._is_repeating = None, True
        elif not self._is_repeating and at - self._last > REPEAT_GAP_MS:
            self._doubted = at
            return []
        elif not self._is_repeating:
            self._quick += 1
            self._is_repeating = self._quick > 1
        self._last = at
        return []

    def due(self) -> Millis | None:
        """When silence will mean something."""
        if self._key is None:
            return None
        if self._doubted is not None:
            return self._doubted + REPEAT_GAP_MS
        if self._is_repeating:
            return self._last + REPEAT_GAP_MS
        # A tap must be over before the sign of a hold would show.
        return min(self._last + FIRST_REPEAT_MS, self._began + SIGN_AFTER_MS - 5)

    def passed(self, at: Millis) -> list[Event]:
        """No character has come until now."""
        due = self.due()
        if due is None or at < due:
            return []
        return self._settled(at) if self._doubted is not None else self._let_go(at)

    def _begun(self, at: Millis, key: str) -> list[Event]:
        self._key, self._began, self._last = key, at, at
        self._doubted, self._quick, self._is_repeating = None, 0, False
        return [SwitchPressed(at=at, switch=key)]

    def _settled(self, at: Millis) -> list[Event]:
        """What was in doubt was another tap."""
        if self._key is None or self._doubted is None:
            return []
        key, tapped = self._key, self._doubted
        return [*self._let_go(at), *self._begun(tapped, key)]

    def _let_go(self, at: Millis) -> list[Event]:
        if self._key is None:
            return []
        key, self._key = self._key, None
        return [SwitchReleased(at=min(self._last + TAP_MS, at), switch=key)]


# --- characters --------------------------------------------------------------------------

_KEYS: Final = re.compile(
    r"\x1b\[(?P<csi>[0-?]*[ -/]*[@-~])"  # arrows and other named keys
    r"|\x1bO(?P<ss3>[@-~])"
    r"|(?P<sign>\x1b|[^\x1b])",
    re.DOTALL,
)
_UNFINISHED: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|O)?\Z")
_SIGNS: Final = {
    " ": "space",
    "\r": "enter",
    "\n": "enter",
    "\x1b": "escape",
    "\x03": "ctrl-c",
    "\x04": "ctrl-d",
    "\x0c": "ctrl-l",
}
_ARROWS: Final = {"A": "up", "B": "down", "C": "right", "D": "left"}
_CARER_KEYS: Final[dict[str, CarerKeyName]] = {
    "up": "up",
    "down": "down",
    "left": "left",
    "right": "right",
    "escape": "escape",
}


def keys_in(text: str, *, is_whole: bool) -> tuple[list[str], str]:
    """Keys by name ("space", "up", "a"), and the beginning of a sequence that is not over.

    With ``is_whole`` nothing more will come: a lone Escape is the Escape key.
    """
    unfinished = _UNFINISHED.search(text)
    rest = unfinished.group() if unfinished and not is_whole else ""
    if unfinished and is_whole and unfinished.group() != "\x1b":
        text = text[: unfinished.start()]  # half a sequence is no key
    keys = []
    for found in _KEYS.finditer(text, 0, len(text) - len(rest)):
        ending = (found["csi"] or found["ss3"] or "")[-1:]
        sign = found["sign"]
        key = _SIGNS.get(sign, sign.lower()) if sign else _ARROWS.get(ending)
        if key:
            keys.append(key)
    return keys, rest


class Keys(Protocol):
    """Where characters come from."""

    is_over: bool
    """Nothing will come any more."""
    are_taps: bool
    """Each key is a press and a release: nothing repeats here."""

    def read(self, timeout_ms: Millis) -> list[str]:
        """What was typed; nothing after the timeout or a ``wake``."""

    def wake(self) -> None:
        """End the present ``read``; from any thread."""

    def close(self) -> None:
        """Give the keyboard back."""


ESCAPE_MS: Final[Millis] = 50
"""What follows an Escape later than this is another key."""
_CHUNK: Final = 1024


if sys.platform != "win32":

    class TtyKeys:
        """A keyboard on a terminal, in raw mode: Ctrl+S and Ctrl+Z must not stop the help call."""

        are_taps = False

        def __init__(self, descriptor: int) -> None:
            """Raises ``termios.error`` where the descriptor is no terminal."""
            self.is_over = False
            self._descriptor = descriptor
            self._text_of = codecs.getincrementaldecoder("utf-8")("replace").decode
            self._inner, self._outer = socket.socketpair()
            self._inner.settimeout(0)
            self._outer.settimeout(0)
            self._before = termios.tcgetattr(descriptor)
            tty.setraw(descriptor, termios.TCSANOW)

        def read(self, timeout_ms: Millis) -> list[str]:
            """Wakes through a socket to itself."""
            inner = self._inner.fileno()
            ready, _, _ = select.select([self._descriptor, inner], [], [], timeout_ms / 1000)
            if inner in ready:
                with contextlib.suppress(BlockingIOError):
                    self._inner.recv(_CHUNK)
            if self._descriptor not in ready:
                return []
            keys, rest = keys_in(self._arrived(), is_whole=False)
            if rest and select.select([self._descriptor], [], [], ESCAPE_MS / 1000)[0]:
                rest += self._arrived()
            return keys + keys_in(rest, is_whole=True)[0]

        def _arrived(self) -> str:
            try:
                data = os.read(self._descriptor, _CHUNK)
            except OSError:  # the terminal is gone
                data = b""
            self.is_over = self.is_over or not data
            return self._text_of(data)

        def wake(self) -> None:
            """A full socket has woken it already; a closed one has nobody to wake."""
            with contextlib.suppress(OSError):
                self._outer.send(b"w")

        def close(self) -> None:
            """Spaces of a held switch that nobody read must not reach the shell."""
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self._descriptor, termios.TCSAFLUSH, self._before)
            self._outer.close()
            self._inner.close()

else:
    SLICE_S: Final = 0.01
    _CONSOLE_ARROWS: Final = {"H": "up", "P": "down", "K": "left", "M": "right"}

    class TtyKeys:
        """The keyboard of a Windows console.

        It can't be waited for together with ``wake``, so it is asked every 10 ms, and a press
        is stamped at most that late.
        """

        are_taps = False

        def __init__(self, _descriptor: int) -> None:
            """There is one console."""
            self.is_over = False
            self._woken = threading.Event()

        def read(self, timeout_ms: Millis) -> list[str]:
            """In short slices."""
            ends = time.monotonic() + timeout_ms / 1000
            while not msvcrt.kbhit():
                if self._woken.is_set() or time.monotonic() >= ends:
                    self._woken.clear()
                    return []
                time.sleep(SLICE_S)
            keys: list[str] = []
            while msvcrt.kbhit():
                sign = msvcrt.getwch()
                if sign in "\x00\xe0":
                    keys.append(_CONSOLE_ARROWS.get(msvcrt.getwch(), ""))
                else:
                    keys.append(_SIGNS.get(sign, sign.lower()))
            return [key for key in keys if key]

        def wake(self) -> None:
            """Seen within a slice."""
            self._woken.set()

        def close(self) -> None:
            """Nothing was changed."""


class Others(Protocol):
    """Switches that are no keys."""

    def begin(self, wake: Callable[[], None], /) -> None:
        """Hear them from now on, and wake whoever waits when there is news."""

    def news(self) -> list[Event]:
        """What people did with them since this was asked last."""

    def apply(self, settings: Settings, /) -> None:
        """Take over new settings."""

    def close(self) -> None:
        """Hear nothing more."""


class PipeKeys:
    """Characters from a pipe or a file; each Space and each end of a line is a press."""

    are_taps = True

    def __init__(self, descriptor: int) -> None:
        """Reads in a thread of its own, because Windows can't wait for a pipe."""
        self.is_over = False
        self._arrived: queue.SimpleQueue[list[str] | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, args=(descriptor,), daemon=True).start()

    def _listen(self, descriptor: int) -> None:
        data = b"-"
        while data:
            try:
                data = os.read(descriptor, _CHUNK)
            except OSError:  # the other side is gone
                data = b""
            text = data.decode("utf-8", "replace").replace("\r\n", "\n")
            self._arrived.put(keys_in(text, is_whole=True)[0] if data else None)

    def read(self, timeout_ms: Millis) -> list[str]:
        """What came, in the pieces in which it came."""
        try:
            keys = self._arrived.get(timeout=timeout_ms / 1000)
        except queue.Empty:
            return []
        self.is_over = self.is_over or keys is None
        return keys or []

    def wake(self) -> None:
        """As if nothing had come."""
        self._arrived.put([])

    def close(self) -> None:
        """The thread ends with the program."""


# --- the face ----------------------------------------------------------------------------

_USUAL_SIZE: Final = (80, 24)
BELL_EVERY_MS: Final[Millis] = 1000
_QUIT: Final = frozenset({"ctrl-c", "ctrl-d"})


class Terminal:
    """Keys in, scenes out. Where the output can't be drawn on, each new scene is one line."""

    def __init__(
        self,
        settings: Settings,
        now: Callable[[], Millis],
        words: Words,
        others: Others | None = None,
    ) -> None:
        """Takes the terminal over until :meth:`close`, or until the program ends."""
        self.opening_notice = ""
        self._now = now
        self._others = others
        self._wording = wording_of(words)
        self._held = HeldKeys()
        self._quit_asked = False
        self._bell_at: Millis | None = None
        self._shown: tuple[Scene, int, int] | None = None
        self._page = Page(())
        self._rows: tuple[Row, ...] = ()
        self._on_screen: tuple[Row, ...] = ()
        self._told = ""
        self.apply(settings)
        self._out = _own_stream()
        self._pen = _pen(self._out)
        self._marks = _marks(self._out)
        self._can_draw = self._out.isatty() and os.environ.get("TERM") != "dumb"
        self._keys: Keys = _keys()
        self._is_woken = threading.Event()
        self._is_closed = False
        atexit.register(self.close)
        if self._can_draw:
            self._write(self._pen.enter_fullscreen + self._pen.hide_cursor + self._pen.clear)
        if others is not None:
            others.begin(self.wake)

    @property
    def quit_asked(self) -> bool:
        """Whether a carer ended the program, or the keyboard is gone."""
        return self._quit_asked

    def apply(self, settings: Settings) -> None:
        """Take over which keys are the switch. Space and Enter always are."""
        movers = settings.switch.move_keys if settings.scan.method == "two-switch" else ()
        self._switches = frozenset(key.lower() for key in (*settings.switch.keys, *movers))
        if self._others is not None:
            self._others.apply(settings)

    # --- in ------------------------------------------------------------------------------

    def wait(self, timeout_ms: Millis) -> list[Event]:
        """What people did, as soon as it is known; nothing after the timeout or a ``wake``."""
        ends = self._now() + timeout_ms
        try:
            while True:
                moments = (ends, self._held.due(), self._bell_at)
                until = min(at for at in moments if at is not None)
                keys = self._keys.read(max(0, until - self._now()))
                at = self._now()
                self._ring(at)
                events = [event for key in keys for event in self._typed(at, key)]
                events += [] if keys else self._held.passed(at)
                events += [] if self._others is None else self._others.news()
                self._quit_asked = self._quit_asked or self._keys.is_over
                if events or at >= ends or self._quit_asked or self._is_woken.is_set():
                    self._is_woken.clear()
                    return events
        except KeyboardInterrupt:  # Windows tells Ctrl+C so
            self._quit_asked = True
            return []

    def _typed(self, at: Millis, key: str) -> list[Event]:
        if key in _QUIT:
            self._quit_asked = True
        elif key == "ctrl-l":
            self._on_screen = ()
        elif key in _CARER_KEYS:
            return [CarerKeyPressed(at=at, key=_CARER_KEYS[key])]
        elif self._is_switch(key):
            if self._keys.are_taps:
                pressed = SwitchPressed(at=at, switch=key)
                return [pressed, SwitchReleased(at=at, switch=key)]
            return self._held.arrived(at, key)
        elif key == "q":
            # A slip of the hand must not silence a call for help.
            self._quit_asked = self._quit_asked or self._bell_at is None
        return []

    def _is_switch(self, key: str) -> bool:
        is_named = key in self._switches or ("any" in self._switches and key.isprintable())
        return is_named or key in ("space", "enter")

    def wake(self) -> None:
        """End the present ``wait``, or else the next one; from any thread."""
        self._is_woken.set()
        self._keys.wake()

    # --- out -----------------------------------------------------------------------------

    def show(self, scene: Scene, progress: Progress) -> None:
        """Draw the lines that have changed."""
        self._call(is_calling=scene.kind == "call")
        width, height = self._size()
        layout = Layout(width=width, height=height, marks=self._marks, wording=self._wording)
        if (scene, width, height) != self._shown:
            if self._shown is None or (width, height) != self._shown[1:]:
                self._on_screen = ()
            self._shown = (scene, width, height)
            self._page = layout.page(scene)
        rows = list(self._page.rows)
        if self._page.bar_at is not None:
            rows[self._page.bar_at] = layout.bar(progress)
        self._rows = tuple(rows)
        if self._can_draw:
            self._draw(width)
        else:
            self._tell(scene)

    def _size(self) -> tuple[int, int]:
        """Columns and rows. A terminal that does not know its size is taken for a usual one."""
        if not self._can_draw:
            return _USUAL_SIZE
        return self._pen.width or _USUAL_SIZE[0], self._pen.height or _USUAL_SIZE[1]

    def _draw(self, width: int) -> None:
        parts = [] if self._on_screen else [self._pen.normal, self._pen.clear]
        before = self._on_screen or (Row(),) * len(self._rows)
        for at, (row, old) in enumerate(zip(self._rows, before, strict=True)):
            if row != old:
                parts += [self._pen.move_xy(0, at), *self._styled(row, width)]
        self._on_screen = self._rows
        if parts:
            self._write("".join(parts))

    def _styled(self, row: Row, width: int) -> Iterator[str]:
        text = wcwidth.clip(row.text, 0, width)
        if row.is_reversed:
            text = wcwidth.ljust(text, width)
        if row.is_bold:
            yield self._pen.bold
        if row.is_reversed:
            yield self._pen.reverse
        yield text
        yield self._pen.normal
        if wcwidth.width(text) < width:
            # At the edge there is nothing to clear, and some terminals would clear the last sign.
            yield self._pen.clear_eol

    def _tell(self, scene: Scene) -> None:
        """For a pipe, and for terminals that can't be drawn on: what is new, as a line."""
        lit = [f"{tile.number} {tile.title}" for tile in scene.tiles if tile.is_lit]
        lit += [line.text for line in scene.lines if line.is_lit and not lit]
        calling = [self._wording.answer] if scene.kind == "call" else []
        holding = [self._wording.hold] if scene.is_holding else []
        said = clean(" - ".join([*(lit or [scene.title]), *calling, *holding]), self._marks)
        if said != self._told:
            self._told = said
            self._write(said + "\n")

    def _call(self, *, is_calling: bool) -> None:
        if is_calling and self._bell_at is None:
            self._bell_at = self._now()
        elif not is_calling:
            self._bell_at = None
        self._ring(self._now())

    def _ring(self, at: Millis) -> None:
        """The terminal's own bell, once a second: the speaker may be missing."""
        if self._bell_at is not None and at >= self._bell_at:
            self._bell_at = at + BELL_EVERY_MS
            self._write("\a")

    def _write(self, text: str) -> None:
        try:
            self._out.write(text)
            self._out.flush()
        except (OSError, ValueError):  # the terminal is gone: nobody could see or answer
            self._quit_asked = True

    def raise_to_front(self) -> None:
        """A terminal has nothing to come before."""

    def shot(self, path: Path) -> Path:
        """The present screen as plain text; the file that it became."""
        file = path.with_suffix(".txt")
        lines = (row.text.rstrip() + "\n" for row in self._rows)
        file.write_text("".join(lines), encoding="utf-8")
        return file

    def close(self) -> None:
        """Give the terminal back as it was. May be called again."""
        if self._is_closed:
            return
        self._is_closed = True
        atexit.unregister(self.close)
        if self._can_draw:
            pen = self._pen
            leave = pen.exit_fullscreen or pen.clear
            self._write(pen.normal + pen.normal_cursor + leave)
        if self._others is not None:
            self._others.close()
        self._keys.close()
        with contextlib.suppress(OSError):
            self._out.close()


def _own_stream() -> TextIO:
    """A second way to the output, so that no letter can fail and no print gets between."""
    out = sys.__stdout__
    if out is None:
        return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - stays open
    encoding = out.encoding or "utf-8"
    copy = os.dup(out.fileno())
    return open(copy, "w", encoding=encoding, errors="replace")  # noqa: PTH123 - a number


def _pen(out: TextIO) -> blessed.Terminal:
    """NO_COLOR would also take moving and bold away, and there is no colour here."""
    no_color = os.environ.pop("NO_COLOR", None)
    try:
        return blessed.Terminal(stream=out)
    finally:
        if no_color is not None:
            os.environ["NO_COLOR"] = no_color


def _marks(out: TextIO) -> Marks:
    """Signs that this terminal can show."""
    usual = Marks()
    try:
        f"{usual.lit}{usual.bar}{usual.full}{usual.rest}{usual.step}{usual.above}".encode(
            out.encoding
        )
    except UnicodeEncodeError:
        return PLAIN
    # The font of the Linux console has letters and blocks, but few other signs.
    is_linux_console = os.environ.get("TERM") == "linux"
    return Marks(lit=">", bar="|", above="^", below="v") if is_linux_console else usual


def _keys() -> Keys:
    source = sys.__stdin__
    descriptor = os.open(os.devnull, os.O_RDONLY) if source is None else source.fileno()
    return TtyKeys(descriptor) if os.isatty(descriptor) else PipeKeys(descriptor)
