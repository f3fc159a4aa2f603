"""Whatever can happen to the program, in any order, for hypothesis to choose from."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import get_args

from hypothesis import strategies as st

from assistant.core.effects import Effect, OpenSection, Selected, Speak
from assistant.core.events import (
    AcknowledgePointed,
    CallGoesOn,
    CarerKeyName,
    CarerKeyPressed,
    CarerPageFailed,
    CarerPageOpened,
    ClockJumped,
    CloseBegan,
    CloseEnded,
    CloseRefused,
    CommandsChanged,
    DeadlineReached,
    Device,
    DeviceFailed,
    DeviceReturned,
    EarsClosed,
    EarsOpened,
    Event,
    FocusBack,
    FocusLost,
    ItemPointed,
    LibraryLoaded,
    NoPress,
    NoWordHeard,
    PeopleChanged,
    ProfilesChanged,
    SectionFailed,
    SectionOpened,
    SettingsChanged,
    SpeechEnded,
    SpeechStarted,
    Started,
    Stirred,
    SwitchesLost,
    SwitchPressed,
    SwitchReleased,
    VoiceBegan,
    VoicesKnown,
    WhyNoWord,
    WordHeard,
    WordRecorded,
    WordsKnown,
)
from assistant.core.hearing import Guess
from assistant.core.known import Known
from assistant.core.library import Library, Place, Section, Sentence
from assistant.core.menu import LONGEST_LIST, Command
from assistant.core.press_model import PersonModel
from assistant.core.profiles import Profiles, tempo_of
from assistant.core.selection import ErrorRecord
from assistant.core.settings import Settings, entries, with_value
from assistant.core.state import AppState, Browsing, Measuring
from assistant.core.switches import CONTACT_DROPOUT_MS
from assistant.core.trial import Trying
from assistant.core.units import Millis
from assistant.core.utterances import HowEnded
from assistant.core.vocabulary import vocabulary
from assistant.core.words import Words
from assistant.loop import Loop
from tests.core.person import (
    COMMANDS,
    WORDS,
    flat_library,
    library_with_own,
    small_library,
    small_section,
)

MOST_MOVES_AT_ONE_MOMENT = 20
"""More deadlines than this in one millisecond would be a loop without an end."""

Happening = Callable[["Life"], Event]
"""Something that can happen: what it is, seen from how things stand."""


@st.composite
def any_settings(draw: st.DrawFn) -> Settings:
    """All settings within their ranges; the ends of the ranges more often than the rest."""
    settings = Settings()
    for entry in entries():
        if entry.kind is int:
            low, high = entry.low or 0, entry.high or 0
            value: object = draw(st.sampled_from([entry.default, low, high]))
            value = draw(st.integers(low, high)) if draw(st.booleans()) else value
        elif entry.kind is bool:
            value = draw(st.booleans())
        elif entry.choices:
            value = draw(st.sampled_from(entry.choices))
        else:
            continue
        settings = with_value(settings, entry.path, value)
    return settings


def sections() -> dict[str, Section]:
    """Plain, heavy, gated, empty, and one that begins and ends with gated parts."""
    odd = tuple(
        Sentence(text=f"Odd {at}.", paragraph=at, part=part) for at, part in enumerate((1, 3))
    )
    names = ("1.1", "1.2", "2.1", "2.2", "s0", "s1", "own/note", "own/d1.1", "own/d9.2")
    known = {name: small_section(name) for name in names}
    empty = Section(id="s2", title="Empty", said="Empty", sentences=())
    gated = Section(id="s3", title="Odd", said="Odd", sentences=odd, gates=("A?", "B?", "C?"))
    return {**known, "s2": empty, "s3": gated}


SECTIONS = sections()
LIBRARIES = (small_library(), Library(), flat_library(4), flat_library(100), library_with_own(9))
PLACES = (
    None,
    Place(section_id="1.1", sentence=1, text="Second of 1.1."),
    Place(section_id="s3", sentence=7, text="gone"),
    Place(section_id="nowhere", sentence=0, text=""),
    Place(section_id="own/d1.1", sentence=1, text="Second of own/d1.1."),
)


def _hand(delay_s: float, spread: float) -> PersonModel:
    log = math.log(delay_s)
    return PersonModel(
        weight=30,
        log_sum=30 * log,
        log_square_sum=30 * (log * log + spread * spread),
        watched_s=200,
        hits=30,
    )


KNOWN = (
    Known(),
    Known(hand="key", hands={"key": _hand(0.4, 0.15)}),
    Known(hand="key", hands={"key": _hand(1.2, 0.5)}, uses={"home": {"guide": 9.0}}),
    Known(
        hand="key",
        hands={"key": _hand(0.9, 0.3)},
        record=ErrorRecord(ours=30.0, ours_undone=12.0),
    ),
)
"""Nobody, a quick and a slow hand, and one for whom weighing presses goes wrong."""

any_state = st.builds(
    AppState,
    settings=any_settings(),
    words=st.sampled_from([WORDS, Words()]),
    library=st.sampled_from(LIBRARIES),
    is_library_loaded=st.booleans(),
    place=st.sampled_from(PLACES),
    known=st.sampled_from(KNOWN),
)


def _press(switch: str) -> Happening:
    return lambda life: SwitchPressed(at=life.now, switch=switch)


def _release(switch: str) -> Happening:
    return lambda life: SwitchReleased(at=life.now, switch=switch)


def _key(key: CarerKeyName) -> Happening:
    return lambda life: CarerKeyPressed(at=life.now, key=key)


def _point(at: int) -> Happening:
    def happening(life: "Life") -> Event:
        items = life.state.menu.items
        return ItemPointed(at=life.now, item=items[at % len(items)].id)

    return happening


def _ended(how: HowEnded, *, is_stale: bool) -> Happening:
    def happening(life: "Life") -> Event:
        spoken = life.spoken
        if not spoken:
            return SwitchesLost(at=life.now)
        last = spoken[0] if is_stale else spoken[-1]
        return SpeechEnded(at=life.now, utterance=last.utterance, how=how)

    return happening


def _began(life: "Life") -> Event:
    if not life.spoken:
        return SwitchesLost(at=life.now)
    return SpeechStarted(at=life.now, utterance=life.spoken[-1].utterance)


def _answered(life: "Life") -> Event:
    """The disk brings the section that was asked for last."""
    asked = [it.section_id for it in life.effects if isinstance(it, OpenSection)]
    section = SECTIONS.get(asked[-1]) if asked else None
    if section is None:
        return SectionFailed(at=life.now, section_id=asked[-1] if asked else "?", why="Broken.")
    return SectionOpened(at=life.now, section=section)


def _failed(device: Device) -> Happening:
    return lambda life: DeviceFailed(at=life.now, device=device, why="It is broken.")


def _returned(device: Device) -> Happening:
    return lambda life: DeviceReturned(at=life.now, device=device)


def _word(at: int, score: float, others: int) -> Happening:
    """One of the phrases that count now, or a stranger, said just now."""

    def happening(life: "Life") -> Event:
        known = [*vocabulary(life.state), "stranger"]
        guesses = tuple(
            Guess(known[(at + other) % len(known)], max(0.0, score - 0.02 * other), "test")
            for other in range(others + 1)
        )
        began = max(0, life.now - 600)
        return WordHeard(at=life.now, began=began, ended=life.now, guesses=guesses)

    return happening


def _said(phrase: str, score: float = 1.0) -> Happening:
    guesses = (Guess(phrase, score, "test"),)
    return lambda life: WordHeard(at=life.now, began=life.now, ended=life.now, guesses=guesses)


def _no_word(why: WhyNoWord) -> Happening:
    return lambda life: NoWordHeard(at=life.now, began=life.now, why=why)


def _recorded(why_not: str) -> Happening:
    return lambda life: WordRecorded(at=life.now, word="yes", why_not=why_not)


def _ears_open(life: "Life") -> Event:
    return EarsOpened(at=life.now)


def _changed(settings: Settings) -> Happening:
    return lambda life: SettingsChanged(at=life.now, settings=settings)


def _profiles_changed(profiles: Profiles) -> Happening:
    return lambda life: ProfilesChanged(at=life.now, profiles=profiles)


def _page_opened(is_in_browser: bool) -> Happening:  # noqa: FBT001 - hypothesis gives it
    return lambda life: CarerPageOpened(
        at=life.now, link="http://127.0.0.1:1/enter/a", is_in_browser=is_in_browser
    )


def _focus_lost(hears_mouse: bool) -> Happening:  # noqa: FBT001 - hypothesis gives it
    return lambda life: FocusLost(at=life.now, hears_mouse=hears_mouse)


def _focus_back(life: "Life") -> Event:
    return FocusBack(at=life.now)


def _loaded(library: Library) -> Happening:
    return lambda life: LibraryLoaded(at=life.now, library=library)


def _opened(section: Section) -> Happening:
    return lambda life: SectionOpened(at=life.now, section=section)


switch_happenings = st.one_of(
    st.sampled_from(["a", "b"]).map(_press), st.sampled_from(["a", "b"]).map(_release)
)
carer_happenings = st.one_of(
    st.sampled_from(get_args(CarerKeyName)).map(_key), st.integers(0, 9).map(_point)
)
speech_happenings = st.one_of(
    st.builds(_ended, st.sampled_from(get_args(HowEnded)), is_stale=st.booleans()),
    st.just(_began),
    st.just(_ended("done", is_stale=False)),
)
voice_happenings = st.one_of(
    st.just(lambda life: VoiceBegan(at=life.now, began=max(0, life.now - 100))),
    st.builds(_word, st.integers(0, 60), st.sampled_from([1.0, 0.95, 0.7, 0.3]), st.integers(0, 2)),
    st.builds(_word, st.integers(0, 60), st.sampled_from([1.0, 0.95, 0.7, 0.3]), st.integers(0, 2)),
    st.sampled_from(get_args(WhyNoWord)).map(_no_word),
    st.sampled_from(["", "It was too short."]).map(_recorded),
    st.just(_ears_open),
    st.just(lambda life: EarsClosed(at=life.now)),
    st.just(lambda life: WordsKnown(at=life.now, taught=(("yes", 3),), alike=("A is like B.",))),
)
window_happenings = st.one_of(
    st.booleans().map(_focus_lost),
    st.just(_focus_back),
    st.just(lambda life: SwitchesLost(at=life.now, of="window")),
    st.just(lambda life: CloseBegan(at=life.now)),
    st.just(lambda life: CloseEnded(at=life.now)),
    st.just(lambda life: CloseRefused(at=life.now)),
    st.just(lambda life: Stirred(at=life.now)),
)
rare_happenings = st.one_of(
    st.just(lambda life: NoPress(at=life.now, switch="sound", length_ms=90, why="a tone")),
    st.just(lambda life: Started(at=life.now)),
    st.just(lambda life: SwitchesLost(at=life.now)),
    st.just(lambda life: AcknowledgePointed(at=life.now)),
    st.just(lambda life: CallGoesOn(at=life.now)),
    st.just(lambda life: ClockJumped(at=life.now, gap_ms=60_000)),
    st.booleans().map(_page_opened),
    st.just(lambda life: CarerPageFailed(at=life.now, why="There is no browser.")),
    st.sampled_from(get_args(Device)).map(_failed),
    st.sampled_from(get_args(Device)).map(_returned),
    st.just(lambda life: CommandsChanged(at=life.now, commands={**COMMANDS, "next": ("on",)})),
    st.just(lambda life: PeopleChanged(at=life.now, people=("Anna, 555 0100",))),
    st.just(lambda life: VoicesKnown(at=life.now, voices=("en-us", "en-gb"))),
    any_settings().map(_changed),
    any_settings().map(lambda it: _profiles_changed({"evening": tempo_of(it)})),
    st.sampled_from(LIBRARIES).map(_loaded),
    st.sampled_from(list(SECTIONS.values())).map(_opened),
)
happenings = st.tuples(
    st.one_of(st.sampled_from([0, 1, 50, 90, 350]), st.integers(0, 6000)),
    st.one_of(
        switch_happenings,
        switch_happenings,
        carer_happenings,
        speech_happenings,
        voice_happenings,
        st.just(_answered),
        window_happenings,
        rare_happenings,
    ),
)


def _point_to(item: str) -> Happening:
    return lambda life: ItemPointed(at=life.now, item=item)


def _opening(name: str, ends: int) -> list[Happening]:
    """Into a section of the small guide, and so many ends of speech further."""
    to_it = [_point_to("guide"), _point_to(name[0]), _point_to(name), _opened(SECTIONS[name])]
    further = [_ended("done", is_stale=False)] * ends
    return [_loaded(LIBRARIES[0]), *to_it, *further]


WAYS_IN: dict[str, list[Happening]] = {
    "home": [],
    "a list": [_loaded(LIBRARIES[3]), _point_to("guide"), _point_to("guide#0-64")],
    "a setting": [_point_to("settings"), _point_to("scan.interval_ms")],
    "the set-up of the switch": [
        _point_to("settings"),
        _point_to("switch"),
        _point_to("set-up"),
        _ended("done", is_stale=False),
    ],
    "another method": [*map(_point_to, ("settings", "switch", "scan.method", "step"))],
    "about": list(map(_point_to, ("settings", "carers", "about"))),
    "the question of the carer's page": list(map(_point_to, ("settings", "carers", "carer-page"))),
    "the address of the carer's page": [
        *map(_point_to, ("settings", "carers", "carer-page")),
        _point_to("carer-page"),
        _page_opened(True),
        _ended("done", is_stale=False),
    ],
    "a window without the keyboard": [_focus_lost(True), _focus_lost(False)],
    "trying the switch": list(map(_point_to, ("settings", "switch", "try-switch"))),
    "the title": _opening("1.1", 0),
    "the text": _opening("1.1", 2),
    "the strip": [*_opening("1.1", 2), _key("enter")],
    "where from": [*_opening("1.1", 2), _key("enter"), _point_to("where-from")],
    "the gate": [*_opening("2.2", 2), _key("right"), _key("right")],
    "the warning": _opening("2.1", 0),
    "a question": [_ears_open, _said("settings", 0.6)],
    "own texts": [_loaded(LIBRARIES[4]), _point_to("own"), _point_to("own#0-8")],
    "an own text": [
        _loaded(LIBRARIES[4]),
        *map(_point_to, ("own", "own#0-8", "own/d1", "own/d1.1")),
        lambda it: SectionOpened(at=it.now, section=SECTIONS["own/d1.1"]),
    ],
    "found": [_loaded(LIBRARIES[0]), _ears_open, _said("find title")],
    "a word to teach": [
        _ears_open,
        *map(_point_to, ("settings", "listening", "words", "words-first", "word-yes", "record")),
    ],
    "the end": [*_opening("1.2", 2), *[_key("right")] * 3],
}
"""Short ways to where a life may begin; a life of chance alone would seldom come so far."""


@st.composite
def any_life(draw: st.DrawFn) -> list[tuple[Millis, Happening]]:
    """Somewhere to begin, and then anything."""
    way = WAYS_IN[draw(st.sampled_from(list(WAYS_IN)))]
    return [*((10, happening) for happening in way), *draw(st.lists(happenings, max_size=30))]


lives = any_life()


@dataclass
class Life:
    """One person's time with the program. Looks at the promises after each event."""

    state: AppState
    now: Millis = 0
    effects: list[Effect] = field(default_factory=list)
    deadlines: list[Millis] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.loop = Loop(self.state, self.effects.append, self._note)

    @property
    def spoken(self) -> list[Speak]:
        """All that was to be said."""
        return [it for it in self.effects if isinstance(it, Speak)]

    def goes_on(self, ms: Millis) -> None:
        """Time passes; the voice, the disk and people do nothing."""
        self.now += ms
        self.loop.advance(self.now)
        due = self.loop.next_deadline
        assert due is None or due > self.now
        self._keeps_its_promises()

    def meets(self, happening: Happening) -> Event:
        """Something happens now."""
        event = happening(self)
        before, effects_before = self.state, len(self.effects)
        self.loop.handle(event)
        news = self.effects[effects_before:]
        assert self.loop.state.now >= before.now
        chosen = [it.item for it in news if isinstance(it, Selected)]
        assert len(chosen) <= 1
        self._takes_back_only_what_was_chosen(before, chosen)
        if before.alarm.is_calling and self.loop.state.alarm.is_calling:
            assert not [it for it in news if isinstance(it, Speak)]
        self._keeps_its_promises()
        return event

    def _takes_back_only_what_was_chosen(self, before: AppState, chosen: list[str]) -> None:
        """Taking back leads to where the person was, and to nowhere that is no longer there."""
        if chosen != ["undo"]:
            return
        after, picked = self.loop.state, before.picked
        assert picked is not None
        assert after.path in (picked.path, picked.path[:1])
        assert after.reading == picked.reading
        assert picked.place is None or after.place == picked.place
        assert after.picked is None

    def fork(self) -> "Life":
        """The same moment, to try something that did not happen."""
        return Life(state=self.state, now=self.now)

    def _note(self, at: Millis, what: Event | Effect) -> None:
        if isinstance(what, DeadlineReached):
            self.deadlines.append(at)
            same = self.deadlines[-MOST_MOVES_AT_ONE_MOMENT:]
            assert len(same) < MOST_MOVES_AT_ONE_MOMENT or same[0] < same[-1]

    def _keeps_its_promises(self) -> None:
        self.state = state = self.loop.state
        assert state.path
        assert state.path[0].menu == "home"
        menu = state.menu
        ways_out = (Command.BACK, Command.STOP)
        beside_the_way_out = [item for item in menu.items if item.action not in ways_out]
        assert len(beside_the_way_out) <= LONGEST_LIST
        if isinstance(state.mode, Browsing) and not state.alarm.is_calling:
            scan = state.mode.scan
            assert scan.count == len(menu.items)
            assert scan.index is None or scan.lit
            assert scan.start in [stop[0] for stop in scan.stops]
            outermost = scan
            while outermost.outer is not None:
                # Inside a group its choices are a part of what was lit together.
                assert set(sum(outermost.stops, ())) == set(outermost.outer.lit)
                outermost = outermost.outer
            assert sorted(sum(outermost.stops, ())) == list(range(scan.count))
            picking = state.mode.picking
            if picking is not None:
                assert sorted(step.items[0] for step in picking.plan) == list(range(scan.count))
                assert scan.index is None or scan.index == picking.item
            # A light that stands still for ever would not say how to wake it.
            assert self.loop.next_deadline is not None or state.switches.hold_since is not None
        is_trying = isinstance(state.mode, Trying) and not state.alarm.is_calling
        if is_trying and not state.switches.held:
            # Presses choose nothing there, so it must end by itself.
            assert self.loop.next_deadline is not None
        if isinstance(state.mode, Measuring) and not state.alarm.is_calling:
            # Nor do they there.
            assert self.loop.next_deadline is not None or state.switches.held
        if state.alarm.is_calling:
            assert state.saying is None

    def lets_a_dropout_pass(self) -> None:
        """Long enough that the next press is a press of its own."""
        self.goes_on(CONTACT_DROPOUT_MS + 1)


def lived(state: AppState, happened: list[tuple[Millis, Happening]]) -> Life:
    """A life up to here."""
    life = Life(state=replace(state))
    life.meets(lambda it: Started(at=it.now))
    for wait_ms, happening in happened:
        life.goes_on(wait_ms)
        life.meets(happening)
    return life
