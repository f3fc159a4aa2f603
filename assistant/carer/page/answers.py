"""Answers that are no plain pages. Must not know what they are about."""

import io
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from flask import Response, make_response, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from assistant.carer.page.errand import Errand

REFUSED: Final = 422
"""The answer to a form that cannot be taken as it is; the page says why."""
_PIECE: Final = 1 << 16
_SOON: Final = "wait"
"""Asks the page to wait for what is new before it answers."""


def sound_file(wav: bytes) -> AnyResponse:
    """A sound for the browser's own player, which may ask for any piece of it."""
    return send_file(io.BytesIO(wav), mimetype="audio/wav", download_name="sound.wav")


def text_to_keep(text: str, name: str) -> AnyResponse:
    """A text that the browser keeps as a file."""
    data = io.BytesIO(text.encode("utf-8"))
    return send_file(data, mimetype="text/plain", as_attachment=True, download_name=name)


def file_to_keep(file: Path) -> Response:
    """A file that the browser keeps, and that is gone from here when it has all of it."""

    def pieces() -> Iterator[bytes]:
        try:
            with file.open("rb") as opened:
                while piece := opened.read(_PIECE):
                    yield piece
        finally:
            with suppress(OSError):
                file.unlink()

    answer = Response(pieces(), mimetype="application/zip")
    answer.content_length = file.stat().st_size
    answer.headers.set("Content-Disposition", "attachment", filename=file.name)
    return answer


def await_errand(errand: Errand) -> None:
    """Before such a page is drawn: let the work get on, where the page itself asks anew."""
    if _SOON in request.args:
        errand.wait()


def until_over(page: str, errand: Errand, address: str) -> Response:
    """The page; while the work goes on, it asks for itself anew, and that answer waits."""
    answer = make_response(page)
    if errand.about:
        answer.headers["Refresh"] = f"1; url={address}?{_SOON}=1"
    return answer
