"""A real browser at the page: by keyboard, in both colour schemes, as narrow as a phone."""

import io
import threading
import urllib.parse
from base64 import b64decode
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

pytest.importorskip("selenium")

from pypdf import PdfReader
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from assistant.carer.documents import Draft, Part, add, own_texts, remove, write
from assistant.core.settings import Settings, with_value
from assistant.storage.card_file import LONGEST_TEXTS, MOST_LINES, Card, save_card
from assistant.storage.own_words import OwnWords
from assistant.storage.settings_file import load_settings, read_settings, save_settings
from tests.page.browser import DESK, PHONE, Browser, Scheme, browser, browser_files
from tests.page.test_health_pages import Looks
from tests.page.visitor import OpenPage, Visitor, open_page
from tests.switches.voices import vowel, write_recording

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(browser_files() is None, reason="there is no Chromium with its driver"),
]

PAGES = (
    "/",
    "/settings",
    "/settings/light",
    "/settings/switch",
    "/settings/help",
    "/settings/voice",
    "/settings/listening",
    "/settings/screen",
    "/settings/text",
    "/words",
    "/words/commands",
    "/words/own",
    "/words/own/help%20me",
    "/words/forget?word=help%20me",
    "/texts",
    "/texts/add",
    "/texts/write",
    "/texts/write?text=own/the-mask.1",
    "/texts/one?text=own/the-mask",
    "/texts/one?text=own/note",
    "/texts/remove?text=own/the-mask",
    "/texts/removed",
    "/card",
    "/card/edit",
    "/starting",
    "/health",
    "/health/report",
    "/health/log",
    "/models",
    "/backup",
    "/paces",
    "/paces/evening",
    "/access",
    "/nowhere",
)


@pytest.fixture(name="chrome", scope="module")
def _chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("profile")) as made:
        yield made


@pytest.fixture(name="seen", scope="module")
def _seen(chrome: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenPage]:
    """A page in use, open in the browser: something is changed, recorded and written."""
    home = tmp_path_factory.mktemp("home")
    with open_page(home) as page:
        in_use(page)
        chrome.driver.get(page.page.new_link())
        yield page


def in_use(page: OpenPage) -> None:
    folders = page.desk.folders
    save_settings(folders.settings, with_value(Settings(), "scan.interval_ms", 2500))
    load_settings(folders.settings, folders.settings_last_good)
    save_card(folders.card, Card(name="Anna", people="Ben, son, 555 0100"))
    parts = tuple(Part(title=it, chapter="", paragraphs=(it,)) for it in ("Washing it", "Fit"))
    add(Draft(title="The mask", document="mask.pdf", kind="a PDF", parts=parts), folders)
    write("Note", "Breakfast is at eight.", folders)
    remove(write("Old note", "Breakfast is at nine.", folders).id, folders)
    words = OwnWords(folders.words)
    for _ in range(2):
        file = words.next_file("help me")
        file.parent.mkdir(parents=True, exist_ok=True)
        write_recording(file, vowel(500))


@pytest.fixture(name="fresh")
def _fresh(chrome: Browser, tmp_path: Path) -> Iterator[OpenPage]:
    """A page of a test's own, open in the browser."""
    with open_page(tmp_path / "home") as page:
        in_use(page)
        chrome.sees("light", DESK)
        chrome.driver.get(page.page.new_link())
        yield page


def url(page: OpenPage, path: str) -> str:
    return f"http://127.0.0.1:{page.page.port}{path}"


def is_fit(chrome: Browser, scheme: Scheme, size: tuple[int, int]) -> None:
    """Nothing that axe knows of is wrong, and nothing sticks out at the side."""
    chrome.sees(scheme, size)
    assert chrome.violations() == []
    width = chrome.driver.execute_script("return document.documentElement.scrollWidth")
    assert width <= size[0]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_on_any_page(
    chrome: Browser, seen: OpenPage, path: str, scheme: Scheme, size: tuple[int, int]
) -> None:
    chrome.sees(scheme, size)
    chrome.driver.get(url(seen, path))
    is_fit(chrome, scheme, size)


