"""Another profile comes into use: two files as one, whatever happens between."""

import itertools
from pathlib import Path

import pytest

from assistant.core.profiles import Profiles, switched, tempo_of
from assistant.core.settings import Settings, with_value
from assistant.storage.disk import Disk
from assistant.storage.folders import Folders, folders_below, hold_lock
from assistant.storage.profiles_file import load_profiles, read_profiles, save_profiles
from assistant.storage.settings_file import read_settings, save_settings
from assistant.storage.switching import CouldNotSwitch, settle, switch
from tests.disks import FailingDisk, PowerCut

USUAL = with_value(Settings(), "scan.interval_ms", 1500)
EVENING = tempo_of(with_value(Settings(), "scan.interval_ms", 2500))
BEFORE: tuple[Settings, Profiles] = (USUAL, {"evening": EVENING})
AFTER = switched(*BEFORE, "evening")


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Folders:
    return furnished(tmp_path / "home")


def furnished(folder: Path) -> Folders:
    folder.mkdir()
    home = folders_below(folder, folder, folder, folder)
    save_settings(home.settings, USUAL)
    save_profiles(home.profiles, {"evening": EVENING})
    return home


def kept(home: Folders) -> tuple[Settings, Profiles]:
    """As the next start finds it."""
    settings, problems = read_settings(home.settings)
    profiles, more = load_profiles(home.profiles)
    assert not problems
    assert not more
    return settings, profiles


def test_both_are_kept_and_nothing_is_left_beside_them(home: Folders) -> None:
    switch(home, *AFTER)
    assert kept(home) == AFTER
    assert not home.switching.exists()
    assert settle(home) is False


def test_what_else_stands_in_the_settings_stays(home: Folders) -> None:
    save_settings(home.settings, with_value(USUAL, "screen.text_percent", 150))
    switch(home, *AFTER)
    assert kept(home)[0] == with_value(AFTER[0], "screen.text_percent", 150)


def test_a_power_cut_at_any_step_leaves_the_old_pair_or_the_new(tmp_path: Path) -> None:
    found = set()
    for step in itertools.count():
        home = furnished(tmp_path / str(step))
        try:
            switch(home, *AFTER, disk=FailingDisk(step, PowerCut()))
        except PowerCut:
            settle(home)
            assert kept(home) in (BEFORE, AFTER)
            assert not home.switching.exists()
            found.add(kept(home)[0].profile)
        else:
            assert step > 10
            break
    assert found == {"usual", "evening"}


def test_a_full_disk_at_any_step_is_told_and_finished_later(tmp_path: Path) -> None:
    for step in itertools.count():
        home = furnished(tmp_path / str(step))
        why = why_not(home, FailingDisk(step, OSError(28, "full")))
        if not why:
            break
        was_begun = home.switching.exists()
        assert ("as soon as" in why) is was_begun
        settle(home)
        assert kept(home) == (AFTER if was_begun else BEFORE)


def why_not(home: Folders, disk: Disk) -> str:
    """Why the switch did not work; "" where it did."""
    try:
        switch(home, *AFTER, disk=disk)
    except CouldNotSwitch as error:
        return str(error)
    return ""


def test_a_cut_while_it_is_finished_is_finished_again(home: Folders) -> None:
    with pytest.raises(PowerCut):
        switch(home, *AFTER, disk=FailingDisk(4, PowerCut()))
    assert home.switching.exists()
    for step in range(30):
        try:
            settle(home, disk=FailingDisk(step, PowerCut()))
        except PowerCut:
            continue
        break
    assert kept(home) == AFTER


def test_who_comes_in_the_same_moment_keeps_out(home: Folders) -> None:
    with hold_lock(home.switching.with_suffix(".lock")):
        with pytest.raises(CouldNotSwitch, match="Try again"):
            switch(home, *AFTER)
        home.switching.write_text("{}", encoding="utf-8")
        assert settle(home) is False
        assert home.switching.exists()
    assert kept(home) == BEFORE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"profile": "night", "tempo": {}, "others": {}}',
        '{"profile": "evening", "tempo": {"scan.interval_ms": "x"}, "others": {}}',
        '{"profile": "evening", "tempo": {"screen.theme": "light"}, "others": {}}',
        '{"profile": "evening", "tempo": {}, "others": {"usual": 3}}',
        "[" * 100_000,
    ],
)
def test_an_intention_that_makes_no_sense_changes_nothing(home: Folders, text: str) -> None:
    home.switching.write_text(text, encoding="utf-8")
    assert settle(home) is False
    assert not home.switching.exists()
    assert kept(home) == BEFORE


def test_a_settings_file_with_a_mistake_is_left_as_it_is(home: Folders) -> None:
    home.settings.write_text("[scan]\nloops = 'many'\n", encoding="utf-8")
    switch(home, *AFTER, disk=Disk())
    assert "many" in home.settings.read_text(encoding="utf-8")
    assert read_profiles(home.profiles)[0] == AFTER[1]
    assert read_settings(home.settings_last_good)[0].profile == "evening"
