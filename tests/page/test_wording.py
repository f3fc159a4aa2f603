"""Every text that the page asks for is in the wording, and nothing else is."""

import re

from assistant.storage.folders import content_root
from assistant.storage.wording import load_wording
from tests.content.facts import PROJECT

ROOM = PROJECT / "assistant/carer/page"
SOURCES = "\n".join(
    file.read_text(encoding="utf-8") for file in (*ROOM.rglob("*.py"), *ROOM.rglob("*.html"))
)
ASKED = set(re.findall(r"""(?:\bt|\bwords)\(\s*["']([\w.-]+\.[\w.-]+)["']""", SOURCES))
"""Those that are asked for by their whole name."""
BUILT = (
    "backup.holds_file.",
    "card.sound_",
    "card_field.",
    "card_help.",
    "choice.",
    "command.",
    "fault.",
    "groups.",
    "health.about.",
    "health.condition.",
    "health.device.",
    "health.log.",
    "home.",
    "parts.",
    "problem.",
    "sample.",
    "setting.",
    "to_do.",
    "units.",
    "words.groups.",
    "yes_no.",
    "access.",
    "starting.",
)
"""Those whose name is put together."""
TEXTS = load_wording(content_root() / "en")[0].page.texts


def test_every_text_that_is_asked_for_is_there() -> None:
    assert {key for key in ASKED if not key.endswith(".")} - TEXTS.keys() == set()


def test_every_text_that_is_there_is_asked_for() -> None:
    quoted = set(re.findall(r"""["']([\w-]+\.[\w.-]+)["']""", SOURCES))
    unasked = {key for key in TEXTS if key not in ASKED | quoted and not key.startswith(BUILT)}
    assert unasked == set()


def test_every_place_in_a_text_is_one_that_is_filled() -> None:
    places = {place for text in TEXTS.values() for place in re.findall(r"\{(\w+)\}", text)}
    filled = set(re.findall(r"\b(\w+)=", SOURCES)) | set(re.findall(r'\{?"(\w+)":', SOURCES))
    assert places - filled == set()


def test_every_problem_that_is_told_has_its_words() -> None:
    told = set(re.findall(r'_problem\("(\w+)"', SOURCES)) | {"odd", "missing", "too_large"}
    wanted = {f"problem.{about}.{part}" for about in told for part in ("title", "text")}
    assert wanted - TEXTS.keys() == set()


def test_every_fault_that_is_told_has_its_words() -> None:
    told = set(re.findall(r'Fault\(\s*"(\w+)"', SOURCES))
    assert {f"fault.{about}" for about in told} - TEXTS.keys() == set()
