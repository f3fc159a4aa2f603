"""The voices that speak: each turns a list of words into one recording a word.

Knows the engines and how to cut their speech into words; must not know what is a command.
Every engine answers with ``None`` for a run that could not be cut into exactly its words.
"""

import functools
import json
import subprocess
import tempfile
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
from scipy.signal import resample_poly

Sound = npt.NDArray[np.float32]

RATE: Final = 16_000
_KOKORO_RATE: Final = 24_000
_KOKORO_PAUSE: Final = 5
_KOKORO_HELD_BACK: Final = (
    *("af_bella", "am_michael", "bf_emma", "bm_george", "im_nicola", "zf_xiaoni"),
)
"""Never in training: what the spotter does with them is a first look at unseen voices."""
_BLOCK: Final = RATE // 100

_MISAKI: Final = (
    *(("a^ɪ", "I"), ("a^ʊ", "W"), ("d^ʒ", "ʤ"), ("e^ɪ", "A"), ("t^ʃ", "ʧ"), ("ɔ^ɪ", "Y")),
    *(("ə^l", "ᵊl"), ("o^ʊ", "O"), ("ə^ʊ", "Q"), ("ʲ", ""), ("ɚ", "əɹ"), ("ɐ", "ə"), ("r", "ɹ")),
    *(("ɜː", "ɜɹ"), ("ɪə", "iə"), ("x", "k"), ("ɬ", "l"), ("^", ""), ("\u0303", "")),
)
"""From the phonemes of espeak-ng to those Kokoro was trained on (as in the misaki package)."""


def levels_db(sound: Sound) -> Sound:
    """How loud each 10 ms is, against the loudest."""
    blocks = sound[: len(sound) // _BLOCK * _BLOCK].reshape(-1, _BLOCK)
    level = np.sqrt((blocks**2).mean(axis=1)) + 1e-9
    return np.asarray(20 * np.log10(level / level.max()), np.float32)


def cut(sound: Sound, count: int, *, floor_db: float = -36.0) -> list[Sound] | None:
    """``sound`` in ``count`` pieces at its longest pauses; None where these are not clear."""
    if len(sound) < RATE // 5:
        return None
    loud = levels_db(sound) > floor_db
    edges = np.flatnonzero(np.diff(np.concatenate(([0], loud.astype(np.int8), [0]))))
    starts, ends = edges[::2], edges[1::2]
    if len(starts) < count:
        return None
    gaps = starts[1:] - ends[:-1]
    order = np.argsort(-gaps, kind="stable")
    chosen = np.sort(order[: count - 1])
    if count > 1:
        shortest = gaps[chosen].min()
        longest_inside = gaps[order[count - 1]] if len(gaps) >= count else 0
        if shortest < 14 or shortest < 1.35 * longest_inside:
            return None
    firsts = [starts[0], *(starts[gap + 1] for gap in chosen)]
    lasts = [*(ends[gap] for gap in chosen), ends[-1]]
    pieces = []
    for index, (first, last) in enumerate(zip(firsts, lasts, strict=True)):
        before = first if index == 0 else (first - lasts[index - 1]) // 2
        after = len(loud) - last if index == count - 1 else (firsts[index + 1] - last) // 2
        begin, end = first - min(before, 10), last + min(after, 15)
        if not 8 <= last - first <= 250:
            return None
        pieces.append(sound[begin * _BLOCK : end * _BLOCK])
    return pieces


def _with_lengths(path: Path) -> bytes:
    """Kokoro with a say in how long each phoneme lasts.

    Two more inputs, one number a token: ``stretch`` multiplies its length, ``longest`` limits it
    (in 25 ms). The pauses around a word are most of what a single word costs otherwise.
    """
    model = onnx.load(path)
    graph = model.graph
    for name in ("stretch", "longest"):
        shape: list[str | int | None] = [1, "sequence_length"]
        graph.input.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape))
    graph.initializer.append(onnx.numpy_helper.from_array(np.ones(1, np.float32), "shortest"))
    place = next(i for i, node in enumerate(graph.node) if node.name == "/encoder/Cast")
    predicted = graph.node[place].input[0]
    make = onnx.helper.make_node
    added = [
        make("Mul", [predicted, "stretch"], ["stretched"]),
        make("Min", ["stretched", "longest"], ["limited"]),
        make("Round", ["limited"], ["rounded"]),
        make("Max", ["rounded", "shortest"], ["lengths"]),
    ]
    graph.node[place].input[0] = "lengths"
    for offset, node in enumerate(added):
        graph.node.insert(place + offset, node)
    return bytes(model.SerializeToString())


