"""A window without the keyboard: what a person whose switch is a key sees, hears and can do."""

from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from assistant.core.carers import LINK_STAYS_MS
from assistant.core.effects import Effect, RaiseWindow, Speak
from assistant.core.events import (
    CarerPageOpened,
    DeadlineReached,
    EarsOpened,
    Event,
    FocusBack,
    FocusLost,
    ItemPointed,
    PeopleChanged,
    Started,
    SwitchesLost,
    SwitchPressed,
    SwitchReleased,
)
from assistant.core.focus import (
    CARER_LOOKS_MS,
    CARER_NEEDS_MS,
    MOST_SAID,
    RAISED_AFTER_MS,
    SAID_AFTER_MS,
    SAID_AGAIN_MS,
    SETTLES_MS,
    SHOWN_AFTER_MS,
    is_deaf,
    is_spoken_to,
)
from assistant.core.library import Section, Sentence
from assistant.core.state import AppState, Browsing, Playing, Resting
from assistant.core.units import Millis
from assistant.rehearsal.virtual import word_events
from assistant.view.scene import scene_of
from tests.core.anything import Happening, Life, any_state, lived, lives
from tests.core.person import PLAIN, WORDS, Person, silent

TITLE, SAID, BACK = WORDS("focus.title"), WORDS("focus.said"), WORDS("focus.back")


def loses_focus(person: Person, *, hears_mouse: bool = False, after_ms: Millis = 10) -> Person:
    at = person.now + after_ms
    return person.gets(SwitchesLost(at=at, of="window")).gets(
        FocusLost(at=at, hears_mouse=hears_mouse)
    )


def gets_it_back(person: Person, after_ms: Millis = 10) -> Person:
    return person.gets(FocusBack(at=person.now + after_ms))


def is_shown(person: Person) -> bool:
    cover = scene_of(person.state).cover
    return cover is not None and cover[0] == TITLE


def at_home() -> Person:
    return Person(silent(scan__loops=20)).does("1000 end")


def with_voice() -> Person:
    return Person(PLAIN).does("4000 end")


SENTENCES = tuple(
    f"Sentence {number} has ten words, and they take four seconds." for number in "123456"
)
LONG = Section(
    id="1.1",
    title="Long",
    said="Long",
    sentences=tuple(Sentence(text=text, paragraph=0, part=0) for text in SENTENCES),
    is_reviewed=True,
)


def reading() -> Person:
    """In the first of six sentences of four seconds each, with the voice."""
    person = Person(PLAIN, sections={"1.1": LONG}).reaches("guide", "1", "1.1")
    return person.hears(SENTENCES[0])


def times_said(person: Person, text: str = SAID) -> int:
    return sum(text in said for said in person.said())


# --- what is shown -----------------------------------------------------------------------


def test_who_presses_a_key_reads_large_that_it_is_not_heard() -> None:
    person = loses_focus(at_home())
    assert not is_shown(person)
    assert is_shown(person.waits(SHOWN_AFTER_MS))


def test_what_is_over_in_a_moment_is_not_shown_and_changes_nothing() -> None:
    person = loses_focus(at_home()).waits(SHOWN_AFTER_MS - 100)
    lit = len(person.lit())
    gets_it_back(person).waits(20_000)
    assert not is_shown(person)
    assert len(person.lit()) > lit
    assert person.state.path_ids == ("home",)


def test_a_list_stands_still_while_nobody_can_choose() -> None:
    person = loses_focus(at_home()).waits(SHOWN_AFTER_MS)
    before = len(person.lit())
    person.waits(120_000)
    assert len(person.lit()) == before
    assert is_shown(person)


def test_the_list_goes_on_when_the_window_is_back() -> None:
    person = loses_focus(at_home().reaches("settings")).waits(30_000)
    gets_it_back(person).waits(2000)
    assert not is_shown(person)
    assert person.state.path_ids == ("home", "settings")
    assert isinstance(person.state.mode, Browsing)


