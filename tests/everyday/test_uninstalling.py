"""Uninstalling says what stays, deletes only what it is told to, and nothing of anybody else."""

import os
from dataclasses import fields
from pathlib import Path

import pytest

from assistant.carer.starting import Start, icons, with_the_computer
from assistant.carer.starting.placing import System
from assistant.carer.uninstall_command import uninstall
from assistant.carer.uninstalling import delete_everything, not_ours, what_is_left
from assistant.storage.folders import Folders, folders_below
from tests.carer.homes import everything_in, home_at, live_in
from tests.disks import FailingDisk
from tests.everyday.programs import held_elsewhere

BESIDE = {
    "settings.set-aside-2.toml": "settings",
    "settings.toml.123-456.new": "settings",
    "profiles.last-good.toml": "profiles",
    "places.corrupt-1.db": "places",
    "places.db-wal": "places",
    "troubles.jsonl.1": "trouble_log",
    "words.restoring": "words",
}


@pytest.fixture(name="folders", params=["four folders", "one folder"])
def _folders(tmp_path: Path, request: pytest.FixtureRequest) -> Folders:
    one = tmp_path / "one"
    folders = folders_below(one, one, one, one) if "one" in request.param else home_at(tmp_path)
    live_in(folders)
    for field in fields(folders):
        path: Path = getattr(folders, field.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch()
    for name, field_name in BESIDE.items():
        getattr(folders, field_name).with_name(name).touch()
    return folders


@pytest.fixture(name="ways")
def _ways(tmp_path: Path) -> tuple[Start, ...]:
    system = System(
        platform="linux", environment={}, home=tmp_path / "user", desktop=lambda: tmp_path / "desk"
    )
    ways = (with_the_computer(system), icons(system))
    for way in ways:
        way.turn_on()
    return ways


def files_of(folders: Folders) -> list[Path]:
    """All files in the folders of this home."""
    tops = {getattr(folders, field.name).parent for field in fields(folders)}
    return sorted({path for top in tops for path in top.rglob("*") if path.is_file()})


def never(_question: str) -> str:
    raise AssertionError


def test_it_takes_away_what_starts_the_program_and_says_what_stays(
    folders: Folders, ways: tuple[Start, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    at_first = files_of(folders)
    assert uninstall(folders, wants_everything=False, is_sure=False, ways=ways, ask=never) == 0
    assert [way.standing().how for way in ways] == ["off", "off"]
    assert files_of(folders) == at_first
    said = capsys.readouterr().out
    for path in (folders.settings, folders.words, folders.own, folders.models, folders.trouble_log):
        assert str(path) in said
    assert "backup FILE.zip" in said
    assert "delete this folder" in said


def test_everything_is_deleted_only_when_the_word_is_typed(
    folders: Folders, ways: tuple[Start, ...]
) -> None:
    at_first = files_of(folders)
    answers = ["", "yes", "d"]

    def asked(_question: str) -> str:
        return answers.pop()

    while answers:
        uninstall(folders, wants_everything=True, is_sure=False, ways=ways, ask=asked)
        assert files_of(folders) == at_first
    uninstall(folders, wants_everything=True, is_sure=False, ways=ways, ask=lambda _q: "delete")
    assert files_of(folders) == []
    assert not folders.settings.parent.exists()


def test_where_nobody_can_answer_nothing_is_deleted(
    folders: Folders, ways: tuple[Start, ...]
) -> None:
    at_first = files_of(folders)

    def nobody(_question: str) -> str:
        raise EOFError

    uninstall(folders, wants_everything=True, is_sure=False, ways=ways, ask=nobody)
    assert files_of(folders) == at_first


def test_what_is_not_the_programs_own_is_never_touched(
    folders: Folders, ways: tuple[Start, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    foreign = [
        folders.settings.with_name(name) for name in ("my settings.toml", "settings.json", "places")
    ]
    for file in foreign:
        file.write_text("mine")
    assert set(not_ours(folders)) == set(foreign)
    uninstall(folders, wants_everything=True, is_sure=True, ways=ways, ask=never)
    assert files_of(folders) == sorted(foreign)
    said = capsys.readouterr().out
    assert all(f"not touched: {file}" in said for file in foreign)


@pytest.mark.skipif(os.name != "posix", reason="making links needs rights on Windows")
def test_of_a_link_only_the_link_is_deleted(folders: Folders, tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    (letters / "anna.md").write_text("Dear Anna")
    (folders.words / "linked").symlink_to(letters)
    folders.settings.unlink()
    (tmp_path / "dotfile").write_text("mine")
    folders.settings.symlink_to(tmp_path / "dotfile")
    assert delete_everything(folders) == ()
    assert (letters / "anna.md").read_text() == "Dear Anna"
    assert (tmp_path / "dotfile").read_text() == "mine"


def test_while_the_program_or_the_page_is_open_nothing_is_taken_away(
    folders: Folders, ways: tuple[Start, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    at_first = everything_in(folders.settings.parent)
    for lock, said in ((folders.lock, "assistant is open"), (folders.page_lock, "page is open")):
        with held_elsewhere(lock):
            code = uninstall(folders, wants_everything=True, is_sure=True, ways=ways, ask=never)
        assert code == 1
        assert said in capsys.readouterr().err
    assert [way.standing().is_on for way in ways] == [True, True]
    assert everything_in(folders.settings.parent) == at_first


def test_what_cannot_be_deleted_is_named_and_the_rest_goes(folders: Folders) -> None:
    class OneStays(FailingDisk):
        def remove(self, path: Path) -> None:
            if path == folders.words:
                raise PermissionError(13, "Permission denied")
            path.unlink() if path.is_file() else super(FailingDisk, self).remove(path)

    (problem,) = delete_everything(folders, OneStays(0, OSError()))
    assert str(folders.words) in problem
    assert {kept.path for kept in what_is_left(folders)} >= {folders.words}
    assert not folders.settings.exists()


def test_a_computer_where_nothing_is_left_is_told_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    uninstall(home_at(tmp_path), wants_everything=False, is_sure=False, ways=(), ask=never)
    said = capsys.readouterr().out
    assert "did not start by itself" in said
