"""The microphone: opened, watched, lost and found again. Must not know what becomes of the sound.

It lives in the listening process and nowhere else, for two reasons found by trying (pygame-ce
2.5.8): ``AudioDevice.close`` waits for the device's thread and holds the interpreter, so that a
callback at that moment stops the whole program for good; and where SDL's sound is started for a
microphone, ``pygame.mixer.init`` opens no loudspeaker any more. A process that hangs is ended and
started again, and nobody is left without a voice.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from assistant.listening.pcm import Shape

_LOOK_EVERY_S: Final = 2.0
_SOUND_WITHIN_S: Final = 3.0
_CLOSE_WITHIN_S: Final = 0.8

NONE_THERE: Final = (
    "There is no microphone. Plug one in, and the program finds it by itself. "
    "The switch works as before."
)
LOST: Final = (
    "The microphone is gone. Plug it in again, and the program finds it by itself. "
    "The switch works as before."
)
NOT_OPEN: Final = (
    "The microphone cannot be used. Close other programs that use it, and allow this program to"
    " use it. The program keeps trying. The switch works as before."
)
GIVES_NOTHING: Final = (
    "The microphone has stopped giving sound. Unplug it and plug it in again. "
    "The switch works as before."
)
OTHER_USED: Final = (
    'The microphone "{name}" is not there. The computer\'s usual one is used until it is back.'
)


class NoMicrophone(Exception):
    """There is no sound to be had. The text is the system's own words."""


class OpenMicrophone(Protocol):
    """A device that gives sound until it is closed."""

    @property
    def shape(self) -> Shape:
        """How it counts."""

    def close(self) -> None:
        """Let the device go. No sound comes after this."""


class Devices(Protocol):
    """The microphones of a computer. For one thread."""

    def names(self) -> tuple[str, ...]:
        """Those that are plugged in. Raises NoMicrophone where even that cannot be told."""

    def open(self, name: str | None, take: Callable[[bytes], None]) -> OpenMicrophone:
        """Open one by its name, or the system's usual one. Raises NoMicrophone.

        ``take`` is called with each chunk, on a thread of the device's own.
        """


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chunk:
    """Sound as the device gave it."""

    last_s: float
    """When it came, by ``time.perf_counter``: about when its last sample was heard."""
    pcm: bytes
    shape: Shape
    opening: int
    """Counts up with each device that is opened: chunks of one belong together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MicrophoneState:
    """Whether sound comes; ``why`` not, in plain words."""

    is_there: bool
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something to tell people that is no failure."""

    text: str


class Microphone:
    """Gives chunks of sound whenever there is a microphone, whatever is plugged in and out.

    ``take`` gets each chunk on the device's thread and must only put it away. ``tell`` gets each
    change of state once, and remarks, on the thread that looks. "There" is told when the first
    sound comes, not when a device opens.

    ``start`` makes a thread look every two seconds; without it, ``look`` is for one thread.
    """

    def __init__(
        self,
        devices: Devices,
        take: Callable[[Chunk], None],
        tell: Callable[[MicrophoneState | Remark], None],
        wanted: str = "",
    ) -> None:
        """Open nothing yet. ``wanted`` is a device's name or a part of it; "" is the usual one."""
        self._devices, self._take, self._tell = devices, take, tell
        self._wanted = wanted
        self._device: OpenMicrophone | None = None
        self._name: str | None = None
        self._seen: tuple[str, ...] = ()
        self._opening = 0
        self._opened_s = 0.0
        self._came_s: float | None = None
        self._state: MicrophoneState | None = None
        self._was_there = False
        self._missed = ""
        self._is_blocked = False
        self._is_closing = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Open it and keep it open, on a thread of its own. Once is enough."""
        if self._thread is not None:
            return
        self._thread = threading.Thread(target=self._keep, name="microphone", daemon=True)
        self._thread.start()

    def look(self, now_s: float) -> None:
        """See what is plugged in; open, close and tell as needed. May take a moment."""
        names = self._names()
        if self._device is not None:
            self._check(names, now_s)
        if self._device is None:
            self._open(names, now_s)
        self._seen = names

    def block(self, *, is_blocked: bool) -> None:
        """As if its plug was pulled, or put in again. For rehearsals."""
        self._is_blocked = is_blocked

    def close(self) -> None:
        """Let the device go; returns within a second even where the device does not let go."""
        self._is_closing.set()
        if self._thread is None:
            self._let_go()
        else:
            self._thread.join(_CLOSE_WITHIN_S)

    def _keep(self) -> None:
        while not self._is_closing.is_set():
            self.look(time.perf_counter())
            self._is_closing.wait(_LOOK_EVERY_S)
        self._let_go()

    def _names(self) -> tuple[str, ...]:
        if self._is_blocked:
            return ()
        try:
            return self._devices.names()
        except NoMicrophone:
            return ()

    # --- while it is open ------------------------------------------------------------------

    def _check(self, names: tuple[str, ...], now_s: float) -> None:
        came_s = self._came_s
        if came_s is not None and came_s >= self._opened_s:
            self._change(MicrophoneState(is_there=True))
        if not names:
            self._let_go()
            self._change(MicrophoneState(is_there=False, why=LOST))
        elif now_s - max(came_s or 0.0, self._opened_s) > _SOUND_WITHIN_S:
            self._let_go()
            self._change(MicrophoneState(is_there=False, why=GIVES_NOTHING))
        elif self._choice(names) != self._name or (self._name is None and names != self._seen):
            # The one that was asked for is back, ours is gone, or the usual one may be another.
            self._let_go()

    def _let_go(self) -> None:
        device, self._device = self._device, None
        if device is not None:
            device.close()

    # --- while it is not -------------------------------------------------------------------

    def _open(self, names: tuple[str, ...], now_s: float) -> None:
        if not names:
            self._change(
                MicrophoneState(is_there=False, why=LOST if self._was_there else NONE_THERE)
            )
            return
        self._name = self._choice(names)
        self._opening += 1
        self._opened_s = now_s
        try:
            self._device = self._devices.open(self._name, self._taker())
        except NoMicrophone:
            self._change(MicrophoneState(is_there=False, why=NOT_OPEN))
            return
        self._remark_on_choice()

    def _choice(self, names: tuple[str, ...]) -> str | None:
        """The one that is meant: by its whole name, or by a part of it; None is the usual one."""
        wanted = self._wanted.strip().casefold()
        if not wanted:
            return None
        whole = [name for name in names if name.casefold() == wanted]
        part = [name for name in names if wanted in name.casefold()]
        return next(iter(whole + part), None)

    def _remark_on_choice(self) -> None:
        missed = self._wanted.strip() if self._name is None else ""
        if missed and missed != self._missed:
            self._tell(Remark(text=OTHER_USED.format(name=missed)))
        self._missed = missed

    def _taker(self) -> Callable[[bytes], None]:
        opening = self._opening

        def take(pcm: bytes) -> None:
            last_s = time.perf_counter()
            device = self._device
            # The first chunk may come before the device is known here: half a tenth of silence.
            if device is not None and opening == self._opening and not self._is_closing.is_set():
                self._came_s = last_s
                self._take(Chunk(last_s=last_s, pcm=pcm, shape=device.shape, opening=opening))

        return take

    def _change(self, state: MicrophoneState) -> None:
        before, self._state = self._state, state
        self._was_there = self._was_there or state.is_there
        if before is None or before.is_there != state.is_there:
            self._tell(state)
