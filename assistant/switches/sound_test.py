"""What the sound switch makes of a recording: presses, and what was filtered and why. Pure.

Must not know files or the command line. The presses go through the same rules of acceptance,
bounce and lockout as those of a key.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from assistant.core import switches
from assistant.core.events import NoPress, SwitchPressed, SwitchReleased
from assistant.core.settings import Settings, effective
from assistant.core.switches import Switches, Verdict
from assistant.core.trial import Tried
from assistant.core.units import Millis
from assistant.switches.room import LEARNING_MS
from assistant.switches.sound import Fact, SoundSwitch, rules_of
from assistant.switches.sound_frames import SAMPLE_RATE, Samples

_CHUNK: Final = 512
"""Samples a microphone brings at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """One press found; ``why`` says why it did not count, and is empty where it did."""

    at: Millis
    length_ms: Millis
    accepted: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """All that was found in one recording, in the order of time."""

    presses: tuple[Press, ...]
    filtered: tuple[NoPress, ...]
    room_db: float | None = None
    """How loud the room was by itself at the end, in dB below full scale; None without sound."""


def found_in(sound: Samples, room: Samples | None, settings: Settings) -> Found:
    """Play a recording to the sound switch. Times are from the beginning of ``sound``.

    The first two seconds of ``room`` teach it the room. Without one it starts as in a quiet room
    and learns while it listens, because a recording may begin with the person's voice.
    """
    switch = SoundSwitch(rules_of(settings), is_room_quiet=room is None)
    if room is not None and len(room):
        learnt = np.resize(room, LEARNING_MS * SAMPLE_RATE // 1000 + _CHUNK)
        for at, chunk in _chunks(learnt):
            switch.hear(at, chunk)
        switch.lost()
    facts = [fact for at, chunk in _chunks(sound) for fact in switch.hear(at, chunk)]
    facts += switch.lost()
    return Found(
        presses=_presses(facts, settings),
        filtered=tuple(fact for fact in facts if isinstance(fact, NoPress)),
        room_db=switch.room_db,
    )


def _chunks(samples: Samples) -> Iterator[tuple[Millis, Samples]]:
    for first in range(0, len(samples), _CHUNK):
        chunk = samples[first : first + _CHUNK]
        yield (first + len(chunk)) * 1000 // SAMPLE_RATE, chunk


def _presses(facts: list[Fact], settings: Settings) -> tuple[Press, ...]:
    """Which of them count, by the rules that a key is judged by."""
    rules, known = effective(settings), Switches()
    presses: list[Press] = []
    at: Millis = 0
    verdict: Verdict = "nothing"
    for fact in facts:
        if isinstance(fact, SwitchPressed):
            at = fact.at
            known, verdict = switches.pressed(known, at, fact.switch, rules)
        elif isinstance(fact, SwitchReleased):
            known, late = switches.released(
                known, fact.at, fact.switch, rules, settings.help.hold_ms
            )
            verdict = late if verdict == "waiting" else verdict
            is_accepted = verdict == "accepted"
            if is_accepted:
                known = switches.locked(known, at, rules)
            presses.append(
                Press(
                    at=at,
                    length_ms=fact.at - at,
                    accepted=is_accepted,
                    why="" if is_accepted else verdict,
                )
            )
    return tuple(presses)


def with_sound(settings: Settings) -> Settings:
    """The same settings with the sound switch on, for whoever wants to know how it would do."""
    if settings.switch.sound != "off":
        return settings
    return replace(settings, switch=replace(settings.switch, sound="voice"))


_WHYS: Final[dict[str, str]] = {
    "too short": "too short",
    "not steady": "a voice, but not one steady sound, as in talk",
    "too quiet": "a voice, but hardly louder than the room",
    "no voice": "loud, but no voice",
    "not a puff": "loud, but no puff of breath",
    "a tone": "a tone like a beep or a whistle",
    "bounce": "too soon after the last press",
    "lockout": "too soon after a choice",
    "held on": "held very long",
}


def found_of(tried: Iterable[Tried]) -> Found:
    """The same of presses that somebody made here."""
    presses = tuple(
        Press(
            at=it.at,
            length_ms=it.length_ms or 0,
            accepted=it.why == "counted",
            why="" if it.why == "counted" else it.why,
        )
        for it in tried
    )
    return Found(presses=presses, filtered=())


def report(file: str | None, found: Found, *, as_json: bool) -> str:
    """What was found, for a program or for people."""
    if as_json:
        return json.dumps(
            {
                "file": file,
                "room_db": None if found.room_db is None else round(found.room_db, 1),
                "presses": [
                    {
                        "at_ms": press.at,
                        "length_ms": press.length_ms,
                        "accepted": press.accepted,
                        "why": press.why,
                    }
                    for press in found.presses
                ],
                "filtered": [
                    {"at_ms": sound.at, "length_ms": sound.length_ms, "why": sound.why}
                    for sound in found.filtered
                ],
            }
        )
    lines = [
        (press.at, f"press for {_seconds(press.length_ms)}: {_verdict(press)}")
        for press in found.presses
    ]
    lines += [
        (sound.at, f"no press, {_seconds(sound.length_ms)}: {_WHYS[sound.why]}")
        for sound in found.filtered
    ]
    count = sum(press.accepted for press in found.presses)
    told = [f"{_seconds(at):>9}  {text}" for at, text in sorted(lines)]
    return "\n".join([*told, f"{count} press{'' if count == 1 else 'es'} counted in {file}."])


def _verdict(press: Press) -> str:
    return "counted" if press.accepted else f"did not count, {_WHYS.get(press.why, press.why)}"


def _seconds(ms: Millis) -> str:
    return f"{ms / 1000:.2f} s"
