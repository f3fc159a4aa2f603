"""Own texts are added, written, renamed and removed whole or not at all."""

import errno
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from assistant.carer.documents import (
    KEPT_DAYS,
    Draft,
    NotDone,
    Part,
    add,
    bring_back,
    forget_removed,
    look_over,
    own_texts,
    read,
    remove,
    removed,
    rename,
    write,
)
from assistant.storage.disk import Disk
from assistant.storage.folders import Folders, folders_below
from assistant.storage.last_good import LastGood
from assistant.storage.library_files import Guide, load_own
from assistant.storage.own_check import check_own
from assistant.storage.wording import Wording

DAY = date(2026, 11, 26)


@pytest.fixture(name="folders")
def _folders(tmp_path: Path) -> Folders:
    return folders_below(*[tmp_path / "home"] * 4)


def part(title: str, chapter: str = "", text: str = "Hello there.") -> Part:
    return Part(title=title, chapter=chapter, paragraphs=(text,))


def draft(*parts: Part, title: str = "A book") -> Draft:
    return Draft(title=title, document="a-book.epub", kind="an EPUB book", parts=parts)


LETTER = draft(part("A letter"), title="A letter")
BOOK = draft(part("One"), part("Two"), part("Three"))
LONG = draft(
    part("Before"),
    *(part(f"Part {n} of First", "First", f"This is {n}.") for n in (1, 2, 3)),
    part("Between"),
    *(part(f"Part {n} of Second", "Second") for n in range(1, 12)),
)


def loaded(folders: Folders) -> Guide:
    guide = load_own(folders, Wording(), "us")
    assert guide.problems == ()
    return guide


def files_in(folders: Folders) -> dict[str, bytes]:
    """All that lies in the own folder, hidden things too."""
    found = folders.own.rglob("*") if folders.own.exists() else ()
    return {str(it.relative_to(folders.own)): it.read_bytes() for it in found if it.is_file()}


# --- adding ------------------------------------------------------------------------------


def test_a_letter_is_one_file_and_is_read_as_it_was_seen(folders: Folders) -> None:
    kept = add(LETTER, folders, today=DAY)
    assert kept.path == folders.own / "a-letter.md"
    section = loaded(folders).open(kept.id)
    assert [it.text for it in section.sentences] == ["Hello there."]
    assert "on 26 November 2026" in section.origin[1]


def test_a_book_is_a_folder_in_the_order_of_its_sections(folders: Folders) -> None:
    kept = add(BOOK, folders)
    library = loaded(folders).library
    assert [library.nodes[name].title for name in library.order] == ["One", "Two", "Three"]
    assert library.nodes[kept.id].title == "A book"


def test_chapters_are_folders_and_the_order_holds_over_them(folders: Folders) -> None:
    add(LONG, folders)
    library = loaded(folders).library
    titles = [library.nodes[name].title for name in library.order]
    assert titles == [it.title for it in LONG.parts]
    assert {library.nodes[library.nodes[name].parent].title for name in library.order} == {
        *("A book", "First", "Second")
    }
    assert check_own(folders.own, Wording()).problems == ()


def test_a_draft_can_be_called_something_else(folders: Folders) -> None:
    parts = (part("Part 1 of A book"), part("Part 2 of A book"), part("Part 2 of it"))
    renamed = draft(*parts).called("The mask")
    assert [it.title for it in renamed.parts] == [
        "Part 1 of The mask",
        "Part 2 of The mask",
        "Part 2 of it",
    ]
    assert add(LETTER.called("Dear all"), folders).id == "own/dear-all"
    assert own_texts(folders)[0].title == "Dear all"


def test_a_second_text_of_the_same_name_is_refused_and_the_first_stays(folders: Folders) -> None:
    add(LETTER, folders)
    before = files_in(folders)
    with pytest.raises(NotDone, match='called "A LETTER" already'):
        add(draft(part("x"), title="A LETTER"), folders)
    assert files_in(folders) == before


def test_names_that_are_alike_on_the_disk_are_told_apart(folders: Folders) -> None:
    first = add(draft(part("x"), title="Plan new two three four five a"), folders)
    second = add(draft(part("x"), title="Plan new two three four five b"), folders)
    assert first.path != second.path
    assert len(loaded(folders).library.order) == 2


