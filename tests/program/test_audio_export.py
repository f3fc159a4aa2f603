"""Sections as sound files, on the command line."""

import sys
import wave
from pathlib import Path

import pytest

from assistant.cli import main

Captured = pytest.CaptureFixture[str]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs the voice of Linux")


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALS_ASSISTANT_HOME", str(tmp_path / "home"))


@pytest.mark.slow
def test_a_section_becomes_a_sound_file_as_long_as_its_reading(
    tmp_path: Path, capsys: Captured
) -> None:
    assert main(["export-audio", str(tmp_path / "out"), "--section", "2.3"]) == 0
    [file] = (tmp_path / "out").iterdir()
    assert "Riluzole" in file.name
    assert str(file) in capsys.readouterr().out
    with wave.open(str(file)) as sound:
        assert 20 < sound.getnframes() / sound.getframerate() < 180


def test_a_section_that_there_is_not_is_one_sentence(tmp_path: Path, capsys: Captured) -> None:
    assert main(["export-audio", str(tmp_path / "out"), "--section", "99"]) == 1
    assert 'There is no section "99".' in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "file").write_text("in the way")
    assert main(["export-audio", str(tmp_path / "file"), "--section", "2.3"]) == 1
    assert "Choose another folder." in capsys.readouterr().err
