"""When keys go to another window: what is shown, said and done. Must not know windows.

Theory of operation. A switch that silently presses in another window is the worst that can happen
to somebody who depends on it: nothing can be chosen, and nobody can be called. So when this
person's switch is not heard for a moment, the screen says so and a list stands still. After some
seconds the voice says it too: at once where the program is silent, else between two sentences.
Gamepads and sounds are heard all the same, and so is the mouse as long as it points here: of them
nothing is said. A locked window comes to the front by itself, unless a carer needs the other one.
"""

from dataclasses import replace
from typing import Final

from assistant.core.browsing import enter
from assistant.core.effects import Notice, RaiseWindow, Understood
from assistant.core.events import FocusLost
from assistant.core.known import hand_of
from assistant.core.saying import hush, say
from assistant.core.state import AppState, Browsing, Focus, Playing, Resting, Step, Telling, then
from assistant.core.units import Millis
from assistant.core.vocabulary import help_phrases

SHOWN_AFTER_MS: Final[Millis] = 1500
"""Windows come and go, and a locked one comes back: what is over sooner would only flicker."""
SAID_AFTER_MS: Final[Millis] = 5000
SAID_AGAIN_MS: Final[Millis] = 120_000
MOST_SAID: Final = 10
RAISED_AFTER_MS: Final[Millis] = 1000
"""A window that is just being opened takes the keyboard back from who is too quick."""
_RAISED_AGAIN_MS: Final[Millis] = 2000
_RAISED_AT_LEAST_EVERY_MS: Final[Millis] = 60_000
CARER_NEEDS_MS: Final[Millis] = 600_000
"""How long a carer's browser stays in front after it was opened or something was changed in it."""
CARER_LOOKS_MS: Final[Millis] = 60_000
"""How long a carer may look at this window before going back to the other."""
SETTLES_MS: Final[Millis] = 1000
"""The click that brings the window back is no press of the switch."""

_ABOUT: Final = "focus"


def is_deaf(state: AppState) -> bool:
    """Whether the switch that this person uses is not heard."""
    focus = state.focus
    if focus.lost_at is None or focus.is_heard_anyway:
        return False
    if is_spoken_to(state) and not focus.was_pressed:
        return False  # somebody who speaks, and has no need of a switch
    kind = kind_of_switch(state)
    return kind == "key" or (kind == "mouse" and not focus.hears_mouse)


def is_spoken_to(state: AppState) -> bool:
    """Whether words have worked, and still do."""
    return state.hears_commands and state.focus.was_spoken_to


def with_word(step: Step) -> Step:
    """After a word: whether it was obeyed."""
    state, effects = step
    if any(isinstance(it, Understood) and it.decision == "act" for it in effects):
        state = replace(state, focus=replace(state.focus, was_spoken_to=True))
    return state, effects


def kind_of_switch(state: AppState) -> str:
    """What this person presses: the last thing that was used, or else what the settings name."""
    if state.known.hand:
        return state.known.hand.partition(" ")[0]
    switch = state.settings.switch
    if switch.keys:
        return "key"
    return "mouse" if switch.mouse else "touch"


# --- lost and back -----------------------------------------------------------------------


def lost(state: AppState, event: FocusLost) -> Step:
    """Keys go to another window, or the pointer went there or came back."""
    focus = state.focus
    if focus.lost_at is None:
        begins = Focus(
            lost_at=state.now,
            hears_mouse=event.hears_mouse,
            was_pressed=focus.was_pressed,
            was_spoken_to=focus.was_spoken_to,
            raise_at=state.now + RAISED_AFTER_MS,
            carer_until=focus.carer_until,
        )
        return carer_needs(replace(state, focus=begins)), ()
    was_deaf = is_deaf(state)
    state = replace(state, focus=replace(focus, hears_mouse=event.hears_mouse))
    if not was_deaf and is_deaf(state):
        state = replace(state, focus=replace(state.focus, lost_at=state.now))
    return state, ()


def back(state: AppState) -> Step:
    """Keys come to this window again."""
    focus = state.focus
    if focus.lost_at is None:
        return state, ()
    until = min(focus.carer_until, state.now + CARER_LOOKS_MS)
    has_it = Focus(
        was_pressed=focus.was_pressed, was_spoken_to=focus.was_spoken_to, carer_until=until
    )
    state = replace(state, focus=has_it)
    return _heard_again(state, focus) if focus.is_shown else (state, ())


def pressed(state: AppState, switch: str) -> Step:
    """A press came while the screen said that none is heard. It chooses nothing."""
    focus = state.focus
    is_key = hand_of(switch) == "key"
    quiet = replace(_untold(focus), is_heard_anyway=is_key, was_pressed=True)
    return _heard_again(replace(state, focus=quiet), focus, wakes=True)


def key_came(state: AppState) -> AppState:
    """A key proves that keys come to this window, whatever it believes."""
    if state.focus.lost_at is None:
        return state
    return replace(state, focus=replace(state.focus, is_heard_anyway=True))


def _heard_again(state: AppState, before: Focus, *, wakes: bool = False) -> Step:
    """The list goes on; whoever heard that the switch is not heard, hears that it is."""
    until = max(state.now + SETTLES_MS, state.switches.locked_until)
    state = replace(state, target=None, switches=replace(state.switches, locked_until=until))
    if state.alarm.is_calling:
        return state, ()
    text = state.words("focus.back") if before.times_said else ""
    if isinstance(state.mode, Resting) and (before.is_list_stopped or wakes):
        return enter(state, f"{text} {state.menu.intro}".strip())
    if not text or not isinstance(state.mode, (Playing, Telling, Resting)):
        return state, ()
    return replace(state, focus=replace(state.focus, owes="back")), ()


