"""The whole program on stand-in devices: faces that are scripted, a real disk, a real voice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.app import Clock, Program, open_stored, program_of
from assistant.core.effects import Effect, Prepare, StartCallTone
from assistant.core.events import DeviceFailed, DeviceReturned, Event, SwitchPressed, SwitchReleased
from assistant.core.settings import Settings
from assistant.core.units import Millis
from assistant.storage.folders import content_root, folders_below
from assistant.view.scene import Progress, Scene


class ScriptedFace:
    """Hears nothing by itself and remembers the last scene."""

    def __init__(self) -> None:
        self.quit_asked = False
        self.scene: Scene | None = None

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

    def wake(self) -> None:
        pass

    def close(self) -> None:
        self.quit_asked = True


@pytest.fixture
def recorded() -> list[Event | Effect]:
    return []


@pytest.fixture
def program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recorded: list[Event | Effect]
) -> Iterator[Program]:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    stored = open_stored(
        folders_below(tmp_path, tmp_path, tmp_path, tmp_path), content_root() / "en"
    )
    face = ScriptedFace()
    with program_of(
        stored, Clock(), lambda _settings: face, lambda _at, what: recorded.append(what)
    ) as made:
        made.start()
        yield made


def _notices(program: Program) -> str:
    return " ".join(told.text for told in program.loop.state.notices)


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


def test_a_misspelt_switch_key_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    (tmp_path / "settings.toml").write_text('[switch]\nkeys = ["spce"]\n', encoding="utf-8")
    stored = open_stored(
        folders_below(tmp_path, tmp_path, tmp_path, tmp_path), content_root() / "en"
    )
    with program_of(stored, Clock(), lambda _s: ScriptedFace(), lambda _a, _w: None) as made:
        made.start()
        assert "spce" in _notices(made)


def test_broken_settings_are_told_and_the_program_starts(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("[scan]\ninterval_ms = 'slow'\n", encoding="utf-8")
    stored = open_stored(
        folders_below(tmp_path, tmp_path, tmp_path, tmp_path), content_root() / "en"
    )
    assert stored.settings == Settings()
    assert "settings.toml:2" in stored.problems[0][1]
