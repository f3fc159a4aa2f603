import errno
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assistant.core.settings import (
    MOUSE_BUTTONS,
    Entry,
    Settings,
    carried_over,
    clash_in,
    entries,
    value_of,
    with_value,
)
from assistant.storage.disk import last_good_beside
from assistant.storage.problems import BrokenFile
from assistant.storage.settings_file import (
    CouldNotSave,
    load_settings,
    read_settings,
    restore_last_good,
    save_settings,
    save_settings_text,
    starter_text,
)
from tests.disks import FailingDisk, PowerCut

SLOW = with_value(Settings(), "speech.rate_wpm", 120)
CARERS = """# For Mum
[speech]
rate_wpm = 150  # she likes it slow

# loud enough
volume_percent = 90

[scan]
loops = 5
"""


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def a_value(entry: Entry) -> st.SearchStrategy[object]:
    if entry.kind is bool:
        return st.booleans()
    if entry.kind is int:
        return st.integers(entry.low, entry.high)
    if entry.choices:
        return st.sampled_from(entry.choices)
    if entry.path == "switch.mouse":
        return st.lists(st.sampled_from(sorted(MOUSE_BUTTONS)), max_size=3).map(tuple)
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
    return st.lists(text, max_size=3).map(tuple) if entry.kind is tuple else text


@st.composite
def any_settings(draw: st.DrawFn) -> Settings:
    chosen = Settings()
    for entry in entries():
        if draw(st.booleans()):
            chosen = with_value(chosen, entry.path, draw(a_value(entry)))
    return chosen


def test_a_first_start_has_the_usual_settings_and_no_problem(file: Path) -> None:
    assert load_settings(file) == (Settings(), ())


def test_what_is_saved_is_read_again(file: Path) -> None:
    save_settings(file, SLOW)
    assert load_settings(file) == (SLOW, ())


def test_the_carers_comments_and_order_stay(file: Path) -> None:
    file.write_text(CARERS)
    changed = with_value(load_settings(file)[0], "speech.rate_wpm", 140)
    save_settings(file, changed)
    assert file.read_text() == CARERS.replace("rate_wpm = 150", "rate_wpm = 140")


def test_a_changed_setting_stands_under_its_meaning(file: Path) -> None:
    file.write_text(starter_text())
    save_settings(file, with_value(Settings(), "speech.rate_wpm", 135))
    shown = "# rate_wpm = 150\n"
    assert file.read_text() == starter_text().replace(shown, f"{shown}rate_wpm = 135\n", 1)
    save_settings(file, with_value(Settings(), "speech.rate_wpm", 120))
    assert file.read_text() == starter_text().replace(shown, f"{shown}rate_wpm = 120\n", 1)


def test_settings_that_leave_nobody_a_switch_are_a_mistake(file: Path) -> None:
    save_settings(file, SLOW)
    file.write_text("[switch]\nkeys = []\nmouse = []\ntouch = false\n")
    chosen, problems = load_settings(file)
    assert chosen == SLOW
    assert [p.line for p in problems] == [2]


def test_a_misspelt_mouse_button_is_a_mistake(file: Path) -> None:
    save_settings(file, SLOW)
    file.write_text('[switch]\nmouse = ["lefft"]\n')
    chosen, problems = load_settings(file)
    assert chosen == SLOW
    assert "left" in problems[0].message


def test_saving_what_the_file_says_already_leaves_it_alone(file: Path) -> None:
    file.write_text(CARERS)
    before = file.stat().st_mtime_ns
    save_settings(file, load_settings(file)[0])
    assert file.stat().st_mtime_ns == before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(first=any_settings(), second=any_settings())
