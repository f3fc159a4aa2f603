"""The speaker: orders in, sound out, and exactly one end for each utterance. Draws nothing.

Two threads, because neither may wait for the other. One *makes* sounds, and may be stuck for
seconds in a hung engine. One *watches*: it sees sounds end and devices come and go. Orders are
carried out on the caller's own thread, under a lock that is never held while anything blocks:
so stop, tones and prepared cues act at once whatever the other two are doing.

    speak -> sound ready?  yes -> device -> SpeechStarted ... watched ... SpeechEnded done
                           no  -> waits for the maker -> as above
    no device, speech off  -> silence of the estimated length          -> SpeechEnded done
    no voice               -> silence of the estimated length          -> SpeechEnded failed
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, assert_never

from assistant.core.events import (
    Event,
    SpeechEnded,
    SpeechStarted,
    VoicesKnown,
)
from assistant.core.lexicon import Lexicon
from assistant.core.units import Millis
from assistant.core.utterances import HowEnded, Utterance, estimated_ms
from assistant.speech.cache import SoundCache, Wording
from assistant.speech.chunks import chunks
from assistant.speech.loudspeaker import Loudspeaker
from assistant.speech.offer import voices_on_offer
from assistant.speech.player import open_player
from assistant.speech.silent import SilentPlayer, SoundPlayer
from assistant.speech.sound import Sound, silence
from assistant.speech.synthesizer import SynthesisFailed, Synthesizer
from assistant.speech.worker import Ready
from assistant.troubles import Troubles

Fault = Literal["synthesizer-hang", "synthesizer-crash", "sound-lost", "sound-back"]

_STUCK_AFTER_S: Final = 2.0
_TIMES_LOST: Final = 1  # under one utterance: a card that opens and then plays nothing
_LOOK_EVERY_S: Final = 0.004
_MOST_TO_PREPARE: Final = 200
_CLOSE_WITHIN_S: Final = 2.0
_TRIAL_TEXT: Final = "Ready."
_TRIAL_RATE_WPM: Final = 175

NO_SOUND: Final = (
    "There is no sound. Check that the loudspeaker is plugged in and switched on. "
    "The program keeps looking for it."
)

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Saying:
    """What is being said: which piece of it, on what, and how it will end."""

    utterance: Utterance
    pieces: tuple[str, ...]
    at_piece: int = 0
    is_waiting: bool = True
    is_silent: bool = False
    has_started: bool = False
    will_end: HowEnded = "done"
    times_lost: int = 0
    due_s: float = 0.0

    @property
    def piece(self) -> str:
        return self.pieces[self.at_piece]


class Speaker:
    """Says utterances, one at a time, and sounds the two tones.

    Every ``speak`` is answered by exactly one ``SpeechEnded``, also after stop, replacement, a
    crash, a hang, a lost device, and close. ``SpeechStarted`` comes before it if, and only if,
    sound was handed to a device. No method but the constructor and ``close`` ever blocks, and
    all may be called from any thread.

    ``post`` is called on any thread, with a lock held: it must only put the event in a queue.
    """

    def __init__(  # noqa: PLR0913 - what it is built from, named by the composition root
        self,
        post: Callable[[Event], None],
        now: Callable[[], Millis],
        lexicon: Lexicon,
        voice: str = "",
        *,
        is_speaking: bool = True,
        open_device: Callable[[], SoundPlayer] = open_player,
    ) -> None:
        """Start the synthesizer process and open the device (a moment, on this thread)."""
        self._post, self._now = post, now
        self._lexicon, self._voice = lexicon, voice
        self._is_speaking = is_speaking
        self._cache = SoundCache()
        self._silent = SilentPlayer()
        self._to_prepare: deque[Wording] = deque()
        self._making: Wording | None = None
        self._has_told_voices = False
        self._saying: _Saying | None = None
        self._is_closed = False
        self._troubles = Troubles(post, now)
        self._changed = threading.Condition()
        self._synthesizer = Synthesizer(self._note_synthesizer)
        self._synthesizer.start()
        self._loudspeaker = Loudspeaker(open_device)
        self._open_device()
        self._threads = [
            threading.Thread(target=work, name=work.__name__, daemon=True)
            for work in (self._make, self._watch)
        ]
        for thread in self._threads:
            thread.start()

    def speak(self, utterance: Utterance) -> None:
        """Say it now. What is being said ends first, as "stopped".

        A sound that is ready goes to the device before this returns.
        """
        with self._changed:
            self._end("stopped")
            saying = self._saying = _Saying(utterance, chunks(utterance.text))
            if self._is_closed:
                self._end("stopped")
                return
            self._begin_piece(saying)
            if saying.is_waiting:
                self._hurry_others(self._wording(saying))
            self._changed.notify_all()

    def stop(self) -> None:
        """Silence now."""
        with self._changed:
            self._end("stopped")
            self._changed.notify_all()

    def prepare(self, texts: tuple[str, ...], rate_wpm: int) -> None:
        """Have these ready soon, in this order, before what was asked for earlier."""
        with self._changed:
            wordings = [
                Wording(piece, rate_wpm, self._voice) for text in texts for piece in chunks(text)
            ]
            kept = dict.fromkeys([*wordings, *self._to_prepare])
            self._to_prepare = deque(list(kept)[:_MOST_TO_PREPARE])
            self._changed.notify_all()

    def start_hold_tone(self, remaining_ms: int) -> None:
        """The climbing tone while the switch is held."""
        with self._changed:
            self._loudspeaker.start_hold_tone(remaining_ms)
            self._changed.notify_all()

    def stop_hold_tone(self) -> None:
        """The hold ended."""
        with self._changed:
            self._loudspeaker.stop_hold_tone()

    def start_call_tone(self) -> None:
        """The loud tone, until ``stop_call_tone``, whatever the volume of the voice."""
        with self._changed:
            self._loudspeaker.start_call_tone()
            self._changed.notify_all()

    def stop_call_tone(self) -> None:
        """A carer is there."""
        with self._changed:
            self._loudspeaker.stop_call_tone()

    def set_speaking(self, is_on: bool) -> None:  # noqa: FBT001 - a switch, on or off
        """Whether anything is spoken. Switching ends what is being said. Tones always sound."""
        with self._changed:
            if is_on != self._is_speaking:
                self._is_speaking = is_on
                self._end("stopped")
                self._changed.notify_all()

    def set_voice(self, voice: str) -> None:
        """Name or part of the name of the voice of all that is said from now on."""
        with self._changed:
            if voice != self._voice:
                self._voice = voice
                self._to_prepare.clear()
                self._changed.notify_all()

    def device_removed(self) -> None:
        """The window saw a sound device go, perhaps ours: open what there is now.

        What is being said is then said again from its beginning.
        """
        with self._changed:
            self._loudspeaker.lose()
            self._note_device()
            self._changed.notify_all()

    def inject(self, fault: Fault) -> None:
        """For tests and rehearsals: have this go wrong, in earnest."""
        match fault:
            case "synthesizer-hang":
                self._synthesizer.inject_hang()
            case "synthesizer-crash":
                self._synthesizer.end_process()
            case "sound-lost":
                with self._changed:
                    self._loudspeaker.block()
                    self._note_device()
                    self._changed.notify_all()
            case "sound-back":
                with self._changed:
                    self._loudspeaker.unblock()
                    self._changed.notify_all()
            case _:
                assert_never(fault)

    def close(self) -> None:
        """End everything; what is being said ends as "stopped". Up to a few seconds."""
        with self._changed:
            self._end("stopped")
            self._is_closed = True
            self._changed.notify_all()
        self._synthesizer.close()
        for thread in self._threads:
            thread.join(_CLOSE_WITHIN_S)
        self._loudspeaker.close()

    # --- what is being said; all with the lock held -----------------------------------------

    def _end(self, how: HowEnded) -> None:
        """The only door out for an utterance."""
        saying, self._saying = self._saying, None
        if saying is None:
            return
        if not saying.is_waiting and not saying.is_silent:
            self._loudspeaker.stop()
        self._post(SpeechEnded(at=self._now(), utterance=saying.utterance, how=how))

    def _begin_piece(self, saying: _Saying) -> None:
        """Hand the next piece to the device or to silence, or leave it waiting for its sound."""
        saying.is_waiting = True
        if saying.will_end == "failed" or not self._is_speaking:
            self._keep_quiet(saying)
        elif self._loudspeaker.state == "in doubt":
            pass  # the watcher opens the device this moment, and comes back here
        elif self._loudspeaker.state == "gone":
            self._keep_quiet(saying)
        elif (sound := self._cache.get(self._wording(saying))) is not None:
            self._play(saying, sound)
        elif not self._synthesizer.is_working:
            self._fail(saying)

    def _play(self, saying: _Saying, sound: Sound) -> None:
        if not sound.pcm:
            self._be_silent(saying, 0)
        elif self._loudspeaker.play(sound, saying.utterance.volume_percent):
            saying.is_waiting, saying.is_silent = False, False
            saying.due_s = time.monotonic() + sound.duration_ms / 1000
            if not saying.has_started:
                saying.has_started = True
                self._post(SpeechStarted(at=self._now(), utterance=saying.utterance))
        else:
            self._note_device()

    def _fail(self, saying: _Saying) -> None:
        """No voice: take as long as the words would have, so that a scan keeps its pace."""
        saying.will_end = "failed"
        self._keep_quiet(saying)

    def _keep_quiet(self, saying: _Saying) -> None:
        self._be_silent(saying, estimated_ms(saying.piece, saying.utterance.rate_wpm))

    def _be_silent(self, saying: _Saying, duration_ms: Millis) -> None:
        self._silent.play(silence(duration_ms), saying.utterance.volume_percent)
        saying.is_waiting, saying.is_silent = False, True
        saying.due_s = time.monotonic() + duration_ms / 1000

    def _wording(self, saying: _Saying, ahead: int = 0) -> Wording:
        text = saying.pieces[saying.at_piece + ahead]
        return Wording(text, saying.utterance.rate_wpm, self._voice)

    def _hurry_others(self, wanted: Wording) -> None:
        if self._making not in (None, wanted):
            self._synthesizer.hurry()

    # --- the watcher: ends and devices ------------------------------------------------------

    def _watch(self) -> None:
        while True:
            with self._changed:
                wait_s = self._look()
                if self._is_closed:
                    return
                should_open = self._loudspeaker.try_in_s == 0
                if not should_open:
                    self._changed.wait(wait_s)
            if should_open:
                self._open_device()

    def _look(self) -> float | None:
        """See what has ended; the answer is when to look again, None for "when told"."""
        saying, wait_s = self._saying, self._loudspeaker.try_in_s
        if saying is None or saying.is_waiting:
            return wait_s
        ahead_s = saying.due_s - time.monotonic()
        if ahead_s > 0:
            return ahead_s if wait_s is None else min(ahead_s, wait_s)
        if self._silent.is_playing() if saying.is_silent else self._loudspeaker.is_playing():
            if ahead_s < -_STUCK_AFTER_S:
                self._loudspeaker.lose()  # it takes samples no more: a dead card, a lost server
                self._note_device()
            return _LOOK_EVERY_S
        if self._loudspeaker.state == "in doubt" and not saying.is_silent:
            self._note_device()
            return 0.0
        self._go_on(saying)
        return 0.0

    def _go_on(self, saying: _Saying) -> None:
        if saying.at_piece + 1 == len(saying.pieces):
            self._end(saying.will_end)
            return
        saying.at_piece += 1
        self._begin_piece(saying)
        self._changed.notify_all()

    def _note_device(self) -> None:
        """What was said on a device that is lost waits to be said again; once."""
        saying = self._saying
        if self._loudspeaker.state == "in doubt" and saying and not saying.is_silent:
            saying.is_waiting = True
            saying.times_lost += 1
            if saying.times_lost > _TIMES_LOST:
                self._troubles.failed_still("sound", NO_SOUND)
                self._end("failed")

    def _open_device(self) -> None:
        """Try once. Lost for good: what was being said has failed, and the carer is told."""
        player = self._loudspeaker.open_again()
        with self._changed:
            self._loudspeaker.take(player)
            saying = self._saying
            if self._loudspeaker.state == "there":
                self._troubles.well("sound")
            else:
                self._troubles.failed_still("sound", NO_SOUND)
                if saying and saying.is_waiting and saying.has_started:
                    self._end("failed")
            if self._saying is not None and self._saying.is_waiting:
                self._begin_piece(self._saying)
            self._changed.notify_all()

    # --- the maker: sounds ------------------------------------------------------------------

    def _make(self) -> None:
        while True:
            with self._changed:
                while (wording := self._next_to_make()) is None and not self._is_closed:
                    self._changed.wait(None if self._is_voiced() else self._rest_s())
                if self._is_closed or wording is None:
                    return
                self._making = wording
            self._made(wording, self._sound_of(wording))

    def _next_to_make(self) -> Wording | None:
        """What is waited for, then what follows it, then what may be wanted soon."""
        if not self._is_voiced():
            return None if self._rest_s() else Wording(_TRIAL_TEXT, _TRIAL_RATE_WPM, self._voice)
        if not self._is_speaking or self._loudspeaker.state == "gone":
            return None
        saying = self._saying
        if saying and saying.is_waiting and self._wording(saying) not in self._cache:
            return self._wording(saying)
        if saying and saying.will_end == "done" and saying.at_piece + 1 < len(saying.pieces):
            following = self._wording(saying, ahead=1)
            if following not in self._cache:
                return following
        while self._to_prepare:
            wording = self._to_prepare.popleft()
            if wording not in self._cache:
                return wording
        return None

    def _sound_of(self, wording: Wording) -> Sound | None:
        try:
            kind = self._ready().voice_kind
            text = self._lexicon.spoken(wording.text, kind)
            return self._synthesizer.samples(text, wording.rate_wpm, wording.voice)
        except SynthesisFailed:
            return None  # told by _note_synthesizer when it lasts
        except Exception:  # noqa: BLE001 - logged; the utterance ends as failed
            # One text that trips a bug of ours must not make the person mute for good.
            _log.exception("This text could not be spoken: %r", wording.text)
            return None

    def _ready(self) -> Ready:
        ready = self._synthesizer.ready()
        if not self._has_told_voices:
            self._has_told_voices = True
            voices = voices_on_offer(ready.voice_kind, ready.voices)
            self._post(VoicesKnown(at=self._now(), voices=voices))
        return ready

    def _made(self, wording: Wording, sound: Sound | None) -> None:
        with self._changed:
            self._making = None
            if sound is not None:
                self._cache.put(wording, sound)
            saying = self._saying
            if saying is None or self._is_closed:
                return
            if saying.is_waiting and self._wording(saying) == wording:
                self._begin_with(saying, sound)
            elif sound is None and wording.text in saying.pieces[saying.at_piece + 1 :]:
                saying.will_end = "failed"
            elif saying.is_waiting:
                self._begin_piece(saying)  # the voice may have broken meanwhile
            self._changed.notify_all()

    def _begin_with(self, saying: _Saying, sound: Sound | None) -> None:
        if sound is None:
            self._fail(saying)
        elif self._loudspeaker.state == "there":
            self._play(saying, sound)
        else:
            self._begin_piece(saying)

    def _is_voiced(self) -> bool:
        return self._synthesizer.is_working

    def _rest_s(self) -> float:
        return self._synthesizer.rest_s

    # --- telling ----------------------------------------------------------------------------

    def _note_synthesizer(self, is_working: bool, why: str) -> None:  # noqa: FBT001 - a state
        with self._changed:
            if is_working:
                self._troubles.well("synthesizer")
            else:
                self._troubles.failed_still("synthesizer", why)
