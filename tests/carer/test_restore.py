"""A restore is checked before it begins, is all or nothing, and can itself be undone."""

import errno
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.carer.backup import make_backup
from assistant.carer.backup_file import MANIFEST, CannotRestore, largest, read_backup
from assistant.carer.restore import Restored, restore_backup
from assistant.storage.folders import Folders
from assistant.storage.restoring import everything_kept, is_unfinished, settle
from tests.carer.homes import everything_in, home_at, live_in, what_is_kept
from tests.disks import FailingDisk, PowerCut

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
VERSION = "0.1.0"


@pytest.fixture(name="backup")
def _backup(tmp_path: Path) -> Path:
    """Of a home where all was otherwise, and there was no profile."""
    before = live_in(home_at(tmp_path / "before"), rate_wpm=200, sentence=2, sound=b"\5\0")
    before.profiles.unlink()
    return make_backup(before, tmp_path / "before.zip", VERSION, NOW).file


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Folders:
    return live_in(home_at(tmp_path / "home"))


def restored(home: Folders, source: Path, now: datetime = NOW) -> Restored:
    return restore_backup(home, source, VERSION, now)


def left_over(home: Folders) -> list[str]:
    """What a restore must have cleared away when it is over."""
    beside = [path for kept in everything_kept(home) for path in (kept.new, kept.old)]
    return [path.name for path in (*beside, home.restoring) if path.exists()]


def test_what_was_not_there_then_is_not_there_now(home: Folders, backup: Path) -> None:
    restored(home, backup)
    assert not home.profiles.exists()
    assert left_over(home) == []


def test_what_was_there_is_kept_and_can_be_restored_again(home: Folders, backup: Path) -> None:
    at_first = what_is_kept(home)
    before = restored(home, backup).before
    assert before is not None
    assert before.parent == home.backups
    assert what_is_kept(home) != at_first
    restored(home, before, NOW + timedelta(minutes=1))
    assert what_is_kept(home) == at_first


def test_no_earlier_backup_is_ever_replaced(home: Folders, backup: Path) -> None:
    assert len({restored(home, backup).before for _ in range(3)}) == 3


def test_a_home_that_was_empty_has_nothing_to_keep(tmp_path: Path, backup: Path) -> None:
    assert restored(home_at(tmp_path / "new"), backup).before is None


def test_damaged_files_do_not_stand_in_the_way_and_are_kept(home: Folders, backup: Path) -> None:
    home.settings.write_text("oops", encoding="utf-8")
    home.places.write_bytes(b"rubbish " * 100)
    before = restored(home, backup).before
    assert before is not None
    with zipfile.ZipFile(before) as inside:
        assert inside.read("unusable/settings.toml") == b"oops"
    assert what_is_kept(home)["places.db"].sentence == 2  # type: ignore[attr-defined]


def test_what_sqlite_left_of_the_old_store_does_not_reach_the_new_one(
    home: Folders, backup: Path
) -> None:
    log = home.places.with_name(home.places.name + "-wal")
    with closing(sqlite3.connect(home.places)) as store:
        store.execute("UPDATE place SET sentence = 99")
        store.commit()
        left = log.read_bytes()
    log.write_bytes(left)  # as a power cut leaves it
    assert what_is_kept(home)["places.db"].sentence == 99  # type: ignore[attr-defined]
    log.write_bytes(left)
    restored(home, backup)
    assert what_is_kept(home)["places.db"].sentence == 2  # type: ignore[attr-defined]


@pytest.mark.skipif(os.name != "posix", reason="making links needs rights on Windows")
def test_a_settings_file_behind_a_link_is_replaced_and_the_link_stays(
    home: Folders, backup: Path, tmp_path: Path
) -> None:
    real = tmp_path / "dotfiles" / "als.toml"
    real.parent.mkdir()
    home.settings.rename(real)
    home.settings.symlink_to(real)
    restored(home, backup)
    assert home.settings.is_symlink()
    assert "200" in real.read_text(encoding="utf-8")


@pytest.mark.skipif(os.name != "posix", reason="making links needs rights on Windows")
def test_what_could_not_be_kept_is_not_thrown_away(
    home: Folders, backup: Path, tmp_path: Path
) -> None:
    (home.own / "photos").symlink_to(tmp_path)
    at_first = everything_in(tmp_path)
    with pytest.raises(CannotRestore, match=r"own/photos cannot be kept"):
        restored(home, backup)
    assert everything_in(tmp_path) == at_first


# --- interrupted ---------------------------------------------------------------------------


