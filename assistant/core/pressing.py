"""What a press does where presses are weighed: choose, ask again, take back. And what is learned.

Theory of operation. A choice is held to be right when the next one is made, and only then is
anything learned from it. Until then one press in a short time takes it back, where it led to
another list or to the beginning of a text: there, nothing else would be done with a press. A
choice that was taken back is learned from when the right one was made in its place.

Must not know how likely anything is; ``picking`` does.
"""

from dataclasses import replace
from typing import Final

from assistant.core import pace, switches
from assistant.core import picking as weighing
from assistant.core.browsing import enter
from assistant.core.choosing import choose
from assistant.core.effects import (
    Effect,
    PressIgnored,
    PressWeighed,
    SavePerson,
    SavePlace,
    SaveSettings,
    Selected,
)
from assistant.core.known import Known, with_person, with_use
from assistant.core.menu import (
    Action,
    Change,
    Command,
    Meant,
    OpenMenu,
    Read,
)
from assistant.core.picking import Picking
from assistant.core.saying import hush, tell
from assistant.core.scanning import Scan
from assistant.core.selection import ErrorRecord, Stage, counted, learned, refused, undone
from assistant.core.settings import Settings, value_of, with_value
from assistant.core.state import (
    AppState,
    Browsing,
    Picked,
    Playing,
    Refused,
    Step,
    Target,
    Waiting,
    then,
)
from assistant.core.units import Millis

NOTICE_MS: Final[Millis] = 1000
"""It takes a second to see or hear that something wrong was chosen."""
LONGEST_WINDOW_MS: Final[Millis] = 2800
"""However slow the hand, nobody waits longer for a list to begin."""
_AFTER_LOCKOUT_MS: Final[Millis] = 700
_SEEN_MS: Final[Millis] = 600
"""A voice this late has been overtaken by the eyes."""
_MOST_REFUSED: Final = 3
_SOUND_LAG: Final = 2
"""So many times its least length a sound may have lasted when it is known for a press."""

_LEADS_ON: Final = frozenset(
    {
        Command.BACK,
        Command.HOME,
        Command.STOP,
        Command.CONTINUE,
        Command.NEXT_SECTION,
        Command.READ_AGAIN,
        Command.READ_ANYWAY,
        Command.WELCOME,
        Command.WELCOME_NEXT,
        Command.WELCOME_DONE,
    }
)
_ANSWERS: Final = ("region", "welcome")
"""What the first steps set and lead on from: no choice beside it would set it back."""
_LEAVES: Final = frozenset({Command.BACK, Command.STOP})
"""Whoever leaves again at once may have come by mistake: nobody can tell."""


# --- a press -----------------------------------------------------------------------------


def is_weighed(state: AppState) -> bool:
    """Whether a press now is weighed. While a list is announced it is not."""
    mode = state.mode
    if not isinstance(mode, Browsing) or mode.picking is None:
        return False
    return mode.scan.index is not None or mode.picking.has_lit


def weigh(state: AppState, target: Target) -> Step:
    """A press that counts: choose what it meant, or light the likeliest again."""
    if not isinstance(state.mode, Browsing) or state.mode.picking is None:
        return state, ()
    scan = state.mode.scan
    picking = _seen(scan, state.mode.picking, target.at)
    if not any(step.at_ms <= target.at for step in picking.stage.steps):
        return state, (PressIgnored(why="nothing was lit"),)
    answer = weighing.answered(picking, state.known.person, target.at)
    if answer.is_too_soon:
        return state, (PressIgnored(why="too soon"),)
    if answer.item is not None:
        return _take(state, answer.picking, answer.item)
    dark = replace(scan, index=None, round=1, step_ends=state.now + answer.gap_ms)
    items = state.menu.items
    order = tuple(items[item].id for step in answer.picking.plan for item in step.items)
    state = replace(state, mode=Browsing(scan=dark, picking=answer.picking))
    return then((state, (PressWeighed(items=order),)), hush)


def _seen(scan: Scan, picking: Picking, at: Millis) -> Picking:
    """What is lit has been seen by now, even if its cue is late."""
    if scan.index is None or at - scan.lit_at < _SEEN_MS:
        return picking
    return weighing.perceived(picking, scan.lit_at)


def _take(state: AppState, picking: Picking, index: int) -> Step:
    item = state.menu.items[index]
    step = _stood(state, item.action)
    return then(step, lambda after: _choose(after, picking, index))


def _choose(state: AppState, picking: Picking, index: int) -> Step:
    item = state.menu.items[index]
    picked = Picked(
        item=item.id,
        index=index,
        title=item.title,
        menus=state.path_ids,
        path=state.path,
        reading=state.reading,
        place=state.place,
        picking=picking,
        hand=state.known.hand,
        settings=state.settings,
        until=state.now + window_ms(state) if _leads_on(item.action) else None,
    )
    now_locked = switches.locked(state.switches, state.now, state.settings.switch)
    state = replace(state, picked=picked, switches=now_locked)
    delay_ms = weighing.delay_ms(picking, index)
    step = pace.noted(state, delay_ms, weighing.missed_rounds(picking, index))
    return then(step, lambda after: choose(after, index))


def _leads_on(action: Action) -> bool:
    """Whether another list or a text follows, where one press can take this back."""
    if isinstance(action, Change):
        return action.setting in _ANSWERS
    return isinstance(action, (OpenMenu, Read)) or action in _LEADS_ON


# --- taking back -------------------------------------------------------------------------


def window_ms(state: AppState) -> Millis:
    """How long a choice can be taken back by a press."""
    slow_ms = NOTICE_MS + round(1000 * state.known.person.slow_answer_s())
    window = min(LONGEST_WINDOW_MS, slow_ms)
    # Inside the lockout no press counts.
    return max(window, state.settings.switch.lockout_ms + _AFTER_LOCKOUT_MS)


