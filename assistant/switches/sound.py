"""The sound switch: a voiced sound held for a moment, or a puff, is a press. Pure.

Must not know microphones, files or menus. Chunks of samples with their times go in, presses and
releases come out, and as ``NoPress`` what was filtered and why.

Theory of operation. Each frame of 64 ms is judged by itself: *voice*, *puff*, one of the things
that are neither, or *nothing*. Frames of a kind that follow one another are a *run*. A run becomes
a press when its last ``least_ms`` were one steady sound: in talk the pitch and above all the colour
of the voice change every tenth of a second, in a vowel or a hum they stay. The press is dated back
to where the steady sound began, so that the time of the person counts and not ours, and its end to
the last frame of the voice; a voice that breaks for a moment goes on. A sound longer than anybody's
breath is the room's, and learned as such.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

import numpy as np

from assistant.core.events import NoPress, SwitchPressed, SwitchReleased
from assistant.core.settings import Settings, SoundKinds
from assistant.core.units import Millis
from assistant.switches.room import QUIET_DB, Room
from assistant.switches.sound_frames import (
    HOP_MS,
    SAMPLE_RATE,
    WINDOW_MS,
    Frame,
    Framer,
    Samples,
    Shape,
)

SWITCH: Final = "sound"
"""The name of this switch, whatever kind of sound it was."""

Kind: TypeAlias = Literal["voice", "puff"]
Why: TypeAlias = Literal["too short", "not steady", "too quiet", "no voice", "not a puff", "a tone"]

ON_DB: Final = 4.0
"""So far above the room a sound must begin; half of that will do for it to go on."""
_VOICED: Final = 0.5
"""Voices reach 0.8 to 1 in quiet, noise 0.6 at most. A hoarse voice in noise lies between."""
_STILL_VOICED: Final = 0.4
_LEAST_DB: Final = -68.0
"""Whatever is softer than this is the rounding of the sound card."""
_PITCH_JUMP_OCTAVES: Final = 0.2
"""Between two frames, 16 ms apart, no voice moves more than a tone and a half."""
_STEADY_ALIKE: Final = 0.9
_PATIENT_ALIKE: Final = 0.8
_STEADY_OCTAVES: Final = 0.5
_HELD_ALIKE: Final = 0.85
_FOLLOWS_MS: Final[Millis] = 500
"""A voice may change its colour, but not as fast as in talk."""
_FILLED_PART: Final = 0.8
_BREAK_MS: Final[Millis] = 64
"""A gap in a sound that has not counted yet."""
_BRIDGE_MS: Final[Millis] = 240
"""A gap in one that has: voices of people with ALS break for a moment."""
_LOUD_DB: Final = 12.0
_TOLD_FROM_MS: Final[Millis] = 100
_LATE_MS: Final[Millis] = 200
"""Chunks that are further apart than this have a hole between them."""
PUFF_MS: Final[Millis] = 120
_PUFF_ON_DB: Final = 15.0
_PUFF_LEAST_DB: Final = -45.0
_PUFF_LOW_PART: Final = 0.3
_PUFF_PERIODICITY: Final = 0.85
"""So deep a noise seems to have a pitch now and then; a deep voice has one all the time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundRules:
    """What is a press. ``least_ms`` is how long a voice must stay; a puff may be short."""

    kinds: frozenset[Kind] = frozenset({"voice"})
    least_ms: Millis = 500
    longest_ms: Millis = 8000


_KINDS: Final[dict[SoundKinds, frozenset[Kind]]] = {
    "off": frozenset(),
    "voice": frozenset({"voice"}),
    "puff": frozenset({"puff"}),
    "both": frozenset({"voice", "puff"}),
}
_BEYOND_A_CALL_MS: Final[Millis] = 5000


