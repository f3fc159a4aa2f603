"""Settings as people write them, and two who change them at once."""

from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from assistant.carer.page.settings_form import (
    ENTRIES,
    GROUPS,
    Fault,
    fields_of,
    group_named,
    group_of,
    outcome_of,
    typed_of,
    typed_settings,
    value_typed,
)
from assistant.core.settings import Settings, clash_in, entries, fault_in, value_of, with_value
from assistant.switches.keys import wrong_in
from tests.core.anything import any_settings

LIGHT = ("scan.method", "scan.interval_ms", "scan.loops", "scan.press_time")
ALL = tuple(ENTRIES)


def typed(path: str, text: str) -> object:
    return value_typed(ENTRIES[path], text)


def test_every_setting_is_in_one_group() -> None:
    placed = [path for group in GROUPS for path in group.paths]
    # The name of a profile brings other values with it, so it is changed where profiles are.
    assert sorted([*placed, "profile"]) == sorted(entry.path for entry in entries())
    assert all(path in (group_named(group_of(path)) or GROUPS[0]).paths for path in placed)


def test_times_are_written_in_seconds() -> None:
    assert typed_of(ENTRIES["scan.interval_ms"], 1500) == "1.5"
    assert typed("scan.interval_ms", "1.5") == 1500
    assert typed("scan.interval_ms", " 2,25 seconds") == 2250
    assert typed("scan.interval_ms", "2s") == 2000


def test_no_other_unit_is_taken_for_seconds() -> None:
    for text in ("300 ms", "2 minutes", "2 m", "1.5.5", "-1", "1e3", "", "fast"):
        assert typed("scan.interval_ms", text) == Fault("not_a_number", {"example": "1.5"})


def test_what_is_out_of_range_is_told_in_the_unit_it_is_asked_in() -> None:
    wrong = Fault("out_of_range", {"low": "0.2", "high": "10"})
    assert typed("scan.interval_ms", "1500") == wrong
    assert typed("scan.interval_ms", "0") == wrong
    assert typed("speech.rate_wpm", "150 words a minute") == 150
    assert typed("speech.rate_wpm", "150.5") == Fault("out_of_range", {"low": "80", "high": "300"})


def test_names_are_written_with_commas_and_the_signs_of_the_file_do_no_harm() -> None:
    assert typed("switch.keys", "space, F5 ,a,") == ("space", "F5", "a")
    assert typed("switch.keys", '["space", "f5"]') == ("space", "f5")
    assert typed("switch.keys", "left shift, [") == ("left shift", "[")
    assert typed("switch.keys", "") == ()


def test_what_is_no_choice_is_refused() -> None:
    assert typed("screen.theme", "pink") == Fault("not_a_choice")
    assert typed("switch.mouse", "left, up") == Fault("not_a_choice")


def test_a_novel_is_no_voice() -> None:
    assert typed("speech.voice", "x" * 1000) == Fault("too_long", {"most": "300"})


@given(any_settings())
def test_what_a_form_shows_means_what_the_settings_are(settings: Settings) -> None:
    for path, text in typed_settings(settings, ALL).items():
        assert typed(path, text) == value_of(settings, path)


@given(st.sampled_from(ALL), st.text(max_size=40))
def test_whatever_is_typed_is_a_right_value_or_a_fault(path: str, text: str) -> None:
    value = typed(path, text)
    assert isinstance(value, Fault) or fault_in(ENTRIES[path], value) is None


@given(any_settings(), any_settings())
@trying(deadline=None)
def test_a_form_that_nobody_touched_changes_nothing(shown: Settings, now: Settings) -> None:
    form = typed_settings(shown, ALL)
    found = outcome_of(now, form, form, lambda _settings: None)
    assert found.settings == now
    assert not found.changed
    assert not found.faults


@given(any_settings(), any_settings(), any_settings(), st.sets(st.sampled_from(ALL)))
@trying(deadline=None)
def test_what_is_saved_is_what_the_file_holds_with_what_the_form_changed(
    shown: Settings, now: Settings, wanted: Settings, touched: set[str]
) -> None:
    form = typed_settings(shown, ALL)
    filled = {**form, **typed_settings(wanted, tuple(touched))}
    found = outcome_of(now, form, filled, lambda _settings: None)
    for path in ALL:
        here, there, new = (value_of(it, path) for it in (shown, now, wanted))
        if path not in touched or here == new:
            assert value_of(found.settings, path) == there
        elif there in (here, new):
            assert value_of(found.settings, path) == new
            assert (path in found.changed) == (there != new)
        else:
            assert found.faults[path].about == "changed_elsewhere"
            assert value_of(found.settings, path) == there


def test_a_change_elsewhere_to_the_same_value_is_no_conflict() -> None:
    form = typed_settings(Settings(), LIGHT)
    now = with_value(Settings(), "scan.loops", 5)
    found = outcome_of(now, form, {**form, "scan.loops": "5"}, clash_in)
    assert not found.faults
    assert not found.changed


def test_settings_that_clash_are_told_in_seconds_and_without_the_signs_of_the_file() -> None:
    now = with_value(Settings(), "switch.acceptance_ms", 1800)
    shown = typed_settings(now, ("help.hold_ms",))
    found = outcome_of(now, shown, {"help.hold_ms": "1.5"}, wrong_in)
    fault = found.faults["switch.acceptance_ms"]
    assert fault.about == "clash"
    assert fault.fill["why"].startswith("must be under 1.5 seconds, so that a press")


def test_a_key_that_there_is_not_is_told() -> None:
    shown = typed_settings(Settings(), ("switch.keys",))
    found = outcome_of(Settings(), shown, {"switch.keys": "spce"}, wrong_in)
    assert "spce" in found.faults["switch.keys"].fill["why"]
    assert not set('[]"') & set(found.faults["switch.keys"].fill["why"])


def test_what_was_typed_stays_in_the_field_beside_what_is_wrong_with_it() -> None:
    wrong = Fault("not_a_number", {"example": "3"})
    fields = fields_of(LIGHT, Settings(), {"scan.loops": "many"}, {"scan.loops": wrong})
    loops = next(field for field in fields if field.path == "scan.loops")
    assert (loops.typed, loops.shown, loops.usual) == ("many", "3", "3")
    assert loops.fault is wrong
    assert not loops.is_changed


def test_what_differs_from_the_usual_is_marked() -> None:
    now = with_value(Settings(), "scan.loops", 9)
    marked = [field.path for field in fields_of(LIGHT, now, {}, {}) if field.is_changed]
    assert marked == ["scan.loops"]
