"""EPUB books: their pages in order. Nothing is unpacked, nothing outside the book is looked for."""

import posixpath
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from assistant.carer.documents.archive import DAMAGED, Archive
from assistant.carer.documents.blocks import Block, CannotRead, Found, Heading, bounded
from assistant.carer.documents.html_reader import read_html

_CONTAINER: Final = "{urn:oasis:names:tc:opendocument:xmlns:container}rootfile"
_OPF: Final = "{http://www.idpf.org/2007/opf}"
_TITLE: Final = "{http://purl.org/dc/elements/1.1/}title"
_NCX: Final = "{http://www.daisy.org/z3986/2005/ncx/}"
_ALGORITHM: Final = "{http://www.w3.org/2001/04/xmlenc#}EncryptionMethod"
_FONTS_ONLY: Final = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_PAGES: Final = ("application/xhtml+xml", "text/html")
_MOST_PAGES: Final = 3000

PROTECTED: Final = (
    "This book is protected against copying, so nobody but its own reader can open it. "
    "Ask the shop or the publisher for a copy without protection."
)


def read_epub(archive: Archive) -> Found:
    """The title, headings and paragraphs of a book. Raises CannotRead."""
    _refuse_protected(archive)
    package_name = _package_name(archive)
    package = _xml(archive.read(package_name))
    found = Found(title=" ".join((package.findtext(f".//{_TITLE}") or "").split()))
    folder = posixpath.dirname(package_name)
    titles = _titles(archive, package, folder)
    found.blocks = bounded(_blocks(archive, _pages(package, folder), titles, found))
    return found


def _xml(data: bytes) -> Any:  # noqa: ANN401 - an element of the standard library's tree
    try:
        return fromstring(data)
    except (SyntaxError, DefusedXmlException, ValueError) as error:
        raise CannotRead(DAMAGED) from error


def _refuse_protected(archive: Archive) -> None:
    locks = archive.read("META-INF/encryption.xml")
    if "META-INF/rights.xml" in archive.names or "META-INF/sinf.xml" in archive.names:
        raise CannotRead(PROTECTED)
    if locks:
        methods = [found.get("Algorithm", "") for found in _xml(locks).iter(_ALGORITHM)]
        if any(method not in _FONTS_ONLY for method in methods):
            raise CannotRead(PROTECTED)


def _package_name(archive: Archive) -> str:
    root = _xml(archive.read("META-INF/container.xml")).find(f".//{_CONTAINER}")
    name = "" if root is None else root.get("full-path", "")
    if name not in archive.names:
        raise CannotRead(DAMAGED)
    return str(name)


def _inside(folder: str, link: str) -> str:
    """The name in the archive that a link means. One that leads out of it names nothing."""
    return posixpath.normpath(posixpath.join(folder, unquote(link.partition("#")[0])))


def _pages(package: Any, folder: str) -> list[str]:  # noqa: ANN401 - as above
    items = {
        item.get("id"): item
        for item in package.iter(f"{_OPF}item")
        if item.get("media-type") in _PAGES and "nav" not in item.get("properties", "").split()
    }
    order = [
        ref.get("idref") for ref in package.iter(f"{_OPF}itemref") if ref.get("linear") != "no"
    ]
    # Each page once, however often the book asks for it.
    names = [_inside(folder, items[one].get("href", "")) for one in order if one in items]
    return list(dict.fromkeys(names))


def _titles(archive: Archive, package: Any, folder: str) -> dict[str, str]:  # noqa: ANN401 - as above
    """The titles of pages, from the list of contents of an older book."""
    kind = "application/x-dtbncx+xml"
    items = [it for it in package.iter(f"{_OPF}item") if it.get("media-type") == kind]
    name = _inside(folder, items[0].get("href", "")) if items else ""
    data = archive.read(name)
    if not data:
        return {}
    try:
        contents = _xml(data)
    except CannotRead:
        return {}  # the pages have their own headings
    found: dict[str, str] = {}
    for point in contents.iter(f"{_NCX}navPoint"):
        link = point.find(f"{_NCX}content")
        title = " ".join((point.findtext(f"{_NCX}navLabel/{_NCX}text") or "").split())
        if link is not None and title:
            found.setdefault(_inside(posixpath.dirname(name), link.get("src", "")), title)
    return found


def _blocks(
    archive: Archive, pages: list[str], titles: dict[str, str], found: Found
) -> Iterator[Block]:
    missing = 0
    for name in pages[:_MOST_PAGES]:
        data = archive.read(name)
        missing += not data
        page = read_html(data)
        found.left_out.update(page.left_out)
        if page.blocks and name in titles and not isinstance(page.blocks[0], Heading):
            yield Heading(1, titles[name])
        yield from page.blocks
    if missing:
        found.left_out["pages that the book names but does not hold"] += missing
