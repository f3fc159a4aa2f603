import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pygame
import pytest

from assistant.view import waiting
from assistant.view.waiting import NextEvents, next_events

ENOUGH_MS = 5000


@pytest.fixture(params=["as on this machine", "by pygame"])
def wait(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[NextEvents]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    pygame.display.init()
    pygame.display.set_mode((64, 36))
    pygame.event.clear()
    if request.param == "by pygame":
        monkeypatch.setattr(waiting, "_sdl_in_use", lambda: None)
    yield next_events()
    pygame.display.quit()


def own() -> pygame.event.Event:
    return pygame.event.Event(pygame.USEREVENT)


def kinds(events: list[pygame.event.Event]) -> list[int]:
    return [event.type for event in events if event.type == pygame.USEREVENT]


def test_what_is_there_already_comes_at_once_and_whole(wait: NextEvents) -> None:
    pygame.event.post(own())
    pygame.event.post(own())
    assert len(kinds(wait(ENOUGH_MS))) == 2
    assert kinds(wait(0)) == []


def test_a_time_that_is_up_ends_it(wait: NextEvents) -> None:
    assert kinds(wait(5)) == []


@pytest.mark.slow
def test_an_event_from_another_thread_ends_it_at_once(wait: NextEvents) -> None:
    thread = threading.Timer(0.1, lambda: pygame.event.post(own()))
    began = time.monotonic()
    thread.start()
    events: list[int] = []
    while not events and time.monotonic() - began < ENOUGH_MS / 1000:
        events = kinds(wait(ENOUGH_MS))
    thread.join()
    assert events == [pygame.USEREVENT]
    assert time.monotonic() - began < 1


def test_where_sdl_cannot_be_found_pygame_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "_MAPS", Path("/no/such/file"))
    assert waiting._sdl_in_use() is None
    assert next_events() is waiting._by_pygame


def test_an_sdl_without_a_window_is_not_trusted() -> None:
    pygame.display.quit()
    assert waiting._sdl_in_use() is None
