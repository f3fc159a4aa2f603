"""The doctor always comes to an end, and one bad look never costs the others."""

import os
import time
from pathlib import Path

import pytest

from assistant.carer.doctor.examination import STEPS, Step, examine
from assistant.carer.doctor.finding import Finding, Seen
from assistant.carer.doctor.subject import Subject
from assistant.storage.folders import content_root
from tests.carer import looks
from tests.carer.homes import home_at


@pytest.fixture(name="subject")
def _subject(tmp_path: Path) -> Subject:
    return Subject(folders=home_at(tmp_path), content=content_root() / "en")


def looked(subject: Subject, *steps: Step) -> list[tuple[str, str, str]]:
    return [(each.key, each.condition, each.state) for each in examine(subject, steps=steps)]


def test_findings_come_in_the_order_of_the_looks(subject: Subject) -> None:
    told = looked(
        subject,
        Step(key="disk", look=looks.noted),
        Step(key="restore", look=looks.nothing),
        Step(key="python", look=looks.well),
    )
    assert told == [("disk", "note", "little"), ("python", "fine", "fine")]


def test_a_look_that_raises_is_one_line_and_its_text_is_not_told(subject: Subject) -> None:
    broke, well = examine(
        subject,
        steps=(Step(key="disk", look=looks.raises), Step(key="python", look=looks.well)),
    )
    assert (broke.condition, broke.state, well.condition) == ("wrong", "broke", "fine")
    assert "ValueError" in broke.said
    assert "Zora" not in repr(broke)


def test_where_a_package_is_missing_that_is_said(subject: Subject) -> None:
    (missing,) = examine(subject, steps=(Step(key="voice", look=looks.lacks_a_part),))
    assert missing.state == "part_missing"
    assert "no_such_package" in missing.said
    assert missing.advice


def test_a_look_that_hangs_is_left_behind(subject: Subject) -> None:
    told = looked(
        subject,
        Step(key="disk", look=looks.hangs, within_s=0.05),
        Step(key="python", look=looks.well),
    )
    looks.hanging.set()
    assert told == [("disk", "wrong", "too_long"), ("python", "fine", "fine")]


@pytest.mark.slow
def test_a_process_that_hangs_is_ended(subject: Subject) -> None:
    step = Step(key="sound", look=looks.hangs_apart, within_s=0.5, is_apart=True)
    began_s = time.monotonic()
    assert looked(subject, step) == [("sound", "wrong", "too_long")]
    assert time.monotonic() - began_s < 30


@pytest.mark.slow
def test_a_crash_takes_nobody_with_it(subject: Subject) -> None:
    told = looked(
        subject,
        Step(key="sound", look=looks.crashes, is_apart=True, within_s=60),
        Step(key="display", look=looks.raises, is_apart=True, within_s=60),
    )
    assert told == [("sound", "wrong", "broke"), ("display", "wrong", "broke")]


@pytest.mark.slow
def test_what_can_crash_is_looked_at_in_another_process(subject: Subject) -> None:
    step = Step(key="python", look=looks.tells_its_process, is_apart=True, within_s=60)
    (told,) = examine(subject, steps=(step,))
    assert str(os.getpid()) not in told.said


def test_devices_and_recognizers_are_looked_at_apart() -> None:
    apart = {step.key for step in STEPS if step.is_apart}
    assert apart == {"display", "sound", "microphone", "recognizers", "switches"}


def test_only_what_is_wanted_is_looked_at(subject: Subject) -> None:
    assert [each.key for each in examine(subject, only=["disk", "python"])] == ["python", "disk"]


def test_every_look_has_a_time_limit_that_a_person_can_wait_for() -> None:
    assert all(0 < step.within_s <= 120 for step in STEPS)


def test_without_the_doctors_words_every_line_is_there_and_named(tmp_path: Path) -> None:
    (tmp_path / "doctor.toml").write_text("[python\n", encoding="utf-8")
    subject = Subject(folders=home_at(tmp_path), content=tmp_path)
    steps = (Step(key="python", look=looks.well), Step(key="last_run", look=looks.noted))
    found = examine(subject, steps=steps)
    assert [(each.name, each.said) for each in found] == [
        ("python", "Fine"),
        ("last run", "Little"),
    ]


def test_findings_are_plain_data() -> None:
    finding = Finding(key="k", state="s", name="N", condition="fine", said="S")
    with pytest.raises(AttributeError):
        finding.said = "other"  # type: ignore[misc]
    assert Seen(condition="fine", state="s").details == ()