def test_the_click_that_brings_the_window_back_chooses_nothing() -> None:
    person = loses_focus(at_home()).waits(10_000)
    chosen = person.chosen()
    gets_it_back(person)
    person.gets(SwitchPressed(at=person.now, switch="mouse-left"))
    person.gets(SwitchReleased(at=person.now + 100, switch="mouse-left")).waits(200)
    assert person.chosen() == chosen
    assert person.ignored()[-1] == "lockout"


def test_nor_does_it_pause_a_reading() -> None:
    person = loses_focus(reading()).waits(1500)
    gets_it_back(person)
    person.gets(SwitchPressed(at=person.now, switch="mouse-left"))
    person.gets(SwitchReleased(at=person.now + 100, switch="mouse-left"))
    assert isinstance(person.state.mode, Playing)


def test_after_that_the_switch_counts_again() -> None:
    person = loses_focus(at_home()).waits(10_000)
    gets_it_back(person).waits(SETTLES_MS)
    person.reaches("settings")
    assert person.chosen()[-1] == "settings"


def test_a_window_that_was_opened_behind_another_says_so_too() -> None:
    person = loses_focus(Person(silent()).does("0 end")).waits(SHOWN_AFTER_MS)
    assert is_shown(person)


# --- who is heard all the same -----------------------------------------------------------


@pytest.mark.parametrize("switch", ["gamepad-1", "sound", "touch-0"])
def test_of_switches_that_are_heard_all_the_same_nothing_is_said(switch: str) -> None:
    person = at_home()
    person.gets(SwitchPressed(at=person.now + 10, switch=switch))
    person.gets(SwitchReleased(at=person.now + 100, switch=switch)).waits(1000)
    loses_focus(person).waits(30_000)
    assert not is_shown(person)
    person.gets(SwitchPressed(at=person.now + 10, switch=switch))
    assert len(person.chosen()) == 2


def a_mouse() -> Person:
    person = at_home()
    person.gets(SwitchPressed(at=person.now + 10, switch="mouse-left"))
    return person.gets(SwitchReleased(at=person.now + 100, switch="mouse-left")).waits(1000)


def test_a_mouse_is_heard_as_long_as_it_points_at_the_window() -> None:
    person = loses_focus(a_mouse(), hears_mouse=True).waits(30_000)
    assert not is_shown(person)
    person.gets(FocusLost(at=person.now + 10, hears_mouse=False)).waits(SHOWN_AFTER_MS - 100)
    assert not is_shown(person)
    assert is_shown(person.waits(200))
    assert scene_of(person.state).cover == (TITLE, WORDS("focus.shown_mouse"))
    person.gets(FocusLost(at=person.now + 10, hears_mouse=True))
    assert not is_shown(person)


def test_a_key_that_comes_all_the_same_is_believed() -> None:
    person = loses_focus(at_home()).waits(10_000)
    person.gets(SwitchPressed(at=person.now + 10, switch="space"))
    person.gets(SwitchReleased(at=person.now + 100, switch="space")).waits(60_000)
    assert not is_shown(person)
    assert isinstance(person.state.mode, Browsing)


def says(person: Person, text: str) -> Person:
    for event in word_events(text, person.now + 100):
        person.gets(event)
    return person.waits(50)


def listening() -> Person:
    return with_voice().gets(EarsOpened(at=4100)).waits(1000)


def test_who_only_ever_spoke_needs_no_keyboard() -> None:
    person = loses_focus(says(listening(), "settings")).waits(60_000)
    assert not is_shown(person)
    assert times_said(person) == 0


def test_a_microphone_into_which_nobody_ever_spoke_is_no_switch() -> None:
    person = loses_focus(listening()).waits(20_000)
    assert is_shown(person)
    assert isinstance(person.state.mode, Resting)
    assert WORDS("focus.say_help", help_me="help me") not in " ".join(person.said())


def test_a_word_that_is_obeyed_shows_that_there_is_no_need_of_a_key() -> None:
    person = says(loses_focus(listening()).waits(20_000), "yes")
    assert not is_shown(person.waits(10_000))
    assert isinstance(person.state.mode, Browsing)


