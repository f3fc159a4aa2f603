"""From the press of the switch to the first sample at the device, and to the next frame.

The whole real program runs: window, loop, core, speaker, mixer. A press is a key event posted
from another thread at a known moment. "cached" is a list whose name was prepared; "uncached"
empties the cache first. The baseline is pyttsx3's own ``say`` of the same text: until it starts
the system's player, which is a lower bound for when it is heard.
"""

import dataclasses
import os
import stat
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.devices import Ear, folder, use_stand_ins
from benchmarks.measures import Row, percentile, spread
from benchmarks.plain_pyttsx3 import asked

if TYPE_CHECKING:
    from assistant.app import Program

ROUNDS = 40
BASELINE_ROUNDS = 10
TEXT = "Settings"


def rows(rounds: int) -> list[Row]:
    """Rows for the sound and the frame, cached and uncached, and for the baseline."""
    count = rounds or ROUNDS
    with folder() as place:
        use_stand_ins(place)
        ours = _ours(place, count)
        baseline = _baseline(place, min(count, BASELINE_ROUNDS))
    base = percentile(baseline, 0.5)
    found = [
        {"from_press_to": what, "cache": cache, **spread(values)}
        for (what, cache), values in ours.items()
    ]
    for row in found:
        if row["from_press_to"] == "sound":
            row["ratio_to_baseline"] = round(row["p50_ms"] / base, 3)
    found.append({"from_press_to": "sound", "method": "pyttsx3 say", **spread(baseline)})
    return found


def _ours(place: Path, count: int) -> dict[tuple[str, str], list[float]]:
    from assistant.app import Clock, program_of, window_or_terminal
    from assistant.storage.folders import content_root, folders_below
    from assistant.stored import open_stored

    stored = open_stored(folders_below(place, place, place, place), content_root() / "en")
    clock = Clock()
    found: dict[tuple[str, str], list[float]] = {
        (what, cache): [] for cache in ("cached", "uncached") for what in ("sound", "frame")
    }
    make_face = window_or_terminal(clock, stored.wording, terminal=False)
    with program_of(stored, clock, make_face, lambda _at, _what: None) as program:
        program.start()
        _turn_for(program, 4.0)
        ear = Ear()
        for number in range(count):
            cache = "cached" if number % 2 == 0 else "uncached"
            sound_ms, frame_ms = _one_press(program, ear, is_cached=cache == "cached")
            found["sound", cache].append(sound_ms)
            found["frame", cache].append(frame_ms)
    return found


def _turn_for(program: "Program", seconds: float) -> None:
    ends = time.perf_counter() + seconds
    while time.perf_counter() < ends:
        program.turn(next_order=program.clock() + 20)


def _one_press(program: "Program", ear: Ear, *, is_cached: bool) -> tuple[float, float]:
    """Home, the light on Settings and quiet; then the press that opens it."""
    from dataclasses import replace

    import pygame

    from assistant.core.browsing import go_home
    from assistant.core.settings import value_of, with_value

    program.loop.state, _ = go_home(program.loop.state)
    program.speaker.stop()
    if not is_cached:
        # A rate that was never used: nothing of this list can have been prepared.
        rate = value_of(program.loop.state.settings, "speech.cue_rate_wpm") + 1
        changed = with_value(program.loop.state.settings, "speech.cue_rate_wpm", rate)
        program.loop.state = replace(program.loop.state, settings=changed)
    _light_settings(program, is_prepared=is_cached)
    pressed: list[float] = []

    def press() -> None:
        time.sleep(0.8)  # past the lockout and the bounce guard of the press before
        pressed.append(time.perf_counter())
        ear.listen()
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_SPACE, mod=0))
        pygame.event.post(pygame.event.Event(pygame.KEYUP, key=pygame.K_SPACE, mod=0))

    hand = threading.Thread(target=press)
    hand.start()
    framed = 0.0
    while not (ear.has_heard and framed):
        before = program.loop.state.path_ids
        program.turn()
        if not framed and program.loop.state.path_ids != before:
            program.show()
            framed = time.perf_counter()
    hand.join()
    return (ear.heard_at - pressed[0]) * 1000, (framed - pressed[0]) * 1000


def _light_settings(program: "Program", *, is_prepared: bool) -> None:
    from dataclasses import replace

    from assistant.core.browsing import cue_ended, light
    from assistant.core.scanning import begun
    from assistant.core.state import Browsing

    state = replace(program.loop.state, now=program.clock())
    items = [item.id for item in state.menu.items]
    scan = dataclasses.replace(begun(len(items)), index=0)
    state = replace(state, mode=Browsing(scan=scan), saying=None, give_up_at=None)
    state, effects = light(state, items.index("settings"))
    program.loop.state = state
    for effect in effects if is_prepared else ():
        program.perform(effect)
    if not is_prepared:
        # The cue itself would put the word into the cache; here it counts as said.
        program.loop.state, _ = cue_ended(replace(state, saying=None, give_up_at=None))
    while program.loop.state.saying is not None:
        program.turn()


# --- the baseline ------------------------------------------------------------------------


def _baseline(place: Path, count: int) -> list[float]:
    """pyttsx3 plays through ``aplay`` here; a stand-in for it notes when it is started."""
    player = place / "aplay"
    note = place / "started"
    player.write_text(
        f"#!{sys.executable}\nimport time\nopen({str(note)!r}, 'a').write(f'{{time.time()}}\\n')\n",
        encoding="utf-8",
    )
    player.chmod(player.stat().st_mode | stat.S_IXUSR)
    path = f"{place}{os.pathsep}{os.environ['PATH']}"
    moments = asked(["say", str(count), TEXT], {**os.environ, "PATH": path})
    started = [float(line) for line in note.read_text(encoding="utf-8").splitlines()]
    return [(at - when) * 1000 for when, at in zip(moments, started, strict=True)]
