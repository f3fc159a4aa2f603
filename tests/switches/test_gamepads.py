"""Gamepads: buttons, the cross and triggers are switches; sticks never; unplugging lets go."""

import ctypes
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pygame
import pytest

from assistant.core.events import (
    DeviceFailed,
    DeviceReturned,
    Event,
    Remarked,
    SwitchesLost,
    SwitchPressed,
    SwitchReleased,
)
from assistant.core.settings import Settings, clash_in, with_value
from assistant.switches.gamepads import Gamepads, start
from assistant.switches.keys import contacts, unknown_keys
from assistant.switches.pads_apart import PadsApart
from assistant.switches.translator import UNPLUGGED, Translator
from assistant.view.window import Window

STICK, TRIGGER = 0, 4
OFF = with_value(Settings(), "switch.gamepad", value=False)


class FakePad:
    """A pad with two axes of a stick, two others, and two triggers that rest at -1."""

    def __init__(self, which: int, *, tells_triggers: bool) -> None:
        self.which = which
        self.axes = [0.0] * 4 + [-1.0 if tells_triggers else 0.0] * 2

    def get_instance_id(self) -> int:
        return self.which

    def get_numaxes(self) -> int:
        return len(self.axes)

    def get_axis(self, axis: int, /) -> float:
        return self.axes[axis]


class FakeSystem:
    """The joysticks of a machine: what is plugged in, and the events that SDL makes of it."""

    def __init__(self, *, tells_triggers: bool = True, is_broken: bool = False) -> None:
        self.plugged: list[FakePad] = []
        self.tells_triggers = tells_triggers
        self.is_broken = is_broken
        self.made = 0

    def open(self, index: int) -> FakePad:
        if self.is_broken:
            message = "Permission denied"
            raise pygame.error(message)
        return self.plugged[index]

    def plug(self) -> pygame.event.Event:
        self.plugged.append(FakePad(self.made, tells_triggers=self.tells_triggers))
        self.made += 1
        index = len(self.plugged) - 1
        return pygame.event.Event(pygame.JOYDEVICEADDED, device_index=index, guid="0")

    def unplug(self, which: int) -> pygame.event.Event:
        self.plugged = [pad for pad in self.plugged if pad.which != which]
        return pygame.event.Event(pygame.JOYDEVICEREMOVED, instance_id=which)


def button(which: int, number: int, *, is_down: bool = True) -> pygame.event.Event:
    kind = pygame.JOYBUTTONDOWN if is_down else pygame.JOYBUTTONUP
    return pygame.event.Event(kind, instance_id=which, joy=which, button=number)


def axis(which: int, number: int, value: float) -> pygame.event.Event:
    return pygame.event.Event(
        pygame.JOYAXISMOTION, instance_id=which, joy=which, axis=number, value=value
    )


def cross(which: int, x: int, y: int) -> pygame.event.Event:
    return pygame.event.Event(
        pygame.JOYHATMOTION, instance_id=which, joy=which, hat=0, value=(x, y)
    )


def key(*, is_down: bool) -> pygame.event.Event:
    kind = pygame.KEYDOWN if is_down else pygame.KEYUP
    return pygame.event.Event(kind, key=pygame.K_SPACE, mod=0)


class Table:
    """A translator with pads before it, and the facts that came of all events."""

    def __init__(self, system: FakeSystem, settings: Settings | None = None) -> None:
        self.translate = Translator(settings or Settings(), Gamepads(system.open))
        self.facts: list[Event] = []
        self.at = 0

    def hears(self, *events: pygame.event.Event) -> list[Event]:
        news: list[Event] = []
        for event in events:
            self.at += 1
            news += self.translate(event, None, self.at)
        self.facts += news
        return news

    def names(self) -> list[tuple[str, str]]:
        kinds = {SwitchPressed: "press", SwitchReleased: "release"}
        return [
            (kinds[type(fact)], fact.switch)
            for fact in self.facts
            if isinstance(fact, SwitchPressed | SwitchReleased)
        ]


@pytest.fixture
def system() -> FakeSystem:
    return FakeSystem()


@pytest.fixture
def table(system: FakeSystem) -> Table:
    found = Table(system)
    found.hears(system.plug())
    return found


# --- contacts ----------------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, 5, 15])
def test_any_button_is_the_switch(table: Table, number: int) -> None:
    table.hears(button(0, number), button(0, number, is_down=False))
    name = f"gamepad-{number + 1}"
    assert table.names() == [("press", name), ("release", name)]


def test_the_cross_is_one_switch_whatever_its_direction(table: Table) -> None:
    table.hears(cross(0, 1, 0), cross(0, 1, 1), cross(0, 0, 1), cross(0, 0, 0))
    assert table.names() == [("press", "gamepad-cross-1"), ("release", "gamepad-cross-1")]


