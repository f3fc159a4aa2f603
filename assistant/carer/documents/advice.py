"""What the guide's rules would say of a carer's text, as advice. Must not know files."""

from collections.abc import Sequence
from typing import Final

from assistant.carer.documents.draft import Finding, Part, minutes_for
from assistant.carer.documents.splitting import COMFORTABLE
from assistant.storage.check import HARDEST_GRADE, LONGEST_SENTENCE
from assistant.storage.readability import grade, words_in
from assistant.storage.sections import sentences_in

_SHOWN_WORDS: Final = 8


def advice_on(parts: Sequence[Part]) -> tuple[Finding, ...]:
    """How hard this is to follow by ear: grade, long sentences, length."""
    sentences = [
        sentence
        for part in parts
        for paragraph in part.paragraphs
        for sentence in sentences_in(paragraph)
    ]
    said = (_grade(sentences), _long_sentences(sentences), _length(parts))
    return tuple(Finding(kind="advice", text=text) for text in said if text)


def _grade(sentences: Sequence[str]) -> str:
    level = grade(sentences)
    if level <= HARDEST_GRADE:
        return ""
    return (
        f"It may be hard to follow: it reads like school grade {level:.0f}, and"
        f" {HARDEST_GRADE:.0f} or lower is easiest to hear."
    )


def _long_sentences(sentences: Sequence[str]) -> str:
    counted = [(len(words_in(sentence)), sentence) for sentence in sentences]
    long = [found for found in counted if found[0] > LONGEST_SENTENCE]
    if not long:
        return ""
    most, longest = max(long, key=lambda found: found[0])
    start = " ".join(longest.split()[:_SHOWN_WORDS])
    many = f"{len(long)} sentences have" if len(long) > 1 else "One sentence has"
    return f'{many} more than {LONGEST_SENTENCE} words; the longest has {most}: "{start} ..."'


def _length(parts: Sequence[Part]) -> str:
    long = [part for part in parts if part.words > COMFORTABLE]
    if not long:
        return ""
    return (
        f'"{long[0].title}" takes {long[0].minutes} minutes to hear;'
        f" {minutes_for(COMFORTABLE)} at a time are easier."
    )
