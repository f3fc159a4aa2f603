"""What was learned of one person: hands, errors, and what is often chosen. Must not know lists.

Each way to press has a hand of its own, because a foot on a pedal is not a finger on a screen.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Final

from assistant.core.fatigue import Usual
from assistant.core.press_model import PersonModel
from assistant.core.selection import ErrorRecord

_USE_FADING: Final = 0.9
"""What is left of older uses in a list at the next one: about the last ten choices count."""
_LEAST_USE: Final = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All that is learned, and kept on the disk."""

    hands: Mapping[str, PersonModel] = field(default_factory=dict)
    hand: str = ""
    """The way to press that was used last."""
    record: ErrorRecord = field(default_factory=ErrorRecord)
    uses: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """By list and choice: how often it was chosen lately."""
    usual: Mapping[str, Usual] = field(default_factory=dict)
    """By hand: how late presses usually come, and how often they go wrong."""

    @property
    def person(self) -> PersonModel:
        """The hand that is in use."""
        return self.hands.get(self.hand, PersonModel())

    def to_record(self) -> dict[str, object]:
        """Plain JSON to keep; :meth:`from_record` reads it."""
        return {
            "hand": self.hand,
            "hands": {name: model.to_record() for name, model in self.hands.items()},
            "record": asdict(self.record),
            "uses": {menu: dict(items) for menu, items in self.uses.items()},
            "usual": {name: asdict(usual) for name, usual in self.usual.items()},
        }

    @classmethod
    def from_record(cls, record: object) -> "Known":
        """What :meth:`to_record` gave.

        Raises:
            ValueError: Something is missing or cannot be; its text names what.
        """
        whole = _table(record, "the file")
        hand = whole.get("hand")
        if not isinstance(hand, str):
            message = "hand must be a name"
            raise ValueError(message)  # noqa: TRY004 - what was kept is wrong, not a caller
        hands = _table(whole.get("hands"), "hands")
        uses = _table(whole.get("uses"), "uses")
        errors = _numbers(whole.get("record"), "record")
        _complete(errors, ErrorRecord, "record")
        # An older program kept none.
        usual = _table(whole.get("usual", {}), "usual")
        return cls(
            hand=hand,
            hands={
                name: PersonModel.from_record(_table(found, name)) for name, found in hands.items()
            },
            record=ErrorRecord(**errors),
            uses={menu: _numbers(items, menu) for menu, items in uses.items()},
            usual={name: _usual(name, found) for name, found in usual.items()},
        )


def _usual(name: str, found: object) -> Usual:
    table = dict(_table(found, name))
    log_sum = table.pop("log_sum", None)
    if isinstance(log_sum, bool) or not isinstance(log_sum, (int, float)):
        message = f"{name}: log_sum must be a number"
        raise ValueError(message)  # noqa: TRY004 - what was kept is wrong, not a caller
    if not math.isfinite(log_sum):
        message = f"{name}: log_sum cannot be {log_sum}"
        raise ValueError(message)
    numbers = {**_numbers(table, name), "log_sum": float(log_sum)}
    _complete(numbers, Usual, name)
    return Usual(**numbers)


def _complete(numbers: Mapping[str, float], kind: type[ErrorRecord | Usual], name: str) -> None:
    wrong = {item.name for item in fields(kind)} ^ set(numbers)
    if wrong:
        message = f"{name} has a wrong entry: {min(wrong)}"
        raise ValueError(message)


def _table(found: object, name: str) -> dict[str, object]:
    if not isinstance(found, dict):
        message = f"{name} must be a table"
        raise ValueError(message)  # noqa: TRY004 - what was kept is wrong, not a caller
    return found


def _numbers(found: object, name: str) -> dict[str, float]:
    numbers: dict[str, float] = {}
    for key, value in _table(found, name).items():
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not is_number or not 0 <= value < math.inf:  # type: ignore[operator]
            message = f"{name}: {key} cannot be {value}"
            raise ValueError(message)
        numbers[key] = float(value)  # type: ignore[arg-type]
    return numbers


HEARD_WITHOUT_FOCUS: Final = frozenset({"gamepad", "sound"})
"""Hands whose presses reach the program whichever window is in front."""


def hand_of(switch: str) -> str:
    """Which way of pressing a switch is: all keys are one, each kind of other switch another."""
    kind = switch.partition("-")[0]
    return kind if kind in {"mouse", "touch", "sound", "gamepad"} else "key"


def using(known: Known, switch: str, profile: str = "usual") -> Known:
    """The same, with the hand of this switch in use.

    Each profile has a hand of its own, which begins as the usual one: a tired hand is another.
    """
    kind = hand_of(switch)
    hand = kind if profile == "usual" else f"{kind} {profile}"
    if hand == known.hand:
        return known
    if hand in known.hands or kind not in known.hands:
        return replace(known, hand=hand)
    return replace(known, hand=hand, hands={**known.hands, hand: known.hands[kind]})


def with_person(known: Known, person: PersonModel) -> Known:
    """The hand in use is now known like this."""
    return replace(known, hands={**known.hands, known.hand: person})


def with_use(known: Known, menu: str, item: str) -> Known:
    """One more choice in a list; older ones fade."""
    faded = {
        name: uses * _USE_FADING
        for name, uses in known.uses.get(menu, {}).items()
        if uses * _USE_FADING > _LEAST_USE
    }
    faded[item] = round(faded.get(item, 0.0) + 1, 3)
    return replace(known, uses={**known.uses, menu: faded})
