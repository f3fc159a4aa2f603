"""Sets the program up on its first run, then starts it, or runs its tests.

    python3 start.py [ARGS...]          als-assistant ARGS
    python3 start.py test [ARGS...]     pytest ARGS

It knows the standard library and the files beside it, and must not know the program or any
package: it runs before they exist. It must parse on Python 3.6, so that an old Python gets a
sentence and not a traceback: no newer syntax here (calls to newer functions are fine).

How it decides. ``.venv`` holds a stamp, written last, that says what was installed, for which
Python and in which folder. A stamp that fits means "start at once": no network, no pip. No
stamp or another Python means a fresh ``.venv``; a moved folder or a changed package list means
an update of the one there. A set-up that worked is never lost to one that did not: this program
may be somebody's voice.

It also finishes an update of the program itself, or takes it back; see that section below.
"""

import sys


def old_python_sentence(version: "tuple[int, ...]") -> "str | None":
    """What to tell a person whose Python is too old; None if it is new enough."""
    if version >= (3, 11):
        return None
    has = ".".join(str(part) for part in version[:3])
    return (
        f"This program needs Python 3.11 or newer; you have {has}. "
        "Get it from python.org/downloads, then try again."
    )


_TOO_OLD = old_python_sentence(tuple(sys.version_info[:3]))
if _TOO_OLD is not None:
    # Before everything below: an old Python fails on the very definitions.
    sys.exit(_TOO_OLD)

import contextlib  # noqa: E402 - the Python version comes first
import errno  # noqa: E402
import hashlib  # noqa: E402
import importlib.util  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import re  # noqa: E402
import shutil  # noqa: E402
import subprocess  # noqa: E402
import sysconfig  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence  # noqa: E402
from dataclasses import dataclass, replace  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import IO  # noqa: E402

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PROJECT = Path(__file__).resolve().parent
STAMP = "als-assistant-set-up.json"
ROOM_NEEDED_MB = 800
INTERRUPTED = 130
"""The exit code after Ctrl+C, as shells have it."""

# Tells the lines of the running installer to whoever shows them, and returns its exit code.
Runner = Callable[[Sequence[str], Callable[[str], None]], int]


class SetUpError(Exception):
    """Setting up did not work. The message is one sentence for the person."""


# --- What is wanted, and what is there -------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """What a set-up must hold to be used as it is."""

    python: str
    folder: str
    program: str
    tests: str | None = None
    """The fingerprint of what the tests need; None if only the program is to run."""

    def as_stamp(self) -> str:
        """The text of the stamp for a set-up that holds this."""
        return json.dumps(vars(self), indent=1)


def python_tag() -> str:
    """Names what installed packages depend on: two Pythons with one tag can share them."""
    bits = 64 if sys.maxsize > 2**32 else 32
    threads = getattr(sys, "abiflags", "")
    return f"{sys.implementation.cache_tag}{threads}-{sys.platform}-{bits}"


def fingerprint(files: Iterable[Path]) -> str:
    """Changes when a file does. Line ends do not count: git writes them differently on Windows."""
    total = hashlib.sha256()
    for file in files:
        total.update(file.read_bytes().replace(b"\r\n", b"\n"))
        total.update(b"\0")
    return total.hexdigest()


def wanted_now(project: Path, *, with_tests: bool) -> Wanted:
    """What this folder, this Python and these package lists ask for."""
    lock = project / "lock"
    program = (lock / "program.txt", project / "pyproject.toml")
    try:
        return Wanted(
            python=python_tag(),
            folder=str(project),
            program=fingerprint(program),
            tests=fingerprint([lock / "tests.txt"]) if with_tests else None,
        )
    except FileNotFoundError as missing:
        message = f"{missing.filename} is missing. Get the whole program again, then try again."
        raise SetUpError(message) from missing


def read_stamp(venv: Path) -> Wanted | None:
    """What the set-up in this folder holds; None if it was never finished."""
    try:
        fields = json.loads((venv / STAMP).read_text(encoding="utf-8"))
        return Wanted(**fields)
    except (OSError, ValueError, TypeError):
        # Missing, cut short or from another version of this file: all mean "set up again".
        return None


