"""The loudspeaker, through pygame's mixer. Knows no texts, no engines, no utterances."""

from typing import Final

import pygame

from assistant.speech.sound import RATE_HZ, Sound
from assistant.speech.tap import OnPlayed, Tap, forget_last
from assistant.speech.tones import keep_awake_noise

_BUFFER_SAMPLES: Final = 512  # 23 ms: from the press to the sound
_SPEECH, _HOLD, _CALL, _AWAKE = range(4)
_FOREVER: Final = -1


class NoSoundDevice(Exception):
    """There is nothing to play on. The text is the system's own words."""


class Player:
    """Plays on the device that ``open_player`` opened. There is one at a time in a program."""

    is_audible = True

    def __init__(self, on_played: OnPlayed | None = None) -> None:
        """Take the open mixer and keep the sound card awake."""
        pygame.mixer.set_num_channels(4)
        self._tap = Tap(on_played, RATE_HZ, channels=1) if on_played else None
        self._channels = [pygame.mixer.Channel(number) for number in range(4)]
        self._start(_AWAKE, keep_awake_noise(), loops=_FOREVER)

    def play(self, sound: Sound, volume_percent: int) -> None:
        """Start it on the speech channel, in place of what is there."""
        self._start(_SPEECH, sound, volume=volume_percent / 100)

    def stop(self) -> None:
        """Silence on the speech channel, within one audio buffer."""
        self._stop(_SPEECH)

    def is_playing(self) -> bool:
        """Whether the speech channel still has something to play."""
        try:
            return self._channels[_SPEECH].get_busy()
        except pygame.error as error:
            raise NoSoundDevice(str(error)) from error

    def start_hold_tone(self, tone: Sound) -> None:
        """Play it once, over the speech."""
        self._start(_HOLD, tone)

    def stop_hold_tone(self) -> None:
        """Stop it, if it sounds."""
        self._stop(_HOLD)

    def start_call_tone(self, tone: Sound) -> None:
        """Play it again and again, at full volume however soft the voice is."""
        self._start(_CALL, tone, loops=_FOREVER)

    def stop_call_tone(self) -> None:
        """Stop it, if it sounds."""
        self._stop(_CALL)

    def close(self) -> None:
        """Let the device go. May take a moment."""
        if self._tap is not None:
            self._tap.remove()
        pygame.mixer.quit()

    def _start(self, channel: int, sound: Sound, *, loops: int = 0, volume: float = 1.0) -> None:
        try:
            samples = pygame.mixer.Sound(buffer=sound.pcm)
            # On the sound, not on the channel: a channel's volume is reset by play().
            samples.set_volume(volume)
            self._channels[channel].play(samples, loops=loops)
        except pygame.error as error:
            raise NoSoundDevice(str(error)) from error

    def _stop(self, channel: int) -> None:
        try:
            self._channels[channel].stop()
        except pygame.error as error:
            raise NoSoundDevice(str(error)) from error


def open_player(on_played: OnPlayed | None = None) -> Player:
    """Open the usual sound device. Raises NoSoundDevice. May take a moment.

    ``on_played`` gets all that is played, tones included, as it is played.
    """
    try:
        pygame.mixer.quit()  # pygame.init() elsewhere may have opened it in another shape
        if on_played is not None:
            forget_last()
        pygame.mixer.init(
            frequency=RATE_HZ, size=-16, channels=1, buffer=_BUFFER_SAMPLES, allowedchanges=0
        )
        return Player(on_played)
    except (pygame.error, NotImplementedError) as error:
        raise NoSoundDevice(str(error)) from error
