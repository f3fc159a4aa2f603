"""After a mistake of our own: Home again, with all that is kept. Must not know what went wrong.

Theory of operation. A mistake in one move of the core costs the person that move, and not the
program: whoever is alone could call nobody then. What a move can leave half done begins anew. What
people set, wrote and taught stays. A call for help that sounds goes on, and which contacts are
closed is still known, so a hold goes on being timed and calls when it has lasted.
"""

from dataclasses import replace

from assistant.core import switches
from assistant.core.browsing import enter
from assistant.core.effects import ApplySettings, Effect, StopHoldTone, StopSpeech
from assistant.core.events import Event, SwitchesLost, SwitchPressed, SwitchReleased
from assistant.core.saying import tell
from assistant.core.settings import effective, is_talk_key, with_value
from assistant.core.state import Alarm, AppState, Ears, Step, then
from assistant.core.switches import Switches


def mended(state: AppState, event: Event) -> Step:
    """The state as it was before ``event``, which could not be taken in."""
    settings = state.settings
    if state.before_trial is not None:
        settings = with_value(settings, "scan.method", state.before_trial.scan.method)
    is_open = state.ears.is_open
    now = max(state.now, event.at)
    sound = AppState(
        now=now,
        settings=settings,
        words=state.words,
        library=state.library,
        is_library_loaded=state.is_library_loaded,
        place=state.place,
        switches=_contacts(state, event),
        alarm=Alarm(calling_since=state.alarm.calling_since),
        # A hold that moved the light was no call until now; if it goes on, it is one from here.
        hold_counts_from=now if state.is_driven else state.hold_counts_from,
        next_utterance=state.next_utterance,
        notices=tuple(told for told in state.notices if told.until is None),
        commands=state.commands,
        far=state.far,
        gone=state.gone,
        ears=Ears(
            is_open=is_open,
            was_open=state.ears.was_open,
            sign="listening" if is_open else "closed",
            taught=state.ears.taught,
            alike=state.ears.alike,
        ),
        known=state.known,
        people=state.people,
        voices=state.voices,
        profiles=state.profiles,
        focus=state.focus,
    )
    quiet: tuple[Effect, ...] = (StopSpeech(),) if state.saying is not None else ()
    quiet += (StopHoldTone(),) if state.alarm.sign_since is not None else ()
    quiet += (ApplySettings(settings=settings),) if settings != state.settings else ()
    if sound.alarm.is_calling:
        return sound, quiet
    text = state.words("mended.told")
    step = tell(sound, "mended", text, lasting=False)
    step = then((step[0], (*quiet, *step[1])), lambda after: enter(after, text))
    # Also a press that waits for its judgement was meant for what is no longer there.
    return replace(step[0], switches=switches.unjudged(step[0].switches)), step[1]


def _contacts(state: AppState, event: Event) -> Switches:
    settings, before = effective(state.settings), state.switches
    match event:
        case SwitchPressed(at=at, switch=switch) if not is_talk_key(switch, state.settings):
            return switches.pressed(before, at, switch, settings)[0]
        case SwitchReleased(at=at, switch=switch):
            return switches.released(before, at, switch, settings, state.settings.help.hold_ms)[0]
        case SwitchesLost():
            return switches.forgotten(before, max(state.now, event.at))
        case _:
            return before
