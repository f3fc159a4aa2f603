"""What the program finds on the disk when it starts, and how it reads and keeps each thing.

Must not know faces, sound, or what a choice means, nor when anything is read or kept later.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

from assistant.core.events import (
    Device,
    SectionFailed,
    SectionOpened,
)
from assistant.core.known import Known
from assistant.core.library import Place
from assistant.core.profiles import Profiles, adopted
from assistant.core.settings import Settings, clash_in, with_value
from assistant.core.state import AppState
from assistant.core.units import Millis
from assistant.own_program import typed_command
from assistant.storage.card_file import load_card
from assistant.storage.disk import last_good_beside
from assistant.storage.folders import Folders
from assistant.storage.last_good import LastGood
from assistant.storage.library_files import (
    Guide,
    SectionUnreadable,
    Texts,
    load_guide,
    load_own,
    texts_of,
)
from assistant.storage.pressing_file import load_pressing, save_pressing
from assistant.storage.problems import Problem
from assistant.storage.profiles_file import load_profiles
from assistant.storage.settings_file import (
    Clash,
    CouldNotSave,
    load_settings,
    save_settings,
)
from assistant.storage.switching import CouldNotSwitch, switch
from assistant.storage.wording import Wording, load_wording

Trouble: TypeAlias = tuple[Device, str]
"""A device, and in plain words for the carer what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What the program finds on the disk when it starts."""

    folders: Folders
    content: Path
    settings: Settings
    wording: Wording
    known: Known
    profiles: Profiles
    people: tuple[str, ...]
    """Whom to phone, as it stands on the bedside card."""
    troubles: tuple[Trouble, ...]
    problems: tuple[Problem, ...] = ()
    """Every mistake in settings and wording, for whoever started it from a terminal."""
    clash: Clash = clash_in


def open_stored(folders: Folders, content: Path, clash: Clash = clash_in) -> Stored:
    """Settings and wording, each the last good ones where the present ones are broken."""
    settings, settings_problems = load_settings(
        folders.settings, folders.settings_last_good, clash=clash
    )
    wording, wording_problems = load_wording(
        content, LastGood(folders.last_good), folders.own_commands
    )
    known, pressing_problem = load_pressing(folders.pressing)
    profiles, profiles_problems = load_profiles(folders.profiles)
    troubles: list[Trouble] = []
    if profiles_problems:
        start = "The file of profiles has a mistake, so the last good ones are used."
        copies = last_good_beside(folders.profiles)
        more = "it has {count} more"
        troubles.append(("profiles", first_told(profiles_problems, start, more, copies=copies)))
    if pressing_problem:
        troubles.append(("pressing", pressing_problem))
    if settings_problems:
        start = "The settings file has a mistake, so the last good settings are used."
        more = "it has {count} more"
        why = first_told(settings_problems, start, more, copies=folders.settings_last_good)
        troubles.append(("settings", why))
    if wording_problems:
        start = "A wording file has a mistake."
        why = first_told(wording_problems, start, _SEE_ALL, copies=folders.last_good)
        troubles.append(("content", why))
    return Stored(
        folders=folders,
        content=content,
        settings=settings,
        wording=wording,
        known=known,
        profiles=profiles,
        people=load_card(folders.card)[0].lines_of_people,
        troubles=tuple(troubles),
        problems=(*settings_problems, *profiles_problems, *wording_problems),
        clash=clash,
    )


_COMMAND: Final = typed_command().replace("{", "{{").replace("}", "}}")
_SEE_ALL: Final = f"to see {{count}} more, run: {_COMMAND} content check"


def settings_now(stored: Stored) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings as they stand on the disk, or the last good ones and what is wrong."""
    folders = stored.folders
    return load_settings(folders.settings, folders.settings_last_good, clash=stored.clash)


def keep_settings(stored: Stored, settings: Settings, since: Settings | None = None) -> Settings:
    """Keep these, or with ``since`` what changed from there; what is kept then.

    Raises CouldNotSave; the old ones are then whole.
    """
    return save_settings(stored.folders.settings, settings, clash=stored.clash, since=since)


