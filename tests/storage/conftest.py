"""A small guide on the disk, and where its copies go."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.storage.folders import Folders, folders_below
from assistant.storage.wording import Wording, load_wording

FIRST = "You can sit up a little when you eat, and that makes it easier to swallow."
PADDING = " ".join(["Your care team can show you how to do this at home."] * 5)

TEXTS = {
    "interface.toml": '[home]\nguide = "Treatment guide"\n',
    "fixed_lines.toml": (
        'medicine_end = "Ask your doctor or pharmacist before you change anything."\n'
        'urgent = "If you cannot breathe, get help now. In {region_name}, call {number}."\n'
        'hard_choices = "The next part talks about hard choices."\n'
    ),
    "regions.toml": (
        '[us]\nname = "the United States"\nnumber = "9 1 1"\n\n'
        '[uk]\nname = "the United Kingdom"\nnumber = "9 9 9"\n'
    ),
    "page.toml": '[frame]\nname = "Page"\n',
    "commands.toml": 'next = ["next"]\ngo_on = ["go on", "resume"]\n',
    "sources.toml": '[aan]\nname = "Neurology guideline"\ndate = "2009"\nnote = "PMC1"\n',
    "lexicon.toml": '[riluzole]\nsay = "rill you zole"\nvoices.espeak = "ril-yoo-zole"\n',
}


def leaf_text(number: str = "1.1", body: str = f"{FIRST} {PADDING}", **fields: str) -> str:
    """A section without a mistake, but for what the test puts in."""
    lines = {
        "id": f'"{number}"',
        "title": f'"Section {number}"',
        "facts": '["F1"]',
        "updates": "[]",
        "sources": '["aan"]',
        "confidence": '"high"',
        "region": '"us"',
        "reviewed": '"not yet"',
        "next_review": "2027-05-23",
        **fields,
    }
    front = "\n".join(f"{name} = {value}" for name, value in lines.items() if value)
    return f"+++\n{front}\n+++\n\n{body}\n"


@pytest.fixture(name="folders")
def _folders(tmp_path: Path) -> Folders:
    home = tmp_path / "home"
    return folders_below(home, home, home, home)


@pytest.fixture(name="content")
def _content(tmp_path: Path) -> Path:
    """A language folder with two chapters and three sections, all well."""
    root = tmp_path / "en"
    for number in ("1", "2"):
        chapter = root / "guide" / f"{number}-chapter"
        chapter.mkdir(parents=True)
        (chapter / "_folder.toml").write_text(f'id = "{number}"\ntitle = "Chapter {number}"\n')
    for name, text in TEXTS.items():
        (root / name).write_text(text)
    for number in ("1.2", "1.10", "2.1"):
        (root / "guide" / f"{number[0]}-chapter" / f"{number}-leaf.md").write_text(
            leaf_text(number)
        )
    return root


@pytest.fixture(name="wording")
def _wording(content: Path) -> Wording:
    wording, problems = load_wording(content)
    assert problems == ()
    return wording


@pytest.fixture(name="leaf")
def _leaf() -> Callable[..., str]:
    return leaf_text
