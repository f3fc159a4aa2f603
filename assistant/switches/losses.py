"""What a lost keyboard or gamepad lets go of, no hand let go. Must not know what a press means."""

from typing import Final

import pygame

_PRESSING: Final = frozenset(
    {pygame.MOUSEBUTTONDOWN, pygame.FINGERDOWN, pygame.KEYDOWN, pygame.JOYBUTTONDOWN}
)
_LOSSES: Final = frozenset({pygame.WINDOWFOCUSLOST, pygame.JOYDEVICEREMOVED})


def loss_first(batch: list[pygame.event.Event]) -> list[pygame.event.Event]:
    """The same events, the loss of the keyboard or a gamepad before the releases it caused.

    SDL lets go of every key just before it tells that the keyboard is gone. Where letting go
    chooses, that would choose something that nobody chose. (Seen on X11: KEYUP, ACTIVEEVENT,
    WINDOWFOCUSLOST.) It lets go of the buttons of a gamepad in the same way.
    """
    ordered: list[pygame.event.Event] = []
    for event in batch:
        at = len(ordered)
        if event.type in _LOSSES:
            while at > 0 and ordered[at - 1].type not in _PRESSING:
                at -= 1
        ordered.insert(at, event)
    return ordered