def cut_at_each_step(
    home: Folders, backup: Path, tmp_path: Path, failure: BaseException
) -> Iterator[tuple[Folders, BaseException]]:
    """A fresh copy of the home for each step that can fail, after it failed there."""
    step = 0
    while True:
        root = tmp_path / f"step-{step}"
        shutil.copytree(home.settings.parent.parent, root)
        fresh = home_at(root)
        try:
            restore_backup(fresh, backup, VERSION, NOW, FailingDisk(step, failure))
        except (CannotRestore, PowerCut) as error:
            yield fresh, error
        else:
            return
        shutil.rmtree(root)
        step += 1


@pytest.mark.slow
def test_a_power_cut_at_any_step_of_a_restore_leaves_the_old_home_or_the_new(
    home: Folders, backup: Path, tmp_path: Path
) -> None:
    old = what_is_kept(home)
    new = what_is_kept(live_in(home_at(tmp_path / "like-before"), rate_wpm=200, sentence=2))
    new = {**new, "words/go on/001.wav": _recording_in(backup)}
    del new["profiles.toml"]
    ends = []
    for fresh, _ in cut_at_each_step(home, backup, tmp_path, PowerCut()):
        settle(fresh)
        assert left_over(fresh) == []
        ends.append(what_is_kept(fresh))
    assert [end for end in ends if end not in (old, new)] == []
    assert ends[0] == old
    assert ends[-1] == new


def _recording_in(backup: Path) -> bytes:
    with zipfile.ZipFile(backup) as inside:
        return inside.read("words/go on/001.wav")


@pytest.mark.slow
def test_a_power_cut_while_an_interrupted_restore_is_finished_costs_nothing_either(
    home: Folders, backup: Path, tmp_path: Path
) -> None:
    for fresh, _ in cut_at_each_step(home, backup, tmp_path, PowerCut()):
        if is_unfinished(fresh):
            shutil.copytree(fresh.settings.parent.parent, tmp_path / "begun")
            shutil.copytree(fresh.settings.parent.parent, tmp_path / "settled")
            break
    begun_home, settled = home_at(tmp_path / "begun"), home_at(tmp_path / "settled")
    settle(settled)
    step = 0
    while is_unfinished(begun_home):
        try:
            settle(begun_home, FailingDisk(step, PowerCut()))
        except PowerCut:
            step += 1
    assert step > 5
    assert what_is_kept(begun_home) == what_is_kept(settled)
    assert left_over(begun_home) == []


@pytest.mark.slow
def test_a_full_disk_at_any_step_leaves_everything_as_it_was_or_is_finished_later(
    home: Folders, backup: Path, tmp_path: Path
) -> None:
    old = what_is_kept(home)
    full = OSError(errno.ENOSPC, "No space left on device")
    later = 0
    for fresh, error in cut_at_each_step(home, backup, tmp_path, full):
        assert "The disk is full" in str(error)
        if "next start" in str(error):
            later += 1
            settle(fresh)
            assert what_is_kept(fresh) != old
        else:
            assert "Nothing was changed" in str(error)
            assert what_is_kept(fresh) == old
        assert left_over(fresh) == []
    assert later


def test_what_was_put_in_place_before_a_fault_is_not_touched_again(
    home: Folders, backup: Path
) -> None:
    """Another program holds one file: the person goes on, and what they do then stays."""

    class HeldFile(FailingDisk):
        def replace(self, source: Path, target: Path) -> None:
            if target == home.pressing:
                raise PermissionError(errno.EACCES, "held by another program")
            super().replace(source, target)

    disk = HeldFile(1_000_000, PowerCut())
    with pytest.raises(CannotRestore, match="The next start"):
        restore_backup(home, backup, VERSION, NOW, disk)
    home.profiles.write_text("[evening.scan]\ninterval_ms = 3000\n", encoding="utf-8")
    home.settings.write_text("[scan]\nloops = 9\n", encoding="utf-8")
    settle(home)
    assert home.profiles.exists()
    assert "9" in home.settings.read_text(encoding="utf-8")
    assert left_over(home) == []


