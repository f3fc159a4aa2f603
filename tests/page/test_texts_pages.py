"""Own texts, as a carer looks after them on the page."""

import re
import tempfile
import urllib.parse
from collections.abc import Mapping
from pathlib import Path

import pytest

from assistant.carer.documents import Draft, OwnText, Part, add, look, own_texts, removed
from assistant.carer.documents.reading import draft_of
from assistant.carer.page import waiting
from assistant.carer.page.frame import BESIDE_A_FILE_BYTES
from assistant.carer.page.parts import texts_added
from assistant.carer.page.waiting import MOST_WAITING, WAITS_S
from tests.carer.making import book, book_parts, pdf, typeset, word, word_paragraph, zipped
from tests.page.visitor import Answer, OpenPage, Visitor, Wall

WRITE, ADD = "/texts/write", "/texts/add"
BOOK = Draft(
    title="The mask",
    document="mask.pdf",
    kind="a PDF",
    parts=tuple(Part(title=title, chapter="", paragraphs=(title,)) for title in ("One", "Two")),
)


@pytest.fixture(name="look", autouse=True)
def _look(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents are read right here, which is quicker; but for those that mean harm."""
    if "for_real" not in request.fixturenames:
        monkeypatch.setattr(texts_added, "look", draft_of)


@pytest.fixture
def for_real() -> None:
    """Documents are read by a process of its own."""


def own(page: OpenPage) -> list[str]:
    return [text.title for text in own_texts(page.desk.folders)]


def text_named(page: OpenPage, title: str) -> OwnText:
    return next(text for text in own_texts(page.desk.folders) if text.title == title)


def written(carer: Visitor, title: str, text: str, path: str = WRITE) -> Answer:
    """Looked over, and kept."""
    looked = carer.sends_form(WRITE, carer.gets(path).form, title=title, text=text, do="look")
    return carer.sends_form(WRITE, looked.form, do="keep")


def brought(carer: Visitor, name: str, data: bytes) -> Answer:
    return sent(carer, carer.gets(ADD).form, name, data)


def sent(carer: Visitor, form: Mapping[str, str], name: str, data: bytes) -> Answer:
    beside = {field: text for field, text in form.items() if field != "document"}
    return carer.sends_file(ADD, beside, name, data, "document")


# --- writing -----------------------------------------------------------------------------------


def test_a_text_is_heard_before_it_is_kept(page: OpenPage, carer: Visitor) -> None:
    form = carer.gets(WRITE).form
    long = " ".join(["word"] * 30)
    text = f"Hello *there*.\n\n- {long}\n\n## More?\n\nYes."
    looked = carer.sends_form(WRITE, form, title="Good  morning", text=text, do="look")
    assert looked.of(".heard h3, .heard p")[1:] == [
        "Good morning",
        "Hello there.",
        long,
        "Asks first More?",
        "Yes.",
    ]
    assert looked.of(".mistakes strong")[0].startswith("Line 3: One sentence has more than")
    assert own(page) == []
    kept = carer.sends_form(WRITE, looked.form, do="keep")
    assert "“Good morning” is kept." in kept.of(".note")[0]
    assert own(page) == ["Good morning"]


def test_nothing_is_kept_that_was_not_heard(page: OpenPage, carer: Visitor) -> None:
    form = carer.gets(WRITE).form
    first = carer.sends_form(WRITE, form, title="Note", text="One.", do="keep")
    assert own(page) == []
    second = carer.sends_form(WRITE, first.form, text="Two.", do="keep")
    assert "Two." in second.of(".heard p")
    assert own(page) == []


@pytest.mark.parametrize(
    ("title", "text", "why"),
    [
        ("", "Hello.", "no words"),
        ("Note", " ", "There is no text yet"),
        ("Note", "<!-- x -->", "There is no text"),
        ("Note", "word " * 14_000, "too long"),
        ("T" * 200, "Hello.", "shorten it"),
        ("There", "Hello.", "called “There” already".replace("“", '"').replace("”", '"')),
    ],
)
def test_a_text_that_cannot_be_kept_is_refused_and_stays_in_the_form(
    page: OpenPage, carer: Visitor, title: str, text: str, why: str
) -> None:
    written(carer, "There", "It is there.")
    refused = carer.sends_form(WRITE, carer.gets(WRITE).form, title=title, text=text, do="look")
    assert refused.status == 422
    assert why in refused.of(".summary")[0]
    assert refused.form["text"] == text
    assert refused.form["title"] == title
    assert own(page) == ["There"]


def test_a_text_is_changed_in_its_place(page: OpenPage, carer: Visitor) -> None:
    written(carer, "Note", "One.")
    one = carer.gets("/texts/one?text=own%2Fnote")
    assert one.of("h1") == ["Note"]
    opened = carer.gets("/texts/write?text=own%2Fnote")
    assert opened.form["text"] == "One."
    written(carer, "A note", "Two & <b>three</b>.", "/texts/write?text=own%2Fnote")
    (text,) = own_texts(page.desk.folders)
    assert (text.id, text.title) == ("own/note", "A note")
    assert "Two & <b>three</b>." in text.path.read_text("utf-8")


def test_two_windows_that_change_one_text_are_told(page: OpenPage, carer: Visitor) -> None:
    written(carer, "Note", "One.")
    path = "/texts/write?text=own%2Fnote"
    mine = carer.sends_form(WRITE, carer.gets(path).form, text="Mine.", do="look")
    written(carer, "Note", "Theirs.", path)
    asked = carer.sends_form(WRITE, mine.form, do="keep")
    assert asked.status == 422
    assert "changed elsewhere" in asked.of(".summary")[0]
    assert "Theirs." in text_named(page, "Note").path.read_text("utf-8")
    carer.sends_form(WRITE, asked.form, do="keep")
    assert "Mine." in text_named(page, "Note").path.read_text("utf-8")


def test_a_new_text_sent_twice_is_kept_once(page: OpenPage, carer: Visitor) -> None:
    form = carer.gets(WRITE).form
    looked = carer.sends_form(WRITE, form, title="Note", text="One.", do="look")
    carer.sends_form(WRITE, looked.form, do="keep")
    again = carer.sends_form(WRITE, looked.form, do="keep")
    assert again.status == 422
    assert own(page) == ["Note"]


# --- adding ------------------------------------------------------------------------------------


def documents(folder: Path) -> dict[str, bytes]:
    pages = {"a.xhtml": "<h1>Snow</h1><p>It snows.</p>", "b.xhtml": "<h1>Ice</h1><p>It melts.</p>"}
    return {
        "b.epub": book(folder / "b.epub", pages, "Winter").read_bytes(),
        "p.pdf": pdf(folder / "p.pdf", [typeset(["The mask is washed every day."])]).read_bytes(),
        "w.docx": word(folder / "w.docx", word_paragraph("Dear Anna.")).read_bytes(),
        "h.html": b"<html><body><p>A page.</p></body></html>",
        "m.md": b"# Head\n\nText.",
        "t.txt": b"Plain words.",
    }


def test_every_kind_of_document_is_looked_at_and_then_added(
    page: OpenPage, carer: Visitor, tmp_path: Path
) -> None:
    for name, data in documents(tmp_path).items():
        looked = brought(carer, name, data)
        assert looked.of("h1") == ["What it would become"], looked.seen
        before = own(page)
        added = carer.sends_form(looked.path, looked.form, title=f"The {name}", do="add")
        assert f"“The {name}” is added." in added.of(".note")[0]
        assert set(own(page)) - set(before) == {f"The {name}"}


def test_what_a_document_would_become_is_seen_and_nothing_is_added_before(
    page: OpenPage, carer: Visitor
) -> None:
    text = b"# Snow\n\nIt *snows*.\n\n![](x.png)\n\n# Ice\n\n" + b"long " * 30 + b"end.\n"
    looked = brought(carer, "winter.md", text)
    assert "winter.md is a Markdown file." in looked.seen
    assert looked.form["title"] == "winter" or looked.form["title"] == "Winter"
    assert "more than 20 words" in looked.seen
    assert "It snows." in " ".join(looked.of("details"))
    assert own(page) == []
    dropped = carer.sends_form(looked.path, looked.form, do="drop")
    assert "It was not added." in dropped.of(".note")
    assert own(page) == []


def test_however_often_a_page_is_sent_a_document_is_added_once(
    page: OpenPage, carer: Visitor
) -> None:
    looked = brought(carer, "note.txt", b"Hello.")
    assert carer.gets(looked.path).of("h1") == ["What it would become"]
    carer.sends_form(looked.path, looked.form, do="add")
    again = carer.sends_form(looked.path, looked.form, do="add", title="Another")
    assert "added already" in again.of(".note")[0]
    assert carer.gets(looked.path).of("h1") == ["Own texts"]
    assert own(page) == ["Note"]


def test_a_title_that_is_taken_is_refused_and_the_document_still_waits(
    page: OpenPage, carer: Visitor
) -> None:
    written(carer, "Note", "One.")
    looked = brought(carer, "note.txt", b"Hello.")
    refused = carer.sends_form(looked.path, looked.form, do="add")
    assert refused.status == 422
    assert "already" in refused.of("#title-fault")[0]
    carer.sends_form(looked.path, refused.form, do="add", title="Other note")
    assert set(own(page)) == {"Note", "Other note"}


def test_without_a_document_there_is_nothing_to_look_at(page: OpenPage, carer: Visitor) -> None:
    form = carer.gets(ADD).form
    for answer in (carer.sends_form(ADD, form), sent(carer, form, "", b"")):
        assert answer.status == 422
        assert answer.of(".fault") == ["Please choose a document first."]
    assert own(page) == []


def test_while_one_document_is_read_another_waits_its_turn(
    carer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    other: list[Answer] = []

    def slow(_file: Path, **_: str) -> Draft:
        other.append(brought(carer, "b.txt", b"Text."))
        return BOOK

    monkeypatch.setattr(texts_added, "look", slow)
    assert brought(carer, "a.txt", b"Text.").of("h1") == ["What it would become"]
    assert "wait a moment" in other[0].of(".fault")[0]


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.txt", b"", "empty"),
        ("a.pdf", b"%PDF-1.4 nothing", "damaged"),
        ("a.epub", b"PK\x03\x04 nothing", "damaged"),
        ("a.exe", b"MZ\0\0", "cannot be read here"),
        ("a.docx", b"Just text.", "not one"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(
    page: OpenPage, carer: Visitor, name: str, data: bytes, why: str
) -> None:
    refused = brought(carer, name, data)
    assert refused.status == 422
    assert why in refused.of(".fault")[0]
    assert own(page) == []


# --- what means harm ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "../../evil.txt",
        "C:\\\\evil\\\\evil.txt",
        "/etc/evil.txt",
        "e\tvil.txt",
        "x" * 5000 + ".txt",
    ],
)
def test_whatever_an_upload_is_called_it_stays_in_its_place(
    page: OpenPage, carer: Visitor, tmp_path: Path, name: str
) -> None:
    looked = brought(carer, name, b"Some text.")
    carer.sends_form(looked.path, looked.form, do="add", title="Evil")
    (text,) = own_texts(page.desk.folders)
    assert text.path.parent == page.desk.folders.own
    assert "/" not in text.document
    assert len(text.document) <= 120
    assert list(tmp_path.rglob("*evil*")) == [page.desk.folders.own / "evil.md"]


def test_a_document_is_gone_from_the_disk_as_soon_as_it_was_read(
    carer: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "between"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    seen: list[int] = []

    def watched(file: Path, *, name: str) -> Draft:
        seen.append(file.parent.stat().st_mode & 0o777)
        assert re.fullmatch("als-assistant-.{8}", file.parent.name)
        return look(file, name=name)

    monkeypatch.setattr(texts_added, "look", watched)
    brought(carer, "a.txt", b"Some text.")
    brought(carer, "a.pdf", b"broken")
    assert seen == [0o700] * 2
    assert list(place.iterdir()) == []


@pytest.mark.usefixtures("for_real")
def test_hostile_documents_get_nothing_and_break_nothing(
    page: OpenPage, carer: Visitor, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret", "utf-8")
    bomb = zipped(tmp_path / "bomb.epub", {**book_parts({}), "x": b"\0" * 60_000_000})
    assert brought(carer, "bomb.epub", bomb.read_bytes()).status == 422
    entity = f"""<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><p>Good. &x;</p>
        <script>alert(1)</script><img src="http://evil.example/x.png" alt="">"""
    parts = book_parts({"a.xhtml": "x"})
    epub = zipped(tmp_path / "b.epub", {**parts, "OEBPS/a.xhtml": entity, "../../up": "x"})
    looked = brought(carer, "b.epub", epub.read_bytes())
    assert "the secret" not in looked.text
    assert "evil.example" not in looked.text
    assert not looked.soup.select("script, img")
    assert own(page) == []
    assert not list(tmp_path.rglob("up"))


def test_letters_of_html_in_a_document_are_letters(page: OpenPage, carer: Visitor) -> None:
    looked = brought(carer, "a<b>.txt", b"A < b > & <script>alert(1)</script>.")
    assert not looked.soup.select("main script, main b")
    carer.sends_form(looked.path, looked.form, do="add", title="<i>Note</i>")
    for path in ("/texts", "/texts/one?text=" + own_texts(page.desk.folders)[0].id):
        assert not carer.gets(path).soup.select("main i, main script")


def test_a_document_that_waits_is_for_its_own_session_alone(page: OpenPage, carer: Visitor) -> None:
    looked = brought(carer, "a.txt", b"Private words.")
    other = page.carer
    assert "Private" not in other.gets(looked.path).text
    form = {**looked.form, "csrf": other.gets(WRITE).form["csrf"]}
    other.sends_form(looked.path, form, do="drop")
    other.sends_form(looked.path, form, do="add")
    assert own(page) == []
    assert carer.gets(looked.path).of("h1") == ["What it would become"]


def test_a_document_waits_for_an_hour_and_not_longer(carer: Visitor, wall: Wall) -> None:
    looked = brought(carer, "a.txt", b"Some text.")
    wall.at += WAITS_S / 2
    assert carer.gets(looked.path).of("h1") == ["What it would become"]
    wall.at += WAITS_S / 2
    assert carer.gets(looked.path).of("h1") == ["Own texts"]


def test_only_a_few_documents_wait_at_once() -> None:
    drafts = waiting.WaitingDrafts()
    names = [drafts.keep("me", BOOK, 0) for _ in range(MOST_WAITING + 2)]
    waits = [drafts.draft("me", name, 0) is not None for name in names]
    assert waits == [False, False, *[True] * MOST_WAITING]


@pytest.mark.parametrize("name", ["x", "..", "%2e%2e%2f", "a" * 500])
def test_a_guessed_name_of_what_waits_is_nothing(carer: Visitor, name: str) -> None:
    assert carer.gets(f"/texts/look/{name}").status in (200, 404)
    form = carer.gets(WRITE).form
    assert carer.sends_form(f"/texts/look/{name}", form, do="add").status in (200, 404)


def test_a_field_beside_the_document_is_not_endless(page: OpenPage, carer: Visitor) -> None:
    form = {**carer.gets(ADD).form, "title": "x" * (BESIDE_A_FILE_BYTES + 10)}
    assert sent(carer, form, "a.txt", b"Text.").status == 413
    assert own(page) == []


# --- renaming, taking away, bringing back ------------------------------------------------------


def test_a_document_is_renamed(page: OpenPage, carer: Visitor) -> None:
    kept = add(BOOK, page.desk.folders)
    form = carer.gets(f"/texts/one?text={kept.id}").form
    written(carer, "Taken", "x")
    for title, why in (("", "no words"), ("taken", "already")):
        refused = carer.sends_form("/texts/rename", form, title=title)
        assert refused.status == 422
        assert why in refused.of("#title-fault")[0]
    carer.sends_form("/texts/rename", form, title="The new mask")
    assert text_named(page, "The new mask").id == kept.id


def test_a_text_is_taken_away_after_a_question_and_can_be_brought_back(
    page: OpenPage, carer: Visitor
) -> None:
    kept = add(BOOK, page.desk.folders)
    asked = carer.gets(f"/texts/remove?text={kept.id}")
    assert "“The mask” with all its 2 sections" in asked.seen
    assert own(page) == ["The mask"]
    gone = carer.sends_form("/texts/remove", asked.form)
    assert "within 30 days" in gone.of(".note")[0]
    assert own(page) == []
    aside = carer.gets("/texts/removed")
    assert "“The mask”" in aside.of(".recordings li")[0]
    carer.sends_form("/texts/removed", aside.form)
    assert own(page) == ["The mask"]
    assert "There is no" not in carer.gets("/texts").seen


def test_one_section_is_taken_away_and_with_the_last_one_the_document(
    page: OpenPage, carer: Visitor
) -> None:
    add(BOOK, page.desk.folders)
    first, last = own_texts(page.desk.folders)[0].sections
    carer.sends_form("/texts/remove", carer.gets(f"/texts/remove?text={first.id}").form)
    assert [it.id for it in own_texts(page.desk.folders)[0].sections] == [last.id]
    answer = carer.sends_form("/texts/remove", carer.gets(f"/texts/remove?text={last.id}").form)
    assert answer.of("h1") == ["Own texts"]
    assert own(page) == []


def test_what_was_taken_away_can_be_deleted_for_good(page: OpenPage, carer: Visitor) -> None:
    kept = add(BOOK, page.desk.folders)
    carer.sends_form("/texts/remove", carer.gets(f"/texts/remove?text={kept.id}").form)
    csrf = carer.gets("/texts/removed").form["csrf"]
    carer.sends_form("/texts/removed", {"csrf": csrf, "text": ""})
    assert removed(page.desk.folders) == ()


@pytest.mark.parametrize("text", ["..", "own/..", "own", "own/none", "1.1", "", "own/%00"])
def test_no_address_and_no_form_reaches_anything_but_own_texts(
    page: OpenPage, carer: Visitor, text: str
) -> None:
    add(BOOK, page.desk.folders)
    beside = page.home / "settings.toml"
    beside.write_text("# mine\n", "utf-8")
    csrf = carer.gets(WRITE).form["csrf"]
    assert carer.gets(f"/texts/one?text={text}").status == 404
    assert carer.gets(f"/texts/remove?text={text}").status == 404
    for path in ("/texts/remove", "/texts/rename"):
        answer = carer.sends_form(path, {"csrf": csrf, "text": text, "title": "x"})
        assert answer.status == 404
    assert own(page) == ["The mask"]
    assert beside.exists()


# --- mistakes ----------------------------------------------------------------------------------


def test_a_text_that_was_broken_by_hand_is_named_with_its_line(
    page: OpenPage, carer: Visitor
) -> None:
    written(carer, "Note", "One.")
    file = page.desk.folders.own / "note.md"
    file.write_text("+++\nid = 'note'\ntitle = oops\n+++\n\nOne.\n", "utf-8")
    told = carer.gets("/texts")
    assert told.of(".mistakes strong")[0].startswith("Line 3: ")
    assert str(file) in told.of(".mistakes code")


def test_a_text_that_was_broken_by_hand_is_mended_on_the_page(
    page: OpenPage, carer: Visitor
) -> None:
    written(carer, "Note", "One.")
    file = page.desk.folders.own / "note.md"
    good = file.read_text("utf-8")
    file.write_text(good.replace('"Note"', "oops"), "utf-8")
    (link,) = carer.gets("/texts").soup.select(".mistakes a")
    opened = carer.gets(str(link["href"]))
    assert "title = oops" in opened.of(".mistakes code")
    worse = carer.sends_form("/texts/mend", opened.form, text="+++\r\ntitle = 3\r\n+++\r\n\r\nx")
    assert worse.status == 422
    assert worse.of(".mistakes strong")[0].startswith("Line 2: ")
    assert "oops" in file.read_text("utf-8")
    mended = carer.sends_form("/texts/mend", worse.form, text=good)
    assert mended.of(".mistakes") == []
    assert own(page) == ["Note"]


@pytest.mark.parametrize("name", ["note.md", "../settings.toml", "../broken.md", "", "x\0.md", "."])
def test_only_an_own_text_that_is_broken_can_be_mended(
    page: OpenPage, carer: Visitor, name: str
) -> None:
    written(carer, "Note", "One.")
    (page.home / "broken.md").write_text("secret", "utf-8")
    opened = carer.gets(f"/texts/mend?{urllib.parse.urlencode({'file': name})}")
    assert opened.status == 404
    form = {
        "csrf": carer.gets(WRITE).form["csrf"],
        "file": name,
        "text": "+++\ntitle='x'\n+++\n\nx",
    }
    assert carer.sends_form("/texts/mend", form).status == 404
    assert (page.home / "broken.md").read_text("utf-8") == "secret"
    assert own(page) == ["Note"]
