"""A carer's own texts: what may stand in their files, and what is made of it.

They are read kindly: what is no plain paragraph is read as one where it can be. Must not know how
a text came there.
"""

import re
import stat
import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

import tomlkit
from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.core.library import OWN, RESERVED, Section, Sentence, own_id
from assistant.core.phrases import spoken_form
from assistant.storage.origin import own_origin
from assistant.storage.problems import BrokenFile, Problem
from assistant.storage.sections import (
    FIELDS,
    FOLDER_FIELDS,
    Block,
    Header,
    header_of,
    sentences_in,
    split_leaf,
)
from assistant.storage.shelf import Shelf
from assistant.storage.texts import Toml, parse_toml, read_text
from assistant.storage.tree import FOLDER_FILE, Label, title_of_name
from assistant.storage.wording import Wording

OWN_FIELDS: Final[Mapping[str, str]] = {**FIELDS, "document": "text", "added": "date"}
"""``document`` is the name of the file that the text was taken from, ``added`` the day."""
MOST_BYTES: Final = 60_000
"""Some 10,000 words, over an hour of listening; and a text that is read in a moment."""
LONGEST_TITLE: Final = 150
"""Letters. A title is heard whole each time that the light comes to it."""

_MARKDOWN: Final = MarkdownIt("commonmark").disable("reference")


def read_own(file: Path) -> str:
    """The text of a file. Raises BrokenFile, also for what is no file or far too long."""
    try:
        about = file.stat()
    except OSError:
        return read_text(file)  # tells what is wrong
    if not stat.S_ISREG(about.st_mode):
        raise BrokenFile(Problem(file, 1, "This is no file that can be read; take it away."))
    if about.st_size > MOST_BYTES:
        why = f"This text is too long to be one section ({about.st_size // 1000} kB, and"
        why = f"{why} {MOST_BYTES // 1000} is the most); make several of it, or import it."
        raise BrokenFile(Problem(file, 1, why))
    return read_text(file)


def own_label(text: str, file: Path, name: str) -> Label:
    """What the tree shows of an own text or folder. Raises BrokenFile."""
    if file.name == FOLDER_FILE:
        front = parse_toml(text, file)
        header = own_header(front, name.removesuffix(f"/{FOLDER_FILE}"), FOLDER_FIELDS)
    else:
        header = own_header(split_leaf(text, file)[0], name)
    return Label(own_id(header.id), header.title, header.said)


def own_header(front: Toml, name: str, fields: Mapping[str, str] = OWN_FIELDS) -> Header:
    """The header; without an id the file's name gives one. Raises BrokenFile."""
    with_id = {"id": id_of_name(name), **front.data}
    header = header_of(Toml(front.file, with_id, front.lines, front.first_line), fields)
    wrong = [(field, why_no_title(front.data.get(field, ""))) for field in ("title", "said_title")]
    problems = [front.problem(field, why) for field, why in wrong if field in front.data and why]
    if problems:
        raise BrokenFile(*problems)
    return header


def why_no_title(title: str) -> str:
    """Why this cannot be a title, in a sentence; empty where it can."""
    if not spoken_form(title):
        return "This title has no words that could be said; write some."
    if len(title) > LONGEST_TITLE:
        return f"This title has {len(title)} letters, and {LONGEST_TITLE} is the most; shorten it."
    return ""


def id_of_name(name: str) -> str:
    """The id that a file's or folder's name below the root stands for."""
    plain = unicodedata.normalize("NFC", name.removesuffix(".md")).casefold()
    whole = ".".join(re.sub(r"[^\w.-]+", "-", part).strip("-.") for part in plain.split("/"))
    # The guide's rule for ids holds here too. Of a long name the end tells one from another.
    whole = whole[-_LONGEST_ID:].lstrip("-.") or "text"
    return f"{whole}-text" if whole in RESERVED else whole


_LONGEST_ID: Final = 40


