"""The listening process: it hears, it may crash and hang, and the program goes on."""

import os
import queue
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from assistant.core.events import (
    DeviceFailed,
    DeviceReturned,
    Event,
    NoWordHeard,
    Remarked,
    VoiceBegan,
    WordHeard,
)
from assistant.listening.echo import NoCanceller
from assistant.listening.kit import Folders
from assistant.listening.listener import NOT_WORKING, Listener, Made
from assistant.listening.microphone import LOST, NONE_THERE
from tests.listening import stand_ins
from tests.processes import is_alive

pytestmark = pytest.mark.slow

LOUD = Made(kit=stand_ins.loudness_kit, devices=stand_ins.LoudDevices, canceller=NoCanceller)


@dataclass
class Program:
    """What a listener told, and a clock to stamp it."""

    folder: Path
    inbox: "queue.Queue[Event]" = field(default_factory=queue.Queue)
    recorded: "queue.Queue[tuple[Path, bool, str]]" = field(default_factory=queue.Queue)
    events: list[Event] = field(default_factory=list)
    opened: list[Listener] = field(default_factory=list)
    started_s: float = field(default_factory=time.monotonic)

    def now(self) -> int:
        return int((time.monotonic() - self.started_s) * 1000)

    def listener(self, made: Made = LOUD) -> Listener:
        folders = Folders(models=self.folder, words=self.folder / "words")
        listener = Listener(
            self.inbox.put,
            self.now,
            folders,
            on_recorded=lambda path, is_kept, why: self.recorded.put((path, is_kept, why)),
            made=made,
        )
        self.opened.append(listener)
        listener.listen_for(["stop", "unheard of"])
        listener.start()
        return listener

    def until(self, is_it: Callable[[Event], bool], within_s: float = 20.0) -> Event:
        """The next such event; all on the way to it is kept."""
        until_s = time.monotonic() + within_s
        while True:
            event = self.inbox.get(timeout=max(0.01, until_s - time.monotonic()))
            self.events.append(event)
            if is_it(event):
                return event

    def until_word(self) -> WordHeard:
        event = self.until(lambda event: isinstance(event, WordHeard))
        assert isinstance(event, WordHeard)
        return event

    def devices_told(self) -> list[DeviceFailed | DeviceReturned]:
        while not self.inbox.empty():
            self.events.append(self.inbox.get())
        return [event for event in self.events if isinstance(event, DeviceFailed | DeviceReturned)]


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    one = Program(tmp_path)
    yield one
    for listener in one.opened:
        listener.close()


def wait_for(is_so: Callable[[], bool], within_s: float = 20.0) -> None:
    until_s = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < until_s
        time.sleep(0.02)


def test_a_word_is_heard_with_its_times_on_the_programs_clock(program: Program) -> None:
    listener = program.listener()
    program.until_word()
    word = program.until_word()
    assert [guess.phrase for guess in word.guesses] == ["stop"]
    assert 150 < word.ended - word.began < 400
    assert word.ended < word.at <= program.now()
    assert word.at - word.ended < 500
    assert listener.unheard == ("unheard of",)
    assert listener.recognizers == ("loudness",)
    wait_for(lambda: listener.level is not None)


def test_the_latest_phrases_count_at_once(program: Program) -> None:
    listener = program.listener()
    program.until_word()
    listener.listen_for(["yes"])
    listener.listen_for(["no"])
    program.until_word()
    assert program.until_word().guesses[0].phrase == "no"


