"""A number that is asked for after the link, if a carer wants one. Must not know HTTP.

It keeps a curious visitor out, not who may read this person's files: those files are the same
that the page changes.
"""

import hashlib
import json
import os
import secrets
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from assistant.carer.page.door import Seconds
from assistant.storage.disk import PrivateDisk, plain_reason, write_whole

SHORTEST: Final = 4
LONGEST: Final = 12
FREE_TRIES: Final = 3
_FIRST_WAIT_S: Final[Seconds] = 30
LONGEST_WAIT_S: Final[Seconds] = 15 * 60
_COST: Final = 2**14
_BLOCK: Final = 8
"""What one try costs: some 50 ms and 16 MB."""


class PinNotKept(Exception):
    """The file of the PIN cannot be read or written; the text is for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    salt: str
    hash: str
    wrong: int = 0
    """How many wrong tries in a row; kept, so that starting anew does not help."""
    last_wrong: Seconds = 0


def fault_in_pin(pin: str) -> str | None:
    """Why this can be no PIN, as the end of a sentence, or None."""
    if pin.isascii() and pin.isdigit() and SHORTEST <= len(pin) <= LONGEST:
        return None
    return f"must be {SHORTEST} to {LONGEST} digits"


class Pin:
    """The PIN as it is kept in its file. Time is seconds of the clock on the wall."""

    def __init__(self, file: Path) -> None:
        """Read nothing yet."""
        self._file = file
        self._lock = threading.Lock()

    @property
    def file(self) -> Path:
        """Where it is kept: whoever forgot the PIN deletes this."""
        return self._file

    @property
    def is_set(self) -> bool:
        """Whether one is asked for."""
        return self._file.exists()

    def set(self, pin: str) -> None:
        """Ask for this one from now on. Raises PinNotKept."""
        salt = secrets.token_hex(16)
        with self._lock:
            self._write(_Kept(salt=salt, hash=_hash(pin, salt)))

    def remove(self) -> None:
        """Ask for none. Raises PinNotKept."""
        with self._lock:
            try:
                self._file.unlink(missing_ok=True)
            except OSError as error:
                why = f"The PIN could not be taken away. {plain_reason(error)}"
                raise PinNotKept(why) from error

    def wait_s(self, now: Seconds) -> int:
        """How many seconds until it may be tried again; 0 for now. Raises PinNotKept."""
        with self._lock:
            return _wait_s(self._read(), now)

    def is_right(self, pin: str, now: Seconds) -> bool:
        """Whether this is it; a wrong one is remembered. Raises PinNotKept.

        While there is a wait no try is looked at, not even a right one.
        """
        with self._lock:
            kept = self._read()
            if _wait_s(kept, now):
                return False
            # Counted before it is looked at: pulling the plug must not give the try back.
            tried = _Kept(salt=kept.salt, hash=kept.hash, wrong=kept.wrong + 1, last_wrong=now)
            self._write(tried)
            is_right = secrets.compare_digest(_hash(pin, kept.salt), kept.hash)
            if is_right:
                self._write(_Kept(salt=kept.salt, hash=kept.hash))
            return is_right

    def _read(self) -> _Kept:
        try:
            data = json.loads(self._file.read_bytes())
            kept = _Kept(
                salt=bytes.fromhex(data["salt"]).hex(),
                hash=str(data["hash"]),
                wrong=int(data["wrong"]),
                last_wrong=float(data["last_wrong"]),
            )
        except OSError as error:
            why = f"The file of the PIN cannot be read. {plain_reason(error)}"
            raise PinNotKept(why) from error
        except (ValueError, TypeError, KeyError) as error:
            raise PinNotKept(self._damaged) from error
        return kept

    @property
    def _damaged(self) -> str:
        return f"The file of the PIN is damaged. Delete it, and set a new one: {self._file}"

    def _write(self, kept: _Kept) -> None:
        try:
            write_whole(self._file, json.dumps(asdict(kept)) + os.linesep, PrivateDisk())
        except OSError as error:
            why = f"The PIN was not kept. {plain_reason(error)}"
            raise PinNotKept(why) from error


def _wait_s(kept: _Kept, now: Seconds) -> int:
    over = kept.wrong - FREE_TRIES
    if over < 0:
        return 0
    wait = min(LONGEST_WAIT_S, _FIRST_WAIT_S * 2 ** min(over, 10))
    left = kept.last_wrong + wait - now
    # A clock that was set back must not lock anybody out for years.
    return 0 if left <= 0 else round(min(left, wait)) or 1


def _hash(pin: str, salt: str) -> str:
    return hashlib.scrypt(pin.encode(), salt=bytes.fromhex(salt), n=_COST, r=_BLOCK, p=1).hex()
