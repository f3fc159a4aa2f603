"""From a noisy contact to presses that count. Must not know what a press will choose.

Theory of operation. A *hold* is the time a switch is down, bridged over contact dropouts.
A *press* is a hold that may choose something: it must not be a bounce, not fall into the
lockout after a choice, and last for the acceptance time. Whatever becomes of the press, the
hold goes on being timed, because holding long enough calls for help.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal

from assistant.core.settings import SwitchSettings
from assistant.core.units import Millis

CONTACT_DROPOUT_MS: Final[Millis] = 80
"""A worn contact or a tremor opens for less than this; the hold goes on."""

Verdict = Literal["accepted", "waiting", "bounce", "lockout", "too short", "held on", "nothing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """What is known of all switches together; one hand works them."""

    held: frozenset[str] = frozenset()
    down_since: Millis | None = None
    """When the present hold began; kept for a moment after release to bridge dropouts."""
    up_since: Millis | None = None
    pending_since: Millis | None = None
    """A press that still waits for its acceptance time or its release."""
    stuck: frozenset[str] = frozenset()
    """Switches left behind in a spent hold; until they come up they are nobody's press."""
    locked_until: Millis = 0
    is_hold_spent: bool = False
    """The hold has done its work (called, or was too old to trust); only a release renews it."""

    @property
    def hold_since(self) -> Millis | None:
        """Since when a switch is being held, if one is and the hold still counts."""
        return self.down_since if self.held and not self.is_hold_spent else None


def pressed(
    switches: Switches, at: Millis, switch: str, settings: SwitchSettings
) -> tuple[Switches, Verdict]:
    """A contact closed. A key that repeats while it is held changes nothing."""
    if switch in switches.held or switch in switches.stuck:
        return switches, "nothing"
    if switches.held and not switches.is_hold_spent:
        return replace(switches, held=switches.held | {switch}), "nothing"
    # A book on one key must not take the other switch, nor its call for help, away.
    since_release = None if switches.up_since is None or switches.held else at - switches.up_since
    goes_on = (
        since_release is not None
        and since_release <= CONTACT_DROPOUT_MS
        and switches.down_since is not None
    )
    down = replace(
        switches,
        held=frozenset({switch}),
        stuck=switches.stuck | switches.held,
        down_since=switches.down_since if goes_on else at,
        is_hold_spent=switches.is_hold_spent and goes_on,
    )
    # A spasm's bounce lasts about 80 ms; a second press inside the guard is not a choice.
    # Nor is a dropout of a hold that goes on, even where the guard is off.
    if goes_on or (since_release is not None and since_release < settings.bounce_guard_ms):
        return down, "bounce"
    if at < switches.locked_until:
        return down, "lockout"
    if settings.choose_on == "press" and settings.acceptance_ms == 0:
        return down, "accepted"
    return replace(down, pending_since=at), "waiting"


def released(
    switches: Switches, at: Millis, switch: str, settings: SwitchSettings, hold_ms: Millis
) -> tuple[Switches, Verdict]:
    """A contact opened. ``hold_ms`` is how long a hold calls for help."""
    if switch not in switches.held:
        return replace(switches, stuck=switches.stuck - {switch}), "nothing"
    held = switches.held - {switch}
    if held:
        return replace(switches, held=held), "nothing"
    up = replace(switches, held=held, up_since=at, pending_since=None)
    if switches.pending_since is None:
        return up, "nothing"
    lasted = at - switches.pending_since
    if lasted < settings.acceptance_ms:
        return up, "too short"
    if settings.choose_on == "press":
        return up, "accepted"
    # Letting go late in the hold means "no, I do not need help": it must choose nothing.
    return (up, "held on") if lasted > hold_ms * 2 // 3 else (up, "accepted")


def acceptance_due(switches: Switches, settings: SwitchSettings) -> Millis | None:
    """When a waiting press will have lasted long enough to choose by itself."""
    if switches.pending_since is None or settings.choose_on == "release":
        return None
    return switches.pending_since + settings.acceptance_ms


def accepted_by_time(switches: Switches) -> Switches:
    """The acceptance time ran out while the switch was down."""
    return replace(switches, pending_since=None)


def unjudged(switches: Switches) -> Switches:
    """The press chooses nothing, whatever its length; the hold is timed as ever."""
    return replace(switches, pending_since=None)


def locked(switches: Switches, at: Millis, settings: SwitchSettings) -> Switches:
    """A choice was made: presses do not count for a while."""
    return replace(switches, locked_until=at + settings.lockout_ms)


def forgotten(switches: Switches, at: Millis) -> Switches:
    """Nobody knows what the contacts do now: treat them as open, choose nothing."""
    # What was held is not bridged: the next press must begin a hold of its own.
    return replace(
        switches,
        held=frozenset(),
        stuck=frozenset(),
        down_since=None,
        up_since=at,
        pending_since=None,
        is_hold_spent=False,
    )


def spent(switches: Switches) -> Switches:
    """The hold has called for help; holding on must not call again, nor choose."""
    return replace(switches, is_hold_spent=True, pending_since=None)
