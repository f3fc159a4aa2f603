"""The light over a list, paced by the end of the spoken cue. Must not know what items mean.

Theory of operation. The scan is in one of two phases. *Intro*: the list's name is being
spoken and nothing is lit. *Lit*: one item is lit; while its cue is spoken no clock runs, and
when the cue ends the item stays lit for the scan interval (plus the first-item delay on the
item where each round starts). The next step is counted from the deadline of this one, never
from the moment it was noticed. After the last round the scan rests.

That is auto scan. In the other access methods the light waits for the person, and rests only
after a long time: in step scan a choice reached by a press is chosen by resting on it, in
inverse scan the step clock runs while the switch is held.
"""

from dataclasses import dataclass, replace
from typing import Final

from assistant.core.settings import ScanSettings
from assistant.core.units import Millis

CARER_DWELL_MS: Final[Millis] = 8000
"""A choice that a carer lit by hand waits this long before the scan goes on."""

IDLE_MS: Final[Millis] = 60_000
"""A light that waits for a press rests after this long without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """Where the light is. ``index`` is None during the intro."""

    count: int
    start: int = 0
    index: int | None = None
    round: int = 1
    lit_at: Millis = 0
    dwell_from: Millis = 0
    step_ends: Millis | None = None
    """When the light moves on; None while a cue or the intro is being spoken."""
    is_manual: bool = False
    """A carer moved the light by hand: it waits for the carer, and for any press."""
    is_armed: bool = False
    """Step scan: a press brought the light here, so resting here chooses."""
    is_driven: bool = False
    """Inverse scan: the switch is held, and the light moves for it."""
    steps: int = 0
    """Inverse scan: how often the light has moved in this hold."""
    let_go_at: Millis | None = None
    """Inverse scan: the switch opened just now; it may be a dropout of the contact."""
    rests_at: Millis | None = None
    """When a light that waits for the person gives up waiting."""

    @property
    def has_gone_round(self) -> bool:
        """Inverse scan: whether this hold has brought the light back to where it began."""
        return self.steps >= self.count


def begun(count: int, start: int = 0) -> Scan:
    """A scan whose intro is being spoken."""
    return Scan(count=count, start=min(start, count - 1))


def dwell_ms(scan: Scan, index: int, settings: ScanSettings) -> Millis:
    """How long an item stays lit after its cue."""
    return settings.interval_ms + (settings.first_item_extra_ms if index == scan.start else 0)


def lit(scan: Scan, index: int, at: Millis) -> Scan:
    """The light is on ``index`` and its cue begins."""
    return replace(scan, index=index, lit_at=at, dwell_from=at, step_ends=None, rests_at=None)


def cue_ended(scan: Scan, at: Millis, settings: ScanSettings) -> Scan:
    """The cue is over (or there is none): the step clock starts."""
    if scan.index is None:
        return scan
    if scan.is_manual:
        return replace(scan, dwell_from=at, step_ends=at + CARER_DWELL_MS)
    if settings.method == "auto" or scan.is_driven:
        return replace(scan, dwell_from=at, step_ends=at + dwell_ms(scan, scan.index, settings))
    if scan.is_armed:
        return replace(scan, dwell_from=at, step_ends=at + settings.dwell_ms)
    return waiting(scan, at)


def waiting(scan: Scan, at: Millis) -> Scan:
    """The light stays where it is, chooses nothing, and waits for a press."""
    return replace(
        scan,
        dwell_from=at,
        step_ends=None,
        is_armed=False,
        is_driven=False,
        steps=0,
        let_go_at=None,
        rests_at=None if scan.index is None else at + IDLE_MS,
    )


def rested_anew(scan: Scan, at: Millis, settings: ScanSettings) -> Scan:
    """The hand came off the switch: the time of resting begins now."""
    if scan.is_armed and scan.step_ends is not None:
        return replace(scan, dwell_from=at, step_ends=at + settings.dwell_ms)
    if scan.rests_at is not None:
        return replace(scan, rests_at=at + IDLE_MS)
    return scan


def stepped(scan: Scan, settings: ScanSettings) -> Scan | None:
    """The scan moved on by one, not yet lit; None when its last round is over."""
    if scan.index is None:
        return replace(scan, index=scan.start)
    following = (scan.index + 1) % scan.count
    if following != scan.start:
        return replace(scan, index=following)
    if scan.round >= settings.loops:
        return None
    return replace(scan, index=following, round=scan.round + 1)


def delayed(scan: Scan, by_ms: Millis) -> Scan:
    """The light stood still for a while, because a press was being judged."""
    if scan.step_ends is None:
        return scan
    return replace(scan, dwell_from=scan.dwell_from + by_ms, step_ends=scan.step_ends + by_ms)