def test_a_trigger_is_a_switch_with_a_threshold_and_does_not_chatter(table: Table) -> None:
    values = [-0.9, -0.5, 0.0, 0.2, 0.3, 0.2, 0.1, 0.3, 1.0, 0.0, -0.2, -0.3, 0.0, -1.0]
    table.hears(*(axis(0, TRIGGER, value) for value in values))
    assert table.names() == [("press", "gamepad-trigger-5"), ("release", "gamepad-trigger-5")]


def test_a_trigger_that_says_nothing_until_it_moves_is_known_by_where_it_comes_from() -> None:
    system = FakeSystem(tells_triggers=False)
    table = Table(system)
    table.hears(system.plug())
    table.hears(*(axis(0, TRIGGER, value) for value in (0.0, -0.97, -0.4, 0.6, -0.9)))
    assert table.names() == [("press", "gamepad-trigger-5"), ("release", "gamepad-trigger-5")]


@pytest.mark.parametrize("values", [(0.02, 0.3, 0.9, 1.0, 0.0), (-0.1, -1.0, 1.0, -1.0, 0.0)])
def test_a_stick_is_no_switch_however_it_drifts(table: Table, values: tuple[float, ...]) -> None:
    table.hears(*(axis(0, STICK, value) for value in values))
    assert table.names() == []


def test_where_gamepads_are_off_they_press_nothing(system: FakeSystem) -> None:
    table = Table(system, OFF)
    table.hears(system.plug(), button(0, 0), button(0, 0, is_down=False))
    table.hears(system.unplug(0))
    assert table.facts == []


def test_a_button_is_let_go_even_when_gamepads_were_switched_off_meanwhile(table: Table) -> None:
    table.hears(button(0, 0))
    table.translate.apply(OFF)
    table.hears(button(0, 0, is_down=False))
    assert table.names() == [("press", "gamepad-1"), ("release", "gamepad-1")]


# --- several at once ---------------------------------------------------------------------


def test_the_same_button_of_two_gamepads_is_one_switch_until_both_are_up(
    system: FakeSystem, table: Table
) -> None:
    table.hears(system.plug(), button(0, 0), button(1, 0), button(0, 0, is_down=False))
    assert ("release", "gamepad-1") not in table.names()
    table.hears(button(1, 0, is_down=False))
    assert table.names()[-1] == ("release", "gamepad-1")


# --- plugging and unplugging -------------------------------------------------------------


def test_unplugging_lets_go_of_what_was_held_and_chooses_nothing(
    system: FakeSystem, table: Table
) -> None:
    table.hears(button(0, 2))
    news = table.hears(system.unplug(0), button(0, 2, is_down=False))
    assert news == [
        SwitchesLost(at=table.at - 1),
        DeviceFailed(at=table.at - 1, device="gamepad", why=UNPLUGGED),
    ]


def test_unplugging_leaves_a_key_that_is_held_alone(system: FakeSystem, table: Table) -> None:
    table.hears(key(is_down=True), button(0, 2))
    news = table.hears(system.unplug(0))
    assert SwitchReleased(at=table.at, switch="gamepad-3") in news
    assert not any(isinstance(fact, SwitchesLost) for fact in news)
    assert table.hears(key(is_down=False)) == [SwitchReleased(at=table.at, switch="space")]


def test_a_gamepad_that_comes_back_works_and_is_told(system: FakeSystem, table: Table) -> None:
    table.hears(button(0, 0), button(0, 0, is_down=False), system.unplug(0))
    news = table.hears(system.plug())
    assert news == [DeviceReturned(at=table.at, device="gamepad")]
    assert table.hears(button(1, 0)) == [SwitchPressed(at=table.at, switch="gamepad-1")]


def test_a_gamepad_that_nobody_used_is_not_missed(system: FakeSystem, table: Table) -> None:
    assert table.hears(system.unplug(0)) == []
    assert table.hears(system.plug()) == []


def test_a_gamepad_goes_on_pressing_when_another_window_takes_the_keyboard(table: Table) -> None:
    table.hears(key(is_down=True), button(0, 3))
    [lost] = table.hears(pygame.event.Event(pygame.WINDOWFOCUSLOST))
    assert lost == SwitchesLost(at=table.at, of="window")
    assert table.hears(key(is_down=False)) == []
    assert table.hears(button(0, 3, is_down=False)) == [
        SwitchReleased(at=table.at, switch="gamepad-4")
    ]


def test_a_gamepad_that_cannot_be_opened_is_told_in_a_sentence() -> None:
    system = FakeSystem(is_broken=True)
    [fact] = Table(system).hears(system.plug())
    assert isinstance(fact, Remarked)
    assert "cannot be used" in fact.text


def test_what_a_gamepad_says_that_is_gone_counts_no_more(system: FakeSystem, table: Table) -> None:
    table.hears(system.unplug(0))
    assert table.hears(button(0, 0), cross(0, 1, 0), axis(0, TRIGGER, 1.0)) == []


