"""The window with no screen behind it: SDL's dummy driver."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pygame
import pytest

from assistant.core.events import (
    AcknowledgePointed,
    CloseBegan,
    CloseEnded,
    CloseRefused,
    Event,
    FocusBack,
    FocusLost,
    ItemPointed,
    Stirred,
    SwitchesLost,
    SwitchPressed,
    SwitchReleased,
)
from assistant.core.settings import Settings, with_value
from assistant.switches.translator import Translator
from assistant.view.pointer import HIDES_AFTER_MS
from assistant.view.scene import Progress, Scene
from assistant.view.window import NoDisplay, Window
from tests.view import scenes

ENOUGH_MS = 5000
WINDOWED = with_value(Settings(), "screen.full_screen", value=False)
STILL = Progress()


class Watch:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.now = 100

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch, watch: Watch) -> Iterator[Window]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    opened = Window(WINDOWED, watch, "Test", Translator(WINDOWED))
    while opened.wait(0):
        pass
    yield opened
    opened.close()


LOCKED = with_value(Settings(), "screen.locked", value=True)


@pytest.fixture
def locked(window: Window) -> Window:
    window.apply(LOCKED)
    while window.wait(0):
        pass
    return window


class OtherWindow:
    """Another window, and where the keyboard and the pointer are."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.has_keys = self.has_pointer = False
        monkeypatch.setattr(pygame.key, "get_focused", lambda: not self.has_keys)
        monkeypatch.setattr(pygame.mouse, "get_focused", lambda: not self.has_pointer)


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> OtherWindow:
    return OtherWindow(monkeypatch)


def is_pointer_hidden(window: Window) -> bool:
    return window._pointer.is_hidden


def is_full() -> bool:
    return bool(pygame.display.get_surface().get_flags() & pygame.FULLSCREEN)  # type: ignore[union-attr]


def mouse_as_pointer() -> Settings:
    return with_value(WINDOWED, "switch.mouse", ())


def post(kind: int, **fields: Any) -> None:  # noqa: ANN401 - as pygame's events
    pygame.event.post(pygame.event.Event(kind, **fields))


def key(kind: int, code: int, mod: int = 0) -> None:
    post(kind, key=code, mod=mod, unicode="", scancode=0)


def click(position: tuple[int, int], button: int = 1) -> None:
    post(pygame.MOUSEBUTTONDOWN, pos=position, button=button, touch=False)
    post(pygame.MOUSEBUTTONUP, pos=position, button=button, touch=False)


def pixel(place: tuple[int, int] = (1, 1)) -> pygame.Color:
    return pygame.display.get_surface().get_at(place)  # type: ignore[union-attr]


def scribble() -> None:
    pygame.display.get_surface().set_at((1, 1), (1, 2, 3))  # type: ignore[union-attr]


def is_scribbled() -> bool:
    return pixel()[:3] == (1, 2, 3)


def middle_of(window: Window, scene: Scene, item: str) -> tuple[int, int]:
    size = window._painter.size
    return next(
        (x, y)
        for x in range(0, size[0], 8)
        for y in range(0, size[1], 8)
        if window._painter.hit(scene, (x, y)) == item
    )


def test_without_a_display_it_says_so_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    with pytest.raises(NoDisplay, match=r"^There is no display here\.$"):
        Window(Settings(), Watch(), "Test", Translator(Settings()))


def test_a_driver_that_does_not_exist_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "no-such-thing")
    with pytest.raises(NoDisplay, match=r"^The display cannot be used \(.*\)\.$"):
        Window(Settings(), Watch(), "Test", Translator(Settings()))


def test_a_press_is_stamped_when_it_arrives(window: Window, watch: Watch) -> None:
    key(pygame.KEYDOWN, pygame.K_SPACE)
    watch.now = 777
    assert window.wait(ENOUGH_MS) == [SwitchPressed(at=777, switch="space")]
    key(pygame.KEYUP, pygame.K_SPACE)
    watch.now = 888
    assert window.wait(ENOUGH_MS) == [SwitchReleased(at=888, switch="space")]


