"""What the weighing of presses is told of a list: how long names take, what is grave, what is used.

Must not know when anything is lit or pressed.
"""

from collections.abc import Mapping
from typing import Final

from assistant.core.known import Known
from assistant.core.menu import Action, Command, Menu
from assistant.core.picking import Picking, begun, choices_of
from assistant.core.settings import Settings
from assistant.core.units import Millis
from assistant.core.utterances import estimated_ms

_STAKES: Final[Mapping[Action, float]] = {
    # An alarm that nobody wanted frightens the whole house.
    Command.HELP: 4.0,
    # What was heard cannot be unheard.
    Command.HEAR_PART: 4.0,
    Command.READ_ANYWAY: 4.0,
    Command.STOP: 2.0,
    Command.HOME: 2.0,
    Command.REST: 2.0,
}
"""How much worse than usual a wrong choice is."""


def may_weigh(settings: Settings) -> bool:
    """Whether presses are weighed; else they take what is lit."""
    scan = settings.scan
    return scan.press_time and scan.method == "auto" and scan.groups == "none"


def picking_of(
    menu: Menu, settings: Settings, known: Known, at: Millis, *, start: int
) -> Picking | None:
    """A list that is about to be lit; None where a press takes what is lit."""
    if not may_weigh(settings):
        return None
    uses = known.uses.get(menu.id, {})
    speech = settings.speech
    is_heard = speech.is_on and speech.cues
    choices = choices_of(
        uses=[uses.get(item.id, 0.0) for item in menu.items],
        names_ms=tuple(estimated_ms(item.said, speech.cue_rate_wpm) for item in menu.items)
        if is_heard
        else (),
        stakes=tuple(_STAKES.get(item.action, 1.0) for item in menu.items),
        scan=settings.scan,
    )
    guard_ms = settings.switch.bounce_guard_ms
    return begun(choices, known.person, at, start=start, guard_ms=guard_ms)
