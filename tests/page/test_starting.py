"""Starting with the computer, turned on and off on the page."""

import os
import sys
from pathlib import Path

import pytest

from assistant.carer.starting import with_the_computer
from tests.page.visitor import Visitor

PATH = "/starting"


@pytest.fixture(autouse=True)
def _places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's real autostart is touched."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("APPDATA", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DESKTOP_DIR", str(tmp_path / "Desktop"))


def sends(carer: Visitor, way: str, what: str) -> str:
    return carer.sends_form(PATH, {**carer.gets(PATH).form, "way": way, "do": what}).seen


def test_it_is_turned_on_and_off(carer: Visitor) -> None:
    assert "does not open by itself" in carer.gets(PATH).seen
    assert "opens by itself when the computer starts" in sends(carer, "computer", "on")
    assert with_the_computer().standing().how == "on"
    assert "does not open by itself" in sends(carer, "computer", "off")
    assert with_the_computer().standing().how == "off"


def test_an_icon_is_put_there_and_taken_away(carer: Visitor) -> None:
    assert "There is an icon on the desktop" in sends(carer, "icons", "on")
    assert "There is no icon yet" in sends(carer, "icons", "off")


def test_what_leads_nowhere_is_told_and_put_right(carer: Visitor) -> None:
    (file,) = with_the_computer().turn_on()
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("Start ALS", "gone ALS"), encoding="utf-8")
    seen = carer.gets(PATH).seen
    assert "is not there any more" in seen
    assert "gone ALS" in seen
    assert "opens by itself when" in sends(carer, "computer", "on")


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="nothing is forbidden to root"
)
def test_what_cannot_be_written_is_told(carer: Visitor, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        assert "Nothing was changed" in sends(carer, "computer", "on")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize(("way", "what"), [("", ""), ("computer", "x"), ("nothing", "on")])
def test_an_odd_form_changes_nothing(carer: Visitor, way: str, what: str) -> None:
    assert "does not open by itself" in sends(carer, way, what)
