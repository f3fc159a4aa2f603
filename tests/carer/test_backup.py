"""A backup holds all that a home has of its own, and what is called one can be restored."""

import errno
import os
import zipfile
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from assistant.carer.backup import CannotBackUp, make_backup
from assistant.carer.backup_file import MANIFEST, read_backup
from assistant.carer.restore import restore_backup
from assistant.core.library import Place
from assistant.core.settings import Settings
from assistant.storage.folders import Folders
from assistant.storage.places import Places
from assistant.storage.pressing_file import load_pressing
from assistant.storage.settings_file import load_settings
from tests.carer.homes import (
    everything_in,
    home_at,
    keep_place,
    live_in,
    record,
    what_is_kept,
)
from tests.disks import FailingDisk, PowerCut

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
VERSION = "0.1.0"


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Folders:
    return live_in(home_at(tmp_path / "home"))


def test_another_computer_then_has_the_same_settings_places_words_sections_and_timing(
    home: Folders, tmp_path: Path
) -> None:
    backup = make_backup(home, tmp_path / "all.zip", VERSION, NOW)
    other = home_at(tmp_path / "other")
    restore_backup(other, backup.file, VERSION, NOW)
    assert what_is_kept(other) == what_is_kept(home)
    assert load_settings(other.settings)[0].speech.rate_wpm == 120
    assert load_pressing(other.pressing) == load_pressing(home.pressing)
    assert load_pressing(other.pressing)[0].hands["key"].weight == 9.0
    assert (other.words / "go on" / "001.wav").read_bytes()[:4] == b"RIFF"


def test_models_caches_logs_and_copies_are_not_in_it(home: Folders, tmp_path: Path) -> None:
    for file in (home.models / "en" / "final.mdl", home.content_index, home.trouble_log):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("can be made again")
    backup = make_backup(home, tmp_path / "all.zip", VERSION, NOW)
    assert sorted(zipfile.ZipFile(backup.file).namelist()) == [
        MANIFEST,
        "own/1-home/1.1-what-mum-likes.md",
        "places.db",
        "pressing.json",
        "profiles.toml",
        "settings.toml",
        "words/go on/001.wav",
    ]


def test_it_can_be_made_while_the_program_is_open(home: Folders, tmp_path: Path) -> None:
    places = Places(home.places, pytest.fail)
    place = Place(section_id="2.1", sentence=3, text="Now.")
    places.save(place)
    places.save(place)
    number = 0
    while True:
        number += 1
        backup = make_backup(home, tmp_path / f"{number}.zip", VERSION, NOW)
        other = home_at(tmp_path / f"other-{number}")
        restore_backup(other, backup.file, VERSION, NOW)
        if what_is_kept(other)["places.db"] == place:
            break
    places.close()


def test_into_a_folder_it_gets_a_name_with_its_day(home: Folders, tmp_path: Path) -> None:
    assert make_backup(home, tmp_path, VERSION, NOW).file.name == (
        "als-assistant-backup-2026-11-26-0930.zip"
    )


def test_it_says_what_is_in_it(home: Folders, tmp_path: Path) -> None:
    make_backup(home, tmp_path / "all.zip", VERSION, NOW)
    manifest = read_backup(tmp_path / "all.zip", VERSION)
    assert (manifest.made, manifest.version) == (NOW, VERSION)
    assert (manifest.recordings, manifest.own_files, len(manifest.files)) == (1, 1, 6)


