"""Which phrases count now, and what each means. Must not know how a meaning is carried out."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from assistant.core.library import OWN, Library, Node, is_own
from assistant.core.menus import is_word_to_teach
from assistant.core.phrases import (
    ByName,
    Find,
    GoTo,
    Phrase,
    Spoken,
    Synonyms,
    spoken_form,
    words_for,
)
from assistant.core.state import (
    AppState,
    Browsing,
    Measuring,
    Playing,
    Resting,
    Teaching,
    Telling,
    Waiting,
)
from assistant.core.trial import Trying

MOST_NUMBERS: Final = 9
MOST_FAR_TITLES: Final = 500
"""In a larger library the lists are the way; so many titles would sound alike."""
SHORTEST_SOUGHT: Final = 4
"""Letters of a word that is worth finding a section by."""

_IN_LISTS: Final = tuple(Spoken)
_WHILE_READING: Final = (
    Spoken.STOP,
    Spoken.PAUSE,
    Spoken.BACK,
    Spoken.HELP_ME,
    Spoken.NEXT,
    Spoken.REPEAT,
    Spoken.LOUDER,
    Spoken.QUIETER,
    Spoken.SLOWER,
    Spoken.FASTER,
    Spoken.HOME,
    Spoken.WHAT,
)
_WHILE_TELLING: Final = (
    Spoken.STOP,
    Spoken.PAUSE,
    Spoken.BACK,
    Spoken.HELP_ME,
    Spoken.NEXT,
    Spoken.HOME,
    Spoken.GO_ON,
)
_WHILE_RESTING: Final = (
    Spoken.YES,
    Spoken.SELECT,
    Spoken.NEXT,
    Spoken.GO_ON,
    Spoken.BACK,
    Spoken.HOME,
    Spoken.READ,
    Spoken.WHAT,
    Spoken.HELP_ME,
)
_WHILE_WAITING: Final = (Spoken.STOP, Spoken.BACK, Spoken.HELP_ME)
_OUTSIDE_LISTS: Final[Mapping[type, tuple[Spoken, ...]]] = {
    Playing: _WHILE_READING,
    Telling: _WHILE_TELLING,
    Resting: _WHILE_RESTING,
    Waiting: _WHILE_WAITING,
    Measuring: _WHILE_TELLING,
    Trying: _WHILE_TELLING,
}
BARGE_IN: Final = frozenset({Spoken.STOP, Spoken.PAUSE, Spoken.BACK, Spoken.HELP_ME})
"""What still counts over the program's own reading."""


def far_phrases(library: Library, synonyms: Synonyms) -> tuple[Phrase, ...]:
    """To go to each section and folder, and to find each word of the titles."""
    nodes = _far_nodes(library)
    prefix, sought = words_for(synonyms, "go_to")[0], words_for(synonyms, "find")[0]
    found = [
        Phrase(f"{prefix} {spoken_form(node.said)}", GoTo(node.id), node.title) for node in nodes
    ]
    words = sorted(
        {
            word
            for node in nodes
            for word in spoken_form(node.said).split()
            if len(word) >= SHORTEST_SOUGHT
        }
    )
    return (*found, *(Phrase(f"{sought} {word}", Find(word), f"{sought} {word}") for word in words))


def _far_nodes(library: Library) -> list[Node]:
    """All of the guide, unless it is too large, and of own texts what can be told apart beside."""
    guide = [node for node in library.nodes.values() if not is_own(node.id)]
    own = [node for node in library.nodes.values() if is_own(node.id)]
    nodes = guide if len(guide) <= MOST_FAR_TITLES else []
    room = MOST_FAR_TITLES - len(nodes)
    if len(own) > room:
        own = [node for node in own if OWN in (node.id, node.parent)][:room]
    return nodes + own


def with_library(state: AppState, library: Library) -> AppState:
    """The state with this library, and with what can be said to reach it."""
    far = far_phrases(library, state.commands)
    gone = frozenset((state.gone | state.library.nodes.keys()) - library.nodes.keys())
    return replace(state, library=library, is_library_loaded=True, gone=gone, far=far)


def with_commands(state: AppState, commands: Synonyms) -> AppState:
    """The state with these words for the spoken commands."""
    far = far_phrases(state.library, commands)
    return replace(state, commands=commands, far=far)


def vocabulary(state: AppState) -> dict[str, Phrase]:
    """What can be said now, by its text. A choice of the list at hand goes before a command."""
    if state.alarm.is_calling or not state.settings.listening.is_on:
        return {}  # the microphone may be open all the same, where a sound is the switch
    if isinstance(state.mode, Teaching):
        return _while_teaching(state, state.mode.word)
    if waits_for_attention(state):
        return _by_text((*_commands(state, (Spoken.HELP_ME,)), *_attention(state)))
    if isinstance(state.mode, Browsing):
        return _by_text((*_near(state), *state.far))
    if is_told_what_to_say(state):
        # What people are told just now is what they will say.
        return _by_text(_near(state))
    return _by_text(_commands(state, _OUTSIDE_LISTS[type(state.mode)]))


def _while_teaching(state: AppState, word: str) -> dict[str, Phrase]:
    """Nothing but the call for help, where that is not the very word being taught."""
    is_help = word == Spoken.HELP_ME.value
    return {} if is_help else _by_text(_commands(state, (Spoken.HELP_ME,)))


def is_told_what_to_say(state: AppState) -> bool:
    """Whether what can be said in the list at hand is being told."""
    mode = state.mode
    return isinstance(mode, Telling) and mode.title == state.words("voice.what_title")


def waits_for_attention(state: AppState) -> bool:
    """Whether only the attention word counts now, beside the call for help."""
    # While the program asks, an answer is awaited already.
    return (
        bool(attention_word(state))
        and state.now >= state.ears.attentive_until
        and not state.ears.doubts
    )


def attention_word(state: AppState) -> str:
    """The attention word as one says it."""
    return spoken_form(state.settings.listening.attention_word)


def help_phrases(state: AppState) -> tuple[str, ...]:
    """What calls for help, in whatever state."""
    return words_for(state.commands, Spoken.HELP_ME.value)


def _attention(state: AppState) -> tuple[Phrase, ...]:
    word = attention_word(state)
    return (Phrase(word, Spoken.WHAT, word),)


def _by_text(phrases: Iterable[Phrase]) -> dict[str, Phrase]:
    found: dict[str, Phrase] = {}
    for phrase in phrases:
        if phrase.text:
            found.setdefault(phrase.text, phrase)
    return found


def _near(state: AppState) -> tuple[Phrase, ...]:
    """What counts in the list at hand."""
    # No title, of a carer's document perhaps, may take the words of the call for help.
    help_me = _commands(state, (Spoken.HELP_ME,))
    return (*help_me, *_choices(state), *_numbers(state), *_commands(state, _IN_LISTS))


def _choices(state: AppState) -> Iterable[Phrase]:
    for item in state.menu.items:
        if is_word_to_teach(item.action):
            continue  # "back" must lead out of the list of words, too; a number chooses there
        yield Phrase(spoken_form(item.said), ByName(item.id), item.title)


def _numbers(state: AppState) -> Iterable[Phrase]:
    for at, item in enumerate(state.menu.items[:MOST_NUMBERS], start=1):
        for text in words_for(state.commands, f"number_{at}"):
            yield Phrase(text, ByName(item.id), item.title)


def _commands(state: AppState, commands: Iterable[Spoken]) -> Iterable[Phrase]:
    for command in commands:
        texts = words_for(state.commands, command.value)
        for text in texts:
            yield Phrase(text, command, texts[0].capitalize())
