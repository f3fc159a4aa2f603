"""A page that is open, for each test its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.page.visitor import OpenPage, Visitor, Wall, open_page


@pytest.fixture(name="wall")
def _wall() -> Wall:
    return Wall()


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture(name="page")
def _page(home: Path, wall: Wall) -> Iterator[OpenPage]:
    with open_page(home, wall) as page:
        yield page


@pytest.fixture(name="carer")
def _carer(page: OpenPage) -> Visitor:
    return page.carer
