"""Paces on the page: what each keeps, and which is in use. Must not know what a pace means.

The pace in use stands in the settings, all others in a file of their own. Another one comes into
use in both files as one, and can be taken back to the very values that were there before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from assistant.carer.page.answers import REFUSED
from assistant.carer.page.desk import Desk, Part, tell
from assistant.carer.page.parts.settings_file import settings_now
from assistant.carer.page.setting_words import SAVE, USUAL, SettingWords, filled_in
from assistant.carer.page.settings_form import (
    ENTRIES,
    Fault,
    Typed,
    fields_of,
    outcome_of,
    typed_of,
)
from assistant.core.profiles import NAMES, TEMPO, Profiles, profile_named, switched, tempo_of
from assistant.core.settings import ProfileName, Settings
from assistant.storage.problems import Problem
from assistant.storage.profiles_file import ProfilesNotKept, read_profiles, save_profiles
from assistant.storage.settings_file import CouldNotSave, save_settings
from assistant.storage.switching import CouldNotSwitch, settle, switch

_SHOWN_FIRST: Final = ("scan.interval_ms", "scan.first_item_extra_ms", "speech.rate_wpm")
"""What tells paces apart best."""


def part(desk: Desk) -> Part:
    """The part about the pace of morning and evening."""
    own = _ProfilePages(desk)
    pages = Blueprint("profiles", __name__, url_prefix="/paces")
    pages.add_url_rule("", "overview", own.overview)
    pages.add_url_rule("/use", "use", own.use, methods=["POST"])
    pages.add_url_rule("/back", "back", own.back, methods=["POST"])
    pages.add_url_rule("/<name>", "edit", own.edit)
    pages.add_url_rule("/<name>", "save", own.save, methods=["POST"])
    return Part(name="profiles", start="profiles.overview", blueprint=pages)


@dataclass(frozen=True, slots=True)
class _Kept:
    """Both files as they are now."""

    settings: Settings
    profiles: Profiles
    problems: tuple[Problem, ...] = ()

    def with_pace(self, name: ProfileName) -> Settings:
        """The settings as they would be with this pace."""
        if name == self.settings.profile:
            return self.settings
        return switched(self.settings, self.profiles, name)[0]

    def is_like(self, other: "_Kept") -> bool:
        """Whether the paces are the same, whatever else was changed."""
        mine, others = self.settings, other.settings
        is_same = (mine.profile, tempo_of(mine)) == (others.profile, tempo_of(others))
        return is_same and self.profiles == other.profiles


class _ProfilePages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._say = SettingWords(desk.words)
        self._before: tuple[_Kept, _Kept] | None = None
        """Before and after the last change of pace from here."""

    def _now(self) -> _Kept:
        folders = self._desk.folders
        try:
            settle(folders, self._desk.clash)
        except CouldNotSwitch as error:
            tell(str(error))
        settings, problems = settings_now(self._desk)
        if not folders.profiles.exists():
            return _Kept(settings, {}, problems)
        profiles, more = read_profiles(folders.profiles)
        return _Kept(settings, profiles, (*problems, *more))

    def overview(self) -> str:
        """All paces, and which of them is in use."""
        with self._desk.files:
            now = self._now()
        before = self._before
        paces = [
            {
                "name": name,
                "is_used": name == now.settings.profile,
                "is_new": name != now.settings.profile and name not in now.profiles,
                "values": self._values(now.with_pace(name)),
            }
            for name in NAMES
        ]
        return render_template(
            "profiles.html",
            paces=paces,
            problems=now.problems,
            can_go_back=before is not None and before[1].is_like(now),
            before=before[0].settings.profile if before else "",
        )

    def _values(self, settings: Settings) -> list[str]:
        paths, fields = _SHOWN_FIRST, fields_of(_SHOWN_FIRST, settings, {}, {})
        pairs = zip(paths, fields, strict=True)
        return [f"{self._say.label(path)}: {it.typed}{self._say.unit(path)}" for path, it in pairs]

    # --- which is in use -----------------------------------------------------------------

    def use(self) -> Response:
        """From now on this one."""
        name = _found(request.form.get("name", ""))
        with self._desk.files:
            now = self._now()
            if not now.problems and name != now.settings.profile:
                after = _Kept(*switched(now.settings, now.profiles, name))
                self._switch(now, after)
        return _to_overview()

    def back(self) -> Response:
        """The one before, with all values as they were."""
        with self._desk.files:
            now = self._now()
            if self._before is None or not self._before[1].is_like(now):
                tell(self._desk.words("profiles.changed_meanwhile"))
            else:
                self._switch(now, self._before[0])
        return _to_overview()

    def _switch(self, now: _Kept, after: _Kept) -> None:
        desk = self._desk
        try:
            if not desk.folders.settings.exists():
                # Before the first start: it still has its questions to ask.
                save_settings(desk.folders.settings, now.settings, clash=desk.clash)
            switch(desk.folders, after.settings, after.profiles, desk.clash)
        except (CouldNotSave, CouldNotSwitch) as error:
            tell(str(error))
            return
        self._before = (now, self._now())
        name = desk.words(f"choice.profile.{after.settings.profile}")
        tell(desk.words("profiles.used", name=name))

    # --- what each keeps -----------------------------------------------------------------

    def edit(self, name: str) -> str | Response:
        """The form of one pace."""
        pace = _found(name)
        with self._desk.files:
            now = self._now()
        return _to_overview() if now.problems else self._form(pace, now, now.with_pace(pace))

    def save(self, name: str) -> str | Response | tuple[str, int]:
        """What came back of it; only what this form changed is changed."""
        pace, filled = _found(name), filled_in(TEMPO)
        with self._desk.files:
            now = self._now()
            if now.problems:
                return _to_overview()
            there = now.with_pace(pace)
            if filled.does.startswith(USUAL):
                return self._set_back(pace, now, filled.typed, filled.does.removeprefix(USUAL))
            found = outcome_of(there, filled.shown, filled.typed, self._desk.clash)
            if not found.faults and filled.does == SAVE:
                return self._save(pace, now, found.settings, found.changed)
        form = self._form(pace, now, there, filled.typed, faults=found.faults)
        return (form, REFUSED) if found.faults else form

    def _set_back(self, pace: ProfileName, now: _Kept, typed: Typed, path: str) -> str:
        if path not in TEMPO:
            raise NotFound
        usual = typed_of(ENTRIES[path], ENTRIES[path].default)
        tell(self._desk.words("settings.set_back", label=self._say.label(path)))
        return self._form(pace, now, now.with_pace(pace), {**typed, path: usual})

    def _save(
        self, pace: ProfileName, now: _Kept, settings: Settings, changed: tuple[str, ...]
    ) -> Response:
        desk = self._desk
        try:
            if not changed:
                tell(desk.words("settings.nothing_changed"))
            elif pace == now.settings.profile:
                save_settings(desk.folders.settings, settings, clash=desk.clash)
            else:
                others = {**now.profiles, pace: tempo_of(settings)}
                save_profiles(desk.folders.profiles, others)
        except (CouldNotSave, ProfilesNotKept) as error:
            tell(str(error))
        else:
            if changed:
                labels = ", ".join(map(self._say.label, changed))
                tell(desk.words("settings.saved", labels=labels))
        return redirect(url_for("profiles.edit", name=pace), 303)

    def _form(
        self,
        pace: ProfileName,
        now: _Kept,
        there: Settings,
        typed: Typed | None = None,
        faults: Mapping[str, Fault] | None = None,
    ) -> str:
        return render_template(
            "profile.html",
            name=pace,
            is_used=pace == now.settings.profile,
            is_new=pace != now.settings.profile and pace not in now.profiles,
            fields=fields_of(TEMPO, there, typed or {}, faults or {}),
            faults=self._say.faults(faults or {}, here=TEMPO),
            voices=(),
            **self._say.for_fields(),
        )


def _found(name: str) -> ProfileName:
    if name not in NAMES:
        raise NotFound
    return profile_named(name)


def _to_overview() -> Response:
    return redirect(url_for("profiles.overview"), 303)
