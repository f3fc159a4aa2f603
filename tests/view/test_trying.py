"""The newest press is there to be read, on every screen and in the smallest terminal."""

import pytest

from assistant.core.events import NoPress, SwitchPressed, SwitchReleased
from assistant.core.words import Words
from assistant.view.fonts import Fonts
from assistant.view.layout import plan_of
from assistant.view.scene import Scene, is_moving, scene_of
from assistant.view.terminal_layout import Layout, Marks, wording_of
from tests.core.person import Person, silent

FONTS = Fonts()


@pytest.fixture(scope="module")
def scene() -> Scene:
    """After ten presses, the last one filtered by the microphone."""
    person = Person(silent()).reaches("settings", "switch", "try-switch").waits(1000)
    for _ in range(9):
        person.gets(SwitchPressed(at=person.now + 900, switch="gamepad-trigger-5"))
        person.gets(SwitchReleased(at=person.now + 140, switch="gamepad-trigger-5"))
    person.gets(NoPress(at=person.now, switch="sound", length_ms=740, why="not steady"))
    assert not is_moving(person.state)
    return scene_of(person.state)


def test_the_title_says_in_a_word_what_came_of_it(scene: Scene) -> None:
    assert scene.title == "Not steady"


def test_a_gamepads_trigger_has_a_name_that_people_can_read(scene: Scene) -> None:
    assert scene.lines[1].text == "Gamepad trigger 5, 0.14 seconds. It counted."


@pytest.mark.parametrize("percent", [100, 150, 250])
@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (1920, 1080)])
def test_the_newest_press_is_lit_and_whole_in_the_window(
    scene: Scene, size: tuple[int, int], percent: int
) -> None:
    plan = plan_of(scene, *size, percent, FONTS.width)
    lit = " ".join(run.text for line in plan.lines if line.is_lit for run in line.words)
    assert lit == scene.lines[0].text
    hint = " ".join(run.text for run in plan.hint)
    assert "let the switch rest for 10 seconds" in hint


@pytest.mark.parametrize(("width", "height"), [(40, 12), (80, 24), (132, 50)])
def test_the_newest_press_is_there_in_the_terminal(scene: Scene, width: int, height: int) -> None:
    layout = Layout(width=width, height=height, marks=Marks(), wording=wording_of(Words()))
    rows = " ".join(row.text.strip(" ┃") for row in layout.page(scene).rows)
    assert "Sound, 0.74 seconds." in rows
    assert "Not steady" in rows
