"""Tables: what the window hears, and the facts that come of it."""

from typing import Any

import pygame
import pytest

from assistant.core.events import (
    AcknowledgePointed,
    CarerKeyPressed,
    Event,
    ItemPointed,
    SwitchesLost,
    SwitchPressed,
    SwitchReleased,
)
from assistant.core.settings import Settings, with_value
from assistant.switches import translator as module
from assistant.switches.losses import loss_first
from assistant.switches.translator import Translator


def settings(**switch: Any) -> Settings:  # noqa: ANN401 - any setting of the switch
    found = Settings()
    for name, value in switch.items():
        found = with_value(found, f"switch.{name}", value)
    return found


def key(kind: int, code: int, mod: int = 0) -> pygame.event.Event:
    return pygame.event.Event(kind, key=code, mod=mod)


def button(kind: int, number: int = 1, *, touch: bool = False) -> pygame.event.Event:
    return pygame.event.Event(kind, button=number, touch=touch, pos=(5, 5))


def finger(kind: int, number: int = 0) -> pygame.event.Event:
    return pygame.event.Event(kind, finger_id=number, touch_id=1, x=0.5, y=0.5)


DOWN, UP = pygame.KEYDOWN, pygame.KEYUP
CLICK, UNCLICK = pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP
TOUCH, UNTOUCH = pygame.FINGERDOWN, pygame.FINGERUP


def test_the_switch_goes_down_and_comes_up() -> None:
    translate = Translator(settings())
    assert translate(key(DOWN, pygame.K_SPACE), None, 5) == (SwitchPressed(at=5, switch="space"),)
    assert translate(key(UP, pygame.K_SPACE), None, 9) == (SwitchReleased(at=9, switch="space"),)


@pytest.mark.parametrize(
    ("code", "names", "fact"),
    [
        (pygame.K_DOWN, ("space",), CarerKeyPressed(at=1, key="down")),
        (pygame.K_RETURN, ("space",), CarerKeyPressed(at=1, key="enter")),
        (pygame.K_RETURN, ("return",), SwitchPressed(at=1, switch="return")),
        (pygame.K_RETURN, ("any",), SwitchPressed(at=1, switch="return")),
        (pygame.K_ESCAPE, ("any", "escape"), CarerKeyPressed(at=1, key="escape")),
        (pygame.K_DOWN, ("any",), CarerKeyPressed(at=1, key="down")),
        (pygame.K_DOWN, ("down",), SwitchPressed(at=1, switch="down")),
        (pygame.K_a, ("space",), None),
    ],
)
def test_a_carers_key_is_the_switch_where_the_settings_say_so(
    code: int, names: tuple[str, ...], fact: Event | None
) -> None:
    translate = Translator(settings(keys=names))
    assert translate(key(DOWN, code), None, 1) == (() if fact is None else (fact,))


def two_switches(*movers: str) -> Settings:
    return with_value(settings(move_keys=movers), "scan.method", "two-switch")


def test_enter_is_a_switch_and_no_carers_key_where_it_moves_the_light() -> None:
    translate = Translator(two_switches("enter"))
    for code, name in ((pygame.K_RETURN, "return"), (pygame.K_KP_ENTER, "enter")):
        assert translate(key(DOWN, code), None, 1) == (SwitchPressed(at=1, switch=name),)
        assert translate(key(UP, code), None, 2) == (SwitchReleased(at=2, switch=name),)
    assert translate(key(DOWN, pygame.K_SPACE), None, 3) == (SwitchPressed(at=3, switch="space"),)


def test_a_mouse_button_can_move_the_light() -> None:
    translate = Translator(two_switches("mouse-right"))
    pressed = (SwitchPressed(at=1, switch="mouse-right"),)
    assert translate(button(CLICK, 3), "settings", 1) == pressed
    # Its name is no misspelt key, for which the space bar would stand in.
    carers = (CarerKeyPressed(at=2, key="enter"),)
    assert translate(key(DOWN, pygame.K_RETURN), None, 2) == carers


def test_in_every_other_method_the_keys_that_move_are_no_switch() -> None:
    translate = Translator(settings(move_keys=("enter", "f5", "mouse-right")))
    assert translate(key(DOWN, pygame.K_F5), None, 1) == ()
    assert translate(button(CLICK, 3), None, 1) == ()


