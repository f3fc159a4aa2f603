"""The second step: from clips to recordings as the program would get them.

Of every word several, each with another body, room and microphone, and besides what must not be
heard as a command: halves of words, words said together, pieces of running speech, noise, knocks.
Writes one file a run. Numbered and repeatable as the clips are.
"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from models.training import sound as by_chance
from models.training.speak import SENTENCE
from models.training.words import COMMANDS

Sound = npt.NDArray[np.float32]

RATE: Final = 16_000
OTHER: Final = len(COMMANDS)
"""The label of everything that is no command."""
SAMPLES: Final = 32_000
"""What the network is given: two seconds, the word somewhere near the middle."""
LEVEL: Final = 0.1
"""The loud part of every clip is brought to this level first, in training and at run time."""

LOUDEST: Final = 32_767
"""Sound is kept in whole numbers up to this, which stands for 1."""
KINDS: Final = ("command", "word", "half", "joined", "sentence", "noise")
_TALK_KEPT: Final = 24
_BLOCK: Final = RATE // 100


def levelled(clip: Sound) -> Sound:
    """``clip`` with its loud part at ``LEVEL``; the run time does exactly the same."""
    whole = len(clip) // _BLOCK * _BLOCK
    if not whole:
        return clip
    blocks = np.sqrt(np.square(clip[:whole]).reshape(-1, _BLOCK).mean(axis=1))
    loud = float(np.sort(blocks)[-max(1, len(blocks) // 5)])
    return np.asarray(clip * (LEVEL / max(loud, 1e-5)), np.float32)


def framed(clip: Sound, shift: int = 0) -> Sound:
    """``clip`` in the middle of ``SAMPLES`` of quiet, or its middle where it is longer."""
    missing = SAMPLES - len(clip)
    if missing < 0:
        start = int(np.clip(-missing // 2 - shift, 0, -missing))
        return clip[start : start + SAMPLES]
    before = int(np.clip(missing // 2 + shift, 0, missing))
    return np.pad(clip, (before, missing - before))


@dataclass(frozen=True, slots=True)
class Example:
    """Two seconds of sound, what it is, and of what kind."""

    sound: Sound
    label: int
    kind: int


def _trimmed(clip: Sound) -> Sound:
    blocks = np.square(clip[: len(clip) // _BLOCK * _BLOCK]).reshape(-1, _BLOCK).mean(axis=1)
    loud = np.flatnonzero(blocks > blocks.max() * 10**-3.6)
    return clip[loud[0] * _BLOCK : (loud[-1] + 1) * _BLOCK] if len(loud) else clip


class Maker:
    """Makes examples of clips by chance."""

    def __init__(self, talk: Sequence[Sound], chance: np.random.Generator) -> None:
        self._talk = list(talk)
        self._chance = chance

    def of(self, word: Sound, label: int, kind: str) -> Example:
        """``word`` once more, as another recording."""
        chance = self._chance
        said = _trimmed(word)
        which = chance.random()
        if which < 0.5:
            said = by_chance.body(said, chance)
        elif which < 0.8:
            said = by_chance.tape(said, chance)
        said = _trimmed(said)
        if len(said) > RATE // 3 and chance.random() < 0.15:  # the microphone opened late
            clipped = int(chance.uniform(0, 0.05) * RATE)
            said = said[clipped:] if chance.random() < 0.7 else said[: -clipped or None]
        return self.heard(said, label, kind)

    def heard(self, said: Sound, label: int, kind: str) -> Example:
        """``said`` as cut out by the program: some quiet on either side, noise over all."""
        chance = self._chance
        margins = (chance.uniform(0.02, 0.35, 2) * RATE).astype(int)
        if chance.random() < 0.12:
            margins = np.array([0, 0])
        padded = np.pad(said, (int(margins[0]), int(margins[1])))
        recorded = by_chance.recording(padded, chance, self._talk)
        shift = int(chance.normal(0, 0.1) * RATE)
        return self._example(recorded, label, kind, shift)

    def nothing(self) -> Example:
        """No word at all."""
        chance = self._chance
        length = int(chance.uniform(0.4, 1.9) * RATE)
        quiet = by_chance.noise(length, chance, self._talk) * 10 ** (chance.uniform(-50, -15) / 20)
        for _ in range(int(chance.choice([0, 1, 2, 4]))):
            quiet = quiet + by_chance.click(length, chance) * chance.uniform(0, 0.5)
        if chance.random() < 0.3:  # a breath, a rustle
            swell = np.interp(
                np.linspace(0, 1, length), [0, chance.uniform(0.1, 0.9), 1], [0, 1, 0]
            )
            made = by_chance.noise(length, chance, self._talk)
            quiet = quiet + by_chance.colour(made, chance) * swell * chance.uniform(0.05, 0.5)
        sound = by_chance.colour(np.asarray(quiet, np.float32), chance)
        return self._example(np.clip(sound, -1, 1), OTHER, "noise", 0)

    def _example(self, clip: Sound, label: int, kind: str, shift: int) -> Example:
        sound = framed(levelled(clip), shift)
        return Example(sound=sound, label=label, kind=KINDS.index(kind))

    def half(self, word: Sound) -> Example:
        """A word broken off, or begun too late."""
        said = _trimmed(word)
        kept = int(len(said) * self._chance.uniform(0.25, 0.48))
        part = said[:kept] if self._chance.random() < 0.6 else said[-kept:]
        fade = min(len(part), RATE // 100)
        part = part.copy()
        part[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
        return self.of(part, OTHER, "half")

    def joined(self, first: Sound, second: Sound) -> Example:
        """Two words in one breath."""
        pause = np.zeros(int(self._chance.uniform(0, 0.12) * RATE), np.float32)
        whole = np.concatenate((levelled(_trimmed(first)), pause, levelled(_trimmed(second))))
        return self.of(whole[: int(1.7 * RATE)], OTHER, "joined")

    def piece(self, sentence: Sound) -> Example:
        """A piece of running speech."""
        length = min(len(sentence), int(self._chance.uniform(0.35, 1.6) * RATE))
        start = int(self._chance.integers(len(sentence) - length + 1))
        return self.of(sentence[start : start + length], OTHER, "sentence")


def clips_of(path: Path) -> list[tuple[str, Sound]]:
    """The words of a run and their sound."""
    with np.load(path) as file:
        sound = file["sound"].astype(np.float32) / 32768
        pieces = np.split(sound, file["ends"][:-1])
        return list(zip((str(label) for label in file["labels"]), pieces, strict=True))


def examples_of(run: list[tuple[str, Sound]], maker: Maker, times: int) -> Iterator[Example]:
    """Everything that is made of one run."""
    chance = maker._chance  # noqa: SLF001 - one stream of chance a run
    if run[0][0] == SENTENCE:
        for _ in range(4 * times):
            yield maker.piece(run[0][1])
        return
    for label, clip in run:
        is_command = label in COMMANDS
        for _ in range(times):
            number = COMMANDS.index(label) if is_command else OTHER
            yield maker.of(clip, number, "command" if is_command else "word")
    single = [clip for label, clip in run if label in COMMANDS and " " not in label]
    for _ in range(max(1, times // 2)):
        yield maker.half(single[int(chance.integers(len(single)))])
        (one, first), (two, second) = (run[i] for i in chance.permutation(len(run))[:2])
        if f"{one} {two}" not in COMMANDS:
            yield maker.joined(first, second)
        yield maker.nothing()


def _whole(sound: Sound) -> npt.NDArray[np.float32]:
    return np.asarray(np.clip(sound * LOUDEST, -LOUDEST, LOUDEST).round(), np.float32)


def make(name: str, work: Path, *, times: int, seed: int) -> int:
    """Write ``examples/NAME/RUN-SEED.npz`` of every run that has none yet; how many it wrote."""
    folder = work / "examples" / name
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for path in sorted((work / "clips" / name).glob("*.npz")):
        target = folder / f"{path.stem}-{seed}.npz"
        if target.exists():
            continue
        chance = np.random.default_rng((seed, int(path.stem), len(name)))
        others = sorted((work / "clips" / name).glob("*.npz"))[:_TALK_KEPT]
        talk = [clip for other in others[:4] for _, clip in clips_of(other)]
        found = list(examples_of(clips_of(path), Maker(talk, chance), times))
        part = target.with_suffix(".part")
        with contextlib.closing(part.open("wb")) as file:
            np.savez(
                file,
                sound=np.array([_whole(example.sound) for example in found], np.int16),
                label=np.array([example.label for example in found], np.int16),
                kind=np.array([example.kind for example in found], np.int8),
            )
        part.rename(target)
        written += 1
    return written
