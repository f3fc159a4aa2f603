"""Presses that come 200 ms after the step, on the real core, content, settings and voice."""

import json
import math
import shutil
from pathlib import Path
from typing import Any

import pytest

from assistant.core.known import Known, with_person
from assistant.core.press_model import PersonModel
from assistant.storage.pressing_file import save_pressing
from tests.rehearsal.journey import HELD_MS, LONG_ENOUGH_MS, played

pytestmark = pytest.mark.slow

LATE_MS = 200
WANTED = ("guide", "2", "2.3")
"""To riluzole."""
MOST_PRESSES = 3
"""For one choice; after a doubt the likeliest are lit again."""


def _late_press(journal: list[dict[str, Any]], item: str, since: int) -> int:
    """200 ms after the light has left a choice for the next one."""
    lit = [(r["at"], r["item"]) for r in journal if r["kind"] == "Lit" and r["at"] >= since]
    first = next(at for at, (_, name) in enumerate(lit) if name == item)
    return int(lit[first + 1][0]) + LATE_MS


def _chosen(journal: list[dict[str, Any]]) -> list[str]:
    return [r["item"] for r in journal if r["kind"] == "Selected"]


def _journey(
    out: Path, *more: str, home: Path | None = None, known: Known | None = None
) -> list[str]:
    """Press late for each wanted choice; what was chosen, up to the first wrong one.

    Each time it is rehearsed the home is as it was at first.
    """

    def rehearsed(script: str) -> list[dict[str, Any]]:
        if home is not None:
            shutil.rmtree(home, ignore_errors=True)
            save_pressing(home / "pressing.json", known or Known())
        return played(script, out, *more)

    lines: list[str] = []
    chosen: list[str] = []
    since = 0
    for count, item in enumerate(WANTED, 1):
        for _ in range(MOST_PRESSES):
            script = "\n".join([*lines, f"{since + LONG_ENOUGH_MS} end"])
            at = _late_press(rehearsed(script), item, since)
            lines += [f"{at} press", f"{at + HELD_MS} release"]
            since = at + HELD_MS + 1
            chosen = _chosen(rehearsed("\n".join([*lines, f"{since} end"])))
            if len(chosen) == count:
                break
        if tuple(chosen) != WANTED[:count]:
            return chosen
    return chosen


def test_late_presses_of_somebody_unknown_choose_what_was_meant(tmp_path: Path) -> None:
    assert tuple(_journey(tmp_path)) == WANTED


def test_late_presses_of_a_hand_that_is_known_choose_what_was_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    log, presses, spread = math.log(1.3), 30.0, 0.25
    person = PersonModel(
        weight=presses,
        log_sum=presses * log,
        log_square_sum=presses * (log * log + spread * spread),
        watched_s=300.0,
        hits=presses,
    )
    known = with_person(Known(hand="key"), person)
    monkeypatch.setenv("ALS_ASSISTANT_HOME", str(home))
    assert tuple(_journey(tmp_path / "out", home=home, known=known)) == WANTED


def test_where_a_press_takes_what_is_lit_the_same_late_presses_go_wrong(tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text("[scan]\npress_time = false\n", encoding="utf-8")
    chosen = _journey(tmp_path / "out", "--settings", str(settings))
    assert chosen
    assert chosen[0] != WANTED[0]


def test_what_a_rehearsal_learns_is_kept_in_the_home_that_was_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALS_ASSISTANT_HOME", str(tmp_path / "home"))
    _journey(tmp_path / "out", home=tmp_path / "home")
    kept = json.loads((tmp_path / "home/pressing.json").read_text(encoding="utf-8"))
    assert kept["hands"]["key"]["weight"] > 0
