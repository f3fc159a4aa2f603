from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pygame
import pytest

from assistant.core.events import AcknowledgePointed, DeadlineReached
from assistant.core.settings import ScreenSettings, Theme
from assistant.view.painter import Canvas, Painter
from assistant.view.scene import Progress, Scene, progress_of
from assistant.view.theme import READABLE, THEMES, Colour, contrast, luminance
from tests.view import scenes
from tests.view.golden_scenes import GOLDEN, difference, drawn, shrunk

TOLERANCE = 2.0
"""A light that has moved by one choice is above 5; another build of FreeType below 1."""

SIZE = (640, 360)
FOLDER = Path(__file__).parent / "golden"


def painted(painter: Painter, progress: Progress) -> pygame.Surface:
    surface = pygame.Surface(SIZE)
    painter.paint(surface, scenes.guide(), progress)
    return surface


def colour_at(surface: pygame.Surface, x: int, y: int) -> Colour:
    red, green, blue, _ = surface.get_at((x, y))
    return red, green, blue


def changed(one: pygame.Surface, other: pygame.Surface) -> list[pygame.Rect]:
    apart = pygame.mask.from_threshold(one, (0, 0, 0), (1, 1, 1, 255), other)
    apart.invert()
    return apart.get_bounding_rects()


@pytest.mark.parametrize("name", GOLDEN)
def test_the_picture_is_as_it_was_approved(name: str) -> None:
    approved = pygame.image.load(FOLDER / f"{name}.png")
    assert difference(shrunk(drawn(name)), approved) < TOLERANCE


