"""How one person presses: delay, false presses and misses. Must not know what is being chosen.

Theory of operation. A wanted press comes a while after the step it answers; the logarithm of
that delay is taken as normal, and its mean and spread are learned (normal-inverse-gamma). A
small share of presses follows a far wider curve, so that one odd press cannot break the
model. Presses that nobody wanted come at a rate, wanted presses fail with a chance; both are
learned too. Old evidence fades with every press, what we assumed at the start never does: a
person's hand changes over a day, and over the illness.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import lru_cache
from typing import Final

DELAY_FADING: Final = 0.97
"""What is left of what old presses said about the delay, at the next press."""
RATE_FADING: Final = 0.99
"""The same for false presses and misses: they are rare, so it takes longer to know them."""

_PRIOR_SPREAD: Final = math.sqrt(math.log1p(0.4**2))
_PRIOR_LOG_DELAY: Final = math.log(0.8) - _PRIOR_SPREAD**2 / 2
_PRIOR_MEAN_WORTH: Final = 0.5
"""In presses. Little: a quick hand far from our guess must not look like an irregular one."""
_PRIOR_SPREAD_WORTH: Final = 3.0
_LEAST_SPREAD: Final = 0.10
_ENOUGH_ANSWERS: Final = 4.0
_SHORTEST_DELAY_S: Final = 0.01
_FALSE_PRIOR: Final = (0.6, 60.0)
"""Presses nobody wanted, and the seconds in which they came."""
_MISS_PRIOR: Final = (0.5, 12.0)
"""Wanted presses that failed, and wanted presses that came."""
_ODD_SHARE: Final = 0.03
_ODD_WIDER: Final = 2.5
_DOUBT_FADING: Final = 0.9
_MOST_DOUBT: Final = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonModel:
    """What is known of one person's presses. All sums fade; none is a count of presses."""

    weight: float = 0.0
    log_sum: float = 0.0
    log_square_sum: float = 0.0
    false_presses: float = 0.0
    watched_s: float = 0.0
    misses: float = 0.0
    hits: float = 0.0
    doubt: float = 1.0
    """1 when all is well; up to 4 after choices were undone, fading with good ones."""

    @property
    def is_new(self) -> bool:
        """Whether too few answers are known to scan by anything but the settings."""
        return self.weight < _ENOUGH_ANSWERS

    @property
    def log_spread(self) -> float:
        """The spread of the logarithm of the delay."""
        return math.sqrt(_log_moments(self)[1])

    @property
    def median_s(self) -> float:
        """Half of the wanted presses come sooner than this after the step they answer."""
        return math.exp(_log_moments(self)[0])

    @property
    def mean_s(self) -> float:
        """The mean delay."""
        mean, variance = _log_moments(self)
        return math.exp(mean + variance / 2)

    @property
    def sd_s(self) -> float:
        """The spread of the delay (standard deviation)."""
        return self.mean_s * math.sqrt(math.expm1(_log_moments(self)[1]))

    @property
    def false_per_s(self) -> float:
        """How often a press comes that nobody wanted."""
        return (self.false_presses + _FALSE_PRIOR[0]) / (self.watched_s + _FALSE_PRIOR[1])

    @property
    def miss(self) -> float:
        """The chance that a wanted press does not come."""
        failed = self.misses + _MISS_PRIOR[0]
        return failed / (failed + self.hits + _MISS_PRIOR[1])

    def slow_answer_s(self) -> float:
        """Nineteen of twenty wanted presses come sooner than this."""
        return self.median_s * math.exp(1.645 * self.log_spread)

    def to_record(self) -> dict[str, float]:
        """Numbers to keep; :meth:`from_record` reads them."""
        return asdict(self)

    @classmethod
    def from_record(cls, record: Mapping[str, object]) -> "PersonModel":
        """A model kept by :meth:`to_record`.

        Raises:
            ValueError: A number is missing, negative where it cannot be, or not a number.
        """
        found: dict[str, float] = {}
        for field in fields(cls):
            value = record.get(field.name)
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                message = f"{field.name} must be a number"
                raise ValueError(message)  # noqa: TRY004 - what was kept is wrong, not a caller
            if not math.isfinite(value) or (value < 0 and field.name != "log_sum"):
                message = f"{field.name} cannot be {value}"
                raise ValueError(message)
            found[field.name] = float(value)
        return cls(**found)


