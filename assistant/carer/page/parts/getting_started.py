"""What is not done yet, of all that a carer does once. Looks at files alone, and changes none."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flask import url_for

from assistant.carer.backup import last_made
from assistant.carer.page.desk import Desk
from assistant.core.settings import Settings
from assistant.storage.card_file import load_card
from assistant.storage.own_words import OwnWords
from assistant.storage.pressing_file import read_pressing

_BACKUP_IS_OLD: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing, by the name of its words, and where it is done; "" is in the assistant."""

    name: str
    address: str = ""


def to_do(desk: Desk, settings: Settings) -> tuple[ToDo, ...]:
    """What is not done yet, the most important first."""
    return tuple(_to_do(desk, settings))


def _to_do(desk: Desk, settings: Settings) -> Iterator[ToDo]:
    folders = desk.folders
    if settings.welcome != "done":
        yield ToDo("welcome")
    elif not read_pressing(folders.pressing).hands:
        yield ToDo("switch", url_for("settings.group", name="switch"))
    if not load_card(folders.card)[0].lines_of_people:
        yield ToDo("people", url_for("card.edit"))
    if settings.listening.is_on and not OwnWords(folders.words).counts():
        yield ToDo("words", url_for("words.own"))
    made, now = last_made(folders), datetime.now().astimezone()
    if made is None or now - made > _BACKUP_IS_OLD:
        yield ToDo("backup" if made is None else "backup_again", url_for("backup.overview"))
