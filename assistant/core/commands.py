"""What a spoken command does, mode by mode. Must not know how it was heard.

Nothing here does what "back" could not undo, except the call for help, and what was asked about
before (``to_be_asked``).
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, TypeAlias, assert_never

from assistant.core import alarm, carers, measuring, method_trial, pace, reader
from assistant.core.browsing import (
    close_menu,
    cue_ended,
    enter,
    enter_group,
    enter_with,
    go_home,
    moved_by_carer,
    open_menu,
    path_to,
    rest,
)
from assistant.core.choosing import change, choose, do, lit_now
from assistant.core.effects import SaveSettings, Selected
from assistant.core.library import ROOT
from assistant.core.menu import (
    Action,
    Change,
    Command,
    Forget,
    Read,
)
from assistant.core.menus import DOUBT
from assistant.core.phrases import ByName, Find, GoTo, Meaning, Phrase, Spoken
from assistant.core.sayable import VOICE_CHANGES, sayable
from assistant.core.saying import hush
from assistant.core.settings import with_value
from assistant.core.settings_menus import nudged
from assistant.core.state import (
    AppState,
    Browsing,
    Frame,
    Measuring,
    Playing,
    Step,
    Telling,
    then,
)

_Move: TypeAlias = Callable[[AppState], Step]

_ANSWERS: Final[Mapping[str, tuple[int, int]]] = {
    "gate": (0, 1),
    "warning": (0, -1),
    DOUBT: (0, -1),
    carers.QUESTION: (0, -1),
    pace.MENU: (1, 0),
}
"""Lists that ask something: which of their choices is yes, and which is no."""
_ASKS: Final = frozenset(
    {"gate", "warning", "set-up", carers.QUESTION, pace.MENU, method_trial.MENU}
)
"""Lists in which "go on" is no answer."""
_ENDS_TELLING: Final = frozenset(
    {Spoken.STOP, Spoken.PAUSE, Spoken.BACK, Spoken.LEFT, Spoken.GO_ON, Spoken.NO}
)
_CHOOSES_WHAT_IS_LIT: Final = frozenset({Spoken.SELECT, Spoken.YES, Spoken.RIGHT})


_Lit: TypeAlias = tuple[int, ...]
"""The choices that were lit when the voice began: none, one, or a group."""


def obey(state: AppState, meaning: Meaning, lit: _Lit) -> Step:
    """Carry a meaning out. ``lit`` are the choices that were lit when the voice began."""
    match meaning:
        case Spoken.HELP_ME:
            return alarm.call(state)
        case Spoken.WHAT:
            return _what(state)
        case Spoken():
            return _by_mode(state, meaning, lit)
        case ByName(item=item):
            return _choose_named(state, item)
        case GoTo(node=node):
            return _go_to(state, node)
        case Find(word=word):
            return _find(state, word)
        case _:
            assert_never(meaning)


def to_be_asked(state: AppState, phrase: Phrase, lit: _Lit) -> Phrase | None:
    """What is to be asked before this is done, because nothing could take it back."""
    if not isinstance(state.mode, (Browsing, Telling)):
        return None
    index = _index_meant(state, phrase.meaning, lit)
    item = None if index is None else state.menu.items[index]
    if item is None or not _is_for_good(item.action):
        return None
    return Phrase(phrase.text, ByName(item.id), item.title)


def _is_for_good(action: Action) -> bool:
    return isinstance(action, Forget) or action in (Command.FORGET_ALL_WORDS, Command.USE_SET_UP)


def means_something(state: AppState, phrase: Phrase, lit: _Lit) -> bool:
    """Whether it would do anything: with nothing lit, "select" would not."""
    return not _takes_what_is_lit(state, phrase.meaning) or bool(lit)


def _index_meant(state: AppState, meaning: Meaning, lit: _Lit) -> int | None:
    """Which choice of the list at hand would be chosen, if one."""
    if isinstance(meaning, ByName):
        ids = [item.id for item in state.menu.items]
        return ids.index(meaning.item) if meaning.item in ids else None
    return lit[0] if len(lit) == 1 and _takes_what_is_lit(state, meaning) else None


def _takes_what_is_lit(state: AppState, meaning: Meaning) -> bool:
    if meaning is Spoken.YES and _is_yes_or_no(state):
        return False
    return meaning in _CHOOSES_WHAT_IS_LIT


def _is_yes_or_no(state: AppState) -> bool:
    """Whether the list is one question. "Which did you mean?" is not: there yes is what is lit."""
    return state.menu.id in _ANSWERS and len(state.ears.doubts) <= 1


def _by_mode(state: AppState, command: Spoken, lit: _Lit) -> Step:
    match state.mode:
        case Browsing():
            return _in_list(state, command, lit)
        case Playing():
            return _while_reading(state, command)
        case _ if command is Spoken.HOME:
            return then(hush(state), go_home)
        case Telling():
            return _while_telling(state, command)
        case Measuring():
            return measuring.leave(state)
        case _:
            return enter(state)


def _while_telling(state: AppState, command: Spoken) -> Step:
    if command in (Spoken.NEXT, Spoken.DOWN):
        return reader.line_ended(state)
    if command in _ENDS_TELLING:
        return enter(state)
    return then(enter(state, ""), lambda now: _in_list(now, command, ()))


def _choose_named(state: AppState, item_id: str) -> Step:
    if isinstance(state.mode, Telling):
        return then(enter(state, ""), lambda now: _choose_named(now, item_id))
    if not isinstance(state.mode, Browsing):
        return state, ()
    index = _index_meant(state, ByName(item_id), ())
    return (state, ()) if index is None else _choose(state, index)


def _choose(state: AppState, index: int) -> Step:
    """Choose by word; but a word can't switch words off: nobody could say them on again."""
    if state.menu.items[index].action == Change("listening.is_on", value=False):
        return enter_with(state, state.words("voice.not_by_voice"))
    return choose(state, index)


