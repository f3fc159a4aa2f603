"""Which voices a person may choose among by ear. Must not know how they are chosen.

The engines name hundreds, most of them for other languages. A few that differ clearly are a
choice; a hundred are none.
"""

from collections.abc import Sequence
from typing import Final

MOST: Final = 7
_ESPEAK: Final = (
    "en-us",
    "en-gb",
    "en-us+f3",
    "en-gb+f3",
    "en-us+m7",
    "en-gb-scotland",
    "en-us+f5",
)
"""espeak has no more than a few people in it; these are as far apart as it gets."""
_LANGUAGE: Final = "english"


def voices_on_offer(voice_kind: str, names: Sequence[str]) -> tuple[str, ...]:
    """Values for the setting ``speech.voice``, the usual voice first where it is known."""
    if voice_kind == "espeak":
        return _ESPEAK
    english = [name for name in names if _LANGUAGE in name.lower()]
    # macOS gives its voices people's names, and says nowhere which language they speak.
    return tuple(dict.fromkeys(english or names))[:MOST]
