"""Everything that the doctor can see has words, and the page on troubleshooting knows them all."""

import re
from pathlib import Path

import pytest

from assistant.carer.doctor.examination import STEPS
from assistant.carer.doctor.finding import Seen, fine, wrong
from assistant.carer.doctor.wording import ADVICE, ANY, WORDING_FILE, finding_of, read_wording
from assistant.storage.folders import content_root
from tests.content.facts import PROJECT

ROOM = PROJECT / "assistant/carer/doctor"
FILE = content_root() / "en" / WORDING_FILE
WORDS, PROBLEMS = read_wording(FILE)
STATES = sorted(
    path for path in WORDS.texts if not path.endswith((ADVICE, ".name")) and "." in path
)
NOTHING_TO_DO = {
    *(f"{key}.fine" for key in {path.partition(".")[0] for path in STATES} - {ANY, "restore"}),
    "running.open",
    "running.unknown",
    "last_run.none",
    "sound.tone",
    "voice.off",
    "microphone.off",
    "microphone.in_use",
    "recognizers.off",
    "switches.with_gamepad",
    "settings.none",
    "pressing.none",
    "places.none",
    "disk.unknown",
    # Its text comes from elsewhere, with what to do in it.
    "autostart.not_as_meant",
}


def sources() -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted(ROOM.glob("*.py")))


def test_the_file_of_words_is_in_order() -> None:
    assert PROBLEMS == ()


def test_every_look_has_a_name_and_words_for_being_fine_or_not_being_there() -> None:
    for step in STEPS:
        assert f"{step.key}.name" in WORDS.texts
        assert f"{step.key}.fine" in WORDS.texts or step.key == "restore"


def test_every_state_that_a_look_gives_has_words_and_every_word_is_of_such_a_state() -> None:
    given = set(re.findall(r'\b(?:note|wrong|fine)\(\s*"(\w+)"', sources()))
    worded = {path.rpartition(".")[2] for path in STATES}
    assert given - worded == set()
    assert {state for state in worded if f'"{state}"' not in sources()} == set()


def test_all_that_is_no_plain_good_news_says_what_to_do() -> None:
    assert {path for path in STATES if path + ADVICE not in WORDS.texts} == NOTHING_TO_DO


@pytest.mark.parametrize("path", STATES)
def test_words_are_plain_and_calm(path: str) -> None:
    text = WORDS.texts[path] + " " + WORDS.texts.get(path + ADVICE, "")
    told = re.sub(r"\{\w+\}", "", text)
    assert not re.search(r"error|exception|invalid|failed|fatal|!", told, re.IGNORECASE)
    assert WORDS.texts[path][-1] in ".}"


def test_each_line_that_says_what_to_do_is_in_the_page_on_troubleshooting() -> None:
    page = (PROJECT / "docs/troubleshooting.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+\.\w+)`", page))
    advised = {path for path in STATES if path + ADVICE in WORDS.texts}
    assert advised - named == set()
    assert {each for each in named if each.partition(".")[0] in _tables()} <= set(STATES)


def _tables() -> set[str]:
    return {path.partition(".")[0] for path in STATES}


def test_a_state_without_words_of_its_own_has_those_for_every_look() -> None:
    found = finding_of("disk", wrong("too_long", seconds=20), WORDS, "als-assistant")
    assert found.said == WORDS(f"{ANY}.too_long", seconds=20)
    assert found.advice
    assert found.name == "Disk"


def test_the_command_is_named_as_people_here_call_it() -> None:
    found = finding_of("models", Seen(condition="note", state="none"), WORDS, "py start.py")
    assert found.advice == "If that is wanted: py start.py models install en."
    assert finding_of("models", fine(models="a"), WORDS, "x").advice == ""


def test_what_mends_a_set_up_is_what_made_it() -> None:
    lacking = wrong("part_missing", part="pygame")
    by_start = finding_of("sound", lacking, WORDS, "py start.py")
    assert "(py start.py); it fetches what is missing" in by_start.advice
    assert "Install the program again" in finding_of("sound", lacking, WORDS, "x").advice


def test_a_mistake_in_the_words_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / WORDING_FILE
    file.write_text('[python]\nname = 3\nfine = "Good."\n', encoding="utf-8")
    words, problems = read_wording(file)
    assert words("python.fine") == "Good."
    assert [problem.line for problem in problems] == [2]
