"""Opening the carer's page from the menu. Must not know what the page is, nor browsers."""

from dataclasses import replace
from typing import Final

from assistant.core import focus, reader, switches
from assistant.core.browsing import enter
from assistant.core.effects import OpenCarerPage
from assistant.core.events import CarerPageOpened
from assistant.core.saying import tell
from assistant.core.state import AppState, Browsing, Step, then
from assistant.core.units import Millis

LIST: Final = "settings/carers"
QUESTION: Final = "settings/carer-page"
LINK_STAYS_MS: Final[Millis] = 120_000
"""Time to type the address by hand, where no browser has opened it."""
_ABOUT: Final = "carer-page"


def open_page(state: AppState) -> Step:
    """Ask for the page. The question whether to open it is answered, so its list is left."""
    path = state.path[:-1] if state.path[-1].menu == QUESTION else state.path
    # The browser will be in front, and a carer has said to be there.
    step: Step = (focus.carer_opens(replace(state, path=path)), (OpenCarerPage(),))
    return then(step, lambda now: enter(now, now.words("carer_page.opening")))


def page_opened(state: AppState, event: CarerPageOpened) -> Step:
    """The address is shown large to whoever waits for it here, and said to nobody."""
    said = state.words("carer_page.opened" if event.is_in_browser else "carer_page.type_it")
    if not _is_waited_for(state):
        return tell(state, _ABOUT, f"{said} {event.link}", lasting=False)
    # It comes by itself, perhaps just when a press meant for the list arrives.
    now_locked = switches.locked(state.switches, state.now, state.settings.switch)
    state = replace(state, switches=now_locked, target=None)
    return reader.tell_lines(state, event.link, (said,), LINK_STAYS_MS)


def page_failed(state: AppState, why: str) -> Step:
    """Say that it cannot be opened, and show why."""
    step = tell(state, _ABOUT, why, lasting=False)
    if not _is_waited_for(state):
        return step
    return then(step, lambda now: enter(now, now.words("carer_page.failed")))


def _is_waited_for(state: AppState) -> bool:
    # The browser may have taken the keyboard already, so that the list stands still.
    is_list = isinstance(state.mode, Browsing) or state.focus.is_list_stopped
    return is_list and state.path[-1].menu == LIST and not state.alarm.is_calling
