"""What came of a choice is said; whoever cannot hear it reads it. Timelines."""

import pytest

from assistant.core.events import DeviceFailed, DeviceReturned
from assistant.core.settings import with_value
from assistant.view.scene import scene_of
from tests.core.person import PLAIN, WORDS, Person, silent

NO_FIT = WORDS("settings.does_not_fit")
_NEVER_FITS = {"switch__keys": ("space",), "switch__mouse": (), "switch__touch": False}
"""With one key alone there can be no two switches."""


def to_two_switches(person: Person) -> Person:
    return person.reaches("settings", "switch", "scan.method", "two-switch")


def test_without_the_voice_a_refused_choice_says_why_on_the_screen() -> None:
    person = Person(silent(scan__loops=20, switch__move_keys=("space",), **_NEVER_FITS))
    assert scene_of(to_two_switches(person).state).notices == (NO_FIT,)
    person.waits(12_000)
    assert scene_of(person.state).notices == ()


def test_what_is_said_does_not_take_the_place_of_the_hint() -> None:
    settings = with_value(PLAIN, "scan.loops", 20)
    for path, value in (("switch.move_keys", ("space",)), *_as_paths()):
        settings = with_value(settings, path, value)
    person = to_two_switches(Person(settings)).hears(NO_FIT)
    assert scene_of(person.state).notices == ()


def _as_paths() -> list[tuple[str, object]]:
    return [(name.replace("__", "."), value) for name, value in _NEVER_FITS.items()]


@pytest.mark.parametrize("device", ["sound", "synthesizer"])
def test_while_nothing_can_be_heard_the_screen_says_what_came_of_a_choice(device: str) -> None:
    person = Person(with_value(with_value(PLAIN, "speech.volume_percent", 100), "scan.loops", 20))
    person.does("100 end").gets(DeviceFailed(at=200, device=device, why="Nothing is heard."))  # type: ignore[arg-type]
    person.reaches("settings", "speech.volume_percent", "more")
    assert WORDS("settings.no_change") in scene_of(person.state).notices
    person.gets(DeviceReturned(at=person.now, device=device)).waits(11_000)  # type: ignore[arg-type]
    person.reaches("more")
    assert WORDS("settings.no_change") not in scene_of(person.state).notices


def test_a_set_up_without_presses_says_on_the_screen_that_nothing_has_changed() -> None:
    person = Person(silent(scan__loops=20)).reaches("settings", "switch", "set-up").waits(30_000)
    while not person.state.scan:
        person.waits(100)
    assert WORDS("set_up.too_few") in scene_of(person.state).notices


def test_a_way_to_choose_that_was_kept_says_so_on_the_screen() -> None:
    person = Person(silent(scan__loops=20)).reaches("settings", "switch", "scan.method", "step")
    person.waits(300).presses().waits(700).presses().waits(2300)
    assert person.chosen()[-1] == "keep-method"
    assert WORDS("keep_method.kept") in scene_of(person.state).notices


@pytest.mark.parametrize(
    ("path", "chosen", "stands"),
    [
        (("settings", "screen.theme"), "dark", "Dark"),
        (("settings", "switch", "scan.method"), "auto", "The light moves by itself"),
        (("settings", "switch", "profile"), "usual", "The pace is Usual now."),
        (("settings", "switch", "scan.groups"), "none", "No"),
    ],
)
def test_whoever_chooses_what_is_set_already_hears_how_it_stands(
    path: tuple[str, ...], chosen: str, stands: str
) -> None:
    """Not that it goes no further: nobody asked for more."""
    person = Person(with_value(PLAIN, "scan.loops", 20)).reaches(*path, chosen)
    assert person.state.saying is not None
    assert person.state.saying.text == stands
    assert person.saved_settings is None
