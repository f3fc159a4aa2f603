"""From what a window hears to facts for the core, by the settings.

Remembers which contacts it reported as pressed, so that each is released exactly once, whatever
the settings, the modifiers or the pointer's place have become meanwhile.
"""

from typing import TypeAlias

import pygame

from assistant.core.events import (
    CarerKeyPressed,
    Event,
    SwitchesLost,
    SwitchPressed,
    SwitchReleased,
)
from assistant.core.settings import Settings
from assistant.core.units import Millis
from assistant.switches.keys import carer_key, contacts, switch_key
from assistant.switches.pointing import HAS_TOUCH_SCREEN, finger_name, mouse_name, pointed

_Contact: TypeAlias = tuple[str, int]


class Translator:
    """``translator(event, under, at)`` gives the facts in a pygame event, often none.

    ``under`` is what lies under the pointer: a choice's id, "acknowledge" or None.
    """

    def __init__(self, settings: Settings) -> None:
        """Nothing is down yet."""
        self._down: dict[_Contact, str] = {}
        self.apply(settings)

    def apply(self, settings: Settings) -> None:
        """Take over new settings; what is down stays down until it is let go."""
        self._keys, self._buttons = contacts(settings)
        self._is_touch = settings.switch.touch

    def __call__(
        self, event: pygame.event.Event, under: str | None, at: Millis
    ) -> tuple[Event, ...]:
        """The facts in an event."""
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
            self._down.clear()
            fact = SwitchesLost(at=at)
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

    def _pressed(self, contact: _Contact, fact: Event | None) -> Event | None:
        if isinstance(fact, SwitchPressed):
            self._down[contact] = fact.switch
        return fact

    def _released(self, contact: _Contact, at: Millis) -> Event | None:
        name = self._down.pop(contact, None)
        return None if name is None else SwitchReleased(at=at, switch=name)
