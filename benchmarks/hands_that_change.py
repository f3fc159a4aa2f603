"""Somebody unknown, and somebody who tires, in the selection study."""

from dataclasses import replace

from benchmarks.measures import Row
from benchmarks.ours import Ours
from benchmarks.peers import Linear, Method
from benchmarks.people import Hand
from benchmarks.sessions import session
from benchmarks.study import RULE, SETTLING, Job, mean, spread, tried

COLD_RUNS = 40
COLD_SETTLED = 1200
TIRED_RUNS = 16
TIRED_CHOICES = 100
TIRED_GROWTH = 0.8
_LATE = 20
"""Choices at the end, when the hand tires no further."""


def cold_start(job: Job) -> Row:
    """Choices 1 to 20 and 21 to 40 of somebody unknown, and the settled figure."""
    first: list[float] = []
    second: list[float] = []
    for run in range(max(2, int(COLD_RUNS * job.share))):
        found = tried(job, Ours(), 40, f"cold {run}")
        first += [target.seconds for target in found[:20]]
        second += [target.seconds for target in found[20:]]
    settled = tried(job, Ours(), job.count(COLD_SETTLED) + 150, "settled")[150:]
    at_last = mean(target.seconds for target in settled)
    return {
        "study": "cold start",
        "person": job.person.name,
        "items": job.items,
        "choices_1_to_20_s": round(mean(first), 3),
        "choices_21_to_40_s": round(mean(second), 3),
        "settled_s": round(at_last, 3),
        "over_settled_after_20": round(mean(second) / at_last - 1, 3),
    }


def tiring(job: Job) -> Row:
    """Delay and spread grow by 80 % over 100 choices: fresh, at the end, and a fixed setting."""
    fresh: list[float] = []
    late: list[float] = []
    fixed: list[float] = []
    rule = job.person.delay_mean_s / RULE
    for run in range(max(2, int(TIRED_RUNS * job.share))):
        seconds = _while_tiring(job, Ours(), run)
        fresh += seconds[SETTLING - 40 : SETTLING]
        late += seconds[-_LATE:]
        fixed += _while_tiring(job, Linear(rule), run)[-_LATE:]
    return {
        "study": "fatigue",
        "person": job.person.name,
        "items": job.items,
        "seed": job.seed,
        "fresh_s": round(mean(fresh), 3),
        "tired_s": round(mean(late), 3),
        "tired_over_fresh": round(mean(late) / mean(fresh), 3),
        "fixed_linear_tired_s": round(mean(fixed), 3),
    }


def over_seeds(rows: list[Row]) -> tuple[float, float]:
    """The mean of "tired over fresh" of several seeds, and its spread from seed to seed."""
    found = [row["tired_over_fresh"] for row in rows]
    return mean(found), spread(found)


def _while_tiring(job: Job, method: Method, run: int) -> list[float]:
    person, items = job.person, job.items
    name = f"{job.seed} {run}"
    hand = Hand(person, f"tiring {name} {person}")
    seconds = [t.seconds for t in session(method, hand, items, SETTLING, f"fresh {name}")]
    for choice in range(TIRED_CHOICES + _LATE):
        growth = 1 + TIRED_GROWTH * min(1.0, choice / TIRED_CHOICES)
        hand.person = replace(
            person,
            delay_mean_s=person.delay_mean_s * growth,
            delay_sd_s=person.delay_sd_s * growth,
        )
        seconds += [t.seconds for t in session(method, hand, items, 1, f"{name} {choice}")]
    return seconds
