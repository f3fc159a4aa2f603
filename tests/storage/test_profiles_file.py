"""The profiles that are not in use, on the disk."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.core.profiles import NAMES, Profiles, slowed, tempo_of
from assistant.core.settings import Settings, with_value
from assistant.storage.disk import Disk, last_good_beside
from assistant.storage.profiles_file import ProfilesNotKept, load_profiles, save_profiles
from tests.core.anything import any_settings

EVENING = {"evening": tempo_of(with_value(Settings(), "scan.interval_ms", 2250))}


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    return tmp_path / "profiles.toml"


class FullDisk(Disk):
    def sync(self, descriptor: int) -> None:
        raise OSError(28, f"No space left for {descriptor}")


def test_without_a_file_there_are_none_and_that_is_no_problem(file: Path) -> None:
    assert load_profiles(file) == ({}, ())


@given(st.dictionaries(st.sampled_from(NAMES), any_settings().map(tempo_of)))
@settings(max_examples=30, deadline=None)
def test_what_was_kept_is_found_again(
    tmp_path_factory: pytest.TempPathFactory, profiles: Profiles
) -> None:
    file = tmp_path_factory.mktemp("profiles") / "profiles.toml"
    save_profiles(file, profiles)
    assert load_profiles(file) == (profiles, ())


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("[night.scan]\ninterval_ms = 900\n", 1, "no profile"),
        ("[evening.scan]\nloops = 3\ninterval_ms = 'slow'\n", 3, "whole number"),
        ("[evening.scan]\ninterval_ms = 9\n", 2, "from 200"),
        ('[evening.screen]\ntheme = "dark"\n', 2, "holds no setting"),
        ("[evening.scan\n", 1, "TOML"),
    ],
)
def test_a_mistake_is_told_at_its_line_and_the_last_good_ones_are_used(
    file: Path, text: str, line: int, told: str
) -> None:
    save_profiles(file, EVENING)
    file.write_text(text)
    profiles, problems = load_profiles(file)
    assert profiles == EVENING
    assert [problem.line for problem in problems] == [line]
    assert told in problems[0].message


def test_a_file_with_a_mistake_is_left_as_it_is(file: Path) -> None:
    file.write_text("[night]\n")
    save_profiles(file, EVENING)
    assert file.read_text() == "[night]\n"
    assert load_profiles(file)[0] == EVENING


def test_a_full_disk_leaves_what_was_there(file: Path) -> None:
    save_profiles(file, EVENING)
    with pytest.raises(ProfilesNotKept, match="disk is full"):
        save_profiles(file, {"slower": slowed(Settings())}, FullDisk())
    assert load_profiles(file) == (EVENING, ())
    assert last_good_beside(file).exists()
