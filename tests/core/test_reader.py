"""Reading a section by one switch."""

from dataclasses import replace

import pytest

from assistant.core.effects import OpenSection, SavePlace
from assistant.core.events import CarerKeyPressed, SectionFailed, SectionOpened
from assistant.core.library import Place, Section, Sentence, sentence_at
from assistant.core.settings import Settings
from assistant.core.state import Browsing, Playing, Telling
from assistant.view.scene import scene_of
from tests.core.person import PLAIN, Person, silent, small_section

FIRST, SECOND, THIRD = "First of 1.1.", "Second of 1.1.", "Third of 1.1."
NOT_REVIEWED = "Not yet reviewed by a clinician."


def reading(name: str = "1.1", settings: Settings | None = None) -> Person:
    """A person who has just chosen a section."""
    return Person(settings or silent()).reaches("guide", name[0], name)


def paused(at: str = SECOND) -> Person:
    """Paused in a sentence, with the strip open."""
    person = reading().hears(at).waits(400).presses()
    assert person.state.path_ids[-1] == "strip"
    return person


def now_saying(person: Person) -> str:
    return person.state.saying.text if person.state.saying else ""


def test_a_section_is_said_from_its_title_to_its_end_and_then_says_what_can_follow() -> None:
    person = reading()
    person.waits(20_000)
    assert person.said()[-5:] == ["Title 1.1", NOT_REVIEWED, FIRST, SECOND, THIRD]
    assert person.state.path_ids[-1] == "end"
    assert [item.id for item in person.state.menu.items] == [
        "next-section",
        "read-again",
        "where-from",
        "home",
        "stop",
    ]


def test_the_end_of_a_section_is_spoken_and_not_silent() -> None:
    person = reading(settings=PLAIN)
    person.waits(15_000)
    assert "That is the end of this section." in person.said()


def test_there_is_a_pause_after_each_sentence() -> None:
    person = reading(settings=silent(speech__sentence_gap_ms=700))
    person.waits(20_000)
    first, second = (it for it in person.world.spoken if it.utterance.text in (FIRST, SECOND))
    assert second.started - first.ended == 700


def test_that_nobody_reviewed_a_section_is_said_once_a_session() -> None:
    person = reading()
    person.waits(20_000)
    person.reaches("next-section").waits(20_000)
    assert person.said().count(NOT_REVIEWED) == 1


def test_a_press_pauses_at_once_and_opens_the_strip() -> None:
    person = paused()
    assert person.chosen()[-1] == "pause"
    assert [item.id for item in person.state.menu.items] == [
        "go-on",
        "say-again",
        "back-one",
        "on-one",
        "slower",
        "faster",
        "volume",
        "where-from",
        "stop",
    ]


def test_a_press_in_the_pause_between_two_sentences_pauses_at_the_sentence_just_heard() -> None:
    person = reading(settings=silent(speech__sentence_gap_ms=3000)).hears(FIRST)
    while person.state.saying is not None:
        person.waits(50)
    person.presses().reaches("go-on")
    assert now_saying(person) == FIRST


@pytest.mark.parametrize(
    ("choice", "then"),
    [("go-on", SECOND), ("say-again", SECOND), ("back-one", FIRST), ("on-one", THIRD)],
)
def test_the_strip_moves_in_the_text(choice: str, then: str) -> None:
    person = paused().reaches(choice)
    assert now_saying(person) == then
    assert person.state.path_ids == ("home", "guide", "1")


def test_back_one_at_the_first_sentence_says_it_again() -> None:
    assert now_saying(paused(FIRST).reaches("back-one")) == FIRST


def test_on_one_at_the_last_sentence_ends_the_section() -> None:
    assert paused(THIRD).reaches("on-one").state.path_ids[-1] == "end"


