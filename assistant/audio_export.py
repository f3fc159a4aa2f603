"""Sections of the guide as sound files, to be heard elsewhere. Must not know faces or switches.

What only follows on a question (survival numbers) is left out, as for somebody who says no.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.core.library import Section
from assistant.core.units import Millis
from assistant.speech.chunks import chunks
from assistant.speech.sound import Sound, joined, wav_of
from assistant.speech.synthesizer import Synthesizer
from assistant.storage.disk import Disk, write_bytes_whole
from assistant.storage.library_files import SectionUnreadable, Texts
from assistant.stored import Stored, open_guide

_AFTER_TITLE_MS: Final[Millis] = 700
_AFTER_PARAGRAPH_MS: Final[Millis] = 600


class NothingToExport(Exception):
    """There is no such section. Its text is for people."""


@dataclass(frozen=True, slots=True)
class Exported:
    """One section that became a file, and how long it lasts."""

    file: Path
    lasts_ms: Millis


def export_audio(stored: Stored, out: Path, section_id: str | None) -> Iterator[Exported]:
    """Each section as a WAV file in a folder, in reading order; or the one with this id.

    A file is there whole or not at all. Raises NothingToExport, SynthesisFailed, OSError.
    """
    guide, _ = open_guide(stored)
    order = guide.library.order
    wanted = order if section_id is None else tuple(it for it in order if it == section_id)
    if not wanted:
        message = f'There is no section "{section_id}". Use a number such as 2.3.'
        raise NothingToExport(message)
    out.mkdir(parents=True, exist_ok=True)
    synthesizer = Synthesizer()
    try:
        synthesizer.start()
        for name in wanted:
            section = _opened(guide, name)
            sound = _read(section, synthesizer, stored)
            file = out / f"{order.index(name) + 1:02d} {_plain(section.title)}.wav"
            write_bytes_whole(file, wav_of(sound), Disk())
            yield Exported(file, sound.duration_ms)
    finally:
        synthesizer.close()


def _opened(guide: Texts, name: str) -> Section:
    try:
        return guide.open(name)
    except SectionUnreadable as error:
        raise NothingToExport(str(error)) from error


def _read(section: Section, synthesizer: Synthesizer, stored: Stored) -> Sound:
    """The title, that nobody has reviewed it, and its text, with the pauses of reading."""
    speech, kind = stored.settings.speech, synthesizer.ready().voice_kind

    def said(text: str) -> Sound:
        spoken = (stored.wording.lexicon.spoken(piece, kind) for piece in chunks(text))
        pieces = [synthesizer.samples(piece, speech.rate_wpm, speech.voice) for piece in spoken]
        return joined(pieces, speech.sentence_gap_ms)

    paragraphs: dict[int, list[Sound]] = {}
    for sentence in section.sentences:
        if sentence.part == 0:
            paragraphs.setdefault(sentence.paragraph, []).append(said(sentence.text))
    note = "" if section.is_reviewed else stored.wording.words("reading.not_reviewed")
    beginning = [said(text) for text in (section.said, note) if text]
    text = [joined(sounds, speech.sentence_gap_ms) for sounds in paragraphs.values()]
    return joined([joined(beginning, _AFTER_TITLE_MS), *text], _AFTER_PARAGRAPH_MS)


def _plain(title: str) -> str:
    """A title as every system takes it for a file's name."""
    return " ".join(re.sub(r'[<>:"/\\|?*\x00-\x1f]', " ", title).split()).strip(". ")[:80]
