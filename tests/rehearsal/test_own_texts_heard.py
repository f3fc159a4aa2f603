"""A book and a PDF that a carer imported are opened and heard with one switch."""

import wave
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import main
from tests.carer.making import book, pdf, typeset
from tests.rehearsal.journey import forgetful, lit, played, said, script_of

pytestmark = pytest.mark.slow

OPENING = said("This is general information")
SENTENCE = "The roses by the kitchen door have come out."
TEXT = f"<p>{SENTENCE}</p><p>{'We sat there in the sun for a while. ' * 20}</p>"


@pytest.fixture(name="home")
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    monkeypatch.setenv("ALS_ASSISTANT_HOME", str(home))
    return home


def texts(journal: list[dict[str, Any]]) -> list[str]:
    return [record["text"] for record in journal if record["kind"] == "SpeechStarted"]


def test_a_chapter_of_a_book_is_heard_with_one_switch(tmp_path: Path, home: Path) -> None:
    pages = {f"{n}.xhtml": f"<h1>Chapter {n}</h1>{TEXT}" for n in (1, 2)}
    assert main(["import", str(book(tmp_path / "garden.epub", pages, "Our garden"))]) == 0
    out = tmp_path / "out"
    way = [OPENING, lit("own"), lit("own/our-garden"), lit("own/our-garden.2")]
    script = script_of([*way, said(SENTENCE, then="shot reading")], out, home)
    forgetful(home)
    journal = played(f"{script}\n60000 end", out)
    heard = texts(journal)
    assert heard[heard.index(SENTENCE) - 2 :][:3] == [
        "Chapter 2",
        "Added by a carer. Not reviewed by a clinician.",
        SENTENCE,
    ]
    assert (out / "reading.png").exists()
    with wave.open(str(out / "speech.wav")) as sound:
        assert sound.getnframes() / sound.getframerate() > 20


def test_a_pdf_is_heard_and_where_it_is_from(tmp_path: Path, home: Path) -> None:
    lines = ["Take the mask off each morning.", "Wash it with warm water and let it dry."]
    assert main(["import", str(pdf(tmp_path / "mask.pdf", [typeset(lines)]))]) == 0
    out = tmp_path / "out"
    way = [OPENING, lit("own"), lit("own/mask"), said("Wash it"), lit("where-from")]
    script = script_of(way, out, home)
    forgetful(home)
    journal = played(f"{script}\n90000 end", out)
    heard = " ".join(texts(journal))
    assert "Take the mask off each morning." in heard
    assert "It was taken from the document mask" in heard