@pytest.mark.parametrize(("choice", "rate"), [("slower", 135), ("faster", 165)])
def test_slower_and_faster_apply_are_kept_and_said_and_the_strip_stays(
    choice: str, rate: int
) -> None:
    person = Person().reaches("guide", "1", "1.1")
    person.hears(SECOND).presses().reaches(choice)
    assert person.state.settings.speech.rate_wpm == rate
    assert person.saved_settings == person.state.settings
    assert now_saying(person) == f"{rate} words a minute"
    assert person.state.path_ids[-1] == "strip"
    person.reaches("go-on")
    assert person.state.saying is not None
    assert person.state.saying.rate_wpm == rate


def test_where_is_this_from_is_told_and_leads_back_to_the_strip_and_the_sentence() -> None:
    person = paused().reaches("where-from")
    assert isinstance(person.state.mode, Telling)
    person.waits(10_000)
    assert person.said()[-2:] == [
        "From a guideline.",
        "No clinician has reviewed this section yet.",
    ]
    assert person.state.path_ids[-1] == "strip"
    assert now_saying(person.reaches("go-on")) == SECOND


def test_after_where_is_this_from_the_first_choice_lit_is_to_go_on() -> None:
    person = paused().reaches("where-from")
    before = len(person.lit())
    person.waits(10_000)
    assert person.lit()[before][1] == "go-on"


def test_stop_leads_back_to_the_list_at_the_section() -> None:
    person = paused().reaches("stop")
    assert person.state.path_ids == ("home", "guide", "1")
    assert person.lit()[-1][1] == "1.1"
    assert person.state.reading is None


def test_a_place_is_kept_at_each_sentence() -> None:
    person = reading()
    person.waits(9000)
    kept = [it.place for _, it in person.records if isinstance(it, SavePlace)]
    assert [(place.sentence, place.text) for place in kept[:3]] == [
        (0, FIRST),
        (1, SECOND),
        (2, THIRD),
    ]


def test_after_the_end_of_a_section_continue_reading_goes_to_the_next() -> None:
    person = reading()
    person.waits(20_000)
    person.reaches("home", "continue").waits(100)
    assert person.state.reading is not None
    assert person.state.reading.section.id == "1.2"


def test_after_a_power_cut_continue_reading_goes_on_at_the_same_sentence() -> None:
    person = reading().hears(SECOND)
    place = person.place
    at = person.now
    person.world._power_cut(at)
    assert person.state.path_ids == ("home",)
    assert person.state.place == place
    person.reaches("continue")
    person.hears(SECOND)
    assert FIRST not in person.said()[person.said().index(SECOND) + 1 :]


def test_after_a_power_cut_the_opening_line_is_heard_out() -> None:
    person = Person().does("2000 fault power-cut\n20000 end")
    cut, whole = person.world.spoken[0], person.world.spoken[1]
    assert cut.ended == 2000
    assert whole.ended - whole.started == person._duration_ms(whole.utterance)


def test_a_change_of_the_section_does_not_lose_the_sentence() -> None:
    section = small_section("1.1")
    more = Sentence(text="New.", paragraph=0, part=0)
    changed = replace(section, sentences=(more, more, *section.sentences))
    assert sentence_at(changed, Place(section_id="1.1", sentence=1, text=SECOND)) == 3


def test_of_equal_sentences_the_nearest_is_the_one() -> None:
    texts = ("Ask your team.", "A.", "B.", "Ask your team.", "C.")
    sentences = tuple(Sentence(text=text, paragraph=0, part=0) for text in texts)
    section = Section(id="x", title="x", said="x", sentences=sentences)
    assert sentence_at(section, Place(section_id="x", sentence=4, text=texts[0])) == 3


@pytest.mark.parametrize(
    "place",
    [
        None,
        Place(section_id="other", sentence=1, text=SECOND),
        Place(section_id="1.1", sentence=99, text="Gone."),
    ],
)
def test_without_a_place_that_fits_reading_begins_at_the_start(place: Place | None) -> None:
    assert sentence_at(small_section("1.1"), place) == 0


def gate() -> Person:
    person = reading("2.2")
    person.waits(12_000)
    assert person.state.path_ids[-1] == "gate"
    return person


def test_before_numbers_the_reader_asks_and_waits() -> None:
    person = gate()
    assert person.state.menu.title == "Do you want to hear the numbers?"
    assert "Third of 2.2." not in person.said()


