"""Language models on the page: which are there, putting one in place, checking and removing.

Must not know how a model is made up. Nothing is fetched from the internet but by a button that
says from where, and how much.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from assistant.carer.page.answers import REFUSED, await_errand, until_over
from assistant.carer.page.desk import Desk, Part, tell
from assistant.listening.model_install import (
    Surroundings,
    install_from_file,
    install_from_web,
    remove_model,
)
from assistant.listening.models import (
    CannotInstall,
    InstalledModel,
    Model,
    check,
    installed_models,
    read_manifest,
)
from assistant.storage.disk import plain_reason

UPLOAD_BYTES: Final = 300_000_000
_KIND: Final = "model"
_INSTALL: Final = "install"
_CHECK: Final = "check"
_MB: Final = 1_000_000


def part(desk: Desk) -> Part:
    """The part about hearing more than commands."""
    own = _ModelPages(desk)
    pages = Blueprint("models", __name__, url_prefix="/models")
    pages.add_url_rule("", "overview", own.overview)
    pages.add_url_rule("/file", "take", own.take, methods=["POST"])
    pages.add_url_rule("/fetch", "fetch", own.fetch, methods=["POST"])
    pages.add_url_rule("/check", "check", own.check, methods=["POST"])
    pages.add_url_rule("/remove/<name>", "ask_remove", own.ask_remove)
    pages.add_url_rule("/remove/<name>", "remove", own.remove, methods=["POST"])
    most = {"/models/file": UPLOAD_BYTES}
    return Part(name="models", start="models.overview", blueprint=pages, most_bytes=most)


@dataclass(slots=True)
class _Work:
    """How far it is, and what came of the last."""

    name: str = ""
    percent: int | None = None
    """Of what is fetched; None where nobody knows how long it takes."""
    done: str = ""
    failed: str = ""


class _ModelPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._work = _Work()
        self._faults: dict[str, tuple[str, ...]] = {}
        """By the name of a model; none is a model that was checked and is whole."""

    @property
    def _folder(self) -> Path:
        return self._desk.folders.models

    def _known(self) -> tuple[Model, ...]:
        try:
            return read_manifest(self._desk.models / "manifest.toml")
        except CannotInstall as error:
            tell(str(error))
            return ()

    def overview(self) -> Response:
        """What is there, what could be, and what is on its way."""
        await_errand(self._desk.errand)
        page = self._overview()
        return until_over(page, self._desk.errand, url_for("models.overview"))

    def _overview(self, fault: str = "") -> str:
        here = installed_models(self._folder)
        ids = {model.id for model in here}
        return render_template(
            "models.html",
            installed=here,
            offered=[model for model in self._known() if model.id not in ids],
            faults=self._faults,
            about=self._desk.errand.about,
            work=self._work,
            fault=fault,
            megabytes=lambda size_bytes: max(1, round(size_bytes / _MB)),
        )

    # --- putting one in place ------------------------------------------------------------

    def take(self) -> str | Response | tuple[str, int]:
        """A zip file that the carer has."""
        sent, words, uploads = request.files.get("file"), self._desk.words, self._desk.uploads
        if sent is None or not sent.filename:
            return self._overview(words("models.no_file")), REFUSED
        if self._desk.errand.about:
            return self._overview(words("health.busy")), REFUSED
        try:
            file = uploads.found(_KIND, uploads.take(_KIND, sent))
        except OSError as error:
            return self._overview(plain_reason(error)), REFUSED
        if file is None:
            raise NotFound
        known = self._known()
        return self._begin(
            file.name,
            lambda around: install_from_file(file, known, self._folder, around),
            lambda: uploads.clear(_KIND),
        )

    def fetch(self) -> Response:
        """One from the list, from the internet."""
        wanted = request.form.get("model", "")
        model = next((each for each in self._known() if each.id == wanted), None)
        if model is None:
            raise NotFound
        return self._begin(model.name, lambda around: install_from_web(model, self._folder, around))

    def _begin(
        self,
        name: str,
        install: Callable[[Surroundings], InstalledModel],
        last: Callable[[], None] = lambda: None,
    ) -> Response:
        def work() -> None:
            # What nobody foresaw must not look as if nothing had been asked for.
            self._work = _Work(name=name, failed=self._desk.words("problem.failed.text"))
            try:
                installed = install(self._around())
            except CannotInstall as error:
                self._work.failed = str(error)
            else:
                self._work.failed = ""
                self._faults.pop(installed.id, None)
                key = "models.installed" if installed.is_known else "models.installed_unknown"
                self._work.done = self._desk.words(key, name=installed.name)
            finally:
                last()

        if not self._desk.errand.begin(_INSTALL, work):
            last()
            tell(self._desk.words("health.busy"))
        return _to_overview()

    def _around(self) -> Surroundings:
        work = self._work

        def progress(done: int, size: int) -> None:
            work.percent = 100 * done // size if size else None

        def say(_step: str) -> None:
            work.percent = None  # unpacking and trying out take their own time

        return replace(self._desk.installing, progress=progress, say=say)

    # --- checking and removing -----------------------------------------------------------

    def check(self) -> Response:
        """Look whether every file is as it was installed."""

        def work() -> None:
            self._work = _Work()
            found = [check(model) for model in installed_models(self._folder)]
            self._faults = {each.model: each.faults for each in found}

        if not self._desk.errand.begin(_CHECK, work):
            tell(self._desk.words("health.busy"))
        return _to_overview()

    def _installed(self, name: str) -> InstalledModel:
        found = next((each for each in installed_models(self._folder) if each.id == name), None)
        if found is None:
            raise NotFound
        return found

    def ask_remove(self, name: str) -> str:
        """The question before."""
        return render_template("model_remove.html", model=self._installed(name))

    def remove(self, name: str) -> Response:
        """Take it off this computer; it can be installed again."""
        model = self._installed(name)
        if self._desk.errand.about:
            tell(self._desk.words("health.busy"))
            return _to_overview()
        try:
            remove_model(model)
        except OSError as error:
            tell(self._desk.words("models.not_removed", why=plain_reason(error)))
        else:
            self._faults.pop(name, None)
            self._work = _Work()
            tell(self._desk.words("models.removed", name=model.name))
        return _to_overview()


def _to_overview() -> Response:
    return redirect(url_for("models.overview"), 303)
