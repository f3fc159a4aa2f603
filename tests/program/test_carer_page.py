"""The carer's page beside the running program: started, told of, ended."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.carer_page import CarerPage, page_command
from assistant.core.events import CarerPageFailed, CarerPageOpened, Event
from tests.processes import is_alive

LINK = "http://127.0.0.1:1/enter/a"
TELLS = f'import sys; print(\'{{"link": "{LINK}", "is_in_browser": true}}\', flush=True)'
WAITS = "sys.stdin.read()"


class Heard:
    """What the page posted, waited for without a clock."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._came = threading.Semaphore(0)

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        self._came.release()

    def next(self) -> Event:
        assert self._came.acquire(timeout=30)
        return self.events[-1]


@contextmanager
def beside(*lines: str) -> Iterator[tuple[CarerPage, Heard]]:
    """A page whose process does these lines of Python."""
    heard = Heard()
    page = CarerPage(heard, lambda: 7, (sys.executable, "-c", "\n".join(lines)))
    try:
        yield page, heard
    finally:
        page.close()


def test_the_address_is_posted_as_soon_as_the_page_tells_it() -> None:
    with beside(TELLS, WAITS) as (page, heard):
        page.open()
        assert heard.next() == CarerPageOpened(at=7, link=LINK, is_in_browser=True)


def test_what_else_is_printed_before_is_no_address() -> None:
    with beside("print('pygame 1')\nprint('{}')\nprint('[1]')", TELLS, WAITS) as (page, heard):
        page.open()
        assert isinstance(heard.next(), CarerPageOpened)


def test_a_page_that_ends_at_once_is_told_with_its_reason() -> None:
    with beside("import sys", "sys.exit('The disk is full.')") as (page, heard):
        page.open()
        assert heard.next() == CarerPageFailed(at=7, why="The disk is full.")


def test_a_page_that_says_nothing_and_ends_is_told() -> None:
    with beside("pass") as (page, heard):
        page.open()
        failed = heard.next()
        assert isinstance(failed, CarerPageFailed)
        assert "without saying why" in failed.why


def test_a_program_that_is_not_there_is_told() -> None:
    heard = Heard()
    CarerPage(heard, lambda: 7, ("/nowhere/at/all",)).open()
    assert isinstance(heard.next(), CarerPageFailed)


def test_the_page_ends_with_the_program() -> None:
    with beside(TELLS, WAITS) as (page, heard):
        page.open()
        heard.next()
        pid = page._running[0].pid
        page.close()
        assert not is_alive(pid)


def test_a_page_that_will_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.carer_page._ENDS_WITHIN_S", 0.1)
    with beside(TELLS, "import time", "time.sleep(600)") as (page, heard):
        page.open()
        heard.next()
        pid = page._running[0].pid
        page.close()
        assert not is_alive(pid)


@pytest.mark.slow
def test_the_real_page_opens_beside_the_program_and_ends_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALS_ASSISTANT_HOME", str(tmp_path))
    heard = Heard()
    page = CarerPage(heard, lambda: 7, (*page_command(), "--no-browser"))
    page.open()
    opened = heard.next()
    assert isinstance(opened, CarerPageOpened)
    assert opened.link.startswith("http://127.0.0.1:")
    pid = page._running[0].pid
    page.close()
    assert not is_alive(pid)
