"""How many bits a second a hand could give at the very best. Knows no method.

The channel: the moment at which the wanted thing is lit, in; the moment of the first press, or
none, out. Blahut and Arimoto's algorithm finds the best use of it, with the time until the
press as its price.
"""

import math

from benchmarks.people import Person

_FINENESS = 2.5
_FRAMES = (8, 11, 14, 20)
"""How long one may wait for a press, in spreads of the delay: the best of these counts."""
_ROUNDS = 120


def bits_per_s(person: Person) -> float:
    """The capacity per second of time, bits that a perfect code would carry."""
    return max(_capacity(person, spreads) for spreads in _FRAMES)


def _capacity(person: Person, spreads: float) -> float:
    slot_s = person.delay_sd_s / _FINENESS
    inputs = int(spreads * _FINENESS)
    frame = inputs + math.ceil((person.delay_mean_s + person.delay_sd_s) / slot_s)
    channel = [_outputs(person, k, frame, slot_s) for k in range(inputs)]
    times = [_time(row, slot_s) for row in channel]
    gains = [[p * math.log2(p) if p > 0 else 0.0 for p in row] for row in channel]
    own = [sum(row) for row in gains]
    use = [1 / inputs] * inputs
    rate = 0.0
    for _ in range(_ROUNDS):
        mixed = [
            sum(u * p for u, p in zip(use, column, strict=True))
            for column in zip(*channel, strict=True)
        ]
        logs = [math.log2(p) if p > 0 else 0.0 for p in mixed]
        told = [
            o - sum(p * log for p, log in zip(row, logs, strict=True))
            for o, row in zip(own, channel, strict=True)
        ]
        bits = sum(u * d for u, d in zip(use, told, strict=True))
        rate = bits / sum(u * t for u, t in zip(use, times, strict=True))
        raised = [u * 2 ** (d - rate * t) for u, d, t in zip(use, told, times, strict=True)]
        use = [u / sum(raised) for u in raised]
    return rate


def _outputs(person: Person, lit_at: int, frame: int, slot_s: float) -> list[float]:
    """The chance of the first press in each slot; last, of none in the frame."""
    waiting, answered, found = 1.0, 0.0, []
    calm = math.exp(-person.false_per_s * slot_s)
    for slot in range(frame):
        before = answered
        answered = (1 - person.miss) * _below(person, (slot + 1 - lit_at) * slot_s)
        stays = calm * (1 - answered) / (1 - before)
        found.append(waiting * (1 - stays))
        waiting *= stays
    return [*found, waiting]


def _below(person: Person, delay_s: float) -> float:
    if delay_s <= 0:
        return 0.0
    steps = max(8, int(delay_s / person.delay_sd_s * 12))
    width = delay_s / steps
    return min(1.0, sum(person.density((k + 0.5) * width) for k in range(steps)) * width)


def _time(row: list[float], slot_s: float) -> float:
    *presses, none = row
    until_press = sum(p * (k + 0.5) * slot_s for k, p in enumerate(presses))
    return until_press + none * len(presses) * slot_s
