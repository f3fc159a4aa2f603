"""Adding a document on the page: it is looked at first, and then added or not.

The document itself is deleted as soon as it is read; what waits for an answer is what was found
in it, in memory alone.
"""

import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from assistant.carer.documents import (
    CAN_BE_READ,
    CannotRead,
    Draft,
    NotDone,
    add,
    look,
)
from assistant.carer.documents import (
    MOST_BYTES as MOST_BYTES_OF_A_DOCUMENT,
)
from assistant.carer.page.answers import REFUSED
from assistant.carer.page.desk import Desk, session, tell
from assistant.carer.page.waiting import WaitingDrafts
from assistant.storage.disk import plain_reason

_BESIDE: Final = 20_000
"""What the form holds beside the document."""
MOST_BYTES: Final[Mapping[str, int]] = {"/texts/add": MOST_BYTES_OF_A_DOCUMENT + _BESIDE}
_SHOWN: Final = 100
"""Sections whose beginning is shown; more of a list is no help to see what a document became."""
_LONGEST_NAME: Final = 120


def add_to(pages: Blueprint, desk: Desk) -> None:
    """Give the texts these addresses, too."""
    own = _AddingPages(desk)
    pages.add_url_rule("/add", "add", own.choose)
    pages.add_url_rule("/add", "look", own.look, methods=["POST"])
    pages.add_url_rule("/look/<name>", "looked", own.looked)
    pages.add_url_rule("/look/<name>", "decide", own.decide, methods=["POST"])


class _AddingPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._waiting = WaitingDrafts()
        self._reading = threading.Lock()

    def choose(self) -> str:
        """The form for a document."""
        return _form()

    def look(self) -> str | Response | tuple[str, int]:
        """Read the document; what was found waits for an answer."""
        words, document = self._desk.words, request.files.get("document")
        if document is None or not _name_of(document):
            return _form(words("texts.no_document")), REFUSED
        # A thick book takes seconds and much memory: two at once could be too much.
        if not self._reading.acquire(blocking=False):
            return _form(words("texts.reading_another")), REFUSED
        try:
            draft = _looked_at(document)
        except CannotRead as why:
            return _form(str(why)), REFUSED
        except OSError as error:
            return _form(words("texts.not_taken", why=plain_reason(error))), REFUSED
        finally:
            self._reading.release()
        name = self._waiting.keep(session().id, draft, self._desk.now())
        return redirect(url_for("texts.looked", name=name), 303)

    def looked(self, name: str) -> str | Response:
        """What the document would become."""
        draft = self._draft(name)
        if draft is None:
            return self._gone()
        return _looked_page(draft, draft.title)

    def decide(self, name: str) -> str | Response | tuple[str, int]:
        """Add it, or not. A form that comes twice finds nothing to add any more."""
        words = self._desk.words
        with self._desk.files:
            draft = self._draft(name)
            if draft is None:
                return self._gone()
            if request.form.get("do") != "add":
                self._waiting.forget(session().id, name)
                tell(words("texts.not_added"))
                return redirect(url_for("texts.overview"), 303)
            title = " ".join(request.form.get("title", "").split())
            try:
                kept = add(draft.called(title), self._desk.folders)
            except NotDone as why:
                return _looked_page(draft, title, str(why)), REFUSED
            self._waiting.forget(session().id, name)
        tell(words("texts.added", title=kept.title))
        return redirect(url_for("texts.overview"), 303)

    def _draft(self, name: str) -> Draft | None:
        return self._waiting.draft(session().id, name, self._desk.now())

    def _gone(self) -> Response:
        tell(self._desk.words("texts.look_is_over"))
        return redirect(url_for("texts.overview"), 303)


def _form(fault: str = "") -> str:
    most_mb = MOST_BYTES_OF_A_DOCUMENT // 1_000_000
    return render_template("texts_add.html", fault=fault, kinds=CAN_BE_READ, most_mb=most_mb)


def _looked_page(draft: Draft, title: str, fault: str = "") -> str:
    return render_template(
        "texts_looked.html",
        draft=draft,
        title=title,
        fault=fault,
        parts=draft.parts[:_SHOWN],
        more=len(draft.parts) - _SHOWN,
        left_out=[it.text for it in draft.findings if it.kind == "left out"],
        advice=[it.text for it in draft.findings if it.kind == "advice"],
    )


def _name_of(document: FileStorage) -> str:
    """What people call it; some browsers tell its folder, and some senders whatever they like."""
    last = (document.filename or "").replace("\\", "/").rpartition("/")[2]
    plain = "".join(letter for letter in last if letter.isprintable()).strip()
    return plain[-_LONGEST_NAME:]


def _looked_at(document: FileStorage) -> Draft:
    """What is in it. Raises CannotRead, and OSError where there is no room for it."""
    # Nobody else may look into this folder, and its name cannot be guessed.
    with tempfile.TemporaryDirectory(prefix="als-assistant-") as folder:
        file = Path(folder) / "document"
        document.save(file)
        return look(file, name=_name_of(document))
