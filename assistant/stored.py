"""What the program finds on the disk when it starts, and what it reads and keeps there later.

Must not know faces, sound, or what a choice means.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

from assistant.core.events import Device, Event, LibraryLoaded, SectionFailed, SectionOpened
from assistant.core.known import Known
from assistant.core.library import Library, Place
from assistant.core.settings import Settings, clash_in
from assistant.core.state import AppState
from assistant.core.units import Millis
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
from assistant.storage.places import Places
from assistant.storage.pressing_file import PressingNotKept, load_pressing, save_pressing
from assistant.storage.problems import Problem
from assistant.storage.settings_file import (
    Clash,
    CouldNotSave,
    load_settings,
    save_settings,
)
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
    troubles: tuple[Trouble, ...]
    problems: tuple[Problem, ...] = ()
    """Every mistake in settings and wording, for whoever started it from a terminal."""
    clash: Clash = clash_in


def open_stored(folders: Folders, content: Path, clash: Clash = clash_in) -> Stored:
    """Settings and wording, each the last good ones where the present ones are broken."""
    settings, settings_problems = load_settings(
        folders.settings, folders.settings_last_good, clash=clash
    )
    wording, wording_problems = load_wording(content, LastGood(folders.last_good))
    known, pressing_problem = load_pressing(folders.pressing)
    troubles: list[Trouble] = []
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
        troubles=tuple(troubles),
        problems=(*settings_problems, *wording_problems),
        clash=clash,
    )


_SEE_ALL: Final = "to see {count} more, run: python3 start.py content check"


def settings_now(stored: Stored) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings as they stand on the disk, or the last good ones and what is wrong."""
    folders = stored.folders
    return load_settings(folders.settings, folders.settings_last_good, clash=stored.clash)


def keep_settings(stored: Stored, settings: Settings) -> None:
    """Keep these. Raises CouldNotSave; the old ones are then whole."""
    save_settings(stored.folders.settings, settings, clash=stored.clash)


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


def with_settings_file(stored: Stored) -> Stored:
    """On the first start a settings file with every meaning in it, for the carer to find."""
    if stored.folders.settings.exists() or stored.troubles:
        return stored
    try:
        keep_settings(stored, stored.settings)
    except CouldNotSave as error:
        return replace(stored, troubles=(*stored.troubles, ("settings", str(error))))
    return stored


def fresh_state(stored: Stored, place: Place | None) -> AppState:
    """The state at start: no library yet, the place as it was left."""
    wording = stored.wording
    return AppState(
        settings=stored.settings,
        words=wording.words,
        commands=wording.commands,
        place=place,
        known=stored.known,
    )


def open_guide(stored: Stored) -> tuple[Texts, tuple[Trouble, ...]]:
    """The guide with own texts beside it, and what is wrong with them."""
    guide, own = _guide_alone(stored), _own_texts(stored)
    troubles = (_trouble_in_guide(stored, guide), _trouble_in_own(stored, own))
    return texts_of(guide, own), tuple(trouble for trouble in troubles if trouble[1])


def _guide_alone(stored: Stored) -> Guide:
    root = stored.content / "guide"
    return load_guide(root, stored.folders, stored.wording, stored.settings.region)


def _own_texts(stored: Stored) -> Guide:
    return load_own(stored.folders, stored.wording, stored.settings.region)


def _trouble_in_guide(stored: Stored, guide: Guide) -> Trouble:
    """What is wrong with the guide; "" for nothing."""
    if not guide.problems:
        return "content", ""
    start = "Part of the guide is damaged:"
    return "content", _told(guide.problems, start, _SEE_ALL, copies=stored.folders.last_good)


def _trouble_in_own(stored: Stored, own: Guide) -> Trouble:
    """What is wrong with own texts; "" for nothing."""
    if not own.problems:
        return "own", ""
    start = "A text that you added has a mistake:"
    see_all = f'{_SEE_ALL} "{stored.folders.own}"'
    return "own", _told(own.problems, start, see_all, copies=stored.folders.last_good)


