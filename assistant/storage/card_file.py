"""What carers wrote on the bedside card. Must not know what the card looks like."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError

from assistant.storage.disk import Disk, plain_reason, write_whole
from assistant.storage.problems import BrokenFile, Problem, listed
from assistant.storage.texts import parse_toml, read_text

_DISK: Final = Disk()
_STARTER: Final = "# What carers wrote on the bedside card.\n\n"


class CardNotSaved(Exception):
    """The card was not saved; the old file is whole. The text is for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The carers' own texts. Where one is empty the program writes its own, or nothing."""

    name: str = ""
    """What the person is called."""
    emergency_number: str = ""
    people: str = ""
    """Whom to call, one a line."""
    switch: str = ""
    """What the switch is, and where."""
    dark: str = ""
    """What to do when the screen is dark."""
    remarks: str = ""

    @property
    def lines_of_people(self) -> tuple[str, ...]:
        """Whom to call, without empty lines and odd spaces."""
        return lines_of(self.people)


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text that say something."""
    return tuple(filter(None, (" ".join(line.split()) for line in text.splitlines())))


NAMES: Final = tuple(field.name for field in fields(Card))
LONGEST_TEXTS: Final = {
    "name": 30,
    "emergency_number": 20,
    "people": 180,
    "switch": 120,
    "dark": 200,
    "remarks": 160,
}
"""How many letters fit, so that the card stays one page in large print."""
MOST_LINES: Final = 4
"""How many lines each text may have, for the same reason."""


def load_card(file: Path) -> tuple[Card, tuple[Problem, ...]]:
    """The card, what is right in it, and every mistake. No file is an empty card."""
    if not file.exists():
        return Card(), ()
    try:
        toml = parse_toml(read_text(file), file)
    except BrokenFile as broken:
        return Card(), broken.problems
    problems = [
        toml.problem(name, f'"{name}" must be one of {", ".join(NAMES)}, with text in quotes.')
        for name, value in toml.data.items()
        if name not in NAMES or not isinstance(value, str)
    ]
    right = {name: value for name, value in toml.data.items() if isinstance(value, str)}
    return Card(**{name: right[name] for name in NAMES if name in right}), listed(problems)


def save_card(file: Path, card: Card, disk: Disk = _DISK) -> None:
    """Keep the card; comments stay. Raises CardNotSaved."""
    try:
        document = tomlkit.parse(read_text(file) if file.exists() else _STARTER)
        for name in NAMES:
            _set(document, name, getattr(card, name))
        write_whole(file, tomlkit.dumps(document), disk)
    except (TOMLKitError, BrokenFile) as error:
        why = f"The card was not saved: {file} has a mistake in it. Mend it, or delete it."
        raise CardNotSaved(why) from error
    except OSError as error:
        why = f"The card was not saved. {plain_reason(error)}"
        raise CardNotSaved(why) from error


def _set(document: Any, name: str, text: str) -> None:  # noqa: ANN401 - tomlkit's document
    if not text:
        document.pop(name, None)
    elif document.get(name) != text:
        document[name] = tomlkit.string(text, multiline="\n" in text)
