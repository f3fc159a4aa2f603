"""The whole core in one simulated hand: what is lit and said reaches it, its contacts go back.

The hand wants one list or text of the tree. It answers what leads there; what was wrong it
notices after a second, takes back where a press does that, and leaves by Back or Stop where not.
Knows the core's door and its state. Must not know which method of scanning is tried.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.core.browsing import enter
from assistant.core.effects import Effect, Lit, OpenSection, Selected, Speak, StopSpeech
from assistant.core.events import (
    CarerKeyPressed,
    Event,
    SectionOpened,
    SpeechEnded,
    SpeechStarted,
    SwitchPressed,
    SwitchReleased,
)
from assistant.core.library import Section
from assistant.core.menu import Command
from assistant.core.pressing import can_take_back
from assistant.core.state import AppState, Browsing, Frame, Playing, Resting, Telling
from assistant.core.units import Millis
from assistant.core.utterances import Utterance
from assistant.loop import Loop
from benchmarks.people import HELD_S, Hand
from benchmarks.sessions import LIMIT_S, NOTICE_S, Target

HELP_ENDS_S = 10.0
"""A call for help that nobody meant: a carer is there and ends it after so long."""
_TRIES_AGAIN_S = 3.0
"""Where a press had no effect and nothing is lit, the next one is tried after so long."""
_WAIT_S = 1.0
_REST_S = 2.0
_NO_CHOICES = {"undo", "wake", "skip-intro"}
_BESIDE_A_TEXT = {"strip", "end", "gate"}


@dataclass(frozen=True, slots=True)
class World:
    """What is round the core: how long the voice takes, and the texts."""

    said_ms: Callable[[Utterance], Millis]
    section: Callable[[str], Section]


class Program:
    """It goes on learning from target to target; the settings are as at first for each."""

    def __init__(self, hand: Hand, state: AppState, world: World) -> None:
        self.hand = hand
        self.loop = Loop(state, self._perform, self._note)
        self._settings = state.settings
        self._world = world
        self._news: list[Event] = []
        self._said: tuple[Utterance, Millis] | None = None
        self._trail: tuple[str, ...] = ()
        self._errors = 0
        self._is_wrong = False
        self._noticed_s = -math.inf
        self._opened = ""
        self._lit_count = 0
        self._answered: object = None

    def reach(self, trail: tuple[str, ...], path: tuple[Frame, ...]) -> Target:
        """From the list at the end of ``path`` to the end of the trail, a list or a text.

        The trail names the lists on the way, Home first, whether or not they are in the path.
        """
        self._begin(trail, path)
        began_s, presses = self.hand.now, self.hand.presses
        while not self._is_there() and self.hand.now - began_s < LIMIT_S:
            self._live_on()
        return Target(self.hand.now - began_s, self._errors, self.hand.presses - presses)

    # --- what the hand wants -----------------------------------------------------------------

    def _is_there(self) -> bool:
        state = self.loop.state
        if isinstance(state.mode, Playing):
            return state.reading is not None and state.reading.section.id == self._trail[-1]
        return state.path[-1].menu == self._trail[-1]

    def _goal(self, menu: str) -> str:
        """The choice in this list that leads there, or out of it."""
        if menu == "warning" and self._opened == self._trail[-1]:
            return Command.READ_ANYWAY.value
        if menu in _BESIDE_A_TEXT:
            return Command.STOP.value
        if menu in self._trail[:-1]:
            return self._trail[self._trail.index(menu) + 1]
        return Command.BACK.value

    def _is_wanted(self) -> bool:
        """Whether what can be had by a press now is what the person wants."""
        state = self.loop.state
        if state.alarm.is_calling or self.hand.now < self._noticed_s:
            return False
        if self._is_wrong and can_take_back(state):
            return True
        match state.mode:
            case Resting() | Telling() | Playing():
                return True  # a text that is being read is the wrong one, or it would be over
            case Browsing(scan=scan):
                items, goal = state.menu.items, self._goal(state.path[-1].menu)
                return any(items[at].id == goal for at in scan.lit)
            case _:
                return False

    def _offer(self) -> object:
        """What could be answered now. Each such thing is answered once."""
        scan = self.loop.state.scan
        if scan is not None and scan.index is not None:
            return self._lit_count
        return self._lit_count, int(self.hand.now / _TRIES_AGAIN_S)

    # --- the hand and the core ---------------------------------------------------------------

    def _begin(self, trail: tuple[str, ...], path: tuple[Frame, ...]) -> None:
        """At the list, as if led there by somebody else's hand; the last choice stands."""
        self._rest()
        state = self.loop.state
        # If weighing has turned itself off, it stays off.
        is_weighed = state.settings.scan.press_time and self._settings.scan.press_time
        scan = replace(self._settings.scan, press_time=is_weighed)
        picked = None if state.picked is None else replace(state.picked, until=None)
        self._trail, self._errors, self._opened = trail, 0, ""
        self._is_wrong, self._noticed_s = False, -math.inf
        state = replace(
            state,
            now=max(state.now, round(1000 * self.hand.now)),
            settings=replace(self._settings, scan=scan),
            before_trial=None,
            path=path,
            reading=None,
            place=None,
            picked=picked,
        )
        self._said = None
        state, effects = enter(state, "")
        # There was no choice just before, after which presses would not count.
        self.loop.state = replace(state, switches=replace(state.switches, locked_until=state.now))
        for effect in effects:
            self._note(state.now, effect)
            self._perform(effect)
        self._tell()

    def _rest(self) -> None:
        """A moment between two targets; what the hand does in it reaches nobody."""
        until_s = self.hand.now + _REST_S
        while self.hand.now < until_s:
            self.hand.wait(until_s - self.hand.now, is_wanted=False)

    def _live_on(self) -> None:
        """Until the next contact, or until the next thing happens by itself."""
        hand, is_wanted, offer = self.hand, self._is_wanted(), self._offer()
        is_new = offer != self._answered
        press = hand.wait(self._pause_s(), is_wanted=is_wanted and is_new)
        if is_wanted:
            self._answered = offer
        if press is None:
            self._goes_on()
            return
        at = max(round(1000 * hand.now), self.loop.state.now)
        self._handle(SwitchPressed(at=at, switch="space"))
        let_go = at + round(1000 * HELD_S)
        self._handle(SwitchReleased(at=let_go, switch="space"))
        hand.now = max(hand.now, let_go / 1000)
        if self.loop.state.alarm.is_calling:
            hand.now += HELP_ENDS_S
            self._handle(CarerKeyPressed(at=round(1000 * hand.now), key="escape"))

    def _pause_s(self) -> float:
        """How long nothing happens, unless the hand does something."""
        now_s = self.hand.now
        due = [self.loop.next_deadline, None if self._said is None else self._said[1]]
        ends = [at / 1000 for at in due if at is not None] or [now_s + _WAIT_S]
        if self._noticed_s > now_s:
            ends.append(self._noticed_s)
        state = self.loop.state
        if state.scan is None or can_take_back(state):
            ends.append(now_s + 0.1)
        return max(0.001, min(ends) - now_s)

    def _goes_on(self) -> None:
        """Time has passed without a press."""
        now = round(1000 * self.hand.now)
        if self._said is not None and self._said[1] <= now:
            spoken, ended = self._said
            self._said = None
            at = max(ended, self.loop.state.now)
            self._handle(SpeechEnded(at=at, utterance=spoken, how="done"))
        self.loop.advance(now)
        self._tell()

    def _handle(self, event: Event) -> None:
        self.loop.handle(event)
        self._tell()

    def _tell(self) -> None:
        """What the voice and the disk have to say of themselves."""
        while self._news:
            self.loop.handle(self._news.pop(0))

    def _note(self, at: Millis, what: Event | Effect) -> None:
        if isinstance(what, Lit):
            self._lit_count += 1
        elif isinstance(what, Selected) and what.item not in _NO_CHOICES:
            self._is_wrong = what.item != self._goal(what.path[-1])
            self._errors += self._is_wrong
            self._noticed_s = at / 1000 + NOTICE_S if self._is_wrong else -math.inf
        elif isinstance(what, Selected):
            self._is_wrong, self._noticed_s = False, -math.inf

    def _perform(self, effect: Effect) -> None:
        """A voice that begins at once, a disk that needs no time."""
        now = self.loop.state.now
        if isinstance(effect, Speak):
            self._said = effect.utterance, now + self._world.said_ms(effect.utterance)
            self._news.append(SpeechStarted(at=now, utterance=effect.utterance))
        elif isinstance(effect, StopSpeech):
            self._said = None
        elif isinstance(effect, OpenSection):
            self._opened = effect.section_id
            section = self._world.section(effect.section_id)
            self._news.append(SectionOpened(at=now, section=section))
