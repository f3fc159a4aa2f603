"""Homes that somebody has lived in, for the tests of what carers do with them."""

import json
import wave
from pathlib import Path

from assistant.core.known import Known, using, with_person
from assistant.core.library import Place
from assistant.core.press_model import PersonModel
from assistant.core.settings import Settings, with_value
from assistant.storage.folders import Folders, folders_below
from assistant.storage.places import Places
from assistant.storage.pressing_file import save_pressing
from assistant.storage.restoring import everything_kept
from assistant.storage.settings_file import save_settings

SECTION = """+++
id = "1.1"
title = "What Mum likes"
+++

She likes the window open.
"""


def home_at(folder: Path) -> Folders:
    """An empty home below this folder, each of its four parts in one of its own."""
    return folders_below(*(folder / name for name in ("config", "data", "cache", "state")))


def live_in(
    folders: Folders, *, rate_wpm: int = 120, sentence: int = 7, sound: bytes = b"\1\0"
) -> Folders:
    """Settings, a place, timing, a recording, an own section and a profile."""
    save_settings(folders.settings, with_value(Settings(), "speech.rate_wpm", rate_wpm))
    keep_place(folders, sentence)
    hand = PersonModel(weight=9.0, log_sum=float(sentence), log_square_sum=4.0)
    save_pressing(folders.pressing, with_person(using(Known(), "space"), hand))
    record(folders.words / "go on" / "001.wav", sound)
    section = folders.own / "1-home" / "1.1-what-mum-likes.md"
    section.parent.mkdir(parents=True)
    section.write_text(SECTION.replace("open", f"open {rate_wpm}"), encoding="utf-8")
    folders.profiles.write_text(f"[morning.scan]\ninterval_ms = {rate_wpm}0\n", encoding="utf-8")
    return folders


def keep_place(folders: Folders, sentence: int) -> None:
    """The place where somebody was reading."""
    places = Places(folders.places, _fail)
    places.save(Place(section_id="1.2", sentence=sentence, text=f"Sentence {sentence}."))
    places.close()


def _fail(why: str) -> None:
    raise AssertionError(why)


def record(file: Path, sound: bytes) -> None:
    """A recording of one word, a tenth of a second long."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16_000)
        out.writeframes(sound * 1600)


def what_is_kept(folders: Folders) -> dict[str, object]:
    """All that a home has of its own, so that two homes can be compared."""
    kept: dict[str, object] = {}
    for one in everything_kept(folders):
        files = sorted(one.path.rglob("*")) if one.is_folder else [one.path]
        for file in files:
            if file.is_file():
                name = f"{one.name}/{file.relative_to(one.path)}" if one.is_folder else one.name
                kept[name] = _meaning(file)
    return kept


def _meaning(file: Path) -> object:
    if file.name == "places.db":
        places = Places(file, _fail)
        place = places.load()
        places.close()
        return place
    if file.suffix == ".json":
        return json.loads(file.read_text(encoding="utf-8"))
    return file.read_bytes()


def everything_in(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its name, but for the lock."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != "running.lock"
    }
