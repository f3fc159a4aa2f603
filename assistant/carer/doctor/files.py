"""Looks at what people wrote and what the program keeps. Reads only; writes no copy of anything."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from assistant.carer.doctor.computer import clock
from assistant.carer.doctor.finding import Seen, fine, note, wrong
from assistant.carer.doctor.subject import Subject
from assistant.carer.doctor.wording import WORDING_FILE, read_wording
from assistant.carer.kept_at_home import faults_in, pressing_faults
from assistant.core.settings import entries, value_of
from assistant.storage.check import check_content, overdue_reviews
from assistant.storage.commands_file import read_own_commands
from assistant.storage.own_check import problems_in_own
from assistant.storage.places import snapshot
from assistant.storage.problems import Problem
from assistant.storage.settings_file import read_settings
from assistant.storage.tree import scan_guide
from assistant.storage.wording import load_wording
from assistant.switches.keys import wrong_in

_MOST_DETAILS: Final = 20


def settings(subject: Subject) -> Seen:
    """Every mistake in the settings file, with its line and what to write instead."""
    file = subject.folders.settings
    if not file.exists():
        is_lost = subject.folders.settings_last_good.exists()
        return wrong("lost") if is_lost else fine("none")
    found, problems = read_settings(file, wrong_in)
    if problems:
        return wrong("mistake", details=_lines(problems), count=len(problems))
    changed = sum(value_of(found, entry.path) != entry.default for entry in entries())
    return fine(count=changed)


def carers_files(subject: Subject) -> Seen | None:
    """The other files that carers write; None where there are none."""
    folders = subject.folders
    written = (folders.own_commands, folders.card, folders.profiles)
    here = [file for file in written if file.exists()]
    if not here:
        return None
    problems = [fault for file in here for fault in faults_in(file.name, file)]
    if not problems:
        commands = load_wording(subject.content)[0].commands
        problems += read_own_commands(folders.own_commands, commands)[1]
    if problems:
        return wrong("mistake", details=_lines(problems), count=len(problems))
    return fine(count=len(here))


def content(subject: Subject) -> Seen:
    """Every mistake in the guide and its texts. That a review is due has a line of its own."""
    today = subject.around.now().date()
    due = set(overdue_reviews(subject.content, today))
    problems = [each for each in check_content(subject.content, today) if each not in due]
    problems += read_wording(subject.content / WORDING_FILE)[1]
    if problems:
        return wrong("mistake", details=_lines(problems), count=len(problems))
    sections = [leaf for leaf in scan_guide(_guide(subject)).files if leaf.name.endswith(".md")]
    return fine(count=len(sections))


def review(subject: Subject) -> Seen | None:
    """Whether sections should have been looked at again; None where the clock cannot say."""
    if clock(subject).condition == "wrong":
        return None
    due = overdue_reviews(subject.content, subject.around.now().date())
    return note("due", count=len(due)) if due else fine()


def _guide(subject: Subject) -> Path:
    return subject.content / "guide"


def own_sections(subject: Subject) -> Seen | None:
    """Whether the sections that carers added can be read; None where there are none."""
    folder = subject.folders.own
    if not folder.is_dir():
        return None
    problems = problems_in_own(folder, load_wording(subject.content)[0])
    if problems:
        return wrong("mistake", details=_lines(problems), count=len(problems))
    texts = (found for found in scan_guide(folder).files if found.name.endswith(".md"))
    return fine(count=sum(1 for _ in texts))


def pressing(subject: Subject) -> Seen:
    """Whether what was learned of how somebody presses can be read."""
    file = subject.folders.pressing
    if not file.exists():
        return fine("none")
    return wrong("damaged") if pressing_faults(file) else fine()


def places(subject: Subject) -> Seen:
    """Whether the store of reading places is whole, also while the program writes to it."""
    file = subject.folders.places
    if not file.exists():
        return fine("none")
    try:
        snapshot(file)
    except sqlite3.Error:
        return wrong("damaged")
    return fine()


def _lines(problems: Iterable[Problem]) -> tuple[str, ...]:
    lines = [str(problem) for problem in problems]
    more = len(lines) - _MOST_DETAILS
    return (*lines[:_MOST_DETAILS], *((f"and {more} more",) if more > 0 else ()))


LOOKS: Final[Mapping[str, Callable[[Subject], Seen | None]]] = {
    "settings": settings,
    "carers_files": carers_files,
    "content": content,
    "review": review,
    "own_sections": own_sections,
    "pressing": pressing,
    "places": places,
}
