"""The whole program on a real screen with a window manager: what hands can do to it by accident."""

import ctypes
import ctypes.util
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pygame
import pytest

from assistant.app import Clock, Program, program_of, window_or_terminal
from assistant.core import browsing
from assistant.core.effects import Effect, Selected
from assistant.core.events import Event, FocusBack, FocusLost, ItemPointed, SwitchPressed
from assistant.core.focus import RAISED_AFTER_MS, SETTLES_MS, SHOWN_AFTER_MS
from assistant.core.settings import Settings, with_value
from assistant.core.state import Telling
from assistant.storage.folders import content_root, folders_below
from assistant.storage.trouble_log import read_log
from assistant.stored import keep_settings, open_stored
from assistant.switches.keys import wrong_in
from assistant.view.pointer import HIDES_AFTER_MS
from assistant.view.scene import Scene, scene_of
from assistant.view.window import Window
from tests.program.desk import SIZE, Desk, desk, is_there
from tests.switches.test_gamepads import VirtualPad

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not is_there(), reason="needs Xvfb, openbox and xdotool"),
]
WITHIN_MS = 20_000


class AtHome:
    """The running program, its carer at the desk, and what came of it."""

    def __init__(self, program: Program, at: Desk, recorded: list[Event | Effect]) -> None:
        self.program = program
        self.desk = at
        self.recorded = recorded
        assert isinstance(program.face, Window)
        self.window = program.face

    @property
    def scene(self) -> Scene:
        return scene_of(self.program.loop.state)

    def goes_on(self, ms: int) -> None:
        """The program runs for a while."""
        until = self.program.clock() + ms
        while self.program.clock() < until and not self.program.is_closed:
            self.program.turn(next_order=until)

    def until(self, comes: Callable[[], bool], within_ms: int = WITHIN_MS) -> None:
        """It runs until something is so."""
        until = self.program.clock() + within_ms
        while not comes():
            assert self.program.clock() < until, "it never came"
            self.program.turn(next_order=self.program.clock() + 50)

    def points(self, *items: str) -> None:
        """A carer chooses these."""
        for item in items:
            self.program.loop.handle(ItemPointed(at=self.program.clock(), item=item))

    def count(self, kind: type) -> int:
        return sum(isinstance(it, kind) for it in self.recorded)

    def chosen(self) -> list[str]:
        return [it.item for it in self.recorded if isinstance(it, Selected)]

    def is_covered(self) -> bool:
        return self.scene.cover is not None


class Opens:
    """Opens the program with settings, on the one desk."""

    def __init__(self, opened: ExitStack, at: Desk, home: Path) -> None:
        self.desk = at
        self._opened, self._home = opened, home

    def __call__(self, **values: object) -> AtHome:
        """Keys use __ for the dot. Without voice and microphone, so that nothing else happens."""
        settings = with_value(Settings(), "speech.is_on", value=False)
        settings = with_value(settings, "listening.is_on", value=False)
        settings = with_value(settings, "scan.loops", 20)
        for path, value in values.items():
            settings = with_value(settings, path.replace("__", "."), value)
        home = self._home
        folders = folders_below(home, home, home, home)
        keep_settings(open_stored(folders, content_root() / "en", wrong_in), settings)
        stored = open_stored(folders, content_root() / "en", wrong_in)
        clock, recorded = Clock(), list[Event | Effect]()
        make_face = window_or_terminal(clock, stored.wording, terminal=False)
        program = self._opened.enter_context(
            program_of(stored, clock, make_face, lambda _at, what: recorded.append(what))
        )
        program.start()
        at_home = AtHome(program, self.desk, recorded)
        at_home.until(lambda: pygame.key.get_focused() and program.loop.state.is_library_loaded)
        at_home.goes_on(300)
        return at_home


@pytest.fixture
def opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opens]:
    with ExitStack() as opened:
        at, display = opened.enter_context(desk(tmp_path))
        monkeypatch.setenv("DISPLAY", display)
        monkeypatch.setenv("SDL_VIDEODRIVER", "x11")
        monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
        home = tmp_path / "home"
        home.mkdir()
        monkeypatch.setenv("ALS_ASSISTANT_HOME", str(home))
        yield Opens(opened, at, home)


def test_by_accident_nobody_gets_out_of_a_locked_window(opens: Opens) -> None:
    here = opens(screen__locked=True)
    for keys in ("Escape", "alt+F4", "F11", "alt+Tab", "super+d", "super+e", "alt+space", "ctrl+q"):
        here.desk.keys(keys)
        here.goes_on(150)
    for x, y in ((SIZE[0] - 3, 2), (2, 2), (3, SIZE[1] - 2)):
        here.desk.clicks(x, y, 3)
        here.goes_on(100)
    here.goes_on(500)
    assert not here.program.is_closed
    assert here.desk.in_front() == "ALS assistant"
    assert pygame.display.get_window_size() == SIZE
    assert here.count(FocusLost) == 0
    assert "hold Ctrl and Q for two seconds" in " ".join(here.scene.notices)


