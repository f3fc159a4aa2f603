"""From a word heard to what is done about it. Must not know recognizers or microphones.

Theory of operation. When a voice begins, what "select" would mean is fixed, as it is for a press
when the switch goes down. When the word is over, only the phrases that count now are looked at;
what the program itself was saying at that time never counts, and over its own reading only a few
words do. A sure word is obeyed. An unsure one opens a short question, which the switch answers
too; where nobody answers, as with a television, there are no more questions until a sure word
was heard. The program is never obeyed by itself.
"""

from dataclasses import replace
from typing import Final

from assistant.core import commands
from assistant.core.browsing import enter, open_menu
from assistant.core.choosing import lit_index
from assistant.core.effects import Understood
from assistant.core.events import NoWordHeard, VoiceBegan, WordHeard
from assistant.core.hearing import ACT_AT, Act, Ask, Guess, decide
from assistant.core.phrases import Meaning, Phrase, Spoken, spoken_form
from assistant.core.picking import lit_at
from assistant.core.pressing import forget
from assistant.core.sayable import VOICE_CHANGES
from assistant.core.saying import tell
from assistant.core.state import (
    AppState,
    Browsing,
    Playing,
    Resting,
    Sign,
    Step,
    Target,
    Teaching,
    then,
)
from assistant.core.units import Millis
from assistant.core.vocabulary import BARGE_IN, attention_word, vocabulary

SIGN_MS: Final[Millis] = 2000
"""How long people see what was heard."""
LATE_MS: Final[Millis] = 400
"""A word that begins this soon after a step was meant for the choice before it.

Nobody sees or hears a choice, decides and speaks in less.
"""
ECHO_MS: Final[Millis] = 400
"""A room gives the program's voice back for about this long."""
SURE_OVER_OWN_VOICE: Final = 0.9
DOUBT: Final = "doubt"
"""The list that asks what was said."""
ASKS_FOR_MS: Final[Millis] = 25_000
MOST_IN_VAIN: Final = 2
MOST_MISSES: Final = 2
WORD_LIKE: Final = 0.2
"""A guess at least this good was probably a word, and no clatter."""
OFFERED_AGAIN_MS: Final[Millis] = 300_000
MISSED_AGAIN_MS: Final[Millis] = 20_000
"""Two misses within this time belong together."""
TALK_SLACK_MS: Final[Millis] = 400
"""People begin to speak a little before they hold the key, and end a little after."""


def opened(state: AppState) -> Step:
    """Listening begins."""
    ears = replace(state.ears, is_open=True, was_open=True, sign="listening", sign_until=None)
    return replace(state, ears=ears), ()


def closed(state: AppState) -> AppState:
    """Nothing is heard any more."""
    ears = replace(state.ears, is_open=False, sign="closed", sign_until=None, began=None)
    return replace(state, ears=ears)


def own_voice_noted(before: AppState, after: AppState) -> AppState:
    """Remember what was said and until when, for as long as a room gives it back."""
    old = before.saying
    if old is None or after.saying is old or not after.ears.is_open:
        return after
    kept = [it for it in after.ears.own_voice if it[1] > after.now - 2 * ECHO_MS]
    said = (*kept, (spoken_form(old.text), after.now))
    return replace(after, ears=replace(after.ears, own_voice=said))


def _signed(state: AppState, sign: Sign, heard: str = "") -> AppState:
    ears = replace(state.ears, sign=sign, heard=heard, sign_until=state.now + SIGN_MS)
    return replace(state, ears=ears)


def sign_over(state: AppState) -> Step:
    """Back to plain listening."""
    return replace(state, ears=replace(state.ears, sign="listening", sign_until=None)), ()


# --- hearing -----------------------------------------------------------------------------


def voice_began(state: AppState, event: VoiceBegan) -> Step:
    """Fix what "select" means now: the light may move on while the word is spoken."""
    index = _lit_at(state, event.began)
    target = Target(mode=type(state.mode), path=state.path_ids, index=index)
    ears = replace(state.ears, began=event.began, target=target)
    return _signed(replace(state, ears=ears), "hearing"), ()


def _lit_at(state: AppState, began: Millis) -> int | None:
    """The choice that somebody meant who began to speak then."""
    scan = state.scan
    if scan is None or scan.index is None:
        return lit_index(state)
    if state.picking is not None:
        # The likeliest may be lit first, so the choice before need not stand before in the list.
        before = lit_at(state.picking, began - LATE_MS)
        return scan.index if before is None else before
    moves_by_itself = state.settings.scan.method == "auto" and not scan.is_manual
    is_first = scan.index == scan.start and scan.round == 1
    if moves_by_itself and not is_first and began - scan.lit_at < LATE_MS:
        return (scan.index - 1) % scan.count
    return scan.index


