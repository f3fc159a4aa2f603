"""Health on the page: what was found and what to do, while devices answer in their own time."""

import threading
from collections.abc import Collection, Iterator
from datetime import UTC, datetime

import pytest

from assistant.carer.doctor.finding import Finding
from assistant.carer.doctor.subject import Subject
from assistant.core.effects import StartCallTone
from assistant.storage.trouble_log import TroubleLog
from tests.page.visitor import OpenPage, Visitor

FINE = Finding(key="voice", state="fine", name="Voice", condition="fine", said="The voice speaks.")
WRONG = Finding(
    key="microphone",
    state="muted",
    name="Microphone",
    condition="wrong",
    said="The microphone “Anna's <b>” is muted.",
    advice="Look for a button on it.",
    details=("It is number 3.",),
)
TONE = Finding(key="sound", state="tone", name="Sound", condition="fine", said="A tone was played.")


class Looks:
    """Devices that answer when a test lets them."""

    def __init__(self) -> None:
        self.may_end = threading.Event()
        self.may_end.set()
        self.asked: list[Subject] = []

    def __call__(self, subject: Subject, only: Collection[str] = ()) -> Iterator[Finding]:
        self.asked.append(subject)
        if only:
            yield TONE
            return
        yield FINE
        assert self.may_end.wait(20)
        yield WRONG


@pytest.fixture(name="looks")
def _looks(page: OpenPage) -> Iterator[Looks]:
    looks = Looks()
    page.desk.look = looks
    yield looks
    looks.may_end.set()


def looked_over(carer: Visitor) -> None:
    carer.sends_form("/health", carer.gets("/health").form, do="look")
    carer.gets("/health?wait=1")


def test_nothing_is_touched_before_somebody_presses_the_button(
    carer: Visitor, looks: Looks
) -> None:
    assert carer.gets("/health").status == 200
    assert carer.gets("/health?wait=1").status == 200
    assert looks.asked == []


def test_what_is_wrong_comes_first_with_what_to_do(carer: Visitor, looks: Looks) -> None:
    looked_over(carer)
    page = carer.gets("/health")
    assert looks.asked
    assert page.of(".findings li") == [
        f"Microphone wrong {WRONG.said} It is number 3. What to do: {WRONG.advice}",
        "Voice fine The voice speaks.",
    ]
    assert "1 thing is wrong" in page.of("h2")


def test_the_page_answers_while_devices_are_slow(carer: Visitor, looks: Looks) -> None:
    looks.may_end.clear()
    carer.sends_form("/health", carer.gets("/health").form, do="look")
    assert carer.gets("/settings").status == 200
    busy = carer.gets("/health")
    assert busy.of(".findings li") == ["Voice fine The voice speaks."]
    assert busy.headers["Refresh"].endswith("/health?wait=1")
    assert not busy.soup.select("button[value=look]")
    looks.may_end.set()
    done = carer.gets("/health?wait=1")
    assert "Refresh" not in done.headers
    assert len(done.of(".findings li")) == 2


def test_two_looks_never_run_at_once(carer: Visitor, looks: Looks) -> None:
    form = carer.gets("/health").form
    looks.may_end.clear()
    carer.sends_form("/health", form, do="look")
    assert "Please wait until it is done" in carer.sends_form("/health", form, do="look").seen
    assert len(looks.asked) == 1


def test_the_tone_is_played_only_where_it_is_asked_for(carer: Visitor, looks: Looks) -> None:
    carer.sends_form("/health", carer.gets("/health").form, do="tone")
    assert carer.gets("/health?wait=1").of(".findings li") == ["Sound fine A tone was played."]
    looked_over(carer)
    assert [subject.is_tone_wanted for subject in looks.asked] == [True, False]


def test_a_report_is_read_before_it_is_kept_and_is_the_same(carer: Visitor, looks: Looks) -> None:
    assert "Please look everything over first" in carer.gets("/health/report").seen
    assert looks.asked == []
    looked_over(carer)
    shown = carer.gets("/health/report").soup.select_one("textarea")
    assert shown is not None
    file = carer.asks("GET", "/health/report.txt")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.text.strip() == shown.get_text().strip()
    assert "microphone.muted" in file.text
    assert "Anna" not in file.text


def test_looks_that_break_off_leave_a_page_that_can_look_again(
    carer: Visitor, page: OpenPage, looks: Looks, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(_subject: Subject) -> Iterator[Finding]:
        raise RuntimeError

    page.desk.look = broken
    looked_over(carer)
    assert "met a fault" in capfd.readouterr().err
    assert "It could not be done to its end" in carer.gets("/health").seen
    page.desk.look = looks
    looked_over(carer)
    assert "to its end" not in carer.gets("/health").seen
    assert len(carer.gets("/health").of(".findings li")) == 2


def test_what_happened_is_told_in_words_the_newest_first(carer: Visitor, page: OpenPage) -> None:
    assert "Nothing has been written down yet" in carer.gets("/health/log").seen
    log = TroubleLog(
        page.desk.folders.trouble_log, "1.0", now=lambda: datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
    )
    with log:
        log.record(0, StartCallTone())
    seen = carer.gets("/health/log")
    assert seen.of("h2") == ["2026-03-04"]
    assert seen.of(".log li") == [
        "05:06 The assistant was closed.",
        "05:06 Help was called.",
        "05:06 The assistant was started.",
    ]


@pytest.mark.slow
def test_the_real_looks_come_to_an_end(carer: Visitor) -> None:
    looked_over(carer)
    page = carer.gets("/health?wait=1")
    while "Refresh" in page.headers:
        page = carer.gets("/health?wait=1")
    assert len(page.of(".findings li")) > 10