def test_holding_ctrl_and_q_closes_it(opens: Opens) -> None:
    here = opens(screen__locked=True)
    here.desk.holds("ctrl", "q")
    here.goes_on(1000)
    assert here.scene.is_closing
    assert not here.program.is_closed
    here.until(lambda: here.program.is_closed, 3000)
    here.desk.lets_go("q", "ctrl")


def test_a_window_that_is_not_locked_is_closed_as_any_other(opens: Opens) -> None:
    here = opens()
    assert pygame.display.get_window_size() == SIZE
    here.desk.keys("alt+F4")
    here.until(lambda: here.program.is_closed)


def test_the_first_start_fills_the_screen_and_says_how_to_leave_it(opens: Opens) -> None:
    here = opens(welcome="start")
    assert pygame.display.get_window_size() == SIZE
    assert "F11" in " ".join(here.scene.notices)
    here.desk.keys("F11")
    here.until(lambda: pygame.display.get_window_size() != SIZE)


def test_whoever_has_been_here_before_reads_the_hint_at_once(opens: Opens) -> None:
    assert opens().scene.notices == ()


def test_a_locked_window_comes_back_before_a_window_that_pushes_itself_to_the_front(
    opens: Opens,
) -> None:
    here = opens(screen__locked=True)
    other = here.desk.opens_another_window()
    here.until(lambda: here.count(FocusLost) == 1)
    here.until(lambda: here.count(FocusBack) == 1, RAISED_AFTER_MS + 5000)
    here.goes_on(SETTLES_MS + 200)
    before = here.count(SwitchPressed)
    here.desk.keys("space")
    here.until(lambda: here.count(SwitchPressed) == before + 1)
    assert "space" not in other.heard()


def test_a_locked_window_that_was_put_away_comes_back(opens: Opens) -> None:
    here = opens(screen__locked=True)
    here.desk.puts_away()
    here.until(lambda: here.count(FocusLost) == 1)
    here.until(lambda: here.count(FocusBack) == 1)
    assert pygame.display.get_window_size() == SIZE


def test_a_key_that_goes_to_another_window_is_told_on_the_screen_and_a_click_mends_it(
    opens: Opens,
) -> None:
    here = opens()
    other = here.desk.opens_another_window()
    here.until(here.is_covered, SHOWN_AFTER_MS + 5000)
    here.desk.keys("space")
    here.goes_on(300)
    assert "space" in other.heard()
    assert here.count(SwitchPressed) == 0
    here.desk.clicks(300, 900)
    here.until(lambda: not here.is_covered())
    here.goes_on(500)
    assert here.count(SwitchPressed) == 1
    assert here.chosen() == []


def test_a_mouse_that_is_the_switch_is_heard_over_a_lost_keyboard(opens: Opens) -> None:
    here = opens(switch__keys=(), switch__mouse=("left",))
    here.desk.points(300, 900)
    here.goes_on(100)
    here.desk.opens_another_window()
    here.until(lambda: here.count(FocusLost) == 1)
    here.goes_on(SHOWN_AFTER_MS + 500)
    assert not here.is_covered()
    here.desk.points(1500, 250)
    here.until(here.is_covered)


@pytest.mark.skipif(sys.platform != "linux", reason="finds SDL in /proc")
def test_a_gamepad_is_heard_while_another_window_has_the_keyboard(opens: Opens) -> None:
    here = opens()
    pad = VirtualPad()
    here.goes_on(200)
    here.desk.opens_another_window()
    here.until(lambda: here.count(FocusLost) == 1)
    pad.button(0, is_down=True)
    here.until(lambda: here.program.loop.state.alarm.is_calling)
    here.until(lambda: here.count(FocusBack) == 1)
    assert here.desk.in_front() == "ALS assistant"
    pad.button(0, is_down=False)
    pad.unplug()


