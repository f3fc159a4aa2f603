"""The answer to "Where is this from?". Must not know files."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Final

# Not from the system's calendar: that speaks the machine's language, not the content's.
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact is from: ``name`` and ``date`` are spoken, ``note`` is for clinicians."""

    name: str
    date: str
    note: str = ""


def origin_of(
    sources: Sequence[Source], confidence: str, reviewed: date | None, next_review: date | None
) -> tuple[str, ...]:
    """One short sentence a fact: the last check and the next, doubt, then each source.

    What weighs most comes first, because a tired listener may not hear the whole list.
    """
    said = ["No clinician has reviewed this section yet."]
    if reviewed is not None:
        said = [f"Last reviewed on {reviewed.day} {_month(reviewed)}."]
    if next_review is not None:
        said.append(f"The next check is due in {_month(next_review)}.")
    if confidence == "contested":
        said.append("Experts do not all agree on this.")
    return (*said, *_named(sources))


def own_origin(document: str, added: date | None) -> tuple[str, ...]:
    """The same for a text that a carer added: that it is one, from which document, and when."""
    said = "A carer added this text. No clinician has reviewed it."
    when = f" on {added.day} {_month(added)}" if added is not None else ""
    if document:
        # As one says it: a file's ending and its hyphens are for computers.
        name = re.sub(r"[-_\s]+", " ", PurePath(document).stem).strip()
        return (said, f"It was taken from the document {name}{when}.")
    return (said, f"It was written{when}.") if when else (said,)


def _named(sources: Sequence[Source]) -> tuple[str, ...]:
    if not sources:
        return ("No source is named for this section.",)
    start = "The sources of this section are" if len(sources) > 1 else "The source is"
    names = [f"{source.name}, {source.date}." for source in sources]
    return (f"{start}: {names[0]}", *names[1:])


def _month(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.year}"


def source_names(keys: Sequence[str], sources: Mapping[str, Source]) -> tuple[Source, ...]:
    """The known sources among these keys, in their order."""
    return tuple(sources[key] for key in keys if key in sources)
