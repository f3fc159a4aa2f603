"""What a file really is, whatever its name says. Must not know how any kind is read."""

import re
from pathlib import PurePath
from typing import Final, Literal

from assistant.carer.documents.blocks import CannotRead

Kind = Literal["markdown", "text", "html", "epub", "pdf", "docx"]

IN_WORDS: Final[dict[Kind, str]] = {
    "markdown": "a Markdown file",
    "text": "a plain text",
    "html": "a web page",
    "epub": "an EPUB book",
    "pdf": "a PDF",
    "docx": "a Word document",
}
_BY_SUFFIX: Final[dict[str, Kind]] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".epub": "epub",
    ".pdf": "pdf",
    ".docx": "docx",
}
_SUFFIX: Final[dict[Kind, str]] = {kind: suffix for suffix, kind in reversed(_BY_SUFFIX.items())}
CAN_BE_READ: Final = "Word documents (.docx), PDF, EPUB, web pages (.html), Markdown and plain text"

_SAVE_AS: Final = "Open it in the program that made it, save it as a Word document (.docx) or PDF"
_OTHERS: Final = {
    **dict.fromkeys((".doc", ".odt", ".rtf", ".pages", ".wpd", ".wps"), _SAVE_AS),
    **dict.fromkeys((".mobi", ".azw", ".azw3", ".kfx"), "Get the book as an EPUB without a lock"),
    **dict.fromkeys(
        (".jpg", ".jpeg", ".png", ".gif", ".heic", ".tif", ".tiff", ".webp", ".bmp"),
        "A picture holds no text that could be read; type the text, or have it recognized",
    ),
    **dict.fromkeys((".xls", ".xlsx", ".ods", ".ppt", ".pptx", ".odp"), _SAVE_AS),
    ".zip": "Unpack it first, and take the documents in it one by one",
}
_HTML: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_TAG: Final = re.compile(rb"<[a-z!][^>]{0,200}>", re.IGNORECASE)
_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*", b"BM")


def kind_of(name: str, data: bytes, names_in_archive: frozenset[str]) -> Kind:
    """The kind of a file with this name and content. Raises CannotRead.

    Where name and content do not agree it is refused: one of them is not what somebody meant.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix in _OTHERS:
        why = f"{name} cannot be read here. {_OTHERS[suffix]}, and try again."
        raise CannotRead(why)
    if suffix and suffix not in _BY_SUFFIX:
        why = f"{name} cannot be read here. These can: {CAN_BE_READ}."
        raise CannotRead(why)
    named, real = _BY_SUFFIX.get(suffix), _real_kind(name, data, names_in_archive)
    texts: tuple[Kind, ...] = ("markdown", "text")
    if named is None or named == real or (named == "markdown" and real in (*texts, "html")):
        return named or real
    if named == "text" and real in texts:
        return "text"
    if named == "html" and _TAG.search(data[:200_000]) and real in texts:
        return "html"
    why = (
        f"{name} is named like {IN_WORDS[named]}, but it is not one: it looks like"
        f" {IN_WORDS[real]}. Give it a name that ends in {_SUFFIX[real]}, and try again."
    )
    raise CannotRead(why)


def _real_kind(name: str, data: bytes, names_in_archive: frozenset[str]) -> Kind:
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if "META-INF/container.xml" in names_in_archive:
        return "epub"
    if "word/document.xml" in names_in_archive:
        return "docx"
    if data.startswith(b"PK\x03\x04"):
        raise CannotRead(_damaged(name))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        why = f"{name} is locked with a password, or it is of an old kind. {_SAVE_AS} without a"
        why = f"{why} password, and try again."
        raise CannotRead(why)
    if data.startswith((*_PICTURES, b"{\\rtf")) or _is_binary(data):
        why = f"{name} holds no text that can be read here. These can be read: {CAN_BE_READ}."
        raise CannotRead(why)
    return "html" if _HTML.search(data[:2000]) else "text"


def _damaged(name: str) -> str:
    return f"{name} is damaged, or it is no document. Try to get the file once more."


def _is_binary(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    head = data[:100_000]
    return b"\0" in head or sum(byte < ord("\t") for byte in head) * 20 > len(head)
