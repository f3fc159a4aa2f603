"""Which sounds are one isolated word, and where each begins and ends. Pure: time comes as data.

Knows chunks of sound with their loudness and how much like a voice each is. Must not know what
tells a voice from noise, nor any recognizer or microphone.

A chunk is *active* when it is like a voice, or when, within what has begun, it is nearly as loud
as the loudest of it: a held vowel is soon no "voice" any more for a detector that was taught on
conversations, and a whole "aaah" may be all that somebody can say.

What goes on for too long, a television or a tap, is let pass. A word much louder than that is
heard all the same, and then whatever is no louder than the television counts as quiet.

```
           voice                    too much sound: rejected
 waiting ──────────▶ within a sound ────────────────────────▶ letting it pass
    ▲                   │    ▲                                   │      │
    └───────────────────┘    └───── something much louder ───────┘      │
    ▲ pause: a word, or rejected                                        │
    └───────────────────────────── pause ───────────────────────────────┘
```
"""

import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Final, Literal, TypeAlias

import numpy as np

from assistant.core.units import Millis
from assistant.listening.contract import SAMPLE_RATE, Samples

WhyRejected: TypeAlias = Literal["too short", "too long", "running speech"]

LONGEST_PAUSE_MS: Final[Millis] = 1200
LONGEST_PHRASE_MS: Final[Millis] = 4000

