"""Whatever the list, the text, the window and the letters: all is there, and nothing is cut."""

from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as some

from assistant.view.fonts import Fonts
from assistant.view.layout import CLOSE_SIGN, HELP_SIGN, Plan, plan_of, sign_of
from assistant.view.scene import Scene
from assistant.view.sizes import BODY_CAPITALS, sizes_of
from assistant.view.text_fit import BASELINE, CAP, Box, Run, line_height
from tests.view import scenes

FONTS = Fonts()

SCREENS = ((1280, 720), (1366, 768), (1920, 1080), (1920, 1200), (2560, 1440), (3840, 2160))
PERCENTS = (100, 125, 150, 200, 250)
WORDS = (
    "a", "the", "of", "and", "care", "medicines", "breathing", "complementary", "Riluzole:",
    "communicating", "safely", "what", "can", "cannot", "planning", "ahead",
)  # fmt: skip

screens = some.sampled_from(SCREENS)
any_window = some.tuples(some.integers(480, 4000), some.integers(360, 2400))
percents = some.sampled_from(PERCENTS)
phrases = some.lists(some.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
titles = some.lists(phrases, min_size=1, max_size=8).map(tuple)
sentences = some.lists(
    some.lists(some.sampled_from(WORDS), min_size=2, max_size=22).map(" ".join),
    min_size=1,
    max_size=25,
).map(tuple)

quick = how(max_examples=40, deadline=None)


def planned(scene: Scene, size: tuple[int, int], percent: int) -> Plan:
    return plan_of(scene, *size, percent, FONTS.width)


def boxes_of(plan: Plan) -> list[Box]:
    """All grounds on which something stands: they must not lie over each other."""
    boxes = [place.box for place in plan.tiles] + [line.bar for line in plan.lines]
    boxes += [panel.box for panel in (plan.badge, plan.notice, plan.button) if panel]
    return boxes


def runs_of(plan: Plan) -> list[tuple[Run, Box]]:
    """Every line of text, with the ground on which it must stay."""
    page = Box(0, 0, plan.sizes.width, plan.sizes.height)
    runs = [(run, page) for run in (*plan.title, *plan.trail, *plan.hint)]
    for place in plan.tiles:
        runs += [(run, place.box) for run in (place.number, *place.words)]
    for line in plan.lines:
        runs += [(run, line.bar) for run in line.words]
    for panel in (plan.badge, plan.notice, plan.button):
        runs += [(run, panel.box) for run in panel.words] if panel else []
    return runs


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.right
        and other.x < one.right
        and one.y < other.bottom
        and other.y < one.bottom
    )


def assert_sound(plan: Plan) -> None:
    page = Box(0, 0, plan.sizes.width, plan.sizes.height)
    for run, ground in runs_of(plan):
        assert ground.contains(run.box), run.text
        assert run.box.w >= FONTS.width(run.text, run.px, run.is_bold)
        assert run.box.h >= line_height(run.px)
    for box in boxes_of(plan):
        assert page.contains(box)
    for one, other in combinations(boxes_of(plan), 2):
        assert not overlap(one, other)
    for one, other in combinations([run.box for run, _ in runs_of(plan)], 2):
        assert not overlap(one, other)


def words_of(runs: tuple[Run, ...]) -> str:
    return " ".join(run.text for run in runs)


@quick
@given(titles=titles, size=some.one_of(screens, any_window), percent=percents, data=some.data())
def test_no_list_is_ever_cut_off_or_lies_over_itself(
    titles: tuple[str, ...], size: tuple[int, int], percent: int, data: some.DataObject
) -> None:
    lit = data.draw(some.one_of(some.none(), some.integers(0, len(titles))))
    plan = planned(scenes.list_of(titles, lit), size, percent)
    assert_sound(plan)
    for place in plan.tiles:
        assert words_of(place.words) == place.tile.title
        for part in (place.arrow, place.bar, *((place.icon,) if place.icon else ())):
            assert place.box.contains(part)
            assert not any(overlap(part, run.box) for run in place.words)
    assert lit is None or any(place.tile.is_lit for place in plan.tiles)


@quick
@given(lines=sentences, size=some.one_of(screens, any_window), percent=percents, data=some.data())
def test_the_sentence_that_is_read_is_wholly_in_view_and_no_sentence_is_cut(
    lines: tuple[str, ...], size: tuple[int, int], percent: int, data: some.DataObject
) -> None:
    lit = data.draw(some.integers(0, len(lines) - 1))
    plan = planned(scenes.text_of(lines, lit), size, percent)
    assert_sound(plan)
    shown = [words_of(line.words) for line in plan.lines]
    assert [words_of(line.words) for line in plan.lines if line.is_lit] == [lines[lit]]
    first = lines.index(shown[0])
    assert any(tuple(shown) == lines[at : at + len(shown)] for at in range(first, len(lines))), (
        "sentences that follow each other"
    )


