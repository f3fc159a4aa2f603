"""What a choice does. Must not know how the choice was made."""

from dataclasses import replace

from assistant.core import (
    alarm,
    carers,
    measuring,
    method_trial,
    pace,
    reader,
    teaching,
    trying,
    welcome,
)
from assistant.core.browsing import (
    close_menu,
    enter,
    enter_group,
    enter_with,
    go_home,
    open_menu,
    rest,
)
from assistant.core.effects import SaveSettings, Selected
from assistant.core.library import ROOT
from assistant.core.menu import (
    Action,
    Change,
    Command,
    Forget,
    Meant,
    OpenMenu,
    Read,
    Teach,
    Value,
)
from assistant.core.profiles import profile_named
from assistant.core.sayable import sayable
from assistant.core.saying import untell
from assistant.core.settings import clash_in, value_of, with_value
from assistant.core.settings_menus import nudged, value_in_words
from assistant.core.state import AppState, Frame, Step, then


def choose(state: AppState, index: int) -> Step:
    """Choose an item of the list at hand."""
    item = state.menu.items[index]
    # An answer to "did you mean?" is no choice of its own: what was meant is.
    is_answer = isinstance(item.action, Meant)
    facts = () if is_answer else (Selected(item=item.id, path=state.path_ids),)
    # Nobody wants to come back from these with just that lit again: going on comes first.
    once = (Command.REST, Command.HELP, Command.WHERE_FROM)
    resume = 0 if item.action in once else index
    here = Frame(state.path[-1].menu, resume)
    state = replace(state, path=(*state.path[:-1], here))
    return then((state, facts), lambda after: do(after, item.action))


def do(state: AppState, action: Action) -> Step:  # noqa: PLR0911 - one answer a kind
    """Carry out an action."""
    match action:
        case OpenMenu(menu=menu):
            if menu == ROOT and ROOT not in state.library.nodes:
                key = "guide.missing" if state.is_library_loaded else "guide.still_opening"
                return enter_with(state, state.words(key))
            return open_menu(state, menu)
        case Read(section=section):
            return reader.open_section(state, section)
        case Change(setting=setting, value=value):
            return change(state, setting, value)
        case Meant(phrase=phrase):
            # Carried out at the door, when this choice is made: ears.settled.
            return replace(state, ears=replace(state.ears, clarified=phrase)), ()
        case Teach(word=word):
            return teaching.begin(state, word)
        case Forget(word=word):
            return teaching.forget(state, word)
        case Command():
            return _command(state, action)


def change(state: AppState, setting: str, value: Value) -> Step:
    """Set it, keep it, say the new value, and stay at the same choice."""
    if setting == "region":
        # Asked in the first steps only, where every answer leads on.
        return welcome.lives_in(state, str(value))
    if setting == "profile":
        return pace.use(state, profile_named(str(value)))
    if value_of(state.settings, setting) == value:
        return enter_with(state, _as_it_stands(state, setting))
    if setting == "scan.method":
        return method_trial.begin(state, str(value))
    if clash_in(with_value(state.settings, setting, value)) is not None:
        return enter_with(state, state.words("settings.does_not_fit"))
    # What people were told about this setting has done its work.
    state = untell(state, setting)
    state = replace(state, settings=with_value(state.settings, setting, value))
    now = value_in_words(state.words, state.settings, setting)
    saved = SaveSettings(settings=state.settings)
    return then((state, (saved,)), lambda after: enter(after, now))


def _as_it_stands(state: AppState, setting: str) -> str:
    """For a choice that changes nothing: a number is at its end, anything else is set already."""
    if type(value_of(state.settings, setting)) is int:
        return state.words("settings.no_change")
    return value_in_words(state.words, state.settings, setting)


def _faster(state: AppState, *, up: bool) -> Step:
    path = "speech.rate_wpm"
    return change(state, path, nudged(state.settings, path, up=up))


def _continue(state: AppState) -> Step:
    place = state.place
    if place is None or place.section_id not in state.library.nodes:
        key = "home.nothing_to_continue" if state.is_library_loaded else "guide.still_opening"
        return enter_with(state, state.words(key))
    return reader.open_section(state, place.section_id, place)


def _next_voice(state: AppState) -> Step:
    """The voice after this one; it says itself which it is."""
    voices, now = state.voices, state.settings.speech.voice
    if not voices:
        return enter_with(state, state.words("settings.no_change"))
    at = (voices.index(now) + 1) % len(voices) if now in voices else min(1, len(voices) - 1)
    settings = with_value(state.settings, "speech.voice", voices[at])
    state = replace(state, settings=settings)
    text = state.words("settings.voice_now", number=at + 1, count=len(voices))
    saved = SaveSettings(settings=settings)
    return then((state, (saved,)), lambda after: enter(after, text))


def _about(state: AppState) -> Step:
    lines = tuple(state.words("about.text").split("\n"))
    return reader.tell_lines(state, state.words("settings.about"), lines)


def _what_to_say(state: AppState) -> Step:
    return reader.tell_lines(state, state.words("voice.what_title"), sayable(state))


def _command(state: AppState, command: Command) -> Step:
    if command is Command.SLOWER:
        return _faster(state, up=False)
    if command is Command.FASTER:
        return _faster(state, up=True)
    moves = {
        Command.BACK: close_menu,
        Command.HOME: go_home,
        Command.REST: rest,
        Command.HELP: alarm.call,
        Command.CONTINUE: _continue,
        Command.GO_ON: reader.go_on,
        Command.SAY_AGAIN: reader.say_again,
        Command.BACK_ONE: lambda now: reader.move(now, -1),
        Command.ON_ONE: lambda now: reader.move(now, 1),
        Command.WHERE_FROM: reader.where_from,
        Command.STOP: reader.stop,
        Command.NEXT_SECTION: reader.next_section,
        Command.READ_AGAIN: reader.read_again,
        Command.READ_ANYWAY: reader.play_from_title,
        Command.HEAR_PART: reader.hear_part,
        Command.SKIP_PART: reader.skip_part,
        Command.ABOUT: _about,
        Command.CARER_PAGE: carers.open_page,
        Command.SET_UP: measuring.begin,
        Command.USE_SET_UP: measuring.accept,
        Command.NONE_OF_THESE: close_menu,
        Command.WHAT_TO_SAY: _what_to_say,
        Command.FORGET_ALL_WORDS: teaching.forget_all,
        Command.TRY_SWITCH: trying.begin,
        Command.KEEP_METHOD: method_trial.keep,
        Command.ACCEPT_PACE: pace.accept,
        Command.ASK_NO_MORE: pace.ask_no_more,
        Command.NEXT_VOICE: _next_voice,
        Command.WELCOME: welcome.begin,
        Command.WELCOME_NEXT: welcome.go_on,
        Command.WELCOME_DONE: welcome.done,
    }
    return moves[command](state)


def choose_named(state: AppState, item_id: str) -> Step:
    """Choose an item of the list at hand by its id; one that is no longer there chooses nothing."""
    for index, item in enumerate(state.menu.items):
        if item.id == item_id:
            return choose(state, index)
    return state, ()


def lit_now(state: AppState) -> tuple[int, ...]:
    """Which choices are lit: none, one, or a group."""
    return () if state.scan is None else state.scan.lit


def choose_lit(state: AppState, lit: tuple[int, ...]) -> Step:
    """Choose what is lit alone, or go into what is lit together."""
    return choose(state, lit[0]) if len(lit) == 1 else enter_group(state, lit)
