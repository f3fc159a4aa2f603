"""Which facts and updates each section covers, read from the front matter."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[2]
GUIDE = PROJECT / "content/en/guide"
COVERAGE = PROJECT / "docs/content-coverage.md"

_HEAD = """# Which section covers which fact

F items are the facts a guide of this kind has to answer; U items are what has changed since, or is
contested. Made from the front matter of the sections by `python -m tests.content.facts`; a test
compares the two.

| section | title | facts | updates |
| --- | --- | --- | --- |
"""


@dataclass(frozen=True)
class Leaf:
    """A section's front matter and body."""

    path: Path
    front: dict[str, Any]
    body: str


def leaves() -> list[Leaf]:
    """All sections, in the order of their ids."""
    found = []
    for path in GUIDE.rglob("*.md"):
        _, front, body = path.read_text(encoding="utf-8").split("+++\n", 2)
        found.append(Leaf(path, tomllib.loads(front), body))
    return sorted(found, key=lambda leaf: [int(part) for part in leaf.front["id"].split(".")])


def coverage_page() -> str:
    """The page as it should be."""
    rows = [
        f"| {leaf.front['id']} | {leaf.front['title']} "
        f"| {' '.join(leaf.front['facts'])} | {' '.join(leaf.front['updates'])} |"
        for leaf in leaves()
    ]
    return _HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    COVERAGE.write_text(coverage_page(), encoding="utf-8")
