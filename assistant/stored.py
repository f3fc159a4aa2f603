"""What the program finds on the disk when it starts, and what it reads and keeps there later.

Must not know faces, sound, or what a choice means.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

from assistant.core.events import (
    CommandsChanged,
    Device,
    Event,
    LibraryLoaded,
    PeopleChanged,
    ProfilesChanged,
    Remarked,
    SectionFailed,
    SectionOpened,
    SettingsChanged,
)
from assistant.core.known import Known
from assistant.core.library import Library, Place
from assistant.core.profiles import Profiles, adopted
from assistant.core.settings import Settings, clash_in, with_value
from assistant.core.state import AppState
from assistant.core.units import Millis
from assistant.storage.card_file import load_card
from assistant.storage.disk import last_good_beside
from assistant.storage.folders import Folders
from assistant.storage.last_good import LastGood
from assistant.storage.library_files import Guide, SectionUnreadable, load_guide
from assistant.storage.places import Places
from assistant.storage.pressing_file import PressingNotKept, load_pressing, save_pressing
from assistant.storage.problems import Problem
from assistant.storage.profiles_file import (
    ProfilesNotKept,
    load_profiles,
    read_profiles,
    save_profiles,
)
from assistant.storage.settings_file import (
    Clash,
    CouldNotSave,
    load_settings,
    read_settings,
    save_settings,
)
from assistant.storage.watching import Watch
from assistant.storage.wording import Wording, load_wording
from assistant.troubles import Troubles

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
        troubles.append(("profiles", _told(profiles_problems, start, more, copies=copies)))
    if pressing_problem:
        troubles.append(("pressing", pressing_problem))
    if settings_problems:
        start = "The settings file has a mistake, so the last good settings are used."
        more = "it has {count} more"
        why = _told(settings_problems, start, more, copies=folders.settings_last_good)
        troubles.append(("settings", why))
    if wording_problems:
        start = "A wording file has a mistake."
        why = _told(wording_problems, start, _SEE_ALL, copies=folders.last_good)
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


_SEE_ALL: Final = "to see {count} more, run: python3 start.py content check"


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


def _told(problems: Sequence[Problem], start: str, more: str, *, copies: Path) -> str:
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
            save_profiles(stored.folders.profiles, profiles)
        keep_settings(stored, settings)
    except (CouldNotSave, ProfilesNotKept) as error:
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


def open_guide(stored: Stored) -> tuple[Guide, tuple[Trouble, ...]]:
    """The guide, and what is wrong with it."""
    folders = stored.folders
    root = stored.content / "guide"
    guide = load_guide(root, folders, stored.wording, stored.settings.region)
    if not guide.problems:
        return guide, ()
    start = "Part of the guide is damaged:"
    why = _told(guide.problems, start, _SEE_ALL, copies=folders.last_good)
    return guide, (("content", why),)


def section_of(guide: Guide | None, section_id: str, at: Millis) -> SectionOpened | SectionFailed:
    """The answer to ``OpenSection``."""
    if guide is None:
        return SectionFailed(at=at, section_id=section_id, why="The guide is not open yet.")
    try:
        return SectionOpened(at=at, section=guide.open(section_id))
    except SectionUnreadable as error:
        return SectionFailed(at=at, section_id=section_id, why=str(error))


class DiskWork:
    """The core's orders to the disk, carried out in order on a thread of its own.

    No method but the constructor and ``close`` waits for the disk.
    """

    def __init__(
        self,
        stored: Stored,
        post: Callable[[Event], None],
        now: Callable[[], Millis],
        troubles: Troubles,
        on_words: Callable[[], None],
    ) -> None:
        """Opens the store of places; nothing else is read yet.

        ``on_words`` is called, on the disk's thread, when the recordings may be others.
        """
        self._stored, self._post, self._now, self._troubles = stored, post, now, troubles
        self._on_words = on_words
        self._guide: Guide | None = None
        self._agreed = stored.settings
        """The settings that the program and the file last had in common."""
        self._file_has_a_mistake = any(device == "settings" for device, _ in stored.troubles)
        self._unsaved: Settings | None = None
        """What the person changed while the file has a mistake; the last good copy has it."""
        self._settings_file = Watch(stored.folders.settings)
        self._profiles_file = Watch(stored.folders.profiles)
        self._card_file = Watch(stored.folders.card)
        self._commands_file = Watch(stored.folders.own_commands)
        self._words_folder = Watch(stored.folders.words)
        self._is_looking = False
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="disk")
        self._places = Places(
            stored.folders.places,
            lambda why: troubles.failed("places", why),
            lambda: troubles.well("places"),
        )

    def last_place(self) -> Place | None:
        """Where the person was, last of all."""
        return self._places.load()

    def load_guide(self) -> None:
        """Answered by ``LibraryLoaded``."""
        self._soon("content", self._load_guide)

    def open_section(self, section_id: str) -> None:
        """Answered by ``SectionOpened`` or ``SectionFailed``."""
        self._soon("content", lambda: self._post(section_of(self._guide, section_id, self._now())))

    def save_place(self, place: Place) -> None:
        """Keep it."""
        self._places.save(place)

    def save_settings(self, settings: Settings) -> None:
        """Keep them, after what was asked for before."""
        self._soon("settings", lambda: self._save_settings(settings))

    def save_profiles(self, profiles: Profiles) -> None:
        """Keep them, after what was asked for before."""
        self._soon("profiles", lambda: self._save_profiles(profiles))

    def save_person(self, known: Known) -> None:
        """Keep what was learned, after what was asked for before."""
        self._soon("pressing", lambda: self._save_person(known))

    def look(self) -> None:
        """See whether a carer changed something; answered by ``SettingsChanged`` where so.

        A file with a mistake changes nothing, and the carer is told of the mistake.
        """
        if not self._is_looking:
            self._is_looking = True
            self._soon("settings", self._look)

    def close(self) -> None:
        """What was asked for is on the disk when this returns."""
        with ExitStack() as last:
            last.callback(self._places.close)
            self._thread.shutdown(wait=True, cancel_futures=False)

    def _soon(self, device: Device, work: Callable[[], None]) -> None:
        """What nobody foresaw on the disk's thread must not vanish with it."""

        def told(future: "Future[None]") -> None:
            error = future.exception()
            if error is not None:
                why = f"Something went wrong on the disk: {error}. A restart may mend it."
                self._troubles.failed(device, why)

        self._thread.submit(work).add_done_callback(told)

    def _load_guide(self) -> None:
        try:
            self._guide, troubles = open_guide(self._stored)
        except Exception:
            # "Still opening" must not be the answer for ever.
            self._post(LibraryLoaded(at=self._now(), library=Library()))
            raise
        self._post(LibraryLoaded(at=self._now(), library=self._guide.library))
        for device, why in troubles:
            self._troubles.failed(device, why)

    def _save_person(self, known: Known) -> None:
        try:
            keep_person(self._stored, known)
        except PressingNotKept as error:
            self._troubles.failed("pressing", str(error))
        else:
            self._troubles.well("pressing")

    def _save_profiles(self, profiles: Profiles) -> None:
        try:
            save_profiles(self._stored.folders.profiles, profiles)
        except ProfilesNotKept as error:
            self._troubles.failed("profiles", str(error))
        else:
            self._profiles_file.know()
            self._troubles.well("profiles")

    def _save_settings(self, settings: Settings) -> None:
        try:
            kept = keep_settings(self._stored, settings, since=self._agreed)
        except CouldNotSave as error:
            self._troubles.failed("settings", str(error))
            return
        if self._file_has_a_mistake:
            self._unsaved = settings
            return
        self._settings_file.know()
        self._agree(kept)
        self._troubles.well("settings")
        if kept != settings:
            self._post(SettingsChanged(at=self._now(), settings=kept))

    def _look(self) -> None:
        self._is_looking = False
        self._look_at_profiles()
        self._look_at_card()
        self._look_at_words()
        self._look_at_settings()

    def _look_at_profiles(self) -> None:
        file = self._stored.folders.profiles
        if not self._profiles_file.has_changed() or not file.exists():
            return
        profiles, problems = read_profiles(file)
        if problems:
            why = f"The file of profiles has a mistake, so they stay as they were. {problems[0]}"
            self._troubles.failed("profiles", why)
            return
        self._troubles.well("profiles")
        self._post(ProfilesChanged(at=self._now(), profiles=profiles))

    def _look_at_card(self) -> None:
        if self._card_file.has_changed():
            people = load_card(self._stored.folders.card)[0].lines_of_people
            self._post(PeopleChanged(at=self._now(), people=people))

    def _look_at_words(self) -> None:
        if self._words_folder.has_changed():
            self._on_words()
        if not self._commands_file.has_changed():
            return
        folders = self._stored.folders
        wording, problems = load_wording(
            self._stored.content, LastGood(folders.last_good), folders.own_commands
        )
        if problems:
            why = (
                f"The words for commands have a mistake, so the last good ones count. {problems[0]}"
            )
            self._post(Remarked(at=self._now(), text=why))
        self._post(CommandsChanged(at=self._now(), commands=wording.commands))

    def _look_at_settings(self) -> None:
        file = self._stored.folders.settings
        if not self._settings_file.has_changed() or not file.exists():
            return
        settings, problems = read_settings(file, self._stored.clash)
        self._file_has_a_mistake = bool(problems)
        if problems:
            start = "The settings file has a mistake, so the settings stay as they were."
            copies = self._stored.folders.settings_last_good
            why = _told(problems, start, "it has {count} more", copies=copies)
            self._troubles.failed("settings", why)
            return
        self._troubles.well("settings")
        unsaved, self._unsaved = self._unsaved, None
        if unsaved is not None:
            self._save_settings(unsaved)
            return
        self._agree(settings)
        self._post(SettingsChanged(at=self._now(), settings=settings))

    def _agree(self, settings: Settings) -> None:
        """Program and file have these in common now."""
        before, self._agreed = self._agreed, settings
        if settings.region != before.region:
            # The guide names the numbers of the region.
            self._stored = replace(self._stored, settings=settings)
            self._load_guide()
