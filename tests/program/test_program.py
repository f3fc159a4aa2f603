"""The whole program on stand-in devices: faces that are scripted, a real disk, a real voice."""

import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.app import Clock, Program, program_of
from assistant.core import update as core
from assistant.core.effects import (
    CloseProgram,
    Effect,
    Mended,
    OpenCarerPage,
    Prepare,
    RaiseWindow,
    SavePlace,
    SaveSettings,
    StartCallTone,
)
from assistant.core.events import (
    CarerKeyPressed,
    CarerPageOpened,
    ClockJumped,
    DeviceFailed,
    DeviceReturned,
    Event,
    SwitchPressed,
    SwitchReleased,
)
from assistant.core.library import Place
from assistant.core.settings import Settings, with_value
from assistant.core.state import AppState, Step
from assistant.core.units import Millis
from assistant.mistakes import MOST, WITHIN_MS, Mistakes
from assistant.storage.folders import content_root, folders_below
from assistant.storage.places import Places
from assistant.storage.settings_file import load_settings
from assistant.storage.trouble_log import line_of
from assistant.stored import Stored, keep_settings, made_ready, open_stored
from assistant.switches.keys import wrong_in
from assistant.view.scene import Progress, Scene

PRIVATE = "Zora"


class ScriptedFace:
    """Hears nothing by itself and remembers the last scene."""

    def __init__(self) -> None:
        self.quit_asked = False
        self.opening_notice = ""
        self.scene: Scene | None = None
        self.raised = 0

    def wait(self, timeout_ms: Millis) -> list[Event]:
        del timeout_ms
        return []

    def show(self, scene: Scene, progress: Progress) -> None:
        del progress
        self.scene = scene

    def apply(self, settings: Settings) -> None:
        del settings

    def shot(self, path: Path) -> Path:
        return path

    def raise_to_front(self) -> None:
        self.raised += 1

    def wake(self) -> None:
        pass

    def close(self) -> None:
        self.quit_asked = True


class SleepingClock(Clock):
    """A clock of a machine that can be put to sleep."""

    def __init__(self) -> None:
        super().__init__()
        self.slept_ms: Millis = 0

    def __call__(self) -> Millis:
        return super().__call__() + self.slept_ms


def _stored(home: Path) -> Stored:
    return open_stored(folders_below(home, home, home, home), content_root() / "en", wrong_in)


@pytest.fixture
def recorded() -> list[Event | Effect]:
    return []


@pytest.fixture
def program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recorded: list[Event | Effect]
) -> Iterator[Program]:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    stored = _stored(tmp_path)
    face = ScriptedFace()
    with program_of(
        stored, SleepingClock(), lambda _settings: face, lambda _at, what: recorded.append(what)
    ) as made:
        made.start()
        yield made


def _notices(program: Program) -> str:
    return " ".join(told.text for told in program.loop.state.notices)


def test_the_window_is_raised_when_the_core_orders_it(program: Program) -> None:
    face = program.face
    assert isinstance(face, ScriptedFace)
    program.perform(RaiseWindow())
    assert face.raised == 1


def test_the_program_ends_when_the_core_orders_it(program: Program) -> None:
    program.perform(CloseProgram())
    program.run()
    assert program.is_closed