def test_every_beginning_has_one_end_also_when_the_process_is_killed_in_between(
    program: Program,
) -> None:
    listener = program.listener()
    program.until(lambda event: isinstance(event, VoiceBegan))
    pid = listener.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    program.until_word()
    assert not is_alive(pid)
    kinds = [
        isinstance(event, VoiceBegan)
        for event in program.events
        if isinstance(event, VoiceBegan | WordHeard | NoWordHeard)
    ]
    assert kinds == [True, False] * (len(kinds) // 2)
    assert program.devices_told() == []


def test_a_hung_recognizer_is_ended_and_words_are_heard_again(program: Program) -> None:
    made = Made(
        kit=stand_ins.loudness_kit,
        devices=stand_ins.LoudDevices,
        canceller=NoCanceller,
        answer_within_s=2.0,
    )
    listener = program.listener(made)
    program.until_word()
    pid = listener.pid
    listener.inject("recognizer-hang")
    wait_for(lambda: listener.pid not in {pid, None})
    program.until_word()
    assert program.devices_told() == []


def test_no_order_waits_for_a_hung_process(program: Program) -> None:
    listener = program.listener()
    program.until_word()
    listener.inject("recognizer-hang")
    began_s = time.monotonic()
    for _ in range(2000):
        listener.played(bytes(1024), 22_050, 1)
        listener.listen_for(["stop"])
    listener.close()
    assert time.monotonic() - began_s < 1


def test_one_that_crashes_at_every_word_is_told_once_and_then_left_in_peace(
    program: Program,
) -> None:
    made = Made(kit=stand_ins.crashing_kit, devices=stand_ins.LoudDevices, canceller=NoCanceller)
    listener = program.listener(made)
    failed = program.until(lambda event: isinstance(event, DeviceFailed))
    assert isinstance(failed, DeviceFailed)
    assert (failed.device, failed.why) == ("recognizer", NOT_WORKING)
    path = program.folder / "words" / "yes" / "1.wav"
    listener.record_next(path)
    assert program.recorded.get(timeout=5)[:2] == (path, False)
    wait_for(lambda: listener.pid is None)
    assert program.devices_told() == [failed]


def test_one_that_dies_while_it_loads_is_started_four_times_in_all(
    program: Program, tmp_path: Path
) -> None:
    tally = tmp_path / "tally"
    tally.touch()
    program.listener(
        Made(kit=stand_ins.DyingKit(tally), devices=stand_ins.LoudDevices, canceller=NoCanceller)
    )
    program.until(lambda event: isinstance(event, DeviceFailed))
    assert tally.read_text() == "xxxx"


def test_where_nothing_can_be_heard_it_is_told_once_and_heard_after_an_install(
    program: Program,
) -> None:
    made = Made(
        kit=stand_ins.kit_when_installed, devices=stand_ins.LoudDevices, canceller=NoCanceller
    )
    listener = program.listener(made)
    failed = program.until(lambda event: isinstance(event, DeviceFailed))
    assert isinstance(failed, DeviceFailed)
    assert failed.why == "Voice commands need a model. The switch works as before."
    listener.reload()
    (program.folder / "installed").touch()
    listener.reload()
    returned = program.until(lambda event: isinstance(event, DeviceReturned))
    program.until_word()
    assert program.devices_told() == [failed, returned]


def test_a_damaged_part_is_left_out_with_its_sentence_said_once(program: Program) -> None:
    made = Made(
        kit=stand_ins.kit_with_a_damaged_part,
        devices=stand_ins.LoudDevices,
        canceller=NoCanceller,
    )
    listener = program.listener(made)
    program.until_word()
    listener.end_process()
    program.until_word()
    program.until_word()
    said = [event.text for event in program.events if isinstance(event, Remarked)]
    assert said == ["A part is damaged."]
    assert listener.left_out == ("A part is damaged.",)


def test_without_a_microphone_the_program_says_so_once(program: Program) -> None:
    made = Made(kit=stand_ins.loudness_kit, devices=stand_ins.NoDevices, canceller=NoCanceller)
    listener = program.listener(made)
    failed = program.until(lambda event: isinstance(event, DeviceFailed))
    assert isinstance(failed, DeviceFailed)
    assert (failed.device, failed.why) == ("microphone", NONE_THERE)
    listener.end_process()
    pid = listener.pid
    wait_for(lambda: listener.pid not in {pid, None} and listener.recognizers != ())
    assert program.devices_told() == [failed]


def test_a_lost_microphone_is_told_and_words_are_heard_when_it_is_back(program: Program) -> None:
    listener = program.listener()
    program.until_word()
    listener.inject("microphone-lost")
    failed = program.until(lambda event: isinstance(event, DeviceFailed))
    assert isinstance(failed, DeviceFailed)
    assert (failed.device, failed.why) == ("microphone", LOST)
    listener.inject("microphone-back")
    returned = program.until(lambda event: isinstance(event, DeviceReturned))
    program.until_word()
    assert program.devices_told() == [failed, returned]


def test_the_next_word_is_recorded_and_only_that(program: Program) -> None:
    listener = program.listener()
    path = program.folder / "words" / "yes" / "1.wav"
    listener.record_next(path)
    assert program.recorded.get(timeout=20) == (path, True, "")
    with wave.open(str(path)) as sound:
        assert sound.getframerate() == 16_000
        assert 2000 < sound.getnframes() < 8000
    program.until_word()
    program.until_word()
    assert program.recorded.empty()
    assert [file.name for file in path.parent.iterdir()] == ["1.wav"]


def test_a_recording_taken_back_is_not_made(program: Program) -> None:
    listener = program.listener()
    path = program.folder / "words" / "yes" / "1.wav"
    listener.record_next(path)
    listener.record_next(None)
    program.until_word()
    program.until_word()
    assert program.recorded.empty()
    assert not path.exists()


def test_switched_off_there_is_no_process_that_could_listen(program: Program) -> None:
    listener = program.listener()
    program.until_word()
    pid = listener.pid
    assert pid is not None
    listener.set_on(is_on=False)
    wait_for(lambda: listener.pid is None)
    assert not is_alive(pid)
    for _ in range(10):  # as often as somebody likes, and it is no fault
        listener.set_on(is_on=True)
        listener.set_on(is_on=False)
    listener.set_on(is_on=True)
    program.until_word()
    assert program.devices_told() == []


def test_close_returns_at_once_and_leaves_no_process(program: Program) -> None:
    listener = program.listener()
    program.until_word()
    pid = listener.pid
    assert pid is not None
    began_s = time.monotonic()
    listener.close()
    assert time.monotonic() - began_s < 1
    assert not is_alive(pid)
    listener.listen_for(["stop"])
    listener.played(bytes(8), 22_050, 1)
    listener.start()
    assert listener.pid is None


PROGRAM = """
import os, sys, time
from pathlib import Path
from assistant.listening.kit import Folders
from assistant.listening.listener import Listener, Made
from tests.listening import stand_ins
if __name__ == "__main__":
    made = Made(kit=stand_ins.loudness_kit, devices=stand_ins.LoudDevices)
    listener = Listener(lambda _event: None, lambda: 0, Folders(models=Path(), words=Path()),
                        made=made)
    listener.start()
    while not listener.recognizers:
        time.sleep(0.02)
    if "hang" in sys.argv:
        listener.inject("recognizer-hang")
        time.sleep(0.5)
    print(listener.pid, flush=True)
    os._exit(0)
"""


@pytest.mark.parametrize("state", ["idle", "hang"])
def test_the_process_ends_when_the_program_dies(tmp_path: Path, state: str) -> None:
    file = tmp_path / "program.py"
    file.write_text(PROGRAM)
    result = subprocess.run(
        [sys.executable, str(file), state],
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
        check=True,
    )
    pid = int(result.stdout)
    wait_for(lambda: not is_alive(pid), within_s=5)
