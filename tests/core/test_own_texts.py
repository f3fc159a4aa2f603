"""A carer's own texts stand beside the guide and are worked as it is."""

from dataclasses import replace

import pytest

from assistant.core.effects import OpenSection, SavePlace
from assistant.core.events import LibraryLoaded, SectionFailed
from assistant.core.library import OWN, Library, Place, is_own, own_id
from assistant.core.menu import LONGEST_LIST, Sight
from assistant.core.menus import menu_of
from assistant.core.phrases import Spoken
from assistant.core.settings import Settings
from assistant.core.state import Browsing, Playing
from assistant.core.vocabulary import MOST_FAR_TITLES, far_phrases, vocabulary
from assistant.view.scene import scene_of
from tests.core.person import (
    COMMANDS,
    PLAIN,
    WORDS,
    Person,
    flat_library,
    library_with_own,
    node,
    silent,
    small_library,
)
from tests.core.test_voice_commands import listening, says

OWN_NOTE = "Added by a carer. Not reviewed by a clinician."
GUIDE_NOTE = "Not yet reviewed by a clinician."


def sight(library: Library) -> Sight:
    return Sight(words=WORDS, settings=Settings(), library=library, place=None)


def beside(documents: int = 1, **more: object) -> Person:
    """A person whose carer has added texts."""
    more = {"settings": silent(), **more}
    return Person(library=library_with_own(documents), **more)  # type: ignore[arg-type]


# --- where they are -----------------------------------------------------------------------


def test_home_shows_own_texts_only_where_there_are_some() -> None:
    without = [item.id for item in menu_of("home", sight(small_library())).items]
    with_own = [item.id for item in menu_of("home", sight(library_with_own())).items]
    assert OWN not in without
    assert [item for item in with_own if item != OWN] == without
    assert with_own.index(OWN) == with_own.index("guide") + 1
    assert len(with_own) <= LONGEST_LIST


def test_one_switch_leads_to_an_own_text_and_back_to_its_list() -> None:
    person = beside().reaches("own", "own/d1", "own/d1.1").hears("Second of own/d1.1.")
    person.presses().presses_at("stop")
    assert person.state.path_ids == ("home", "own", "own/d1")
    assert person.state.menu.title == "Title own/d1"


def test_the_place_in_an_own_text_is_kept_and_continued() -> None:
    person = beside().reaches("own", "own/note").hears("Second of own/note.")
    assert person.place is not None
    assert person.place.section_id == "own/note"
    again = Person(silent(), library=library_with_own(), place=person.place).reaches("continue")
    again.hears("Second of own/note.")
    assert "First of own/note." not in again.said()


def test_the_guide_never_goes_over_into_own_texts_nor_they_into_it() -> None:
    library = library_with_own(2)
    assert library.next_section("2.2") is None
    assert library.next_section("own/note") is None
    assert library.next_section("own/d1.2") == "own/d2.1"


def test_no_id_of_an_own_text_can_be_one_of_the_guides() -> None:
    assert is_own(own_id("2.3"))
    assert not is_own("2.3")
    assert own_id("2.3") not in library_with_own().nodes


# --- what is said of them -----------------------------------------------------------------


def test_each_own_text_says_and_shows_that_a_carer_added_it() -> None:
    person = beside().reaches("own", "own/note").hears("First of own/note.")
    assert person.said()[-2:] == ["Title own/note", OWN_NOTE]
    assert scene_of(person.state).badge == OWN_NOTE


def test_inside_one_document_that_is_said_once() -> None:
    person = beside().reaches("own", "own/d1", "own/d1.1").waits(20_000)
    person.reaches("next-section").hears("First of own/d1.2.")
    assert person.said().count(OWN_NOTE) == 1


def test_coming_from_the_guide_or_another_text_it_is_said_again() -> None:
    person = beside().reaches("own", "own/note").hears("First of own/note.").presses()
    person.reaches("stop", "back", "guide", "1", "1.1").hears("First of 1.1.").presses()
    assert person.said().count(GUIDE_NOTE) == 1
    person.reaches("stop", "back", "back", "own", "own/note").hears("First of own/note.")
    assert person.said().count(OWN_NOTE) == 2


# --- words ---------------------------------------------------------------------------------


def test_an_own_text_is_reached_by_its_title_and_found_by_a_word_of_it() -> None:
    person = says(listening(library=library_with_own()), "go to title own note")
    assert person.state.path_ids == ("home", "own")
    assert [it.section_id for it in person.records_of(OpenSection)] == ["own/note"]
    assert "own/note" in [item.id for item in menu_of("find/note", sight(library_with_own())).items]


def test_a_document_is_found_by_its_own_title_too() -> None:
    found = [item.id for item in menu_of("find/d", sight(library_with_own())).items]
    assert {"own/d1", "own/d1.1", "own/d1.2"} <= set(found)


def test_more_than_a_list_holds_are_found_in_groups_that_lead_to_each() -> None:
    library = library_with_own(40)
    items = menu_of("find/own", sight(library)).items
    assert len(items) <= LONGEST_LIST + 1
    pending, reached = ["find/own"], set()
    while pending:
        for item in menu_of(pending.pop(), sight(library)).items:
            if item.id.startswith("find/"):
                pending.append(item.id)
            reached.add(item.id)
    own = {name for name in library.nodes if is_own(name) and name != OWN}
    assert own <= reached


