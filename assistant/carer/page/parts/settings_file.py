"""The settings file as the parts of the page read it."""

from assistant.carer.page.desk import Desk
from assistant.core.settings import Settings, with_value
from assistant.storage.problems import Problem
from assistant.storage.settings_file import read_settings


def settings_now(desk: Desk) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings as the file holds them, or the usual ones and every problem.

    Before the first start there is no file, and that is no problem: whatever is saved then, the
    first start still asks its questions.
    """
    folders = desk.folders
    if not folders.settings.exists() and not folders.settings_last_good.exists():
        return with_value(Settings(), "welcome", "start"), ()
    return read_settings(folders.settings, desk.clash)
