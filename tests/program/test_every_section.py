"""Every section of the real guide, with one switch, heard to its end."""

import pytest

from assistant.core.browsing import path_to
from assistant.core.library import Section
from assistant.storage.folders import content_root, folders_below
from assistant.storage.library_files import Guide, load_guide
from assistant.storage.wording import load_wording
from tests.core.person import Person

SECTIONS = 48


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Guide:
    home = tmp_path_factory.mktemp("home")
    content = content_root() / "en"
    wording, _ = load_wording(content)
    return load_guide(content / "guide", folders_below(home, home, home, home), wording, "us")


def _person(guide: Guide, section: Section) -> Person:
    return Person(library=guide.library, sections={section.id: section})


def _hears_all_of(person: Person, section: Section) -> None:
    """Say yes to every question, and listen."""
    if section.warning:
        person.presses_at("read-anyway")
    for _ in section.gates:
        person.presses_at("hear-part", within_ms=400_000)
    person.hears(section.sentences[-1].text, within_ms=400_000)


def test_every_section_can_be_reached_and_heard_with_one_switch(guide: Guide) -> None:
    assert len(guide.library.order) == SECTIONS
    for name in guide.library.order:
        section = guide.open(name)
        person = _person(guide, section)
        frames = path_to(guide.library, person.state.sight, name)
        person.reaches(*[frame.menu for frame in frames[1:]], name)
        _hears_all_of(person, section)
        spoken = person.said()
        missing = [one.text for one in section.sentences[:-1] if one.text not in spoken]
        assert missing == [], f"all of {name} is heard"


def test_home_is_never_more_than_four_choices_away_from_a_section(guide: Guide) -> None:
    sight = Person(library=guide.library).state.sight
    assert max(len(path_to(guide.library, sight, name)) for name in guide.library.order) <= 4
