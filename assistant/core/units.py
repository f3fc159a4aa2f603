"""Units that stand in names and types. Knows nothing else."""

from typing import TypeAlias

Millis: TypeAlias = int
"""Whole milliseconds on the program's own clock, which starts near 0 and never runs backwards."""
