"""``content check``: every problem of a content folder at once. Writes nothing anywhere."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from assistant.storage.folders import content_root
from assistant.storage.library_files import read_label
from assistant.storage.own_check import HARDEST_GRADE, LONGEST_SENTENCE
from assistant.storage.problems import BrokenFile, Problem, listed
from assistant.storage.readability import grade, syllables_in, without_terms, words_in
from assistant.storage.sections import (
    FIELDS,
    FOLDER_FIELDS,
    Block,
    blocks_of,
    missing,
    mistyped,
    sentences_in,
    split_leaf,
    unknown,
    unknown_place,
)
from assistant.storage.texts import Toml, parse_toml, read_text
from assistant.storage.tree import FOLDER_FILE, Label, above, scan_guide, tree_of
from assistant.storage.wording import PLACEHOLDER, WORDING_FILES, Wording, load_wording

FEWEST_WORDS: Final = 60
MOST_WORDS: Final = 180
_SURE: Final = ("high", "medium", "contested")
_OPTIONAL: Final = ("said_title", "warning")
_FOR_EYES: Final = (
    (re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|org|net|gov|edu)\b"), "a web address"),
    (re.compile(r"[()\[\]{}<>]"), "a bracket"),
    (re.compile(r"[/\\|]"), "a slash"),
    (re.compile(r"[\u2013\u2014]|(?:^|\s)-+(?:\s|$)"), "a dash"),
    (re.compile(r"[*_`~^#]"), "a mark such as * or _"),
)
_PHONE: Final = re.compile(
    r"(?<![\w,.])(?:911|112|999|988|000|9 1 1|1 1 2|9 9 9|9 8 8|0 0 0)(?!\w|[,.]\d)"
    r"|\b\d{2,}[ .-]\d{3,}\b|\b\d{7,}\b"
    r"|\b(?:call|text|dial|phone|ring)(?:ing|s)? \d{3,}\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Rules:
    wording: Wording
    today: date
    terms: tuple[str, ...]


def check_content(root: Path, today: date, packaged: Path | None = None) -> tuple[Problem, ...]:
    """Every problem of a language folder, or of a folder that holds only a guide.

    A folder without texts of its own is read with the ``packaged`` ones. Empty when all is well.
    """
    guide = root / "guide" if (root / "guide").is_dir() else root
    if any((root / name).exists() for name in WORDING_FILES):
        wording, found = load_wording(root)
        problems = list(found)
    else:
        wording, _ = load_wording(packaged or content_root() / "en")
        problems = []
    terms = {*wording.lexicon.says, *(t for v in wording.lexicon.by_voice.values() for t in v)}
    rules = _Rules(wording, today, tuple(terms))
    problems += _unknown_in_fixed_lines(root, wording)
    return listed([*problems, *_guide_problems(guide, rules)])


def overdue_reviews(root: Path, today: date) -> tuple[Problem, ...]:
    """Of those problems, that a review was due. No fault of a file: time passes by itself."""
    guide = root / "guide" if (root / "guide").is_dir() else root
    found: list[Problem] = []
    for leaf in scan_guide(guide).files:
        with suppress(BrokenFile):  # told by check_content
            if not leaf.name.endswith(FOLDER_FILE):
                file = guide / leaf.name
                found += _overdue(split_leaf(read_text(file), file)[0], today)
    return listed(found)


def _overdue(front: Toml, today: date) -> Iterator[Problem]:
    due = front.data.get("next_review")
    if type(due) is date and due < today:
        why = f"The review was due on {due}; check the section and set the next date."
        yield front.problem("next_review", why)


def _unknown_in_fixed_lines(root: Path, wording: Wording) -> Iterator[Problem]:
    for region in wording.regions:
        for name, line in wording.fixed_lines.items():
            for unknown_name in wording.fill(line, region)[1]:
                file = root / "fixed_lines.toml"
                why = f'"{name}", region "{region}": {unknown_place(unknown_name)}'
                if file.exists():
                    yield parse_toml(read_text(file), file).problem(name, why)


def _guide_problems(guide: Path, rules: _Rules) -> Iterator[Problem]:
    scan = scan_guide(guide)
    yield from scan.problems
    labels: dict[str, Label] = {}
    for found in scan.files:
        file = guide / found.name
        try:
            text = read_text(file)
        except BrokenFile as broken:
            yield from broken.problems
            continue
        is_folder = file.name == FOLDER_FILE
        yield from (_folder_problems if is_folder else _leaf_problems)(text, file, rules)
        try:
            labels[found.name] = read_label(text, file)
        except BrokenFile:
            continue  # Told already.
    yield from tree_of(guide, "", labels, scan.folders).problems
    yield from _place_problems(guide, labels)
    yield from _gap_problems(guide, labels)
    here = {found.name for found in scan.files}
    for folder in scan.folders:
        if f"{folder}/{FOLDER_FILE}" not in here:
            why = 'This file is missing; write it with id = "..." and title = "...".'
            yield Problem(guide / folder / FOLDER_FILE, 1, why)
    for stranger in scan.strangers:
        why = 'Nobody reads this file; name it so that it ends in ".md", or take it away.'
        yield Problem(guide / stranger, 1, why)


def _place_problems(guide: Path, labels: Mapping[str, Label]) -> Iterator[Problem]:
    for name, label in labels.items():
        own = above(name) if name.endswith(FOLDER_FILE) else name
        if not own:
            continue
        line = 1 if name.endswith(FOLDER_FILE) else 2
        if not own.rpartition("/")[2].startswith(f"{label.id}-"):
            why = f'The id "{label.id}" is not what its name begins with; make them the same.'
            yield Problem(guide / name, line, why)
        parent = labels.get(f"{above(own)}/{FOLDER_FILE}".lstrip("/"))
        if above(own) and parent and not label.id.startswith(f"{parent.id}."):
            why = f'The id "{label.id}" does not belong below "{parent.id}"; move it or mend it.'
            yield Problem(guide / name, line, why)


def _gap_problems(guide: Path, labels: Mapping[str, Label]) -> Iterator[Problem]:
    """A number that is missing between two neighbours: a folder that was copied by half."""
    there = {label.id: name for name, label in labels.items()}
    for label_id, name in there.items():
        head, dot, last = label_id.rpartition(".")
        if not last.isdigit():
            continue
        before, further = (f"{head}{dot}{int(last) - steps}" for steps in (1, 2))
        if before not in there and further in there:
            why = f'There is "{label_id}" but no "{before}"; put it back, or number anew.'
            yield Problem(guide / name, 1, why)


def _folder_problems(text: str, file: Path, _rules: _Rules) -> Iterator[Problem]:
    try:
        front = parse_toml(text, file)
    except BrokenFile as broken:
        yield from broken.problems
        return
    yield from mistyped(front, FOLDER_FIELDS)
    yield from unknown(front, FOLDER_FIELDS)


def _leaf_problems(text: str, file: Path, rules: _Rules) -> Iterator[Problem]:
    try:
        front, body, first_line = split_leaf(text, file)
    except BrokenFile as broken:
        yield from broken.problems
        return
    yield from mistyped(front, FIELDS)
    yield from unknown(front, FIELDS)
    yield from missing(front, tuple(n for n in FIELDS if n not in (*_OPTIONAL, "id", "title")))
    yield from _value_problems(front, rules)
    for number, line in enumerate(body.split("\n"), first_line):
        yield from (Problem(file, number, why) for why in _line_faults(line))
    blocks, problems = blocks_of(body, first_line, file)
    yield from problems
    if blocks:
        yield from _text_problems(blocks, file, rules)


def _value_problems(front: Toml, rules: _Rules) -> Iterator[Problem]:
    data = front.data
    sources = data.get("sources")
    for key in sources if isinstance(sources, list) else ():
        if isinstance(key, str) and key not in rules.wording.sources:
            why = f'The source "{key}" is not in sources.toml; add it there or mend the name.'
            yield front.problem("sources", why)
    warning = data.get("warning")
    for name in rules.wording.fill(warning, "us")[1] if isinstance(warning, str) else ():
        yield front.problem("warning", unknown_place(name))
    for field, allowed in (("confidence", _SURE), ("region", tuple(rules.wording.regions))):
        value = data.get(field)
        if isinstance(value, str) and allowed and value not in allowed:
            yield front.problem(field, f'"{field}" must be one of {", ".join(allowed)}.')
    reviewed = data.get("reviewed")
    if type(reviewed) is date and reviewed > rules.today:
        why = '"reviewed" lies in the future; write the day of the review, or "not yet".'
        yield front.problem("reviewed", why)
    yield from _overdue(front, rules.today)
    for field in ("title", "said_title"):
        if isinstance(data.get(field), str):
            yield from (front.problem(field, why) for why in _line_faults(data[field]))


def _line_faults(line: str) -> Iterator[str]:
    plain = PLACEHOLDER.sub("", line).removeprefix("## ")
    for pattern, what in _FOR_EYES:
        if pattern.search(plain):
            yield f"This line has {what}, which needs eyes; say it in words."
    if found := _PHONE.search(plain):
        why = 'is a phone number; use a {place} such as "{urgent}" in its stead.'
        yield f'"{found[0]}" {why}'


def _text_problems(blocks: list[Block], file: Path, rules: _Rules) -> Iterator[Problem]:
    sentences: list[str] = []
    for block in blocks:
        whole, names = rules.wording.fill(block.text, "us")
        yield from (Problem(file, block.line, unknown_place(name)) for name in names)
        found = sentences_in(whole)
        for sentence in found:
            if (count := len(words_in(sentence))) > LONGEST_SENTENCE:
                start = " ".join(sentence.split()[:5])
                why = f'"{start} ..." has {count} words; {LONGEST_SENTENCE} is the most. Split it.'
                yield Problem(file, block.line, why)
        if not block.is_gate:
            sentences += found
    yield from _measure_problems(sentences, file, blocks[0].line, rules)


def _measure_problems(
    sentences: list[str], file: Path, line: int, rules: _Rules
) -> Iterator[Problem]:
    count = sum(len(words_in(sentence)) for sentence in sentences)
    if not FEWEST_WORDS <= count <= MOST_WORDS:
        why = f"The text has {count} words; it must have {FEWEST_WORDS} to {MOST_WORDS}."
        yield Problem(file, line, why)
    plain = [without_terms(sentence, rules.terms) for sentence in sentences]
    if (level := grade(plain)) > HARDEST_GRADE:
        words = {word.lower() for sentence in plain for word in words_in(sentence)}
        hardest = sorted(words, key=lambda word: (-syllables_in(word), word))[:4]
        why = f"This is too hard to follow: grade {level:.1f}, and {HARDEST_GRADE} is the most."
        yield Problem(
            file, line, f"{why} Shorten sentences, or find simpler words for: {', '.join(hardest)}."
        )
