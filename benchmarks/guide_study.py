"""The whole core in the selection study: a list of nine, and every text of the guide."""

import random
from dataclasses import dataclass
from typing import Final

from assistant.core.settings import Groups, Settings, with_value
from assistant.core.units import Millis
from benchmarks import joined, leaves
from benchmarks.measures import Row
from benchmarks.people import Hand, Person
from benchmarks.sessions import Target
from benchmarks.study import RULE, SETTLING, Job, figures, mean

NINE_TARGETS = 400
LEAF_ROUNDS = 8
_UNKNOWN_MS: Final[Millis] = 1500
"""The interval as the program comes, which is all that ours is given."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to scan that the program has. Without an interval it is the .65 rule's."""

    name: str
    groups: Groups = "none"
    is_ours: bool = False
    interval_ms: Millis | None = None

    def settings(self, person: Person, first: Settings) -> Settings:
        """The settings of this way for this person."""
        rule_ms = max(200, min(10_000, round(1000 * person.delay_mean_s / RULE)))
        values: dict[str, object] = {
            "scan.press_time": self.is_ours,
            "scan.groups": self.groups,
            "scan.interval_ms": self.interval_ms or rule_ms,
        }
        for path, value in values.items():
            first = with_value(first, path, value)
        return first


OURS = Way("ours", is_ours=True, interval_ms=_UNKNOWN_MS)
WAYS = (
    OURS,
    Way("plain, 1.0 s", interval_ms=1000),
    Way("plain, .65 rule"),
    Way("rows, .65 rule", groups="rows"),
    Way("halves, .65 rule", groups="halves"),
)


def program_rows(job: Job) -> list[Row]:
    """A list of nine, by each way that the program has."""
    found: list[Row] = []
    for way in WAYS:
        settings = way.settings(job.person, joined.settings_of(is_spoken=job.is_spoken))
        targets = _nine(job, settings, SETTLING if way is OURS else 0)
        found.append(
            {
                "study": "through the program",
                "person": job.person.name,
                "is_spoken": job.is_spoken,
                "items": job.items,
                "method": way.name,
                **figures(targets),
            }
        )
    return found


def _nine(job: Job, settings: Settings, first: int) -> list[Target]:
    hand = Hand(job.person, f"hand joined {job.person}", guard_s=0.0)
    program = joined.Joined(hand, settings)
    chance = random.Random(f"joined {job.person}")  # noqa: S311 - nothing secret
    count = job.count(NINE_TARGETS) + first
    return [program.reach(chance.randrange(joined.FOLDERS)) for _ in range(count)][first:]


def leaf_rows(job: Job) -> list[Row]:
    """One row a text, all ways beside each other; last, a row a way over all texts."""
    rounds = max(1, round(LEAF_ROUNDS * job.share))
    found: dict[str, list[leaves.Reached]] = {}
    unknown_s = 0.0
    for way in WAYS:
        settings = way.settings(job.person, leaves.settings_of(is_spoken=job.is_spoken))
        # Each text once before it counts: by then somebody unknown is known.
        first = 1 if way is OURS else 0
        reached = leaves.read_all(job.person, settings, rounds + first)
        count = len(reached) // (rounds + first)
        if way is OURS:
            unknown_s = mean(one.target.seconds for one in reached[:20])
        found[way.name] = reached[first * count :]
    who = {"person": job.person.name, "is_spoken": job.is_spoken}
    one_each = [_leaf_row(who, leaf, found) for leaf in leaves.guide().library.order]
    over_all = [
        {"study": "all leaves", **who, "method": name, **figures([one.target for one in reached])}
        for name, reached in found.items()
    ]
    over_all[0]["first_20_s"] = round(unknown_s, 3)
    return [*one_each, *over_all]


def _leaf_row(who: Row, leaf: str, found: dict[str, list[leaves.Reached]]) -> Row:
    seconds, errors = {}, {}
    for name, reached in found.items():
        targets = [one.target for one in reached if one.leaf == leaf]
        seconds[name] = round(mean(target.seconds for target in targets), 1)
        errors[name] = round(mean(target.errors for target in targets), 2)
    lists = len(leaves.trail_to(leaves.guide().library, leaf)) - 1
    return {"study": "leaf", **who, "leaf": leaf, "lists": lists, "s": seconds, "errors": errors}
