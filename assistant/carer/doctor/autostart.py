"""Whether the program starts with the computer. The one place of the doctor that asks this.

Must not know how it is made to start.
"""

from typing import Protocol

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


def autostart(_subject: Subject) -> Seen:
    """Whether it starts, or does not, as somebody wanted it."""
    # Here: the doctor must come up also where a package that this needs is missing.
    from assistant.carer.starting import with_the_computer  # noqa: PLC0415

    return seen_of(with_the_computer().standing())


def seen_of(it: Autostart) -> Seen:
    """The same as something seen."""
    return fine(text=it.text) if it.is_well else wrong("not_as_meant", text=it.text)
