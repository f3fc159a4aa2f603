"""What is changed on the disk beside the running program reaches it in an order it can use."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest

from assistant.changes import TRY_AGAIN_LOOKS, Changes
from assistant.core.events import (
    DeviceFailed,
    DeviceReturned,
    Event,
    ProfilesChanged,
    SettingsChanged,
)
from assistant.core.profiles import switched, tempo_of
from assistant.core.settings import Settings, with_value
from assistant.storage import settings_file
from assistant.storage.folders import Folders, content_root, folders_below
from assistant.storage.profiles_file import load_profiles, save_profiles
from assistant.storage.settings_file import read_settings, save_settings
from assistant.storage.switching import CouldNotSwitch, switch
from assistant.stored import open_stored
from assistant.troubles import Troubles
from tests.disks import FailingDisk, PowerCut

USUAL = with_value(Settings(), "scan.interval_ms", 1500)
OTHERS = {"evening": tempo_of(with_value(Settings(), "scan.interval_ms", 2500))}
EVENING = switched(USUAL, OTHERS, "evening")


class Beside:
    """The disk of a program that runs, and what it hears of it."""

    def __init__(self, folder: Path) -> None:
        self.folders: Folders = folders_below(folder, folder, folder, folder)
        save_settings(self.folders.settings, USUAL)
        save_profiles(self.folders.profiles, OTHERS)
        self.heard: list[Event] = []
        troubles = Troubles(self.heard.append, lambda: 0)
        self.changes = Changes(
            open_stored(self.folders, content_root() / "en"),
            self.heard.append,
            lambda: 0,
            troubles,
            on_words=lambda: None,
            on_texts=lambda _stored: None,
        )

    def looks(self) -> None:
        """Twice: what is being written is waited for."""
        self.changes.look()
        self.changes.look()

    @property
    def kinds(self) -> list[type]:
        return [type(event) for event in self.heard]


@pytest.fixture(name="beside")
def _beside(tmp_path: Path) -> Beside:
    return Beside(tmp_path)


def test_another_pace_from_the_page_is_heard_whole_the_others_first(beside: Beside) -> None:
    switch(beside.folders, *EVENING)
    beside.looks()
    assert beside.heard[-2:] == [
        ProfilesChanged(at=0, profiles=EVENING[1]),
        SettingsChanged(at=0, settings=EVENING[0]),
    ]


def test_the_others_come_first_also_where_the_program_saves_at_that_moment(beside: Beside) -> None:
    switch(beside.folders, *EVENING)
    louder = with_value(USUAL, "speech.volume_percent", 55)
    beside.changes.save_settings(louder)
    assert beside.heard == [
        ProfilesChanged(at=0, profiles=EVENING[1]),
        SettingsChanged(at=0, settings=with_value(EVENING[0], "speech.volume_percent", 55)),
    ]


def test_a_switch_that_the_page_was_cut_off_in_is_finished_while_the_program_runs(
    beside: Beside,
) -> None:
    with pytest.raises(PowerCut):
        switch(beside.folders, *EVENING, disk=FailingDisk(4, PowerCut()))
    beside.looks()
    assert beside.kinds[-2:] == [ProfilesChanged, SettingsChanged]
    assert load_profiles(beside.folders.profiles)[0] == EVENING[1]


def test_a_pace_from_the_menu_is_kept_as_one(beside: Beside) -> None:
    beside.changes.save_profiles(EVENING[1], EVENING[0])
    assert read_settings(beside.folders.settings)[0] == EVENING[0]
    beside.changes.save_settings(EVENING[0])
    beside.looks()
    assert beside.heard == []


def test_what_cannot_be_kept_is_told(beside: Beside, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_all: object) -> None:
        message = "The pace was not changed. The disk is full."
        raise CouldNotSwitch(message)

    monkeypatch.setattr("assistant.changes.switch", full)
    beside.changes.save_profiles(EVENING[1], EVENING[0])
    assert [getattr(event, "why", "") for event in beside.heard] == [
        "The pace was not changed. The disk is full."
    ]


def test_the_others_come_first_also_where_a_look_falls_between_the_two(beside: Beside) -> None:
    save_settings(beside.folders.settings, EVENING[0])
    beside.changes.look()
    save_profiles(beside.folders.profiles, EVENING[1])
    beside.changes.look()
    assert beside.kinds == [ProfilesChanged, SettingsChanged]


def test_what_a_carer_changed_in_the_same_moment_stays(beside: Beside) -> None:
    slower = {"evening": {**OTHERS["evening"], "scan.interval_ms": 3300}}
    save_profiles(beside.folders.profiles, slower)
    settings, others = switched(USUAL, OTHERS, "morning")
    beside.changes.save_profiles(others, settings)
    joined = {**others, **slower}
    assert load_profiles(beside.folders.profiles)[0] == joined
    assert beside.heard == [ProfilesChanged(at=0, profiles=joined)]


def test_what_is_saved_after_a_switch_that_was_cut_off_is_not_laid_over(beside: Beside) -> None:
    with pytest.raises(PowerCut):
        switch(beside.folders, *EVENING, disk=FailingDisk(4, PowerCut()))
    beside.changes.save_settings(with_value(USUAL, "scan.loops", 7))
    beside.looks()
    kept = read_settings(beside.folders.settings)[0]
    assert (kept.profile, kept.scan.interval_ms, kept.scan.loops) == ("evening", 2500, 7)
    assert not beside.folders.switching.exists()


def test_a_switch_that_cannot_be_finished_is_told_once(
    beside: Beside, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_all: object) -> None:
        message = "The disk is full."
        raise CouldNotSwitch(message)

    monkeypatch.setattr("assistant.changes.settle", full)
    beside.looks()
    beside.looks()
    assert len(beside.heard) == 1


LOUDER = with_value(USUAL, "speech.volume_percent", 55)


@contextmanager
def full_disk() -> Iterator[None]:
    def write(_file: BinaryIO, _data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings_file._DISK, "write", write)
        yield


def test_what_could_not_be_saved_is_saved_when_there_is_room_again(beside: Beside) -> None:
    """Nobody changes the same setting again only because the disk was full for a while."""
    with full_disk():
        beside.changes.save_settings(LOUDER)
        for _ in range(3 * TRY_AGAIN_LOOKS):
            beside.changes.look()
        assert beside.kinds == [DeviceFailed]
    for _ in range(TRY_AGAIN_LOOKS):
        beside.changes.look()
    assert read_settings(beside.folders.settings) == (LOUDER, ())
    assert beside.kinds == [DeviceFailed, DeviceReturned]


def test_what_could_not_be_saved_is_tried_once_more_at_the_end(beside: Beside) -> None:
    with full_disk():
        beside.changes.save_settings(LOUDER)
    beside.changes.save_what_is_left()
    assert read_settings(beside.folders.settings) == (LOUDER, ())


def test_what_could_not_be_saved_does_not_hide_what_a_carer_writes(beside: Beside) -> None:
    with full_disk():
        beside.changes.save_settings(LOUDER)
    file = beside.folders.settings
    save_settings(file, with_value(USUAL, "scan.interval_ms", 3000))
    beside.looks()
    both = with_value(LOUDER, "scan.interval_ms", 3000)
    assert read_settings(file) == (both, ())
    assert beside.heard[-1] == SettingsChanged(at=0, settings=both)
