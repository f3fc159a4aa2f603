"""Moving through lists: enter, light, rest, wake. Must not know what the choices do."""

from dataclasses import replace
from typing import Final

from assistant.core import picking as weighing
from assistant.core import scanning, switches
from assistant.core.effects import GroupEntered, Lit, Prepare
from assistant.core.library import Library
from assistant.core.menu import Menu, OpenMenu, Sight
from assistant.core.menus import menu_of
from assistant.core.offering import picking_of
from assistant.core.picking import Picking
from assistant.core.saying import hush, say, tell
from assistant.core.scanning import Scan
from assistant.core.state import AppState, Browsing, Frame, Resting, Step, then
from assistant.core.units import Millis

MINUTE_MS: Final[Millis] = 60_000


def enter(state: AppState, intro: str | None = None) -> Step:
    """Scan the list at the end of the path, from where it was left; Home, if it is gone.

    ``intro`` replaces the list's own name: a result, a question, or "" for silence.
    """
    menu = state.menu
    if menu.id != state.path[-1].menu:
        state = replace(state, path=state.path[:1])
        menu = state.menu
    if not isinstance(state.mode, Resting):
        # A list may come by itself just when a press meant for something else arrives.
        now_locked = switches.locked(state.switches, state.now, state.settings.switch)
        state = replace(state, switches=now_locked)
    listed = _scanned(state, menu)
    state = replace(state, mode=listed)
    text = menu.intro if intro is None else intro
    step = _introduce(state, text)
    return then(step, lambda after: (after, (_cues(after, menu, listed.scan),)))


def enter_with(state: AppState, outcome: str) -> Step:
    """Scan the list at hand. What came of the last choice is said first, or shown to read."""
    step: Step = (state, ())
    if not is_heard(state):
        step = tell(state, "outcome", outcome, lasting=False)
    return then(step, lambda now: enter(now, outcome))


def is_heard(state: AppState) -> bool:
    """Whether what is said now can be heard, as far as anybody knows."""
    broken = {"sound", "synthesizer"}
    is_broken = any(told.about in broken and told.until is None for told in state.notices)
    return state.settings.speech.is_on and not is_broken


def _scanned(state: AppState, menu: Menu) -> Browsing:
    """The scan of a list, before anything of it is lit."""
    wanted = state.path[-1].resume if state.settings.scan.resume_at == "same" else 0
    scan = scanning.begun(len(menu.items), wanted, state.settings.scan.groups)
    picking = picking_of(menu, state.settings, state.known, state.now, start=scan.start)
    return Browsing(scan=scan, picking=picking)


def renew(state: AppState) -> Step:
    """The list at hand is not what it was. Its introduction, if it is being said, goes on."""
    menu, mode, saying = state.menu, state.mode, state.saying
    is_there = menu.id == state.path[-1].menu
    is_introduced = saying is not None and saying.kind == "intro"
    if not isinstance(mode, Browsing) or mode.scan.index is not None:
        return enter(state)
    if not is_there or not is_introduced:
        return enter(state)
    listed = _scanned(state, menu)
    state = replace(state, mode=listed)
    return state, (_cues(state, menu, listed.scan),)


def _introduce(state: AppState, text: str) -> Step:
    if text and state.settings.speech.is_on:
        return say(state, text, "intro")
    return then(hush(state), cue_ended)


def _cues(state: AppState, menu: Menu, scan: Scan) -> Prepare:
    texts = (_said(state, menu, stop) for stop in scan.stops)
    alone = (item.said for item in menu.items)
    rate_wpm = state.settings.speech.cue_rate_wpm
    return Prepare(texts=tuple(dict.fromkeys((*texts, *alone))), rate_wpm=rate_wpm)


def _said(state: AppState, menu: Menu, stop: tuple[int, ...]) -> str:
    """What is said of the choices that are lit together."""
    first, last = menu.items[stop[0]], menu.items[stop[-1]]
    if first is last:
        return first.said
    key = "groups.two" if len(stop) == 2 else "groups.more"  # noqa: PLR2004 - "one or the other"
    return state.words(key, first=first.said, last=last.said)


def open_menu(state: AppState, menu_id: str, intro: str | None = None) -> Step:
    """Go one list deeper."""
    return enter(replace(state, path=(*state.path, Frame(menu_id))), intro)


