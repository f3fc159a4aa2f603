"""The words that carers add for spoken commands."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.storage.commands_file import (
    CommandsNotSaved,
    fault_in_phrase,
    joined_commands,
    read_own_commands,
    save_own_commands,
)
from assistant.storage.folders import Folders
from assistant.storage.last_good import LastGood
from assistant.storage.wording import load_wording

BASE = {"next": ("next",), "go_on": ("go on", "resume"), "select": ("select",)}


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "commands.toml"


def test_without_a_file_there_are_no_words_and_no_problem(file: Path) -> None:
    assert read_own_commands(file, BASE) == ({}, ())


def test_what_was_saved_is_read_again(file: Path) -> None:
    save_own_commands(file, {"select": ("okay", "do it")})
    assert read_own_commands(file, BASE) == ({"select": ("okay", "do it")}, ())


def test_comments_stay_and_a_command_without_words_goes(file: Path) -> None:
    file.parent.mkdir()
    file.write_text('# for Mum\nnext = ["on"]  # her word\nselect = ["okay"]\n', encoding="utf-8")
    save_own_commands(file, {"next": ("on",), "select": ()})
    text = file.read_text(encoding="utf-8")
    assert "# for Mum" in text
    assert "# her word" in text
    assert "okay" not in text


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ('nxet = ["on"]', 'did you mean "next"?'),
        ('next = ["Resume!"]', "means “go on” already"),
        ('next = ["a"]', "needs letters"),
        ('next = ["one two three four five six"]', "too long"),
        ('next = "on"', "must be a list"),
        ('next = ["on', "not written as TOML"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_no_word_of_the_file_counts(
    file: Path, line: str, part: str
) -> None:
    file.parent.mkdir()
    file.write_text(f'select = ["okay"]\n{line}\n', encoding="utf-8")
    own, problems = read_own_commands(file, BASE)
    assert own == {}
    assert [problem.line for problem in problems] == [2]
    assert part in problems[0].message


def test_a_word_may_be_said_again_for_its_own_command() -> None:
    assert fault_in_phrase("resume", "go_on", BASE) is None


def test_the_first_word_of_a_command_stays_the_one_that_is_told() -> None:
    joined = joined_commands(BASE, {"select": ("OKAY!",), "gone": ("away",)})
    assert joined["select"] == ("select", "okay")
    assert "gone" not in joined


def test_a_file_with_a_mistake_is_never_written(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("next = [", encoding="utf-8")
    with pytest.raises(CommandsNotSaved, match="has a mistake"):
        save_own_commands(file, {"next": ("on",)})
    assert file.read_text(encoding="utf-8") == "next = ["


def test_a_folder_that_cannot_be_made_is_told_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file")
    with pytest.raises(CommandsNotSaved, match="were not saved"):
        save_own_commands(tmp_path / "config" / "commands.toml", {"next": ("on",)})


def test_the_programs_wording_holds_the_carers_words_too(content: Path, folders: Folders) -> None:
    save_own_commands(folders.own_commands, {"next": ("on",)})
    wording, problems = load_wording(content, LastGood(folders.last_good), folders.own_commands)
    assert wording.commands["next"] == ("next", "on")
    assert problems == ()


def test_a_broken_file_of_words_is_told_and_the_last_good_words_count(
    content: Path, folders: Folders
) -> None:
    kept = LastGood(folders.last_good)
    save_own_commands(folders.own_commands, {"next": ("on",)})
    load_wording(content, kept, folders.own_commands)
    folders.own_commands.write_text("next = 3\n", encoding="utf-8")
    wording, problems = load_wording(content, kept, folders.own_commands)
    assert wording.commands["next"] == ("next", "on")
    assert [problem.file for problem in problems] == [folders.own_commands]


words = st.lists(st.text("abcdefg ", min_size=2, max_size=8), max_size=4).map(tuple)


@given(st.dictionaries(st.sampled_from(list(BASE)), words))
@settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_whatever_is_saved_without_a_fault_is_read_back(
    file: Path, wanted: dict[str, tuple[str, ...]]
) -> None:
    taken: dict[str, tuple[str, ...]] = {}
    for name, phrases in wanted.items():
        fit = tuple(p for p in phrases if not fault_in_phrase(p, name, {**BASE, **taken}))
        taken[name] = fit
    save_own_commands(file, taken)
    own, problems = read_own_commands(file, BASE)
    assert problems == ()
    assert own == {name: phrases for name, phrases in taken.items() if phrases}