def test_where_words_are_heard_the_list_goes_on_for_them() -> None:
    person = says(listening(), "home").waits(3000).presses().waits(5000)
    loses_focus(person).waits(20_000)
    assert is_shown(person)
    assert isinstance(person.state.mode, Browsing)
    said = " ".join(person.said())
    assert f"{SAID} {WORDS('focus.say_help', help_me='help me')}" in said
    says(person.waits(5000), "home")
    assert person.state.path_ids == ("home",)


def test_what_a_gamepad_holds_is_not_let_go_when_a_window_comes_in_front() -> None:
    person = at_home()
    person.gets(SwitchPressed(at=person.now + 10, switch="gamepad-1"))
    loses_focus(person, after_ms=1000).waits(3000)
    assert person.state.alarm.is_calling


def test_nor_is_a_sound_but_a_key_beside_it_is() -> None:
    person = at_home()
    person.gets(SwitchPressed(at=person.now + 10, switch="space"))
    person.gets(SwitchPressed(at=person.now + 10, switch="sound"))
    loses_focus(person, after_ms=500)
    assert person.state.switches.held == {"sound"}
    person.waits(3000)
    assert person.state.alarm.is_calling


def test_a_key_to_speak_is_let_go_even_while_a_gamepad_is_held() -> None:
    person = Person(silent(listening__talk_keys=("f6",))).does("1000 end")
    person.gets(SwitchPressed(at=person.now + 10, switch="gamepad-1"))
    person.gets(SwitchPressed(at=person.now + 10, switch="f6"))
    assert person.state.ears.talk_since is not None
    assert loses_focus(person).state.ears.talk_since is None


def test_a_key_that_was_held_calls_nobody_when_the_window_is_lost() -> None:
    person = at_home()
    person.gets(SwitchPressed(at=person.now + 10, switch="space"))
    loses_focus(person, after_ms=1000).waits(20_000)
    assert not person.state.alarm.is_calling


# --- what is said ------------------------------------------------------------------------


def test_after_some_seconds_the_voice_says_it_and_then_again_every_two_minutes() -> None:
    person = loses_focus(with_voice())
    lost_at = person.now
    person.waits(20 * SAID_AGAIN_MS)
    times = [it.started - lost_at for it in person.world.spoken if it.utterance.text == SAID]
    assert times == [SAID_AFTER_MS + again * SAID_AGAIN_MS for again in range(MOST_SAID)]


def test_without_the_voice_nothing_is_said() -> None:
    person = loses_focus(at_home()).waits(600_000)
    assert person.said() == []


def test_a_reading_goes_on_and_it_is_said_once_between_two_sentences() -> None:
    person = loses_focus(reading()).waits(30_000)
    spoken = person.world.spoken
    texts = [it.utterance.text for it in spoken]
    heard = texts[texts.index(SENTENCES[0]) :]
    assert heard == [*SENTENCES[:2], SAID, *SENTENCES[2:]][: len(heard)]
    assert SENTENCES[4] in heard
    assert all(it.ended - it.started == 4000 for it in spoken if it.utterance.text in SENTENCES)


def test_at_the_end_of_the_reading_it_is_said_again_instead_of_choices_nobody_can_choose() -> None:
    person = loses_focus(reading()).waits(50_000)
    assert person.state.path_ids[-1] == "end"
    assert isinstance(person.state.mode, Resting)
    assert times_said(person) == 2
    assert person.said()[-1] == SAID


def test_when_it_is_heard_again_that_is_said_between_two_sentences() -> None:
    person = loses_focus(reading()).hears(SAID)
    gets_it_back(person).waits(40_000)
    said = person.said()
    assert said[said.index(SAID) :][:3] == [SAID, BACK, SENTENCES[2]]
    assert said.count(SENTENCES[5]) == 1
    assert isinstance(person.state.mode, Browsing)


def test_in_a_list_it_is_said_before_the_name_of_the_list() -> None:
    person = loses_focus(with_voice().reaches("settings")).hears(SAID).waits(10_000)
    gets_it_back(person).hears(f"{BACK} Settings")


def test_what_was_never_said_is_not_taken_back_aloud() -> None:
    person = loses_focus(with_voice()).waits(2000)
    gets_it_back(person).waits(20_000)
    assert times_said(person, BACK) == 0


