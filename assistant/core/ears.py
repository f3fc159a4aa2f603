"""From a word heard to what is done about it. Must not know recognizers or microphones.

Theory of operation. When a voice begins, what "select" would mean is fixed, as it is for a press
when the switch goes down. When the word is over, only the phrases that count now are looked at;
what the program itself was saying at that time never counts, and over its own reading only a few
words do. A sure word is obeyed, unless nothing could take back what it does. An unsure one opens
a short question, which the switch answers too; where nobody answers, as with a television, there
are no more questions for a while, or until a sure word was heard. The program is never obeyed by
itself.
"""

from dataclasses import replace
from typing import Final

from assistant.core import commands, scanning
from assistant.core.browsing import enter, open_menu
from assistant.core.choosing import lit_now
from assistant.core.effects import Understood
from assistant.core.events import NoWordHeard, VoiceBegan, WordHeard
from assistant.core.hearing import ACT_AT, ASK_AT, Act, Ask, Decision, Guess, Ignore, decide
from assistant.core.menus import DOUBT
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
from assistant.core.utterances import Utterance, give_up_ms
from assistant.core.vocabulary import (
    BARGE_IN,
    help_phrases,
    vocabulary,
    waits_for_attention,
)

SIGN_MS: Final[Millis] = 2000
"""How long people see what was heard."""
LATE_MS: Final[Millis] = 400
"""A word that begins this soon after a step was meant for the choice before it.

Nobody sees or hears a choice, decides and speaks in less.
"""
ECHO_MS: Final[Millis] = 400
"""A room gives the program's voice back for about this long."""
VERY_SURE: Final = 0.9
"""Over the program's own voice, and while people talk in the room."""
HARDLY_OVER_MS: Final[Millis] = 100
"""A cue that began this late into a word did not change how it was heard."""
AFTER_TALK_MS: Final[Millis] = 30_000
"""So long after talk or a television a short sentence may still belong to it."""
SOUND_SLACK_MS: Final[Millis] = 300
ASKS_FOR_MS: Final[Millis] = 25_000
MOST_IN_VAIN: Final = 2
MOST_MISSES: Final = 2
WORD_LIKE: Final = 0.2
"""A guess at least this good was probably a word, and no clatter."""
ASKS_AGAIN_MS: Final[Millis] = 600_000
"""So long after questions that nobody answered the television may be off."""
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
    lit = _lit_at(state, event.began)
    target = Target(mode=type(state.mode), path=state.path_ids, lit=lit)
    ears = replace(state.ears, began=event.began, target=target)
    return _signed(replace(state, ears=ears), "hearing"), ()


def _lit_at(state: AppState, began: Millis) -> tuple[int, ...]:
    """The choice, or the group, that somebody meant who began to speak then."""
    scan = state.scan
    if scan is None or scan.index is None:
        return ()
    if state.picking is not None:
        # The likeliest may be lit first, so the choice before need not stand before in the list.
        before = lit_at(state.picking, began - LATE_MS)
        return scan.lit if before is None else (before,)
    moves_by_itself = state.settings.scan.method == "auto" and not scan.is_manual
    is_first = scan.index == scan.start and scan.round == 1
    if moves_by_itself and not is_first and began - scan.lit_at < LATE_MS:
        return scanning.before(scan)
    return scan.lit


def no_word(state: AppState, event: NoWordHeard) -> Step:
    """A voice or a noise that was no command."""
    state = replace(state, ears=replace(state.ears, began=None, target=None))
    is_talk = event.why in ("running speech", "too long")
    if is_talk and not _said_meanwhile(state, event.began, event.at):
        state = replace(state, ears=replace(state.ears, talk_heard_until=event.at))
    if event.why != "not known" or not _is_spoken_to(state, event):
        return replace(state, ears=replace(state.ears, sign="listening", sign_until=None)), ()
    return _missed(state, "", 0.0, "not known")


def _is_spoken_to(state: AppState, event: NoWordHeard) -> bool:
    """Whether what is heard is meant for the program, as far as anybody can tell."""
    # A room and a headset give the program's voice back, and nobody wants to hear of that.
    is_own = bool(_said_meanwhile(state, event.began, event.at))
    is_asked = bool(vocabulary(state)) and not waits_for_attention(state)
    is_asked = is_asked and not isinstance(state.mode, Teaching)
    is_other = _is_amid_talk(state, event) or _was_a_press(state, event.began, event.at)
    return is_asked and not (is_own or is_other) and _may_talk(state, event)


def _is_amid_talk(state: AppState, event: WordHeard | NoWordHeard) -> bool:
    until = state.ears.talk_heard_until
    return until is not None and event.began - until < AFTER_TALK_MS


def _was_a_press(state: AppState, began: Millis, ended: Millis) -> bool:
    """Whether this sound was a press of the switch: a hum is no word as well."""
    at = state.ears.pressed_by_sound
    return at is not None and began - SOUND_SLACK_MS <= at <= ended


