"""Long texts, cut where one breathes."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.speech.chunks import LONGEST, chunks


def test_a_short_text_stays_whole() -> None:
    assert chunks("Back.") == ("Back.",)


def test_an_empty_text_is_one_empty_piece() -> None:
    assert chunks(" ") == ("",)


def test_it_is_cut_after_a_sentence_before_a_clause() -> None:
    assert chunks("One, two. Three, four five.", longest=18) == ("One, two.", "Three, four five.")


def test_it_is_cut_after_a_clause_before_a_word() -> None:
    assert chunks("One two, three four five", longest=20) == ("One two,", "three four five")


def test_a_word_without_end_is_cut_anywhere() -> None:
    assert chunks("a" * 25, longest=10) == ("a" * 10, "a" * 10, "a" * 5)


@given(st.text(alphabet="ab ,.;\n", max_size=400), st.integers(5, 60))
def test_nothing_but_white_space_is_lost(text: str, longest: int) -> None:
    pieces = chunks(text, longest)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(len(piece) <= longest for piece in pieces)
    assert all(pieces) or pieces == ("",)


def test_five_thousand_words_are_cut_into_pieces_that_fit() -> None:
    pieces = chunks("a few words, and some more. " * 1000)
    assert max(len(piece) for piece in pieces) <= LONGEST
    assert len(pieces) < 60
