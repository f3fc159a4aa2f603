"""A person with one switch, a small guide, and a voice whose every word takes 400 ms.

Timelines are the lines of a rehearsal script ("1100 press", "1400 release"), so that an
occupational therapist can read a test and a test can become a rehearsal.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from assistant.core.effects import Effect, Lit, PressIgnored, Selected, StartCallTone, StopCallTone
from assistant.core.events import ClockJumped, Event, LibraryLoaded, SwitchPressed, SwitchReleased
from assistant.core.known import Known
from assistant.core.library import (
    OWN,
    ROOT,
    Library,
    Node,
    Place,
    Section,
    Sentence,
    is_own,
    library_of,
    side_by_side,
)
from assistant.core.profiles import Profiles
from assistant.core.settings import Settings, with_value
from assistant.core.state import AppState, Browsing
from assistant.core.units import Millis
from assistant.core.utterances import Utterance
from assistant.core.vocabulary import with_library
from assistant.core.words import Words
from assistant.rehearsal.script import parse
from assistant.rehearsal.virtual import Ports, VirtualWorld

WORD_MS = 400

Recorded = TypeVar("Recorded")


def flat(table: Mapping[str, Any], above: str = "") -> dict[str, str]:
    """Nested tables as dotted keys."""
    texts: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, str):
            texts[above + key] = value
        else:
            texts.update(flat(value, f"{above}{key}."))
    return texts


_INTERFACE = Path(__file__).parents[2] / "content/en/interface.toml"
COMMANDS = tomllib.loads((_INTERFACE.parent / "commands.toml").read_text(encoding="utf-8"))
WORDS = Words(flat(tomllib.loads(_INTERFACE.read_text(encoding="utf-8"))))


def node(name: str, parent: str, *children: str) -> Node:
    """A folder, or a section where there are no children."""
    return Node(
        id=name,
        title=f"Title {name}",
        said=f"Title {name}",
        parent=parent,
        children=children,
        is_section=not children,
    )


def small_library() -> Library:
    """Two chapters of two sections each."""
    nodes = [
        node(ROOT, "", "1", "2"),
        node("1", ROOT, "1.1", "1.2"),
        node("2", ROOT, "2.1", "2.2"),
        *(node(name, name[0]) for name in ("1.1", "1.2", "2.1", "2.2")),
    ]
    return library_of({each.id: each for each in nodes})


def library_with_own(documents: int = 1) -> Library:
    """The same, and a carer's texts beside it: documents of two sections each, and a note."""
    names = [f"own/d{number}" for number in range(1, documents + 1)]
    nodes = [node(OWN, "", *names, "own/note"), node("own/note", OWN)]
    for name in names:
        nodes += [node(name, OWN, f"{name}.1", f"{name}.2")]
        nodes += [node(f"{name}.{number}", name) for number in (1, 2)]
    return side_by_side(small_library(), library_of({each.id: each for each in nodes}))


def flat_library(count: int) -> Library:
    """One folder with as many sections as asked for."""
    names = [f"s{number}" for number in range(count)]
    nodes = {name: node(name, ROOT) for name in names}
    return library_of({ROOT: node(ROOT, "", *names), **nodes})


def small_section(name: str) -> Section:
    """Three sentences. 2.1 warns first, 2.2 has a gate before its third sentence."""
    texts = [f"First of {name}.", f"Second of {name}.", f"Third of {name}."]
    gated = name == "2.2"
    return Section(
        id=name,
        title=f"Title {name}",
        said=f"Title {name}",
        sentences=tuple(
            Sentence(text=text, paragraph=at, part=1 if gated and at == 2 else 0)
            for at, text in enumerate(texts)
        ),
        gates=("Do you want to hear the numbers?",) if gated else (),
        warning="The next part talks about hard choices." if name == "2.1" else "",
        origin=("From a guideline.", "No clinician has reviewed this section yet."),
        is_own=is_own(name),
    )


PLAIN = with_value(Settings(), "scan.press_time", value=False)
"""A press takes what is lit."""