def test_who_rests_goes_on_resting_and_hears_both() -> None:
    person = Person(PLAIN).reaches("rest").waits(10_000)
    loses_focus(person).hears(SAID).waits(10_000)
    gets_it_back(person).hears(BACK)
    assert isinstance(person.waits(20_000).state.mode, Resting)


# --- a locked window ---------------------------------------------------------------------


def locked() -> Person:
    return Person(silent(screen__locked=True, scan__loops=20)).does("1000 end")


def raised(person: Person) -> list[Millis]:
    return [at for at, it in person.records if isinstance(it, RaiseWindow)]


def test_a_locked_window_comes_to_the_front_and_again_if_that_was_in_vain() -> None:
    person = loses_focus(locked())
    lost_at = person.now
    person.waits(60_000)
    times = raised(person)
    assert times[0] == lost_at + RAISED_AFTER_MS
    gaps = [after - before for before, after in pairwise(times)]
    assert gaps == sorted(gaps)
    assert 4 <= len(times) <= 10


def test_a_window_that_is_not_locked_stays_where_it_is() -> None:
    assert raised(loses_focus(at_home()).waits(600_000)) == []


def test_a_locked_window_that_is_back_is_not_raised() -> None:
    person = loses_focus(locked()).waits(500)
    gets_it_back(person).waits(60_000)
    assert raised(person) == []


def with_carers_page(person: Person) -> Person:
    """The carer's page was opened from the menu, and its browser took the keyboard."""
    person.reaches("settings", "carers", "carer-page", "carer-page")
    link = "http://127.0.0.1:4321/enter/abcd"
    person.gets(CarerPageOpened(at=person.now + 1000, link=link, is_in_browser=True))
    return loses_focus(person, after_ms=500)


def test_the_carers_browser_stays_in_front_for_a_while() -> None:
    person = with_carers_page(locked())
    person.waits(CARER_NEEDS_MS - 1000)
    assert raised(person) == []
    person.waits(2000)
    assert len(raised(person)) == 1


