import pytest

from assistant.storage.readability import grade, syllables_in, without_terms, words_in


def test_words_are_counted_as_they_are_heard() -> None:
    assert len(words_in("Over-the-counter pills don't cost 2.5 dollars. Call 9 1 1.")) == 10


@pytest.mark.parametrize(
    ("word", "count"),
    [("water", 2), ("breathing", 2), ("over-the-counter", 5), ("2025", 1), ("zorblate", 2)],
)
def test_syllables_come_from_the_dictionary_or_from_the_vowels(word: str, count: int) -> None:
    assert syllables_in(word) == count


def test_the_grade_is_the_published_formula() -> None:
    # Five words, six syllables, one sentence.
    assert grade(["The cat drank some water."]) == pytest.approx(0.39 * 5 + 11.8 * 6 / 5 - 15.59)
    assert grade([]) == 0


def test_the_names_of_medicines_do_not_make_a_text_hard() -> None:
    text = "Take lateral sclerosis and riluzole."
    plain = without_terms(text, ["lateral sclerosis", "riluzole"])
    assert plain == "Take water water and water."
