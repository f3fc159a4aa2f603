"""What a list is made of: choices, what they show, say and do. Must not know which there are."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Final, TypeAlias

from assistant.core.library import Library, Place, Section
from assistant.core.phrases import Phrase, Synonyms
from assistant.core.set_up import Proposal
from assistant.core.settings import Settings
from assistant.core.words import Words

LONGEST_LIST: Final = 8
"""Choices in one list, beside the way out at its fixed place. More are grouped."""


class Command(Enum):
    """A choice that does something at once."""

    BACK = "back"
    HOME = "home"
    REST = "rest"
    HELP = "help"
    CONTINUE = "continue"
    GO_ON = "go-on"
    SAY_AGAIN = "say-again"
    BACK_ONE = "back-one"
    ON_ONE = "on-one"
    SLOWER = "slower"
    FASTER = "faster"
    WHERE_FROM = "where-from"
    STOP = "stop"
    NEXT_SECTION = "next-section"
    READ_AGAIN = "read-again"
    READ_ANYWAY = "read-anyway"
    HEAR_PART = "hear-part"
    SKIP_PART = "skip-part"
    ABOUT = "about"
    CARER_PAGE = "carer-page"
    SET_UP = "set-up"
    USE_SET_UP = "use-set-up"
    NONE_OF_THESE = "none-of-these"
    WHAT_TO_SAY = "what-to-say"
    FORGET_ALL_WORDS = "forget-all-words"
    TRY_SWITCH = "try-switch"
    KEEP_METHOD = "keep-method"
    ACCEPT_PACE = "accept-pace"
    ASK_NO_MORE = "ask-no-more"
    NEXT_VOICE = "next-voice"
    WELCOME = "welcome"
    WELCOME_NEXT = "welcome-next"
    WELCOME_DONE = "welcome-done"


Value: TypeAlias = int | str | bool
"""What a setting can be set to from a menu."""


@dataclass(frozen=True, slots=True)
class OpenMenu:
    """Go into a list."""

    menu: str


@dataclass(frozen=True, slots=True)
class Read:
    """Read a section from its start."""

    section: str


@dataclass(frozen=True, slots=True)
class Change:
    """Set a setting to a value and stay in the list."""

    setting: str
    value: Value


@dataclass(frozen=True, slots=True)
class Meant:
    """Do what was said, now that it is clear what that was."""

    phrase: str


@dataclass(frozen=True, slots=True)
class Teach:
    """Record the person's own sound for a command."""

    word: str


@dataclass(frozen=True, slots=True)
class Forget:
    """Delete the recordings of a command."""

    word: str


Action: TypeAlias = Command | OpenMenu | Read | Change | Meant | Teach | Forget


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One choice: what it shows, what it says, what it does."""

    id: str
    title: str
    said: str
    action: Action
    icon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """A list to scan. ``intro`` is said before the first item lights."""

    id: str
    title: str
    intro: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """All that menus are built from."""

    words: Words
    settings: Settings
    library: Library
    place: Place | None
    section: Section | None = None
    part: int = 0
    """How many gates of the section lie behind; the next question is ``gates[part]``."""
    doubts: tuple[Phrase, ...] = ()
    """What may have been said, while the program asks."""
    taught: tuple[tuple[str, int], ...] = ()
    """The commands with recordings of the person's own, and how many each."""
    commands: Synonyms = field(default_factory=dict)
    proposal: Proposal | None = None
    """What the measuring of the switch offers."""
    offer: str = ""
    """The pace that is being offered."""


def item_of(words: Words, key: str, action: Action, *, icon: str = "", item_id: str = "") -> Item:
    """A choice that says what it shows, by the key of its words."""
    text = words(key)
    name = item_id or (action.value if isinstance(action, Command) else key)
    return Item(id=name, title=text, said=text, action=action, icon=icon or name)


def back_of(words: Words) -> Item:
    """The way out of a list."""
    return item_of(words, "common.back", Command.BACK)
