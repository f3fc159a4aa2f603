"""What the listening process makes of sound and orders, step by step and without a process."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from assistant.core.events import NoWordHeard, VoiceBegan, WordHeard
from assistant.listening import messages
from assistant.listening.contract import Samples
from assistant.listening.echo import EchoCanceller, NoCanceller
from assistant.listening.kit import Folders, Kit
from assistant.listening.level import Level
from assistant.listening.microphone import Chunk, MicrophoneState, Remark
from assistant.listening.pcm import Shape
from assistant.listening.worker import ListeningProcess
from tests.listening.stand_ins import LoudnessEar, NoDevices, pcm

T = TypeVar("T")
CHUNK_S = 0.032
CLOCK_MS = -900_000.0


@dataclass
class Bench:
    """A listening process that is fed by hand; its microphone began at second 1000."""

    folder: Path
    ears: list[LoudnessEar] = field(default_factory=list)
    told: list[object] = field(default_factory=list)
    now_s: float = 1000.0
    shape: Shape = field(default_factory=Shape)
    opening: int = 1
    is_cancelling: bool = False

    def __post_init__(self) -> None:
        setup = messages.Setup(
            folders=Folders(models=self.folder, words=self.folder),
            microphone="",
            pause_ms=300,
            phrases=("stop",),
            clock_ms=CLOCK_MS,
            make_kit=self._kit,
            make_devices=NoDevices,
            make_canceller=EchoCanceller if self.is_cancelling else NoCanceller,
        )
        self.process = ListeningProcess(setup, self.told.append)
        self.process.take(messages.Reload())

    def _kit(self, _folders: Folders) -> Kit:
        self.ears.append(LoudnessEar())
        return Kit(ear=self.ears[-1], names=("loudness",), longest_own_ms=2500)

    @property
    def ear(self) -> LoudnessEar:
        return self.ears[-1]

    def hear(self, size: float, seconds: float) -> None:
        for _ in range(round(seconds / CHUNK_S)):
            self.hear_sound(np.resize(np.array([size, -size], np.float32), 512))

    def hear_sound(self, sound: Samples) -> None:
        self.now_s += len(sound) / self.shape.rate_hz
        self.process.take(
            Chunk(last_s=self.now_s, pcm=pcm(sound), shape=self.shape, opening=self.opening)
        )

    def say_a_word(self) -> None:
        self.hear(0.001, 0.32)
        self.hear(0.3, 0.32)
        self.hear(0.001, 0.48)

    def told_of(self, kind: type[T]) -> list[T]:
        return [each for each in self.told if isinstance(each, kind)]


def test_a_word_comes_with_its_times_on_the_programs_clock(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.say_a_word()
    (began,) = bench.told_of(VoiceBegan)
    (word,) = bench.told_of(WordHeard)
    assert abs(began.began - 100_320) < 20
    assert abs(word.ended - 100_640) < 20
    assert word.began == began.began


def test_the_programs_clock_is_followed_after_a_sleep(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.process.take(messages.Ping(CLOCK_MS + 3_600_000))
    bench.say_a_word()
    assert abs(bench.told_of(VoiceBegan)[0].began - 3_700_320) < 20


def test_orders_reach_the_ear_also_one_that_is_made_later(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    assert (bench.ear.pause_ms, bench.ear.phrases, bench.ear.longest) == (300, ("stop",), 2500)
    bench.process.take(messages.SetPause(900))
    bench.process.take(messages.ListenFor(("yes", "unsaid")))
    assert (bench.ear.pause_ms, bench.ear.phrases) == (900, ("yes", "unsaid"))
    assert bench.told_of(messages.Unheard)[-1].phrases == ("unsaid",)
    first = bench.ear
    bench.process.take(messages.Reload())
    assert first.is_closed
    assert bench.ear is not first
    assert (bench.ear.pause_ms, bench.ear.phrases) == (900, ("yes", "unsaid"))


def test_a_ping_is_answered_with_how_loud_it_was(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.process.take(messages.Ping(CLOCK_MS))
    bench.hear(0.3, 0.1)
    bench.process.take(messages.Ping(CLOCK_MS))
    before, after = bench.told_of(messages.Pong)
    assert before.level is None
    assert isinstance(after.level, Level)
    assert abs(after.level.peak - 0.3) < 0.01


def test_another_rate_is_heard_as_well(tmp_path: Path) -> None:
    bench = Bench(tmp_path, shape=Shape(rate_hz=48_000, channels=1))
    for size in (0.001, 0.3, 0.001):
        for _ in range(40):
            at = np.arange(512)
            bench.hear_sound(np.asarray(size * np.sin(at * 2 * np.pi / 48), np.float32))
    (word,) = bench.told_of(WordHeard)
    assert abs(word.ended - word.began - 427) < 60


def test_a_form_of_sound_that_nobody_knows_is_told_once(tmp_path: Path) -> None:
    bench = Bench(tmp_path, shape=Shape(sdl_format=0x1234))
    bench.say_a_word()
    bench.opening += 1
    bench.say_a_word()
    (state,) = bench.told_of(MicrophoneState)
    assert not state.is_there
    assert "unusual form" in state.why
    bench.shape, bench.opening = Shape(), 3
    bench.say_a_word()
    assert len(bench.told_of(WordHeard)) == 1


def test_silence_is_remarked_once(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.hear(0.0, 30)
    assert [remark.text for remark in bench.told_of(Remark)] == [
        "I hear nothing from the microphone. Check that it is switched on and not muted."
    ]


def test_clipping_is_remarked_once(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.hear(1.0, 5)
    assert len(bench.told_of(Remark)) == 1


def test_what_has_begun_ends_when_the_microphone_goes(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.hear(0.001, 0.32)
    bench.hear(0.3, 0.32)
    assert bench.told_of(WordHeard) == []
    bench.process.take(MicrophoneState(is_there=False, why="gone"))
    assert len(bench.told_of(VoiceBegan)) == len(bench.told_of(WordHeard)) == 1


def test_a_busy_computer_is_remarked_once(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    for _ in range(3):
        for _ in range(300):
            bench.process.mailbox.put_sound(Chunk(last_s=0, pcm=b"", shape=Shape(), opening=1))
        bench.hear(0.001, 0.1)
    assert len(bench.told_of(Remark)) == 1


def test_what_the_program_plays_is_taken_out(tmp_path: Path) -> None:
    bench = Bench(tmp_path, is_cancelling=True)
    chance = np.random.default_rng(1)
    sound = np.asarray(chance.uniform(-0.3, 0.3, 512 * 400), np.float32)
    late = np.concatenate([np.zeros(512, np.float32), sound])
    for first in range(0, len(sound), 512):
        bench.process.take(
            messages.Played(first_s=bench.now_s, pcm=pcm(sound[first:][:512]), shape=Shape())
        )
        bench.hear_sound(late[first : first + 512])
    heard = np.concatenate([chunk for _, chunk in bench.ear.heard])
    assert np.std(heard[-16_000:]) < np.std(sound) / 20


def test_a_word_is_kept_when_it_is_asked_for_and_longer_ones_may_be(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    path = tmp_path / "yes" / "1.wav"
    bench.process.take(messages.RecordNext(path))
    assert bench.ear.longest == 4000
    bench.say_a_word()
    assert bench.told_of(messages.Recorded) == [messages.Recorded(path=path, is_kept=True)]
    assert path.exists()
    assert bench.ear.longest == 2500
    bench.say_a_word()
    assert len(bench.told_of(messages.Recorded)) == 1


@dataclass
class FussyEar(LoudnessEar):
    """Nothing is a word to it."""

    def hear(self, at: int, chunk: Samples) -> list[VoiceBegan | WordHeard | NoWordHeard]:
        return [
            NoWordHeard(at=event.at, began=event.began, why="too short")
            if isinstance(event, WordHeard)
            else event
            for event in super().hear(at, chunk)
        ]


def test_what_was_no_word_is_not_kept_and_the_answer_says_what_to_do(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.process._ear = FussyEar(phrases=("stop",))
    path = tmp_path / "1.wav"
    bench.process.take(messages.RecordNext(path))
    bench.say_a_word()
    (answer,) = bench.told_of(messages.Recorded)
    assert answer == messages.Recorded(
        path=path, is_kept=False, why="That was very short. Please say it again."
    )
    assert not path.exists()


def test_a_folder_that_cannot_be_written_is_told_in_words(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "1.wav"
    bench.process.take(messages.RecordNext(path))
    bench.say_a_word()
    (answer,) = bench.told_of(messages.Recorded)
    assert not replace(answer).is_kept
    assert answer.why.startswith("It could not be saved")
