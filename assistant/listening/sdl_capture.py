"""Microphones through SDL, as pygame gives them. Must not know who listens.

``pygame._sdl2`` calls itself experimental; this file is all of the program that would change.
"""

import ctypes
import sys
import threading
from collections.abc import Callable
from typing import Any, Final

from assistant.listening.contract import SAMPLE_RATE
from assistant.listening.microphone import NoMicrophone, OpenMicrophone
from assistant.listening.pcm import S16, Shape

_CHUNK_SAMPLES: Final = 512  # 32 ms, the length that the voice detector takes
_CALLBACK_WITHIN_S: Final = 0.3
_NO_CHANGES: Final = 0  # SDL turns what the device gives into what we ask for


class SdlDevices:
    """The microphones that SDL knows."""

    def __init__(self) -> None:
        """Nothing is asked yet: that may take a moment."""
        self._is_up = False

    def names(self) -> tuple[str, ...]:
        """Those that are plugged in. Raises NoMicrophone."""
        audio = self._audio()
        try:
            return tuple(audio.get_audio_device_names(True))  # noqa: FBT003 - SDL's "is capture"
        except RuntimeError as error:  # pygame's own error is one
            raise NoMicrophone(str(error)) from error

    def open(self, name: str | None, take: Callable[[bytes], None]) -> OpenMicrophone:
        """Open one by its name, or the usual one. Raises NoMicrophone."""
        try:
            return _SdlMicrophone(self._audio(), name, take)
        except RuntimeError as error:
            raise NoMicrophone(str(error)) from error

    def _audio(self) -> Any:  # noqa: ANN401 - pygame's module
        try:
            from pygame._sdl2 import audio, sdl2  # noqa: PLC0415 - big; only this process needs it

            if not self._is_up:
                sdl2.init_subsystem(sdl2.INIT_AUDIO)
                self._is_up = True
        except (ImportError, RuntimeError) as error:
            raise NoMicrophone(str(error)) from error
        else:
            return audio


class _SdlMicrophone:
    """One open device."""

    def __init__(self, audio: Any, name: str | None, take: Callable[[bytes], None]) -> None:  # noqa: ANN401 - pygame's module
        self._take = take
        self._came = threading.Event()
        self._close = _sdl_close(audio)
        self._device = audio.AudioDevice(
            devicename=name,
            iscapture=1,
            frequency=SAMPLE_RATE,
            audioformat=S16,
            numchannels=1,
            chunksize=_CHUNK_SAMPLES,
            allowed_changes=_NO_CHANGES,
            callback=self._callback,
        )
        self._shape = Shape(
            rate_hz=self._device.frequency,
            channels=self._device.numchannels,
            sdl_format=self._device.audioformat,
        )
        self._device.pause(0)

    @property
    def shape(self) -> Shape:
        """How it counts."""
        return self._shape

    def close(self) -> None:
        """Let the device go.

        SDL waits for the thread of the callback, and pygame's own ``close`` keeps the interpreter
        meanwhile, which that callback may be waiting for: both would wait for ever. SDL's close
        called by ctypes lets the interpreter go; pygame's then finds nothing left to close.
        """
        if self._close is not None:
            self._close(self._device.deviceid)
        else:  # right after a callback the next one is far away
            self._came.clear()
            self._came.wait(_CALLBACK_WITHIN_S)
        self._device.close()

    def _callback(self, _device: object, sound: memoryview) -> None:
        self._take(bytes(sound))
        self._came.set()


def _sdl_close(audio: Any) -> Callable[[int], None] | None:  # noqa: ANN401 - pygame's module
    """SDL's own function, of the very library that pygame has loaded; None if it is not found."""
    # Through pygame's module all that it is linked with is found; Windows knows loaded names.
    library = "SDL2" if sys.platform == "win32" else audio.__file__
    try:
        close = ctypes.CDLL(library).SDL_CloseAudioDevice
    except (OSError, AttributeError):
        return None
    close.argtypes, close.restype = [ctypes.c_uint32], None
    return close
