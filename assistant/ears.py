"""Joins the listening process to the program: words, own words, and sounds that are a switch.

Must not know faces, the voice, or what a word does.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assistant.core.events import Event, Remarked, WordRecorded, WordsKnown
from assistant.core.phrases import Synonyms, words_for
from assistant.core.settings import Settings
from assistant.core.state import AppState, Teaching
from assistant.core.units import Millis
from assistant.core.vocabulary import vocabulary
from assistant.storage.folders import Folders, models_root
from assistant.storage.own_words import OwnWords
from assistant.storage.wording import Wording

if TYPE_CHECKING:
    from assistant.listening import kit
    from assistant.listening.contract import Samples
    from assistant.listening.listener import Fault, Listener
    from assistant.switches.sound import SoundSwitch

AT_LATEST_MS: Final[Millis] = 3000
"""Listening begins when the first word was said, or at this time: the voice comes first."""


def listening_folders(folders: Folders) -> "kit.Folders":
    """Where the listening room finds what it needs. The first call takes a moment."""
    from assistant.listening import kit  # noqa: PLC0415
    from assistant.listening.models import model_to_use  # noqa: PLC0415

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
        self._commands: Synonyms = wording.commands
        self._post, self._now = post, now
        self._words = OwnWords(folders.words)
        self._folders = folders
        self._settings = settings
        self._seen: AppState | None = None
        self._phrases: tuple[str, ...] = ()
        self._recording = ""
        self._counts: dict[str, int] = {}
        """The recordings that the listener has read."""
        self._advice: tuple[str, ...] = ()
        self._listener: Listener | None = None
        self._sound_switch: SoundSwitch | None = None
        self._is_closed = False
        self._opening: threading.Thread | None = None
        self._lock = threading.Lock()

    def begin(self) -> None:
        """Open the microphone, if the settings say so. Once is enough."""
        if self._opening is not None:
            return
        self._counts = self._words.counts()
        self._post(self._known())
        # What listening needs takes a moment to load; the light and the voice must not wait.
        self._opening = threading.Thread(target=self._open, name="ears", daemon=True)
        self._opening.start()

    def _open(self) -> None:
        from assistant.listening.listener import Listener  # noqa: PLC0415 - takes a moment

        listening = self._settings.listening
        listener = Listener(
            self._post,
            self._now,
            listening_folders(self._folders),
            microphone=listening.microphone,
            pause_ms=listening.pause_ms,
            on_recorded=self._recorded,
            on_ready=self._ready,
            on_sound=self._sounded,
        )
        with self._lock:
            if self._is_closed:
                return
            self._listener = listener
            self._pass_on_settings()
            listener.listen_for(self._phrases)
            listener.start()

    def apply(self, settings: Settings) -> None:
        """Take over new settings."""
        with self._lock:
            self._settings = settings
            self._pass_on_settings()

    def _pass_on_settings(self) -> None:
        if self._listener is None:
            return
        listening = self._settings.listening
        self._listener.set_microphone(listening.microphone)
        self._listener.set_pause_ms(listening.pause_ms)
        is_sound_wanted = self._settings.switch.sound != "off"
        self._listener.send_sound(is_wanted=is_sound_wanted)
        self._listener.set_on(is_on=listening.is_on or is_sound_wanted)

    def _sounded(self, ended: Millis, samples: "Samples | None") -> None:
        """A sound may be the switch. On the listener's thread."""
        if samples is None:
            # A press whose end nobody can hear must not become a call for help.
            for fact in self._sound_switch.lost() if self._sound_switch is not None else ():
                self._post(fact)
            return
        from assistant.switches.sound import SoundSwitch, rules_of  # noqa: PLC0415 - takes a moment

        rules = rules_of(self._settings)
        if self._sound_switch is None:
            self._sound_switch = SoundSwitch(rules)
        for fact in (*self._sound_switch.apply(rules), *self._sound_switch.hear(ended, samples)):
            self._post(fact)

    def follow(self, state: AppState) -> None:
        """Listen for what can be said in this state."""
        if state is self._seen:
            return
        self._seen = state
        self._take_over(state.commands)
        if self._recording and not _asks_for_a_sound(state):
            # However the teaching ended: no sound is kept that nobody was asked for.
            self.stop_recording()
        phrases = tuple(vocabulary(state)) if state.ears.is_open else ()
        if phrases == self._phrases:
            return
        with self._lock:
            self._phrases = phrases
            if self._listener is not None:
                self._listener.listen_for(phrases)

    def _take_over(self, commands: Synonyms) -> None:
        """A carer may have changed the words while the program runs."""
        # A state that knows of none yet says nothing about them.
        if not commands or commands == self._commands:
            return
        self._commands = commands
        self._post(self._known())

    def look_again(self) -> None:
        """Recordings may have been deleted beside the program. From any thread."""
        if not self._recording and self._words.counts() != self._counts:
            self._read_again()

    def played(self, pcm: bytes, rate_hz: int, channels: int) -> None:
        """The mixer plays this now: it is the program's own voice, not the person's."""
        listener = self._listener
        if listener is not None:
            listener.played(pcm, rate_hz, channels)

    def inject(self, fault: "Fault") -> None:
        """Let something fail, for rehearsals."""
        if self._listener is not None:
            self._listener.inject(fault)

    def close(self) -> None:
        """Close the microphone; returns within a second."""
        with self._lock:
            self._is_closed = True
        if self._listener is not None:
            self._listener.close()

    # --- the person's own words ----------------------------------------------------------

    def record(self, word: str) -> None:
        """Keep the next sound as the person's own for a command."""
        self._recording = word
        if self._listener is None:
            why = "Nothing is listened to yet."
            self._post(WordRecorded(at=self._now(), word=word, why_not=why))
            return
        self._listener.record_next(self._words.next_file(self._kept_under(word)))

    def stop_recording(self) -> None:
        """Keep no sound after all."""
        self._recording = ""
        if self._listener is not None:
            self._listener.record_next(None)
        # Nothing is heard while recordings are read.
        if self._words.counts() != self._counts:
            self._read_again()

    def forget(self, word: str) -> None:
        """Delete the recordings of a command, or with "" all; tells where that fails."""
        try:
            for phrase in words_for(self._commands, word) if word else (None,):
                self._words.forget(phrase)
        except OSError as error:
            why = f"The recordings could not be deleted ({error.strerror or error})."
            self._post(Remarked(at=self._now(), text=why))
        self._read_again()

    def _kept_under(self, word: str) -> str:
        """The phrase beside whose recordings others of a command go."""
        counts, phrases = self._words.counts(), words_for(self._commands, word)
        return next((phrase for phrase in phrases if phrase in counts), phrases[0])

    def _recorded(self, _path: Path, is_kept: bool, why: str) -> None:  # noqa: FBT001 - its call
        word = self._recording
        self._post(WordRecorded(at=self._now(), word=word, why_not="" if is_kept else why))

    def _ready(self, advice: tuple[str, ...]) -> None:
        self._advice = advice
        self._post(self._known())

    def _read_again(self) -> None:
        self._counts = self._words.counts()
        if self._listener is not None:
            self._listener.reload()
        self._post(self._known())

    def _known(self) -> WordsKnown:
        counts = self._words.counts()
        known = (
            (name, sum(counts.get(phrase, 0) for phrase in words_for(self._commands, name)))
            for name in self._commands
        )
        taught = tuple((name, count) for name, count in known if count)
        return WordsKnown(at=self._now(), taught=taught, alike=self._advice)


def _asks_for_a_sound(state: AppState) -> bool:
    return isinstance(state.mode, Teaching) and not state.alarm.is_calling
