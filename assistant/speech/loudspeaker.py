"""The sound device as the speaker sees it: there, in doubt, or gone. Knows no texts.

Not for several threads at once: the speaker holds its lock around everything but ``open_again``.
"""

import time
from collections.abc import Callable
from typing import Final, Literal

from assistant.speech.player import NoSoundDevice
from assistant.speech.silent import SilentPlayer, SoundPlayer
from assistant.speech.sound import Sound
from assistant.speech.tones import call_tone, hold_tone

_TRY_EVERY_S: Final = 3.0

DeviceState = Literal["there", "in doubt", "gone"]


class Loudspeaker:
    """A player that outlives its device, and the tones that people rely on.

    ``in doubt`` means: it was lost this moment, and nobody has tried yet to open it again.
    """

    def __init__(self, open_device: Callable[[], SoundPlayer]) -> None:
        """Nothing is open yet."""
        self._open_device = open_device
        self._player: SoundPlayer = SilentPlayer()
        self._to_close: SoundPlayer | None = None
        self._state: DeviceState = "in doubt"
        self._try_at_s = 0.0
        self._is_calling = False
        self._is_blocked = False
        call_tone(), hold_tone(0)  # computed now, so that they start at once when they matter

    @property
    def state(self) -> DeviceState:
        """Whether there is a device."""
        return self._state

    @property
    def player(self) -> SoundPlayer:
        """The device's player, or a silent one."""
        return self._player

    @property
    def try_in_s(self) -> float | None:
        """When to open it again, from now; None while it works."""
        return None if self._state == "there" else max(0.0, self._try_at_s - time.monotonic())

    def lose(self) -> None:
        """The device is in doubt. Silence until it is open again."""
        if self._state == "there":
            self._state = "in doubt"
            self._to_close, self._player = self._player, SilentPlayer()
            self._try_at_s = 0.0

    def open_again(self) -> SoundPlayer | None:
        """Close the lost one and open the one there is now. May block: hold no lock."""
        if self._to_close is not None:
            self._to_close.close()
            self._to_close = None
        if self._is_blocked:
            return None
        try:
            return self._open_device()
        except NoSoundDevice:
            return None

    def take(self, player: SoundPlayer | None) -> None:
        """Go on with what ``open_again`` found. A call for help goes on sounding."""
        if player is None or self._is_blocked:
            self._to_close = player
            self._state = "gone"
            self._try_at_s = time.monotonic() + _TRY_EVERY_S
            return
        self._player, self._state = player, "there"
        if self._is_calling:
            self.start_call_tone()

    def start_hold_tone(self, remaining_ms: int) -> None:
        """The climbing tone, from now until the call."""
        tone = hold_tone(remaining_ms)
        self._try(lambda: self._player.start_hold_tone(tone))

    def stop_hold_tone(self) -> None:
        """The hold ended."""
        self._try(self._player.stop_hold_tone)

    def start_call_tone(self) -> None:
        """Until it is stopped, also through a change of devices."""
        self._is_calling = True
        self._try(lambda: self._player.start_call_tone(call_tone()))

    def stop_call_tone(self) -> None:
        """A carer is there."""
        self._is_calling = False
        self._try(self._player.stop_call_tone)

    def play(self, sound: Sound, volume_percent: int) -> bool:
        """Whether the device took it."""
        return self._try(lambda: self._player.play(sound, volume_percent))

    def stop(self) -> None:
        """Silence where the voice was."""
        self._try(self._player.stop)

    def is_playing(self) -> bool:
        """Whether the voice still sounds. A device that cannot tell is lost."""
        playing: list[bool] = []
        self._try(lambda: playing.append(self._player.is_playing()))
        return any(playing)

    def block(self) -> None:
        """As if the plug was pulled: lost, and not to be opened until ``unblock``."""
        self._is_blocked = True
        self.lose()

    def unblock(self) -> None:
        """The plug is in again."""
        self._is_blocked = False
        self._try_at_s = 0.0

    def close(self) -> None:
        """Let everything go. May block."""
        for player in (self._to_close, self._player):
            if player is not None:
                player.close()
        self._to_close, self._player, self._state = None, SilentPlayer(), "gone"

    def _try(self, order: Callable[[], None]) -> bool:
        try:
            order()
        except NoSoundDevice:
            self.lose()
            return False
        return True