def test_a_large_library_of_own_texts_takes_no_words_from_the_guide() -> None:
    many = library_with_own(MOST_FAR_TITLES)
    alone = {phrase.text for phrase in far_phrases(small_library(), COMMANDS)}
    assert alone <= {phrase.text for phrase in far_phrases(many, COMMANDS)}
    titles = [phrase for phrase in far_phrases(many, COMMANDS) if phrase.text.startswith("go to")]
    assert len(titles) <= MOST_FAR_TITLES


def test_a_title_cannot_take_the_words_of_the_call_for_help() -> None:
    library = library_with_own()
    nodes = dict(library.nodes)
    nodes["own/note"] = replace(nodes["own/note"], title="Help me", said="Help me")
    person = listening(library=replace(library, nodes=nodes)).reaches("own")
    assert vocabulary(person.state)["help me"].meaning is Spoken.HELP_ME


# --- changes while somebody uses the program -----------------------------------------------


def changed(person: Person, library: Library) -> Person:
    """The texts were read anew."""
    return person.gets(LibraryLoaded(at=person.now + 10, library=library))


def test_the_place_and_the_open_section_survive_a_change() -> None:
    person = beside().reaches("own", "own/note").hears("Second of own/note.")
    before = person.state
    changed(person, library_with_own(3))
    assert person.state.reading == before.reading
    assert isinstance(person.state.mode, Playing)
    assert "Third of own/note." in person.waits(20_000).said()


def test_a_section_that_disappears_while_it_is_read_is_read_to_its_end() -> None:
    person = beside().reaches("own", "own/note").hears("Second of own/note.")
    changed(person, small_library()).waits(20_000)
    assert "Third of own/note." in person.said()
    assert person.state.notices == ()
    person.reaches("stop")
    assert person.state.path_ids == ("home",)


def test_a_list_that_disappears_leads_home_and_chooses_nothing() -> None:
    person = beside().reaches("own", "own/d1").waits(2000)
    chosen = person.chosen()
    changed(person, small_library())
    assert person.state.menu.id == "home"
    assert person.chosen() == chosen


def test_what_a_list_says_first_is_not_cut_short_when_own_texts_arrive() -> None:
    person = Person(library=small_library()).reaches("settings", "back")
    intro = person.state.saying
    assert intro is not None
    assert intro.text == "Home"
    changed(person, library_with_own())
    assert person.state.saying == intro
    person.presses_at("own")
    assert person.state.path_ids == ("home", "own")


def test_a_change_elsewhere_leaves_the_list_at_hand_alone() -> None:
    person = beside().reaches("guide").waits(3000)
    before = person.state.mode
    assert isinstance(before, Browsing)
    changed(person, library_with_own(5))
    assert person.state.mode == before


def test_a_removed_section_that_is_opened_all_the_same_leads_back_with_a_sentence() -> None:
    person = beside(sections={"own/note": None}, settings=PLAIN).reaches("own", "own/note")
    person.gets(
        SectionFailed(at=person.now + 100, section_id="own/note", why="There is no section.")
    )
    assert person.state.path_ids == ("home", "own")
    assert person.state.saying is not None
    assert "cannot be opened" in person.state.saying.text


@pytest.mark.parametrize("count", [1, 8, 9, 64, 65, 600])
def test_every_own_text_of_a_long_list_is_reached(count: int) -> None:
    names = [own_id(f"t{number}") for number in range(count)]
    library = flat_library(1)
    nodes = {**library.nodes, OWN: node(OWN, "", *names), **{n: node(n, OWN) for n in names}}
    whole = sight(replace(library, nodes=nodes))
    pending, reached = [OWN], set()
    while pending:
        for item in menu_of(pending.pop(), whole).items:
            if item.id.startswith(f"{OWN}#"):
                pending.append(item.id)
            reached.add(item.id)
    assert set(names) <= reached


def test_places_saved_in_own_texts_name_them() -> None:
    person = beside().reaches("own", "own/note").hears("First of own/note.")
    assert {it.place.section_id for it in person.records_of(SavePlace)} == {"own/note"}


# --- going on reading ---------------------------------------------------------------------


def test_home_does_not_offer_to_go_on_with_a_text_that_was_removed() -> None:
    person = beside().reaches("own", "own/note").hears("Second of own/note.")
    place = person.state.place
    changed(person, small_library()).waits(20_000).reaches("stop")
    assert person.state.path_ids == ("home",)
    assert "continue" not in [item.id for item in person.state.menu.items]
    # A carer who brings it back has lost nothing.
    changed(person, library_with_own())
    assert "continue" in [item.id for item in person.state.menu.items]
    assert place is not None
    assert person.state.place is not None
    assert person.state.place.section_id == place.section_id


def test_home_offers_to_go_on_while_own_texts_are_still_being_read() -> None:
    place = Place(section_id="own/note", sentence=1, text="Second of own/note.")
    person = Person(library=small_library(), place=place)
    assert "continue" in [item.id for item in person.state.menu.items]
    changed(person, library_with_own())
    assert "continue" in [item.id for item in person.state.menu.items]


def test_home_does_not_offer_to_go_on_with_a_text_that_went_while_the_program_was_closed() -> None:
    person = beside(place=Place(section_id="own/none", sentence=1, text="Gone."))
    assert "continue" not in [item.id for item in person.state.menu.items]
