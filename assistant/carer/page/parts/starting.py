"""Start with the computer: how it stands, and turned on or off here. Icons, too."""

from collections.abc import Callable
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assistant.carer.page.desk import Desk, Part, tell
from assistant.carer.starting import CannotChange, Standing, Start, icons, with_the_computer

WAYS: Final[dict[str, Callable[[], Start]]] = {"computer": with_the_computer, "icons": icons}
"""By the names that the forms give them, in their order on the page."""


def part(desk: Desk) -> Part:
    """The part about how the program is started."""
    own = _StartingPages(desk)
    pages = Blueprint("starting", __name__, url_prefix="/starting")
    pages.add_url_rule("", "overview", own.overview)
    pages.add_url_rule("", "change", own.change, methods=["POST"])
    return Part(name="starting", start="starting.overview", blueprint=pages)


class _StartingPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def overview(self) -> str:
        """How each way of starting stands, with its buttons."""
        stands = {name: way().standing() for name, way in WAYS.items()}
        return render_template("starting.html", stands=stands, said=self._said)

    def _said(self, name: str, standing: Standing) -> str:
        return self._desk.words(f"starting.{name}_{standing.how}")

    def change(self) -> str | Response:
        """Turn one way on or off."""
        way = WAYS.get(request.form.get("way", ""))
        if way is not None:
            with self._desk.files:
                self._do(way(), request.form.get("do", ""))
        return redirect(url_for("starting.overview"), 303)

    def _do(self, start: Start, what: str) -> None:
        words = self._desk.words
        try:
            if what == "on":
                start.turn_on()
                tell(words("starting.turned_on"))
            elif what == "off":
                start.turn_off()
                tell(words("starting.turned_off"))
        except CannotChange as error:
            tell(str(error))
