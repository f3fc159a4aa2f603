"""One section's file: its front matter and its text. Must not know the tree it stands in."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import sentencex
from markdown_it import MarkdownIt

from assistant.core.library import RESERVED, Section, Sentence
from assistant.storage.origin import origin_of, source_names
from assistant.storage.problems import BrokenFile, Problem
from assistant.storage.texts import Toml, parse_toml, read_text
from assistant.storage.wording import Wording

FENCE: Final = "+++"
NOT_YET: Final = "not yet"
FIELDS: Final[Mapping[str, str]] = {
    "id": "name",
    "title": "text",
    "said_title": "text",
    "facts": "list",
    "updates": "list",
    "sources": "list",
    "confidence": "text",
    "region": "text",
    "reviewed": "review",
    "next_review": "date",
    "warning": "text",
}
FOLDER_FIELDS: Final = {name: FIELDS[name] for name in ("id", "title", "said_title")}
_ID: Final = re.compile(r"[\w.-]{1,40}")
_NEEDED: Final = ("id", "title")
_KINDS: Final = {
    "name": 'a number or short name in quotes, without spaces, such as "2.3"',
    "text": "text in quotes, not empty",
    "list": 'a list of texts, such as ["F20"]',
    "date": "a date without quotes, such as 2027-05-23",
    "review": '"not yet", or a date without quotes, such as 2026-11-03',
}
# Link definitions would vanish without a word, and with them what they hide.
_MARKDOWN: Final = MarkdownIt("commonmark").disable("reference")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a section or a folder says about itself. ``reviewed`` is None until a clinician did."""

    id: str
    title: str
    said: str
    sources: tuple[str, ...] = ()
    confidence: str = ""
    reviewed: date | None = None
    next_review: date | None = None
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a gate's question, at its line of the file."""

    text: str
    line: int
    is_gate: bool


def split_leaf(text: str, file: Path) -> tuple[Toml, str, int]:
    """The front matter, the body and the body's first line. Raises BrokenFile."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        raise BrokenFile(Problem(file, 1, f'The file must begin with a line "{FENCE}".'))
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if end is None:
        why = f'The front matter has no end; write a line "{FENCE}" before the text.'
        raise BrokenFile(Problem(file, len(lines), why))
    front = parse_toml("\n".join(lines[1:end]), file, first_line=2)
    return front, "\n".join(lines[end + 1 :]), end + 2


def _is_kind(value: object, kind: str) -> bool:
    if kind == "list":
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if kind in ("date", "review"):
        return type(value) is date or (kind == "review" and value == NOT_YET)
    if not isinstance(value, str) or not value.strip():
        return False
    return kind != "name" or (bool(_ID.fullmatch(value)) and value not in RESERVED)


def mistyped(front: Toml, fields: Mapping[str, str]) -> list[Problem]:
    """Values of the wrong kind, and a missing id or title: with these it cannot be used."""
    wrong = [
        front.problem(name, f'"{name}" must be {_KINDS[kind]}.')
        for name, kind in fields.items()
        if name in front.data and not _is_kind(front.data[name], kind)
    ]
    return wrong + missing(front, _NEEDED)


def missing(front: Toml, names: tuple[str, ...]) -> list[Problem]:
    """Fields that should be there and are not."""
    return [
        front.problem(name, f'"{name}" is missing; add it: {_KINDS[FIELDS[name]]}.')
        for name in names
        if name not in front.data
    ]


def unknown(front: Toml, fields: Mapping[str, str]) -> list[Problem]:
    """Fields nobody reads, with the name that was probably meant."""
    problems = []
    for name in front.data.keys() - fields.keys():
        near = difflib.get_close_matches(name, fields, n=1)
        fix = f'did you mean "{near[0]}"?' if near else "take it out."
        problems.append(front.problem(name, f'"{name}" is not known here; {fix}'))
    return problems


def header_of(front: Toml, fields: Mapping[str, str] = FIELDS) -> Header:
    """The header. Raises BrokenFile when a value is mistyped or the id or title missing."""
    if problems := mistyped(front, fields):
        raise BrokenFile(*problems)
    data = front.data
    reviewed = data.get("reviewed", NOT_YET)
    return Header(
        id=data["id"],
        title=data["title"],
        said=data.get("said_title", data["title"]),
        sources=tuple(data.get("sources", ())),
        confidence=data.get("confidence", ""),
        reviewed=None if reviewed == NOT_YET else reviewed,
        next_review=data.get("next_review"),
        warning=data.get("warning", ""),
    )


def read_header(text: str, file: Path = Path("section")) -> Header:
    """The header of a section's text, without looking at its body. Raises BrokenFile."""
    return header_of(split_leaf(text, file)[0])


