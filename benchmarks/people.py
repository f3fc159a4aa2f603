"""Simulated hands: when their presses come. Must not know what a press is taken for."""

import json
import math
import random
from dataclasses import dataclass
from pathlib import Path

BOUNCE_GUARD_S = 0.3
"""Whatever follows a press so soon is no press of its own, for any method."""
HELD_S = 0.1
"""Every press is held for so long."""
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
    bounce: float = 0.0
    """The chance that the contact closes once more after a press was let go."""
    bounce_mean_s: float = 0.05
    """How long after letting go it does, on average (exponential)."""

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
    ("bounce", 0.0, 0.95),
    ("bounce_mean_s", 0.001, 1.0),
)
_MAY_LACK = {"recovery_s": BOUNCE_GUARD_S, "bounce": 0.0, "bounce_mean_s": 0.05}

PEOPLE = (
    Person("steady", 0.35, 0.08, 0.001, 0.01, bounce=0.01, bounce_mean_s=0.03),
    Person("typical", 0.70, 0.25, 0.005, 0.02, bounce=0.03, bounce_mean_s=0.05),
    Person("noisy", 1.0, 0.4, 0.02, 0.05, bounce=0.08, bounce_mean_s=0.08),
    Person("very noisy", 1.3, 0.65, 0.05, 0.12, bounce=0.15, bounce_mean_s=0.1),
)


def random_people(count: int, seed: int = 1) -> tuple[Person, ...]:
    """People drawn at random, for whom nothing was tuned; the same ones for the same seed."""
    chance = random.Random(f"people {seed}")  # noqa: S311 - simulated hands keep no secrets
    return tuple(_drawn(f"random {number}", chance) for number in range(1, count + 1))


def _drawn(name: str, chance: random.Random) -> Person:
    """Mean delay as Koester's people had it and slower, the rest up to the very noisy hand."""
    mean_s = chance.uniform(0.4, 1.5)
    return Person(
        name,
        delay_mean_s=round(mean_s, 2),
        delay_sd_s=round(mean_s * chance.uniform(0.18, 0.5), 3),
        false_per_s=round(0.001 * 50 ** chance.random(), 4),
        miss=round(chance.uniform(0.01, 0.12), 3),
        recovery_s=round(chance.uniform(BOUNCE_GUARD_S, 1.2), 2),
        bounce=round(chance.uniform(0.0, 0.15), 3),
        bounce_mean_s=round(chance.uniform(0.02, 0.1), 3),
    )


def people_in(file: Path) -> tuple[Person, ...]:
    """The people of a file: a JSON list of objects with the names of :class:`Person`.

    Raises:
        ValueError: It is no such list; the message names the file and what to mend.
    """
    try:
        found = json.loads(file.read_text("utf-8"))
    except json.JSONDecodeError as problem:
        message = f"{file}: line {problem.lineno} is not JSON: {problem.msg}"
        raise ValueError(message) from problem
    except UnicodeDecodeError as problem:
        message = f"{file}: must be a text in UTF-8"
        raise ValueError(message) from problem
    if not isinstance(found, list) or not found:
        message = f"{file}: must be a list of people: [{{...}}, {{...}}]"
        raise ValueError(message)
    people = tuple(_person(file, number, one) for number, one in enumerate(found, 1))
    names = [person.name for person in people]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        message = f"{file}: two people are called {twice}; give each a name of their own"
        raise ValueError(message)
    return people


def _person(file: Path, number: int, found: object) -> Person:
    name = found.get("name") if isinstance(found, dict) else None
    if not isinstance(found, dict) or not isinstance(name, str) or not name.strip():
        message = f'{file}: person {number} needs a "name"'
        raise ValueError(message)
    known = {"name", *(key for key, _, _ in _RANGES)}
    unknown = sorted(set(found) - known)
    if unknown:
        message = f'{file}: {name} has "{unknown[0]}", which is none of {", ".join(sorted(known))}'
        raise ValueError(message)
    numbers: dict[str, float] = {}
    for key, low, high in _RANGES:
        value = found.get(key, _MAY_LACK.get(key))
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            message = f'{file}: {name} needs a number "{key}"'
            raise ValueError(message)  # noqa: TRY004 - the file is wrong, not the caller
        if not low <= value <= high:
            message = f'{file}: "{key}" of {name} must be from {low:g} to {high:g}'
            raise ValueError(message)
        numbers[key] = float(value)
    return Person(name, **numbers)


class Hand:
    """A person at the switch. ``now`` is the clock of the whole session, in seconds.

    ``guard_s`` is after how long a press is told from a bounce; 0 gives every contact.
    """

    def __init__(self, person: Person, seed: object, guard_s: float = BOUNCE_GUARD_S) -> None:
        self.person = person
        self.chance = random.Random(str(seed))  # noqa: S311 - simulated hands keep no secrets
        self._contact = random.Random(f"contact {seed}")  # noqa: S311
        self.now = 0.0
        self.presses = 0
        self._guard_s = guard_s
        self._coming: float | None = None
        self._false = self._next_false(0.0)
        self._bounce = math.inf
        self._last = -math.inf

    def _next_false(self, after: float) -> float:
        if self.person.false_per_s <= 0:
            return math.inf
        return after + self.chance.expovariate(self.person.false_per_s)

    def _next_bounce(self, pressed_s: float) -> float:
        if self._contact.random() >= self.person.bounce:
            return math.inf
        after_s = self._contact.expovariate(1 / self.person.bounce_mean_s)
        return pressed_s + HELD_S + after_s

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
            at = min(coming, self._false, self._bounce)
            if at >= end:
                self.now = end
                return None
            is_bounce = at == self._bounce
            self._take(at)
            if at - self._last < self._guard_s:
                continue
            self._last = at
            if not is_bounce:
                self.presses += 1
                self._bounce = self._next_bounce(at)
            self.now = max(self.now, at)
            return at

    def _take(self, at: float) -> None:
        """This contact has happened; another of its kind may follow."""
        if at == self._bounce:
            self._bounce = math.inf
        elif at == self._false:
            self._false = self._next_false(at)
        else:
            self._coming = None
