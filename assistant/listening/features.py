"""From samples to the frames of the speech embedding. Must not know words or recognizers.

The network is Google's speech embedding (Lin, Kilgour, Roblek and Sharifi 2020, "Training keyword
spotters with limited and synthesized speech data"), as an ONNX file that takes the samples
themselves. One frame sees 775 ms and the next begins 80 ms later.
"""

from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from assistant.listening.contract import Samples
from assistant.listening.network import Network

Frames: TypeAlias = npt.NDArray[np.float32]
"""One row of ``WIDTH`` numbers for each moment."""

WIDTH: Final = 96
FRAME_SAMPLES: Final = 12_400
"""What the network sees at once: 775 ms."""
HOP_SAMPLES: Final = 1_280
"""From the beginning of one frame to that of the next: 80 ms."""

FILE: Final = Path("embedding") / "speech_embedding.onnx"


class Embedder:
    """The speech embedding, ready to use. Deterministic; one thread; about 20 MB.

    ``models`` is the folder that holds ``embedding/speech_embedding.onnx``. Raises CannotListen
    where it or its engine is missing or damaged.
    """

    def __init__(self, models: Path) -> None:
        self._network = Network(models / FILE)
        self._input = self._network.inputs[0]
        two = np.zeros((1, FRAME_SAMPLES + HOP_SAMPLES), np.float32)
        self._network.check({self._input: two}, (1, 2, 1, WIDTH))

    def frames(self, samples: Samples) -> Frames:
        """Row i describes ``samples[1280 * i : 1280 * i + 12400]``; shape (n, 96).

        Always at least one row: shorter sound is put into the middle of quiet. Samples that are
        no numbers count as quiet, and louder ones than full scale as full scale. Loudness hardly
        changes a row.
        """
        sound = np.nan_to_num(np.asarray(samples, np.float32).ravel(), posinf=1.0, neginf=-1.0)
        sound = np.clip(sound, -1.0, 1.0)
        missing = FRAME_SAMPLES - len(sound)
        if missing > 0:
            sound = np.pad(sound, (missing // 2, missing - missing // 2))
        return self._network.run({self._input: sound[None, :]})[0][0, :, 0, :]