@functools.cache
def phonemes(words: str, accent: str) -> str:
    """``words`` in Kokoro's phonemes; ``accent`` is an espeak-ng voice such as en-us."""
    command = ["espeak-ng", "-q", "--ipa", "--tie=^", "-v", accent, words]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    said = " ".join(said.split()).replace("_", "")
    for theirs, ours in _MISAKI:
        said = said.replace(theirs, ours)
    return said.replace("ː", "") if accent == "en-us" else said


class Kokoro:
    """Kokoro-82M (Apache-2.0), with speakers mixed anew out of its voices for every run."""

    def __init__(self, folder: Path, *, held_back: bool = False, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            _with_lengths(folder / "kokoro.onnx"), options, providers=["CPUExecutionProvider"]
        )
        table = json.loads((folder / "vocabulary.json").read_text("utf-8"))
        self._vocabulary: dict[str, int] = table["vocab"]
        self._is_held_back = held_back
        styles = {
            path.stem: np.fromfile(path, np.float32).reshape(-1, 256)
            for path in sorted((folder / "voices").glob("*.bin"))
            if (path.stem in _KOKORO_HELD_BACK) == held_back
        }
        self._english = [style for name, style in styles.items() if name[0] in "ab"]
        self._foreign = [style for name, style in styles.items() if name[0] not in "ab"]
        self._mean = np.mean([style[:200] for style in styles.values()], axis=(0, 1))
        self._spread = np.std([style[60] for style in styles.values()], axis=0)

    def say(self, words: list[str], chance: np.random.Generator) -> list[Sound] | None:
        """Each of ``words`` by a new speaker."""
        return [self._say(word, chance) for word in words]

    def _say(self, word: str, chance: np.random.Generator) -> Sound:
        accent = "en-us" if chance.random() < 0.72 else "en-gb"
        stop = str(chance.choice([".", ".", ".", ".", "!", "!", "?", ",", ""]))
        text = phonemes(word, accent) + stop
        tokens = [self._vocabulary[letter] for letter in text if letter in self._vocabulary]
        pace = float(np.clip(chance.normal(0.98, 0.2), 0.6, 1.6))
        uneven = chance.uniform(0.0, 0.25)
        pauses = 1 + bool(stop)
        stretch = pace * np.exp(chance.normal(0, uneven, len(tokens) + 2))
        longest = np.full(len(tokens) + 2, 40.0)
        longest[0] = _KOKORO_PAUSE
        longest[-pauses:] = _KOKORO_PAUSE
        (raw,) = self._session.run(
            ["audio"],
            {
                "tokens": np.array([[0, *tokens, 0]], np.int64),
                "style": self._style(chance)[None].astype(np.float32),
                "speed": np.ones(1, np.float32),
                "stretch": stretch[None].astype(np.float32),
                "longest": longest[None].astype(np.float32),
            },
        )
        return np.asarray(resample_poly(np.asarray(raw).ravel(), 2, 3), np.float32)

    def _style(self, chance: np.random.Generator) -> npt.NDArray[np.float64]:
        if self._is_held_back:
            pool = [*self._english, *self._foreign]
            return np.asarray(pool[chance.integers(len(pool))][int(chance.integers(20, 120))])
        timbre = self._mix(chance)
        manner = timbre if chance.random() < 0.4 else self._mix(chance)
        style = np.concatenate((timbre[:128], manner[128:]))
        away = chance.uniform(0.9, 1.35)
        style = self._mean + (style - self._mean) * away
        return np.asarray(style + chance.normal(0, chance.uniform(0, 0.25), 256) * self._spread)

    def _mix(self, chance: np.random.Generator) -> npt.NDArray[np.float64]:
        parts = int(chance.choice([1, 2, 2, 3]))
        shares = chance.dirichlet([1.0] * parts)
        chosen = []
        for _ in range(parts):
            pool = self._english if chance.random() < 0.65 else self._foreign
            chosen.append(pool[int(chance.integers(len(pool)))][int(chance.integers(8, 160))])
        return np.asarray(np.tensordot(shares, np.array(chosen), 1))