def rules_of(settings: Settings) -> SoundRules:
    """The rules that the settings ask for. A hold may always last until help is called."""
    return SoundRules(
        kinds=_KINDS[settings.switch.sound],
        least_ms=settings.switch.sound_ms,
        longest_ms=settings.help.hold_ms + _BEYOND_A_CALL_MS,
    )


Fact: TypeAlias = SwitchPressed | SwitchReleased | NoPress


@dataclass(slots=True, kw_only=True)
class _Run:
    """Frames of one kind in a row. ``first`` and ``last`` are the middles of its ends."""

    what: Kind | Why
    first: Millis
    last: Millis
    recent: deque[tuple[Millis, Frame]] = field(default_factory=deque)
    """What decides whether it is one steady sound."""
    pressed_at: Millis | None = None
    held_until: Millis = 0
    """The last frame of a press that was still the same steady sound."""
    colour: Shape | None = None
    """What it sounds like, followed slowly; None for a puff, which has none."""
    is_let_go: bool = False
    """The press is over, but the voice that made it goes on, and makes no other."""
    is_spent: bool = False
    """It went on for longer than anybody's breath."""

    @property
    def length_ms(self) -> Millis:
        """From the first frame to the last."""
        return self.last - self.first + HOP_MS


class SoundSwitch:
    """``hear(at, samples)`` gives the presses and releases in a chunk, often none.

    One thread. Odd samples (none, one, not numbers, clipped) do no harm. The first two seconds
    teach the room and press nothing. With ``is_room_quiet`` it begins at once and learns beside.

    The room is two levels: its *noise*, which shows even beside a voice as what does not repeat,
    and its *hum* (a refrigerator), which only time tells from a voice.
    """

    def __init__(self, rules: SoundRules, *, is_room_quiet: bool = False) -> None:
        """Nothing has been heard."""
        self._rules = rules
        self._has_begun = is_room_quiet
        self._noise = Room()
        self._hum = Room()
        self._low_room = Room()
        self._framer = Framer()
        self._heard_until: Millis | None = None
        self._run: _Run | None = None
        self._other: _Run | None = None

    @property
    def room_db(self) -> float:
        """How loud the room is by itself, in dB below full scale."""
        return max(self._noise.level_db, self._hum.level_db)

    def hear(self, at: Millis, samples: Samples) -> list[Fact]:
        """What a chunk brought; ``at`` is when its last sample was heard."""
        began = at - len(samples) * 1000 // SAMPLE_RATE
        facts: list[Fact] = []
        if self._heard_until is not None and began - self._heard_until > _LATE_MS:
            facts += self.lost()
        self._heard_until = at
        for end, frame in self._framer.frames(at, samples):
            facts += self._judged(end - WINDOW_MS // 2, frame)
        return facts

    def apply(self, rules: SoundRules) -> list[Fact]:
        """Take over new rules; what is held by the old ones is let go. The room stays known."""
        if rules == self._rules:
            return []
        facts = self._ended(self._run)
        self._run = None
        self._rules = rules
        return facts

    def lost(self) -> list[Fact]:
        """The microphone is gone: what was held is let go. The room stays known."""
        self._framer = Framer()
        self._heard_until = None
        ended = [*self._ended(self._run), *self._ended(self._other)]
        self._run = self._other = None
        return ended

    # --- one frame -------------------------------------------------------------------------

    def _judged(self, at: Millis, frame: Frame) -> list[Fact]:
        if not self._has_begun:
            is_hum = frame.periodicity >= _VOICED and not frame.is_piping
            self._noise.heard(frame.noise_db, HOP_MS)
            self._hum.heard(frame.level_db if is_hum else QUIET_DB, HOP_MS)
            self._low_room.heard(frame.low_db, HOP_MS)
            self._has_begun = self._noise.is_learned
            return []
        what = self._what(frame)
        facts = self._kept_on(at, frame, what)
        self._learn_room(frame, what)
        return facts

    def _what(self, frame: Frame) -> Kind | Why | None:
        """What one frame is, whatever came before it."""
        above_db = frame.level_db - self.room_db
        is_voiced = frame.periodicity >= _VOICED
        if "puff" in self._rules.kinds and self._is_puff(frame):
            return "puff"
        if is_voiced and not frame.is_piping and frame.level_db >= _LEAST_DB:
            if above_db < ON_DB:
                return "too quiet"
            return "voice" if "voice" in self._rules.kinds else "not a puff"
        if above_db < _LOUD_DB or frame.level_db < _LEAST_DB + _LOUD_DB:
            return None
        if is_voiced:
            return "a tone"
        return "no voice" if "voice" in self._rules.kinds else "not a puff"

    def _is_puff(self, frame: Frame) -> bool:
        return (
            self._low_room.is_learned
            and frame.low_db >= max(_PUFF_LEAST_DB, self._low_room.level_db + _PUFF_ON_DB)
            and frame.low_part >= _PUFF_LOW_PART
            and frame.periodicity < _PUFF_PERIODICITY
        )

    def _learn_room(self, frame: Frame, what: Kind | Why | None) -> None:
        """Never from the person's own voice, but from the noise that is beside it."""
        run = self._run
        if run is None:
            self._noise.heard(frame.noise_db, HOP_MS)
            self._low_room.heard(frame.low_db, HOP_MS)
        else:
            self._noise.lower(frame.noise_db, HOP_MS)
        if run is not None and run.is_spent:
            self._hum.is_now(frame.level_db)
        elif what == "too quiet" and frame.level_db < self._hum.level_db + ON_DB:
            self._hum.heard(frame.level_db, HOP_MS)
        else:
            self._hum.lower(frame.level_db, HOP_MS)

    # --- runs ------------------------------------------------------------------------------

    def _kept_on(self, at: Millis, frame: Frame, what: Kind | Why | None) -> list[Fact]:
        run = self._run
        if run is None:
            if what in ("voice", "puff"):
                facts = self._ended(self._other)
                self._other = None
                self._run = _Run(what=what, first=at, last=at)
                return [*facts, *self._grown(self._run, at, frame)]
            return self._told_other(at, what)
        if self._goes_on(run, frame, what):
            run.last = at
            return self._grown(run, at, frame)
        if run.pressed_at is not None and self._stays(run, frame):
            run.last = at
            return self._held(run, at, frame)
        if at - run.last <= (_BREAK_MS if run.pressed_at is None else _BRIDGE_MS):
            return []
        self._run = None
        return self._ended(run)

    def _goes_on(self, run: _Run, frame: Frame, what: Kind | Why | None) -> bool:
        if what != run.what:
            return False
        if what == "puff" or run.pressed_at is not None or not run.recent:
            return True
        return _octaves(frame.pitch_hz, run.recent[-1][1].pitch_hz) <= _PITCH_JUMP_OCTAVES

    def _stays(self, run: _Run, frame: Frame) -> bool:
        """Too little to begin with, enough to go on with."""
        if run.what == "puff":
            return frame.low_db >= self._low_room.level_db + _PUFF_ON_DB / 2
        return (
            frame.periodicity >= _STILL_VOICED
            and not frame.is_piping
            and frame.level_db >= max(_LEAST_DB, self.room_db + ON_DB / 2)
        )

    def _grown(self, run: _Run, at: Millis, frame: Frame) -> list[Fact]:
        if run.pressed_at is not None:
            return self._held(run, at, frame)
        run.recent.append((at, frame))
        began = self._one_sound_since(run)
        if began is None:
            return []
        run.pressed_at, run.held_until = began, at
        if run.what == "voice":
            run.colour = _middle([it.shape for since, it in run.recent if since >= began])
        return [SwitchPressed(at=began, switch=SWITCH)]

    def _held(self, run: _Run, at: Millis, frame: Frame) -> list[Fact]:
        """A press goes on. If it was talk after all it must not become a call for help."""
        if run.is_let_go or run.pressed_at is None:
            return []
        if run.colour is None or float(frame.shape @ run.colour) >= _HELD_ALIKE:
            run.held_until = at
            if run.colour is not None:
                run.colour = _middle([run.colour * (_FOLLOWS_MS / HOP_MS), frame.shape])
        elif at - run.held_until > _BRIDGE_MS:
            run.is_let_go = True
        if run.held_until - run.pressed_at >= self._rules.longest_ms:
            run.is_let_go = run.is_spent = True
        return [SwitchReleased(at=run.held_until, switch=SWITCH)] if run.is_let_go else []

    def _one_sound_since(self, run: _Run) -> Millis | None:
        """Since when it has been one sound, if it has been for long enough."""
        at = run.last
        if run.what == "puff":
            since = at - PUFF_MS
            recent = [one for one in run.recent if one[0] > since]
            return recent[0][0] if _fill(recent, PUFF_MS) else None
        least_ms = self._rules.least_ms
        while run.recent[0][0] <= at - 2 * least_ms:
            run.recent.popleft()
        long = list(run.recent)
        short = [one for one in long if one[0] > at - least_ms]
        # A hoarse or trembling voice is less alike, but nobody talks so long in one colour.
        for recent, length_ms, alike in (
            (short, least_ms, _STEADY_ALIKE),
            (long, 2 * least_ms, _PATIENT_ALIKE),
        ):
            if _fill(recent, length_ms) and _is_steady([it for _, it in recent], alike):
                return recent[0][0]
        return None

    def _told_other(self, at: Millis, what: Kind | Why | None) -> list[Fact]:
        """Sounds that can be no press are told too: people want to know that they were heard."""
        other = self._other
        if other is not None and what == other.what:
            other.last = at
            return []
        if other is None or at - other.last > _BRIDGE_MS:
            self._other = None if what is None else _Run(what=what, first=at, last=at)
            return self._ended(other)
        return []

    def _ended(self, run: _Run | None) -> list[Fact]:
        if run is None or run.is_let_go:
            return []
        if run.pressed_at is not None:
            return [SwitchReleased(at=run.held_until, switch=SWITCH)]
        if run.length_ms < _TOLD_FROM_MS:
            return []
        return [NoPress(at=run.first, switch=SWITCH, length_ms=run.length_ms, why=self._why(run))]

    def _why(self, run: _Run) -> Why:
        if run.what == "puff":
            return "too short"
        if run.what == "voice":
            return "too short" if run.length_ms < self._rules.least_ms else "not steady"
        return run.what


def _octaves(one_hz: float, other_hz: float) -> float:
    """How far two pitches are apart. A hoarse voice skips every second beat: that is no jump."""
    apart = abs(float(np.log2(one_hz / other_hz)))
    return min(apart, abs(apart - 1))


def _fill(recent: Sequence[tuple[Millis, Frame]], length_ms: Millis) -> bool:
    """Whether these frames reach over a time, nearly without a gap."""
    reach_ms = recent[-1][0] - recent[0][0] + 2 * HOP_MS
    return reach_ms > length_ms and len(recent) * HOP_MS >= length_ms * _FILLED_PART


def _is_steady(frames: Sequence[Frame], least_alike: float) -> bool:
    """Whether pitch and colour stay as in a vowel or a hum; in talk they do not."""
    middle_hz = float(np.median([frame.pitch_hz for frame in frames]))
    strays = [_octaves(frame.pitch_hz, middle_hz) for frame in frames]
    if float(np.percentile(strays, 90)) > _STEADY_OCTAVES / 2:
        return False
    shapes = [frame.shape for frame in frames]
    alike = np.array(shapes) @ _middle(shapes)
    return float(np.percentile(alike, 10)) >= least_alike


def _middle(shapes: Sequence[Shape]) -> Shape:
    middle = np.sum(shapes, axis=0)
    return np.asarray(middle / np.linalg.norm(middle))
