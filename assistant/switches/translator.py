"""From what a window hears to facts for the core, by the settings.

Remembers which contacts it reported as pressed, so that each is released exactly once, whatever
the settings, the modifiers or the pointer's place have become meanwhile.
"""

from typing import Final, TypeAlias

import pygame

from assistant.core.events import (
    CarerKeyPressed,
    DeviceFailed,
    DeviceReturned,
    Event,
    Remarked,
    SwitchesLost,
    SwitchPressed,
    SwitchReleased,
)
from assistant.core.settings import Settings
from assistant.core.units import Millis
from assistant.switches.gamepads import PAD_EVENTS, Gamepads, NoGamepads
from assistant.switches.keys import carer_key, contacts, switch_key
from assistant.switches.losses import loss_first
from assistant.switches.pointing import HAS_TOUCH_SCREEN, finger_name, mouse_name, pointed

_Contact: TypeAlias = tuple[str, int] | tuple[str, int, str]
UNPLUGGED: Final = "The gamepad was unplugged. Plug it in again, or use another switch."


class Translator:
    """``translator(event, under, at)`` gives the facts in a pygame event, often none.

    ``under`` is what lies under the pointer: a choice's id, "acknowledge" or None.
    """

    def __init__(self, settings: Settings, gamepads: Gamepads | None = None) -> None:
        """Nothing is down yet."""
        self._down: dict[_Contact, str] = {}
        self._gamepads = gamepads or Gamepads()
        self._used_pads: set[int] = set()
        self._is_pad_missed = False
        self.apply(settings)

    def apply(self, settings: Settings) -> None:
        """Take over new settings; what is down stays down until it is let go."""
        self._keys, self._buttons = contacts(settings)
        self._is_touch = settings.switch.touch
        self._is_gamepad = settings.switch.gamepad

    def in_order(self, batch: list[pygame.event.Event]) -> list[pygame.event.Event]:
        """What came together, a loss before the releases it caused."""
        return loss_first(batch)

    def __call__(
        self, event: pygame.event.Event, under: str | None, at: Millis
    ) -> tuple[Event, ...]:
        """The facts in an event."""
        if event.type in PAD_EVENTS:
            return self._pad(event, at)
        fact: Event | None = None
        if event.type == pygame.KEYDOWN:
            fact = self._key(event.key, event.mod, at)
        elif event.type == pygame.KEYUP:
            fact = self._released(("key", event.key), at)
        elif event.type == pygame.MOUSEBUTTONDOWN and not event.touch:
            fact = self._button(event.button, under, at)
        elif event.type == pygame.MOUSEBUTTONUP and not event.touch:
            fact = self._released(("mouse", event.button), at)
        elif event.type == pygame.FINGERDOWN and HAS_TOUCH_SCREEN:
            fact = self._finger(event.finger_id, under, at)
        elif event.type == pygame.FINGERUP:
            fact = self._released(("finger", event.finger_id), at)
        elif event.type == pygame.WINDOWFOCUSLOST:
            # A gamepad is heard whichever window is in front.
            self._down = {it: name for it, name in self._down.items() if it[0] == "pad"}
            fact = SwitchesLost(at=at, of="window")
        return () if fact is None else (fact,)

    def _key(self, key: int, mod: int, at: Millis) -> Event | None:
        name = switch_key(key, mod, self._keys)
        if name is not None:
            return self._pressed(("key", key), SwitchPressed(at=at, switch=name))
        carers = carer_key(key, mod)
        return None if carers is None else CarerKeyPressed(at=at, key=carers)

    def _button(self, button: int, under: str | None, at: Millis) -> Event | None:
        name = mouse_name(button)
        if name is None:
            return None
        is_switch = name in self._buttons
        return self._pressed(("mouse", button), pointed(at, name, under, is_switch=is_switch))

    def _finger(self, finger: int, under: str | None, at: Millis) -> Event | None:
        fact = pointed(at, finger_name(finger), under, is_switch=self._is_touch)
        return self._pressed(("finger", finger), fact)

    # --- gamepads --------------------------------------------------------------------------

    def _pad(self, event: pygame.event.Event, at: Millis) -> tuple[Event, ...]:
        if event.type == pygame.JOYDEVICEADDED:
            return self._pad_added(event, at)
        if event.type == pygame.JOYDEVICEREMOVED:
            return self._pad_removed(event, at)
        change = self._gamepads.change(event)
        if change is None:
            return ()
        fact: Event | None = None
        if not change.is_down:
            fact = self._released(change.contact, at)
        elif self._is_gamepad:
            self._used_pads.add(event.instance_id)
            fact = self._pressed(change.contact, SwitchPressed(at=at, switch=change.name))
        return () if fact is None else (fact,)

    def _pad_added(self, event: pygame.event.Event, at: Millis) -> tuple[Event, ...]:
        try:
            self._gamepads.added(event)
        except NoGamepads as error:
            return (Remarked(at=at, text=str(error)),)
        if not self._is_pad_missed:
            return ()
        self._is_pad_missed = False
        return (DeviceReturned(at=at, device="gamepad"),)

    def _pad_removed(self, event: pygame.event.Event, at: Millis) -> tuple[Event, ...]:
        """What it held is let go, and chooses nothing: nobody opened the hand."""
        self._gamepads.removed(event)
        held = [it for it in self._down if it[0] == "pad" and it[1] == event.instance_id]
        facts: list[Event] = []
        if held and len(held) == len(self._down):
            self._down.clear()
            facts.append(SwitchesLost(at=at))
        else:
            # Another switch is down, so the hold goes on and these releases choose nothing.
            released = (self._released(contact, at) for contact in held)
            facts += [fact for fact in released if fact is not None]
        # Only a pad that somebody has used is missed.
        if event.instance_id in self._used_pads and self._is_gamepad:
            self._is_pad_missed = True
            facts.append(DeviceFailed(at=at, device="gamepad", why=UNPLUGGED))
        return tuple(facts)

    # --- contacts --------------------------------------------------------------------------

    def _pressed(self, contact: _Contact, fact: Event | None) -> Event | None:
        if isinstance(fact, SwitchPressed):
            self._down[contact] = fact.switch
        return fact

    def _released(self, contact: _Contact, at: Millis) -> Event | None:
        name = self._down.pop(contact, None)
        # The same button of another gamepad may still be down.
        if name is None or name in self._down.values():
            return None
        return SwitchReleased(at=at, switch=name)