def write_stamp(venv: Path, held: Wanted) -> None:
    """Say that the set-up is whole. After a power cut the stamp is there only if all else is."""
    if hasattr(os, "sync"):
        os.sync()
    half = venv / (STAMP + ".new")
    with half.open("w", encoding="utf-8") as file:
        file.write(held.as_stamp())
        file.flush()
        os.fsync(file.fileno())
    half.replace(venv / STAMP)


def why_not_ready(
    held: Wanted | None, wanted: Wanted, *, has_python: bool, exists: bool
) -> str | None:
    """Why this set-up can't be used as it is, for the person; None if it can."""
    if held is None and exists:
        reason = "The last set-up was not finished."
    elif held is None:
        reason = "This is the first start."
    elif not has_python or held.python != wanted.python:
        reason = "Python has changed since the last start."
    elif held.folder != wanted.folder:
        reason = "This folder has moved."
    elif held.program != wanted.program:
        reason = "The program has changed since the last start."
    elif wanted.tests not in (None, held.tests):
        reason = "The tests need a few more packages."
    else:
        return None
    return reason


def can_be_updated(held: Wanted | None, wanted: Wanted, *, has_python: bool) -> bool:
    """Whether what is installed can stay, so that the set-up need not be made afresh."""
    return held is not None and has_python and held.python == wanted.python


# --- Where things are ------------------------------------------------------------------------


def data_folder(environment: Mapping[str, str], platform: str, home: Path) -> Path:
    """Where programs keep things of their own for this person."""
    if platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")
    if platform == "darwin":
        return home / "Library" / "Application Support"
    return Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")


def places(project: Path, data: Path) -> tuple[Path, Path]:
    """Where a set-up may be: beside the program, or, if nothing may be written there, in data."""
    key = hashlib.sha256(os.fsencode(str(project))).hexdigest()[:12]
    return project / ".venv", data / "als-assistant" / "set-up" / key / ".venv"


def python_in(venv: Path) -> Path:
    """The Python of a set-up."""
    if os.name == "nt":
        return venv / "Scripts" / "python.exe"
    return venv / "bin" / "python"


def record_file(venv: Path) -> Path:
    """Where all that a failed installer wrote is kept."""
    return venv.with_name(".venv-set-up.log")


def site_packages(venv: Path) -> Path:
    """Where the packages of a set-up made by this Python are."""
    base = {"base": str(venv), "platbase": str(venv)}
    return Path(sysconfig.get_path("purelib", "venv", vars=base))


# --- What can go wrong, in words -------------------------------------------------------------

NO_NETWORK = (
    "The packages could not be fetched, because the internet cannot be reached. "
    "Connect to the internet once, then try again."
)
NO_ROOM = (
    "There is not enough room on the disk: setting up needs about "
    f"{ROOM_NEEDED_MB} MB. Delete what is not needed, then try again."
)
NOT_TRUSTED = (
    "The connection to the package site is not trusted. Check that this computer's date and "
    "time are right, or ask who runs the network, then try again."
)
CHANGED = (
    "A fetched package is not the one that was tested, so it was not installed. "
    "Try again; if this stays, tell the people who make this program."
)
NOT_ALLOWED = (
    "This computer did not allow writing in the set-up folder. Close the program if it is open "
    "elsewhere, check that you may write there, then try again."
)

_UNREACHABLE_SIGNS = (
    r"NewConnectionError|NameResolutionError|ConnectTimeoutError|ProxyError|Max retries exceeded"
    r"|Temporary failure in name resolution|getaddrinfo failed|Network is unreachable"
    r"|Connection refused"
)
_BROKEN_OFF_SIGNS = (
    r"ReadTimeoutError|ProtocolError|[Rr]ead timed out|RemoteDisconnected|ConnectionResetError"
    r"|HTTP error 5\d\d|IncompleteRead|SSLEOFError|InvalidChunkLength"
)
# What pip and the system write, in the order of trust: a full disk also breaks connections.
_SIGNS = (
    (NO_ROOM, r"No space left on device|\[Errno 28\]|not enough space on the disk|WinError 112"),
    (CHANGED, r"DO NOT MATCH THE HASHES"),
    (NOT_TRUSTED, r"SSLError|CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError"),
    (NOT_ALLOWED, r"Permission denied|\[Errno 13\]|Access is denied|Read-only file system"),
    (NO_NETWORK, f"{_UNREACHABLE_SIGNS}|{_BROKEN_OFF_SIGNS}"),
)


