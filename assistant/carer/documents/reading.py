"""A file as a draft, by whatever reader its kind needs. Runs in a process of its own."""

import re
from pathlib import Path, PurePath
from typing import Final

from assistant.carer.documents.advice import advice_on
from assistant.carer.documents.archive import Archive, names_in
from assistant.carer.documents.blocks import CannotRead, Found
from assistant.carer.documents.docx_reader import read_docx
from assistant.carer.documents.draft import Draft, Finding
from assistant.carer.documents.epub_reader import read_epub
from assistant.carer.documents.html_reader import read_html
from assistant.carer.documents.kinds import IN_WORDS, Kind, kind_of
from assistant.carer.documents.markdown_reader import read_markdown
from assistant.carer.documents.pdf_reader import read_pdf
from assistant.carer.documents.plain_words import has_words, short_title, tidy
from assistant.carer.documents.splitting import parts_of
from assistant.carer.documents.text_reader import read_text
from assistant.storage.disk import plain_reason
from assistant.storage.tree import title_of_name

MOST_BYTES: Final = 100_000_000
MOST_BYTES_OF_TEXT: Final = 20_000_000
NO_TEXT: Final = "There is no text in this document that could be read aloud."


def draft_of(file: Path, name: str, title: str = "") -> Draft:
    """The document in a file that people know by this name. Raises CannotRead.

    Without a title the document's own is taken, or its name.
    """
    kind, data = _looked_at(file, name)
    found = _found(kind, data, file)
    whole = _title(title or found.title, name, found)
    parts = parts_of(whole, found.blocks)
    if not parts:
        raise CannotRead(NO_TEXT)
    return Draft(
        title=whole,
        document=name,
        kind=IN_WORDS[kind],
        parts=parts,
        findings=(*_left_out(found), *advice_on(parts)),
    )


def _looked_at(file: Path, name: str) -> tuple[Kind, bytes]:
    try:
        if not file.is_file():
            why = f"{name} is not there, or it is no file. Check its name."
            raise CannotRead(why)
        size = file.stat().st_size
        if size > MOST_BYTES:
            why = f"{name} is too large to be read ({size // 1_000_000} MB;"
            why = f"{why} {MOST_BYTES // 1_000_000} MB is the most)."
            raise CannotRead(why)
        with file.open("rb") as opened:
            # One byte more than is allowed tells what is too long, whatever the disk says.
            data = opened.read(MOST_BYTES_OF_TEXT + 1)
    except OSError as error:
        why = f"{name} cannot be opened. {plain_reason(error)}"
        raise CannotRead(why) from error
    if not data.strip():
        why = f"{name} is empty."
        raise CannotRead(why)
    kind = kind_of(name, data, names_in(file) if data.startswith(b"PK") else frozenset())
    if kind in ("markdown", "text", "html") and len(data) > MOST_BYTES_OF_TEXT:
        why = f"{name} is far too long to be listened to. Take the part that is wanted."
        raise CannotRead(why)
    return kind, data


def _found(kind: Kind, data: bytes, file: Path) -> Found:
    match kind:
        case "markdown":
            return read_markdown(data)
        case "text":
            return read_text(data)
        case "html":
            return read_html(data)
        case "pdf":
            return read_pdf(file)
        case "epub" | "docx":
            archive = Archive(file)
            try:
                return read_epub(archive) if kind == "epub" else read_docx(archive)
            finally:
                archive.close()


def _title(wanted: str, name: str, found: Found) -> str:
    stem = PurePath(name).stem
    for title in (wanted, title_of_name(re.sub(r"[_.]+", " ", stem)), stem):
        short = short_title(tidy(title, found.left_out))
        if has_words(short):
            return short
    return "A text without a name"


def _left_out(found: Found) -> tuple[Finding, ...]:
    counts = [f"{count} {what}" for what, count in sorted(found.left_out.items()) if count > 0]
    said = [f"Left out: {one}." for one in counts]
    return tuple(Finding(kind="left out", text=text) for text in (*found.remarks, *said))
