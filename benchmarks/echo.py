"""How well the program's own voice is taken out of what it hears, over rooms, delays and clocks.

A real person's "stop" (``../shared/speech``) over our own reading, both equally loud at the
microphone. The rooms are computed: a direct sound, then reflections that die away within the
reverberation time; the further the loudspeaker, the more room there is in its sound. The
loudspeaker distorts a little; stamps come late by chance; the microphone's clock may run fast.
Our own path is the real one: resampling, alignment, canceller, ear, spotter.

    method          "ours"; "webrtc" is livekit's audio processing module, where it is installed;
                    "nothing" is no canceller, "no echo" the same words in a silent room
    echo_less_db    how much softer our reading is where nobody else speaks, after 5 s
    first_s         when it was 10 dB softer for the first time
    word_less_db    how much softer the words became; 0 is the aim
    words_over_db   how far the words then stand out of all the rest; before, it was about 0
    words           how many were said; isolated: found between two pauses; acted: the spotter
                    was sure of the right one; wrong: of another one; false: of one in the echo
"""

import importlib.util
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from benchmarks.measures import Row

if TYPE_CHECKING:
    from livekit.rtc import AudioFrame

    from assistant.listening.alignment import Frame
    from assistant.listening.echo import Canceller

Sound = npt.NDArray[np.float32]

