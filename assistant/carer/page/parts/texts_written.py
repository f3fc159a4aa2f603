"""Writing an own text on the page: it is looked over, and heard by nobody before it is kept."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from assistant.carer.documents import (
    NotDone,
    SectionText,
    Written,
    look_over,
    read,
    write,
)
from assistant.carer.page.answers import REFUSED
from assistant.carer.page.desk import Desk, tell

MOST_BYTES: Final[Mapping[str, int]] = {"/texts/write": 400_000}
"""The longest section, each of its letters written as browsers write them in a form."""
_FEWEST_ROWS: Final = 12
_MOST_ROWS: Final = 30


def add_to(pages: Blueprint, desk: Desk) -> None:
    """Give the texts these addresses, too."""
    own = _WritingPages(desk)
    pages.add_url_rule("/write", "write", own.write)
    pages.add_url_rule("/write", "keep", own.keep, methods=["POST"])


@dataclass(frozen=True, slots=True)
class _Form:
    """``shown`` stands for the text as it was opened, ``looked`` for what was looked over."""

    text_id: str
    title: str
    text: str
    shown: str
    looked: str = ""

    @property
    def mark(self) -> str:
        """Stands for what is typed."""
        return _mark(self.title, self.text)


class _WritingPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def write(self) -> str:
        """An empty text, or the one that is to be changed."""
        text_id = request.args.get("text", "")
        now = self._now(text_id)
        return _page(_Form(text_id, now.title, now.text, _mark(now.title, now.text)))

    def keep(self) -> str | Response | tuple[str, int]:
        """Look it over; what was looked over, and is still the same, can be kept."""
        form = _typed()
        with self._desk.files:
            now = self._now(form.text_id)
            try:
                seen = look_over(form.title, form.text, self._desk.folders, replaces=form.text_id)
            except NotDone as why:
                return _page(form, fault=str(why)), REFUSED
            if request.form.get("do") != "keep" or form.looked != form.mark:
                return _page(form, seen=seen)
            stands = _mark(now.title, now.text)
            if stands not in (form.shown, form.mark):
                changed = self._desk.words("texts.changed_elsewhere")
                newer = _Form(form.text_id, form.title, form.text, stands)
                return _page(newer, seen=seen, fault=changed), REFUSED
            try:
                write(form.title, form.text, self._desk.folders, replaces=form.text_id)
            except NotDone as why:
                return _page(form, seen=seen, fault=str(why)), REFUSED
        tell(self._desk.words("texts.kept", title=form.title))
        return redirect(url_for("texts.overview"), 303)

    def _now(self, text_id: str) -> SectionText:
        """The text as it stands; a new one is empty. Raises NotFound."""
        if not text_id:
            return SectionText(id="", title="", text="")
        try:
            return read(text_id, self._desk.folders)
        except NotDone as why:
            raise NotFound from why


def _typed() -> _Form:
    typed = request.form
    return _Form(
        text_id=typed.get("id", ""),
        title=" ".join(typed.get("title", "").split()),
        text=typed.get("text", "").replace("\r\n", "\n").replace("\r", "\n"),
        shown=typed.get("shown", ""),
        looked=typed.get("looked", ""),
    )


def _mark(title: str, text: str) -> str:
    return hashlib.sha256(f"{title}\n{text.strip()}".encode("utf-8", "replace")).hexdigest()


def _page(form: _Form, *, seen: Written | None = None, fault: str = "") -> str:
    lines = dict(enumerate(form.text.split("\n"), start=1))
    return render_template(
        "texts_write.html",
        form=form,
        seen=seen,
        fault=fault,
        advice=[
            {"line": line, "message": message, "written": lines.get(line, "").strip()}
            for line, message in (seen.advice if seen else ())
        ],
        rows=min(_MOST_ROWS, max(_FEWEST_ROWS, form.text.count("\n") + 3)),
    )
