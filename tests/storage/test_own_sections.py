"""A carer's own texts on the disk: read kindly, told plainly, and never at the guide's cost."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from assistant.core.library import OWN, is_own
from assistant.storage import library_files
from assistant.storage.folders import Folders
from assistant.storage.last_good import LastGood
from assistant.storage.library_files import (
    Guide,
    SectionUnreadable,
    Texts,
    load_guide,
    load_own,
    texts_of,
)
from assistant.storage.own_sections import (
    MOST_BYTES,
    OWN_SHELF,
    id_of_name,
    own_blocks,
    own_section,
    own_text,
    why_no_title,
)
from assistant.storage.problems import BrokenFile
from assistant.storage.sections import NOT_YET
from assistant.storage.wording import Wording

LoadAll = Callable[[], Texts]
LoadOwn = Callable[[], Guide]


def kept(folders: Folders, name: str, text: str) -> Path:
    file = folders.own / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def simple(title: str = "A letter", body: str = "Hello there. All is well.", **more: str) -> str:
    return own_text({"title": title, **more}, body)


@pytest.fixture(name="own")
def _own(folders: Folders, wording: Wording) -> LoadOwn:
    return lambda: load_own(folders, wording, "us")


@pytest.fixture(name="both")
def _both(content: Path, folders: Folders, wording: Wording, own: LoadOwn) -> LoadAll:
    return lambda: texts_of(load_guide(content / "guide", folders, wording, "us"), own())


def test_without_an_own_folder_there_is_only_the_guide(both: LoadAll) -> None:
    texts = both()
    assert texts.library == texts.guide.library
    assert texts.own is not None
    assert texts.own.problems == ()


def test_own_texts_stand_in_a_tree_of_their_own(both: LoadAll, folders: Folders) -> None:
    kept(folders, "letter.md", simple())
    kept(folders, "diary/_folder.toml", 'id = "diary"\ntitle = "Our diary"\n')
    kept(folders, "diary/2.md", simple("Tuesday", id="diary.2"))
    kept(folders, "diary/10.md", simple("Wednesday", id="diary.10"))
    texts = both()
    nodes = texts.library.nodes
    assert texts.library.order[-3:] == ("own/diary.2", "own/diary.10", "own/letter")
    assert nodes[OWN].children == ("own/diary", "own/letter")
    assert nodes["own/diary"].title == "Our diary"
    assert texts.open("own/letter").title == "A letter"
    assert texts.open("1.2").title == "Section 1.2"


def test_a_section_with_an_id_of_the_guide_is_still_another_one(
    both: LoadAll, folders: Folders
) -> None:
    kept(folders, "mine.md", simple("Mine", id="1.2"))
    texts = both()
    assert texts.open("1.2").title == "Section 1.2"
    assert texts.open("own/1.2").title == "Mine"


@given(st.text(max_size=60))
@trying(max_examples=200)
def test_no_file_name_makes_an_id_that_clashes_or_breaks_a_list(name: str) -> None:
    made = id_of_name(name)
    assert made
    assert not set(made) & set("/#")
    assert len(made) <= 50


def test_where_it_is_from_says_document_day_and_that_nobody_reviewed_it(
    own: LoadOwn, folders: Folders
) -> None:
    front = 'title = "Mask"\ndocument = "mask-manual.pdf"\nadded = 2026-11-26\n'
    kept(folders, "mask.md", f"+++\n{front}reviewed = 2020-01-01\n+++\n\nWash it daily.\n")
    section = own().open("own/mask")
    assert section.is_own
    assert not section.is_reviewed
    assert section.origin == (
        "A carer added this text. No clinician has reviewed it.",
        "It was taken from the document mask manual on 26 November 2026.",
    )


def test_a_text_written_by_hand_says_when() -> None:
    text = "+++\ntitle = 'Hi'\nadded = 2026-01-02\n+++\nYes.\n"
    section = own_section(text, Path("hi.md"), Wording(), "us")
    assert section.origin[1:] == ("It was written on 2 January 2026.",)


# --- read kindly ---------------------------------------------------------------------------


def test_what_is_for_eyes_is_read_as_plain_words() -> None:
    body = (
        "# Morning\n\nThis is **bold** and [a link](http://example.org).\n\n"
        "- first\n- second\n\n> quoted\n\n```\nsome code\n```\n\n![a cat](cat.png)\n\n<b>tag</b>\n"
    )
    assert [block.text for block in own_blocks(body, 1)] == [
        *("Morning", "This is bold and a link.", "first", "second", "quoted"),
        *("some code", "a cat", "tag"),
    ]


def test_a_question_asks_before_what_stands_under_it() -> None:
    text = simple(body="First.\n\n## More?\n\nSecond.")
    section = own_section(text, Path("a.md"), Wording(), "us")
    assert section.gates == ("More?",)
    assert [sentence.part for sentence in section.sentences] == [0, 1]


def test_a_question_with_nothing_to_ask_about_is_read() -> None:
    text = simple(body="## Who are you?\n\nMe.\n\n## And then?")
    section = own_section(text, Path("a.md"), Wording(), "us")
    assert section.gates == ()
    assert [it.text for it in section.sentences] == ["Who are you?", "Me.", "And then?"]


def test_known_places_are_filled_and_others_stay(wording: Wording) -> None:
    text = simple(body="{urgent} And {this} stays.")
    said = " ".join(it.text for it in own_section(text, Path("a.md"), wording, "uk").sentences)
    assert "9 9 9" in said
    assert "{this}" in said


def test_without_an_id_the_name_of_the_file_is_one(own: LoadOwn, folders: Folders) -> None:
    kept(folders, "My Notes/First day.md", simple())
    kept(folders, "settings.md", simple("Other"))
    assert set(own().library.order) == {"own/my-notes.first-day", "own/settings-text"}


def test_a_folder_without_a_title_is_called_by_its_name(own: LoadOwn, folders: Folders) -> None:
    kept(folders, "family_letters/a.md", simple())
    assert own().library.nodes["own/family_letters"].title == "Family letters"


def test_a_title_that_is_a_command_is_not_heard_as_one(own: LoadOwn, folders: Folders) -> None:
    kept(folders, "a.md", simple("Resume"))
    node = own().library.nodes["own/a"]
    assert node.title == "Resume"
    assert node.said != "Resume"


# --- told plainly --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no front matter", 'begin with a line "+++"'),
        ("+++\ntitle = oops\n+++\nA.\n", "not written as TOML"),
        ('+++\nid = "a"\n+++\nA.\n', '"title" is missing'),
        ('+++\ntitle = "Home"\nid = "home"\n+++\nA.\n', '"id" must be'),
        ('+++\ntitle = "* * *"\n+++\nA.\n', "no words"),
        (f'+++\ntitle = "{"long " * 40}"\n+++\nA.\n', "shorten it"),
        ('+++\ntitle = "A"\n+++\n\n<!-- nothing -->\n', "There is no text"),
        ("", "empty"),
    ],
)
def test_what_cannot_be_read_is_left_out_and_told(
    both: LoadAll, folders: Folders, text: str, words: str
) -> None:
    kept(folders, "good.md", simple())
    file = kept(folders, "bad.md", text)
    texts = both()
    assert [name for name in texts.library.order if is_own(name)] == ["own/good"]
    assert texts.own is not None
    (problem,) = texts.own.problems
    assert problem.file == file
    assert words in problem.message
    assert texts.guide.problems == ()


def test_a_broken_own_text_is_read_from_its_last_good_copy(own: LoadOwn, folders: Folders) -> None:
    file = kept(folders, "letter.md", simple())
    good = own().open("own/letter")
    file.write_text("+++\ntitle = \n+++\n")
    guide = own()
    assert guide.open("own/letter") == good
    assert [problem.line for problem in guide.problems] == [2]


def test_a_text_that_was_deleted_is_gone_also_when_another_one_is_broken(
    own: LoadOwn, folders: Folders
) -> None:
    first, second = kept(folders, "a.md", simple("A")), kept(folders, "b.md", simple("B"))
    own()
    first.unlink()
    second.write_text("oops")
    guide = own()
    assert guide.library.order == ("own/b",)
    assert LastGood(folders.last_good).names_of(folders.own) == {"b.md"}


def test_when_the_whole_folder_is_deleted_no_copy_of_it_comes_back(
    own: LoadOwn, folders: Folders
) -> None:
    kept(folders, "a.md", simple("A"))
    own()
    shutil.rmtree(folders.own)
    guide = own()
    assert guide.library.order == ()
    assert guide.problems == ()
    assert LastGood(folders.last_good).names_of(folders.own) == frozenset()


def test_what_is_far_too_long_is_refused_before_it_is_read(own: LoadOwn, folders: Folders) -> None:
    kept(folders, "long.md", simple(body="word " * MOST_BYTES))
    guide = own()
    assert guide.library.order == ()
    assert "too long" in guide.problems[0].message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_among_own_texts_holds_nobody_up(own: LoadOwn, folders: Folders) -> None:
    folders.own.mkdir(parents=True)
    os.mkfifo(folders.own / "pipe.md")
    assert "no file" in own().problems[0].message


def test_two_files_with_one_id_are_told_and_one_is_read(own: LoadOwn, folders: Folders) -> None:
    kept(folders, "a.md", simple("A", id="x"))
    kept(folders, "b.md", simple("B", id="x"))
    guide = own()
    assert guide.library.order == ("own/x",)
    assert 'The id "x" is also used by a.md' in guide.problems[0].message


def test_a_second_start_reads_no_own_text_that_stands_as_it_stood(
    own: LoadOwn, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        kept(folders, f"{number}.md", simple(f"Text {number}"))
    before = own().library

    def never(_file: Path) -> str:
        raise AssertionError

    shelf = replace(OWN_SHELF, read=never)
    monkeypatch.setattr(library_files, "OWN_SHELF", shelf)
    assert own().library == before


def test_a_removed_text_is_told_to_who_opens_it(own: LoadOwn, folders: Folders) -> None:
    kept(folders, "a.md", simple("A"))
    own()
    (folders.own / "a.md").unlink()
    with pytest.raises(SectionUnreadable, match="no section"):
        own().open("own/a")


# --- whatever stands in them -------------------------------------------------------------------


@given(st.text(max_size=400), st.text(max_size=400))
@trying(max_examples=150, deadline=None)
def test_any_text_is_a_section_or_a_plain_problem(front: str, body: str) -> None:
    text = f"+++\n{front}\n+++\n{body}"
    try:
        section = own_section(text, Path("a.md"), Wording(), "us")
    except BrokenFile as broken:
        told = broken.problems
    else:
        assert section.sentences
        assert section.is_own
        return
    assert all(problem.message.endswith(".") for problem in told)


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=80),
)
@trying(max_examples=200, deadline=None)
def test_what_is_written_into_a_header_is_read_from_it(title: str, document: str) -> None:
    text = own_text({"title": title, "document": document}, "Some text.")
    if why_no_title(title) or not document.strip():
        with pytest.raises(BrokenFile):
            own_section(text, Path("a.md"), Wording(), "us")
        return
    assert own_section(text, Path("a.md"), Wording(), "us").title == title


def test_a_review_of_an_own_text_has_no_effect() -> None:
    front = {"title": "A", "reviewed": NOT_YET}
    assert not own_section(own_text(front, "A."), Path("a.md"), Wording(), "us").is_reviewed
