"""What the ear costs in time and memory: one process that does nothing else. Prints one row."""

import json
import time
from pathlib import Path

import numpy as np

from assistant.listening.contract import SAMPLE_RATE, Samples
from assistant.listening.ear import Ear
from assistant.listening.from_files import heard_in
from assistant.listening.kit import Folders, recognizers_of
from assistant.listening.sound_files import read_sound
from assistant.listening.voice import SileroVoice
from benchmarks.listening_clips import MODELS, SCREEN, clips
from benchmarks.measures import Row

_EACH_WORD_FOLLOWED_BY_S = 2.0


def _words(count: int) -> Samples:
    """Somebody who gives a command every three seconds."""
    pause = np.zeros(int(_EACH_WORD_FOLLOWED_BY_S * SAMPLE_RATE), np.float32)
    files = clips("words/*/*.wav")
    chosen = files[:: max(1, len(files) // count)]
    return np.concatenate([piece for file in chosen for piece in (read_sound(file), pause)])


def _share(ear: Ear, sound: Samples) -> float:
    """Seconds of one core for each second of sound."""
    began_s = time.process_time()
    for _ in heard_in(sound, ear):
        pass
    return round((time.process_time() - began_s) * SAMPLE_RATE / len(sound), 4)


def row() -> Row:
    """The ear with the spotter, as it is on a new computer."""
    recognizers, _ = recognizers_of(Folders(models=MODELS, words=Path("nowhere")))
    ear = Ear(SileroVoice(MODELS), recognizers)
    ear.listen_for(SCREEN)
    silence = np.random.default_rng(0).standard_normal(30 * SAMPLE_RATE).astype(np.float32)
    return {
        "what": "cost: share of one core, and memory of the process",
        "in_silence": _share(ear, silence * np.float32(0.0005)),
        "a_command_every_3_s": _share(ear, _words(20)),
        "memory_mb": _memory_mb(),
    }


def _memory_mb() -> float | None:
    """The most memory that this process ever had; nobody tells outside Linux.

    Not ``resource.getrusage``: that counts the parent's memory, too, from before it became this.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    most = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return round(int(most.split()[1]) / 1024, 1)


if __name__ == "__main__":
    print(json.dumps(row()))
