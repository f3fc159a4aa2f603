"""``als-assistant rehearse``: a script in, a journal, pictures and sound out."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from assistant.app import Clock, Program, program_of, window_or_terminal
from assistant.core.events import (
    DeviceFailed,
    EarsOpened,
    SectionOpened,
    SwitchPressed,
    SwitchReleased,
)
from assistant.core.library import Section
from assistant.core.settings import Settings
from assistant.core.state import AppState
from assistant.core.units import Millis
from assistant.core.utterances import Utterance, estimated_ms
from assistant.core.vocabulary import with_library
from assistant.ears import listening_folders
from assistant.listening.contract import CannotListen
from assistant.rehearsal.recordings import (
    FedMicrophone,
    Recordings,
    VirtualEar,
    can_be_fed,
    fed_microphone,
    read_recordings,
)
from assistant.rehearsal.script import BadScript, Line, read_script
from assistant.rehearsal.sound import Track, raw_to_wave
from assistant.rehearsal.virtual import Ports, VirtualWorld, word_events
from assistant.speech.sound import Sound
from assistant.speech.speaker import Fault
from assistant.speech.synthesizer import SynthesisFailed, Synthesizer
from assistant.storage.folders import Folders, find_folders, folders_below
from assistant.storage.journal import Journal
from assistant.storage.places import Places
from assistant.storage.profiles_file import load_profiles, save_profiles
from assistant.storage.settings_file import read_settings
from assistant.stored import (
    Stored,
    fresh_state,
    keep_person,
    keep_settings,
    known_now,
    open_guide,
    open_stored,
    section_of,
    settings_now,
)
from assistant.switches.keys import wrong_in
from assistant.view.painter import Canvas
from assistant.view.scene import Scene, progress_of, scene_of

WINDOW_SIZE = (1280, 720)

_REAL_FAULTS: Final[dict[str, Fault]] = {
    "synthesizer-hang": "synthesizer-hang",
    "synthesizer-crash": "synthesizer-crash",
    "no-sound": "sound-lost",
    "sound-back": "sound-back",
}


class CannotRehearse(Exception):
    """Why a rehearsal can't begin, in one plain sentence."""


def rehearse(
    *, script: Path, out: Path, content: Path, settings_file: Path | None, is_real_time: bool
) -> None:
    """Play a script. Raises BadScript or CannotRehearse before anything is written."""
    lines = read_script(script)
    recordings = read_recordings(lines, script)
    if is_real_time:
        _refuse_virtual_faults(lines, script)
    with _own_folders(settings_file) as folders:
        stored = _open(folders, content, settings_file)
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"{out} cannot be made ({error.strerror}). Choose another folder."
            raise CannotRehearse(message) from error
        # Each rehearsal tells its own story from the start.
        (out / "journal.jsonl").unlink(missing_ok=True)
        play = _play_for_real if is_real_time else _play_in_virtual_time
        with closing(Journal(out / "journal.jsonl")) as journal:
            play(lines, recordings, out, stored, journal)


@contextmanager
def _own_folders(settings_file: Path | None) -> Iterator[Folders]:
    """A rehearsal starts fresh and touches nobody's place, unless a home is named.

    The settings of a named home stay untouched where other settings are to be rehearsed.
    """
    with tempfile.TemporaryDirectory(prefix="als-rehearsal-") as home:
        one = Path(home)
        own = folders_below(one, one, one, one)
        if not os.environ.get("ALS_ASSISTANT_HOME"):
            yield own
        elif settings_file is None:
            yield find_folders()
        else:
            yield replace(
                find_folders(), settings=own.settings, settings_last_good=own.settings_last_good
            )


def _open(folders: Folders, content: Path, settings_file: Path | None) -> Stored:
    if settings_file is not None:
        _take_settings(settings_file, folders)
    if not content.is_dir():
        message = f"{content}: this content folder is not there. Check the folder name."
        raise CannotRehearse(message)
    return open_stored(folders, content, wrong_in)


def _take_settings(file: Path, folders: Folders) -> None:
    """A copy, so that what changes in a rehearsal stays in the rehearsal.

    A wrong setting must be heard of here, not be replaced by the last good one.
    """
    if not file.is_file():
        message = f"{file}: this settings file is not there. Check the file name."
        raise CannotRehearse(message)
    _, problems = read_settings(file, wrong_in)
    if problems:
        raise CannotRehearse("\n".join(str(problem) for problem in problems))
    folders.settings.parent.mkdir(parents=True, exist_ok=True)
    folders.settings.write_bytes(file.read_bytes())