def test_yes_at_a_gate_goes_on() -> None:
    assert now_saying(gate().reaches("hear-part")) == "Third of 2.2."


def test_no_at_a_gate_goes_behind_that_part() -> None:
    person = gate().reaches("skip-part")
    assert person.state.path_ids[-1] == "end"
    assert "Third of 2.2." not in person.said()


def test_stop_at_a_gate_leads_back_to_the_list_and_remembers_the_sentence_before() -> None:
    person = gate().reaches("stop")
    assert person.state.path_ids == ("home", "guide", "2")
    assert person.place == Place(section_id="2.2", sentence=1, text="Second of 2.2.")


def test_on_one_does_not_step_over_a_gate() -> None:
    person = reading("2.2").hears("Second of 2.2.").presses().reaches("on-one")
    assert person.state.path_ids[-1] == "gate"


def test_reading_again_asks_again() -> None:
    person = gate().reaches("hear-part")
    person.waits(4000)
    person.reaches("read-again").waits(8000)
    assert person.state.path_ids[-1] == "gate"


def two_gates() -> Section:
    parts = [0, 1, 1, 2]
    return Section(
        id="1.1",
        title="T",
        said="T",
        sentences=tuple(
            Sentence(text=f"S{at}.", paragraph=at, part=part) for at, part in enumerate(parts)
        ),
        gates=("One?", "Two?"),
    )


def test_no_at_the_first_of_two_gates_asks_the_second() -> None:
    person = Person(silent(), sections={"1.1": two_gates()}).reaches("guide", "1", "1.1")
    person.waits(5000)
    assert person.state.menu.title == "One?"
    person.reaches("skip-part")
    assert person.state.menu.title == "Two?"
    assert now_saying(person.reaches("hear-part")) == "S3."


def test_a_part_that_was_skipped_is_neither_shown_nor_read_on_the_way_back_or_on() -> None:
    person = Person(silent(), sections={"1.1": two_gates()}).reaches("guide", "1", "1.1")
    person.waits(5000)
    person.reaches("skip-part", "hear-part")
    assert [line.text for line in scene_of(person.state).lines] == ["S0.", "S3."]
    person.gets(CarerKeyPressed(at=person.now + 1, key="left"))
    assert now_saying(person) == "S0."
    person.gets(CarerKeyPressed(at=person.now + 1, key="right"))
    assert now_saying(person) == "S3."
    assert not {"S1.", "S2."} & set(person.said())


def test_reading_again_asks_also_about_the_part_that_was_skipped() -> None:
    person = Person(silent(), sections={"1.1": two_gates()}).reaches("guide", "1", "1.1")
    person.waits(5000)
    person.reaches("skip-part", "skip-part", "read-again").waits(5000)
    assert person.state.menu.title == "One?"
    assert now_saying(person.reaches("hear-part")) == "S1."


def test_a_heavy_section_asks_before_it_says_anything() -> None:
    person = reading("2.1")
    person.waits(1000)
    assert person.state.path_ids[-1] == "warning"
    assert [item.id for item in person.state.menu.items] == ["read-anyway", "next-section", "back"]
    assert not [text for text in person.said() if "2.1" in text]


@pytest.mark.parametrize(
    ("choice", "path"), [("back", ("home", "guide", "2")), ("read-anyway", ("home", "guide", "2"))]
)
def test_what_is_chosen_at_the_warning_happens(choice: str, path: tuple[str, ...]) -> None:
    person = reading("2.1")
    person.waits(1000)
    person.reaches(choice)
    assert person.state.path_ids == path
    assert isinstance(person.state.mode, Playing) == (choice == "read-anyway")


def test_skip_at_the_warning_opens_the_next_section() -> None:
    person = reading("2.1")
    person.waits(1000)
    person.reaches("next-section")
    assert person.records_of(OpenSection)[-1].section_id == "2.2"


def test_a_heavy_section_that_was_begun_goes_on_without_asking_again() -> None:
    place = Place(section_id="2.1", sentence=1, text="Second of 2.1.")
    person = Person(silent(), place=place).reaches("continue")
    person.waits(5000)
    assert "Second of 2.1." in [now_saying(person), *person.said()]


