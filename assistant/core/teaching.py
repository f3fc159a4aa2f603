"""Recording the person's own sounds for the commands. Must not know microphones or files.

Any sound will do: what counts is that it is the same each time, and unlike the others.
"""

from dataclasses import replace
from typing import Final

from assistant.core.browsing import enter, enter_with
from assistant.core.effects import ForgetWords, RecordWord, StopRecording
from assistant.core.menu import Menu
from assistant.core.phrases import words_for
from assistant.core.saying import say, tell
from assistant.core.state import AppState, Browsing, Step, Teaching, then
from assistant.core.units import Millis

LISTENS_FOR_MS: Final[Millis] = 10_000
"""How long the microphone waits for one sound."""
MOST_MISSES: Final = 3


def begin(state: AppState, word: str) -> Step:
    """Ask for the first of three recordings."""
    if not state.ears.is_open:
        return enter_with(state, state.words("teach.no_microphone"))
    return _ask(replace(state, mode=Teaching(word=word)), "teach.say_it")


def said_name(state: AppState, word: str) -> str:
    """The command as one says it."""
    return words_for(state.commands, word)[0]


def _ask(state: AppState, key: str) -> Step:
    """Say what is wanted; the microphone waits for it as soon as that is said."""
    if not isinstance(state.mode, Teaching):
        return state, ()
    return _asked_with(state, state.words(key, word=said_name(state, state.mode.word)))


def _asked_with(state: AppState, text: str) -> Step:
    if not isinstance(state.mode, Teaching):
        return state, ()
    state = replace(state, mode=replace(state.mode, until=None))
    if not state.settings.speech.is_on:
        return then(tell(state, "teaching", text, lasting=False), asked)
    return say(state, text, "intro")


def asked(state: AppState) -> Step:
    """What is wanted was said: now the person."""
    if not isinstance(state.mode, Teaching):
        return state, ()
    if not state.ears.is_open:
        return enter_with(state, state.words("teach.no_microphone"))
    mode = replace(state.mode, until=state.now + LISTENS_FOR_MS)
    return replace(state, mode=mode), (RecordWord(word=mode.word),)


def recorded(state: AppState, word: str, why_not: str) -> Step:
    """A sound was kept, or was no use."""
    mode = state.mode
    if not isinstance(mode, Teaching) or mode.word != word or mode.until is None:
        return state, ()
    if state.alarm.is_calling:
        return state, ()
    if why_not:
        return _missed(state, why_not)
    mode = replace(mode, kept=mode.kept + 1)
    if mode.kept >= mode.wanted:
        step: Step = (replace(state, mode=mode), (StopRecording(),))
        return then(step, lambda now: enter_with(now, now.words("teach.done")))
    key = "teach.once_more" if mode.kept < mode.wanted - 1 else "teach.last_time"
    return _ask(replace(state, mode=mode), key)


def missed(state: AppState) -> Step:
    """Nothing to keep was heard in time."""
    return _missed(state, state.words("teach.not_heard"))


def _missed(state: AppState, why: str) -> Step:
    mode = state.mode
    if not isinstance(mode, Teaching):
        return state, ()
    mode = replace(mode, misses=mode.misses + 1)
    step: Step = (replace(state, mode=mode), (StopRecording(),))
    if not state.ears.is_open:
        return then(step, lambda now: enter_with(now, now.words("teach.no_microphone")))
    if mode.misses >= MOST_MISSES:
        return then(step, lambda now: enter_with(now, now.words("teach.gave_up")))
    return then(step, lambda now: _asked_with(now, why))


def leave(state: AppState) -> Step:
    """Enough for now; what was kept stays."""
    step: Step = (state, (StopRecording(),))
    return then(step, lambda now: enter_with(now, now.words("teach.left")))


def forget(state: AppState, word: str) -> Step:
    """Delete the recordings of a command."""
    step: Step = (state, (ForgetWords(word=word),))
    return then(step, lambda now: enter_with(now, now.words("teach.forgot")))


def forget_all(state: AppState) -> Step:
    """Delete all recordings."""
    step: Step = (state, (ForgetWords(word=""),))
    return then(step, lambda now: enter_with(now, now.words("teach.forgot_all")))


def known(state: AppState, taught: tuple[tuple[str, int], ...], alike: tuple[str, ...]) -> Step:
    """How the recordings stand now. What is too alike is said once, to who is busy with them."""
    before = state.menu
    news = [text for text in alike if text not in state.ears.alike]
    state = replace(state, ears=replace(state.ears, taught=taught, alike=alike))
    if state.alarm.is_calling or not isinstance(state.mode, Browsing):
        return state, ()  # the list is built anew when the person comes back to it
    if not news or not state.path[-1].menu.startswith("words"):
        return _renewed(state, before)
    step = tell(state, "alike", news[0], lasting=False)
    return then(step, lambda now: enter(now, news[0]))


def _renewed(state: AppState, before: Menu) -> Step:
    """The light must not go over choices that are gone, nor leave out new ones."""
    if [item.id for item in state.menu.items] == [item.id for item in before.items]:
        return state, ()
    saying = state.saying
    intro = saying.text if saying is not None and saying.kind == "intro" else ""
    return enter(replace(state, target=None), intro)