def close_menu(state: AppState) -> Step:
    """Go one list back; Home stays."""
    path = state.path[:-1] or state.path
    return enter(replace(state, path=path))


def go_home(state: AppState) -> Step:
    """Home, from its first choice."""
    return enter(replace(state, path=(Frame("home"),), reading=None))


def light(state: AppState, index: int) -> Step:
    """Light a stop by its first choice and speak its cue; without cues its step clock starts."""
    if not isinstance(state.mode, Browsing):
        return state, ()
    lit = scanning.lit(state.mode.scan, index, state.now)
    state = replace(state, mode=replace(state.mode, scan=lit))
    menu = state.menu
    fact = Lit(item="+".join(menu.items[at].id for at in lit.lit), path=state.path_ids)
    if state.settings.speech.is_on and state.settings.speech.cues:
        said = _said(state, menu, lit.lit)
        return then((state, (fact,)), lambda after: say(after, said, "cue"))
    return then(then((state, (fact,)), hush), cue_ended)


def cue_ended(state: AppState) -> Step:
    """The intro or the cue is over."""
    if not isinstance(state.mode, Browsing):
        return state, ()
    scan, picking = state.mode.scan, state.mode.picking
    if scan.index is None:
        return light(state, scan.start) if picking is None else _first_light(state, picking)
    if picking is None:
        ended = scanning.cue_ended(scan, state.now, state.settings.scan)
        return replace(state, mode=Browsing(scan=ended)), ()
    picking = weighing.perceived(picking, scan.lit_at)
    ends = weighing.step_ends(
        picking, state.known.person, state.settings.scan, state.now, scan.lit_at
    )
    scan = replace(scan, dwell_from=state.now, step_ends=ends)
    return replace(state, mode=Browsing(scan=scan, picking=picking)), ()


def enter_group(state: AppState, group: tuple[int, ...]) -> Step:
    """Into the choices that were lit together; one that is no longer there is not entered."""
    scan = state.scan
    if scan is None or group not in scan.stops:
        return state, ()
    inner = scanning.entered(replace(scan, index=group[0]), state.settings.scan.groups)
    state = replace(state, mode=Browsing(scan=inner))
    ids = tuple(state.menu.items[at].id for at in group)
    fact = GroupEntered(items=ids, path=state.path_ids)
    return then((state, (fact,)), lambda after: light(after, inner.start))


def _first_light(state: AppState, picking: Picking) -> Step:
    """Where the last choice can still be taken back, nothing is lit that a press could mean."""
    scan, picked = state.scan, state.picked
    if scan is None or picked is None or picked.until is None:
        return light(state, picking.item)
    # Whoever answers the first choice is never so quick.
    lights_at = picked.until - weighing.quick_answer_ms(state.known.person)
    if state.now >= lights_at:
        return light(state, picking.item)
    waits = replace(scan, dwell_from=state.now, step_ends=lights_at)
    has_waited = replace(picking, has_waited=True)
    return replace(state, mode=Browsing(scan=waits, picking=has_waited)), ()


def cue_begun(state: AppState, utterance_id: int) -> Step:
    """The cue of what is lit is heard from now on: only now can it be answered."""
    mode, saying = state.mode, state.saying
    if not isinstance(mode, Browsing) or mode.picking is None or mode.scan.index is None:
        return state, ()
    if saying is None or saying.id != utterance_id or saying.kind != "cue":
        return state, ()
    heard = weighing.perceived(mode.picking, state.now)
    return replace(state, mode=replace(mode, picking=heard)), ()


def step_on(state: AppState) -> Step:
    """The dwell is over: the next item, or rest after the last round."""
    if not isinstance(state.mode, Browsing):
        return state, ()
    if state.mode.picking is None:
        dark = scanning.darkened(state.mode.scan, state.settings.scan)
        if dark is not None:
            return hush(replace(state, mode=Browsing(scan=dark)))
    scan = replace(state.mode.scan, is_manual=False, step_ends=None)
    if state.mode.picking is not None:
        return _pick_on(state, scan, state.mode.picking)
    following = scanning.stepped(scan, state.settings.scan)
    if following is None or following.index is None:
        return rest(state)
    return light(replace(state, mode=Browsing(scan=following)), following.index)


