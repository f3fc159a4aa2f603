"""What is wrong with a carer's own texts, and what could be heard more easily. Writes nothing.

What cannot be read is a problem. The guide's rules for its text are advice here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.core.library import OWN
from assistant.storage.own_sections import (
    OWN_FIELDS,
    label_of_own_name,
    own_blocks,
    own_label,
    own_section,
    read_own,
)
from assistant.storage.problems import BrokenFile, Problem, listed
from assistant.storage.readability import grade, words_in
from assistant.storage.sections import FOLDER_FIELDS, Block, sentences_in, split_leaf, unknown
from assistant.storage.texts import parse_toml
from assistant.storage.tree import FOLDER_FILE, Label, scan_guide, tree_of
from assistant.storage.wording import Wording

LONGEST_SENTENCE: Final = 20
HARDEST_GRADE: Final = 8.0
COMFORTABLE: Final = 600
"""Words: four minutes of listening. About the most that somebody keeps in mind at a time."""
WORDS_A_MINUTE: Final = 150
_SHOWN_WORDS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCheck:
    """``problems`` cannot be read; ``advice`` can."""

    problems: tuple[Problem, ...]
    advice: tuple[Problem, ...]


def check_own(root: Path, wording: Wording) -> OwnCheck:
    """Everything there is to say of a folder of own texts."""
    problems, advice = problems_in_own(root, wording), list[Problem]()
    broken = {problem.file for problem in problems}
    for found in scan_guide(root).files:
        file = root / found.name
        if file not in broken:  # there no advice helps
            advice += _advice(read_own(file), file)
    return OwnCheck(problems=problems, advice=listed(advice))


def problems_in_own(root: Path, wording: Wording) -> tuple[Problem, ...]:
    """What cannot be read there, which is known sooner than how easy the rest is to hear."""
    scan = scan_guide(root)
    problems = list(scan.problems)
    labels: dict[str, Label] = {}
    for found in scan.files:
        file = root / found.name
        try:
            text = read_own(file)
            labels[found.name] = own_label(text, file, found.name)
            if file.name != FOLDER_FILE:
                own_section(text, file, wording, "us")
        except BrokenFile as broken:
            problems += broken.problems
    tree = tree_of(root, "", labels, scan.folders, top=OWN, label_of_name=label_of_own_name)
    problems += tree.problems
    for stranger in scan.strangers:
        why = "Nobody reads this file here; import it (als-assistant import), or take it away."
        problems.append(Problem(root / stranger, 1, why))
    return listed(problems)


def _advice(text: str, file: Path) -> Iterator[Problem]:
    if file.name == FOLDER_FILE:
        yield from unknown(parse_toml(text, file), FOLDER_FIELDS)
        return
    front, body, first_line = split_leaf(text, file)
    yield from unknown(front, OWN_FIELDS)
    if front.data.get("reviewed", "not yet") != "not yet":
        why = "What a carer adds is always said to be unreviewed; this line is not used."
        yield front.problem("reviewed", why)
    blocks = own_blocks(body, first_line)
    said = [*advice_on_text([block.text for block in blocks])]
    words = sum(len(block.text.split()) for block in blocks)
    said += filter(None, [advice_on_length({str(front.data["title"]): words})])
    yield from (Problem(file, blocks[0].line, why) for why in said)


def advice_on_text(paragraphs: Sequence[str]) -> tuple[str, ...]:
    """How hard a text is to follow by ear, in sentences; empty where it is easy."""
    sentences = [one for paragraph in paragraphs for one in sentences_in(paragraph)]
    said = (_grade(sentences), _long_sentences(sentences))
    return tuple(text for text in said if text)


def advice_by_line(title: str, blocks: Sequence[Block]) -> tuple[tuple[int, str], ...]:
    """What would be easier to hear, each with the line it is about."""
    sentences = [one for block in blocks for one in sentences_in(block.text)]
    words = sum(len(block.text.split()) for block in blocks)
    first = blocks[0].line if blocks else 1
    whole = (_grade(sentences), advice_on_length({title: words}))
    long = [(block.line, _long_sentences([*sentences_in(block.text)])) for block in blocks]
    return tuple((line, text) for line, text in [*((first, it) for it in whole), *long] if text)


def minutes_for(words: int) -> int:
    """Whole minutes of listening, at least one."""
    return max(1, round(words / WORDS_A_MINUTE))


def advice_on_length(words_by_title: Mapping[str, int]) -> str:
    """Which sections are long, in a sentence; "" where none is."""
    long = {title: words for title, words in words_by_title.items() if words > COMFORTABLE}
    if not long:
        return ""
    title = next(iter(long))
    return (
        f'"{title}" takes {minutes_for(long[title])} minutes to hear;'
        f" {minutes_for(COMFORTABLE)} at a time are easier."
    )


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
