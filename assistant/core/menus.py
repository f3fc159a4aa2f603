"""Which choices a list holds. Must not know scanning, drawing or speech.

A menu is built from its id each time it is needed, so that it always shows what is true now.
Ids: "home", "settings", "settings/..." , "strip", "end", "gate", "warning", a folder id of the
library ("guide", "2", "5.3"), or "2#8-16": a slice of a folder too long for one list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final, TypeAlias

from assistant.core.library import OWN, ROOT, Library, Node, Place, Section, is_own
from assistant.core.phrases import Phrase, Synonyms, spoken_form, words_for
from assistant.core.set_up import Proposal
from assistant.core.settings import Settings, entries, value_of
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
    SET_UP = "set-up"
    USE_SET_UP = "use-set-up"
    NONE_OF_THESE = "none-of-these"
    WHAT_TO_SAY = "what-to-say"
    FORGET_ALL_WORDS = "forget-all-words"
    TRY_SWITCH = "try-switch"


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


def menu_of(menu_id: str, sight: Sight) -> Menu:  # noqa: PLR0911 - one answer a kind
    """The menu with this id. An id that is no longer there gives Home: never a dead end."""
    head, _, tail = menu_id.partition("/")
    if menu_id == "home":
        return _home(sight)
    if head == "settings":
        return _setting(tail, sight) if tail else _settings(sight)
    if head == "words":
        return _words_menu(menu_id, sight)
    if head == "find":
        return _found(tail, sight)
    if menu_id == "doubt" and sight.doubts:
        return _doubt(sight)
    if menu_id == "set-up" and sight.proposal is not None:
        return _offer(sight.words, sight.proposal)
    if sight.section is not None and menu_id in _SECTION_MENUS:
        return _section_menu(menu_id, sight, sight.section)
    return _folder(menu_id, sight) or _home(sight)


def _item(words: Words, key: str, action: Action, *, icon: str = "", item_id: str = "") -> Item:
    text = words(key)
    name = item_id or (action.value if isinstance(action, Command) else key)
    return Item(id=name, title=text, said=text, action=action, icon=icon or name)


def _back(words: Words) -> Item:
    return _item(words, "common.back", Command.BACK)


def _home(sight: Sight) -> Menu:
    words = sight.words
    items = [_item(words, "home.guide", OpenMenu(ROOT), item_id=ROOT)]
    if sight.place is not None:
        items.append(_item(words, "home.continue", Command.CONTINUE))
    if OWN in sight.library.nodes:
        items.append(_item(words, "home.own", OpenMenu(OWN), item_id=OWN))
    items += [
        _item(words, "home.settings", OpenMenu("settings"), item_id="settings"),
        _item(words, "home.help", Command.HELP),
        _item(words, "home.rest", Command.REST),
    ]
    return Menu(id="home", title=words("home.title"), intro=words("home.title"), items=tuple(items))


# --- the guide ---------------------------------------------------------------------------


def _folder(menu_id: str, sight: Sight) -> Menu | None:
    folder_id, _, span = menu_id.partition("#")
    node = sight.library.nodes.get(folder_id)
    if node is None or node.is_section:
        return None
    items = _nodes_or_groups(node.id, node.children, span, sight)
    if not items:
        empty = sight.words("guide.empty")
        return Menu(id=menu_id, title=node.title, intro=empty, items=(_back(sight.words),))
    return Menu(id=menu_id, title=node.title, intro=node.said, items=(*items, _back(sight.words)))


def _nodes_or_groups(list_id: str, names: Sequence[str], span: str, sight: Sight) -> list[Item]:
    """Each node of a span, or groups of them where they are more than one list can hold."""
    first, last = _span(span, len(names))
    if last - first <= LONGEST_LIST:
        return [_node_item(sight.library.nodes[name]) for name in names[first:last]]
    return _groups(list_id, names, first, last, sight)


def _span(span: str, length: int) -> tuple[int, int]:
    low, _, high = span.partition("-")
    if low.isdigit() and high.isdigit():
        return min(int(low), length), min(int(high), length)
    return 0, length


def _node_item(node: Node) -> Item:
    action: Action = Read(node.id) if node.is_section else OpenMenu(node.id)
    icon = "section" if node.is_section else f"folder-{node.id}"
    return Item(id=node.id, title=node.title, said=node.said, action=action, icon=icon)


def _groups(list_id: str, names: Sequence[str], first: int, last: int, sight: Sight) -> list[Item]:
    size = LONGEST_LIST
    while size * LONGEST_LIST < last - first:
        size *= LONGEST_LIST
    items = []
    for low in range(first, last, size):
        high = min(low + size, last)
        ends = [sight.library.nodes[names[at]] for at in (low, high - 1)]
        menu_id = f"{list_id}#{low}-{high}"
        items.append(
            Item(
                id=menu_id,
                title=sight.words("guide.group", first=ends[0].title, last=ends[1].title),
                said=sight.words("guide.group", first=ends[0].said, last=ends[1].said),
                action=OpenMenu(menu_id),
                icon="folder",
            )
        )
    return items


# --- beside a section --------------------------------------------------------------------

_STRIP: Final = (
    Command.GO_ON,
    Command.SAY_AGAIN,
    Command.BACK_ONE,
    Command.ON_ONE,
    Command.SLOWER,
    Command.FASTER,
    Command.WHERE_FROM,
    Command.STOP,
)
_SECTION_MENUS: Final = ("strip", "end", "gate", "warning")


def _section_menu(menu_id: str, sight: Sight, section: Section) -> Menu:
    words = sight.words
    following = sight.library.next_section(section.id)
    if menu_id == "strip":
        return _strip(sight, section)
    if menu_id == "end":
        onward = (Command.NEXT_SECTION,) if following else ()
        after = (*onward, Command.READ_AGAIN, Command.WHERE_FROM, Command.HOME, Command.STOP)
        return _commands(sight, menu_id, section.title, words("end.intro"), after)
    if menu_id == "gate":
        question = section.gates[min(sight.part, len(section.gates) - 1)]
        choices = (Command.HEAR_PART, Command.SKIP_PART, Command.STOP)
        return _commands(sight, menu_id, question, question, choices)
    onward = (Command.NEXT_SECTION,) if following else ()
    choices = (Command.READ_ANYWAY, *onward, Command.BACK)
    return _commands(sight, menu_id, section.warning, section.warning, choices)


def _strip(sight: Sight, section: Section) -> Menu:
    menu = _commands(sight, "strip", section.title, sight.words("strip.intro"), _STRIP)
    path = "speech.volume_percent"
    volume = _item(
        sight.words,
        f"{_key(path)}.title",
        OpenMenu(f"settings/{path}"),
        item_id="volume",
        icon=path,
    )
    # Beside the other two that change the voice; the way out stays last.
    at = _STRIP.index(Command.FASTER) + 1
    return replace(menu, items=(*menu.items[:at], volume, *menu.items[at:]))


def _commands(
    sight: Sight, menu_id: str, title: str, intro: str, commands: Sequence[Command]
) -> Menu:
    items = [
        _item(sight.words, f"{menu_id}.{command.value.replace('-', '_')}", command)
        for command in commands
    ]
    return Menu(id=menu_id, title=title, intro=intro, items=tuple(items))


# --- voice -------------------------------------------------------------------------------


def _doubt(sight: Sight) -> Menu:
    """What may have been said. One guess is a question to say yes or no to."""
    words, doubts = sight.words, sight.doubts
    if len(doubts) == 1:
        intro = words("doubt.one", title=doubts[0].title)
        yes = words("doubt.yes", title=doubts[0].title)
        items = [
            Item(
                id="meant-1",
                title=yes,
                said=words("doubt.yes_said"),
                action=Meant(doubts[0].text),
                icon="meant",
            )
        ]
        last = _item(words, "doubt.no", Command.NONE_OF_THESE)
    else:
        intro = words("doubt.several")
        items = [
            Item(
                id=f"meant-{at}", title=it.title, said=it.title, action=Meant(it.text), icon="meant"
            )
            for at, it in enumerate(doubts, start=1)
        ]
        last = _item(words, "doubt.none", Command.NONE_OF_THESE)
    return Menu(id="doubt", title=intro, intro=intro, items=(*items, last))


def _found(sought: str, sight: Sight) -> Menu:
    """The sections whose titles hold a word, those where it stands first going first."""
    word, _, span = sought.partition("#")
    nodes = sight.library.nodes.values()
    titles = [(spoken_form(node.said).split(), node) for node in nodes if _can_be_found(node)]
    found = sorted((title.index(word), node.id) for title, node in titles if word in title)
    items = _nodes_or_groups(f"find/{word}", [name for _, name in found], span, sight)
    key = "find.found" if items else "find.nothing"
    title = sight.words(key, word=word)
    return Menu(id=f"find/{sought}", title=title, intro=title, items=(*items, _back(sight.words)))


def _can_be_found(node: Node) -> bool:
    # The parts of a carer's document seldom name it: its own title is that of their folder.
    return node.is_section or (is_own(node.id) and node.id != OWN)


TAUGHT_FIRST: Final = ("yes", "no", "next", "back", "stop", "select", "help_me", "home")
TAUGHT_READING: Final = (
    "read",
    "pause",
    "go_on",
    "repeat",
    "faster",
    "slower",
    "louder",
    "quieter",
)
TAUGHT_NUMBERS: Final = tuple(f"number_{at}" for at in range(1, LONGEST_LIST + 1))
_TAUGHT: Final = {"first": TAUGHT_FIRST, "reading": TAUGHT_READING, "numbers": TAUGHT_NUMBERS}


def _words_menu(menu_id: str, sight: Sight) -> Menu:
    """The person's own words: "words", "words/first" and the like, "words/of/NAME"."""
    words = sight.words
    _, _, tail = menu_id.partition("/")
    group, _, name = tail.partition("/")
    if group == "of":
        return _word_menu(menu_id, name, sight)
    if group in _TAUGHT:
        items = [_taught_item(one, sight) for one in _TAUGHT[group]]
        title = words(f"teach.{group}")
    else:
        items = [
            _item(
                words,
                f"teach.{one}",
                OpenMenu(f"words/{one}"),
                item_id=f"words-{one}",
                icon="words",
            )
            for one in _TAUGHT
        ]
        if sight.taught:
            items.append(_item(words, "teach.forget_all", Command.FORGET_ALL_WORDS))
        title = words("teach.title")
    return Menu(id=menu_id, title=title, intro=title, items=(*items, _back(words)))