_KEPT_BEFORE_MS: Final[Millis] = 200
_KEPT_AFTER_MS: Final[Millis] = 260  # holds the late burst of a final "t" that is soon gone
_SEARCHED_BACK_MS: Final[Millis] = 350  # an "s" or "f" before the first voiced sound
_ROOM_CHUNKS: Final = 94  # three seconds of chunks as they come from the detector
_TALK_CHUNKS: Final = 62  # two seconds
_OVER_TALK_DB: Final = 3.0
_SOFTEST_ROOM_DB: Final = -62.0
_LOUDEST_ROOM_DB: Final = -22.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What counts as one isolated word. The first five are the person's, the rest the ear's."""

    quiet_before_ms: Millis = 300
    """No voice for so long before it, else it is a part of running speech."""
    quiet_after_speech_ms: Millis = 1000
    """The same after something that was no word: talk goes on in short pieces."""
    pause_ms: Millis = 240
    """It is over after so long without sound; up to 1200 for somebody who stops within words."""
    shortest_ms: Millis = 120
    longest_ms: Millis = 1600
    """So much sound at most, pauses not counted; up to 4000 where long phrases are active."""

    voice_begins: float = 0.45
    """From this likeness on a chunk begins a sound."""
    voice_lasts: float = 0.25
    """Down to this likeness it goes on: one limit for both would flutter."""
    faint_voice: float = 0.08
    """Enough to begin where it is loud, too, for ``loud_for_ms``: hoarse, slurred, whispered."""
    loud_for_ms: Millis = 90
    loud_above_room_db: float = 12.0
    within_peak_db: float = 20.0
    """What has begun goes on while it is no softer than so much below its loudest chunk."""
    above_room_db: float = 8.0
    """And at least so much louder than the room."""
    above_talk_db: float = 9.0
    """A word begins within long talk or noise when it is so much louder than all of it lately."""
    talk_ms: Millis = 130
    """So much voice in what was no word makes it talk, after which a longer quiet is needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Began:
    """Somebody begins to speak."""

    began: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class Isolated:
    """One word or short phrase with quiet on both sides."""

    began: Millis
    ended: Millis
    sound: Samples
    """All of it, 0.2 s of what was before it, and up to 0.26 s of what came after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """What had begun is no isolated word."""

    began: Millis
    ended: Millis
    why: WhyRejected
    sound: Samples


Found: TypeAlias = Began | Isolated | Rejected


@dataclass(frozen=True, slots=True)
class _Chunk:
    at: Millis  # of its last sample
    lasts_ms: Millis
    voice: float
    level_db: float
    sound: Samples


@dataclass(slots=True)
class _Sound:
    """What has begun and is not over."""

    chunks: list[_Chunk]
    began: Millis
    ended: Millis
    peak_db: float
    active_ms: Millis
    voice_ms: Millis
    had_quiet_before: bool
    over_talk_db: float = -math.inf
    """What is softer belongs to the talk in which this word began."""
    is_over_long: bool = False


@dataclass(slots=True)
class Isolation:
    """Chunk by chunk, what has begun and what it was. Each Began is followed by one end."""

    rules: Rules
    _before: deque[_Chunk] = field(default_factory=deque)
    _room: "deque[float]" = field(
        default_factory=lambda: deque([_SOFTEST_ROOM_DB] * _ROOM_CHUNKS, _ROOM_CHUNKS)
    )
    _now: _Sound | None = None
    _over_at: Millis = 0
    _last_voice: Millis | None = None
    _last_was_word: bool = True

    def hear(self, at: Millis, voice: float, level_db: float, sound: Samples) -> list[Found]:
        """One more chunk: ``at`` is the time of its last sample, ``voice`` 0 to 1."""
        lasts_ms = len(sound) * 1000 // SAMPLE_RATE
        chunk = _Chunk(at, lasts_ms, voice, level_db, sound)
        room_db = self._room_db()
        found = list(
            self._within(self._now, chunk, room_db) if self._now else self._waiting(chunk, room_db)
        )
        self._remember(chunk)
        return found

    def flush(self) -> list[Found]:
        """No more sound comes: what has begun is over."""
        now = self._now
        if now is None:
            return []
        if now.is_over_long:
            self._end(now, is_word=False)
            return []
        return [self._over(now)]

    # --- waiting -------------------------------------------------------------------------------

    def _waiting(self, chunk: _Chunk, room_db: float) -> Iterator[Found]:
        self._before.append(chunk)
        if self._begins(room_db):
            yield self._begin(self._lead(room_db), over_talk_db=-math.inf)
        else:
            self._room.append(chunk.level_db)

    def _begin(self, lead: list[_Chunk], over_talk_db: float) -> Began:
        began = _start_of(lead[0])
        self._now = _Sound(
            chunks=list(self._before),
            began=began,
            ended=lead[-1].at,
            peak_db=max(each.level_db for each in lead),
            active_ms=lead[-1].at - began,
            voice_ms=sum(each.lasts_ms for each in lead if self._is_voice(each)),
            # Who is so much nearer than the talk is somebody else.
            had_quiet_before=over_talk_db > -math.inf or self._was_quiet_before(began),
            over_talk_db=over_talk_db,
        )
        return Began(began=began)

    def _is_voice(self, chunk: _Chunk) -> bool:
        return chunk.voice >= self.rules.voice_lasts

    def _begins(self, room_db: float) -> bool:
        newest = self._before[-1]
        if newest.voice >= self.rules.voice_begins:
            return True
        loud_ms, likeness = 0, 0.0
        for chunk in reversed(self._before):
            if chunk.level_db < room_db + self.rules.loud_above_room_db:
                break
            loud_ms += chunk.lasts_ms
            likeness = max(likeness, chunk.voice)
        return loud_ms >= self.rules.loud_for_ms and likeness >= self.rules.faint_voice

    def _lead(self, room_db: float, over_talk_db: float = -math.inf) -> list[_Chunk]:
        """What belongs to the sound already, from the newest chunk back."""
        lead: list[_Chunk] = []
        newest = self._before[-1]
        for chunk in reversed(self._before):
            is_loud = chunk.level_db >= max(room_db + self.rules.above_room_db, over_talk_db)
            is_voice = self._is_voice(chunk) and chunk.level_db >= over_talk_db
            is_near = (
                newest.at - chunk.at <= _SEARCHED_BACK_MS and _start_of(chunk) >= self._over_at
            )
            if lead and not (is_near and (is_loud or is_voice)):
                break
            lead.insert(0, chunk)
        return lead

    def _was_quiet_before(self, began: Millis) -> bool:
        if self._last_voice is None:
            return True
        rules = self.rules
        needed = rules.quiet_before_ms if self._last_was_word else rules.quiet_after_speech_ms
        return began - self._last_voice >= needed

    # --- within a sound ------------------------------------------------------------------------

    def _within(self, now: _Sound, chunk: _Chunk, room_db: float) -> Iterator[Found]:
        self._before.append(chunk)
        over_talk_db = self._over_talk_db(now, chunk)
        if over_talk_db is not None and self._begins(room_db):
            self._end(now, is_word=False)
            yield self._begin(self._lead(room_db, over_talk_db), over_talk_db)
        elif now.is_over_long:
            self._letting_pass(now, chunk, room_db)
        else:
            now.chunks.append(chunk)
            self._add_active(now, chunk, room_db)
            if now.active_ms > self.rules.longest_ms:
                yield self._over_long(now)
            elif self._is_pause(now, chunk):
                yield self._over(now)

    def _over_talk_db(self, now: _Sound, chunk: _Chunk) -> float | None:
        """What is softer is not meant, where a word begins within long talk much softer than it."""
        if not now.is_over_long:
            return None
        talk_db = max(list(self._room)[-_TALK_CHUNKS:])
        is_nearer = chunk.level_db >= talk_db + self.rules.above_talk_db
        return talk_db + _OVER_TALK_DB if is_nearer else None

    def _letting_pass(self, now: _Sound, chunk: _Chunk, room_db: float) -> None:
        self._add_active(now, chunk, room_db)
        self._room.append(chunk.level_db)
        if self._is_pause(now, chunk):
            self._end(now, is_word=False)

    def _add_active(self, now: _Sound, chunk: _Chunk, room_db: float) -> None:
        if self._is_active(now, chunk, room_db):
            now.active_ms += chunk.lasts_ms
            now.voice_ms += chunk.lasts_ms * self._is_voice(chunk)
            now.ended = chunk.at
            now.peak_db = max(now.peak_db, chunk.level_db)

    def _over_long(self, now: _Sound) -> Rejected:
        now.is_over_long = True
        rejected = self._rejected(now, "too long" if now.had_quiet_before else "running speech")
        self._room.extend(each.level_db for each in now.chunks)
        now.chunks.clear()
        return rejected

    def _is_active(self, now: _Sound, chunk: _Chunk, room_db: float) -> bool:
        if chunk.level_db < now.over_talk_db:
            return False
        if self._is_voice(chunk):
            return True
        enough_db = max(now.peak_db - self.rules.within_peak_db, room_db + self.rules.above_room_db)
        return chunk.level_db >= enough_db

    def _is_pause(self, now: _Sound, chunk: _Chunk) -> bool:
        return chunk.at - now.ended >= self.rules.pause_ms

    def _over(self, now: _Sound) -> Isolated | Rejected:
        why = self._fault(now)
        self._end(now, is_word=why is None)
        if why is not None:
            return self._rejected(now, why)
        return Isolated(began=now.began, ended=now.ended, sound=_cut(now))

    def _fault(self, now: _Sound) -> WhyRejected | None:
        if now.active_ms < self.rules.shortest_ms:
            return "too short"
        return None if now.had_quiet_before else "running speech"

    def _rejected(self, now: _Sound, why: WhyRejected) -> Rejected:
        return Rejected(began=now.began, ended=now.ended, why=why, sound=_cut(now))

    def _end(self, now: _Sound, *, is_word: bool) -> None:
        # A click, a cough or a running tap before a word makes no talk of it.
        if is_word or now.voice_ms >= self.rules.talk_ms:
            self._last_voice = now.ended
            self._last_was_word = is_word
        if not is_word:
            self._room.extend(each.level_db for each in now.chunks)
        self._now = None
        self._over_at = now.ended

    # --- the room ------------------------------------------------------------------------------

    def _remember(self, chunk: _Chunk) -> None:
        oldest = chunk.at - _SEARCHED_BACK_MS - _KEPT_BEFORE_MS - chunk.lasts_ms
        while self._before and self._before[0].at < oldest:
            self._before.popleft()

    def _room_db(self) -> float:
        """How loud it is here when nobody speaks to us: the usual level of the last seconds."""
        return min(max(median(self._room), _SOFTEST_ROOM_DB), _LOUDEST_ROOM_DB)


def _cut(now: _Sound) -> Samples:
    """The sound with its margins."""
    first, last = now.began - _KEPT_BEFORE_MS, now.ended + _KEPT_AFTER_MS
    kept = [chunk.sound for chunk in now.chunks if chunk.at > first and _start_of(chunk) < last]
    return np.concatenate(kept) if kept else np.zeros(0, np.float32)


def _start_of(chunk: _Chunk) -> Millis:
    return chunk.at - chunk.lasts_ms