@dataclass
class Person:
    """Plays timelines and remembers what came of them. A press takes what is lit, unless asked."""

    settings: Settings = PLAIN
    library: Library = field(default_factory=small_library)
    place: Place | None = None
    sections: Mapping[str, Section | str | None] = field(default_factory=dict)
    """Sections of their own kind: another text, why it can't be opened, or no answer ever."""
    records: list[tuple[Millis, Event | Effect]] = field(default_factory=list)
    saved_settings: Settings | None = None
    known: Known = field(default_factory=Known)
    """What was learned, as it is kept."""
    profiles: Profiles = field(default_factory=dict)
    now: Millis = 0
    """How far the timeline has come."""

    def __post_init__(self) -> None:
        self.world = VirtualWorld(
            Ports(
                duration_ms=self._duration_ms,
                open_section=self._open,
                save_place=self._save_place,
                save_settings=self._save_settings,
                save_profiles=self._save_profiles,
                save_person=self._save_person,
                fresh_state=self._fresh_state,
                record=lambda at, what: self.records.append((at, what)),
                shown=lambda _at, _state: None,
                shot=lambda _name, _state, _at: None,
            )
        )

    def does(self, timeline: str) -> "Person":
        """Play a timeline."""
        lines = parse(timeline, "timeline")
        self.world.play(lines)
        self.now = lines[-1].at if lines else 0
        return self

    def gets(self, event: Event) -> "Person":
        """Something happens beside the timeline, after all that was due before it."""
        self.goes_on_until(event.at - 1)
        self.world.loop.handle(event)
        self.now = event.at
        return self

    def sleeps_until(self, at: Millis) -> "Person":
        """The machine stands still until then: nothing that was due happens meanwhile."""
        gap_ms, self.now = at - self.now, at
        self.world.loop._step(ClockJumped(at=at, gap_ms=gap_ms))
        return self

    def goes_on_until(self, at: Millis) -> "Person":
        """Time passes."""
        self.world.run_until(at)
        self.now = max(self.now, at)
        return self

    def waits(self, ms: Millis) -> "Person":
        """Time passes."""
        return self.goes_on_until(self.now + ms)

    def reaches(self, *items: str) -> "Person":
        """Choose these one after another, each while it is lit, then take a breath."""
        if not self.records:
            self.does("0 end")
        for item in items:
            self.presses_at(item)
        return self

    def hears(self, text: str, within_ms: Millis = 60_000) -> "Person":
        """Listen until a text has been heard for half a second."""
        ends = self.now + within_ms
        while self.state.saying is None or self.state.saying.text != text:
            self.waits(50)
            if self.now > ends:
                message = f"{text!r} was never said"
                raise AssertionError(message)
        return self.waits(500)

    def presses_at(self, item: str, within_ms: Millis = 120_000) -> "Person":
        """Wait until an item is lit and press it, 200 ms later and for 200 ms."""
        ends = self.now + within_ms
        self.goes_on_until(max(self.now, self.state.switches.locked_until) + 400)
        while self.now < ends and not self._is_lit(item):
            self.waits(50)
        if not self._is_lit(item):
            message = f"{item} was never lit in {self.state.path_ids}"
            raise AssertionError(message)
        return self.presses()

    def presses(self) -> "Person":
        """A press of 200 ms, now."""
        self.gets(SwitchPressed(at=self.now + 1, switch="switch"))
        return self.gets(SwitchReleased(at=self.now + 200, switch="switch"))

    def _is_lit(self, item: str) -> bool:
        mode = self.state.mode
        if not isinstance(mode, Browsing) or mode.scan.index is None:
            return False
        return self.state.menu.items[mode.scan.index].id == item

    def _duration_ms(self, utterance: Utterance) -> Millis:
        return WORD_MS * len(utterance.text.split())

    def _open(self, section_id: str) -> Section | str:
        if section_id in self.sections:
            # A disk that does not answer answers for a section that nobody asked for.
            return self.sections[section_id] or small_section("nobody asked for this")
        known = self.library.nodes.get(section_id)
        return small_section(section_id) if known and known.is_section else "It is not there."

    def _save_place(self, place: Place) -> None:
        self.place = place

    def _save_settings(self, settings: Settings) -> None:
        self.saved_settings = settings

    def _save_profiles(self, profiles: Profiles) -> None:
        self.profiles = profiles

    def _save_person(self, known: Known) -> None:
        self.known = known

    def _fresh_state(self) -> AppState:
        state = AppState(
            settings=self.saved_settings or self.settings,
            words=WORDS,
            commands=COMMANDS,
            place=self.place,
            known=self.known,
            profiles=self.profiles,
        )
        return with_library(state, self.library)

    @property
    def state(self) -> AppState:
        """How things stand."""
        return self.world.state

    def lit(self) -> list[tuple[Millis, str]]:
        """What was lit, and when."""
        return [(at, it.item) for at, it in self.records if isinstance(it, Lit)]

    def chosen(self) -> list[str]:
        """What was chosen, in order."""
        return [it.item for _, it in self.records if isinstance(it, Selected)]

    def ignored(self) -> list[str]:
        """Why presses did not count, in order."""
        return [it.why for _, it in self.records if isinstance(it, PressIgnored)]

    def records_of(self, kind: type[Recorded]) -> list[Recorded]:
        """All events or effects of a kind, in order."""
        return [it for _, it in self.records if isinstance(it, kind)]

    def calls(self) -> list[tuple[Millis, str]]:
        """When calls for help began and ended."""
        names = {StartCallTone: "call", StopCallTone: "answered"}
        return [(at, names[type(it)]) for at, it in self.records if type(it) in names]

    def said(self) -> list[str]:
        """What was said, in order."""
        return [it.utterance.text for it in self.world.spoken]


def silent(**values: object) -> Settings:
    """Settings without speech, so that times are easy to count. Keys use __ for the dot.

    A press takes what is lit, unless ``scan__press_time`` is set.
    """
    settings = with_value(PLAIN, "speech.is_on", False)
    for path, value in values.items():
        settings = with_value(settings, path.replace("__", "."), value)
    return settings


__all__ = [
    "PLAIN",
    "WORDS",
    "LibraryLoaded",
    "Person",
    "flat_library",
    "library_with_own",
    "silent",
    "small_library",
]
