"""The documents for people: their links and pictures lead somewhere."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
DOCUMENTS = [PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md"))]
_LINK = re.compile(r"\]\(([^)#\s]+)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_of_a_document_leads_somewhere(document: Path) -> None:
    links = _LINK.findall(document.read_text(encoding="utf-8"))
    inside = [link for link in links if not link.startswith(("http:", "https:"))]
    assert [link for link in inside if not (document.parent / link).exists()] == []


def test_every_picture_of_the_carers_guide_can_be_taken_again() -> None:
    scripts = (PROJECT / "docs/pictures/scripts").glob("*.txt")
    shots = {
        line.split()[2]
        for script in scripts
        for line in script.read_text(encoding="utf-8").splitlines()
        if " shot " in line
    }
    taken = {picture.stem for picture in (PROJECT / "docs/pictures/guide").glob("*.png")}
    guide = (PROJECT / "docs/carers-guide.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"pictures/guide/([\w-]+)\.png", guide))
    assert shots == taken == shown
