"""The composition root: the only place where drivers are built and joined to the core."""

import importlib.metadata
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol

from assistant.carer_page import CarerPage
from assistant.core.effects import (
    ApplySettings,
    CloseProgram,
    Effect,
    ForgetWords,
    OpenCarerPage,
    OpenSection,
    Prepare,
    RaiseWindow,
    RecordWord,
    SavePerson,
    SavePlace,
    SaveProfiles,
    SaveSettings,
    Speak,
    StartCallTone,
    StartHoldTone,
    StopCallTone,
    StopHoldTone,
    StopRecording,
    StopSpeech,
)
from assistant.core.events import (
    CallGoesOn,
    Device,
    DeviceFailed,
    Event,
    Remarked,
    SpeechEnded,
    Started,
)
from assistant.core.settings import Settings
from assistant.core.units import Millis
from assistant.core.words import Words
from assistant.disk_work import DiskWork
from assistant.ears import AT_LATEST_MS, Ears
from assistant.guardian import Signs
from assistant.loop import Inbox, Loop, slept
from assistant.mistakes import Mistakes
from assistant.speech.player import open_player
from assistant.speech.speaker import Speaker
from assistant.storage.folders import Folders
from assistant.storage.trouble_log import TroubleLog, is_calling_at_end
from assistant.storage.wording import Wording
from assistant.stored import (
    Stored,
    fresh_state,
    made_ready,
    open_stored,
)
from assistant.switches.gamepads import NoGamepads
from assistant.switches.gamepads import start as start_gamepads
from assistant.switches.keys import wrong_in
from assistant.switches.pads_apart import PadsApart
from assistant.switches.translator import Translator
from assistant.troubles import Troubles
from assistant.view.scene import Progress, Scene, is_moving, progress_of, scene_of
from assistant.view.terminal import Terminal
from assistant.view.window import NoDisplay, Window

FRAME_MS: Millis = 66
"""The countdown moves about 15 times a second: smooth enough, and cheap."""
LONGEST_WAIT_MS: Millis = 1000
LOOK_EVERY_MS: Millis = 1000
"""How often it is looked whether a carer changed something on the disk."""
DEAF_MS: Millis = 5000
"""A face that cannot hear for so long will not hear again."""

Record = Callable[[Millis, Event | Effect], None]

_DEVICES: Mapping[type, Device] = {
    OpenSection: "content",
    SavePlace: "places",
    SaveSettings: "settings",
    ApplySettings: "settings",
    SaveProfiles: "profiles",
    SavePerson: "pressing",
    Speak: "synthesizer",
    Prepare: "synthesizer",
    RecordWord: "words",
    StopRecording: "words",
    ForgetWords: "words",
    RaiseWindow: "window",
}


class Face(Protocol):
    """A window or a terminal."""

    opening_notice: str
    """What people are to be told about it when the program is up; empty for nothing."""

    @property
    def quit_asked(self) -> bool:
        """Whether somebody closed it."""

    def wait(self, timeout_ms: Millis) -> list[Event]:
        """What people did, as soon as they do it, or nothing after the timeout."""

    def show(self, scene: Scene, progress: Progress) -> None:
        """Draw what has changed."""

    def apply(self, settings: Settings) -> None:
        """Take over new settings."""

    def shot(self, path: Path) -> Path:
        """Keep a picture of what is shown; the file that it became."""

    def raise_to_front(self) -> None:
        """Come before all other windows, where there are others."""

    def wake(self) -> None:
        """End the present ``wait``; from any thread."""

    def close(self) -> None:
        """Give the screen back."""


class Clock:
    """Milliseconds since the program began, those of a sleep included."""

    def __init__(self) -> None:
        """The clock starts at 0."""
        self._began = _seconds()

    def __call__(self) -> Millis:
        """Now."""
        return int((_seconds() - self._began) * 1000)


def _seconds() -> float:
    # On Linux the usual clock stands still while the machine sleeps, and nobody would notice.
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    else:  # noqa: RET505 - the type check knows one system at a time
        return time.monotonic()


