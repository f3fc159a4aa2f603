"""One choice being made by press-time selection. Must not know what the choices are or do.

Theory of operation. The list is lit in menu order, one choice at a time, each from its true
onset: when its cue is first heard, or else when it is first seen. A press is weighed against
all that was lit so far. If it is sure enough what was meant, that is chosen; else the choices
are lit again, the likeliest first, and the next press is weighed with the first one.

As long as a hand is not known this is plain scanning, with one difference: what is lit for less
than 220 ms cannot have been answered yet, so such a press is for the choice before. While the
hand becomes known, over about a dozen choices, the pace passes from the one to the other: a
light that suddenly runs twice as fast would frighten.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.core.planner import Choices, Choose, PlannedStep, ask_again, decide, first_pass
from assistant.core.press_model import PersonModel
from assistant.core.selection import LitStep, Stage, lit, pressed, prior_of
from assistant.core.settings import ScanSettings
from assistant.core.units import Millis

EARLIEST_ANSWER_MS: Final[Millis] = 220
"""Nobody sees or hears a choice, knows that it is the one and presses, sooner than this."""

_NEW_BELOW: Final = 4.0
_KNOWN_FROM: Final = 12.0
"""Answers from which on the pace is all the hand's own."""

_USUAL_INTERVAL_MS: Final[Millis] = 1500
_RULE: Final = 0.65
"""The part of the usual interval of a hand that its delay takes (``set_up`` names the source)."""
_SILENT_PASSES: Final = 2
"""Rounds over the likeliest first; then the list is lit in its own order again."""
_MOST_STEPS: Final = 300
"""What was lit and not answered for so long says nothing any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picking:
    """What was lit and pressed until now, and what is to be lit. ``at`` is the step at hand."""

    choices: Choices
    stage: Stage
    plan: tuple[PlannedStep, ...]
    start: int = 0
    at: int = 0
    onset: Millis | None = None
    """When the choice that is lit could first be perceived; None until its cue is heard."""
    is_narrowed: bool = False
    """The likeliest are lit first, because of a press that left a doubt."""
    silent_passes: int = 0
    has_waited: bool = False
    """There was time to look at the list before its first choice was lit."""

    @property
    def item(self) -> int:
        """The choice that is lit, or that comes next."""
        return self.plan[self.at].items[0]

    @property
    def since(self) -> Millis:
        """When the person last did something here, or came here."""
        return max((self.stage.began_ms, *self.stage.presses[-1:]))

    @property
    def has_lit(self) -> bool:
        """Whether anything was lit, so that a press may answer it."""
        return bool(self.stage.steps)


def newness(person: PersonModel) -> float:
    """How much of the pace is plain scanning's: 1 for a hand nobody knows, then down to 0."""
    if person.is_new:
        return 1.0
    return max(0.0, min(1.0, (_KNOWN_FROM - person.weight) / (_KNOWN_FROM - _NEW_BELOW)))


def quick_answer_ms(person: PersonModel) -> Millis:
    """Nineteen of twenty answers come later than this after their choice was lit."""
    if person.is_new:
        return EARLIEST_ANSWER_MS
    slow_s = person.slow_answer_s()
    return round(1000 * person.median_s * person.median_s / slow_s)


def choices_of(
    uses: Sequence[float],
    names_ms: tuple[Millis, ...],
    stakes: tuple[float, ...],
    scan: ScanSettings,
) -> Choices:
    """A list as the planner sees it. Its choices are lit one by one, whether heard or seen."""
    return Choices(
        prior=prior_of(uses),
        names_ms=names_ms,
        stakes=stakes,
        may_group=False,
        plain_ms=scan.interval_ms,
    )


def begun(
    choices: Choices, person: PersonModel, at: Millis, *, start: int, guard_ms: Millis
) -> Picking:
    """A list that is about to be lit in menu order, from ``start`` on and round."""
    stage = Stage(prior=choices.prior, began_ms=at, guard_ms=guard_ms)
    return Picking(
        choices=choices, stage=stage, plan=_in_order(choices, person, start), start=start
    )


def _in_order(choices: Choices, person: PersonModel, start: int) -> tuple[PlannedStep, ...]:
    steps = first_pass(choices, person).steps
    return (*steps[start:], *steps[:start])


def after_refusal(picking: Picking, stage: Stage, person: PersonModel, at: Millis) -> Picking:
    """The list again after its choice was taken back; ``stage`` is what is believed now."""
    plan = ask_again(stage, picking.choices, person, at).steps
    return replace(
        picking, stage=stage, plan=plan, at=0, onset=None, is_narrowed=True, silent_passes=0
    )


def perceived(picking: Picking, at: Millis) -> Picking:
    """The choice that is lit can be perceived from now on. Only the first time counts."""
    if picking.onset is not None:
        return picking
    return replace(picking, onset=at, stage=lit(picking.stage, (picking.item,), at))


