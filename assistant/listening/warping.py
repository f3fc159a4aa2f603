"""How far two sequences of frames are apart when either may be faster. Pure; knows no words."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from assistant.listening.features import WIDTH, Frames

_FAR: Final = 1e9


def directions(frames: Frames, centre: Frames) -> Frames:
    """Each frame seen from the centre of all speech, at length one: what it says, not how much."""
    away = frames - centre
    lengths = np.linalg.norm(away, axis=1, keepdims=True)
    out: Frames = (away / np.maximum(lengths, np.float32(1e-9))).astype(np.float32)
    return out


class Bundle:
    """Many sequences to be compared with one, all at once."""

    def __init__(self, sequences: Sequence[Frames]) -> None:
        self._lengths = np.array([len(each) for each in sequences], np.int64)
        longest = int(self._lengths.max(initial=0))
        self._frames = np.zeros((len(sequences), longest, WIDTH), np.float32)
        for row, each in zip(self._frames, sequences, strict=True):
            row[: len(each)] = each

    def distances(self, heard: Frames) -> npt.NDArray[np.float64]:
        """From each sequence to this one: mean of 1 - cosine along the best path, 0 to 2.

        Dynamic time warping: Sakoe and Chiba 1978, "Dynamic programming algorithm optimization
        for spoken word recognition", the symmetric form, a diagonal step counting twice.
        """
        count, longest, _ = self._frames.shape
        if count == 0:
            return np.zeros(0)
        # Frame by frame of both, and all sequences side by side.
        costs = 1 - np.einsum("nd,kmd->nmk", heard, self._frames, optimize=True)
        far = np.full((longest + 1, count), _FAR)
        above = far.copy()
        above[0] = 0
        for row in costs:
            here = far.copy()
            both = above[:-1] + 2 * row
            down = above[1:] + row
            best = np.minimum(both, down)
            for place in range(longest):
                here[place + 1] = np.minimum(best[place], here[place] + row[place])
            above = here
        ends: npt.NDArray[np.float64] = above[self._lengths, np.arange(count)]
        return ends / (len(heard) + self._lengths)
