"""The orders to the listening process, and what is kept of the person's own words."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from assistant.core import alarm
from assistant.core.events import Event, Remarked, WordRecorded, WordsKnown
from assistant.core.scanning import begun
from assistant.core.settings import Settings
from assistant.core.state import AppState, Browsing, Teaching
from assistant.ears import Ears
from assistant.storage.folders import folders_below
from assistant.storage.wording import Wording


@dataclass
class FakeListener:
    """Keeps a sound when it is told that one comes, and remembers its orders."""

    recorded: Callable[[Path, bool, str], None]
    path: Path | None = None
    loads: int = 0
    phrases: list[tuple[str, ...]] = field(default_factory=list)

    def record_next(self, path: Path | None) -> None:
        self.path = path

    def reload(self) -> None:
        self.loads += 1

    def listen_for(self, phrases: tuple[str, ...]) -> None:
        self.phrases.append(phrases)

    def hears_a_sound(self) -> None:
        path, self.path = self.path, None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"a sound")
            self.recorded(path, True, "")


@dataclass
class Room:
    """Ears with a listener that works, and all that they told."""

    home: Path
    told: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        folders = folders_below(self.home, self.home, self.home, self.home)
        wording = Wording(commands={"yes": ("yes",), "no": ("no",)})
        self.ears = Ears(folders, wording, Settings(), self.told.append, lambda: 0)
        self.listener = FakeListener(self.ears._recorded)
        self.ears._listener = self.listener  # type: ignore[assignment]
        self.words = folders.words

    def told_of(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.told if isinstance(event, kind)]


TEACHING = AppState(mode=Teaching(word="yes", until=10_000))


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


def test_a_sound_is_kept_for_the_word_that_is_taught(room: Room) -> None:
    room.ears.record("yes")
    room.ears.follow(TEACHING)
    room.listener.hears_a_sound()
    assert room.told_of(WordRecorded) == [WordRecorded(at=0, word="yes")]
    assert (room.words / "yes" / "001.wav").exists()


@pytest.mark.parametrize(
    "after", [AppState(mode=Browsing(scan=begun(2))), alarm.call(replace(TEACHING, now=5))[0]]
)
def test_no_sound_is_kept_once_nobody_is_asked_for_one(room: Room, after: AppState) -> None:
    room.ears.record("yes")
    room.ears.follow(TEACHING)
    room.ears.follow(after)
    room.listener.hears_a_sound()
    assert not room.told_of(WordRecorded)
    assert not room.words.exists()


def test_recordings_are_read_again_only_where_there_are_others(room: Room) -> None:
    room.ears.record("yes")
    room.ears.stop_recording()
    assert room.listener.loads == 0
    room.ears.record("yes")
    room.listener.hears_a_sound()
    room.ears.stop_recording()
    assert room.listener.loads == 1
    assert room.told_of(WordsKnown) == [WordsKnown(at=0, taught=(("yes", 1),))]
    room.ears.stop_recording()
    assert room.listener.loads == 1
    room.ears.forget("yes")
    assert room.listener.loads == 2
    assert room.told_of(WordsKnown)[-1] == WordsKnown(at=0, taught=())


def test_recordings_that_cannot_be_deleted_are_told_and_counted(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.ears.record("yes")
    room.listener.hears_a_sound()

    def refused(_folder: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("shutil.rmtree", refused)
    room.ears.forget("yes")
    told = [event.text for event in room.told if isinstance(event, Remarked)]
    assert told == ["The recordings could not be deleted (Permission denied)."]
    assert room.told_of(WordsKnown)[-1] == WordsKnown(at=0, taught=(("yes", 1),))


def with_words(state: AppState, *yes: str) -> AppState:
    """A carer has changed the words for "yes" while the program runs."""
    return replace(state, commands={"yes": yes, "no": ("no",)})


def test_a_sound_is_kept_for_the_word_as_a_carer_has_changed_it_meanwhile(room: Room) -> None:
    room.ears.follow(with_words(TEACHING, "okay"))
    room.ears.record("yes")
    room.listener.hears_a_sound()
    assert (room.words / "okay" / "001.wav").exists()


def test_recordings_are_known_and_deleted_though_a_carer_put_another_word_first(
    room: Room,
) -> None:
    room.ears.record("yes")
    room.listener.hears_a_sound()
    room.ears.follow(with_words(AppState(), "okay", "yes"))
    assert room.told_of(WordsKnown)[-1] == WordsKnown(at=0, taught=(("yes", 1),))
    room.ears.record("yes")
    room.listener.hears_a_sound()
    assert (room.words / "yes" / "002.wav").exists()
    room.ears.forget("yes")
    assert room.told_of(WordsKnown)[-1] == WordsKnown(at=0, taught=())
    assert not (room.words / "yes").exists()
