"""``pressing.json``: what was learned of how somebody presses. Must not know what it is used for.

It is replaced whole, so a power cut leaves the old one or the new one. A damaged file gives way
to the copy that was good at the last start, or else learning starts anew: it costs a dozen
choices, and never a choice itself.
"""

import json
from pathlib import Path
from typing import Final

from assistant.core.known import Known
from assistant.storage.disk import Disk, last_good_beside, plain_reason, write_whole

_DISK: Final = Disk()


class PressingNotKept(Exception):
    """What was learned was not kept; the old file is whole. Its text is for people."""


def load_pressing(file: Path, disk: Disk = _DISK) -> tuple[Known, str]:
    """What was learned, and in plain words what is wrong with the file, or ""."""
    kept = last_good_beside(file)
    if not file.exists() and not kept.exists():
        return Known(), ""
    try:
        text, known = _read(file)
    except OSError as error:
        return _from_copy(kept, plain_reason(error))
    except ValueError:
        return _from_copy(kept, "It is damaged.")
    try:
        write_whole(kept, text, disk)
    except OSError as error:
        return known, f"A copy of how you press could not be kept. {plain_reason(error)}"
    return known, ""


def read_pressing(file: Path) -> Known:
    """What was learned, or nothing where the file cannot be used. Writes nothing."""
    try:
        return _read(file)[1]
    except (OSError, ValueError):
        return Known()


def _read(file: Path) -> tuple[str, Known]:
    """Raises OSError, or ValueError where it is no such file."""
    text = file.read_text(encoding="utf-8")
    return text, Known.from_record(json.loads(text))


def _from_copy(kept: Path, why: str) -> tuple[Known, str]:
    start = f"The file of how you press cannot be read. {why}"
    try:
        _, known = _read(kept)
    except (OSError, ValueError):
        return Known(), f"{start} The program learns it anew; nothing else is lost."
    return known, f"{start} The last good copy is used."


def save_pressing(file: Path, known: Known, disk: Disk = _DISK) -> None:
    """Keep it. Raises PressingNotKept; what was kept before is then whole."""
    try:
        write_whole(file, json.dumps(known.to_record(), indent=1) + "\n", disk)
    except OSError as error:
        message = f"What the program learns of how you press is not kept. {plain_reason(error)}"
        raise PressingNotKept(message) from error
