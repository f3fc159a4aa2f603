"""Own texts in the running program: the guide is there first, and changes come at once."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant import disk_work as disk_module
from assistant.core.events import (
    DeviceFailed,
    DeviceReturned,
    Event,
    LibraryLoaded,
    SectionFailed,
    SectionOpened,
)
from assistant.core.library import OWN
from assistant.core.settings import with_value
from assistant.core.units import Millis
from assistant.disk_work import DiskWork
from assistant.storage.folders import content_root, folders_below
from assistant.storage.library_files import Texts
from assistant.storage.own_sections import own_text
from assistant.stored import Stored, open_guide, open_stored, section_of
from assistant.troubles import Troubles


class Posts:
    """What the disk's thread tells, for a test to wait for."""

    def __init__(self) -> None:
        self.all: list[Event] = []
        self._came = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._came:
            self.all.append(event)
            self._came.notify_all()

    def wait_for(self, is_met: Callable[[list[Event]], bool]) -> list[Event]:
        with self._came:
            assert self._came.wait_for(lambda: is_met(self.all), timeout=30)
            return list(self.all)

    def libraries(self) -> list[LibraryLoaded]:
        return [event for event in self.all if isinstance(event, LibraryLoaded)]


def count_of(kind: type, count: int) -> Callable[[list[Event]], bool]:
    return lambda events: sum(isinstance(event, kind) for event in events) >= count


@pytest.fixture(name="stored")
def _stored(tmp_path: Path) -> Stored:
    home = tmp_path / "home"
    return open_stored(folders_below(home, home, home, home), content_root() / "en")


@pytest.fixture(name="posts")
def _posts() -> Posts:
    return Posts()


@pytest.fixture(name="disk")
def _disk(stored: Stored, posts: Posts) -> Iterator[DiskWork]:
    work = DiskWork(stored, posts, lambda: 0, Troubles(posts, lambda: 0), lambda: None)
    yield work
    work.close()


def keep(stored: Stored, name: str, text: str) -> Path:
    file = stored.folders.own / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


LETTER = own_text({"title": "A letter"}, "Hello there.")


def test_the_guide_comes_first_and_own_texts_beside_it(
    disk: DiskWork, stored: Stored, posts: Posts
) -> None:
    keep(stored, "letter.md", LETTER)
    disk.load_guide()
    posts.wait_for(count_of(LibraryLoaded, 2))
    first, second = posts.libraries()
    assert OWN not in first.library.nodes
    assert second.library.order[: len(first.library.order)] == first.library.order
    assert second.library.order[-1] == "own/letter"


def test_whatever_goes_wrong_with_own_texts_the_guide_is_read(
    disk: DiskWork, posts: Posts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        message = "out of order"
        raise RuntimeError(message)

    monkeypatch.setattr(disk_module, "own_texts", broken)
    disk.load_guide()
    disk.open_section("1.1")
    posts.wait_for(count_of(SectionOpened, 1))
    (failed,) = [event for event in posts.all if isinstance(event, DeviceFailed)]
    assert failed.device == "own"


def test_a_change_in_the_own_folder_is_taken_up(
    disk: DiskWork, stored: Stored, posts: Posts
) -> None:
    disk.load_guide()
    posts.wait_for(count_of(LibraryLoaded, 1))
    file = keep(stored, "letter.md", LETTER)
    disk.reload_texts()
    posts.wait_for(count_of(LibraryLoaded, 2))
    assert "own/letter" in posts.libraries()[-1].library.nodes
    disk.open_section("own/letter")
    posts.wait_for(count_of(SectionOpened, 1))
    file.unlink()
    disk.reload_texts()
    disk.open_section("own/letter")
    posts.wait_for(count_of(SectionFailed, 1))
    assert OWN not in posts.libraries()[-1].library.nodes


def test_many_calls_at_once_are_answered_together(
    disk: DiskWork, posts: Posts, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on, begun = threading.Event(), threading.Event()

    def slow(texts: Texts | None, section_id: str, at: Millis) -> Event:
        begun.set()
        goes_on.wait(30)
        return real(texts, section_id, at)

    real = section_of
    monkeypatch.setattr(disk_module, "section_of", slow)
    disk.open_section("1.1")
    assert begun.wait(30)
    for _ in range(50):
        disk.reload_texts()
    goes_on.set()
    disk.close()
    assert len(posts.libraries()) == 1


def test_a_mistake_is_told_once_with_its_line_and_its_end_is_told(
    disk: DiskWork, stored: Stored, posts: Posts
) -> None:
    file = keep(stored, "letter.md", "+++\ntitle = oops\n+++\nHi.\n")
    for count in (1, 2, 3):
        disk.reload_texts()
        posts.wait_for(count_of(LibraryLoaded, count))
    file.write_text(LETTER, encoding="utf-8")
    disk.reload_texts()
    posts.wait_for(count_of(DeviceReturned, 1))
    told = [event for event in posts.all if isinstance(event, DeviceFailed)]
    assert len(told) == 1
    assert told[0].device == "own"
    assert "letter.md:2" in told[0].why


def test_a_mistake_in_own_texts_is_told_where_they_are_read_at_once(stored: Stored) -> None:
    keep(stored, "bad.md", "oops")
    keep(stored, "worse.md", "oops")
    texts, troubles = open_guide(stored)
    assert texts.library == texts.guide.library
    ((device, why),) = troubles
    assert device == "own"
    assert "bad.md:1" in why
    assert "see 1 more" in why


def test_a_text_that_a_carer_adds_is_found_by_looking(
    disk: DiskWork, stored: Stored, posts: Posts
) -> None:
    disk.load_guide()
    posts.wait_for(count_of(LibraryLoaded, 1))
    keep(stored, "letter.md", LETTER)
    for _ in range(3):
        disk.look()
        disk._thread.submit(int).result()
    disk._thread.submit(int).result()
    titles = [node.title for node in posts.libraries()[-1].library.nodes.values()]
    assert "A letter" in titles


def test_another_region_reads_the_texts_anew(disk: DiskWork, stored: Stored, posts: Posts) -> None:
    disk.load_guide()
    posts.wait_for(count_of(LibraryLoaded, 1))
    disk.save_settings(with_value(stored.settings, "region", "uk"))
    posts.wait_for(count_of(LibraryLoaded, 2))
    assert disk._texts is not None
    assert disk._texts.guide.region == "uk"
