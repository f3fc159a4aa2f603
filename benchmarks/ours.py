"""Our method in the study: the real engine, driven as the program drives it."""

from assistant.core.planner import USUAL, Choices, Choose, Light, Taste, decide, first_pass
from assistant.core.press_model import PersonModel
from assistant.core.selection import Stage, learned, lit, pressed, undone
from benchmarks.people import Hand


class Ours:
    """Press-time selection. It starts knowing nothing of the person, and goes on learning."""

    def __init__(self, taste: Taste = USUAL, model: PersonModel | None = None) -> None:
        self.model = model or PersonModel()
        self._taste = taste
        self._last: tuple[Stage, int] | None = None
        self._wrong: dict[int, list[Stage]] = {}

    def choose(self, hand: Hand, items: int, wanted: int) -> int:
        """Light, listen, and choose when sure enough."""
        choices = Choices(prior=(1 / items,) * items)
        stage = Stage(prior=choices.prior, began_ms=_ms(hand))
        plan = first_pass(choices, self.model, self._taste)
        while True:
            stage, was_pressed = _lit(stage, plan, hand, wanted)
            if not was_pressed and not stage.presses:
                continue
            decision = decide(stage, choices, self.model, _ms(hand), self._taste)
            if isinstance(decision, Choose):
                self._last = (stage, decision.item)
                return decision.item
            plan = decision

    def stood(self, items: int) -> None:
        """Nobody took the last choice back: learn from it, and from what went wrong before."""
        if self._last is None:
            return
        stage, item = self._last
        self._last = None
        for past in (*self._wrong.pop(items, []), stage):
            self.model = learned(self.model, past, item)

    def was_wrong(self, items: int) -> None:
        """The last choice is going to be taken back."""
        if self._last is not None:
            self._wrong.setdefault(items, []).append(self._last[0])
        self._last = None
        self.model = undone(self.model)


def _ms(hand: Hand) -> int:
    return round(hand.now * 1000)


def _lit(stage: Stage, plan: Light, hand: Hand, wanted: int) -> tuple[Stage, bool]:
    """One pass of a plan, up to the first press."""
    if plan.gap_ms and hand.wait(plan.gap_ms / 1000, is_wanted=False) is not None:
        return pressed(stage, _ms(hand)), True
    for step in plan.steps:
        stage = lit(stage, step.items, _ms(hand))
        if hand.wait(step.dwell_ms / 1000, is_wanted=wanted in step.items) is not None:
            return pressed(stage, _ms(hand)), True
    return stage, False