def test_all_that_came_in_one_wait_is_given_in_its_order(window: Window) -> None:
    key(pygame.KEYDOWN, pygame.K_SPACE)
    key(pygame.KEYUP, pygame.K_SPACE)
    assert [type(fact) for fact in window.wait(ENOUGH_MS)] == [SwitchPressed, SwitchReleased]


def test_with_nothing_to_hear_the_wait_ends_in_time(window: Window) -> None:
    assert window.wait(20) == []
    assert window.wait(0) == []


@pytest.mark.slow
def test_another_thread_ends_the_wait(window: Window) -> None:
    thread = threading.Timer(0.05, window.wake)
    began = time.monotonic()
    thread.start()
    assert window.wait(ENOUGH_MS) == []
    thread.join()
    assert time.monotonic() - began < ENOUGH_MS / 1000 / 2


def test_a_wake_before_the_wait_counts_and_many_are_one(window: Window) -> None:
    for _ in range(1000):
        window.wake()
    assert window.wait(ENOUGH_MS) == []
    assert pygame.event.get() == []
    window.wake()
    assert window.wait(ENOUGH_MS) == []


def test_after_close_waking_showing_and_closing_again_do_nothing(window: Window) -> None:
    window.close()
    window.wake()
    window.show(scenes.home(), STILL)
    window.close()
    assert window.wait(ENOUGH_MS) == []


def test_the_same_scene_is_not_drawn_twice(window: Window) -> None:
    window.show(scenes.home(), STILL)
    scribble()
    window.show(scenes.home(), STILL)
    assert is_scribbled()
    window.show(scenes.guide(), STILL)
    assert not is_scribbled()


def test_the_countdown_is_drawn_alone(window: Window) -> None:
    window.show(scenes.home(), Progress(step_left=1.0))
    scribble()
    before = pygame.display.get_surface().copy()  # type: ignore[union-attr]
    window.show(scenes.home(), Progress(step_left=0.5))
    assert is_scribbled()
    after = pygame.display.get_surface()
    assert pygame.image.tobytes(before, "RGB") != pygame.image.tobytes(after, "RGB")  # type: ignore[arg-type]


def test_the_sign_of_a_hold_leaves_nothing_behind(window: Window) -> None:
    scene = scenes.home()
    window.show(scene, STILL)
    before = pygame.image.tobytes(pygame.display.get_surface(), "RGB")  # type: ignore[arg-type]
    held = replace(scene, is_holding=True)
    window.show(held, Progress(hold=0.3))
    assert pygame.image.tobytes(pygame.display.get_surface(), "RGB") != before  # type: ignore[arg-type]
    window.show(held, STILL)
    assert pygame.image.tobytes(pygame.display.get_surface(), "RGB") == before  # type: ignore[arg-type]


def test_a_window_that_was_covered_is_drawn_again(window: Window) -> None:
    window.show(scenes.home(), STILL)
    scribble()
    post(pygame.WINDOWEXPOSED)
    window.wait(ENOUGH_MS)
    window.show(scenes.home(), STILL)
    assert not is_scribbled()


def test_another_theme_shows_at_once(window: Window) -> None:
    window.show(scenes.home(), STILL)
    dark = pixel()
    window.apply(with_value(WINDOWED, "screen.theme", "light"))
    window.show(scenes.home(), STILL)
    assert pixel() != dark


def test_switch_settings_reach_the_translator(window: Window) -> None:
    window.apply(with_value(WINDOWED, "switch.keys", ("f5",)))
    key(pygame.KEYDOWN, pygame.K_SPACE)
    key(pygame.KEYDOWN, pygame.K_F5)
    window_heard = window.wait(ENOUGH_MS)
    assert [fact.switch for fact in window_heard if isinstance(fact, SwitchPressed)] == ["f5"]


