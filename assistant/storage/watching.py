"""Notices when somebody changed a file beside the program. Must not know what is in it.

By looking, not by asking the system to tell: what tells of changes differs on every system and
is silent on network disks, and one look at a few files costs nothing.
"""

import contextlib
import os
from pathlib import Path
from typing import TypeAlias

_Signature: TypeAlias = tuple[tuple[str, int, int], ...]
"""Name, size and time of each file, in the order of their names."""


class Watch:
    """A file, or all that lies in a folder and below it. It need not exist."""

    def __init__(self, path: Path) -> None:
        """What is there now is known."""
        self._path = path
        self._known = self._last = _signature(path)

    def has_changed(self) -> bool:
        """Whether it is not as it was known; once for each change.

        True only when two looks found the same: an editor may be in the midst of writing.
        """
        before, self._last = self._last, _signature(self._path)
        if self._last == self._known or self._last != before:
            return False
        self._known = self._last
        return True

    def know(self) -> None:
        """What is there now is the program's own work."""
        self._known = self._last = _signature(self._path)


def _signature(path: Path) -> _Signature:
    found: list[tuple[str, int, int]] = []
    # What goes away or cannot be read meanwhile counts as gone; the next look sees more.
    with contextlib.suppress(OSError):
        if not path.is_dir():
            return (_entry("", path.stat()),)
        for folder, _, names in os.walk(path):
            for name in names:
                file = Path(folder, name)
                with contextlib.suppress(OSError):
                    found.append(_entry(str(file.relative_to(path)), file.stat()))
    return tuple(sorted(found))


def _entry(name: str, status: os.stat_result) -> tuple[str, int, int]:
    return name, status.st_size, status.st_mtime_ns
