"""One file from the web, whole and as expected, or nothing. Must not know what is in it.

Python's own urllib is enough for one file: it follows redirects and knows proxies. The pinned
SHA-256, not the connection, decides whether what arrived is what was wanted.
"""

import http.client
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, TypeAlias

from assistant.listening.models import CannotInstall, sha256_of

if TYPE_CHECKING:
    from email.message import Message

_PIECE: Final = 1 << 16
_STALLED_AFTER_S: Final = 30.0
_FRUITLESS_TRIES: Final = 3
_ZIP_BEGINS_WITH: Final = b"PK\x03\x04"

Progress: TypeAlias = Callable[[int, int], None]
"""Called with the bytes that have arrived and the bytes in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to fetch, and how to know it again."""

    url: str
    size_bytes: int
    sha256: str


class _Broke(Exception):
    """The connection ended early; what has arrived is kept."""


class _StartAnew(Exception):
    """What has arrived does not belong to what the server has now."""


def download(
    wanted: Wanted, part: Path, progress: Progress, stalled_after_s: float = _STALLED_AFTER_S
) -> None:
    """Fetch the file into ``part`` and return when it is whole and its SHA-256 is right.

    Goes on where an earlier run stopped, if the server can do that. A broken connection is
    tried again by itself for as long as each try brings something. Raises CannotInstall; then
    ``part`` holds what is worth keeping for the next run, or does not exist.
    """
    had_a_half = _size(part) > 0
    _fetch_all(wanted, part, progress, stalled_after_s)
    if had_a_half and not _is_right(part, wanted):
        # Halves of two versions of the file may have been joined: a fresh one tells.
        forget(part)
        _fetch_all(wanted, part, progress, stalled_after_s)
    if not _is_right(part, wanted):
        forget(part)
        message = (
            "The file that arrived is not the one this program knows, so it was deleted. "
            "Try again later; if it happens again, look for a newer version of the program."
        )
        raise CannotInstall(message)
    _validator_file(part).unlink(missing_ok=True)


def _fetch_all(wanted: Wanted, part: Path, progress: Progress, stalled_after_s: float) -> None:
    fruitless = 0
    while (held := _size(part)) != wanted.size_bytes:
        try:
            _fetch(wanted, part, progress, stalled_after_s)
        except _StartAnew as error:
            forget(part)
            fruitless += 1
            if fruitless >= _FRUITLESS_TRIES:
                raise CannotInstall(_CONFUSED) from error
        except _Broke as error:
            fruitless = 0 if _size(part) > held else fruitless + 1
            if fruitless >= _FRUITLESS_TRIES:
                raise CannotInstall(_broken_off(part, wanted)) from error


def _is_right(part: Path, wanted: Wanted) -> bool:
    return sha256_of(part) == wanted.sha256


def forget(part: Path) -> None:
    """Delete what has arrived so far."""
    part.unlink(missing_ok=True)
    _validator_file(part).unlink(missing_ok=True)


def _fetch(wanted: Wanted, part: Path, progress: Progress, stalled_after_s: float) -> None:
    held = _size(part)
    if held > wanted.size_bytes:
        raise _StartAnew
    # Only addresses from our own manifest get here.
    request = urllib.request.Request(wanted.url, headers=_headers(part, held))  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=stalled_after_s) as answer:  # noqa: S310
            _take(answer, wanted, part, held, progress)
    except urllib.error.HTTPError as error:
        with error:
            if error.code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                raise _StartAnew from error
            raise CannotInstall(_refused(error.code, wanted.url)) from error
    except urllib.error.URLError as error:
        raise CannotInstall(_unreachable(error.reason, wanted.url)) from error
    except (http.client.HTTPException, TimeoutError, ConnectionError) as error:
        raise _Broke from error


def _headers(part: Path, held: int) -> Mapping[str, str]:
    headers = {"User-Agent": "als-assistant", "Accept-Encoding": "identity"}
    if held:
        headers["Range"] = f"bytes={held}-"
        validator = _validator_file(part)
        if validator.is_file():
            # The server sends the rest only if its file is still the same.
            headers["If-Range"] = validator.read_text(encoding="latin-1").strip()
    return headers