class Program:
    """All drivers round one loop."""

    def __init__(
        self,
        stored: Stored,
        clock: Clock,
        make_face: Callable[[Settings], Face],
        record: Record,
    ) -> None:
        """Starts the voice first (it takes longest), then opens the face."""
        self._stored = stored
        self.clock = clock
        self._face: Face | None = None
        self.inbox = Inbox(self._wake)
        self._troubles = Troubles(self.inbox.post, clock)
        settings = stored.settings
        self.ears = Ears(stored.folders, stored.wording, settings, self.inbox.post, clock)
        with ExitStack() as opened:
            opened.callback(self.ears.close)
            self.speaker = Speaker(
                post=self.inbox.post,
                now=clock,
                lexicon=stored.wording.lexicon,
                voice=settings.speech.voice,
                is_speaking=settings.speech.is_on,
                open_device=lambda: open_player(self.ears.played),
            )
            opened.callback(self.speaker.close)
            self._disk = DiskWork(
                stored, self.inbox.post, clock, self._troubles, self.ears.look_again
            )
            opened.callback(self._disk.close)
            self._carer_page = CarerPage(self.inbox.post, clock)
            opened.callback(self._carer_page.close)
            self.face = self._face = make_face(settings)
            opened.callback(self.face.close)
            if isinstance(self.face, Window):
                self.face.on_sound_device = self._sound_device_changed
            state = fresh_state(stored, self._disk.last_place())
            self.loop = Loop(state, self.perform, record, Mistakes(record, clock))
            self._opened = opened.pop_all()
        self._moving = False
        self._may_listen = False
        self._is_closed = False
        self._face_fault = ""
        self._deaf_since: Millis | None = None
        self._looked_at = clock()
        self._disk_looked_at = self._looked_at

    def _wake(self) -> None:
        if self._face is not None:
            self._face.wake()

    def _sound_device_changed(self, is_added: bool) -> None:  # noqa: FBT001 - the window's call
        if not is_added:
            self.speaker.device_removed()

    # --- the loop ------------------------------------------------------------------------

    def start(self) -> None:
        """Say hello, and load the guide beside it."""
        self.loop.handle(Started(at=self.clock()))
        for device, why in self._stored.troubles:
            self.loop.handle(DeviceFailed(at=self.clock(), device=device, why=why))
        if self.face.opening_notice:
            self.loop.handle(Remarked(at=self.clock(), text=self.face.opening_notice))
        self._disk.load_guide()
        self._looked_at = self.clock()

    def begin_again(self, *, is_calling: bool) -> None:
        """It had ended by itself: say so, and go on calling for help where it did."""
        again = self._stored.wording.words("mended.again")
        self.face.opening_notice = f"{again} {self.face.opening_notice}".rstrip()
        if is_calling:
            self.loop.handle(CallGoesOn(at=self.clock()))

    def turn(self, next_order: Millis | None = None) -> None:
        """One round: what is due, what is to be seen, what people and drivers did."""
        self._face_fault = ""
        self._look(0)
        self.loop.advance(self._looked_at)
        self.show()
        timeout_ms = self._timeout_ms(self.clock(), next_order)
        events = self._heard(timeout_ms)
        self._look(timeout_ms)
        for event in sorted([*events, *self.inbox.drain()], key=lambda event: event.at):
            self.loop.handle(event)
            # The voice came first; now there is time for the ears.
            self._may_listen = self._may_listen or isinstance(event, SpeechEnded)
        self._guarded("recognizer", self._listen)
        if self._looked_at - self._disk_looked_at >= LOOK_EVERY_MS:
            self._disk_looked_at = self._looked_at
            self._guarded("settings", self._disk.look)
        if self._face_fault:
            self._troubles.failed_still("window", self._face_fault)
        else:
            self._troubles.well("window")

    def _listen(self) -> None:
        if self._may_listen or self._looked_at > AT_LATEST_MS:
            self.ears.begin()
        self.ears.follow(self.loop.state)

    def _guarded(self, device: Device, move: Callable[[], None]) -> None:
        try:
            move()
        # Whatever a driver does wrong, the loop lives on: help must still be callable.
        except Exception as error:  # noqa: BLE001
            self._troubles.failed_still(device, _went_wrong(device, error))

    @property
    def is_closed(self) -> bool:
        """Whether somebody closed the program."""
        return self._is_closed or self.face.quit_asked

    def run(
        self,
        is_over: Callable[[], bool] = lambda: False,
        each_turn: Callable[[], None] = lambda: None,
    ) -> None:
        """Until somebody closes the program, or until ``is_over``."""
        self.start()
        while not (self.is_closed or is_over()):
            each_turn()
            self.turn()

    def show(self) -> None:
        """Bring what is seen up to date."""
        state = self.loop.state
        self._moving = is_moving(state)
        try:
            self.face.show(scene_of(state), progress_of(state, self.clock()))
        # A screen that can't be drawn on must not silence the voice and the call for help.
        except Exception as error:  # noqa: BLE001
            self._face_fault = f"The screen cannot be drawn: {error}."

    def _heard(self, timeout_ms: Millis) -> list[Event]:
        try:
            events = self.face.wait(timeout_ms)
        # One odd thing that people did must not silence the voice and the call for help.
        except Exception as error:
            now = self.clock()
            self._deaf_since = now if self._deaf_since is None else self._deaf_since
            self._face_fault = f"The keys and the mouse cannot be read: {error}."
            # A program that hears no switch must not look alive; but a call that sounds goes on.
            if now - self._deaf_since > DEAF_MS and not self.loop.state.alarm.is_calling:
                raise
            time.sleep(min(timeout_ms, FRAME_MS) / 1000)
            return []
        self._deaf_since = None
        return events

    def _look(self, waited_ms: Millis) -> None:
        """See how late it is; where far more time is gone than was waited, the machine slept."""
        before, self._looked_at = self._looked_at, self.clock()
        if (jump := slept(before, waited_ms, self._looked_at)) is not None:
            self.loop.handle(jump)

    def _timeout_ms(self, now: Millis, next_order: Millis | None) -> Millis:
        moments = [now + (FRAME_MS if self._moving else LONGEST_WAIT_MS)]
        moments += [at for at in (self.loop.next_deadline, next_order) if at is not None]
        return max(0, min(moments) - now)

    def close(self) -> None:
        """Stop everything; what was to be kept is on the disk when this returns.

        Whatever one driver does wrong, the others are closed: the face first, the voice last.
        """
        self._opened.close()

    # --- effects -------------------------------------------------------------------------

    def perform(self, effect: Effect) -> None:
        """Carry an effect out; a driver that fails is told of, and the loop lives on."""
        try:
            self._carry_out(effect)
        # Whatever a driver does wrong, the loop lives on: help must still be callable.
        except Exception as error:  # noqa: BLE001
            device = _DEVICES.get(type(effect), "sound")
            self._troubles.failed(device, _went_wrong(device, error))

    def _carry_out(self, effect: Effect) -> None:  # noqa: C901, PLR0912 - a case each
        match effect:
            case Speak(utterance=utterance):
                self.speaker.speak(utterance)
            case StopSpeech():
                self.speaker.stop()
            case Prepare(texts=texts, rate_wpm=rate_wpm):
                self.speaker.prepare(texts, rate_wpm)
            case OpenSection(section_id=section_id):
                self._disk.open_section(section_id)
            case SavePlace(place=place):
                self._disk.save_place(place)
            case SaveSettings(settings=settings):
                self._disk.save_settings(settings)
                self._apply(settings)
            case ApplySettings(settings=settings):
                self._apply(settings)
            case RecordWord(word=word):
                self.ears.record(word)
            case StopRecording():
                self.ears.stop_recording()
            case ForgetWords(word=word):
                self.ears.forget(word)
            case SaveProfiles(profiles=profiles, settings=settings):
                self._disk.save_profiles(profiles, settings)
            case SavePerson(known=known):
                self._disk.save_person(known)
            case OpenCarerPage():
                self._carer_page.open()
            case RaiseWindow():
                self.face.raise_to_front()
            case CloseProgram():
                self._is_closed = True
            case StartHoldTone(remaining_ms=remaining_ms):
                self.speaker.start_hold_tone(remaining_ms)
            case StopHoldTone():
                self.speaker.stop_hold_tone()
            case StartCallTone():
                self.speaker.start_call_tone()
            case StopCallTone():
                self.speaker.stop_call_tone()
            case _:
                pass  # facts for the journal

    def _apply(self, settings: Settings) -> None:
        self.speaker.set_speaking(settings.speech.is_on)
        self.speaker.set_voice(settings.speech.voice)
        self.face.apply(settings)
        self.ears.apply(settings)