@pytest.mark.slow
def test_the_next_start_of_the_program_finishes_a_restore(
    tmp_path: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALS_ASSISTANT_HOME", str(tmp_path / "one"))
    from assistant.storage.folders import find_folders  # noqa: PLC0415 - as the program finds it

    one = live_in(find_folders())
    step = 0
    while not is_unfinished(one):
        try:
            restore_backup(one, backup, VERSION, NOW, FailingDisk(step, PowerCut()))
        except PowerCut:
            step += 1
    ran = subprocess.run(
        [sys.executable, "-m", "assistant", "--terminal"],
        env={**os.environ, "SDL_AUDIODRIVER": "dummy"},
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0
    assert left_over(one) == []
    assert "200" in one.settings.read_text(encoding="utf-8")


# --- refused -------------------------------------------------------------------------------


@contextmanager
def program_open(home: Folders) -> Iterator[None]:
    """Another process holds the lock, as the running program does."""
    code = (
        "import fcntl, sys\n"
        "file = open(sys.argv[1], 'a+b')\n"
        "fcntl.lockf(file.fileno(), fcntl.LOCK_EX)\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()\n"
    )
    home.lock.parent.mkdir(parents=True, exist_ok=True)
    with subprocess.Popen(
        [sys.executable, "-c", code, str(home.lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"held\n"
        yield
        program.kill()


@pytest.mark.skipif(os.name != "posix", reason="Windows locks in another way")
def test_while_the_program_is_open_nothing_is_restored(home: Folders, backup: Path) -> None:
    at_first = what_is_kept(home)
    with program_open(home), pytest.raises(CannotRestore, match="Close it, then restore"):
        restored(home, backup)
    assert what_is_kept(home) == at_first


Entries = dict[str, bytes]
Change = Callable[[Entries, dict[str, Any]], None]


def written(file: Path, entries: Mapping[str, bytes], record: Mapping[str, Any]) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in entries.items():
            out.writestr(name, data)
        out.writestr(MANIFEST, json.dumps(record))
    return file


def forged(backup: Path, change: Change) -> Path:
    """The backup after somebody changed entries or manifest."""
    with zipfile.ZipFile(backup) as inside:
        entries = {name: inside.read(name) for name in inside.namelist()}
    record = json.loads(entries.pop(MANIFEST))
    change(entries, record)
    return written(backup.with_name("forged.zip"), entries, record)


def with_file(name: str, data: bytes) -> Change:
    """One more file, or another in its place, that the manifest knows well."""

    def change(entries: Entries, record: dict[str, Any]) -> None:
        entries[name] = data
        others = [file for file in record["files"] if file["path"] != name]
        sha256 = hashlib.sha256(data).hexdigest()
        one = {"path": name, "size_bytes": len(data), "sha256": sha256}
        record["files"] = [*others, one]

    return change


def with_record(**fields: object) -> Change:
    return lambda _entries, record: record.update(fields)


def without(name: str) -> Change:
    def change(entries: Entries, _record: dict[str, Any]) -> None:
        del entries[name]

    return change


def unlisted(entries: Entries, _record: dict[str, Any]) -> None:
    entries["own/1-home/1.9-more.md"] = b"more"


def other_content(entries: Entries, _record: dict[str, Any]) -> None:
    entries["pressing.json"] = entries["pressing.json"].replace(b"9", b"8")


def listed_twice(_entries: Entries, record: dict[str, Any]) -> None:
    record["files"].append(record["files"][0])


HOSTILE: dict[str, tuple[Change, str]] = {
    "out of its folder": (with_file("own/../../evil.md", b"x"), "not safe"),
    "to the root": (with_file("/etc/evil", b"x"), "not safe"),
    "another drive": (with_file("C:/evil.md", b"x"), "not safe"),
    "backslashes": (with_file("own\\..\\..\\evil.md", b"x"), "not safe"),
    "a hidden file": (with_file("own/.bashrc", b"x"), "no place"),
    "a place of nobody": (with_file("autostart.desktop", b"x"), "no place"),
    "a model": (with_file("models/en/final.mdl", b"x"), "no place"),
    "below a file": (with_file("settings.toml/x", b"x"), "no place"),
    "the folder itself": (with_file("own", b"x"), "no place"),
    "no recording": (with_file("words/go on/evil.exe", b"x"), "no place"),
    "too deep": (with_file("own/" + "d/" * 12 + "x.md", b"x"), "no place"),
    "too large for its place": (with_file("settings.toml", bytes(1_000_001)), "far too large"),
    "a bomb": (with_file("own/bomb.md", bytes(49_000_000)), "fill the disk"),
    "the same name in capitals": (with_file("SETTINGS.TOML", b"x"), "same name"),
    "more than is listed": (unlisted, "does not hold what its list says"),
    "less than is listed": (without("settings.toml"), "does not hold what its list says"),
    "listed twice": (listed_twice, "does not hold what its list says"),
    "another content": (other_content, "not as it was saved"),
    "a list that is none": (with_record(files=5), "list of files"),
    "a time that is none": (with_record(made="yesterday"), "list of files"),
    "a version that is none": (with_record(version="new"), "list of files"),
    "another kind of file": (with_record(kind="photo album"), "no backup of the ALS assistant"),
    "a newer version": (with_record(version="0.10.0"), "newer version"),
    "a newer format": (with_record(format=2), "newer version"),
    "settings with a mistake": (
        with_file("settings.toml", b"\n[scan]\nloops = 'many'\n"),
        "mistake in line 3",
    ),
    "settings without a switch": (
        with_file("settings.toml", b'[switch]\nkeys = ["spce"]\n'),
        "spce",
    ),
    "timing that is none": (with_file("pressing.json", b"{}"), "pressing.json"),
    "timing too deep to read": (with_file("pressing.json", b"[" * 100_000), "pressing.json"),
    "places that are none": (with_file("places.db", b"rubbish " * 500), "places.db"),
    "profiles that are none": (with_file("profiles.toml", b"[a\n"), "profiles.toml"),
}


@pytest.mark.parametrize("how", HOSTILE)
def test_a_backup_that_is_not_in_order_changes_nothing(
    how: str, home: Folders, backup: Path, tmp_path: Path
) -> None:
    change, words = HOSTILE[how]
    source = forged(backup, change)
    at_first = everything_in(tmp_path)
    with pytest.raises(CannotRestore, match=words) as refused:
        restored(home, source)
    assert everything_in(tmp_path) == at_first
    assert left_over(home) == []
    assert "\n" not in str(refused.value)


def test_a_link_in_a_backup_is_refused(home: Folders, backup: Path) -> None:
    source = backup.with_name("linked.zip")
    link = zipfile.ZipInfo("own/link.md")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(backup) as inside, zipfile.ZipFile(source, "w") as out:
        out.writestr(link, "/etc/passwd")
        out.writestr(MANIFEST, inside.read(MANIFEST))
    with pytest.raises(CannotRestore, match="no plain file"):
        restored(home, source)


def test_a_file_that_says_it_is_shorter_than_it_is_does_not_fill_the_disk(
    home: Folders, backup: Path, tmp_path: Path
) -> None:
    """The bomb that no look at the list of a zip can see."""
    source = forged(backup, with_file("own/bomb.md", bytes(5_000_000)))
    record = json.loads(zipfile.ZipFile(source).read(MANIFEST))
    next(one for one in record["files"] if one["path"] == "own/bomb.md")["size_bytes"] = 100
    with zipfile.ZipFile(source) as inside:
        entries = {name: inside.read(name) for name in inside.namelist() if name != MANIFEST}
    written(source, entries, record)
    raw = source.read_bytes()
    lying = raw.replace((5_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert lying != raw
    source.write_bytes(lying)
    at_first = everything_in(tmp_path)
    with pytest.raises(CannotRestore, match=r"not as it was saved|cannot be unpacked"):
        restored(home, source)
    assert everything_in(tmp_path) == at_first


@pytest.mark.parametrize("data", [b"", b"PK\3\4", b"no zip at all", bytes(5000)])
def test_what_is_no_zip_is_no_backup(home: Folders, tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "odd.zip"
    file.write_bytes(data)
    with pytest.raises(CannotRestore, match="no backup of the ALS assistant"):
        restored(home, file)


def test_a_file_that_is_not_there_is_told(home: Folders, tmp_path: Path) -> None:
    with pytest.raises(CannotRestore, match=r"There is no file .*none\.zip"):
        restored(home, tmp_path / "none.zip")


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_bytes_of_a_backup_are_damaged_it_is_refused_or_restored_whole(
    home: Folders, backup: Path, tmp_path: Path, data: st.DataObject
) -> None:
    raw = bytearray(backup.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.none() | st.integers(0, len(raw)))
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(bytes(raw[:cut]))
    fresh = home_at(tmp_path / "fresh")
    shutil.rmtree(tmp_path / "fresh", ignore_errors=True)
    try:
        restore_backup(fresh, damaged, VERSION, NOW)
    except CannotRestore:
        assert what_is_kept(fresh) == {}
    else:
        before = home_at(tmp_path / "before")
        assert what_is_kept(fresh) == what_is_kept(before)
    assert left_over(fresh) == []
    assert home.settings.exists()


@given(st.text(max_size=40))
def test_no_name_leads_out_of_the_places_of_a_backup(name: str) -> None:
    for given_name in (name, f"own/{name}", f"words/{name}/001.wav", f"unusable/{name}"):
        if largest(given_name) is not None:
            parts = given_name.split("/")
            assert not {"", ".", ".."} & set(parts)
            assert parts[0] in {"own", "words", "unusable"} or given_name == parts[0]


def test_a_look_at_a_backup_changes_nothing(backup: Path, tmp_path: Path) -> None:
    at_first = everything_in(tmp_path)
    assert read_backup(backup, VERSION).version == VERSION
    assert everything_in(tmp_path) == at_first
