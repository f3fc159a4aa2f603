"""Ten presses on cue, and the offer that follows. Must not know how settings follow from them.

Theory of operation. The word "now" is said and shown ten times, after pauses of no rhythm, so
that nobody can press ahead. Here every contact counts, also those that are filtered elsewhere:
what bounces and what is too short is just what is to be learned. The hold for help goes on as
ever. Whoever does not press, or a call, ends the measuring, and nothing has changed. Nothing
changes either until the offer is accepted by the switch.
"""

from dataclasses import replace
from typing import Final

from assistant.core.browsing import close_menu, enter_with, open_menu
from assistant.core.effects import SaveSettings, Selected
from assistant.core.saying import hush, say
from assistant.core.set_up import (
    BOUNCE_WITHIN_MS,
    WANTED,
    Measured,
    proposal_of,
    with_proposal,
)
from assistant.core.state import AppState, Measuring, Step, then
from assistant.core.units import Millis

ANSWER_WITHIN_MS: Final[Millis] = 5000
MISSES_IN_A_ROW: Final = 3
MOST_CUES: Final = 16
_PAUSES_MS: Final[tuple[Millis, ...]] = (2300, 1500, 3100, 1900, 2700, 1600, 3400, 2100)
_READ_FIRST_MS: Final[Millis] = 6000
"""Without the voice: time to read what is wanted."""


def begin(state: AppState) -> Step:
    """Say what is wanted; the first cue follows."""
    step = hush(replace(state, mode=Measuring(), proposal=None, target=None))
    if not state.settings.speech.is_on:
        return then(step, lambda now: (_cue_in(now, _READ_FIRST_MS), ()))
    return then(step, lambda now: say(now, now.words("set_up.ask"), "intro"))


def spoken(state: AppState) -> Step:
    """What is wanted was said, or a cue was."""
    mode = state.mode
    if not isinstance(mode, Measuring):
        return state, ()
    if mode.cues == 0:
        return _cue_in(state, _PAUSES_MS[0]), ()
    # A voice that began without saying so is taken as heard until now.
    return (_heard(state), ()) if mode.is_cued and mode.onset is None else (state, ())


def _cue_in(state: AppState, ms: Millis) -> AppState:
    if not isinstance(state.mode, Measuring):
        return state
    waits = replace(state.mode, due=state.now + ms, is_cued=False, onset=None)
    return replace(state, mode=waits)


def due(state: AppState) -> Step:
    """It is time for a cue, or nobody answered one."""
    mode = state.mode
    if not isinstance(mode, Measuring):
        return state, ()
    if mode.is_cued:
        missed = replace(mode.measured, misses=mode.measured.misses + 1)
        in_a_row = mode.missed_in_a_row + 1
        state = replace(state, mode=replace(mode, measured=missed, missed_in_a_row=in_a_row))
        return _go_on(state)
    cued = replace(mode, cues=mode.cues + 1, is_cued=True, onset=None)
    state = replace(state, mode=replace(cued, due=state.now + ANSWER_WITHIN_MS))
    if not state.settings.speech.is_on:
        return _heard(state), ()
    return say(state, state.words("set_up.now"), "cue")


def cue_heard(state: AppState, utterance_id: int) -> AppState:
    """The first sound of the cue: delays count from here."""
    mode = state.mode
    is_cue = state.saying is not None and state.saying.id == utterance_id
    if not isinstance(mode, Measuring) or not mode.is_cued or not is_cue:
        return state
    return _heard(state)


def _heard(state: AppState) -> AppState:
    mode = state.mode
    if not isinstance(mode, Measuring):
        return state
    heard = replace(mode, onset=state.now, due=state.now + ANSWER_WITHIN_MS)
    return replace(state, mode=heard)