@quick
@given(size=screens, percent=percents, sentence=some.integers(0, 4), lit=some.integers(0, 7))
def test_the_reading_strip_leaves_the_sentence_in_view(
    size: tuple[int, int], percent: int, sentence: int, lit: int
) -> None:
    scene = scenes.Story().read(sentence).press("enter").light(lit).scene
    plan = planned(scene, size, percent)
    assert_sound(plan)
    assert any(line.is_lit for line in plan.lines)
    assert any(place.tile.is_lit for place in plan.tiles)
    assert any(place.tile.id == "stop" for place in plan.tiles)


@quick
@given(size=some.one_of(screens, any_window), percent=percents, has_notice=some.booleans())
def test_rest_and_call_are_never_cut_off(
    size: tuple[int, int], percent: int, *, has_notice: bool
) -> None:
    for story in (scenes.Story().rest(), scenes.Story().call()):
        scene = story.lose_sound().scene if has_notice else story.scene
        plan = planned(scene, size, percent)
        assert_sound(plan)
        assert words_of(plan.title) == scene.title
        assert words_of(plan.hint) == scene.hint
        assert (plan.notice is not None) == has_notice


@quick
@given(
    size=some.one_of(screens, any_window),
    percent=percents,
    words=some.sampled_from([HELP_SIGN, CLOSE_SIGN]),
)
def test_the_sign_of_a_hold_is_never_cut_off(
    size: tuple[int, int], percent: int, words: tuple[str, str]
) -> None:
    sign = sign_of(*size, percent, FONTS.width, words)
    assert Box(0, 0, *size).contains(sign.box)
    for part in (sign.icon, sign.bar, *(run.box for run in sign.words)):
        assert sign.box.contains(part)
    for one, other in combinations((sign.icon, sign.bar, *(run.box for run in sign.words)), 2):
        assert not overlap(one, other)


COVER = (
    scenes.WORDS("focus.title"),
    f"{scenes.WORDS('focus.shown')} {scenes.WORDS('focus.say_help', help_me='help me')}",
)


@quick
@given(
    scene=some.sampled_from([scenes.home(), scenes.reading(), scenes.strip(), scenes.resting()]),
    size=some.one_of(screens, any_window),
    percent=percents,
)
def test_what_covers_a_scene_is_never_cut_off(
    scene: Scene, size: tuple[int, int], percent: int
) -> None:
    panel = planned(replace(scene, cover=COVER), size, percent).cover
    assert panel is not None
    assert panel.icon is not None
    assert Box(0, 0, *size).contains(panel.box)
    parts = (panel.icon, *(run.box for run in panel.words))
    assert all(panel.box.contains(part) for part in parts)
    assert not any(overlap(one, other) for one, other in combinations(parts, 2))
    assert words_of(panel.words) == " ".join(COVER)


@pytest.mark.parametrize("size", SCREENS)
@pytest.mark.parametrize("percent", PERCENTS)
def test_the_sentence_that_is_read_is_seen_above_what_covers_the_rest(
    size: tuple[int, int], percent: int
) -> None:
    plan = planned(replace(scenes.reading(), cover=COVER), size, percent)
    assert plan.cover is not None
    [lit] = [line for line in plan.lines if line.is_lit]
    assert lit.bar.bottom <= plan.cover.box.y


@pytest.mark.parametrize("size", SCREENS)
def test_what_covers_can_be_read_across_the_room(size: tuple[int, int]) -> None:
    """Capitals of 1/22 of the height: 16 minutes of arc on a 24 inch screen three metres away."""
    plan = planned(replace(scenes.reading(), cover=COVER), size, 100)
    assert plan.cover is not None
    assert max(run.px for run in plan.cover.words) * CAP >= size[1] / 22


@pytest.mark.parametrize("size", SCREENS)
@pytest.mark.parametrize("percent", PERCENTS)
def test_back_is_at_the_same_place_in_every_list(size: tuple[int, int], percent: int) -> None:
    lists = [scenes.list_of(titles, 0) for _, titles in scenes.real_titles()]
    places = {
        place.box
        for scene in [*lists, scenes.strip(), scenes.Story().pick("settings").scene]
        for place in planned(scene, size, percent).tiles
        if place.tile.is_back
    }
    assert len(places) == 1


@pytest.mark.parametrize("size", SCREENS)
@pytest.mark.parametrize(("folder", "titles"), scenes.real_titles())
def test_every_list_of_the_guide_is_seen_whole_at_usual_letters(
    folder: str, titles: tuple[str, ...], size: tuple[int, int]
) -> None:
    for percent in (100, 150):
        plan = planned(scenes.list_of(titles, 0, title=folder), size, percent)
        assert [words_of(place.words) for place in plan.tiles] == [*titles, "Back"]
        assert plan.pages == ()
        smallest = plan.sizes.crowded if percent > 100 else plan.sizes.body
        choices = [place for place in plan.tiles if not place.tile.is_back]
        assert all(run.px >= smallest for place in choices for run in place.words)


@pytest.mark.parametrize(("folder", "titles"), scenes.real_titles())
def test_the_largest_letters_stay_large_and_every_choice_comes_into_view(
    folder: str, titles: tuple[str, ...]
) -> None:
    for lit in range(len(titles)):
        plan = planned(scenes.list_of(titles, lit, title=folder), (1280, 720), 250)
        assert_sound(plan)
        place = next(place for place in plan.tiles if place.tile.is_lit)
        assert words_of(place.words) == titles[lit]
        assert all(run.px >= plan.sizes.crowded for run in place.words)


