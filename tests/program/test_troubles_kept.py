"""The real program keeps its log of troubles, however it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.storage.folders import folders_below
from assistant.storage.trouble_log import Entry, read_log

STARTS_WITHIN_S = 30


@contextmanager
def running(home: Path, *arguments: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """The program in a window that nobody sees."""
    surroundings = {
        **os.environ,
        "ALS_ASSISTANT_HOME": str(home),
        "SDL_VIDEODRIVER": "dummy",
        "SDL_AUDIODRIVER": "dummy",
        **environment,
    }
    with (
        (home / "complaints").open("wb") as complaints,
        subprocess.Popen(
            [sys.executable, "-m", "assistant", *arguments], env=surroundings, stderr=complaints
        ) as program,
    ):
        try:
            yield program
        finally:
            program.kill()


def wait_for(home: Path, kind: str, times: int = 1) -> list[Entry]:
    """The log, when it has so many lines of this kind."""
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until:
        told = list(read_log(folders_below(home, home, home, home).trouble_log))
        if [entry.kind for entry in told].count(kind) >= times:
            return told
        time.sleep(0.1)
    pytest.fail(f"no line of kind {kind}")


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="Windows ends programs in another way")
def test_a_computer_that_shuts_down_ends_the_program_in_order(tmp_path: Path) -> None:
    with running(tmp_path) as program:
        wait_for(tmp_path, "started")
        program.send_signal(signal.SIGTERM)
        assert program.wait(20) == 0
    assert [entry.kind for entry in wait_for(tmp_path, "ended")][-1] == "ended"


@pytest.mark.slow
def test_a_program_that_is_killed_leaves_no_end(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with running(tmp_path, "--alone", TMPDIR=str(scratch)) as program:
        until = time.monotonic() + STARTS_WITHIN_S
        while not list(scratch.iterdir()) and time.monotonic() < until:
            time.sleep(0.1)
        program.kill()
        program.wait()
    while list(scratch.iterdir()):
        # The voice sees the program go, and takes its own away.
        assert time.monotonic() < until
        time.sleep(0.1)
    assert all(entry.kind != "ended" for entry in wait_for(tmp_path, "started"))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
def test_a_program_that_dies_comes_back_and_goes_on_calling_for_help(tmp_path: Path) -> None:
    log = folders_below(tmp_path, tmp_path, tmp_path, tmp_path).trouble_log
    with running(tmp_path) as program:
        wait_for(tmp_path, "remark")
        children = Path(f"/proc/{program.pid}/task/{program.pid}/children").read_text("ascii")
        with log.open("a", encoding="utf-8") as end:
            end.write('{"at": "2026-11-26T08:30:00+01:00", "kind": "call"}\n')
        os.kill(int(children), signal.SIGSEGV)
        told = wait_for(tmp_path, "call", times=2)
    remarks = [entry.facts["text"] for entry in told if entry.kind == "remark"]
    assert any(text.startswith("This program ended by itself") for text in remarks)
    assert [entry.kind for entry in told].count("started") == 2
    # Where it was; pygame's own way to meet a crash says nothing, and may hang.
    assert "Segmentation fault" in (tmp_path / "complaints").read_text("utf-8")


@pytest.mark.slow
def test_a_computer_without_sound_is_in_the_log(tmp_path: Path) -> None:
    with running(tmp_path, SDL_AUDIODRIVER="nonsense"):
        told = wait_for(tmp_path, "failed")
    assert next(entry.facts["device"] for entry in told if entry.kind == "failed") == "sound"