def _went_wrong(device: Device, error: Exception) -> str:
    return f"Something went wrong with the {device}: {error}. A restart may mend it."


def _with_gamepads(window: Window) -> Window:
    try:
        start_gamepads()
    except NoGamepads as error:
        window.opening_notice = str(error)
    return window


def open_terminal(settings: Settings, clock: Clock, words: Words) -> Terminal:
    """The terminal, and gamepads beside its keyboard where there can be any."""
    try:
        pads = PadsApart(settings, clock)
    except NoGamepads as error:
        face = Terminal(settings, clock, words)
        face.opening_notice = str(error)
        return face
    return Terminal(settings, clock, words, pads)


def _how_to_leave(settings: Settings, wording: Wording) -> str:
    """For a carer who has just installed it, and sees nothing else any more."""
    is_new = settings.welcome != "done"
    is_usual = settings.screen.full_screen and not settings.screen.locked
    return wording.words("window.full") if is_new and is_usual else ""


def window_or_terminal(
    clock: Clock, wording: Wording, *, terminal: bool
) -> Callable[[Settings], Face]:
    """The window; where there is no display the terminal, saying so."""

    def make(settings: Settings) -> Face:
        if terminal:
            return open_terminal(settings, clock, wording.words)
        try:
            window = Window(settings, clock, "ALS assistant", Translator(settings))
            window.opening_notice = _how_to_leave(settings, wording)
            return _with_gamepads(window)
        except NoDisplay as error:
            why = f"{error} The program goes on in this terminal."
            print(why, file=sys.stderr)  # noqa: T201 - also for a log that is read afterwards
            face = open_terminal(settings, clock, wording.words)
            face.opening_notice = f"{why} {face.opening_notice}".rstrip()
            return face

    return make


