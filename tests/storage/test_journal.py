import json
from pathlib import Path

import pytest

from assistant.core.effects import Lit, Notice, SavePlace, SaveSettings, Selected
from assistant.core.events import LibraryLoaded, SectionOpened, SpeechEnded, SpeechStarted
from assistant.core.library import Library, Place, Section, Sentence
from assistant.core.settings import Settings
from assistant.core.utterances import Utterance
from assistant.storage.journal import Journal, as_record

HELLO = Utterance(id=7, text="Hello.", kind="cue", rate_wpm=150, volume_percent=80)


def test_what_is_said_stands_at_the_top() -> None:
    started = as_record(5, SpeechStarted(at=5, utterance=HELLO))
    assert (started["at"], started["kind"], started["text"]) == (5, "SpeechStarted", "Hello.")
    ended = as_record(9, SpeechEnded(at=9, utterance=HELLO, how="done"))
    assert (ended["text"], ended["how"], ended["utterance"]["id"]) == ("Hello.", "done", 7)


@pytest.mark.parametrize("kind", [Lit, Selected])
def test_the_scan_gives_its_item_and_path(kind: type[Lit] | type[Selected]) -> None:
    record = as_record(1, kind(item="help", path=("home",)))
    assert record == {"at": 1, "kind": kind.__name__, "item": "help", "path": ["home"]}


def test_a_section_gives_its_id_and_a_library_its_size() -> None:
    sentence = Sentence(text="A.", paragraph=0, part=0)
    section = Section(id="1.1", title="T", said="T", sentences=(sentence,))
    assert as_record(1, SectionOpened(at=1, section=section))["section"] == "1.1"
    library = Library(order=("1.1", "1.2"))
    assert as_record(1, LibraryLoaded(at=1, library=library))["library"] == 2


def test_everything_else_is_plain_json() -> None:
    saved = as_record(1, SaveSettings(settings=Settings()))
    assert saved["settings"]["switch"]["keys"] == ["space"]
    placed = as_record(1, SavePlace(place=Place(section_id="1", sentence=2, text="A.")))
    assert placed["place"] == {"section_id": "1", "sentence": 2, "text": "A."}
    json.dumps([saved, placed])


def test_each_thing_is_one_line_that_is_there_at_once(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "journal.jsonl"
    journal = Journal(file)
    journal.write(1, Notice(text="Grüße\nzwei"))
    journal.write(2, Notice(text="drei"))
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["text"] for line in lines] == ["Grüße\nzwei", "drei"]
    journal.close()
