"""The journal: each event and effect, one JSON object a line. Must not know why it is written."""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TextIO

from assistant.core.library import Library, Section
from assistant.core.units import Millis
from assistant.core.utterances import Utterance
from assistant.storage.disk import plain_reason


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
    """Appends to a file; each line is with the system when ``write`` returns.

    With ``on_problem`` a failing disk is told once and the journal rests: it must never stop
    the program. Without it OSError is raised. Above ``limit_bytes`` the file becomes ``.1``.
    """

    def __init__(
        self,
        file: Path,
        on_problem: Callable[[str], None] | None = None,
        limit_bytes: int | None = None,
    ) -> None:
        """Open the file to append to it, and make its folder."""
        self._file = file
        self._on_problem = on_problem
        self._limit_bytes = limit_bytes
        self._out: TextIO | None = None
        self._guarded(self._start)

    def write(self, at: Millis, thing: object) -> None:
        """Add one line."""
        line = json.dumps(as_record(at, thing), ensure_ascii=False)
        self._guarded(lambda: self._add(line))

    def close(self) -> None:
        """Let go of the file. Writing after this does nothing."""
        if self._out is not None:
            self._guarded(self._out.close)
            self._out = None

    def _start(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._out = self._file.open("a", encoding="utf-8", errors="replace", newline="\n")

    def _add(self, line: str) -> None:
        if self._out is None:
            return
        self._out.write(line + "\n")
        self._out.flush()
        if self._limit_bytes is not None and self._out.tell() > self._limit_bytes:
            self._out.close()
            self._file.replace(self._file.with_name(self._file.name + ".1"))
            self._start()

    def _guarded(self, step: Callable[[], None]) -> None:
        try:
            step()
        except OSError as error:
            if self._on_problem is None:
                raise
            self._out = None
            self._on_problem(f"The journal is not written. {plain_reason(error)}")
