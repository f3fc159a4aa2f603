"""How settings look and sound before they are saved: a picture, and a sound."""

from flask import Blueprint, Response, request
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response as AnyResponse

from assistant.carer.page.answers import sound_file
from assistant.carer.page.desk import Desk
from assistant.carer.page.parts.settings_file import settings_now
from assistant.carer.page.settings_form import ENTRIES, Fault, group_named, value_typed
from assistant.core.settings import Settings, with_value
from assistant.speech.synthesizer import SynthesisFailed


def add_to(pages: Blueprint, desk: Desk) -> None:
    """Give the settings these addresses, too."""

    def picture() -> Response:
        png = desk.previews.picture(_tried(desk, "screen"))
        return Response(png, mimetype="image/png")

    def sound() -> AnyResponse:
        try:
            return sound_file(desk.previews.sound(_tried(desk, "voice")))
        except SynthesisFailed as error:
            raise ServiceUnavailable(str(error)) from error

    pages.add_url_rule("/picture.png", "picture", picture)
    pages.add_url_rule("/voice.wav", "sound", sound)


def _tried(desk: Desk, name: str) -> Settings:
    """The settings of the file with those of the address; what is wrong there is left out."""
    settings, _ = settings_now(desk)
    group = group_named(name)
    for path in group.paths if group else ():
        typed = request.args.get(path.replace(".", "_"))
        value = None if typed is None else value_typed(ENTRIES[path], typed)
        if value is not None and not isinstance(value, Fault):
            settings = with_value(settings, path, value)
    return settings
