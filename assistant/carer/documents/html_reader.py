"""Web pages, and the pages that books and Word documents are made of. Fetches nothing, ever.

The tree is walked, never descended into by recursion: a hostile page may be nested as deep as it
likes.
"""

import re
import warnings
from collections.abc import Iterable, Iterator
from typing import Final

from bs4 import BeautifulSoup
from bs4.element import CData, NavigableString, PreformattedString, Tag

from assistant.carer.documents.blocks import Block, Found, Heading, Paragraph, bounded
from assistant.carer.documents.plain_words import as_sentence, has_words, is_base, said_power, tidy
from assistant.carer.documents.tables import said_table

_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_BLOCKS: Final = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "details",
        ),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr"),
        *("html", "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody"),
        *("td", "tfoot", "th", "thead", "tr", "ul", "[document]"),
        *_HEADINGS,
    )
)
_NEVER_HEARD: Final = (
    *("script", "style", "template", "noscript", "svg", "nav", "iframe", "object", "embed", "head"),
    *("audio", "video", "canvas", "button", "input", "select", "textarea", "map", "rp", "rt"),
)
_NOT_TEXT: Final = re.compile(
    r"\b(?:noteref|footnotes?|endnotes?|rearnotes?|pagebreak|page-list|toc|landmarks|index"
    r"|doc-noteref|doc-footnote|doc-endnotes?|doc-pagebreak|doc-toc|navigation|search|banner"
    r"|contentinfo)\b"
)
_NOTE_ID: Final = re.compile(r"^(?:footnote|endnote)-\d+$")
_HIDDEN_STYLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_NOTE_MARK: Final = re.compile(r"^[\[(]?(?:\d{1,3}|[a-z*†‡§]|[ivx]{1,5})[\])]?$")
_PICTURE_FILE: Final = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?)$", re.IGNORECASE)
_NO_DESCRIPTION: Final = frozenset(
    ("image", "picture", "photo", "cover", "logo", "figure", "graphic", "icon", "illustration")
)
_ITEM_NUMBER: Final = re.compile(r"^\d{1,4}: ?")
_LONGEST_BOLD: Final = 12


def read_html(page: str | bytes) -> Found:
    """The title, headings and paragraphs of a page."""
    with warnings.catch_warnings():
        # That it looks like XML, or like a file's name: so it may, and we know what we do.
        warnings.simplefilter("ignore", UserWarning)
        soup = BeautifulSoup(page, "html.parser")
    found = Found(title=_title(soup))
    _clean(soup, found)
    found.blocks = bounded(_blocks(_body(soup), found))
    return found


def _title(soup: BeautifulSoup) -> str:
    head = soup.find("title")
    return " ".join(head.get_text().split()) if head is not None else ""


def _body(soup: BeautifulSoup) -> Tag:
    """The part of a page that is its text; all of it, where nothing says so."""
    mains = soup.find_all("main")
    return mains[0] if len(mains) == 1 and has_words(mains[0].get_text()) else soup


# --- what is not heard -------------------------------------------------------------------


def _clean(soup: BeautifulSoup, found: Found) -> None:
    for tag in soup.find_all(_NEVER_HEARD):
        tag.extract()
    for tag in soup.find_all("math"):
        found.left_out["formulas"] += 1
        tag.extract()
    for tag in soup.find_all(_is_not_text):
        if tag.name == "a" or _is_note(tag):
            found.left_out["marks of footnotes"] += 1
        tag.extract()
    for tag in soup.find_all("sup"):
        _say_raised(tag, found)
    for tag in soup.find_all("img"):
        _say_picture(soup, tag, found)
    for tag in soup.find_all("ol"):
        _say_numbers(tag)
    # Tables inside tables first: what they say becomes part of the outer one.
    for tag in reversed(soup.find_all("table")):
        said_table(soup, tag, found)


def _is_not_text(tag: Tag) -> bool:
    attributes = tag.attrs
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    kind = f"{attributes.get('epub:type', '')} {attributes.get('role', '')}"
    return (
        bool(_NOT_TEXT.search(kind))
        or bool(_NOTE_ID.match(str(attributes.get("id", ""))) and tag.name == "li")
        or bool(_HIDDEN_STYLE.search(str(attributes.get("style", ""))))
    )


