"""The log of troubles: when the program ran, what failed, when help was called.

Theory of operation. The loop hands every event and effect over; a few kinds become a line, and a
thread of its own writes it. Nothing here may ever hold the program up or end it: a line that
cannot be written is lost, and that is all. The file is limited; when it is full it becomes
``.1`` and a new one begins. A power cut may cut the last line, which is skipped when it is read.

Must never hold what was read, chosen, said, heard or typed. So texts come from drivers alone,
without what stands in quotes, and of what people wrote only that it has a mistake.
"""

import json
import os
import platform
import queue
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeAlias

from assistant.core.effects import Effect, Mended, Notice, StartCallTone, StopCallTone
from assistant.core.events import (
    ClockJumped,
    Device,
    DeviceFailed,
    DeviceReturned,
    Event,
    Remarked,
    SectionFailed,
)
from assistant.core.units import Millis
from assistant.storage.scrubbing import without_private

LIMIT_BYTES: Final = 200_000
"""Some 1500 lines. With the file before it, months of a quiet home."""

_SIGN_EVERY_S: Final = 120.0
_CLOSE_WITHIN_S: Final = 2.0
_PLACES_OF_A_FAULT: Final = 6
_LONGEST_TEXT: Final = 300

_WRITTEN_BY_PEOPLE: Final[frozenset[Device]] = frozenset(
    {"content", "settings", "profiles", "words"}
)
_TOLD_BY_NAME: Final = frozenset({"switch", "scan.press_time", "focus"})
"""Notices about the program itself: a switch that is stuck or not heard, weighing that was left."""

