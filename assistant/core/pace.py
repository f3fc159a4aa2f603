"""When a slower pace, or the usual one again, is offered. Must not know how a press is judged.

Theory of operation. Each choice of auto scan is noted: how late its press came, and what went
wrong. Where the latest are clearly worse than usual, a short list asks, at the next quiet moment:
on coming Home, or on waking the scan. Its first choice leaves everything as it is, and so does
doing nothing. Nothing is ever changed without a choice, and nobody is asked again for half an
hour.
"""

from dataclasses import replace
from typing import Final, Literal

from assistant.core import fatigue
from assistant.core.browsing import enter, enter_with, open_menu
from assistant.core.effects import SavePerson, SaveProfiles, SaveSettings
from assistant.core.fatigue import Usual
from assistant.core.profiles import switched
from assistant.core.settings import ProfileName, with_value
from assistant.core.state import AppState, Browsing, Pace, Resting, Step, then
from assistant.core.units import Millis

MENU: Final = "pace"
QUIET_MS: Final[Millis] = 30 * 60_000
"""Who was asked is not asked again for so long."""


def noted(state: AppState, delay_ms: Millis, missed_rounds: int) -> Step:
    """A choice was made by the switch, so long after it was lit."""
    if delay_ms <= 0:
        return state, ()
    hand = _hand(state)
    usual = state.known.usual.get(hand, Usual())
    choice = fatigue.made(delay_ms / 1000, missed_rounds)
    latest, new_usual = fatigue.noted(state.pace.latest, usual, choice)
    state = replace(state, pace=replace(state.pace, latest=latest))
    # What is usual is not learned from a pace that was chosen because it was not.
    if new_usual == usual or state.settings.profile == "slower":
        return state, ()
    known = replace(state.known, usual={**state.known.usual, hand: new_usual})
    return replace(state, known=known), (SavePerson(known=known),)


def _hand(state: AppState) -> str:
    """Whose usual is compared with: in the slower pace it is that of the pace before."""
    return state.known.hand.removesuffix(" slower")


def slipped(state: AppState) -> AppState:
    """The last choice was taken back."""
    return replace(state, pace=replace(state.pace, latest=fatigue.taken_back(state.pace.latest)))


def to_offer(state: AppState) -> Literal["", "slower", "usual"]:
    """What would be offered now."""
    pace, usual = state.pace, state.known.usual.get(_hand(state))
    is_quiet = pace.asked_at is not None and state.now - pace.asked_at < QUIET_MS
    if usual is None or is_quiet or not state.settings.scan.watch_fatigue:
        return ""
    if state.settings.profile == "slower":
        return "usual" if fatigue.is_as_usual(pace.latest, usual) else ""
    return "slower" if fatigue.is_tired(pace.latest, usual) else ""


def offered(before: AppState, state: AppState) -> Step:
    """Ask, where somebody has just come Home or woken the scan."""
    if state.path[-1].menu == MENU and not state.pace.offer:
        return enter(replace(state, path=state.path[:-1] or state.path))
    if not _has_just_come(before, state):
        return _left(state), ()
    offer = to_offer(state)
    if not offer:
        return _left(state), ()
    pace = replace(state.pace, offer=offer, asked_at=state.now, latest=())
    return open_menu(replace(state, pace=pace), MENU)


def _has_just_come(before: AppState, state: AppState) -> bool:
    if state.alarm.is_calling or not isinstance(state.mode, Browsing):
        return False
    if state.path[-1].menu == MENU or before.alarm.is_calling:
        return False
    woken = isinstance(before.mode, Resting) and before.path == state.path
    come_home = len(state.path) == 1 and len(before.path) > 1
    return woken or come_home


def _left(state: AppState) -> AppState:
    """A question that was left is forgotten."""
    # Where a word was not clear, what was said is asked on top of it.
    is_there = any(frame.menu == MENU for frame in state.path)
    if not state.pace.offer or is_there or state.alarm.is_calling:
        return state
    return replace(state, pace=replace(state.pace, offer=""))


def accept(state: AppState) -> Step:
    """Take what is offered."""
    offer = state.pace.offer
    path = state.path[:-1] or state.path
    state = replace(state, path=path, pace=Pace(asked_at=state.now))
    return use(state, offer) if offer else enter(state)


def use(state: AppState, profile: ProfileName) -> Step:
    """From now on this profile."""
    name = state.words(f"settings.profile.{profile}")
    if profile == state.settings.profile:
        return enter_with(state, state.words("pace.now", name=name))
    settings, profiles = switched(state.settings, state.profiles, profile)
    pace = replace(state.pace, latest=())
    state = replace(state, settings=settings, profiles=profiles, pace=pace)
    saved = (SaveProfiles(profiles=profiles, settings=settings), SaveSettings(settings=settings))
    step: Step = (state, saved)
    return then(step, lambda now: enter_with(now, now.words("pace.now", name=name)))


def ask_no_more(state: AppState) -> Step:
    """Nobody wants to be asked."""
    settings = with_value(state.settings, "scan.watch_fatigue", value=False)
    state = replace(state, settings=settings, path=state.path[:-1] or state.path, pace=Pace())
    step: Step = (state, (SaveSettings(settings=settings),))
    return then(step, lambda now: enter_with(now, now.words("pace.asks_no_more")))
