"""A loudspeaker that is not there: it takes as long, and makes no sound. Knows no texts."""

import time
from typing import Protocol

from assistant.speech.sound import Sound


class SoundPlayer(Protocol):
    """What plays. One voice at a time, and the tones beside it.

    No method blocks. Methods raise ``NoSoundDevice`` when the device is gone.
    """

    @property
    def is_audible(self) -> bool:
        """Whether anybody can hear it."""

    def play(self, sound: Sound, volume_percent: int) -> None:
        """Start it on the speech channel, in place of what is there."""

    def stop(self) -> None:
        """Silence on the speech channel, within one audio buffer."""

    def is_playing(self) -> bool:
        """Whether the speech channel still has something to play."""

    def start_hold_tone(self, tone: Sound) -> None:
        """Play it once, over the speech."""

    def stop_hold_tone(self) -> None:
        """Stop it, if it sounds."""

    def start_call_tone(self, tone: Sound) -> None:
        """Play it again and again at full volume, over the speech."""

    def stop_call_tone(self) -> None:
        """Stop it, if it sounds."""

    def close(self) -> None:
        """Let the device go. May take a moment."""


class SilentPlayer:
    """A real player without a device: used when there is none, or when speech is off.

    The speaker gives it silence of the estimated length, so a scan keeps its pace.
    """

    is_audible = False

    def __init__(self) -> None:
        """Nothing plays."""
        self._ends_at_s = 0.0

    def play(self, sound: Sound, volume_percent: int) -> None:  # noqa: ARG002 - same surface
        """Count the time of it."""
        self._ends_at_s = time.monotonic() + sound.duration_ms / 1000

    def stop(self) -> None:
        """Forget it."""
        self._ends_at_s = 0.0

    def is_playing(self) -> bool:
        """Whether it would still sound."""
        return time.monotonic() < self._ends_at_s

    def start_hold_tone(self, tone: Sound) -> None:
        """Nobody hears it."""

    def stop_hold_tone(self) -> None:
        """Nothing to stop."""

    def start_call_tone(self, tone: Sound) -> None:
        """Nobody hears it: the screen must call."""

    def stop_call_tone(self) -> None:
        """Nothing to stop."""

    def close(self) -> None:
        """Nothing to let go."""
