from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.storage.problems import BrokenFile, Problem
from assistant.storage.texts import flat, parse_toml, read_text

HERE = Path("x.toml")


def test_a_file_that_is_not_utf8_names_the_line(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(b"one\ntwo \xff\n")
    with pytest.raises(BrokenFile, match=r"a\.md:2: .*UTF-8"):
        read_text(file)


def test_an_empty_and_a_missing_file_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(" \n")
    with pytest.raises(BrokenFile, match="empty"):
        read_text(tmp_path / "a.md")
    with pytest.raises(BrokenFile, match="missing"):
        read_text(tmp_path / "b.md")


def test_what_notepad_writes_is_read_like_any_other_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbfone\r\ntwo")
    assert read_text(tmp_path / "a.md") == "one\ntwo"


def test_a_toml_mistake_is_at_its_line_in_the_file() -> None:
    with pytest.raises(BrokenFile) as broken:
        parse_toml('id = "1"\ntitle = oops\n', HERE, first_line=2)
    assert broken.value.problems[0].line == 3


def test_the_line_of_a_name_is_found_however_it_is_written() -> None:
    toml = parse_toml('top = 1\n[a."b c"]\nd.e = 2\n\n["f"]\n', HERE)
    assert [toml.line_of(name) for name in ("top", "a.b c", "a.b c.d.e", "f", "f.new", "none")] == [
        *(1, 2, 3, 5, 5, 1)
    ]


def test_tables_are_opened_to_dotted_names() -> None:
    assert dict(flat({"a": {"b": {"c": 1}}, "d": 2})) == {"a.b.c": 1, "d": 2}


@given(st.text(alphabet='abc="[]{}.\n\t#\\ 12-:T'))
def test_no_text_stops_the_toml_reader_and_a_mistake_has_a_line_of_it(text: str) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        parse_toml(text, HERE)
    except BrokenFile as broken:
        problems = broken.problems
    assert all(1 <= problem.line <= text.count("\n") + 1 for problem in problems)
