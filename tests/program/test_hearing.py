"""Words in sound files, through the real ear: on the command line, and in rehearsals.

The sounds are our own voice's, and the person's own words are recordings of it, so that nothing
depends on how well the spotter knows a voice.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.cli import main

Captured = pytest.CaptureFixture[str]

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or sys.version_info >= (3, 15),
    reason="needs the voice of Linux and the engine of the recognizers",
)
SPOKEN = {"help me": "help me", "one": "one", "two": "two", "settings": "settings"}


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each phrase said once, as a sound file of its own."""
    folder = tmp_path_factory.mktemp("voices")
    for name, text in SPOKEN.items():
        assert main(["say", text, "--out", str(folder / f"{name}.wav")]) == 0
    return folder


@pytest.fixture
def home(tmp_path: Path, voices: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Somebody whose own words are "one", "two" and "help me"."""
    home = tmp_path / "home"
    for phrase in ("one", "two", "help me"):
        (home / "words" / phrase).mkdir(parents=True)
        for number in range(3):
            shutil.copy(voices / f"{phrase}.wav", home / "words" / phrase / f"{number}.wav")
    monkeypatch.setenv("ALS_ASSISTANT_HOME", str(home))
    return home


def rehearsed(script: str, tmp_path: Path, *options: str) -> list[dict[str, object]]:
    file = tmp_path / "script.txt"
    file.write_text(script, encoding="utf-8")
    out = tmp_path / "out"
    assert main(["rehearse", str(file), "--out", str(out), *options]) == 0
    lines = (out / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def chosen(journal: list[dict[str, object]]) -> list[object]:
    return [line["item"] for line in journal if line["kind"] == "Selected"]


@pytest.mark.slow
def test_a_recording_chooses_in_virtual_time(home: Path, voices: Path, tmp_path: Path) -> None:
    assert home.is_dir()
    two = voices / "two.wav"
    journal = rehearsed(f"9000 hear {two}\n12000 end\n", tmp_path)
    assert chosen(journal) == ["settings"]
    [understood] = [line for line in journal if line["kind"] == "Understood"]
    assert (understood["phrase"], understood["decision"]) == ("two", "act")


@pytest.mark.slow
def test_help_me_calls_in_virtual_time(home: Path, voices: Path, tmp_path: Path) -> None:
    assert home.is_dir()
    journal = rehearsed(f"9000 hear {voices / 'help me.wav'}\n12000 end\n", tmp_path)
    assert "StartCallTone" in [line["kind"] for line in journal]


@pytest.mark.slow
def test_a_recording_at_the_microphone_moves_the_running_program(
    home: Path, voices: Path, tmp_path: Path
) -> None:
    # Without the voice, so that the word never falls on a spoken choice; and late enough that a
    # slow machine has its ears open by then.
    settings, script, out = tmp_path / "settings.toml", tmp_path / "script.txt", tmp_path / "out"
    settings.write_text("[speech]\nis_on = false\n", encoding="utf-8")
    script.write_text(f"14000 hear {voices / 'two.wav'}\n18500 end\n", encoding="utf-8")
    command = [sys.executable, "-m", "assistant", "rehearse", str(script), "--out", str(out)]
    # A process of its own, as somebody starts it: SDL keeps what earlier tests made of it.
    own = {name: value for name, value in os.environ.items() if not name.startswith("SDL_")}
    subprocess.run(
        [*command, "--real-time", "--settings", str(settings)],
        env={**own, "ALS_ASSISTANT_HOME": str(home)},
        timeout=120,
        check=True,
    )
    lines = (out / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    journal = [json.loads(line) for line in lines]
    assert "EarsOpened" in [line["kind"] for line in journal]
    assert chosen(journal) == ["settings"]


def test_recordings_that_nothing_could_hear_are_refused(
    voices: Path, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALS_ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    file = tmp_path / "script.txt"
    file.write_text(f"100 hear {voices / 'two.wav'}\n200 end\n", encoding="utf-8")
    assert main(["rehearse", str(file), "--out", str(tmp_path / "out"), "--real-time"]) == 1
    assert "Leave out --real-time" in capsys.readouterr().err


def test_a_sound_that_cannot_be_heard_is_told_at_its_line(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALS_ASSISTANT_HOME", str(tmp_path / "home"))
    (tmp_path / "text.wav").write_text("no sound", encoding="utf-8")
    file = tmp_path / "script.txt"
    file.write_text("100 hear none.wav\n200 hear text.wav\n", encoding="utf-8")
    out = tmp_path / "out"
    assert main(["rehearse", str(file), "--out", str(out)]) == 1
    told = capsys.readouterr().err
    assert "script.txt:1: " in told
    assert "script.txt:2: " in told
    assert not out.exists()


@pytest.mark.slow
def test_listen_says_what_would_be_made_of_each_file(
    home: Path, voices: Path, capsys: Captured
) -> None:
    files = [str(voices / f"{name}.wav") for name in ("one", "two", "settings")]
    enrolled = str(home / "words")
    capsys.readouterr()
    options = ["--words", "one,two", "--enroll", enrolled, "--recognizer", "personal", "--json"]
    assert main(["listen", *files, *options]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["command"] for answer in answers] == ["one", "two", None]
    assert [answer["decision"] for answer in answers] == ["act", "act", "ignore"]
    assert set(answers[0]) == {"file", "heard", "command", "score", "decision", "ms_after_end"}


@pytest.mark.slow
def test_listen_hears_a_sound_of_their_own_that_is_longer_than_a_word(
    home: Path, tmp_path: Path, capsys: Captured
) -> None:
    long = tmp_path / "long.wav"
    text = "ninety thousand three hundred and seventy"
    assert main(["say", text, "--out", str(long)]) == 0
    for number in range(3):
        shutil.copy(long, home / "words" / "one" / f"{number}.wav")
    capsys.readouterr()
    enrolled = str(home / "words")
    options = ["--words", "one,two", "--enroll", enrolled, "--recognizer", "personal", "--json"]
    assert main(["listen", str(long), *options]) == 0
    assert json.loads(capsys.readouterr().out)["command"] == "one"


def test_listen_tells_of_a_file_that_is_no_sound_and_hears_the_others(
    home: Path, voices: Path, tmp_path: Path, capsys: Captured
) -> None:
    bad = tmp_path / "bad.wav"
    bad.write_text("no sound", encoding="utf-8")
    capsys.readouterr()
    options = ["--words", "one,two", "--enroll", str(home / "words"), "--json"]
    assert main(["listen", str(bad), str(voices / "one.wav"), *options]) == 1
    told = capsys.readouterr()
    assert "bad.wav" in told.err
    assert len(told.out.splitlines()) == 1


def test_listen_for_a_screen_that_there_is_not_is_one_sentence(
    home: Path, voices: Path, capsys: Captured
) -> None:
    assert home.is_dir()
    assert main(["listen", str(voices / "one.wav"), "--screen", "nowhere"]) == 1
    assert "There is no screen nowhere." in capsys.readouterr().err
