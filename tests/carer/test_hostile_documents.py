"""Documents that mean harm get nothing and break nothing."""

import io
import os
import socket
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from assistant.carer.documents import CannotRead, Draft, add, look
from assistant.carer.documents.archive import MOST_FILES
from assistant.carer.documents.reading import MOST_BYTES, draft_of
from assistant.carer.documents.worker import LookRequest, _answer
from assistant.storage.folders import folders_below
from tests.carer.making import (
    book,
    book_parts,
    page,
    pdf,
    pdf_of,
    stream,
    typeset,
    word,
    word_paragraph,
    word_parts,
    zipped,
)

HIDDEN = "what nobody may read"


@pytest.fixture(autouse=True)
def _nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        message = "somebody tried to fetch something"
        raise AssertionError(message)

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def read(file: Path) -> str:
    """All that would be read aloud."""
    draft = draft_of(file, file.name)
    return " ".join(text for part in draft.parts for text in part.paragraphs)


def refused(file: Path) -> str:
    with pytest.raises(CannotRead) as found:
        draft_of(file, file.name)
    return str(found.value)


@pytest.fixture(name="secret")
def _secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret.txt"
    file.write_text(HIDDEN, encoding="utf-8")
    return file


# --- archives ------------------------------------------------------------------------------


def test_a_page_that_unpacks_to_far_more_than_a_book_is_not_unpacked(tmp_path: Path) -> None:
    parts = book_parts({"a.xhtml": "<p>x</p>"})
    bomb = zipped(tmp_path / "b.epub", {**parts, "OEBPS/a.xhtml": b" " * 60_000_000})
    assert bomb.stat().st_size < 100_000
    assert "unpacks to far more" in refused(bomb)


def test_many_small_pages_that_grow_too_much_together_are_refused(tmp_path: Path) -> None:
    pages = {f"{n}.xhtml": " " * 2_000_000 for n in range(20)}
    assert "unpacks to far more" in refused(book(tmp_path / "b.epub", pages))


def test_a_word_document_that_is_a_bomb_is_refused(tmp_path: Path) -> None:
    parts = word_parts(word_paragraph("Hi."))
    bomb = zipped(tmp_path / "b.docx", {**parts, "word/styles.xml": b"<x>" + b" " * 40_000_000})
    assert "unpacks to far more" in refused(bomb)


def test_a_header_that_lies_about_a_size_is_not_believed(tmp_path: Path) -> None:
    file = book(tmp_path / "b.epub", {"a.xhtml": "<p>" + "word " * 50_000 + "</p>"})
    with zipfile.ZipFile(file) as whole:
        size = whole.getinfo("OEBPS/a.xhtml").file_size
    lied = file.read_bytes().replace(size.to_bytes(4, "little"), (9).to_bytes(4, "little"))
    file.write_bytes(lied)
    assert "damaged" in refused(file)


def test_an_archive_of_very_many_files_is_refused(tmp_path: Path) -> None:
    parts = dict(book_parts({"a.xhtml": "<p>x</p>"}))
    many = {f"x/{number}": "" for number in range(MOST_FILES + 1)}
    assert "unpacks to far more" in refused(zipped(tmp_path / "b.epub", {**parts, **many}))


def test_an_archive_with_a_password_says_so(tmp_path: Path) -> None:
    file = book(tmp_path / "b.epub", {"a.xhtml": "<p>x</p>"})
    data = bytearray(file.read_bytes())
    for start, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(start)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(start, place + 4)
    file.write_bytes(data)
    assert "password" in refused(file)


@pytest.mark.parametrize(
    "name", ["../../evil.md", "/etc/evil.md", "..\\evil.md", "C:\\evil.md", "a/../../../evil.md"]
)
def test_names_that_lead_out_of_an_archive_lead_nowhere(tmp_path: Path, name: str) -> None:
    parts = book_parts({"a.xhtml": "<p>Good.</p>"})
    before = set(tmp_path.rglob("*"))
    file = zipped(tmp_path / "b.epub", {**parts, name: "<p>evil</p>"})
    assert read(file) == "Good."
    assert set(tmp_path.rglob("*")) - before == {file}


def test_links_that_lead_out_of_a_book_are_not_followed(tmp_path: Path, secret: Path) -> None:
    parts = book_parts({"a.xhtml": "<p>Good.</p>"})
    outside = "".join(
        f'<item id="x{n}" href="{link}" media-type="application/xhtml+xml"/>'
        for n, link in enumerate(
            (f"../../../../../../..{secret}", secret.as_uri(), "http://outside.example/x")
        )
    )
    package = str(parts["OEBPS/book.opf"]).replace("</manifest>", f"{outside}</manifest>")
    refs = "".join(f'<itemref idref="x{n}"/>' for n in range(3))
    package = package.replace("</spine>", f"{refs}</spine>")
    assert read(zipped(tmp_path / "b.epub", {**parts, "OEBPS/book.opf": package})) == "Good."