def lit_at(picking: Picking, at: Millis) -> int | None:
    """The choice that could last be perceived at that time."""
    steps = [step for step in picking.stage.steps if step.at_ms <= at]
    return steps[-1].items[0] if steps else None


def delay_ms(picking: Picking, item: int) -> Millis:
    """From when this choice was last lit to the press that chose it; 0 where it never was."""
    if not picking.stage.presses:
        return 0
    press = picking.stage.presses[-1]
    lit_before = [step.at_ms for step in _lit_for(picking, item) if step.at_ms < press]
    return press - lit_before[-1] if lit_before else 0


def missed_rounds(picking: Picking, item: int) -> int:
    """How often this choice was lit and let pass before the first press."""
    first = picking.stage.presses[0] if picking.stage.presses else 0
    return max(0, sum(step.at_ms < first for step in _lit_for(picking, item)) - 1)


def _lit_for(picking: Picking, item: int) -> list[LitStep]:
    return [step for step in picking.stage.steps if item in step.items]


def step_ends(
    picking: Picking, person: PersonModel, scan: ScanSettings, cue_ended: Millis, lit_at: Millis
) -> Millis:
    """When the light is to move on: never before the cue has been heard out."""
    has_looked = picking.has_waited and len(picking.stage.steps) <= 1
    is_first = picking.item == picking.start and not has_looked
    extra_ms = scan.first_item_extra_ms if is_first else 0
    plain = cue_ended + scan.interval_ms + extra_ms
    share = newness(person)
    if share == 1:
        return plain
    # Whoever asks for a slower scan gets a slower one, also where the hand sets the pace.
    slower = max(1.0, scan.interval_ms / _usual_interval_ms(person))
    onset = lit_at if picking.onset is None else picking.onset
    own = max(cue_ended, onset + round(picking.plan[picking.at].dwell_ms * slower))
    return max(cue_ended, round(own + share * (plain - own)))


def _usual_interval_ms(person: PersonModel) -> float:
    """An interval set because the hand is slow asks for no more than the hand's own pace."""
    return max(_USUAL_INTERVAL_MS, 1000 * person.mean_s / _RULE)


def moved_on(picking: Picking) -> Picking | None:
    """The next step, not lit yet; None after the last one of a round."""
    if picking.at + 1 >= len(picking.plan):
        return None
    return replace(picking, at=picking.at + 1, onset=None)


def next_round(picking: Picking, person: PersonModel, at: Millis) -> Picking:
    """A round is over without a press. What was believed stays believed."""
    if len(picking.stage.steps) > _MOST_STEPS:
        guard_ms, since = picking.stage.guard_ms, picking.since
        return begun(picking.choices, person, since, start=picking.start, guard_ms=guard_ms)
    if picking.is_narrowed and picking.silent_passes + 1 < _SILENT_PASSES:
        # Silence never chooses: whoever gave up must not get what they did not take.
        first, *others = ask_again(picking.stage, picking.choices, person, at).steps
        if others and first.items == (picking.item,):
            # What was lit last and is lit again would look like a light that stands still.
            first, others = others[0], [first, *others[1:]]
        silent = picking.silent_passes + 1
        return replace(picking, plan=(first, *others), at=0, onset=None, silent_passes=silent)
    if picking.is_narrowed:
        plan = _in_order(picking.choices, person, picking.start)
        if plan[0].items == (picking.item,):
            plan = (*plan[1:], plan[0])
        return replace(picking, plan=plan, at=0, onset=None, is_narrowed=False, silent_passes=0)
    return replace(picking, at=0, onset=None)


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a press: a choice, or (``item`` is None) the list is lit again."""

    picking: Picking
    item: int | None
    gap_ms: Millis = 0
    is_too_soon: bool = False
    """Nothing could have been answered yet; the light goes on as if nothing had happened."""


def answered(picking: Picking, person: PersonModel, at: Millis) -> Answered:
    """A press that counts came at ``at``, after something was lit."""
    stage = pressed(picking.stage, at)
    if person.is_new:
        item = _plainly_meant(picking, at)
        if item is None:
            return Answered(picking, None, is_too_soon=True)
        return Answered(replace(picking, stage=stage), item)
    decision = decide(stage, picking.choices, person, at)
    if isinstance(decision, Choose):
        return Answered(replace(picking, stage=stage), decision.item)
    narrowed = replace(
        picking,
        stage=stage,
        plan=decision.steps,
        at=0,
        onset=None,
        is_narrowed=True,
        silent_passes=0,
    )
    return Answered(narrowed, None, gap_ms=decision.gap_ms)


def _plainly_meant(picking: Picking, at: Millis) -> int | None:
    """What is lit; the one before, if this cannot have been answered yet."""
    seen = [step for step in picking.stage.steps if at - step.at_ms >= EARLIEST_ANSWER_MS]
    return seen[-1].items[0] if seen else None