# --- carers ------------------------------------------------------------------------------


def carer_opens(state: AppState) -> AppState:
    """A carer asked for a window of their own: it stays in front for a while."""
    until = state.now + CARER_NEEDS_MS
    return replace(state, focus=replace(state.focus, carer_until=until))


def carer_needs(state: AppState) -> AppState:
    """They are still at it: they went there again, or changed something."""
    return carer_opens(state) if state.now < state.focus.carer_until else state


# --- what happens by itself --------------------------------------------------------------


def show_due(state: AppState) -> Millis | None:
    """When the screen is to say it."""
    focus = state.focus
    if focus.lost_at is None or focus.is_shown or not is_deaf(state):
        return None
    return focus.lost_at + SHOWN_AFTER_MS


def show(state: AppState) -> Step:
    """Say it on the screen."""
    say_at = state.now + SAID_AFTER_MS - SHOWN_AFTER_MS
    focus = replace(state.focus, is_shown=True, say_at=say_at)
    text = state.words("focus.title")
    return replace(state, focus=focus), (Notice(text=text, about=_ABOUT),)


def shown(state: AppState) -> tuple[str, str]:
    """What the screen says: what is wrong, and what to do."""
    return state.words("focus.title"), _with_help(state, _of_switch(state, "focus.shown"))


def say_due(state: AppState) -> Millis | None:
    """When the voice is to say it."""
    focus = state.focus
    is_silent = not state.settings.speech.is_on or focus.times_said >= MOST_SAID
    if not focus.is_shown or focus.owes or is_silent:
        return None
    return max(focus.say_at, focus.carer_until)


def owe(state: AppState) -> Step:
    """It is to be said. Whoever is being read to, and knows it, is left in peace."""
    focus = state.focus
    if focus.times_said and not isinstance(state.mode, Resting):
        later = replace(focus, say_at=state.now + SAID_AGAIN_MS)
        return replace(state, focus=later), ()
    return replace(state, focus=replace(focus, owes="lost")), ()


def raise_due(state: AppState) -> Millis | None:
    """When a locked window is to come to the front."""
    focus = state.focus
    if focus.lost_at is None or not state.settings.screen.locked:
        return None
    # During a call nobody needs another window more than this one.
    return max(focus.raise_at, 0 if state.alarm.is_calling else focus.carer_until)


def raise_window(state: AppState) -> Step:
    """Come to the front; if that is in vain, again, less and less often."""
    lost_for = state.now - (state.focus.lost_at or 0)
    again_ms = min(_RAISED_AT_LEAST_EVERY_MS, max(_RAISED_AGAIN_MS, lost_for))
    focus = replace(state.focus, raise_at=state.now + again_ms)
    return replace(state, focus=focus), (RaiseWindow(),)


def called(before: AppState, after: AppState) -> Step:
    """Whoever comes to a call must see how it is answered, whatever is in front."""
    is_new = after.alarm.is_calling and not before.alarm.is_calling
    if not is_new or after.focus.lost_at is None:
        return after, ()
    return raise_window(after)


# --- after each event --------------------------------------------------------------------


def settled(state: AppState) -> Step:
    """What follows from what is known now: a list stands still, and what is owed is said."""
    if state.alarm.is_calling:
        return state, ()
    if state.focus.is_shown and not is_deaf(state):
        shown, state = state.focus, replace(state, focus=_untold(state.focus))
        return _heard_again(state, shown)
    step: Step = (state, ())
    if state.focus.is_shown and isinstance(state.mode, Browsing) and not is_spoken_to(state):
        step = _stop_list(state)
    return then(step, _say_owed)


def _untold(focus: Focus) -> Focus:
    return replace(focus, is_shown=False, is_list_stopped=False, owes="", times_said=0)


def _stop_list(state: AppState) -> Step:
    """A light that moves, and cannot be answered, would be a lie."""
    focus = state.focus
    owes = "lost" if focus.times_said else focus.owes
    state = replace(
        state,
        mode=Resting(since=state.now),
        focus=replace(focus, is_list_stopped=True, owes=owes),
    )
    return hush(state)


def _say_owed(state: AppState) -> Step:
    owes = state.focus.owes
    if not owes:
        return state, ()
    if isinstance(state.mode, Resting) and state.saying is None:
        return say_aside(state)
    if not isinstance(state.mode, Browsing):
        return state, ()
    text = _text(state)
    # Where words are heard the list goes on, and begins anew with this.
    return (_said(state), ()) if owes == "back" else enter(_said(state), text)


def owes_aside(state: AppState) -> bool:
    """Whether something is to be said before what is being read goes on."""
    return bool(state.focus.owes) and isinstance(state.mode, (Playing, Telling))


def say_aside(state: AppState) -> Step:
    """Say what is owed; what is being read goes on after it."""
    text = _text(state)
    return say(_said(state), text, "intro")


def _said(state: AppState) -> AppState:
    focus = state.focus
    counted = focus.times_said + (focus.owes == "lost")
    later = state.now + SAID_AGAIN_MS
    return replace(state, focus=replace(focus, owes="", times_said=counted, say_at=later))


def _text(state: AppState) -> str:
    if state.focus.owes == "back":
        return state.words("focus.back")
    return _with_help(state, _of_switch(state, "focus.said"))


def _of_switch(state: AppState, key: str) -> str:
    return state.words(f"{key}_mouse" if kind_of_switch(state) == "mouse" else key)


def _with_help(state: AppState, text: str) -> str:
    if not is_spoken_to(state):
        return text
    # Last, because while it is said it does not count: the program does not call by itself.
    return f"{text} {state.words('focus.say_help', help_me=help_phrases(state)[0])}"
