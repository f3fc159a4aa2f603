"""How fast and how surely people choose with one switch: peers of the field, and ours.

The hands are simulated (``people``), the engine is the real one (``ours``). Peers get the step
that turned out best for this very person and list, which no real person has ("oracle"); it is
sought with other chance than the one that counts. Ours starts knowing nothing and settles
during the first targets, which do not count in the main table but do in ``more``.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import product

from benchmarks.capacity import bits_per_s
from benchmarks.guide_study import leaf_rows, program_rows
from benchmarks.hands_that_change import cold_start, tiring
from benchmarks.measures import Row
from benchmarks.ours import Ours, OursSpoken
from benchmarks.peers import Clocks, Groups, Linear, Method, Names, Overscan, RowColumn, silent
from benchmarks.people import Person, random_people
from benchmarks.sessions import Target
from benchmarks.study import RULE, Job, figures, mean, settled, shared_out, tried
from benchmarks.voice import name_ms

LISTS = (6, 9, 16, 36)
TARGETS = {6: 1500, 9: 1200, 16: 900, 36: 700}
USUAL_ROUNDS = 100
SEEK_TARGETS = 250
FINAL_TARGETS = 800
FINALISTS = 4
COLD_ITEMS = 9
TIRED_SEEDS = 6
STRANGERS = 6

_SHORTEST_S = 0.3
_STEP_SPREADS = (-0.5, 0.0, 0.4, 0.8, 1.2, 1.6, 2.0, 2.5, 3.0, 4.0)
_SPOKEN_SPREADS = (-2.0, -1.0, *_STEP_SPREADS)
"""A name takes time too, so that the rest of its step may be shorter."""
_PERIOD_SPREADS = (4, 6, 9, 13, 19, 28)
_QUICK_SHARES = (0.3, 0.5, 0.8)
_SLOW_SPREADS = (0.8, 1.6, 2.5)


def rows(people: Sequence[Person], rounds: int) -> list[Row]:
    """The main table. ``rounds`` is the size of the study in percent; 0 is the usual size."""
    share = _share(rounds)
    # The longest first: then all processors end at about the same time.
    jobs = [
        Job(person, items, share, is_spoken)
        for items, is_spoken, person in product(reversed(LISTS), (False, True), reversed(people))
    ]
    found = dict(zip(jobs, shared_out(_cell, jobs), strict=True))
    return [
        row
        for is_spoken, person, items in product((False, True), people, LISTS)
        for row in found[Job(person, items, share, is_spoken)]
    ]


def more(people: Sequence[Person], rounds: int) -> list[Row]:
    """The first choices of somebody unknown, a hand that tires, a list of nine in the program."""
    share = _share(rounds)
    jobs = [Job(person, COLD_ITEMS, share) for person in people]
    seeds = [Job(job.person, COLD_ITEMS, share, seed=s) for job in jobs for s in range(TIRED_SEEDS)]
    both = [
        Job(job.person, COLD_ITEMS, share, is_spoken) for is_spoken in (False, True) for job in jobs
    ]
    return [
        *shared_out(cold_start, jobs),
        *shared_out(tiring, seeds),
        *(row for part in shared_out(program_rows, both) for row in part),
    ]


def leaves(people: Sequence[Person], rounds: int) -> list[Row]:
    """Every text of the guide, from Home, through the whole core."""
    jobs = [
        Job(person, 0, _share(rounds), is_spoken)
        for is_spoken, person in product((True, False), reversed(people))
    ]
    found = dict(zip(jobs, shared_out(leaf_rows, jobs), strict=True))
    return [row for job in reversed(jobs) for row in found[job]]


def strangers(rounds: int) -> list[Row]:
    """The silent lists once more, with hands of chance for whom nothing was tuned."""
    share = _share(rounds) / 4
    people = random_people(STRANGERS)
    jobs = [Job(person, items, share) for items in reversed(LISTS) for person in people]
    found = dict(zip(jobs, shared_out(_cell, jobs), strict=True))
    return [row for person in people for n in LISTS for row in found[Job(person, n, share)]]


def _share(rounds: int) -> float:
    return (rounds or USUAL_ROUNDS) / USUAL_ROUNDS


def _name_s(item: int) -> float:
    return name_ms(f"name {item}") / 1000


def _cell(job: Job) -> list[Row]:
    """All methods for one person and one list."""
    targets = job.count(TARGETS[job.items])
    bound = bits_per_s(job.person)
    peers = _spoken_peers(job) if job.is_spoken else _silent_peers(job)
    ours = OursSpoken(_name_s) if job.is_spoken else Ours()
    found = {name: tried(job, method, targets) for name, method in peers.items()}
    found["ours"] = settled(job, ours, targets)
    return [_row(job, name, targets, bound) for name, targets in found.items()]


def _silent_peers(job: Job) -> dict[str, Method]:
    spread_s, mean_s = job.person.delay_sd_s, job.person.delay_mean_s
    periods = [max(_SHORTEST_S, by * spread_s) for by in _PERIOD_SPREADS]
    quick = {max(_SHORTEST_S, by * mean_s) for by in _QUICK_SHARES}
    slow = [_step(job.person, by) for by in _SLOW_SPREADS]
    return {
        **_scanning_peers(job, silent, _STEP_SPREADS),
        "overscan oracle": _best(job, (Overscan(q, s) for q, s in product(sorted(quick), slow))),
        "nomon-like oracle": _best(job, map(Clocks, periods)),
    }


def _spoken_peers(job: Job) -> dict[str, Method]:
    return _scanning_peers(job, _name_s, _SPOKEN_SPREADS)


def _scanning_peers(job: Job, names: Names, spreads: Sequence[float]) -> dict[str, Method]:
    """One by one, in rows, and in the program's own groups; a step counts after the name."""
    least_s = _SHORTEST_S if names is silent else 0.0
    steps = sorted({max(least_s, _step(job.person, by)) for by in spreads})
    some = steps[::2]
    return {
        "linear 1.0 s": Linear(1.0, names),
        "linear .65 rule": Linear(job.person.delay_mean_s / RULE, names),
        "linear oracle": _best(job, (Linear(step, names) for step in steps)),
        "row-column oracle": _best(
            job, (RowColumn(step, loops, names) for loops in (1, 2) for step in steps)
        ),
        "groups, rows, oracle": _best(job, (Groups(step, "rows", names) for step in some)),
        "groups, halves, oracle": _best(job, (Groups(step, "halves", names) for step in some)),
    }


def _step(person: Person, spreads: float) -> float:
    return person.delay_mean_s + spreads * person.delay_sd_s


def _best(job: Job, methods: Iterable[Method]) -> Method:
    """The one that is fastest for this person; sought with chance of its own, in two rounds."""

    def seconds(method: Method, targets: int) -> float:
        found = tried(job, method, job.count(targets), f"seek {targets}")
        return mean(target.seconds for target in found)

    ordered = sorted(methods, key=lambda method: seconds(method, SEEK_TARGETS))
    return min(ordered[:FINALISTS], key=lambda method: seconds(method, FINAL_TARGETS))


def _row(job: Job, method: str, targets: Sequence[Target], bound: float) -> Row:
    found = figures(targets)
    rate = math.log2(job.items) / mean(target.seconds for target in targets)
    return {
        "person": job.person.name,
        "is_spoken": job.is_spoken,
        "items": job.items,
        "method": method,
        **found,
        "bits_per_s": round(rate, 4),
        "share_of_capacity": round(rate / bound, 3),
    }
