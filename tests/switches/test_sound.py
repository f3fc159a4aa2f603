"""The sound switch: what is a press, what is not, and what people are told about it."""

import itertools
from array import array

import numpy as np
import pytest

from assistant.core.events import SwitchPressed, SwitchReleased
from assistant.core.settings import Settings, clash_in, with_value
from assistant.speech.sound import RATE_HZ, Sound
from assistant.speech.tones import call_tone, hold_tone
from assistant.switches.sound import Kind, SoundRules, SoundSwitch, rules_of
from assistant.switches.sound_frames import SAMPLE_RATE, Samples
from tests.switches.voices import (
    AH,
    EE,
    OO,
    clatter,
    heard,
    joined,
    machine,
    noise,
    presses,
    puff,
    quiet,
    tone,
    vowel,
    whys,
)

FRAME_MS = 64


def switch(*kinds: Kind, least_ms: int = 500, longest_ms: int = 8000) -> SoundSwitch:
    rules = SoundRules(
        kinds=frozenset(kinds or ("voice",)), least_ms=least_ms, longest_ms=longest_ms
    )
    return SoundSwitch(rules)


def in_a_room(*sounds: Samples) -> Samples:
    """Two and a half quiet seconds, then these."""
    return joined(quiet(2500), *sounds, quiet(500))


def our_own(sound: Sound, loud: float) -> Samples:
    """A tone of the program's, as a microphone hears it."""
    samples = np.array(array("h", sound.pcm), np.float64) / 32768 * loud
    size = len(samples) * SAMPLE_RATE // RATE_HZ
    steps = np.arange(size) * RATE_HZ / SAMPLE_RATE
    return np.asarray(np.interp(steps, np.arange(len(samples)), samples), np.float32)


# --- a press -----------------------------------------------------------------------------


@pytest.mark.parametrize("pitch_hz", [80, 110, 160, 220, 300])
def test_a_vowel_is_one_press_from_its_beginning_to_its_end(pitch_hz: int) -> None:
    [(at, length_ms)] = presses(heard(switch(), in_a_room(vowel(1200, pitch_hz))))
    assert abs(at - 2500) <= FRAME_MS
    assert abs(length_ms - 1200) <= FRAME_MS


def test_the_press_is_told_as_soon_as_it_has_lasted_long_enough() -> None:
    sound = switch()
    heard(sound, quiet(2500))
    facts = heard(sound, vowel(560), began=2500)
    assert [type(fact) for fact in facts] == [SwitchPressed]


def test_the_length_of_the_chunks_makes_no_difference() -> None:
    sound = in_a_room(vowel(900), quiet(600), vowel(300))
    ways = [heard(switch(), sound, chunk) for chunk in (37, 160, 1000, len(sound))]
    assert len(presses(ways[0])) == 1
    assert all(one == other for one, other in itertools.pairwise(ways))


def test_two_vowels_with_a_breath_between_them_are_two_presses() -> None:
    assert len(presses(heard(switch(), in_a_room(vowel(800), quiet(500), vowel(800))))) == 2


def test_a_voice_that_breaks_for_a_moment_is_one_press() -> None:
    [(_, length_ms)] = presses(heard(switch(), in_a_room(vowel(700), quiet(180), vowel(700))))
    assert length_ms > 1400


def test_a_trembling_voice_is_one_press() -> None:
    assert len(presses(heard(switch(), in_a_room(vowel(2000, unsteady=0.06))))) == 1


def test_a_soft_voice_counts_over_the_noise_of_a_tap() -> None:
    room = noise(6000, 0.01)
    room[SAMPLE_RATE * 3 : SAMPLE_RATE * 4] += vowel(1000, loud=0.02)
    [(at, length_ms)] = presses(heard(switch(), room))
    assert abs(at - 3000) <= FRAME_MS
    assert abs(length_ms - 1000) <= 2 * FRAME_MS


def test_where_the_room_is_known_to_be_quiet_it_need_not_be_learned_first() -> None:
    assert presses(heard(switch(), joined(vowel(900), quiet(500)))) == []
    begins = SoundSwitch(SoundRules(), is_room_quiet=True)
    assert len(presses(heard(begins, joined(vowel(900), quiet(500))))) == 1


