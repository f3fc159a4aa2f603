"""The composition root: the only place where drivers are built and joined to the core."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from assistant.core.effects import (
    Effect,
    OpenSection,
    Prepare,
    SavePlace,
    SaveSettings,
    Speak,
    StartCallTone,
    StartHoldTone,
    StopCallTone,
    StopHoldTone,
    StopSpeech,
)
from assistant.core.events import (
    Device,
    DeviceFailed,
    DeviceReturned,
    Event,
    LibraryLoaded,
    SectionFailed,
    SectionOpened,
    Started,
)
from assistant.core.library import Place
from assistant.core.settings import Settings
from assistant.core.state import AppState
from assistant.core.units import Millis
from assistant.loop import Inbox, Loop, slept
from assistant.speech.speaker import Speaker
from assistant.storage.folders import Folders
from assistant.storage.last_good import LastGood
from assistant.storage.library_files import Guide, SectionUnreadable, load_guide
from assistant.storage.places import Places
from assistant.storage.settings_file import CouldNotSave, load_settings, save_settings
from assistant.storage.wording import Wording, load_wording
from assistant.switches.keys import unknown_keys
from assistant.switches.translator import Translator
from assistant.view.scene import Progress, Scene, is_moving, progress_of, scene_of
from assistant.view.terminal import Terminal
from assistant.view.window import NoDisplay, Window

FRAME_MS: Millis = 66
"""The countdown moves about 15 times a second: smooth enough, and cheap."""
LONGEST_WAIT_MS: Millis = 1000

Record = Callable[[Millis, Event | Effect], None]

_DEVICES: Mapping[type, Device] = {
    OpenSection: "content",
    SavePlace: "places",
    SaveSettings: "settings",
    Speak: "synthesizer",
    Prepare: "synthesizer",
}


class Face(Protocol):
    """A window or a terminal."""

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

    def wake(self) -> None:
        """End the present ``wait``; from any thread."""

    def close(self) -> None:
        """Give the screen back."""


class Clock:
    """Milliseconds since the program began."""

    def __init__(self) -> None:
        """The clock starts at 0."""
        self._began = time.monotonic()

    def __call__(self) -> Millis:
        """Now."""
        return int((time.monotonic() - self._began) * 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What the program finds on the disk when it starts."""

    folders: Folders
    content: Path
    settings: Settings
    wording: Wording
    problems: tuple[tuple[Device, str], ...]


def open_stored(folders: Folders, content: Path) -> Stored:
    """Settings and wording, each the last good ones where the present ones are broken."""
    settings, settings_problems = load_settings(folders.settings, folders.settings_last_good)
    wording, wording_problems = load_wording(content, LastGood(folders.last_good))
    problems: list[tuple[Device, str]] = []
    if settings_problems:
        more = f" (and {len(settings_problems) - 1} more)" if len(settings_problems) > 1 else ""
        kept = "The settings file has a mistake, so the last good settings are used."
        why = f"{kept} {settings_problems[0]}{more}"
        problems.append(("settings", why))
    if wording_problems:
        problems.append(("content", f"A wording file has a mistake. {wording_problems[0]}"))
    return Stored(
        folders=folders,
        content=content,
        settings=settings,
        wording=wording,
        problems=tuple(problems),
    )


def fresh_state(stored: Stored, place: Place | None) -> AppState:
    """The state at start: no library yet, the place as it was left."""
    return AppState(settings=stored.settings, words=stored.wording.words, place=place)


