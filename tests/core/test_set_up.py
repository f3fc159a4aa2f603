"""Setting up the switch: ten presses on cue, an offer, and nothing changed until it is accepted.

"Now" is one word: 400 ms with this voice. Without the voice it is only shown.
"""

from itertools import pairwise

import pytest

from assistant.core.effects import SaveSettings
from assistant.core.events import (
    CarerKeyPressed,
    ClockJumped,
    Remarked,
    SwitchesLost,
    SwitchPressed,
    SwitchReleased,
)
from assistant.core.menu import Command
from assistant.core.set_up import FEWEST, WANTED, Measured, proposal_of, with_proposal
from assistant.core.settings import Settings, clash_in, with_value
from assistant.core.state import Browsing, Measuring, Resting
from assistant.core.units import Millis
from assistant.view.scene import scene_of
from tests.core.person import PLAIN, WORDS, Person, silent


def set_out(settings: Settings | None = None) -> Person:
    """Somebody who has just chosen to set the switch up."""
    return Person(settings or silent()).reaches("settings", "switch", "set-up")


def measuring(person: Person) -> Measuring:
    mode = person.state.mode
    assert isinstance(mode, Measuring)
    return mode


def contact(person: Person, hold_ms: Millis) -> Person:
    person.gets(SwitchPressed(at=person.now + 1, switch="switch"))
    return person.gets(SwitchReleased(at=person.now + hold_ms, switch="switch"))


def waits_for_cue(person: Person) -> Person:
    ends = person.now + 30_000
    while not (isinstance(person.state.mode, Measuring) and person.state.mode.onset is not None):
        person.waits(5)
        assert person.now < ends
    return person


def answers(person: Person, times: int, after_ms: Millis = 800, hold_ms: Millis = 200) -> Person:
    for _ in range(times):
        cue = waits_for_cue(person).state.mode
        assert isinstance(cue, Measuring)
        assert cue.onset is not None
        person.goes_on_until(cue.onset + after_ms - 1)
        person.now = cue.onset + after_ms - 1
        contact(person, hold_ms)
    return person


@pytest.mark.parametrize("settings", [silent(), PLAIN])
def test_ten_presses_give_their_mean_and_the_interval_by_the_rule_of_practice(
    settings: Settings,
) -> None:
    person = answers(set_out(settings), WANTED, after_ms=800)
    assert person.state.path_ids[-1] == "set-up"
    proposal = person.state.proposal
    assert proposal is not None
    assert proposal.mean_ms == pytest.approx(800, abs=3)
    assert proposal.interval_ms == 1250  # 800 / 0.65 = 1231
    assert "so each choice would stay lit for 1.25 seconds" in scene_of(person.state).title


def test_the_screen_says_when_to_press_and_how_many_there_were() -> None:
    person = answers(set_out(), 3)
    [waiting] = scene_of(person.state).tiles
    assert (waiting.title, waiting.is_lit) == ("Wait", False)
    [now] = scene_of(waits_for_cue(person).state).tiles
    assert (now.title, now.is_lit) == ("Now", True)
    assert scene_of(person.state).hint.startswith("3 of 10.")


def test_the_cues_come_without_a_rhythm() -> None:
    person = set_out()
    onsets = []
    for _ in range(6):
        cue = measuring(waits_for_cue(person))
        onsets.append(cue.onset or 0)
        answers(person, 1)
    gaps = {after - before for before, after in pairwise(onsets)}
    assert len(gaps) == 5


def test_nothing_is_changed_until_it_is_accepted() -> None:
    person = answers(set_out(), WANTED)
    assert person.records_of(SaveSettings) == []
    person.presses_at("use-set-up")
    [saved] = person.records_of(SaveSettings)
    assert saved.settings == person.state.settings == person.saved_settings
    assert person.state.settings.scan.interval_ms == 1250
    assert person.state.path_ids == ("home", "settings", "settings/switch")


def test_leaving_the_offer_changes_nothing() -> None:
    person = answers(set_out(), WANTED).presses_at("back")
    assert person.records_of(SaveSettings) == []
    assert person.state.settings == silent()


def test_a_bouncing_switch_gets_a_longer_guard() -> None:
    person = set_out()
    for _ in range(WANTED):
        answers(person, 1)
        if isinstance(person.state.mode, Measuring):
            person.waits(240)
            contact(person, 40)
    proposal = person.state.proposal
    assert proposal is not None
    assert proposal.bounce_guard_ms == pytest.approx(1.5 * 241, abs=50)
    assert proposal.lockout_ms > proposal.bounce_guard_ms
    assert proposal.acceptance_ms == 100  # half of the shortest wanted press
    assert "Presses under 0.1 seconds" in scene_of(person.state).title


def test_a_worn_contact_does_not_make_the_presses_look_short() -> None:
    person = set_out()
    for _ in range(WANTED - 1):
        answers(person, 1, hold_ms=30)
        person.waits(40)
        contact(person, 300)
    measured = measuring(person).measured
    assert min(measured.holds_ms) > 300
    assert len(measured.delays_ms) == WANTED - 1


