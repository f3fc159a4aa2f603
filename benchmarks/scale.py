"""Start-up, menu time and memory for libraries of 50, 5,000 and 50,000 sections.

Each size runs in processes of its own, so that memory is that size's alone. The baseline is the
smallest library; "ratio" is against it.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measures import Row, percentile

SIZES = (50, 5_000, 50_000)
STEPS = 2_000
CHAPTER = 500
"""Sections in one folder: far more than a list can hold, so that grouping is at work too."""

_LEAF = """+++
id = "{name}"
title = "Section {name} about something"
facts = []
updates = []
sources = []
confidence = "high"
region = "us"
reviewed = "not yet"
next_review = 2027-05-23
+++

This is a sentence of section {name}. Here is another one. You can ask your care team.
"""


def rows(rounds: int) -> list[Row]:
    """One row a size. ``rounds`` has no meaning here."""
    del rounds
    found: list[Row] = []
    with tempfile.TemporaryDirectory() as place:
        for size in SIZES:
            content = Path(place) / f"content-{size}"
            _write_library(content, size)
            first, later = (_measured(content, Path(place) / f"home-{size}") for _ in range(2))
            found.append({"sections": size, **_named("first", first), **_named("later", later)})
    return [{**row, **_ratios(row, found[0])} for row in found]


def _named(prefix: str, row: Row) -> Row:
    return {f"{prefix}_{key}": value for key, value in row.items()}


def _ratios(row: Row, base: Row) -> Row:
    keys = ("later_home_ready_ms", "later_step_us_p50", "later_open_menu_us_p50")
    return {f"{key}_ratio": round(row[key] / base[key], 2) for key in keys}


def _write_library(content: Path, size: int) -> None:
    """The real wording, and a guide of ``size`` sections."""
    ours = Path(__file__).parents[1] / "content/en"
    content.mkdir()
    for wording in ours.glob("*.toml"):
        (content / wording.name).write_bytes(wording.read_bytes())
    for number in range(size):
        folder = content / "guide" / f"c{number // CHAPTER}"
        if number % CHAPTER == 0:
            folder.mkdir(parents=True)
            title = f'id = "c{number // CHAPTER}"\ntitle = "Chapter {number // CHAPTER}"\n'
            (folder / "_folder.toml").write_text(title, encoding="utf-8")
        name = f"c{number // CHAPTER}.{number}"
        (folder / f"{name}.md").write_text(_LEAF.format(name=name), encoding="utf-8")


def _measured(content: Path, home: Path) -> Row:
    command = [sys.executable, "-m", "benchmarks.scale", str(content), str(home)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    found: Row = json.loads(answer.stdout)
    return found


def _measure_here(content: Path, home: Path) -> Row:
    began = time.perf_counter()
    from assistant.core.events import LibraryLoaded, Started
    from assistant.core.update import update
    from assistant.storage.folders import folders_below
    from assistant.storage.library_files import load_guide
    from assistant.stored import fresh_state, open_stored

    home.mkdir(exist_ok=True)
    stored = open_stored(folders_below(home, home, home, home), content)
    state, _ = update(fresh_state(stored, None), Started(at=0))
    home_ready = time.perf_counter()
    guide = load_guide(content / "guide", stored.folders, stored.wording, "us")
    loaded = time.perf_counter()
    state, _ = update(state, LibraryLoaded(at=0, library=guide.library))
    section = guide.library.order[len(guide.library.order) // 2]
    opens = time.perf_counter()
    guide.open(section)
    opened = time.perf_counter()
    return {
        "home_ready_ms": round((home_ready - began) * 1000, 1),
        "library_loaded_ms": round((loaded - began) * 1000, 1),
        "open_section_ms": round((opened - opens) * 1000, 2),
        **_steps(state),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _steps(state: object) -> Row:
    """Steps of the scan, and going down a list and back, in the deepest list of the middle."""
    from dataclasses import replace

    from assistant.core.browsing import close_menu, open_menu, path_to
    from assistant.core.events import DeadlineReached
    from assistant.core.settings import with_value
    from assistant.core.state import AppState
    from assistant.core.update import next_deadline, update

    assert isinstance(state, AppState)
    section = state.library.order[len(state.library.order) // 2]
    silent = with_value(state.settings, "scan.loops", 20)
    speech = replace(silent.speech, is_on=False)
    silent = replace(silent, speech=speech)
    state = replace(state, settings=silent, path=path_to(state.library, state.sight, section))
    step_us, open_us = [], []
    menu = state.path[-1].menu
    for _ in range(STEPS):
        began = time.perf_counter()
        state, _effects = open_menu(state, menu)
        open_us.append((time.perf_counter() - began) * 1e6)
        due = next_deadline(state)
        began = time.perf_counter()
        state, _effects = update(state, DeadlineReached(at=due or 0))
        step_us.append((time.perf_counter() - began) * 1e6)
        state, _effects = close_menu(state)
    return {
        "step_us_p50": round(percentile(step_us, 0.5), 1),
        "step_us_p95": round(percentile(step_us, 0.95), 1),
        "open_menu_us_p50": round(percentile(open_us, 0.5), 1),
    }


if __name__ == "__main__":
    print(json.dumps(_measure_here(Path(sys.argv[1]), Path(sys.argv[2]))))