def test_f11_and_the_setting_fill_the_screen(window: Window) -> None:
    window.show(scenes.home(), STILL)
    key(pygame.KEYDOWN, pygame.K_F11)
    window.wait(ENOUGH_MS)
    assert pygame.display.get_surface().get_flags() & pygame.FULLSCREEN  # type: ignore[union-attr]
    key(pygame.KEYDOWN, pygame.K_F11)
    window.wait(ENOUGH_MS)
    assert not pygame.display.get_surface().get_flags() & pygame.FULLSCREEN  # type: ignore[union-attr]
    window.apply(with_value(WINDOWED, "screen.full_screen", True))
    assert pygame.display.get_surface().get_flags() & pygame.FULLSCREEN  # type: ignore[union-attr]


CTRL_Q = {"key": pygame.K_q, "mod": pygame.KMOD_LCTRL, "unicode": "", "scancode": pygame.KSCAN_Q}
ALT_F4 = {"key": pygame.K_F4, "mod": pygame.KMOD_LALT, "unicode": "", "scancode": pygame.KSCAN_F4}


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (pygame.QUIT, {}),
        (pygame.WINDOWCLOSE, {}),
        (pygame.KEYDOWN, CTRL_Q),
        (pygame.KEYDOWN, ALT_F4),
    ],
)
def test_closing_it_asks_to_quit(window: Window, kind: int, fields: dict[str, object]) -> None:
    assert not window.quit_asked
    post(kind, **fields)
    window.wait(ENOUGH_MS)
    assert window.quit_asked


# --- locked --------------------------------------------------------------------------------


def test_a_locked_window_fills_the_screen_whatever_the_other_setting_says(window: Window) -> None:
    window.apply(with_value(WINDOWED, "screen.locked", value=True))
    assert is_full()
    window.apply(WINDOWED)
    assert not is_full()


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (pygame.WINDOWCLOSE, {}),
        (pygame.KEYDOWN, ALT_F4),
        (pygame.KEYDOWN, {"key": pygame.K_F11, "mod": 0, "unicode": "", "scancode": 0}),
    ],
)
def test_a_locked_window_is_left_by_nothing_that_happens_by_accident(
    locked: Window, kind: int, fields: dict[str, object]
) -> None:
    post(kind, **fields)
    assert locked.wait(ENOUGH_MS) == [CloseRefused(at=100)]
    assert not locked.quit_asked
    assert is_full()


def test_escape_and_a_click_in_a_locked_window_are_what_they_always_are(locked: Window) -> None:
    locked.show(scenes.home(), STILL)
    key(pygame.KEYDOWN, pygame.K_ESCAPE)
    click((400, 300))
    facts = [type(fact).__name__ for fact in locked.wait(ENOUGH_MS)]
    assert facts == ["CarerKeyPressed", "SwitchPressed", "SwitchReleased"]
    assert not locked.quit_asked


def test_a_computer_that_shuts_down_is_obeyed_by_a_locked_window(locked: Window) -> None:
    post(pygame.QUIT)
    assert locked.wait(ENOUGH_MS) == []
    assert locked.quit_asked


def test_holding_ctrl_and_q_is_told_from_its_beginning_to_its_end(
    locked: Window, watch: Watch
) -> None:
    post(pygame.KEYDOWN, **CTRL_Q)
    assert locked.wait(ENOUGH_MS) == [CloseBegan(at=100)]
    watch.now = 900
    post(pygame.KEYUP, **CTRL_Q)
    assert locked.wait(ENOUGH_MS) == [CloseEnded(at=900)]
    assert not locked.quit_asked


@pytest.mark.parametrize("let_go", [pygame.K_LCTRL, pygame.K_RCTRL, pygame.K_q])
def test_either_key_that_comes_up_ends_it_once(locked: Window, let_go: int) -> None:
    post(pygame.KEYDOWN, **CTRL_Q)
    key(pygame.KEYUP, let_go)
    key(pygame.KEYUP, pygame.K_q)
    assert locked.wait(ENOUGH_MS) == [CloseBegan(at=100), CloseEnded(at=100)]


def test_a_window_that_loses_the_keyboard_is_not_closed_by_keys_nobody_sees(
    locked: Window,
) -> None:
    post(pygame.KEYDOWN, **CTRL_Q)
    post(pygame.WINDOWFOCUSLOST)
    began, ended, *_ = locked.wait(ENOUGH_MS)
    assert (began, ended) == (CloseBegan(at=100), CloseEnded(at=100))


