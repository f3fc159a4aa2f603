"""What is on the screen, as data: the same for the window and the terminal. Pure.

Must not know pixels, fonts or colours; holds no time, so two equal scenes need no new drawing.
"""

from dataclasses import dataclass, replace
from typing import Literal

from assistant.core.access import how_to_choose
from assistant.core.alarm import SIGN_AFTER_MS, counts_from
from assistant.core.closing import CLOSES_AFTER_MS
from assistant.core.focus import shown
from assistant.core.pressing import can_take_back
from assistant.core.set_up import WANTED
from assistant.core.state import (
    AppState,
    Browsing,
    Measuring,
    Playing,
    Reading,
    Resting,
    Sign,
    Teaching,
    Telling,
    Waiting,
)
from assistant.core.teaching import said_name
from assistant.core.trial import Trying
from assistant.core.trying import LEAVES_AFTER_MS, explained, key_of
from assistant.core.units import Millis
from assistant.core.vocabulary import attention_word, waits_for_attention

Kind = Literal["list", "text", "rest", "dark", "call"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One choice. ``number`` starts at 1; Back is drawn at its own fixed place."""

    id: str
    number: int
    title: str
    icon: str
    is_lit: bool
    is_back: bool
    is_near: bool = False
    """It is in the group that was gone into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence of a text; ``is_lit`` while it is the one being read."""

    text: str
    paragraph: int
    is_lit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """All there is to see. ``lines`` may stand beside ``tiles`` (the reading strip)."""

    kind: Kind
    title: str
    trail: tuple[str, ...] = ()
    badge: str = ""
    tiles: tuple[Tile, ...] = ()
    lines: tuple[Line, ...] = ()
    hint: str = ""
    is_hint_brief: bool = False
    """The hint is only true for a moment, so it stands out."""
    notices: tuple[str, ...] = ()
    is_announcing: bool = False
    is_holding: bool = False
    acknowledge: Literal["", "first", "second"] = ""
    icon: str = "rest"
    """The picture of a scene without a list or a text."""
    people: tuple[str, ...] = ()
    """Whom to phone while help is called."""
    ears: Sign | Literal[""] = ""
    """What the ears are doing; "" where nothing is listened to."""
    ears_text: str = ""
    cover: tuple[str, str] | None = None
    """What lies large over everything: what is wrong, and what to do."""
    is_closing: bool = False
    """The keys that close a locked window are being held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What moves by itself: each from 0.0 to 1.0, or None where there is nothing to show."""

    step_left: float | None = None
    """How much of the lit choice's time is left; 1.0 while its cue is spoken."""
    hold: float | None = None
    """How far the hold has come towards the call for help."""
    close: float | None = None
    """How far the keys that close a locked window have been held."""


def scene_of(state: AppState) -> Scene:
    """The scene of a state."""
    is_closing = state.closing_since is not None
    if state.alarm.is_calling:
        return replace(_call(state), is_closing=is_closing)
    scene = replace(_scene(state), is_closing=is_closing)
    if state.focus.is_shown:
        scene = replace(scene, cover=shown(state))
    return scene if scene.kind == "dark" else _with_ears(scene, state)


def _with_ears(scene: Scene, state: AppState) -> Scene:
    """The sign of listening, where a microphone is open."""
    ears = state.ears
    if not state.hears_commands:
        return scene
    sign: Sign = ears.sign
    if sign == "listening" and waits_for_attention(state):
        sign = "waiting"
    word = attention_word(state)
    text = state.words(f"ears.{sign}", heard=ears.heard, word=word)
    return replace(scene, ears=sign, ears_text=text)


def _scene(state: AppState) -> Scene:  # noqa: PLR0911 - one a mode
    match state.mode:
        case Browsing(scan=scan, picking=picking):
            is_new = scan.index is None and (picking is None or not picking.is_narrowed)
            return _list(state, is_announcing=is_new)
        case Playing(stage=stage):
            return _reading(state, is_title=stage != "text")
        case Telling() as telling:
            return _telling(state, telling)
        case Measuring() as measuring:
            return _measuring(state, measuring)
        case Teaching() as teaching:
            return _teaching(state, teaching)
        case Trying() as trying:
            return _trying(state, trying)
        case Waiting():
            return _plain(state, "rest", state.words("reading.opening"))
        case Resting():
            return _resting(state)


def progress_of(state: AppState, now: Millis) -> Progress:
    """How far what moves has come at ``now``."""
    return Progress(
        step_left=_step_left(state, now), hold=_hold(state, now), close=_close(state, now)
    )


def is_moving(state: AppState) -> bool:
    """Whether something is to be drawn again although nothing happens."""
    if state.closing_since is not None:
        return True
    if state.alarm.sign_since is not None:
        return not state.alarm.is_calling
    return isinstance(state.mode, Browsing) and state.mode.scan.step_ends is not None


def _step_left(state: AppState, now: Millis) -> float | None:
    if state.alarm.is_calling or not isinstance(state.mode, Browsing):
        return None
    scan = state.mode.scan
    if scan.index is None or scan.is_dark:
        return None
    if scan.step_ends is None:
        return 1.0
    if state.switches.pending_since is not None:
        now = min(now, state.switches.pending_since)
    if scan.is_armed and state.switches.hold_since is not None:
        now = min(now, state.switches.hold_since)  # a hand on the switch does not rest
    whole = max(1, scan.step_ends - scan.dwell_from)
    return max(0.0, min(1.0, (scan.step_ends - now) / whole))


def _hold(state: AppState, now: Millis) -> float | None:
    since = counts_from(state)
    if state.alarm.is_calling or state.alarm.sign_since is None or since is None:
        return None
    whole = max(1, state.settings.help.hold_ms - SIGN_AFTER_MS)
    return max(0.0, min(1.0, (now - since - SIGN_AFTER_MS) / whole))


def _close(state: AppState, now: Millis) -> float | None:
    if state.closing_since is None:
        return None
    return max(0.0, min(1.0, (now - state.closing_since) / CLOSES_AFTER_MS))


def _notices(state: AppState) -> tuple[str, ...]:
    return tuple(told.text for told in state.notices)


def _tiles(state: AppState) -> tuple[Tile, ...]:
    scan = state.scan
    lit = () if scan is None or scan.is_dark else scan.lit
    near = () if scan is None or scan.outer is None else sum(scan.stops, ())
    last = len(state.menu.items) - 1
    return tuple(
        Tile(
            id=item.id,
            number=at + 1,
            title=item.title,
            icon=item.icon,
            is_lit=at in lit,
            is_back=at == last and item.id in {"back", "stop"},
            is_near=at in near,
        )
        for at, item in enumerate(state.menu.items)
    )


def _lines(reading: Reading | None, lit: int | None) -> tuple[Line, ...]:
    if reading is None:
        return ()
    return tuple(
        Line(text=sentence.text, paragraph=sentence.paragraph, is_lit=at == lit)
        for at, sentence in enumerate(reading.section.sentences)
        if sentence.part <= reading.part and sentence.part not in reading.skipped
    )


def _badge(state: AppState) -> str:
    if state.reading is None or state.reading.section.is_reviewed:
        return ""
    if state.reading.section.is_own:
        return state.words("reading.own_note")
    return state.words("reading.not_reviewed")


def _trail(state: AppState) -> tuple[str, ...]:
    nodes = state.library.nodes
    return tuple(nodes[name].title for name in state.path_ids[1:-1] if name in nodes)


def _list(state: AppState, *, is_announcing: bool) -> Scene:
    menu = state.menu
    is_strip = menu.id == "strip"
    return Scene(
        kind="list",
        title=menu.title,
        trail=_trail(state),
        badge=_badge(state) if is_strip else "",
        tiles=_tiles(state),
        lines=_lines(state.reading, state.reading.index) if is_strip and state.reading else (),
        notices=_notices(state),
        is_announcing=is_announcing,
        is_holding=state.alarm.sign_since is not None,
        hint=_list_hint(state, "strip" if is_strip else "list"),
        is_hint_brief=bool(_hint_of_undo(state)),
    )


def _hint_of_undo(state: AppState) -> str:
    """What was picked, as long as one press takes it back."""
    if state.picked is None or not can_take_back(state):
        return ""
    return state.words("hint.undo", title=state.picked.title)


def _list_hint(state: AppState, kind: str) -> str:
    if undo := _hint_of_undo(state):
        return undo
    if state.picking is not None and state.picking.is_narrowed:
        return state.words("hint.again")
    hint = how_to_choose(state.words, state.settings.scan.method, kind)
    return f"{hint} {state.words('hint.voice')}" if state.hears_commands else hint


def _reading(state: AppState, *, is_title: bool) -> Scene:
    reading = state.reading
    return Scene(
        kind="text",
        title=reading.section.title if reading else "",
        badge=_badge(state),
        lines=_lines(reading, None if is_title or reading is None else reading.index),
        notices=_notices(state),
        is_announcing=is_title,
        is_holding=state.alarm.sign_since is not None,
        hint=_hint_of_undo(state) or state.words("hint.reading"),
        is_hint_brief=bool(_hint_of_undo(state)),
    )


def _telling(state: AppState, telling: Telling) -> Scene:
    lines = tuple(
        Line(text=text, paragraph=at, is_lit=at == telling.index)
        for at, text in enumerate(telling.lines)
    )
    return Scene(
        kind="text",
        title=telling.title,
        lines=lines,
        notices=_notices(state),
        is_holding=state.alarm.sign_since is not None,
        hint=state.words("hint.telling"),
    )


def _teaching(state: AppState, teaching: Teaching) -> Scene:
    """The word to say, large, and how many times it was heard."""
    word = said_name(state, teaching.word)
    key = "teach.shown_now" if teaching.until is not None else "teach.shown_wait"
    hint = state.words(key, word=word, kept=teaching.kept, wanted=teaching.wanted)
    return replace(_plain(state, "rest", word.capitalize(), hint), icon="ears")


def _trying(state: AppState, trying: Trying) -> Scene:
    """The newest press first and large, and in the title in one word what came of it."""
    words = state.words
    newest = trying.tried[-1] if trying.tried else None
    stays = trying.ends_at is None
    hint = words("hint.trying", value=LEAVES_AFTER_MS // 1000)
    return Scene(
        kind="text",
        title=words(f"trying.{key_of(newest.why)}") if newest else words("trying.title"),
        lines=tuple(
            Line(text=explained(state, tried), paragraph=at, is_lit=at == 0)
            for at, tried in enumerate(reversed(trying.tried))
        ),
        notices=_notices(state),
        is_holding=state.alarm.sign_since is not None,
        hint=words("hint.trying_to_stay") if stays else hint,
    )


def _measuring(state: AppState, measuring: Measuring) -> Scene:
    """One choice, lit when a press is wanted, as in a list; and how many presses there were."""
    count = len(measuring.measured.delays_ms)
    is_lit = measuring.is_cued
    tile = Tile(
        id="now",
        number=1,
        title=state.words("set_up.now" if is_lit else "set_up.wait"),
        icon="set-up",
        is_lit=is_lit,
        is_back=False,
    )
    ask = state.words("set_up.ask")
    return Scene(
        kind="list",
        title=ask if measuring.cues == 0 else state.words("set_up.title"),
        tiles=(tile,),
        notices=_notices(state),
        is_holding=state.alarm.sign_since is not None,
        hint=state.words("set_up.shown", count=count, wanted=WANTED),
    )


def _resting(state: AppState) -> Scene:
    """After a long rest dark, but for a few dim words: nobody is to think that it is off."""
    key = "rest.shown_voice" if state.hears_commands else "rest.shown"
    is_dark = isinstance(state.mode, Resting) and state.mode.is_dark
    # What has to be told on the whole screen is told in any light.
    kind: Kind = "dark" if is_dark and not state.focus.is_shown else "rest"
    return _plain(state, kind, state.words("rest.title"), state.words(key))


def _plain(state: AppState, kind: Kind, title: str, hint: str = "") -> Scene:
    return Scene(
        kind=kind,
        title=title,
        hint=hint,
        notices=_notices(state),
        is_holding=state.alarm.sign_since is not None,
    )


MOST_PEOPLE = 3
"""More would be too small to read from the door."""
_CALL_TITLE = "I need help"
_CALL_HINT = "Carer: when you are here, press the Escape key or the button."
_CALL_FIRST = "I am here"
_CALL_SECOND = "Yes, I am with them"


def _call(state: AppState) -> Scene:
    """Built without any wording file: it must show even when every file is broken."""
    is_second = state.alarm.asked_again_until is not None
    button = _CALL_SECOND if is_second else _CALL_FIRST
    return Scene(
        kind="call",
        title=_CALL_TITLE,
        hint=_CALL_HINT,
        badge=button,
        acknowledge="second" if is_second else "first",
        people=state.people[:MOST_PEOPLE],
        notices=_notices(state),
    )
