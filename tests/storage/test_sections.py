from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.core.library import Section, Sentence
from assistant.storage.problems import BrokenFile, Problem
from assistant.storage.sections import (
    blocks_of,
    read_header,
    read_section,
    section_of,
    sentences_in,
)
from assistant.storage.wording import Wording

HERE = Path("1.1-leaf.md")
Leaf = Callable[..., str]


def opened(text: str, wording: Wording, region: str = "us") -> Section:
    return section_of(text, HERE, wording, region)


def test_a_section_is_cut_into_sentences_paragraphs_and_gated_parts(
    leaf: Leaf, wording: Wording
) -> None:
    body = "One. Two\ngoes on.\n\nThree.\n\n## Do you want to hear the numbers?\n\nFour."
    section = opened(leaf(body=body), wording)
    assert section.sentences == (
        Sentence(text="One.", paragraph=0, part=0),
        Sentence(text="Two goes on.", paragraph=0, part=0),
        Sentence(text="Three.", paragraph=1, part=0),
        Sentence(text="Four.", paragraph=2, part=1),
    )
    assert section.gates == ("Do you want to hear the numbers?",)


def test_a_fixed_line_holds_the_number_of_the_persons_own_region(
    leaf: Leaf, wording: Wording
) -> None:
    section = opened(leaf(body="Sit up. {urgent}"), wording, "uk")
    assert section.sentences[-1].text == "In the United Kingdom, call 9 9 9."


def test_a_hard_topic_warns_in_full_words(leaf: Leaf, wording: Wording) -> None:
    section = opened(leaf(warning='"{hard_choices}"'), wording)
    assert section.warning == "The next part talks about hard choices."


def test_a_section_says_where_it_is_from(leaf: Leaf, wording: Wording) -> None:
    section = opened(leaf(), wording)
    assert not section.is_reviewed
    assert section.origin[0] == "No clinician has reviewed this section yet."
    assert any("Neurology guideline, 2009." in line for line in section.origin)
    assert opened(leaf(reviewed="2026-11-03"), wording).is_reviewed


def test_the_spoken_title_is_the_shown_one_unless_another_is_given(
    leaf: Leaf, wording: Wording
) -> None:
    assert opened(leaf(), wording).said == "Section 1.1"
    assert opened(leaf(said_title='"Another"'), wording).said == "Another"


@pytest.mark.parametrize(
    "sentence",
    [
        "Ask Dr. Smith about it.",
        "Call 9 1 1 now.",
        "The score fell by 2.5 points.",
        "Soft food, e.g. soup, is easier.",
        "The U.S. Food and Drug Administration said so.",
    ],
)
def test_a_dot_inside_a_sentence_does_not_end_it(sentence: str) -> None:
    assert sentences_in(f"{sentence} Then rest.") == (sentence, "Then rest.")


@pytest.mark.parametrize(
    "body",
    [
        "A.\n\n- a list",
        "A.\n\n1. a list",
        "A **bold** word.",
        "A [link](x).",
        "<b>x</b>",
        "<div>x</div>",
        "![x](y)",
        "A.\n\n# Chapter?",
        "A.\n\n### Deeper?",
        "Setext?\n---\n",
        "A.\n\n## No question\n\nB.",
        "A.\n\n    code",
        "A.\n\n```\ncode\n```",
        "> said",
        "## Is it first?\n\nB.",
        "A.\n\n## Is it last?",
        "A.\n\n## One?\n\n## Two?\n\nB.",
        "A {nowhere} place.",
        "",
    ],
)
def test_what_cannot_be_read_aloud_as_it_stands_is_refused(
    body: str, leaf: Leaf, wording: Wording
) -> None:
    with pytest.raises(BrokenFile):
        opened(leaf(body=body), wording)


def test_a_link_definition_does_not_vanish_without_a_word() -> None:
    blocks, _ = blocks_of("[pain]: call your nurse", 1, HERE)
    assert blocks[0].text == "[pain]: call your nurse"


def test_a_mistake_in_the_text_names_its_line(leaf: Leaf, wording: Wording) -> None:
    text = leaf(body="One.\n\nTwo.\n\n- three")
    with pytest.raises(BrokenFile) as broken:
        opened(text, wording)
    assert text.split("\n")[broken.value.problems[0].line - 1] == "- three"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "7"),
        ("id", '"guide"'),
        ("id", '"two words"'),
        ("title", '""'),
        ("facts", '"F1"'),
        ("sources", "[1]"),
        ("reviewed", '"yes"'),
        ("next_review", '"2027-05-23"'),
        ("next_review", "2027-05-23T10:00:00"),
        ("title", "2027-13-45"),
    ],
)
def test_a_mistyped_field_names_its_line(field: str, value: str, leaf: Leaf) -> None:
    text = leaf(**{field: value})
    with pytest.raises(BrokenFile) as broken:
        read_header(text, HERE)
    assert text.split("\n")[broken.value.problems[0].line - 1] == f"{field} = {value}"


def test_the_header_can_be_had_without_the_text(leaf: Leaf) -> None:
    header = read_header(leaf(body="- not looked at"))
    assert (header.id, header.title, header.sources) == ("1.1", "Section 1.1", ("aan",))


def test_a_section_is_read_from_its_file(tmp_path: Path, leaf: Leaf, wording: Wording) -> None:
    (tmp_path / "a.md").write_text(leaf())
    assert read_section(tmp_path / "a.md", wording, "us").id == "1.1"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_broken_line_anywhere_never_crashes_and_is_named(
    data: st.DataObject, leaf: Leaf, wording: Wording
) -> None:
    lines = leaf().split("\n")
    at = data.draw(st.integers(0, len(lines) - 1))
    lines[at] = data.draw(st.text(alphabet='+="[]{}<>*#-_ \\a1.?\t'))
    problems: tuple[Problem, ...] = ()
    try:
        opened("\n".join(lines), wording)
    except BrokenFile as broken:
        problems = broken.problems
    assert all(1 <= problem.line <= len(lines) for problem in problems)
