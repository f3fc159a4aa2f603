"""What people are told that they can say. Must not know how it is heard or carried out."""

from collections.abc import Mapping
from typing import Final

from assistant.core.phrases import Spoken, words_for
from assistant.core.state import AppState, Browsing
from assistant.core.vocabulary import attention_word

VOICE_CHANGES: Final[Mapping[Spoken, tuple[str, bool]]] = {
    Spoken.FASTER: ("speech.rate_wpm", True),
    Spoken.SLOWER: ("speech.rate_wpm", False),
    Spoken.LOUDER: ("speech.volume_percent", True),
    Spoken.QUIETER: ("speech.volume_percent", False),
}
_GROUPS: Final = (
    ("say_moves", (Spoken.NEXT, Spoken.UP, Spoken.SELECT, Spoken.BACK, Spoken.HOME)),
    ("say_reading", (Spoken.READ, Spoken.PAUSE, Spoken.GO_ON, Spoken.REPEAT, Spoken.STOP)),
    ("say_voice", tuple(VOICE_CHANGES)),
)


def sayable(state: AppState) -> tuple[str, ...]:
    """What can be said in this list, a few at a time."""
    words = state.words
    lines = []
    if word := attention_word(state):
        lines.append(words("ears.waiting", word=word) + ".")
    if isinstance(state.mode, Browsing):
        lines += [
            words("voice.say_choice", number=number, title=item.title)
            for number, item in enumerate(state.menu.items, start=1)
        ]
    for key, commands in _GROUPS:
        names = ", ".join(_name(state, command) for command in commands)
        lines.append(words(f"voice.{key}", names=names))
    # Last, because while it is said it does not count: the program does not call by itself.
    lines.append(words("voice.say_help", help_me=_name(state, Spoken.HELP_ME)))
    return tuple(lines)


def _name(state: AppState, command: Spoken) -> str:
    return words_for(state.commands, command.value)[0]
