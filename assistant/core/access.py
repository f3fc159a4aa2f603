"""What a hand does to the light, by access method. Must not know what the choices do.

Theory of operation. In *step* scan a press moves the light, in *two-switch* scan a press of the
switch that moves; the light then waits. In *inverse* scan a hold drives the light: it moves at
the pace of auto scan until the switch comes up. An opening shorter than a contact's dropout
does not end the hold, so letting go counts only when that time is over.
"""

from dataclasses import replace

from assistant.core import scanning
from assistant.core.browsing import light
from assistant.core.scanning import Scan
from assistant.core.settings import Method, is_mover
from assistant.core.state import AppState, Browsing, Step
from assistant.core.words import Words


def is_move(state: AppState, switch: str) -> bool:
    """Whether a press of this switch moves the light instead of choosing."""
    if not isinstance(state.mode, Browsing):
        return False
    method = state.settings.scan.method
    return method == "step" or (method == "two-switch" and is_mover(switch, state.settings.switch))


def how_to_choose(words: Words, method: Method, kind: str = "list") -> str:
    """What the hand does to choose, in words; ``kind`` is "list", or "strip" beside a text."""
    key = f"hint.{kind}"
    return words(key if method == "auto" else f"{key}_{method.replace('-', '_')}")


def _with(state: AppState, scan: Scan) -> AppState:
    return replace(state, mode=Browsing(scan=scan))


def move(state: AppState) -> Step:
    """The light goes on by one, round and round; in step scan resting there chooses.

    In step scan the first press does not move the light: from then on resting chooses, so that
    the first choice costs one press and not a whole round.
    """
    scan = state.scan
    if scan is None or scan.index is None:
        return state, ()
    if state.settings.scan.method != "step":
        return _lit_on(state, scanning.moved(scan))
    armed = replace(scan, is_armed=True)
    return _lit_on(state, scanning.moved(armed) if scan.is_armed else armed)


def _lit_on(state: AppState, scan: Scan) -> Step:
    if scan.index is None:
        return state, ()
    return light(_with(state, scan), scan.index)


def drive(state: AppState) -> AppState:
    """The switch is held in inverse scan: the light moves from here."""
    scan = state.scan
    if scan is None:
        return state
    driven = replace(
        scan,
        is_driven=True,
        steps=0,
        round_steps=scanning.stops_in_a_round(scan),
        let_go_at=None,
        rests_at=None,
    )
    # While the cue is spoken its end starts the clock, as ever.
    if state.saying is None:
        driven = scanning.cue_ended(driven, state.now, state.settings.scan)
    return _with(state, driven)


def driven_on(state: AppState) -> Step:
    """The next choice of a driven light. After a whole round the hold begins to mean help."""
    scan = state.scan
    if scan is None or scan.index is None:
        return state, ()
    scan = replace(scan, steps=scan.steps + 1)
    if scan.steps == scan.round_steps:
        state = replace(state, hold_counts_from=state.now)
    return _lit_on(state, scanning.moved(scan))


def let_go(state: AppState) -> AppState:
    """The switch opened: the light stands, until it is sure that the hold is over."""
    scan = state.scan
    return state if scan is None else _with(state, replace(scan, let_go_at=state.now))


def taken_up(state: AppState) -> AppState:
    """It was a dropout: the light moves on, and gets back the time that it stood."""
    scan = state.scan
    if scan is None or scan.let_go_at is None:
        return state
    stood_ms = max(0, state.now - max(scan.let_go_at, scan.dwell_from))
    return _with(state, scanning.delayed(replace(scan, let_go_at=None), stood_ms))


def wait(state: AppState) -> AppState:
    """The light waits where it is, in every method but auto scan."""
    scan = state.scan
    if scan is None or state.settings.scan.method == "auto":
        return state
    return _with(state, scanning.waiting(scan, state.now))


def hand_off(state: AppState) -> AppState:
    """No switch is down any more: what waits for a resting hand counts from now."""
    scan = state.scan
    if scan is None or state.settings.scan.method == "auto" or scan.is_driven:
        return state
    return _with(state, scanning.rested_anew(scan, state.now, state.settings.scan))
