"""Gamepads, joysticks and boxes for switches that say they are one: which contact is closed.

Must not know settings or what a press means. Buttons, the cross and the triggers are contacts.
Sticks are not: they drift, and a hand that rests on one moves it.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

import pygame

PAD_EVENTS: Final = frozenset(
    {
        pygame.JOYDEVICEADDED,
        pygame.JOYDEVICEREMOVED,
        pygame.JOYBUTTONDOWN,
        pygame.JOYBUTTONUP,
        pygame.JOYHATMOTION,
        pygame.JOYAXISMOTION,
    }
)

PadContact: TypeAlias = tuple[str, int, str]
"""("pad", which pad, which of its contacts)."""

_AT_REST: Final = -0.8
"""A trigger nobody touches is at -1; a stick is in the middle, at 0."""
_CLOSES: Final = 0.25
_OPENS: Final = -0.25
"""A trigger must be drawn well past its middle, and let out well before it."""


class NoGamepads(Exception):
    """Gamepads cannot be used on this machine; says why in one plain sentence."""


class Pad(Protocol):
    """What is needed of a joystick of pygame's."""

    def get_instance_id(self) -> int:
        """Its number, which no other pad gets while the program runs."""

    def get_numaxes(self) -> int:
        """How many axes it has."""

    def get_axis(self, axis: int, /) -> float:
        """Where an axis is, -1 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A contact closed or opened. ``name`` is the switch that it can be."""

    contact: PadContact
    name: str
    is_down: bool


def start() -> None:
    """Look for gamepads from now on. Raises NoGamepads."""
    # Help must be callable with the gamepad also when a carer uses another window.
    os.environ.setdefault("SDL_JOYSTICK_ALLOW_BACKGROUND_EVENTS", "1")
    try:
        pygame.joystick.init()
    except pygame.error as error:
        message = f"Gamepads cannot be used here ({error})."
        raise NoGamepads(message) from error


class Gamepads:
    """The gamepads that are plugged in. One thread: the one that hears the window."""

    def __init__(self, open_pad: Callable[[int], Pad] = pygame.joystick.Joystick) -> None:
        """None is known yet; each says itself that it is there."""
        self._open_pad = open_pad
        self._pads: dict[int, Pad] = {}
        self._triggers: dict[tuple[int, int], bool] = {}
        """Which axes are triggers and which are not, as far as that has shown."""
        self._down: set[PadContact] = set()

    def added(self, event: pygame.event.Event) -> None:
        """A pad was plugged in. Raises NoGamepads where it cannot be used."""
        try:
            pad = self._open_pad(event.device_index)
        except pygame.error as error:
            message = f"A gamepad was plugged in, but it cannot be used ({error})."
            raise NoGamepads(message) from error
        which = pad.get_instance_id()
        # While nobody holds it open a pad tells nothing.
        self._pads[which] = pad
        for axis in range(pad.get_numaxes()):
            if pad.get_axis(axis) <= _AT_REST:
                self._triggers[which, axis] = True

    def removed(self, event: pygame.event.Event) -> None:
        """A pad was unplugged; what it held is nobody's any more."""
        which = event.instance_id
        self._pads.pop(which, None)
        self._triggers = {key: is_one for key, is_one in self._triggers.items() if key[0] != which}
        self._down = {contact for contact in self._down if contact[1] != which}

    def change(self, event: pygame.event.Event) -> Change | None:
        """What a pad's event says of its contacts; None for sticks, and for pads that are gone."""
        if event.instance_id not in self._pads:
            return None
        if event.type == pygame.JOYHATMOTION:
            return self._changed(event, f"cross-{event.hat + 1}", is_down=any(event.value))
        if event.type == pygame.JOYAXISMOTION:
            return self._axis(event)
        is_down = event.type == pygame.JOYBUTTONDOWN
        return self._changed(event, str(event.button + 1), is_down=is_down)

    def _axis(self, event: pygame.event.Event) -> Change | None:
        key = (event.instance_id, event.axis)
        if key not in self._triggers and event.value != 0:
            # Some drivers say 0 for a trigger until it moves for the first time. A stick comes
            # from the middle, a trigger from its end.
            self._triggers[key] = event.value <= _AT_REST
        if not self._triggers.get(key, False):
            return None
        name = f"trigger-{event.axis + 1}"
        contact = ("pad", event.instance_id, name)
        is_down = event.value >= (_OPENS if contact in self._down else _CLOSES)
        return self._changed(event, name, is_down=is_down)

    def _changed(self, event: pygame.event.Event, name: str, *, is_down: bool) -> Change | None:
        contact = ("pad", event.instance_id, name)
        if is_down == (contact in self._down):
            return None
        if is_down:
            self._down.add(contact)
        else:
            self._down.discard(contact)
        return Change(contact=contact, name=f"gamepad-{name}", is_down=is_down)
