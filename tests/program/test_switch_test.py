"""Trying the switch in a terminal, with a face that has state instead of a keyboard."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.app import Clock
from assistant.core.events import CarerKeyPressed, Event, SwitchPressed, SwitchReleased
from assistant.core.settings import Settings, with_value
from assistant.switch_test import try_switch
from assistant.switches.sound_test import found_of, report
from assistant.view.scene import Progress, Scene
from tests.core.person import WORDS


class SetClock(Clock):
    """Stands where it is put."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0

    def __call__(self) -> int:
        return self.now


class ScriptedFace:
    """Plays a script and remembers what was shown."""

    def __init__(self, clock: SetClock, script: Sequence[Event]) -> None:
        self.opening_notice = ""
        self.scenes: list[Scene] = []
        self._clock = clock
        self._script = list(script)

    @property
    def quit_asked(self) -> bool:
        return not self._script and self._clock.now > 60_000

    def wait(self, timeout_ms: int) -> list[Event]:
        ends = self._clock.now + timeout_ms
        if self._script and self._script[0].at <= ends:
            self._clock.now = max(self._clock.now, self._script[0].at)
            return [self._script.pop(0)]
        self._clock.now = ends
        return []

    def show(self, scene: Scene, _progress: Progress) -> None:
        if not self.scenes or scene != self.scenes[-1]:
            self.scenes.append(scene)

    def apply(self, settings: Settings) -> None:
        raise NotImplementedError

    def shot(self, path: Path) -> Path:
        raise NotImplementedError

    def raise_to_front(self) -> None:
        raise NotImplementedError

    def wake(self) -> None:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError


def press(at: int, length_ms: int) -> list[Event]:
    pressed = SwitchPressed(at=at, switch="space")
    return [pressed, SwitchReleased(at=at + length_ms, switch="space")]


def escape(at: int) -> CarerKeyPressed:
    return CarerKeyPressed(at=at, key="escape")


SETTINGS = with_value(Settings(), "switch.acceptance_ms", 100)


def test_each_press_is_shown_with_what_came_of_it_until_escape() -> None:
    clock = SetClock()
    script = [*press(1000, 40), *press(2000, 300), *press(2400, 200), *press(30_000, 200)]
    face = ScriptedFace(clock, [*script, escape(31_000), *press(40_000, 200)])
    tried = try_switch(face, clock, SETTINGS, WORDS)
    assert [(it.why, it.length_ms) for it in tried] == [
        ("too short", 40),
        ("counted", 300),
        ("bounce", 200),
        ("counted", 200),
    ]
    titles = [scene.title for scene in face.scenes]
    assert titles.count("Counted") >= 2
    assert titles.index("Too short") < titles.index("Counted") < titles.index("Too soon")


def test_more_presses_than_the_screen_holds_are_all_in_the_report() -> None:
    clock = SetClock()
    script = [event for at in range(1, 21) for event in press(at * 1000, 200)]
    tried = try_switch(ScriptedFace(clock, [*script, escape(30_000)]), clock, SETTINGS, WORDS)
    assert len(tried) == 20
    assert report(None, found_of(tried), as_json=True).count('"accepted": true') == 20


def test_a_hold_shows_the_call_and_escape_leads_back_to_the_presses() -> None:
    clock = SetClock()
    script = [*press(1000, 4000), escape(6000), *press(7000, 200), escape(9000)]
    face = ScriptedFace(clock, script)
    tried = try_switch(face, clock, SETTINGS, WORDS)
    assert "call" in [scene.kind for scene in face.scenes]
    assert [(it.why, it.length_ms) for it in tried] == [("counted", 200)]


@pytest.mark.parametrize("script", [[], press(1000, 200)])
def test_it_ends_when_the_terminal_goes(script: list[Event]) -> None:
    clock = SetClock()
    assert len(try_switch(ScriptedFace(clock, script), clock, SETTINGS, WORDS)) == len(script) // 2
