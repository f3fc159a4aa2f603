"""Settings in a form: how they are told in words, and what came back. Must not know any page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import request, url_for

from assistant.carer.page.settings_form import (
    ENTRIES,
    OFF,
    Fault,
    Field,
    choices_of,
    group_of,
    kind_of,
    range_of,
)
from assistant.core.words import Words

SAVE: Final = "save"
USUAL: Final = "usual:"
"""Before the name of the setting that is to be filled in with its usual value."""
_UNITS: Final = ("ms", "percent", "wpm")


class SettingWords:
    """What a form says about its settings."""

    def __init__(self, words: Words) -> None:
        """In these words."""
        self._words = words

    def label(self, path: str) -> str:
        """What a setting is called."""
        return self._words(f"setting.{path.replace('.', '_')}.label")

    def unit(self, path: str) -> str:
        """What is counted, with a space before it; nothing where it is a bare number."""
        suffix = path.rpartition("_")[2]
        return " " + self._words(f"units.{suffix}") if suffix in _UNITS else ""

    def sentence(self, path: str, fault: Fault) -> str:
        """What is wrong with a field."""
        return self._words(f"fault.{fault.about}", **fault.fill, unit=self.unit(path))

    def faults(self, found: Mapping[str, Fault], here: tuple[str, ...]) -> list[dict[str, str]]:
        """Faults for the list above the form: what each says, and where it leads."""
        return [
            {
                "to": f"{self._page_of(path, here)}#{path.replace('.', '_')}",
                "text": f"{self.label(path)}: {self.sentence(path, fault)}",
            }
            for path, fault in found.items()
        ]

    def _page_of(self, path: str, here: tuple[str, ...]) -> str:
        return "" if path in here else url_for("settings.group", name=group_of(path))

    def for_fields(self) -> dict[str, object]:
        """What the drawing of a field asks for."""

        def sentence_of(field: Field) -> str:
            return self.sentence(field.path, field.fault) if field.fault else ""

        return {
            "sentence_of": sentence_of,
            "unit_of": self.unit,
            "choices_of": choices_of,
            "range_of": range_of,
        }


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it came back."""

    typed: Mapping[str, str]
    shown: Mapping[str, str]
    does: str


def filled_in(paths: tuple[str, ...]) -> Filled:
    """What came back of a form with these settings."""
    there = [path for path in paths if f"shown:{path}" in request.form]
    shown = {path: request.form[f"shown:{path}"] for path in there}
    typed = {path: _typed(path, shown[path]) for path in there}
    return Filled(typed, shown, request.form.get("do", SAVE))


def _typed(path: str, shown: str) -> str:
    """What was typed; a box that is not ticked comes back as nothing."""
    kind = kind_of(ENTRIES[path])
    if kind != "several":
        return request.form.get(path, OFF if kind == "yes_no" else "")
    chosen = request.form.getlist(path)
    # The same boxes are no change, in whatever order the file has them.
    is_same = set(chosen) == {name.strip() for name in shown.split(",")} - {""}
    return shown if is_same else ", ".join(chosen)