def _is_note(tag: Tag) -> bool:
    return "note" in f"{tag.attrs.get('epub:type', '')} {tag.attrs.get('id', '')}"


def _say_raised(tag: Tag, found: Found) -> None:
    """A raised number is the mark of a footnote, or a power: "10" and "6" are not "106"."""
    text = tag.get_text().strip()
    before = str(tag.previous_sibling or "")[-4:].rstrip()
    is_link = tag.find("a") is not None or (tag.parent is not None and tag.parent.name == "a")
    if is_link or (_NOTE_MARK.match(text) and not is_base(before)):
        found.left_out["marks of footnotes"] += 1
        tag.extract()
    elif text.isdecimal():
        tag.replace_with(said_power(before, text))
    else:
        tag.unwrap()


def _say_picture(soup: BeautifulSoup, tag: Tag, found: Found) -> None:
    words = " ".join(str(tag.attrs.get("alt", "")).split())
    is_said = has_words(words) and not _PICTURE_FILE.search(words)
    if not is_said or words.casefold() in _NO_DESCRIPTION:
        found.left_out["pictures without a description"] += 1
        tag.extract()
        return
    said = soup.new_tag("p")
    said.string = as_sentence(f"Picture: {words}")
    tag.replace_with(said)


def _say_numbers(tag: Tag) -> None:
    start = str(tag.attrs.get("start", "1"))
    first = int(start) if start.isdecimal() and len(start) < 5 else 1  # noqa: PLR2004 - no number that is said
    for number, item in enumerate(tag.find_all("li", recursive=False), start=first):
        item.insert(0, f"{number}: ")


# --- what is heard -----------------------------------------------------------------------


def _blocks(body: Tag, found: Found) -> Iterator[Block]:
    has_headings = body.find(list(_HEADINGS)) is not None
    for block, text in _runs(body):
        said = tidy(text, found.left_out)
        if not has_words(_ITEM_NUMBER.sub("", said) if block.name == "li" else said):
            continue
        if level := _HEADINGS.get(block.name, 0):
            yield Heading(level, said)
        elif not has_headings and _is_bold_line(block, said):
            yield Heading(6, said)
        else:
            yield Paragraph(as_sentence(said) if block.name in ("li", "dd", "caption") else said)


def _runs(body: Tag) -> Iterator[tuple[Tag, str]]:
    """Text and the block it stands in. A block that another one interrupts comes twice."""
    held: list[str] = []
    holder = body
    breaks = 0
    for node in body.descendants:
        if isinstance(node, Tag):
            if node.name == "br":
                held.append(" ")
                breaks += 1
            if node.name in _BLOCKS or breaks > 1:
                yield holder, "".join(held)
                held, breaks = [], 0
            continue
        if not isinstance(node, NavigableString) or _is_markup(node):
            continue
        block = _block_of(node, body)
        if block is not holder:
            yield holder, "".join(held)
            held, holder = [], block
        held.append(str(node))
        breaks = 0 if node.strip() else breaks
    yield holder, "".join(held)


def _is_markup(node: NavigableString) -> bool:
    """Comments, declarations and the like."""
    return isinstance(node, PreformattedString) and not isinstance(node, CData)


def _block_of(node: NavigableString, body: Tag) -> Tag:
    parents: Iterable[Tag] = node.parents
    for parent in parents:
        if parent.name in _BLOCKS or parent is body:
            return parent
    return body


def _is_bold_line(block: Tag, said: str) -> bool:
    """A short line in bold is a heading for the eye. Counts where there are no real ones."""
    if (
        block.name != "p"
        or len(said.split()) > _LONGEST_BOLD
        or said.endswith((".", ",", ";", ":"))
    ):
        return False
    bold = "".join(part.get_text() for part in block.find_all(["b", "strong"], recursive=False))
    return " ".join(bold.split()) == " ".join(block.get_text().split())
