"""The whole core in the study: the hand presses the program, and the program does the rest.

A list of nine is scanned, silent or spoken: eight folders and Back. A wrong folder opens; the
hand notices after a second, presses to take it back while that can be done, and else goes Back.
The clock runs from the first light of the list to the choice of the right folder.
"""

import math
import random
from dataclasses import replace

from assistant.core.browsing import enter
from assistant.core.effects import Effect, Lit, Selected, Speak, StopSpeech
from assistant.core.events import (
    Event,
    SpeechEnded,
    SpeechStarted,
    SwitchPressed,
    SwitchReleased,
)
from assistant.core.known import Known
from assistant.core.library import ROOT, Library, Node, library_of
from assistant.core.pressing import can_take_back
from assistant.core.settings import Settings, with_value
from assistant.core.state import AppState, Frame, Resting
from assistant.loop import Loop
from benchmarks.people import BOUNCE_GUARD_S, Hand
from benchmarks.sessions import LIMIT_S, NOTICE_S, Target

FOLDERS = 8
NAMES_MS = (500, 1200)
"""How long a spoken name takes, from and to."""
_HELD_MS = 100
_HOME = (Frame("home"), Frame(ROOT))
_WAIT_S = 1.0


def library() -> Library:
    """Eight folders of eight folders of eight sections."""
    nodes: dict[str, Node] = {}

    def grow(name: str, parent: str, depth: int) -> str:
        below = tuple(f"{name}.{at}" for at in range(FOLDERS)) if depth else ()
        nodes[name] = Node(
            id=name, title=name, said=name, parent=parent, children=below, is_section=not below
        )
        for child in below:
            grow(child, name, depth - 1)
        return name

    grow(ROOT, "", 3)
    return library_of(nodes)


def settings_of(interval_ms: int, *, press_time: bool, is_spoken: bool = False) -> Settings:
    """A program without the waits that the study's other methods do not have."""
    settings = Settings()
    values: dict[str, object] = {
        "scan.press_time": press_time,
        "scan.interval_ms": interval_ms,
        "scan.first_item_extra_ms": 0,
        "scan.loops": 20,
        "scan.resume_at": "first",
        "switch.lockout_ms": 0,
        "switch.bounce_guard_ms": round(1000 * BOUNCE_GUARD_S) - _HELD_MS,
        "speech.is_on": is_spoken,
    }
    for path, value in values.items():
        settings = with_value(settings, path, value)
    return settings


class Joined:
    """The program in one pair of hands. It goes on learning from target to target."""

    def __init__(self, hand: Hand, settings: Settings, known: Known | None = None) -> None:
        """At the list, with nothing lit yet."""
        state = AppState(
            settings=settings,
            library=library(),
            is_library_loaded=True,
            known=known or Known(),
            path=_HOME,
        )
        self._hand = hand
        self._chosen: list[str] = []
        self._lit_count = 0
        self._answered = 0
        self._said: tuple[Speak, int] | None = None
        self._news: list[Event] = []
        self.loop = Loop(state, self._perform, self._note)

    def _note(self, at: int, what: Event | Effect) -> None:
        del at
        if isinstance(what, Selected):
            self._chosen.append(what.item)
        elif isinstance(what, Lit):
            self._lit_count += 1

    def _perform(self, effect: Effect) -> None:
        """A voice that begins at once and takes as long for each text as it always does."""
        now = self.loop.state.now
        if isinstance(effect, Speak):
            chance = random.Random(effect.utterance.text)  # noqa: S311 - nothing secret
            self._said = effect, now + chance.randint(*NAMES_MS)
            self._news.append(SpeechStarted(at=now, utterance=effect.utterance))
        elif isinstance(effect, StopSpeech):
            self._said = None

    def _tell(self) -> None:
        """What the voice has to say of itself."""
        while self._news:
            self.loop.handle(self._news.pop(0))

    def reach(self, folder: int) -> Target:
        """From the first light of the list until this folder is chosen."""
        self._begin()
        hand, wanted = self._hand, f"{ROOT}.{folder}"
        began_s, presses, errors, noticed_s = hand.now, hand.presses, 0, 0.0
        while hand.now - began_s < LIMIT_S:
            self._live_on(self._is_wanted(wanted, noticed_s))
            chosen, self._chosen = self._chosen, []
            if wanted in chosen:
                break
            wrong = sum(self._is_error(item) for item in chosen)
            errors += wrong
            if chosen:
                # Whoever went back on purpose does not want that taken back.
                noticed_s = hand.now + NOTICE_S if wrong else math.inf
        return Target(hand.now - began_s, errors, hand.presses - presses)

    def _is_error(self, item: str) -> bool:
        """Back and what wakes is no error, except where Back has led out of the list itself."""
        is_home = len(self.loop.state.path) < len(_HOME)
        return item not in {"back", "undo", "wake", "skip-intro"} or (item == "back" and is_home)

    def _begin(self) -> None:
        """Back at the list, as if by somebody else's hand; the last choice stands."""
        state = replace(self.loop.state, now=round(1000 * self._hand.now), path=_HOME)
        picked = state.picked
        if picked is not None:
            state = replace(state, picked=replace(picked, until=None))
        self._said = None
        self.loop.state, effects = enter(state, "")
        for effect in effects:
            self._note(state.now, effect)
            self._perform(effect)
        self._tell()

    def _is_wanted(self, wanted: str, noticed_s: float) -> bool:
        """Whether what can be had by a press now is what the person wants."""
        state, now_s = self.loop.state, self._hand.now
        if isinstance(state.mode, Resting):
            return True
        if len(state.path) > len(_HOME) and can_take_back(state):
            return now_s >= noticed_s
        if state.scan is None or state.scan.index is None:
            return False
        goal = wanted if state.path_ids == ("home", ROOT) else "back"
        if len(state.path) < len(_HOME):
            goal = ROOT
        return state.menu.items[state.scan.index].id == goal

    def _live_on(self, is_wanted: bool) -> None:  # noqa: FBT001 - the only question there is
        """Until the next press, or until the next thing happens by itself."""
        hand, loop = self._hand, self.loop
        dues = [loop.next_deadline, None if self._said is None else self._said[1]]
        due = min((at for at in dues if at is not None), default=None)
        ends_s = hand.now + _WAIT_S if due is None else max(hand.now + 0.001, due / 1000)
        if loop.state.scan is None or can_take_back(loop.state):
            ends_s = min(ends_s, hand.now + 0.1)
        # One step is answered once, also where something else happens in the midst of it.
        is_new = self._lit_count != self._answered
        press = hand.wait(ends_s - hand.now, is_wanted=is_wanted and is_new)
        if is_wanted:
            self._answered = self._lit_count
        if press is None:
            self._goes_on()
            return
        at = round(1000 * press)
        loop.handle(SwitchPressed(at=at, switch="space"))
        self._tell()
        loop.handle(SwitchReleased(at=at + _HELD_MS, switch="space"))
        self._tell()
        hand.now = max(hand.now, (at + _HELD_MS) / 1000)

    def _goes_on(self) -> None:
        """Time has passed without a press."""
        now = round(1000 * self._hand.now)
        if self._said is not None and self._said[1] <= now:
            spoken, ended = self._said
            self._said = None
            at = max(ended, self.loop.state.now)
            self.loop.handle(SpeechEnded(at=at, utterance=spoken.utterance, how="done"))
            self._tell()
        self.loop.advance(now)
        self._tell()
