"""Simulated hands: when their presses come. Must not know what a press is taken for."""

import json
import math
import random
from dataclasses import dataclass
from pathlib import Path

BOUNCE_GUARD_S = 0.3
SHORTEST_DELAY_S = 0.1
TAIL_SHARE = 0.6
"""Part of the spread that is the slow tail (exponential); the rest is normal."""


@dataclass(frozen=True, slots=True)
class Person:
    """How somebody presses. Seconds, presses a second, chances."""

    name: str
    delay_mean_s: float
    delay_sd_s: float
    false_per_s: float
    miss: float
    recovery_s: float = BOUNCE_GUARD_S
    """The hand's next wanted press comes no sooner than this after its last press."""

    def density(self, delay_s: float) -> float:
        """How likely a delay is, per second."""
        tail = TAIL_SHARE * self.delay_sd_s
        sd = math.sqrt(self.delay_sd_s**2 - tail**2)
        x = (delay_s - self.delay_mean_s + tail) / sd
        below = 0.5 * math.erfc((sd / tail - x) * math.sqrt(0.5))
        return math.exp((sd / tail) ** 2 / 2 - x * sd / tail) * below / tail

    def delay(self, chance: random.Random) -> float:
        """One delay after the step that is answered (ex-Gaussian, never under 0.1 s)."""
        tail = TAIL_SHARE * self.delay_sd_s
        sd = math.sqrt(self.delay_sd_s**2 - tail**2)
        while True:
            found = chance.gauss(self.delay_mean_s - tail, sd) + chance.expovariate(1 / tail)
            if found >= SHORTEST_DELAY_S:
                return found


_RANGES = (
    ("delay_mean_s", 0.05, 60.0),
    ("delay_sd_s", 0.001, 60.0),
    ("false_per_s", 0.0, 10.0),
    ("miss", 0.0, 0.95),
    ("recovery_s", 0.0, 60.0),
)

PEOPLE = (
    Person("steady", 0.35, 0.08, 0.001, 0.01),
    Person("typical", 0.70, 0.25, 0.005, 0.02),
    Person("noisy", 1.0, 0.4, 0.02, 0.05),
    Person("very noisy", 1.3, 0.65, 0.05, 0.12),
)


def people_in(file: Path) -> tuple[Person, ...]:
    """The people of a file: a JSON list of objects with the names of :class:`Person`.

    Raises:
        ValueError: Somebody lacks a number, or has one that cannot be.
    """
    found = json.loads(file.read_text("utf-8"))
    if not isinstance(found, list) or not found:
        message = f"{file}: must be a list of people"
        raise ValueError(message)
    return tuple(_person(file, number, one) for number, one in enumerate(found, 1))


def _person(file: Path, number: int, found: object) -> Person:
    name = found.get("name") if isinstance(found, dict) else None
    if not isinstance(found, dict) or not isinstance(name, str):
        message = f'{file}: person {number} needs a "name"'
        raise ValueError(message)  # noqa: TRY004 - the file is wrong, not the caller
    numbers: dict[str, float] = {}
    for key, low, high in _RANGES:
        value = found.get(key, BOUNCE_GUARD_S if key == "recovery_s" else None)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            message = f'{file}: {name} needs a number "{key}"'
            raise ValueError(message)  # noqa: TRY004 - the file is wrong, not the caller
        if not low <= value <= high:
            message = f'{file}: "{key}" of {name} must be from {low:g} to {high:g}'
            raise ValueError(message)
        numbers[key] = float(value)
    return Person(name, **numbers)


class Hand:
    """A person at the switch. ``now`` is the clock of the whole session, in seconds."""

    def __init__(self, person: Person, seed: object) -> None:
        self.person = person
        self.chance = random.Random(str(seed))  # noqa: S311 - simulated hands keep no secrets
        self.now = 0.0
        self.presses = 0
        self._coming: float | None = None
        self._false = self._next_false(0.0)
        self._last = -math.inf

    def _next_false(self, after: float) -> float:
        if self.person.false_per_s <= 0:
            return math.inf
        return after + self.chance.expovariate(self.person.false_per_s)

    def wait(self, seconds: float, *, is_wanted: bool) -> float | None:
        """Something is lit for so long; the moment of the first press that counts, or None.

        The clock stands at that press, or at the end of the step.
        """
        end = self.now + seconds
        if is_wanted and self._coming is None and self.chance.random() >= self.person.miss:
            ready = self._last + max(BOUNCE_GUARD_S, self.person.recovery_s)
            self._coming = max(self.now + self.person.delay(self.chance), ready)
        while True:
            coming = math.inf if self._coming is None else self._coming
            at = min(coming, self._false)
            if at >= end:
                self.now = end
                return None
            if at == self._false:
                self._false = self._next_false(at)
            else:
                self._coming = None
            if at - self._last < BOUNCE_GUARD_S:
                continue
            self._last = at
            self.presses += 1
            self.now = max(self.now, at)
            return at