def heard(state: AppState, event: WordHeard) -> Step:
    """A word is over: act, ask, or let it be."""
    target = state.ears.target
    state = replace(state, ears=replace(state.ears, began=None, target=None))
    if not state.ears.is_open or state.alarm.is_calling:
        return state, ()
    if _was_a_press(state, event.began, event.ended):
        return _let_be(state, event, "this sound was a press of the switch")
    counting = _counting(state, event)
    act_at = VERY_SURE if _is_masked(state, event) else ACT_AT
    decision = decide(_one_each(event.guesses, counting), counting.keys(), act_at=act_at)
    if isinstance(decision, Act):
        return _act(state, counting[decision.guess.phrase], decision.guess, target)
    if why := _is_not_meant(state, event, decision, counting):
        return _let_be(state, event, why)
    if isinstance(decision, Ask):
        return _ask(state, event, decision.guesses, counting, target)
    return _not_sure(state, event)


def _not_sure(state: AppState, event: WordHeard) -> Step:
    """Nothing comes of it; over the program's own voice it counts as no miss either."""
    best, why = event.guesses[0], "not sure enough"
    if not _is_over_own_voice(state, event):
        return _missed(state, best.phrase, best.score, why)
    state, facts = _let_be(state, event, why)
    return (_signed(state, "unsure") if best.score >= ASK_AT else state), facts


def _is_not_meant(
    state: AppState, event: WordHeard, decision: Decision, counting: dict[str, Phrase]
) -> str:
    """Why an unsure word was probably not said to the program; "" where it may have been."""
    if not _may_talk(state, event):
        return "the key to speak was not held"
    if isinstance(state.mode, Teaching) or _is_amid_talk(state, event):
        return "not sure enough for now"
    first = event.guesses[0].phrase
    if isinstance(decision, Ignore) and first not in counting and first in vocabulary(state):
        return "the program was saying this, or reading"
    if not waits_for_attention(state):
        return ""
    asked = decision.guesses[0].phrase if isinstance(decision, Ask) else ""
    is_help = bool(asked) and counting[asked].meaning is Spoken.HELP_ME
    return "" if is_help else "the attention word was not said"


def _one_each(guesses: tuple[Guess, ...], counting: dict[str, Phrase]) -> tuple[Guess, ...]:
    """The likeliest guess of each meaning: between "back" and "go back" there is no doubt."""
    best: dict[Meaning, Guess] = {}
    for guess in guesses:
        phrase = counting.get(guess.phrase)
        if phrase is not None:
            meaning = _sense(phrase, counting)
            best[meaning] = max(best.get(meaning, guess), guess, key=lambda it: it.score)
    return tuple(best.values())


def _sense(phrase: Phrase, counting: dict[str, Phrase]) -> Meaning:
    """What it comes to: where the list has a choice "Back", to say "go back" is to choose that."""
    if not isinstance(phrase.meaning, Spoken):
        return phrase.meaning
    return counting.get(spoken_form(phrase.title), phrase).meaning


def _may_talk(state: AppState, event: WordHeard | NoWordHeard) -> bool:
    if not state.settings.listening.talk_keys:
        return True
    ears = state.ears
    if ears.talk_since is not None:
        return (event.ended if isinstance(event, WordHeard) else event.at) >= ears.talk_since
    return ears.talk_until is not None and event.began <= ears.talk_until + TALK_SLACK_MS


def _counting(state: AppState, event: WordHeard) -> dict[str, Phrase]:
    """The phrases that count, without those that the program's own voice may have said."""
    known = vocabulary(state)
    if not _may_talk(state, event):
        # The call for help needs no key.
        known = {text: known[text] for text in help_phrases(state) if text in known}
    own = _own_words(state, event)
    # Over its own reading few words count; in the pause between two sentences too, or else a
    # word would mean something or nothing depending on a quarter of a second.
    if isinstance(state.mode, Playing):
        changes = frozenset(VOICE_CHANGES) | {
            Spoken.NEXT,
            Spoken.REPEAT,
            Spoken.HOME,
            Spoken.WHAT,
        }
        known = {
            text: phrase
            for text, phrase in known.items()
            if phrase.meaning in BARGE_IN or phrase.meaning in changes
        }
    return {text: phrase for text, phrase in known.items() if not _is_in(text, own)}


def _own_words(state: AppState, event: WordHeard) -> tuple[str, ...]:
    return () if event.is_certain else _said_meanwhile(state, event.began, event.ended)


def _said_meanwhile(state: AppState, began: Millis, ended: Millis) -> tuple[str, ...]:
    said = [text for text, until in state.ears.own_voice if until + ECHO_MS > began]
    # What it began to say when the word was over already is not what was heard.
    if state.saying is not None and _saying_since(state, state.saying) < ended:
        said.append(spoken_form(state.saying.text))
    return tuple(said)


def _saying_since(state: AppState, saying: Utterance) -> Millis:
    if state.give_up_at is None:
        return 0
    return state.give_up_at - give_up_ms(saying.text, saying.rate_wpm)


def _is_in(phrase: str, texts: tuple[str, ...]) -> bool:
    return any(f" {phrase} " in f" {text} " for text in texts)


def _is_over_own_voice(state: AppState, event: WordHeard) -> bool:
    return bool(_own_words(state, event))