def sentence_for(lines: Sequence[str], record: Path) -> str:
    """What a failed set-up means for the person, from all that the installer wrote."""
    text = "\n".join(lines)
    for sentence, sign in _SIGNS:
        if re.search(sign, text):
            return sentence
    missing = re.search(r"No matching distribution found for ([\w.-]+)", text)
    if missing:
        return (
            f"There is no ready-made {missing.group(1)} for this computer with Python "
            f"{sys.version_info[0]}.{sys.version_info[1]}. docs/dependencies.md says which "
            "Pythons and computers work; try one of those."
        )
    return (
        f"Setting up did not work. The installer said: {_said(lines)} All it wrote is in {record}."
    )


def _said(lines: Sequence[str]) -> str:
    """The line that tells most: what the installer calls an error, or the end of its traceback."""
    errors = [line for line in lines if line.startswith(("ERROR:", "Error:"))]
    if errors and errors[-1].strip() == "ERROR: Exception:":
        errors = []
    told = errors or [line for line in lines if line.strip()] or ["nothing"]
    return told[-1].strip()


def is_worth_another_try(lines: Sequence[str]) -> bool:
    """Whether the installer may get through when it begins again.

    A download that breaks off, or a server that is busy, often works a moment later, and what
    was fetched is kept. Without any connection, or with a full disk, it does not.
    """
    text = "\n".join(lines)
    if re.search(_UNREACHABLE_SIGNS, text):
        return False
    known = any(re.search(sign, text) for _, sign in _SIGNS)
    return "Traceback" in text if not known else bool(re.search(_BROKEN_OFF_SIGNS, text))


def room_sentence(free_bytes: int, folder: Path) -> str | None:
    """What to tell a person whose disk is too full to begin; None if there is room."""
    free_mb = free_bytes // 1_000_000
    if free_mb >= ROOM_NEEDED_MB:
        return None
    return (
        f"There is not enough room on the disk: setting up needs about {ROOM_NEEDED_MB} MB in "
        f"{folder}, and {free_mb} MB are free. Delete what is not needed, then try again."
    )


def venv_sentence(*, has_venv: bool, has_ensurepip: bool, has_pip: bool) -> str | None:
    """What to tell a person whose Python can't make a set-up; None if it can."""
    if has_venv and (has_ensurepip or has_pip):
        return None
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return (
        "A part of Python is missing. On Debian, Ubuntu, Mint or Raspberry Pi OS install the "
        f"package python3-venv (sudo apt install python3-venv; for an added Python, "
        f"python{version}-venv); elsewhere get Python from python.org/downloads. Then try again."
    )


# --- Progress, in plain words ----------------------------------------------------------------


def tell(text: str) -> None:
    """Show a line. Not on stdout: what the program itself prints may be read by a program."""
    print(text, file=sys.stderr, flush=True)


_PACKAGE_LINE = re.compile(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+).*")


class Progress:
    """Turns pip's lines into "package 3 of 12: pygame-ce"."""

    def __init__(self, listed: int, show: Callable[[str], None] = tell) -> None:
        """``listed``: how many packages the list names, for all kinds of computers."""
        self.lines: list[str] = []
        self._left = listed
        self._seen = 0
        self._show = show
        self._has_warned = False

    def __call__(self, line: str) -> None:
        """Take one line of pip's output."""
        self.lines.append(line)
        if line.startswith("Ignoring "):
            # For another system. pip says all of these before it fetches anything.
            self._left -= 1
        elif _PACKAGE_LINE.match(line):
            self._seen += 1
            name = _PACKAGE_LINE.sub(r"\1", line)
            self._show(f"   package {self._seen} of {self._left}: {name}")
        elif line.startswith("Installing collected packages"):
            self._show("   putting them in place")
        elif "Retrying (" in line and not self._has_warned:
            self._has_warned = True
            self._show("   The internet does not answer. Trying again for a moment.")


