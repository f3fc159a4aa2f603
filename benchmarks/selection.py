"""How fast and how surely people choose with one switch: peers of the field, and ours.

The hands are simulated (``people``), the engine is the real one (``ours``). Peers get the step
that turned out best for this very person and list, which no real person has ("oracle"); it is
sought with other chance than the one that counts. Ours starts knowing nothing and settles
during the first targets, which do not count in the main table but do in ``more``.
"""

import math
import os
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from multiprocessing import Pool
from pathlib import Path
from typing import TypeVar

from assistant.core.settings import Settings
from benchmarks.capacity import bits_per_s
from benchmarks.joined import FOLDERS, Joined, settings_of
from benchmarks.measures import Row
from benchmarks.ours import Ours
from benchmarks.peers import Clocks, Linear, Method, RowColumn
from benchmarks.people import PEOPLE, Hand, Person, people_in
from benchmarks.sessions import Target, session

LISTS = (6, 9, 16, 36)
TARGETS = {6: 2400, 9: 2000, 16: 1500, 36: 1100}
USUAL_ROUNDS = 100
SEEK_TARGETS = 250
FINAL_TARGETS = 1000
FINALISTS = 4
SETTLING = 60
COLD_RUNS = 40
COLD_ITEMS = 9
COLD_SETTLED = 1200
TIRED_RUNS = 20
TIRED_CHOICES = 100
TIRED_GROWTH = 0.8
JOINED_TARGETS = 400

_SHORTEST_S = 0.3
_STEP_SPREADS = (-0.5, 0.0, 0.4, 0.8, 1.2, 1.6, 2.0, 2.5, 3.0, 4.0)
_PERIOD_SPREADS = (4, 6, 9, 13, 19, 28)

_Job = tuple[Person, int, float]
"""Person, items, and the share of the usual number of targets."""
_Found = TypeVar("_Found")


def rows(rounds: int, people_file: Path | None = None) -> list[Row]:
    """The main table. ``rounds`` is the size of the study in percent; 0 is the usual size."""
    people, share = _people(people_file), (rounds or USUAL_ROUNDS) / USUAL_ROUNDS
    # The longest first: then all processors end at about the same time.
    jobs = [(person, items, share) for items in reversed(LISTS) for person in reversed(people)]
    found = dict(zip(jobs, _shared_out(_cell, jobs), strict=True))
    return [row for p in people for items in LISTS for row in found[p, items, share]]


def more(rounds: int, people_file: Path | None = None) -> list[Row]:
    """The first choices of somebody unknown, of a hand that tires, and through the program."""
    people, share = _people(people_file), (rounds or USUAL_ROUNDS) / USUAL_ROUNDS
    jobs = [(person, COLD_ITEMS, share) for person in reversed(people)]
    cold, tired = _shared_out(_cold_start, jobs), _shared_out(_tiring, jobs)
    silent = _shared_out(_through_the_program, jobs)
    heard = _shared_out(_through_the_spoken_program, jobs)
    return [*reversed(cold), *reversed(tired), *reversed(silent), *reversed(heard)]


def _people(people_file: Path | None) -> tuple[Person, ...]:
    return PEOPLE if people_file is None else people_in(people_file)


def _shared_out(work: Callable[[_Job], _Found], jobs: Sequence[_Job]) -> list[_Found]:
    with Pool(os.cpu_count(), initializer=os.nice, initargs=(10,)) as pool:
        return pool.map(work, jobs, chunksize=1)


# --- the main table ----------------------------------------------------------------------


def _cell(job: _Job) -> list[Row]:
    """All methods for one person and one list."""
    person, items, share = job
    targets = max(20, int(TARGETS[items] * share))
    bound = bits_per_s(person)
    spreads = [max(_SHORTEST_S, _step(person, by)) for by in _STEP_SPREADS]
    periods = [max(_SHORTEST_S, by * person.delay_sd_s) for by in _PERIOD_SPREADS]
    methods: dict[str, Method] = {
        "linear 1.0 s": Linear(1.0),
        "linear .65 rule": Linear(person.delay_mean_s / 0.65),
        "linear oracle": _best(job, map(Linear, spreads)),
        "row-column oracle": _best(
            job, (RowColumn(step, loops) for loops in (1, 2) for step in spreads)
        ),
        "nomon-like oracle": _best(job, map(Clocks, periods)),
    }
    found = [
        _row(job, name, _tried(job, method, targets), bound) for name, method in methods.items()
    ]
    ours = _tried(job, Ours(), targets + SETTLING)[SETTLING:]
    return [*found, _row(job, "ours", ours, bound)]


def _step(person: Person, spreads: float) -> float:
    return person.delay_mean_s + spreads * person.delay_sd_s


def _tried(job: _Job, method: Method, targets: int, chance: str = "count") -> list[Target]:
    person, items, _ = job
    seed = f"{chance} {person} {items}"
    return session(method, Hand(person, f"hand {seed}"), items, targets, seed)


def _best(job: _Job, methods: Iterable[Method]) -> Method:
    """The one that is fastest for this person; sought with chance of its own, in two rounds."""

    def seconds(method: Method, targets: int) -> float:
        tried = _tried(job, method, max(20, int(targets * job[2])), f"seek {targets}")
        return _mean(target.seconds for target in tried)

    ordered = sorted(methods, key=lambda method: seconds(method, SEEK_TARGETS))
    return min(ordered[:FINALISTS], key=lambda method: seconds(method, FINAL_TARGETS))


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)