Line: TypeAlias = dict[str, str | int | list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log. ``at`` is the local time, with its offset."""

    at: datetime
    kind: str
    """started, ended, broke, mended, failed, returned, remark, notice, slept, call or
    acknowledged."""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One time that the program was open."""

    started: datetime
    last_sign: datetime
    """When it was certainly still there, or ended."""
    end: str
    """ended, broke, or "" where nobody closed it."""


def line_of(thing: Event | Effect, hide: Iterable[str] = ()) -> Line | None:  # noqa: PLR0911 - a kind each
    """What the log says of this, without its time; None for nearly everything."""
    hidden = tuple(hide)
    match thing:
        case DeviceFailed(device=device, why=why):
            line: Line = {"kind": "failed", "device": device}
            return line if device in _WRITTEN_BY_PEOPLE else {**line, "text": _text(why, hidden)}
        case DeviceReturned(device=device):
            return {"kind": "returned", "device": device}
        case SectionFailed():
            return {"kind": "failed", "device": "content"}
        case Remarked(text=text):
            return {"kind": "remark", "text": _text(text, hidden)}
        case Notice(about=about) if about in _TOLD_BY_NAME:
            return {"kind": "notice", "about": about}
        case ClockJumped(gap_ms=gap_ms):
            return {"kind": "slept", "seconds": gap_ms // 1000}
        case Mended(error=error, where=where):
            return {"kind": "mended", "error": error, "where": list(where)}
        case StartCallTone():
            return {"kind": "call"}
        case StopCallTone():
            return {"kind": "acknowledged"}
        case _:
            return None


def _text(text: str, hide: tuple[str, ...]) -> str:
    # After a colon the system speaks, or a library: that may be anything.
    own = without_private(text, hide).partition(": ")[0]
    return own[:_LONGEST_TEXT]


def _now() -> datetime:
    return datetime.now().astimezone()


class TroubleLog:
    """Open from the start of the program to its end, as a context. Never raises, never waits.

    ``record`` is for the loop: it sorts out and hands over. Leaving the context writes the end,
    or what broke; it waits two seconds at most for a disk that hangs.
    """

    def __init__(
        self,
        file: Path,
        version: str,
        now: Callable[[], datetime] = _now,
        limit_bytes: int = LIMIT_BYTES,
    ) -> None:
        """Touch nothing yet. ``now`` is the local time with its offset."""
        self._file, self._version, self._now, self._limit_bytes = file, version, now, limit_bytes
        self._lines: queue.SimpleQueue[Line | None] = queue.SimpleQueue()
        home = os.path.expanduser("~")  # noqa: PTH111 - never fails
        self._hide = (home, str(file.parent))
        self._is_cut = True
        """The last line may have no end: the next begins on one of its own."""
        self._writer = threading.Thread(target=self._write_all, name="troubles", daemon=True)

    def __enter__(self) -> Self:
        """Write the start."""
        start: Line = {
            "kind": "started",
            "version": self._version,
            "python": platform.python_version(),
            "system": platform.system(),
        }
        if (before := last_sign(self._file)) is not None:
            # Where the run before was not closed, this is when it was last there.
            start["sign"] = _stamp(before)
        self._put(start)
        self._writer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write the end. Ctrl-C and the computer's own "please end" are no fault."""
        if error is None or isinstance(error, (SystemExit, KeyboardInterrupt)):
            self._put({"kind": "ended"})
        else:
            # Its text may hold anything; its kind and place say enough.
            where = list(places(trace))
            self._put({"kind": "broke", "error": type(error).__name__, "where": where})
        self._lines.put(None)
        self._writer.join(_CLOSE_WITHIN_S)

    def record(self, _at: Millis, thing: Event | Effect) -> None:
        """Write down what a carer may ask for later; let everything else go."""
        if (line := line_of(thing, self._hide)) is not None:
            self._put(line)

    def _put(self, line: Line) -> None:
        self._lines.put({"at": _stamp(self._now()), **line})

    def _write_all(self) -> None:
        while True:
            try:
                line = self._lines.get(timeout=_SIGN_EVERY_S)
            except queue.Empty:
                with suppress(OSError):
                    os.utime(self._file)  # a sign of life that takes no room
                continue
            if line is None:
                return
            self._append(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace"))

    def _append(self, line: bytes) -> None:
        # Where nothing can be written there is nobody to tell: the program has said so already.
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            if self._file.exists() and self._file.stat().st_size > self._limit_bytes:
                self._file.replace(_before(self._file))
            with self._file.open("ab", buffering=0) as out:
                out.write((b"\n" if self._is_cut and out.tell() else b"") + line + b"\n")
            self._is_cut = False
        except OSError:
            self._is_cut = True


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def places(trace: TracebackType | None) -> Iterator[str]:
    """Where something went wrong, the innermost place first: "file.py:12"."""
    for frame in reversed(traceback.extract_tb(trace)[-_PLACES_OF_A_FAULT:]):
        yield f"{Path(frame.filename).name}:{frame.lineno}"


def _before(file: Path) -> Path:
    return file.with_name(file.name + ".1")


# --- reading ---------------------------------------------------------------------------------


def read_log(file: Path) -> tuple[Entry, ...]:
    """What is in the log, oldest first. What cannot be read is skipped; nothing is changed."""
    return tuple(_entries((*_lines(_before(file)), *_lines(file))))


def _lines(file: Path) -> list[str]:
    try:
        with file.open("rb") as log:
            return log.read(2 * LIMIT_BYTES).decode("utf-8", "replace").split("\n")
    except OSError:
        return []


def _entries(lines: Iterable[str]) -> Iterator[Entry]:
    for line in lines:
        try:
            found = json.loads(line)
            at = datetime.fromisoformat(found.pop("at"))
            kind = str(found.pop("kind"))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            continue
        if at.tzinfo is not None:
            yield Entry(at=at, kind=kind, facts=found)


def is_calling_at_end(file: Path) -> bool:
    """Whether help was being called when the last run ended, as far as the log tells."""
    kinds = ("call", "acknowledged", "started", "ended")
    return next((it.kind for it in reversed(read_log(file)) if it.kind in kinds), "") == "call"


def last_sign(file: Path) -> datetime | None:
    """When the log was last touched; None where there is none."""
    try:
        return datetime.fromtimestamp(file.stat().st_mtime).astimezone()
    except (OSError, ValueError, OverflowError):
        return None


def runs(entries: Iterable[Entry], last: datetime | None = None) -> tuple[Run, ...]:
    """The runs that a log tells of, oldest first; ``last`` is the newest sign of all.

    The last of them may still go on: only the lock of the program knows.
    """
    found: list[Run] = []
    for entry in entries:
        if entry.kind == "started":
            if found and not found[-1].end:
                found[-1] = _seen(found[-1], _sign(entry))
            found.append(Run(started=entry.at, last_sign=entry.at, end=""))
        elif found and not found[-1].end:
            end = entry.kind if entry.kind in ("ended", "broke") else ""
            found[-1] = Run(started=found[-1].started, last_sign=entry.at, end=end)
    if found and not found[-1].end:
        found[-1] = _seen(found[-1], last)
    return tuple(found)


def _sign(start: Entry) -> datetime | None:
    try:
        return datetime.fromisoformat(start.facts["sign"])
    except (KeyError, ValueError, TypeError):
        return None


def _seen(run: Run, sign: datetime | None) -> Run:
    later = run.last_sign if sign is None or sign.tzinfo is None else max(run.last_sign, sign)
    return Run(started=run.started, last_sign=later, end=run.end)
