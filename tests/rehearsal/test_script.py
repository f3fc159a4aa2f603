"""The lines of a rehearsal script."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rehearsal.script import FAULTS, BadScript, Line, parse, read_script


def problems_in(text: str) -> tuple[str, ...]:
    with pytest.raises(BadScript) as found:
        parse(text, "s.txt")
    return found.value.problems


def test_a_script_is_a_time_and_a_verb_a_line() -> None:
    assert parse("1100 press\n1400 release\n9000 shot home\n9500 end", "s.txt") == (
        Line(1100, "press", "", 1),
        Line(1400, "release", "", 2),
        Line(9000, "shot", "home", 3),
        Line(9500, "end", "", 4),
    )


def test_a_switch_can_be_named() -> None:
    assert parse("5 press left\n9 release left", "s")[0].argument == "left"


def test_blank_lines_and_remarks_say_nothing_but_count_as_lines() -> None:
    text = "# an exercise\n\n   # indented\n  100   press  \n"
    assert parse(text, "s") == (Line(100, "press", "", 4),)


def test_lines_are_played_in_the_order_of_time_and_equal_times_as_written() -> None:
    lines = parse("300 end\n100 press\n100 release\n50 shot a", "s")
    assert [(line.at, line.verb) for line in lines] == [
        (50, "shot"),
        (100, "press"),
        (100, "release"),
        (300, "end"),
    ]


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_can_be_asked_for(fault: str) -> None:
    assert parse(f"100 fault {fault}", "s")[0].argument == fault


def test_every_bad_line_is_listed_at_once_with_its_number() -> None:
    text = "100 press\nsoon press\n200 jump\n\n300 fault flood\n400 shot\n500 shot a/b\n-5 press"
    found = problems_in(text)
    assert [problem.partition(" ")[0] for problem in found] == [
        "s.txt:2:",
        "s.txt:3:",
        "s.txt:5:",
        "s.txt:6:",
        "s.txt:7:",
        "s.txt:8:",
    ]
    assert "'jump' is not known. Use press, release, hear, word, shot, fault or end." in found[1]
    assert "'flood' is not known" in found[2]


def test_what_is_heard_and_what_is_said_may_hold_blanks() -> None:
    lines = parse("100 hear my words/stop 1.wav\n200 word go to riluzole", "s.txt")
    assert [line.argument for line in lines] == ["my words/stop 1.wav", "go to riluzole"]


@pytest.mark.parametrize(("verb", "needs"), [("hear", "a sound file"), ("word", "what is said")])
def test_hearing_nothing_at_all_is_told(verb: str, needs: str) -> None:
    assert f"{verb} needs {needs}" in problems_in(f"100 {verb}")[0]


def test_a_time_alone_is_told() -> None:
    assert "'' is not known" in problems_in("100")[0]


@pytest.mark.parametrize("when", ["1.5", "1_000", "", "+3"])
def test_a_time_that_is_no_plain_number_is_told(when: str) -> None:
    assert "a time in milliseconds" in problems_in(f"{when} press")[0]


@pytest.mark.parametrize("when", ["²", "9" * 5000])
def test_a_time_that_python_cannot_count_is_told_and_not_a_crash(when: str) -> None:
    assert "a time in milliseconds" in problems_in(f"{when} press")[0]


def test_tabs_separate_as_well_as_blanks() -> None:
    assert parse("100\tpress\tleft", "s") == (Line(100, "press", "left", 1),)


@given(st.text(st.characters(exclude_categories=["No"]), max_size=60))
def test_any_text_is_a_script_or_a_list_of_problems(text: str) -> None:
    with contextlib.suppress(BadScript):
        times = [line.at for line in parse(text, "s")]
        assert times == sorted(times)


def test_a_script_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "s.txt"
    file.write_bytes(b"100 press\r\n200 release\r\n")
    assert [line.verb for line in read_script(file)] == ["press", "release"]


def test_a_script_saved_with_a_mark_at_its_beginning_is_read_too(tmp_path: Path) -> None:
    file = tmp_path / "s.txt"
    file.write_bytes(b"\xef\xbb\xbf100 press\n")
    assert read_script(file)[0].at == 100


def test_a_script_that_is_not_there_is_told_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(BadScript) as found:
        read_script(tmp_path / "none.txt")
    assert "none.txt: this script cannot be read" in found.value.problems[0]


def test_a_script_that_is_no_text_is_told(tmp_path: Path) -> None:
    file = tmp_path / "s.txt"
    file.write_bytes(b"100 press \xff\xfe")
    with pytest.raises(BadScript) as found:
        read_script(file)
    assert "not plain UTF-8" in found.value.problems[0]


def test_a_script_without_lines_is_told() -> None:
    assert "empty" in problems_in("# nothing yet\n")[0]


def test_a_line_after_the_end_is_told() -> None:
    assert "after the end at 500" in problems_in("100 press\n500 end\n900 shot late")[0]
