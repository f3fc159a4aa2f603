"""How a locked window is closed all the same. Must not know which keys do it.

A carer holds them for two seconds. It works in every state, also during a call for help: nobody
is locked in, and whoever holds two keys at the keyboard is there.
"""

from dataclasses import replace
from typing import Final

from assistant.core.effects import CloseProgram
from assistant.core.saying import tell
from assistant.core.state import AppState, Step
from assistant.core.units import Millis

CLOSES_AFTER_MS: Final[Millis] = 2000


def began(state: AppState) -> Step:
    """The keys went down; the sign grows."""
    since = state.now if state.closing_since is None else state.closing_since
    return replace(state, closing_since=since), ()


def ended(state: AppState) -> Step:
    """They came up before it was time."""
    if state.closing_since is None:
        return state, ()
    return refused(replace(state, closing_since=None))


def refused(state: AppState) -> Step:
    """Say how it is closed."""
    return tell(state, "closing", state.words("closing.how"), lasting=False)


def due(state: AppState) -> Millis | None:
    """When they will have been held long enough."""
    return None if state.closing_since is None else state.closing_since + CLOSES_AFTER_MS


def done(state: AppState) -> Step:
    """They have."""
    return replace(state, closing_since=None), (CloseProgram(),)
