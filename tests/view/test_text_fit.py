from assistant.view.text_fit import Box, at_size, balanced, centred, fitted, wrapped


def _letters(text: str, px: int, is_bold: bool) -> int:  # noqa: FBT001
    return len(text) * px // 2 + (1 if is_bold else 0)


def test_words_go_on_the_next_line_when_the_line_is_full() -> None:
    assert wrapped("one two three", 7, len) == ("one two", "three")


def test_a_word_wider_than_the_line_is_told_not_cut() -> None:
    assert wrapped("incomprehensible", 7, len) is None


def test_no_words_are_no_lines() -> None:
    assert wrapped("   ", 7, len) == ()


def test_the_largest_size_that_fits_is_taken() -> None:
    assert fitted("four", 100, 100, (40, 10), _letters).px == 40
    assert fitted("four more words here", 100, 100, (40, 10), _letters).px < 40


def test_where_even_the_smallest_size_is_too_large_it_gets_smaller_still() -> None:
    found = fitted("incomprehensible", 60, 100, (40, 20), _letters)
    assert found.px < 20
    assert found.lines == ("incomprehensible",)


def test_two_lines_of_a_title_are_about_as_long() -> None:
    found = at_size("what these medicines can and cannot do", 300, 20, _letters)
    assert found is not None
    assert balanced(found, _letters).lines == ("what these medicines", "can and cannot do")


def test_lines_stand_one_below_the_other_in_the_middle_of_their_box() -> None:
    found = at_size("one two", 40, 20, _letters)
    assert found is not None
    first, second = centred(found, Box(100, 100, 60, 100), _letters, "centre")
    assert (first.box.x, second.box.x) == (115, 115)
    assert first.box.bottom == second.box.y
    assert first.box.y - 100 == 200 - second.box.bottom
