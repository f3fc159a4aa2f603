"""Puts what was spoken in its place on one long track. Must not know the loop."""

from array import array
from pathlib import Path
from typing import Final

from assistant.core.units import Millis
from assistant.speech.sound import Sound, samples_in, write_wav

_LOUDEST: Final = 32767


class Track:
    """A mono track of 16-bit samples that grows as sounds are laid on it."""

    def __init__(self) -> None:
        """An empty track."""
        self._samples = array("h")

    def lay(self, sound: Sound, started: Millis, ended: Millis, volume_percent: int) -> None:
        """Put a sound where it was heard, cut where it was stopped."""
        first = samples_in(started)
        heard = array("h", sound.pcm)[: samples_in(max(0, ended - started))]
        missing = first + len(heard) - len(self._samples)
        if missing > 0:
            self._samples.extend([0] * missing)
        for at, sample in enumerate(heard, start=first):
            mixed = self._samples[at] + sample * volume_percent // 100
            self._samples[at] = max(-_LOUDEST, min(_LOUDEST, mixed))

    def write(self, path: Path) -> None:
        """The track as a WAV file."""
        write_wav(Sound(self._samples.tobytes()), path)


def raw_to_wave(raw: Path, path: Path) -> None:
    """What SDL's disk driver wrote, as a WAV file."""
    write_wav(Sound(raw.read_bytes()), path)