def test_the_carers_browser_stays_before_a_locked_window(
    opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = opens(screen__locked=True)
    monkeypatch.setenv("BROWSER", "/bin/true")
    here.points("settings", "carers", "carer-page", "carer-page")
    here.desk.opens_another_window()
    here.until(lambda: here.count(FocusLost) == 1)
    here.goes_on(RAISED_AFTER_MS + 3000)
    assert here.desk.in_front() == "other"
    here.until(lambda: isinstance(here.program.loop.state.mode, Telling))
    assert here.scene.title.startswith("http://127.0.0.1")


def test_the_pointer_hides_in_a_locked_window_and_is_there_when_the_mouse_moves(
    opens: Opens,
) -> None:
    here = opens(screen__locked=True)
    here.desk.points(700, 700)
    here.goes_on(200)
    pointer = here.window._pointer
    here.until(lambda: pointer.is_hidden, HIDES_AFTER_MS + 3000)
    assert pygame.mouse.get_cursor().type == "bitmap"
    here.desk.points(900, 700)
    here.until(lambda: not pointer.is_hidden, 1000)
    assert pygame.mouse.get_cursor().type == "system"
    # It is not held fast in the window either.
    here.until(lambda: pointer.is_hidden, HIDES_AFTER_MS + 3000)
    here.desk.clicks(333, 444)
    here.until(lambda: here.count(SwitchPressed) > 0)
    assert pygame.mouse.get_pos() == (333, 444)


class _Info(ctypes.Structure):
    _fields_ = (
        ("window", ctypes.c_ulong),
        ("state", ctypes.c_int),
        ("kind", ctypes.c_int),
        ("til_or_since", ctypes.c_ulong),
        ("idle", ctypes.c_ulong),
        ("mask", ctypes.c_ulong),
    )


def is_screen_dark() -> bool:
    """Whether the computer's own screen saver is on now; skips where nobody can tell."""
    names = [ctypes.util.find_library(name) for name in ("X11", "Xss")]
    if None in names:
        pytest.skip("needs the library of the screen saver")
    x11, xss = (ctypes.CDLL(name) for name in names)
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XDefaultRootWindow.argtypes = x11.XCloseDisplay.argtypes = (ctypes.c_void_p,)
    x11.XDefaultRootWindow.restype = ctypes.c_ulong
    xss.XScreenSaverQueryInfo.argtypes = (ctypes.c_void_p, ctypes.c_ulong, ctypes.c_void_p)
    shown = x11.XOpenDisplay(None)
    info = _Info()
    xss.XScreenSaverQueryInfo(shown, x11.XDefaultRootWindow(shown), ctypes.byref(info))
    x11.XCloseDisplay(shown)
    return bool(info.state == 1)


@pytest.fixture
def hasty_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute of rest is over in a second."""
    monkeypatch.setattr(browsing, "MINUTE_MS", 1000)


@pytest.mark.usefixtures("hasty_minutes")
def test_the_computer_never_puts_the_screen_to_sleep(opens: Opens) -> None:
    here = opens(screen__dark_after_minutes=1)
    here.desk.sleeps_after(1)
    here.goes_on(4000)
    assert not is_screen_dark()
    here.points("rest")
    here.until(lambda: here.scene.kind == "dark")
    here.goes_on(4000)
    assert not is_screen_dark()
    # The same in the window that the screen becomes when it is made anew.
    here.desk.keys("F11")
    here.goes_on(4000)
    assert not is_screen_dark()


def test_a_screen_without_the_program_does_sleep(tmp_path: Path) -> None:
    """So that the test before proves something."""
    with desk(tmp_path) as (at, _):
        at.sleeps_after(1)
        until = time.monotonic() + 10
        while not is_screen_dark():
            assert time.monotonic() < until
            time.sleep(0.2)


@pytest.mark.usefixtures("hasty_minutes")
def test_moving_the_mouse_lights_a_dark_screen(opens: Opens) -> None:
    here = opens(screen__dark_after_minutes=1)
    here.points("rest")
    here.until(lambda: here.scene.kind == "dark")
    here.goes_on(200)
    here.desk.points(400, 400)
    here.until(lambda: here.scene.kind == "rest", 2000)
    here.until(lambda: here.scene.kind == "dark", 3000)
    here.desk.keys("space")
    here.until(lambda: here.scene.kind == "list", 2000)
    assert here.chosen() == ["rest", "wake"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_computer_and_a_terminal_end_a_locked_program_in_order(
    opens: Opens, tmp_path: Path, number: int
) -> None:
    """The moment the window is there, when much is still being set up."""
    home = tmp_path / "home"
    (home / "settings.toml").write_text("[screen]\nlocked = true\n", encoding="utf-8")
    with subprocess.Popen([sys.executable, "-m", "assistant"]) as program:
        try:
            until = time.monotonic() + 30
            while opens.desk.in_front() != "ALS assistant":
                assert time.monotonic() < until
                time.sleep(0.1)
            program.send_signal(number)
            assert program.wait(20) == 0
        finally:
            program.kill()
    log = folders_below(home, home, home, home).trouble_log
    assert [entry.kind for entry in read_log(log)][-1] == "ended"
