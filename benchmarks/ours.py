"""Our method in the study: the real engine, driven as the program drives it."""

import math
from collections.abc import Sequence

from assistant.core.menu import LONGEST_LIST
from assistant.core.planner import USUAL, Choices, Choose, Light, Taste, decide, first_pass
from assistant.core.press_model import PersonModel
from assistant.core.selection import Stage, learned, lit, pressed, undone
from benchmarks.peers import Names
from benchmarks.people import Hand

_NOTHING = -1


class Ours:
    """Press-time selection. It starts knowing nothing of the person, and goes on learning."""

    def __init__(self, taste: Taste = USUAL, model: PersonModel | None = None) -> None:
        self.model = model or PersonModel()
        self.taste = taste
        self._last: tuple[Stage, int] | None = None
        self._wrong: dict[int, list[Stage]] = {}

    def choose(self, hand: Hand, items: int, wanted: int) -> int:
        """Light, listen, and choose when sure enough."""
        return self.choose_of(hand, Choices(prior=(1 / items,) * items), wanted)

    def choose_of(self, hand: Hand, choices: Choices, wanted: int) -> int:
        """The same, of choices with names or shares of their own."""
        stage = Stage(prior=choices.prior, began_ms=_ms(hand))
        plan = first_pass(choices, self.model, self.taste)
        while True:
            stage, was_pressed = _lit(stage, plan, hand, wanted)
            if not was_pressed and not stage.presses:
                continue
            decision = decide(stage, choices, self.model, _ms(hand), self.taste)
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


class OursSpoken(Ours):
    """The same where only a voice says what is lit: one by one, no step shorter than its name.

    No list of the program is longer than eight and Back; more is a list of folders. Here they are
    as even as can be, and each is called by one name, as the rows of row-column scanning are.
    """

    def __init__(self, names: Names) -> None:
        super().__init__()
        self._names = names

    def choose(self, hand: Hand, items: int, wanted: int) -> int:
        """The item; or nothing, where a wrong folder or Back was taken."""
        if items <= LONGEST_LIST + 1:
            return self._of(hand, range(items), wanted)
        size = math.ceil(math.sqrt(items))
        right, firsts = wanted // size, range(0, items, size)
        if self._of(hand, firsts, right) != right:
            return _NOTHING
        self.stood(items)
        folder = range(firsts[right], min(firsts[right] + size, items))
        found = self._of(hand, [*folder, items], folder.index(wanted))
        return folder[found] if found < len(folder) else _NOTHING

    def _of(self, hand: Hand, said: Sequence[int], wanted: int) -> int:
        choices = Choices(
            prior=(1 / len(said),) * len(said),
            names_ms=tuple(round(1000 * self._names(item)) for item in said),
            may_group=False,
        )
        return self.choose_of(hand, choices, wanted)


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