# --- virtual time ------------------------------------------------------------------------


class _Voice:
    """The real synthesizer, for how long each utterance takes and for the sound file."""

    def __init__(self, stored: Stored, journal: Journal) -> None:
        self._stored = stored
        self._journal = journal
        self._sounds: dict[tuple[str, int], Sound | None] = {}
        self._synthesizer: Synthesizer | None = Synthesizer()

    def sound(self, utterance: Utterance) -> Sound | None:
        """The samples, or None when no voice can be had; the journal says so once."""
        key = (utterance.text, utterance.rate_wpm)
        if key not in self._sounds:
            self._sounds[key] = self._make(utterance)
        return self._sounds[key]

    def _make(self, utterance: Utterance) -> Sound | None:
        if self._synthesizer is None:
            return None
        voice = self._stored.settings.speech.voice
        try:
            kind = self._synthesizer.ready().voice_kind
            spoken = self._stored.wording.lexicon.spoken(utterance.text, kind)
            return self._synthesizer.samples(spoken, utterance.rate_wpm, voice)
        except SynthesisFailed as error:
            why = f"There is no voice, so the sound file is silent: {error}"
            self._journal.write(0, DeviceFailed(at=0, device="synthesizer", why=why))
            self.close()
            self._synthesizer = None
            return None

    def duration_ms(self, utterance: Utterance) -> Millis:
        """How long it is heard."""
        sound = self.sound(utterance)
        if sound is None:
            return estimated_ms(utterance.text, utterance.rate_wpm)
        return sound.duration_ms

    def close(self) -> None:
        """End the synthesizer's process."""
        if self._synthesizer is not None:
            self._synthesizer.close()


def _play_in_virtual_time(
    lines: tuple[Line, ...], recordings: Recordings, out: Path, stored: Stored, journal: Journal
) -> None:
    ear = _virtual_ear(recordings, stored)
    voice = _Voice(stored, journal)
    places = Places(stored.folders.places, lambda _why: None)
    try:
        ports = _ports(out, stored, journal, voice, places)
        world = VirtualWorld(replace(ports, microphone=ear))
        world.play(lines)
        track = Track()
        for spoken in world.spoken:
            sound = voice.sound(spoken.utterance)
            if sound is not None:
                track.lay(sound, spoken.started, spoken.ended, spoken.utterance.volume_percent)
        track.write(out / "speech.wav")
    finally:
        voice.close()
        places.close()
        if ear is not None:
            ear.close()


def _virtual_ear(recordings: Recordings, stored: Stored) -> VirtualEar | None:
    if not recordings:
        return None
    try:
        return VirtualEar(recordings, listening_folders(stored.folders))
    except CannotListen as error:
        raise CannotRehearse(str(error)) from error