def no_word(state: AppState, event: NoWordHeard) -> Step:
    """A voice or a noise that was no command."""
    state = replace(state, ears=replace(state.ears, began=None, target=None))
    if event.why != "not known":
        return replace(state, ears=replace(state.ears, sign="listening", sign_until=None)), ()
    return _missed(state, "", 0.0, "not known")


def heard(state: AppState, event: WordHeard) -> Step:
    """A word is over: act, ask, or let it be."""
    target = state.ears.target
    state = replace(state, ears=replace(state.ears, began=None, target=None))
    if not state.ears.is_open or isinstance(state.mode, Teaching) or state.alarm.is_calling:
        return state, ()
    if not _may_talk(state, event):
        return _let_be(state, event, "the key to speak was not held")
    counting = _counting(state, event)
    act_at = SURE_OVER_OWN_VOICE if _is_over_own_voice(state, event) else ACT_AT
    decision = decide(event.guesses, counting.keys(), act_at=act_at)
    if isinstance(decision, Act):
        return _act(state, counting[decision.guess.phrase], decision.guess, target)
    if isinstance(decision, Ask):
        return _ask(state, event, decision.guesses, counting)
    best = event.guesses[0]
    if best.phrase not in counting and best.phrase in vocabulary(state):
        return _let_be(state, event, "the program was saying this, or reading")
    return _missed(state, best.phrase, best.score, "not sure enough")


def _may_talk(state: AppState, event: WordHeard) -> bool:
    if not state.settings.listening.talk_keys:
        return True
    ears = state.ears
    if ears.talk_since is not None:
        return event.ended >= ears.talk_since
    return ears.talk_until is not None and event.began <= ears.talk_until + TALK_SLACK_MS


def _counting(state: AppState, event: WordHeard) -> dict[str, Phrase]:
    """The phrases that count, without those that the program's own voice may have said."""
    known = vocabulary(state)
    own = _own_words(state, event)
    # Over its own reading few words count; in the pause between two sentences too, or else a
    # word would mean something or nothing depending on a quarter of a second.
    if isinstance(state.mode, Playing):
        changes = frozenset(VOICE_CHANGES) | {Spoken.NEXT, Spoken.REPEAT, Spoken.HOME}
        known = {
            text: phrase
            for text, phrase in known.items()
            if phrase.meaning in BARGE_IN or phrase.meaning in changes
        }
    return {text: phrase for text, phrase in known.items() if not _is_in(text, own)}


def _own_words(state: AppState, event: WordHeard) -> tuple[str, ...]:
    if event.is_certain:
        return ()
    said = [text for text, until in state.ears.own_voice if until + ECHO_MS > event.began]
    return (*said, spoken_form(state.saying.text)) if state.saying is not None else tuple(said)


def _is_in(phrase: str, texts: tuple[str, ...]) -> bool:
    return any(f" {phrase} " in f" {text} " for text in texts)


def _is_over_own_voice(state: AppState, event: WordHeard) -> bool:
    return bool(_own_words(state, event))


# --- what follows ------------------------------------------------------------------------


def _act(state: AppState, phrase: Phrase, guess: Guess, target: Target | None) -> Step:
    state = forget(state)
    fact = Understood(decision="act", phrase=phrase.text, score=guess.score)
    was_attentive = state.now < state.ears.attentive_until
    state = _signed(_understood(state), "heard", phrase.title)
    if phrase.text == attention_word(state) and not was_attentive:
        return state, (fact,)
    lit = _still_lit(state, target)
    return then((state, (fact,)), lambda now: commands.obey(now, phrase.meaning, lit))


def _understood(state: AppState) -> AppState:
    until = state.now + state.settings.listening.attention_ms
    ears = replace(state.ears, misses=0, asked_in_vain=0, attentive_until=until)
    return replace(state, ears=ears)


def _still_lit(state: AppState, target: Target | None) -> int | None:
    """What was lit when the voice began, if that list is still there."""
    if target is None:
        return lit_index(state)
    if target.path != state.path_ids or not isinstance(state.mode, Browsing):
        return None
    return target.index


def _let_be(state: AppState, event: WordHeard, why: str) -> Step:
    best = event.guesses[0]
    fact = Understood(decision="ignore", phrase=best.phrase, score=best.score, why=why)
    return replace(state, ears=replace(state.ears, sign="listening", sign_until=None)), (fact,)


