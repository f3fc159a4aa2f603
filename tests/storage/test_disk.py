import errno
import sqlite3
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
