"""What a listener can use of a text, and that nothing else of it changes."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from assistant.carer.documents.plain_words import (
    LONGEST_SENTENCE,
    as_markdown,
    as_sentence,
    has_words,
    in_breaths,
    short_title,
    tidy,
)
from assistant.storage.own_sections import own_section, own_text
from assistant.storage.sections import sentences_in
from assistant.storage.wording import Wording


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("an e\ufb03cient \ufb02ow", "an efficient flow"),
        ("treat\u00adment\u200b", "treatment"),
        ("It helps.[12] More[3, 4] here [5–7].", "It helps. More here."),
        ("It helps.¹² More²", "It helps. More"),
        ("5 m² and 10⁶ cm³", "5 m² and 10⁶ cm³"),
        ("*very* much† so", "very much so"),
        ("2 * 3 is 6", "2 times 3 is 6"),
        ("see https://www.als.org/research/long?x=1 now", "see als.org now"),
        ("(https://als.org/a_b)", "(als.org)"),
        ("Chapter 1 ........ 12", "Chapter 1 12"),
        ("a {place} here", "a (place) here"),
        ("a\u202eb\x00c\n\td", "ab c d"),
        ("key: " + "a1b2" * 20, "key:"),
        ("[1984] was a year", "[1984] was a year"),
    ],
)
def test_only_what_can_be_heard_is_left(text: str, said: str) -> None:
    assert tidy(text, Counter()) == said


def test_what_was_left_out_is_counted() -> None:
    left_out: Counter[str] = Counter()
    tidy("One.[1] Two.[2] http://a.example/b", left_out)
    assert left_out["marks of footnotes"] == 2
    assert sum(left_out.values()) == 3


@given(st.text(max_size=200))
@trying(max_examples=300)
def test_tidy_words_are_one_line_and_stay_as_they_are(text: str) -> None:
    once = tidy(text, Counter())
    assert "\n" not in once
    assert once == once.strip()
    assert tidy(once, Counter()).split() == tidy(tidy(once, Counter()), Counter()).split()


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200))
@trying(max_examples=500, deadline=None)
def test_whatever_is_written_as_markdown_is_read_as_the_same_words(text: str) -> None:
    said = tidy(text, Counter())
    if not has_words(said):
        return
    section = own_section(own_text({"title": "A"}, as_markdown(said)), Path("a"), Wording(), "us")
    assert section.gates == ()
    # Where a sentence ends is another question.
    assert "".join(it.text for it in section.sentences).replace(" ", "") == said.replace(" ", "")


@pytest.mark.parametrize(
    "line",
    [
        *("# no heading", "1. no list", "- no list", "> no quote", "+++", "    no code", "a\\b"),
        *("<b>", "[x](y)", "![x](y)", "`x`", "_x_ y_", "&amp; &lt;", "12) a", "===", "~~~"),
        "a <!-- b -->",
    ],
)
def test_signs_of_markdown_in_a_text_are_only_signs(line: str) -> None:
    text = own_text({"title": "A"}, as_markdown(line.strip() + " word"))
    section = own_section(text, Path("a"), Wording(), "us")
    heard = "".join(it.text for it in section.sentences).replace(" ", "")
    assert heard == (line + "word").replace(" ", "")


@given(st.lists(st.sampled_from(["word", "other,", "end.", "so;"]), max_size=1500))
@trying(max_examples=60, deadline=None)
def test_no_word_is_lost_when_a_paragraph_is_cut(words: list[str]) -> None:
    pieces = in_breaths(" ".join(words), 600)
    assert " ".join(pieces).split() == words
    assert all(len(piece.split()) <= 600 for piece in pieces)
    sentences = [one for piece in pieces for one in sentences_in(piece)]
    assert all(len(sentence.split()) <= LONGEST_SENTENCE for sentence in sentences)


def test_a_voice_hears_the_end_of_every_item() -> None:
    assert as_sentence("Wash your hands") == "Wash your hands."
    assert as_sentence("Really?") == "Really?"
    assert as_sentence('He said "yes."') == 'He said "yes."'
    assert as_sentence("bread,") == "bread,"


def test_a_long_title_is_cut_between_words() -> None:
    title = "How to look after the mask and the tubes of the machine every single morning and night"
    assert short_title(title) == "How to look after the mask and the tubes of the machine"
    assert short_title("Short one:") == "Short one"
    assert len(short_title("x" * 500)) == 60
