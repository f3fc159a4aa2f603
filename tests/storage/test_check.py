import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assistant.storage.check import check_content
from assistant.storage.folders import content_root

TODAY = date(2026, 11, 23)
GOOD = "You can sit up a little when you eat, and that helps. "
Leaf = Callable[..., str]


def told(root: Path) -> list[str]:
    return [f"{p.file.name}:{p.line} {p.message}" for p in check_content(root, TODAY)]


def test_a_folder_without_mistakes_has_no_problem(content: Path) -> None:
    assert told(content) == []


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"confidence": ""}, None, '"confidence" is missing'),
        ({"next_reveiw": "2027-05-23"}, "next_reveiw", 'did you mean "next_review"?'),
        ({"facts": '"F1"'}, "facts", '"facts" must be a list'),
        ({"sources": '["nobody"]'}, "sources", '"nobody" is not in sources.toml'),
        ({"warning": '"{soft}"'}, "warning", '"{soft}" is unknown'),
        ({"confidence": '"sure"'}, "confidence", "must be one of high"),
        ({"region": '"mars"'}, "region", "must be one of us"),
        ({"reviewed": "2027-01-01"}, "reviewed", "lies in the future"),
        ({"next_review": "2026-11-22"}, "next_review", "was due on 2026-11-22"),
        ({"title": '"This (that)"'}, "title", "a bracket"),
        ({"id": '"3.9"'}, "id", "not what its name begins with"),
    ],
)
def test_a_mistake_in_the_front_matter_is_told_at_its_line(
    content: Path, leaf: Leaf, fields: dict[str, str], field: str | None, words: str
) -> None:
    text = leaf("1.2", **fields)
    (content / "guide/1-chapter/1.2-leaf.md").write_text(text)
    (line,) = [line for line in told(content) if words in line]
    at = int(line.split(":")[1].split()[0])
    assert line.startswith("1.2-leaf.md:")
    assert field is None or text.split("\n")[at - 1].startswith(field)


def test_an_id_used_twice_names_both_files(content: Path, leaf: Leaf) -> None:
    (content / "guide/1-chapter/1.2-leaf.md").write_text(leaf("1.10"))
    (line,) = [line for line in told(content) if "also used by" in line]
    assert line.startswith("1.10-leaf.md:2 ")
    assert "1-chapter/1.2-leaf.md" in line


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (GOOD * 2, "has 24 words; it must have 60 to 180"),
        (GOOD * 16, "words; it must have"),
        (GOOD * 6 + "And so " * 11 + ".", "has 22 words; 20 is the most"),
        ("Unfortunately individuals experience considerable deterioration. " * 12, "too hard"),
        (GOOD * 6 + "{nowhere}", '"{nowhere}" is unknown'),
        (GOOD * 6 + "Say 911 now.", '"911" is a phone number'),
        (GOOD * 6 + "Call 9 1 1 now.", '"9 1 1" is a phone number'),
        (GOOD * 6 + "Ring 0800 123456 now.", "is a phone number"),
        (GOOD * 6 + "Food (soft).", "a bracket"),
        (GOOD * 6 + "Food and/or drink.", "a slash"),
        (GOOD * 6 + "Food - soft.", "a dash"),
        (GOOD * 6 + "Food — soft.", "a dash"),
        (GOOD * 6 + "Some *soft* food.", "a mark such as"),
        (GOOD * 6 + "See www.als.org now.", "a web address"),
        (GOOD * 6 + "\n\n## No question\n\nB.", 'end it with "?"'),
        (GOOD * 6 + "\n\n- list", "Only plain paragraphs"),
        ("", "There is no text"),
    ],
)
def test_a_text_that_cannot_be_heard_well_is_told(
    content: Path, leaf: Leaf, body: str, words: str
) -> None:
    (content / "guide/1-chapter/1.2-leaf.md").write_text(leaf("1.2", body=body))
    assert [line for line in told(content) if words in line]


def test_years_amounts_and_hyphens_are_no_mistakes(content: Path, leaf: Leaf) -> None:
    body = (
        GOOD * 6 + "In 2025, 150 out of 1,000 people had over-the-counter pills at 2.5 milligrams."
    )
    (content / "guide/1-chapter/1.2-leaf.md").write_text(leaf("1.2", body=body))
    assert told(content) == []


def test_files_that_cannot_be_read_at_all_are_told(content: Path) -> None:
    chapter = content / "guide/1-chapter"
    (chapter / "1.2-leaf.md").write_bytes(b"")
    (chapter / "1.10-leaf.md").write_bytes(b"+++\n\xff")
    (chapter / "1.3-leaf.md").write_text("+++\nid = oops\n+++\n")
    (chapter / "note.txt").write_text("x")
    (chapter / "_folder.toml").unlink()
    (content / "guide/3-empty").mkdir()
    assert [line.split(" ")[0] for line in told(content)] == [
        *("1.10-leaf.md:2", "1.2-leaf.md:1", "1.3-leaf.md:2"),
        *("_folder.toml:1", "_folder.toml:1", "note.txt:1", "_folder.toml:1", "_folder.toml:1"),
    ]


def test_broken_files_of_texts_are_told_with_everything_else(content: Path) -> None:
    for name in ("interface.toml", "fixed_lines.toml", "regions.toml", "lexicon.toml"):
        (content / name).write_text("oops")
    (content / "sources.toml").unlink()
    names = {line.split(":")[0] for line in told(content)}
    assert {"interface.toml", "fixed_lines.toml", "regions.toml", "lexicon.toml"} <= names
    assert "sources.toml" in names


def test_a_fixed_line_with_a_place_that_one_region_lacks_is_told(content: Path) -> None:
    with (content / "fixed_lines.toml").open("a") as file:
        file.write('sad = "Call {crisis}."\n')
    assert [line for line in told(content) if line.startswith("fixed_lines.toml:4")]


def test_a_folder_with_only_a_guide_is_checked_with_the_texts_that_came_along(
    content: Path, tmp_path: Path
) -> None:
    alone = tmp_path / "alone"
    (content / "guide").rename(alone)
    assert check_content(alone, TODAY, packaged=content) == ()


def test_the_content_that_comes_along_has_no_problem() -> None:
    assert "\n".join(map(str, check_content(content_root() / "en", TODAY))) == ""


def test_a_number_missing_between_two_others_is_told(tmp_path: Path) -> None:
    guide = tmp_path / "en" / "guide"
    shutil.copytree(content_root() / "en", tmp_path / "en")
    next(guide.glob("2-*/2.5-*")).unlink()
    shutil.rmtree(next(guide.glob("3-*")))
    told = [problem.message for problem in check_content(tmp_path / "en", TODAY)]
    assert any('"2.6" but no "2.5"' in message for message in told)
    assert any('"4" but no "3"' in message for message in told)
