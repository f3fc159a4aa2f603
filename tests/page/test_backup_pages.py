"""Backup and restore on the page: looked at, asked about, done; a hostile file gets nothing."""

import contextlib
import io
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.carer.backup_file import read_backup
from assistant.core.settings import Settings, with_value
from assistant.storage.folders import Folders
from assistant.storage.settings_file import read_settings, save_settings
from tests.carer.homes import live_in
from tests.content.facts import PROJECT
from tests.page.visitor import Answer, OpenPage, Visitor, open_page

HOLD = """
import sys
from assistant.storage.folders import find_folders, hold_instance_lock
with hold_instance_lock(find_folders({"ALS_ASSISTANT_HOME": sys.argv[1]})):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(name="lived_in")
def _lived_in(page: OpenPage) -> Folders:
    return live_in(page.desk.folders)


@contextlib.contextmanager
def the_program_is_open(home: Path) -> Iterator[None]:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=PROJECT,
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"held\n"
        yield
        program.communicate()


def token(carer: Visitor) -> dict[str, str]:
    return {"csrf": carer.gets("/access").form["csrf"]}


def downloaded(carer: Visitor) -> bytes:
    answer = carer.sends_form("/backup/download", token(carer))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Length"] == str(len(answer.body))
    return answer.body


def uploaded(carer: Visitor, data: bytes, name: str = "backup.zip") -> Answer:
    return carer.sends_file("/backup/look", token(carer), name, data)


def restore_address(asked: Answer) -> str:
    """Where the question is answered: the page that the upload led to names it in no link."""
    form = asked.soup.select_one("main form")
    assert form is not None
    return str(form["action"])


def rate_now(folders: Folders) -> int:
    settings, problems = read_settings(folders.settings)
    assert not problems
    return settings.speech.rate_wpm


def is_soon_empty(page: OpenPage) -> bool:
    """The server throws a file away a moment after the last of it was sent."""
    until = time.monotonic() + 5
    while left_behind(page) and time.monotonic() < until:
        pass
    return not left_behind(page)


def left_behind(page: OpenPage) -> list[Path]:
    return [file for file in page.desk.folders.page_uploads.rglob("*") if file.is_file()]


def test_a_backup_is_kept_by_the_browser_and_nothing_of_it_stays(
    page: OpenPage, carer: Visitor, lived_in: Folders, tmp_path: Path
) -> None:
    assert "No backup was made yet" in carer.gets("/backup").seen
    file = tmp_path / "kept.zip"
    file.write_bytes(downloaded(carer))
    manifest = read_backup(file, page.desk.version)
    assert {"settings.toml", "profiles.toml"} <= {each.path for each in manifest.files}
    assert manifest.recordings == 1
    assert is_soon_empty(page)
    assert "The last backup was made on" in carer.gets("/backup").seen
    assert lived_in.settings.exists()


def test_a_backup_is_made_in_a_folder_that_is_named(
    page: OpenPage, carer: Visitor, lived_in: Folders, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    made = carer.sends_form("/backup/keep", token(carer), folder=str(stick))
    (file,) = stick.iterdir()
    assert f"The backup is made: {file}" in made.seen
    assert read_backup(file, page.desk.version).own_files == 1
    assert lived_in.settings.exists()


@pytest.mark.parametrize("folder", ["", "stick", "/nowhere/at/all", "~nobody-here/x", "a\0b"])
def test_a_folder_that_is_not_there_is_told_and_never_made(
    carer: Visitor, lived_in: Folders, folder: str
) -> None:
    answer = carer.sends_form("/backup/keep", token(carer), folder=folder)
    assert answer.status == 422
    assert "There is no such folder" in answer.seen
    assert not Path("/nowhere").exists()
    assert lived_in.settings.exists()


def test_a_home_without_anything_has_nothing_to_back_up(carer: Visitor) -> None:
    answer = carer.sends_form("/backup/download", token(carer))
    assert answer.status == 422
    assert "There is nothing to back up yet" in answer.seen


def test_a_restore_is_looked_at_asked_about_done_and_can_be_taken_back(
    page: OpenPage, carer: Visitor, lived_in: Folders
) -> None:
    backup = downloaded(carer)
    changed = with_value(read_settings(lived_in.settings)[0], "speech.rate_wpm", 200)
    save_settings(lived_in.settings, changed)

    asked = uploaded(carer, backup)
    assert asked.of("h1") == ["Bring this backup back?"]
    assert "Recordings of own words: 1" in asked.of("li")
    assert rate_now(lived_in) == 200, "looking changes nothing"

    done = carer.sends_form(restore_address(asked), asked.form, do="restore")
    assert "Start the assistant now" in done.seen
    assert rate_now(lived_in) == 120
    assert is_soon_empty(page)

    (name,) = done.of(".findings form > p:first-of-type")
    again = carer.sends_form("/backup/kept", token(carer), name=name)
    carer.sends_form(restore_address(again), again.form, do="restore")
    assert rate_now(lived_in) == 200


def test_who_says_no_changes_nothing_and_leaves_nothing(
    page: OpenPage, carer: Visitor, lived_in: Folders
) -> None:
    asked = uploaded(carer, downloaded(carer))
    save_settings(lived_in.settings, with_value(Settings(), "speech.rate_wpm", 200))
    left = carer.sends_form(restore_address(asked), asked.form, do="leave")
    assert "Nothing was changed" in left.seen
    assert is_soon_empty(page)
    assert rate_now(lived_in) == 200


def test_while_the_program_is_open_it_says_what_to_do_and_restores_nothing(
    page: OpenPage, carer: Visitor, lived_in: Folders
) -> None:
    asked = uploaded(carer, downloaded(carer))
    save_settings(lived_in.settings, with_value(Settings(), "speech.rate_wpm", 200))
    with the_program_is_open(page.home):
        seen = carer.gets("/backup")
        assert "The assistant is open." in seen.seen
        assert not seen.soup.select("input[type=file]")
        assert not carer.gets(restore_address(asked)).soup.select("button[value=restore]")
        # A form that was drawn before it was opened: the lock decides.
        answer = carer.sends_form(restore_address(asked), asked.form, do="restore")
        assert "Close it, then restore the backup again" in answer.seen
        assert rate_now(lived_in) == 200
        page.desk.is_beside = True
        assert "start.py setup" in carer.gets("/backup").seen
    assert carer.gets("/backup").soup.select("input[type=file]")


def zipped(**files: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


MANIFEST = json.dumps(
    {
        "kind": "als-assistant backup",
        "format": 1,
        "version": "0.0.1",
        "made": "2026-01-01T10:00:00+00:00",
        "files": [{"path": "../../evil.toml", "size_bytes": 1, "sha256": ""}],
    }
)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no zip",
        zipped(**{"x.txt": "x"}),
        zipped(**{"manifest.json": "{" * 100_000}),
        zipped(**{"manifest.json": MANIFEST, "../../evil.toml": "x"}),
        zipped(**{"manifest.json": MANIFEST, "/etc/evil.toml": "x"}),
        zipped(**{"manifest.json": MANIFEST, "places.db": "0" * 100_000_000}),
    ],
    ids=["empty", "no zip", "no backup", "no list", "outside", "root", "bomb"],
)
def test_a_file_that_is_no_backup_is_refused_and_thrown_away(
    page: OpenPage, carer: Visitor, lived_in: Folders, data: bytes
) -> None:
    answer = uploaded(carer, data)
    assert answer.status == 422
    assert answer.soup.select_one(".summary[role=alert]") is not None
    assert is_soon_empty(page)
    assert not list(page.home.rglob("evil*"))
    assert rate_now(lived_in) == 120


@pytest.mark.parametrize(
    "name", ["../../../evil.toml", "..\\..\\evil.toml", "/etc/evil.toml", ".", "a" * 300, "ä\u202e"]
)
def test_the_name_of_an_upload_leads_nowhere(
    page: OpenPage, carer: Visitor, lived_in: Folders, name: str
) -> None:
    assert uploaded(carer, downloaded(carer), name).of("h1") == ["Bring this backup back?"]
    (file,) = [file for file in left_behind(page) if file.parent.parent.name == "backup"]
    assert len(file.name) <= 100
    assert lived_in.settings.exists()
    assert not list(page.home.parent.glob("evil*"))


def test_no_file_at_all_is_told(carer: Visitor) -> None:
    assert (
        "Please choose a file first" in carer.sends_file("/backup/look", token(carer), "", b"").seen
    )


def test_no_address_leads_to_another_file(page: OpenPage, carer: Visitor) -> None:
    for secret in ("settings.toml", "..%2f..%2fsettings.toml", "x", "*"):
        assert carer.gets(f"/backup/restore/{secret}").status == 404
    assert carer.sends_form("/backup/kept", token(carer), name="../settings.toml").status == 404
    assert page.desk.folders.page_uploads.exists() is False


def test_what_a_page_that_was_cut_off_has_left_is_cleared_away(home: Path) -> None:
    left = home / "carers-page-uploads/backup/x/voice.zip"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"somebody's voice")
    with open_page(home):
        assert not left.exists()