def everywhere(chrome: Browser) -> None:
    for scheme in ("light", "dark"):
        for size in (PHONE, DESK):
            is_fit(chrome, scheme, size)


def presses(chrome: Browser, text: str) -> None:
    """The button with these words, by keyboard."""
    for button in chrome.driver.find_elements(By.CSS_SELECTOR, "main button, footer button"):
        if button.text == text:
            with chrome.turning():
                button.send_keys(Keys.ENTER)
            return
    message = f"no button says {text}"
    raise AssertionError(message)


def writes(chrome: Browser, name: str, text: str, *then: str) -> None:
    field = chrome.driver.find_element(By.ID, name)
    field.clear()
    field.send_keys(text)
    if then:
        with chrome.turning():
            field.send_keys(*then)


def follows(chrome: Browser, text: str) -> None:
    """The link with these words, by keyboard."""
    link = chrome.driver.find_element(By.LINK_TEXT, text)
    with chrome.turning():
        link.send_keys(Keys.ENTER)


def focused(chrome: Browser) -> str:
    """What has the focus, by its text or its name. A page gives it a moment after it has come."""
    script = "return document.activeElement !== document.body"
    WebDriverWait(chrome.driver, 5).until(lambda driver: driver.execute_script(script))
    active = chrome.driver.switch_to.active_element
    return str(active.text or active.get_attribute("id"))


def test_a_scan_interval_is_changed_by_keyboard_alone(chrome: Browser, fresh: OpenPage) -> None:
    chrome.driver.get(url(fresh, "/settings/light"))
    # Enter in a field saves, although other buttons stand before the one that says so.
    writes(chrome, "scan_interval_ms", "2.25", Keys.ENTER)
    assert "Saved" in chrome.driver.find_element(By.CSS_SELECTOR, ".note").text
    settings, _ = read_settings(fresh.desk.folders.settings)
    assert settings.scan.interval_ms == 2250


def test_the_first_tab_leads_past_the_navigation(chrome: Browser, fresh: OpenPage) -> None:
    chrome.driver.get(url(fresh, "/settings/light"))
    body = chrome.driver.find_element(By.TAG_NAME, "body")
    body.send_keys(Keys.TAB)
    assert focused(chrome) == "Skip to the content"
    chrome.driver.switch_to.active_element.send_keys(Keys.ENTER)
    chrome.driver.switch_to.active_element.send_keys(Keys.TAB)
    assert focused(chrome) == "All settings"


def test_whatever_has_the_focus_is_seen_to_have_it(chrome: Browser, fresh: OpenPage) -> None:
    chrome.driver.get(url(fresh, "/settings/light"))
    body = chrome.driver.find_element(By.TAG_NAME, "body")
    body.send_keys(Keys.TAB)
    count = 0
    while (active := chrome.driver.switch_to.active_element).tag_name != "body":
        outline = chrome.driver.execute_script(
            "const style = getComputedStyle(document.activeElement);"
            "return [style.outlineStyle, parseFloat(style.outlineWidth)];"
        )
        assert outline[0] == "solid"
        assert outline[1] >= 2
        active.send_keys(Keys.TAB)
        count += 1
    assert count > 15


def test_a_wrong_value_is_told_first_and_leads_to_its_field(
    chrome: Browser, fresh: OpenPage
) -> None:
    chrome.driver.get(url(fresh, "/settings/light"))
    writes(chrome, "scan_interval_ms", "soon", Keys.ENTER)
    assert "Please look at this again" in focused(chrome)
    everywhere(chrome)
    chrome.driver.find_element(By.CSS_SELECTOR, ".summary a").send_keys(Keys.ENTER)
    assert focused(chrome) == "scan_interval_ms"
    assert chrome.driver.find_element(By.ID, "scan_interval_ms").get_attribute("value") == "soon"


