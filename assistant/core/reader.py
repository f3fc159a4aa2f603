"""Reading a section sentence by sentence. Must not know files, engines or drawing."""

from dataclasses import replace

from assistant.core.browsing import close_menu, enter, enter_with, open_menu, path_to
from assistant.core.effects import OpenSection, Prepare, SavePlace
from assistant.core.library import Place, Section, sentence_at
from assistant.core.saying import hush, say
from assistant.core.state import AppState, Playing, Reading, Step, Telling, Waiting, then
from assistant.core.units import Millis

BESIDE_A_TEXT = frozenset({"strip", "end", "gate", "warning"})
"""Lists that belong to the section at hand."""


OPENING_MS: Millis = 5000
"""A section that has not opened by now will not."""


def open_section(state: AppState, section_id: str, place: Place | None = None) -> Step:
    """Fetch a section and read it from a place, or from its start."""
    path = path_to(state.library, state.sight, section_id)
    waiting = Waiting(section_id=section_id, place=place, until=state.now + OPENING_MS)
    state = replace(state, path=path, mode=waiting, reading=None)
    return then(hush(state), lambda after: (after, (OpenSection(section_id=section_id),)))


def opened(state: AppState, section: Section) -> Step:
    """The section is here. A heavy one asks before it is read from its start."""
    if not isinstance(state.mode, Waiting) or state.mode.section_id != section.id:
        return state, ()
    index = sentence_at(section, state.mode.place)
    part = section.sentences[index].part if section.sentences else 0
    state = replace(state, reading=Reading(section=section, index=index, part=part))
    if section.warning and index == 0:
        return open_menu(state, "warning")
    return play_from_title(state)


def failed(state: AppState, section_id: str, text: str) -> Step:
    """The section can't be read: back to its list, with the reason."""
    if not isinstance(state.mode, Waiting) or state.mode.section_id != section_id:
        return state, ()
    return enter(state, text)


def wait_again(state: AppState) -> Step:
    """The machine slept meanwhile: the section has its whole time to come."""
    if not isinstance(state.mode, Waiting):
        return state, ()
    return replace(state, mode=replace(state.mode, until=state.now + OPENING_MS)), ()


def never_opened(state: AppState) -> Step:
    """No answer came: back to the list, saying so."""
    return enter_with(state, state.words("reading.cannot_open"))


def play_from_title(state: AppState) -> Step:
    """Say the title, once a session that nobody has reviewed this, then read."""
    reading = state.reading
    if reading is None:
        return state, ()
    state = _only_the_list(replace(state, mode=Playing(stage="title")))
    step = say(state, reading.section.said, "intro")
    return then(step, lambda after: (after, (*_ahead(after, reading.index), _strip(after))))


def _strip(state: AppState) -> Prepare:
    """A press while reading must be answered at once."""
    texts = (state.words("strip.intro"), state.words("strip.go_on"))
    return Prepare(texts=texts, rate_wpm=state.settings.speech.cue_rate_wpm)


def _only_the_list(state: AppState) -> AppState:
    """Leave the strip and its like: the path ends at the list that holds the section."""
    path = state.path
    while len(path) > 1 and path[-1].menu in BESIDE_A_TEXT:
        path = path[:-1]
    return replace(state, path=path)


def _ahead(state: AppState, index: int) -> tuple[Prepare, ...]:
    """Have the sentence at ``index`` ready."""
    if state.reading is None or index >= len(state.reading.section.sentences):
        return ()
    text = state.reading.section.sentences[index].text
    return (Prepare(texts=(text,), rate_wpm=state.settings.speech.rate_wpm),)


def play(state: AppState, index: int) -> Step:
    """Read on from a sentence; before a gate ask, after the last one say what can follow."""
    reading = state.reading
    if reading is None:
        return state, ()
    sentences = reading.section.sentences
    index = _unskipped(reading, index, 1)
    state = _only_the_list(state)
    if index >= len(sentences):
        return _finish(state)
    sentence = sentences[index]
    if sentence.part > reading.part:
        return then(hush(state), lambda after: open_menu(after, "gate"))
    place = Place(section_id=reading.section.id, sentence=index, text=sentence.text)
    state = replace(
        state,
        reading=replace(reading, index=index, said_since=state.now),
        mode=Playing(stage="text"),
        place=place,
    )
    step = then(say(state, sentence.text, "sentence"), lambda s: (s, (SavePlace(place=place),)))
    return then(step, lambda after: (after, _ahead(after, index + 1)))


def _unskipped(reading: Reading, index: int, by: int) -> int:
    """The sentence at ``index``, or the next one that way in a part that was not skipped."""
    sentences = reading.section.sentences
    while 0 <= index < len(sentences) and sentences[index].part in reading.skipped:
        index += by
    return index


def _finish(state: AppState) -> Step:
    """The section is over: remember the next one, and offer what to do."""
    following = state.library.next_section(state.reading.section.id) if state.reading else None
    step: Step = (state, ())
    if following is not None:
        place = Place(section_id=following, sentence=0, text="")
        step = (replace(state, place=place), (SavePlace(place=place),))
    return then(step, lambda after: open_menu(after, "end"))