def _ports(out: Path, stored: Stored, journal: Journal, voice: _Voice, places: Places) -> Ports:
    guide, guide_troubles = open_guide(stored)

    def open_section(section_id: str) -> Section | str:
        answer = section_of(guide, section_id, 0)
        return answer.section if isinstance(answer, SectionOpened) else answer.why

    def keep(settings: Settings) -> None:
        keep_settings(stored, settings)

    def fresh() -> AppState:
        settings, _ = settings_now(stored)
        state = fresh_state(stored, places.load())
        profiles, _ = load_profiles(stored.folders.profiles)
        state = replace(state, settings=settings, known=known_now(stored), profiles=profiles)
        return with_library(state, guide.library)

    return Ports(
        duration_ms=voice.duration_ms,
        open_section=open_section,
        save_place=places.save,
        save_settings=keep,
        save_profiles=lambda profiles: save_profiles(stored.folders.profiles, profiles),
        save_person=lambda known: keep_person(stored, known),
        fresh_state=fresh,
        troubles=(*stored.troubles, *guide_troubles),
        record=journal.write,
        shown=_Shown(journal),
        shot=lambda name, state, at: _shoot(out, name, state, at),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """For the journal: a frame, by what a reader of it would want to know."""

    title: str
    lit: tuple[str, ...]
    lines: tuple[str, ...]
    notices: tuple[str, ...]

    @classmethod
    def of(cls, scene: Scene) -> "Shown":
        """The frame of a scene: its lit choice and its lit sentence."""
        return cls(
            title=scene.title,
            lit=tuple(tile.id for tile in scene.tiles if tile.is_lit),
            lines=tuple(line.text for line in scene.lines if line.is_lit),
            notices=scene.notices,
        )


class _Shown:
    """Writes a frame down whenever what is to be seen has changed."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._last: Scene | None = None

    def __call__(self, at: Millis, state: AppState) -> None:
        scene = scene_of(state)
        if scene != self._last:
            self._last = scene
            self._journal.write(at, Shown.of(scene))


def _shoot(out: Path, name: str, state: AppState, at: Millis) -> None:
    canvas = Canvas(WINDOW_SIZE, state.settings.screen)
    canvas.draw(scene_of(state), progress_of(state, at))
    canvas.save(out / f"{name}.png")


# --- real time ---------------------------------------------------------------------------


def _play_for_real(
    lines: tuple[Line, ...], recordings: Recordings, out: Path, stored: Stored, journal: Journal
) -> None:
    """The real window, mixer and voice; without devices SDL's own stand-ins."""
    raw = out / "speech.raw"
    is_recorded = _prepare_sdl(raw)
    if recordings and not can_be_fed():
        message = (
            "Recordings can be heard in real time on Linux only, with SDL_AUDIODRIVER=disk or"
            " unset. Leave out --real-time."
        )
        raise CannotRehearse(message)
    with fed_microphone(recordings) as microphone:
        _play_lines(lines, microphone, out, stored, journal)
    if is_recorded and raw.is_file():
        raw_to_wave(raw, out / "speech.wav")
        raw.unlink()


def _play_lines(
    lines: tuple[Line, ...],
    microphone: FedMicrophone | None,
    out: Path,
    stored: Stored,
    journal: Journal,
) -> None:
    clock = Clock()
    shown = _Shown(journal)
    make_face = window_or_terminal(clock, stored.wording, terminal=False)
    with program_of(stored, clock, make_face, journal.write) as program:
        program.start()
        for line in lines:
            _turn_until(program, clock, line.at, shown)
            if line.verb == "end":
                break
            _carry_out(program, microphone, line, clock(), out)
        else:
            _turn_until(program, clock, clock() + 2000, shown)


def _prepare_sdl(raw: Path) -> bool:
    """Record through SDL's disk driver and draw without a screen, unless told otherwise."""
    has_display = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    if sys.platform.startswith("linux") and not has_display:
        os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    os.environ.setdefault("SDL_AUDIODRIVER", "disk")
    os.environ.setdefault("SDL_DISKAUDIOFILE", str(raw))
    return os.environ["SDL_DISKAUDIOFILE"] == str(raw)


def _turn_until(program: Program, clock: Clock, at: Millis, shown: "_Shown") -> None:
    while clock() < at and not program.is_closed:
        program.turn(next_order=at)
        shown(clock(), program.loop.state)


def _carry_out(
    program: Program, microphone: FedMicrophone | None, line: Line, now: Millis, out: Path
) -> None:
    switch = line.argument or "switch"
    if line.verb == "press":
        program.loop.handle(SwitchPressed(at=now, switch=switch))
    elif line.verb == "release":
        program.loop.handle(SwitchReleased(at=now, switch=switch))
    elif line.verb == "word":
        # Said for certain, whether or not a microphone hears.
        for event in (EarsOpened(at=now), *word_events(line.argument, now)):
            program.loop.handle(event)
    elif line.verb == "hear" and microphone is not None:
        microphone.play(line.argument)
    elif line.verb == "shot":
        program.turn(next_order=now)
        program.face.shot(out / f"{line.argument}.png")
    elif line.verb == "fault":
        program.speaker.inject(_REAL_FAULTS[line.argument])


def _refuse_virtual_faults(lines: tuple[Line, ...], script: Path) -> None:
    wrong = [line for line in lines if line.verb == "fault" and line.argument not in _REAL_FAULTS]
    if wrong:
        raise BadScript(
            f"{script}:{line.number}: the fault '{line.argument}' needs virtual time. "
            "Leave out --real-time."
            for line in wrong
        )
