"""Which choices a list holds, and that everything can be reached by one switch."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from assistant.core.browsing import path_to
from assistant.core.events import LibraryLoaded
from assistant.core.library import ROOT, Library, Node, Place, library_of
from assistant.core.menu import (
    LONGEST_LIST,
    Change,
    Command,
    Item,
    OpenMenu,
    Read,
    Sight,
)
from assistant.core.menus import menu_of
from assistant.core.settings import Settings, entries, fault_in, with_value
from assistant.core.settings_menus import nudged
from assistant.core.words import Words
from tests.core.person import PLAIN, WORDS, Person, flat_library, node, silent, small_section

NUDGED = ("scan.interval_ms", "speech.rate_wpm", "speech.volume_percent", "screen.text_percent")
SECTION_MENUS = ("strip", "end", "gate", "warning")

names = st.from_regex(r"[\w.-]{1,12}", fullmatch=True).filter(
    lambda name: name not in {ROOT, "home", "settings", *SECTION_MENUS}
)


@st.composite
def libraries(draw: st.DrawFn) -> Library:
    """Trees as a carer could lay them out: any names, any depth, empty folders too."""
    ids = draw(st.lists(names, min_size=1, max_size=40, unique=True))
    folders = [ROOT]
    parents: dict[str, str] = {}
    for name in ids:
        parents[name] = draw(st.sampled_from(folders))
        if draw(st.integers(0, 3)) == 0:
            folders.append(name)
    nodes = {ROOT: node(ROOT, "", *[name for name in ids if parents[name] == ROOT])}
    for name in ids:
        children = tuple(child for child in ids if parents[child] == name)
        is_section = name not in folders
        made = replace(node(name, parents[name], *children), is_section=is_section)
        nodes[name] = made
    return library_of(nodes)


def sight(library: Library, place: Place | None = None) -> Sight:
    return Sight(words=WORDS, settings=Settings(), library=library, place=place)


def choices(items: tuple[Item, ...]) -> list[Item]:
    return [item for item in items if item.action is not Command.BACK]


def sections_below(menu_id: str, seen: Sight) -> list[str]:
    """All that can be reached from a list by choosing what it shows."""
    found: list[str] = []
    pending = [menu_id]
    while pending:
        menu = menu_of(pending.pop(), seen)
        assert len(choices(menu.items)) <= LONGEST_LIST
        assert menu.items[-1].action is Command.BACK
        for item in reversed(menu.items):
            if isinstance(item.action, Read):
                found.append(item.action.section)
            elif isinstance(item.action, OpenMenu):
                pending.append(item.action.menu)
    return found


@pytest.mark.parametrize("count", [1, 7, 8, 9, 63, 64, 65, 512, 513, 5000])
def test_every_section_of_one_long_folder_is_there_once_and_no_list_is_longer_than_eight(
    count: int,
) -> None:
    library = flat_library(count)
    assert sorted(sections_below(ROOT, sight(library))) == sorted(library.order)


@given(st.integers(1, 5000))
@trying(max_examples=15, deadline=None)
def test_whatever_the_size_of_a_folder_its_sections_are_a_few_choices_away(count: int) -> None:
    library = flat_library(count)
    for name in (library.order[0], library.order[count // 2], library.order[-1]):
        frames = path_to(library, sight(library), name)
        # Eight to the fifth is more than 5,000, so five lists below Home are enough.
        assert len(frames) <= 6
        menu = menu_of(frames[-1].menu, sight(library))
        assert menu.items[frames[-1].resume].id == name


@given(libraries())
@trying(max_examples=60, deadline=None)
def test_every_section_of_any_tree_can_be_reached_and_every_list_ends_with_back(
    library: Library,
) -> None:
    assert sorted(sections_below(ROOT, sight(library))) == sorted(library.order)


@given(libraries())
@trying(max_examples=60, deadline=None)
def test_the_way_back_from_any_section_is_the_way_one_came(library: Library) -> None:
    seen = sight(library)
    for name in library.order:
        frames = path_to(library, seen, name)
        for frame, below in pairwise(frames):
            action = menu_of(frame.menu, seen).items[frame.resume].action
            assert action == OpenMenu(below.menu)
        assert menu_of(frames[-1].menu, seen).items[frames[-1].resume].action == Read(name)


@given(libraries(), st.data())
@trying(max_examples=25, deadline=None)
def test_any_section_opens_by_pressing_only_at_what_is_lit(
    library: Library, data: st.DataObject
) -> None:
    if not library.order:
        return
    name = data.draw(st.sampled_from(library.order))
    person = Person(silent(scan__loops=20), library=library)
    seen = sight(library)
    items = [menu_of(it.menu, seen).items[it.resume].id for it in path_to(library, seen, name)]
    person.reaches(*items).waits(100)
    assert person.chosen() == items
    assert person.state.reading is not None
    assert person.state.reading.section.id == name


def test_home_holds_at_most_eight_choices_and_offers_to_continue_only_what_was_begun() -> None:
    place = Place(section_id="1.1", sentence=0, text="")
    without = menu_of("home", sight(flat_library(1)))
    begun = menu_of("home", sight(flat_library(1), place))
    assert [item.id for item in without.items] == ["guide", "settings", "help", "rest"]
    assert [item.id for item in begun.items] == ["guide", "continue", "settings", "help", "rest"]


@given(st.text(max_size=20))
def test_a_list_that_is_no_longer_there_gives_home(menu_id: str) -> None:
    menu = menu_of(f"gone {menu_id}", sight(Library()))
    assert menu.id == "home"


@given(st.text(max_size=20))
def test_any_menu_id_at_all_gives_a_list_that_can_be_scanned(menu_id: str) -> None:
    for name in (menu_id, f"settings/{menu_id}", f"guide#{menu_id}"):
        assert menu_of(name, sight(flat_library(9))).items


def test_the_groups_of_a_long_folder_name_their_first_and_last() -> None:
    first = menu_of(ROOT, sight(flat_library(20))).items[0]
    assert first.said == "Title s0 to Title s7"


def test_an_empty_guide_says_so_and_leads_back() -> None:
    library = library_of({ROOT: replace(node(ROOT, "", "x"), children=())})
    menu = menu_of(ROOT, sight(library))
    assert menu.intro == "There is nothing in this list."
    assert [item.id for item in menu.items] == ["back"]


def test_the_guide_that_is_not_open_yet_says_so_and_stays_home() -> None:
    person = Person(library=Library()).does("1000 press\n1100 release\n2000 press\n2100 release")
    assert person.state.path_ids == ("home",)
    assert (
        person.said()[-1] == "The guide cannot be found. Please ask a carer to look at the program."
    )


@given(st.data())
def test_a_nudge_of_a_setting_stays_in_its_range(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(NUDGED))
    entry = next(entry for entry in entries() if entry.path == path)
    value = data.draw(st.integers(entry.low or 0, entry.high or 0))
    settings = with_value(Settings(), path, value)
    for up in (True, False):
        assert fault_in(entry, nudged(settings, path, up=up)) is None


def test_every_setting_in_the_menu_can_only_be_set_to_what_is_allowed() -> None:
    seen = sight(Library())
    for offered in choices(menu_of("settings", seen).items):
        if not isinstance(offered.action, OpenMenu):
            continue
        for item in choices(menu_of(offered.action.menu, seen).items):
            if item.action is Command.SET_UP:
                continue
            if not isinstance(item.action, Change):
                # Beside what can be set there is what can be said, the person's own words,
                # another voice, and what carers need.
                others = item.action is Command.NEXT_VOICE
                assert others or offered.id in ("listening", "switch", "carers")
                continue
            entry = next(it for it in entries() if it.path == item.action.setting)
            assert fault_in(entry, item.action.value) is None


def test_a_nudge_is_applied_kept_and_said_and_the_light_stays_on_it() -> None:
    person = Person().reaches("settings", "scan.interval_ms", "more")
    assert person.state.settings.scan.interval_ms == 1750
    assert person.saved_settings == person.state.settings
    chosen_at = person.now
    person.waits(8000)
    assert "1.75 seconds for each choice" in person.said()
    assert next(item for at, item in person.lit() if at > chosen_at) == "more"


def test_a_nudge_at_the_end_of_the_range_says_that_it_is_the_end() -> None:
    settings = with_value(PLAIN, "speech.volume_percent", 100)
    person = Person(settings).reaches("settings", "speech.volume_percent", "more")
    person.waits(6000)
    assert "This is as far as it goes." in person.said()
    assert person.saved_settings is None


def test_the_colours_can_be_chosen() -> None:
    person = Person(silent()).reaches("settings", "screen.theme", "high-contrast", "back", "back")
    assert person.state.settings.screen.theme == "high-contrast"
    assert person.state.path_ids == ("home",)


def test_about_is_told_line_by_line_and_leads_back_to_its_list() -> None:
    person = Person(silent()).reaches("settings", "carers", "about")
    person.waits(60_000)
    lines = WORDS("about.text").split("\n")
    assert [text for text in person.said() if text in lines] == lines
    assert person.state.path_ids == ("home", "settings", "settings/carers")


def test_a_press_ends_about() -> None:
    person = Person(silent()).reaches("settings", "carers", "about")
    person.waits(1000).presses()
    assert person.chosen()[-1] == "enough"
    assert person.state.path_ids == ("home", "settings", "settings/carers")


def test_when_the_guide_changes_a_list_that_is_gone_gives_home() -> None:
    person = Person(silent()).reaches("guide", "2")
    person.gets(LibraryLoaded(at=person.now + 100, library=flat_library(3)))
    assert person.state.path_ids == ("home",)


def test_when_a_list_becomes_shorter_while_it_is_scanned_the_scan_begins_afresh() -> None:
    person = Person(silent(), library=flat_library(7)).reaches("guide")
    person.waits(8000)
    person.gets(LibraryLoaded(at=person.now + 100, library=flat_library(2)))
    person.waits(60_000)
    assert person.state.path_ids == ("home", "guide")


def test_without_any_wording_every_choice_still_has_a_name() -> None:
    bare = replace(sight(flat_library(20)), words=Words(), section=small_section("2.2"))
    for menu_id in ("home", "settings", *(f"settings/{path}" for path in NUDGED), *SECTION_MENUS):
        assert all(item.title and item.said for item in menu_of(menu_id, bare).items)


def test_a_section_beside_folders_is_read_in_the_order_of_the_tree() -> None:
    nodes = {
        ROOT: node(ROOT, "", "a", "b"),
        "a": node("a", ROOT, "a1"),
        "a1": node("a1", "a"),
        "b": Node(id="b", title="B", said="B", parent=ROOT, is_section=True),
    }
    library = library_of(nodes)
    assert library.order == ("a1", "b")
    assert library.next_section("a1") == "b"
    assert library.next_section("b") is None
    assert library.next_section("no such section") is None
