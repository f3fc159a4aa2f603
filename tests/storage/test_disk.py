import contextlib
import errno
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from assistant.storage.disk import Disk, plain_reason, write_whole


class FullDisk(Disk):
    """Takes half of what it is given."""

    def write(self, file: BinaryIO, data: bytes) -> None:
        file.write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_the_old_text_and_no_rubbish(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    write_whole(file, "old", Disk())
    with pytest.raises(OSError, match="No space"):
        write_whole(file, "new text", FullDisk())
    assert file.read_text() == "old"
    assert [found.name for found in tmp_path.iterdir()] == ["a.toml"]


class Interrupted(Disk):
    """While it has written, and not yet replaced, somebody else writes the same file."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        self._meanwhile = meanwhile

    def replace(self, source: Path, target: Path) -> None:
        self._meanwhile()
        super().replace(source, target)


def test_two_who_write_the_same_file_at_once_leave_it_whole(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"

    def fails() -> None:
        with contextlib.suppress(OSError):
            write_whole(file, "short", FullDisk())

    def meanwhile() -> None:
        other = threading.Thread(target=fails)
        other.start()
        other.join()

    write_whole(file, "the whole of a longer text", Interrupted(meanwhile))
    assert file.read_text() == "the whole of a longer text"
    assert [found.name for found in tmp_path.iterdir()] == ["a.toml"]


def test_a_file_behind_a_link_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    link = tmp_path / "a.toml"
    link.symlink_to(tmp_path / "far" / "a.toml")
    write_whole(link, "new", Disk())
    assert link.is_symlink()
    assert (tmp_path / "far" / "a.toml").read_text() == "new"


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (OSError(errno.ENOSPC, "x"), "full"),
        (OSError(errno.EROFS, "x"), "not allowed"),
        (sqlite3.OperationalError("database or disk is full"), "full"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "not allowed"),
        (sqlite3.OperationalError("unable to open database file"), "cannot be opened"),
        (sqlite3.OperationalError("database is locked"), "Another program"),
        (OSError(errno.EIO, "strange"), "strange"),
    ],
)
def test_a_reason_is_told_in_plain_words(error: OSError | sqlite3.Error, word: str) -> None:
    assert word in plain_reason(error)