def _choose_lit(state: AppState, lit: _Lit) -> Step:
    if not lit:
        return _skip_intro(state)
    return _choose(state, lit[0]) if len(lit) == 1 else enter_group(state, lit)


def _skip_intro(state: AppState) -> Step:
    """While the list is still introduced "yes" means, as a press does, "yes, get on"."""
    return (state, ()) if lit_now(state) else then(hush(state), cue_ended)


# --- in a list ---------------------------------------------------------------------------


def _in_list(state: AppState, command: Spoken, lit: _Lit) -> Step:
    if command in VOICE_CHANGES:
        path, up = VOICE_CHANGES[command]
        return change(state, path, nudged(state.settings, path, up=up))
    if command in (Spoken.YES, Spoken.NO) and _is_yes_or_no(state):
        return _answer(state, is_yes=command is Spoken.YES)
    if command in _CHOOSES_WHAT_IS_LIT:
        return _choose_lit(state, lit)
    moves: dict[Spoken, _Move] = {
        Spoken.NEXT: lambda now: moved_by_carer(now, 1),
        Spoken.DOWN: lambda now: moved_by_carer(now, 1),
        # As with a partner who points: "no" means "not this one, the next".
        Spoken.NO: lambda now: moved_by_carer(now, 1),
        Spoken.UP: lambda now: moved_by_carer(now, -1),
        Spoken.BACK: back,
        Spoken.LEFT: back,
        Spoken.HOME: go_home,
        Spoken.REPEAT: _repeat,
        Spoken.PAUSE: rest,
        Spoken.STOP: _stop,
        Spoken.GO_ON: _go_on,
        Spoken.READ: lambda now: _read(now, lit),
    }
    return moves[command](state)


def _answer(state: AppState, *, is_yes: bool) -> Step:
    yes, no = _ANSWERS[state.menu.id]
    return choose(state, (yes if is_yes else no) % len(state.menu.items))


def back(state: AppState) -> Step:
    """One list back; from beside a text to the list that holds it."""
    return reader.stop(state) if _is_beside_a_text(state) else close_menu(state)


