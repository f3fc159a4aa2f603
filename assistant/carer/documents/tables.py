"""Tables as sentences, row by row. Must not know the rest of a page."""

from typing import Final

from bs4 import BeautifulSoup
from bs4.element import Tag

from assistant.carer.documents.blocks import Found
from assistant.carer.documents.plain_words import as_sentence, has_words

MOST_ROWS: Final = 40
MOST_COLUMNS: Final = 8
_LONGEST_CELL: Final = 40
"""Words. Where one cell holds more, the table only puts text beside text."""
_LAID_OUT: Final = ("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote")


def said_table(soup: BeautifulSoup, table: Tag, found: Found) -> None:
    """Put sentences in the place of a table; one that is far too large is left out, and told."""
    if _is_layout(table):
        for part in table.find_all(["tr", "tbody", "thead", "tfoot"]):
            part.unwrap()
        for cell in table.find_all(["td", "th"]):
            cell.name = "div"
        table.name = "div"
        return
    rows = [row for row in _rows(table) if any(map(has_words, row))]
    if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows):
        found.left_out["tables too large to be said"] += 1
        table.extract()
        return
    said = soup.new_tag("div")
    for text in [_caption(table), *_sentences(rows, has_header=_has_header(table))]:
        if has_words(text):
            line = soup.new_tag("p")
            line.string = as_sentence(text)
            said.append(line)
    table.replace_with(said)


def _rows(table: Tag) -> list[list[str]]:
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["td", "th"])]
        for row in table.find_all("tr", limit=MOST_ROWS + 10)
    ]


def _caption(table: Tag) -> str:
    caption = table.find("caption")
    return "" if caption is None else " ".join(caption.get_text(" ").split())


def _is_layout(table: Tag) -> bool:
    cells = table.find_all(["td", "th"], limit=MOST_ROWS * MOST_COLUMNS)
    is_wordy = any(len(cell.get_text(" ").split()) > _LONGEST_CELL for cell in cells)
    return is_wordy or table.find(_LAID_OUT) is not None or len(cells) <= 1


def _has_header(table: Tag) -> bool:
    first = table.find("tr")
    if first is None:
        return False
    cells = first.find_all(["td", "th"])
    return bool(cells) and all(cell.name == "th" or cell.find(["b", "strong"]) for cell in cells)


def _sentences(rows: list[list[str]], *, has_header: bool) -> list[str]:
    if not rows:
        return []
    if has_header and len(rows) > 1:
        header = rows[0]
        return [_with_header(header, row) for row in rows[1:]]
    return [_alone(row) for row in rows]


def _with_header(header: list[str], row: list[str]) -> str:
    pairs = list(zip(header, row, strict=False))
    said = [f"{name}: {cell}" if has_words(name) else cell for name, cell in pairs if cell]
    return "; ".join(said)


def _alone(row: list[str]) -> str:
    filled = [cell.rstrip(":") for cell in row if cell]
    return ": ".join(filled) if len(filled) == 2 else ", ".join(filled)  # noqa: PLR2004 - a name and its value
