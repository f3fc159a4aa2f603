"""The settings file as a text, for who knows it; and what to do where it has a mistake."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assistant.carer.page.answers import REFUSED
from assistant.carer.page.desk import Desk, tell
from assistant.carer.page.parts.settings_file import settings_now
from assistant.storage.problems import BrokenFile, Problem
from assistant.storage.settings_file import (
    CouldNotSave,
    read_settings,
    restore_last_good,
    save_settings_text,
    starter_text,
)

MOST_BYTES: Final = 500_000
_NOT_SAVED: Final = 500
_ROWS: Final = 40


@dataclass(frozen=True, slots=True)
class Mistake:
    """A problem beside the line it is about, as that is written."""

    line: int
    message: str
    written: str


def add_to(pages: Blueprint, desk: Desk) -> None:
    """Give the settings these addresses, too."""
    own = _TextPages(desk)
    pages.add_url_rule("/text", "text", own.text)
    pages.add_url_rule("/text", "save_text", own.save_text, methods=["POST"])
    pages.add_url_rule("/last-good", "last_good", own.last_good, methods=["POST"])


def broken_page(desk: Desk, problems: tuple[Problem, ...]) -> str:
    """What is wrong with the file, and the two ways to mend it."""
    folders = desk.folders
    _, faults = read_settings(folders.settings_last_good, desk.clash)
    return render_template(
        "settings_broken.html",
        mistakes=_mistakes(problems, _text_of(folders.settings)),
        file=folders.settings,
        has_last_good=not faults,
    )


class _TextPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._file = desk.folders.settings

    def text(self) -> str:
        """The editor."""
        text = _text_of(self._file)
        return self._editor(text, text)

    def save_text(self) -> str | Response | tuple[str, int]:
        """Checked first; what was typed stays in the editor until it is right."""
        typed, shown = _field("text"), _field("shown")
        words = self._desk.words
        with self._desk.files:
            now = _text_of(self._file)
            if now.strip() not in (shown.strip(), typed.strip()):
                changed = Problem(self._file, 1, words("settings.text_changed"))
                return self._editor(typed, now, changed), REFUSED
            try:
                last_good = self._desk.folders.settings_last_good
                save_settings_text(self._file, typed, last_good, self._desk.clash)
            except BrokenFile as broken:
                return self._editor(typed, shown, *broken.problems), REFUSED
            except CouldNotSave as error:
                return self._editor(typed, shown, Problem(self._file, 1, error.why)), _NOT_SAVED
        tell(words("settings.text_saved"))
        return redirect(url_for("settings.overview"), 303)

    def last_good(self) -> Response:
        """Put the last good settings in the place of a file with a mistake."""
        folders, words = self._desk.folders, self._desk.words
        with self._desk.files:
            # Pressed twice, or mended meanwhile: what is good stays.
            if settings_now(self._desk)[1]:
                try:
                    last_good = folders.settings_last_good
                    aside = restore_last_good(folders.settings, last_good, self._desk.clash)
                except CouldNotSave as error:
                    tell(error.why)
                else:
                    tell(words("settings.restored", file=aside or ""))
        return redirect(url_for("settings.overview"), 303)

    def _editor(self, text: str, shown: str, *problems: Problem) -> str:
        return render_template(
            "settings_text.html",
            text=text,
            shown=shown,
            rows=min(_ROWS, text.count("\n") + 3),
            mistakes=_mistakes(problems, text),
            file=self._file,
        )


def _field(name: str) -> str:
    """A text as it was typed; browsers end lines in their own way."""
    return request.form.get(name, "").replace("\r\n", "\n").replace("\r", "\n")


def _text_of(file: Path) -> str:
    """What stands in the file, letters that cannot be read as signs for that."""
    if not file.exists():
        return starter_text()
    try:
        text = file.read_bytes().decode("utf-8-sig", "replace")
    except OSError:
        return ""  # the problem itself is told beside it
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _mistakes(problems: tuple[Problem, ...], text: str) -> list[Mistake]:
    lines = text.split("\n")
    written = dict(enumerate((line.strip() for line in lines), start=1))
    return [Mistake(it.line, it.message, written.get(it.line, "")) for it in problems]
