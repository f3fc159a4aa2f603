"""Trying the switch in this terminal: each press, its length, and what was filtered and why.

For carers who set a switch up. The same scene as in the program, without the voice and the menus,
until Escape. Must not know how a press is judged.
"""

from assistant.app import FRAME_MS, LONGEST_WAIT_MS, Clock, Face
from assistant.core.settings import Settings, with_value
from assistant.core.state import AppState
from assistant.core.trial import Tried, Trying
from assistant.core.trying import begin_to_stay
from assistant.core.words import Words
from assistant.loop import Loop
from assistant.view.scene import is_moving, progress_of, scene_of


def try_switch(face: Face, clock: Clock, settings: Settings, words: Words) -> tuple[Tried, ...]:
    """Show presses on a face until a carer ends it; all of them, oldest first.

    A hold shows the call for help as it would come; Escape then leads back to the presses.
    """
    silent = with_value(settings, "speech.is_on", value=False)
    state = begin_to_stay(AppState(settings=silent, words=words))
    loop = Loop(state, lambda _effect: None, lambda _at, _what: None)
    seen: dict[int, Tried] = {}
    was_calling = False
    while not face.quit_asked:
        loop.advance(clock())
        face.show(scene_of(loop.state), progress_of(loop.state, clock()))
        wait_ms = FRAME_MS if is_moving(loop.state) else LONGEST_WAIT_MS
        due = loop.next_deadline
        for event in face.wait(wait_ms if due is None else max(0, min(wait_ms, due - clock()))):
            loop.handle(event)
        mode = loop.state.mode
        if isinstance(mode, Trying):
            seen.update((it.at, it) for it in mode.tried if it.length_ms is not None)
        elif was_calling and not loop.state.alarm.is_calling:
            loop.state = begin_to_stay(loop.state)
        elif not loop.state.alarm.is_calling:
            break
        was_calling = loop.state.alarm.is_calling
    return tuple(seen.values())
