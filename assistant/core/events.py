"""Facts that reach the core. Each carries ``at``, stamped by its driver on arrival."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from assistant.core.hearing import Guess
from assistant.core.library import Library, Section
from assistant.core.phrases import Synonyms
from assistant.core.profiles import Profiles
from assistant.core.settings import Settings
from assistant.core.units import Millis
from assistant.core.utterances import HowEnded, Utterance

Device = Literal[
    "sound",
    "synthesizer",
    "window",
    "places",
    "settings",
    "content",
    "own",
    "microphone",
    "recognizer",
    "gamepad",
    "words",
    "pressing",
    "profiles",
]
WhyNoWord = Literal["too short", "too long", "running speech", "not known"]
CarerKeyName = Literal["up", "down", "left", "right", "enter", "escape"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The program is up."""

    at: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchPressed:
    """A switch went down."""

    at: Millis
    switch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchReleased:
    """A switch came up."""

    at: Millis
    switch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPress:
    """A driver filtered what might have been meant as a press. ``why``: "too short", "a tone"."""

    at: Millis
    switch: str
    length_ms: Millis
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchesLost:
    """Nobody can tell any more whether a switch is down.

    ``of`` the window: keys, mouse and touch; gamepads and sounds are heard without it.
    """

    at: Millis
    of: Literal["all", "window"] = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusLost:
    """Keys go to another window from now on. Told again when ``hears_mouse`` changes.

    ``hears_mouse`` while the pointer is on this window, so that a click still reaches it.
    """

    at: Millis
    hears_mouse: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusBack:
    """Keys come to this window again."""

    at: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class CallGoesOn:
    """Help was being called when the program ended by itself; nobody has acknowledged it."""

    at: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class Stirred:
    """Somebody is at the computer: the mouse moved, or a key went down that means nothing."""

    at: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseBegan:
    """In a locked window: the keys that close it went down."""

    at: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseEnded:
    """One of those keys came up."""

    at: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseRefused:
    """Somebody tried to leave a locked window in a way that does not leave it."""

    at: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class CarerKeyPressed:
    """A carer used the keyboard."""

    at: Millis
    key: CarerKeyName


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPointed:
    """A carer clicked a choice, where the mouse is not the switch."""

    at: Millis
    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgePointed:
    """A carer pointed at the button of the call screen that shows now."""

    at: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineReached:
    """A moment that the core had asked for has come. ``at`` is that moment, not later."""

    at: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockJumped:
    """The machine slept or stood still: what was due in between is not replayed."""

    at: Millis
    gap_ms: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechStarted:
    """The first sample of an utterance went to the device."""

    at: Millis
    utterance: Utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechEnded:
    """An utterance is over. Exactly one for each ``Speak``."""

    at: Millis
    utterance: Utterance
    how: HowEnded


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceBegan:
    """Somebody begins to speak, or so it seems. ``at`` is when it was noticed."""

    at: Millis
    began: Millis
    """When the first sound of it reached the microphone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordHeard:
    """An isolated word or phrase is over, and this is what it may have been."""

    at: Millis
    began: Millis
    ended: Millis
    guesses: tuple[Guess, ...]
    """Likeliest first, of all recognizers together; never empty."""
    is_certain: bool = False
    """It did not come through a microphone, so the program can't have heard itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoWordHeard:
    """What had begun is over, and it was no command."""

    at: Millis
    began: Millis
    why: WhyNoWord


@dataclass(frozen=True, slots=True, kw_only=True)
class EarsOpened:
    """A microphone and a recognizer are ready: what is said now will be heard."""

    at: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class EarsClosed:
    """Nothing is listened to any more."""

    at: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class WordRecorded:
    """The sound that ``RecordWord`` asked for was kept, or in plain words why it was not."""

    at: Millis
    word: str
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsKnown:
    """The person's own recordings, as they stand now: how many of each command.

    ``alike`` says in plain sentences which of them are too alike to be told apart.
    """

    at: Millis
    taught: tuple[tuple[str, int], ...]
    alike: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryLoaded:
    """The tree of sections is ready."""

    at: Millis
    library: Library


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionOpened:
    """A section is ready to be read."""

    at: Millis
    section: Section


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionFailed:
    """A section could not be opened."""

    at: Millis
    section_id: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChanged:
    """A carer changed the settings beside the program; these hold now. They have no faults."""

    at: Millis
    settings: Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilesChanged:
    """A carer changed the profiles beside the program. They have no faults."""

    at: Millis
    profiles: Profiles


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandsChanged:
    """A carer changed the words for spoken commands; these are all there are now."""

    at: Millis
    commands: Synonyms


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleChanged:
    """A carer changed whom to phone; one line a person."""

    at: Millis
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicesKnown:
    """The voice is up, and these can be chosen: values for ``speech.voice``."""

    at: Millis
    voices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CarerPageOpened:
    """The carer's page is open at ``link``; ``is_in_browser`` where a browser shows it."""

    at: Millis
    link: str
    is_in_browser: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CarerPageFailed:
    """The carer's page cannot be opened. ``why`` is plain words for the carer."""

    at: Millis
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarked:
    """A driver has something to tell people that is no failure, for a while."""

    at: Millis
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceFailed:
    """A driver lost its device or its file. ``why`` is plain words for the carer."""

    at: Millis
    device: Device
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceReturned:
    """It works again."""

    at: Millis
    device: Device


Event: TypeAlias = (
    CallGoesOn
    | Started
    | SwitchPressed
    | SwitchReleased
    | NoPress
    | SwitchesLost
    | FocusLost
    | FocusBack
    | Stirred
    | CloseBegan
    | CloseEnded
    | CloseRefused
    | CarerKeyPressed
    | ItemPointed
    | AcknowledgePointed
    | DeadlineReached
    | ClockJumped
    | SpeechStarted
    | SpeechEnded
    | VoiceBegan
    | WordHeard
    | NoWordHeard
    | EarsOpened
    | EarsClosed
    | WordRecorded
    | WordsKnown
    | LibraryLoaded
    | SectionOpened
    | SectionFailed
    | SettingsChanged
    | ProfilesChanged
    | CommandsChanged
    | PeopleChanged
    | VoicesKnown
    | CarerPageOpened
    | CarerPageFailed
    | Remarked
    | DeviceFailed
    | DeviceReturned
)
