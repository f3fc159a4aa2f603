"""Settings on the page: every one with its meaning, and checked as the program checks it."""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from assistant.carer.page.answers import REFUSED
from assistant.carer.page.desk import Desk, Part, tell
from assistant.carer.page.parts import settings_text, settings_tried
from assistant.carer.page.parts.settings_file import settings_now
from assistant.carer.page.setting_words import SAVE, USUAL, Filled, SettingWords, filled_in
from assistant.carer.page.settings_form import (
    ENTRIES,
    GROUPS,
    Fault,
    Group,
    fields_of,
    group_named,
    outcome_of,
    typed_of,
    typed_settings,
)
from assistant.core.settings import Settings, value_of
from assistant.storage.settings_file import CouldNotSave, save_settings

_TRY: Final = "try"
_CAN_BE_TRIED: Final = ("screen", "voice")
"""Groups that can be looked at or heard before they are saved."""


def part(desk: Desk) -> Part:
    """The part with all settings."""
    pages = Blueprint("settings", __name__, url_prefix="/settings")
    own = _SettingsPages(desk)
    pages.add_url_rule("", "overview", own.overview)
    pages.add_url_rule("/<name>", "group", own.group)
    pages.add_url_rule("/<name>", "save_group", own.save_group, methods=["POST"])
    settings_text.add_to(pages, desk)
    settings_tried.add_to(pages, desk)
    most = {"/settings/text": settings_text.MOST_BYTES}
    return Part(name="settings", start="settings.overview", blueprint=pages, most_bytes=most)


class _SettingsPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._say = SettingWords(desk.words)

    def overview(self) -> str:
        """All groups; where the file has a mistake, what is wrong with it."""
        settings, problems = settings_now(self._desk)
        if problems:
            return settings_text.broken_page(self._desk, problems)
        changed = {group.name: _count_changed(settings, group) for group in GROUPS}
        return render_template("settings.html", groups=GROUPS, changed=changed)

    def group(self, name: str) -> str | Response:
        """The form of one group."""
        group = _found(name)
        settings, problems = settings_now(self._desk)
        return _to_overview() if problems else self._form(group, settings)

    def save_group(self, name: str) -> str | Response | tuple[str, int]:
        """What came back of it: saved, tried or set back; nothing with a fault is saved."""
        group = _found(name)
        filled = filled_in(group.paths)
        with self._desk.files:
            settings, problems = settings_now(self._desk)
            if problems:
                return _to_overview()
            if filled.does.startswith(USUAL):
                return self._set_back(group, settings, filled)
            found = outcome_of(settings, filled.shown, filled.typed, self._desk.clash)
            if filled.does == SAVE and not found.faults:
                return self._save(group, found.settings, found.changed)
        is_tried = filled.does == _TRY and not found.faults
        page = self._form(group, settings, filled.typed, found.faults, is_tried=is_tried)
        return (page, REFUSED) if found.faults else page

    def _set_back(self, group: Group, settings: Settings, filled: Filled) -> str:
        """In the form alone: like everything else it counts when it is saved."""
        path = filled.does.removeprefix(USUAL)
        if path not in group.paths:
            raise NotFound
        usual = typed_of(ENTRIES[path], ENTRIES[path].default)
        tell(self._desk.words("settings.set_back", label=self._say.label(path)))
        return self._form(group, settings, {**filled.typed, path: usual})

    def _save(self, group: Group, settings: Settings, changed: tuple[str, ...]) -> Response:
        folders, words = self._desk.folders, self._desk.words
        if not changed:
            tell(words("settings.nothing_changed"))
            return redirect(url_for("settings.group", name=group.name), 303)
        try:
            save_settings(folders.settings, settings, clash=self._desk.clash)
        except CouldNotSave as error:
            tell(error.why)
        else:
            tell(words("settings.saved", labels=", ".join(map(self._say.label, changed))))
        return redirect(url_for("settings.group", name=group.name), 303)

    def _form(
        self,
        group: Group,
        now: Settings,
        typed: Mapping[str, str] | None = None,
        faults: Mapping[str, Fault] | None = None,
        *,
        is_tried: bool = False,
    ) -> str:
        tried = {**typed_settings(now, group.paths), **(typed or {})}
        return render_template(
            "settings_group.html",
            group=group,
            fields=fields_of(group.paths, now, typed or {}, faults or {}),
            faults=self._say.faults(faults or {}, here=group.paths),
            can_be_tried=group.name in _CAN_BE_TRIED,
            is_tried=is_tried,
            tried={path.replace(".", "_"): text for path, text in tried.items()},
            voices=self._desk.previews.voices() if group.name == "voice" else (),
            **self._say.for_fields(),
        )


def _found(name: str) -> Group:
    group = group_named(name)
    if group is None:
        raise NotFound
    return group


def _to_overview() -> Response:
    return redirect(url_for("settings.overview"), 303)


def _count_changed(settings: Settings, group: Group) -> int:
    return sum(value_of(settings, path) != ENTRIES[path].default for path in group.paths)
