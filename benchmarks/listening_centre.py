"""Measures the centre of speech that ``assistant/listening/centre.py`` holds, and prints it.

``python -m benchmarks.listening_centre``. Synthetic words only: several English voices of
espeak-ng, each as it is, higher and lower.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from assistant.listening.contract import Samples
from assistant.listening.features import Embedder
from assistant.listening.shaping import deepened, shaped
from assistant.listening.sound_files import at_our_rate
from assistant.speech.sound import RATE_HZ
from assistant.speech.synthesizer import Synthesizer
from benchmarks.listening_clips import MODELS

_WORDS: Final = (
    "water table happy garden window seven orange paper doctor morning river yellow people "
    "picture mother father kitchen number letter summer winter butter flower station money "
    "dinner music dance bread chair cloud green house light mouth night plane queen round sleep "
    "train under voice world young zebra apple brother coffee desk elephant finger glass hammer "
    "island jacket kettle lemon mirror needle onion pocket quiet rabbit sister tiger uncle visit "
    "wagon exit yesterday zero shoe fish blue boy ship cheese vision thing rude good law car "
    "bird now day sky boat ear air yes no up stop"
)
_VOICES: Final = (
    "English (America)",
    "English (Great Britain)",
    "English (Scotland)",
    "English (Received Pronunciation)",
    "English (Caribbean)",
    "English (America, New York City)",
)
_DEEPER: Final = (1.0, 0.75, 1.2)
_RATES_WPM: Final = (120, 150, 180)


def _sounds() -> Iterator[Samples]:
    voice = Synthesizer()
    voice.start()
    try:
        for i, word in enumerate(_WORDS.split()):
            said = voice.samples(word, _RATES_WPM[i % 3], _VOICES[i % len(_VOICES)])
            whole = np.frombuffer(said.pcm, np.int16) / np.float32(32_768)
            sound = at_our_rate(np.asarray(whole, np.float32), RATE_HZ)
            yield from (deepened(sound, times) for times in _DEEPER)
    finally:
        voice.close()


def centre() -> list[float]:
    """The mean frame, to a tenth."""
    embedder = Embedder(MODELS)
    frames = np.concatenate([embedder.frames(shaped(sound)) for sound in _sounds()])
    return [round(float(value), 1) for value in frames.mean(axis=0)]


if __name__ == "__main__":
    print(" ".join(str(value) for value in centre()))