# --- what is no press, and why -----------------------------------------------------------


@pytest.mark.parametrize(
    ("sound", "why"),
    [
        (vowel(300), "too short"),
        (noise(1500, 0.1), "no voice"),
        (tone(1500, 800), "a tone"),
        (tone(1500, 1300), "a tone"),
        (tone(1500, 2700), None),
        (tone(1500, 4100), None),
        (clatter(3000), None),
        (puff(600), "no voice"),
    ],
)
def test_what_is_no_held_voice_is_no_press_and_the_reason_is_told(
    sound: Samples, why: str | None
) -> None:
    facts = heard(switch(), in_a_room(sound))
    assert presses(facts) == []
    assert why is None or why in whys(facts)


def test_a_voice_hardly_louder_than_the_room_is_no_press() -> None:
    room = machine(6000, 0.02)
    room[count_at(3000) : count_at(4000)] += vowel(1000, 100, loud=0.005)
    sound = switch()
    facts = [*heard(sound, room), *sound.lost()]
    assert presses(facts) == []
    assert "too quiet" in whys(facts)


@pytest.mark.parametrize("mouth", [AH, EE, OO])
@pytest.mark.parametrize("pitch_hz", [90, 150, 210, 290])
def test_any_vowel_will_do(mouth: tuple[float, float], pitch_hz: int) -> None:
    assert len(presses(heard(switch(), in_a_room(vowel(900, pitch_hz, mouth=mouth))))) == 1


def test_talk_changes_its_colour_and_is_no_press() -> None:
    talk = joined(*(vowel(130, mouth=mouth) for _ in range(4) for mouth in (AH, EE, OO)))
    facts = heard(switch(), in_a_room(talk))
    assert presses(facts) == []
    assert "not steady" in whys(facts)


def test_talk_that_begins_with_a_long_vowel_is_one_short_press_and_never_a_long_hold() -> None:
    on = [vowel(140, pitch, mouth=mouth) for pitch in (120, 150, 135) for mouth in (EE, AH, OO)]
    [(_, length_ms)] = presses(heard(switch(), in_a_room(vowel(700), *on * 4)))
    assert length_ms < 2000


def test_a_voice_that_slowly_changes_its_colour_is_held_on() -> None:
    steps = [(700 - 35 * at, 1200 - 30 * at) for at in range(10)]
    gliding = joined(*(vowel(350, mouth=(float(low), float(high))) for low, high in steps))
    [(_, length_ms)] = presses(heard(switch(), in_a_room(gliding)))
    assert length_ms > 3300


@pytest.mark.parametrize("loud", [0.02, 0.2, 1.0])
def test_our_own_tones_are_never_a_press(loud: float) -> None:
    ours = joined(our_own(hold_tone(2200), loud), *[our_own(call_tone(), loud)] * 4)
    assert presses(heard(switch(), in_a_room(ours))) == []


@pytest.mark.parametrize("loud", [0.01, 0.1, 0.5])
def test_the_tone_of_a_hold_does_not_go_on_holding_when_the_voice_has_stopped(loud: float) -> None:
    humming = joined(vowel(1500), quiet(2500))
    ours = our_own(hold_tone(2200), loud)
    humming[count_at(800) : count_at(800) + len(ours)] += ours
    [(_, length_ms)] = presses(heard(switch(), in_a_room(humming)))
    assert abs(length_ms - 1500) <= 2 * FRAME_MS


def count_at(ms: int) -> int:
    return ms * SAMPLE_RATE // 1000


# --- the room ----------------------------------------------------------------------------


def test_the_first_two_seconds_teach_the_room_and_press_nothing() -> None:
    facts = heard(switch(), joined(machine(6000), quiet(500)))
    assert presses(facts) == []


def test_a_noise_that_never_takes_breath_is_let_go_and_becomes_the_room() -> None:
    facts = heard(switch(longest_ms=5000), in_a_room(machine(20_000)))
    [(_, length_ms)] = presses(facts)
    assert abs(length_ms - 5000) <= FRAME_MS


def test_a_voice_counts_over_a_noise_that_has_become_the_room() -> None:
    sound = in_a_room(machine(20_000, 0.01))
    sound[count_at(14_000) : count_at(15_000)] += vowel(1000, 140)
    assert len(presses(heard(switch(longest_ms=5000), sound))) == 2


