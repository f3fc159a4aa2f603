"""Health: looks everything over, makes the report, and shows the log of troubles.

Must not know how anything is looked at. The looks touch devices, so they begin by a button alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assistant.carer.doctor.finding import Finding
from assistant.carer.doctor.report import report_text
from assistant.carer.doctor.subject import Subject
from assistant.carer.page.answers import await_errand, text_to_keep, until_over
from assistant.carer.page.desk import Desk, Part, tell
from assistant.storage.trouble_log import Entry, read_log

_LOOK: Final = "look"
_TONE: Final = "tone"
_SOUND: Final = "sound"
"""The look that plays the tone."""
_MOST_LINES: Final = 300
_KINDS: Final = (
    "started",
    "ended",
    "broke",
    "failed",
    "returned",
    "remark",
    "notice",
    "slept",
    "call",
    "acknowledged",
)


def part(desk: Desk) -> Part:
    """The part that says whether all is well."""
    own = _HealthPages(desk)
    pages = Blueprint("health", __name__, url_prefix="/health")
    pages.add_url_rule("", "overview", own.overview)
    pages.add_url_rule("", "begin", own.begin, methods=["POST"])
    pages.add_url_rule("/report", "report", own.report)
    pages.add_url_rule("/report.txt", "report_file", own.report_file)
    pages.add_url_rule("/log", "log", own.log)
    return Part(name="health", start="health.overview", blueprint=pages)


@dataclass(slots=True)
class _Examined:
    """What was found, as far as it has come."""

    findings: tuple[Finding, ...] = ()
    """Of the last look that came to its end."""
    so_far: tuple[Finding, ...] = ()
    at: datetime | None = None
    report: str = ""
    heard: tuple[Finding, ...] = field(default_factory=tuple)
    """What came of the tone."""
    has_failed: bool = False
    """Whether the last look or tone did not come to its end."""


class _HealthPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._examined = _Examined()

    def overview(self) -> Response:
        """What was found; while it is being looked over, what there is so far."""
        errand, examined = self._desk.errand, self._examined
        await_errand(errand)
        about = errand.about
        page = render_template(
            "health.html",
            is_looking=about == _LOOK,
            is_playing=about == _TONE,
            is_examined=examined.at is not None,
            findings=examined.so_far if about == _LOOK else examined.findings,
            wrong=sum(each.condition == "wrong" for each in examined.findings),
            heard=examined.heard,
            has_failed=examined.has_failed and not about,
            at=examined.at,
        )
        return until_over(page, errand, url_for("health.overview"))

    def begin(self) -> Response:
        """Look everything over, or play the tone."""
        is_tone = request.form.get("do") == _TONE
        work = self._play if is_tone else self._look
        if not self._desk.errand.begin(_TONE if is_tone else _LOOK, work):
            tell(self._desk.words("health.busy"))
        return redirect(url_for("health.overview"), 303)

    def _look(self) -> None:
        examined = self._examined
        examined.so_far = examined.heard = ()
        examined.has_failed = True
        for finding in self._desk.look(self._subject()):
            examined.so_far = (*examined.so_far, finding)
        examined.report = report_text(examined.so_far, self._subject(), self._desk.version)
        examined.findings = examined.so_far
        examined.at = datetime.now().astimezone()
        examined.has_failed = False

    def _play(self) -> None:
        only: Collection[str] = (_SOUND,)
        self._examined.heard, self._examined.has_failed = (), True
        self._examined.heard = tuple(self._desk.look(self._subject(is_tone=True), only))
        self._examined.has_failed = False

    def _subject(self, *, is_tone: bool = False) -> Subject:
        desk = self._desk
        return Subject(folders=desk.folders, content=desk.content, is_tone_wanted=is_tone)

    # --- the report ----------------------------------------------------------------------

    def report(self) -> str | Response:
        """What is in the report, before anybody keeps it."""
        if self._examined.at is None:
            tell(self._desk.words("health.look_first"))
            return redirect(url_for("health.overview"), 303)
        return render_template("health_report.html", text=self._examined.report)

    def report_file(self) -> Response:
        """The very same, as a file."""
        if self._examined.at is None:
            return redirect(url_for("health.overview"), 303)
        name = f"als-assistant-report-{self._examined.at:%Y-%m-%d-%H%M}.txt"
        return text_to_keep(self._examined.report, name)

    # --- the log -------------------------------------------------------------------------

    def log(self) -> str:
        """When the program ran and what failed, the newest first."""
        entries = read_log(self._desk.folders.trouble_log)
        newest = [entry for entry in reversed(entries) if entry.kind in _KINDS][:_MOST_LINES]
        days: dict[str, list[tuple[str, str]]] = {}
        for entry in newest:
            line = (f"{entry.at:%H:%M}", self._sentence(entry))
            days.setdefault(f"{entry.at:%Y-%m-%d}", []).append(line)
        return render_template("health_log.html", days=days)

    def _sentence(self, entry: Entry) -> str:
        words = self._desk.words
        text = words(f"health.log.{entry.kind}", **_told(entry.facts, words.texts))
        return f"{text} {entry.facts['text']}" if "text" in entry.facts else text


def _told(facts: Mapping[str, object], texts: Mapping[str, str]) -> dict[str, str]:
    """What a line may name: a part of the program in plain words, never what is not known."""
    device, about = str(facts.get("device", "")), str(facts.get("about", ""))
    seconds = facts.get("seconds", 0)
    return {
        "device": texts.get(f"health.device.{device}", device),
        "about": texts.get(f"health.about.{about.replace('.', '_')}", about),
        "error": str(facts.get("error", "")),
        "minutes": str(round(seconds / 60)) if isinstance(seconds, int) else "",
    }
