"""The presses of somebody who tries the switch, as data. Must not know what comes of them."""

from dataclasses import dataclass

from assistant.core.units import Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One press, or what might have been one."""

    at: Millis
    switch: str
    why: str
    """"counted", why it did not count ("bounce", "too short"), or "waiting" for either."""
    length_ms: Millis | None = None
    """How long it lasted; None while the switch is down."""
    after_ms: Millis | None = None
    """How long after the press before it came up; None for the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trying:
    """Presses are shown, and choose nothing. Oldest first."""

    tried: tuple[Tried, ...] = ()
    leaves_at: Millis | None = None
    """When the switch will have rested long enough to mean "I have seen enough"."""
    ends_at: Millis | None = None
    """When it is over in any case: a hand that never rests must get out too."""
    deaf_until: Millis = 0
    """What began to sound before this may have been our own voice in the room."""
