"""The log of troubles: enough to help with, nothing that is private, and never in the way."""

import json
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.core.effects import (
    Effect,
    ForgetWords,
    Lit,
    Notice,
    OpenSection,
    Prepare,
    RecordWord,
    SavePlace,
    Selected,
    Speak,
    StartCallTone,
    StopCallTone,
    Understood,
)
from assistant.core.events import (
    ClockJumped,
    DeviceFailed,
    DeviceReturned,
    Event,
    ItemPointed,
    LibraryLoaded,
    Remarked,
    SectionFailed,
    SectionOpened,
    SpeechEnded,
    SpeechStarted,
    SwitchPressed,
    WordHeard,
    WordRecorded,
    WordsKnown,
)
from assistant.core.hearing import Guess
from assistant.core.library import Library, Node, Place, Section, Sentence
from assistant.core.utterances import Utterance
from assistant.storage.trouble_log import (
    Entry,
    Run,
    TroubleLog,
    is_calling_at_end,
    last_sign,
    line_of,
    read_log,
    runs,
)

MORNING = datetime(2026, 11, 26, 8, 30, tzinfo=timezone(timedelta(hours=1)))
PRIVATE = "Zora"


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "troubles.jsonl"


def opened(file: Path, at: datetime = MORNING, limit_bytes: int = 100_000) -> TroubleLog:
    return TroubleLog(file, "0.1.0", lambda: at, limit_bytes)


def kinds(file: Path) -> list[str]:
    return [entry.kind for entry in read_log(file)]


def test_a_run_has_a_start_with_its_versions_and_an_end(file: Path) -> None:
    with opened(file):
        pass
    start, end = read_log(file)
    assert (start.kind, end.kind) == ("started", "ended")
    assert start.facts["version"] == "0.1.0"
    assert start.facts["python"].startswith("3.")
    assert start.at == MORNING


def test_the_time_is_the_wall_clock_here_with_its_offset(file: Path) -> None:
    with opened(file):
        pass
    assert json.loads(file.read_text().splitlines()[0])["at"] == "2026-11-26T08:30:00+01:00"


def test_what_failed_and_came_back_is_there_in_order(file: Path) -> None:
    with opened(file) as log:
        log.record(5, DeviceFailed(at=5, device="sound", why="There is no sound."))
        log.record(9, DeviceReturned(at=9, device="sound"))
        log.record(10, ClockJumped(at=10, gap_ms=3_600_000))
        log.record(11, Remarked(at=11, text="The computer is too busy."))
        log.record(12, StartCallTone())
        log.record(13, StopCallTone())
        log.record(14, Notice(text="The switch is held.", about="switch"))
        log.record(15, Notice(text="The switch is not heard.", about="focus"))
    told = [(entry.kind, dict(entry.facts)) for entry in read_log(file)[1:-1]]
    assert told == [
        ("failed", {"device": "sound", "text": "There is no sound."}),
        ("returned", {"device": "sound"}),
        ("slept", {"seconds": 3600}),
        ("remark", {"text": "The computer is too busy."}),
        ("call", {}),
        ("acknowledged", {}),
        ("notice", {"about": "switch"}),
        ("notice", {"about": "focus"}),
    ]


SAID = Utterance(id=1, text=PRIVATE, kind="cue", rate_wpm=150, volume_percent=80)
GUESS = Guess(phrase=PRIVATE, score=1.0, by="spotter")
SENTENCE = Sentence(text=PRIVATE, paragraph=0, part=0)
SECTION = Section(id=PRIVATE, title=PRIVATE, said=PRIVATE, sentences=(SENTENCE,))
NODE = Node(id=PRIVATE, title=PRIVATE, said=PRIVATE, parent="guide")
WHAT_PEOPLE_DO: list[Event | Effect] = [
    Speak(utterance=SAID),
    Prepare(texts=(PRIVATE,), rate_wpm=150),
    OpenSection(section_id=PRIVATE),
    SavePlace(place=Place(section_id=PRIVATE, sentence=1, text=PRIVATE)),
    RecordWord(word=PRIVATE),
    ForgetWords(word=PRIVATE),
    Understood(decision="act", phrase=PRIVATE, score=1.0),
    Lit(item=PRIVATE, path=(PRIVATE,)),
    Selected(item=PRIVATE, path=(PRIVATE,)),
    Notice(text=f"I heard “{PRIVATE}”", about="voice"),
    Notice(text=PRIVATE, about="teaching"),
    SwitchPressed(at=1, switch=PRIVATE),
    ItemPointed(at=1, item=PRIVATE),
    SpeechStarted(at=1, utterance=SAID),
    SpeechEnded(at=1, utterance=SAID, how="done"),
    WordHeard(at=1, began=0, ended=1, guesses=(GUESS,)),
    WordRecorded(at=1, word=PRIVATE, why_not=PRIVATE),
    WordsKnown(at=1, taught=((PRIVATE, 3),), alike=(PRIVATE,)),
    LibraryLoaded(at=1, library=Library(nodes={PRIVATE: NODE}, order=(PRIVATE,))),
    SectionOpened(at=1, section=SECTION),
    SectionFailed(at=1, section_id=PRIVATE, why=f"{PRIVATE}.md:1: broken"),
    DeviceFailed(at=1, device="content", why=f"{PRIVATE}.md:1: “{PRIVATE}” is too long: {PRIVATE}"),
    DeviceFailed(at=1, device="settings", why=f"settings.toml:1: {PRIVATE}"),
    DeviceFailed(at=1, device="words", why=f"The word {PRIVATE} could not be kept"),
    DeviceFailed(at=1, device="sound", why=f"Something went wrong: KeyError('{PRIVATE}')"),
    DeviceFailed(at=1, device="sound", why=f"Something went wrong: no such thing as {PRIVATE}."),
    DeviceFailed(at=1, device="places", why=f"/home/{PRIVATE}/places.db is damaged"),
    Remarked(at=1, text=f'The microphone "{PRIVATE}\'s" is not there.'),
]