def _taught_item(name: str, sight: Sight) -> Item:
    said = words_for(sight.commands, name)[0]
    count = dict(sight.taught).get(name, 0)
    title = sight.words("teach.has", word=said, count=count) if count else said
    return Item(
        id=f"word-{name}",
        title=title,
        said=said,
        action=OpenMenu(f"words/of/{name}"),
        icon="word",
    )


def _word_menu(menu_id: str, name: str, sight: Sight) -> Menu:
    words = sight.words
    said = words_for(sight.commands, name)[0]
    count = dict(sight.taught).get(name, 0)
    title = words("teach.word", word=said, count=count)
    again = "teach.record_more" if count else "teach.record"
    items = [_item(words, again, Teach(name), item_id="record", icon="record")]
    if count:
        items.append(_item(words, "teach.forget", Forget(name), item_id="forget", icon="forget"))
    return Menu(id=menu_id, title=title, intro=title, items=(*items, _back(words)))


# --- settings ----------------------------------------------------------------------------

_STEPS: Final = {
    "scan.interval_ms": 250,
    "speech.rate_wpm": 15,
    "speech.volume_percent": 10,
    "screen.text_percent": 25,
}
_CHOICES: Final[Mapping[str, tuple[str | bool, ...]]] = {
    "screen.theme": ("light", "dark", "high-contrast"),
    "scan.press_time": (True, False),
}
_OFFERED: Final = (*_STEPS, *_CHOICES)
_OF_THE_SWITCH: Final = ("scan.press_time",)
_RANGES: Final = {entry.path: (entry.low or 0, entry.high or 0) for entry in entries()}