def test_while_back_is_lit_the_page_before_it_stays() -> None:
    _, titles = max(scenes.real_titles(), key=lambda folder: len(folder[1]))
    last = planned(scenes.list_of(titles, len(titles) - 1), (1280, 720), 250)
    back = planned(scenes.list_of(titles, len(titles)), (1280, 720), 250)
    assert len(last.pages) > 1
    assert [place.box for place in last.tiles] == [place.box for place in back.tiles]
    assert last.page == back.page


def test_nothing_moves_when_the_light_does() -> None:
    titles = scenes.FOLDERS
    plans = [planned(scenes.list_of(titles, lit), (1280, 720), 100) for lit in range(7)]
    assert len({tuple(place.box for place in plan.tiles) for plan in plans}) == 1
    assert len({tuple(place.words for place in plan.tiles) for plan in plans}) == 1


def test_a_notice_does_not_move_the_choices() -> None:
    calm = planned(scenes.Story().light(0).scene, (1280, 720), 100)
    told = planned(scenes.Story().light(0).lose_sound().scene, (1280, 720), 100)
    assert told.notice is not None
    assert [place.box for place in calm.tiles] == [place.box for place in told.tiles]


def test_of_many_notices_the_newest_is_always_there() -> None:
    many = tuple(f"Something small is wrong with part number {at}." for at in range(12))
    scene = scenes.list_of(("One",), 0)
    told = Scene(kind="list", title="A list", tiles=scene.tiles, notices=many)
    plan = planned(told, (1280, 720), 100)
    assert plan.notice is not None
    assert words_of(plan.notice.words).endswith(many[-1])
    assert all(run.px >= 0.8 * plan.sizes.small - 1 for run in plan.notice.words)


def test_that_a_press_takes_the_choice_back_is_read_also_while_something_is_broken() -> None:
    scene = Scene(
        kind="list",
        title="A list",
        tiles=scenes.list_of(("One",), None).tiles,
        hint="Chosen: A list. Not this? Press now.",
        is_hint_brief=True,
        notices=("There is no sound.",),
    )
    assert words_of(planned(scene, (1280, 720), 100).hint) == scene.hint
    after = planned(replace(scene, hint="Press.", is_hint_brief=False), (1280, 720), 100)
    assert after.notice is not None


def test_the_second_button_of_the_call_is_nowhere_near_the_first() -> None:
    for size in SCREENS:
        first, second = (
            planned(
                Scene(kind="call", title="I need help", badge="I am here", acknowledge=which),
                size,
                100,
            ).button
            for which in ("first", "second")
        )
        assert first is not None
        assert second is not None
        assert second.box.x - first.box.right > size[0] // 40


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_letters_are_large_enough_to_read_from_a_chair(width: int, height: int) -> None:
    for percent in PERCENTS:
        sizes = sizes_of(width, height, percent)
        assert sizes.body * CAP >= height * BODY_CAPITALS * percent / 100 - 1
        assert min(sizes.heading, sizes.choice, sizes.reading) >= sizes.body
        assert sizes.small * CAP >= height * BODY_CAPITALS


def test_across_the_room_the_largest_letters_are_nearly_20_minutes_of_arc() -> None:
    millimetres = 299 * sizes_of(1920, 1080, 250).body * CAP / 1080
    minutes = millimetres / 3000 * 60 * 57.3
    assert minutes == pytest.approx(19, abs=0.5)


@pytest.mark.parametrize("px", [14, 20, 22, 31, 38, 57, 173])
@pytest.mark.parametrize("is_bold", [False, True])
def test_no_letter_reaches_out_of_its_line(px: int, is_bold: bool) -> None:  # noqa: FBT001
    drawn = FONTS.drawn("HxgjpqyÄÉÅçß|()›", px, (255, 255, 255), is_bold=is_bold)
    ink = drawn.get_bounding_rect()
    baseline = FONTS.ascent(px, is_bold=is_bold)
    assert baseline - ink.top <= round(BASELINE * px)
    assert ink.bottom - baseline <= line_height(px) - round(BASELINE * px)


@given(any_window, percents, some.lists(phrases, min_size=1, max_size=3))
@quick
def test_whom_to_phone_stands_between_the_words_and_the_button(
    size: tuple[int, int], percent: int, people: list[str]
) -> None:
    scene = replace(scenes.calling(), people=tuple(people), notices=("There is no sound.",))
    plan = planned(scene, size, percent)
    assert_sound(plan)
    shown = " ".join(run.text for run in plan.hint)
    assert all(word in shown for person in people for word in person.split())
    lines = sorted(plan.hint, key=lambda run: run.box.y)
    assert plan.notice is not None
    # The last line may touch the notice below it by its descent, and no more.
    assert all(run.box.y + run.px <= plan.notice.box.y for run in lines)
    for one, other in pairwise(lines):
        assert not overlap(one.box, other.box)