# --- XML -----------------------------------------------------------------------------------

LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha ha ha ha ha ha ha ha ha ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in ("ab", "bc", "cd", "de", "ef", "fg"))
    + "]>"
)


def entity(file: Path) -> str:
    return f'<!DOCTYPE x [<!ENTITY g SYSTEM "{file.as_uri()}">]>'


@pytest.mark.parametrize("where", ["OEBPS/book.opf", "META-INF/container.xml"])
def test_entities_in_a_book_are_refused(tmp_path: Path, secret: Path, where: str) -> None:
    parts = book_parts({"a.xhtml": "<p>x</p>"})
    for start in (LAUGHS, entity(secret)):
        whole = str(parts[where])
        head, _, tail = whole.partition("?>")
        evil = f"{head}?>{start}{tail.replace('A small book', '&g;')}"
        assert "damaged" in refused(zipped(tmp_path / "b.epub", {**parts, where: evil}))


def test_entities_in_a_page_are_letters_and_nothing_else(tmp_path: Path, secret: Path) -> None:
    parts = book_parts({"a.xhtml": "<p>x</p>"})
    for start in (LAUGHS, entity(secret)):
        evil = start + page("<p>Good &amp; well. &g;</p>")
        said = read(zipped(tmp_path / "b.epub", {**parts, "OEBPS/a.xhtml": evil}))
        assert said.startswith("Good & well.")
        assert HIDDEN not in said
        assert "ha ha" not in said.replace("ha ha ha ha ha ha ha ha ha ha", "", 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_in_a_word_document_are_refused(
    tmp_path: Path, secret: Path, encoding: str
) -> None:
    for start in (LAUGHS, entity(secret)):
        parts = word_parts(word_paragraph("&g;"))
        evil = (start + str(parts["word/document.xml"])).encode(encoding)
        assert "damaged" in refused(
            zipped(tmp_path / "b.docx", {**parts, "word/document.xml": evil})
        )


def test_a_word_document_that_is_nested_without_end_is_refused(tmp_path: Path) -> None:
    body = "<w:tbl><w:tr><w:tc>" * 3000 + "</w:tc></w:tr></w:tbl>" * 3000
    assert "too intricate" in refused(word(tmp_path / "b.docx", body))


def test_a_picture_that_is_to_be_fetched_for_a_word_document_is_not(
    tmp_path: Path, secret: Path
) -> None:
    schemas = "http://schemas.openxmlformats.org"
    picture = (
        f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{schemas}/drawingml/2006/wordprocessing'
        f'Drawing"><wp:docPr id="1" name="x" descr="A cat asleep"/><a:graphic xmlns:a="{schemas}'
        f'/drawingml/2006/main"><a:graphicData><pic:pic xmlns:pic="{schemas}/drawingml/2006/'
        'picture"><pic:blipFill><a:blip r:link="r9"/></pic:blipFill></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
    links = (
        f'<Relationships xmlns="{schemas}/package/2006/relationships"><Relationship Id="r9" '
        f'Type="{schemas}/officeDocument/2006/relationships/image" TargetMode="External" '
        f'Target="{secret.as_uri()}"/></Relationships>'
    )
    parts = word_parts(word_paragraph("Hello.") + picture)
    file = zipped(tmp_path / "b.docx", {**parts, "word/_rels/document.xml.rels": links})
    said = read(file)
    assert said.startswith("Hello.")
    assert HIDDEN not in said


# --- pages ---------------------------------------------------------------------------------


def test_a_page_fetches_and_runs_nothing(tmp_path: Path, secret: Path) -> None:
    file = tmp_path / "p.html"
    file.write_text(
        f"<html><head><base href='{secret.as_uri()}'><meta http-equiv='refresh' content='0; "
        f"url=http://outside.example/'><link rel='stylesheet' href='http://outside.example/a.css'>"
        f"<script src='http://outside.example/a.js'></script></head><body>"
        f"<p>Good.</p><img src='{secret.as_uri()}'><iframe src='{secret.as_uri()}'></iframe>"
        f"<!--#include file='{secret}' --><p>{{urgent}}</p></body></html>",
        encoding="utf-8",
    )
    assert read(file) == "Good. (urgent)"


@pytest.mark.parametrize("tag", ["div", "p", "blockquote", "b", "li", "table", "span"])
def test_a_page_nested_as_deep_as_it_likes_is_read(tmp_path: Path, tag: str) -> None:
    file = tmp_path / "p.html"
    count = 500 if tag in ("b", "span", "table") else 20_000
    file.write_text("<html>" + f"<{tag}>" * count + "Deep down." + f"</{tag}>" * count)
    assert read(file) == "Deep down."


@pytest.mark.slow
def test_ten_thousand_headings_become_sections_and_a_hundred_thousand_are_refused(
    tmp_path: Path,
) -> None:
    file = tmp_path / "p.md"
    text = "".join(f"# Heading {n}\n\nText {n}.\n\n" for n in range(100_000))
    file.write_text(text[: len(text) // 10])
    assert 8 < len(draft_of(file, file.name).parts) <= 1500
    file.write_text(text)
    assert "far too long" in refused(file)


@pytest.mark.parametrize(
    "title",
    [
        *("../../evil", "/etc/passwd", "con", "NUL", "a\0b", "..", ".hidden", "home", "A" * 500),
        *("<script>", "x/y\\z", "🙂 smile", "ünïcödé ﬁ", '"""', "+++", "\n# x"),
    ],
)
def test_whatever_a_document_is_called_it_is_kept_inside_the_own_folder(
    tmp_path: Path, title: str
) -> None:
    home = tmp_path / "home"
    folders = folders_below(home, home, home, home)
    file = tmp_path / "p.txt"
    file.write_text("Some text.", encoding="utf-8")
    kept = add(draft_of(file, file.name, title), folders)
    assert kept.path.parent == folders.own
    assert [it for it in tmp_path.rglob("*") if it.is_file() and it != file] == [kept.path]
    assert kept.path.stem.strip(".-")


# --- the process that reads ------------------------------------------------------------------


def looked(file: Path, within_s: float = 20) -> Draft | str:
    """What comes of a look, within a time that is not waited for in vain."""
    try:
        return look(file, within_s=within_s)
    except CannotRead as error:
        return str(error)


def pdf_with(**objects: bytes) -> bytes:
    """A PDF of one page; its objects may be other ones."""
    usual = {
        "o1": b"<</Type /Catalog /Pages 2 0 R>>",
        "o2": b"<</Type /Pages /Count 1 /Kids [3 0 R]>>",
        "o3": b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources <</Font <</F1 5 0 R>> /XObject <</X 6 0 R>>>>>>",
        "o4": stream(b"BT /F1 12 Tf 72 700 Td (Hello there.) Tj ET /X Do"),
        "o5": b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
        "o6": b"<<>>",
        **objects,
    }
    return pdf_of({int(name[1:]): body for name, body in usual.items()})


def _deflated_spaces(count: int) -> bytes:
    packer = zlib.compressobj(9)
    pieces = [packer.compress(b" " * 1_000_000) for _ in range(count)]
    return b"".join([*pieces, packer.flush()])


FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</X 6 0 R>>>>"
HOSTILE_PDFS: dict[str, Callable[[], bytes]] = {
    "pages that hold themselves": lambda: pdf_with(
        o2=b"<</Type /Pages /Count 9 /Kids [2 0 R 2 0 R 3 0 R]>>"
    ),
    "a page that is its own parent": lambda: pdf_with(o3=b"<</Type /Page /Parent 3 0 R>>"),
    "a form that draws itself": lambda: pdf_with(o6=stream(b"/X Do /X Do", FORM)),
    "a reference to itself": lambda: pdf_with(o4=b"4 0 R"),
    "a length that is its own stream": lambda: pdf_with(
        o4=b"<</Length 4 0 R>>\nstream\nBT ET\nendstream"
    ),
    "a stream without an end": lambda: pdf_with(
        o4=b"<</Length 99999999999>>\nstream\n" + b"(x) Tj " * 1000
    ),
    "a stream that unpacks to a gigabyte": lambda: pdf_with(
        o4=stream(_deflated_spaces(1000), b"/Filter /FlateDecode")
    ),
    "filters upon filters": lambda: pdf_with(
        o4=stream(b"x", b"/Filter [" + b"/FlateDecode " * 5000 + b"]")
    ),
    "millions of operators": lambda: pdf_with(
        o4=stream(zlib.compress(b"q 1 0 0 1 0 0 cm " * 2_000_000), b"/Filter /FlateDecode")
    ),
    "arrays in arrays": lambda: pdf_with(o4=b"[" * 100_000 + b"]" * 100_000),
    "an outline that goes round": lambda: pdf_with(
        o1=b"<</Type /Catalog /Pages 2 0 R /Outlines 7 0 R>>",
        o7=b"<</Type /Outlines /First 8 0 R /Last 8 0 R>>",
        o8=b"<</Title (x) /Next 8 0 R /First 7 0 R>>",
    ),
    "a table of contents that goes round": lambda: pdf_with().replace(
        b"/Root 1 0 R", b"/Root 1 0 R /Prev 9"
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", HOSTILE_PDFS)
def test_a_hostile_pdf_is_a_draft_or_a_sentence_in_bounded_time(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "p.pdf"
    file.write_bytes(HOSTILE_PDFS[kind]())
    answer = looked(file)
    assert isinstance(answer, Draft) or (answer.endswith(".") and "Traceback" not in answer)


@pytest.mark.slow
def test_a_file_of_a_gigabyte_is_refused_at_once(tmp_path: Path) -> None:
    for name in ("big.txt", "big.pdf", "big.epub", "big.docx"):
        file = tmp_path / name
        with file.open("wb") as made:
            made.truncate(10 * MOST_BYTES)
        assert "too large" in str(looked(file))


@pytest.mark.slow
def test_a_document_that_takes_for_ever_is_given_up_and_its_process_ended(tmp_path: Path) -> None:
    file = tmp_path / "p.html"
    # Each of these is looked for from where it stands to the end of the page.
    file.write_text("<html>" + "<!--" * 4_000_000)
    assert "far too long" in str(looked(file, within_s=3))


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system limits no memory")
def test_a_document_that_fills_the_memory_ends_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "p.html"
    file.write_bytes(b"<a b>" * 3_900_000)
    assert isinstance(looked(file, within_s=60), str)


@pytest.mark.slow
def test_a_pipe_is_no_document(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes on this system")
    os.mkfifo(tmp_path / "p.txt")
    assert "no file" in str(looked(tmp_path / "p.txt"))


# --- by chance -------------------------------------------------------------------------------


def _small(make: Callable[[Path], Path], folder: Path) -> bytes:
    return make(folder).read_bytes()


@pytest.fixture(scope="module", name="good")
def _good(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    at = tmp_path_factory.mktemp("good")
    return {
        "a.epub": _small(lambda f: book(f / "a.epub", {"a.xhtml": "<h1>A</h1><p>Text.</p>"}), at),
        "a.docx": _small(lambda f: word(f / "a.docx", word_paragraph("Text.", "Heading1")), at),
        "a.pdf": _small(lambda f: pdf(f / "a.pdf", [typeset(["Some text here."])]), at),
        "a.html": b"<html><h1>A</h1><table><tr><th>x</th></tr></table><p>T<sup>1</sup></html>",
        "a.md": b"+++\ntitle = 'A'\n+++\n# A\n\n- one\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        "a.txt": b"CHAPTER I\n\nText that goes on-\nward.\n",
    }


changes = st.lists(
    st.tuples(
        st.floats(0, 1), st.one_of(st.binary(max_size=8), st.sampled_from([b"<", b"[", b"\0"]))
    ),
    max_size=8,
)


@given(st.sampled_from(["a.epub", "a.docx", "a.pdf", "a.html", "a.md", "a.txt"]), changes)
@example("a.pdf", [])
@trying(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_document_damaged_anywhere_is_a_draft_or_a_plain_sentence(
    good: dict[str, bytes], tmp_path: Path, name: str, changed: list[tuple[float, bytes]]
) -> None:
    data = io.BytesIO(good[name])
    for place, what in changed:
        data.seek(int(place * len(good[name])))
        data.write(what)
    file = tmp_path / name
    file.write_bytes(data.getvalue())
    answer = _answer(LookRequest(file, name, ""))
    if isinstance(answer, str):
        assert answer.endswith((".", ").")), answer
        assert "Error" not in answer
    else:
        assert answer.parts
        assert answer.title


@given(st.text(max_size=500), st.sampled_from(["a.html", "a.md", "a.txt"]))
@trying(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_at_all_is_a_draft_that_can_be_kept_or_a_plain_sentence(
    tmp_path_factory: pytest.TempPathFactory, text: str, name: str
) -> None:
    home = tmp_path_factory.mktemp("any")
    file = home / name
    file.write_bytes(text.encode("utf-8", "replace"))
    answer = _answer(LookRequest(file, name, ""))
    if isinstance(answer, Draft):
        kept = add(answer, folders_below(home, home, home, home))
        assert kept.path.exists()
