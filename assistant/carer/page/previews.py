"""How settings look and sound, before they are saved. Must not know forms or HTTP.

The picture is made by the program's own painter, the sound by its own voice.
"""

import os
import threading
from array import array
from dataclasses import replace
from typing import Final

from assistant.core.events import Started
from assistant.core.settings import Settings, with_value
from assistant.core.state import AppState
from assistant.core.update import update
from assistant.speech.sound import Sound, joined, wav_of
from assistant.speech.synthesizer import SynthesisFailed, Synthesizer
from assistant.storage.wording import Wording
from assistant.view.scene import progress_of, scene_of

PICTURE_SIZE: Final = (960, 540)
_BEFORE_CUES_MS: Final = 700
_BETWEEN_CUES_MS: Final = 400
_VOICES_WITHIN_S: Final = 3.0


class Previews:
    """A painter and a voice for the page. Each is begun when it is first asked for."""

    def __init__(self, wording: Wording) -> None:
        """Begin nothing."""
        self._wording = wording
        self._lock = threading.Lock()
        self._voice: Synthesizer | None = None
        self._asks_voices = False
        self._voices: tuple[str, ...] = ()
        self._voices_known = threading.Event()

    def picture(self, settings: Settings) -> bytes:
        """The first list of the program with these settings, as a PNG."""
        # SDL has one thread in mind.
        with self._lock:
            return _picture(settings, self._wording)

    def sound(self, settings: Settings) -> bytes:
        """Two sentences and two choices in the voice of these settings, as a WAV.

        Raises SynthesisFailed, in plain words.
        """
        speech, words = settings.speech, self._wording.page
        voice = self._synthesizer()
        kind = voice.ready().voice_kind

        def said(key: str, rate_wpm: int) -> Sound:
            text = self._wording.lexicon.spoken(words(key), kind)
            return voice.samples(text, rate_wpm, speech.voice)

        sentences = [said(f"sample.{one}", speech.rate_wpm) for one in ("first", "second")]
        cues = [said(f"sample.{one}", speech.cue_rate_wpm) for one in ("cue", "next_cue")]
        read = joined(sentences, speech.sentence_gap_ms)
        both = joined([read, joined(cues, _BETWEEN_CUES_MS)], _BEFORE_CUES_MS)
        return wav_of(_louder(both, speech.volume_percent))

    def voices(self) -> tuple[str, ...]:
        """The names of the voices of this computer, as far as they are known soon.

        None where no voice works, or where it takes long: nobody should wait for a page.
        """
        with self._lock:
            is_first = not self._asks_voices
            self._asks_voices = True
        if is_first:
            threading.Thread(target=self._ask_voices, name="voices", daemon=True).start()
        self._voices_known.wait(_VOICES_WITHIN_S)
        return self._voices

    def _ask_voices(self) -> None:
        try:
            self._voices = self._synthesizer().ready().voices
        except SynthesisFailed:
            self._voices = ()
        self._voices_known.set()

    def close(self) -> None:
        """End the voice's process, if there is one."""
        with self._lock:
            voice, self._voice = self._voice, None
        if voice is not None:
            voice.close()

    def _synthesizer(self) -> Synthesizer:
        with self._lock:
            if self._voice is None:
                self._voice = Synthesizer()
                self._voice.start()
            return self._voice


def _picture(settings: Settings, wording: Wording) -> bytes:
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    from assistant.view.painter import Canvas  # noqa: PLC0415 - pygame, and only for a picture

    # Silent, so that the first choice is lit at once.
    silent = with_value(settings, "speech.is_on", value=False)
    state, _ = update(AppState(settings=silent, words=wording.words), Started(at=0))
    state = replace(state, settings=settings)
    canvas = Canvas(PICTURE_SIZE, settings.screen)
    canvas.draw(scene_of(state), progress_of(state, 0))
    return canvas.png()


def _louder(sound: Sound, percent: int) -> Sound:
    """As loud as the program would play it."""
    samples = array("h", sound.pcm)
    return Sound(array("h", (sample * percent // 100 for sample in samples)).tobytes())
