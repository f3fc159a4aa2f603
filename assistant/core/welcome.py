"""The first steps (``welcome_menus``): what follows on a choice, and where the next start goes on.

Must not know what a step is about.
"""

from dataclasses import replace

from assistant.core.access import how_to_choose
from assistant.core.browsing import enter, enter_with
from assistant.core.effects import SaveSettings
from assistant.core.settings import WelcomeStep, with_value
from assistant.core.state import AppState, Frame, Step, then
from assistant.core.welcome_menus import STEPS


def opened(state: AppState) -> Step:
    """The program is up: Home, or the step where somebody stopped; the first words come first."""
    opening = state.words("opening.line")
    step = state.settings.welcome
    if step == "done":
        return enter(state, opening)
    state = _at(state, step)
    if step != STEPS[0]:
        return enter(state, f"{opening} {state.menu.intro}")
    # Somebody who cannot see the screen has nobody else to say it.
    how = how_to_choose(state.words, state.settings.scan.method)
    return enter(state, f"{opening} {state.menu.intro} {how}")


def begin(state: AppState) -> Step:
    """Once more from the first step on."""
    return enter(_at(state, STEPS[1]))


def lives_in(state: AppState, region: str) -> Step:
    """Every place leads on, also the one that was set already.

    Its name is said with the next question, so that a wrong emergency number is noticed.
    """
    settings = with_value(state.settings, "region", region)
    name = state.words(f"welcome.region.{region}")
    return go_on(replace(state, settings=settings), f"{name}. ")


def go_on(state: AppState, answer: str = "") -> Step:
    """The next step, its question after what was answered here; behind the last one, Home."""
    here = state.path[-1].menu.partition("/")[2]
    at = next((place for place, step in enumerate(STEPS) if step == here), len(STEPS))
    if at + 1 >= len(STEPS):
        return done(state)
    following = STEPS[at + 1]
    step = then(_kept(state, following), lambda now: (_at(now, following), ()))
    return then(step, lambda now: enter(now, f"{answer}{now.menu.intro}"))


def done(state: AppState) -> Step:
    """No more of this, and Home."""
    ends = state.path[-1].menu == f"welcome/{STEPS[-1]}"
    text = state.words("welcome.done" if ends else "welcome.not_again")
    home = replace(state, path=(Frame("home"),), reading=None)
    return then(_kept(home, "done"), lambda now: enter_with(now, text))


def _at(state: AppState, step: WelcomeStep) -> AppState:
    return replace(state, path=(Frame("home"), Frame(f"welcome/{step}")), reading=None)


def _kept(state: AppState, step: WelcomeStep) -> Step:
    settings = with_value(state.settings, "welcome", step)
    return replace(state, settings=settings), (SaveSettings(settings=settings),)