class FailingDisk(Disk):
    """Fails at one of its steps, counted over all of them."""

    def __init__(self, at: int, code: int = errno.ENOSPC) -> None:
        self._left, self._code = at, code

    def _step(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise OSError(self._code, "the disk says no")

    def write(self, file: BinaryIO, data: bytes) -> None:
        self._step()
        super().write(file, data)

    def sync(self, descriptor: int) -> None:
        self._step()
        super().sync(descriptor)

    def replace(self, source: Path, target: Path) -> None:
        self._step()
        super().replace(source, target)


@pytest.mark.parametrize("what", [LETTER, BOOK, LONG], ids=["letter", "book", "chapters"])
def test_a_document_is_added_whole_or_not_at_all_wherever_the_disk_fails(
    tmp_path: Path, what: Draft
) -> None:
    is_whole = False
    for step in range(80):
        folders = folders_below(*[tmp_path / str(step)] * 4)
        add(draft(part("Other"), title="Other"), folders)
        before = files_in(folders)
        told = ""
        try:
            add(what, folders, disk=FailingDisk(step))
        except NotDone as error:
            told = str(error)
        is_whole = not told
        if is_whole:
            assert len(loaded(folders).library.order) == len(what.parts) + 1
        else:
            assert "disk is full" in told
            assert files_in(folders) == before
    assert is_whole


def test_a_folder_where_nothing_can_be_written_is_told(folders: Folders) -> None:
    folders.own.parent.mkdir(parents=True)
    folders.own.write_text("a file in the way")
    with pytest.raises(NotDone, match="was not added"):
        add(LETTER, folders)


def test_what_a_power_cut_left_half_done_is_never_shown(folders: Folders) -> None:
    add(LETTER, folders)
    half = folders.own / ".new-abc"
    half.mkdir()
    (half / "one.md").write_text("+++\n")
    assert len(loaded(folders).library.order) == 1
    assert len(own_texts(folders)) == 1


@given(st.text(min_size=1, max_size=40), st.lists(st.text(min_size=1, max_size=30), max_size=4))
@trying(max_examples=80, deadline=None)
def test_whatever_it_is_called_it_is_kept_readably_or_refused_in_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, title: str, others: list[str]
) -> None:
    folders = folders_below(*[tmp_path_factory.mktemp("any")] * 4)
    parts = [part(" ".join(other.split()) or "x") for other in (title, *others)]
    named = draft(*parts, title=" ".join(title.split()) or "x")
    told = ""
    try:
        add(named, folders)
    except NotDone as error:
        told = str(error)
    if told:
        assert told.endswith(".")
        assert files_in(folders) == {}
        return
    assert len(loaded(folders).library.order) == len(parts)


# --- writing -----------------------------------------------------------------------------


def test_a_text_written_by_hand_is_read_as_it_was_written(folders: Folders) -> None:
    kept = write("Good morning", "Hello, *dear*.\r\n\r\n- one\r\n- two", folders, today=DAY)
    assert read(kept.id, folders).text == "Hello, *dear*.\n\n- one\n- two"
    section = loaded(folders).open(kept.id)
    assert [it.text for it in section.sentences] == ["Hello, dear.", "one", "two"]
    assert section.origin[1] == "It was written on 26 November 2026."


def test_a_hard_text_is_kept_with_advice(folders: Folders) -> None:
    hard = "Considerable respiratory deterioration necessitates multidisciplinary evaluation. "
    kept = write("Hard", hard * 3, folders)
    assert any("school grade" in finding.text for finding in kept.findings)


@pytest.mark.parametrize(
    ("title", "text", "words"),
    [
        ("", "Text.", "no words"),
        ("Title", "  \n", "no text yet"),
        ("Title", "<!-- nothing -->", "no text"),
        ("Title", "word " * 20_000, "too long"),
        ("T" * 400, "Text.", "shorten it"),
    ],
)
def test_what_could_not_be_read_is_not_kept(
    folders: Folders, title: str, text: str, words: str
) -> None:
    with pytest.raises(NotDone, match=words):
        write(title, text, folders)
    assert files_in(folders) == {}


def test_a_text_is_looked_over_before_it_is_kept_and_advice_names_its_lines(
    folders: Folders,
) -> None:
    long = " ".join(["word"] * 30)
    seen = look_over("Note", f"Hello.\n\n- one\n- {long}\n\n## More?\n\nYes.", folders)
    assert [block.text for block in seen.blocks] == ["Hello.", "one", long, "More?", "Yes."]
    assert [block.is_gate for block in seen.blocks] == [False, False, False, True, False]
    assert [line for line, text in seen.advice if "more than 20 words" in text] == [4]
    assert files_in(folders) == {}


