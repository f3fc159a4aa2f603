"""Which choices a list holds. Must not know scanning, drawing or speech.

A menu is built from its id each time it is needed, so that it always shows what is true now.
Ids: "home", "strip", "end", "gate", "warning", "doubt", "words/...", "find/WORD", those of
``settings_menus`` and ``welcome_menus``, a folder id of the library ("guide", "2", "5.3"), or
"2#8-16": a slice of a folder too long for one list.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.core.library import OWN, ROOT, Node, Section, is_own
from assistant.core.menu import (
    LONGEST_LIST,
    Action,
    Command,
    Forget,
    Item,
    Meant,
    Menu,
    OpenMenu,
    Read,
    Sight,
    Teach,
    back_of,
    item_of,
)
from assistant.core.phrases import spoken_form, words_for
from assistant.core.settings_menus import key_of, settings_menu
from assistant.core.welcome_menus import welcome_menu

DOUBT: Final = "doubt"
"""The list that asks what was said; it stands above the list in which it was said."""


def menu_of(menu_id: str, sight: Sight) -> Menu:
    """The menu with this id. An id that is no longer there gives Home: never a dead end."""
    head, _, tail = menu_id.partition("/")
    if menu_id == "home":
        return _home(sight)
    if head == "words":
        return _words_menu(menu_id, sight)
    if head == "find":
        return _found(tail, sight)
    if menu_id == DOUBT and sight.doubts:
        return _doubt(sight)
    if sight.section is not None and menu_id in _SECTION_MENUS:
        return _section_menu(menu_id, sight, sight.section)
    beside = settings_menu(menu_id, sight) or welcome_menu(menu_id, sight)
    return beside or _folder(menu_id, sight) or _home(sight)


def _home(sight: Sight) -> Menu:
    words = sight.words
    items = [item_of(words, "home.guide", OpenMenu(ROOT), item_id=ROOT)]
    if sight.place is not None:
        items.append(item_of(words, "home.continue", Command.CONTINUE))
    if OWN in sight.library.nodes:
        items.append(item_of(words, "home.own", OpenMenu(OWN), item_id=OWN))
    items += [
        item_of(words, "home.settings", OpenMenu("settings"), item_id="settings"),
        item_of(words, "home.help", Command.HELP),
        item_of(words, "home.rest", Command.REST),
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
        return Menu(id=menu_id, title=node.title, intro=empty, items=(back_of(sight.words),))
    return Menu(id=menu_id, title=node.title, intro=node.said, items=(*items, back_of(sight.words)))


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
    volume = item_of(
        sight.words,
        f"{key_of(path)}.title",
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
        item_of(sight.words, f"{menu_id}.{command.value.replace('-', '_')}", command)
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
        last = item_of(words, "doubt.no", Command.NONE_OF_THESE)
    else:
        intro = words("doubt.several")
        items = [
            Item(
                id=f"meant-{at}", title=it.title, said=it.title, action=Meant(it.text), icon="meant"
            )
            for at, it in enumerate(doubts, start=1)
        ]
        last = item_of(words, "doubt.none", Command.NONE_OF_THESE)
    return Menu(id=DOUBT, title=intro, intro=intro, items=(*items, last))


def _found(sought: str, sight: Sight) -> Menu:
    """The sections whose titles hold a word, those where it stands first going first."""
    word, _, span = sought.partition("#")
    nodes = sight.library.nodes.values()
    titles = [(spoken_form(node.said).split(), node) for node in nodes if _can_be_found(node)]
    found = sorted((title.index(word), node.id) for title, node in titles if word in title)
    items = _nodes_or_groups(f"find/{word}", [name for _, name in found], span, sight)
    key = "find.found" if items else "find.nothing"
    title = sight.words(key, word=word)
    return Menu(id=f"find/{sought}", title=title, intro=title, items=(*items, back_of(sight.words)))


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
            item_of(
                words,
                f"teach.{one}",
                OpenMenu(f"words/{one}"),
                item_id=f"words-{one}",
                icon="words",
            )
            for one in _TAUGHT
        ]
        if sight.taught:
            items.append(item_of(words, "teach.forget_all", Command.FORGET_ALL_WORDS))
        title = words("teach.title")
    return Menu(id=menu_id, title=title, intro=title, items=(*items, back_of(words)))


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


def is_word_to_teach(action: Action) -> bool:
    """Whether it leads to the recordings of one command, and so is named like that command."""
    return isinstance(action, OpenMenu) and action.menu.startswith("words/of/")


def _word_menu(menu_id: str, name: str, sight: Sight) -> Menu:
    words = sight.words
    said = words_for(sight.commands, name)[0]
    count = dict(sight.taught).get(name, 0)
    title = words("teach.word", word=said, count=count)
    again = "teach.record_more" if count else "teach.record"
    items = [item_of(words, again, Teach(name), item_id="record", icon="record")]
    if count:
        items.append(item_of(words, "teach.forget", Forget(name), item_id="forget", icon="forget"))
    return Menu(id=menu_id, title=title, intro=title, items=(*items, back_of(words)))
