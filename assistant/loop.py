"""Inbox -> update -> effects, in the order of time. Must not know any driver by name.

A mistake in the core, which nobody foresaw, is mended where somebody lives by the program, and
raised in rehearsals and tests.
"""

import queue
from collections.abc import Callable

from assistant.core.effects import Effect
from assistant.core.events import ClockJumped, DeadlineReached, Event
from assistant.core.mending import mended
from assistant.core.state import AppState
from assistant.core.units import Millis
from assistant.core.update import next_deadline, update

ASLEEP_MS: Millis = 3000
"""A wait this much longer than asked for means that the machine slept."""


class Loop:
    """Keeps the state. Before an event at time t, every deadline earlier than t has fired."""

    def __init__(
        self,
        state: AppState,
        perform: Callable[[Effect], None],
        record: Callable[[Millis, Event | Effect], None],
        survives: Callable[[Exception], bool] = lambda _error: False,
    ) -> None:
        """``perform`` carries an effect out and never blocks; ``record`` writes things down.

        ``survives`` is asked whether to go on after a mistake in the core.
        """
        self.state = state
        self._perform = perform
        self._record = record
        self._survives = survives

    @property
    def next_deadline(self) -> Millis | None:
        """When something will happen by itself."""
        return next_deadline(self.state)

    def handle(self, event: Event) -> None:
        """Take one fact in, after all that was due before it; what a sleep missed stays missed."""
        slept_ms = event.gap_ms if isinstance(event, ClockJumped) else 0
        self._fire_before(event.at - slept_ms)
        self._step(event)

    def advance(self, now: Millis) -> None:
        """Let everything happen that is due by now."""
        self._fire_before(now + 1)

    def _fire_before(self, moment: Millis) -> None:
        # A press stamped in the same millisecond as a step belongs to the item before it.
        while (due := next_deadline(self.state)) is not None and due < moment:
            self._step(DeadlineReached(at=due))

    def _step(self, event: Event) -> None:
        self._record(event.at, event)
        try:
            self.state, effects = update(self.state, event)
        except Exception as error:
            if not self._survives(error):
                raise
            self.state, effects = mended(self.state, event)
        for effect in effects:
            self._record(self.state.now, effect)
            self._perform(effect)


class Inbox:
    """Where drivers leave their facts, from any thread."""

    def __init__(self, wake: Callable[[], None]) -> None:
        """``wake`` interrupts the loop's waiting; it is called from the driver's thread."""
        self._queue: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._wake = wake

    def post(self, event: Event) -> None:
        """Leave a fact and wake the loop."""
        self._queue.put(event)
        self._wake()

    def drain(self) -> list[Event]:
        """All facts that are there, oldest first."""
        events: list[Event] = []
        while True:
            try:
                events.append(self._queue.get_nowait())
            except queue.Empty:
                return sorted(events, key=lambda event: event.at)


def slept(asked_at: Millis, timeout_ms: Millis, now: Millis) -> ClockJumped | None:
    """Whether a wait took so much longer than asked for that the machine must have slept."""
    late_ms = now - asked_at - timeout_ms
    return ClockJumped(at=now, gap_ms=late_ms) if late_ms > ASLEEP_MS else None
