from pathlib import Path

from assistant.storage.own_check import check_own
from assistant.storage.wording import Wording

HARD = (
    "Unfortunately individuals experience considerable deterioration of respiratory functionality."
)
LONG = "And so we went on and on and on and on and on and on and on and on and on and on and on."


def section(body: str, **more: str) -> str:
    front = "".join(f'{name} = "{value}"\n' for name, value in {"title": "A", **more}.items())
    return f"+++\n{front}+++\n\n{body}\n"


def test_an_easy_text_has_nothing_to_say_of(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(section("Hello, dear. We will come on Sunday."))
    found = check_own(tmp_path, Wording())
    assert found.problems == found.advice == ()


def test_the_rules_of_the_guide_are_advice(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(section(f"{HARD}\n\n{LONG}", reveiwed="x"))
    found = check_own(tmp_path, Wording())
    assert found.problems == ()
    told = " ".join(map(str, found.advice))
    assert "school grade" in told
    assert "more than 20 words" in told
    assert 'did you mean "reviewed"' in told


def test_what_cannot_be_read_is_a_problem_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text('+++\nid = "a"\n+++\nText.\n')
    (tmp_path / "letter.docx").write_bytes(b"PK")
    (tmp_path / "empty").mkdir()
    told = [str(problem) for problem in check_own(tmp_path, Wording()).problems]
    assert any("a.md:2:" in line and '"title" is missing' in line for line in told)
    assert any("letter.docx" in line and "import it" in line for line in told)
    assert any("holds no section" in line for line in told)
