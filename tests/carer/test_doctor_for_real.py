"""Faults that are really there, found by the real command."""

import json
import os
import shutil
import subprocess
import sys
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from assistant.storage.folders import Folders, content_root, find_folders
from assistant.storage.settings_file import load_settings
from tests.carer.homes import everything_in, live_in

pytestmark = pytest.mark.slow

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="SDL's stand-ins are for Linux")
MOUNT, UNMOUNT = shutil.which("mount") or "mount", shutil.which("umount") or "umount"
Environment = dict[str, str]


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Folders:
    return live_in(find_folders({"ALS_ASSISTANT_HOME": str(tmp_path / "home")}))


def surroundings(tmp_path: Path, **more: str) -> Environment:
    # Nothing that a developer or a CI has set must hide what is really there.
    bare = {name: value for name, value in os.environ.items() if not name.startswith("SDL_")}
    played = {"SDL_DISKAUDIOFILE": str(tmp_path / "played.raw")}
    # Else Python keeps a compiled copy beside the voice that stands in, and that is no change
    # of the doctor's.
    bare["PYTHONDONTWRITEBYTECODE"] = "1"
    return {**bare, **played, "ALS_ASSISTANT_HOME": str(tmp_path / "home"), **more}


def doctor(environment: Environment, *arguments: str) -> tuple[int, str]:
    ran = subprocess.run(
        [sys.executable, "-m", "assistant", "doctor", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=170,
        check=False,
    )
    assert "Traceback" not in ran.stderr
    return ran.returncode, ran.stdout


def findings(environment: Environment) -> dict[str, dict[str, Any]]:
    code, out = doctor(environment, "--json")
    told = json.loads(out)
    found = {finding["key"]: finding for finding in told["findings"]}
    is_wrong = any(finding["condition"] == "wrong" for finding in found.values())
    assert (code, told["is_well"]) == (int(is_wrong), not is_wrong)
    assert all(finding["advice"] for finding in found.values() if finding["condition"] == "wrong")
    return found


def raw_sound(file: Path, samples: list[int]) -> str:
    file.write_bytes(array("h", samples * (160_000 // len(samples))).tobytes())
    return str(file)


def what_is_wrong(environment: Environment) -> set[str]:
    return {
        f"{key}.{finding['state']}"
        for key, finding in findings(environment).items()
        if finding["condition"] == "wrong"
    }


Faults = Callable[[Folders, Path], Environment]


def in_files(home: Folders, _tmp: Path) -> Environment:
    """Half a model, half a restore, a run that was not closed, and damaged files of every kind."""
    (home.models / "en").mkdir(parents=True)
    (home.models / "en" / "installed.json").write_text("{")
    home.restoring.write_text("{}", encoding="utf-8")
    started = {"at": "2026-01-20T10:00:00+00:00", "kind": "started"}
    home.trouble_log.write_text(json.dumps(started) + "\n")
    home.settings.write_text("[scan]\nloops = 'many'\n", encoding="utf-8")
    home.own_commands.write_text("selekt = 5\n", encoding="utf-8")
    section = next(home.own.rglob("*.md"))
    section.write_text("+++\nid = \n+++\n\nHello.\n", encoding="utf-8")
    home.places.write_bytes(b"rubbish " * 100)
    home.pressing.write_text("{", encoding="utf-8")
    return {}


def of_devices(_home: Folders, tmp: Path) -> Environment:
    """No sound device, no microphone, no screen, and no voice."""
    (tmp / "engine").mkdir()
    (tmp / "engine" / "pyttsx3.py").write_text("raise ImportError('no voice')\n")
    no_screen = {"DISPLAY": ":99999", "WAYLAND_DISPLAY": ""}
    return {"SDL_AUDIODRIVER": "nonsense", "PYTHONPATH": str(tmp / "engine"), **no_screen}


def of_a_silent_microphone(home: Folders, tmp: Path) -> Environment:
    """A muted microphone, sound that goes into a file, and a clock that went back."""
    later = {"at": "2059-01-01T10:00:00+00:00", "kind": "remark"}
    home.trouble_log.write_text(json.dumps(later) + "\n")
    silence = raw_sound(tmp / "in.raw", [0])
    return {"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILEIN": silence}


def of_a_loud_microphone(_home: Folders, tmp: Path) -> Environment:
    """A microphone that is too loud, and a window that nobody sees."""
    loud = raw_sound(tmp / "in.raw", [32_767, -32_768])
    sound = {"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILEIN": loud}
    return {**sound, "SDL_VIDEODRIVER": "dummy"}


def of_a_folder(home: Folders, tmp: Path) -> Environment:
    """A file stands where the program's folder should be."""
    shutil.rmtree(home.lock.parent)
    (tmp / "home").write_text("a file", encoding="utf-8")
    return {}


FAULTS: tuple[tuple[Faults, set[str]], ...] = (
    (
        in_files,
        {
            "models.damaged",
            "restore.unfinished",
            "last_run.not_closed",
            "settings.mistake",
            "carers_files.mistake",
            "own_sections.mistake",
            "places.damaged",
            "pressing.damaged",
        },
    ),
    (of_devices, {"sound.none", "microphone.none", "display.none", "voice.broken"}),
    (of_a_silent_microphone, {"microphone.muted", "sound.unheard", "clock.went_back"}),
    (of_a_loud_microphone, {"microphone.too_loud", "display.unseen"}),
    (of_a_folder, {"folders.in_the_way"}),
)


@ON_LINUX
@pytest.mark.parametrize(
    ("set_up", "named"), FAULTS, ids=lambda each: getattr(each, "__name__", "")
)
def test_the_doctor_names_each_fault_that_is_there_and_changes_nothing(
    set_up: Faults, named: set[str], home: Folders, tmp_path: Path
) -> None:
    more = set_up(home, tmp_path)
    before = everything_in(tmp_path)
    assert named - what_is_wrong(surroundings(tmp_path, **more)) == set()
    (tmp_path / "played.raw").unlink(missing_ok=True)  # what SDL's stand-in "played"
    assert everything_in(tmp_path) == before


@ON_LINUX
def test_a_microphone_that_gives_sound_is_fine(home: Folders, tmp_path: Path) -> None:
    assert home.settings.exists()
    soft = raw_sound(tmp_path / "in.raw", [0, 300, 700, 300, 0, -300, -700, -300])
    found = findings(surroundings(tmp_path, SDL_AUDIODRIVER="disk", SDL_DISKAUDIOFILEIN=soft))
    assert (found["microphone"]["condition"], found["voice"]["condition"]) == ("fine", "fine")


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder that nobody can write in, root neither: a file system bound to be read-only."""
    bind = subprocess.run([MOUNT, "--bind", folder, folder], capture_output=True, check=False)
    if bind.returncode:
        pytest.skip("only root can make a folder read-only for everybody")
    try:
        subprocess.run([MOUNT, "-o", "remount,bind,ro", folder], check=True)
        yield
    finally:
        subprocess.run([UNMOUNT, folder], check=True)


@ON_LINUX
def test_a_folder_that_is_read_only_is_named(home: Folders, tmp_path: Path) -> None:
    assert home.settings.exists()
    if os.geteuid() == 0:
        with read_only(tmp_path / "home"):
            found = findings(surroundings(tmp_path))
    else:
        (tmp_path / "home").chmod(0o500)
        found = findings(surroundings(tmp_path))
        (tmp_path / "home").chmod(0o700)
    assert found["folders"]["state"] == "not_allowed"
    assert found["settings"]["condition"] == "fine"


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    folder.mkdir(exist_ok=True)
    options = ["-t", "tmpfs", "-o", "size=200k", "tmpfs"]
    mounted = subprocess.run([MOUNT, *options, folder], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("only root can make a small disk")
    try:
        yield
    finally:
        subprocess.run([UNMOUNT, folder], check=True)


@ON_LINUX
def test_a_full_disk_is_named(tmp_path: Path) -> None:
    with small_disk(tmp_path / "home"):
        (tmp_path / "home" / "fill").write_bytes(bytes(190_000))
        found = findings(surroundings(tmp_path))
    assert (found["disk"]["condition"], found["disk"]["state"]) == ("wrong", "full")
    assert found["folders"]["condition"] == "fine"


@ON_LINUX
def test_the_doctor_comes_while_the_program_is_open(home: Folders, tmp_path: Path) -> None:
    environment = surroundings(tmp_path, SDL_VIDEODRIVER="dummy", SDL_AUDIODRIVER="dummy")
    command = [sys.executable, "-m", "assistant"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as program:
        until_s = time.monotonic() + 60
        while not home.trouble_log.exists() and time.monotonic() < until_s:
            time.sleep(0.1)
        found = findings(environment)
        program.terminate()
        assert program.wait(30) == 0
    assert found["running"]["state"] == "open"
    assert found["last_run"]["state"] == "none"
    assert found["places"]["condition"] == "fine"
    after = findings(environment)
    assert (after["running"]["state"], after["last_run"]["state"]) == ("fine", "fine")


def test_where_nothing_is_set_up_yet_the_doctor_makes_nothing(tmp_path: Path) -> None:
    found = findings(surroundings(tmp_path))
    assert found["settings"]["state"] == "none"
    assert not (tmp_path / "home").exists()


def test_for_people_each_line_says_what_it_is_how_it_is_and_what_to_do(
    home: Folders, tmp_path: Path
) -> None:
    home.settings.write_text("[scan]\nloops = 'many'\n", encoding="utf-8")
    code, out = doctor(surroundings(tmp_path))
    assert code == 1
    assert "settings.toml:2:" in out
    assert "What to do: Mend these lines" in out
    assert "Settings" in out.rstrip().splitlines()[-1]
    assert load_settings(home.settings)[1]


@ON_LINUX
def test_where_packages_are_missing_each_line_says_so_and_the_others_are_there(
    tmp_path: Path,
) -> None:
    """Only what the command line itself needs is there, as after a set-up that broke off."""
    bare = tmp_path / "bare"
    bare.mkdir()
    packages = Path(platformdirs.__file__).parents[1]
    wanted = [packages / "platformdirs", *packages.glob("als_assistant-*.dist-info")]
    for there in (*wanted, *(content_root().parent / name for name in ("assistant", "content"))):
        (bare / there.name).symlink_to(there)
    environment = surroundings(tmp_path, PYTHONPATH=str(bare))
    ran = subprocess.run(
        [sys.executable, "-S", "-m", "assistant", "doctor", "--json"],
        env=environment,
        cwd=bare,
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    found = {each["key"]: each for each in json.loads(ran.stdout)["findings"]}
    assert found["set_up"]["state"] == "missing"
    assert "pygame" in found["set_up"]["said"]
    assert found["sound"]["state"] == "part_missing"
    assert found["places"]["state"] == "part_missing"
    assert found["disk"]["condition"] == "fine"
