"""Paces, as a carer changes them on the page."""

import pytest

from assistant.core.profiles import slowed, tempo_of
from assistant.core.settings import Settings, with_value
from assistant.storage.folders import Folders
from assistant.storage.profiles_file import read_profiles, save_profiles
from assistant.storage.settings_file import read_settings, save_settings
from assistant.storage.switching import switch
from tests.disks import FailingDisk, PowerCut
from tests.page.visitor import OpenPage, Visitor

USUAL = with_value(Settings(), "scan.interval_ms", 1500)
EVENING = tempo_of(with_value(Settings(), "scan.interval_ms", 2500))


@pytest.fixture(name="paces")
def _paces(page: OpenPage) -> Folders:
    folders = page.desk.folders
    save_settings(folders.settings, USUAL)
    save_profiles(folders.profiles, {"evening": EVENING})
    return folders


def token(carer: Visitor) -> dict[str, str]:
    return {"csrf": carer.gets("/access").form["csrf"]}


def uses(carer: Visitor, name: str) -> str:
    return carer.sends_form("/paces/use", token(carer), name=name).seen


def kept(home: Folders) -> tuple[Settings, object]:
    settings, problems = read_settings(home.settings)
    assert not problems
    return settings, read_profiles(home.profiles)[0] if home.profiles.exists() else {}


def test_every_pace_is_shown_and_which_is_in_use(carer: Visitor, paces: Folders) -> None:
    page = carer.gets("/paces")
    assert page.of("h2") == ["Usual In use", "Morning", "Evening", "Slower"]
    assert "2.5 seconds" in page.of(".findings li")[2]
    assert "It was not used yet" not in page.of(".findings li")[2]
    assert "begins slower" in page.of(".findings li")[3]
    assert kept(paces) == (USUAL, {"evening": EVENING}), "looking changes nothing"


def test_another_pace_comes_into_use_and_is_taken_back_to_the_very_values(
    carer: Visitor, paces: Folders
) -> None:
    assert "In use now: Evening" in uses(carer, "evening")
    settings, others = kept(paces)
    assert (settings.profile, settings.scan.interval_ms) == ("evening", 2500)
    assert others == {"usual": tempo_of(USUAL)}
    assert "In use now: Usual" in carer.sends_form("/paces/back", token(carer)).seen
    assert kept(paces) == (USUAL, {"evening": EVENING})


def test_slower_that_is_taken_back_was_never_used(carer: Visitor, paces: Folders) -> None:
    uses(carer, "slower")
    assert tempo_of(kept(paces)[0]) == slowed(USUAL)
    carer.sends_form("/paces/back", token(carer))
    assert kept(paces) == (USUAL, {"evening": EVENING})


def test_what_was_changed_meanwhile_is_not_taken_back(carer: Visitor, paces: Folders) -> None:
    uses(carer, "evening")
    save_settings(paces.settings, with_value(kept(paces)[0], "scan.interval_ms", 2700))
    assert "nothing was taken back" in carer.sends_form("/paces/back", token(carer)).seen
    assert kept(paces)[0].scan.interval_ms == 2700


def test_a_pace_that_is_not_in_use_is_changed_without_touching_the_one_in_use(
    carer: Visitor, paces: Folders
) -> None:
    form = carer.gets("/paces/evening").form
    assert form["scan.interval_ms"] == "2.5"
    saved = carer.sends_form("/paces/evening", form, scan__interval_ms="3,2")
    assert "Saved" in saved.seen
    assert kept(paces) == (USUAL, {"evening": {**EVENING, "scan.interval_ms": 3200}})


def test_the_pace_in_use_is_changed_in_the_settings(carer: Visitor, paces: Folders) -> None:
    form = carer.gets("/paces/usual").form
    carer.sends_form("/paces/usual", form, scan__interval_ms="1.7")
    assert kept(paces) == (with_value(USUAL, "scan.interval_ms", 1700), {"evening": EVENING})


def test_a_wrong_time_is_told_and_nothing_is_saved(carer: Visitor, paces: Folders) -> None:
    form = carer.gets("/paces/evening").form
    wrong = carer.sends_form("/paces/evening", form, scan__interval_ms="99")
    assert wrong.status == 422
    assert wrong.form["scan.interval_ms"] == "99"
    assert kept(paces) == (USUAL, {"evening": EVENING})


def test_a_usual_value_is_filled_in_and_counts_when_it_is_saved(
    carer: Visitor, paces: Folders
) -> None:
    form = carer.gets("/paces/evening").form
    back = carer.sends_form("/paces/evening", form, do="usual:scan.interval_ms")
    assert back.form["scan.interval_ms"] == f"{Settings().scan.interval_ms / 1000:g}"
    assert kept(paces)[1] == {"evening": EVENING}
    assert carer.sends_form("/paces/evening", form, do="usual:screen.theme").status == 404


def test_a_pace_that_came_into_use_while_the_form_was_open_is_asked_about(
    carer: Visitor, paces: Folders
) -> None:
    form = carer.gets("/paces/evening").form
    uses(carer, "evening")
    save_settings(paces.settings, with_value(kept(paces)[0], "scan.interval_ms", 2700))
    asked = carer.sends_form("/paces/evening", form, scan__interval_ms="3")
    assert asked.status == 422
    assert "Meanwhile this was changed to “2.7”" in asked.seen


def test_a_mistake_in_either_file_is_shown_and_nothing_is_touched(
    carer: Visitor, paces: Folders
) -> None:
    paces.profiles.write_text("[night.scan]\nloops = 3\n", encoding="utf-8")
    assert "There is no profile" in carer.gets("/paces").seen
    assert carer.gets("/paces/evening").of("h1") == ["Paces"]
    uses(carer, "evening")
    assert "night" in paces.profiles.read_text(encoding="utf-8")
    assert kept(paces)[0] == USUAL


def test_a_change_that_was_cut_off_is_finished_here_too(carer: Visitor, paces: Folders) -> None:
    settings = with_value(with_value(USUAL, "profile", "evening"), "scan.interval_ms", 2500)
    with pytest.raises(PowerCut):
        switch(paces, settings, {"usual": tempo_of(USUAL)}, disk=FailingDisk(4, PowerCut()))
    assert "Evening In use" in carer.gets("/paces").of("h2")
    assert not paces.switching.exists()


@pytest.mark.parametrize("name", ["", "night", "../settings", "usual "])
def test_there_are_no_other_paces(carer: Visitor, paces: Folders, name: str) -> None:
    assert carer.sends_form("/paces/use", token(carer), name=name).status == 404
    assert kept(paces) == (USUAL, {"evening": EVENING})


def test_before_the_first_start_there_are_paces_too(carer: Visitor, page: OpenPage) -> None:
    assert carer.gets("/paces").status == 200
    uses(carer, "morning")
    saved = read_settings(page.desk.folders.settings)[0]
    assert (saved.profile, saved.welcome) == ("morning", "start")
