"""The call for help. Needs no speech, no content and no menu; must not depend on them.

A convenience for the home, not a medical alarm.
"""

from dataclasses import replace
from typing import Final

from assistant.core import switches
from assistant.core.browsing import enter
from assistant.core.effects import (
    Effect,
    SavePerson,
    SavePlace,
    SaveProfiles,
    SaveSettings,
    StartCallTone,
    StartHoldTone,
    StopCallTone,
    StopHoldTone,
)
from assistant.core.reader import pause
from assistant.core.saying import hush
from assistant.core.state import Alarm, AppState, Playing, Snapshot, Step, then
from assistant.core.units import Millis

SIGN_AFTER_MS: Final[Millis] = 800
"""The growing sign waits this long, so that an ordinary press does not show it."""

ASK_AGAIN_MS: Final[Millis] = 10_000


def counts_from(state: AppState) -> Millis | None:
    """Since when the present hold has been a hold for help, if it is one.

    In inverse scan holding moves the light; only after a whole round does it mean help.
    """
    since = state.switches.hold_since
    scan = state.scan
    if since is None or (scan is not None and scan.is_driven and not scan.has_gone_round):
        return None
    return max(since, state.hold_counts_from)


def is_late(state: AppState) -> bool:
    """Whether letting go now means "no, I do not need help": it must choose nothing."""
    since = counts_from(state)
    return since is not None and state.now - since > state.settings.help.hold_ms * 2 // 3


def sign_due(state: AppState) -> Millis | None:
    """When the sign of the hold is to appear."""
    since = counts_from(state)
    if since is None or state.alarm.sign_since is not None:
        return None
    return since + SIGN_AFTER_MS


def call_due(state: AppState) -> Millis | None:
    """When the hold will have lasted long enough to call."""
    since = counts_from(state)
    return None if since is None else since + state.settings.help.hold_ms


def show_sign(state: AppState) -> Step:
    """The sign and the tone begin to grow."""
    due = call_due(state)
    if due is None:
        return state, ()
    alarm = replace(state.alarm, sign_since=state.now)
    return replace(state, alarm=alarm), (StartHoldTone(remaining_ms=max(0, due - state.now)),)


def hide_sign(state: AppState) -> Step:
    """The switch was let go in time."""
    if state.alarm.sign_since is None:
        return state, ()
    return replace(state, alarm=replace(state.alarm, sign_since=None)), (StopHoldTone(),)


def snapshot(state: AppState) -> Snapshot:
    """How things are before a press does anything."""
    return Snapshot(
        path=state.path,
        mode=state.mode,
        reading=state.reading,
        settings=state.settings,
        before_trial=state.before_trial,
        profiles=state.profiles,
        pace=state.pace,
        place=state.place,
        known=state.known,
        picked=state.picked,
        refused=state.refused,
    )


def call_by_hold(state: AppState) -> Step:
    """The hold lasted. What its press chose is taken back: it was never meant."""
    was = state.before_press
    step: Step = (replace(state, switches=switches.spent(state.switches), target=None), ())
    if was is not None:
        step = then(step, lambda after: _restore(after, was))
    return then(step, call)


def _restore(state: AppState, was: Snapshot) -> Step:
    undone: list[Effect] = []
    if state.profiles != was.profiles:
        undone.append(SaveProfiles(profiles=was.profiles, settings=was.settings))
    if state.settings != was.settings:
        undone.append(SaveSettings(settings=was.settings))
    if state.place != was.place and was.place is not None:
        undone.append(SavePlace(place=was.place))
    if state.known != was.known:
        undone.append(SavePerson(known=was.known))
    state = replace(
        state,
        path=was.path,
        mode=was.mode,
        reading=was.reading,
        settings=was.settings,
        before_trial=was.before_trial,
        profiles=was.profiles,
        pace=was.pace,
        place=was.place,
        known=was.known,
        picked=was.picked,
        refused=was.refused,
    )
    return state, tuple(undone)


def call(state: AppState) -> Step:
    """Call now, until somebody acknowledges. Everything else is silent."""
    if state.alarm.is_calling:
        return state, ()
    step = then(hide_sign(state), hush)
    calling = Alarm(calling_since=state.now)
    return then(step, lambda after: (replace(after, alarm=calling), (StartCallTone(),)))


def acknowledge(state: AppState) -> Step:
    """A carer is there: back to where the person was, paused."""
    if not state.alarm.is_calling:
        return state, ()
    # Whoever still holds the switch must let go before it can call again.
    freed = switches.spent(state.switches)
    state = replace(state, alarm=Alarm(), switches=freed, before_press=None)
    return then((state, (StopCallTone(),)), _settle)


def _settle(state: AppState) -> Step:
    if isinstance(state.mode, Playing) and state.reading is not None:
        return pause(state)
    return enter(state)


def acknowledge_pointed(state: AppState) -> Step:
    """The first click asks again at another spot; the second, there, acknowledges."""
    if not state.alarm.is_calling:
        return state, ()
    if state.alarm.asked_again_until is not None:
        return acknowledge(state)
    alarm = replace(state.alarm, asked_again_until=state.now + ASK_AGAIN_MS)
    return replace(state, alarm=alarm), ()


def ask_no_more(state: AppState) -> Step:
    """Nobody clicked the second time."""
    return replace(state, alarm=replace(state.alarm, asked_again_until=None)), ()
