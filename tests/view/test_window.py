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
    Event,
    ItemPointed,
    SwitchesLost,
    SwitchPressed,
    SwitchReleased,
)
from assistant.core.settings import Settings, with_value
from assistant.switches.translator import Translator
from assistant.view.scene import Progress, Scene
from assistant.view.window import NoDisplay, Window, loss_first
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


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (pygame.QUIT, {}),
        (pygame.KEYDOWN, {"key": pygame.K_q, "mod": pygame.KMOD_LCTRL, "unicode": ""}),
    ],
)
def test_closing_it_asks_to_quit(window: Window, kind: int, fields: dict[str, object]) -> None:
    assert not window.quit_asked
    post(kind, **fields)
    window.wait(ENOUGH_MS)
    assert window.quit_asked


def test_a_lost_keyboard_is_told_before_the_keys_it_lets_go(window: Window) -> None:
    key(pygame.KEYDOWN, pygame.K_SPACE)
    window.wait(ENOUGH_MS)
    key(pygame.KEYUP, pygame.K_SPACE)
    post(pygame.WINDOWFOCUSLOST)
    assert window.wait(ENOUGH_MS) == [SwitchesLost(at=100, of="window")]


def test_a_press_just_before_the_loss_stays_before_it() -> None:
    down, up, other = pygame.KEYDOWN, pygame.KEYUP, pygame.ACTIVEEVENT
    lost = pygame.WINDOWFOCUSLOST
    came = [up, down, up, pygame.MOUSEBUTTONUP, other, lost, other]
    ordered = loss_first([pygame.event.Event(kind) for kind in came])
    kinds = [up, down, lost, up, pygame.MOUSEBUTTONUP, other, other]
    assert [event.type for event in ordered] == kinds


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
