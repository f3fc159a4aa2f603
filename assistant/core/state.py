"""All that the program knows at one moment, as frozen data. Must not know how it changes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from assistant.core.effects import Effect
from assistant.core.fatigue import Made
from assistant.core.known import Known
from assistant.core.library import OWN, Library, Place, Section, is_own
from assistant.core.menu import Menu, Sight
from assistant.core.menus import menu_of
from assistant.core.phrases import Phrase, Synonyms
from assistant.core.picking import Picking
from assistant.core.profiles import Profiles
from assistant.core.scanning import Scan
from assistant.core.selection import Stage
from assistant.core.set_up import Measured, Proposal
from assistant.core.settings import Settings
from assistant.core.switches import Switches
from assistant.core.trial import Trying
from assistant.core.units import Millis
from assistant.core.utterances import Utterance
from assistant.core.words import Words


@dataclass(frozen=True, slots=True)
class Frame:
    """A list on the way from Home to here, and the choice last made in it."""

    menu: str
    resume: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Browsing:
    """Scanning the list at the end of the path; ``picking`` where presses are weighed."""

    scan: Scan
    picking: Picking | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A section is being fetched. ``place`` says where to go on in it."""

    section_id: str
    place: Place | None
    until: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class Playing:
    """The section is being read: its title, once a session a note on its review, its text.

    ``gap_ends`` is set in the pause between sentences.
    """

    stage: Literal["title", "note", "text"]
    gap_ends: Millis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Something short is being said about the program or a text; any press ends it."""

    title: str
    lines: tuple[str, ...]
    index: int = 0
    stays_ms: Millis = 0
    """How long it stays to be read when all is said; then it ends at ``until``."""
    until: Millis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting:
    """Nothing moves. Any press wakes without choosing. The screen is dark in a long rest."""

    since: Millis | None = None
    is_dark: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Teaching:
    """The person's own sound for a command is being recorded, ``wanted`` times.

    ``until`` is set while the microphone waits for the sound.
    """

    word: str
    kept: int = 0
    wanted: int = 3
    misses: int = 0
    until: Millis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measuring:
    """The switch is being measured: presses on cue.

    ``due`` is when the cue comes or, once it is out (``is_cued``), when it was missed; None while
    something is said or the switch is held. ``onset`` is when the cue could first be perceived.
    """

    measured: Measured = field(default_factory=Measured)
    cues: int = 0
    is_cued: bool = False
    due: Millis | None = None
    onset: Millis | None = None
    answered: Millis | None = None
    """The delay of the press that is being held."""
    answer_down: Millis | None = None
    """When the switch went down for the last answer; a dropout does not end its hold."""
    opened_at: Millis | None = None
    missed_in_a_row: int = 0


Mode: TypeAlias = Browsing | Waiting | Playing | Telling | Resting | Teaching | Trying | Measuring


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The section at hand, the sentence, how many gates lie behind, and which parts were skipped.

    What somebody did not want to hear is not shown either.
    """

    section: Section
    index: int = 0
    part: int = 0
    said_since: Millis = 0
    """When the present sentence began to be said."""
    was_just_begun: bool = False
    """Reading was paused so early in the sentence that one cannot have meant this one."""
    skipped: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """The call for help. ``asked_again`` is the second of the two acknowledging clicks."""

    sign_since: Millis | None = None
    calling_since: Millis | None = None
    asked_again_until: Millis | None = None

    @property
    def is_calling(self) -> bool:
        """Whether help is being called right now."""
        return self.calling_since is not None


