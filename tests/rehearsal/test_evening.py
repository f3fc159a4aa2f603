"""A whole evening with one switch, on the real core, content, settings and voice."""

from pathlib import Path
from typing import Any

import pytest

from tests.rehearsal.journey import When, lit, played, said, script_of

pytestmark = pytest.mark.slow

TO_RILUZOLE = [said("This is general information"), lit("guide"), lit("2"), lit("2.3")]
FIRST = "Riluzole is the oldest ALS medicine"
THIRD = "You may feel no different"
FOURTH = "Guidelines say to offer it"


def _spoken(journal: list[dict[str, Any]]) -> list[str]:
    return [record["text"] for record in journal if record["kind"] == "SpeechStarted"]


def _chosen(journal: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(r["path"][-1], r["item"]) for r in journal if r["kind"] == "Selected"]


def _chosen_at(journal: list[dict[str, Any]], item: str) -> int:
    return next(at for at, r in enumerate(journal) if r["kind"] == "Selected" and r["item"] == item)


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, Any]], Path]:
    """To riluzole, pause, say again, leave, a power cut, continue, the numbers, the end."""
    out = tmp_path_factory.mktemp("evening")
    moments = [
        *TO_RILUZOLE,
        said(FIRST, then="shot reading"),
        said(THIRD, after_ms=1500),
        lit("say-again"),
        said(FOURTH),
        When("Lit", "go-on", "shot strip"),
        lit("stop"),
    ]
    script = script_of(moments, out)
    last = max(int(line.split()[0]) for line in script.splitlines())
    script += f"\n{last + 2000} fault power-cut"
    onwards = [said("This is general information"), lit("continue"), lit("hear-part")]
    whole = _extended(script, last + 2000, onwards, out)
    return played(whole + "\n", out), out


def _extended(script: str, since: int, moments: list[Any], out: Path) -> str:
    for moment in moments:
        journal = played(f"{script}\n{since + 90_000} end", out)
        at = next(r["at"] for r in journal if r["at"] >= since and moment.is_met_by(r)) + 700
        script += f"\n{at} press\n{at + 150} release"
        since = at + 1
    return f"{script}\n{since + 60_000} end"


def test_the_way_to_riluzole_is_four_presses(evening: tuple[list[dict[str, Any]], Path]) -> None:
    assert _chosen(evening[0])[:4] == [
        ("home", "skip-intro"),
        ("home", "guide"),
        ("guide", "2"),
        ("2", "2.3"),
    ]


def test_say_again_repeats_the_sentence(evening: tuple[list[dict[str, Any]], Path]) -> None:
    assert sum(text.startswith(THIRD) for text in _spoken(evening[0])) == 2


def test_after_a_power_cut_it_continues_at_the_same_sentence(
    evening: tuple[list[dict[str, Any]], Path],
) -> None:
    journal, _ = evening
    restart = max(at for at, record in enumerate(journal) if record["kind"] == "Started")
    after = _spoken(journal[restart:])
    assert any(text.startswith(FOURTH) for text in after)
    assert not any(text.startswith((FIRST, THIRD)) for text in after)


def test_the_numbers_are_heard_only_after_yes(
    evening: tuple[list[dict[str, Any]], Path],
) -> None:
    journal, _ = evening
    yes = _chosen_at(journal, "hear-part")
    numbers = [at for at, r in enumerate(journal) if "58 in 100" in r.get("text", "")]
    assert numbers
    assert min(numbers) > yes


def test_the_pictures_and_the_sound_are_there(
    evening: tuple[list[dict[str, Any]], Path],
) -> None:
    _, out = evening
    assert {"reading.png", "strip.png", "speech.wav"} <= {file.name for file in out.iterdir()}