def test_a_section_that_cannot_be_opened_says_so_and_leads_back_to_the_list() -> None:
    person = Person(sections={"1.1": "Its file is broken."}).reaches("guide", "1", "1.1")
    person.waits(1000)
    assert person.state.path_ids == ("home", "guide", "1")
    assert now_saying(person) == "This section cannot be opened now. You can choose another one."
    assert [told.text for told in person.state.notices] == ["Its file is broken."]


def test_a_section_that_never_opens_says_so_and_leads_back_to_the_list() -> None:
    person = Person(sections={"1.1": None}).reaches("guide", "1", "1.1")
    person.waits(6000)
    assert person.state.path_ids == ("home", "guide", "1")
    assert now_saying(person) == "This section cannot be opened now. You can choose another one."


def test_a_section_that_comes_too_late_does_not_start_by_itself() -> None:
    person = Person(silent(), sections={"1.1": None}).reaches("guide", "1", "1.1")
    person.waits(6000)
    person.gets(SectionOpened(at=person.now + 1, section=small_section("1.1")))
    assert isinstance(person.state.mode, Browsing)


def test_a_failure_of_another_section_changes_nothing() -> None:
    person = reading().hears(FIRST)
    person.gets(SectionFailed(at=person.now + 1, section_id="2.2", why="Broken."))
    assert isinstance(person.state.mode, Playing)


def test_a_press_while_a_section_opens_chooses_nothing() -> None:
    person = Person(silent(), sections={"1.1": None}).reaches("guide", "1", "1.1")
    person.waits(1000).presses()
    assert person.chosen() == ["guide", "1", "1.1"]
    assert person.ignored() == ["still opening"]


def test_a_section_without_sentences_ends_and_does_not_touch_another_sections_place() -> None:
    empty = Section(id="2.2", title="T", said="T", sentences=())
    place = Place(section_id="1.1", sentence=1, text=SECOND)
    person = Person(silent(), place=place, sections={"2.2": empty}).reaches("guide", "2", "2.2")
    person.waits(5000)
    assert person.state.path_ids[-1] == "end"
    assert person.place == place


def test_the_last_section_offers_no_next_one() -> None:
    person = gate().reaches("skip-part")
    assert "next-section" not in [item.id for item in person.state.menu.items]


def test_a_carer_pauses_moves_and_stops_by_keys() -> None:
    person = reading().hears(FIRST)
    person.gets(CarerKeyPressed(at=person.now + 1, key="right"))
    assert now_saying(person) == SECOND
    person.gets(CarerKeyPressed(at=person.now + 1, key="left"))
    assert now_saying(person) == FIRST
    person.gets(CarerKeyPressed(at=person.now + 1, key="enter"))
    assert person.state.path_ids[-1] == "strip"
    person.gets(CarerKeyPressed(at=person.now + 1, key="escape"))
    assert person.state.path_ids == ("home", "guide", "1")
    assert person.state.reading is None


def test_a_place_in_a_section_that_is_gone_says_so_at_home() -> None:
    place = Place(section_id="9.9", sentence=1, text="x")
    person = Person(place=place).reaches("continue")
    assert person.state.path_ids == ("home",)
    assert now_saying(person) == "There is nothing to continue yet."


def test_say_again_just_after_a_sentence_began_says_the_one_before() -> None:
    person = reading().hears(SECOND).presses().reaches("say-again")
    assert now_saying(person) == FIRST


def test_go_on_just_after_a_sentence_began_says_that_sentence() -> None:
    person = reading().hears(SECOND).presses().reaches("go-on")
    assert now_saying(person) == SECOND


def test_the_volume_is_a_choice_away_and_back_leads_to_the_strip_and_the_sentence() -> None:
    person = paused().reaches("volume", "more")
    assert person.saved_settings is not None
    assert person.saved_settings.speech.volume_percent == 90
    person.reaches("back")
    assert person.state.path_ids[-1] == "strip"
    assert now_saying(person.reaches("go-on")) == SECOND
