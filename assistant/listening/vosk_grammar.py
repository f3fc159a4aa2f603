"""What vosk listens for, and what its answer is worth. Must not know vosk itself. Pure.

In a grammar of the active phrases alone vosk is sure of nearly anything: it has to choose one
of them. So each decoder also hears hundreds of everyday words, which take what is no command;
and a phrase is believed only if it is alone in the answer, in the sound as it was and in a
slowed copy. Of 320 synthetic Korean words that were not active, grammar alone took 211 for a
phrase; these two together would have acted on one (models/README.md).
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.core.hearing import ACT_AT, MOST_ASKED, Guess
from assistant.listening.vosk_library import Hypothesis

UNKNOWN: Final = "[unk]"
_ENOUGH_OTHER_WORDS: Final = 100
_NEVER_CERTAIN: Final = 0.95
_ONLY_ASK: Final = ACT_AT - 0.05
_SURE: Final = 0.9
_WEIGHT_AS_HEARD: Final = 0.45
_WORTH_A_SECOND_LOOK: Final = 0.3
_NO_WORD: Final = re.compile(r"[^\w' ]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """What one decoder is to hear.

    ``spoken`` maps the words as the model knows them to the phrase as it was asked for;
    ``may_act`` is False where the model cannot tell a command from other sounds.
    """

    spoken: Mapping[str, str]
    others: tuple[str, ...]
    unheard: tuple[str, ...]
    may_act: bool

    @property
    def lines(self) -> tuple[str, ...]:
        """All that the decoder hears."""
        return (*self.spoken, *self.others)


def grammar_for(
    phrases: Iterable[str], other_words: Sequence[str], knows: Callable[[str], bool]
) -> Grammar:
    """The grammar for these phrases, as far as the model knows their words.

    A model without ``[unk]``, or with few of the other words, forces strange sounds into
    phrases: from such a grammar the program only ever asks.
    """
    spoken: dict[str, str] = {}
    unheard: list[str] = []
    for phrase in phrases:
        words = said(phrase)
        if words and words not in spoken and all(knows(word) for word in words.split()):
            spoken[words] = phrase
        else:
            unheard.append(phrase)
    others = [word for word in dict.fromkeys(other_words) if word not in spoken and knows(word)]
    has_unknown = knows(UNKNOWN)
    may_act = has_unknown and len(others) >= _ENOUGH_OTHER_WORDS
    return Grammar(
        spoken=spoken,
        others=(*others, UNKNOWN) if has_unknown else tuple(others),
        unheard=tuple(unheard),
        may_act=may_act,
    )


def said(phrase: str) -> str:
    """A phrase as bare words: "Follow-up care?" is "follow up care"."""
    return " ".join(_NO_WORD.sub(" ", phrase.lower().replace("’", "'")).split())


def shares(heard: Sequence[Hypothesis]) -> dict[str, float]:
    """How the belief is divided among the texts of one answer, 0 to 1, together 1.

    The softmax of the log likelihoods: the posterior among what the decoder still thought
    possible at the end.
    """
    if not heard:
        return {}
    best = max(one.log_likelihood for one in heard)
    weights: dict[str, float] = {}
    for one in heard:
        weight = math.exp(one.log_likelihood - best)
        weights[one.text] = weights.get(one.text, 0.0) + weight
    total = sum(weights.values())
    return {text: weight / total for text, weight in weights.items()}


def is_worth_a_second_look(grammar: Grammar, as_heard: Mapping[str, float]) -> bool:
    """Whether any phrase is likely enough in the sound as it was to decode the slowed copy."""
    return any(as_heard.get(text, 0.0) >= _WORTH_A_SECOND_LOOK for text in grammar.spoken)


def guesses(
    grammar: Grammar, as_heard: Mapping[str, float], slowed: Mapping[str, float], by: str
) -> tuple[Guess, ...]:
    """The phrases that may have been said, likeliest first, at most three."""
    found = [
        Guess(phrase, _score(as_heard[text], slowed.get(text, 0.0), may_act=grammar.may_act), by)
        for text, phrase in grammar.spoken.items()
        if as_heard.get(text, 0.0) >= _WORTH_A_SECOND_LOOK
    ]
    return tuple(sorted(found, key=lambda guess: -guess.score)[:MOST_ASKED])


def _score(as_heard: float, slowed: float, *, may_act: bool) -> float:
    """Act only where both agree without a rival; ask where one is clear or both are likely.

    Measured as said in models/README.md: of 39 such acts 37 were right, of 55 questions 21.
    """
    score = _WEIGHT_AS_HEARD * as_heard + (1 - _WEIGHT_AS_HEARD) * slowed
    is_sure = min(as_heard, slowed) >= _SURE
    return min(score, _NEVER_CERTAIN if is_sure and may_act else _ONLY_ASK)