@pytest.mark.parametrize(
    ("mouse", "number", "under", "fact"),
    [
        (("left",), 1, "settings", SwitchPressed(at=1, switch="mouse-left")),
        (("middle",), 2, "settings", SwitchPressed(at=1, switch="mouse-middle")),
        (("left", "middle", "right"), 3, None, SwitchPressed(at=1, switch="mouse-right")),
        (("left",), 3, "settings", ItemPointed(at=1, item="settings")),
        (("right",), 1, "settings", ItemPointed(at=1, item="settings")),
        ((), 1, None, None),
        (("left",), 4, "settings", None),
        (("left",), 1, "acknowledge", AcknowledgePointed(at=1)),
        ((), 3, "acknowledge", AcknowledgePointed(at=1)),
    ],
)
def test_a_click_is_the_switch_or_points(
    mouse: tuple[str, ...], number: int, under: str | None, fact: Event | None
) -> None:
    translate = Translator(settings(mouse=mouse))
    assert translate(button(CLICK, number), under, 1) == (() if fact is None else (fact,))


@pytest.mark.parametrize(
    ("touch", "under", "fact"),
    [
        (True, "settings", SwitchPressed(at=1, switch="touch-0")),
        (False, "settings", ItemPointed(at=1, item="settings")),
        (False, None, None),
        (True, "acknowledge", AcknowledgePointed(at=1)),
        (False, "acknowledge", AcknowledgePointed(at=1)),
    ],
)
def test_a_touch_is_the_switch_or_points(
    monkeypatch: pytest.MonkeyPatch,
    touch: bool,  # noqa: FBT001
    under: str | None,
    fact: Event | None,
) -> None:
    monkeypatch.setattr(module, "HAS_TOUCH_SCREEN", True)
    translate = Translator(settings(touch=touch))
    assert translate(finger(TOUCH), under, 1) == (() if fact is None else (fact,))


def test_a_trackpad_that_reports_touches_is_not_the_switch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "HAS_TOUCH_SCREEN", False)
    translate = Translator(settings())
    assert translate(finger(TOUCH), None, 1) == ()
    assert translate(finger(UNTOUCH), None, 2) == ()


def test_the_click_that_sdl_makes_of_a_touch_is_not_a_second_press() -> None:
    translate = Translator(settings())
    assert translate(button(CLICK, touch=True), "settings", 1) == ()
    assert translate(button(UNCLICK, touch=True), None, 2) == ()


def test_two_fingers_are_two_contacts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HAS_TOUCH_SCREEN", True)
    translate = Translator(settings())
    translate(finger(TOUCH, 0), None, 1)
    translate(finger(TOUCH, 1), None, 2)
    assert translate(finger(UNTOUCH, 0), None, 3) == (SwitchReleased(at=3, switch="touch-0"),)
    assert translate(finger(UNTOUCH, 1), None, 4) == (SwitchReleased(at=4, switch="touch-1"),)


def test_what_was_not_pressed_as_a_switch_is_not_released_as_one() -> None:
    translate = Translator(settings(mouse=()))
    translate(button(CLICK), "settings", 1)
    assert translate(button(UNCLICK), "settings", 2) == ()
    assert translate(key(UP, pygame.K_SPACE), None, 3) == ()


def test_a_switch_is_let_go_even_when_the_settings_have_changed_meanwhile() -> None:
    translate = Translator(settings())
    translate(key(DOWN, pygame.K_SPACE), None, 1)
    translate.apply(settings(keys=("f5",)))
    released = translate(key(UP, pygame.K_SPACE, pygame.KMOD_LCTRL), None, 2)
    assert released == (SwitchReleased(at=2, switch="space"),)
    assert translate(key(DOWN, pygame.K_SPACE), None, 3) == ()


def test_a_lost_keyboard_is_told_once_and_its_keys_are_forgotten() -> None:
    translate = Translator(settings())
    translate(key(DOWN, pygame.K_SPACE), None, 1)
    lost = pygame.event.Event(pygame.WINDOWFOCUSLOST)
    assert translate(lost, None, 2) == (SwitchesLost(at=2, of="window"),)
    assert translate(key(UP, pygame.K_SPACE), None, 3) == ()


def test_a_press_just_before_the_loss_stays_before_it() -> None:
    down, up, other = pygame.KEYDOWN, pygame.KEYUP, pygame.ACTIVEEVENT
    lost = pygame.WINDOWFOCUSLOST
    came = [up, down, up, pygame.MOUSEBUTTONUP, other, lost, other]
    ordered = loss_first([pygame.event.Event(kind) for kind in came])
    kinds = [up, down, lost, up, pygame.MOUSEBUTTONUP, other, other]
    assert [event.type for event in ordered] == kinds