def test_the_screen_is_looked_at_before_it_is_saved(chrome: Browser, fresh: OpenPage) -> None:
    chrome.driver.get(url(fresh, "/settings/screen"))
    chrome.driver.find_element(By.ID, "screen_theme-high-contrast").send_keys(Keys.SPACE)
    presses(chrome, "Show it")
    is_drawn = chrome.driver.execute_script(
        "const it = document.querySelector('figure img'); return it.complete && it.naturalWidth"
    )
    assert is_drawn == 960
    assert "not saved yet" in chrome.driver.find_element(By.TAG_NAME, "figcaption").text
    everywhere(chrome)
    assert read_settings(fresh.desk.folders.settings)[0].screen.theme == "dark"


def test_the_voice_is_heard_before_it_is_saved(chrome: Browser, fresh: OpenPage) -> None:
    chrome.driver.get(url(fresh, "/settings/voice"))
    presses(chrome, "Hear it")
    lasts_s = chrome.driver.execute_async_script(
        "const done = arguments[0], it = document.querySelector('audio');"
        "const tell = () => done(it.duration);"
        "if (it.readyState > 0) tell(); else { it.addEventListener('loadedmetadata', tell);"
        " it.addEventListener('error', () => done('error ' + it.error.message)); }"
    )
    assert lasts_s > 3
    everywhere(chrome)


def test_a_recording_is_played(chrome: Browser, seen: OpenPage) -> None:
    chrome.driver.get(url(seen, "/words/own/help%20me"))
    lasts_s = chrome.driver.execute_async_script(
        "const done = arguments[0], it = document.querySelector('audio');"
        "it.addEventListener('loadedmetadata', () => done(it.duration));"
        "it.addEventListener('error', () => done(-1)); it.load(); it.play();"
    )
    assert 0.3 < lasts_s < 1


def test_a_broken_settings_file_is_mended_by_a_carer(chrome: Browser, fresh: OpenPage) -> None:
    file = fresh.desk.folders.settings
    file.write_text("# mine\n[scan]\nloops = 'many'\n", encoding="utf-8")
    chrome.driver.get(url(fresh, "/"))
    everywhere(chrome)
    follows(chrome, "See what is wrong")
    everywhere(chrome)
    follows(chrome, "Edit the text")
    writes(chrome, "text", "[scan]\nloops = 77\n")
    presses(chrome, "Check and save")
    assert "Line 2" in chrome.driver.find_element(By.CSS_SELECTOR, ".mistakes").text
    everywhere(chrome)
    writes(chrome, "text", "[scan]\nloops = 7\n")
    presses(chrome, "Check and save")
    assert read_settings(file)[0].scan.loops == 7


def test_words_are_added_and_a_doubtful_one_is_told(chrome: Browser, fresh: OpenPage) -> None:
    chrome.driver.get(url(fresh, "/words/commands"))
    writes(chrome, "select", "pause", Keys.ENTER)
    assert "means “pause” already" in chrome.driver.find_element(By.ID, "select-fault").text
    everywhere(chrome)
    writes(chrome, "select", "okay", Keys.ENTER)
    assert fresh.desk.folders.own_commands.exists()
    everywhere(chrome)


def test_a_text_is_written_by_keyboard_alone(chrome: Browser, fresh: OpenPage) -> None:
    chrome.driver.get(url(fresh, "/texts"))
    follows(chrome, "Write a text")
    # Enter in the title looks it over, and keeps nothing.
    writes(chrome, "title", "Plan", Keys.ENTER)
    assert "There is no text yet" in focused(chrome)
    everywhere(chrome)
    writes(chrome, "text", "We go out.\n\n" + "word " * 30 + "\n\n## More?\n\nYes.")
    presses(chrome, "See how it will be heard")
    assert "How it will be heard" in focused(chrome)
    everywhere(chrome)
    presses(chrome, "Keep it")
    everywhere(chrome)
    assert "Plan" in [text.title for text in own_texts(fresh.desk.folders)]


