"""Who may open the page: the PIN, asked for at the door and set here."""

from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assistant.carer.page.answers import REFUSED
from assistant.carer.page.desk import Desk, Part, session, tell
from assistant.carer.page.pin import PinNotKept, fault_in_pin

ASK: Final = "access.ask"
"""The only endpoint of a part that answers before the PIN was given."""


def part(desk: Desk) -> Part:
    """The part about who may come in."""
    own = _AccessPages(desk)
    pages = Blueprint("access", __name__, url_prefix="/access")
    pages.add_url_rule("", "overview", own.overview)
    pages.add_url_rule("", "change", own.change, methods=["POST"])
    pages.add_url_rule("/pin", "ask", own.ask, methods=["GET", "POST"])
    return Part(name="access", start="access.overview", blueprint=pages)


class _AccessPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def ask(self) -> str | Response | tuple[str, int]:
        """The PIN at the door."""
        if session().has_given_pin or not self._desk.pin.is_set:
            return redirect(url_for("home.start"), 303)
        if request.method != "POST":
            return self._door("")
        why = self._fault_in_try("pin")
        if why:
            return self._door(why), REFUSED
        session().has_given_pin = True
        return redirect(url_for("home.start"), 303)

    def _door(self, fault: str) -> str:
        return render_template("pin.html", fault=fault, file=self._desk.pin.file)

    def _fault_in_try(self, name: str) -> str:
        """Why what was typed does not open, in a sentence; "" where it does."""
        pin, words, now = self._desk.pin, self._desk.words, self._desk.now()
        try:
            if wait_s := pin.wait_s(now):
                return words("access.wait", seconds=wait_s)
            if pin.is_right(request.form.get(name, "").strip(), now):
                return ""
            if wait_s := pin.wait_s(now):
                return words("access.wrong_wait", seconds=wait_s)
        except PinNotKept as error:
            return str(error)
        return words("access.wrong")

    def overview(self) -> str:
        """Whether there is a PIN, and the form to set one."""
        return self._form({})

    def _form(self, faults: dict[str, str]) -> str:
        is_set, file = self._desk.pin.is_set, self._desk.pin.file
        return render_template("access.html", is_set=is_set, faults=faults, file=file)

    def change(self) -> str | Response | tuple[str, int]:
        """Set, change or take away the PIN; who changes one must know it."""
        pin, words = self._desk.pin, self._desk.words
        faults = self._faults()
        if faults:
            return self._form(faults), REFUSED
        try:
            if request.form.get("do") == "remove":
                pin.remove()
                tell(words("access.removed"))
            else:
                pin.set(request.form.get("new", "").strip())
                self._desk.door.forget_pins(but=session())
                tell(words("access.set"))
        except PinNotKept as error:
            tell(str(error))
        return redirect(url_for("access.overview"), 303)

    def _faults(self) -> dict[str, str]:
        words, faults = self._desk.words, {}
        if request.form.get("do") != "remove":
            new = request.form.get("new", "").strip()
            if fault_in_pin(new):
                faults["new"] = words("access.not_digits")
            elif new != request.form.get("again", "").strip():
                faults["again"] = words("access.not_the_same")
        # A try is counted: not for a form that comes to nothing anyway.
        if not faults and self._desk.pin.is_set and (why := self._fault_in_try("old")):
            faults["old"] = why
        return faults