def label_of_own_name(folder: str) -> Label:
    """What an own folder is called that says nothing about itself."""
    title = title_of_name(folder)
    return Label(own_id(id_of_name(folder)), title, title)


def told_beside(labels: Mapping[str, Label], wording: Wording) -> dict[str, Label]:
    """No title may be heard as a command: whoever says "back" means the way out."""
    taken = {spoken_form(one) for phrases in wording.commands.values() for one in phrases}

    def told(label: Label) -> Label:
        if spoken_form(label.said) not in taken:
            return label
        return Label(label.id, label.title, wording.words("own.titled", title=label.said))

    return {name: told(label) for name, label in labels.items()}


def own_section(text: str, file: Path, wording: Wording, region: str) -> Section:
    """The section in an own text. Raises BrokenFile with every reason.

    Places that are known are filled, others stay as they stand. The id is that of its file alone:
    whoever opened it knows better.
    """
    front, body, first_line = split_leaf(text, file)
    header = own_header(front, file.name)
    blocks = own_blocks(body, first_line)
    if not any(not block.is_gate for block in blocks):
        raise BrokenFile(
            Problem(file, first_line, "There is no text; write it below the front matter.")
        )
    sentences: list[Sentence] = []
    gates: list[str] = []
    for number, block in enumerate(blocks):
        whole = wording.fill(block.text, region)[0]
        if block.is_gate:
            gates.append(whole)
            continue
        sentences += [
            Sentence(text=one, paragraph=number - len(gates), part=len(gates))
            for one in sentences_in(whole)
        ]
    return Section(
        id=own_id(header.id),
        title=header.title,
        said=header.said,
        sentences=tuple(sentences),
        gates=tuple(gates),
        warning=wording.fill(header.warning, region)[0],
        origin=own_origin(front.data.get("document", ""), front.data.get("added")),
        is_own=True,
    )


def own_blocks(body: str, first_line: int) -> list[Block]:
    """The paragraphs of a body, each list item and heading one of its own, and its gates."""
    blocks: list[Block] = []
    is_question = False
    for token in _MARKDOWN.parse(body):
        line = first_line + (token.map[0] if token.map else 0)
        if token.type == "heading_open":
            is_question = token.level == 0 and token.markup == "##"
        elif token.type == "heading_close":
            is_question = False
        text = _heard(token)
        if text:
            blocks.append(Block(text, line, is_question and text.endswith("?")))
    return _with_gates_in_place(blocks)


def _heard(token: Token) -> str:
    """What is heard of a token of Markdown: its words, without what is for eyes."""
    if token.type in ("fence", "code_block"):
        return " ".join(token.content.split())
    if token.type != "inline":
        return ""
    return " ".join("".join(map(_words, token.children or [])).split())


def _words(part: Token) -> str:
    if part.type in ("softbreak", "hardbreak"):
        return " "
    return "" if part.type == "html_inline" else part.content


def _with_gates_in_place(blocks: list[Block]) -> list[Block]:
    """A question that has no text before or behind it asks nothing: it is read as it stands."""
    kept: list[Block] = []
    for at, block in enumerate(blocks):
        after = blocks[at + 1] if at + 1 < len(blocks) else None
        asks = block.is_gate and kept and after is not None and not after.is_gate
        kept.append(block if asks else Block(block.text, block.line, is_gate=False))
    return kept


OWN_SHELF: Final = Shelf(
    top=OWN,
    title="home.own",
    read=read_own,
    label=own_label,
    section=own_section,
    label_of_name=label_of_own_name,
    told=told_beside,
    keeps_lost=False,
)


def own_text(header: Mapping[str, object], body: str) -> str:
    """The text of an own section's file. ``header`` holds texts and dates."""
    return f"+++\n{front_matter(header)}+++\n\n{body.strip()}\n"


def front_matter(header: Mapping[str, object]) -> str:
    """Names and values as lines of TOML."""
    return "".join(f"{name} = {_toml(value)}\n" for name, value in header.items())


def _toml(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    whole: str = tomlkit.item(str(value)).as_string()
    return whole