def test_a_document_is_added_and_taken_away_by_keyboard_alone(
    chrome: Browser, fresh: OpenPage, tmp_path: Path
) -> None:
    document = tmp_path / "winter.md"
    document.write_text("# Snow\n\nIt snows.\n\n![](x.png)\n\n" + "word " * 30, "utf-8")
    chrome.driver.get(url(fresh, "/texts"))
    follows(chrome, "Add a document")
    presses(chrome, "Look at it")
    assert focused(chrome) == "document"
    everywhere(chrome)
    chrome.driver.find_element(By.ID, "document").send_keys(str(document))
    presses(chrome, "Look at it")
    chrome.driver.find_element(By.TAG_NAME, "summary").send_keys(Keys.ENTER)
    assert "It snows." in chrome.driver.find_element(By.TAG_NAME, "main").text
    everywhere(chrome)
    writes(chrome, "title", "Note", Keys.ENTER)
    assert focused(chrome) == "title"
    everywhere(chrome)
    writes(chrome, "title", "Winter", Keys.ENTER)
    follows(chrome, "Winter")
    follows(chrome, "Take it away")
    presses(chrome, "Yes, take it away")
    assert "Winter" not in [text.title for text in own_texts(fresh.desk.folders)]
    follows(chrome, "Taken away lately: 2")
    everywhere(chrome)


def test_a_text_that_was_broken_by_hand_is_told(chrome: Browser, fresh: OpenPage) -> None:
    (fresh.desk.folders.own / "note.md").write_text("+++\ntitle = oops\n+++\n\nx\n", "utf-8")
    chrome.driver.get(url(fresh, "/texts"))
    assert "Line 2" in chrome.driver.find_element(By.CSS_SELECTOR, ".mistakes").text
    everywhere(chrome)
    follows(chrome, "Mend note.md here")
    everywhere(chrome)


def test_health_is_looked_over_and_the_page_turns_by_itself(
    chrome: Browser, fresh: OpenPage
) -> None:
    looks = Looks()
    looks.may_end.clear()
    fresh.desk.look = looks
    chrome.driver.get(url(fresh, "/health"))
    presses(chrome, "Look everything over")
    assert "is being looked over" in chrome.driver.find_element(By.CSS_SELECTOR, ".note").text
    assert chrome.violations() == []
    with chrome.turning():
        looks.may_end.set()
    assert "1 thing is wrong" in chrome.driver.find_element(By.TAG_NAME, "main").text
    everywhere(chrome)
    follows(chrome, "Make a report")
    everywhere(chrome)


def test_a_backup_is_brought_back_by_keyboard_alone(
    chrome: Browser, fresh: OpenPage, tmp_path: Path
) -> None:
    folders = fresh.desk.folders
    stick = tmp_path / "stick"
    stick.mkdir()
    chrome.driver.get(url(fresh, "/backup"))
    writes(chrome, "folder", str(stick / "none"), Keys.ENTER)
    everywhere(chrome)
    writes(chrome, "folder", str(stick), Keys.ENTER)
    (file,) = stick.iterdir()
    save_settings(folders.settings, with_value(Settings(), "scan.interval_ms", 900))
    chrome.driver.find_element(By.ID, "file").send_keys(str(file))
    presses(chrome, "Look at it")
    everywhere(chrome)
    presses(chrome, "Yes, bring it back")
    assert read_settings(folders.settings)[0].scan.interval_ms == 2500
    everywhere(chrome)


def test_with_a_pin_the_door_is_fit_for_everybody(chrome: Browser, fresh: OpenPage) -> None:
    chrome.driver.get(url(fresh, "/access"))
    writes(chrome, "new", "4711")
    writes(chrome, "again", "4712", Keys.ENTER)
    everywhere(chrome)
    writes(chrome, "new", "4711")
    writes(chrome, "again", "4711", Keys.ENTER)
    everywhere(chrome)
    chrome.driver.get(fresh.page.new_link())
    writes(chrome, "pin", "0000", Keys.ENTER)
    assert chrome.driver.find_element(By.ID, "pin-fault").text == "This is not the PIN."
    everywhere(chrome)
    writes(chrome, "pin", "4711", Keys.ENTER)
    assert chrome.driver.find_element(By.TAG_NAME, "h1").text == "What would you like to do?"