def test_humming_again_and_again_does_not_make_the_person_the_room() -> None:
    hums = [part for _ in range(20) for part in (vowel(1200), quiet(400))]
    assert len(presses(heard(switch(), in_a_room(*hums)))) == 20


def test_a_soft_voice_counts_soon_after_a_loud_room_has_become_quiet() -> None:
    sound = joined(noise(2500, 0.1), quiet(1500), vowel(1000, loud=0.005), quiet(500))
    assert len(presses(heard(switch(), sound))) == 1


# --- puffs -------------------------------------------------------------------------------


@pytest.mark.parametrize("length_ms", [150, 300, 900])
def test_a_puff_is_a_press_only_where_puffs_are_on(length_ms: int) -> None:
    sound = in_a_room(puff(length_ms))
    [(at, lasted_ms)] = presses(heard(switch("puff"), sound))
    assert abs(at - 2500) <= FRAME_MS
    assert abs(lasted_ms - length_ms) <= 2 * FRAME_MS
    assert presses(heard(switch("voice"), sound)) == []


def test_a_voice_is_no_puff_and_a_puff_no_voice_but_both_can_be_on() -> None:
    sound = in_a_room(vowel(900), quiet(600), puff(300))
    assert len(presses(heard(switch("puff"), sound))) == 1
    assert len(presses(heard(switch("voice"), sound))) == 1
    assert len(presses(heard(switch("voice", "puff"), sound))) == 2
    assert "not a puff" in whys(heard(switch("puff"), sound))


# --- what may go wrong -------------------------------------------------------------------


def test_a_microphone_that_is_lost_lets_go() -> None:
    sound = switch()
    heard(sound, joined(quiet(2500), vowel(900)))
    [release] = sound.lost()
    assert isinstance(release, SwitchReleased)
    assert sound.lost() == []


def test_a_hole_in_the_sound_lets_go_and_nothing_is_bridged_over_it() -> None:
    sound = switch()
    facts = heard(sound, joined(quiet(2500), vowel(900)))
    facts += heard(sound, vowel(400), began=60_000)
    assert len(presses(facts)) == 1


def test_new_rules_let_go_of_what_the_old_ones_held_and_keep_the_room() -> None:
    sound = switch()
    heard(sound, joined(quiet(2500), vowel(900)))
    before = sound.room_db
    [release] = sound.apply(SoundRules(kinds=frozenset({"puff"})))
    assert isinstance(release, SwitchReleased)
    assert sound.room_db == before
    assert sound.apply(SoundRules(kinds=frozenset({"puff"}))) == []
    assert presses(heard(sound, joined(vowel(900), quiet(500)), began=3400)) == []


@pytest.mark.parametrize(
    "odd",
    [
        np.zeros(0, np.float32),
        np.ones(1, np.float32),
        np.full(4000, np.nan, np.float32),
        np.full(4000, np.inf, np.float32),
        np.full(4000, 1.0, np.float32),
        np.sign(vowel(900)) * 9,
    ],
)
def test_odd_samples_do_no_harm(odd: Samples) -> None:
    sound = switch()
    heard(sound, quiet(2500))
    heard(sound, odd, began=2500)
    later = heard(sound, joined(quiet(1500), vowel(900), quiet(500)), began=4000)
    assert any(isinstance(fact, SwitchPressed) for fact in later)


# --- settings ----------------------------------------------------------------------------


def test_the_settings_say_which_sounds_count_and_for_how_long() -> None:
    settings = with_value(with_value(Settings(), "switch.sound", "both"), "switch.sound_ms", 700)
    rules = rules_of(settings)
    assert rules.kinds == {"voice", "puff"}
    assert rules.least_ms == 700
    assert rules.longest_ms > settings.help.hold_ms
    assert rules_of(Settings()).kinds == set()


def test_a_sound_must_be_able_to_choose_before_it_calls_for_help() -> None:
    slow = with_value(with_value(Settings(), "switch.sound_ms", 1400), "help.hold_ms", 1500)
    assert clash_in(slow) is None
    clash = clash_in(with_value(slow, "switch.sound", "voice"))
    assert clash is not None
    assert clash[0] == "switch.sound_ms"
