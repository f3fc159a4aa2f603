"""A long document becomes sections that can be listened to at a time."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from assistant.carer.documents.blocks import Block, Heading, Paragraph
from assistant.carer.documents.draft import Part
from assistant.carer.documents.splitting import MOST_PARTS, ONE_LIST, parts_of
from assistant.storage.own_check import COMFORTABLE


def text(words: int, word: str = "word") -> Paragraph:
    sentence = " ".join([word] * 9) + " end."
    return Paragraph(" ".join([sentence] * (words // 10)))


def under_headings(*headings: str, of: Paragraph | None = None) -> list[Block]:
    return [block for heading in headings for block in (Heading(1, heading), of or text(300))]


def titles(parts: Sequence[Part]) -> list[tuple[str, str]]:
    return [(part.chapter, part.title) for part in parts]


def test_a_short_letter_is_one_section_with_its_headings_said() -> None:
    parts = parts_of("A letter", [Heading(1, "A letter"), text(50), Heading(2, "News"), text(50)])
    (part,) = parts
    assert part.title == "A letter"
    assert part.paragraphs[1] == "News."


def test_a_document_of_a_few_chapters_is_one_list_of_them() -> None:
    blocks = under_headings("Chapter A", "Chapter B", "Chapter C")
    assert titles(parts_of("Book", blocks)) == [
        ("", "Chapter A"),
        ("", "Chapter B"),
        ("", "Chapter C"),
    ]


def test_a_long_chapter_is_cut_into_parts_that_say_which_they_are() -> None:
    blocks: list[Block] = [Heading(1, "One"), *[text(100)] * 20, Heading(1, "Two"), text(100)]
    parts = parts_of("Book", blocks)
    assert [part.title for part in parts] == [
        *(f"Part {number} of One" for number in range(1, 5)),
        "Two",
    ]
    assert all(part.words <= COMFORTABLE for part in parts)


def test_a_number_before_a_heading_is_not_heard_as_a_count_of_parts() -> None:
    parts = parts_of(
        "Book", [Heading(1, "2. Breathing"), *[text(100)] * 8, Heading(1, "3. X"), text(90)]
    )
    assert parts[0].title == "Part 1 of Breathing"


def test_many_sections_stand_in_folders_of_their_chapters() -> None:
    blocks: list[Block] = []
    for chapter in ("One", "Two", "Three"):
        blocks.append(Heading(1, chapter))
        for name in ("a", "b", "c", "d"):
            blocks += [Heading(2, f"{chapter} {name}"), text(400)]
    blocks += [Heading(1, "Last"), text(100)]
    parts = parts_of("Book", blocks)
    assert {part.chapter for part in parts} == {"One", "Two", "Three", ""}
    assert titles(parts)[0] == ("One", "One a")
    assert titles(parts)[-1] == ("", "Last")
    assert "One." in parts[0].paragraphs


def test_very_short_pieces_stay_with_their_neighbour() -> None:
    blocks: list[Block] = [
        Heading(1, "One"),
        text(500),
        Heading(2, "Tiny"),
        text(20),
        Heading(2, "Big"),
        text(300),
    ]
    parts = parts_of("Book", [*blocks, Heading(1, "Two"), text(100)])
    assert [part.title for part in parts] == ["One", "Big", "Two"]
    assert "Tiny." in parts[0].paragraphs


def test_what_stands_before_the_first_heading_is_kept() -> None:
    parts = parts_of(
        "Book", [text(300), Heading(1, "One"), text(300), Heading(1, "Two"), text(300)]
    )
    assert [part.title for part in parts] == ["Book", "One", "Two"]


def test_two_sections_of_one_list_never_have_the_same_name() -> None:
    blocks = under_headings("Notes", "Notes", "Notes")
    assert [part.title for part in parts_of("Book", blocks)] == ["Notes", "Notes, 2", "Notes, 3"]


def test_one_endless_paragraph_is_cut_too() -> None:
    parts = parts_of("Book", [Paragraph("and so on " * 2000)])
    assert len(parts) >= 10
    assert all(part.words <= COMFORTABLE for part in parts)


def test_a_hundred_thousand_headings_become_no_hundred_thousand_choices() -> None:
    blocks = under_headings(*(f"H {n}" for n in range(50_000)), of=Paragraph("A b c."))
    parts = parts_of("Book", blocks)
    assert ONE_LIST < len(parts) <= MOST_PARTS
    assert sum(part.words for part in parts) >= 3 * 50_000


def test_a_document_without_text_has_no_sections() -> None:
    assert parts_of("Book", [Heading(1, "One"), Heading(2, "Two")]) == ()
    assert parts_of("Book", []) == ()


blocks_of_any_kind = st.lists(
    st.one_of(
        st.builds(Heading, st.integers(1, 6), st.sampled_from(["One", "Two words", "***", "A: b"])),
        st.builds(lambda n: text(10 * n, "w"), st.integers(1, 150)),
    ),
    max_size=40,
)


@given(blocks_of_any_kind)
@trying(max_examples=150, deadline=None)
def test_no_text_is_lost_none_is_doubled_and_each_section_is_comfortable(
    blocks: list[Block],
) -> None:
    parts = parts_of("Book", blocks)
    wanted = [word for it in blocks if isinstance(it, Paragraph) for word in it.text.split()]
    kept = [word for part in parts for text in part.paragraphs for word in text.split()]
    assert [word for word in kept if word in ("w", "end.")] == wanted
    names = [(part.chapter, part.title.casefold()) for part in parts]
    assert len(names) == len(set(names))
    assert all(part.title and part.paragraphs for part in parts)
    # A heading that is said with its text may make a section a few words longer.
    assert all(part.words <= COMFORTABLE + 40 for part in parts)