def test_nothing_that_is_there_is_replaced(home: Folders, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear doctor")
    with pytest.raises(CannotBackUp, match=r"letter\.txt is there already"):
        make_backup(home, file, VERSION, NOW)
    assert file.read_text() == "Dear doctor"


def test_a_folder_that_is_not_there_is_not_made(home: Folders, tmp_path: Path) -> None:
    with pytest.raises(CannotBackUp, match="Plug the disk in"):
        make_backup(home, tmp_path / "stick" / "all.zip", VERSION, NOW)
    assert not (tmp_path / "stick").exists()


def test_of_an_empty_home_there_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(CannotBackUp, match="nothing to back up"):
        make_backup(home_at(tmp_path / "home"), tmp_path / "all.zip", VERSION, NOW)
    assert list(tmp_path.iterdir()) == []


def test_broken_files_are_in_it_and_a_restore_uses_their_last_good_copies(
    home: Folders, tmp_path: Path
) -> None:
    load_settings(home.settings)
    load_pressing(home.pressing)
    kept = what_is_kept(home)
    home.settings.write_text("[scan]\nloops = 'many'\n")
    home.pressing.write_text("{")
    home.places.write_bytes(b"rubbish " * 100)
    backup = make_backup(home, tmp_path / "all.zip", VERSION, NOW)
    assert [note.partition(".")[0] for note in backup.notes] == ["settings", "places", "pressing"]
    other = home_at(tmp_path / "other")
    restore_backup(other, backup.file, VERSION, NOW)
    assert what_is_kept(other) == kept
    with zipfile.ZipFile(backup.file) as inside:
        assert inside.read("unusable/settings.toml") == b"[scan]\nloops = 'many'\n"


def test_a_broken_file_without_a_copy_leaves_the_rest(home: Folders, tmp_path: Path) -> None:
    home.profiles.write_text("[morning\n")
    backup = make_backup(home, tmp_path / "all.zip", VERSION, NOW)
    assert "the rest of the backup alone" in backup.notes[0]
    other = home_at(tmp_path / "other")
    restore_backup(other, backup.file, VERSION, NOW)
    assert what_is_kept(home).keys() - what_is_kept(other).keys() == {"profiles.toml"}


@pytest.mark.skipif(os.name != "posix", reason="making links needs rights on Windows")
def test_what_no_backup_can_hold_is_named(home: Folders, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (home.own / "link").symlink_to(tmp_path / "elsewhere")
    (home.own / ".DS_Store").write_text("nobody's")
    backup = make_backup(home, tmp_path / "all.zip", VERSION, NOW)
    assert backup.left_out == ("own/link",)


def test_a_full_disk_leaves_no_half_backup(home: Folders, tmp_path: Path) -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    before = everything_in(tmp_path)
    steps = 0
    while True:
        disk = FailingDisk(steps, full)
        try:
            make_backup(home, tmp_path / "all.zip", VERSION, NOW, disk)
        except CannotBackUp as error:
            told = str(error)
        else:
            break
        assert "The disk is full" in told
        assert everything_in(tmp_path) == before
        steps += 1
    assert steps > 5


def test_a_power_cut_never_leaves_half_a_backup_under_its_name(
    home: Folders, tmp_path: Path
) -> None:
    file = tmp_path / "all.zip"
    steps = 0
    while True:
        try:
            make_backup(home, file, VERSION, NOW, FailingDisk(steps, PowerCut()))
        except PowerCut:
            steps += 1
        else:
            break
        if file.exists():
            assert read_backup(file, VERSION).files
            file.unlink()
    assert read_backup(file, VERSION).files
    assert steps > 5


@pytest.mark.skipif(os.name != "posix", reason="Windows has other rights")
def test_nobody_else_on_the_computer_can_read_it(home: Folders, tmp_path: Path) -> None:
    file = make_backup(home, tmp_path / "all.zip", VERSION, NOW).file
    assert file.stat().st_mode & 0o077 == 0


def test_a_recording_that_is_too_long_to_be_one_is_left_out_and_named(
    home: Folders, tmp_path: Path
) -> None:
    (home.words / "go on" / "002.wav").write_bytes(bytes(2_000_001))
    backup = make_backup(home, tmp_path / "all.zip", VERSION, NOW)
    assert backup.left_out == ("words/go on/002.wav",)


def test_homes_can_be_told_apart(tmp_path: Path) -> None:
    """The other tests compare homes: that comparison must see each difference."""
    home = live_in(home_at(tmp_path / "home"))
    seen = [what_is_kept(home)]
    keep_place(home, 8)
    seen.append(what_is_kept(home))
    record(home.words / "go on" / "001.wav", b"\2\0")
    seen.append(what_is_kept(home))
    assert load_settings(home.settings)[0] != Settings()
    assert all(one != other for one, other in pairwise(seen))
