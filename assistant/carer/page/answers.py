"""Answers that are no pages. Must not know what they are about."""

import io

from flask import send_file
from werkzeug.wrappers import Response


def sound_file(wav: bytes) -> Response:
    """A sound for the browser's own player, which may ask for any piece of it."""
    return send_file(io.BytesIO(wav), mimetype="audio/wav", download_name="sound.wav")