RATE_HZ = 16_000
ACTIVE = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight"),
    *("yes", "no", "up", "down", "stop", "go"),
)
_SETTLE_S = 5
_EVERY_S = 2.5
_HEARD_CHUNK = 512
_LATE_MS, _LATE_SHARE = 40.0, 0.01
_SPEECH = Path(__file__).resolve().parents[2] / "shared" / "speech"
_READING = (
    "This guide tells you, in plain words, how this illness is treated. The first part is what"
    " you do in daily life to stay safe and strong. The second is help with breathing. The third"
    " is medicine that slows the illness, and the fourth is medicine that eases its troubles. "
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where the loudspeaker and the microphone stand, and how their clocks go."""

    rt60_s: float = 0.4
    distance_m: float = 1.0
    delay_ms: int = 60
    drift_ppm: int = 0


ROOMS = (
    Room(),
    *(Room(rt60_s=rt60_s, distance_m=m) for rt60_s in (0.2, 0.4, 0.7) for m in (0.4, 1.0, 2.0)),
    *(Room(delay_ms=delay_ms) for delay_ms in (20, 100, 150, 200, 300, 400)),
    *(Room(drift_ppm=ppm) for ppm in (20, 100, -100, 300)),
)
COMPARED = ROOMS[:1]
"""Where the other methods are tried as well."""


def rows(rounds: int) -> list[Row]:
    """A row for each room, for the first ``rounds`` of them; 0 is all."""
    if not (_SPEECH / "words" / "stop").is_dir():
        return [{"skipped": "no recordings in ../shared/speech"}]
    played, rate_hz = _reading()
    words = [_read(file)[0] for file in sorted((_SPEECH / "words" / "stop").glob("*.wav"))]
    found = []
    for room in ROOMS[: rounds or None]:
        echo = _echo(room, played, rate_hz)
        spoken, is_word = _spoken(words, len(echo))
        echo *= _loudness(spoken[is_word]) / _loudness(echo)
        scene = Scene(room, played, rate_hz, echo, spoken, is_word)
        for method, make in _methods().items():
            if method == "ours" or room in COMPARED:
                found.append(_row(method, make, scene))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What sounds in one room."""

    room: Room
    played: Sound
    rate_hz: int
    echo: Sound
    spoken: Sound
    is_word: npt.NDArray[np.bool_]


def _methods() -> "dict[str, Callable[[], Canceller] | None]":
    from assistant.listening.echo import EchoCanceller, NoCanceller

    methods: dict[str, Callable[[], Canceller] | None] = {
        "ours": EchoCanceller,
        "nothing": NoCanceller,
        "no echo": None,
    }
    if importlib.util.find_spec("livekit"):
        methods["webrtc"] = WebRtc
    return methods


class WebRtc:
    """The module that browsers use, for comparison."""

    late_ms = 0.0

    def __init__(self) -> None:
        """With the echo canceller alone; its noise suppression takes more of the words."""
        from livekit import rtc

        self._frame = rtc.AudioFrame
        self._module = rtc.AudioProcessingModule(echo_cancellation=True)

    def clean(self, frame: "Frame") -> Sound:
        """What was heard, as far as it was not played."""
        played, heard = self._coded(frame.played), self._coded(frame.heard)
        self._module.process_reverse_stream(played)
        self._module.process_stream(heard)
        return np.asarray(np.frombuffer(heard.data, np.int16) / 32768, np.float32)

    def _coded(self, samples: Sound) -> "AudioFrame":
        pcm = np.clip(samples * 32768, -32768, 32767).astype(np.int16)
        return self._frame(bytearray(pcm.tobytes()), RATE_HZ, 1, len(pcm))


def _row(method: str, make: "Callable[[], Canceller] | None", scene: Scene) -> Row:
    room = scene.room
    row: Row = {
        "method": method,
        "rt60_s": room.rt60_s,
        "distance_m": room.distance_m,
        "delay_ms": room.delay_ms,
        "drift_ppm": room.drift_ppm,
    }
    if make is None:
        return {**row, **_heard(scene.spoken, scene.is_word)}
    began = time.process_time()
    clean = _cleaned(make(), scene)
    cost = (time.process_time() - began) / (len(clean) / RATE_HZ)
    count, late = len(clean), _lag(clean, scene.spoken[: len(clean)])
    spoken = np.roll(scene.spoken[:count], late)
    echo = np.roll(scene.echo[:count], late)
    is_word = np.roll(scene.is_word[:count], late)
    alone = ~is_word
    alone[: _SETTLE_S * RATE_HZ] = False
    kept = float(clean[is_word] @ spoken[is_word] / (spoken[is_word] @ spoken[is_word]))
    rest = clean[is_word] - kept * spoken[is_word]
    return {
        **row,
        "echo_less_db": _db(_power(echo[alone]) / _power(clean[alone])),
        "first_s": _first_s(echo, clean),
        "word_less_db": _db(1 / max(kept, 1e-3) ** 2),
        "words_over_db": _db(_power(kept * spoken[is_word]) / _power(rest)),
        **_heard(clean, is_word),
        "real_time_factor": round(cost, 4),
    }


def _heard(clean: Sound, is_word: npt.NDArray[np.bool_]) -> Row:
    """What the real ear makes of it."""
    from assistant.core.events import WordHeard
    from assistant.core.hearing import ACT_AT
    from assistant.listening.ear import Ear
    from assistant.listening.spotter import Spotter
    from assistant.listening.voice import SileroVoice

    models = Path(__file__).resolve().parents[1] / "models"
    ear = Ear(SileroVoice(models), [Spotter(models)])
    ear.listen_for(ACTIVE)
    spans = _spans_ms(is_word)
    found: Row = {"words": len(spans), "isolated": 0, "acted": 0, "wrong": 0, "false": 0}
    for first in range(0, len(clean) - _HEARD_CHUNK, _HEARD_CHUNK):
        chunk = clean[first : first + _HEARD_CHUNK]
        for event in ear.hear((first + _HEARD_CHUNK) * 1000 // RATE_HZ, chunk):
            if isinstance(event, WordHeard):
                is_there = any(event.began < end and event.ended > at for at, end in spans)
                is_sure = event.guesses[0].score >= ACT_AT
                is_right = event.guesses[0].phrase == "stop"
                found["isolated"] += is_there
                found["acted"] += is_there and is_sure and is_right
                found["wrong"] += is_there and is_sure and not is_right
                found["false"] += is_sure and not is_there
    return found


def _spans_ms(is_word: npt.NDArray[np.bool_]) -> list[tuple[float, float]]:
    """From when to when each word sounds; the stop before its "p" is part of it."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], is_word, [False]]).astype(int)))
    spans: list[tuple[float, float]] = []
    for at, end in zip(edges[::2] / 16, edges[1::2] / 16, strict=True):
        if spans and at - spans[-1][1] < 1000:  # noqa: PLR2004 - two words are 2.5 s apart
            spans[-1] = (spans[-1][0], float(end))
        else:
            spans.append((float(at), float(end)))
    return spans


def _cleaned(canceller: "Canceller", scene: Scene) -> Sound:
    from assistant.listening.alignment import Aligner
    from assistant.listening.resampling import Resampler

    aligner, resampler = Aligner(), Resampler(scene.rate_hz)
    chance = np.random.default_rng(5)
    heard_hz = RATE_HZ * (1 + scene.room.drift_ppm / 1e6)
    waiting = list(_chunks(scene.played, chance))[::-1]
    clean = []
    for first, late_ms, chunk in _chunks(scene.echo + scene.spoken, chance):
        last_ms = (first + len(chunk)) / heard_hz * 1000
        while waiting and waiting[-1][0] / scene.rate_hz * 1000 <= last_ms:
            begins, play_late_ms, part = waiting.pop()
            first_ms = begins / scene.rate_hz * 1000 + play_late_ms - resampler.behind_ms
            aligner.play(first_ms, resampler.push(part))
        clean += [canceller.clean(frame) for frame in aligner.hear(last_ms + late_ms, chunk)]
    return np.concatenate(clean)


def _chunks(sound: Sound, chance: np.random.Generator) -> Iterator[tuple[int, float, Sound]]:
    """Each chunk with its place and how late its stamp is: a few ms, now and then 40."""
    for first in range(0, len(sound) - _HEARD_CHUNK + 1, _HEARD_CHUNK):
        late_ms = chance.exponential(2.0) + (_LATE_MS if chance.random() < _LATE_SHARE else 0.0)
        yield first, late_ms, sound[first : first + _HEARD_CHUNK]


def _echo(room: Room, played: Sound, rate_hz: int) -> Sound:
    from assistant.listening.resampling import Resampler

    steps = 160_000  # so many parts of a second that a clock may be off by a few millionths
    there = Resampler(rate_hz).push(np.tanh(0.5 * played) / 0.5)
    late = np.zeros(room.delay_ms * RATE_HZ // 1000, np.float32)
    echo = _convolved(np.concatenate([late, there]), _response(room))
    if room.drift_ppm:
        echo = Resampler(steps, steps + round(steps * room.drift_ppm / 1e6)).push(echo)
    return echo


def _response(room: Room) -> Sound:
    """Direct sound and reflections. In a usual room both are equally strong at about 0.8 m."""
    chance = np.random.default_rng(round(room.rt60_s * 100 + room.distance_m * 10))
    count = int(RATE_HZ * room.rt60_s)
    decay = 10.0 ** (-3.0 * np.arange(count) / count)
    tail = chance.standard_normal(count) * decay
    tail /= np.sqrt(tail @ tail)
    critical_m = 0.057 * np.sqrt(40 / room.rt60_s)  # a room of 40 cubic metres
    response = tail * room.distance_m / critical_m
    response[: RATE_HZ // 500] = 0.0
    response[round(room.distance_m / 343 * RATE_HZ) % (RATE_HZ // 500)] += 1.0
    return np.asarray(response, np.float32)


def _convolved(sound: Sound, response: Sound) -> Sound:
    size = 1 << (len(sound) + len(response) - 1).bit_length()
    spectrum = np.fft.rfft(sound, size) * np.fft.rfft(response, size)
    return np.asarray(np.fft.irfft(spectrum, size)[: len(sound)], np.float32)


def _spoken(words: list[Sound], length: int) -> tuple[Sound, npt.NDArray[np.bool_]]:
    """Words, each equally loud, one every 2.5 s; and where they sound."""
    sound, is_word = np.zeros(length, np.float32), np.zeros(length, np.bool_)
    places = range(_SETTLE_S * RATE_HZ, length - 2 * RATE_HZ, int(_EVERY_S * RATE_HZ))
    for number, place in enumerate(places):
        word = words[number % len(words)]
        word = word * (0.05 / _loudness(word))
        sound[place : place + len(word)] = word
        smooth = np.convolve(np.abs(word), np.ones(800) / 800, "same")
        is_word[place : place + len(word)] = smooth > 0.1 * smooth.max()
    return sound, is_word


def _loudness(sound: Sound) -> float:
    """Root mean square of where there is something."""
    smooth = np.convolve(sound**2, np.ones(320) / 320, "same")
    return float(np.sqrt(np.mean(sound[smooth > 0.05 * np.percentile(smooth, 95)] ** 2)))


def _power(sound: Sound) -> float:
    return float(np.mean(sound.astype(np.float64) ** 2)) + 1e-12


def _db(ratio: float) -> float:
    return round(10 * float(np.log10(ratio)), 1)


def _lag(clean: Sound, spoken: Sound) -> int:
    """By how many samples the canceller delays."""
    lags = range(200)
    tail = slice(_SETTLE_S * RATE_HZ, None)
    return max(lags, key=lambda lag: float(clean[tail] @ np.roll(spoken, lag)[tail]))


def _first_s(echo: Sound, clean: Sound) -> float | None:
    """The end of the first tenth of a second with 10 dB less, where there was an echo."""
    tenth = RATE_HZ // 10
    usual = _power(echo)
    for place in range(0, _SETTLE_S * RATE_HZ, tenth):
        before, after = (_power(part[place : place + tenth]) for part in (echo, clean))
        if before > usual / 4 and before > 10 * after:
            return round((place + tenth) / RATE_HZ, 1)
    return None


def _reading() -> tuple[Sound, int]:
    with tempfile.TemporaryDirectory(prefix="als-benchmark-") as folder:
        file = Path(folder) / "reading.wav"
        command = [sys.executable, "-m", "assistant", "say", _READING * 3, "--out", str(file)]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own program
        return _read(file)


def _read(file: Path) -> tuple[Sound, int]:
    with wave.open(str(file)) as sound:
        samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
        return np.asarray(samples / 32768, np.float32), sound.getframerate()
