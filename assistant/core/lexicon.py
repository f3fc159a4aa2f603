"""Shown text to spoken text. Must not know files or engines."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Pronunciations: term in lower case -> respelling, with a map per kind of voice.

    ``by_voice["espeak"]`` wins over ``says`` for an espeak voice. A term maps to itself in
    ``by_voice`` where that voice says the plain word right.
    """

    says: Mapping[str, str] = field(default_factory=dict)
    by_voice: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    _patterns: dict[str, tuple[re.Pattern[str], Mapping[str, str]]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def spoken(self, text: str, voice: str) -> str:
        """The text as a voice of this kind ("espeak", "sapi5", "nsss", ...) should be given it."""
        if voice not in self._patterns:
            terms = {**self.says, **self.by_voice.get(voice, {})}
            longest_first = sorted(terms, key=len, reverse=True)
            body = "|".join(re.escape(term) for term in longest_first) or r"(?!)"
            # Not inside a number: the "000" of "5,000" is no telephone number.
            whole = rf"(?<!\w)(?<!\d[.,])({body})(?=(?:'s|’s|s)?(?!\w))(?![.,]\d)"
            pattern = re.compile(whole, re.IGNORECASE)
            self._patterns[voice] = (pattern, terms)
        known, says = self._patterns[voice]
        return known.sub(lambda found: says[found.group(1).lower()], text)
