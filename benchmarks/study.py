"""What the parts of the selection study share: who is tried, how much, on how many processors."""

import math
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from multiprocessing import Pool
from typing import TypeVar

from benchmarks.measures import Row
from benchmarks.ours import Ours
from benchmarks.peers import Method
from benchmarks.people import Hand, Person
from benchmarks.sessions import Target, session

SETTLING = 60
"""Choices of somebody unknown that do not count where the settled figure is meant."""
RULE = 0.65
"""Rule of practice: a step takes the mean delay divided by this."""

_Done = TypeVar("_Done")


@dataclass(frozen=True, slots=True)
class Job:
    """One person with one list. ``share`` is the part of the usual number of targets."""

    person: Person
    items: int
    share: float
    is_spoken: bool = False
    seed: int = 0

    def count(self, usual: int) -> int:
        """So many targets, 20 at least."""
        return max(20, int(usual * self.share))


def shared_out(work: Callable[[Job], _Done], jobs: Sequence[Job]) -> list[_Done]:
    """The work done for each job, at low priority; the same whatever the number of processors."""
    with Pool(min(2, os.cpu_count() or 1), initializer=os.nice, initargs=(10,)) as pool:
        return pool.map(work, jobs, chunksize=1)


def tried(job: Job, method: Method, targets: int, chance: str = "count") -> list[Target]:
    """A method in the hand of this person."""
    seed = f"{chance} {job.person} {job.items}"
    return session(method, Hand(job.person, f"hand {seed}"), job.items, targets, seed)


def settled(job: Job, method: Ours, targets: int) -> list[Target]:
    """The same without the first choices."""
    return tried(job, method, targets + SETTLING)[SETTLING:]


def mean(values: Iterable[float]) -> float:
    """The mean of at least one value."""
    found = list(values)
    return sum(found) / len(found)


def spread(values: Sequence[float]) -> float:
    """The standard deviation of a sample; 0 of a single value."""
    centre = mean(values)
    return math.sqrt(sum((one - centre) ** 2 for one in values) / max(1, len(values) - 1))


def figures(targets: Sequence[Target]) -> Row:
    """Seconds, errors and presses for each right choice; the error of the seconds, as a share."""
    seconds = [target.seconds for target in targets]
    return {
        "seconds_per_correct": round(mean(seconds), 3),
        "errors_per_target": round(mean(target.errors for target in targets), 4),
        "presses": round(mean(target.presses for target in targets), 3),
        "standard_error": round(spread(seconds) / math.sqrt(len(seconds)) / mean(seconds), 4),
    }
