"""A zip archive read with care: every size is counted while it is read, nothing is unpacked.

Must not know what the files in it mean.
"""

import zipfile
import zlib
from pathlib import Path
from typing import Final

from assistant.carer.documents.blocks import CannotRead

MOST_FILES: Final = 5000
MOST_BYTES_A_FILE: Final = 20_000_000
MOST_BYTES: Final = 100_000_000
MOST_GROWTH: Final = 200
"""Text grows some ten times when it is unpacked. What grows more is made to fill the memory."""
_FREE_BYTES: Final = 5_000_000
_PIECE: Final = 65_536

TOO_LARGE: Final = "This file unpacks to far more than a document holds, so it was not read."
DAMAGED: Final = "This file is damaged. Try to get it once more, or save it anew."
LOCKED: Final = "This file is locked with a password. Save a copy without one, and try again."


class Archive:
    """The files in a zip archive, by their names. All methods raise CannotRead."""

    def __init__(self, file: Path) -> None:
        """Opens it and looks at its list of contents."""
        self._allowed = min(MOST_BYTES, _FREE_BYTES + MOST_GROWTH * file.stat().st_size)
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, EOFError) as error:
            raise CannotRead(DAMAGED) from error
        if len(self._zip.infolist()) > MOST_FILES:
            raise CannotRead(TOO_LARGE)
        self.names = frozenset(self._zip.namelist())

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    def read(self, name: str) -> bytes:
        """One file's content, or b"" where there is none of that name."""
        if name not in self.names:
            return b""
        about = self._zip.getinfo(name)
        if about.flag_bits & 1:
            raise CannotRead(LOCKED)
        if about.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise CannotRead(DAMAGED)
        pieces: list[bytes] = []
        left = min(MOST_BYTES_A_FILE, self._allowed)
        try:
            with self._zip.open(about) as file:
                while piece := file.read(_PIECE):
                    pieces.append(piece)
                    left -= len(piece)
                    self._allowed -= len(piece)
                    if left < 0:
                        raise CannotRead(TOO_LARGE)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as error:
            raise CannotRead(DAMAGED) from error
        except (NotImplementedError, RuntimeError) as error:
            raise CannotRead(LOCKED) from error
        return b"".join(pieces)


def names_in(file: Path) -> frozenset[str]:
    """The names in an archive; none where it is not one."""
    if not zipfile.is_zipfile(file):
        return frozenset()
    archive = Archive(file)
    archive.close()
    return archive.names
