from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from assistant.core.library import Place
from assistant.core.menu import Menu, OpenMenu
from assistant.core.menus import menu_of
from assistant.core.phrases import Phrase, Spoken
from assistant.core.set_up import Proposal
from assistant.view.icons import ICONS, Dot, icon
from tests.core.person import Person, library_with_own
from tests.view import scenes


def test_every_drawing_stays_in_its_square() -> None:
    for name, drawing in ICONS.items():
        for shape in drawing:
            points = (shape.centre,) if isinstance(shape, Dot) else shape.points
            assert all(0 <= part <= 1 for part in chain.from_iterable(points)), name


def every_list() -> Iterator[Menu]:
    """All lists that can be reached from Home by choosing, and those that come by themselves."""
    story = scenes.Story()
    sight = replace(
        story.state.sight,
        place=Place(section_id="1.1", sentence=0, text="Here."),
        taught=(("yes", 3),),
        doubts=(Phrase("yes", Spoken.YES, "Yes"),),
        proposal=Proposal(
            mean_ms=700,
            spread_ms=100,
            interval_ms=1100,
            acceptance_ms=0,
            bounce_guard_ms=200,
            lockout_ms=400,
        ),
    )
    pending, seen = ["home", "keep-method", "doubt", "set-up"], set[str]()
    while pending:
        menu = menu_of(pending.pop(), sight)
        if menu.id not in seen:
            seen.add(menu.id)
            yield menu
            actions = (item.action for item in menu.items)
            pending += [action.menu for action in actions if isinstance(action, OpenMenu)]


def test_every_choice_of_every_list_has_a_drawing() -> None:
    lists = list(every_list())
    assert len(lists) > 20
    assert {item.id for menu in lists for item in menu.items if icon(item.icon) is None} == set()
    beside_a_text = [scenes.strip()]
    assert [t.icon for scene in beside_a_text for t in scene.tiles if icon(t.icon) is None] == []


def test_the_choice_of_own_texts_has_a_drawing_of_its_own() -> None:
    items = menu_of("home", Person(library=library_with_own()).state.sight).items
    drawn = {item.id: icon(item.icon) for item in items}
    assert drawn["own"] not in (None, drawn["guide"])


def test_an_unknown_name_has_no_drawing_and_an_unknown_folder_the_usual_one() -> None:
    assert icon("something else") is None
    assert icon("folder-77") == icon("folder")