def can_take_back(state: AppState) -> bool:
    """Whether a press now takes the last choice back."""
    picked = state.picked
    if picked is None or picked.until is None or _held_from(state) > picked.until:
        return False
    match state.mode:
        case Browsing(picking=picking):
            return picking is not None and not picking.stage.presses
        case Playing(stage=stage):
            # What is being read is paused by a press, and by nothing else.
            return stage != "text"
        case Waiting():
            return True
        case _:
            return False


def _held_from(state: AppState) -> Millis:
    """When the switch that is down went down; now, where none is."""
    since = state.switches.hold_since
    return state.now if since is None else min(since, state.now)


def window_due(state: AppState) -> Millis | None:
    """When the last choice can no longer be taken back, also by a sound that has begun in time."""
    if state.picked is None or state.picked.until is None:
        return None
    switch = state.settings.switch
    lag_ms = 0 if switch.sound == "off" else _SOUND_LAG * switch.sound_ms
    return state.picked.until + lag_ms


def close_window(state: AppState) -> Step:
    """The choice stays."""
    picked = state.picked
    return replace(state, picked=None if picked is None else replace(picked, until=None)), ()


def take_back(state: AppState) -> Step:
    """Back to the list, as it was; what was refused there is not believed so soon again."""
    picked = state.picked
    if picked is None:
        return state, ()
    state = pace.slipped(state)
    known = _counted(_by(picked, state.known), was_undone=True)
    known = replace(with_person(known, undone(known.person)), hand=state.known.hand)
    facts: list[Effect] = [Selected(item="undo", path=state.path_ids), SavePerson(known=known)]
    if state.place != picked.place and picked.place is not None:
        facts.append(SavePlace(place=picked.place))
    settings = _unanswered(state.settings, picked.settings)
    if settings != state.settings:
        facts.append(SaveSettings(settings=settings))
    stage = picked.picking.stage
    believed = refused(stage, known.person, picked.index, state.now, window_ms(state))
    before = _refused_before(state.refused, picked)
    state = replace(
        state,
        known=known,
        settings=settings,
        picked=None,
        refused=Refused(menus=picked.menus, stages=(*before, stage)[-_MOST_REFUSED:]),
        path=picked.path,
        reading=picked.reading,
        place=picked.place or state.place,
    )
    if known.record.is_ours_worse:
        return then((state, tuple(facts)), _fall_back)
    step = then((state, tuple(facts)), enter)
    again = weighing.after_refusal(picked.picking, believed, known.person, state.now)
    return then(step, lambda after: (_lit_again(after, again), ()))


def _unanswered(settings: Settings, was: Settings) -> Settings:
    """The first steps as they were; what a carer changed meanwhile stays."""
    for path in _ANSWERS:
        settings = with_value(settings, path, value_of(was, path))
    return settings


def _refused_before(refusal: Refused | None, picked: Picked) -> tuple[Stage, ...]:
    """What was taken back in the same list just before, as long as the list is the same."""
    if refusal is None or refusal.menus != picked.menus:
        return ()
    count = len(picked.picking.stage.prior)
    return tuple(stage for stage in refusal.stages if len(stage.prior) == count)


def _lit_again(state: AppState, again: Picking) -> AppState:
    """The list is lit by what is believed now, unless it is another list meanwhile."""
    mode = state.mode
    if not isinstance(mode, Browsing) or mode.scan.count != len(again.plan):
        return state
    if mode.scan.index is None:
        return replace(state, mode=replace(mode, picking=again))
    first = replace(mode.scan, index=None, step_ends=state.now + again.choices.gap_ms)
    return replace(state, mode=Browsing(scan=first, picking=again))


def forget(state: AppState) -> AppState:
    """The program is worked by something else than the switch: the last choice teaches nothing."""
    return replace(state, picked=None, refused=None)


# --- learning ----------------------------------------------------------------------------


def _stood(state: AppState, following: Action) -> Step:
    """The choice before this one was right, as far as anybody can tell."""
    picked = state.picked
    if picked is None:
        return state, ()
    state = replace(state, picked=None)
    # A word that the program had to ask about teaches no more than one that was sure.
    if following in _LEAVES or isinstance(following, Meant):
        return state, ()
    stages = (*_refused_before(state.refused, picked), picked.picking.stage)
    known = _counted(_by(picked, state.known), was_undone=False)
    person = known.person
    for stage in stages:
        person = learned(person, stage, picked.index)
    known = with_use(with_person(known, person), picked.menus[-1], picked.item)
    known = replace(known, hand=state.known.hand)
    return replace(state, known=known, refused=None), (SavePerson(known=known),)


def _by(picked: Picked, known: Known) -> Known:
    """With the hand that made the choice, which may not be the one that presses now."""
    return replace(known, hand=picked.hand)


def _counted(known: Known, *, was_undone: bool) -> Known:
    # As long as the hand is new, what is lit is taken: that is plain scanning's record.
    by_ours = not known.person.is_new
    return replace(known, record=counted(known.record, by_ours=by_ours, was_undone=was_undone))


def _fall_back(state: AppState) -> Step:
    """Weighing does worse than plain scanning would: leave it, and say so."""
    known = replace(state.known, record=ErrorRecord())
    settings = with_value(state.settings, "scan.press_time", value=False)
    state = replace(state, known=known, settings=settings, refused=None)
    text = state.words("press_time.fell_back")
    step = tell(state, "scan.press_time", text, lasting=True)
    facts = (SavePerson(known=known), SaveSettings(settings=settings))
    step = then(step, lambda after: (after, facts))
    return then(step, lambda after: enter(after, text))
