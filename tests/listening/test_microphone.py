"""Microphones come, go, stall and lie; people are told once, and the sound comes back."""

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from assistant.listening.microphone import (
    GIVES_NOTHING,
    LOST,
    NONE_THERE,
    NOT_OPEN,
    OTHER_USED,
    Chunk,
    Microphone,
    MicrophoneState,
    Remark,
)
from assistant.listening.pcm import FromDevice
from assistant.listening.sdl_capture import SdlDevices
from tests.listening.stand_ins import FakeDevices, pcm

SOUND = pcm(np.full(512, 0.1, np.float32))


@dataclass
class Desk:
    """A microphone on a computer whose plugs the test holds, and a clock that it turns."""

    devices: FakeDevices = field(default_factory=FakeDevices)
    wanted: str = ""
    chunks: list[Chunk] = field(default_factory=list)
    told: list[MicrophoneState | Remark] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.microphone = Microphone(
            self.devices, self.chunks.append, self.told.append, self.wanted
        )
        self.now_s = time.perf_counter()

    def look(self, *, is_sounding: bool = True) -> None:
        """Two seconds pass; whatever is open gives sound, or none."""
        self.now_s += 2
        self.microphone.look(self.now_s)
        for device in self.devices.open_now if is_sounding else ():
            device.take(SOUND)
            self.microphone._came_s = self.now_s + 0.1

    @property
    def states(self) -> list[tuple[bool, str]]:
        return [
            (each.is_there, each.why) for each in self.told if isinstance(each, MicrophoneState)
        ]

    @property
    def remarks(self) -> list[str]:
        return [each.text for each in self.told if isinstance(each, Remark)]


def test_the_usual_microphone_is_opened_and_its_sound_comes() -> None:
    desk = Desk(FakeDevices(["built in"]))
    desk.look()
    desk.look()
    assert [device.name for device in desk.devices.opened] == [None]
    assert [chunk.pcm for chunk in desk.chunks] == [SOUND, SOUND]
    assert desk.states == [(True, "")]


def test_no_microphone_is_told_once_in_plain_words_and_found_when_it_is_plugged_in() -> None:
    desk = Desk()
    for _ in range(100):
        desk.look()
    assert desk.states == [(False, NONE_THERE)]
    desk.devices.plugged.append("usb")
    desk.look()
    desk.look()
    assert desk.states == [(False, NONE_THERE), (True, "")]


def test_a_computer_without_any_sound_system_is_one_without_a_microphone() -> None:
    desk = Desk(FakeDevices(["usb"], is_system_down=True))
    desk.look()
    desk.look()
    assert desk.states == [(False, NONE_THERE)]


def test_a_lost_microphone_is_told_once_and_used_again_when_it_is_back() -> None:
    desk = Desk(FakeDevices(["usb"]))
    for _ in range(3):
        desk.look()
    desk.devices.plugged.clear()
    for _ in range(3):
        desk.look()
    assert desk.devices.open_now == []
    desk.devices.plugged.append("usb")
    for _ in range(3):
        desk.look()
    assert desk.states == [(True, ""), (False, LOST), (True, "")]
    assert len(desk.devices.open_now) == 1


def test_one_that_is_used_by_another_program_is_told_once_and_tried_again() -> None:
    desk = Desk(FakeDevices(["usb"], can_open=False))
    for _ in range(10):
        desk.look()
    assert desk.states == [(False, NOT_OPEN)]
    desk.devices.can_open = True
    desk.look()
    desk.look()
    assert desk.states[1:] == [(True, "")]


def test_one_that_stops_giving_sound_is_told_once_however_often_it_is_opened_again() -> None:
    desk = Desk(FakeDevices(["usb"]))
    desk.look()
    desk.look()
    for _ in range(20):
        desk.look(is_sounding=False)
    assert desk.states == [(True, ""), (False, GIVES_NOTHING)]
    assert len(desk.devices.opened) > 3
    assert len(desk.devices.open_now) <= 1
    desk.look()
    desk.look()
    desk.look()
    assert desk.states[-1] == (True, "")


