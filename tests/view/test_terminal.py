"""The terminal face on a real pseudo-terminal, and on pipes."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Shows one scene and writes down what arrives: a small program of its own, because a terminal
# belongs to a whole process.
PROGRAM = """
import json, sys, threading, time
from dataclasses import replace
from pathlib import Path
from assistant.core.settings import Settings, SwitchSettings
from assistant.core.words import Words
from assistant.view.scene import Progress, Scene, Tile
from assistant.view.terminal import Terminal

log, kind, ending = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
began = time.monotonic()
now = lambda: int((time.monotonic() - began) * 1000)
tiles = tuple(Tile(id=t, number=at + 1, title=t, icon="", is_lit=at == 1, is_back=False)
              for at, t in enumerate(["One", "Two", "Three"]))
scene = Scene(kind=kind, title="A title", tiles=tiles if kind == "list" else (), hint="A hint")
terminal = Terminal(Settings(switch=SwitchSettings(keys=("x",))), now, Words())
terminal.show(scene, Progress(step_left=0.5))
terminal.show(scene, Progress(step_left=0.5))
written = log.open("w", buffering=1)
if ending == "wake":
    threading.Timer(0.1, terminal.wake).start()
    asked = now()
    assert terminal.wait(5000) == [] and now() - asked < 2000
    written.write('["woken", ""]\\n')
written.write('["ready", ""]\\n')
while not terminal.quit_asked:
    for event in terminal.wait(3000):
        name = getattr(event, "switch", "") or getattr(event, "key", "")
        written.write(json.dumps([type(event).__name__, name]) + "\\n")
        if ending == "crash":
            raise RuntimeError("a mistake")
    terminal.show(scene, Progress(step_left=0.5))
terminal.shot(log.with_suffix(".shot"))
terminal.close()
terminal.close()
written.write('["closed", ""]\\n')
"""


class Child:
    """The program, and who types on its terminal."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path, keyboard: int) -> None:
        self.process = process
        self.log = log
        self.keyboard = keyboard
        self.screen = b""

    def types(self, data: bytes) -> None:
        os.write(self.keyboard, data)

    def told(self) -> list[list[str]]:
        if not self.log.exists():
            return []
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]

    def waits_for(self, *wanted: str) -> None:
        ends = time.monotonic() + 30
        while list(wanted) not in self.told():
            assert time.monotonic() < ends, (wanted, self.told(), self.sees())
            assert self.process.poll() is None or list(wanted) in self.told(), self.sees()
            time.sleep(0.01)

    def sees(self) -> str:
        """All that was written on the screen until now."""
        try:
            while chunk := os.read(self.keyboard, 65536):
                self.screen += chunk
        except OSError:  # nothing there now, or the program has ended
            pass
        return self.screen.decode()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "told.jsonl"