def blocks_of(body: str, first_line: int, file: Path) -> tuple[list[Block], list[Problem]]:
    """The paragraphs and gates of a body, and everything that is neither."""
    blocks: list[Block] = []
    problems: list[Problem] = []
    allowed = False
    is_gate = False
    for token in _MARKDOWN.parse(body):
        line = first_line + (token.map[0] if token.map else 0)
        if token.level == 0 and token.nesting >= 0:
            is_gate = token.type == "heading_open" and token.tag == "h2" and token.markup == "##"
            allowed = is_gate or token.type == "paragraph_open"
            if not allowed:
                why = 'Only plain paragraphs and "## Question?" lines can be read; rewrite this.'
                problems.append(Problem(file, line, why))
        if token.type == "inline" and token.level == 1 and allowed:
            parts = token.children or []
            if any(part.type not in ("text", "softbreak", "hardbreak") for part in parts):
                why = "Bold, links, pictures and code cannot be heard; write plain words."
                problems.append(Problem(file, line, why))
            text = "".join(part.content or " " for part in parts).strip()
            if is_gate and not text.endswith("?"):
                why = 'A "##" line is a question that is asked; end it with "?".'
                problems.append(Problem(file, line, why))
            blocks.append(Block(text, line, is_gate))
    return blocks, problems + _out_of_place(blocks, first_line, file)


def _out_of_place(blocks: list[Block], first_line: int, file: Path) -> list[Problem]:
    if not blocks:
        return [Problem(file, first_line, "There is no text; write it below the front matter.")]
    problems = []
    if blocks[0].is_gate:
        why = "Some text must stand before the first question."
        problems.append(Problem(file, blocks[0].line, why))
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        if block.is_gate and (after is None or after.is_gate):
            why = "Nothing stands behind this question; write its text, or take it out."
            problems.append(Problem(file, block.line, why))
    return problems


def sentences_in(text: str) -> tuple[str, ...]:
    """The sentences of a paragraph, stripped."""
    found = (sentence.strip() for sentence in sentencex.segment("en", text))
    return tuple(sentence for sentence in found if sentence)


def section_of(text: str, file: Path, wording: Wording, region: str) -> Section:
    """The section in a text, filled for a region. Raises BrokenFile with every reason."""
    front, body, first_line = split_leaf(text, file)
    header = header_of(front)
    blocks, problems = blocks_of(body, first_line, file)

    def filled(text: str, line: int) -> str:
        whole, names = wording.fill(text, region)
        problems.extend(Problem(file, line, unknown_place(name)) for name in names)
        return whole

    sentences: list[Sentence] = []
    gates: list[str] = []
    for number, block in enumerate(blocks):
        whole = filled(block.text, block.line)
        if block.is_gate:
            gates.append(whole)
            continue
        paragraph = number - len(gates)
        sentences += [
            Sentence(text=one, paragraph=paragraph, part=len(gates)) for one in sentences_in(whole)
        ]
    warning = filled(header.warning, front.line_of("warning"))
    if problems:
        raise BrokenFile(*problems)
    return Section(
        id=header.id,
        title=header.title,
        said=header.said,
        sentences=tuple(sentences),
        gates=tuple(gates),
        warning=warning,
        origin=origin_of(
            source_names(header.sources, wording.sources),
            header.confidence,
            header.reviewed,
            header.next_review,
        ),
        is_reviewed=header.reviewed is not None,
    )


def unknown_place(name: str) -> str:
    """The message for a {place} that no file fills."""
    return f'"{{{name}}}" is unknown; use a name from fixed_lines.toml or regions.toml.'


def read_section(file: Path, wording: Wording, region: str) -> Section:
    """The section in a file. Raises BrokenFile with every reason."""
    return section_of(read_text(file), file, wording, region)
