"""Settings on the page: every one with its meaning, and checked as the program checks it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from assistant.carer.page.desk import Desk, Part, tell
from assistant.carer.page.parts import settings_text, settings_tried
from assistant.carer.page.parts.settings_file import settings_now
from assistant.carer.page.settings_form import (
    ENTRIES,
    GROUPS,
    OFF,
    Fault,
    Group,
    choices_of,
    fields_of,
    group_named,
    group_of,
    kind_of,
    outcome_of,
    range_of,
    typed_of,
    typed_settings,
)
from assistant.core.settings import Settings, value_of
from assistant.storage.settings_file import CouldNotSave, save_settings

_SAVE: Final = "save"
_TRY: Final = "try"
_USUAL: Final = "usual:"
_UNITS: Final = ("ms", "percent", "wpm")
_CAN_BE_TRIED: Final = ("screen", "voice")
"""Groups that can be looked at or heard before they are saved."""
REFUSED: Final = 422


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


@dataclass(frozen=True, slots=True)
class _Filled:
    """A form as it came back."""

    typed: Mapping[str, str]
    shown: Mapping[str, str]
    does: str


class _SettingsPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

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
        filled = _filled(group)
        with self._desk.files:
            settings, problems = settings_now(self._desk)
            if problems:
                return _to_overview()
            if filled.does.startswith(_USUAL):
                return self._set_back(group, settings, filled)
            found = outcome_of(settings, filled.shown, filled.typed, self._desk.clash)
            if filled.does == _SAVE and not found.faults:
                return self._save(group, found.settings, found.changed)
        is_tried = filled.does == _TRY and not found.faults
        page = self._form(group, settings, filled.typed, found.faults, is_tried=is_tried)
        return (page, REFUSED) if found.faults else page

    def _set_back(self, group: Group, settings: Settings, filled: _Filled) -> str:
        """In the form alone: like everything else it counts when it is saved."""
        path = filled.does.removeprefix(_USUAL)
        if path not in group.paths:
            raise NotFound
        usual = typed_of(ENTRIES[path], ENTRIES[path].default)
        tell(self._desk.words("settings.set_back", label=self._label(path)))
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
            tell(words("settings.saved", labels=", ".join(map(self._label, changed))))
        return redirect(url_for("settings.group", name=group.name), 303)

    def _label(self, path: str) -> str:
        return self._desk.words(f"setting.{path.replace('.', '_')}.label")

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
            faults=[self._told(path, fault, group) for path, fault in (faults or {}).items()],
            can_be_tried=group.name in _CAN_BE_TRIED,
            is_tried=is_tried,
            tried={path.replace(".", "_"): text for path, text in tried.items()},
            voices=self._desk.previews.voices() if group.name == "voice" else (),
            sentence_of=lambda field: self._sentence(field.path, field.fault),
            unit_of=self._unit,
            choices_of=choices_of,
            range_of=range_of,
        )

    def _sentence(self, path: str, fault: Fault) -> str:
        return self._desk.words(f"fault.{fault.about}", **fault.fill, unit=self._unit(path))

    def _unit(self, path: str) -> str:
        """What is counted, with a space before it; nothing where it is a bare number."""
        suffix = path.rpartition("_")[2]
        return " " + self._desk.words(f"units.{suffix}") if suffix in _UNITS else ""

    def _told(self, path: str, fault: Fault, group: Group) -> dict[str, str]:
        """A fault for the list above the form: what it says, and where it leads."""
        here = "" if path in group.paths else url_for("settings.group", name=group_of(path))
        sentence = self._sentence(path, fault)
        return {
            "to": f"{here}#{path.replace('.', '_')}",
            "text": f"{self._label(path)}: {sentence}",
        }


def _found(name: str) -> Group:
    group = group_named(name)
    if group is None:
        raise NotFound
    return group


def _to_overview() -> Response:
    return redirect(url_for("settings.overview"), 303)


def _count_changed(settings: Settings, group: Group) -> int:
    return sum(value_of(settings, path) != ENTRIES[path].default for path in group.paths)


def _filled(group: Group) -> _Filled:
    there = [path for path in group.paths if f"shown:{path}" in request.form]
    shown = {path: request.form[f"shown:{path}"] for path in there}
    typed = {path: _typed(path, shown[path]) for path in there}
    return _Filled(typed, shown, request.form.get("do", _SAVE))


def _typed(path: str, shown: str) -> str:
    """What was typed; a box that is not ticked comes back as nothing."""
    kind = kind_of(ENTRIES[path])
    if kind != "several":
        return request.form.get(path, OFF if kind == "yes_no" else "")
    chosen = request.form.getlist(path)
    # The same boxes are no change, in whatever order the file has them.
    is_same = set(chosen) == {name.strip() for name in shown.split(",")} - {""}
    return shown if is_same else ", ".join(chosen)