Sign = Literal["closed", "listening", "hearing", "heard", "unsure", "waiting"]
"""What people see of the ears; "waiting" is for the attention word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ears:
    """What is known of listening. ``is_open`` while a microphone and a recognizer work."""

    is_open: bool = False
    was_open: bool = False
    """Whether they ever were: who never spoke to the program misses no microphone."""
    sign: Sign = "listening"
    sign_until: Millis | None = None
    heard: str = ""
    """The phrase understood last, as it is shown."""
    began: Millis | None = None
    """When the voice that is going on began."""
    target: "Target | None" = None
    """What "select" would mean, fixed at the moment the voice began."""
    doubts: tuple[Phrase, ...] = ()
    """What may have been meant, while the program asks."""
    doubt_until: Millis = 0
    clarified: str = ""
    """The doubtful phrase that was chosen just now, to be carried out at once."""
    asked_in_vain: int = 0
    """Questions in a row that nobody answered: a television has no answers."""
    misses: int = 0
    """Utterances in a row that nobody understood."""
    missed_at: Millis = 0
    offered_at: Millis = 0
    """When the switch was last offered aloud; 0 for never."""
    attentive_until: Millis = 0
    talk_since: Millis | None = None
    talk_until: Millis | None = None
    talk_heard_until: Millis | None = None
    """When people last talked in the room, and not to the program."""
    pressed_by_sound: Millis | None = None
    """When a sound was last a press of the switch: it is no word as well."""
    own_voice: tuple[tuple[str, Millis], ...] = ()
    """What the program said last, as one says it, and until when it was heard."""
    taught: tuple[tuple[str, int], ...] = ()
    """The commands that have recordings of the person's own, and how many each."""
    alike: tuple[str, ...] = ()
    """What the report on those recordings says, one sentence each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """Whether keys come to this window, and what people were told while they do not."""

    lost_at: Millis | None = None
    """Since when the switch may not be heard."""
    hears_mouse: bool = True
    is_heard_anyway: bool = False
    """A key came all the same, whatever the window believes."""
    was_pressed: bool = False
    """Whether any switch was pressed since the program began."""
    was_spoken_to: bool = False
    """Whether any word was obeyed since then: an open microphone alone proves nothing."""
    is_shown: bool = False
    """The screen says that the switch is not heard."""
    is_list_stopped: bool = False
    owes: Literal["", "lost", "back"] = ""
    """What is to be said as soon as it interrupts nothing."""
    say_at: Millis = 0
    times_said: int = 0
    raise_at: Millis = 0
    carer_until: Millis = 0
    """Until then a carer needs the window that is in front."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A line shown to people; for good while a device is out, else for a time."""

    about: str
    text: str
    until: Millis | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a press meant, fixed at the moment the switch went down."""

    mode: type
    path: tuple[str, ...]
    lit: tuple[int, ...]
    """The choices that were lit: none, one, or a group."""
    at: Millis = 0
    is_move: bool = False
    """The press moves the light and chooses nothing."""
    takes_back: bool = False
    """The press takes the last choice back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """The last choice that was made by weighing a press: how things were before it.

    ``until`` is the end of the time in which a press takes it back; None when that is over.
    """

    item: str
    index: int
    title: str
    menus: tuple[str, ...]
    path: tuple[Frame, ...]
    reading: Reading | None
    place: Place | None
    picking: Picking
    hand: str
    settings: Settings
    until: Millis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Choices in a list that were taken back; what was wanted there is not known yet."""

    menus: tuple[str, ...]
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """How things were before a press, to take the press back if it becomes a call for help."""

    path: tuple[Frame, ...]
    mode: Mode
    reading: Reading | None
    settings: Settings
    before_trial: Settings | None
    profiles: Profiles
    pace: "Pace"
    place: Place | None
    known: Known
    picked: Picked | None
    refused: Refused | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Whether somebody may be tired: the latest choices, and what was asked about them."""

    latest: tuple[Made, ...] = ()
    asked_at: Millis | None = None
    offer: Literal["", "slower", "usual"] = ""
    """The profile that is being offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppState:
    """The whole state."""

    now: Millis = 0
    settings: Settings = field(default_factory=Settings)
    words: Words = field(default_factory=Words)
    library: Library = field(default_factory=Library)
    is_library_loaded: bool = False
    gone: frozenset[str] = frozenset()
    """Sections that were there and are not any more; they may come back."""
    place: Place | None = None
    path: tuple[Frame, ...] = (Frame("home"),)
    mode: Mode = field(default_factory=Resting)
    reading: Reading | None = None
    switches: Switches = field(default_factory=Switches)
    target: Target | None = None
    before_press: Snapshot | None = None
    alarm: Alarm = field(default_factory=Alarm)
    hold_counts_from: Millis = 0
    """Inverse scan: until when holding the switch meant the light, and not the call for help."""
    saying: Utterance | None = None
    give_up_at: Millis | None = None
    next_utterance: int = 1
    notices: tuple[Told, ...] = ()
    is_review_note_said: bool = False
    own_noted: str = ""
    """The carer's document that was last said to be one, while nothing else is read."""
    commands: Synonyms = field(default_factory=dict)
    """The words for each spoken command."""
    far: tuple[Phrase, ...] = ()
    """What can be said to go to a section or to find one, from anywhere."""
    ears: Ears = field(default_factory=Ears)
    known: Known = field(default_factory=Known)
    picked: Picked | None = None
    refused: Refused | None = None
    proposal: Proposal | None = None
    """What the measuring of the switch offers, until it is accepted or left."""
    before_trial: Settings | None = None
    """The settings as they were, while another access method is tried."""
    people: tuple[str, ...] = ()
    """Whom to phone, one line a person: shown while help is called."""
    voices: tuple[str, ...] = ()
    """The voices that can be chosen, as soon as the voice is up."""
    profiles: Profiles = field(default_factory=dict)
    pace: Pace = field(default_factory=Pace)
    focus: Focus = field(default_factory=Focus)
    closing_since: Millis | None = None
    """Since when a carer has been holding the keys that close a locked window."""

    @property
    def path_ids(self) -> tuple[str, ...]:
        """The menu ids from Home to here."""
        return tuple(frame.menu for frame in self.path)

    @property
    def scan(self) -> Scan | None:
        """The light, where there is a list."""
        return self.mode.scan if isinstance(self.mode, Browsing) else None

    @property
    def picking(self) -> Picking | None:
        """The choice being made, where presses are weighed."""
        return self.mode.picking if isinstance(self.mode, Browsing) else None

    @property
    def is_driven(self) -> bool:
        """Whether the switch is held to move the light (inverse scan)."""
        return self.scan is not None and self.scan.is_driven

    @property
    def hears_commands(self) -> bool:
        """Whether what is said now is heard and may be a command."""
        return self.ears.is_open and self.settings.listening.is_on

    @property
    def place_to_go_on(self) -> Place | None:
        """Where reading can go on; None also where a carer took that text away."""
        if self.place is None:
            return None
        section_id, nodes = self.place.section_id, self.library.nodes
        # Own texts come after the guide: until then nobody knows.
        is_lost = is_own(section_id) and OWN in nodes and section_id not in nodes
        return None if is_lost or section_id in self.gone else self.place

    @property
    def sight(self) -> Sight:
        """What menus are built from."""
        return Sight(
            words=self.words,
            settings=self.settings,
            library=self.library,
            place=self.place_to_go_on,
            proposal=self.proposal,
            offer=self.pace.offer,
            section=self.reading.section if self.reading else None,
            part=self.reading.part if self.reading else 0,
            doubts=self.ears.doubts,
            taught=self.ears.taught,
            commands=self.commands,
        )

    @property
    def menu(self) -> Menu:
        """The list at the end of the path, as it is now."""
        return menu_of(self.path[-1].menu, self.sight)


Step: TypeAlias = tuple[AppState, tuple[Effect, ...]]
"""What every move of the core returns."""


def then(step: Step, move: Callable[[AppState], Step]) -> Step:
    """One move after another, their effects in order."""
    state, effects = step
    state, more = move(state)
    return state, (*effects, *more)