def test_any_settings_come_back_as_they_were(first: Settings, second: Settings, file: Path) -> None:
    assume(clash_in(first) is None and clash_in(second) is None)
    file.unlink(missing_ok=True)
    save_settings(file, first)
    assert load_settings(file) == (first, ())
    save_settings(file, second)
    assert load_settings(file) == (second, ())
    comments = [line for line in starter_text().split("\n") if line.startswith("#")]
    assert [line for line in comments if line not in file.read_text().split("\n")] == []


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[scan]\nloops = 5\nintervall_ms = 3\n", 3, 'did you mean "scan.interval_ms"?'),
        ('[scan]\nloops = "5"\n', 2, '"scan.loops" must be a whole number.'),
        ("[scan]\n\nloops = 50\n", 3, "must be from 1 to 20"),
        ('region = "fr"\n', 1, "must be one of"),
        ('speech.voice = "a"\nspeech.rate_wpm = 1\n', 2, "must be from 80 to 300"),
        ("[scan]\nloops = \n", 2, "not written as TOML"),
        ("scan = 3\n", 1, "must be a table"),
        ("[scna]\n", 1, 'no group of settings "scna"'),
        ("", 1, "empty"),
    ],
)
def test_a_mistake_is_told_at_its_line_and_the_last_good_settings_are_used(
    file: Path, text: str, line: int, words: str
) -> None:
    save_settings(file, SLOW)
    file.write_text(text)
    chosen, problems = load_settings(file)
    assert chosen == SLOW
    assert [(p.file, p.line) for p in problems] == [(file, line)]
    assert words in problems[0].message


def test_every_mistake_is_told_at_once(file: Path) -> None:
    file.write_text('region = "fr"\n[scan]\nloops = 0\n[speech]\nis_on = 1\n')
    chosen, problems = load_settings(file)
    assert chosen == Settings()
    assert [p.line for p in problems] == [1, 3, 5]


def test_a_file_with_a_mistake_is_never_written_and_the_change_is_kept(file: Path) -> None:
    file.write_text("# Mum's\n[scan]\nloops = 0\n")
    save_settings(file, SLOW)
    assert file.read_text() == "# Mum's\n[scan]\nloops = 0\n"
    assert load_settings(file)[0] == SLOW


def test_a_lost_settings_file_does_not_lose_the_settings(file: Path) -> None:
    save_settings(file, SLOW)
    file.unlink()
    chosen, problems = load_settings(file)
    assert chosen == SLOW
    assert "missing" in problems[0].message


def test_a_damaged_last_good_copy_gives_the_usual_settings(file: Path) -> None:
    file.write_text("oops")
    last_good_beside(file).write_text("oops")
    assert load_settings(file)[0] == Settings()


@pytest.mark.parametrize("step", range(8))
@pytest.mark.parametrize("text", [None, CARERS])
def test_a_power_cut_at_any_step_leaves_the_old_settings_or_the_new(
    file: Path, step: int, text: str | None
) -> None:
    if text:
        file.write_text(text)
    old, _ = load_settings(file)
    with pytest.raises(PowerCut):
        save_settings(file, SLOW, disk=FailingDisk(step, PowerCut()))
    chosen, problems = load_settings(file)
    assert chosen in (old, SLOW)
    assert problems == ()


@pytest.mark.parametrize("step", [0, 1, 2])
def test_a_full_disk_is_told_in_plain_words_and_the_old_file_is_whole(
    file: Path, step: int
) -> None:
    file.write_text(CARERS)
    with pytest.raises(CouldNotSave, match="The disk is full") as could_not:
        save_settings(file, SLOW, disk=FailingDisk(step, OSError(errno.ENOSPC, "No space")))
    assert "settings were not saved" in could_not.value.why
    assert file.read_text() == CARERS


def test_a_last_good_copy_that_cannot_be_kept_is_told_of(file: Path) -> None:
    file.write_text(CARERS)
    disk = FailingDisk(0, OSError(errno.EROFS, "Read-only"))
    chosen, problems = load_settings(file, disk=disk)
    assert chosen.scan.loops == 5
    assert "not kept" in problems[0].message


def test_the_starter_file_tells_of_every_setting_and_changes_none(file: Path) -> None:
    text = starter_text()
    file.write_text(text)
    assert load_settings(file) == (Settings(), ())
    for entry in entries():
        assert f"# {entry.name} = " in text
        assert entry.meaning in text
    opened = "\n".join(
        line.removeprefix("# ") if " = " in line and line.startswith("# ") else line
        for line in text.split("\n")
    )
    values = tomllib.loads(opened)
    assert values["scan"]["loops"] == value_of(Settings(), "scan.loops")


