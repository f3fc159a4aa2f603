"""The guide covers what it must, in its own words."""

import json
import re
from pathlib import Path

import pytest

from tests.content.facts import COVERAGE, PROJECT, coverage_page, leaves

FACTS_FOLDER = PROJECT.parent / "shared/facts"
RUN = 7


def test_every_fact_is_covered_by_a_section() -> None:
    covered = {fact for leaf in leaves() for fact in leaf.front["facts"]}
    assert covered >= {f"F{number}" for number in range(1, 127)}


def test_every_update_is_applied_somewhere() -> None:
    applied = {update for leaf in leaves() for update in leaf.front["updates"]}
    assert applied >= {f"U{number}" for number in range(1, 57)}


def test_there_are_48_sections() -> None:
    assert len(leaves()) == 48


def test_the_coverage_page_says_what_the_sections_say() -> None:
    assert COVERAGE.read_text(encoding="utf-8") == coverage_page()


def test_no_section_claims_to_be_reviewed() -> None:
    assert {leaf.front["reviewed"] for leaf in leaves()} == {"not yet"}


def _shared(name: str) -> Path:
    path = FACTS_FOLDER / name
    if not path.is_file():
        pytest.skip("the fact files are not beside this checkout")
    return path


def test_each_section_covers_exactly_what_the_tree_asks_of_it() -> None:
    tree = json.loads(_shared("tree.json").read_text(encoding="utf-8"))
    asked = {row["id"]: (row["facts"], row["updates"]) for row in tree if row["words"]}
    given = {leaf.front["id"]: (leaf.front["facts"], leaf.front["updates"]) for leaf in leaves()}
    assert given == asked


def _runs(text: str) -> set[str]:
    words = re.findall(r"[a-z0-9']+", text.lower())
    return {" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


@pytest.mark.parametrize("name", ["seed-facts.md", "updates.md", "style.md", "tree.md"])
def test_no_run_of_seven_words_is_shared_with_the_fact_files(name: str) -> None:
    theirs = _runs(_shared(name).read_text(encoding="utf-8"))
    shared = {(leaf.front["id"], run) for leaf in leaves() for run in _runs(leaf.body) & theirs}
    assert shared == set()
