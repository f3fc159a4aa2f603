import sqlite3
from pathlib import Path
from threading import Event

import pytest

from assistant.core.library import Place
from assistant.storage.places import Places, check_store, snapshot

DEADLINE_S = 20


def place(section: str = "1.1", sentence: int = 3) -> Place:
    return Place(section_id=section, sentence=sentence, text=f"Sentence {sentence}.")


class Told:
    """Remembers what people were told."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.trouble, self.returned = Event(), Event()

    def __call__(self, why: str) -> None:
        self.problems.append(why)
        self.trouble.set()


@pytest.fixture(name="told")
def _told() -> Told:
    return Told()


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    return tmp_path / "home" / "places.db"


def filled(file: Path, *places: Place) -> None:
    kept = Places(file, pytest.fail)
    for one in places:
        kept.save(one)
    kept.close()


def test_a_new_person_has_no_place(file: Path, told: Told) -> None:
    places = Places(file, told)
    assert places.load() is None
    places.close()
    assert told.problems == []


def test_the_place_is_there_again_after_a_restart(file: Path, told: Told) -> None:
    filled(file, place("1.1", 1), place("2.1", 2), place("1.1", 3))
    places = Places(file, told)
    assert places.load() == place("1.1", 3)
    assert places.load("2.1") == place("2.1", 2)
    assert places.load("9.9") is None
    places.close()


def test_the_last_place_is_known_before_it_is_written(file: Path, told: Told) -> None:
    places = Places(file, told)
    places.save(place())
    assert places.load() == place()
    places.close()


def test_a_damaged_file_is_moved_aside_and_the_last_good_copy_used(file: Path, told: Told) -> None:
    filled(file, place())
    for number in (1, 2):
        file.write_bytes(b"rubbish" * 1000)
        places = Places(file, told)
        assert places.load() == place()
        places.close()
        assert (file.parent / f"places.corrupt-{number}.db").read_bytes().startswith(b"rubbish")
    assert "damaged" in told.problems[0]
    assert "the last good copy is used" in told.problems[0]


def test_without_a_good_copy_reading_starts_at_the_beginning(file: Path, told: Told) -> None:
    filled(file, place())
    file.write_bytes(b"rubbish" * 1000)
    (file.parent / "places.last-good.db").write_bytes(b"rubbish" * 1000)
    places = Places(file, told)
    assert places.load() is None
    places.save(place())
    places.close()
    assert "at the beginning" in told.problems[0]
    assert Places(file, told).load() == place()


def test_damage_inside_the_file_is_seen_too(file: Path, told: Told) -> None:
    filled(file, *(place(f"1.{number}", number) for number in range(500)))
    with file.open("r+b") as opened:
        opened.seek(4096)
        opened.write(b"\xff" * 8192)
    places = Places(file, told)
    assert places.load() == place("1.499", 499)
    places.close()
    assert len(told.problems) == 1


def test_a_disk_that_refuses_is_told_of_once_and_tried_again(file: Path, told: Told) -> None:
    file.parent.write_text("a file in the way")
    places = Places(file, told, told.returned.set)
    places.save(place("1.1", 1))
    places.save(place("1.1", 2))
    assert places.load() == place("1.1", 2)
    file.parent.unlink()
    places.save(place("1.1", 3))
    assert told.returned.wait(DEADLINE_S)
    places.close()
    assert len(told.problems) == 1
    assert "cannot be kept" in told.problems[0]
    filled(file)
    assert Places(file, told).load() == place("1.1", 3)


def test_a_full_disk_is_told_in_plain_words_and_costs_nothing_in_memory(
    file: Path, told: Told
) -> None:
    filled(file, place())
    places = Places(file, told)
    assert places._db is not None
    places._db.execute("PRAGMA max_page_count = 1")
    long = Place(section_id="2", sentence=1, text="long " * 10_000)
    places.save(long)
    assert told.trouble.wait(DEADLINE_S)
    assert places.load() == long
    assert "The disk is full" in told.problems[0]
    places.close()


def test_damage_while_it_runs_loses_nothing(file: Path, told: Told) -> None:
    filled(file, *(place(f"1.{number}", number) for number in range(500)))
    places = Places(file, told)
    with file.open("r+b") as opened:
        opened.truncate(5000)
    for number in range(500, 1000):
        places.save(place(f"1.{number}", number))
    places.close()
    again = Places(file, told)
    assert again.load() == place("1.999", 999)
    assert again.load("1.0") == place("1.0", 0)
    again.close()


def test_the_file_is_in_wal_mode_and_every_place_is_synced(file: Path, told: Told) -> None:
    places = Places(file, told)
    db = sqlite3.connect(file)
    assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    db.close()
    assert places._db is not None
    assert places._db.execute("PRAGMA synchronous").fetchone() == (2,)
    places.close()


def _beside(file: Path) -> list[str]:
    return sorted(each.name for each in file.parent.iterdir())


def test_a_snapshot_has_what_was_saved_a_moment_ago_while_the_store_is_open(
    file: Path, tmp_path: Path
) -> None:
    filled(file, place("1.1", 1))
    places = Places(file, pytest.fail)
    places.save(place("2.1", 7))
    copy = tmp_path / "copy.db"
    while True:
        copy.write_bytes(snapshot(file))
        check_store(copy)
        again = Places(copy, pytest.fail)
        newest = again.load()
        again.close()
        if newest == place("2.1", 7):
            break
    places.close()


def test_a_snapshot_leaves_nothing_behind(file: Path) -> None:
    filled(file, place())
    before = _beside(file)
    assert snapshot(file)
    assert _beside(file) == before


def test_a_snapshot_after_a_power_cut_has_what_was_not_yet_in_the_file_itself(
    file: Path, tmp_path: Path
) -> None:
    open_still = Places(file, pytest.fail)
    open_still.save(place("3.1", 9))
    cut = tmp_path / "cut.db"
    while True:
        for tail in ("", "-wal"):
            cut.with_name(cut.name + tail).write_bytes(
                file.with_name(file.name + tail).read_bytes()
            )
        copy = tmp_path / "copy.db"
        copy.write_bytes(snapshot(cut))
        after = Places(copy, pytest.fail)
        newest = after.load()
        after.close()
        if newest == place("3.1", 9):
            break
    open_still.close()


@pytest.mark.parametrize("text", [b"rubbish " * 200, b""])
def test_there_is_no_snapshot_of_a_damaged_store(file: Path, text: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(text)
    with pytest.raises(sqlite3.Error):
        snapshot(file)
    with pytest.raises(sqlite3.Error):
        check_store(file)


def test_a_snapshot_of_no_store_makes_none(file: Path) -> None:
    file.parent.mkdir()
    with pytest.raises(sqlite3.Error):
        snapshot(file)
    assert _beside(file) == []
