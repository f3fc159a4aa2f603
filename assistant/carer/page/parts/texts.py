"""Own texts on the page: what there is, another title, taking away and bringing back."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from assistant.carer.documents import (
    KEPT_DAYS,
    NotDone,
    OwnSection,
    OwnText,
    bring_back,
    forget_removed,
    own_texts,
    remove,
    removed,
    rename,
)
from assistant.carer.page.desk import Desk, Part, tell
from assistant.carer.page.parts import texts_added, texts_mended, texts_written
from assistant.storage.own_check import problems_in_own


def part(desk: Desk) -> Part:
    """The part with the carer's own texts."""
    own = _TextsPages(desk)
    pages = Blueprint("texts", __name__, url_prefix="/texts")
    pages.add_url_rule("", "overview", own.overview)
    pages.add_url_rule("/one", "one", own.one)
    pages.add_url_rule("/rename", "rename", own.rename, methods=["POST"])
    pages.add_url_rule("/remove", "ask_remove", own.ask_remove)
    pages.add_url_rule("/remove", "remove", own.remove, methods=["POST"])
    pages.add_url_rule("/removed", "removed", own.removed)
    pages.add_url_rule("/removed", "bring_back", own.bring_back, methods=["POST"])
    texts_written.add_to(pages, desk)
    texts_added.add_to(pages, desk)
    texts_mended.add_to(pages, desk)
    most = {**texts_written.MOST_BYTES, **texts_added.MOST_BYTES, **texts_mended.MOST_BYTES}
    return Part(name="texts", start="texts.overview", blueprint=pages, most_bytes=most)


class _TextsPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._folders = desk.folders

    def overview(self) -> str:
        """All own texts, and what is wrong with any of them."""
        own = self._folders.own
        problems = problems_in_own(own, self._desk.wording) if own.exists() else ()
        return render_template(
            "texts.html",
            texts=[text for text in own_texts(self._folders) if text.id],
            mistakes=problems,
            own=own,
            removed_count=len(removed(self._folders)),
        )

    def one(self) -> str:
        """One text, its sections, and what can be done with it."""
        return self._one_page(self._text(request.args.get("text", "")))

    def _one_page(self, text: OwnText, typed: str | None = None, fault: str = "") -> str:
        title = text.title if typed is None else typed
        return render_template("texts_one.html", text=text, title=title, fault=fault)

    def rename(self) -> str | Response | tuple[str, int]:
        """Another title for a text; its place in the list stays."""
        text = self._text(request.form.get("text", ""))
        typed = " ".join(request.form.get("title", "").split())
        with self._desk.files:
            try:
                rename(text.id, typed, self._folders)
            except NotDone as why:
                return self._one_page(text, typed, str(why)), 422
        tell(self._desk.words("texts.renamed", title=typed))
        return redirect(url_for("texts.one", text=text.id), 303)

    # --- taking away ---------------------------------------------------------------------

    def ask_remove(self) -> str:
        """The question before a text or a section of one is taken away."""
        text_id = request.args.get("text", "")
        text, section = self._found(text_id)
        title, count = (section.title, 1) if section else (text.title, len(text.sections))
        return render_template(
            "texts_remove.html",
            text_id=text_id,
            title=title,
            count=count,
            back=text.id,
            days=KEPT_DAYS,
        )

    def remove(self) -> Response:
        """Take it away; it is kept aside."""
        text_id = request.form.get("text", "")
        text, section = self._found(text_id)
        words = self._desk.words
        title = section.title if section else text.title
        done = self._does(lambda: remove(text_id, self._folders))
        if done:
            tell(words("texts.removed", title=title, days=KEPT_DAYS))
        if done and (section is None or len(text.sections) == 1):
            return redirect(url_for("texts.overview"), 303)
        return redirect(url_for("texts.one", text=text.id), 303)

    def removed(self) -> str:
        """What was taken away lately."""
        return render_template("texts_removed.html", all=removed(self._folders), days=KEPT_DAYS)

    def bring_back(self) -> Response:
        """Bring one back; or with none named, delete all of them for good."""
        name, words = request.form.get("text", ""), self._desk.words
        if not name:
            if self._does(lambda: forget_removed(self._folders)):
                tell(words("texts.forgotten"))
            return redirect(url_for("texts.overview"), 303)
        if self._does(lambda: bring_back(name, self._folders)):
            tell(words("texts.brought_back"))
            return redirect(url_for("texts.overview"), 303)
        return redirect(url_for("texts.removed"), 303)

    # --- finding -------------------------------------------------------------------------

    def _does(self, change: Callable[[], None]) -> bool:
        """Whether it was done; why not is told."""
        with self._desk.files:
            try:
                change()
            except NotDone as why:
                tell(str(why))
                return False
        return True

    def _text(self, text_id: str) -> OwnText:
        text, section = self._found(text_id)
        if section is not None:
            raise NotFound
        return text

    def _found(self, wanted: str) -> tuple[OwnText, OwnSection | None]:
        """A text, or the section of one and that section. Raises NotFound."""
        texts = [text for text in own_texts(self._folders) if text.id]
        for text in texts:
            if text.id == wanted:
                return text, None
        for text in texts:
            for section in text.sections:
                if section.id == wanted:
                    return text, section
        raise NotFound