def _is_beside_a_text(state: AppState) -> bool:
    return state.path[-1].menu in reader.BESIDE_A_TEXT


def _stop(state: AppState) -> Step:
    return reader.stop(state) if _is_beside_a_text(state) else rest(state)


def _repeat(state: AppState) -> Step:
    if state.menu.id == "strip":
        return reader.say_again(state)
    return reader.read_again(state) if state.menu.id == "end" else enter(state)


def _go_on(state: AppState) -> Step:
    if state.menu.id == "strip":
        return reader.go_on(state)
    if state.menu.id == "end":
        return reader.next_section(state)
    if state.menu.id.startswith("welcome/"):
        return do(state, Command.WELCOME_NEXT)
    return enter(state) if state.menu.id in _ASKS else do(state, Command.CONTINUE)


def _read(state: AppState, lit: _Lit) -> Step:
    match state.menu.id:
        case "strip":
            return reader.go_on(state)
        case "end":
            return reader.read_again(state)
        case "warning":
            return reader.play_from_title(state)
        case asks if asks in _ASKS:
            return enter(state)
    if len(lit) == 1 and isinstance(state.menu.items[lit[0]].action, Read):
        return choose(state, lit[0])
    return do(state, Command.CONTINUE)


# --- while reading -----------------------------------------------------------------------


def _while_reading(state: AppState, command: Spoken) -> Step:
    if command in VOICE_CHANGES:
        path, up = VOICE_CHANGES[command]
        return _change_while_reading(state, path, nudged(state.settings, path, up=up))
    moves: dict[Spoken, _Move] = {
        # Silence at once, and the list of what can follow; its last choice leaves the text.
        Spoken.STOP: reader.pause,
        Spoken.PAUSE: reader.pause,
        Spoken.BACK: reader.stop,
        Spoken.HOME: lambda now: then(hush(now), go_home),
        Spoken.NEXT: _next_sentence,
        Spoken.REPEAT: _again,
    }
    move = moves.get(command)
    return (state, ()) if move is None else move(state)


def _change_while_reading(state: AppState, path: str, value: int) -> Step:
    """The sentence is said again from its beginning, in the new way."""
    state = replace(state, settings=with_value(state.settings, path, value))
    saved = SaveSettings(settings=state.settings)
    return then((state, (saved,)), _again)


def _is_before_the_text(state: AppState) -> bool:
    return isinstance(state.mode, Playing) and state.mode.stage != "text"


def _next_sentence(state: AppState) -> Step:
    """From the title to the sentence where reading begins, from a sentence to the one behind."""
    return reader.move(state, 0 if _is_before_the_text(state) else 1)


def _again(state: AppState) -> Step:
    return reader.play_from_title(state) if _is_before_the_text(state) else reader.move(state, 0)


# --- from anywhere -----------------------------------------------------------------------


def _go_to(state: AppState, node_id: str) -> Step:
    node = state.library.nodes.get(node_id)
    if node is None:
        return state, ()
    fact = Selected(item=node_id, path=state.path_ids)
    if node.is_section:
        return then((state, (fact,)), lambda now: reader.open_section(now, node_id))
    path = (Frame("home"),) if node_id == ROOT else path_to(state.library, state.sight, node_id)
    state = replace(state, path=path, reading=None)
    return then((state, (fact,)), lambda now: open_menu(now, node_id))


def _find(state: AppState, word: str) -> Step:
    state = replace(state, path=(Frame("home"),), reading=None)
    return open_menu(state, f"find/{word}")


def _what(state: AppState) -> Step:
    """Say and show what can be said now."""
    title = state.words("voice.what_title")
    if isinstance(state.mode, Playing):
        state = reader.pause(state)[0]
    if state.menu.id == DOUBT:
        # The question is left: its answers would mean something else by then.
        state = replace(state, path=state.path[:-1])
    if not isinstance(state.mode, Browsing):
        state = enter(state, "")[0]
    return reader.tell_lines(state, title, sayable(state))
