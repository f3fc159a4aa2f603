"""A world in which time is a number: scripted presses, a voice that takes as long as it takes.

Runs the real core through the real loop, without any device. Must not sleep or read a clock.
"""

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeAlias

from assistant.core.effects import (
    Effect,
    OpenSection,
    RecordWord,
    SavePerson,
    SavePlace,
    SaveProfiles,
    SaveSettings,
    Speak,
    StopRecording,
    StopSpeech,
)
from assistant.core.events import (
    ClockJumped,
    Device,
    DeviceFailed,
    DeviceReturned,
    EarsOpened,
    Event,
    FocusBack,
    FocusLost,
    NoWordHeard,
    SectionFailed,
    SectionOpened,
    SpeechEnded,
    SpeechStarted,
    Started,
    SwitchesLost,
    SwitchPressed,
    SwitchReleased,
    VoiceBegan,
    WordHeard,
    WordRecorded,
)
from assistant.core.hearing import Guess
from assistant.core.known import Known
from assistant.core.library import Place, Section
from assistant.core.phrases import spoken_form
from assistant.core.profiles import Profiles
from assistant.core.settings import Settings
from assistant.core.state import AppState
from assistant.core.units import Millis
from assistant.core.utterances import HowEnded, Utterance
from assistant.core.vocabulary import vocabulary
from assistant.loop import Loop
from assistant.rehearsal.script import Line

Piece: TypeAlias = Any
"""Some sound, as the virtual microphone's own kind."""

OPENING_MS: Millis = 20
"""How long the virtual disk takes to bring a section."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was said: from when, and until when it was heard."""

    utterance: Utterance
    started: Millis
    ended: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What the virtual world borrows from the real one."""

    duration_ms: Callable[[Utterance], Millis]
    open_section: Callable[[str], Section | str]
    """A section, or in plain words why it can't be opened."""
    save_place: Callable[[Place], None]
    save_settings: Callable[[Settings], None]
    save_profiles: Callable[[Profiles], None]
    save_person: Callable[[Known], None]
    fresh_state: Callable[[], AppState]
    record: Callable[[Millis, Event | Effect], None]
    shown: Callable[[Millis, AppState], None]
    shot: Callable[[str, AppState, Millis], None]
    troubles: tuple[tuple[Device, str], ...] = ()
    """What the carer is told of as soon as the program is up."""
    microphone: "VirtualMicrophone | None" = None
    """What hears the recordings of the script; None where nothing is said in it."""


class VirtualMicrophone(Protocol):
    """Recordings in, what was said out, at the pace of the virtual clock."""

    def pieces(self, name: str) -> Iterable[tuple[Millis, Piece]]:
        """A recording with quiet round it: each piece and when it ends, its own start at 0."""

    def hear(self, at: Millis, piece: Piece, phrases: Sequence[str]) -> Iterable[Event]:
        """What a piece of sound brings, where these phrases count."""


def word_events(text: str, at: Millis) -> tuple[Event, Event]:
    """A phrase that is heard for certain."""
    guess = Guess(spoken_form(text), 1.0, "script")
    word = WordHeard(at=at, began=at, ended=at, guesses=(guess,), is_certain=True)
    return VoiceBegan(at=at, began=at), word


