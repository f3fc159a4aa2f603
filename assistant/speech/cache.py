"""Sounds that are ready to play, the longest unused thrown away first. Knows no threads.

Whoever shares one between threads holds a lock.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from assistant.speech.sound import Sound

ROOM_BYTES: Final = 64 * 1024 * 1024
"""About 25 minutes of speech."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What makes two spoken sounds the same sound."""

    text: str
    rate_wpm: int
    voice: str


class SoundCache:
    """Never holds more than ``room_bytes`` of samples."""

    def __init__(self, room_bytes: int = ROOM_BYTES) -> None:
        """Start empty."""
        self._room_bytes = room_bytes
        self._used_bytes = 0
        self._sounds: OrderedDict[Wording, Sound] = OrderedDict()

    def __contains__(self, wording: object) -> bool:
        """Whether it is ready. Does not count as a use."""
        return wording in self._sounds

    def get(self, wording: Wording) -> Sound | None:
        """The sound, if it is ready; counts as a use."""
        if wording in self._sounds:
            self._sounds.move_to_end(wording)
        return self._sounds.get(wording)

    def put(self, wording: Wording, sound: Sound) -> None:
        """Keep it, and make room. A sound larger than the whole room is not kept."""
        old = self._sounds.pop(wording, None)
        self._used_bytes -= len(old.pcm) if old else 0
        if len(sound.pcm) > self._room_bytes:
            return
        self._sounds[wording] = sound
        self._used_bytes += len(sound.pcm)
        while self._used_bytes > self._room_bytes:
            _, oldest = self._sounds.popitem(last=False)
            self._used_bytes -= len(oldest.pcm)

    @property
    def used_bytes(self) -> int:
        """How much is held."""
        return self._used_bytes
