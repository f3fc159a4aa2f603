"""Takes the pictures of docs/carers-page.md: a real browser at the real page.

    python -m tests.page.take_pictures

Needs Chromium and its driver (on Debian: apt-get install chromium chromium-driver).
"""

import sys
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from selenium.webdriver.common.by import By

from assistant.carer.backup import make_backup
from assistant.carer.doctor.finding import Finding
from assistant.carer.documents import Draft, Part, add, write
from assistant.core.settings import Settings
from assistant.storage.card_file import Card, save_card
from assistant.storage.own_words import OwnWords
from assistant.storage.settings_file import save_settings
from tests.content.facts import PROJECT
from tests.page.browser import DESK, PHONE, Browser, browser, browser_files
from tests.page.visitor import OpenPage, open_page
from tests.switches.voices import vowel, write_recording

_AT_HOME = """
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  walker.currentNode.data = walker.currentNode.data.replaceAll(arguments[0], arguments[1]);
}"""
"""The folder that these pictures are taken in is nobody's."""
_MORNING = """Breakfast is at eight. We love you.

The nurse comes at nine to help you with the mask and with the new chair that we have ordered \
last week from the shop in town.

## Would you like to hear the plan?

We go out at ten."""
_WINTER = "".join(
    f"# {title}\n\n" + f"{text}\n\n" * 40 + "![](snow.png)\n\n"
    for title, text in (
        ("Snow", "It snows all day long in the north."),
        ("Ice", "The sea is still."),
    )
)
PICTURES = PROJECT / "docs/pictures/carers-page"


def main() -> int:
    """Take them all; says where there is no browser."""
    if browser_files() is None:
        print("There is no Chromium with its driver here.", file=sys.stderr)  # noqa: T201
        return 1
    with (
        tempfile.TemporaryDirectory(prefix="carers-page-") as folder,
        open_page(Path(folder) / "home") as page,
        browser(Path(folder) / "profile") as chrome,
    ):
        _furnish(page)
        chrome.driver.get(page.page.new_link())
        for name, take in PICTURE_OF.items():
            chrome.sees("light", DESK)
            take(chrome, f"http://127.0.0.1:{page.page.port}", page)
            chrome.driver.execute_script(_AT_HOME, str(page.home), "/home/anna/als-assistant")
            chrome.picture(PICTURES / f"{name}.png", whole=name not in LONG)
    return 0


def _furnish(page: OpenPage) -> None:
    folders = page.desk.folders
    card = Card(name="Anna", people="Ben, son, 555 0100\nDr. Cole, 555 0111")
    save_card(folders.card, card)
    parts = tuple(
        Part(title=title, chapter="", paragraphs=("Wash it every day.",) * 40)
        for title in ("Putting it on", "Washing it", "When it hurts")
    )
    add(Draft(title="The mask", document="mask.pdf", kind="a PDF", parts=parts), folders)
    write("Letter from Anna", "Dear Mum, we are in the mountains.", folders)
    words = OwnWords(folders.words)
    for word in ("help me", "yes", "no"):
        for _ in range(3):
            file = words.next_file(word)
            file.parent.mkdir(parents=True, exist_ok=True)
            write_recording(file, vowel(500))


def _shows(path: str) -> Callable[[Browser, str, OpenPage], None]:
    return lambda chrome, base, _page: chrome.driver.get(base + path)


def _light(chrome: Browser, base: str, _page: OpenPage) -> None:
    """An interval that is too long, and what is said about it."""
    chrome.driver.get(f"{base}/settings/light")
    field = chrome.driver.find_element(By.ID, "scan_interval_ms")
    field.clear()
    with chrome.turning():
        field.send_keys("25\n")


def _screen(chrome: Browser, base: str, _page: OpenPage) -> None:
    chrome.driver.get(f"{base}/settings/screen")
    chrome.driver.find_element(By.ID, "screen_theme-high-contrast").click()
    with chrome.turning():
        chrome.driver.find_element(By.CSS_SELECTOR, "button[value=try]").click()


