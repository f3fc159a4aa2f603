"""Long texts cut where a reader would breathe. Pure; knows no engines."""

import re
from typing import Final

LONGEST: Final = 600
"""Characters. A sentence of ours is far shorter; this is a guard for pasted text."""

_BREATHS: Final = (
    re.compile(r"(?<=[.!?…])[\"'”’)]*\s+"),
    re.compile(r"(?<=[;:,])\s+|\s+(?=[–—(])"),
    re.compile(r"\s+"),
)


def chunks(text: str, longest: int = LONGEST) -> tuple[str, ...]:
    """The text in pieces of at most ``longest`` characters, each as long as that allows.

    Cut after a sentence if it can be, else after a clause, else between words, else anywhere.
    Nothing but white space is lost. An empty text is one empty piece.
    """
    pieces, rest = list[str](), text.strip()
    while len(rest) > longest:
        cut = _last_breath(rest, longest)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return (*pieces, rest) if rest or not pieces else tuple(pieces)


def _last_breath(text: str, longest: int) -> int:
    for breath in _BREATHS:
        # One more character: a blank just after the last allowed one is a place to cut too.
        cuts = [found.end() for found in breath.finditer(text, 0, longest + 1)]
        good = [cut for cut in cuts if longest // 3 < len(text[:cut].rstrip()) <= longest]
        if good:
            return good[-1]
    return longest
