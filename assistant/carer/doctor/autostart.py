"""Whether the program starts with the computer. The one place of the doctor that asks this.

Must not know how it is made to start.
"""

from collections.abc import Callable
from typing import Final, Protocol

from assistant.carer.doctor.finding import Seen, fine, wrong
from assistant.carer.doctor.subject import Subject


class Autostart(Protocol):
    """How it stands."""

    @property
    def is_well(self) -> bool:
        """Whether it is as somebody wanted it: it starts, or it does not."""

    @property
    def text(self) -> str:
        """How it is in plain words, with what to do where it is not well."""


ASK: Final[Callable[[], Autostart] | None] = None
"""Who knows; as long as nobody does, the doctor has no such line."""


def autostart(_subject: Subject) -> Seen | None:
    """Whether it starts, or does not, as somebody wanted it."""
    return None if ASK is None else seen_of(ASK())


def seen_of(it: Autostart) -> Seen:
    """The same as something seen."""
    return fine(text=it.text) if it.is_well else wrong("not_as_meant", text=it.text)
