"""Opening the carer's page from the menu."""

from assistant.core.carers import LINK_STAYS_MS
from assistant.core.effects import Notice, OpenCarerPage
from assistant.core.events import CarerPageFailed, CarerPageOpened, EarsOpened
from assistant.core.state import Browsing, Telling
from assistant.rehearsal.virtual import word_events
from assistant.view.scene import scene_of
from tests.core.person import WORDS, Person, silent

LINK = "http://127.0.0.1:4321/enter/abcd-efgh-jkmn"


def asked() -> Person:
    """At the question whether a carer is there."""
    return Person(silent()).reaches("settings", "carers", "carer-page")


def waiting() -> Person:
    """Yes, and the page is not open yet."""
    return asked().reaches("carer-page").waits(50)


def opened(person: Person, *, is_in_browser: bool = True) -> Person:
    event = CarerPageOpened(at=person.now + 1500, link=LINK, is_in_browser=is_in_browser)
    return person.gets(event)


def times_opened(person: Person) -> int:
    return len(person.records_of(OpenCarerPage))


def test_one_press_in_the_list_opens_nothing_yet() -> None:
    person = asked()
    assert times_opened(person) == 0
    assert person.state.menu.intro == WORDS("carer_page.ask")


def test_who_says_no_is_back_and_nothing_was_opened() -> None:
    person = asked().reaches("back")
    assert times_opened(person) == 0
    assert person.state.path_ids == ("home", "settings", "settings/carers")


def test_yes_opens_the_page_once_and_leaves_the_question() -> None:
    person = waiting()
    assert times_opened(person) == 1
    assert person.state.path_ids == ("home", "settings", "settings/carers")


def says(person: Person, text: str) -> Person:
    for event in word_events(text, person.now + 500):
        person.gets(event)
    return person.waits(50)


def asked_by_voice() -> Person:
    person = asked()
    return person.gets(EarsOpened(at=person.now + 1)).waits(1000)


def test_yes_and_no_answer_the_question_by_voice() -> None:
    assert times_opened(says(asked_by_voice(), "yes")) == 1
    person = says(asked_by_voice(), "no")
    assert times_opened(person) == 0
    assert person.state.path_ids[-1] == "settings/carers"


def test_going_on_by_voice_is_no_answer() -> None:
    person = says(asked_by_voice(), "go on")
    assert times_opened(person) == 0
    assert person.state.path_ids[-1] == "settings/carer-page"


def test_the_address_is_shown_large_and_not_said() -> None:
    person = opened(waiting()).waits(10_000)
    assert scene_of(person.state).title == LINK
    assert WORDS("carer_page.opened") in person.said()
    assert not any(LINK in text for text in person.said())


def test_where_no_browser_opened_it_is_said_what_to_do() -> None:
    person = opened(waiting(), is_in_browser=False).waits(10_000)
    assert WORDS("carer_page.type_it") in person.said()
    assert scene_of(person.state).title == LINK


def test_the_address_goes_with_a_press() -> None:
    person = opened(waiting()).waits(10_000).presses()
    assert isinstance(person.state.mode, Browsing)
    assert person.chosen()[-1] == "enough"


def test_the_address_goes_by_itself_after_two_minutes() -> None:
    person = opened(waiting()).waits(LINK_STAYS_MS // 2)
    assert isinstance(person.state.mode, Telling)
    person.waits(LINK_STAYS_MS)
    assert not isinstance(person.state.mode, Telling)


def test_a_press_just_when_the_address_appears_does_not_take_it_away() -> None:
    person = opened(waiting()).presses()
    assert isinstance(person.state.mode, Telling)


def test_after_a_sleep_the_address_is_still_there() -> None:
    person = opened(waiting()).waits(10_000).sleeps_until(3_600_000).waits(20_000)
    assert scene_of(person.state).title == LINK


def test_who_went_on_meanwhile_is_not_taken_away_from_there() -> None:
    person = opened(waiting().reaches("back", "back"))
    assert person.state.path_ids == ("home",)
    assert LINK in person.records_of(Notice)[-1].text


def test_during_a_call_for_help_the_page_takes_nothing_from_it() -> None:
    person = opened(Person(silent()).does("0 end").reaches("help"))
    assert person.state.alarm.is_calling
    assert scene_of(person.state).kind == "call"


def test_a_page_that_cannot_be_opened_is_said_and_why_is_shown() -> None:
    person = waiting()
    person.gets(CarerPageFailed(at=person.now + 500, why="The port is in use.")).waits(50)
    assert person.records_of(Notice)[-1].text == "The port is in use."
    assert isinstance(person.state.mode, Browsing)
