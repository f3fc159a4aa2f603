"""What is private goes; the program's own words stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.storage.scrubbing import without_private

PRIVATE = "Zora Quibble"


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("The disk is full; delete something.", "The disk is full; delete something."),
        ('The microphone "Zora\'s AirPods" is gone.', "The microphone “...” is gone."),
        ("“Zora” and “Quibble” sound too alike.", "“...” and “...” sound too alike."),
        ("/home/zora/places.db cannot be read", "... cannot be read"),
        (r"C:\Users\Zora\places.db cannot be read", "... cannot be read"),
        ("/home/zora/settings.toml:3: a mistake", "...:3: a mistake"),
        (r"C:\Users\Zora\my:file.toml:3: a mistake", "...:3: a mistake"),
        ("letter-to-zora.md:12 has a mistake", "...:12 has a mistake"),
        ("[Errno 5] Input/output error: 'zora.db'", "[Errno 5] ... error: “...”"),
        ("It isn't there, and can't be.", "It isn't there, and can't be."),
        ('A quote that never ends: "Zora and so on', "A quote that never ends: “...”"),
        ("Python 3.11.4 is used.", "Python 3.11.4 is used."),
    ],
)
def test_quotes_paths_and_files_are_taken_out(text: str, rest: str) -> None:
    assert without_private(text) == rest


def test_a_home_with_spaces_in_it_is_hidden_whole() -> None:
    told = without_private("/home/Zora Ann Quibble/a.db is gone", hide=["/home/Zora Ann Quibble"])
    assert told == "... is gone"


def test_a_name_is_hidden_in_any_case_but_not_inside_another_word() -> None:
    told = without_private("ZORA and Zorastone", hide=["zora"])
    assert told == "... and Zorastone"


def test_what_is_known_to_be_harmless_stays() -> None:
    text = 'settings.toml: "scan.loops" must be from 1 to 20, not "Zora"'
    kept = without_private(text, keep=["scan.loops", "settings.toml"])
    assert kept == "settings.toml: “scan.loops” must be from 1 to 20, not “...”"


@given(st.text(st.characters(exclude_characters='"“”‘’`'), min_size=1))
def test_whatever_stands_in_quotes_is_gone(inside: str) -> None:
    marked = f"{PRIVATE}{inside}{PRIVATE}"
    for left, right in ('""', "“”", "‘’", "``"):
        assert PRIVATE not in without_private(f"It says {left}{marked}{right} here.")


@given(st.lists(st.from_regex(r"[\w ]{1,12}", fullmatch=True), min_size=1, max_size=5))
def test_whatever_the_home_is_called_no_path_below_it_is_told(parts: list[str]) -> None:
    home = "/homes/" + PRIVATE
    told = without_private(f"{home}/{'/'.join(parts)} cannot be read.", hide=[home])
    assert "Zora" not in told
    assert "Quibble" not in told
