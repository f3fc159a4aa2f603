"""Trying the switch: each press is shown with its length, and what was filtered and why.

Must not know drawing. A press goes through the very rules of every other list (``switches.py``),
but chooses nothing. Somebody with one switch leaves by letting it rest; a hold still calls for
help.
"""

from dataclasses import replace
from typing import Final

from assistant.core import switches
from assistant.core.effects import PressIgnored, Speak
from assistant.core.events import NoPress, SwitchPressed
from assistant.core.saying import say
from assistant.core.state import AppState, Step, then
from assistant.core.switches import Verdict
from assistant.core.trial import Tried, Trying
from assistant.core.units import Millis

LEAVES_AFTER_MS: Final[Millis] = 10_000
"""A switch that rested for so long has been tried enough."""
ENDS_AFTER_MS: Final[Millis] = 180_000
KEPT: Final = 6
"""Presses that are shown."""

_ATTEMPTS: Final = frozenset({"too short", "not steady", "too quiet"})
"""What a person may have meant as a press. That a plate clattered is shown, and not said."""
_ECHO_MS: Final[Millis] = 300
SOUND: Final = "sound"
"""The switch that listens: its own rule of length comes before the one for all."""
_LEAST_VOLUME: Final = 10


def begin(state: AppState) -> Step:
    """From here on presses are only shown, until the switch rests."""
    ends_at = state.now + ENDS_AFTER_MS
    if not state.settings.speech.is_on:
        leaves_at = state.now + LEAVES_AFTER_MS
        return replace(state, mode=Trying(leaves_at=leaves_at, ends_at=ends_at)), ()
    # The clock of resting starts when it has been said how to leave.
    state = replace(state, mode=Trying(ends_at=ends_at))
    return say(state, state.words("trying.said"), "intro")


def begin_to_stay(state: AppState) -> AppState:
    """For carers at a keyboard: it ends only when they end it. Says nothing."""
    return replace(state, mode=Trying())


def pressed(state: AppState, mode: Trying, event: SwitchPressed, verdict: Verdict) -> Step:
    """A switch went down; ``verdict`` is what the rules make of it."""
    if verdict == "nothing":
        return state, ()
    tried = Tried(
        at=event.at, switch=event.switch, why="waiting", after_ms=_after_ms(mode, event.at)
    )
    state = _with(state, replace(mode, tried=(*mode.tried, tried)[-KEPT:], leaves_at=None))
    return judged(state, verdict)


def judged(state: AppState, verdict: Verdict) -> Step:
    """The newest press has been judged, now or when it came up."""
    mode = state.mode
    if verdict in ("nothing", "waiting") or not isinstance(mode, Trying) or not mode.tried:
        return state, ()
    is_counted = verdict == "accepted"
    newest = replace(mode.tried[-1], why="counted" if is_counted else verdict)
    state = _with(state, replace(mode, tried=(*mode.tried[:-1], newest)))
    if is_counted:
        locked = switches.locked(state.switches, state.now, state.settings.switch)
        return _said_softly(replace(state, switches=locked), "counted")
    return then((state, (PressIgnored(why=verdict),)), lambda now: _said_softly(now, verdict))


def released(state: AppState, mode: Trying, at: Millis, verdict: Verdict) -> Step:
    """No switch is down any more."""
    tried = mode.tried
    if tried and tried[-1].length_ms is None:
        newest = replace(tried[-1], length_ms=max(0, at - tried[-1].at))
        mode = replace(mode, tried=(*tried[:-1], newest))
    return judged(_with(state, _rested(state, mode)), verdict)


def no_press(state: AppState, event: NoPress) -> Step:
    """A driver filtered something; elsewhere nobody needs to hear of it."""
    mode = state.mode
    if not isinstance(mode, Trying) or state.alarm.is_calling or state.switches.held:
        return state, ()
    # Else the program would answer its own "Too short", again and again.
    if state.saying is not None or event.at < mode.deaf_until:
        return state, ()
    tried = Tried(at=event.at, switch=event.switch, why=event.why, length_ms=event.length_ms)
    state = _with(state, replace(mode, tried=(*mode.tried, tried)[-KEPT:]))
    return _said_softly(state, event.why) if event.why in _ATTEMPTS else (state, ())


def spoken(state: AppState) -> AppState:
    """Something has been said; the first time it was how to leave, and that counts from now."""
    mode = state.mode
    if not isinstance(mode, Trying):
        return state
    mode = replace(mode, deaf_until=state.now + _ECHO_MS)
    if mode.leaves_at is None and not state.switches.held:
        mode = _rested(state, mode)
    return _with(state, mode)


def rested(state: AppState) -> AppState:
    """The window was lost, or the machine slept: the time of resting counts from now."""
    mode = state.mode
    if not isinstance(mode, Trying) or state.switches.held:
        return state
    # Nobody saw the end of a press that a lost window or a call for help cut off.
    whole = tuple(it for it in mode.tried if it.length_ms is not None)
    return _with(state, _rested(state, replace(mode, tried=whole)))


def _rested(state: AppState, mode: Trying) -> Trying:
    # While something is said, its end will start the clock.
    stays = mode.ends_at is None or state.saying is not None
    return replace(mode, leaves_at=None if stays else state.now + LEAVES_AFTER_MS)


def _with(state: AppState, mode: Trying) -> AppState:
    return replace(state, mode=mode)


def _after_ms(mode: Trying, at: Millis) -> Millis | None:
    ends = [it.at + it.length_ms for it in mode.tried if it.length_ms is not None]
    return max(0, at - ends[-1]) if ends else None


def key_of(why: str) -> str:
    """The name of a reason among the words: "too short" is ``too_short``."""
    return why.replace(" ", "_").replace("-", "_")


def explained(state: AppState, tried: Tried) -> str:
    """One press in a sentence or two: which switch, how long, what came of it and why."""
    words = state.words
    key = key_of(tried.why)
    if tried.why == "too short" and tried.switch == SOUND and _is_puff_only(state):
        key = "too_short_puff"
    why = words(
        f"trying.why.{key}",
        needed=_seconds(_needed_ms(state, tried)),
        after=_seconds(tried.after_ms or 0),
    )
    name = words(f"trying.of.{key_of(tried.switch)}")
    if tried.length_ms is None:
        return words("trying.line_down", switch=name, why=why)
    return words("trying.line", switch=name, length=_seconds(tried.length_ms), why=why)


def _is_puff_only(state: AppState) -> bool:
    return state.settings.switch.sound == "puff"


def _needed_ms(state: AppState, tried: Tried) -> Millis:
    switch = state.settings.switch
    if tried.switch != SOUND:
        return switch.acceptance_ms
    # What was filtered as a sound never came to be judged as a press.
    return max(switch.sound_ms, switch.acceptance_ms)


def _seconds(ms: Millis) -> str:
    return f"{ms / 1000:.2f}"


def _said_softly(state: AppState, why: str) -> Step:
    """At half the volume: it comes with every press."""
    if not state.settings.speech.is_on:
        return state, ()
    state, effects = say(state, state.words(f"trying.{key_of(why)}"), "cue")
    return state, tuple(
        replace(
            effect,
            utterance=replace(
                effect.utterance,
                volume_percent=max(_LEAST_VOLUME, effect.utterance.volume_percent // 2),
            ),
        )
        if isinstance(effect, Speak)
        else effect
        for effect in effects
    )
