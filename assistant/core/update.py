"""The one door: ``update(state, event) -> (state, effects)``, and the deadlines it asks for.

Theory of operation. Drivers stamp facts; the loop hands them in here in the order of time and,
between them, ``DeadlineReached`` for each moment that :func:`next_deadline` names. The help
call is looked at before anything else, in every state.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from assistant.core import (
    access,
    alarm,
    carers,
    closing,
    ears,
    focus,
    measuring,
    method_trial,
    pace,
    pressing,
    reader,
    scanning,
    switches,
    teaching,
    trying,
    welcome,
)
from assistant.core.browsing import (
    close_menu,
    cue_begun,
    cue_ended,
    dark_due,
    darken,
    enter,
    moved_by_carer,
    renew,
    rest,
    step_on,
    stirred,
)
from assistant.core.carer_changes import profiles_changed, settings_changed
from assistant.core.choosing import choose_lit, choose_named, lit_now
from assistant.core.effects import PressIgnored, Selected, StopSpeech
from assistant.core.events import (
    AcknowledgePointed,
    CallGoesOn,
    CarerKeyPressed,
    CarerPageFailed,
    CarerPageOpened,
    ClockJumped,
    CloseBegan,
    CloseEnded,
    CloseRefused,
    CommandsChanged,
    DeadlineReached,
    Device,
    DeviceFailed,
    DeviceReturned,
    EarsClosed,
    EarsOpened,
    Event,
    FocusBack,
    FocusLost,
    ItemPointed,
    LibraryLoaded,
    NoPress,
    NoWordHeard,
    PeopleChanged,
    ProfilesChanged,
    Remarked,
    SectionFailed,
    SectionOpened,
    SettingsChanged,
    SpeechEnded,
    SpeechStarted,
    Started,
    Stirred,
    SwitchesLost,
    SwitchPressed,
    SwitchReleased,
    VoiceBegan,
    VoicesKnown,
    WordHeard,
    WordRecorded,
    WordsKnown,
)
from assistant.core.known import HEARD_WITHOUT_FOCUS, hand_of, using
from assistant.core.library import Library
from assistant.core.saying import hush, tell, untell
from assistant.core.scanning import Scan
from assistant.core.settings import effective, is_talk_key
from assistant.core.state import (
    AppState,
    Browsing,
    Measuring,
    Playing,
    Resting,
    Step,
    Target,
    Teaching,
    Telling,
    Waiting,
    then,
)
from assistant.core.switches import CONTACT_DROPOUT_MS, Verdict
from assistant.core.trial import Trying
from assistant.core.units import Millis
from assistant.core.vocabulary import with_commands, with_library

STUCK_AFTER_MS: Millis = 8000
"""A switch still down this long after a call was answered is probably stuck."""


def update(state: AppState, event: Event) -> Step:
    """What an event means. Pure: same state and event, same answer."""
    state = replace(state, now=max(state.now, event.at))
    before = state
    step = then(then(_meant(state, event), ears.settled), method_trial.settled)
    step = then(step, lambda after: pace.offered(before, after))
    step = then(then(step, lambda after: focus.called(before, after)), focus.settled)
    step = ears.own_voice_noted(before, step[0]), step[1]
    if not state.is_driven or step[0].is_driven:
        return step
    # The hold has moved the light until now; if it goes on, help is counted from here.
    step = then(step, lambda after: (replace(after, hold_counts_from=after.now), ()))
    return then(step, alarm.hide_sign)


def _meant(state: AppState, event: Event) -> Step:  # noqa: C901, PLR0911, PLR0912 - one door
    match event:
        case CallGoesOn():
            return alarm.call(state)
        case Started():
            return (state, ()) if state.alarm.is_calling else welcome.opened(state)
        case SwitchPressed():
            return _pressed(state, event)
        case SwitchReleased():
            return _released(state, event)
        case NoPress():
            return trying.no_press(state, event)
        case SwitchesLost(of=of):
            return _switches_lost(state) if of == "all" else _window_switches_lost(state)
        case FocusLost():
            return focus.lost(state, event)
        case FocusBack():
            return focus.back(state)
        case Stirred():
            return stirred(state)
        case CloseBegan():
            return closing.began(state)
        case CloseEnded():
            return closing.ended(state)
        case CloseRefused():
            return closing.refused(state)
        case CarerKeyPressed():
            return _carer_key(state, event)
        case ItemPointed(item=item):
            return _pointed(state, item)
        case AcknowledgePointed():
            return alarm.acknowledge_pointed(state)
        case DeadlineReached():
            return _deadline(state)
        case ClockJumped():
            return _clock_jumped(state)
        case SpeechStarted(utterance=utterance):
            return cue_begun(measuring.cue_heard(state, utterance.id), utterance.id)
        case SpeechEnded(utterance=utterance):
            return _speech_ended(state, utterance.id)
        case VoiceBegan():
            return ears.voice_began(state, event)
        case WordHeard():
            return focus.with_word(ears.heard(state, event))
        case NoWordHeard():
            return ears.no_word(state, event)
        case EarsOpened():
            return ears.opened(state)
        case EarsClosed():
            return ears.closed(state), ()
        case WordRecorded(word=word, why_not=why_not):
            return teaching.recorded(state, word, why_not)
        case WordsKnown(taught=taught, alike=alike):
            return teaching.known(focus.carer_needs(state), taught, alike)
        case LibraryLoaded(library=library):
            return _library_loaded(focus.carer_needs(state), library)
        case SectionOpened(section=section):
            return (state, ()) if state.alarm.is_calling else reader.opened(state, section)
        case SectionFailed(section_id=section_id, why=why):
            return _section_failed(state, section_id, why)
        case SettingsChanged(settings=settings):
            return settings_changed(focus.carer_needs(state), settings)
        case ProfilesChanged(profiles=profiles):
            return profiles_changed(focus.carer_needs(state), profiles)
        case CommandsChanged(commands=commands):
            return with_commands(focus.carer_needs(state), commands), ()
        case PeopleChanged(people=people):
            return replace(focus.carer_needs(state), people=people), ()
        case VoicesKnown(voices=voices):
            return replace(state, voices=voices), ()
        case CarerPageOpened():
            return carers.page_opened(state, event)
        case CarerPageFailed(why=why):
            return carers.page_failed(state, why)
        case Remarked(text=text):
            return tell(state, "remark", text, lasting=False)
        case DeviceFailed(device=device, why=why):
            return _device_failed(state, device, why)
        case DeviceReturned(device=device):
            text = state.words(f"devices.{device}_returned")
            return tell(untell(state, device), device, text, lasting=False)
        case _:
            assert_never(event)


def _device_failed(state: AppState, device: Device, why: str) -> Step:
    if device not in ("microphone", "recognizer"):
        return tell(state, device, why, lasting=True)
    # Who never had a microphone is told once; who spoke to it until now, until it is back.
    is_missed = state.ears.was_open
    return tell(ears.closed(state), device, why, lasting=is_missed)


# --- presses -----------------------------------------------------------------------------


def _pressed(state: AppState, event: SwitchPressed) -> Step:
    if is_talk_key(event.switch, state.settings):
        state = focus.key_came(state)
        return replace(state, ears=replace(state.ears, talk_since=event.at)), ()
    found, verdict = switches.pressed(
        state.switches, event.at, event.switch, effective(state.settings)
    )
    if event.switch == "sound":
        state = replace(state, ears=replace(state.ears, pressed_by_sound=event.at))
    begins = found.down_since != state.switches.down_since
    came_down = bool(found.held) and not state.switches.held
    known = using(state.known, event.switch, state.settings.profile)
    state = replace(state, switches=found, known=known)
    if state.alarm.is_calling:
        return replace(state, switches=switches.spent(found)), ()
    if begins:
        state = replace(state, before_press=alarm.snapshot(state))
    elif found.held:
        state = access.taken_up(state)
    return _meant_by_press(state, event, verdict, came_down=came_down)


def _meant_by_press(
    state: AppState, event: SwitchPressed, verdict: Verdict, *, came_down: bool
) -> Step:
    if state.focus.is_shown:
        # Pressed while the screen said that nothing is heard: it was meant for nothing here.
        return focus.pressed(_choosing_nothing(state), event.switch)
    state = replace(state, focus=replace(state.focus, was_pressed=True))
    if isinstance(state.mode, Trying):
        return trying.pressed(state, state.mode, event, verdict)
    if isinstance(state.mode, Teaching) and event.switch == "sound":
        # The very sound that is being recorded; held long enough it calls, as ever.
        return _choosing_nothing(state), ()
    if isinstance(state.mode, Measuring):
        # Here every contact counts, and none chooses.
        state = _choosing_nothing(state)
        return (measuring.closed(state) if came_down else state), ()
    if verdict in ("accepted", "waiting"):
        is_move = access.is_move(state, event.switch)
        # A sound is known for a press only when it has lasted: it was meant when it began.
        target = replace(_target(state), is_move=is_move, at=min(event.at, state.now))
        state = replace(state, target=target)
    return _judged(state, verdict)


def _choosing_nothing(state: AppState) -> AppState:
    return replace(state, switches=switches.unjudged(state.switches), target=None)


def _target(state: AppState) -> Target:
    return Target(
        mode=type(state.mode),
        path=state.path_ids,
        lit=lit_now(state),
        at=state.now,
        takes_back=pressing.can_take_back(state),
    )


def _released(state: AppState, event: SwitchReleased) -> Step:
    if is_talk_key(event.switch, state.settings):
        talked = replace(state.ears, talk_since=None, talk_until=event.at)
        return replace(state, ears=talked), ()
    hold_ms = state.settings.help.hold_ms
    waited_from = state.switches.pending_since
    found, verdict = switches.released(
        state.switches, event.at, event.switch, effective(state.settings), hold_ms
    )
    is_late = alarm.is_late(state)
    comes_up = bool(state.switches.held) and not found.held
    step = (
        alarm.hide_sign(replace(state, switches=found))
        if not found.held
        else (
            replace(state, switches=found),
            (),
        )
    )
    if not found.held and not found.stuck:
        step = (untell(step[0], "switch"), step[1])
    if state.alarm.is_calling:
        return step
    step = then(step, lambda after: (_unfrozen(after, waited_from), ()))
    if isinstance(state.mode, Trying) and comes_up:
        mode = state.mode
        return then(step, lambda after: trying.released(after, mode, event.at, verdict))
    if comes_up and isinstance(state.mode, Measuring):
        down_since = state.switches.down_since or state.now
        return then(step, lambda after: measuring.opened(after, down_since))
    if comes_up:
        step = then(step, lambda after: (_hand_off(after, is_late=is_late), ()))
    return then(step, lambda after: _judged(after, verdict))


def _hand_off(state: AppState, *, is_late: bool) -> AppState:
    """What letting go is to choose in inverse scan is what is lit now."""
    if not state.is_driven:
        return access.hand_off(state)
    return access.let_go(replace(state, target=None if is_late else _target(state)))


def _unfrozen(state: AppState, waited_from: Millis | None) -> AppState:
    """The light stood still while a press was judged; it gets that time back, once."""
    still_waits = state.switches.pending_since is not None
    if waited_from is None or still_waits or not isinstance(state.mode, Browsing):
        return state
    scan = state.mode.scan
    # A clock that began while the press was being judged has lost only what came after.
    lost_ms = state.now - max(waited_from, scan.dwell_from)
    scan = scanning.delayed(scan, max(0, lost_ms))
    return replace(state, mode=replace(state.mode, scan=scan))


def _judged(state: AppState, verdict: Verdict) -> Step:
    if verdict == "accepted":
        return _accepted(state)
    if verdict in ("nothing", "waiting"):
        return state, ()
    return replace(state, target=None), (PressIgnored(why=verdict),)


def _accepted(state: AppState) -> Step:
    """A press counts: do what it meant when the switch went down."""
    target = state.target
    state = replace(state, target=None)
    if target is not None and target.takes_back and state.picked is not None:
        return pressing.take_back(_locked(state))
    if target is None or target.mode is not type(state.mode) or target.path != state.path_ids:
        return state, (PressIgnored(why="too late"),)
    if isinstance(state.mode, Browsing):
        return _accepted_in_list(state, target)
    return _accepted_elsewhere(state)


def _accepted_elsewhere(state: AppState) -> Step:
    """Where there is no list a press can mean but one thing."""
    if isinstance(state.mode, Waiting):
        return state, (PressIgnored(why="still opening"),)
    state = _locked(state)
    if isinstance(state.mode, Resting):
        return _noted(state, "wake", enter)
    if isinstance(state.mode, Telling):
        return _noted(state, "enough", enter)
    if isinstance(state.mode, Teaching):
        return _noted(state, "enough", teaching.leave)
    return _noted(state, "pause", reader.pause)


def _accepted_in_list(state: AppState, target: Target) -> Step:
    if state.settings.scan.method == "inverse":
        return access.drive(state), ()
    if target.is_move and target.lit:
        # Moving is no choice: the next press may follow as soon as the bounce guard lets it.
        return access.move(state)
    if pressing.is_weighed(state):
        return pressing.weigh(state, target)
    return then(_noted_press(state, target), lambda now: _chosen(_locked(now), target.lit))


def _noted_press(state: AppState, target: Target) -> Step:
    """How late the press came, where the light moves by itself and a press takes what is lit."""
    scan = state.scan
    if scan is None or len(target.lit) != 1 or state.settings.scan.method != "auto":
        return state, ()
    return pace.noted(state, target.at - scan.lit_at, scan.round - 1)


def _locked(state: AppState) -> AppState:
    now_locked = switches.locked(state.switches, state.now, state.settings.switch)
    return replace(state, switches=now_locked)


def _noted(state: AppState, item: str, move: Callable[[AppState], Step]) -> Step:
    return then((state, (Selected(item=item, path=state.path_ids),)), move)


def _chosen(state: AppState, lit: tuple[int, ...]) -> Step:
    if lit:
        return choose_lit(state, lit)
    if lit_now(state):
        return state, (PressIgnored(why="nothing was lit"),)
    # Nothing is lit while the list is being announced: the press means "yes, get on".
    return _noted(state, "skip-intro", lambda now: then(hush(now), cue_ended))


def _dwelt(state: AppState) -> Step:
    """Step scan: the hand rested long enough, and what is lit is chosen."""
    return _chosen(_locked(state), lit_now(state))


def _let_go_for_good(state: AppState) -> Step:
    """Inverse scan: the hold is over, and what was lit at its end is chosen."""
    target = state.target
    state = access.wait(replace(state, target=None))
    if target is None:
        return state, (PressIgnored(why="held on"),)
    return _chosen(_locked(state), target.lit)


def _switches_lost(state: AppState) -> Step:
    """Better no choice than a wrong one; a call that already sounds goes on."""
    waited_from = state.switches.pending_since
    state = replace(state, switches=switches.forgotten(state.switches, state.now), target=None)
    state = replace(state, ears=replace(state.ears, talk_since=None, talk_until=state.now))
    state = trying.rested(state)
    state = measuring.lost(state)
    return alarm.hide_sign(access.wait(_unfrozen(state, waited_from)))


def _window_switches_lost(state: AppState) -> Step:
    """A gamepad or a sound that is held goes on, and may be calling for help."""
    heard = frozenset(name for name in state.switches.held if hand_of(name) in HEARD_WITHOUT_FOCUS)
    if not heard:
        return _switches_lost(state)
    state = replace(state, ears=replace(state.ears, talk_since=None, talk_until=state.now))
    if heard == state.switches.held:
        return state, ()
    # Of a hold by several it is not known any more what it was to choose.
    waited_from = state.switches.pending_since
    kept = switches.unjudged(replace(state.switches, held=heard))
    return _unfrozen(replace(state, switches=kept, target=None), waited_from), ()


# --- carers ------------------------------------------------------------------------------


def _carer_key(state: AppState, event: CarerKeyPressed) -> Step:  # noqa: PLR0911 - a key each
    if state.alarm.is_calling:
        return alarm.acknowledge(state) if event.key == "escape" else (state, ())
    state = focus.key_came(pressing.forget(state))
    if isinstance(state.mode, Playing):
        return _carer_key_while_reading(state, event)
    if event.key in ("up", "left"):
        return moved_by_carer(state, -1)
    if event.key in ("down", "right"):
        return moved_by_carer(state, 1)
    if event.key == "escape":
        return _carer_back(state)
    if isinstance(state.mode, (Teaching, Measuring)):
        return state, ()
    lit = lit_now(state)
    return _chosen(state, lit) if isinstance(state.mode, Browsing) else enter(state)


def _carer_back(state: AppState) -> Step:
    if isinstance(state.mode, Teaching):
        return teaching.leave(state)
    if isinstance(state.mode, Measuring):
        return measuring.leave(state)
    if isinstance(state.mode, (Resting, Telling, Waiting, Trying)):
        return enter(state)
    if state.path[-1].menu in reader.BESIDE_A_TEXT:
        return reader.stop(state)
    return close_menu(state)


def _carer_key_while_reading(state: AppState, event: CarerKeyPressed) -> Step:
    if event.key == "escape":
        return reader.stop(state)
    if event.key == "enter":
        return reader.pause(state)
    return reader.move(state, -1 if event.key in ("up", "left") else 1)


def _pointed(state: AppState, item_id: str) -> Step:
    if state.alarm.is_calling or not isinstance(state.mode, Browsing):
        return state, ()
    return choose_named(pressing.forget(state), item_id)


# --- speech ------------------------------------------------------------------------------


def _speech_ended(state: AppState, utterance_id: int) -> Step:  # noqa: PLR0911 - one a mode
    """Only the end of what is being said now moves anything on."""
    if state.saying is None or state.saying.id != utterance_id:
        return state, ()
    state = replace(state, saying=None, give_up_at=None)
    if focus.owes_aside(state):
        return focus.say_aside(state)
    match state.mode:
        case Browsing():
            return cue_ended(state)
        case Playing():
            return reader.sentence_ended(state)
        case Telling():
            return reader.line_ended(state)
        case Teaching():
            return teaching.asked(state)
        case Trying():
            return trying.spoken(state), ()
        case Measuring():
            return measuring.spoken(state)
        case Waiting() | Resting():
            return state, ()


def _give_up(state: AppState) -> Step:
    """No end ever came: go on without it."""
    saying = state.saying
    if saying is None:
        return replace(state, give_up_at=None), ()
    return then((state, (StopSpeech(),)), lambda after: _speech_ended(after, saying.id))


def _library_loaded(state: AppState, library: Library) -> Step:
    """A list that is no longer there, or no longer the same, must not stay on the screen."""
    before = state.menu
    state = with_library(state, library)
    if state.alarm.is_calling or not isinstance(state.mode, Browsing) or state.menu == before:
        return state, ()  # the list is built anew when the person comes back to it
    return renew(replace(state, target=None))


def _section_failed(state: AppState, section_id: str, why: str) -> Step:
    told = tell(state, f"section {section_id}", why, lasting=False)
    if state.alarm.is_calling:
        return told
    text = state.words("reading.cannot_open")
    return then(told, lambda after: reader.failed(after, section_id, text))


# --- time --------------------------------------------------------------------------------

_Due = tuple[Millis | None, Callable[[AppState], Step]]


def _dues(state: AppState) -> tuple[_Due, ...]:  # noqa: PLR0911 - one case a mode
    """What is waiting for a moment, the most urgent kind first."""
    if state.alarm.is_calling:
        return ((state.alarm.asked_again_until, alarm.ask_no_more), *_dues_of_the_window(state))
    accepts = switches.acceptance_due(state.switches, effective(state.settings))
    always: tuple[_Due, ...] = (
        (alarm.call_due(state), alarm.call_by_hold),
        (alarm.sign_due(state), alarm.show_sign),
        (accepts, _accepted_by_time),
        (_stuck_due(state), _tell_stuck),
        (state.give_up_at, _give_up),
        (pressing.window_due(state), pressing.close_window),
        (_notice_due(state), _drop_old_notices),
        (state.ears.sign_until, ears.sign_over),
        (focus.show_due(state), focus.show),
        (focus.say_due(state), focus.owe),
        (dark_due(state), darken),
        *_dues_of_the_window(state),
    )
    if state.switches.pending_since is not None and isinstance(state.mode, Browsing):
        return always
    match state.mode:
        case Browsing(scan=scan):
            asked = (ears.doubt_due(state), ears.nobody_answered)
            return (*always, asked, *_scan_dues(state, scan))
        case Teaching(until=until):
            return (*always, (until, teaching.missed))
        case Measuring(due=due):
            return (*always, (due, measuring.due))
        case Telling(until=until):
            return (*always, (until, enter))
        case Playing(gap_ends=gap_ends):
            return (*always, (gap_ends, reader.gap_ended))
        case Waiting(until=until):
            return (*always, (until, reader.never_opened))
        case Trying() as mode:
            return (*always, *_trying_dues(state, mode))
        case _:
            return always


def _dues_of_the_window(state: AppState) -> tuple[_Due, ...]:
    """What is due in every state, also while help is called."""
    return (
        (closing.due(state), closing.done),
        (focus.raise_due(state), focus.raise_window),
    )


def _trying_dues(state: AppState, mode: Trying) -> tuple[_Due, ...]:
    if state.switches.held:
        return ()  # a hand on the switch may be calling for help
    return ((mode.leaves_at, enter), (mode.ends_at, enter))


def _scan_dues(state: AppState, scan: Scan) -> tuple[_Due, ...]:
    if state.settings.scan.method == "auto":
        return ((scan.step_ends, step_on),)
    if scan.let_go_at is not None:
        return ((scan.let_go_at + CONTACT_DROPOUT_MS, _let_go_for_good),)
    if scan.is_driven:
        return ((scan.step_ends, access.driven_on),)
    if state.switches.hold_since is not None:
        return ()  # a hand on the switch does not rest, and may be calling for help
    return ((scan.step_ends, _dwelt), (scan.rests_at, rest))


def next_deadline(state: AppState) -> Millis | None:
    """The next moment at which something is to happen by itself."""
    return min((at for at, _ in _dues(state) if at is not None), default=None)


def _deadline(state: AppState) -> Step:
    """Carry out the earliest thing that is due; the loop asks again for the rest."""
    due = [(at, move) for at, move in _dues(state) if at is not None and at <= state.now]
    return min(due, key=lambda it: it[0])[1](state) if due else (state, ())


def _accepted_by_time(state: AppState) -> Step:
    waited_from = state.switches.pending_since
    state = replace(state, switches=switches.accepted_by_time(state.switches))
    if isinstance(state.mode, Trying):
        return trying.judged(state, "accepted")
    return _accepted(_unfrozen(state, waited_from))


def _stuck_due(state: AppState) -> Millis | None:
    found = state.switches
    is_told = any(told.about == "switch" for told in state.notices)
    if found.down_since is None or is_told:
        return None
    if found.stuck:
        return found.down_since  # another switch is in use, so nobody holds this one on purpose
    if not found.held or not found.is_hold_spent:
        return None
    return found.down_since + state.settings.help.hold_ms + STUCK_AFTER_MS


def _tell_stuck(state: AppState) -> Step:
    return tell(state, "switch", state.words("devices.switch_stuck"), lasting=True)


def _notice_due(state: AppState) -> Millis | None:
    return min((told.until for told in state.notices if told.until is not None), default=None)


def _drop_old_notices(state: AppState) -> Step:
    kept = tuple(told for told in state.notices if told.until is None or told.until > state.now)
    return replace(state, notices=kept), ()


def _clock_jumped(state: AppState) -> Step:  # noqa: PLR0911 - one answer a mode
    """After a sleep nothing is replayed: say the present thing again, or scan afresh."""
    step = _switches_lost(replace(state, closing_since=None))
    if state.alarm.is_calling:
        return step
    match state.mode:
        case Playing():
            return then(step, lambda now: then(hush(now), reader.go_on))
        case Browsing():
            return then(step, enter)
        case Telling():
            return then(step, reader.tell_line)
        case Waiting():
            return then(step, reader.wait_again)
        case Teaching():
            return then(step, teaching.leave)
        case Measuring():
            return then(step, measuring.end)
        case Resting() | Trying():
            return then(then(step, hush), lambda now: (trying.rested(now), ()))
