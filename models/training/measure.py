"""What the finished spotter makes of recordings it has never seen. For measuring only.

Real people: FOLDER/words and FOLDER/other_words, one folder a word. Synthetic voices that were
held back: their clips. Never for training, and nothing here is learnt from.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.signal import resample_poly

from assistant.core.hearing import ACT_AT, ASK_AT
from assistant.listening.spotter import Spotter
from models.training.examples import clips_of
from models.training.speak import SENTENCE

Sound = npt.NDArray[np.float32]

SCREEN: Final = tuple("one two three four five six seven eight yes no up down stop go".split())
"""The words of a typical screen."""
_RATE: Final = 16_000
_BLOCK: Final = 160
_QUIET: Final = 3200


def read(path: Path) -> Sound:
    """A recording as the program would get it: mono, 16 kHz."""
    import soundfile  # noqa: PLC0415 - only measuring needs it

    sound, rate = soundfile.read(path, dtype="float32")
    mono = sound if sound.ndim == 1 else sound.mean(axis=1)
    step = int(np.gcd(rate, _RATE))
    return np.asarray(resample_poly(mono, _RATE // step, rate // step), np.float32)


def cropped(sound: Sound) -> Sound:
    """The word in a recording of about a second, by its loudness, with 0.2 s around it."""
    blocks = np.square(sound[: len(sound) // _BLOCK * _BLOCK]).reshape(-1, _BLOCK).mean(axis=1)
    level = 10 * np.log10(blocks + 1e-10)
    loud = np.sort(level)[-6:].mean()
    quiet = np.sort(level)[: max(1, len(level) // 10)].mean()
    limit = max(loud - 30, quiet + 0.25 * (loud - quiet))
    active = np.flatnonzero(level > limit)
    begin = int(active[0]) * _BLOCK - _QUIET
    end = int(active[-1] + 1) * _BLOCK + _QUIET
    piece = sound[max(0, begin) : max(0, end)]
    return np.pad(piece, (max(0, -begin), max(0, end - len(sound))))


def real_words(folder: Path) -> Iterator[tuple[str, Sound]]:
    """Each recording of a word by a real person."""
    for kind in ("words", "other_words"):
        for path in sorted((folder / kind).glob("*/*.wav")):
            yield path.parent.name, cropped(read(path))


def held_words(folder: Path) -> Iterator[tuple[str, Sound]]:
    """Each clip of a synthetic voice that was held back, with quiet around it."""
    for path in sorted(folder.glob("*.npz")):
        for word, sound in clips_of(path):
            if word != SENTENCE:
                yield word, np.pad(sound, _QUIET)


@dataclass(slots=True)
class Tally:
    """What became of the clips of active words, and of all others."""

    said: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter)
    others: int = 0
    others_asked: int = 0
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __str__(self) -> str:
        said, right, wrong = self.said.total(), self.right.total(), self.wrong.total()
        taken = self.taken.total()
        rates = f"right {right} of {said} ({_percent(right, said)}), wrong {wrong}"
        rates = f"{rates} ({_percent(wrong, said)}), asked {self.asked.total()}"
        accepted = f"other words accepted {taken} of {self.others}"
        accepted = f"{accepted} ({_percent(taken, self.others)}), asked {self.others_asked}"
        lines = [
            rates,
            accepted,
            "by word: " + ", ".join(self._by_word()),
            "taken for another: " + _pairs(self.wrong),
            "others accepted: " + _pairs(self.taken),
        ]
        return "\n".join(lines)

    def _by_word(self) -> list[str]:
        return [f"{word} {self.right[word]}/{count}" for word, count in self.said.items()]


def _pairs(counter: Counter[tuple[str, str]]) -> str:
    return ", ".join(f"{said} for {heard} {n}" for (said, heard), n in counter.most_common())


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / max(1, whole):.1f} %"


def tally(spotter: Spotter, words: Iterable[tuple[str, Sound]], active: Iterable[str]) -> Tally:
    """Judge every clip with ``active`` on the screen."""
    on_screen = tuple(active)
    spotter.listen_for(on_screen)
    found = Tally()
    for word, sound in words:
        best = next(iter(spotter.recognize(sound)), None)
        acts = best is not None and best.score >= ACT_AT
        asks = best is not None and ASK_AT <= best.score < ACT_AT
        if word in on_screen:
            found.said[word] += 1
            found.right[word] += acts and best is not None and best.phrase == word
            found.asked[word] += asks
            if acts and best is not None and best.phrase != word:
                found.wrong[word, best.phrase] += 1
        else:
            found.others += 1
            found.others_asked += asks
            if acts and best is not None:
                found.taken[word, best.phrase] += 1
    return found
