"""The core's orders to the disk, on a thread of its own. Must not know what they are about."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack

from assistant.changes import Changes
from assistant.core.events import Device, Event, LibraryLoaded
from assistant.core.known import Known
from assistant.core.library import Library, Place
from assistant.core.profiles import Profiles
from assistant.core.settings import Settings
from assistant.core.units import Millis
from assistant.storage.library_files import Texts, texts_of
from assistant.storage.places import Places
from assistant.storage.pressing_file import PressingNotKept
from assistant.stored import (
    Stored,
    Trouble,
    guide_alone,
    keep_person,
    own_texts,
    section_of,
    trouble_in_guide,
    trouble_in_own,
)
from assistant.troubles import Troubles


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
        self._changes = Changes(
            stored, post, now, troubles, on_words=on_words, on_texts=self._reload_from
        )
        self._is_looking = self._is_closed = False
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
        self._soon("settings", lambda: self._changes.save_settings(settings))

    def save_profiles(self, profiles: Profiles, settings: Settings) -> None:
        """Keep them with the settings they belong to, after what was asked for before."""
        self._soon("profiles", lambda: self._changes.save_profiles(profiles, settings))

    def save_person(self, known: Known) -> None:
        """Keep what was learned, after what was asked for before."""
        self._soon("pressing", lambda: self._save_person(known))

    def look(self) -> None:
        """See whether a carer changed something; answered by events where so."""
        if not self._is_looking:
            self._is_looking = True
            self._soon("settings", self._look)

    def close(self) -> None:
        """What was asked for is on the disk when this returns. May be called again."""
        with ExitStack() as last:
            last.callback(self._places.close)
            if not self._is_closed:
                self._is_closed = True
                self._soon("settings", self._changes.save_what_is_left)
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
            guide = guide_alone(self._stored)
        except Exception:
            # "Still opening" must not be the answer for ever.
            self._post(LibraryLoaded(at=self._now(), library=Library()))
            raise
        # Whatever own texts may hold, the guide is there first.
        self._texts = texts_of(guide)
        self._post(LibraryLoaded(at=self._now(), library=guide.library))
        self._tell(trouble_in_guide(self._stored, guide))

    def _add_own_texts(self) -> None:
        if self._texts is None:
            return
        own = own_texts(self._stored)
        self._tell(trouble_in_own(self._stored, own))
        if own.library.order:
            self._texts = texts_of(self._texts.guide, own)
            self._post(LibraryLoaded(at=self._now(), library=self._texts.library))

    def _look(self) -> None:
        self._is_looking = False
        self._changes.look()

    def _reload_from(self, stored: Stored) -> None:
        self._stored = stored
        self.reload_texts()

    def _reload_texts(self) -> None:
        # Cleared first: what changes from now on is read by the next call.
        self._is_to_reload.clear()
        guide, own = guide_alone(self._stored), own_texts(self._stored)
        self._texts = texts_of(guide, own)
        self._post(LibraryLoaded(at=self._now(), library=self._texts.library))
        self._tell(trouble_in_guide(self._stored, guide))
        self._tell(trouble_in_own(self._stored, own))

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
