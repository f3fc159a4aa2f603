import errno
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.storage.folders import (
    AnotherCopyRuns,
    Folders,
    content_root,
    find_folders,
    hold_instance_lock,
    is_running,
)

HOLD = """
import sys
from pathlib import Path
from assistant.storage.folders import find_folders, hold_instance_lock
with hold_instance_lock(find_folders({"ALS_ASSISTANT_HOME": sys.argv[1]})):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_one_folder_can_hold_everything(tmp_path: Path) -> None:
    found = find_folders({"ALS_ASSISTANT_HOME": str(tmp_path)})
    assert {getattr(found, name).parent for name in Folders.__slots__} == {tmp_path}


def test_without_it_the_system_says_where() -> None:
    assert "als-assistant" in str(find_folders({}).settings)


def test_the_content_lies_beside_the_program_in_a_checkout() -> None:
    assert content_root().name in ("content", "_content")


def test_a_disk_that_knows_no_locks_is_not_taken_for_a_second_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(_file: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("assistant.storage.folders._take", no_locks)
    folders = find_folders({"ALS_ASSISTANT_HOME": str(tmp_path)})
    with pytest.raises(OSError, match="No locks available"), hold_instance_lock(folders):
        pass


def test_the_lock_that_this_process_holds_is_seen_and_not_lost_by_asking(tmp_path: Path) -> None:
    folders = find_folders({"ALS_ASSISTANT_HOME": str(tmp_path)})
    with hold_instance_lock(folders):
        assert is_running(folders)
        with pytest.raises(AnotherCopyRuns), hold_instance_lock(folders):
            pass
        other = subprocess.run(
            [sys.executable, "-c", HOLD, str(tmp_path)],
            input=b"",
            capture_output=True,
            check=False,
            cwd=Path(__file__).parents[2],
        )
        assert b"AnotherCopyRuns" in other.stderr
    assert not is_running(folders)


def test_a_second_copy_is_kept_out_until_the_first_dies(tmp_path: Path) -> None:
    folders = find_folders({"ALS_ASSISTANT_HOME": str(tmp_path)})
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline().strip() == b"held"
        with pytest.raises(AnotherCopyRuns, match="already open"), hold_instance_lock(folders):
            pass
        assert is_running(folders)
        assert is_running(folders), "asking takes nothing away"
        first.kill()
        first.wait()
        assert not is_running(folders)
        with hold_instance_lock(folders):
            pass


def test_asking_whether_it_runs_makes_no_file(tmp_path: Path) -> None:
    assert not is_running(find_folders({"ALS_ASSISTANT_HOME": str(tmp_path / "home")}))
    assert list(tmp_path.iterdir()) == []