def section_of(texts: Texts | None, section_id: str, at: Millis) -> SectionOpened | SectionFailed:
    """The answer to ``OpenSection``."""
    if texts is None:
        return SectionFailed(at=at, section_id=section_id, why="The guide is not open yet.")
    try:
        return SectionOpened(at=at, section=texts.open(section_id))
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
    ) -> None:
        """Opens the store of places; nothing else is read yet."""
        self._stored, self._post, self._now, self._troubles = stored, post, now, troubles
        self._texts: Texts | None = None
        self._last_told: dict[Device, str] = {}
        self._is_to_reload = threading.Event()
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
        """Answered by ``LibraryLoaded``, and by another one where there are own texts."""
        self._soon("content", self._load_guide)
        self._soon("own", self._add_own_texts)

    def reload_texts(self) -> None:
        """Read what has changed of the guide and of own texts; answered by ``LibraryLoaded``.

        From any thread, at any time, as often as you like: calls that come while one waits are
        answered together. What is being read goes on; a text that is gone is an error only for
        who opens it anew.
        """
        if not self._is_to_reload.is_set():
            self._is_to_reload.set()
            self._soon("own", self._reload_texts)

    def open_section(self, section_id: str) -> None:
        """Answered by ``SectionOpened`` or ``SectionFailed``."""
        self._soon("content", lambda: self._post(section_of(self._texts, section_id, self._now())))

    def save_place(self, place: Place) -> None:
        """Keep it."""
        self._places.save(place)

    def save_settings(self, settings: Settings) -> None:
        """Keep them, after what was asked for before."""
        self._soon("settings", lambda: self._save_settings(settings))

    def save_person(self, known: Known) -> None:
        """Keep what was learned, after what was asked for before."""
        self._soon("pressing", lambda: self._save_person(known))

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
            guide = _guide_alone(self._stored)
        except Exception:
            # "Still opening" must not be the answer for ever.
            self._post(LibraryLoaded(at=self._now(), library=Library()))
            raise
        # Whatever own texts may hold, the guide is there first.
        self._texts = texts_of(guide)
        self._post(LibraryLoaded(at=self._now(), library=guide.library))
        self._tell(_trouble_in_guide(self._stored, guide))

    def _add_own_texts(self) -> None:
        if self._texts is None:
            return
        own = _own_texts(self._stored)
        self._tell(_trouble_in_own(self._stored, own))
        if own.library.order:
            self._texts = texts_of(self._texts.guide, own)
            self._post(LibraryLoaded(at=self._now(), library=self._texts.library))

    def _reload_texts(self) -> None:
        # Cleared first: what changes from now on is read by the next call.
        self._is_to_reload.clear()
        guide, own = _guide_alone(self._stored), _own_texts(self._stored)
        self._texts = texts_of(guide, own)
        self._post(LibraryLoaded(at=self._now(), library=self._texts.library))
        self._tell(_trouble_in_guide(self._stored, guide))
        self._tell(_trouble_in_own(self._stored, own))

    def _tell(self, trouble: Trouble) -> None:
        """What is new: nobody needs to hear of the same mistake at every change of a file."""
        device, why = trouble
        if not why:
            self._troubles.well(device)
        elif why != self._last_told.get(device):
            self._troubles.failed(device, why)
        self._last_told[device] = why

    def _save_person(self, known: Known) -> None:
        try:
            keep_person(self._stored, known)
        except PressingNotKept as error:
            self._troubles.failed("pressing", str(error))
        else:
            self._troubles.well("pressing")

    def _save_settings(self, settings: Settings) -> None:
        try:
            keep_settings(self._stored, settings)
        except CouldNotSave as error:
            self._troubles.failed("settings", str(error))
        else:
            self._troubles.well("settings")
