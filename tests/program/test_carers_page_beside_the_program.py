"""A carer at the page, in a real browser, while the whole program runs beside it.

Three processes as at home: the program at a terminal, the page, and the browser.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytest.importorskip("selenium")
pytest.importorskip("pty")

from selenium.webdriver.common.by import By

from assistant.core.settings import Settings, with_value
from assistant.storage.folders import Folders, folders_below
from assistant.storage.settings_file import save_settings
from tests.carer.making import book, pdf, typeset
from tests.page.browser import Browser, browser, browser_files
from tests.program.at_a_terminal import AtATerminal, at_a_terminal

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(browser_files() is None, reason="there is no Chromium with its driver"),
]
SLOW_S, QUICK_S = 4, 0.8
MOSTLY = 0.4
"""Of the time in which a sentence is shown as read; it has pauses, too."""
AT_HOME = {
    "scan.interval_ms": SLOW_S * 1000,
    "scan.first_item_extra_ms": 0,
    "scan.loops": 20,
    "scan.press_time": False,
    "scan.watch_fatigue": False,
    "speech.cues": False,
    "speech.rate_wpm": 300,
    "listening.is_on": False,
}
"""Quick to go through, and nothing that depends on who presses."""


class CarersPage:
    """The page in the carer's browser."""

    def __init__(self, chrome: Browser, link: str) -> None:
        self._chrome = chrome
        self._base = link.partition("/enter/")[0]
        chrome.driver.get(link)

    def opens(self, path: str) -> None:
        self._chrome.driver.get(self._base + path)

    def fills(self, field: str, text: str) -> None:
        found = self._chrome.driver.find_element(By.ID, field)
        if found.get_attribute("type") != "file":
            found.clear()
        found.send_keys(text)

    def presses(self, button: str) -> None:
        for found in self._chrome.driver.find_elements(By.CSS_SELECTOR, "main button"):
            if found.text == button:
                with self._chrome.turning():
                    found.click()
                return
        message = f"no button says {button}; seen: {self.seen}"
        raise AssertionError(message)

    @property
    def seen(self) -> str:
        return " ".join(self._chrome.driver.find_element(By.TAG_NAME, "main").text.split())


@contextmanager
def carers_page(home: Path, profile: Path) -> Iterator[CarersPage]:
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "setup", "--json", "--no-browser"],
        env={**os.environ, "ALS_ASSISTANT_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        link = json.loads(process.stdout.readline())["link"]
        with browser(profile) as chrome:
            yield CarersPage(chrome, link)
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def adds(carer: CarersPage, document: Path, title: str) -> None:
    carer.opens("/texts/add")
    carer.fills("document", str(document))
    carer.presses("Look at it")
    assert "What it would become" in carer.seen
    carer.fills("title", title)
    carer.presses("Add it")
    assert f"“{title}” is added." in carer.seen


def goes_to(person: AtATerminal, *titles: str) -> None:
    """By the one switch, once for each."""
    for title in titles:
        person.chooses(title)
        person.until(lambda: person.lit == "")


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Path:
    settings = Settings()
    for path, value in AT_HOME.items():
        settings = with_value(settings, path, value)
    save_settings(folders_of(tmp_path).settings, settings)
    return tmp_path


def folders_of(home: Path) -> Folders:
    return folders_below(home, home, home, home)


def test_what_a_carer_does_on_the_page_counts_in_the_program_that_runs_beside_it(
    home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    desk = tmp_path_factory.mktemp("desk")
    pages = {"a.xhtml": "<h1>Snow</h1><p>It snows all day in the north.</p>"}
    winter = book(desk / "winter.epub", pages, "Winter")
    mask = pdf(desk / "mask.pdf", [typeset(["The mask is washed every single day."])])
    with at_a_terminal(home) as person, carers_page(home, desk / "profile") as carer:
        # The pace follows at once.
        person.until(lambda: person.lit != "")
        carer.opens("/settings/light")
        carer.fills("scan_interval_ms", str(QUICK_S))
        carer.presses("Save")
        for at_most_s in (2 * SLOW_S, SLOW_S / 2, SLOW_S / 2):
            lit = person.lit
            person.until(lambda: person.lit not in (lit, ""), at_most_s)  # noqa: B023
        # Documents are added, and read with the one switch.
        adds(carer, winter, "Winter")
        adds(carer, mask, "The mask")
        goes_to(person, "Our own texts", "Winter")
        assert person.hears("It snows all day in the north.") > MOSTLY
        goes_to(person, "Home", "Our own texts", "The mask")
        assert person.hears("The mask is washed every single day.") > MOSTLY
        # What is broken by hand is refused with its line, here and there, and all goes on.
        folders = folders_of(home)
        folders.settings.write_text("# mine\n[scan]\nloops = 'many'\n", "utf-8")
        (text,) = folders.own.glob("winter*.md")
        text.write_text("+++\nid = 'winter'\ntitle = oops\n+++\n\nIt snows.\n", "utf-8")
        carer.opens("/settings")
        assert "Line 3: " in carer.seen
        carer.opens("/texts")
        assert "Line 3: " in carer.seen
        person.until(lambda: person.shows("settings.toml:3"))
        person.until(lambda: person.shows("winter.md:3"))
        lit = person.lit
        person.until(lambda: person.lit not in (lit, ""))
