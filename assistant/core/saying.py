"""Starting and ending utterances. Must not know menus or texts."""

from dataclasses import replace

from assistant.core.effects import Notice, Speak, StopSpeech
from assistant.core.state import AppState, Step, Told
from assistant.core.units import Millis
from assistant.core.utterances import Utterance, UtteranceKind, give_up_ms

NOTICE_MS: Millis = 10_000


def say(state: AppState, text: str, kind: UtteranceKind) -> Step:
    """Say a text now. Whatever is being said is replaced."""
    speech = state.settings.speech
    rate = speech.rate_wpm if kind == "sentence" else speech.cue_rate_wpm
    utterance = Utterance(
        id=state.next_utterance,
        text=text,
        kind=kind,
        rate_wpm=rate,
        volume_percent=speech.volume_percent,
    )
    state = replace(
        state,
        saying=utterance,
        give_up_at=state.now + give_up_ms(text, rate),
        next_utterance=state.next_utterance + 1,
    )
    return state, (Speak(utterance=utterance),)


def hush(state: AppState) -> Step:
    """Stop speaking, if anything is being said."""
    if state.saying is None:
        return state, ()
    return replace(state, saying=None, give_up_at=None), (StopSpeech(),)


def tell(state: AppState, about: str, text: str, *, lasting: bool) -> Step:
    """Show people a line. A newer line about the same thing replaces the older."""
    until = None if lasting else state.now + NOTICE_MS
    others = tuple(told for told in state.notices if told.about != about)
    told = Told(about=about, text=text, until=until)
    return replace(state, notices=(*others, told)), (Notice(text=text, about=about),)


def untell(state: AppState, about: str) -> AppState:
    """Take a line back."""
    return replace(state, notices=tuple(told for told in state.notices if told.about != about))
