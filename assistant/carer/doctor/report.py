"""One file to send to somebody who helps. Must never hold anything private.

Everything that is not the program's own words is taken out: what stands in quotes, paths, and the
names of the person and the computer. Of settings only those are shown that cannot tell who
somebody is; of all others only that they are set.
"""

import contextlib
import getpass
import os
import platform
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import assistant
from assistant.carer.doctor.finding import Finding
from assistant.carer.doctor.subject import Subject
from assistant.core.settings import Entry, Settings, entries, value_of
from assistant.storage.disk import Disk, plain_reason, write_whole
from assistant.storage.scrubbing import without_private
from assistant.storage.trouble_log import Entry as Line
from assistant.storage.trouble_log import read_log

TITLE: Final = "ALS assistant: a report for somebody who helps"
_NOTHING: Final = "(nothing)"
_MOST_LINES: Final = 400
_LONGEST_LINE: Final = 400
_SHORTEST_NAME: Final = 2
_HARMLESS: Final = frozenset(
    {"switch.keys", "switch.move_keys", "switch.mouse", "listening.talk_keys", "speech.voice"}
)
"""Texts in the settings that name a key, a button or a voice. Others may name a person."""


class CannotReport(Exception):
    """No report was written; says why in one sentence."""


def write_report(file: Path, findings: Iterable[Finding], subject: Subject, version: str) -> None:
    """Write the report, whole. Raises CannotReport."""
    if not file.absolute().parent.is_dir():
        message = f"The folder {file.absolute().parent} is not there. Choose another folder."
        raise CannotReport(message)
    try:
        write_whole(file, report_text(findings, subject, version), Disk())
    except OSError as error:
        message = f"The report was not written. {plain_reason(error)}"
        raise CannotReport(message) from error


def report_text(findings: Iterable[Finding], subject: Subject, version: str) -> str:
    """The whole report."""
    found = tuple(findings)
    hide, keep = private_names(subject), _known_words(found)
    parts = (
        [TITLE, f"Written {subject.around.now():%Y-%m-%d %H:%M %z}", *_system(version)],
        ["Looked over", *_looked(found)],
        ["Settings that differ from the usual ones", *changed_settings(subject.settings())],
        ["Log of troubles", *_log(read_log(subject.folders.trouble_log))],
    )
    lines = [line for head, *rest in parts for line in (head, *(rest or [_NOTHING]), "")]
    return "\n".join(without_private(line, hide, keep) for line in lines) + "\n"


def private_names(subject: Subject) -> frozenset[str]:
    """The names that must not be in a report: of the person, the computer, and their folders."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - never fails
    folders = subject.folders
    names = {
        str(home),
        home.name,
        *(str(file.parent) for file in (folders.settings, folders.places, folders.lock)),
        platform.node(),
        platform.node().partition(".")[0],
        *(os.environ.get(name, "") for name in ("USER", "USERNAME", "LOGNAME", "COMPUTERNAME")),
    }
    # A computer that does not know who this is cannot tell it either.
    with contextlib.suppress(OSError, KeyError, ImportError):
        names.add(getpass.getuser())
    return frozenset(name for name in names if len(name) >= _SHORTEST_NAME)


def _known_words(findings: tuple[Finding, ...]) -> frozenset[str]:
    """What stands in quotes or looks like a file, and tells nothing: names that are our own."""
    ours = {"settings.toml", "pressing.json", "places.db", "start.py"}
    modules = {file.name for file in Path(assistant.__path__[0]).rglob("*.py")}
    names = {word for entry in entries() for word in (entry.path, entry.name, *entry.choices)}
    return frozenset(ours | modules | names | {_name(finding) for finding in findings})


def _name(finding: Finding) -> str:
    return f"{finding.key}.{finding.state}"


def _system(version: str) -> Iterator[str]:
    yield f"Program {version}, Python {platform.python_version()}"
    yield f"{platform.system()} {platform.release()}, {platform.machine()}"


def _looked(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        yield f"{finding.condition:5} {_name(finding)}: {finding.said}"
        yield from (f"      {detail}" for detail in finding.details)


def changed_settings(settings: Settings) -> Iterator[str]:
    """A line for each setting that is not as usual; of what may be private only that it is set."""
    for entry in entries():
        value = value_of(settings, entry.path)
        if value != entry.default:
            shown = ", ".join(value) if isinstance(value, tuple) else value
            yield f"{entry.path} = {shown}" if _is_harmless(entry) else f"{entry.path} is set"


def _is_harmless(entry: Entry) -> bool:
    return entry.kind in (int, bool) or bool(entry.choices) or entry.path in _HARMLESS


def _log(log: tuple[Line, ...]) -> Iterator[str]:
    if len(log) > _MOST_LINES:
        yield f"(the newest {_MOST_LINES} of {len(log)} lines)"
    for line in log[-_MOST_LINES:]:
        facts = ", ".join(f"{name} {_plain(value)}" for name, value in line.facts.items())
        yield f"{line.at:%Y-%m-%d %H:%M:%S %z} {line.kind} {facts}".rstrip()[:_LONGEST_LINE]


def _plain(value: object) -> str:
    return " < ".join(map(str, value)) if isinstance(value, list) else str(value)
