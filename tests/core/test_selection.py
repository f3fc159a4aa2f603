"""Timelines that an occupational therapist could write: what was lit when, when it was pressed."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.core.planner import CAREFUL, Choices, Choose, Light, decide, first_pass
from assistant.core.press_model import PersonModel, doubted
from assistant.core.selection import (
    ErrorRecord,
    Stage,
    belief,
    counted,
    learned,
    lit,
    lit_item,
    pressed,
    prior_of,
    refused,
    undone,
)

SIX = Choices(prior=(1 / 6,) * 6)


def known_hand(delay_s: float, spread: float = 0.2, presses: float = 40.0) -> PersonModel:
    """Somebody whose presses come so long after what they answer."""
    log = math.log(delay_s)
    return PersonModel(
        weight=presses,
        log_sum=presses * log,
        log_square_sum=presses * (log * log + spread * spread),
        watched_s=300.0,
        hits=presses,
    )


def scanned(steps: int, step_ms: int, items: int = 6) -> Stage:
    """One item after the other, from 0 on."""
    stage = Stage(prior=(1 / items,) * items, began_ms=0)
    for step in range(steps):
        stage = lit(stage, (step % items,), step * step_ms)
    return stage


def answering(item: int, delay_ms: int, *, step_ms: int = 1500) -> Stage:
    """A plain scan in which this item was answered after so long."""
    return pressed(scanned(item + 1, step_ms), item * step_ms + delay_ms)


def test_a_press_200_ms_after_the_step_chooses_the_item_before_for_a_slow_hand() -> None:
    slow = known_hand(1.2)
    stage = pressed(scanned(4, 1000), 3200)  # the fourth item has been lit for 200 ms
    decision = decide(stage, SIX, slow, 3200)
    assert decision == Choose(2)
    assert lit_item(stage) == 3


def test_the_same_press_chooses_the_lit_item_for_a_quick_hand() -> None:
    quick = known_hand(0.22, 0.15)
    stage = pressed(scanned(4, 1000), 3200)
    assert decide(stage, SIX, quick, 3200) == Choose(3)


def test_a_press_that_may_have_answered_either_item_asks_again_among_these_two_first() -> None:
    hand = known_hand(0.6, 0.35)
    stage = pressed(scanned(3, 500), 1350)
    decision = decide(stage, SIX, hand, 1350)
    assert isinstance(decision, Light)
    assert {step.items for step in decision.steps[:2]} == {(1,), (2,)}
    assert {item for step in decision.steps for item in step.items} == set(range(6))


def test_a_hand_nobody_knows_gets_plain_scanning_one_by_one_at_the_plain_step() -> None:
    plan = first_pass(SIX, PersonModel())
    assert [step.items for step in plan.steps] == [(item,) for item in range(6)]
    assert {step.dwell_ms for step in plan.steps} == {1500}


@pytest.mark.parametrize("delay_ms", [400, 600, 800, 1100])
@pytest.mark.parametrize("item", [0, 2, 5])
def test_a_hand_nobody_knows_chooses_what_is_lit(item: int, delay_ms: int) -> None:
    stage = answering(item, delay_ms)
    assert decide(stage, SIX, PersonModel(), stage.presses[0]) == Choose(item)


def test_a_second_press_that_agrees_makes_sure() -> None:
    hand = known_hand(0.8, 0.3)
    stage = pressed(scanned(3, 700), 2050)
    once = belief(stage, hand, 2050)
    again = pressed(lit(stage, (1,), 2400), 3200)
    assert belief(again, hand, 3200)[1] > max(once[1], 0.95)


def test_silence_speaks_for_what_has_not_been_lit_yet() -> None:
    hand = known_hand(0.5)
    shares = belief(scanned(3, 1000), hand, 3000)
    assert shares[0] < 0.1 < shares[4]


def test_a_press_on_its_way_is_still_believed_after_a_false_one() -> None:
    shaky = PersonModel(
        weight=40, log_sum=0.0, log_square_sum=1.6, false_presses=15, watched_s=100, hits=40
    )
    stage = pressed(lit(Stage(prior=(0.5, 0.5), began_ms=0), (0,), 0), 350)  # far too early
    stage = pressed(stage, 1000)  # the usual second after the first item, which is dark by now
    assert belief(stage, shaky, 1000)[0] > 0.8


def test_a_group_is_told_apart_on_the_next_pass() -> None:
    hand = known_hand(0.5, 0.15)
    stage = lit(Stage(prior=(0.25,) * 4, began_ms=0), (0, 1), 0)
    stage = pressed(lit(stage, (2, 3), 1500), 2000)
    shares = belief(stage, hand, 2000)
    assert shares[2] == shares[3] > 0.4
    choices = Choices(prior=(0.25,) * 4)
    decision = decide(stage, choices, hand, 2000)
    assert isinstance(decision, Light)
    assert {step.items for step in decision.steps[:2]} == {(2,), (3,)}


# --- learning ----------------------------------------------------------------------------


def taught(delays_ms: list[int], model: PersonModel | None = None) -> PersonModel:
    found = model or PersonModel()
    for delay_ms in delays_ms:
        found = learned(found, answering(2, delay_ms), 2)
    return found


def test_ten_choices_teach_the_delay() -> None:
    model = taught([1000, 1100, 950, 1200, 1050] * 2)
    assert model.mean_s == pytest.approx(1.06, rel=0.08)
    assert not model.is_new


def test_one_odd_press_cannot_break_the_model() -> None:
    steady = taught([500, 520, 480] * 7)
    odd = taught([2900], steady)
    assert odd.mean_s == pytest.approx(steady.mean_s, rel=0.1)
    assert odd.sd_s < 2 * steady.sd_s
    stage = answering(2, 500)
    assert decide(stage, SIX, odd, stage.presses[0]) == Choose(2)


def test_the_first_guess_is_never_forgotten() -> None:
    machine = taught([500] * 400)
    assert machine.log_spread >= 0.1
    assert 0 < machine.miss < 0.1
    assert 0 < machine.false_per_s < 0.02


def test_a_hand_that_slows_down_is_followed() -> None:
    fresh = taught([600, 650, 550] * 8)
    tired = taught([1080, 1170, 990] * 8, fresh)
    assert tired.mean_s == pytest.approx(1.0, rel=0.1)


def test_steps_that_were_let_pass_count_as_misses() -> None:
    model = taught([600] * 20)
    stage = pressed(scanned(8 + 1, 1500), 8 * 1500 + 600)  # item 2 was lit twice, answered late
    assert learned(model, stage, 2).miss > model.miss


def test_presses_before_the_item_was_lit_count_as_false() -> None:
    model = taught([600] * 20)
    stage = pressed(scanned(2, 1500), 1900)
    stage = pressed(lit(lit(stage, (1,), 2500), (4,), 4000), 4600)
    assert learned(model, stage, 4).false_per_s > model.false_per_s


def test_an_undone_choice_widens_the_model_and_raises_the_bar_for_a_while() -> None:
    sure = taught([600, 650, 550] * 8)
    doubtful = undone(undone(sure))
    assert doubtful.log_spread > sure.log_spread
    assert doubtful.doubt > 2
    assert taught([600] * 40, doubtful).doubt == pytest.approx(1.0, abs=0.05)


def test_doubt_has_an_end() -> None:
    model = PersonModel()
    for _ in range(50):
        model = doubted(model)
    assert model.doubt == 4.0


def test_a_refused_item_is_not_chosen_next_and_can_still_be_reached() -> None:
    hand = known_hand(0.6, 0.3)
    stage = pressed(scanned(3, 900), 2350)
    again = refused(stage, hand, 2, 3000, 1500)
    assert again.prior[2] < belief(stage, hand, 2350)[2] / 4
    assert min(again.prior) > 0
    assert sum(again.prior) == pytest.approx(1)


def test_the_model_is_kept_and_found_again() -> None:
    model = undone(taught([700, 900, 800]))
    assert PersonModel.from_record(model.to_record()) == model


@pytest.mark.parametrize("bad", ["x", None, True, -1.0, math.nan])
def test_a_broken_record_says_which_number(bad: object) -> None:
    record: dict[str, object] = {**PersonModel().to_record(), "hits": bad}
    with pytest.raises(ValueError, match="hits"):
        PersonModel.from_record(record)


# --- what is lit -------------------------------------------------------------------------


def test_the_first_pass_runs_in_menu_order_and_shows_every_item_once() -> None:
    choices = Choices(prior=prior_of([0] * 35 + [500]))
    plan = first_pass(choices, known_hand(0.7, 0.35))
    assert [item for step in plan.steps for item in step.items] == list(range(36))


def test_long_lists_are_lit_in_groups_and_heard_lists_one_by_one() -> None:
    hand = known_hand(0.7, 0.35)
    plan = first_pass(Choices(prior=(1 / 36,) * 36), hand)
    assert len(plan.steps[0].items) > 1
    heard = Choices(prior=(1 / 36,) * 36, may_group=False)
    assert all(len(step.items) == 1 for step in first_pass(heard, hand).steps)


def test_no_step_is_shorter_than_its_spoken_name() -> None:
    names = (400, 900, 2500, 700, 600, 1200)
    choices = Choices(prior=(1 / 6,) * 6, names_ms=names, may_group=False)
    plan = first_pass(choices, known_hand(0.3, 0.12))
    for step in plan.steps:
        assert step.dwell_ms >= sum(names[item] for item in step.items)


def test_a_regular_hand_scans_faster_than_an_irregular_one_of_the_same_delay() -> None:
    regular, irregular = known_hand(1.2, 0.12), known_hand(1.2, 0.5)
    steps = [first_pass(SIX, hand).steps[0].dwell_ms for hand in (regular, irregular)]
    assert steps[0] < steps[1] / 1.5


def test_usage_never_hides_an_item() -> None:
    prior = prior_of([1000, 0, 0, 0])
    assert prior[0] > 0.5
    assert min(prior) >= 0.3 / 4


def test_a_rarely_used_item_can_still_be_chosen() -> None:
    prior = prior_of([1000, 0, 0, 0])
    hand = known_hand(0.6, 0.25)
    stage = Stage(prior=prior, began_ms=0)
    for item in range(4):
        stage = lit(stage, (item,), item * 1500)
    stage = pressed(stage, 5100)
    assert decide(stage, Choices(prior=prior), hand, 5100) == Choose(3)


def test_grave_choices_need_more_certainty() -> None:
    hand = known_hand(0.6, 0.3)
    stage = pressed(scanned(3, 900), 2150)
    grave = Choices(prior=SIX.prior, stakes=(1, 50, 50, 1, 1, 1))
    assert isinstance(decide(stage, SIX, hand, 2150), Choose)
    assert isinstance(decide(stage, grave, hand, 2150), Light)


def test_careful_asks_again_where_usual_chooses() -> None:
    hand = known_hand(0.6, 0.3)
    asked = {
        taste_name: sum(
            isinstance(decide(pressed(scanned(3, 900), at), SIX, hand, at, *taste), Light)
            for at in range(1900, 2700, 50)
        )
        for taste_name, taste in {"usual": (), "careful": (CAREFUL,)}.items()
    }
    assert asked["careful"] > asked["usual"]


# --- its own record ----------------------------------------------------------------------


def test_it_knows_when_it_errs_more_than_plain_scanning() -> None:
    record = ErrorRecord()
    for choice in range(40):
        record = counted(record, by_ours=True, was_undone=choice % 2 == 0)
    assert record.is_ours_worse


def test_a_few_errors_are_no_reason_to_fall_back() -> None:
    record = ErrorRecord()
    for choice in range(40):
        record = counted(record, by_ours=True, was_undone=choice % 10 == 0)
    assert not record.is_ours_worse


# --- whatever happens --------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(1, 4000), st.booleans()), max_size=60),
    st.floats(0.2, 2.0),
    st.floats(0.1, 0.8),
)
def test_beliefs_sum_to_one_and_nothing_unlit_is_chosen(
    events: list[tuple[int, int, bool]], delay_s: float, spread: float
) -> None:
    hand = known_hand(delay_s, spread)
    choices = Choices(prior=prior_of([50, 0, 0, 3, 0]))
    stage, now = Stage(prior=choices.prior, began_ms=0), 0
    for item, wait_ms, is_press in events:
        now += wait_ms
        stage = pressed(stage, now) if is_press else lit(stage, (item,), now)
    shares = belief(stage, hand, now)
    assert sum(shares) == pytest.approx(1)
    assert min(shares) >= 0
    decision = decide(stage, choices, hand, now)
    if isinstance(decision, Choose):
        assert any(decision.item in step.items for step in stage.steps)
    else:
        assert {i for step in decision.steps for i in step.items} == set(range(5))
        assert all(step.dwell_ms >= 300 for step in decision.steps)
    after = learned(hand, stage, 1)
    assert all(math.isfinite(value) for value in after.to_record().values())
    assert PersonModel.from_record(after.to_record()) == after


def test_a_storm_of_presses_breaks_no_number() -> None:
    hand = known_hand(0.8, 0.3)
    stage = scanned(600, 700)
    for at in range(100, 400_000, 700):
        stage = pressed(stage, at)
    shares = belief(stage, hand, 400_000)
    assert sum(shares) == pytest.approx(1)
    assert math.isfinite(learned(hand, stage, 3).mean_s)


@pytest.mark.parametrize("items", [1, 2, 7, 40])
def test_every_choice_comes_to_an_end(items: int) -> None:
    chance = random.Random(items)  # noqa: S311 - an example
    model = PersonModel()
    choices = Choices(prior=(1 / items,) * items)
    for wanted in [chance.randrange(items) for _ in range(12)]:
        stage, now = Stage(prior=choices.prior, began_ms=0), 0
        decision: Light | Choose = first_pass(choices, model)
        while isinstance(decision, Light):
            now += decision.gap_ms
            for step in decision.steps:
                stage = lit(stage, step.items, now)
                now += step.dwell_ms
                if wanted in step.items and chance.random() > 0.1:
                    now += -step.dwell_ms + 500
                    stage = pressed(stage, now)
                    break
            decision = decide(stage, choices, model, now)
            assert now < 10 * 60_000
        assert decision.item == wanted
        model = learned(model, stage, decision.item)
