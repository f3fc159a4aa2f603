"""Word documents. Only parts that were looked at, and are plain XML, reach the library."""

import io
import zipfile
from typing import Any, Final
from xml.sax import SAXException, handler

import mammoth
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from defusedxml.sax import parseString

from assistant.carer.documents.archive import DAMAGED, Archive
from assistant.carer.documents.blocks import CannotRead, Found
from assistant.carer.documents.html_reader import read_html

_DEEPEST: Final = 150
_MOST_ELEMENTS: Final = 400_000
_TITLE: Final = "{http://purl.org/dc/elements/1.1/}title"
_STYLES: Final = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
"""


def read_docx(archive: Archive) -> Found:
    """The title, headings and paragraphs of a Word document. Raises CannotRead."""
    parts = {name: archive.read(name) for name in sorted(archive.names) if _is_wanted(name)}
    bound = _Bound()
    for data in parts.values():
        _look_at(data, bound)
    made = mammoth.convert_to_html(
        io.BytesIO(_zipped(parts)),
        style_map=_STYLES,
        include_embedded_style_map=False,
        external_file_access=False,
        # Pictures are never opened; their description alone is of use.
        convert_image=mammoth.images.img_element(lambda _image: {"src": ""}),
    )
    found = read_html(str(made.value))
    found.title = _title(archive.read("docProps/core.xml"))
    return found


def _is_wanted(name: str) -> bool:
    in_word = name.startswith("word/") and "/media/" not in name
    return name.endswith((".xml", ".rels")) and (in_word or name.startswith(("[", "_rels/")))


def _zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as whole:
        for name, data in parts.items():
            whole.writestr(name, data)
    return file.getvalue()


class _Bound(handler.ContentHandler):
    """Counts, so that no tree is built that would fill the memory."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._elements = 0

    def startElement(self, _name: str, _attributes: Any) -> None:  # noqa: ANN401, N802 - the parser's call
        self._depth += 1
        self._elements += 1
        if self._depth > _DEEPEST or self._elements > _MOST_ELEMENTS:
            message = "This document is far too large or too intricate to be read."
            raise CannotRead(message)

    def endElement(self, _name: str) -> None:  # noqa: N802 - the parser's call
        self._depth -= 1


def _look_at(data: bytes, bound: _Bound) -> None:
    """Raises CannotRead for what is no plain XML: entities and outside parts among it."""
    try:
        parseString(data, bound, forbid_dtd=True)
    except (SAXException, DefusedXmlException, ValueError) as error:
        raise CannotRead(DAMAGED) from error


def _title(core: bytes) -> str:
    if not core:
        return ""
    try:
        found = fromstring(core, forbid_dtd=True).find(_TITLE)
    except (SyntaxError, DefusedXmlException, ValueError):
        return ""  # the document has a name all the same
    return "" if found is None else (found.text or "").strip()