def _pick_on(state: AppState, scan: Scan, picking: Picking) -> Step:
    """The next step of the plan, or the next round of it."""
    following: Picking | None = picking
    if scan.index is not None:
        following = weighing.moved_on(picking)
    if following is None:
        if scan.round >= state.settings.scan.loops and not _is_early(state, picking):
            return rest(state)
        following = weighing.next_round(picking, state.known.person, state.now)
        scan = replace(scan, round=scan.round + 1)
    state = replace(state, mode=Browsing(scan=scan, picking=following))
    return light(state, following.item)


def _is_early(state: AppState, picking: Picking) -> bool:
    """Whether plain scanning would still move: a quick light must not rest sooner for it."""
    loops, count = state.settings.scan.loops, len(picking.plan)
    return state.now - picking.since < loops * count * state.settings.scan.interval_ms


def rest(state: AppState) -> Step:
    """Stop moving, and say how to wake it."""
    state = replace(state, mode=Resting(since=state.now))
    if not state.settings.speech.is_on:
        return hush(state)
    return say(
        state, state.words("rest.said_voice" if state.hears_commands else "rest.said"), "intro"
    )


def dark_due(state: AppState) -> Millis | None:
    """When a rest has lasted so long that the screen is to go dark."""
    after_ms = state.settings.screen.dark_after_minutes * MINUTE_MS
    mode = state.mode
    if not isinstance(mode, Resting) or mode.since is None or mode.is_dark or not after_ms:
        return None
    return mode.since + after_ms


def darken(state: AppState) -> Step:
    """Nobody needs the light of the screen."""
    if not isinstance(state.mode, Resting):
        return state, ()
    return replace(state, mode=replace(state.mode, is_dark=True)), ()


def stirred(state: AppState) -> Step:
    """Somebody is at the computer: the screen is lit, and the rest goes on."""
    if not isinstance(state.mode, Resting):
        return state, ()
    return replace(state, mode=Resting(since=state.now)), ()


def moved_by_carer(state: AppState, by: int) -> Step:
    """A carer's arrow key moves the light and holds it there."""
    if isinstance(state.mode, Resting):
        return enter(state, "")
    if not isinstance(state.mode, Browsing):
        return state, ()
    # Whoever points shows one choice after another.
    scan = scanning.one_by_one(state.mode.scan)
    index = scan.start if scan.index is None else (scan.index + by) % scan.count
    # Where the light waits for the person anyway, it does not go on after the carer either.
    is_manual = state.settings.scan.method == "auto"
    moved = replace(scan, is_manual=is_manual, is_armed=False)
    return light(replace(state, mode=Browsing(scan=moved)), index)


def path_to(library: Library, sight: Sight, node_id: str) -> tuple[Frame, ...]:
    """The lists from Home down to the one that holds a section, each at the right choice."""
    chain = [node_id]
    while (node := library.nodes.get(chain[-1])) is not None and node.parent in library.nodes:
        chain.append(node.parent)
    home = menu_of("home", sight)
    frames = [Frame("home", _index_of(home, chain[-1]))]
    for parent, child in zip(reversed(chain[1:]), reversed(chain[:-1]), strict=True):
        frames.extend(_down_to(library, sight, parent, child))
    return tuple(frames)


def _down_to(library: Library, sight: Sight, parent: str, child: str) -> list[Frame]:
    """Through the groups of a long folder to the list that holds the child itself."""
    position = library.nodes[parent].children.index(child)
    frames: list[Frame] = []
    menu_id = parent
    while True:
        menu = menu_of(menu_id, sight)
        index = _index_of(menu, child)
        if menu.items[index].id == child:
            return [*frames, Frame(menu_id, index)]
        index = _group_holding(menu, position)
        frames.append(Frame(menu_id, index))
        action = menu.items[index].action
        if not isinstance(action, OpenMenu):
            return frames
        menu_id = action.menu


def _index_of(menu: Menu, item_id: str) -> int:
    return next((at for at, item in enumerate(menu.items) if item.id == item_id), 0)


def _group_holding(menu: Menu, position: int) -> int:
    for at, item in enumerate(menu.items):
        low, _, high = item.id.rpartition("#")[2].partition("-")
        if low.isdigit() and high.isdigit() and int(low) <= position < int(high):
            return at
    return len(menu.items) - 1
