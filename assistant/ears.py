"""Joins the listening process to the program: what it listens for, and the person's own words.

Must not know faces, the voice, or what a word does.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from assistant.core.events import Event, WordRecorded, WordsKnown
from assistant.core.phrases import words_for
from assistant.core.settings import Settings
from assistant.core.state import AppState
from assistant.core.units import Millis
from assistant.core.vocabulary import vocabulary
from assistant.listening import kit
from assistant.listening.listener import Listener
from assistant.listening.models import model_to_use
from assistant.storage.folders import Folders, models_root
from assistant.storage.own_words import OwnWords
from assistant.storage.wording import Wording

AT_LATEST_MS: Final[Millis] = 3000
"""Listening begins when the first word was said, or at this time: the voice comes first."""


def listening_folders(folders: Folders) -> kit.Folders:
    """Where the listening room finds what it needs."""
    return kit.Folders(
        models=models_root(),
        words=folders.words,
        vosk_model=model_to_use(folders.models),
    )


class Ears:
    """The core's orders to the listening process. No method but ``close`` ever waits."""

    def __init__(
        self,
        folders: Folders,
        wording: Wording,
        settings: Settings,
        post: Callable[[Event], None],
        now: Callable[[], Millis],
    ) -> None:
        """Nothing is listened to before ``begin``."""
        self._commands, self._post, self._now = wording.commands, post, now
        self._words = OwnWords(folders.words)
        self._settings = settings
        self._seen: AppState | None = None
        self._phrases: tuple[str, ...] = ()
        self._has_begun = False
        self._recording = ""
        self.listener = Listener(
            post,
            now,
            listening_folders(folders),
            microphone=settings.listening.microphone,
            pause_ms=settings.listening.pause_ms,
            on_recorded=self._recorded,
        )

    def begin(self) -> None:
        """Open the microphone, if the settings say so. Once is enough."""
        if self._has_begun:
            return
        self._has_begun = True
        self._post(self._known())
        self.listener.set_on(is_on=self._settings.listening.is_on)
        self.listener.start()

    def apply(self, settings: Settings) -> None:
        """Take over new settings."""
        self._settings = settings
        self.listener.set_microphone(settings.listening.microphone)
        self.listener.set_pause_ms(settings.listening.pause_ms)
        self.listener.set_on(is_on=settings.listening.is_on)

    def follow(self, state: AppState) -> None:
        """Listen for what can be said in this state."""
        if state is self._seen:
            return
        self._seen = state
        phrases = tuple(vocabulary(state)) if state.ears.is_open else ()
        if phrases != self._phrases:
            self._phrases = phrases
            self.listener.listen_for(phrases)

    def close(self) -> None:
        """Close the microphone; returns within a second."""
        self.listener.close()

    # --- the person's own words ----------------------------------------------------------

    def record(self, word: str) -> None:
        """Keep the next sound as the person's own for a command."""
        self._recording = word
        self.listener.record_next(self._words.next_file(self._phrase(word)))

    def stop_recording(self) -> None:
        """Keep no sound after all."""
        self._recording = ""
        self.listener.record_next(None)
        self._read_again()

    def forget(self, word: str) -> None:
        """Delete the recordings of a command, or with "" all. Raises OSError."""
        self._words.forget(self._phrase(word) if word else None)
        self._read_again()

    def _phrase(self, word: str) -> str:
        return words_for(self._commands, word)[0]

    def _recorded(self, _path: Path, is_kept: bool, why: str) -> None:  # noqa: FBT001 - its call
        word = self._recording
        self._post(WordRecorded(at=self._now(), word=word, why_not="" if is_kept else why))

    def _read_again(self) -> None:
        self.listener.reload()
        self._post(self._known())

    def _known(self) -> WordsKnown:
        counts = self._words.counts()
        names = (name for name in self._commands if self._phrase(name) in counts)
        taught = tuple((name, counts[self._phrase(name)]) for name in names)
        return WordsKnown(at=self._now(), taught=taught)