@pytest.mark.parametrize(("choose_on", "acceptance_ms"), [("press", 1500), ("release", 1000)])
def test_an_acceptance_time_that_leaves_no_time_to_choose_is_refused(
    file: Path, choose_on: str, acceptance_ms: int
) -> None:
    file.write_text(
        f'[switch]\nchoose_on = "{choose_on}"\nacceptance_ms = {acceptance_ms}\n'
        "[help]\nhold_ms = 1500\n",
        encoding="utf-8",
    )
    settings, problems = load_settings(file)
    assert settings == Settings()
    assert [problem.line for problem in problems] == [3]


def test_what_a_carer_wrote_meanwhile_stays(file: Path) -> None:
    file.write_text(CARERS)
    began, _ = load_settings(file)
    file.write_text(CARERS.replace("loops = 5", "loops = 7"))
    kept = save_settings(file, with_value(began, "speech.rate_wpm", 120), since=began)
    assert kept.scan.loops == 7
    assert kept.speech.rate_wpm == 120
    assert load_settings(file) == (kept, ())
    assert "# she likes it slow" in file.read_text()


def test_two_changes_that_do_not_fit_together_leave_the_file_as_it_is(file: Path) -> None:
    began = Settings()
    text = "[help]\nhold_ms = 1500\n"
    file.write_text(text)
    with pytest.raises(CouldNotSave, match="do not fit"):
        save_settings(file, with_value(began, "switch.acceptance_ms", 1900), since=began)
    assert file.read_text() == text


@given(any_settings(), any_settings(), any_settings())
@settings(max_examples=40, deadline=None)
def test_of_two_who_change_settings_each_finds_their_own_change(
    began: Settings, carers: Settings, persons: Settings
) -> None:
    joined = carried_over(carers, began, persons)
    for entry in entries():
        mine, theirs = value_of(persons, entry.path), value_of(carers, entry.path)
        was_changed = mine != value_of(began, entry.path)
        assert value_of(joined, entry.path) == (mine if was_changed else theirs)


# --- the text itself, as a carer edits it ------------------------------------------------


def test_a_text_without_a_mistake_becomes_the_file_as_it_stands(file: Path) -> None:
    save_settings_text(file, CARERS)
    assert file.read_text(encoding="utf-8") == CARERS
    assert read_settings(last_good_beside(file))[0].scan.loops == 5


@pytest.mark.parametrize("text", ["[scan]\nloops = 50\n", "[scan]\nloops =\n", " \n"])
def test_a_text_with_a_mistake_is_told_with_its_line_and_changes_nothing(
    file: Path, text: str
) -> None:
    file.write_text(CARERS, encoding="utf-8")
    with pytest.raises(BrokenFile) as broken:
        save_settings_text(file, text)
    assert [problem.line for problem in broken.value.problems] == [2 if text.strip() else 1]
    assert file.read_text(encoding="utf-8") == CARERS


def test_the_last_good_settings_take_the_place_of_a_broken_file_which_is_set_aside(
    file: Path,
) -> None:
    save_settings_text(file, CARERS)
    for mistake in ("loops = 'many'\n", "loops = 'more'\n"):
        file.write_text(mistake, encoding="utf-8")
        aside = restore_last_good(file)
        assert file.read_text(encoding="utf-8") == CARERS
        assert aside is not None
        assert aside.read_text(encoding="utf-8") == mistake
    assert len(list(file.parent.glob("*set-aside*"))) == 2


def test_where_there_is_no_good_copy_the_usual_settings_take_its_place(file: Path) -> None:
    file.write_text("loops = 'many'\n", encoding="utf-8")
    restore_last_good(file)
    assert read_settings(file) == (Settings(), ())


def test_restoring_where_nothing_can_be_written_is_told_and_the_file_stays(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.mkdir()
    with pytest.raises(CouldNotSave):
        restore_last_good(file)
