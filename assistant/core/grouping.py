"""Which choices of a list are lit together. Must not know the light, or what choices do.

*Rows*: rows of at most three, as even as they can be. *Halves*: two halves, and again two halves
of the one that was chosen. Few choices are lit one by one: a group of them would only cost a
press.
"""

from collections.abc import Sequence
from typing import Final

from assistant.core.settings import Groups

LONGEST_ROW: Final = 3
_FEWEST: Final = {"none": 0, "rows": 4, "halves": 3}
"""With fewer choices than this there are no groups."""

Stops = tuple[tuple[int, ...], ...]
"""The choices of a list in the order of the light; those of one stop are lit together."""


def stops_of(items: Sequence[int], groups: Groups) -> Stops:
    """The stops of the light over these choices."""
    count = len(items)
    if groups == "none" or count < _FEWEST[groups]:
        return tuple((item,) for item in items)
    parts = 2 if groups == "halves" else -(-count // LONGEST_ROW)
    return _parted(items, parts)


def _parted(items: Sequence[int], parts: int) -> Stops:
    """In their order, in so many parts, the first ones longer where they cannot be alike."""
    least, longer = divmod(len(items), parts)
    stops: list[tuple[int, ...]] = []
    first = 0
    for part in range(parts):
        last = first + least + (part < longer)
        stops.append(tuple(items[first:last]))
        first = last
    return tuple(stops)