def nudged(settings: Settings, path: str, *, up: bool) -> int:
    """A numeric setting one step up or down, kept inside its range."""
    low, high = _RANGES[path]
    value = int(value_of(settings, path)) + (_STEPS[path] if up else -_STEPS[path])
    return max(low, min(high, value))


def _key(path: str) -> str:
    return "settings." + path.replace(".", "_")


def value_in_words(words: Words, settings: Settings, path: str) -> str:
    """The present value as one says it: "1.5 seconds"."""
    value = value_of(settings, path)
    if isinstance(value, bool) or path in _CHOICES:
        return words(f"{_key(path)}.{_choice_key(value)}")
    shown = f"{value / 1000:g}" if path.endswith("_ms") else str(value)
    return words(f"{_key(path)}.value", value=shown)


def _choice_key(value: Value) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value).replace("-", "_")


def _choice_id(value: Value) -> str:
    return _choice_key(value) if isinstance(value, bool) else str(value)


def _settings(sight: Sight) -> Menu:
    words = sight.words
    items = [_setting_item(path, sight) for path in _OFFERED if path not in _OF_THE_SWITCH]
    for name in ("switch", "listening"):
        key = f"settings.of_{name}"
        items.append(_item(words, key, OpenMenu(f"settings/{name}"), item_id=name, icon=name))
    items.append(_item(words, "settings.about", Command.ABOUT))
    title = words("settings.title")
    return Menu(id="settings", title=title, intro=title, items=(*items, _back(words)))


