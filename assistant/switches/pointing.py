"""Mouse and touch: press of the switch, or a carer's pointing. Pure; must not know layouts."""

import sys
from collections.abc import Mapping
from typing import Final

from assistant.core.events import AcknowledgePointed, Event, ItemPointed, SwitchPressed
from assistant.core.units import Millis

ACKNOWLEDGE: Final = "acknowledge"
"""What lies under the pointer on the button of the call."""

BUTTONS: Final[Mapping[int, str]] = {1: "left", 2: "middle", 3: "right"}

HAS_TOUCH_SCREEN: Final = sys.platform != "darwin"
"""A Mac has none, but reports each finger on its trackpad as a touch. Untested on a Mac."""


def mouse_name(button: int) -> str | None:
    """The switch that a mouse button can be; None for the wheel and extra buttons."""
    name = BUTTONS.get(button)
    return None if name is None else f"mouse-{name}"


def finger_name(finger: int) -> str:
    """The switch that a finger on the screen is, for as long as it stays there."""
    return f"touch-{finger}"


def pointed(at: Millis, switch: str, under: str | None, *, is_switch: bool) -> Event | None:
    """What pressing here means.

    The button of the call comes first: while it shows, pointing at it is never the switch.
    """
    if under == ACKNOWLEDGE:
        return AcknowledgePointed(at=at)
    if is_switch:
        return SwitchPressed(at=at, switch=switch)
    return None if under is None else ItemPointed(at=at, item=under)