def test_a_microphone_is_found_by_a_part_of_its_name() -> None:
    desk = Desk(FakeDevices(["Built in", "Acme USB headset"]), wanted="usb")
    desk.look()
    assert [device.name for device in desk.devices.open_now] == ["Acme USB headset"]


def test_while_the_chosen_one_is_away_the_usual_one_is_used_and_that_is_said_once() -> None:
    desk = Desk(FakeDevices(["built in"]), wanted="usb")
    for _ in range(5):
        desk.look()
    assert [device.name for device in desk.devices.open_now] == [None]
    assert desk.remarks == [OTHER_USED.format(name="usb")]
    desk.devices.plugged.append("usb")
    for _ in range(5):
        desk.look()
    assert [device.name for device in desk.devices.open_now] == ["usb"]
    desk.devices.plugged.remove("usb")
    for _ in range(5):
        desk.look()
    assert [device.name for device in desk.devices.open_now] == [None]
    assert desk.remarks == [OTHER_USED.format(name="usb")] * 2
    assert [is_there for is_there, _ in desk.states] == [True]


def test_another_usual_one_is_followed() -> None:
    desk = Desk(FakeDevices(["built in"]))
    for plugged in (["built in"], ["built in", "usb"], ["usb"], ["usb"]):
        desk.devices.plugged[:] = plugged
        desk.look()
    assert len(desk.devices.opened) == 3
    assert len(desk.devices.open_now) == 1
    assert [is_there for is_there, _ in desk.states] == [True]


def test_sound_of_two_devices_is_never_taken_for_one() -> None:
    desk = Desk(FakeDevices(["a"]))
    desk.look()
    desk.devices.plugged[:] = ["b"]
    desk.look()
    old, new = desk.devices.opened
    desk.chunks.clear()
    old.take(SOUND)
    new.take(SOUND)
    assert [chunk.opening for chunk in desk.chunks] == [2]


def test_a_pulled_plug_can_be_rehearsed() -> None:
    desk = Desk(FakeDevices(["usb"]))
    desk.look()
    desk.look()
    desk.microphone.block(is_blocked=True)
    desk.look()
    desk.microphone.block(is_blocked=False)
    desk.look()
    desk.look()
    assert [is_there for is_there, _ in desk.states] == [True, False, True]


def test_closed_it_takes_nothing_more() -> None:
    desk = Desk(FakeDevices(["usb"]))
    desk.look()
    desk.microphone.close()
    assert desk.devices.open_now == []
    before = len(desk.chunks)
    desk.devices.opened[0].take(SOUND)
    assert len(desk.chunks) == before


@dataclass
class StuckOpen(FakeDevices):
    """Its microphone never lets go."""

    def names(self) -> tuple[str, ...]:
        threading.Event().wait(60)
        return ()


def test_close_returns_within_a_second_even_where_the_system_hangs() -> None:
    desk = Desk(StuckOpen())
    desk.microphone.start()
    began_s = time.perf_counter()
    desk.microphone.close()
    assert time.perf_counter() - began_s < 1


@pytest.mark.slow
def test_real_sound_comes_through_sdl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ramp = np.arange(16_000, dtype="<i2")
    file = tmp_path / "in.raw"
    file.write_bytes(ramp.tobytes())
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILEIN", str(file))
    chunks: list[Chunk] = []
    enough = threading.Event()

    def take(chunk: Chunk) -> None:
        chunks.append(chunk)
        if len(chunks) == 20:
            enough.set()

    told: list[MicrophoneState | Remark] = []
    microphone = Microphone(SdlDevices(), take, told.append)
    microphone.start()
    assert enough.wait(10)
    began_s = time.perf_counter()
    microphone.close()
    assert time.perf_counter() - began_s < 1
    heard = np.concatenate([FromDevice(chunks[0].shape).samples(chunk.pcm) for chunk in chunks])
    numbers = np.round(heard * 32768).astype(int)
    assert np.array_equal(np.diff(numbers), np.ones(len(numbers) - 1))
    apart_s = np.diff([chunk.last_s for chunk in chunks])
    assert 0.025 < np.median(apart_s) < 0.04
