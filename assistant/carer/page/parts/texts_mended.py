"""Mending an own text on the page that was broken by hand: all of its file, and each mistake."""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from assistant.carer.documents import NotDone, mend
from assistant.carer.page.answers import REFUSED
from assistant.carer.page.desk import Desk, tell
from assistant.storage.own_check import problems_in_own
from assistant.storage.problems import BrokenFile, Problem

MOST_BYTES: Final[Mapping[str, int]] = {"/texts/mend": 400_000}


def add_to(pages: Blueprint, desk: Desk) -> None:
    """Give the texts these addresses, too."""
    own = _MendingPages(desk)
    pages.add_url_rule("/mend", "mend", own.mend)
    pages.add_url_rule("/mend", "mended", own.mended, methods=["POST"])


class _MendingPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def mend(self) -> str:
        """The file as it is, and what is wrong with it."""
        name = request.args.get("file", "")
        problems = self._problems(name)
        try:
            text = (self._desk.folders.own / name).read_bytes().decode("utf-8-sig", "replace")
        except OSError as error:
            raise NotFound from error
        return self._page(name, text.replace("\r\n", "\n").replace("\r", "\n"), problems)

    def mended(self) -> str | Response | tuple[str, int]:
        """Kept when it can be read; what was typed stays in the form until then."""
        name = request.form.get("file", "")
        text = request.form.get("text", "").replace("\r\n", "\n").replace("\r", "\n")
        with self._desk.files:
            self._problems(name)
            try:
                mend(name, text, self._desk.folders)
            except BrokenFile as broken:
                return self._page(name, text, broken.problems), REFUSED
            except NotDone as why:
                file = self._desk.folders.own / name
                return self._page(name, text, (Problem(file, 1, str(why)),)), REFUSED
        tell(self._desk.words("texts.mended"))
        return redirect(url_for("texts.overview"), 303)

    def _problems(self, name: str) -> tuple[Problem, ...]:
        """What is wrong with that file. Raises NotFound, also for what is no broken own text."""
        folders = self._desk.folders
        found = problems_in_own(folders.own, self._desk.wording) if folders.own.exists() else ()
        own = tuple(it for it in found if it.file == folders.own / name and name.endswith(".md"))
        if not own:
            raise NotFound
        return own

    def _page(self, name: str, text: str, problems: tuple[Problem, ...]) -> str:
        lines = dict(enumerate(text.split("\n"), start=1))
        return render_template(
            "texts_mend.html",
            name=name,
            text=text,
            file=self._desk.folders.own / name,
            mistakes=[
                {"line": it.line, "message": it.message, "written": lines.get(it.line, "").strip()}
                for it in problems
            ],
        )
