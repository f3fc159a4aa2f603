"""Several choices lit together, as an occupational therapist would write it down.

Home has four choices: guide, settings, help, rest. The guide of this file has eight sections and
Back. Without the voice the first stop of a round stays for 2.5 s, each other one for 1.5 s.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.core.effects import GroupEntered, Selected
from assistant.core.events import CarerKeyPressed, EarsOpened, SwitchPressed, SwitchReleased
from assistant.core.grouping import LONGEST_ROW, stops_of
from assistant.core.settings import Groups, with_value
from assistant.core.state import Resting
from assistant.core.units import Millis
from assistant.rehearsal.virtual import word_events
from assistant.view.scene import progress_of, scene_of
from tests.core.person import PLAIN, WORD_MS, Person, flat_library, silent


def rows(**values: object) -> Person:
    return Person(silent(scan__groups="rows", **values))


def halves(**values: object) -> Person:
    return Person(silent(scan__groups="halves", **values))


def in_long_list(person: Person) -> Person:
    """Nine choices: s0 to s7, and Back."""
    person.library = flat_library(8)
    person.world.loop = person.world._new_loop()
    person.does("0 end")
    person.gets(CarerKeyPressed(at=10, key="up")).gets(CarerKeyPressed(at=20, key="down"))
    person.gets(CarerKeyPressed(at=30, key="enter")).waits(970)
    assert person.state.path_ids == ("home", "guide")
    return person


def entered(person: Person) -> list[tuple[Millis, str]]:
    return [(at, "+".join(it.items)) for at, it in person.records if isinstance(it, GroupEntered)]


def chosen(person: Person) -> list[tuple[Millis, str]]:
    return [(at, it.item) for at, it in person.records if isinstance(it, Selected)]


# --- which choices are together ----------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "groups", "sizes"),
    [
        (9, "rows", [3, 3, 3]),
        (8, "rows", [3, 3, 2]),
        (7, "rows", [3, 2, 2]),
        (5, "rows", [3, 2]),
        (4, "rows", [2, 2]),
        (3, "rows", [1, 1, 1]),
        (9, "halves", [5, 4]),
        (4, "halves", [2, 2]),
        (3, "halves", [2, 1]),
        (2, "halves", [1, 1]),
        (4, "none", [1, 1, 1, 1]),
    ],
)
def test_how_long_lists_are_parted(count: int, groups: Groups, sizes: list[int]) -> None:
    assert [len(stop) for stop in stops_of(range(count), groups)] == sizes


@given(st.lists(st.integers(0, 99), min_size=1, unique=True), st.sampled_from(["rows", "halves"]))
def test_every_choice_is_in_one_group_and_their_order_is_kept(
    items: list[int], groups: Groups
) -> None:
    stops = stops_of(items, groups)
    assert [item for stop in stops for item in stop] == items
    assert all(stops)
    if groups == "rows":
        assert max(map(len, stops)) <= LONGEST_ROW


# --- auto scan ---------------------------------------------------------------------------


def test_rows_are_lit_one_after_another() -> None:
    person = rows().does("6000 end")
    assert person.lit() == [(0, "guide+settings"), (2500, "help+rest"), (4000, "guide+settings")]


def test_a_press_goes_into_the_row_and_its_choices_are_lit_one_by_one() -> None:
    person = rows().does("1000 press\n1100 release\n4000 end")
    assert entered(person) == [(1000, "guide+settings")]
    assert person.lit()[1:] == [(1000, "guide"), (3500, "settings")]
    assert chosen(person) == []


def test_a_second_press_chooses_in_the_row() -> None:
    person = rows().does("1000 press\n1100 release\n4000 press\n4100 release")
    assert chosen(person) == [(4000, "settings")]


def test_going_into_a_row_locks_like_a_choice() -> None:
    person = rows().does("1000 press\n1100 release\n1450 press\n1490 release\n1700 end")
    assert person.ignored() == ["lockout"]
    assert chosen(person) == []


def test_a_row_entered_by_mistake_is_left_after_two_rounds_for_the_next_one() -> None:
    person = rows().does("1000 press\n1100 release\n11000 end")
    assert [item for _, item in person.lit()[1:]] == [
        "guide",
        "settings",
        "guide",
        "settings",
        "help+rest",
        "guide+settings",
    ]


def test_in_a_spoken_scan_the_row_is_named_by_its_ends() -> None:
    person = Person(with_value(PLAIN, "scan.groups", "rows")).does("20000 end")
    assert "Treatment guide, or Settings" in person.said()
    in_long = in_long_list(Person(with_value(PLAIN, "scan.groups", "rows"))).waits(20_000)
    assert "Title s0, to Title s2" in in_long.said()


def test_the_row_stays_lit_for_the_interval_after_its_name() -> None:
    settings = with_value(with_value(PLAIN, "scan.groups", "rows"), "scan.first_item_extra_ms", 0)
    person = Person(settings).does("20000 end")
    first, second = person.lit()[:2]
    assert second[0] - first[0] == 4 * WORD_MS + 1500


def test_all_choices_of_the_lit_row_are_shown_lit() -> None:
    person = rows().does("1000 end")
    assert [tile.id for tile in scene_of(person.state).tiles if tile.is_lit] == [
        "guide",
        "settings",
    ]


def test_the_choices_of_the_row_that_was_gone_into_are_framed() -> None:
    person = rows().does("1000 press\n1100 release\n4000 end")
    tiles = scene_of(person.state).tiles
    assert [tile.id for tile in tiles if tile.is_near] == ["guide", "settings"]
    assert [tile.id for tile in tiles if tile.is_lit] == ["settings"]


def test_the_scan_over_rows_rests_after_its_rounds() -> None:
    person = rows(scan__loops=2).does("9000 end")
    assert isinstance(person.state.mode, Resting)


def test_rounds_inside_a_row_do_not_count_for_the_rounds_over_the_rows() -> None:
    person = rows(scan__loops=1).does("1000 press\n1100 release\n60000 end")
    assert [item for _, item in person.lit()][-1] == "help+rest"
    assert isinstance(person.state.mode, Resting)


def test_halves_are_halved_until_one_choice_is_left() -> None:
    person = in_long_list(halves()).waits(10)
    for _ in range(4):
        person.waits(800).presses()
    assert entered(person)[-3:] == [
        (entered(person)[-3][0], "s0+s1+s2+s3+s4"),
        (entered(person)[-2][0], "s0+s1+s2"),
        (entered(person)[-1][0], "s0+s1"),
    ]
    person.waits(800)
    assert [item for _, item in chosen(person)][-1] == "s0"


def test_a_half_entered_by_mistake_is_left_to_the_half_beside_it() -> None:
    person = in_long_list(halves()).waits(10).presses().waits(900).presses()
    before = len(person.lit())
    person.waits(14_000)
    shown = [item for _, item in person.lit()[before - 1 :]]
    assert shown[:3] == ["s0+s1", "s2", "s0+s1"]
    assert "s3+s4" in shown
    assert shown.index("s3+s4") < 6


def test_every_choice_of_a_list_can_be_chosen_with_groups() -> None:
    for groups in ("rows", "halves"):
        for wanted in range(9):
            person = in_long_list(Person(silent(scan__groups=groups)))
            item = person.state.menu.items[wanted].id
            until = person.now + 120_000
            while person.now < until and item not in person.chosen():
                person.waits(100)
                if item in person.lit()[-1][1].split("+") and not person.state.switches.held:
                    person.goes_on_until(max(person.now, person.state.switches.locked_until + 350))
                    if item in person.lit()[-1][1].split("+"):
                        person.presses()
            assert person.chosen()[-1] == item


def test_coming_back_the_row_of_the_last_choice_is_lit_first() -> None:
    person = rows().does("3000 press\n3100 release\n3700 press\n3800 release\n9000 end")
    assert person.chosen() == ["help"]
    person.gets(CarerKeyPressed(at=person.now + 1, key="escape")).waits(100)
    # Whoever called for help does not want it lit again first.
    assert person.lit()[-1][1] == "guide+settings"
    person = rows().does("1000 press\n1100 release\n4000 press\n4100 release\n5000 end")
    assert person.chosen() == ["settings"]
    person.gets(CarerKeyPressed(at=person.now + 1, key="escape")).waits(100)
    assert person.lit()[-1][1] == "guide+settings"


# --- the other access methods ------------------------------------------------------------


def test_step_each_press_moves_over_the_rows_and_resting_goes_into_one() -> None:
    person = rows(scan__method="step")
    person.does("1000 press\n1100 release\n2000 press\n2100 release\n5000 end")
    assert person.lit()[:3] == [
        (0, "guide+settings"),
        (1000, "guide+settings"),
        (2000, "help+rest"),
    ]
    assert entered(person) == [(4100, "help+rest")]
    assert person.lit()[3:] == [(4100, "help")]


def test_step_in_a_row_nothing_is_chosen_before_a_press() -> None:
    person = rows(scan__method="step").does("1000 press\n1100 release\n50000 end")
    assert entered(person) == [(3100, "guide+settings")]
    assert chosen(person) == []


def test_step_the_light_leaves_a_row_behind_its_last_choice() -> None:
    person = rows(scan__method="step").does("1000 press\n1100 release\n3500 end")
    for at in (4000, 4500, 5000):
        person.gets(SwitchPressed(at=at, switch="a")).gets(SwitchReleased(at=at + 100, switch="a"))
    assert [item for _, item in person.lit()[-3:]] == ["guide", "settings", "help+rest"]


def test_two_switches_one_goes_over_the_rows_and_the_other_goes_in_and_chooses() -> None:
    person = rows(scan__method="two-switch").does(
        "1000 press enter\n1100 release enter\n2000 press space\n2100 release space\n"
        "3000 press enter\n3100 release enter\n4000 press space\n4100 release space"
    )
    assert entered(person) == [(2000, "help+rest")]
    assert chosen(person) == [(4000, "rest")]


def test_inverse_letting_go_on_a_row_goes_into_it_and_letting_go_again_chooses() -> None:
    person = rows(scan__method="inverse").does(
        "1000 press\n3900 release\n6000 press\n6300 release\n7000 end"
    )
    assert entered(person) == [(3980, "help+rest")]
    assert chosen(person) == [(6380, "help")]


@pytest.mark.parametrize("groups", ["rows", "halves"])
@pytest.mark.parametrize("method", ["auto", "step", "two-switch", "inverse"])
def test_a_hold_calls_from_inside_a_group_in_every_method(method: str, groups: str) -> None:
    person = Person(silent(scan__groups=groups, scan__method=method)).does("100 end")
    person.gets(CarerKeyPressed(at=200, key="enter")).waits(1000)
    assert entered(person)
    person.gets(SwitchPressed(at=person.now + 1, switch="a")).waits(30_000)
    assert [what for _, what in person.calls()] == ["call"]
    # What the press of the hold itself chose is taken back.
    assert person.state.path_ids == ("home",)


def test_inverse_a_whole_round_from_inside_a_row_leads_over_the_other_rows_first() -> None:
    person = in_long_list(rows(scan__method="inverse"))
    person.gets(SwitchPressed(at=person.now + 1, switch="a")).waits(200)
    person.gets(SwitchReleased(at=person.now + 1, switch="a")).waits(1000)
    assert person.lit()[-1][1] == "s0"
    before = len(person.lit())
    person.gets(SwitchPressed(at=person.now + 1, switch="a")).waits(13_900)
    assert [item for _, item in person.lit()[before:]][:5] == [
        "s1",
        "s2",
        "s3+s4+s5",
        "s6+s7+back",
        "s0+s1+s2",
    ]
    # Six steps are a whole round from here; only then does holding on begin to mean help.
    assert person.calls() == []
    assert [what for _, what in person.waits(200).calls()] == ["call"]


# --- carers and words --------------------------------------------------------------------


def test_a_carers_arrow_lights_one_choice_after_another() -> None:
    person = rows().does("100 end")
    person.gets(CarerKeyPressed(at=200, key="down")).gets(CarerKeyPressed(at=300, key="down"))
    assert [item for _, item in person.lit()[-2:]] == ["settings", "help"]


def test_select_goes_into_the_row_that_is_lit_and_then_takes_what_is_lit() -> None:
    person = rows().does("0 end")
    person.gets(EarsOpened(at=10)).waits(500)
    for event in word_events("select", 1000):
        person.gets(event)
    assert entered(person) == [(1000, "guide+settings")]
    person.waits(2900)
    for event in word_events("select", person.now):
        person.gets(event)
    assert person.chosen() == ["settings"]


def test_a_number_chooses_at_once_whatever_is_lit() -> None:
    person = rows().does("0 end")
    person.gets(EarsOpened(at=10)).waits(500)
    for event in word_events("two", 1000):
        person.gets(event)
    assert person.chosen() == ["settings"]


# --- the rest after each choice ----------------------------------------------------------


def rested(**values: object) -> Person:
    return Person(silent(scan__rest_ms=500, scan__first_item_extra_ms=0, **values))


def test_after_each_choice_nothing_is_lit_for_a_moment() -> None:
    person = rested().does("1600 end")
    assert not any(tile.is_lit for tile in scene_of(person.state).tiles)
    assert progress_of(person.state, 1600).step_left is None
    assert person.goes_on_until(4500).lit() == [(0, "guide"), (2000, "settings"), (4000, "help")]


def test_a_press_in_the_rest_means_the_choice_before_it() -> None:
    assert chosen(rested().does("1800 press\n1900 release")) == [(1800, "guide")]


def test_a_press_that_waits_in_the_rest_means_the_choice_before_it() -> None:
    person = rested(switch__acceptance_ms=600).does("1800 press\n2500 release")
    assert chosen(person) == [(2400, "guide")]


def test_the_last_choice_has_its_rest_before_the_scan_rests() -> None:
    person = rested(scan__loops=1).does("7900 end")
    assert not isinstance(person.state.mode, Resting)
    assert isinstance(person.goes_on_until(8000).state.mode, Resting)


def test_what_a_carer_lit_has_no_rest() -> None:
    person = rested().does("100 end")
    person.gets(CarerKeyPressed(at=200, key="down")).waits(7000)
    assert [tile.id for tile in scene_of(person.state).tiles if tile.is_lit] == ["settings"]