def section_of(guide: Guide | None, section_id: str, at: Millis) -> Event:
    """The answer to ``OpenSection``."""
    if guide is None:
        return SectionFailed(at=at, section_id=section_id, why="The guide is not open yet.")
    try:
        return SectionOpened(at=at, section=guide.open(section_id))
    except SectionUnreadable as error:
        return SectionFailed(at=at, section_id=section_id, why=str(error))


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
        settings = stored.settings
        self.speaker = Speaker(
            post=self.inbox.post,
            now=clock,
            lexicon=stored.wording.lexicon,
            voice=settings.speech.voice,
            is_speaking=settings.speech.is_on,
        )
        self._guide: Guide | None = None
        self._disk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="disk")
        self._troubled: set[Device] = set()
        self._places = Places(
            stored.folders.places,
            lambda why: self._failed("places", why),
            lambda: self._well("places"),
        )
        self.face = self._face = make_face(settings)
        if isinstance(self.face, Window):
            self.face.on_sound_device = self._sound_device_changed
        self.loop = Loop(fresh_state(stored, self._places.load()), self.perform, record)
        self._moving = False

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
        for device, why in (*self._stored.problems, *_wrong_keys(self._stored.settings)):
            self.loop.handle(DeviceFailed(at=self.clock(), device=device, why=why))
        self._disk.submit(self._load_guide).add_done_callback(self._disk_done)

    def turn(self, next_order: Millis | None = None) -> None:
        """One round: what is due, what is to be seen, what people and drivers did."""
        self.loop.advance(self.clock())
        self.show()
        asked_at = self.clock()
        timeout_ms = self._timeout_ms(asked_at, next_order)
        events = self.face.wait(timeout_ms)
        if (jump := slept(asked_at, timeout_ms, self.clock())) is not None:
            self.loop.handle(jump)
        for event in sorted([*events, *self.inbox.drain()], key=lambda event: event.at):
            self.loop.handle(event)

    def run(self) -> None:
        """Until somebody closes the face."""
        self.start()
        while not self.face.quit_asked:
            self.turn()

    def show(self) -> None:
        """Bring what is seen up to date."""
        state = self.loop.state
        self._moving = is_moving(state)
        try:
            self.face.show(scene_of(state), progress_of(state, self.clock()))
        # A screen that can't be drawn on must not silence the voice and the call for help.
        except Exception as error:  # noqa: BLE001
            if "window" not in self._troubled:
                self._failed("window", f"The screen cannot be drawn: {error}.")
        else:
            self._well("window")

    def _timeout_ms(self, now: Millis, next_order: Millis | None) -> Millis:
        moments = [now + (FRAME_MS if self._moving else LONGEST_WAIT_MS)]
        moments += [at for at in (self.loop.next_deadline, next_order) if at is not None]
        return max(0, min(moments) - now)

    def close(self) -> None:
        """Stop everything; what was to be kept is on the disk when this returns."""
        self.speaker.close()
        self._disk.shutdown(wait=True, cancel_futures=False)
        self._places.close()
        self.face.close()

    # --- effects -------------------------------------------------------------------------

    def perform(self, effect: Effect) -> None:
        """Carry an effect out; a driver that fails is told of, and the loop lives on."""
        try:
            self._carry_out(effect)
        # Whatever a driver does wrong, the loop lives on: help must still be callable.
        except Exception as error:  # noqa: BLE001
            device = _DEVICES.get(type(effect), "sound")
            why = f"Something went wrong with the {device}: {error}. A restart may mend it."
            self._failed(device, why)

    def _carry_out(self, effect: Effect) -> None:  # noqa: C901 - one case an effect
        match effect:
            case Speak(utterance=utterance):
                self.speaker.speak(utterance)
            case StopSpeech():
                self.speaker.stop()
            case Prepare(texts=texts, rate_wpm=rate_wpm):
                self.speaker.prepare(texts, rate_wpm)
            case OpenSection(section_id=section_id):
                self._on_disk(lambda: self._open_section(section_id))
            case SavePlace(place=place):
                self._places.save(place)
            case SaveSettings(settings=settings):
                self._apply(settings)
                self._on_disk(lambda: self._save_settings(settings))
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
        self.face.apply(settings)
        self.speaker.set_speaking(settings.speech.is_on)

    # --- the disk ------------------------------------------------------------------------

    def _on_disk(self, work: Callable[[], None]) -> None:
        self._disk.submit(work).add_done_callback(self._disk_done)

    def _disk_done(self, future: "Future[None]") -> None:
        """What nobody foresaw in the disk's thread must not vanish with it."""
        error = None if future.cancelled() else future.exception()
        if error is not None:
            self._failed("content", f"Something on the disk went wrong: {error}")

    def _failed(self, device: Device, why: str) -> None:
        self._troubled.add(device)
        self.inbox.post(DeviceFailed(at=self.clock(), device=device, why=why))

    def _well(self, device: Device) -> None:
        if device in self._troubled:
            self._troubled.discard(device)
            self.inbox.post(DeviceReturned(at=self.clock(), device=device))

    def _load_guide(self) -> None:
        stored = self._stored
        guide = load_guide(
            stored.content / "guide", stored.folders, stored.wording, stored.settings.region
        )
        self._guide = guide
        self.inbox.post(LibraryLoaded(at=self.clock(), library=guide.library))
        if guide.problems:
            count = len(guide.problems)
            more = f" ({count - 1} more; a carer can run: als-assistant content check)"
            tail = more if count > 1 else ""
            self._failed("content", f"Part of the guide is damaged: {guide.problems[0]}{tail}")

    def _open_section(self, section_id: str) -> None:
        self.inbox.post(section_of(self._guide, section_id, self.clock()))

    def _save_settings(self, settings: Settings) -> None:
        try:
            save_settings(self._stored.folders.settings, settings)
        except CouldNotSave as error:
            self._failed("settings", str(error))
        else:
            self._well("settings")


def _wrong_keys(settings: Settings) -> tuple[tuple[Device, str], ...]:
    """A misspelt key would leave somebody without a switch, and without knowing why."""
    wrong = unknown_keys(settings.switch.keys)
    if not wrong:
        return ()
    named = ", ".join(f'"{name}"' for name in wrong)
    return (("settings", f"No key is called {named}. Use names such as space, f5 or a."),)


def window_or_terminal(
    clock: Clock, wording: Wording, *, terminal: bool
) -> Callable[[Settings], Face]:
    """The window; where there is no display the terminal, saying so."""

    def make(settings: Settings) -> Face:
        if terminal:
            return Terminal(settings, clock, wording.words)
        translator = Translator(settings)
        try:
            return Window(settings, clock, "ALS assistant", translator)
        except NoDisplay as error:
            print(f"{error} The program goes on in this terminal.", file=sys.stderr)  # noqa: T201
            return Terminal(settings, clock, wording.words)

    return make


@contextlib.contextmanager
def program_of(
    stored: Stored, clock: Clock, make_face: Callable[[Settings], Face], record: Record
) -> Iterator[Program]:
    """A program that is always closed, whatever happens inside the ``with``."""
    program = Program(stored, clock, make_face, record)
    try:
        yield program
    finally:
        program.close()


def _with_settings_file(stored: Stored) -> Stored:
    """On the first start a settings file with every meaning in it, for the carer to find."""
    if stored.folders.settings.exists() or stored.problems:
        return stored
    try:
        save_settings(stored.folders.settings, stored.settings)
    except CouldNotSave as error:
        return replace(stored, problems=(*stored.problems, ("settings", str(error))))
    return stored


def run_program(folders: Folders, content: Path, *, terminal: bool) -> None:
    """The program for people, until somebody closes it."""
    clock = Clock()
    stored = _with_settings_file(open_stored(folders, content))
    make_face = window_or_terminal(clock, stored.wording, terminal=terminal)
    with program_of(stored, clock, make_face, lambda _at, _what: None) as program:
        program.run()
