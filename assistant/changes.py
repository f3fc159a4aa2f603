"""What a carer changes on the disk while the program runs, and keeping settings beside that.

Must not know threads: all of it is done on the one of the disk. The program and the carer's files
*agree* on settings; what the program changes since then is laid over what the file holds by then,
so that nobody's change is lost. A file with a mistake changes nothing, and the carer is told.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from assistant.core.events import (
    CommandsChanged,
    Device,
    Event,
    PeopleChanged,
    ProfilesChanged,
    Remarked,
    SettingsChanged,
)
from assistant.core.profiles import Profiles
from assistant.core.settings import Settings
from assistant.core.units import Millis
from assistant.storage.card_file import load_card
from assistant.storage.last_good import LastGood
from assistant.storage.profiles_file import read_profiles
from assistant.storage.settings_file import CouldNotSave, read_settings
from assistant.storage.switching import CouldNotSwitch, settle, switch
from assistant.storage.watching import Watch
from assistant.storage.wording import load_wording
from assistant.stored import Stored, first_told, keep_settings
from assistant.troubles import Troubles

TRY_AGAIN_LOOKS: Final = 10
"""At so many looks each what could not be saved is tried again: there may be room by now."""


class Changes:
    """Each of a carer's files as it was last known."""

    def __init__(  # noqa: PLR0913 - what it is built from, named by the thread of the disk
        self,
        stored: Stored,
        post: Callable[[Event], None],
        now: Callable[[], Millis],
        troubles: Troubles,
        *,
        on_words: Callable[[], None],
        on_texts: Callable[[Stored], None],
    ) -> None:
        """``on_words``: the recordings may be others. ``on_texts``: texts are to be read anew."""
        self._stored, self._post, self._now, self._troubles = stored, post, now, troubles
        self._on_words, self._on_texts = on_words, on_texts
        self._agreed = stored.settings
        self._agreed_profiles = stored.profiles
        self._file_has_a_mistake = any(device == "settings" for device, _ in stored.troubles)
        self._unsaved: Settings | None = None
        """What the person changed while the file has a mistake, or the disk is full."""
        self._looks_since_unsaved = 0
        folders = stored.folders
        self._settings = Watch(folders.settings)
        self._profiles = Watch(folders.profiles)
        self._card = Watch(folders.card)
        self._commands = Watch(folders.own_commands)
        self._words = Watch(folders.words)
        self._texts = Watch(folders.own)

    def look(self) -> None:
        """See whether a carer changed something; told by events where so."""
        self._settle()
        self._look_at_profiles()
        self._look_at_card()
        self._look_at_words()
        self._look_at_settings()
        self._try_again()
        if self._texts.has_changed():
            self._on_texts(self._stored)

    def _try_again(self) -> None:
        if self._unsaved is None or self._file_has_a_mistake:
            return
        self._looks_since_unsaved += 1
        if self._looks_since_unsaved >= TRY_AGAIN_LOOKS:
            self._save(self._unsaved, self._troubles.failed_still)

    def save_what_is_left(self) -> None:
        """The last chance of what could not be saved."""
        if self._unsaved is not None and not self._file_has_a_mistake:
            self._save(self._unsaved, self._troubles.failed_still)

    def save_settings(self, settings: Settings) -> None:
        """Keep what changed since program and file agreed."""
        self._save(settings, self._troubles.failed)

    def _save(self, settings: Settings, failed: Callable[[Device, str], None]) -> None:
        # Else it would be laid over what is saved now.
        self._settle()
        try:
            kept = keep_settings(self._stored, settings, since=self._agreed)
        except CouldNotSave as error:
            failed("settings", str(error))
            is_disk = isinstance(error.__cause__, OSError)
            self._unsaved, self._looks_since_unsaved = settings if is_disk else None, 0
            return
        if self._file_has_a_mistake:
            self._unsaved = settings
            return
        self._unsaved = None
        self._settings.know()
        self._agree(kept)
        self._troubles.well("settings")
        if kept != settings:
            self._tell_settings(kept, before=settings)

    def save_profiles(self, profiles: Profiles, settings: Settings) -> None:
        """Keep the profiles that are not in use, as one with the pace that is."""
        joined = self._with_what_a_carer_changed(profiles)
        try:
            switch(self._stored.folders, settings, joined, self._stored.clash)
        except CouldNotSwitch as error:
            self._troubles.failed("profiles", str(error))
            return
        self._profiles.know()
        self._agreed_profiles = joined
        self._troubles.well("profiles")
        if joined != profiles:
            self._post(ProfilesChanged(at=self._now(), profiles=joined))

    def _with_what_a_carer_changed(self, profiles: Profiles) -> Profiles:
        """Of those that the program keeps as they were, what stands in the file by now."""
        file, agreed = self._stored.folders.profiles, self._agreed_profiles
        on_disk = read_profiles(file)[0] if file.exists() else {}
        return {
            name: on_disk.get(name, values) if values == agreed.get(name) else values
            for name, values in profiles.items()
        }

    def _settle(self) -> None:
        """Finish another profile's coming into use, where whoever began it was cut off."""
        try:
            settle(self._stored.folders, self._stored.clash)
        except CouldNotSwitch as error:
            self._troubles.failed_still("profiles", str(error))

    def _look_at_profiles(self) -> None:
        if self._profiles.has_changed() and self._stored.folders.profiles.exists():
            self._tell_profiles()

    def _tell_profiles(self) -> None:
        file = self._stored.folders.profiles
        profiles, problems = read_profiles(file)
        if problems:
            why = f"The file of profiles has a mistake, so they stay as they were. {problems[0]}"
            self._troubles.failed("profiles", why)
            return
        self._troubles.well("profiles")
        self._agreed_profiles = profiles
        self._post(ProfilesChanged(at=self._now(), profiles=profiles))

    def _look_at_card(self) -> None:
        if self._card.has_changed():
            people = load_card(self._stored.folders.card)[0].lines_of_people
            self._post(PeopleChanged(at=self._now(), people=people))

    def _look_at_words(self) -> None:
        if self._words.has_changed():
            self._on_words()
        if not self._commands.has_changed():
            return
        folders = self._stored.folders
        kept = LastGood(folders.last_good)
        wording, problems = load_wording(self._stored.content, kept, folders.own_commands)
        if problems:
            start = "The words for commands have a mistake, so the last good ones count."
            self._post(Remarked(at=self._now(), text=f"{start} {problems[0]}"))
        self._post(CommandsChanged(at=self._now(), commands=wording.commands))

    def _look_at_settings(self) -> None:
        file = self._stored.folders.settings
        if not self._settings.has_changed() or not file.exists():
            return
        settings, problems = read_settings(file, self._stored.clash)
        self._file_has_a_mistake = bool(problems)
        if problems:
            start = "The settings file has a mistake, so the settings stay as they were."
            copies = self._stored.folders.settings_last_good
            why = first_told(problems, start, "it has {count} more", copies=copies)
            self._troubles.failed("settings", why)
            return
        self._troubles.well("settings")
        unsaved, self._unsaved = self._unsaved, None
        if unsaved is not None:
            self.save_settings(unsaved)
            return
        before = self._agreed
        self._agree(settings)
        self._tell_settings(settings, before)

    def _tell_settings(self, settings: Settings, before: Settings) -> None:
        if settings.profile != before.profile and self._stored.folders.profiles.exists():
            # They were written before it, and must be known before it.
            self._profiles.know()
            self._tell_profiles()
        self._post(SettingsChanged(at=self._now(), settings=settings))

    def _agree(self, settings: Settings) -> None:
        before, self._agreed = self._agreed, settings
        if settings.region != before.region:
            # Texts name the numbers of the region.
            self._stored = replace(self._stored, settings=settings)
            self._on_texts(self._stored)