def test_a_driver_that_raises_is_told_and_the_program_goes_on(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(texts: tuple[str, ...], rate_wpm: int) -> None:
        message = f"cannot prepare {len(texts)} texts at {rate_wpm}"
        raise RuntimeError(message)

    monkeypatch.setattr(program.speaker, "prepare", broken)
    program.perform(Prepare(texts=("one",), rate_wpm=150))
    program.turn()
    assert "cannot prepare 1 texts" in _notices(program)
    assert not program.face.quit_asked


def test_ears_that_break_down_are_told_once_and_the_program_goes_on(
    program: Program, monkeypatch: pytest.MonkeyPatch, recorded: list[Event | Effect]
) -> None:
    def broken(state: AppState) -> None:
        del state
        message = "no more ears"
        raise RuntimeError(message)

    monkeypatch.setattr(program.ears, "follow", broken)
    for _ in range(3):
        program.turn()
    failures = [it for it in recorded if isinstance(it, DeviceFailed)]
    assert [it.why for it in failures] == [
        "Something went wrong with the recognizer: no more ears. A restart may mend it."
    ]


class Broken(Exception):
    """A mistake in the core."""


def _breaks_at_carers_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    right = core._meant

    def meant(state: AppState, event: Event) -> Step:
        if isinstance(event, CarerKeyPressed):
            raise Broken(PRIVATE)
        return right(state, event)

    monkeypatch.setattr(core, "_meant", meant)


def test_a_mistake_of_the_core_is_written_down_without_its_words_and_survived(
    program: Program, monkeypatch: pytest.MonkeyPatch, recorded: list[Event | Effect]
) -> None:
    _breaks_at_carers_keys(monkeypatch)
    program.loop.handle(CarerKeyPressed(at=program.clock(), key="enter"))
    program.turn()
    assert "Something went wrong in this program." in _notices(program)
    mistake = next(it for it in recorded if isinstance(it, Mended))
    assert mistake.error == "Broken"
    assert mistake.where[0].startswith("test_program.py:")
    assert PRIVATE not in json.dumps(line_of(mistake))


def test_a_program_that_makes_one_mistake_after_the_other_ends(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    _breaks_at_carers_keys(monkeypatch)
    for _ in range(MOST):
        program.loop.handle(CarerKeyPressed(at=program.clock(), key="enter"))
    with pytest.raises(Broken):
        program.loop.handle(CarerKeyPressed(at=program.clock(), key="enter"))


def test_mistakes_far_apart_are_survived_for_ever() -> None:
    at = [0]
    mistakes = Mistakes(lambda _at, _what: None, lambda: at[0])
    for _ in range(4 * MOST):
        at[0] += WITHIN_MS // MOST + 1
        assert mistakes(Broken())


def test_a_hold_calls_in_the_whole_program(
    program: Program, recorded: list[Event | Effect]
) -> None:
    at = program.clock()
    program.loop.handle(SwitchPressed(at=at, switch="space"))
    program.loop.advance(at + 3000)
    program.loop.handle(SwitchReleased(at=at + 3100, switch="space"))
    program.turn()
    assert any(isinstance(what, StartCallTone) for what in recorded)
    face = program.face
    assert isinstance(face, ScriptedFace)
    assert face.scene is not None
    assert face.scene.kind == "call"


def test_a_screen_that_cannot_be_drawn_on_is_told_once_and_comes_back(
    program: Program, monkeypatch: pytest.MonkeyPatch, recorded: list[Event | Effect]
) -> None:
    def broken(scene: Scene, progress: Progress) -> None:
        message = f"no room for {scene.title} {progress}"
        raise RuntimeError(message)

    with monkeypatch.context() as patched:
        patched.setattr(program.face, "show", broken)
        for _ in range(3):
            program.turn()
    program.turn()
    program.turn()
    told = [
        type(what).__name__ for what in recorded if isinstance(what, DeviceFailed | DeviceReturned)
    ]
    assert told == ["DeviceFailed", "DeviceReturned"]


def test_a_misspelt_key_that_moves_the_light_is_told() -> None:
    settings = with_value(Settings(), "scan.method", "two-switch")
    assert wrong_in(with_value(settings, "switch.move_keys", ("F5", "mouse-right"))) is None
    wrong = wrong_in(with_value(settings, "switch.move_keys", ("entr",)))
    assert wrong is not None
    assert wrong[0] == "switch.move_keys"


def test_a_misspelt_switch_key_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    (tmp_path / "settings.toml").write_text('[switch]\nkeys = ["spce"]\n', encoding="utf-8")
    stored = _stored(tmp_path)
    with program_of(stored, Clock(), lambda _s: ScriptedFace(), lambda _a, _w: None) as made:
        made.start()
        assert "spce" in _notices(made)


def test_broken_settings_are_told_and_the_program_starts(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("[scan]\ninterval_ms = 'slow'\n", encoding="utf-8")
    stored = _stored(tmp_path)
    assert stored.settings == Settings()
    assert "settings.toml:2" in stored.troubles[0][1]


def test_a_last_good_copy_that_cannot_be_kept_is_not_called_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("[scan]\ninterval_ms = 900\n", encoding="utf-8")
    (tmp_path / "settings.last-good.toml").mkdir()
    (tmp_path / "last-good-content.db").mkdir()
    stored = _stored(tmp_path)
    assert stored.settings.scan.interval_ms == 900
    told = " ".join(why for _, why in stored.troubles)
    assert "was not kept" in told
    assert "mistake" not in told


def _turns(program: Program, seconds: int) -> None:
    """The program for so many seconds of its clock."""
    clock = program.clock
    assert isinstance(clock, SleepingClock)
    for _ in range(seconds):
        clock.slept_ms += 1100
        program.turn(next_order=clock())
        # What the disk does on its thread is done before the next second.
        program._disk._thread.submit(int).result()
    program.turn(next_order=clock())


def test_what_a_carer_writes_into_the_settings_is_taken_up_while_the_program_runs(
    program: Program, tmp_path: Path
) -> None:
    (tmp_path / "settings.toml").write_text("[scan]\ninterval_ms = 2250\n", encoding="utf-8")
    _turns(program, 3)
    assert program.loop.state.settings.scan.interval_ms == 2250
    assert "A carer changed the settings." in _notices(program)


def test_a_mistake_in_the_settings_is_told_and_the_program_goes_on_with_those_before(
    program: Program, tmp_path: Path
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[scan]\ninterval_ms = 2250\n", encoding="utf-8")
    _turns(program, 3)
    file.write_text("[scan]\ninterval_ms = 'slow'\nloops = 4\n", encoding="utf-8")
    _turns(program, 3)
    assert program.loop.state.settings.scan.interval_ms == 2250
    assert "settings.toml:2" in _notices(program)
    file.write_text("[scan]\ninterval_ms = 900\n", encoding="utf-8")
    _turns(program, 3)
    assert program.loop.state.settings.scan.interval_ms == 900
    assert "settings.toml:2" not in _notices(program)


def test_what_the_person_changed_meanwhile_is_there_when_the_mistake_is_mended(
    program: Program, tmp_path: Path
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[scan]\nloops = 'many'\n", encoding="utf-8")
    _turns(program, 3)
    louder = with_value(program.loop.state.settings, "speech.volume_percent", 95)
    program.perform(SaveSettings(settings=louder))
    _turns(program, 2)
    assert "loops = 'many'" in file.read_text(encoding="utf-8")
    file.write_text("[scan]\nloops = 4\n", encoding="utf-8")
    _turns(program, 3)
    settings = program.loop.state.settings
    assert (settings.scan.loops, settings.speech.volume_percent) == (4, 95)
    assert load_settings(file)[0] == settings


def test_a_carer_and_the_person_change_different_settings_in_the_same_second(
    program: Program, tmp_path: Path
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[scan]\nloops = 4\n", encoding="utf-8")
    louder = with_value(program.loop.state.settings, "speech.volume_percent", 95)
    program.perform(SaveSettings(settings=louder))
    _turns(program, 3)
    settings = program.loop.state.settings
    assert settings.scan.loops == 4
    assert load_settings(file)[0].speech.volume_percent == 95


def test_a_profile_that_was_named_while_the_program_was_closed_brings_its_values(
    tmp_path: Path,
) -> None:
    (tmp_path / "profiles.toml").write_text("[evening.scan]\ninterval_ms = 4000\n")
    (tmp_path / "settings.toml").write_text('profile = "evening"\n')
    stored = made_ready(_stored(tmp_path))
    assert stored.settings.scan.interval_ms == 4000
    assert set(stored.profiles) == {"usual"}
    assert load_settings(tmp_path / "settings.toml")[0] == stored.settings
    assert made_ready(_stored(tmp_path)) == stored


def test_the_first_start_begins_with_the_first_steps_and_no_other(tmp_path: Path) -> None:
    assert made_ready(_stored(tmp_path)).settings.welcome == "start"
    keep_settings(_stored(tmp_path), Settings())
    assert made_ready(_stored(tmp_path)).settings.welcome == "done"


def test_profiles_that_a_carer_writes_are_taken_up_and_a_mistake_in_them_is_told(
    program: Program, tmp_path: Path
) -> None:
    file = tmp_path / "profiles.toml"
    file.write_text("[evening.scan]\ninterval_ms = 4000\n", encoding="utf-8")
    _turns(program, 3)
    assert program.loop.state.profiles == {"evening": {"scan.interval_ms": 4000}}
    file.write_text("[evening.scan]\ninterval_ms = 'slow'\n", encoding="utf-8")
    _turns(program, 3)
    assert program.loop.state.profiles == {"evening": {"scan.interval_ms": 4000}}
    assert "profiles.toml:2" in _notices(program)


def test_the_carers_page_is_opened_beside_the_program_and_told_of(
    program: Program, recorded: list[Event | Effect]
) -> None:
    line = '{"link": "http://127.0.0.1:1/enter/a", "is_in_browser": true}'
    program._carer_page._command = (sys.executable, "-c", f"print('{line}')")
    program.perform(OpenCarerPage())
    while not any(isinstance(what, CarerPageOpened) for what in recorded):
        program.turn(next_order=program.clock())
    assert "http://127.0.0.1:1/enter/a" in _notices(program)


def test_whom_to_phone_is_shown_while_help_is_called_as_soon_as_a_carer_wrote_it(
    program: Program, tmp_path: Path
) -> None:
    (tmp_path / "bedside-card.toml").write_text('people = "Anna, 555 0100"\n', encoding="utf-8")
    _turns(program, 3)
    at = program.clock()
    program.loop.handle(SwitchPressed(at=at, switch="space"))
    program.loop.advance(at + 3000)
    program.turn(next_order=program.clock())
    face = program.face
    assert isinstance(face, ScriptedFace)
    assert face.scene is not None
    assert face.scene.people == ("Anna, 555 0100",)


def test_a_word_that_a_carer_adds_for_a_command_counts_at_once(
    program: Program, tmp_path: Path
) -> None:
    file = tmp_path / "commands.toml"
    file.write_text('next = ["onward"]\n', encoding="utf-8")
    _turns(program, 3)
    assert "onward" in program.loop.state.commands["next"]
    file.write_text("next = [3]\n", encoding="utf-8")
    _turns(program, 3)
    assert "onward" in program.loop.state.commands["next"]
    assert "commands.toml:1" in _notices(program)


def test_recordings_that_a_carer_deletes_are_forgotten_at_once(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known: list[bool] = []
    monkeypatch.setattr(program._disk._changes, "_on_words", lambda: known.append(True))
    (tmp_path / "words" / "yes").mkdir(parents=True)
    (tmp_path / "words" / "yes" / "1.wav").write_bytes(b"sound")
    _turns(program, 3)
    assert known == [True]
    (tmp_path / "words" / "yes" / "1.wav").unlink()
    _turns(program, 3)
    assert known == [True, True]


def _broken(*_: object) -> None:
    message = "out of order"
    raise RuntimeError(message)


def test_settings_are_kept_and_heard_although_the_face_cannot_take_them(
    program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(program.face, "apply", _broken)
    faster = with_value(Settings(), "speech.rate_wpm", 200)
    program.perform(SaveSettings(settings=faster))
    program.close()
    assert load_settings(tmp_path / "settings.toml")[0] == faster


def test_a_face_that_cannot_hear_for_a_moment_is_told_and_the_program_goes_on(
    program: Program, monkeypatch: pytest.MonkeyPatch, recorded: list[Event | Effect]
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(program.face, "wait", _broken)
        for _ in range(3):
            program.turn(next_order=program.clock())
    for _ in range(2):
        program.turn()
    told = [what for what in recorded if isinstance(what, DeviceFailed | DeviceReturned)]
    assert [type(what).__name__ for what in told] == ["DeviceFailed", "DeviceReturned"]


def test_a_face_that_stays_deaf_ends_the_program_unless_a_call_sounds(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = program.clock
    assert isinstance(clock, SleepingClock)
    monkeypatch.setattr(program.face, "wait", _broken)
    program.loop.handle(SwitchPressed(at=clock(), switch="space"))
    program.loop.advance(clock() + 3000)
    program.turn(next_order=clock())
    clock.slept_ms += 6000
    program.turn(next_order=clock())
    assert program.loop.state.alarm.is_calling
    program.loop.handle(CarerKeyPressed(at=clock() + 3000, key="escape"))
    with pytest.raises(RuntimeError, match="out of order"):
        program.turn(next_order=clock())


def test_a_hold_is_no_call_when_the_machine_slept_while_nobody_waited(
    program: Program, recorded: list[Event | Effect]
) -> None:
    clock = program.clock
    assert isinstance(clock, SleepingClock)
    program.turn()
    program.loop.handle(SwitchPressed(at=clock(), switch="space"))
    clock.slept_ms += 60_000
    program.turn()
    assert any(isinstance(what, ClockJumped) for what in recorded)
    assert not any(isinstance(what, StartCallTone) for what in recorded)


def test_a_voice_that_cannot_be_closed_costs_neither_the_place_nor_the_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    face = ScriptedFace()
    program = Program(_stored(tmp_path), Clock(), lambda _s: face, lambda _a, _w: None)
    close_voice = program.speaker.close
    with monkeypatch.context() as patched:
        # The program keeps the way to close each driver from the moment it is open.
        patched.setattr(program.speaker, "_synthesizer", None)
        place = Place(section_id="1.1", sentence=2, text="Here.")
        program.perform(SavePlace(place=place))
        with pytest.raises(AttributeError):
            program.close()
    close_voice()
    assert face.quit_asked
    places = Places(tmp_path / "places.db", print)
    assert places.load() == place
    places.close()


def test_where_no_face_can_be_opened_nothing_is_left_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    before = set(threading.enumerate())

    def no_face(_settings: Settings) -> ScriptedFace:
        message = "no face"
        raise RuntimeError(message)

    with pytest.raises(RuntimeError, match="no face"):
        Program(_stored(tmp_path), Clock(), no_face, lambda _a, _w: None)
    assert set(threading.enumerate()) <= before