def closed(state: AppState) -> AppState:
    """A contact closed."""
    mode = state.mode
    if not isinstance(mode, Measuring):
        return state
    measured, at = mode.measured, _closed_at(state)
    gap_ms = None if mode.opened_at is None else at - mode.opened_at
    if gap_ms is not None and gap_ms <= BOUNCE_WITHIN_MS:
        measured = replace(measured, bounces_ms=(*measured.bounces_ms, gap_ms))
        return replace(state, mode=replace(mode, measured=measured, answered=None))
    if mode.onset is None or at < mode.onset:
        return replace(state, mode=replace(mode, answered=None))
    answered = replace(mode, answered=at - mode.onset, missed_in_a_row=0, onset=None)
    # The next cue waits until the switch is up again.
    return replace(state, mode=replace(answered, due=None))


def _closed_at(state: AppState) -> Millis:
    """A sound is known for a press later than it began: what counts is when it began."""
    down, up = state.switches.down_since, state.switches.up_since
    is_dropout = down is None or (up is not None and down < up)
    return state.now if is_dropout or down is None else min(down, state.now)


def opened(state: AppState, down_since: Millis) -> Step:
    """The contact opened: an answer is complete, or a stray contact is over."""
    mode = state.mode
    if not isinstance(mode, Measuring):
        return state, ()
    up = state.switches.up_since
    opened_at = state.now if up is None else up
    hold_ms = max(0, opened_at - down_since)
    measured, delay_ms = mode.measured, mode.answered
    mode = replace(mode, opened_at=opened_at, answered=None)
    if delay_ms is None and measured.holds_ms and mode.answer_down == down_since:
        longer = replace(measured, holds_ms=(*measured.holds_ms[:-1], hold_ms))
        return replace(state, mode=replace(mode, measured=longer)), ()
    if mode.cues == 0:
        # The press that chose this, or one to hear it explained no longer.
        return replace(state, mode=replace(mode, opened_at=None)), ()
    if delay_ms is None:
        strays = (*measured.stray_holds_ms, hold_ms)
        stray = replace(mode, measured=replace(measured, stray_holds_ms=strays))
        return replace(state, mode=stray), ()
    measured = replace(
        measured,
        delays_ms=(*measured.delays_ms, delay_ms),
        holds_ms=(*measured.holds_ms, hold_ms),
    )
    mode = replace(mode, measured=measured, answer_down=down_since)
    return _go_on(replace(state, mode=mode))


def lost(state: AppState) -> AppState:
    """Nobody saw the end of the press that was held: it teaches nothing, and the next cue comes."""
    mode = state.mode
    if not isinstance(mode, Measuring) or mode.answered is None:
        return state
    return _cue_in(replace(state, mode=replace(mode, answered=None)), _PAUSES_MS[0])


def _go_on(state: AppState) -> Step:
    """The next cue, or the offer."""
    mode = state.mode
    if not isinstance(mode, Measuring):
        return state, ()
    is_enough = len(mode.measured.delays_ms) >= WANTED or mode.cues >= MOST_CUES
    if is_enough or mode.missed_in_a_row >= MISSES_IN_A_ROW:
        return _offer(state, mode.measured)
    return _cue_in(state, _PAUSES_MS[mode.cues % len(_PAUSES_MS)]), ()


def _offer(state: AppState, measured: Measured) -> Step:
    proposal = proposal_of(measured)
    if proposal is None:
        return enter_with(state, state.words("set_up.too_few"))
    return open_menu(replace(state, proposal=proposal), "set-up")


def accept(state: AppState) -> Step:
    """Take the offer over, and say so."""
    proposal = state.proposal
    if proposal is None:
        return close_menu(state)
    settings = with_proposal(state.settings, proposal)
    state = replace(state, settings=settings, path=state.path[:-1] or state.path)
    step: Step = (state, (SaveSettings(settings=settings),))
    return then(step, lambda now: enter_with(now, now.words("set_up.used")))


def leave(state: AppState) -> Step:
    """Enough: back to the list, with nothing changed."""
    fact = Selected(item="enough", path=state.path_ids)
    return then((state, (fact,)), end)


def end(state: AppState) -> Step:
    """The same without anybody's choice."""
    return enter_with(state, state.words("set_up.left"))
