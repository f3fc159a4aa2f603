"""What the program and its listening process tell one another. Plain data, no behaviour."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.core.units import Millis
from assistant.listening.contract import Samples
from assistant.listening.echo import Canceller
from assistant.listening.kit import Folders, Kit
from assistant.listening.level import Level
from assistant.listening.microphone import Devices
from assistant.listening.pcm import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a listening process is started with. The three last are what it is made of."""

    folders: Folders
    microphone: str
    pause_ms: Millis
    phrases: tuple[str, ...]
    clock_ms: float
    """The program's clock minus ``time.perf_counter``, which all processes share."""
    make_kit: Callable[[Folders], Kit]
    make_devices: Callable[[], Devices]
    make_canceller: Callable[[], Canceller]


# --- from the program ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Played:
    """This goes to the loudspeaker now."""

    first_s: float
    """When its first sample was handed over, by ``time.perf_counter``."""
    pcm: bytes
    shape: Shape


@dataclass(frozen=True, slots=True)
class ListenFor:
    """Only these phrases count from now on."""

    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetPause:
    """A word is over after so long without sound."""

    pause_ms: Millis


@dataclass(frozen=True, slots=True)
class SendSound:
    """Whether all that is heard is wanted as sound, too: a sound may be a switch."""

    is_wanted: bool


@dataclass(frozen=True, slots=True)
class RecordNext:
    """Keep the next isolated word in this file; None: not any more."""

    path: Path | None


@dataclass(frozen=True, slots=True)
class Reload:
    """Read models and recordings again."""


@dataclass(frozen=True, slots=True)
class BlockMicrophone:
    """As if its plug was pulled or put in again: for rehearsals."""

    is_blocked: bool


@dataclass(frozen=True, slots=True)
class Ping:
    """Are you alive? And this is how late it is; see ``Setup.clock_ms``."""

    clock_ms: float


@dataclass(frozen=True, slots=True)
class Hang:
    """Never answer again: for rehearsals and tests of what then happens."""


# --- from the listening process -----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """What was installed is read; also the answer to ``Reload``."""

    names: tuple[str, ...]
    """The recognizers; none where nothing can be heard."""
    why: str = ""
    """Why none, in plain words."""
    left_out: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    """What the person could change in their own recordings."""


@dataclass(frozen=True, slots=True)
class Unheard:
    """Of the phrases of the last ``ListenFor``, these can be heard by nobody."""

    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pong:
    """Alive; and so loud was it lately."""

    level: Level | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sounded:
    """What was heard, our own voice taken out; ``ended`` is the moment of its last sample."""

    ended: Millis
    samples: Samples


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The answer to ``RecordNext``; ``why`` it is not in the file, in plain words."""

    path: Path
    is_kept: bool
    why: str = ""
