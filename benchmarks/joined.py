"""The whole core in the study: the hand presses the program, and the program does the rest.

Nothing is spoken. A list of nine is scanned: eight folders and Back. A wrong folder opens; the
hand notices after a second, presses to take it back while that can be done, and else goes Back.
The clock runs from the first light of the list to the choice of the right folder.
"""

from dataclasses import replace

from assistant.core.browsing import enter
from assistant.core.effects import Effect, Lit, Selected
from assistant.core.events import Event, SwitchPressed, SwitchReleased
from assistant.core.known import Known
from assistant.core.library import ROOT, Library, Node, library_of
from assistant.core.pressing import can_take_back
from assistant.core.settings import Settings, with_value
from assistant.core.state import AppState, Frame, Resting
from assistant.loop import Loop
from benchmarks.people import BOUNCE_GUARD_S, Hand
from benchmarks.sessions import LIMIT_S, NOTICE_S, Target

FOLDERS = 8
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


def settings_of(interval_ms: int, *, press_time: bool) -> Settings:
    """A silent program without the waits that the study's other methods do not have."""
    settings = Settings()
    values: dict[str, object] = {
        "scan.press_time": press_time,
        "scan.interval_ms": interval_ms,
        "scan.first_item_extra_ms": 0,
        "scan.loops": 20,
        "scan.resume_at": "first",
        "switch.lockout_ms": 0,
        "switch.bounce_guard_ms": round(1000 * BOUNCE_GUARD_S) - _HELD_MS,
        "speech.is_on": False,
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
        self.loop = Loop(state, lambda _effect: None, self._note)

    def _note(self, at: int, what: Event | Effect) -> None:
        del at
        if isinstance(what, Selected):
            self._chosen.append(what.item)
        elif isinstance(what, Lit):
            self._lit_count += 1

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
            errors += sum(self._is_error(item) for item in chosen)
            if chosen:
                noticed_s = hand.now + NOTICE_S
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
        self.loop.state, effects = enter(state)
        for effect in effects:
            self._note(state.now, effect)

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
        due = loop.next_deadline
        ends_s = hand.now + _WAIT_S if due is None else max(hand.now + 0.001, due / 1000)
        if loop.state.scan is None or can_take_back(loop.state):
            ends_s = min(ends_s, hand.now + 0.1)
        # One step is answered once, also where something else happens in the midst of it.
        is_new = self._lit_count != self._answered
        press = hand.wait(ends_s - hand.now, is_wanted=is_wanted and is_new)
        if is_wanted:
            self._answered = self._lit_count
        if press is None:
            loop.advance(round(1000 * hand.now))
            return
        at = round(1000 * press)
        loop.handle(SwitchPressed(at=at, switch="space"))
        loop.handle(SwitchReleased(at=at + _HELD_MS, switch="space"))
        hand.now = max(hand.now, (at + _HELD_MS) / 1000)