def _take(
    answer: http.client.HTTPResponse, wanted: Wanted, part: Path, held: int, progress: Progress
) -> None:
    if answer.status != HTTPStatus.PARTIAL_CONTENT:
        held = 0
    elif not answer.headers.get("Content-Range", "").startswith(f"bytes {held}-"):
        raise _StartAnew
    _refuse_a_web_page(answer.headers)
    length = answer.headers.get("Content-Length", "")
    if length.isdecimal() and held + int(length) != wanted.size_bytes:
        if held:
            raise _StartAnew
        message = (
            f"The server has another file than this program knows ({length} bytes instead of "
            f"{wanted.size_bytes}). Look for a newer version of the program."
        )
        raise CannotInstall(message)
    if not held:
        _keep_validator(part, answer.headers)
    with part.open("ab" if held else "wb") as file:
        _copy(answer, file, held, wanted.size_bytes, progress)


def _copy(
    answer: http.client.HTTPResponse, file: BinaryIO, held: int, size_bytes: int, progress: Progress
) -> None:
    progress(held, size_bytes)
    while held < size_bytes:
        piece = _read(answer, min(_PIECE, size_bytes - held))
        if held == 0 and not _begins_as_zip(piece):
            raise CannotInstall(_WEB_PAGE)
        file.write(piece)
        file.flush()
        held += len(piece)
        progress(held, size_bytes)


def _read(answer: http.client.HTTPResponse, size_bytes: int) -> bytes:
    try:
        # Not `read`: it would hold back what came before a line fell silent.
        piece = answer.read1(size_bytes)
    except (OSError, http.client.HTTPException) as error:
        # Told apart here from an OSError of the disk, which no second try will mend.
        raise _Broke from error
    if not piece:
        raise _Broke
    return piece


def _refuse_a_web_page(headers: "Message") -> None:
    if headers.get_content_type() in ("text/html", "application/xhtml+xml"):
        raise CannotInstall(_WEB_PAGE)


def _begins_as_zip(piece: bytes) -> bool:
    # A connection may break within the first bytes.
    return piece[: len(_ZIP_BEGINS_WITH)] == _ZIP_BEGINS_WITH[: len(piece)]


def _keep_validator(part: Path, headers: "Message") -> None:
    etag = headers.get("ETag", "")
    # A weak tag (W/...) may not be used to join two halves (RFC 9110, 13.1.5).
    validator = etag if etag.startswith('"') else headers.get("Last-Modified", "")
    file = _validator_file(part)
    if validator:
        file.write_text(validator, encoding="latin-1")
    else:
        file.unlink(missing_ok=True)


def _validator_file(part: Path) -> Path:
    return part.with_name(part.name + ".version")


def _size(part: Path) -> int:
    return part.stat().st_size if part.is_file() else 0


_WEB_PAGE: Final = (
    "The network answered with a web page instead of the model; it may want you to log in. "
    "Open a browser, log in to the network, then try again."
)


_CONFUSED: Final = (
    "The server does not answer sensibly. Try again later, or fetch the file in a browser and "
    "install it with: als-assistant models install FILE"
)


def _broken_off(part: Path, wanted: Wanted) -> str:
    percent = 100 * _size(part) // wanted.size_bytes
    return (
        f"The connection broke off at {percent} %. What has arrived is kept: "
        "do the same again to go on."
    )


def _refused(code: int, url: str) -> str:
    if code in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        return (
            f"The model is no longer at {url} (answer {code}). "
            "Look for a newer version of the program."
        )
    return f"The server at {url} refused (answer {code}). Try again later."


def _unreachable(reason: object, url: str) -> str:
    if isinstance(reason, ssl.SSLCertVerificationError):
        return (
            f"The connection to {url} could not be trusted. Check the computer's date; on a Mac, "
            "run “Install Certificates” in the Python folder. Or fetch the file in a browser and "
            "install it with: als-assistant models install FILE"
        )
    return (
        f"The server cannot be reached ({reason}). Check the internet connection, or fetch {url} "
        "on another computer and install it with: als-assistant models install FILE"
    )
