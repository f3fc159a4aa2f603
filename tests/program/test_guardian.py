"""A program that dies or hangs is started again; one that was closed is not."""

import os
import select
import signal
import subprocess
import sys
import time

import pytest

from assistant.guardian import (
    BROKE,
    GIVES_UP,
    MOST,
    NO_ANSWER,
    NOT_CLOSED,
    WITHIN_S,
    Deaths,
    died,
)

pty, termios = pytest.importorskip("pty"), pytest.importorskip("termios")
pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has no forks")

LIVES = """
import os, signal, sys, time
from assistant import guardian

guardian.SIGN_EVERY_S, guardian.QUIET_WAITS = 0.1, 8
guardian.LEAVING_WAITS = 30

def life(has_died, signs):
    print("again" if has_died else "first", flush=True)
    {body}

sys.exit(guardian.guarded(life, ()))
"""
DIES_ONCE = "return 0 if has_died else os.kill(os.getpid(), signal.{signal})"
WAITS = """
    # Not print: it cannot be called in the midst of itself.
    signal.signal(signal.SIGTERM, lambda *_: (os.write(1, b"ends\\n"), sys.exit(3)))
    print("waits", flush=True)
    time.sleep(30)
"""


HANGS_ONCE = """
    if has_died:
        return 0
    {before}
    signs.alive()
    {after}
    time.sleep(30)
"""


def started(body: str) -> "subprocess.Popen[str]":
    code = LIVES.format(body=body)
    return subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def told(body: str) -> tuple[list[str], str, int]:
    """What its lives say, what is complained of, and the exit code."""
    with started(body) as program:
        out, err = program.communicate(timeout=30)
    return out.split(), err, program.returncode


@pytest.mark.parametrize("number", ["SIGSEGV", "SIGABRT", "SIGKILL", "SIGBUS"])
def test_it_lives_again_after_a_death(number: str) -> None:
    assert told(DIES_ONCE.format(signal=number)) == (["first", "again"], "", 0)


def test_an_exception_that_ends_it_is_told_and_it_lives_again() -> None:
    lives, complaint, code = told("return 0 if has_died else 1 // 0")
    assert (lives, code) == (["first", "again"], 0)
    assert "ZeroDivisionError" in complaint


def test_a_refusal_to_start_is_no_death() -> None:
    assert told("return 1") == (["first"], "", 1)


def test_what_dies_at_every_start_is_given_up_in_one_sentence() -> None:
    lives, complaint, code = told("os.kill(os.getpid(), signal.SIGSEGV)")
    assert (lives, code) == (["first", *["again"] * MOST], 1)
    assert complaint == GIVES_UP + "\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    "before", ["", "signal.signal(signal.SIGABRT, signal.SIG_IGN)"], ids=["dies", "is killed"]
)
def test_what_gives_no_sign_any_more_is_ended_and_lives_again(before: str) -> None:
    told_of = told(HANGS_ONCE.format(before=before, after=""))
    assert told_of == (["first", "again"], NO_ANSWER + "\n", 0)


@pytest.mark.slow
def test_what_gives_signs_is_left_alone_and_so_is_what_leaves() -> None:
    """Signs for longer than a hang may last, and then a slow end."""
    body = """
    for _ in range(40):
        signs.alive()
        time.sleep(0.05)
    signs.leaves()
    time.sleep(2)
    return 5
"""
    assert told(body) == (["first"], "", 5)


@pytest.mark.slow
def test_what_hangs_while_it_leaves_is_ended_and_does_not_come_back() -> None:
    """It would hold the lock for ever: nobody could start the program again, nor call for help."""
    lives, complaint, code = told("signs.alive(); signs.leaves(); time.sleep(60)")
    assert (lives, code) == (["first"], BROKE)
    assert complaint == NOT_CLOSED + "\n"


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), signal.SIGSEGV)", "1 // 0"])
def test_what_breaks_while_it_is_being_closed_does_not_come_back(end: str) -> None:
    lives, _, code = told(f"signs.alive(); signs.leaves(); {end}")
    assert lives == ["first"]
    assert code in (128 + signal.SIGSEGV, BROKE)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_what_hangs_when_it_is_told_to_end_is_ended_and_does_not_come_back(number: int) -> None:
    body = HANGS_ONCE.format(
        before="signal.signal(signal.SIGTERM, signal.SIG_IGN)",
        after="print('hangs', flush=True)",
    )
    with started(body) as program:
        assert program.stdout is not None
        assert [program.stdout.readline() for _ in range(2)] == ["first\n", "hangs\n"]
        program.send_signal(number)
        assert program.wait(20) == BROKE
        assert program.stdout.read() == ""