@dataclass(frozen=True, slots=True)
class Answer:
    """One press as seen afterwards, when it is known what the person wanted.

    ``delays`` are the delays it may have had after each step it may have answered, each with
    its probability; what is missing to 1 is the chance that nobody wanted this press.
    ``misses`` is how many steps it let pass before, in expectation.
    """

    delays: tuple[tuple[float, float], ...]
    misses: float
    watched_s: float


def with_answer(model: PersonModel, answer: Answer) -> PersonModel:
    """The model after one press that is understood now."""
    weight = sum(chance for _, chance in answer.delays)
    logs = [(math.log(max(delay, _SHORTEST_DELAY_S)), chance) for delay, chance in answer.delays]
    keep = 1 - (1 - DELAY_FADING) * min(1.0, weight)
    return replace(
        model,
        weight=model.weight * keep + weight,
        log_sum=model.log_sum * keep + sum(x * chance for x, chance in logs),
        log_square_sum=model.log_square_sum * keep + sum(x * x * c for x, c in logs),
        false_presses=model.false_presses * RATE_FADING + max(0.0, 1 - weight),
        watched_s=model.watched_s * RATE_FADING + answer.watched_s,
        misses=model.misses * RATE_FADING + answer.misses,
        hits=model.hits * RATE_FADING + weight,
    )


def doubted(model: PersonModel) -> PersonModel:
    """The model after a choice was undone: less sure for a while."""
    return replace(model, doubt=min(_MOST_DOUBT, model.doubt * 1.5))


def trusted(model: PersonModel) -> PersonModel:
    """The model after a choice that stood."""
    return replace(model, doubt=1 + (model.doubt - 1) * _DOUBT_FADING)


@lru_cache(maxsize=256)
def _log_moments(model: PersonModel) -> tuple[float, float]:
    """Mean and variance of the logarithm of the delay, our first guess included."""
    n = model.weight
    worth = _PRIOR_MEAN_WORTH + n
    mean = (_PRIOR_MEAN_WORTH * _PRIOR_LOG_DELAY + model.log_sum) / worth
    average = model.log_sum / n if n > 0 else _PRIOR_LOG_DELAY
    scatter = max(0.0, model.log_square_sum - n * average * average)
    shift = _PRIOR_MEAN_WORTH * n / worth * (average - _PRIOR_LOG_DELAY) ** 2
    spread = _PRIOR_SPREAD_WORTH * _PRIOR_SPREAD**2 + scatter + shift
    variance = spread / (_PRIOR_SPREAD_WORTH + n) * (1 + 1 / (worth + 1))
    widened = variance * (1 + 0.25 * (model.doubt - 1))
    return mean, max(_LEAST_SPREAD**2, widened)


def _normal_below(z: float) -> float:
    return 0.5 * math.erfc(-z * math.sqrt(0.5))


_ROOT_TWO_PI: Final = math.sqrt(2 * math.pi)


@dataclass(frozen=True, slots=True)
class Curve:
    """The delay curve of one moment, as plain numbers."""

    log_median: float
    log_spread: float

    def density(self, delay_s: float) -> float:
        """Per second, at a delay; 0 before the step."""
        if delay_s <= 0:
            return 0.0
        x = math.log(delay_s) - self.log_median
        z, far = x / self.log_spread, x / (_ODD_WIDER * self.log_spread)
        near = (1 - _ODD_SHARE) * math.exp(-z * z / 2)
        odd = _ODD_SHARE / _ODD_WIDER * math.exp(-far * far / 2)
        return (near + odd) / (self.log_spread * delay_s * _ROOT_TWO_PI)

    def done(self, delay_s: float) -> float:
        """The chance that a wanted press has come by a delay."""
        if delay_s <= 0:
            return 0.0
        z = (math.log(delay_s) - self.log_median) / self.log_spread
        return (1 - _ODD_SHARE) * _normal_below(z) + _ODD_SHARE * _normal_below(z / _ODD_WIDER)


def curve_of(model: PersonModel) -> Curve:
    """The delay curve as the model has it now."""
    mean, variance = _log_moments(model)
    return Curve(mean, math.sqrt(variance))