def test_what_could_not_be_kept_is_refused_when_it_is_looked_over(folders: Folders) -> None:
    write("Note", "Text.", folders)
    for title, text, words in (("Note", "x", "called"), ("New", "<!-- -->", "no text")):
        with pytest.raises(NotDone, match=words):
            look_over(title, text, folders)
    assert look_over("Note", "x", folders, replaces="own/note").minutes == 1


def test_a_section_is_changed_in_its_place_and_keeps_where_it_is_from(folders: Folders) -> None:
    add(BOOK, folders, today=DAY)
    section_id = own_texts(folders)[0].sections[1].id
    write("Two anew", "Changed.", folders, replaces=section_id)
    library = loaded(folders).library
    assert [library.nodes[name].title for name in library.order] == ["One", "Two anew", "Three"]
    section = loaded(folders).open(section_id)
    assert section.sentences[0].text == "Changed."
    assert "a book" in section.origin[1]


def test_a_full_disk_leaves_the_old_text_whole(folders: Folders) -> None:
    kept = write("Note", "Old.", folders)
    before = files_in(folders)
    for step in range(2):
        with pytest.raises(NotDone, match="not saved"):
            write("Note", "New.", folders, replaces=kept.id, disk=FailingDisk(step))
        assert files_in(folders) == before


# --- renaming ----------------------------------------------------------------------------


def test_a_renamed_text_keeps_its_id_and_its_words(folders: Folders) -> None:
    kept = add(LETTER, folders)
    before = loaded(folders).open(kept.id).sentences
    rename(kept.id, 'From "Anna"', folders)
    section = loaded(folders).open(kept.id)
    assert section.title == 'From "Anna"'
    assert section.sentences == before


def test_a_renamed_document_renames_the_parts_that_bear_its_name(folders: Folders) -> None:
    parts = (part("Part 1 of A book"), part("Part 2 of A book"), part("Notes"))
    kept = add(draft(*parts), folders)
    rename(kept.id, "Our book", folders)
    library = loaded(folders).library
    assert library.nodes[kept.id].title == "Our book"
    assert [library.nodes[name].title for name in library.order] == [
        *("Part 1 of Our book", "Part 2 of Our book", "Notes")
    ]


def test_a_name_that_is_taken_or_empty_is_refused(folders: Folders) -> None:
    first = add(LETTER, folders)
    add(BOOK, folders)
    before = files_in(folders)
    for title, words in (("A BOOK", "already"), ("...", "no words")):
        with pytest.raises(NotDone, match=words):
            rename(first.id, title, folders)
    assert files_in(folders) == before
    rename(first.id, "A letter", folders)


# --- removing ----------------------------------------------------------------------------


def test_a_removed_text_is_gone_with_its_copy_and_nothing_else_is(folders: Folders) -> None:
    letter, book = add(LETTER, folders), add(LONG, folders)
    loaded(folders)
    remove(book.id, folders)
    assert [text.id for text in own_texts(folders)] == [letter.id]
    assert list(files_in(folders)) == ["a-letter.md"]
    assert LastGood(folders.last_good).names_of(folders.own) == {"a-letter.md"}
    assert loaded(folders).library.order == (letter.id,)


def test_with_its_last_section_a_document_is_gone_too(folders: Folders) -> None:
    add(draft(part("One"), part("Two")), folders)
    for section in own_texts(folders)[0].sections:
        remove(section.id, folders)
    assert files_in(folders) == {}
    assert own_texts(folders) == ()


def test_what_was_removed_is_kept_aside_and_can_be_brought_back(folders: Folders) -> None:
    add(LETTER, folders)
    book = add(LONG, folders)
    before, order = files_in(folders), loaded(folders).library.order
    remove(book.id, folders)
    (aside,) = removed(folders)
    assert aside.title == "A book"
    bring_back(aside.id, folders)
    assert files_in(folders) == before
    assert loaded(folders).library.order == order
    assert removed(folders) == ()


