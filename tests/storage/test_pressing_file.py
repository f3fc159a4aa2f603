"""What was learned of how somebody presses, on the disk."""

import json
from pathlib import Path

import pytest

from assistant.core.known import Known, with_person, with_use
from assistant.core.press_model import PersonModel
from assistant.core.selection import ErrorRecord
from assistant.storage.disk import Disk
from assistant.storage.pressing_file import PressingNotKept, load_pressing, save_pressing

LEARNED = with_use(
    with_person(
        Known(hand="key", record=ErrorRecord(ours=3.0, ours_undone=1.0)),
        PersonModel(weight=5.5, log_sum=-1.0, log_square_sum=0.7, watched_s=90.0, hits=5.0),
    ),
    "home",
    "guide",
)


class PowerCut(OSError):
    """The machine stops here."""


class FailingDisk(Disk):
    """A disk that stops at one of its steps."""

    def __init__(self, step: str) -> None:
        self._step = step

    def write(self, file: object, data: bytes) -> None:
        if self._step == "write":
            file.write(data[: len(data) // 2])  # type: ignore[attr-defined]
            raise PowerCut
        super().write(file, data)  # type: ignore[arg-type]

    def sync(self, descriptor: int) -> None:
        if self._step == "sync":
            raise PowerCut
        super().sync(descriptor)

    def replace(self, source: Path, target: Path) -> None:
        if self._step == "replace":
            raise PowerCut
        super().replace(source, target)


def test_somebody_new_is_unknown_and_that_is_no_problem(tmp_path: Path) -> None:
    assert load_pressing(tmp_path / "pressing.json") == (Known(), "")


def test_what_was_learned_is_found_again(tmp_path: Path) -> None:
    file = tmp_path / "pressing.json"
    save_pressing(file, LEARNED)
    assert load_pressing(file) == (LEARNED, "")


@pytest.mark.parametrize("step", ["write", "sync", "replace"])
def test_a_power_cut_at_any_step_leaves_what_was_learned_before(tmp_path: Path, step: str) -> None:
    file = tmp_path / "pressing.json"
    save_pressing(file, LEARNED)
    with pytest.raises(PressingNotKept, match="is not kept"):
        save_pressing(file, Known(), FailingDisk(step))
    assert load_pressing(file) == (LEARNED, "")


BROKEN = [
    "",
    "{",
    "[]",
    "null",
    '{"hand": "key"}',
    json.dumps({**LEARNED.to_record(), "hand": 3}),
    json.dumps({**LEARNED.to_record(), "hands": {"key": {"weight": -1}}}),
    json.dumps({**LEARNED.to_record(), "record": {"ours": 1}}),
    json.dumps({**LEARNED.to_record(), "uses": {"home": {"guide": "often"}}}),
]


@pytest.mark.parametrize("text", BROKEN)
def test_a_damaged_record_is_learned_anew_and_that_is_told(tmp_path: Path, text: str) -> None:
    file = tmp_path / "pressing.json"
    file.write_text(text, encoding="utf-8")
    known, told = load_pressing(file)
    assert known == Known()
    assert told.endswith("It is damaged. The program learns it anew; nothing else is lost.")


def test_a_damaged_record_gives_way_to_its_last_good_copy(tmp_path: Path) -> None:
    file = tmp_path / "pressing.json"
    save_pressing(file, LEARNED)
    load_pressing(file)
    file.write_bytes(b"\xff\x00")
    known, told = load_pressing(file)
    assert known == LEARNED
    assert told.endswith("The last good copy is used.")


def test_a_copy_that_cannot_be_kept_is_told_and_costs_nothing(tmp_path: Path) -> None:
    file = tmp_path / "pressing.json"
    save_pressing(file, LEARNED)
    known, told = load_pressing(file, FailingDisk("write"))
    assert known == LEARNED
    assert "could not be kept" in told
