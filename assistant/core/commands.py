"""What a spoken command does, mode by mode. Must not know how it was heard.

Nothing here does what "back" could not undo, except the call for help.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeAlias, assert_never

from assistant.core import alarm, reader
from assistant.core.browsing import (
    close_menu,
    enter,
    go_home,
    moved_by_carer,
    open_menu,
    path_to,
    rest,
)
from assistant.core.choosing import change, choose, choose_named, do
from assistant.core.effects import SaveSettings, Selected
from assistant.core.library import ROOT
from assistant.core.menus import Change, Command, Read, nudged
from assistant.core.phrases import ByName, Find, GoTo, Meaning, Spoken
from assistant.core.sayable import VOICE_CHANGES, sayable
from assistant.core.saying import hush
from assistant.core.settings import with_value
from assistant.core.state import (
    AppState,
    Browsing,
    Frame,
    Playing,
    Resting,
    Step,
    Telling,
    then,
)

_Move: TypeAlias = Callable[[AppState], Step]

_FIRST_IS_YES: Final = frozenset({"gate", "warning", "doubt"})
"""Lists that ask something: their first choice is yes, their second or last is no."""


def obey(state: AppState, meaning: Meaning, lit: int | None) -> Step:
    """Carry a meaning out. ``lit`` is the choice that was lit when the voice began, if any."""
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


def _by_mode(state: AppState, command: Spoken, lit: int | None) -> Step:
    match state.mode:
        case Browsing():
            return _in_list(state, command, lit)
        case Playing():
            return _while_reading(state, command)
        case Resting():
            return go_home(state) if command is Spoken.HOME else enter(state)
        case Telling():
            return go_home(state) if command is Spoken.HOME else enter(state)
        case _:
            return enter(state)


def _choose_named(state: AppState, item_id: str) -> Step:
    if not isinstance(state.mode, Browsing):
        return state, ()
    ids = [item.id for item in state.menu.items]
    return _choose(state, ids.index(item_id)) if item_id in ids else (state, ())


def _choose(state: AppState, index: int) -> Step:
    """Choose by word; but a word can't switch words off: nobody could say them on again."""
    if state.menu.items[index].action == Change("listening.is_on", value=False):
        return enter(state, state.words("voice.not_by_voice"))
    return choose(state, index)


# --- in a list ---------------------------------------------------------------------------


def _in_list(state: AppState, command: Spoken, lit: int | None) -> Step:
    if command in VOICE_CHANGES:
        path, up = VOICE_CHANGES[command]
        return change(state, path, nudged(state.settings, path, up=up))
    if command in (Spoken.YES, Spoken.NO) and state.menu.id in _FIRST_IS_YES:
        return choose(state, 0) if command is Spoken.YES else _no(state)
    if command in (Spoken.SELECT, Spoken.YES, Spoken.RIGHT):
        return _choose(state, lit) if lit is not None else (state, ())
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


def _no(state: AppState) -> Step:
    if state.menu.id == "gate":
        return choose_named(state, Command.SKIP_PART.value)
    return choose(state, len(state.menu.items) - 1)


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
    return do(state, Command.CONTINUE)


def _read(state: AppState, lit: int | None) -> Step:
    match state.menu.id:
        case "strip":
            return reader.go_on(state)
        case "end":
            return reader.read_again(state)
        case "warning":
            return reader.play_from_title(state)
    if lit is not None and isinstance(state.menu.items[lit].action, Read):
        return choose(state, lit)
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
        Spoken.NEXT: lambda now: reader.move(now, 1),
        Spoken.REPEAT: lambda now: reader.move(now, 0),
    }
    move = moves.get(command)
    return (state, ()) if move is None else move(state)


def _change_while_reading(state: AppState, path: str, value: int) -> Step:
    """The sentence is said again from its beginning, in the new way."""
    state = replace(state, settings=with_value(state.settings, path, value))
    saved = SaveSettings(settings=state.settings)
    return then((state, (saved,)), lambda now: reader.move(now, 0))


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
    return reader.tell_lines(state, title, sayable(state))