def test_a_document_that_went_with_its_last_section_comes_back_with_its_title(
    folders: Folders,
) -> None:
    add(draft(part("One"), part("Two")), folders)
    sections = own_texts(folders)[0].sections
    for section in sections:
        remove(section.id, folders)
    first, second = sorted(removed(folders), key=lambda one: len(one.place), reverse=True)
    with pytest.raises(NotDone, match="Bring that back first"):
        bring_back(first.id, folders)
    bring_back(second.id, folders)
    bring_back(first.id, folders)
    assert [text.title for text in own_texts(folders)] == ["A book"]
    assert own_texts(folders)[0].sections == sections


def test_nothing_is_brought_back_over_another_text(folders: Folders) -> None:
    remove(add(LETTER, folders).id, folders)
    write("A letter", "Another one.", folders)
    (aside,) = removed(folders)
    before = files_in(folders)
    with pytest.raises(NotDone, match="called"):
        bring_back(aside.id, folders)
    rename("own/a-letter", "An old letter", folders)
    with pytest.raises(NotDone, match="in its place"):
        bring_back(aside.id, folders)
    assert files_in(folders).keys() == before.keys()
    assert removed(folders) == (aside,)


def test_what_was_removed_goes_for_good_after_a_month_or_when_asked(folders: Folders) -> None:
    long_ago = DAY - timedelta(days=KEPT_DAYS + 1)
    remove(write("Old", "Text.", folders).id, folders, today=long_ago)
    remove(write("New", "Text.", folders).id, folders, today=DAY)
    assert [one.title for one in removed(folders)] == ["New"]
    forget_removed(folders)
    forget_removed(folders)
    assert removed(folders) == ()
    assert not folders.removed_texts.exists()


@pytest.mark.parametrize("asked", ["..", "", "../own", "x", "/etc"])
def test_only_what_was_removed_can_be_brought_back(folders: Folders, asked: str) -> None:
    remove(add(LETTER, folders).id, folders)
    with pytest.raises(NotDone, match="not there"):
        bring_back(asked, folders)


@pytest.mark.parametrize("place", ["../settings.toml", "/etc/passwd", "none.md"])
def test_an_altered_note_of_what_was_removed_leads_nowhere(folders: Folders, place: str) -> None:
    remove(add(LETTER, folders).id, folders)
    (about,) = folders.removed_texts.glob("*/about.toml")
    about.write_text(f'title = "x"\nday = 2026-11-26\nplace = "{place}"\n', "utf-8")
    assert removed(folders) == ()


def test_a_disk_that_fails_while_removing_leaves_the_text_where_it_was(folders: Folders) -> None:
    add(BOOK, folders)
    before = files_in(folders)
    for step in range(3):
        with pytest.raises(NotDone, match="not removed"):
            remove("own/a-book", folders, disk=FailingDisk(step))
        assert files_in(folders) == before
        assert removed(folders) == ()


def test_what_is_not_there_cannot_be_changed(folders: Folders) -> None:
    for change in (
        lambda: remove("own/none", folders),
        lambda: rename("own/none", "New", folders),
        lambda: read("own/none", folders),
        lambda: remove("1.1", folders),
        lambda: write("A", "Text.", folders, replaces="own/none"),
    ):
        with pytest.raises(NotDone, match="not there any more"):
            change()


# --- listing -----------------------------------------------------------------------------


def test_the_list_tells_what_there_is_and_where_it_is_from(folders: Folders) -> None:
    add(LONG, folders, today=DAY)
    write("Note", "Hi.", folders, today=DAY)
    book, note = own_texts(folders)
    assert (book.title, book.is_folder, book.document, book.added) == (
        *("A book", True, "a-book.epub", DAY),
    )
    assert [section.title for section in book.sections] == [it.title for it in LONG.parts]
    assert [section.chapter for section in book.sections] == [it.chapter for it in LONG.parts]
    assert (note.is_folder, note.document, len(note.sections)) == (False, "", 1)


def test_what_is_broken_or_unread_is_listed_with_what_to_do(folders: Folders) -> None:
    write("Note", "Hi.", folders)
    (folders.own / "bad.md").write_text("+++\ntitle = \n+++\n")
    (folders.own / "letter.docx").write_bytes(b"PK")
    bad, stranger, note = own_texts(folders)
    assert bad.id == ""
    assert "bad.md:2" in bad.problems[0]
    assert "import it" in stranger.problems[0]
    assert note.problems == ()
