"""One word kept as a WAV file: the only place where sound of a person reaches the disk."""

import os
import wave
from pathlib import Path
from typing import Final

import numpy as np

from assistant.listening.contract import SAMPLE_RATE, Samples

_FULL: Final = 32767


def keep(word: Samples, path: Path) -> None:
    """Write the word there, 16 kHz mono 16 bit: whole or not at all, whatever happens meanwhile.

    Makes the folder. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")  # not found by whoever looks for *.wav
    try:
        with part.open("wb") as file:
            with wave.open(file) as sound:
                sound.setnchannels(1)
                sound.setsampwidth(2)
                sound.setframerate(SAMPLE_RATE)
                sound.writeframes((np.clip(word, -1, 1) * _FULL).astype("<i2").tobytes())
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
