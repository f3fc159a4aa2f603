"""`als-assistant import`, as a carer meets it."""

from pathlib import Path

import pytest

from assistant.cli import main
from assistant.storage.folders import content_root, find_folders
from assistant.stored import open_guide, open_stored
from tests.carer.making import book, pdf, typeset

Captured = pytest.CaptureFixture[str]
TEXT = "This is a sentence that stands in a book and says a little. " * 20


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALS_ASSISTANT_HOME", str(tmp_path / "home"))


@pytest.fixture(name="epub")
def _epub(tmp_path: Path) -> Path:
    pages = {f"{n}.xhtml": f"<h1>Chapter {n}</h1><p>{TEXT}</p>" for n in (1, 2)}
    return book(tmp_path / "garden.epub", pages, "Our garden")


@pytest.mark.slow
def test_a_document_is_added_and_it_is_told_where_it_stands(epub: Path, capsys: Captured) -> None:
    assert main(["import", str(epub)]) == 0
    told = capsys.readouterr().out
    assert "garden.epub is an EPUB book" in told
    assert "Chapter 1, 2 minutes" in told
    assert "Home › Our own texts › Our garden" in told
    texts, troubles = open_guide(open_stored(find_folders(), content_root() / "en"))
    assert troubles == ()
    assert texts.open("own/our-garden.2").title == "Chapter 2"


@pytest.mark.slow
def test_a_look_changes_nothing(epub: Path, capsys: Captured) -> None:
    assert main(["import", str(epub), "--look", "--title", "For Anna"]) == 0
    told = capsys.readouterr().out
    assert 'becomes "For Anna": 2 sections' in told
    assert "Nothing was added" in told
    assert not find_folders().own.exists()


@pytest.mark.slow
def test_what_cannot_be_read_is_one_line_with_the_name_and_exit_1(
    tmp_path: Path, capsys: Captured
) -> None:
    scan = pdf(tmp_path / "scan.pdf", [[], []])
    assert main(["import", str(scan)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("scan.pdf")
    assert told.err.count("\n") == 1
    assert not find_folders().own.exists()


@pytest.mark.slow
def test_the_same_document_twice_is_refused_with_what_to_do(epub: Path, capsys: Captured) -> None:
    main(["import", str(epub)])
    capsys.readouterr()
    assert main(["import", str(epub)]) == 1
    assert "another title" in capsys.readouterr().err
    assert main(["import", str(epub), "--title", "Once more"]) == 0


@pytest.mark.slow
def test_a_pdf_is_added_too(tmp_path: Path, capsys: Captured) -> None:
    file = pdf(tmp_path / "plan.pdf", [typeset(["Take the mask off each morning.", "Wash it."])])
    assert main(["import", str(file), "--title", "The mask"]) == 0
    assert "Home › Our own texts › The mask" in capsys.readouterr().out


def test_a_file_that_is_not_named_is_bad_usage() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["import"])
    assert ended.value.code == 2


def test_content_check_reads_the_own_folder_with_its_own_rules(capsys: Captured) -> None:
    own = find_folders().own
    own.mkdir(parents=True)
    (own / "a.md").write_text('+++\ntitle = "A"\n+++\n\nWe come on Sunday.\n')
    assert main(["content", "check", str(own)]) == 0
    assert "No problems" in capsys.readouterr().out
    (own / "b.md").write_text('+++\ntitle = "B"\n+++\n\n' + "and so on " * 30)
    assert main(["content", "check", str(own)]) == 0
    told = capsys.readouterr().out
    assert "b.md:5" in told
    assert "more than 20 words" in told
    (own / "c.md").write_text("oops")
    assert main(["content", "check", str(own)]) == 1
    assert "c.md:1" in capsys.readouterr().err