if sys.platform != "win32":
    import fcntl
    import pty
    import struct
    import termios

    class Desk:
        """A pseudo-terminal of 40 columns and 12 rows that can start the program."""

        def __init__(self, log: Path) -> None:
            self.outer, self.inner = pty.openpty()
            os.set_blocking(self.outer, False)
            fcntl.ioctl(self.inner, termios.TIOCSWINSZ, struct.pack("HHHH", 12, 40, 0, 0))
            self.log = log
            self.before = termios.tcgetattr(self.inner)

        def starts(self, kind: str = "list", ending: str = "quit", **environment: str) -> Child:
            process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, str(self.log), kind, ending],
                stdin=self.inner,
                stdout=self.inner,
                stderr=self.inner,
                cwd=ROOT,
                env={**os.environ, "TERM": "xterm-256color", "PYTHONUTF8": "1", **environment},
            )
            self.child = Child(process, self.log, self.outer)
            self.child.waits_for("ready", "")
            return self.child

        def is_as_before(self) -> bool:
            return termios.tcgetattr(self.inner) == self.before

        def put_away(self) -> None:
            self.child.process.kill()
            self.child.process.wait()
            os.close(self.outer)
            os.close(self.inner)

    @pytest.fixture
    def desk(log: Path) -> Iterator[Desk]:
        desk = Desk(log)
        yield desk
        desk.put_away()

    @pytest.mark.slow
    def test_space_enter_and_named_keys_are_the_switch_and_q_quits(desk: Desk) -> None:
        child = desk.starts()
        for data, name in ((b" ", "space"), (b"\r", "enter"), (b"x", "x")):
            child.types(data)
            child.waits_for("SwitchPressed", name)
            child.waits_for("SwitchReleased", name)
        child.types(b"yq")
        child.waits_for("closed", "")
        assert child.process.wait(30) == 0
        assert not any("y" in told for told in child.told())

    @pytest.mark.slow
    def test_arrows_move_and_a_lone_escape_is_escape(desk: Desk) -> None:
        child = desk.starts()
        child.types(b"\x1b[A")
        child.waits_for("CarerKeyPressed", "up")
        child.types(b"\x1b")
        child.waits_for("CarerKeyPressed", "escape")
        child.types(b"\x1bOB")
        child.waits_for("CarerKeyPressed", "down")
        assert child.told().count(["CarerKeyPressed", "escape"]) == 1

    @pytest.mark.slow
    def test_the_scene_is_drawn_once_and_the_terminal_is_given_back(desk: Desk) -> None:
        child = desk.starts(NO_COLOR="1")
        child.types(b"\x03")
        child.waits_for("closed", "")
        assert child.process.wait(30) == 0
        seen = child.sees()
        assert seen.count("A title") == 1
        assert "\x1b[7m▶  2  Two" in seen
        assert seen.index("\x1b[?1049h") < seen.index("A title") < seen.index("\x1b[?1049l")
        assert "\x1b[?25h" in seen[seen.index("A title") :]
        assert desk.is_as_before()
        shot = desk.log.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
        assert len(shot) == 12
        assert "▶  2  Two" in shot
        assert shot[-1] == "█" * 20 + "░" * 20

    @pytest.mark.slow
    def test_the_terminal_is_given_back_after_a_mistake_in_the_program(desk: Desk) -> None:
        child = desk.starts(ending="crash")
        child.types(b" ")
        assert child.process.wait(30) == 1
        assert desk.is_as_before()
        assert "\x1b[?1049l" in child.sees()

    @pytest.mark.slow
    def test_another_thread_wakes_it_at_once(desk: Desk) -> None:
        desk.starts(ending="wake")
        assert ["woken", ""] in desk.child.told()

    @pytest.mark.slow
    def test_a_call_rings_the_bell_again_and_again_and_q_does_not_end_it(desk: Desk) -> None:
        child = desk.starts(kind="call")
        child.types(b"q")
        ends = time.monotonic() + 30
        while child.sees().count("\a") < 3:
            assert time.monotonic() < ends
            time.sleep(0.01)
        assert "closed" not in [what for what, _ in child.told()]
        child.types(b"\x1b")
        child.waits_for("CarerKeyPressed", "escape")

    @pytest.mark.slow
    def test_broken_bytes_do_not_make_it_deaf(desk: Desk) -> None:
        child = desk.starts()
        child.types(b"\xc3(\xff\x80")
        child.types(b" ")
        child.waits_for("SwitchPressed", "space")

    @pytest.mark.slow
    def test_ctrl_s_and_ctrl_z_stop_nothing(desk: Desk) -> None:
        child = desk.starts()
        child.types(b"\x13\x1a ")
        child.waits_for("SwitchPressed", "space")

    @pytest.mark.slow
    def test_a_new_size_is_drawn_afresh(desk: Desk) -> None:
        child = desk.starts()
        fcntl.ioctl(desk.inner, termios.TIOCSWINSZ, struct.pack("HHHH", 20, 60, 0, 0))
        child.types(b" ")
        child.waits_for("SwitchPressed", "space")
        child.types(b"\x04")
        child.waits_for("closed", "")
        assert child.sees().count("A title") == 2

    @pytest.mark.slow
    def test_an_old_encoding_gets_plain_signs(desk: Desk) -> None:
        child = desk.starts(PYTHONUTF8="0", PYTHONIOENCODING="ascii")
        child.types(b"\x04")
        child.waits_for("closed", "")
        assert ">  2  Two" in child.sees()
        assert "#" * 20 + "-" * 20 in child.sees()


@pytest.mark.slow
def test_from_a_pipe_each_space_and_each_line_is_a_press_and_the_end_quits(log: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(log), "list", "quit"],
        input=b" \r\nab\n",
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        timeout=60,
        check=True,
    )
    told = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    pressed = [["SwitchPressed", "space"], ["SwitchReleased", "space"]]
    entered = [["SwitchPressed", "enter"], ["SwitchReleased", "enter"]]
    assert told == [["ready", ""], *pressed, *entered, *entered, ["closed", ""]]
    assert ran.stdout.decode().splitlines() == ["2 Two"]


@pytest.mark.slow
def test_a_pipe_on_which_nothing_comes_can_be_woken(log: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(log), "list", "wake"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        cwd=ROOT,
    ) as process:
        child = Child(process, log, -1)
        child.waits_for("woken", "")
        assert process.stdin is not None
        process.stdin.close()
        child.waits_for("closed", "")


if sys.platform != "win32":

    @pytest.mark.slow
    def test_a_terminal_that_cannot_be_drawn_on_is_told_in_lines(desk: Desk) -> None:
        child = desk.starts(kind="call", TERM="dumb")
        child.types(b"\x04")
        child.waits_for("closed", "")
        seen = child.sees().replace("\a", "")
        told = "A title - Carer: when you are here, press the Escape key."
        assert " ".join(seen.split()) == told


PAD_PROGRAM = """
from assistant.app import Clock, open_terminal
from assistant.core.settings import Settings
from assistant.core.words import Words
from tests.switches.test_gamepads import VirtualPad

face = open_terminal(Settings(), Clock(), Words())
pad = VirtualPad()
for is_down in (True, False):
    pad.button(0, is_down=is_down)
    for event in face.wait(5000):
        print("!", type(event).__name__, event.switch, flush=True)
face.close()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="finds SDL in /proc")
def test_a_gamepad_is_a_switch_in_the_terminal_too() -> None:
    # The other end of the pipe stays open: a keyboard that is over ends the program.
    with subprocess.Popen(
        [sys.executable, "-c", PAD_PROGRAM],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        told = [line.strip() for line in process.stdout if line.startswith("!")]
    assert told == ["! SwitchPressed gamepad-1", "! SwitchReleased gamepad-1"]