def test_whoever_does_not_press_is_told_and_nothing_is_changed() -> None:
    person = set_out().waits(60_000)
    assert isinstance(person.state.mode, Browsing | Resting)
    assert person.state.settings == silent()
    assert person.records_of(SaveSettings) == []


def test_the_press_that_opened_the_set_up_is_not_measured_nor_one_while_it_is_explained() -> None:
    person = set_out(PLAIN).waits(1000)
    contact(person, 30)
    waits_for_cue(person)
    assert measuring(person).measured == Measured()


def test_a_press_before_the_word_is_no_answer() -> None:
    person = set_out().waits(200)
    contact(person, 200)
    assert measuring(person).measured.delays_ms == ()
    answers(person, WANTED)
    assert person.state.proposal is not None


def test_a_hold_calls_for_help_from_the_set_up_too() -> None:
    person = set_out().waits(100)
    person.gets(SwitchPressed(at=person.now, switch="switch")).waits(3100)
    assert person.state.alarm.is_calling
    person.gets(CarerKeyPressed(at=person.now, key="escape"))
    assert isinstance(person.state.mode, Browsing)
    assert person.state.settings == silent()


def test_a_keyboard_that_is_lost_in_the_midst_of_a_press_does_not_end_the_cues() -> None:
    person = waits_for_cue(set_out()).waits(500)
    person.gets(SwitchPressed(at=person.now, switch="switch"))
    person.gets(SwitchesLost(at=person.now + 100))
    assert measuring(person).measured.delays_ms == ()
    answers(person, WANTED)
    assert person.state.proposal is not None


def test_escape_leaves_it_and_so_does_a_sleep() -> None:
    person = set_out().waits(100)
    person.gets(CarerKeyPressed(at=person.now, key="escape"))
    assert isinstance(person.state.mode, Browsing)
    other = set_out().waits(100)
    other.gets(ClockJumped(at=other.now, gap_ms=60_000))
    assert isinstance(other.state.mode, Browsing)


def test_what_is_asked_is_said() -> None:
    person = answers(set_out(PLAIN), 2)
    assert WORDS("set_up.ask") in person.said()
    assert person.said().count("Now") == 2


def sounds(person: Person, began: Millis, hold_ms: Millis) -> Person:
    """A sound is known for a press half a second late, and its end a quarter."""
    person.goes_on_until(began + 500)
    person.gets(SwitchPressed(at=began, switch="sound"))
    person.goes_on_until(began + hold_ms + 250)
    return person.gets(SwitchReleased(at=began + hold_ms, switch="sound"))


def test_a_sound_is_measured_from_when_it_began_to_when_it_ended() -> None:
    person = waits_for_cue(set_out(silent(switch__sound="voice")))
    began = (measuring(person).onset or 0) + 700
    person.goes_on_until(began + 400)
    person.gets(Remarked(at=began + 450, text="Something else happened meanwhile."))
    sounds(person, began, 800)
    measured = measuring(person).measured
    assert (measured.delays_ms, measured.holds_ms) == ((700,), (800,))


def test_a_sound_that_began_before_the_word_is_no_answer() -> None:
    person = waits_for_cue(set_out(silent(switch__sound="voice")))
    sounds(person, (measuring(person).onset or 0) - 200, 800)
    measured = measuring(person).measured
    assert measured.delays_ms == ()
    assert measured.stray_holds_ms == (800,)


def test_too_few_presses_give_no_offer() -> None:
    few = Measured(delays_ms=(700,) * (FEWEST - 1), holds_ms=(200,) * (FEWEST - 1))
    assert proposal_of(few) is None


@pytest.mark.parametrize("delay_ms", [1, 100, 5000])
@pytest.mark.parametrize("hold_ms", [1, 200, 2900])
def test_whatever_is_measured_the_offer_is_within_the_ranges(
    delay_ms: Millis, hold_ms: Millis
) -> None:
    measured = Measured(
        delays_ms=(delay_ms,) * WANTED,
        holds_ms=(hold_ms,) * WANTED,
        stray_holds_ms=(1, 30),
        bounces_ms=(1, 600),
    )
    proposal = proposal_of(measured)
    assert proposal is not None
    settings = with_proposal(with_value(Settings(), "help.hold_ms", 1500), proposal)
    assert clash_in(settings) is None
    assert 200 <= settings.scan.interval_ms <= 10_000
    assert settings.switch.bounce_guard_ms <= 2000


def test_the_set_up_is_the_first_choice_about_the_switch() -> None:
    person = Person(silent()).reaches("settings", "switch")
    assert person.state.menu.items[0].action is Command.SET_UP


def test_a_sleep_ends_the_measuring_and_chooses_nothing() -> None:
    person = Person(silent()).reaches("settings", "switch", "set-up")
    before = person.chosen()
    person.sleeps_until(person.now + 3_600_000)
    assert person.chosen() == before
    assert person.state.path_ids[-1] == "settings/switch"