def test_what_dies_after_it_was_told_to_end_does_not_come_back() -> None:
    body = """
    signal.signal(signal.SIGTERM, lambda *_: os.kill(os.getpid(), signal.SIGSEGV))
    print("waits", flush=True)
    time.sleep(30)
"""
    with started(body) as program:
        assert program.stdout is not None
        assert [program.stdout.readline() for _ in range(2)] == ["first\n", "waits\n"]
        program.terminate()
        assert program.wait(20) == 128 + signal.SIGSEGV
        assert program.stdout.read() == ""


@pytest.mark.slow
def test_what_is_still_starting_is_left_alone() -> None:
    assert told("time.sleep(2)") == (["first"], "", 0)


@pytest.mark.slow
def test_a_terminal_that_stops_both_is_no_hang() -> None:
    with started(HANGS_ONCE.format(before="", after="print('signs', flush=True)")) as program:
        assert program.stdout is not None
        assert [program.stdout.readline() for _ in range(2)] == ["first\n", "signs\n"]
        program.send_signal(signal.SIGSTOP)
        time.sleep(2)
        program.send_signal(signal.SIGCONT)
        time.sleep(0.2)
        assert not select.select([program.stdout], [], [], 0)[0]
        assert program.stdout.read() == "again\n"


def test_a_terminal_that_a_dead_program_left_behind_is_put_back() -> None:
    hand, terminal = pty.openpty()
    before = termios.tcgetattr(terminal)
    body = "tty.setraw(0); os.write(1, b'\\x1b[?1049h'); os.kill(os.getpid(), signal.SIGSEGV)"
    with subprocess.Popen(
        [sys.executable, "-c", LIVES.format(body=f"import tty; {body}")],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
    ) as program:
        assert program.wait(20) == 1
    seen = os.read(hand, 65536).decode()
    assert termios.tcgetattr(terminal) == before
    assert seen.endswith(f"\x1b[?1049h\x1b[?1049l\x1b[?25h{GIVES_UP}\r\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_who_tells_the_guardian_to_end_means_the_program(number: int) -> None:
    with started(WAITS) as program:
        assert program.stdout is not None
        assert [program.stdout.readline() for _ in range(2)] == ["first\n", "waits\n"]
        program.send_signal(number)
        assert program.wait(20) == 3
        assert program.stdout.read() == "ends\n"


def test_whoever_kills_the_guardian_ends_the_program_in_order() -> None:
    with started(WAITS) as program:
        assert program.stdout is not None
        assert [program.stdout.readline() for _ in range(2)] == ["first\n", "waits\n"]
        program.kill()
        assert program.stdout.read() == "ends\n"


@pytest.mark.parametrize("code", [0, 1, 2, 130, -signal.SIGTERM, -signal.SIGINT, 0xC000013A])
def test_who_was_told_to_end_or_closed_did_not_die(code: int) -> None:
    assert not died(code)


@pytest.mark.parametrize("code", [BROKE, -signal.SIGSEGV, -signal.SIGKILL, 0xC0000005, 0xC0000409])
def test_a_crash_is_a_death(code: int) -> None:
    assert died(code)


def test_deaths_far_apart_are_followed_by_a_life_each() -> None:
    deaths = Deaths()
    step_s = WITHIN_S / MOST
    assert all(deaths.may_live_again(at * step_s) for at in range(1000))


def test_deaths_close_together_are_not() -> None:
    deaths = Deaths()
    assert [deaths.may_live_again(at) for at in range(MOST + 1)] == [True] * MOST + [False]