def known_now(stored: Stored) -> Known:
    """What is kept on the disk of how this person presses."""
    return load_pressing(stored.folders.pressing)[0]


def keep_person(stored: Stored, known: Known) -> None:
    """Keep this. Raises PressingNotKept; what was kept before is then whole."""
    save_pressing(stored.folders.pressing, known)


def first_told(problems: Sequence[Problem], start: str, more: str, *, copies: Path) -> str:
    """The first mistake, for the carer. That a last good copy was not kept is no mistake."""
    mistakes = [problem for problem in problems if problem.file != copies]
    if not mistakes:
        return problems[0].message
    count = len(mistakes) - 1
    tail = f" ({more.format(count=count)})" if count else ""
    return f"{start} {mistakes[0]}{tail}"


def made_ready(stored: Stored) -> Stored:
    """What a start of the program itself puts in order on the disk.

    On the first start a settings file with every meaning in it, and the first steps begin. A
    profile that was named while the program was closed brings its values.
    """
    if stored.troubles:
        return stored
    if not stored.folders.settings.exists():
        fresh = with_value(stored.settings, "welcome", "start")
        return _kept_in_order(stored, fresh, stored.profiles)
    settings, profiles = adopted(stored.settings, stored.profiles)
    if settings == stored.settings:
        return stored
    return _kept_in_order(stored, settings, profiles)


def _kept_in_order(stored: Stored, settings: Settings, profiles: Profiles) -> Stored:
    try:
        if profiles != stored.profiles:
            switch(stored.folders, settings, profiles, stored.clash)
        keep_settings(stored, settings)
    except (CouldNotSave, CouldNotSwitch) as error:
        trouble: Trouble = ("settings", str(error))
        return replace(stored, settings=settings, profiles=profiles, troubles=(trouble,))
    return replace(stored, settings=settings, profiles=profiles)


def fresh_state(stored: Stored, place: Place | None) -> AppState:
    """The state at start: no library yet, the place as it was left."""
    wording = stored.wording
    return AppState(
        settings=stored.settings,
        words=wording.words,
        commands=wording.commands,
        place=place,
        known=stored.known,
        profiles=stored.profiles,
        people=stored.people,
    )


def open_guide(stored: Stored) -> tuple[Texts, tuple[Trouble, ...]]:
    """The guide with own texts beside it, and what is wrong with them."""
    guide, own = guide_alone(stored), own_texts(stored)
    troubles = (trouble_in_guide(stored, guide), trouble_in_own(stored, own))
    return texts_of(guide, own), tuple(trouble for trouble in troubles if trouble[1])


def guide_alone(stored: Stored) -> Guide:
    """The guide without own texts."""
    root = stored.content / "guide"
    return load_guide(root, stored.folders, stored.wording, stored.settings.region)


def own_texts(stored: Stored) -> Guide:
    """The texts that carers added."""
    return load_own(stored.folders, stored.wording, stored.settings.region)


def trouble_in_guide(stored: Stored, guide: Guide) -> Trouble:
    """What is wrong with the guide; "" for nothing."""
    if not guide.problems:
        return "content", ""
    start = "Part of the guide is damaged:"
    return "content", first_told(guide.problems, start, _SEE_ALL, copies=stored.folders.last_good)


def trouble_in_own(stored: Stored, own: Guide) -> Trouble:
    """What is wrong with own texts; "" for nothing."""
    if not own.problems:
        return "own", ""
    start = "A text that you added has a mistake:"
    see_all = f'{_SEE_ALL} "{stored.folders.own}"'
    return "own", first_told(own.problems, start, see_all, copies=stored.folders.last_good)


def section_of(texts: Texts | None, section_id: str, at: Millis) -> SectionOpened | SectionFailed:
    """The answer to ``OpenSection``."""
    if texts is None:
        return SectionFailed(at=at, section_id=section_id, why="The guide is not open yet.")
    try:
        return SectionOpened(at=at, section=texts.open(section_id))
    except SectionUnreadable as error:
        return SectionFailed(at=at, section_id=section_id, why=str(error))
