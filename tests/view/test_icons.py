from itertools import chain

from assistant.core.menus import menu_of
from assistant.view.icons import ICONS, Dot, icon
from tests.core.person import Person, library_with_own
from tests.view import scenes


def test_every_drawing_stays_in_its_square() -> None:
    for name, drawing in ICONS.items():
        for shape in drawing:
            points = (shape.centre,) if isinstance(shape, Dot) else shape.points
            assert all(0 <= part <= 1 for part in chain.from_iterable(points)), name


def test_every_choice_of_every_list_has_a_drawing() -> None:
    story = scenes.Story()
    shown = [
        story.scene,
        scenes.guide(),
        scenes.strip(),
        scenes.Story().pick("settings").scene,
        scenes.Story().pick("settings").pick("screen.theme").scene,
        scenes.Story().pick("settings").pick("switch").pick("scan.press_time").scene,
        scenes.Story().pick("settings").pick("speech.rate_wpm").scene,
    ]
    assert [t.icon for scene in shown for t in scene.tiles if icon(t.icon) is None] == []


def test_the_choice_of_own_texts_has_a_drawing_of_its_own() -> None:
    items = menu_of("home", Person(library=library_with_own()).state.sight).items
    drawn = {item.id: icon(item.icon) for item in items}
    assert drawn["own"] not in (None, drawn["guide"])


def test_an_unknown_name_has_no_drawing_and_an_unknown_folder_the_usual_one() -> None:
    assert icon("something else") is None
    assert icon("folder-77") == icon("folder")