def test_the_comparison_sees_a_light_that_has_moved() -> None:
    surfaces = []
    for lit in (0, 1):
        canvas = Canvas((1280, 720), ScreenSettings())
        canvas.draw(scenes.Story().light(lit).scene, Progress(step_left=0.5))
        surfaces.append(shrunk(canvas.surface))
    assert difference(*surfaces) > 2 * TOLERANCE


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_lit_can_be_told_without_colour(theme: str) -> None:
    # The arrow is there when it is lit and only then, and it is dark on light or light on dark.
    scene = scenes.guide()
    painter = Painter((1280, 720), theme, 100)  # type: ignore[arg-type]
    surface = pygame.Surface((1280, 720))
    painter.paint(surface, scene, Progress(step_left=1.0))
    for place in painter.plan(scene).tiles:
        x = place.arrow.x + place.arrow.w // 3
        arrow = colour_at(surface, x, place.arrow.y + place.arrow.h // 2)
        ground = colour_at(surface, x, place.arrow.y - 2)
        is_seen = contrast(arrow, ground) > READABLE
        assert is_seen == place.tile.is_lit


def test_the_countdown_changes_only_its_own_small_rectangle() -> None:
    painter = Painter(SIZE, "dark", 100)
    before = painted(painter, Progress(step_left=0.9))
    after = before.copy()
    told = painter.paint_progress(after, scenes.guide(), Progress(step_left=0.3))
    assert len(told) == 1
    assert told[0].w * told[0].h < 0.01 * SIZE[0] * SIZE[1]
    assert all(told[0].contains(box) for box in changed(before, after))
    assert changed(after, painted(painter, Progress(step_left=0.3))) == []


def test_the_countdown_gets_shorter() -> None:
    painter = Painter(SIZE, "light", 100)
    reach = [
        painter.moving_width(scenes.guide(), Progress(step_left=left)) for left in (1.0, 0.5, 0.0)
    ]
    assert reach == sorted(reach, reverse=True)
    assert reach[0] > 0 == reach[-1]


@pytest.mark.parametrize(
    "scene", [scenes.home(), scenes.reading(), scenes.strip(), scenes.resting()]
)
def test_the_sign_of_a_hold_grows_over_any_scene(scene: Scene) -> None:
    held = replace(scene, is_holding=True)
    painter = Painter(SIZE, "dark", 100)
    surface = pygame.Surface(SIZE)
    painter.paint(surface, scene, Progress())
    plain = surface.copy()
    painter.paint(surface, held, Progress(hold=0.2))
    assert changed(plain, surface) != []
    early = surface.copy()
    told = painter.paint_progress(surface, held, Progress(hold=0.8))
    assert len(told) == 1
    assert all(told[0].contains(box) for box in changed(early, surface))
    assert painter.moving_width(held, Progress(hold=0.8)) > painter.moving_width(
        held, Progress(hold=0.2)
    )


@pytest.mark.parametrize(
    "scene", [scenes.home(), scenes.reading(), scenes.resting(), scenes.calling()]
)
def test_the_sign_of_closing_grows_over_any_scene_also_over_a_call(scene: Scene) -> None:
    held = replace(scene, is_closing=True)
    painter = Painter(SIZE, "dark", 100)
    surface = pygame.Surface(SIZE)
    painter.paint(surface, scene, Progress())
    plain = surface.copy()
    painter.paint(surface, held, Progress(close=0.2))
    assert changed(plain, surface) != []
    early = surface.copy()
    told = painter.paint_progress(surface, held, Progress(close=0.8))
    assert all(told[0].contains(box) for box in changed(early, surface))


def test_the_sign_of_a_call_comes_before_that_of_closing() -> None:
    painter = Painter(SIZE, "dark", 100)
    one, both = pygame.Surface(SIZE), pygame.Surface(SIZE)
    held = replace(scenes.home(), is_holding=True)
    painter.paint(one, held, Progress(hold=0.2))
    painter.paint(both, replace(held, is_closing=True), Progress(hold=0.2, close=0.9))
    assert changed(one, both) == []


COVER = ("Your switch is not heard now", "Click here.")


def test_nothing_moves_over_what_covers_a_scene() -> None:
    covered = replace(scenes.home(), cover=COVER)
    painter = Painter(SIZE, "dark", 100)
    surface = pygame.Surface(SIZE)
    painter.paint(surface, covered, Progress(step_left=1.0))
    before = surface.copy()
    assert painter.paint_progress(surface, covered, Progress(step_left=0.3)) == []
    assert changed(before, surface) == []


def test_pointing_finds_nothing_that_lies_under_a_cover() -> None:
    painter = Painter((1280, 720), "dark", 100)
    covered = replace(scenes.home(), cover=COVER)
    box = painter.plan(covered).cover.box  # type: ignore[union-attr]
    points = [(x, y) for x in range(box.x, box.right, 20) for y in range(box.y, box.bottom, 20)]
    assert {painter.hit(covered, point) for point in points} == {None}


@pytest.mark.parametrize("theme", ["light", "dark", "high-contrast"])
def test_a_dark_screen_is_as_good_as_black_in_every_theme(theme: Theme) -> None:
    dark = replace(scenes.resting(), kind="dark", notices=("There is no sound.",))
    surface = pygame.Surface(SIZE)
    Painter(SIZE, theme, 250).paint(surface, dark, Progress())
    average = pygame.transform.average_color(surface)
    assert luminance((average[0], average[1], average[2])) < 0.01
    assert max(surface.get_at((x, y))[0] for x in range(SIZE[0]) for y in range(SIZE[1])) < 100


def test_in_the_dark_a_hold_still_shows_its_sign() -> None:
    dark = replace(scenes.resting(), kind="dark")
    painter = Painter(SIZE, "dark", 100)
    surface = pygame.Surface(SIZE)
    painter.paint(surface, dark, Progress())
    plain = surface.copy()
    painter.paint(surface, replace(dark, is_holding=True), Progress(hold=0.5))
    assert changed(plain, surface) != []


def test_pointing_finds_every_choice_and_nothing_beside_them() -> None:
    painter = Painter((1280, 720), "dark", 100)
    scene = scenes.guide()
    for place in painter.plan(scene).tiles:
        middle = (place.box.x + place.box.w // 2, place.box.y + place.box.h // 2)
        assert painter.hit(scene, middle) == place.tile.id
    assert painter.hit(scene, (2, 2)) is None


def test_on_a_call_only_the_button_is_found() -> None:
    painter = Painter((1280, 720), "dark", 100)
    found = {
        painter.hit(scenes.calling(), (x, y)) for x in range(0, 1280, 20) for y in range(0, 720, 20)
    }
    assert found == {None, "acknowledge"}


def test_the_screen_of_a_call_never_flashes() -> None:
    """WCAG 2.3.1: no more than three flashes in any second. Ten seconds at 15 frames each."""
    story = scenes.Story().call()
    canvas = Canvas((160, 90), ScreenSettings())
    seen: list[float] = []
    for at in range(0, 10_000, 66):
        if 2000 <= at < 2066 or 6000 <= at < 6066:
            story.then(AcknowledgePointed(at=story.state.now))
            if not story.state.alarm.is_calling:
                story.call()
        story.then(DeadlineReached(at=story.state.now + 66))
        canvas.draw(story.scene, progress_of(story.state, story.state.now))
        average = pygame.transform.average_color(canvas.surface)
        seen.append(luminance((average[0], average[1], average[2])))
    assert most_flashes_a_second(seen) <= 3


def most_flashes_a_second(seen: list[float]) -> int:
    """A flash is a change of the whole screen's light by a tenth of what there can be."""
    steps = [abs(b - a) > 0.1 for a, b in pairwise(seen)]
    return max(sum(steps[at : at + 15]) for at in range(len(steps)))


def test_the_count_of_flashes_sees_a_screen_that_flashes() -> None:
    assert most_flashes_a_second([0.0, 1.0] * 75) == 15


def test_a_canvas_saves_what_it_drew(tmp_path: Path) -> None:
    canvas = Canvas((320, 180), ScreenSettings())
    canvas.draw(scenes.home(), Progress())
    canvas.save(tmp_path / "new" / "home.png")
    assert pygame.image.load(tmp_path / "new" / "home.png").get_size() == (320, 180)
