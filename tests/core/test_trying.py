"""Trying the switch: every press is shown, none chooses, and one switch is enough to get out."""

from dataclasses import replace

import pytest

from assistant.core import trying as moves
from assistant.core.effects import PressIgnored, Selected
from assistant.core.events import (
    CarerKeyPressed,
    ClockJumped,
    NoPress,
    SwitchesLost,
    SwitchPressed,
    SwitchReleased,
)
from assistant.core.settings import Settings, with_value
from assistant.core.state import Browsing
from assistant.core.trial import Tried, Trying
from assistant.core.trying import ENDS_AFTER_MS, LEAVES_AFTER_MS
from assistant.view.scene import scene_of
from tests.core.person import PLAIN, WORDS, Person, silent

OF_SWITCH = "settings/switch"


def trying(**values: object) -> Person:
    """Somebody who has chosen "Try my switch" and let go again."""
    person = Person(silent()).reaches("settings", "switch", "try-switch").waits(1000)
    assert isinstance(person.state.mode, Trying)
    person.world.loop.state = replace(person.state, settings=silent(**values))
    return person


def presses(person: Person, *times: tuple[int, int], switch: str = "space") -> Person:
    """Press so many milliseconds from now, for so many."""
    began = person.now
    for at, length_ms in times:
        person.gets(SwitchPressed(at=began + at, switch=switch))
        person.gets(SwitchReleased(at=began + at + length_ms, switch=switch))
    return person


def tried(person: Person) -> tuple[Tried, ...]:
    assert isinstance(person.state.mode, Trying)
    return person.state.mode.tried


def found(person: Person) -> list[tuple[str, int | None]]:
    return [(it.why, it.length_ms) for it in tried(person)]


def is_back(person: Person) -> bool:
    return isinstance(person.state.mode, Browsing) and person.state.path_ids[-1] == OF_SWITCH


# --- what is shown -----------------------------------------------------------------------


def test_a_press_that_counts_is_shown_with_its_length_and_chooses_nothing() -> None:
    person = trying()
    chosen = len(person.records_of(Selected))
    presses(person, (0, 240))
    assert found(person) == [("counted", 240)]
    assert len(person.records_of(Selected)) == chosen


def test_the_press_that_opened_the_test_is_not_part_of_it() -> None:
    assert tried(trying()) == ()


def test_a_press_below_the_acceptance_time_is_too_short() -> None:
    person = presses(trying(switch__acceptance_ms=300), (0, 250), (2000, 350))
    assert found(person) == [("too short", 250), ("counted", 350)]


def test_a_press_is_judged_as_soon_as_it_has_lasted_and_measured_when_it_comes_up() -> None:
    person = trying(switch__acceptance_ms=300)
    person.gets(SwitchPressed(at=person.now + 1, switch="space")).waits(400)
    assert found(person) == [("counted", None)]


def test_a_bouncing_switch_is_shown_as_bouncing() -> None:
    person = presses(trying(switch__lockout_ms=0), (0, 200), (350, 100))
    assert found(person) == [("counted", 200), ("bounce", 100)]
    assert tried(person)[1].after_ms == 150
    assert person.ignored()[-1] == "bounce"


def test_the_lockout_after_a_choice_is_shown_too() -> None:
    person = presses(trying(switch__bounce_guard_ms=0), (0, 100), (300, 100))
    assert found(person) == [("counted", 100), ("lockout", 100)]


def test_where_letting_go_chooses_a_press_is_judged_when_it_comes_up() -> None:
    person = trying(switch__choose_on="release")
    person.gets(SwitchPressed(at=person.now + 1, switch="space")).waits(300)
    assert found(person) == [("waiting", None)]
    person.gets(SwitchReleased(at=person.now + 1, switch="space"))
    assert found(person) == [("counted", 301)]


def test_what_the_microphone_filtered_is_shown_with_its_reason() -> None:
    person = trying()
    person.gets(NoPress(at=person.now, switch="sound", length_ms=320, why="too short"))
    [line] = scene_of(person.state).lines
    assert line.text == "Sound, 0.32 seconds. It must last 0.50 seconds to count."


def test_what_was_filtered_is_said_once_and_our_own_voice_is_not_answered() -> None:
    person = Person(PLAIN).reaches("settings", "switch", "try-switch").waits(15_000)
    person.gets(NoPress(at=person.now, switch="sound", length_ms=320, why="too short"))
    began = person.now
    person.waits(100)
    for at in (began + 100, began + 700, began + 1000):  # heard while it was said, or in the room
        person.world.loop.handle(NoPress(at=at, switch="sound", length_ms=400, why="too short"))
        person.waits(400)
    texts = [it.utterance.text for it in person.world.spoken]
    assert texts.count("Too short") == 1
    assert len(tried(person)) == 1