def _missed(state: AppState, phrase: str, score: float, why: str) -> Step:
    """Not understood. The second time in a row the switch is offered."""
    fact = Understood(decision="ignore", phrase=phrase, score=score, why=why)
    ears = state.ears
    is_again = state.now - ears.missed_at < MISSED_AGAIN_MS
    misses = ears.misses + 1 if is_again else 1
    state = replace(state, ears=replace(ears, misses=misses, missed_at=state.now))
    step: Step = (_signed(state, "unsure"), (fact,))
    if misses < MOST_MISSES:
        return step
    return then(step, lambda now: _offer_switch(now, is_speech=score >= WORD_LIKE))


def _offer_switch(state: AppState, *, is_speech: bool) -> Step:
    """Say that there is the switch; but not over and over to a television."""
    text = state.words("voice.offer_switch")
    ears = replace(state.ears, misses=0)
    step = tell(replace(state, ears=ears), "voice", text, lasting=False)
    is_fresh = state.now - ears.offered_at > OFFERED_AGAIN_MS or not ears.offered_at
    if not (is_speech and is_fresh and isinstance(state.mode, Browsing)):
        return step
    offered = replace(ears, offered_at=max(1, state.now))
    return then(step, lambda now: enter(replace(now, ears=offered), text))


# --- asking ------------------------------------------------------------------------------


def _ask(
    state: AppState, event: WordHeard, guesses: tuple[Guess, ...], counting: dict[str, Phrase]
) -> Step:
    """A short question, where one can be asked."""
    best = guesses[0]
    can_be_asked = (
        isinstance(state.mode, Browsing)
        and state.path[-1].menu != DOUBT
        and state.ears.asked_in_vain < MOST_IN_VAIN
        and not _is_over_own_voice(state, event)
    )
    if not can_be_asked:
        return _missed(state, best.phrase, best.score, "not sure enough")
    doubts = _told_apart(tuple(counting[guess.phrase] for guess in guesses))
    fact = Understood(decision="ask", phrase=best.phrase, score=best.score)
    here = replace(state.path[-1], resume=lit_index(state) or 0)
    ears = replace(
        state.ears,
        doubts=doubts,
        doubt_until=state.now + ASKS_FOR_MS,
        sign="unsure",
        sign_until=state.now + SIGN_MS,
    )
    state = replace(state, path=(*state.path[:-1], here), ears=ears)
    return then((state, (fact,)), lambda now: open_menu(now, DOUBT))


def _told_apart(phrases: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    """Each meaning once: "home" and "menu" are one thing to ask about."""
    by_meaning: dict[Meaning, Phrase] = {}
    for phrase in phrases:
        by_meaning.setdefault(phrase.meaning, phrase)
    return tuple(by_meaning.values())


def doubt_due(state: AppState) -> Millis | None:
    """When a question that nobody answers is taken back."""
    is_asking = isinstance(state.mode, Browsing) and state.path[-1].menu == DOUBT
    return state.ears.doubt_until if is_asking else None


def nobody_answered(state: AppState) -> Step:
    """The question is taken back, and the list is as it was."""
    ears = replace(state.ears, asked_in_vain=state.ears.asked_in_vain + 1)
    return enter(_question_closed(replace(state, ears=ears)), "")


def _question_closed(state: AppState) -> AppState:
    path = tuple(frame for frame in state.path if frame.menu != DOUBT)
    return replace(state, path=path, ears=replace(state.ears, doubts=(), clarified=""))


def settled(state: AppState) -> Step:
    """What was asked and is answered now is done; a question that was left is forgotten."""
    ears = state.ears
    if not ears.doubts:
        return state, ()
    if ears.clarified:
        phrase = next((it for it in ears.doubts if it.text == ears.clarified), None)
        state = _understood(_question_closed(state))
        if phrase is None:
            return enter(state)
        lit = state.path[-1].resume if isinstance(state.mode, Browsing) else None
        state = _signed(state, "heard", phrase.title)
        return commands.obey(state, phrase.meaning, lit)
    if state.path[-1].menu == DOUBT and isinstance(state.mode, Browsing):
        return state, ()
    if state.alarm.is_calling:
        return _question_closed(state), ()
    return _left(state)


def _left(state: AppState) -> Step:
    """A question that was left, by another word or because its time of rest had come."""
    if isinstance(state.mode, Resting) and state.path[-1].menu == DOUBT:
        return nobody_answered(state)
    return _question_closed(state), ()
