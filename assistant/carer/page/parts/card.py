"""The bedside card: what hangs beside the bed, for whoever is there at night."""

from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assistant.carer.page.answers import REFUSED
from assistant.carer.page.card_texts import card_texts
from assistant.carer.page.desk import Desk, Part, tell
from assistant.carer.page.parts.settings_file import settings_now
from assistant.storage.card_file import (
    LONGEST_TEXTS,
    MOST_LINES,
    NAMES,
    Card,
    CardNotSaved,
    load_card,
    save_card,
)
from assistant.storage.commands_file import joined_commands, read_own_commands

_SHORT_ONES: Final = ("name", "emergency_number")


def part(desk: Desk) -> Part:
    """The part that is printed."""
    own = _CardPages(desk)
    pages = Blueprint("card", __name__, url_prefix="/card")
    pages.add_url_rule("", "show", own.show)
    pages.add_url_rule("/edit", "edit", own.edit)
    pages.add_url_rule("/edit", "save", own.save, methods=["POST"])
    return Part(name="card", start="card.show", blueprint=pages)


class _CardPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._file = desk.folders.card

    def show(self) -> str:
        """The card as it is printed."""
        desk = self._desk
        card, problems = load_card(self._file)
        settings, faults = settings_now(desk)
        own, _ = read_own_commands(desk.folders.own_commands, desk.wording.commands)
        commands = joined_commands(desk.wording.commands, own)
        region = desk.wording.regions.get(settings.region, {})
        texts = card_texts(card, settings, desk.words, commands, region)
        return render_template("card.html", texts=texts, problems=(*problems, *faults))

    def edit(self) -> str:
        """The form for the carers' own texts."""
        return self._form(load_card(self._file)[0], {})

    def _form(self, card: Card, faults: dict[str, str]) -> str:
        settings, _ = settings_now(self._desk)
        region = self._desk.wording.regions.get(settings.region, {})
        return render_template(
            "card_edit.html",
            names=NAMES,
            short=_SHORT_ONES,
            typed={name: getattr(card, name) for name in NAMES},
            faults=faults,
            number=region.get("emergency_number", ""),
        )

    def save(self) -> str | Response | tuple[str, int]:
        """Keep what was typed; what is too long for a card stays in the form."""
        typed = {name: _typed(name) for name in NAMES}
        words = self._desk.words
        faults = {}
        for name, text in typed.items():
            if len(text) > LONGEST_TEXTS[name]:
                faults[name] = words("fault.too_long", most=LONGEST_TEXTS[name])
            elif text.count("\n") >= MOST_LINES:
                faults[name] = words("fault.too_many_lines", most=MOST_LINES)
        card = Card(**typed)
        if faults:
            return self._form(card, faults), REFUSED
        try:
            with self._desk.files:
                save_card(self._file, card)
        except CardNotSaved as error:
            tell(str(error))
            return self._form(card, {})
        tell(words("card.saved"))
        return redirect(url_for("card.show"), 303)


def _typed(name: str) -> str:
    """Line by line, without what only browsers put there."""
    lines = request.form.get(name, "").replace("\r", "\n").split("\n")
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))