def test_the_address_can_be_read_beside_what_is_said_of_the_switch() -> None:
    scene = scene_of(with_carers_page(locked()).waits(LINK_STAYS_MS // 2).state)
    assert scene.title.startswith("http://")
    assert scene.cover is not None


def test_an_address_that_comes_after_the_browser_is_shown_as_large() -> None:
    person = locked().reaches("settings", "carers", "carer-page", "carer-page")
    loses_focus(person).waits(5000)
    link = "http://127.0.0.1:4321/enter/abcd"
    person.gets(CarerPageOpened(at=person.now + 1, link=link, is_in_browser=True))
    assert scene_of(person.state).title == link


def test_nothing_is_said_over_a_carer_at_work() -> None:
    person = with_carers_page(with_voice()).waits(CARER_NEEDS_MS - 5000)
    assert times_said(person) == 0
    person.waits(20_000)
    assert times_said(person) == 1


def test_with_each_change_the_carer_has_as_long_again() -> None:
    person = with_carers_page(locked()).waits(CARER_NEEDS_MS - 1000)
    person.gets(PeopleChanged(at=person.now + 1, people=("Anna",)))
    assert raised(person.waits(CARER_NEEDS_MS - 1000)) == []
    assert raised(person.waits(2000)) != []


def test_a_carer_may_look_at_the_window_and_go_back_to_the_browser() -> None:
    person = gets_it_back(with_carers_page(locked()).waits(60_000))
    loses_focus(person.waits(CARER_LOOKS_MS // 2)).waits(CARER_NEEDS_MS - 1000)
    assert raised(person) == []


def test_when_the_carer_is_done_the_window_keeps_its_place_again() -> None:
    person = gets_it_back(with_carers_page(locked()).waits(60_000))
    loses_focus(person.waits(CARER_LOOKS_MS + 1000)).waits(5000)
    assert raised(person) != []


# --- the call for help -------------------------------------------------------------------


def test_a_call_brings_the_window_to_the_front_whether_it_is_locked_or_not() -> None:
    person = at_home()
    person.gets(SwitchPressed(at=person.now + 10, switch="gamepad-1"))
    loses_focus(person, after_ms=1000).waits(3000)
    assert person.state.alarm.is_calling
    [at] = raised(person)
    assert at == person.calls()[0][0]


def test_also_over_the_browser_of_a_carer() -> None:
    person = with_carers_page(locked()).waits(5000)
    person.gets(SwitchPressed(at=person.now + 10, switch="gamepad-1")).waits(20_000)
    assert len(raised(person)) > 1


def test_during_a_call_only_the_call_is_shown() -> None:
    person = loses_focus(at_home()).waits(10_000)
    person.gets(SwitchPressed(at=person.now + 10, switch="gamepad-1")).waits(10_000)
    assert scene_of(person.state).kind == "call"
    assert scene_of(person.state).cover is None


# --- whatever happens --------------------------------------------------------------------


@given(any_state, lives)
@trying(max_examples=60, deadline=None)
def test_no_light_moves_for_long_where_no_press_and_no_word_is_heard(
    state: AppState, happened: list[tuple[Millis, Happening]]
) -> None:
    life = lived(state, happened)
    life.meets(lambda it: SwitchesLost(at=it.now))
    life.meets(lambda it: FocusLost(at=it.now, hears_mouse=False))
    life.goes_on(SHOWN_AFTER_MS + 1)
    if is_deaf(life.state) and not life.state.alarm.is_calling:
        assert scene_of(life.state).cover is not None
        assert is_spoken_to(life.state) or not isinstance(life.state.mode, Browsing)


class Listening(Life):
    """Looks at what is being said when it is said that the switch is not heard."""

    def _note(self, at: Millis, what: Event | Effect) -> None:
        super()._note(at, what)
        if isinstance(what, get_args(Event)):
            self.event, self.before = what, self.loop.state
        elif isinstance(what, Speak) and self._is_of_focus(what.utterance.text):
            self._cuts_nothing_off(at)

    def _is_of_focus(self, text: str) -> bool:
        keys = ("focus.said", "focus.said_mouse", "focus.back")
        return any(self.before.words(key) in text for key in keys)

    def _cuts_nothing_off(self, at: Millis) -> None:
        before = self.before
        if before.saying is None or before.saying.kind != "sentence":
            return
        assert not isinstance(self.event, FocusLost | FocusBack)
        if isinstance(self.event, DeadlineReached):
            # The voice hung, or a press that waited ended the reading.
            assert before.give_up_at == at or before.switches.pending_since is not None


@given(any_state, lives)
@trying(max_examples=100, deadline=None)
def test_what_is_said_of_it_never_cuts_a_sentence_off(
    state: AppState, happened: list[tuple[Millis, Happening]]
) -> None:
    life = Listening(state=state)
    life.meets(lambda it: Started(at=it.now))
    for wait_ms, happening in happened:
        life.goes_on(wait_ms)
        life.meets(happening)
    life.goes_on(60_000)


@given(any_state, lives)
@trying(max_examples=60, deadline=None)
def test_with_the_keyboard_back_nothing_is_said_to_be_unheard(
    state: AppState, happened: list[tuple[Millis, Happening]]
) -> None:
    life = lived(state, happened)
    life.meets(lambda it: FocusBack(at=it.now))
    assert life.state.focus.lost_at is None
    assert scene_of(life.state).cover is None
    life.goes_on(600_000)
    assert scene_of(life.state).cover is None


@given(st.integers(0, 60_000))
@trying(max_examples=60, deadline=None)
def test_pointing_chooses_nothing_that_lay_under_what_is_shown(at: Millis) -> None:
    person = loses_focus(at_home()).waits(at)
    shown = is_shown(person)
    person.gets(ItemPointed(at=person.now + 1, item="settings"))
    assert (person.chosen() == []) or not shown


def test_the_state_of_a_lost_window_is_whole_again_after_a_power_cut() -> None:
    person = loses_focus(with_voice()).waits(10_000)
    assert is_shown(person)
    person.does(f"{person.now + 10} fault power-cut\n{person.now + 2000} end")
    assert not is_shown(person)