def _read(path: Path) -> Sound:
    with wave.open(str(path)) as file:
        rate = file.getframerate()
        raw = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    step = int(np.gcd(rate, RATE))
    sound = raw.astype(np.float32) / 32768
    return np.asarray(resample_poly(sound, RATE // step, rate // step), np.float32)


class Espeak:
    """espeak-ng (GPL-3; what it says is free), its accents and voice variants."""

    _ACCENTS: Final = ("en-us", "en-us", "en-gb", "en-gb-scotland", "en-029", "en-gb-x-rp")
    _VARIANTS: Final = tuple(
        "m1 m2 m3 m4 m5 m6 m7 m8 f1 f2 f3 f4 f5 Alex Annie Michael Mr_serious Andy belinda "
        "Denis Gene Henrique Hugo Jacky Lee linda Mike norbert rob steph travis zac".split()
    )

    def say(self, words: list[str], chance: np.random.Generator) -> list[Sound] | None:
        """Each of ``words`` by one variant."""
        voice = f"{chance.choice(self._ACCENTS)}+{chance.choice(self._VARIANTS)}"
        knobs = {"-s": chance.integers(110, 210), "-p": chance.integers(15, 85)}
        options = [str(part) for pair in knobs.items() for part in pair]
        return _each_by_a_program(
            words, lambda word, file: ["espeak-ng", "-v", voice, *options, "-w", file, word]
        )


def _each_by_a_program(
    words: list[str], command: Callable[[str, str], list[str]]
) -> list[Sound] | None:
    """Each word said into a file by a program; None where one can't be told from quiet."""
    found = []
    for word in words:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "said.wav"
            subprocess.run(command(word, str(path)), check=True, capture_output=True)
            pieces = cut(_read(path), 1)
        if pieces is None:
            return None
        found += pieces
    return found


class Flite:
    """One voice of flite (free, see its copyright file), with its pitch and pace varied."""

    def __init__(self, voices: tuple[str, ...]) -> None:
        self._voices = voices

    def say(self, words: list[str], chance: np.random.Generator) -> list[Sound] | None:
        """Each of ``words`` by one voice."""
        voice = str(chance.choice(self._voices))
        stretch = chance.uniform(0.75, 1.4)
        mean_hz = chance.uniform(80, 230)
        settings = [f"duration_stretch={stretch:.2f}", f"int_f0_target_mean={mean_hz:.0f}"]
        options = [part for setting in settings for part in ("--setf", setting)]
        return _each_by_a_program(
            words, lambda word, file: ["flite", "-voice", voice, *options, "-t", word, "-o", file]
        )


class Festival:
    """One voice of festival (free, see its copyright file)."""

    def __init__(self, voices: tuple[str, ...]) -> None:
        self._voices = voices

    def say(self, words: list[str], chance: np.random.Generator) -> list[Sound] | None:
        """Each of ``words`` by one voice."""
        voice = str(chance.choice(self._voices))
        stretch = chance.uniform(0.8, 1.4)
        with tempfile.TemporaryDirectory() as folder:
            lines = [f"(voice_{voice})", f"(Parameter.set 'Duration_Stretch {stretch:.2f})"]
            for index, word in enumerate(words):
                path = Path(folder) / f"{index}.wav"
                lines.append(
                    f'(utt.save.wave (utt.synth (Utterance Text "{word}")) "{path}" \'riff)'
                )
            script = "\n".join(lines)
            subprocess.run(
                ["festival", "--pipe"], input=script, text=True, check=True, capture_output=True
            )
            found = []
            for index in range(len(words)):
                pieces = cut(_read(Path(folder) / f"{index}.wav"), 1)
                if pieces is None:
                    return None
                found += pieces
        return found


class Piper:
    """The Piper voice "joe": only for measuring, never in training."""

    def __init__(self, model: Path) -> None:
        from piper import PiperVoice  # noqa: PLC0415 - only this step needs it

        self._voice = PiperVoice.load(model)

    def say(self, words: list[str], chance: np.random.Generator) -> list[Sound] | None:
        """Each of ``words`` at one pace."""
        from piper import SynthesisConfig  # noqa: PLC0415 - as above

        pace = SynthesisConfig(length_scale=float(chance.uniform(0.8, 1.4)))
        found = []
        for word in words:
            chunks = list(self._voice.synthesize(f"{word}.", pace))
            raw = np.concatenate([chunk.audio_float_array for chunk in chunks])
            rate = chunks[0].sample_rate
            step = int(np.gcd(rate, RATE))
            sound = np.asarray(resample_poly(raw, RATE // step, rate // step), np.float32)
            pieces = cut(sound, 1)
            if pieces is None:
                return None
            found += pieces
        return found
