"""Text made fit to be heard: without what only eyes can use. Pure.

What is left out is counted, so that a carer can be told.
"""

import re
import unicodedata
from collections import Counter
from typing import Final

from assistant.storage.sections import sentences_in

LONGEST_SENTENCE: Final = 100
"""Words. Reading is left and taken up by the sentence; this one takes forty seconds."""
LONGEST_WORD: Final = 50
"""Letters. Nothing longer is a word: a key, a sum of a file, a picture in letters."""

_LIGATURES: Final = {
    code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)
}
# Blanks of every width are one; what has no width and what turns the line round is nothing.
_UNSEEN: Final = dict.fromkeys(
    (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)
)
_FOR_EYES: Final = {ord(sign): None for sign in "*†‡¶"}
_BRACES: Final = {ord("{"): "(", ord("}"): ")"}  # in our texts they ask for a region's own words
_SIGNS: Final = {**_LIGATURES, **_UNSEEN, **_FOR_EYES, **_BRACES}
_NOTES: Final = re.compile(
    r"\s?\[\d{1,3}(?:\s?[,;\u2013-]\s?\d{1,3}){0,20}\]"
    r"|(?:(?<=[a-z]{3})|(?<=[.,;!?\"”’)]))[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]{1,3}(?!\w)"
)
_ADDRESS: Final = re.compile(
    r"<?\b(?:https?|ftp)://(?:www\.)?([\w.-]{1,80})[^\s<>\"”’()\[\]]{0,2000}>?"
)
_TIMES: Final = re.compile(r"(?<=\d)\s?\*\s?(?=\d)")
_LEADERS: Final = re.compile(r"(?:\s?[.·_…]){4,}")
_BULLET: Final = re.compile(
    r"^[\u2022\u2023\u25aa\u25cf\u25e6\u25a0\u25a1\u00b7\u2043\u2219o\u2013-]\s+"
)
_ENDS: Final = (".", "!", "?", "…", ":", ";", ",")
_CLOSERS: Final = "\"”’')]"
_BREATH: Final = re.compile(r"[;:,]$")


def tidy(text: str, left_out: Counter[str]) -> str:
    """The text in one line, as it can be said."""
    text = _TIMES.sub(" times ", unicodedata.normalize("NFC", text)).translate(_SIGNS)
    text = "".join(letter if _is_said(letter) else " " for letter in text)
    text, notes = _NOTES.subn("", text)
    text, addresses = _ADDRESS.subn(r"\1", text)
    text = _LEADERS.sub(" ", text)
    words = text.split()
    kept = [word for word in words if len(word) <= LONGEST_WORD]
    left_out["marks of footnotes"] += notes
    left_out["long web addresses (only the site is said)"] += addresses
    left_out["strings of letters that are no words"] += len(words) - len(kept)
    return " ".join(kept)


def _is_said(letter: str) -> bool:
    return letter.isprintable() and unicodedata.category(letter) not in ("Co", "Cn", "Cs", "Cc")


def has_words(text: str) -> bool:
    """Whether there is anything in it to say."""
    return any(letter.isalnum() for letter in text)


def without_bullet(text: str) -> str:
    """A line of a list without the sign before it."""
    return _BULLET.sub("", text)


def as_sentence(text: str) -> str:
    """The text with an end that a voice hears."""
    text = text.rstrip()
    bare = text.rstrip(_CLOSERS)
    return text if not text or bare.endswith(_ENDS) else f"{text}."


def short_title(text: str, longest: int = 60) -> str:
    """A title that is heard in a moment: cut between words where it is longer."""
    text = text.strip().rstrip(".:;,").strip()
    if len(text) <= longest:
        return text
    cut = text[: longest + 1].rpartition(" ")[0] or text[:longest]
    return cut.rstrip(".:;, ")


def in_breaths(paragraph: str, most_words: int) -> list[str]:
    """The paragraph in pieces of at most so many words, cut between sentences where it can be."""
    if len(paragraph.split()) <= min(most_words, LONGEST_SENTENCE):
        return [paragraph]
    pieces: list[str] = []
    held: list[str] = []
    count = 0
    for sentence in sentences_in(paragraph):
        for part in _short(sentence.split()):
            # A sentence that had to be cut goes on in a paragraph of its own.
            is_cut = len(part) < len(sentence.split())
            if held and (is_cut or count + len(part) > most_words):
                pieces.append(" ".join(held))
                held, count = [], 0
            held.append(" ".join(part))
            count += len(part)
    return [*pieces, " ".join(held)] if held else pieces


def _short(words: list[str]) -> list[list[str]]:
    """A sentence in pieces that are not too long, cut where it breathes if it does."""
    pieces: list[list[str]] = []
    while len(words) > LONGEST_SENTENCE:
        breaths = [
            at
            for at in range(LONGEST_SENTENCE // 3, LONGEST_SENTENCE + 1)
            if _BREATH.search(words[at - 1])
        ]
        cut = breaths[-1] if breaths else LONGEST_SENTENCE
        pieces.append(words[:cut])
        words = words[cut:]
    return [*pieces, words] if words else pieces


_BASE: Final = re.compile(r"(?:\d|(?:^|[\s\d])[a-zA-Zµ]{1,2})$")
_POWERS: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def is_base(before: str) -> bool:
    """Whether a raised number behind this is a power: behind a number, or the letters of a unit."""
    return bool(_BASE.search(before))


def said_power(before: str, number: str) -> str:
    """A power as it is said: "10" and "6" are not "106"."""
    return f" to the power of {number}" if before[-1:].isdigit() else number.translate(_POWERS)


_EVERYWHERE: Final = re.compile(r"([\\`_\[\]<>&])")
_AT_START: Final = re.compile(r"^([#+=~>-]|\d{1,9}(?=[.)]))")


def as_markdown(paragraph: str) -> str:
    """The paragraph so that Markdown reads it as the very same words."""
    text = _EVERYWHERE.sub(r"\\\1", paragraph)
    return _AT_START.sub(_escaped_start, text)


def _escaped_start(found: re.Match[str]) -> str:
    start = found[1]
    # A number before a dot would begin a list: the dot is escaped, for a number cannot be.
    return f"{start}\\" if start.isdigit() else f"\\{start}"
