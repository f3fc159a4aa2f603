"""Small documents of every kind, made by code; also ones that mean harm."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>"""


def zipped(file: Path, parts: Mapping[str, str | bytes]) -> Path:
    """A zip archive of these files."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, data in parts.items():
            whole.writestr(name, data)
    return file


# --- EPUB ----------------------------------------------------------------------------------


def book_parts(pages: Mapping[str, str], title: str = "A small book") -> dict[str, str | bytes]:
    """The files of an EPUB with these pages, in their order."""
    items = "".join(
        f'<item id="p{n}" href="{name}" media-type="application/xhtml+xml"/>'
        for n, name in enumerate(pages)
    )
    spine = "".join(f'<itemref idref="p{n}"/>' for n in range(len(pages)))
    package = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    return {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": package,
        **{f"OEBPS/{name}": page(body) for name, body in pages.items()},
    }


def page(body: str) -> str:
    """A page of a book."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" '
        'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>x</title></head>'
        f"<body>{body}</body></html>"
    )


def book(file: Path, pages: Mapping[str, str], title: str = "A small book") -> Path:
    """An EPUB."""
    return zipped(file, book_parts(pages, title))


# --- Word ----------------------------------------------------------------------------------

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def word_parts(body: str, title: str = "") -> dict[str, str | bytes]:
    """The files of a Word document with this body."""
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title></cp:coreProperties>"
    )
    kinds = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    schemas = "http://schemas.openxmlformats.org"
    return {
        "[Content_Types].xml": f'<Types xmlns="{schemas}/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{kinds}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{schemas}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{schemas}/officeDocument/2006/relationships/officeDocument"'
        ' Target="word/document.xml"/></Relationships>',
        "docProps/core.xml": core,
        "word/document.xml": f"<w:document {_W} {_R}><w:body>{body}</w:body></w:document>",
    }


def word_paragraph(text: str, style: str = "", *, is_bold: bool = False) -> str:
    """A paragraph of a Word document."""
    kind = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    bold = "<w:rPr><w:b/></w:rPr>" if is_bold else ""
    return f"<w:p>{kind}<w:r>{bold}<w:t>{text}</w:t></w:r></w:p>"


def word(file: Path, body: str, title: str = "") -> Path:
    """A Word document."""
    return zipped(file, word_parts(body, title))


# --- PDF -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Set:
    """A line on a page: its text, how high it stands, how large it is, and where it begins."""

    text: str
    y: float
    size: float = 11
    x: float = 72


def typeset(lines: Sequence[str], top: float = 700, size: float = 11) -> list[Set]:
    """Lines one below the other."""
    return [Set(line, top - 14 * at, size) for at, line in enumerate(lines)]


def _shown(line: Set) -> bytes:
    text = line.text.encode("cp1252").replace(b"\\", rb"\\")
    text = text.replace(b"(", rb"\(").replace(b")", rb"\)")
    return b"BT /F1 %g Tf %g %g Td (%s) Tj ET\n" % (line.size, line.x, line.y, text)


def pdf_of(objects: Mapping[int, bytes], root: int = 1) -> bytes:
    """A PDF of these numbered objects."""
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = {}
    for number, body in objects.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    size = max(objects) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    for number in range(1, size):
        out.write(b"%010d 00000 n \n" % places.get(number, 0))
    out.write(b"trailer\n<</Size %d /Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, root, table))
    return out.getvalue()


def stream(data: bytes, more: bytes = b"") -> bytes:
    """A stream object."""
    return b"<</Length %d %s>>\nstream\n%s\nendstream" % (len(data), more, data)


def pdf(file: Path, pages: Sequence[Sequence[Set]]) -> Path:
    """A PDF with these lines on its pages."""
    objects: dict[int, bytes] = {1: b"<</Type /Catalog /Pages 2 0 R>>"}
    kids = []
    for number, lines in enumerate(pages):
        own, content = 4 + 2 * number, 5 + 2 * number
        kids.append(b"%d 0 R" % own)
        objects[own] = (
            b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R"
            b" /Resources <</Font <</F1 3 0 R>>>>>>" % content
        )
        objects[content] = stream(b"".join(map(_shown, lines)))
    objects[2] = b"<</Type /Pages /Count %d /Kids [%s]>>" % (len(pages), b" ".join(kids))
    objects[3] = b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>"
    file.write_bytes(pdf_of(objects))
    return file
