"""A report holds what somebody needs who helps, and nothing of the person."""

import getpass
import json
import os
import platform
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.carer.doctor.examination import examine
from assistant.carer.doctor.finding import Finding
from assistant.carer.doctor.report import (
    CannotReport,
    changed_settings,
    private_names,
    report_text,
    write_report,
)
from assistant.carer.doctor.subject import Around, Subject
from assistant.core.settings import Settings, entries, with_value
from assistant.storage.folders import content_root, find_folders
from assistant.storage.settings_file import save_settings
from assistant.storage.trouble_log import TroubleLog
from tests.carer.homes import live_in, record
from tests.disks import PowerCut

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
TELLTALE = "zoraquibble"


@pytest.fixture(name="subject")
def _subject(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Subject:
    """A home full of what must not be told, in a folder that must not be told."""
    user_home = tmp_path / f"{TELLTALE} anne"
    monkeypatch.setenv("HOME", str(user_home))
    monkeypatch.setenv("USERPROFILE", str(user_home))
    for name in ("USER", "USERNAME", "LOGNAME", "COMPUTERNAME"):
        monkeypatch.setenv(name, TELLTALE)
    monkeypatch.setattr(platform, "node", lambda: f"{TELLTALE}-laptop.local")
    folders = live_in(find_folders({"ALS_ASSISTANT_HOME": str(user_home / "als")}))
    private = Settings()
    for path, value in (
        ("listening.attention_word", TELLTALE),
        ("listening.microphone", f"{TELLTALE}'s AirPods"),
        ("scan.interval_ms", 900),
        ("switch.keys", ("f5", "space")),
        ("speech.voice", "en-gb"),
    ):
        private = with_value(private, path, value)
    save_settings(folders.settings, private)
    record(folders.words / TELLTALE / "001.wav", b"\1\0")
    own = folders.own / "1-home" / f"1.2-letter-to-{TELLTALE}.md"
    own.write_text(f"{TELLTALE} is my daughter. {TELLTALE} lives in {TELLTALE}.\n", "utf-8")
    folders.card.write_text(f'name = "{TELLTALE}\n', encoding="utf-8")
    folders.profiles.write_text(f"[{TELLTALE}\n", encoding="utf-8")
    folders.places.write_bytes(TELLTALE.encode() * 200)
    folders.pressing.write_text(json.dumps({"hand": TELLTALE}), encoding="utf-8")
    log = TroubleLog(folders.trouble_log, "0.1.0", lambda: NOW)
    # As an older version may have written them.
    log._put({"kind": "remark", "text": f'The microphone "{TELLTALE}" is not there.'})
    log._put({"kind": "failed", "device": "sound", "text": f"/home/{TELLTALE}/x is gone"})
    with pytest.raises(PowerCut), log:
        raise PowerCut
    return Subject(folders=folders, content=content_root() / "en", around=Around(now=lambda: NOW))


QUICK = ("python", "set_up", "last_run", "settings", "carers_files", "content", "own_sections")
FILES = (*QUICK, "pressing", "places", "folders", "disk")


def test_nothing_of_the_person_is_in_it(subject: Subject) -> None:
    findings = examine(subject, only=FILES)
    assert TELLTALE in repr(findings), "the findings themselves may name files"
    text = report_text(findings, subject, "0.1.0")
    assert TELLTALE not in text.lower()
    assert "daughter" not in text
    assert "anne" not in text


@pytest.mark.slow
def test_nothing_of_the_person_is_in_it_whatever_is_looked_at(subject: Subject) -> None:
    text = report_text(examine(subject), subject, "0.1.0")
    assert TELLTALE not in text.lower()


def test_broken_settings_are_told_by_line_and_not_by_what_was_typed(subject: Subject) -> None:
    subject.folders.settings.write_text(
        f'\n[scan]\nloops = "{TELLTALE}"\n{TELLTALE} = 1\n[speech]\nvoice = "{TELLTALE}\n',
        encoding="utf-8",
    )
    text = report_text(examine(subject, only=FILES), subject, "0.1.0")
    assert "settings.mistake" in text
    assert TELLTALE not in text.lower()
    subject.folders.settings.write_text(f"[scan]\nloops = 0\n{TELLTALE} = 1\n", encoding="utf-8")
    text = report_text(examine(subject, only=FILES), subject, "0.1.0")
    assert "...:2: “scan.loops” must be from 1 to 20." in text
    assert TELLTALE not in text.lower()


def test_it_says_what_somebody_needs_who_helps(subject: Subject) -> None:
    text = report_text(examine(subject, only=FILES), subject, "0.1.0")
    lines = text.splitlines()
    assert lines[0] == "ALS assistant: a report for somebody who helps"
    assert f"Program 0.1.0, Python {platform.python_version()}" in lines
    assert any(line.startswith(f"{platform.system()} ") for line in lines)
    assert "scan.interval_ms = 900" in lines
    assert "switch.keys = f5, space" in lines
    assert "speech.voice = en-gb" in lines
    assert "listening.attention_word is set" in lines
    assert any(line.startswith("wrong places.damaged:") for line in lines)
    assert any("started version 0.1.0" in line for line in lines)
    assert any("broke error PowerCut" in line for line in lines)


def test_where_the_program_broke_is_told_by_its_own_files(subject: Subject) -> None:
    line = {
        "at": NOW.isoformat(),
        "kind": "broke",
        "error": "KeyError",
        "where": ["loop.py:58", "app.py:210"],
    }
    subject.folders.trouble_log.write_text(json.dumps(line) + "\n")
    text = report_text((), subject, "0.1.0")
    assert "broke error KeyError, where loop.py:58 < app.py:210" in text


@pytest.mark.parametrize("entry", list(entries()), ids=lambda entry: entry.path)
def test_a_text_that_somebody_typed_into_the_settings_is_never_shown(entry: object) -> None:
    """A setting that a later version adds is private until somebody says otherwise."""
    path, kind = entry.path, entry.kind  # type: ignore[attr-defined]
    if kind is str and not entry.choices:  # type: ignore[attr-defined]
        shown = list(changed_settings(with_value(Settings(), path, TELLTALE)))
        is_voice = path == "speech.voice"
        assert shown == [f"{path} = {TELLTALE}" if is_voice else f"{path} is set"]


def test_usual_settings_are_not_listed() -> None:
    assert list(changed_settings(Settings())) == []


@given(st.text(st.characters(categories=["L", "Nd"]), min_size=5, max_size=12))
def test_whatever_a_device_or_a_file_is_called_it_is_not_in_the_report(name: str) -> None:
    subject = Subject(
        folders=find_folders({"ALS_ASSISTANT_HOME": "/homes/somebody"}), content=Path("/content")
    )
    found = Finding(
        key="sound",
        state="stuck",
        name="Sound",
        condition="wrong",
        said=f"The loudspeaker “xx{name}xx” opens, but plays nothing.",
        details=(f"/homes/xx{name}xx/own/xx{name}xx.md:3: “xx{name}xx” is too long.",),
    )
    assert f"xx{name}xx" not in report_text((found,), subject, "0.1.0")


def test_the_names_to_hide_are_those_of_this_person_and_computer(subject: Subject) -> None:
    names = private_names(subject)
    assert {TELLTALE, f"{TELLTALE}-laptop", f"{TELLTALE} anne"} <= names
    assert getpass.getuser() in names
    assert os.path.expanduser("~") in names  # noqa: PTH111 - as the report asks
    assert "" not in names


def test_it_is_written_whole_and_where_it_was_asked_for(subject: Subject, tmp_path: Path) -> None:
    write_report(tmp_path / "report.txt", (), subject, "0.1.0")
    assert (tmp_path / "report.txt").read_text("utf-8") == report_text((), subject, "0.1.0")
    with pytest.raises(CannotReport, match="is not there"):
        write_report(tmp_path / "none" / "report.txt", (), subject, "0.1.0")


def test_a_log_that_somebody_filled_does_not_make_it_endless(subject: Subject) -> None:
    line = json.dumps({"at": NOW.isoformat(), "kind": "remark", "text": "x" * 5000})
    subject.folders.trouble_log.write_text(f"{line}\n" * 70)
    text = report_text((), replace(subject, content=Path("/none")), "0.1.0")
    assert max(map(len, text.splitlines())) < 500
