"""Each row of docs/failure-modes.md names a test that exists."""

import re

from tests.content.facts import PROJECT

PAGE = PROJECT / "docs/failure-modes.md"
LEAST_ROWS = 12


def _rows() -> list[list[str]]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line[:2] == "| "]
    return [row for row in cells if row[0] not in {"fault", "---"}]


def test_each_named_test_exists() -> None:
    named = {name for row in _rows() for name in re.findall(r"`(test_\w+)`", row[-1])}
    files = (PROJECT / "tests").rglob("test_*.py")
    there = {
        name
        for file in files
        for name in re.findall(r"^def (test_\w+)", file.read_text("utf-8"), re.MULTILINE)
    }
    assert named - there == set()


def test_each_fault_has_a_proof_and_a_word_for_people() -> None:
    assert len(_rows()) >= LEAST_ROWS
    assert all(len(row) == 4 and all(row) for row in _rows())
    assert all(re.search(r"`test_\w+`", row[-1]) for row in _rows())
