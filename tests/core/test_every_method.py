"""Every access method, with and without groups, seen alone and heard alone: to a text and back."""

import pytest

from assistant.core.events import SwitchPressed, SwitchReleased
from assistant.core.settings import Settings, with_value
from assistant.core.state import Playing
from assistant.view.scene import scene_of
from tests.core.person import PLAIN, Person, silent

METHODS = ("auto", "step", "two-switch", "inverse")
GROUPS = ("none", "rows", "halves")
PATIENCE_MS = 90_000


def is_lit(person: Person, item: str) -> bool:
    scan = person.state.scan
    lit = () if scan is None else scan.lit
    return item in [person.state.menu.items[at].id for at in lit]


def goes_down(person: Person, switch: str = "a") -> None:
    person.gets(SwitchPressed(at=person.now + 1, switch=switch))


def comes_up(person: Person, switch: str = "a") -> None:
    person.gets(SwitchReleased(at=person.now + 1, switch=switch))


def presses(person: Person, switch: str = "a") -> None:
    goes_down(person, switch)
    person.waits(150)
    comes_up(person, switch)
    person.waits(350)


def waits_until_lit(person: Person, item: str) -> None:
    until = person.now + PATIENCE_MS
    while not is_lit(person, item):
        person.waits(50)
        assert person.now < until, f"{item} was never lit"


def takes_in_auto(person: Person, item: str) -> None:
    waits_until_lit(person, item)
    person.waits(200)
    presses(person)


def takes_in_step(person: Person, item: str) -> None:
    before = len(person.chosen())
    presses(person)  # the first press arms what is lit
    for _ in range(12):
        if is_lit(person, item):
            break
        presses(person)
    depth = len(person.lit())
    person.waits(person.state.settings.scan.dwell_ms + 3000)
    assert len(person.chosen()) > before or len(person.lit()) > depth


def takes_with_two(person: Person, item: str) -> None:
    for _ in range(12):
        if is_lit(person, item):
            break
        presses(person, "enter")
    presses(person, "space")


def takes_in_inverse(person: Person, item: str) -> None:
    goes_down(person)
    waits_until_lit(person, item)
    person.waits(200)
    comes_up(person)
    person.waits(300)


TAKES = {
    "auto": takes_in_auto,
    "step": takes_in_step,
    "two-switch": takes_with_two,
    "inverse": takes_in_inverse,
}


def chooses(person: Person, item: str) -> None:
    """Until it is chosen, through as many groups as there are."""
    method = person.state.settings.scan.method
    for _ in range(6):
        person.goes_on_until(max(person.now, person.state.switches.locked_until) + 400)
        before = len(person.chosen())
        while person.state.saying is not None and person.state.scan is not None:
            if person.state.scan.index is not None:
                break
            person.waits(50)
        TAKES[method](person, item)
        if len(person.chosen()) > before:
            assert person.chosen()[-1] == item
            return
    raise AssertionError(item)


def to_a_text_and_back(settings: Settings) -> Person:
    person = Person(settings).does("500 end")
    for item in ("guide", "2", "2.2"):
        chooses(person, item)
    assert isinstance(person.state.mode, Playing)
    person.waits(1500)
    presses(person)
    assert person.state.path_ids[-1] == "strip"
    chooses(person, "stop")
    assert person.state.path_ids == ("home", "guide", "2")
    return person


@pytest.mark.parametrize("groups", GROUPS)
@pytest.mark.parametrize("method", METHODS)
def test_without_the_voice_what_is_lit_is_shown_and_a_text_is_reached(
    method: str, groups: str
) -> None:
    person = to_a_text_and_back(silent(scan__method=method, scan__groups=groups, scan__loops=20))
    assert any(tile.is_lit for tile in scene_of(person.state).tiles)


@pytest.mark.parametrize("groups", GROUPS)
@pytest.mark.parametrize("method", METHODS)
def test_without_the_screen_everything_that_is_lit_is_said_and_a_text_is_reached(
    method: str, groups: str
) -> None:
    settings = with_value(with_value(PLAIN, "scan.method", method), "scan.groups", groups)
    person = to_a_text_and_back(with_value(settings, "scan.loops", 20))
    said = person.said()
    titles = {item.id: item.said for item in person.state.menu.items}
    for _, lit in person.lit():
        ids = lit.split("+")
        if ids[0] in titles and len(ids) == 1:
            assert titles[ids[0]] in said
    # Each light has words of its own: the choice, or both ends of the group.
    assert len([at for at, _ in person.lit()]) <= len(said)
