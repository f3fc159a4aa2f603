"""The words of ``als-assistant doctor``. Must not know how anything is looked at.

Exit code 0 where nothing is wrong, 1 where something is, or where no report could be written.
"""

import io
import json
import sys
import textwrap
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Final, TextIO

from assistant.carer.doctor.examination import examine_each
from assistant.carer.doctor.finding import Condition, Finding
from assistant.carer.doctor.report import CannotReport, write_report
from assistant.carer.doctor.subject import Subject

_OK: Final = 0
_FAILED: Final = 1
_SIGNS: Final[dict[Condition, str]] = {"fine": "fine", "note": "note", "wrong": "WRONG"}
_WIDTH: Final = 96
_NAME_WIDTH: Final = 22
_INDENT: Final = " " * (_NAME_WIDTH + 7)


def run_doctor(
    subject: Subject, version: str, *, as_json: bool = False, report: Path | None = None
) -> int:
    """Look everything over and print it; with ``report`` also into one file to send."""
    if report is not None and report.exists():
        return _complain(f"{report} is there already. Choose another name.")
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that knows few letters still gets every line.
        sys.stdout.reconfigure(errors="replace")
    findings: list[Finding] = []
    for finding in examine_each(subject):
        findings.append(finding)
        if not as_json:
            _say(sys.stdout, in_words(finding))
    if as_json:
        _say(sys.stdout, as_object(findings, version))
    else:
        _say(sys.stdout, _sum(findings))
    if report is not None:
        try:
            write_report(report, findings, subject, version)
        except CannotReport as error:
            return _complain(str(error))
        if not as_json:
            _say(sys.stdout, _REPORTED.format(report))
    return _FAILED if any(each.condition == "wrong" for each in findings) else _OK


_REPORTED: Final = (
    "\nThe report is in {}. It holds no names, no texts and nothing that was said or chosen."
    "\nRead it before you send it, if you like: it is plain text."
)


def in_words(finding: Finding) -> str:
    """One finding, with what to do, as lines for a terminal."""
    head = f"{finding.name:{_NAME_WIDTH}} {_SIGNS[finding.condition]:5} "
    lines = _wrapped(finding.said, head)
    lines += [line for each in finding.details for line in _wrapped(each, _INDENT)]
    if finding.advice:
        lines += _wrapped(f"What to do: {finding.advice}", _INDENT)
    return "\n".join(lines)


def _wrapped(text: str, start: str) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=start,
        subsequent_indent=_INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _sum(findings: Iterable[Finding]) -> str:
    wrong = [finding.name for finding in findings if finding.condition == "wrong"]
    if not wrong:
        return "\nNothing is wrong."
    things = "thing is" if len(wrong) == 1 else "things are"
    return f"\n{len(wrong)} {things} wrong: {', '.join(wrong)}."


def as_object(findings: Iterable[Finding], version: str) -> str:
    """All of it as one JSON object."""
    found = list(findings)
    return json.dumps(
        {
            "version": version,
            "is_well": all(finding.condition != "wrong" for finding in found),
            "findings": [asdict(finding) for finding in found],
        },
        ensure_ascii=False,
    )


def _say(stream: TextIO, text: str) -> None:
    stream.write(text + "\n")
    stream.flush()


def _complain(why: str) -> int:
    _say(sys.stderr, why)
    return _FAILED