# --- settings ----------------------------------------------------------------------------


def test_a_gamepads_button_or_a_sound_can_move_the_light_in_two_switch_scan() -> None:
    settings = with_value(Settings(), "scan.method", "two-switch")
    for name in ("gamepad-2", "sound"):
        moving = with_value(settings, "switch.move_keys", (name,))
        assert clash_in(moving) is None
        assert unknown_keys(contacts(moving)[0]) == ()


# --- for real ----------------------------------------------------------------------------


class VirtualPad:
    """A gamepad that SDL itself makes up: the way from the driver to the window is real."""

    def __init__(self) -> None:
        lines = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
        self._sdl = ctypes.CDLL(next(line.split()[-1] for line in lines if "libSDL2-2" in line))
        self._sdl.SDL_JoystickOpen.restype = ctypes.c_void_p
        self._sdl.SDL_JoystickClose.argtypes = (ctypes.c_void_p,)
        self._sdl.SDL_JoystickSetVirtualButton.argtypes = (
            ctypes.c_void_p,
            ctypes.c_int,
            ctypes.c_uint8,
        )
        self._sdl.SDL_JoystickSetVirtualAxis.argtypes = (
            ctypes.c_void_p,
            ctypes.c_int,
            ctypes.c_int16,
        )
        self.index = self._sdl.SDL_JoystickAttachVirtual(1, 6, 16, 1)
        assert self.index >= 0
        self._pad = self._sdl.SDL_JoystickOpen(self.index)

    def button(self, number: int, *, is_down: bool) -> None:
        self._sdl.SDL_JoystickSetVirtualButton(self._pad, number, int(is_down))

    def axis(self, number: int, value: int) -> None:
        self._sdl.SDL_JoystickSetVirtualAxis(self._pad, number, value)

    def unplug(self) -> None:
        self._sdl.SDL_JoystickDetachVirtual(self.index)
        self._sdl.SDL_JoystickClose(self._pad)


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    opened = Window(Settings(), lambda: 7, "Test", Translator(Settings()))
    start()
    yield opened
    opened.close()
    pygame.joystick.quit()


def all_of(window: Window) -> list[Event]:
    found: list[Event] = []
    while news := window.wait(50):
        found += news
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="finds SDL in /proc")
def test_a_gamepad_of_sdl_presses_through_the_window_and_is_missed_when_it_goes(
    window: Window,
) -> None:
    pad = VirtualPad()
    assert all_of(window) == []
    pad.axis(STICK, 32767)
    pad.button(3, is_down=True)
    assert all_of(window) == [SwitchPressed(at=7, switch="gamepad-4")]
    pad.button(3, is_down=False)
    assert all_of(window) == [SwitchReleased(at=7, switch="gamepad-4")]
    pad.axis(TRIGGER, 32767)
    assert all_of(window) == [SwitchPressed(at=7, switch="gamepad-trigger-5")]
    pad.unplug()
    assert all_of(window) == [
        SwitchesLost(at=7),
        DeviceFailed(at=7, device="gamepad", why=UNPLUGGED),
    ]


# --- where there is no window ------------------------------------------------------------


class Listening:
    """Waits for what gamepads do, as the terminal does."""

    def __init__(self, pads: PadsApart) -> None:
        self._pads = pads
        self._woken = threading.Event()
        pads.begin(self._woken.set)

    def hears(self) -> list[Event]:
        assert self._woken.wait(5)
        self._woken.clear()
        return self._pads.news()


@pytest.fixture
def pads(monkeypatch: pytest.MonkeyPatch) -> Iterator[PadsApart]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "x11")
    found = PadsApart(Settings(), lambda: 7)
    yield found
    found.close()


@pytest.mark.skipif(sys.platform != "linux", reason="finds SDL in /proc")
def test_without_a_window_a_gamepad_presses_too_and_chooses_nothing_when_it_goes(
    pads: PadsApart,
) -> None:
    pad = VirtualPad()
    listening = Listening(pads)
    pad.button(3, is_down=True)
    assert listening.hears() == [SwitchPressed(at=7, switch="gamepad-4")]
    pad.button(3, is_down=False)
    assert listening.hears() == [SwitchReleased(at=7, switch="gamepad-4")]
    pad.button(3, is_down=True)
    assert listening.hears() == [SwitchPressed(at=7, switch="gamepad-4")]
    pad.unplug()
    assert listening.hears() == [
        SwitchesLost(at=7),
        DeviceFailed(at=7, device="gamepad", why=UNPLUGGED),
    ]


def test_hearing_gamepads_takes_no_display(pads: PadsApart) -> None:
    assert pygame.display.get_driver() == "dummy"
    assert os.environ["SDL_VIDEODRIVER"] == "x11"
    pads.close()
    assert not pygame.display.get_init()
