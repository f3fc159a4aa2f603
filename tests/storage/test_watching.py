"""Files that change beside the program."""

import os
from pathlib import Path

import pytest

from assistant.storage.watching import Watch


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    file = tmp_path / "settings.toml"
    file.write_text("a = 1\n")
    return file


def later(file: Path, text: str, by_s: int) -> None:
    file.write_text(text)
    moment = file.stat().st_mtime + by_s
    os.utime(file, (moment, moment))


def looks(watch: Watch, times: int) -> list[bool]:
    return [watch.has_changed() for _ in range(times)]


def test_a_file_that_nobody_touched_has_not_changed(file: Path) -> None:
    assert looks(Watch(file), 3) == [False, False, False]


def test_a_change_is_seen_once_when_it_has_settled(file: Path) -> None:
    watch = Watch(file)
    later(file, "a = 2\n", 1)
    assert looks(watch, 4) == [False, True, False, False]


def test_an_editor_in_the_midst_of_writing_is_waited_for(file: Path) -> None:
    watch = Watch(file)
    later(file, "a =", 1)
    assert watch.has_changed() is False
    later(file, "a = 22\n", 2)
    assert looks(watch, 3) == [False, True, False]


def test_what_the_program_wrote_itself_is_no_change(file: Path) -> None:
    watch = Watch(file)
    later(file, "a = 2\n", 1)
    watch.know()
    assert looks(watch, 3) == [False, False, False]


def test_a_file_that_comes_and_goes_is_seen(tmp_path: Path) -> None:
    watch = Watch(tmp_path / "later.toml")
    (tmp_path / "later.toml").write_text("a = 1\n")
    assert looks(watch, 2) == [False, True]
    (tmp_path / "later.toml").unlink()
    assert looks(watch, 2) == [False, True]


def test_anything_below_a_folder_is_seen(tmp_path: Path) -> None:
    (tmp_path / "yes").mkdir()
    (tmp_path / "yes" / "1.wav").write_text("one")
    watch = Watch(tmp_path)
    (tmp_path / "yes" / "2.wav").write_text("two")
    assert looks(watch, 2) == [False, True]
    (tmp_path / "yes" / "1.wav").rename(tmp_path / "yes" / "3.wav")
    assert looks(watch, 2) == [False, True]
