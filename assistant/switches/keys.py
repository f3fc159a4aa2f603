"""Keys: which are the switch, which are a carer's, which settings name none. Pure.

Must not know windows or menus.
"""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Final

import pygame

from assistant.core.events import CarerKeyName
from assistant.core.settings import MOUSE_SWITCHES, Settings, clash_in, is_no_key, plain_name

ANY: Final = "any"
_USUAL: Final = "space"

_CARER_KEYS: Final[Mapping[int, CarerKeyName]] = {
    pygame.K_UP: "up",
    pygame.K_DOWN: "down",
    pygame.K_LEFT: "left",
    pygame.K_RIGHT: "right",
    pygame.K_RETURN: "enter",
    pygame.K_KP_ENTER: "enter",
    pygame.K_ESCAPE: "escape",
}
_NEVER_THE_SWITCH: Final = frozenset({pygame.K_ESCAPE, pygame.K_F11})
"""Escape answers a call and F11 is the window's: no switch may take them."""
_NOT_ANY: Final = frozenset(
    {
        pygame.K_UP,
        pygame.K_DOWN,
        pygame.K_LEFT,
        pygame.K_RIGHT,
        pygame.K_LCTRL,
        pygame.K_RCTRL,
        pygame.K_LALT,
        pygame.K_RALT,
        pygame.K_LMETA,
        pygame.K_RMETA,
        pygame.K_MODE,
    }
)
_COMBINED: Final = pygame.KMOD_CTRL | pygame.KMOD_ALT | pygame.KMOD_META


def contacts(settings: Settings) -> tuple[tuple[str, ...], frozenset[str]]:
    """The names of all keys, and of all mouse buttons, that are a switch."""
    switch = settings.switch
    movers = switch.move_keys if settings.scan.method == "two-switch" else ()
    keys = tuple(name for name in movers if not is_no_key(name))
    buttons = {f"mouse-{button}" for button in switch.mouse}
    talks = settings.listening.talk_keys
    named = {*buttons, *map(plain_name, movers)}
    return (*switch.keys, *keys, *talks), MOUSE_SWITCHES & named


def switch_key(key: int, mod: int, names: Collection[str]) -> str | None:
    """The name of a key that is the switch, or None. ``names`` are those of the settings."""
    if key in _NEVER_THE_SWITCH:
        return None
    name = pygame.key.name(key)
    wanted = {plain_name(one) for one in names}
    # A misspelt key must not leave somebody without a switch, nor without the call for help.
    if unknown_keys(names):
        wanted.add(_USUAL)
    # People call the large key "enter"; pygame keeps that name for the one on the number pad.
    if name in wanted or (name == "return" and "enter" in wanted):
        return name
    if ANY in wanted and name and key not in _NOT_ANY and not mod & _COMBINED:
        return name
    return None


def carer_key(key: int, mod: int) -> CarerKeyName | None:
    """The carer's key that this is, or None. With Ctrl, Alt or Meta it is the system's."""
    return None if mod & _COMBINED else _CARER_KEYS.get(key)


def unknown_keys(names: Collection[str]) -> tuple[str, ...]:
    """Names in the settings that no key has, or that can't be the switch."""
    usable = _names() | {ANY, "enter"}
    return tuple(name for name in names if plain_name(name) not in usable)


def wrong_in(settings: Settings) -> tuple[str, str] | None:
    """What is wrong with settings that are each right, keys that no keyboard has included."""
    wrong = unknown_keys(contacts(settings)[0])
    if wrong:
        # A misspelt key would leave somebody without a switch, and without knowing why.
        named = ", ".join(f'"{name}"' for name in wrong)
        path = "switch.keys"
        if not unknown_keys(settings.switch.keys):
            is_talk = bool(unknown_keys(settings.listening.talk_keys))
            path = "listening.talk_keys" if is_talk else "switch.move_keys"
        return path, f"names a key that there is not: {named}; write space, f5, a or any"
    return clash_in(settings)


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    keys = {value for name, value in vars(pygame).items() if name.startswith("K_")}
    return frozenset(pygame.key.name(key) for key in keys - _NEVER_THE_SWITCH) - {""}
