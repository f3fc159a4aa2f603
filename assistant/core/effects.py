"""Orders that the core gives, and facts it wants written down. Drivers carry them out."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from assistant.core.known import Known
from assistant.core.library import Place
from assistant.core.profiles import Profiles
from assistant.core.settings import Settings
from assistant.core.utterances import Utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class Speak:
    """Say this now. What is being said stops first and ends as "stopped"."""

    utterance: Utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepare:
    """These will probably be said soon: have their sound ready, in this order."""

    texts: tuple[str, ...]
    rate_wpm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StopSpeech:
    """Silence now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSection:
    """Fetch a section; answered by ``SectionOpened`` or ``SectionFailed``."""

    section_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavePlace:
    """Remember where the person is."""

    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveSettings:
    """These hold from now on: keep them."""

    settings: Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveProfiles:
    """Keep the profiles that are not in use, as one with the pace that is."""

    profiles: Profiles
    settings: Settings
    """Of these the profile and its pace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplySettings:
    """These hold from now on. They are kept already."""

    settings: Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class SavePerson:
    """Keep what was learned of how this person presses."""

    known: Known


@dataclass(frozen=True, slots=True, kw_only=True)
class StartHoldTone:
    """The rising tone while the switch is held; ``remaining_ms`` until the call."""

    remaining_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StopHoldTone:
    """The hold ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartCallTone:
    """The loud repeating tone, until ``StopCallTone``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopCallTone:
    """A carer is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordWord:
    """Keep the next sound as the person's own for a command; answered by ``WordRecorded``."""

    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRecording:
    """Keep no more sound; what was kept is learned. Answered by ``WordsKnown``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetWords:
    """Delete the person's recordings of a command, or with "" all; answered by ``WordsKnown``."""

    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCarerPage:
    """Open the carer's page; answered by ``CarerPageOpened`` or ``CarerPageFailed``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseWindow:
    """Bring the window to the front, and the keyboard to it, where the system allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseProgram:
    """End the program in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """For the journal: what was made of a word that was heard."""

    decision: Literal["act", "ask", "ignore"]
    phrase: str
    score: float
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lit:
    """For the journal: the scan lit this item of the menu at the end of ``path``.

    A group that is lit together is named by all its items: "guide+settings".
    """

    item: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """For the journal: this item was chosen."""

    item: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupEntered:
    """For the journal: a press chose these together; they are lit one by one next."""

    items: tuple[str, ...]
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PressWeighed:
    """For the journal: a press counted but left a doubt; these are lit next, in this order."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PressIgnored:
    """For the journal: a press did not count, and why."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """For the journal: this was told to people."""

    text: str
    about: str = ""
    """What it concerns: a device, a setting. A newer one about the same replaces it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """For the log: the program made a mistake and went on. Its kind, and its places in our text."""

    error: str
    where: tuple[str, ...]


Effect: TypeAlias = (
    Speak
    | Prepare
    | StopSpeech
    | OpenSection
    | SavePlace
    | SaveSettings
    | ApplySettings
    | SaveProfiles
    | SavePerson
    | StartHoldTone
    | StopHoldTone
    | StartCallTone
    | StopCallTone
    | RecordWord
    | StopRecording
    | ForgetWords
    | OpenCarerPage
    | RaiseWindow
    | CloseProgram
    | Understood
    | Lit
    | Selected
    | GroupEntered
    | PressWeighed
    | PressIgnored
    | Notice
    | Mended
)