def _is_masked(state: AppState, event: WordHeard) -> bool:
    """Whether something else sounded, so that a word must be heard very clearly."""
    if event.is_certain or _is_amid_talk(state, event):
        return not event.is_certain
    if isinstance(state.mode, Playing):
        # Nothing in running speech is an isolated word; all 48 sections brought not one. And
        # whoever says "stop" to the voice must be heard.
        return False
    hardly_began = min(event.ended, event.began + HARDLY_OVER_MS)
    return bool(_said_meanwhile(state, event.began, hardly_began))


# --- what follows ------------------------------------------------------------------------


def _act(state: AppState, phrase: Phrase, guess: Guess, target: Target | None) -> Step:
    state = forget(state)
    fact = Understood(decision="act", phrase=phrase.text, score=guess.score)
    only_wakes = waits_for_attention(state) and phrase.meaning is not Spoken.HELP_ME
    state = _signed(_understood(state), "heard", phrase.title)
    if only_wakes:
        return state, (fact,)
    lit = _still_lit(state, target)
    asked = commands.to_be_asked(state, phrase, lit)
    if asked is not None:
        return _question_opened(state, (asked,), lit, replace(fact, decision="ask"))
    return then((state, (fact,)), lambda now: commands.obey(now, phrase.meaning, lit))


def _understood(state: AppState) -> AppState:
    until = state.now + state.settings.listening.attention_ms
    ears = replace(state.ears, misses=0, asked_in_vain=0, attentive_until=until)
    return replace(state, ears=ears)


def _still_lit(state: AppState, target: Target | None) -> tuple[int, ...]:
    """What was lit when the voice began, if that list is still there."""
    if target is None:
        return lit_now(state)
    if target.path != state.path_ids or not isinstance(state.mode, Browsing):
        return ()
    return target.lit


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
    state: AppState,
    event: WordHeard,
    guesses: tuple[Guess, ...],
    counting: dict[str, Phrase],
    target: Target | None,
) -> Step:
    """A short question, where one can be asked."""
    best = guesses[0]
    lit = _still_lit(state, target)
    phrases = tuple(counting[guess.phrase] for guess in guesses)
    doubts = tuple(it for it in phrases if commands.means_something(state, it, lit))
    can_be_asked = (
        bool(doubts)
        and isinstance(state.mode, Browsing)
        and state.path[-1].menu != DOUBT
        and _is_worth_asking(state)
        and not _is_over_own_voice(state, event)
    )
    if not can_be_asked:
        return _not_sure(state, event)
    fact = Understood(decision="ask", phrase=best.phrase, score=best.score)
    return _question_opened(state, doubts, lit, fact)


def _is_worth_asking(state: AppState) -> bool:
    """Whether somebody answered lately, or it is long ago that nobody did."""
    ears = state.ears
    return ears.asked_in_vain < MOST_IN_VAIN or state.now > ears.doubt_until + ASKS_AGAIN_MS


def _question_opened(
    state: AppState, doubts: tuple[Phrase, ...], lit: tuple[int, ...], fact: Understood
) -> Step:
    # While something is asked, a press is an answer, and takes nothing else back.
    state = forget(state)
    here = replace(state.path[-1], resume=lit[0]) if lit else state.path[-1]
    ears = replace(
        state.ears,
        doubts=doubts,
        doubt_until=state.now + ASKS_FOR_MS,
        sign="unsure",
        sign_until=state.now + SIGN_MS,
    )
    state = replace(state, path=(*state.path[:-1], here), ears=ears)
    return then((state, (fact,)), lambda now: open_menu(now, DOUBT))


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
        # A call for help may have brought back a question that had been answered.
        return (_question_closed(state) if state.path[-1].menu == DOUBT else state), ()
    if ears.clarified:
        phrase = next((it for it in ears.doubts if it.text == ears.clarified), None)
        state = _understood(_question_closed(state))
        return enter(state) if phrase is None else _answered(state, phrase)
    if state.path[-1].menu == DOUBT and isinstance(state.mode, Browsing):
        return state, ()
    if state.alarm.is_calling:
        return _question_closed(state), ()
    return _left(state)


def _answered(state: AppState, phrase: Phrase) -> Step:
    """Do what was meant, in the list as it was before the question."""
    lit, count = state.path[-1].resume, len(state.menu.items)
    begun = scanning.begun(count, lit, state.settings.scan.groups)
    scan = scanning.lit(begun, begun.start, state.now)
    listed = Browsing(scan=scan)
    state = _signed(replace(state, mode=listed), "heard", phrase.title)
    step = commands.obey(state, phrase.meaning, scan.lit)
    return then(step, lambda now: _lit_anew(now, listed))


def _lit_anew(state: AppState, listed: Browsing) -> Step:
    """The list goes on, where nothing else came of the answer."""
    if state.mode is not listed or state.alarm.is_calling:
        return state, ()
    return enter(state, "")


def _left(state: AppState) -> Step:
    """A question that was left, by another word or because its time of rest had come."""
    if isinstance(state.mode, Resting) and state.path[-1].menu == DOUBT:
        return nobody_answered(state)
    return _question_closed(state), ()
