"""Files that a browser sent, kept until something has become of them. Must not know their use.

They may hold somebody's voice and habits: they lie in a folder of this person alone, and are
cleared away when the page opens and when it closes. Of each kind there is one at a time.
"""

import re
import secrets
import shutil
from pathlib import Path
from typing import Final

from werkzeug.datastructures import FileStorage

_NOT_IN_A_NAME: Final = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_NAME: Final = 100


class Uploads:
    """One folder for each kind of file."""

    def __init__(self, folder: Path) -> None:
        """Nothing is made before something comes."""
        self._folder = folder

    def clear(self, kind: str = "") -> None:
        """Throw away what is there of a kind, or all of it."""
        shutil.rmtree(self._folder / kind if kind else self._folder, ignore_errors=True)

    def new_folder(self, kind: str) -> Path:
        """An empty folder; what was there of this kind is gone. Raises OSError."""
        self.clear(kind)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder = self._folder / kind / secrets.token_hex(16)
        folder.mkdir(parents=True, mode=0o700)
        return folder

    def take(self, kind: str, sent: FileStorage) -> str:
        """Keep a file; the secret by which it is found again. Raises OSError."""
        folder = self.new_folder(kind)
        sent.save(folder / _plain_name(sent.filename or ""))
        return folder.name

    def found(self, kind: str, secret: str) -> Path | None:
        """The file of this secret, if it is still there."""
        there = sorted((self._folder / kind).glob("*/*"))
        return next((file for file in there if file.parent.name == secret), None)


def _plain_name(name: str) -> str:
    """The last part of a name from anywhere, with harmless letters alone."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return _NOT_IN_A_NAME.sub("-", last).strip("-.")[-_LONGEST_NAME:] or "file"
