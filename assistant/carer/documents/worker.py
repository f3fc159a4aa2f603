"""The process that reads one document: whatever the document does, it does it here, and not long.

Nothing is fetched and nothing is written. Knows no folders of ours.
"""

import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assistant.carer.documents.blocks import CannotRead
from assistant.carer.documents.draft import Draft
from assistant.carer.documents.reading import draft_of
from assistant.own_process import serve_quietly

if TYPE_CHECKING:
    from multiprocessing import connection

MOST_MEMORY: Final = 1_200_000_000
"""Bytes. Books of some hundred pages take less than half of it."""
_DEEPEST_CALLS: Final = 5000

TOO_MUCH: Final = "This document is far too large or too intricate to be read. Take a part of it."
NOT_READ: Final = "This document is damaged, or of a kind that is not known here. Save it anew."


@dataclass(frozen=True, slots=True)
class LookRequest:
    """Read this file, which people know by this name."""

    file: Path
    name: str
    title: str


def serve(parent: "connection.Connection[Any, Any]", most_seconds: int) -> None:
    """The whole life of the process: one request, one answer, a Draft or a plain sentence."""
    serve_quietly()
    _limit(most_seconds)
    with suppress(EOFError, OSError):  # the parent has gone: so do we
        parent.send(_answer(parent.recv()))


def _limit(most_seconds: int) -> None:
    """As far as this system can: so much memory, so much work, and no file."""
    sys.setrecursionlimit(_DEEPEST_CALLS)
    if sys.platform == "win32":
        return  # the parent's patience and the sizes that are counted while reading remain
    import resource  # noqa: PLC0415 - not on Windows

    for kind, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, most_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError, OSError):  # macOS knows some of them by name alone
            resource.setrlimit(kind, (allowed, hard))


def _answer(request: LookRequest) -> Draft | str:
    try:
        return draft_of(request.file, request.name, request.title)
    except CannotRead as error:
        return str(error)
    except (MemoryError, RecursionError):
        return TOO_MUCH
    except Exception:  # noqa: BLE001 - parsers raise anything at what hostile files hold
        return NOT_READ