@contextmanager
def program_of(
    stored: Stored, clock: Clock, make_face: Callable[[Settings], Face], record: Record
) -> Iterator[Program]:
    """A program that is always closed, whatever happens inside the ``with``."""
    program = Program(stored, clock, make_face, record)
    try:
        yield program
    finally:
        program.close()


def run_program(
    folders: Folders, content: Path, signs: Signs, *, terminal: bool, has_died: bool = False
) -> None:
    """The program for people, until somebody closes it. ``has_died``: it had ended by itself."""
    version = importlib.metadata.version("als-assistant")
    was_calling = has_died and is_calling_at_end(folders.trouble_log)
    with _told_to_end() as is_over, TroubleLog(folders.trouble_log, version) as log:
        clock = Clock()
        stored = made_ready(open_stored(folders, content, wrong_in))
        for problem in stored.problems:
            print(problem, file=sys.stderr)  # noqa: T201 - whoever started it here can mend it now
        make_face = window_or_terminal(clock, stored.wording, terminal=terminal)
        with program_of(stored, clock, make_face, log.record) as program:
            if has_died:
                program.begin_again(is_calling=was_calling)
            program.run(is_over, signs.alive)
            signs.leaves()


@contextmanager
def _told_to_end() -> Iterator[Callable[[], bool]]:
    """Whether the computer, which shuts down, or Ctrl+C has told the program to end.

    It ends in order then, so that what is to be kept is kept. It is asked in between, because an
    exception raised in the midst of anything may leave a lock held, or be lost where nobody lets
    it through; who tells it twice means now.
    """
    told: list[int] = []
    # Windows has no SIGHUP, and nohup lets nobody hear it.
    known = [signal.SIGINT, signal.SIGTERM, *filter(None, [getattr(signal, "SIGHUP", None)])]
    usual = (signal.SIG_DFL, signal.default_int_handler)
    before = {number: signal.getsignal(number) for number in known}
    asked = {number: handler for number, handler in before.items() if handler in usual}

    def end(number: int, _frame: object) -> None:
        told.append(number)
        signal.signal(number, asked[number])

    for number in asked:
        signal.signal(number, end)
    try:
        yield lambda: bool(told)
    finally:
        for number, handler in asked.items():
            signal.signal(number, handler)