def listed_packages(lock: str) -> int:
    """How many packages a lock file names."""
    return len(re.findall(r"^[A-Za-z0-9][\w.-]*==", lock, re.MULTILINE))


def run_and_listen(command: Sequence[str], hear: Callable[[str], None]) -> int:
    """Run a command, hand on each line it writes, return its exit code."""
    with subprocess.Popen(  # noqa: S603 - our own command, no shell
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    ) as process:
        assert process.stdout is not None  # noqa: S101 - it was asked for above
        for line in process.stdout:
            hear(line.rstrip())
    return process.returncode


# --- Setting up ------------------------------------------------------------------------------


@contextlib.contextmanager
def alone(lock_file: Path) -> Iterator[None]:
    """Let one start at a time set up here: an impatient second click must not break the first.

    The system lets go of the lock when its holder dies. Raises OSError if the place can't be
    written.
    """
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    with lock_file.open("a") as file:
        if not _taken(file):
            tell("Another start is already setting up. Waiting for it.")
            while not _taken(file):
                time.sleep(0.5)
        yield


def _taken(file: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as failure:
        if failure.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
            return False
        raise
    return True


def set_up(project: Path, venv: Path, wanted: Wanted, run: Runner = run_and_listen) -> None:
    """Make or update the set-up. Raises SetUpError.

    An interrupted set-up is never taken as whole. One that fails leaves the earlier one usable.
    """
    _recover(venv)
    held = read_stamp(venv)
    has_python = python_in(venv).exists()
    reason = why_not_ready(held, wanted, has_python=has_python, exists=venv.exists())
    steps = _Steps(project, venv, wanted, run)
    if reason is None:
        tell("The set-up from before is whole again.")
    elif held is not None and can_be_updated(held, wanted, has_python=has_python):
        tell(f"{reason} Bringing the set-up up to date.")
        _keep_second(venv)
        (venv / STAMP).unlink()
        try:
            steps.update(has_moved=held.folder != wanted.folder)
        except SetUpError:
            # pip takes back what it began when it fails by itself, so the packages are whole.
            write_stamp(venv, held)
            raise
        finally:
            # Not after an interruption: then it is the only one that is whole.
            if read_stamp(venv) is not None:
                shutil.rmtree(_before(venv), ignore_errors=True)
    else:
        tell(f"{reason} Setting up takes a minute or two, and happens once.")
        with _set_aside(venv, is_whole=held is not None):
            steps.make_afresh()
    tell("Ready.")


def _before(venv: Path) -> Path:
    """Where a whole set-up is kept until the new one is whole."""
    return venv.with_name(".venv-before")


def _recover(venv: Path) -> None:
    """After a power cut in the middle of a set-up: take the one before, if that is whole."""
    before = _before(venv)
    if read_stamp(venv) is None and read_stamp(before) is not None:
        shutil.rmtree(venv, ignore_errors=True)
        with contextlib.suppress(OSError):
            before.rename(venv)


def _keep_second(venv: Path) -> None:
    """A second copy of a whole set-up, which takes next to no room; none where that cannot be.

    Installing replaces the files of packages and never writes into them, so both copies may share
    them. Everything else is small. The stamp comes last.
    """
    before = _before(venv)
    shutil.rmtree(before, ignore_errors=True)
    try:
        shutil.copytree(
            venv,
            before,
            symlinks=True,
            copy_function=_link_or_copy,
            ignore=lambda folder, _names: [STAMP] if Path(folder) == venv else [],
        )
        held = read_stamp(venv)
        if held is not None:
            write_stamp(before, held)
    except OSError:
        shutil.rmtree(before, ignore_errors=True)


def _link_or_copy(source: str, target: str) -> None:
    if "site-packages" in Path(source).parts:
        os.link(source, target)
    else:
        shutil.copy2(source, target)


@contextlib.contextmanager
def _set_aside(venv: Path, *, is_whole: bool) -> Iterator[None]:
    """Keep a whole set-up until the new one is whole: it may still serve with its own Python."""
    before = _before(venv)
    if is_whole:
        shutil.rmtree(before, ignore_errors=True)
        venv.rename(before)
    try:
        yield
    except (SetUpError, KeyboardInterrupt):
        if before.exists():
            shutil.rmtree(venv, ignore_errors=True)
            before.rename(venv)
        raise
    shutil.rmtree(before, ignore_errors=True)


@dataclass(frozen=True)
class _Steps:
    """The steps of one set-up. Each raises SetUpError."""

    project: Path
    venv: Path
    wanted: Wanted
    run: Runner

    def make_afresh(self) -> None:
        _check_room(self.venv.parent)
        tell(f"Step 1 of 3: making a place for the program in {self.venv}")
        self._make_venv("--clear")
        tell("Step 2 of 3: getting the packages it needs. This needs the internet, once.")
        self._install()
        self._finish()

    def update(self, *, has_moved: bool) -> None:
        tell(f"Step 1 of 3: using the place for the program in {self.venv}")
        if has_moved:
            # Puts the new place into the files that name it. Installed packages stay.
            self._make_venv()
        tell("Step 2 of 3: checking the packages. Those that changed need the internet.")
        self._install()
        self._finish()

    def _make_venv(self, *options: str) -> None:
        if not _has_module("ensurepip"):
            options = (*options, "--without-pip")
        _require_venv_parts()
        lines: list[str] = []
        command = [sys.executable, "-m", "venv", *options, str(self.venv)]
        if self.run(command, lines.append) != 0:
            raise SetUpError(self._recorded(lines))

    def _install(self) -> None:
        lock = self.project / "lock" / ("tests.txt" if self.wanted.tests else "program.txt")
        listed = listed_packages(lock.read_text(encoding="utf-8"))
        command = [*_pip_for(self.venv), *_PIP_INSTALL, str(lock)]
        if "PIP_RETRIES" not in os.environ:
            # pip's five tries take half a minute of silence when there is no internet.
            command.append("--retries=2")
        progress = Progress(listed)
        if self.run(command, progress) == 0:
            return
        lines = progress.lines
        if is_worth_another_try(lines):
            tell("   That broke off. Trying once more; what was fetched is kept.")
            progress = Progress(listed)
            if self.run(command, progress) == 0:
                return
            lines = [*lines, "", "--- once more ---", *progress.lines]
        raise SetUpError(self._recorded(lines))

    def _finish(self) -> None:
        tell("Step 3 of 3: finishing")
        _link_program(self.project, site_packages(self.venv))
        _write_command(self.venv)
        write_stamp(self.venv, self.wanted)

    def _recorded(self, lines: Sequence[str]) -> str:
        record = record_file(self.venv)
        with contextlib.suppress(OSError):
            # A full disk must not hide the sentence that says so.
            record.write_text("\n".join(lines), encoding="utf-8")
        return sentence_for(lines, record)


_PIP_INSTALL = (
    "install",
    # The list is complete and checked. So pip need not look for more, need not build anything,
    # and takes nothing that differs from what was tested.
    "--no-deps",
    "--only-binary=:all:",
    "--require-hashes",
    "--no-input",
    "--no-color",
    "--progress-bar=off",
    "--disable-pip-version-check",
    "--requirement",
)


def _pip_for(venv: Path) -> list[str]:
    if _has_module("ensurepip"):
        return [str(python_in(venv)), "-m", "pip"]
    # Debian without python3-venv but with python3-pip: let that pip work on the new place.
    return [sys.executable, "-m", "pip", "--python", str(python_in(venv))]


def _require_venv_parts() -> None:
    sentence = venv_sentence(
        has_venv=_has_module("venv"),
        has_ensurepip=_has_module("ensurepip"),
        has_pip=_has_module("pip"),
    )
    if sentence is not None:
        raise SetUpError(sentence)


def _has_module(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def _check_room(folder: Path) -> None:
    sentence = room_sentence(shutil.disk_usage(folder).free, folder)
    if sentence is not None:
        raise SetUpError(sentence)


def _link_program(project: Path, packages: Path) -> None:
    """Let the set-up's Python find the program where it is, as an editable install would."""
    version = project_version(project)
    info = packages / f"als_assistant-{version}.dist-info"
    for older in packages.glob("als_assistant-*.dist-info"):
        shutil.rmtree(older)
    info.mkdir()
    # As code in ASCII: up to Python 3.12 a plain path is read in the system's own encoding,
    # which loses a folder like C:\Users\Zoë.
    link = f"import sys; p = {str(project)!a}; p in sys.path or sys.path.append(p)\n"
    files = {
        packages / "als_assistant.pth": link,
        info / "METADATA": f"Metadata-Version: 2.1\nName: als-assistant\nVersion: {version}\n",
        info / "INSTALLER": "start.py\n",
        # So that "pip install -e ." in the set-up can take this away.
        info / "RECORD": "".join(
            f"{name},,\n"
            for name in (
                "als_assistant.pth",
                f"{info.name}/METADATA",
                f"{info.name}/INSTALLER",
                f"{info.name}/RECORD",
            )
        ),
    }
    for file, text in files.items():
        file.unlink(missing_ok=True)  # never into a file that a second copy may share
        file.write_text(text, encoding="ascii")


def _write_command(venv: Path) -> None:
    """The command ``als-assistant`` beside the set-up's Python, as any installer would give it."""
    python = python_in(venv)
    if os.name == "nt":
        command = python.with_name("als-assistant.cmd")
        command.write_text('@"%~dp0python.exe" -P -m assistant %*\n', encoding="ascii")
        return
    command = python.with_name("als-assistant")
    command.write_text(
        '#!/bin/sh\nexec "$(dirname "$0")/python" -P -m assistant "$@"\n', encoding="ascii"
    )
    command.chmod(0o755)


def project_version(project: Path) -> str:
    """The program's version, from pyproject.toml."""
    text = (project / "pyproject.toml").read_text(encoding="utf-8")
    found = re.search(r'^version = "([\w.]+)"', text, re.MULTILINE)
    if found is None:
        message = "pyproject.toml has no version. Get the whole program again, then try again."
        raise SetUpError(message)
    return found.group(1)


# --- A new version that was laid down ---------------------------------------------------------
#
# The program's command `update` lays a new version down beside the one in use and writes a plan.
# From that moment each start goes on with it, wherever it was interrupted: the new version is put
# in place entry by entry, set up, and tried. Where that fails, the one before is put back. This
# file is replaced last and in one step, so that there always is one which can do all this.

PLAN = ".update-plan.json"
LAID_DOWN = ".update"
BEFORE = ".version-before"
UPDATE_LOCK = ".update.lock"
RECORD = ".program-files.json"
"""What every file of the program was when it came, so that what carers changed can be told."""

PUT, TRY, TAKE_BACK, TIDY = "put", "try", "take back", "tidy"


@dataclass(frozen=True)
class Plan:
    """What is to be done next, and with which entries of the folder."""

    step: str
    source: str
    """The folder, below the program's own, where the new version lies."""
    entries: list[str]
    added: list[str]
    """Those of them that are new."""


class Moves:
    """The steps on the disk, each its own method so that a test can make it fail."""

    def replace(self, source: Path, target: Path) -> None:
        """Give it another place, in one step."""
        source.replace(target)

    def remove(self, path: Path) -> None:
        """Delete a file, or a folder with everything in it; nothing, where there is none."""
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)

    def copy(self, source: Path, target: Path) -> None:
        """Make a second one, whole or not at all."""
        half = target.with_name(target.name + ".half")
        shutil.copy2(source, half)
        self.replace(half, target)

    def write(self, file: Path, text: str) -> None:
        """Write it whole or not at all, and return only when the disk has it."""
        half = file.with_name(file.name + ".new")
        with half.open("w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        if hasattr(os, "sync"):
            os.sync()
        self.replace(half, file)


def read_plan(project: Path) -> Plan | None:
    """The plan that was left here; None if there is none."""
    try:
        return Plan(**json.loads((project / PLAN).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as failure:
        # Nobody writes half a plan. If its disk lost it, what is there may still start.
        tell(f"The plan of an update, {project / PLAN}, cannot be read: {failure}")
        return None


def write_plan(project: Path, plan: Plan, moves: Moves) -> None:
    """From now on this is what is to be done."""
    moves.write(project / PLAN, json.dumps(vars(plan), indent=1))


def go_on_with_update(
    project: Path, try_out: Callable[[], None], moves: Moves | None = None
) -> bool:
    """Do what the plan says next; whether this very file may be another one now.

    Raises SetUpError where it goes neither on nor back.
    """
    moves = moves or Moves()
    plan = read_plan(project)
    if plan is None:
        # Another start has settled it meanwhile, or nobody can.
        return not (project / PLAN).exists()
    try:
        if plan.step == PUT:
            _exchange(project, plan, project / plan.source, project / LAID_DOWN / "old", moves)
            write_plan(project, replace(plan, step=TRY), moves)
            return True
        if plan.step == TRY:
            try_out()
            plan = replace(plan, step=TIDY)
            write_plan(project, plan, moves)
    except (OSError, SetUpError) as failure:
        tell(f"The other version cannot be used now, so the one before comes back. {failure}")
        plan = replace(plan, step=TAKE_BACK)
    if plan.step == TIDY:
        with contextlib.suppress(OSError):
            # It is in use already. What could not be cleared away is tried at the next start.
            _tidy(project, moves)
        return False
    take_back(project, plan, moves)
    return True


def take_back(project: Path, plan: Plan, moves: Moves | None = None) -> None:
    """Put the version before in its place again. Raises SetUpError."""
    moves = moves or Moves()
    try:
        write_plan(project, replace(plan, step=TAKE_BACK), moves)
        source = project / plan.source
        _exchange(project, plan, project / LAID_DOWN / "old", source, moves)
        for name in plan.added:
            if _is_there(project / name) and not _is_there(source / name):
                moves.replace(project / name, source / name)
        moves.remove(project / LAID_DOWN)
        moves.remove(project / PLAN)
    except OSError as failure:
        message = (
            f"An update could be neither finished nor taken back: {failure}. Close other "
            "programs, or start the computer again, then start this program."
        )
        raise SetUpError(message) from failure


def _exchange(project: Path, plan: Plan, source: Path, aside: Path, moves: Moves) -> None:
    """What lies in ``source`` takes its place, and what was there goes aside.

    May be begun again wherever it was interrupted.
    """
    aside.mkdir(parents=True, exist_ok=True)
    for name in sorted(plan.entries, key=lambda name: name == "start.py"):
        new, here, old = source / name, project / name, aside / name
        if not _is_there(new):
            continue  # it is in its place
        if here.is_dir() and _is_there(old):
            moves.remove(here)  # made meanwhile by whoever looked for it: the real one is aside
        elif here.is_dir() or (new.is_dir() and _is_there(here)):
            moves.replace(here, old)
        elif _is_there(here) and not _is_there(old):
            # A file is never missing, not for a moment: it may be what a carer clicks.
            moves.copy(here, old)
        moves.replace(new, here)


def _tidy(project: Path, moves: Moves) -> None:
    old = project / LAID_DOWN / "old"
    if old.exists():
        moves.remove(project / BEFORE)
        moves.replace(old, project / BEFORE)
    moves.remove(project / LAID_DOWN)
    moves.remove(project / PLAN)


def _is_there(path: Path) -> bool:
    return os.path.lexists(path)


def _set_up_and_try() -> None:
    """Whether the version that is here now can be set up, and answers. Raises SetUpError."""
    python = python_in(ready_here(with_tests=False))
    lines: list[str] = []
    if run_and_listen([str(python), "-P", "-m", "assistant", "--version"], lines.append) != 0:
        message = f"It does not start. It said: {_said(lines)}"
        raise SetUpError(message)


def own_files(project: Path) -> dict[str, str]:
    """The fingerprint of every file of the program in this folder."""
    return {
        file.relative_to(project).as_posix(): _fingerprint_of(file)
        for entry in sorted(project.iterdir())
        if not entry.name.startswith(".")
        for file in ([entry] if entry.is_file() else sorted(entry.rglob("*")))
        if file.is_file() and "__pycache__" not in file.parts
    }


def _fingerprint_of(file: Path) -> str:
    with file.open("rb") as opened:  # piece by piece: somebody may have put a large model there
        return hashlib.file_digest(opened, "sha256").hexdigest()


def note_own_files(project: Path) -> None:
    """Keep what came with the program apart from what carers will put into its folder."""
    file, version = project / RECORD, project_version(project)
    if (project / ".git").exists():
        return  # git knows
    with contextlib.suppress(OSError, ValueError, AttributeError):
        if json.loads(file.read_text(encoding="utf-8")).get("version") == version:
            return
    with contextlib.suppress(OSError):
        # Where nothing can be written there will be no update either.
        Moves().write(file, json.dumps({"version": version, "files": own_files(project)}))


# --- Starting --------------------------------------------------------------------------------


def is_ready(venv: Path, wanted: Wanted) -> bool:
    """Whether this set-up can be used as it is. Reads one small file."""
    held = read_stamp(venv)
    if held is None:
        return False
    there = python_in(venv).exists()
    return why_not_ready(held, wanted, has_python=there, exists=True) is None


def ready_venv(project: Path, choices: Sequence[Path], wanted: Wanted) -> Path:
    """A set-up that can be used: one that is there, or else a new one. Raises SetUpError."""
    for venv in choices:
        if is_ready(venv, wanted):
            return venv
    for venv in choices:
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(alone(venv.with_name(".venv.lock")))
            except OSError as failure:
                if failure.errno == errno.ENOSPC:
                    raise SetUpError(NO_ROOM) from failure
                # Not writable: the next choice.
                continue
            if not is_ready(venv, wanted):
                _set_up_in_words(project, venv, wanted)
            return venv
    tried = " nor in ".join(str(venv.parent) for venv in choices)
    message = (
        f"Nothing can be written in {tried}. "
        "Copy the program to a folder of your own, then try again."
    )
    raise SetUpError(message)


def _set_up_in_words(project: Path, venv: Path, wanted: Wanted) -> None:
    try:
        set_up(project, venv, wanted)
        note_own_files(project)
    except OSError as failure:
        raise SetUpError(sentence_for([str(failure)], record_file(venv))) from failure


def hand_over(command: list[str]) -> int:
    """Become the command, or, where that is not possible (Windows), wait for its exit code."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "posix":
        os.execv(command[0], command)  # noqa: S606 - no shell is what we want
    with subprocess.Popen(command) as process:  # noqa: S603 - our own command, no shell
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                # Ctrl+C went to the program as well. It decides what that means.
                continue


def ready_here(*, with_tests: bool) -> Path:
    """A set-up for this folder that can be used. Raises SetUpError."""
    wanted = wanted_now(PROJECT, with_tests=with_tests)
    data = data_folder(os.environ, sys.platform, Path(os.path.expanduser("~")))  # noqa: PTH111 - never fails
    return ready_venv(PROJECT, places(PROJECT, data), wanted)


def settle_update() -> bool:
    """Go on with an update that was left here; whether this file must be read anew."""
    if not (PROJECT / PLAN).exists():
        return False
    try:
        with alone(PROJECT / UPDATE_LOCK):
            return go_on_with_update(PROJECT, _set_up_and_try)
    except OSError as failure:
        # Somebody else's folder: whoever may write there will finish it.
        tell(f"An update is not finished: {failure}.")
        return False


def main(arguments: Sequence[str]) -> int:
    """Set up if need be, then run the program or its tests. Returns the exit code."""
    with_tests = list(arguments[:1]) == ["test"]
    try:
        if settle_update():
            return hand_over([sys.executable, str(PROJECT / "start.py"), *arguments])
        venv = ready_here(with_tests=with_tests)
    except SetUpError as failure:
        tell(str(failure))
        return 1
    except KeyboardInterrupt:
        tell("Stopped. The next start goes on with setting up.")
        return INTERRUPTED
    python = str(python_in(venv))
    if with_tests:
        os.chdir(PROJECT)
        return hand_over([python, "-m", "pytest", *arguments[1:]])
    # -P: the folder a person happens to be in must not lend its files to the program.
    return hand_over([python, "-P", "-m", "assistant", *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