def _written(chrome: Browser, base: str, _page: OpenPage) -> None:
    """A text that was written, as it would be heard."""
    chrome.driver.get(f"{base}/texts/write")
    chrome.driver.find_element(By.ID, "title").send_keys("Good morning")
    chrome.driver.find_element(By.ID, "text").send_keys(_MORNING)
    with chrome.turning():
        chrome.driver.find_element(By.CSS_SELECTOR, "button[value=look]:not(.unseen)").click()


def _added(chrome: Browser, base: str, page: OpenPage) -> None:
    """What a document would become."""
    document = page.home / "Winter in the north.md"
    document.write_text(_WINTER, "utf-8")
    chrome.driver.get(f"{base}/texts/add")
    chrome.driver.find_element(By.ID, "document").send_keys(str(document))
    with chrome.turning():
        chrome.driver.find_element(By.CSS_SELECTOR, "main button").click()


def _broken(chrome: Browser, base: str, page: OpenPage) -> None:
    folders = page.desk.folders
    save_settings(folders.settings, Settings())
    page.desk.folders.settings.write_text("# For Anna\n[scan]\nloops = 'many'\n", "utf-8")
    chrome.driver.get(f"{base}/settings")
    folders.settings.unlink()
    folders.settings_last_good.unlink()


def _health(chrome: Browser, base: str, page: OpenPage) -> None:
    """As a carer finds it where a microphone is muted."""
    page.desk.look = lambda *_asked: iter(HEALTH)
    chrome.driver.get(f"{base}/health")
    with chrome.turning():
        chrome.driver.find_element(By.CSS_SELECTOR, "button[value=look]").click()
    chrome.driver.get(f"{base}/health?wait=1")


def _restore(chrome: Browser, base: str, page: OpenPage) -> None:
    """The question before a restore."""
    file = page.home.parent / "backup.zip"
    save_settings(page.desk.folders.settings, Settings())
    make_backup(
        page.desk.folders, file, page.desk.version, datetime(2026, 3, 1, 19, 30).astimezone()
    )
    chrome.driver.get(f"{base}/backup")
    chrome.driver.find_element(By.ID, "file").send_keys(str(file))
    with chrome.turning():
        chrome.driver.find_element(
            By.CSS_SELECTOR, ".field form button, form[enctype] button"
        ).click()


def _phone(chrome: Browser, base: str, _page: OpenPage) -> None:
    chrome.sees("dark", PHONE)
    chrome.driver.get(base)


PICTURE_OF = {
    "start": _shows("/"),
    "settings": _shows("/settings"),
    "a-wrong-value": _light,
    "screen": _screen,
    "broken": _broken,
    "commands": _shows("/words/commands"),
    "recordings": _shows("/words/own"),
    "paces": _shows("/paces"),
    "models": _shows("/models"),
    "health": _health,
    "restore": _restore,
    "texts": _shows("/texts"),
    "text-written": _written,
    "text-added": _added,
    "card": _shows("/card"),
    "access": _shows("/access"),
    "phone": _phone,
}

HEALTH = (
    Finding(
        key="microphone",
        state="muted",
        name="Microphone",
        condition="wrong",
        said="The microphone gives perfect silence: it is muted.",
        advice="Look for a button on the microphone or the keyboard, and turn it up in the"
        " computer's sound settings.",
    ),
    Finding(
        key="sound",
        state="fine",
        name="Sound",
        condition="fine",
        said="Sound can be played, on “Built-in Audio”.",
    ),
    Finding(
        key="voice",
        state="fine",
        name="Voice",
        condition="fine",
        said="The voice speaks. A short sentence was ready in 0.2 seconds.",
    ),
)

LONG = ("commands", "paces")
"""Of these the beginning is enough."""

if __name__ == "__main__":
    sys.exit(main())