def test_where_the_letters_are_not_ours_the_key_in_the_place_of_q_closes_it(
    locked: Window,
) -> None:
    cyrillic = {"key": 0x439, "mod": pygame.KMOD_LCTRL, "unicode": "", "scancode": pygame.KSCAN_Q}
    post(pygame.KEYDOWN, **cyrillic)
    assert locked.wait(ENOUGH_MS) == [CloseBegan(at=100)]


def test_on_a_french_keyboard_the_key_in_that_place_is_an_a_and_closes_nothing(
    locked: Window,
) -> None:
    french = {
        "key": pygame.K_a,
        "mod": pygame.KMOD_LCTRL,
        "unicode": "",
        "scancode": pygame.KSCAN_Q,
    }
    post(pygame.KEYDOWN, **french)
    assert CloseBegan(at=100) not in locked.wait(ENOUGH_MS)


def test_the_pointer_of_a_locked_window_hides_when_it_rests_and_shows_when_it_moves(
    locked: Window, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = (600, 300)
    monkeypatch.setattr(pygame.mouse, "get_pos", lambda: place)
    locked.wait(0)
    assert not is_pointer_hidden(locked)
    watch.now += HIDES_AFTER_MS
    locked.wait(0)
    assert is_pointer_hidden(locked)
    place = (603, 302)  # a hand that trembles
    post(pygame.MOUSEMOTION, pos=place, rel=(3, 2), buttons=(0, 0, 0), touch=False)
    assert locked.wait(ENOUGH_MS) == []
    assert is_pointer_hidden(locked)
    place = (700, 300)
    post(pygame.MOUSEMOTION, pos=place, rel=(97, 0), buttons=(0, 0, 0), touch=False)
    assert locked.wait(ENOUGH_MS) == []
    assert not is_pointer_hidden(locked)


def test_the_pointer_of_any_other_window_stays(window: Window, watch: Watch) -> None:
    watch.now += 10 * HIDES_AFTER_MS
    window.wait(0)
    assert not is_pointer_hidden(window)


def test_the_pointer_is_there_again_when_the_window_is_no_longer_locked(
    locked: Window, watch: Watch
) -> None:
    watch.now += HIDES_AFTER_MS
    locked.wait(0)
    locked.apply(WINDOWED)
    locked.wait(0)
    assert not is_pointer_hidden(locked)


# --- the keyboard ----------------------------------------------------------------------------


def test_keys_that_go_to_another_window_are_told_once(window: Window, other: OtherWindow) -> None:
    other.has_keys = True
    assert window.wait(0) == [FocusLost(at=100, hears_mouse=True)]
    assert window.wait(0) == []
    other.has_pointer = True
    assert window.wait(0) == [FocusLost(at=100, hears_mouse=False)]
    assert window.wait(0) == []
    other.has_keys = other.has_pointer = False
    assert window.wait(0) == [FocusBack(at=100)]
    assert window.wait(0) == []


def test_a_pointer_on_another_window_alone_is_nothing(window: Window, other: OtherWindow) -> None:
    other.has_pointer = True
    assert window.wait(0) == []


def test_that_the_keyboard_is_back_is_told_before_the_click_that_brought_it(
    window: Window, other: OtherWindow
) -> None:
    other.has_keys = True
    window.wait(0)
    other.has_keys = False
    post(pygame.WINDOWFOCUSGAINED)
    click((400, 300))
    assert [type(fact) for fact in window.wait(ENOUGH_MS)] == [
        FocusBack,
        SwitchPressed,
        SwitchReleased,
    ]


def test_a_click_on_what_covers_a_choice_points_at_nothing(window: Window) -> None:
    window.apply(mouse_as_pointer())
    scene = scenes.home()
    x, y = middle_of(window, scene, "rest")
    covered = replace(scene, cover=("Your switch is not heard now", "Click here."))
    window.show(covered, STILL)
    click((x, y))
    assert window.wait(ENOUGH_MS) == []


# --- a dark screen ---------------------------------------------------------------------------


def dark() -> Scene:
    return replace(scenes.resting(), kind="dark")


def test_a_mouse_that_moves_lights_a_dark_screen(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.show(dark(), STILL)
    window.wait(0)
    monkeypatch.setattr(pygame.mouse, "get_pos", lambda: (500, 500))
    post(pygame.MOUSEMOTION, pos=(500, 500), rel=(9, 9), buttons=(0, 0, 0), touch=False)
    assert window.wait(ENOUGH_MS) == [Stirred(at=100)]


def test_a_key_that_means_nothing_lights_it_too_and_the_switch_is_the_switch(
    window: Window,
) -> None:
    window.show(dark(), STILL)
    key(pygame.KEYDOWN, pygame.K_x)
    key(pygame.KEYDOWN, pygame.K_SPACE)
    assert window.wait(ENOUGH_MS) == [Stirred(at=100), SwitchPressed(at=100, switch="space")]


def test_on_a_lit_screen_such_a_key_means_nothing(window: Window) -> None:
    window.show(scenes.home(), STILL)
    key(pygame.KEYDOWN, pygame.K_x)
    assert window.wait(ENOUGH_MS) == []


def test_the_computer_never_darkens_the_screen_itself(window: Window) -> None:
    assert not pygame.display.get_allow_screensaver()
    for settings in (LOCKED, WINDOWED):
        window.apply(settings)
        assert not pygame.display.get_allow_screensaver()
    window.show(dark(), STILL)
    assert not pygame.display.get_allow_screensaver()


def test_a_lost_keyboard_is_told_before_the_keys_it_lets_go(window: Window) -> None:
    key(pygame.KEYDOWN, pygame.K_SPACE)
    window.wait(ENOUGH_MS)
    key(pygame.KEYUP, pygame.K_SPACE)
    post(pygame.WINDOWFOCUSLOST)
    assert window.wait(ENOUGH_MS) == [SwitchesLost(at=100, of="window")]


def test_clicking_a_choice_points_at_it_where_the_mouse_is_not_the_switch(window: Window) -> None:
    window.apply(mouse_as_pointer())
    scene = scenes.home()
    window.show(scene, STILL)
    click(middle_of(window, scene, "settings"))
    assert window.wait(ENOUGH_MS) == [ItemPointed(at=100, item="settings")]


def test_clicking_anywhere_is_the_switch_where_the_mouse_is(window: Window) -> None:
    window.show(scenes.home(), STILL)
    click((400, 300))
    facts: list[Event] = window.wait(ENOUGH_MS)
    assert facts == [
        SwitchPressed(at=100, switch="mouse-left"),
        SwitchReleased(at=100, switch="mouse-left"),
    ]


def test_the_button_of_a_call_is_found_by_mouse_and_by_finger(window: Window) -> None:
    scene = scenes.calling()
    window.show(scene, STILL)
    x, y = middle_of(window, scene, "acknowledge")
    click((x, y))
    post(pygame.FINGERDOWN, finger_id=3, touch_id=1, x=x / 1280, y=y / 720)
    assert window.wait(ENOUGH_MS) == [AcknowledgePointed(at=100), AcknowledgePointed(at=100)]


def test_sound_devices_are_told_but_not_microphones(window: Window) -> None:
    told: list[bool] = []
    window.on_sound_device = told.append
    post(pygame.AUDIODEVICEREMOVED, which=1, iscapture=0)
    post(pygame.AUDIODEVICEADDED, which=0, iscapture=0)
    post(pygame.AUDIODEVICEADDED, which=0, iscapture=1)
    assert window.wait(ENOUGH_MS) == []
    assert told == [False, True]


def test_a_moving_mouse_wakes_nobody(window: Window) -> None:
    post(pygame.MOUSEMOTION, pos=(1, 1), rel=(1, 1), buttons=(0, 0, 0), touch=False)
    assert pygame.event.get() == []
    assert window.wait(0) == []


def test_a_picture_is_kept(window: Window, tmp_path: Path) -> None:
    window.show(scenes.home(), STILL)
    path = window.shot(tmp_path / "deep" / "home.png")
    assert pygame.image.load(path).get_size() == (1280, 720)
