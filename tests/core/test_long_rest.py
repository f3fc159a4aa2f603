"""A screen that goes dark by itself, so that the computer's own never has to."""

from assistant.core.events import FocusLost, Stirred, SwitchPressed
from assistant.core.state import Browsing, Resting
from assistant.view.scene import scene_of
from tests.core.person import Person, silent

AFTER_MS = 600_000


def resting(dark_after_minutes: int = 10) -> Person:
    return Person(silent(screen__dark_after_minutes=dark_after_minutes)).reaches("rest")


def is_dark(person: Person) -> bool:
    return scene_of(person.state).kind == "dark"


def test_in_a_long_rest_the_screen_goes_dark() -> None:
    person = resting().waits(AFTER_MS - 1000)
    assert not is_dark(person)
    assert is_dark(person.waits(1000))


def test_it_stays_bright_where_nobody_wants_it_dark() -> None:
    assert not is_dark(resting(0).waits(24 * 3_600_000))


def test_a_press_lights_it_and_chooses_nothing() -> None:
    person = resting().waits(AFTER_MS).presses()
    assert not is_dark(person)
    assert isinstance(person.state.mode, Browsing)
    assert person.chosen()[-1] == "wake"


def test_somebody_at_the_computer_lights_it_and_the_rest_goes_on() -> None:
    person = resting().waits(AFTER_MS)
    person.gets(Stirred(at=person.now + 1))
    assert not is_dark(person)
    assert isinstance(person.state.mode, Resting)
    assert is_dark(person.waits(AFTER_MS))


def test_a_hold_in_the_dark_calls_for_help() -> None:
    person = resting().waits(AFTER_MS)
    person.gets(SwitchPressed(at=person.now + 1, switch="space")).waits(1000)
    assert scene_of(person.state).is_holding
    assert person.waits(2100).state.alarm.is_calling
    assert scene_of(person.state).kind == "call"


def test_it_says_in_the_dark_what_to_press() -> None:
    scene = scene_of(resting().waits(AFTER_MS).state)
    assert "Press your switch" in scene.hint
    assert scene.ears == ""


def test_that_the_switch_is_not_heard_is_said_brightly() -> None:
    person = resting().waits(AFTER_MS)
    person.gets(FocusLost(at=person.now + 1, hears_mouse=False)).waits(5000)
    assert scene_of(person.state).kind == "rest"
    assert scene_of(person.state).cover is not None


def test_a_list_and_a_reading_are_never_dark() -> None:
    settings = silent(screen__dark_after_minutes=1, scan__loops=20, scan__interval_ms=3000)
    person = Person(settings).reaches("guide", "1", "1.1")
    kinds = {scene_of(person.waits(1000).state).kind for _ in range(150)}
    assert kinds == {"text", "list"}
