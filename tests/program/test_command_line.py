"""What a carer meets on the command line: one clear line, and the right exit code."""

import json
import os
import shutil
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.storage.folders import content_root
from tests.switches.voices import joined, quiet, vowel, write_recording

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALS_ASSISTANT_HOME", str(tmp_path / "home"))


def _script(tmp_path: Path, text: str) -> str:
    file = tmp_path / "script.txt"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_unknown_words_are_bad_usage() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["dance"])
    assert ended.value.code == 2


def test_every_bad_line_of_a_script_is_told_and_nothing_is_written(
    tmp_path: Path, capsys: Captured
) -> None:
    script = _script(tmp_path, "100 press\nsoon press\n200 jump\n300 fault flood\n")
    assert main(["rehearse", script, "--out", str(tmp_path / "out")]) == 1
    told = capsys.readouterr().err
    assert [f"script.txt:{line}:" in told for line in (1, 2, 3, 4)] == [False, True, True, True]
    assert not (tmp_path / "out").exists()


def test_a_script_that_is_not_there_is_told(tmp_path: Path, capsys: Captured) -> None:
    missing = str(tmp_path / "none.txt")
    assert main(["rehearse", missing, "--out", str(tmp_path / "out")]) == 1
    assert "none.txt" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("interval_ms = 'slow'", "whole number"),
        ("interval_ms = 1", "from 200 to 10000"),
        ("intervall_ms = 900", "interval_ms"),
    ],
)
def test_a_wrong_setting_stops_a_rehearsal_with_its_line(
    tmp_path: Path, capsys: Captured, line: str, part: str
) -> None:
    settings = tmp_path / "mine.toml"
    settings.write_text(f"[scan]\n{line}\n", encoding="utf-8")
    arguments = ["--out", str(tmp_path / "out"), "--settings", str(settings)]
    assert main(["rehearse", _script(tmp_path, "100 end"), *arguments]) == 1
    told = capsys.readouterr().err
    assert "mine.toml:2" in told
    assert part in told
    assert list(tmp_path.glob("mine*")) == [settings]


def test_a_missing_content_folder_is_told(tmp_path: Path, capsys: Captured) -> None:
    arguments = ["--out", str(tmp_path / "out"), "--content", str(tmp_path / "nowhere")]
    assert main(["rehearse", _script(tmp_path, "100 end"), *arguments]) == 1
    assert "nowhere" in capsys.readouterr().err


def test_a_fault_that_needs_virtual_time_is_refused_in_real_time(
    tmp_path: Path, capsys: Captured
) -> None:
    script = _script(tmp_path, "100 fault disk-full\n")
    assert main(["rehearse", script, "--out", str(tmp_path / "out"), "--real-time"]) == 1
    assert "script.txt:1" in capsys.readouterr().err


def test_a_rehearsal_that_cannot_write_says_so_in_one_line(
    tmp_path: Path, capsys: Captured
) -> None:
    (tmp_path / "out" / "journal.jsonl").mkdir(parents=True)
    assert main(["rehearse", _script(tmp_path, "100 end"), "--out", str(tmp_path / "out")]) == 1
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 1
    assert "journal.jsonl cannot be written" in told


def test_settings_to_be_rehearsed_do_not_take_the_place_of_the_carers_own(tmp_path: Path) -> None:
    own = tmp_path / "home" / "settings.toml"
    own.parent.mkdir()
    own.write_text("# mine\n[scan]\ninterval_ms = 900\n", encoding="utf-8")
    other = tmp_path / "other.toml"
    other.write_text("[scan]\ninterval_ms = 2000\n", encoding="utf-8")
    arguments = ["--out", str(tmp_path / "out"), "--settings", str(other)]
    assert main(["rehearse", _script(tmp_path, "100 end"), *arguments]) == 0
    assert own.read_text(encoding="utf-8") == "# mine\n[scan]\ninterval_ms = 900\n"


def test_a_rehearsal_tells_of_a_broken_settings_file_as_the_program_would(tmp_path: Path) -> None:
    own = tmp_path / "home" / "settings.toml"
    own.parent.mkdir()
    own.write_text("[scan]\ninterval_ms = 'slow'\n", encoding="utf-8")
    out = tmp_path / "out"
    assert main(["rehearse", _script(tmp_path, "100 end"), "--out", str(out)]) == 0
    journal = [json.loads(line) for line in (out / "journal.jsonl").read_text("utf-8").splitlines()]
    notices = [record["text"] for record in journal if record["kind"] == "Notice"]
    assert any("settings.toml:2" in notice for notice in notices)


def test_where_nothing_can_be_kept_the_program_starts_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where a folder should be", encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "assistant", "--terminal"],
        env={**os.environ, "SDL_AUDIODRIVER": "dummy"},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0
    assert ran.stderr.startswith("The folder ")
    assert "Traceback" not in ran.stderr
    assert "Home" in ran.stdout


