"""The light over a list, paced by the end of the spoken cue. Must not know what items mean.

Theory of operation. The scan is in one of two phases. *Intro*: the list's name is being
spoken and nothing is lit. *Lit*: one stop is lit, which is a choice or, in group scan, several
together; while its cue is spoken no clock runs, and when the cue ends it stays lit for the scan
interval (plus the first-item delay on the stop where each round starts). A rest may follow, in
which it is dark and a press still means it. The next step is counted from the deadline of this
one, never from the moment it was noticed. After the last round the scan rests.

In group scan a press on a group goes into it: its choices are lit one by one, or in smaller
groups, for two rounds. Then the light leaves it and goes on with the next group.

That is auto scan. In the other access methods the light waits for the person, and rests only
after a long time: in step scan a choice reached by a press is chosen by resting on it, in
inverse scan the step clock runs while the switch is held. There the light leaves a group when it
goes on after its last choice.
"""

from dataclasses import dataclass, replace
from typing import Final

from assistant.core.grouping import Stops, stops_of
from assistant.core.settings import Groups, ScanSettings
from assistant.core.units import Millis

CARER_DWELL_MS: Final[Millis] = 8000
"""A choice that a carer lit by hand waits this long before the scan goes on."""

IDLE_MS: Final[Millis] = 60_000
"""A light that waits for a press rests after this long without one."""

ROUNDS_IN_A_GROUP: Final = 2
"""A group that was chosen by mistake is left by itself after so many rounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """Where the light is. ``index`` is the first choice that is lit; None during the intro."""

    count: int
    stops: Stops
    start: int = 0
    index: int | None = None
    round: int = 1
    lit_at: Millis = 0
    dwell_from: Millis = 0
    step_ends: Millis | None = None
    """When the light moves on; None while a cue or the intro is being spoken."""
    is_dark: bool = False
    """The rest after a choice: it is lit no more, and a press still means it."""
    is_manual: bool = False
    """A carer moved the light by hand: it waits for the carer, and for any press."""
    is_armed: bool = False
    """Step scan: a press brought the light here, so resting here chooses."""
    is_driven: bool = False
    """Inverse scan: the switch is held, and the light moves for it."""
    steps: int = 0
    """Inverse scan: how often the light has moved in this hold."""
    round_steps: int = 0
    """Inverse scan: so many steps are a whole round for this hold."""
    let_go_at: Millis | None = None
    """Inverse scan: the switch opened just now; it may be a dropout of the contact."""
    rests_at: Millis | None = None
    """When a light that waits for the person gives up waiting."""
    outer: "Scan | None" = None
    """Inside a group: the scan over the groups, with the light on this one."""

    @property
    def lit(self) -> tuple[int, ...]:
        """The choices that are lit, or that a press now means."""
        return next((stop for stop in self.stops if self.index in stop), ())

    @property
    def has_gone_round(self) -> bool:
        """Inverse scan: whether this hold has brought the light back to where it began."""
        return self.steps >= self.round_steps


def begun(count: int, start: int = 0, groups: Groups = "none") -> Scan:
    """A scan whose intro is being spoken. It starts where the choice ``start`` is."""
    stops = stops_of(range(count), groups)
    first = next(stop[0] for stop in stops if min(start, count - 1) in stop)
    return Scan(count=count, stops=stops, start=first)


def one_by_one(scan: Scan) -> Scan:
    """The same light over the whole list, each choice alone."""
    alone = stops_of(range(scan.count), "none")
    return replace(scan, stops=alone, outer=None, is_dark=False)


def entered(scan: Scan, groups: Groups) -> Scan:
    """Into the group that is lit; its first choice is not lit yet."""
    group = scan.lit
    return Scan(
        count=scan.count,
        stops=stops_of(group, groups),
        start=group[0],
        outer=waiting(scan, scan.lit_at),
    )


def dwell_ms(scan: Scan, index: int, settings: ScanSettings) -> Millis:
    """How long an item stays lit after its cue."""
    return settings.interval_ms + (settings.first_item_extra_ms if index == scan.start else 0)


def lit(scan: Scan, index: int, at: Millis) -> Scan:
    """The light is on ``index`` and its cue begins."""
    return replace(
        scan,
        index=index,
        lit_at=at,
        dwell_from=at,
        step_ends=None,
        rests_at=None,
        is_dark=False,
    )


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


def darkened(scan: Scan, settings: ScanSettings) -> Scan | None:
    """The rest after the choice that was lit; None where there is none, or it is over."""
    if scan.is_dark or scan.is_manual or not settings.rest_ms or scan.step_ends is None:
        return None
    ends = scan.step_ends + settings.rest_ms
    return replace(scan, is_dark=True, dwell_from=scan.step_ends, step_ends=ends)


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
    following = _after(scan)
    if following != scan.start:
        return replace(scan, index=following)
    if scan.outer is not None and scan.round >= ROUNDS_IN_A_GROUP:
        return stepped(scan.outer, settings)
    if scan.outer is None and scan.round >= settings.loops:
        return None
    return replace(scan, index=following, round=scan.round + 1)


def moved(scan: Scan) -> Scan:
    """Moved on by the person, not yet lit: round and round, and out of a group at its end."""
    if scan.index is None:
        return replace(scan, index=scan.start)
    following = _after(scan)
    if following == scan.start and scan.outer is not None:
        outer = replace(
            scan.outer,
            is_driven=scan.is_driven,
            is_armed=scan.is_armed,
            steps=scan.steps,
            round_steps=scan.round_steps,
        )
        return moved(outer)
    return replace(scan, index=following)


def stops_in_a_round(scan: Scan) -> int:
    """How many steps lead from here over all that can be reached, and back."""
    return len(scan.stops) + (0 if scan.outer is None else stops_in_a_round(scan.outer))


def before(scan: Scan) -> tuple[int, ...]:
    """The stop before the one that is lit."""
    at = next((place for place, stop in enumerate(scan.stops) if scan.index in stop), 0)
    return scan.stops[at - 1]


def _after(scan: Scan) -> int:
    at = next(place for place, stop in enumerate(scan.stops) if scan.index in stop)
    return scan.stops[(at + 1) % len(scan.stops)][0]


def delayed(scan: Scan, by_ms: Millis) -> Scan:
    """The light stood still for a while, because a press was being judged."""
    if scan.step_ends is None:
        return scan
    return replace(scan, dwell_from=scan.dwell_from + by_ms, step_ends=scan.step_ends + by_ms)