def test_a_plate_that_clatters_is_shown_and_not_said_and_does_not_keep_the_test_open() -> None:
    person = Person(PLAIN).reaches("settings", "switch", "try-switch").waits(9000)
    for _ in range(6):
        person.gets(NoPress(at=person.now, switch="sound", length_ms=90, why="no voice"))
        person.waits(2000)
    assert "No voice" not in [it.utterance.text for it in person.world.spoken]
    assert is_back(person)


def test_elsewhere_what_the_microphone_filtered_changes_nothing() -> None:
    person = Person(silent()).does("0 end")
    before = person.state
    person.gets(NoPress(at=person.now, switch="sound", length_ms=320, why="a tone"))
    assert person.state.mode == before.mode
    assert person.records_of(PressIgnored) == []


def test_two_switches_held_together_are_one_press() -> None:
    person = trying()
    at = person.now
    for event in (
        SwitchPressed(at=at + 10, switch="space"),
        SwitchPressed(at=at + 100, switch="gamepad"),
        SwitchReleased(at=at + 200, switch="space"),
        SwitchReleased(at=at + 700, switch="gamepad"),
    ):
        person.gets(event)
    assert found(person) == [("counted", 690)]


def test_every_reason_has_words_of_its_own() -> None:
    whys = ["counted", "too short", "bounce", "lockout", "held on", "waiting"]
    whys += ["not steady", "too quiet", "no voice", "not a puff", "a tone"]
    for why in whys:
        key = why.replace(" ", "_")
        assert f"trying.{key}" in WORDS.texts
        assert f"trying.why.{key}" in WORDS.texts


def test_the_newest_press_comes_first_and_only_a_few_are_kept() -> None:
    person = presses(trying(), *((at * 1000, 100 + at) for at in range(9)))
    lines = scene_of(person.state).lines
    assert lines[0].is_lit
    assert lines[0].text == "Space, 0.11 seconds. It counted."
    assert len(lines) == 6


def test_counted_is_said_softly() -> None:
    person = Person(PLAIN).reaches("settings", "switch", "try-switch").waits(12_000)
    presses(person, (0, 200)).waits(500)
    last = person.world.spoken[-1].utterance if person.state.saying is None else person.state.saying
    assert last.text == "Counted"
    spoken = [it.utterance for it in person.world.spoken if it.utterance.text == "Counted"]
    assert {it.volume_percent for it in spoken} <= {Settings().speech.volume_percent // 2}


# --- getting out -------------------------------------------------------------------------


def test_a_switch_that_rests_leads_back_to_the_settings() -> None:
    person = presses(trying(), (0, 200))
    assert not is_back(person.waits(LEAVES_AFTER_MS - 1))
    assert is_back(person.waits(1))


def test_it_says_how_to_leave_before_the_time_of_resting_begins() -> None:
    person = Person(PLAIN).reaches("settings", "switch", "try-switch")
    person.hears(WORDS("trying.said"), within_ms=2000)
    while person.state.saying is not None:
        person.waits(50)
    assert not is_back(person.waits(LEAVES_AFTER_MS - 100))
    assert is_back(person.waits(200))


def test_a_hand_that_never_rests_gets_out_too() -> None:
    person = trying()
    presses(person, *((at, 500) for at in range(0, ENDS_AFTER_MS, 4000)))
    assert is_back(person.waits(4000))


def test_holding_the_switch_calls_for_help_there_too() -> None:
    person = trying()
    at = person.now + 10
    person.gets(SwitchPressed(at=at, switch="space")).waits(3500)
    assert person.calls() == [(at + 3000, "call")]
    person.gets(SwitchReleased(at=person.now + 1, switch="space"))
    person.gets(CarerKeyPressed(at=person.now + 1, key="escape"))
    assert is_back(person)


def test_carers_leave_with_escape() -> None:
    person = trying()
    assert is_back(person.gets(CarerKeyPressed(at=person.now + 1, key="escape")))


@pytest.mark.parametrize("event", [SwitchesLost, ClockJumped])
def test_a_press_whose_end_nobody_saw_is_not_shown(
    event: type[SwitchesLost] | type[ClockJumped],
) -> None:
    person = trying()
    person.gets(SwitchPressed(at=person.now + 10, switch="space")).waits(100)
    at = person.now + 1
    lost = SwitchesLost(at=at) if event is SwitchesLost else ClockJumped(at=at, gap_ms=60_000)
    person.gets(lost)
    assert tried(person) == ()
    assert is_back(person.waits(LEAVES_AFTER_MS))


def test_in_every_access_method_it_can_be_opened_and_left() -> None:
    for method in ("step", "two-switch", "inverse"):
        settings = with_value(silent(), "scan.method", method)
        person = Person(settings).does("0 end")
        person.world.loop.state = moves.begin(person.state)[0]
        presses(person.waits(100), (0, 200))
        assert found(person) == [("counted", 200)]
        person.waits(LEAVES_AFTER_MS)
        assert isinstance(person.state.mode, Browsing)
