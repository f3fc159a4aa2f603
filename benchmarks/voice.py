"""How long a spoken name takes in the study. The same name always takes the same time."""

import random
from functools import cache

from assistant.core.units import Millis

NAMES_MS = (500, 1200)
"""The shortest and the longest name of a made-up list."""


@cache
def name_ms(name: str) -> Millis:
    """A made-up name: anything from the shortest to the longest."""
    return random.Random(name).randint(*NAMES_MS)  # noqa: S311 - nothing secret


@cache
def drawl(text: str) -> float:
    """How much longer, or shorter, than estimated a voice takes for a real text."""
    return random.Random(text).uniform(0.85, 1.15)  # noqa: S311 - nothing secret
