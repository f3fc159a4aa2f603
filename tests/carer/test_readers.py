"""Each kind of document gives the words that a listener wants, and tells what it left out."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.carer.documents.blocks import CannotRead, Heading
from assistant.carer.documents.draft import Draft
from assistant.carer.documents.html_reader import read_html
from assistant.carer.documents.reading import draft_of
from tests.carer.making import (
    Set,
    book,
    book_parts,
    pdf,
    pdf_of,
    stream,
    typeset,
    word,
    word_paragraph,
    zipped,
)


def heard(draft: Draft) -> list[str]:
    return [text for part in draft.parts for text in part.paragraphs]


def told(draft: Draft) -> str:
    return " ".join(finding.text for finding in draft.findings)


def blocks(html: str) -> list[str]:
    return [("# " if isinstance(it, Heading) else "") + it.text for it in read_html(html).blocks]


def look(file: Path, title: str = "") -> Draft:
    return draft_of(file, file.name, title)


def made(file: Path, text: str | bytes) -> Path:
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


LONG = "This is a sentence that stands in a book and says a little. " * 30

# --- web pages -----------------------------------------------------------------------------


def test_a_page_is_its_headings_and_paragraphs() -> None:
    html = "<h1>One</h1><p>A <b>bold</b> <a href='http://x.y'>link</a>.</p><div>B.</div>C."
    assert blocks(html) == ["# One", "A bold link.", "B.", "C."]


@pytest.mark.parametrize(
    "unheard",
    [
        "<script>alert(1)</script>",
        "<style>p { color: red }</style>",
        "<nav><a href='/'>Home</a></nav>",
        "<!-- a remark -->",
        "<p hidden>secret</p>",
        "<p style='display: none'>secret</p>",
        "<p aria-hidden='true'>secret</p>",
        "<svg><text>drawn</text></svg>",
        "<iframe src='http://outside.example'>frame</iframe>",
        "<img src='http://outside.example/pixel.png'>",
        "<aside epub:type='footnote'><p>1 A note.</p></aside>",
        "<button>Buy</button>",
        "<noscript>Turn on JavaScript</noscript>",
        "<object data='file:///etc/passwd'>object</object>",
    ],
)
def test_what_is_no_text_is_not_heard(unheard: str) -> None:
    assert blocks(f"<p>Before.</p>{unheard}<p>After.</p>") == ["Before.", "After."]


def test_marks_of_footnotes_are_dropped_and_powers_are_said() -> None:
    html = (
        "<p>It works.<sup><a href='#n1'>1</a></sup> Proven<sup>2</sup>"
        " at 10<sup>6</sup> per m<sup>2</sup>, the 1<sup>st</sup> of CO<sub>2</sub>.</p>"
    )
    assert blocks(html) == ["It works. Proven at 10 to the power of 6 per m², the 1st of CO2."]


def test_a_table_is_said_row_by_row() -> None:
    html = (
        "<table><caption>Doses</caption><tr><th>Medicine</th><th>When</th></tr>"
        "<tr><td>Riluzole</td><td>twice a day</td></tr><tr><td>Water</td><td></td></tr></table>"
    )
    assert blocks(html) == [
        *("Doses.", "Medicine: Riluzole; When: twice a day.", "Medicine: Water."),
    ]


def test_a_table_without_header_says_name_and_value() -> None:
    html = (
        "<table><tr><td>Doctor:</td><td>Dr. Lee</td></tr><tr><td>Room</td><td>4</td></tr></table>"
    )
    assert blocks(html) == ["Doctor: Dr. Lee.", "Room: 4."]


def test_a_table_that_only_lays_a_page_out_is_read_as_text() -> None:
    html = f"<table><tr><td><h2>Left</h2><p>{LONG}</p></td><td>Right.</td></tr></table>"
    found = blocks(html)
    assert found[0] == "# Left"
    assert found[-1] == "Right."


def test_a_huge_table_is_left_out_and_told() -> None:
    rows = "<tr><td>1</td><td>2</td></tr>" * 500
    found = read_html(f"<p>Text.</p><table>{rows}</table>")
    assert [it.text for it in found.blocks] == ["Text."]
    assert found.left_out["tables too large to be said"] == 1


def test_items_of_a_list_are_sentences_and_keep_their_numbers() -> None:
    html = "<ul><li>bread</li><li>milk</li></ul><ol start='3'><li>Wash</li><li>Dry</li></ol>"
    assert blocks(html) == ["bread.", "milk.", "3: Wash.", "4: Dry."]


def test_a_picture_is_its_description_or_nothing() -> None:
    html = "<p>A<img alt='A mask on a face'>B<img alt='img_01.png'><img></p>"
    found = read_html(html)
    assert [it.text for it in found.blocks] == ["A", "Picture: A mask on a face.", "B"]
    assert found.left_out["pictures without a description"] == 2


def test_paragraphs_that_were_never_closed_are_paragraphs() -> None:
    assert blocks("<p>One<p>Two<p>Three") == ["One", "Two", "Three"]
    assert blocks("One<br><br>Two<br>more") == ["One", "Two more"]


def test_bold_lines_are_headings_where_there_are_no_others() -> None:
    assert blocks("<p><b>Morning</b></p><p>Text.</p>") == ["# Morning", "Text."]
    assert blocks("<h1>A</h1><p><b>Morning</b></p>") == ["# A", "Morning"]


def test_a_saved_web_page_gives_its_main_part(tmp_path: Path) -> None:
    file = made(
        tmp_path / "page.html",
        "<!doctype html><title>My page</title><header>Site</header>"
        "<main><h1>News</h1><p>Good news.</p></main><footer>Imprint</footer>",
    )
    draft = look(file)
    assert draft.title == "My page"
    assert heard(draft) == ["News.", "Good news."]


# --- Markdown and plain text ---------------------------------------------------------------


def test_markdown_gives_its_title_headings_and_tables(tmp_path: Path) -> None:
    text = (
        "---\ntitle: 'For you'\n---\n\n# Hello\n\nSome *text* with `code`.\n\n- a\n- b\n\n"
        "| A | B |\n|---|---|\n| 1 | 2 |\n"
    )
    draft = look(made(tmp_path / "n.md", text))
    assert draft.title == "For you"
    assert heard(draft) == ["Hello.", "Some text with code.", "a.", "b.", "A: 1; B: 2."]


def test_a_section_of_our_own_kind_keeps_its_title(tmp_path: Path) -> None:
    draft = look(made(tmp_path / "n.md", '+++\nid = "x"\ntitle = "Mine"\n+++\n\nText.\n'))
    assert (draft.title, heard(draft)) == ("Mine", ["Text."])


def test_the_lines_of_a_plain_text_are_joined_and_cut_words_made_whole(tmp_path: Path) -> None:
    text = (
        "CHAPTER I\n\nThis is a treat-\nment that is well-\nknown to all of us and goes on\n"
        "over a line.\n\nHere is\nanother one.\n\n- one\n- two\n"
    )
    draft = look(made(tmp_path / "n.txt", text))
    assert heard(draft) == [
        "CHAPTER I.",
        "This is a treatment that is well-known to all of us and goes on over a line.",
        "Here is another one.",
        "one",
        "two",
    ]


def test_lines_that_are_paragraphs_stay_so(tmp_path: Path) -> None:
    text = "\n".join([LONG, LONG.replace("book", "letter")])
    assert len(heard(look(made(tmp_path / "n.txt", text)))) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_old_and_new_letters_are_read(tmp_path: Path, encoding: str) -> None:
    file = made(tmp_path / "n.txt", "Café – “yes”.".encode(encoding))
    assert heard(look(file)) == ["Café – “yes”."]


def test_the_name_of_a_file_is_a_title_where_there_is_none(tmp_path: Path) -> None:
    assert look(made(tmp_path / "letter_from-anna.txt", "Hi.")).title == "Letter from anna"
    assert look(made(tmp_path / "x.txt", "Hi."), title="For you").title == "For you"


# --- Word ----------------------------------------------------------------------------------


def test_a_word_document_gives_headings_lists_and_no_notes(tmp_path: Path) -> None:
    body = (
        word_paragraph("First", "Heading1")
        + word_paragraph("Some text &amp; more.")
        + word_paragraph("Second", "Heading1")
        + word_paragraph(LONG)
    )
    draft = look(word(tmp_path / "a.docx", body, title="Plan"))
    assert draft.title == "Plan"
    assert draft.kind == "a Word document"
    assert [part.title for part in draft.parts] == ["First", "Second"]
    assert heard(draft)[0] == "Some text & more."


def test_bold_lines_of_a_word_document_are_its_headings(tmp_path: Path) -> None:
    body = word_paragraph("Morning", is_bold=True) + word_paragraph(LONG)
    body += word_paragraph("Evening", is_bold=True) + word_paragraph(LONG)
    draft = look(word(tmp_path / "a.docx", body))
    assert [part.title for part in draft.parts] == ["Morning", "Evening"]


# --- EPUB ----------------------------------------------------------------------------------


def test_a_book_is_read_in_its_order(tmp_path: Path) -> None:
    pages = {
        "z.xhtml": f"<h1>First</h1><p>{LONG}</p>",
        "a.xhtml": f"<h1>Second</h1><p>{LONG}</p><p>See<a epub:type='noteref' href='#n'>3</a>.</p>",
        "cover.xhtml": "<img src='cover.jpg' alt='cover'/>",
    }
    draft = look(book(tmp_path / "b.epub", pages, "Two chapters"))
    assert draft.title == "Two chapters"
    assert [part.title for part in draft.parts] == ["First", "Second"]
    assert heard(draft)[-1] == "See."
    assert "pictures without a description" in told(draft)


def test_pages_without_headings_are_called_as_the_list_of_contents_does(tmp_path: Path) -> None:
    parts = book_parts({"a.xhtml": f"<p>{LONG}</p>", "b.xhtml": f"<p>{LONG}</p>"})
    package = str(parts["OEBPS/book.opf"]).replace(
        "</manifest>",
        '<item id="n" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest>',
    )
    points = "".join(
        f"<navPoint><navLabel><text>{title}</text></navLabel><content src='{name}#x'/></navPoint>"
        for name, title in (("a.xhtml", "Alpha"), ("b.xhtml", "Beta"))
    )
    ncx = (
        '<!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://outside.example/ncx.dtd">'
        f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>{points}</navMap></ncx>'
    )
    file = zipped(tmp_path / "b.epub", {**parts, "OEBPS/book.opf": package, "OEBPS/toc.ncx": ncx})
    assert [part.title for part in look(file).parts] == ["Alpha", "Beta"]


def test_fonts_that_are_hidden_are_no_lock(tmp_path: Path) -> None:
    parts = book_parts({"a.xhtml": "<p>Free.</p>"})
    lock = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
        '<EncryptedData xmlns="http://www.w3.org/2001/04/xmlenc#">'
        '<EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/></EncryptedData>'
        "</encryption>"
    )
    file = zipped(tmp_path / "b.epub", {**parts, "META-INF/encryption.xml": lock})
    assert heard(look(file)) == ["Free."]


# --- PDF -----------------------------------------------------------------------------------

PARAGRAPH = (
    "This is the first line of a paragraph that goes on for a",
    "few lines and says how a treat-",
    "ment is given at home by you.",
)


def a_page(number: int, lines: Sequence[Set]) -> list[Set]:
    return [Set("The big manual", 760, 9), *lines, Set(f"Page {number} of 4", 30, 9)]


def test_a_pdf_is_paragraphs_without_headers_numbers_and_cut_words(tmp_path: Path) -> None:
    names = ("Anna", "Ben", "Clara", "David")
    pages = [
        a_page(number, typeset([f"Dear {name}, this is", "how a treat-", f"ment helps {name}."]))
        for number, name in enumerate(names, start=1)
    ]
    draft = look(pdf(tmp_path / "p.pdf", pages))
    assert heard(draft) == [f"Dear {name}, this is how a treatment helps {name}." for name in names]
    assert "headers, footers and page numbers" in told(draft)


def test_large_lines_of_a_pdf_are_its_headings(tmp_path: Path) -> None:
    long = [line for _ in range(12) for line in PARAGRAPH]
    pages = [
        [Set("One thing", 740, 18), *typeset(long)],
        [Set("Another thing", 740, 18), *typeset(long)],
    ]
    draft = look(pdf(tmp_path / "p.pdf", pages))
    assert [part.title for part in draft.parts] == ["One thing", "Another thing"]


def test_a_paragraph_goes_on_over_the_end_of_a_page(tmp_path: Path) -> None:
    pages = [typeset([PARAGRAPH[0], "and it does not end on this"]), typeset(["page but here."])]
    draft = look(pdf(tmp_path / "p.pdf", pages))
    assert heard(draft)[0].endswith("and it does not end on this page but here.")


def test_raised_marks_of_a_pdf_are_dropped_and_lowered_ones_kept(tmp_path: Path) -> None:
    line = [
        Set("Your lungs let out too little CO", 700),
        Set("2", 697, 7, 230),
        Set(" at night.", 700, 11, 236),
        Set("12", 704, 7, 290),
        Set("That is why the mask helps you to sleep well.", 660),
    ]
    said = " ".join(heard(look(pdf(tmp_path / "p.pdf", [line]))))
    assert "12" not in said
    assert "CO2" in said.replace("CO 2", "CO2")


# --- what is refused, a sentence each -------------------------------------------------------


def refused(file: Path) -> str:
    with pytest.raises(CannotRead) as found:
        look(file)
    said = str(found.value)
    assert said.endswith(".")
    assert "\n" not in said
    return said


def test_a_scanned_pdf_says_what_to_do(tmp_path: Path) -> None:
    assert "pictures of pages" in refused(pdf(tmp_path / "scan.pdf", [[], [], []]))


def test_tightly_set_words_of_a_pdf_are_told_apart(tmp_path: Path) -> None:
    """As TeX sets a line: gaps between the words, and no blanks that could be copied."""
    words = ("We", "ha-30.ve", "many", "words", "in", "this", "tight", "line", "of", "text")
    shown = " -237 ".join(f"({word.replace('-30.', ') -30 (')})" for word in words)
    widths = b" ".join([b"600"] * 95)
    file = tmp_path / "tight.pdf"
    file.write_bytes(
        pdf_of(
            {
                1: b"<</Type /Catalog /Pages 2 0 R>>",
                2: b"<</Type /Pages /Count 1 /Kids [3 0 R]>>",
                3: b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
                b" /Resources <</Font <</F1 5 0 R>>>>>>",
                4: stream(f"BT /F1 11 Tf 72 700 Td [{shown}] TJ ET".encode()),
                5: b"<</Type /Font /Subtype /Type1 /BaseFont /Tight /FirstChar 32 /LastChar 126"
                b" /Widths [%s]>>" % widths,
            }
        )
    )
    assert heard(look(file)) == ["We have many words in this tight line of text"]


def test_a_pdf_whose_words_run_together_is_refused(tmp_path: Path) -> None:
    lines = typeset(["Thesewordsallruntogetherasifnobody hadeverheardofblanksbetweenthem"] * 10)
    assert "run together" in refused(pdf(tmp_path / "p.pdf", [lines]))


def test_a_locked_pdf_asks_for_a_copy_without_a_password(tmp_path: Path) -> None:
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415 - only here

    writer = PdfWriter()
    writer.append(PdfReader(pdf(tmp_path / "open.pdf", [typeset(PARAGRAPH)])))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")
    assert "password" in refused(tmp_path / "locked.pdf")
    writer = PdfWriter()
    writer.append(PdfReader(tmp_path / "open.pdf"))
    writer.encrypt("", "owner", algorithm="RC4-128")
    writer.write(tmp_path / "printing.pdf")
    assert heard(look(tmp_path / "printing.pdf"))


def test_a_protected_book_is_refused(tmp_path: Path) -> None:
    parts = book_parts({"a.xhtml": "<p>x</p>"})
    lock = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
        '<EncryptedData xmlns="http://www.w3.org/2001/04/xmlenc#">'
        '<EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>'
        "</EncryptedData></encryption>"
    )
    file = zipped(tmp_path / "b.epub", {**parts, "META-INF/encryption.xml": lock})
    assert "protected against copying" in refused(file)
    file = zipped(tmp_path / "c.epub", {**parts, "META-INF/rights.xml": "<rights/>"})
    assert "protected against copying" in refused(file)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.md", b"  \n ", "is empty"),
        ("letter.pdf", b"Just some text.", "looks like a plain text"),
        ("book.epub", b"%PDF-1.4 something", "looks like a PDF"),
        ("page.docx", b"<!doctype html><p>Hi", "looks like a web page"),
        ("notes.txt", b"<!doctype html><p>Hi", "ends in .html"),
        ("page.html", b"no tags at all here", "looks like a plain text"),
        ("letter.doc", b"\xd0\xcf\x11\xe0 old", "save it as a Word document"),
        ("secret.docx", b"\xd0\xcf\x11\xe0 old", "locked with a password"),
        ("photo.jpg", b"\xff\xd8\xff", "picture"),
        ("photo.txt", b"\xff\xd8\xff\xe0\x00\x10JFIF", "no text"),
        ("data.txt", bytes(range(256)) * 20, "no text"),
        ("song.mp3", b"ID3", "These can"),
        ("broken.docx", b"PK\x03\x04 and then nothing", "damaged"),
        ("broken.pdf", b"%PDF-1.4\nnothing more", "damaged"),
        ("novel.mobi", b"BOOKMOBI", "EPUB"),
        ("signs.txt", b"*** --- ***", "no text"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(
    tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    assert words in refused(made(tmp_path / name, data))


def test_a_name_without_an_ending_is_known_by_what_it_holds(tmp_path: Path) -> None:
    assert look(made(tmp_path / "README", "Some text.")).kind == "a plain text"
    assert look(pdf(tmp_path / "manual", [typeset(PARAGRAPH)])).kind == "a PDF"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "not there" in refused(tmp_path / "none.txt")
    assert "no file" in refused(tmp_path)