@pytest.mark.parametrize("thing", WHAT_PEOPLE_DO, ids=lambda thing: type(thing).__name__)
def test_nothing_read_chosen_said_heard_or_typed_is_written(
    thing: Event | Effect, file: Path
) -> None:
    with opened(file) as log:
        log.record(1, thing)
    assert PRIVATE not in file.read_text(encoding="utf-8")


def test_of_nearly_everything_nothing_at_all_is_written() -> None:
    assert line_of(SwitchPressed(at=1, switch="space")) is None
    assert line_of(Selected(item="help", path=("home",))) is None


def test_what_breaks_the_program_is_told_by_its_kind_and_place_and_not_by_its_text(
    file: Path,
) -> None:
    with pytest.raises(ValueError, match=PRIVATE), opened(file):
        raise ValueError(PRIVATE)
    broke = read_log(file)[-1]
    assert (broke.kind, broke.facts["error"]) == ("broke", "ValueError")
    assert broke.facts["where"][0].startswith("test_trouble_log.py:")
    assert PRIVATE not in file.read_text()


@pytest.mark.parametrize("asked", [SystemExit, KeyboardInterrupt])
def test_being_asked_to_end_is_a_clean_end(file: Path, asked: type[BaseException]) -> None:
    with pytest.raises(asked), opened(file):
        raise asked
    assert kinds(file) == ["started", "ended"]


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with opened(tmp_path / "file" / "troubles.jsonl") as log:
        log.record(1, StartCallTone())
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_disk_that_hangs_does_not_keep_the_program_from_ending(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    freed = threading.Event()
    monkeypatch.setattr("assistant.storage.trouble_log._CLOSE_WITHIN_S", 0.05)
    monkeypatch.setattr(TroubleLog, "_append", lambda _log, _line: freed.wait(60))
    with opened(file) as log:
        log.record(1, StartCallTone())
    assert log._writer.is_alive()
    freed.set()
    log._writer.join(5)


def test_a_full_log_begins_again_and_keeps_the_one_before(file: Path) -> None:
    with opened(file, limit_bytes=500) as log:
        for _ in range(40):
            log.record(1, StartCallTone())
    sizes = [each.stat().st_size for each in sorted(file.parent.iterdir())]
    assert len(sizes) == 2
    assert max(sizes) < 700
    assert kinds(file)[-1] == "ended"


def test_a_line_that_a_power_cut_cut_is_skipped_and_the_next_is_whole(file: Path) -> None:
    with opened(file):
        pass
    with file.open("ab") as log_file:
        log_file.write(b'{"at": "2026-11-26T08:31:00+01:00", "kind": "fai')
    assert kinds(file) == ["started", "ended"]
    with opened(file):
        pass
    assert kinds(file) == ["started", "ended", "started", "ended"]


@given(st.binary(max_size=200))
def test_whatever_stands_in_the_file_can_be_read(rubbish: bytes) -> None:
    lines = rubbish.decode("utf-8", "replace").split("\n")
    assert isinstance(runs(_entries_of(lines)), tuple)


def _entries_of(lines: list[str]) -> tuple[Entry, ...]:
    from assistant.storage.trouble_log import _entries  # noqa: PLC0415

    return tuple(_entries(lines))


def _entry(minutes: int, kind: str, **facts: str) -> Entry:
    return Entry(at=MORNING + timedelta(minutes=minutes), kind=kind, facts=facts)


def _run(started: int, last_sign: int, end: str) -> Run:
    return Run(
        started=MORNING + timedelta(minutes=started),
        last_sign=MORNING + timedelta(minutes=last_sign),
        end=end,
    )


def test_a_run_without_an_end_lasted_until_the_next_start_saw_its_last_sign() -> None:
    sign = (MORNING + timedelta(minutes=50)).isoformat()
    told = [_entry(0, "started"), _entry(5, "failed"), _entry(90, "started", sign=sign)]
    last = MORNING + timedelta(minutes=100)
    assert runs(told, last) == (_run(0, 50, ""), _run(90, 100, ""))


def test_a_closed_run_ended_when_it_says_so() -> None:
    told = [_entry(0, "started"), _entry(7, "ended"), _entry(9, "started"), _entry(10, "broke")]
    last = datetime(2030, 1, 1, tzinfo=UTC)
    assert runs(told, last) == (_run(0, 7, "ended"), _run(9, 10, "broke"))


def test_a_log_whose_start_was_thrown_away_begins_at_the_next(file: Path) -> None:
    assert runs([_entry(0, "failed"), _entry(1, "ended")]) == ()
    assert last_sign(file) is None


@pytest.mark.parametrize(
    ("came", "is_calling"),
    [
        ([], False),
        ([StartCallTone()], True),
        ([StartCallTone(), StopCallTone()], False),
        ([StartCallTone(), StopCallTone(), StartCallTone()], True),
        ([StartCallTone(), DeviceFailed(at=0, device="sound", why="gone")], True),
    ],
)
def test_whether_help_was_being_called_when_it_ended_by_itself(
    file: Path,
    came: list[Effect],
    is_calling: bool,  # noqa: FBT001 - pytest gives it
) -> None:
    log = opened(file)
    log.__enter__()
    for thing in came:
        log.record(0, thing)
    log.__exit__(RuntimeError, RuntimeError(), None)
    assert is_calling_at_end(file) == is_calling


def test_a_program_that_was_closed_while_it_called_calls_no_more(file: Path) -> None:
    with opened(file) as log:
        log.record(0, StartCallTone())
    assert not is_calling_at_end(file)
