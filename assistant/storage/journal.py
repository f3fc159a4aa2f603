"""The journal of a rehearsal: each event and effect, one JSON object a line.

Must not know why it is written. What people do with the program at home is never written down
like this: see trouble_log.py.
"""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from assistant.core.library import Library, Section
from assistant.core.units import Millis
from assistant.core.utterances import Utterance


def as_record(at: Millis, thing: object) -> dict[str, Any]:
    """What the journal says of an event or effect: ``at``, ``kind``, its fields as plain JSON.

    An utterance also gives its ``text``; a section only its id; a library only its size.
    """
    record: dict[str, Any] = {"at": at, "kind": type(thing).__name__}
    for name, value in _fields(thing).items():
        if isinstance(value, Utterance):
            record["text"] = value.text
        record.setdefault(name, _plain(value))
    return record


def _fields(thing: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    return {item.name: getattr(thing, item.name) for item in fields(thing)}


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON is any of these
    if isinstance(value, Section):
        return value.id
    if isinstance(value, Library):
        return len(value.order)
    if is_dataclass(value):
        return {name: _plain(one) for name, one in _fields(value).items()}
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(one) for one in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


class Journal:
    """Appends to a file; each line is with the system when ``write`` returns. Raises OSError."""

    def __init__(self, file: Path) -> None:
        """Open the file to append to it, and make its folder."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self._out = file.open("a", encoding="utf-8", errors="replace", newline="\n")

    def write(self, at: Millis, thing: object) -> None:
        """Add one line."""
        self._out.write(json.dumps(as_record(at, thing), ensure_ascii=False) + "\n")
        self._out.flush()

    def close(self) -> None:
        """Let go of the file."""
        self._out.close()