class VirtualWorld:
    """Plays script lines. Every ``Speak`` ends exactly once, as with the real speaker."""

    def __init__(self, ports: Ports) -> None:
        """Nothing moves before :meth:`play`."""
        self._ports = ports
        self._agenda: list[tuple[Millis, int, Callable[[Millis], None]]] = []
        self._order = 0
        self._saying: tuple[Utterance, Millis] | None = None
        self._is_hanging = False
        self._is_disk_full = False
        self._unsaved: set[Device] = set()
        self._is_content_broken = False
        self._is_key_stuck = False
        self._is_listening = False
        self._recording = ""
        self.spoken: list[Spoken] = []
        self.loop = self._new_loop()

    def _new_loop(self) -> Loop:
        return Loop(self._ports.fresh_state(), self._perform, self._ports.record)

    @property
    def state(self) -> AppState:
        """The state as it is now."""
        return self.loop.state

    def play(self, lines: tuple[Line, ...]) -> None:
        """All lines in time; stops at the line "end", or 2 s after the last one."""
        self._is_listening = any(line.verb in ("hear", "word") for line in lines)
        self._at(0, self._start)
        for line in lines:
            if line.verb != "end":
                self._at(line.at, lambda at, line=line: self._carry_out(line, at))  # type: ignore[misc]
        ends = [line.at for line in lines if line.verb == "end"]
        until = min(ends) if ends else max((line.at for line in lines), default=0) + 2000
        self.run_until(until)
        self._silence("stopped", until)

    def _start(self, at: Millis) -> None:
        self._handle(Started(at=at))
        for device, why in self._ports.troubles:
            self._handle(DeviceFailed(at=at, device=device, why=why))
        if self._is_listening and self.state.settings.listening.is_on:
            self._handle(EarsOpened(at=at))

    def run_until(self, until: Millis) -> None:
        """Let the agenda and the deadlines happen, up to and including ``until``."""
        while True:
            at = self._agenda[0][0] if self._agenda else None
            due = self.loop.next_deadline
            if due is not None and due <= until and (at is None or due < at):
                self.loop.advance(due)
                self._ports.shown(due, self.state)
            elif at is not None and at <= until:
                heapq.heappop(self._agenda)[2](at)
            else:
                return

    def _at(self, at: Millis, act: Callable[[Millis], None]) -> None:
        self._order += 1
        heapq.heappush(self._agenda, (at, self._order, act))

    def _handle(self, event: Event) -> None:
        self.loop.handle(event)
        self._ports.shown(event.at, self.state)

    def _carry_out(self, line: Line, at: Millis) -> None:
        switch = line.argument or "switch"
        if line.verb == "press":
            self._handle(SwitchPressed(at=at, switch=switch))
        elif line.verb == "release" and not self._is_key_stuck:
            self._handle(SwitchReleased(at=at, switch=switch))
        elif line.verb == "shot":
            self.loop.advance(at)
            self._ports.shot(line.argument, self.state, at)
        elif line.verb == "word":
            self._say(line.argument, at)
        elif line.verb == "hear":
            self._play(line.argument, at)
        elif line.verb == "fault":
            self._faults()[line.argument](at)

    # --- words ---------------------------------------------------------------------------

    def _say(self, text: str, at: Millis) -> None:
        """A word that is understood for certain, as long as the ears are open."""
        for event in word_events(text, at):
            self._handle(event)

    def _play(self, name: str, at: Millis) -> None:
        microphone = self._ports.microphone
        if microphone is None:
            return
        for after_ms, piece in microphone.pieces(name):
            self._at(at + after_ms, lambda now, piece=piece: self._hear(now, piece))  # type: ignore[misc]

    def _hear(self, at: Millis, piece: Piece) -> None:
        self.loop.advance(at)
        microphone = self._ports.microphone
        if microphone is None or not self.state.settings.listening.is_on:
            return
        for event in microphone.hear(at, piece, tuple(vocabulary(self.state))):
            self._handle(event)
            word = self._recording
            if word and isinstance(event, (WordHeard, NoWordHeard)):
                self._recording = ""
                self._handle(WordRecorded(at=at, word=word))

    # --- effects -------------------------------------------------------------------------

    def _perform(self, effect: Effect) -> None:
        now = self.loop.state.now
        match effect:
            case Speak(utterance=utterance):
                self._silence("stopped", now)
                self._begin(utterance, now)
            case StopSpeech():
                self._silence("stopped", now)
            case OpenSection(section_id=section_id):
                self._at(now + OPENING_MS, lambda at: self._bring(section_id, at))
            case SavePlace(place=place):
                self._keep("places", lambda: self._ports.save_place(place))
            case SaveSettings(settings=settings):
                self._keep("settings", lambda: self._ports.save_settings(settings))
            case SaveProfiles(profiles=profiles):
                self._keep("profiles", lambda: self._ports.save_profiles(profiles))
            case RecordWord(word=word):
                self._recording = word
            case StopRecording():
                self._recording = ""
            case SavePerson(known=known):
                self._keep("pressing", lambda: self._ports.save_person(known))
            case _:
                pass  # tones and journal facts have no answer

    def _begin(self, utterance: Utterance, now: Millis) -> None:
        self._saying = (utterance, now)
        self._at(now, lambda at: self._started(utterance, at))
        ends = now + self._ports.duration_ms(utterance)
        self._at(ends, lambda at: self._end_if_still(utterance, at))

    def _started(self, utterance: Utterance, at: Millis) -> None:
        if self._saying is not None and self._saying[0] is utterance:
            self._handle(SpeechStarted(at=at, utterance=utterance))

    def _end_if_still(self, utterance: Utterance, at: Millis) -> None:
        # Not by its number: after a power cut the numbers begin anew.
        is_current = self._saying is not None and self._saying[0] is utterance
        if is_current and not self._is_hanging:
            self._silence("done", at)

    def _silence(self, how: HowEnded, now: Millis) -> None:
        if self._saying is None:
            return
        utterance, started = self._saying
        self._saying = None
        self._is_hanging = False  # what stops a hung engine also restarts it
        self.spoken.append(Spoken(utterance, started, now))
        ended = SpeechEnded(at=now, utterance=utterance, how=how)
        self._at(now, lambda _: self._handle(ended))

    def _bring(self, section_id: str, at: Millis) -> None:
        found = self._ports.open_section(section_id)
        if self._is_content_broken:
            found = "The file of this section is broken."
            self._is_content_broken = False
        if isinstance(found, str):
            self._handle(SectionFailed(at=at, section_id=section_id, why=found))
        else:
            self._handle(SectionOpened(at=at, section=found))

    def _keep(self, device: Device, save: Callable[[], None]) -> None:
        now = self.loop.state.now
        if not self._is_disk_full:
            save()
            return
        self._unsaved.add(device)
        why = "The disk is full. What changes now is not remembered. Please free some space."
        self._at(now, lambda at: self._handle(DeviceFailed(at=at, device=device, why=why)))

    # --- faults --------------------------------------------------------------------------

    def _faults(self) -> Mapping[str, Callable[[Millis], None]]:
        return {
            "no-sound": self._no_sound,
            "sound-back": lambda at: self._handle(DeviceReturned(at=at, device="sound")),
            "synthesizer-hang": lambda _at: self._hang(),
            "synthesizer-crash": lambda at: self._silence("failed", at),
            "clock-jump": lambda at: self._handle(ClockJumped(at=at, gap_ms=3_600_000)),
            "disk-full": lambda at: self._set_disk(is_full=True, at=at),
            "disk-free": lambda at: self._set_disk(is_full=False, at=at),
            "content-broken": lambda _at: self._break_content(),
            "key-stuck": lambda _at: self._stick(),
            "focus-lost": self._lose_focus,
            "focus-back": lambda at: self._handle(FocusBack(at=at)),
            "power-cut": self._power_cut,
        }

    def _no_sound(self, at: Millis) -> None:
        why = "There is no sound. The words are shown on the screen."
        self._handle(DeviceFailed(at=at, device="sound", why=why))

    def _hang(self) -> None:
        self._is_hanging = True

    def _set_disk(self, *, is_full: bool, at: Millis) -> None:
        was_full, self._is_disk_full = self._is_disk_full, is_full
        if was_full and not is_full:
            for device in sorted(self._unsaved):
                self._handle(DeviceReturned(at=at, device=device))
            self._unsaved.clear()

    def _break_content(self) -> None:
        self._is_content_broken = True

    def _stick(self) -> None:
        self._is_key_stuck = True

    def _lose_focus(self, at: Millis) -> None:
        """Another window comes to the front, and the pointer is on it."""
        self._handle(SwitchesLost(at=at, of="window"))
        self._handle(FocusLost(at=at, hears_mouse=False))

    def _power_cut(self, at: Millis) -> None:
        """All that is not on the disk is gone; the program starts again."""
        if self._saying is not None:
            self.spoken.append(Spoken(*self._saying, at))
        self._saying = None
        self._is_hanging = self._is_key_stuck = False
        self.loop = self._new_loop()
        self.loop.state = replace(self.loop.state, now=at)
        self._start(at)
