"""The whole core in a simulated hand: on the real guide, and what it counts as wrong."""

from itertools import pairwise

import pytest

from assistant.core.library import ROOT
from assistant.core.menu import LONGEST_LIST
from assistant.core.menus import menu_of
from assistant.core.settings import Settings, with_value
from assistant.core.state import AppState
from benchmarks import joined, leaves
from benchmarks.guide_study import WAYS, Way, leaf_rows
from benchmarks.people import Hand, Person
from benchmarks.study import Job

SURE = Person("sure", 0.6, 0.01, 0.0, 0.0)
PLAIN = Way("plain", interval_ms=1500)


def settings(*, is_spoken: bool) -> Settings:
    return PLAIN.settings(SURE, leaves.settings_of(is_spoken=is_spoken))


def test_every_text_of_the_guide_is_named_in_the_list_its_trail_leads_to() -> None:
    opened = leaves.guide()
    state = AppState(library=opened.library, words=opened.wording.words)
    for leaf in opened.library.order:
        trail = leaves.trail_to(opened.library, leaf)
        assert trail[:2] == ("home", ROOT)
        for menu, wanted in pairwise(trail):
            items = menu_of(menu, state.sight).items
            assert wanted in [item.id for item in items]
            assert len(items) <= LONGEST_LIST + 1


@pytest.mark.parametrize("is_spoken", [False, True])
def test_a_sure_hand_reaches_every_text_with_one_press_a_list(is_spoken: bool) -> None:  # noqa: FBT001
    opened = leaves.guide()
    for one in leaves.read_all(SURE, settings(is_spoken=is_spoken), 1):
        lists = len(leaves.trail_to(opened.library, one.leaf)) - 1
        asks_first = bool(opened.open(one.leaf).warning)
        assert one.target.errors == 0
        assert one.target.presses == lists + asks_first


def test_a_plain_scan_of_the_guide_takes_as_long_as_its_steps_do() -> None:
    found = leaves.read_all(SURE, settings(is_spoken=False), 1)
    (first,) = [one for one in found if one.leaf == "1.1"]
    # Guide, chapter 1, text 1.1: each the first of its list, answered after 0.6 s. The last press
    # ends it; the two before it are held for 0.1 s, in which the next list is lit already.
    assert first.target.seconds == pytest.approx(3 * 0.6, abs=0.4)


def test_a_scan_too_quick_for_the_hand_goes_wrong_and_is_counted() -> None:
    quick = with_value(joined.settings_of(is_spoken=False), "scan.press_time", value=False)
    quick = with_value(quick, "scan.interval_ms", 500)
    program = joined.Joined(Hand(SURE, 1, guard_s=0.0), quick)
    # Each choice is answered when the next one is lit: the folder after the wanted one opens.
    assert program.reach(2).errors > 0


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_each_way_of_the_program_chooses_the_right_one_of_nine(way: Way) -> None:
    slow = way.settings(SURE, joined.settings_of(is_spoken=False))
    program = joined.Joined(Hand(SURE, way.name, guard_s=0.0), slow)
    assert program.reach(2).errors == 0


@pytest.mark.slow
def test_the_study_of_the_guide_gives_the_same_figures_each_time() -> None:
    job = Job(SURE, 0, 0.01)
    rows = leaf_rows(job)
    assert rows == leaf_rows(job)
    assert [row["leaf"] for row in rows[: -len(WAYS)]] == list(leaves.guide().library.order)
    assert [row["method"] for row in rows[-len(WAYS) :]] == [way.name for way in WAYS]