def test_the_address_is_no_use_a_second_time(chrome: Browser, fresh: OpenPage) -> None:
    link = fresh.page.new_link()
    chrome.driver.get(link)
    chrome.driver.get(link)
    heading = chrome.driver.find_element(By.TAG_NAME, "h1").text
    assert heading == "This address does not work any more"
    everywhere(chrome)


@pytest.fixture(name="elsewhere")
def _elsewhere(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """Another page on this computer: the folder that it shows, and its port."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield folder, server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_another_page_in_the_same_browser_can_do_nothing(
    chrome: Browser, fresh: OpenPage, elsewhere: tuple[Path, int], name: str
) -> None:
    folder, port = elsewhere
    form = Visitor(fresh.page.port)
    cookie = chrome.driver.get_cookie(f"carers_page_{fresh.page.port}")
    form.cookie = f"{cookie['name']}={cookie['value']}"
    filled = {**form.gets("/settings/light").form, "scan.loops": "9"}
    inputs = "".join(
        f'<input name="{name}" value="{urllib.parse.quote(text, safe=" .")}">'
        for name, text in filled.items()
    )
    target = url(fresh, "/settings/light")
    picture, frame = url(fresh, "/settings/picture.png"), url(fresh, "/settings")
    (folder / "evil.html").write_text(
        f'<form method="post" action="{target}">{inputs}<button>x</button></form>'
        f'<img src="{picture}"><iframe src="{frame}"></iframe>'
    )
    chrome.driver.get(f"http://{name}:{port}/evil.html")
    assert chrome.driver.execute_script("return document.images[0].naturalWidth") == 0
    with chrome.turning():
        chrome.driver.find_element(By.TAG_NAME, "button").click()
    heading = chrome.driver.find_element(By.TAG_NAME, "h1").text
    assert heading in ("This did not come from the page itself", "Please open this page anew")
    assert read_settings(fresh.desk.folders.settings)[0].scan.loops == 3


def test_the_close_button_ends_the_page(chrome: Browser, fresh: OpenPage) -> None:
    chrome.driver.get(url(fresh, "/"))
    presses(chrome, "Close this page")
    assert chrome.driver.find_element(By.TAG_NAME, "h1").text == "The page is closed"
    fresh.thread.join(10)
    assert not fresh.thread.is_alive()


def test_the_bedside_card_is_one_printed_page_however_much_is_written(
    chrome: Browser, fresh: OpenPage
) -> None:
    for card in (Card(), fullest()):
        save_card(fresh.desk.folders.card, card)
        chrome.driver.get(url(fresh, "/card"))
        for width, height in ((8.27, 11.69), (8.5, 11.0)):
            printed = chrome.driver.execute_cdp_cmd(
                "Page.printToPDF",
                {"paperWidth": width, "paperHeight": height, "preferCSSPageSize": False},
            )
            sheet = PdfReader(io.BytesIO(b64decode(printed["data"])))
            assert len(sheet.pages) == 1
            text = " ".join(sheet.pages[0].extract_text().split())
            assert "How help is called" in text
            assert "3 seconds" in text
            assert "Change the texts" not in text
            assert "Close this page" not in text


def fullest() -> Card:
    """As much as the form takes: letters without an end, and as many lines as may be."""

    def filled(name: str) -> str:
        is_short = name in ("name", "emergency_number")
        tail = "" if is_short else "\nx" * (MOST_LINES - 1)
        return ("Words " * 1000)[: LONGEST_TEXTS[name] - len(tail)].strip() + tail

    return Card(**{name: filled(name) for name in LONGEST_TEXTS})


def test_the_browser_complains_about_nothing(chrome: Browser, seen: OpenPage) -> None:
    chrome.driver.get_log("browser")
    for path in PAGES[:-1]:
        chrome.driver.get(url(seen, path))
    assert [entry["message"] for entry in chrome.driver.get_log("browser")] == []