def sentence_ended(state: AppState) -> Step:
    """The title or a sentence is over. After a sentence comes the pause."""
    if not isinstance(state.mode, Playing) or state.reading is None:
        return state, ()
    if state.mode.stage == "title":
        return _title_ended(state, state.reading.section)
    if state.mode.stage != "text":
        return play(state, state.reading.index)
    gap_ends = state.now + state.settings.speech.sentence_gap_ms
    return replace(state, mode=Playing(stage="text", gap_ends=gap_ends)), ()


def _title_ended(state: AppState, section: Section) -> Step:
    state, note = _noted(state, section)
    if note:
        return say(replace(state, mode=Playing(stage="note")), note, "intro")
    return go_on(state)


def _noted(state: AppState, section: Section) -> tuple[AppState, str]:
    """What must be said of a section before its text, and that it is said; mostly nothing.

    That nobody reviewed the guide, once a session. That a carer added a text, each time that
    one comes to it from another one: it must never be taken for the guide.
    """
    if not section.is_own:
        state = replace(state, own_noted="")
        if section.is_reviewed or state.is_review_note_said:
            return state, ""
        return replace(state, is_review_note_said=True), state.words("reading.not_reviewed")
    document = state.library.document_of(section.id)
    is_known = state.own_noted == document
    return replace(state, own_noted=document), "" if is_known else state.words("reading.own_note")


def gap_ended(state: AppState) -> Step:
    """The pause is over."""
    return play(state, state.reading.index + 1) if state.reading else (state, ())


JUST_BEGUN_MS: Millis = 800
"""A hand takes about this long: whoever presses sooner heard the sentence before."""


def pause(state: AppState) -> Step:
    """Stop here and open the reading strip."""
    if state.reading is not None and isinstance(state.mode, Playing):
        is_early = state.mode.stage == "text" and state.mode.gap_ends is None
        just_begun = is_early and state.now - state.reading.said_since < JUST_BEGUN_MS
        state = replace(state, reading=replace(state.reading, was_just_begun=just_begun))
    return then(hush(state), lambda after: open_menu(after, "strip"))


def go_on(state: AppState) -> Step:
    """Read the present sentence from its beginning, and on."""
    return play(state, state.reading.index) if state.reading else close_menu(state)


def say_again(state: AppState) -> Step:
    """What was heard last: this sentence, or the one before if this one had hardly begun."""
    was_just_begun = state.reading is not None and state.reading.was_just_begun
    return move(state, -1 if was_just_begun else 0)


def move(state: AppState, by: int) -> Step:
    """Back or on by a sentence, and read from there. A gate ahead still asks."""
    if state.reading is None:
        return close_menu(state)
    return play(state, max(0, _unskipped(state.reading, state.reading.index + by, by)))


def read_again(state: AppState) -> Step:
    """From the first sentence. Gates ask again."""
    if state.reading is None:
        return close_menu(state)
    first = Reading(section=state.reading.section)
    return play_from_title(replace(state, reading=first))


def hear_part(state: AppState) -> Step:
    """Yes at a gate."""
    if state.reading is None:
        return close_menu(state)
    index = _first_of_part(state.reading, state.reading.part + 1)
    return play(replace(state, reading=replace(state.reading, part=state.reading.part + 1)), index)


def skip_part(state: AppState) -> Step:
    """No at a gate: go to what comes behind that part."""
    if state.reading is None:
        return close_menu(state)
    part = state.reading.part + 1
    reading = replace(state.reading, part=part, skipped=state.reading.skipped | {part})
    index = _first_of_part(reading, part + 1)
    return play(replace(state, reading=reading), index)


def _first_of_part(reading: Reading, part: int) -> int:
    sentences = reading.section.sentences
    return next((at for at, it in enumerate(sentences) if it.part >= part), len(sentences))


def next_section(state: AppState) -> Step:
    """The section that follows in the guide."""
    following = state.library.next_section(state.reading.section.id) if state.reading else None
    return open_section(state, following) if following else close_menu(state)


def stop(state: AppState) -> Step:
    """Leave the section for its list. The place stays remembered."""
    return then(hush(replace(_only_the_list(state), reading=None)), enter)


def where_from(state: AppState) -> Step:
    """Say and show where the section comes from."""
    if state.reading is None:
        return close_menu(state)
    return tell_lines(state, state.words("where.title"), state.reading.section.origin)


def tell_lines(state: AppState, title: str, lines: tuple[str, ...], stays_ms: Millis = 0) -> Step:
    """Say a few lines under a title that is only shown, then go back to the list.

    With ``stays_ms`` they stay to be read for so long, or until somebody presses.
    """
    if not lines:
        return enter(state)
    telling = Telling(title=title, lines=lines, stays_ms=stays_ms)
    return tell_line(replace(state, mode=telling))


def tell_line(state: AppState) -> Step:
    """Say the present line, from its beginning."""
    if not isinstance(state.mode, Telling):
        return state, ()
    telling = replace(state.mode, until=None)
    return say(replace(state, mode=telling), telling.lines[telling.index], "sentence")


def line_ended(state: AppState) -> Step:
    """The next line, or back to the list."""
    if not isinstance(state.mode, Telling):
        return state, ()
    index = state.mode.index + 1
    if index >= len(state.mode.lines):
        if state.mode.stays_ms and state.mode.until is None:
            until = state.now + state.mode.stays_ms
            return hush(replace(state, mode=replace(state.mode, until=until)))
        return enter(state)
    return tell_line(replace(state, mode=replace(state.mode, index=index)))