def _row(job: _Job, method: str, targets: Sequence[Target], bound: float) -> Row:
    person, items, _ = job
    seconds = _mean(t.seconds for t in targets)
    variance = _mean((t.seconds - seconds) ** 2 for t in targets)
    rate = math.log2(items) / seconds
    return {
        "person": person.name,
        "items": items,
        "method": method,
        "seconds_per_correct": round(seconds, 3),
        "errors_per_target": round(_mean(t.errors for t in targets), 4),
        "presses": round(_mean(t.presses for t in targets), 3),
        "bits_per_s": round(rate, 4),
        "share_of_capacity": round(rate / bound, 3),
        "standard_error": round(math.sqrt(variance / len(targets)) / seconds, 4),
    }


# --- somebody unknown, somebody tired ----------------------------------------------------


def _cold_start(job: _Job) -> Row:
    """Choices 1 to 20 and 21 to 40 of somebody unknown, and the settled figure."""
    person, items, share = job
    first: list[float] = []
    second: list[float] = []
    for run in range(max(2, int(COLD_RUNS * share))):
        found = _tried(job, Ours(), 40, f"cold {run}")
        first += [target.seconds for target in found[:20]]
        second += [target.seconds for target in found[20:]]
    settled = _tried(job, Ours(), max(80, int(COLD_SETTLED * share)) + 150, "settled")[150:]
    at_last = _mean(target.seconds for target in settled)
    return {
        "study": "cold start",
        "person": person.name,
        "items": items,
        "choices_1_to_20_s": round(_mean(first), 3),
        "choices_21_to_40_s": round(_mean(second), 3),
        "settled_s": round(at_last, 3),
        "over_settled_after_20": round(_mean(second) / at_last - 1, 3),
    }


def _tiring(job: _Job) -> Row:
    """Delay and spread grow by 80 % over 100 choices: fresh, at the end, and a fixed setting."""
    person, items, share = job
    fresh: list[float] = []
    late: list[float] = []
    fixed: list[float] = []
    rule = person.delay_mean_s / 0.65
    for run in range(max(2, int(TIRED_RUNS * share))):
        seconds = _while_tiring(job, Ours(), run)
        fresh += seconds[:SETTLING][-40:]
        late += seconds[-20:]
        fixed += _while_tiring(job, Linear(rule), run)[-20:]
    return {
        "study": "fatigue",
        "person": person.name,
        "items": items,
        "fresh_s": round(_mean(fresh), 3),
        "tired_s": round(_mean(late), 3),
        "tired_over_fresh": round(_mean(late) / _mean(fresh), 3),
        "fixed_linear_tired_s": round(_mean(fixed), 3),
    }


def _through_the_program(job: _Job, *, is_spoken: bool = False) -> Row:
    """The whole core pressed by the hand, weighing presses and taking what is lit."""
    person, items, share = job
    targets = max(20, int(JOINED_TARGETS * share))
    plain_ms = max(200, min(10_000, round(1000 * person.delay_mean_s / 0.65)))
    ours = _joined(
        person, targets + SETTLING, settings_of(1500, press_time=True, is_spoken=is_spoken)
    )
    plain = _joined(person, targets, settings_of(plain_ms, press_time=False, is_spoken=is_spoken))
    settled = ours[SETTLING:]
    return {
        "study": "through the program, spoken" if is_spoken else "through the program",
        "person": person.name,
        "items": items,
        "ours_s": round(_mean(t.seconds for t in settled), 3),
        "ours_errors": round(_mean(t.errors for t in settled), 4),
        "ours_presses": round(_mean(t.presses for t in settled), 3),
        "first_20_s": round(_mean(t.seconds for t in ours[:20]), 3),
        "plain_65_rule_s": round(_mean(t.seconds for t in plain), 3),
        "plain_65_rule_errors": round(_mean(t.errors for t in plain), 4),
    }


def _through_the_spoken_program(job: _Job) -> Row:
    """The same with spoken names, from whose end the interval of plain scanning counts."""
    return _through_the_program(job, is_spoken=True)


def _joined(person: Person, targets: int, settings: Settings) -> list[Target]:
    program = Joined(Hand(person, f"hand joined {person}"), settings)
    chance = random.Random(f"joined {person}")  # noqa: S311 - nothing secret
    return [program.reach(chance.randrange(FOLDERS)) for _ in range(targets)]


def _while_tiring(job: _Job, method: Method, run: int) -> list[float]:
    person, items, _ = job
    hand = Hand(person, f"tiring {run} {person}")
    seconds = [t.seconds for t in session(method, hand, items, SETTLING, f"fresh {run}")]
    for choice in range(TIRED_CHOICES + 20):
        growth = 1 + TIRED_GROWTH * min(1.0, choice / TIRED_CHOICES)
        hand.person = replace(
            person,
            delay_mean_s=person.delay_mean_s * growth,
            delay_sd_s=person.delay_sd_s * growth,
        )
        seconds += [t.seconds for t in session(method, hand, items, 1, f"{run} {choice}")]
    return seconds