def test_say_writes_a_sound(tmp_path: Path) -> None:
    out = tmp_path / "said.wav"
    assert main(["say", "Riluzole, twice a day.", "--out", str(out)]) == 0
    with wave.open(str(out)) as sound:
        assert sound.getnframes() / sound.getframerate() > 1


def test_say_into_a_folder_that_is_not_there_is_told(tmp_path: Path, capsys: Captured) -> None:
    assert main(["say", "Yes.", "--out", str(tmp_path / "no" / "said.wav")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_our_own_content_has_no_problems(capsys: Captured) -> None:
    assert main(["content", "check"]) == 0
    assert "No problems" in capsys.readouterr().out


def test_every_problem_of_a_broken_folder_is_listed(tmp_path: Path, capsys: Captured) -> None:
    content = tmp_path / "en"
    shutil.copytree(content_root() / "en", content)
    chapter = content / "guide" / "1-start-here"
    leaf = next(chapter.glob("1.1*"))
    leaf.write_text(leaf.read_text("utf-8").replace('id = "1.1"', 'id = "1.2"'), "utf-8")
    next(chapter.glob("1.3*")).write_bytes(b"\xff\xfe\x00")
    next(chapter.glob("1.4*")).write_text("", "utf-8")
    assert main(["content", "check", str(content)]) == 1
    told = capsys.readouterr().err
    assert all(name in told for name in ("1.1-", "1.3-", "1.4-"))


def test_a_second_copy_says_that_it_is_open_already(tmp_path: Path) -> None:
    home = tmp_path / "home"
    code = (
        "from assistant.storage.folders import find_folders, hold_instance_lock\n"
        "with hold_instance_lock(find_folders()):\n    print('held', flush=True)\n    input()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        second = subprocess.run(
            [sys.executable, "-m", "assistant", "--terminal"],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )
        first.communicate("\n")
    assert home.exists()
    assert second.returncode == 1
    assert "already open" in second.stderr


def test_a_rehearsal_in_a_home_with_a_misspelt_key_goes_on_with_the_last_good_settings(
    tmp_path: Path,
) -> None:
    home, out = tmp_path / "home", tmp_path / "out"
    home.mkdir()
    settings = home / "settings.toml"
    silent = "[speech]\nis_on = false\n"
    script = _script(tmp_path, "8000 end")
    settings.write_text(f"[scan]\ninterval_ms = 3000\n{silent}", encoding="utf-8")
    assert main(["rehearse", script, "--out", str(out)]) == 0
    settings.write_text(
        f'[scan]\ninterval_ms = 500\n{silent}[switch]\nkeys = ["spce"]\n', encoding="utf-8"
    )
    assert main(["rehearse", script, "--out", str(out)]) == 0
    lines = (out / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    lit = [one["at"] for one in map(json.loads, lines) if one["kind"] == "Lit"]
    assert lit == [0, 4000, 7000]


def test_a_recording_tells_its_presses_and_what_was_filtered(
    tmp_path: Path, capsys: Captured
) -> None:
    file = tmp_path / "hum.wav"
    write_recording(file, joined(quiet(2500), vowel(900), quiet(500), vowel(250), quiet(500)))
    assert main(["switch-test", "--sound", str(file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["file"] == str(file)
    [press] = told["presses"]
    assert press["accepted"]
    assert abs(press["at_ms"] - 2500) <= 64
    assert abs(press["length_ms"] - 900) <= 64
    assert [sound["why"] for sound in told["filtered"]] == ["too short"]


def test_a_recording_is_told_in_words_for_people(tmp_path: Path, capsys: Captured) -> None:
    file, room = tmp_path / "hum.wav", tmp_path / "room.wav"
    write_recording(file, joined(vowel(900), quiet(500)))
    write_recording(room, quiet(300))
    assert main(["switch-test", "--sound", str(file), "--room", str(room)]) == 0
    told = capsys.readouterr().out
    assert "counted" in told
    assert f"1 press counted in {file}." in told


@pytest.mark.parametrize("is_there", [True, False])
def test_what_is_no_recording_is_told_in_one_line(
    tmp_path: Path,
    capsys: Captured,
    is_there: bool,  # noqa: FBT001
) -> None:
    file = tmp_path / "song.wav"
    if is_there:
        file.write_bytes(b"la la la")
    assert main(["switch-test", "--sound", str(file)]) == 1
    told = capsys.readouterr().err
    assert str(file) in told
    assert told.count("\n") == 1


def test_a_room_without_a_sound_is_bad_usage(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["switch-test", "--room", str(tmp_path / "room.wav")])
    assert ended.value.code == 2
