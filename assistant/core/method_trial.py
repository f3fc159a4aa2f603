"""Another access method, tried before it is kept. Must not know how any method moves the light.

Theory of operation. Somebody who cannot work a method must not be caught in it. So a method that
was chosen in the menu holds for one list only, which asks whether to keep it. To keep it is its
second choice: whoever gets there has moved the light and chosen. Leaving the list in any other
way, and doing nothing, bring the method back that was there before.
"""

from dataclasses import replace

from assistant.core.access import how_to_choose
from assistant.core.browsing import enter, enter_with, open_menu
from assistant.core.effects import ApplySettings, SaveSettings
from assistant.core.menus import DOUBT
from assistant.core.saying import tell
from assistant.core.settings import clash_in, with_value
from assistant.core.state import AppState, Browsing, Resting, Step, then

MENU = "keep-method"


def begin(state: AppState, method: str) -> Step:
    """From now on this method, until it is kept or left."""
    tried = with_value(state.settings, "scan.method", method)
    if clash_in(tried) is not None:
        return enter_with(state, state.words("settings.does_not_fit"))
    state = replace(state, before_trial=state.settings, settings=tried)
    # Nothing is saved: after a power cut it is as it was.
    step: Step = (state, (ApplySettings(settings=tried),))
    how = how_to_choose(state.words, tried.scan.method)
    return then(step, lambda now: open_menu(now, MENU, f"{how} {now.words('keep_method.ask')}"))


def keep(state: AppState) -> Step:
    """It stays."""
    kept = state.settings
    state = replace(state, before_trial=None, path=state.path[:-1])
    step: Step = (state, (SaveSettings(settings=kept),))
    return then(step, lambda now: enter_with(now, now.words("keep_method.kept")))


def settled(state: AppState) -> Step:
    """A trial whose list was left is over, and so is a list whose trial is."""
    # A word that was not clear is asked about on top of the list; that leaves nothing.
    below = [frame.menu for frame in state.path if frame.menu != DOUBT]
    before, is_here = state.before_trial, below[-1] == MENU
    if state.alarm.is_calling or (before is None and not is_here):
        return state, ()
    path = tuple(frame for frame in state.path if frame.menu != MENU)
    if before is None:
        return enter(replace(state, path=path))
    if is_here and isinstance(state.mode, Browsing):
        return state, ()
    # Whatever else was changed meanwhile stays.
    settings = with_value(state.settings, "scan.method", before.scan.method)
    state = replace(state, before_trial=None, settings=settings, path=path)
    step: Step = (state, (SaveSettings(settings=settings),))
    text = state.words("keep_method.left")
    step = then(step, lambda now: tell(now, "scan.method", text, lasting=False))
    if isinstance(state.mode, (Browsing, Resting)):
        return then(step, lambda now: enter(now, text))
    return step
