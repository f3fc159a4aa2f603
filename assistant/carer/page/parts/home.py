"""The first page: what can be done here, and whether anything needs a carer now."""

from flask import Blueprint, render_template

from assistant.carer.page.desk import Desk, Part
from assistant.carer.page.parts.getting_started import to_do
from assistant.carer.page.parts.settings_file import settings_now


def part(desk: Desk) -> Part:
    """The part that everybody meets first."""
    pages = Blueprint("home", __name__)

    def start() -> str:
        settings, problems = settings_now(desk)
        first = () if problems else to_do(desk, settings)
        return render_template("home.html", is_broken=bool(problems), to_do=first)

    pages.add_url_rule("/", "start", start)
    return Part(name="home", start="home.start", blueprint=pages)
