"""The tables of the documents are the study's own figures, and nobody's copy."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from benchmarks.people import PEOPLE
from benchmarks.selection import LISTS
from benchmarks.selection_tables import DOCS, DOCUMENTS, study_in, tables_of, with_tables

KEPT = DOCS / "selection-figures.json"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_the_documents_hold_the_figures_of_the_kept_study(document: Path) -> None:
    assert document.read_text("utf-8") == with_tables(document, tables_of(study_in(KEPT)))


@cache
def kept() -> dict[str, Any]:
    return study_in(KEPT)


def seconds(part: str, **wanted: object) -> dict[str, float]:
    rows = [row for row in kept()[part] if wanted.items() <= row.items()]
    return {row["method"]: row["seconds_per_correct"] for row in rows}


@pytest.mark.parametrize("is_spoken", [False, True], ids=["silent", "spoken"])
@pytest.mark.parametrize("person", [person.name for person in PEOPLE])
def test_each_hand_reaches_the_guide_soonest_our_way_as_the_text_says(
    person: str,
    is_spoken: bool,  # noqa: FBT001
) -> None:
    found = seconds("leaves", study="all leaves", person=person, is_spoken=is_spoken)
    assert min(found, key=lambda method: found[method]) == "ours"


@pytest.mark.parametrize("items", LISTS)
@pytest.mark.parametrize("person", [person.name for person in PEOPLE])
def test_ours_beats_the_best_tuned_and_overscan_loses_as_the_text_says(
    person: str, items: int
) -> None:
    found = seconds("rows", person=person, items=items, is_spoken=False)
    assert found["ours"] < 1.05 * min(found["linear oracle"], found["row-column oracle"])
    assert found["overscan oracle"] > found["row-column oracle"]


def row(method: str, seconds: float, errors: float) -> dict[str, object]:
    return {
        "person": "noisy",
        "is_spoken": False,
        "items": 9,
        "method": method,
        "seconds_per_correct": seconds,
        "errors_per_target": errors,
        "presses": 2.0,
        "standard_error": 0.01,
        "bits_per_s": 0.5,
        "share_of_capacity": 0.8,
    }


def test_what_was_found_is_worked_out_from_the_rows() -> None:
    rows = [
        row("linear .65 rule", 10.0, 0.5),
        row("linear oracle", 9.0, 0.4),
        row("row-column oracle", 8.0, 0.3),
        row("nomon-like oracle", 4.0, 0.1),
        row("ours", 6.0, 0.1),
    ]
    spoken = [{**one, "is_spoken": True} for one in rows]
    cold = {"study": "cold start", "person": "noisy", "over_settled_after_20": 0.04}
    cold |= {"choices_1_to_20_s": 9.0, "choices_21_to_40_s": 7.0, "settled_s": 6.7}
    tired = {"study": "fatigue", "person": "noisy", "fresh_s": 6.0, "tired_s": 10.0}
    tired |= {"tired_over_fresh": 1.7, "fixed_linear_tired_s": 50.0}
    study = {"people": [], "rows": rows + spoken, "more": [cold, tired], "leaves": []}
    found = tables_of({**study, "strangers": []})["verdict"]
    assert "| faster than the best tuned linear and row-column | in 0 of 1 | in 1 of 1 |" in found
    # Six next to ten seconds; one wrong choice next to five.
    assert "| faster than linear by the .65 rule, on average | 25 % | 40 % |" in found
    assert "| a third at most | 20 to 20 % |" in found
    assert "1.70 ± 0.00" in found


def test_a_document_that_asks_for_no_such_table_is_left_alone(tmp_path: Path) -> None:
    document = tmp_path / "text.md"
    document.write_text("<!-- figures: moon -->\n<!-- end of figures -->\n", "utf-8")
    with pytest.raises(ValueError, match='there is no table "moon", only sun'):
        with_tables(document, {"sun": ""})
    document.write_text("<!-- figures: sun -->\n", "utf-8")
    with pytest.raises(ValueError, match="needs its"):
        with_tables(document, {"sun": ""})


@pytest.mark.parametrize("text", ["{", "[]", json.dumps({"rows": []})])
def test_a_file_that_holds_no_study_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "study.json"
    file.write_text(text, "utf-8")
    with pytest.raises(ValueError, match="python -m benchmarks selection --json"):
        study_in(file)


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (["selection", "--people", "nobody.json"], 1, "nobody.json"),
        (["selection", "--tables", "nothing.json"], 1, "nothing.json"),
        (["press", "--random-people", "3"], 2, "are for selection"),
        (["selection", "--rounds", "-1"], 2, "must be numbers from 0 on"),
    ],
)
def test_the_command_says_what_is_wrong(options: list[str], code: int, told: str) -> None:
    command = [sys.executable, "-m", "benchmarks", *options]
    done = subprocess.run(command, cwd=DOCS.parent, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert told in done.stderr
    assert "Traceback" not in done.stderr