def _setting_item(path: str, sight: Sight) -> Item:
    """A setting and how it stands, leading to what it can be set to."""
    title = sight.words(f"{_key(path)}.title")
    return Item(
        id=path,
        title=f"{title}: {value_in_words(sight.words, sight.settings, path)}",
        said=title,
        action=OpenMenu(f"settings/{path}"),
        icon=path,
    )


def _switch_menu(sight: Sight) -> Menu:
    """All about the switch in one place."""
    words = sight.words
    items = [_item(words, "set_up.title", Command.SET_UP)]
    items += [_setting_item(path, sight) for path in _OF_THE_SWITCH]
    items.append(_item(words, "settings.try_switch", Command.TRY_SWITCH))
    title = words("settings.of_switch")
    return Menu(id="settings/switch", title=title, intro=title, items=(*items, _back(words)))


def _setting(path: str, sight: Sight) -> Menu:
    words, settings = sight.words, sight.settings
    if path == "listening":
        return _listening(sight)
    if path == "switch":
        return _switch_menu(sight)
    if path not in _OFFERED:
        return _settings(sight)
    items = [
        Item(id=name, title=text, said=text, action=Change(path, value), icon=name)
        for name, text, value in _changes(path, words, settings)
    ]
    now = value_in_words(words, settings, path)
    title = words(_key(path) + ".title")
    return Menu(
        id=f"settings/{path}",
        title=f"{title}: {now}",
        intro=f"{title}, {now}.",
        items=(*items, _back(words)),
    )


def _offer(words: Words, proposal: Proposal) -> Menu:
    """What was measured and what would follow, in two sentences, and whether to take it."""
    text = words(
        "set_up.why_short" if proposal.acceptance_ms else "set_up.why",
        mean=f"{proposal.mean_ms / 1000:.1f}",
        interval=f"{proposal.interval_ms / 1000:g}",
        guard=f"{proposal.bounce_guard_ms / 1000:g}",
        acceptance=f"{proposal.acceptance_ms / 1000:g}",
    )
    use = _item(words, "set_up.use", Command.USE_SET_UP)
    keep = _item(words, "set_up.keep", Command.BACK)
    return Menu(id="set-up", title=text, intro=text, items=(use, keep))


def _listening(sight: Sight) -> Menu:
    """Voice commands: what can be said, the person's own words, and on or off."""
    words, is_on = sight.words, sight.settings.listening.is_on
    path = "listening.is_on"
    items = []
    if is_on:
        items.append(_item(words, "settings.what_to_say", Command.WHAT_TO_SAY))
        items.append(_item(words, "teach.title", OpenMenu("words"), item_id="words", icon="words"))
    turn = f"{_key(path)}.turn_{'off' if is_on else 'on'}"
    change = Change(path, value=not is_on)
    items.append(_item(words, turn, change, item_id=path, icon="listening"))
    title = words("settings.of_listening")
    now = value_in_words(words, sight.settings, path)
    return Menu(
        id="settings/listening",
        title=title,
        intro=f"{title}, {now}.",
        items=(*items, _back(words)),
    )


def _changes(path: str, words: Words, settings: Settings) -> list[tuple[str, str, Value]]:
    if path in _CHOICES:
        return [
            (_choice_id(value), words(f"{_key(path)}.{_choice_key(value)}"), value)
            for value in _CHOICES[path]
        ]
    return [
        ("less", words(_key(path) + ".less"), nudged(settings, path, up=False)),
        ("more", words(_key(path) + ".more"), nudged(settings, path, up=True)),
    ]
