"""Settings, as a carer changes them on the page."""

from pathlib import Path

import pytest

from assistant.core.settings import Settings, value_of, with_value
from assistant.speech.synthesizer import SynthesisFailed
from assistant.storage.settings_file import load_settings, read_settings, save_settings
from assistant.switches.keys import wrong_in
from tests.page.visitor import OpenPage, Visitor

LIGHT = "/settings/light"


@pytest.fixture(name="file")
def _file(home: Path) -> Path:
    return home / "settings.toml"


def kept(file: Path, path: str) -> object:
    settings, problems = read_settings(file, wrong_in)
    assert problems == ()
    return value_of(settings, path)


def test_a_changed_interval_is_kept_told_and_marked(carer: Visitor, file: Path) -> None:
    form = carer.gets(LIGHT).form
    saved = carer.sends_form(LIGHT, form, scan__interval_ms="2.25")
    assert kept(file, "scan.interval_ms") == 2250
    assert saved.of(".note")[0].startswith("Saved: How long each choice stays lit.")
    assert len(saved.of(".mark")) == 1
    assert "1 changed" in carer.gets("/settings").of(".mark")


def test_what_is_told_is_told_once(carer: Visitor) -> None:
    form = carer.gets(LIGHT).form
    carer.sends_form(LIGHT, form, scan__loops="5")
    assert carer.gets(LIGHT).of(".note") == []


def test_a_wrong_value_is_told_beside_its_field_and_what_was_typed_stays(
    carer: Visitor, file: Path
) -> None:
    form = carer.gets(LIGHT).form
    refused = carer.sends_form(LIGHT, form, scan__interval_ms="soon", scan__loops="7")
    assert refused.status == 422
    assert refused.of("#scan_interval_ms-fault") == ["Please write a number, such as 1.5."]
    link = refused.soup.select_one(".summary a")
    assert link is not None
    assert link["href"] == "#scan_interval_ms"
    assert refused.form["scan.interval_ms"] == "soon"
    assert refused.form["scan.loops"] == "7"
    assert not file.exists()


def test_what_is_out_of_range_is_told_with_its_unit(carer: Visitor) -> None:
    refused = carer.sends_form(
        LIGHT, carer.gets(LIGHT).form, scan__interval_ms="25", scan__loops="0"
    )
    assert refused.of("#scan_interval_ms-fault") == ["This must be from 0.2 to 10 seconds."]
    assert refused.of("#scan_loops-fault") == ["This must be from 1 to 20."]


def test_a_wrong_field_says_so_to_a_screen_reader(carer: Visitor) -> None:
    form = carer.gets(LIGHT).form
    refused = carer.sends_form(LIGHT, form, scan__loops="0")
    field = refused.soup.select_one("#scan_loops")
    assert field is not None
    assert field["aria-invalid"] == "true"
    assert "scan_loops-fault" in str(field["aria-describedby"])


def test_a_key_that_no_keyboard_has_is_refused(carer: Visitor, file: Path) -> None:
    form = carer.gets("/settings/switch").form
    refused = carer.sends_form("/settings/switch", form, switch__keys="space, spce")
    assert refused.status == 422
    assert "spce" in refused.of("#switch_keys-fault")[0]
    assert not file.exists()


def test_a_clash_with_a_setting_on_another_page_leads_there(carer: Visitor, file: Path) -> None:
    save_settings(file, with_value(Settings(), "switch.acceptance_ms", 1800))
    form = carer.gets("/settings/help").form
    refused = carer.sends_form("/settings/help", form, help__hold_ms="1.5")
    link = refused.soup.select_one(".summary a")
    assert link is not None
    assert link["href"] == "/settings/switch#switch_acceptance_ms"
    assert refused.form["help.hold_ms"] == "1.5"
    assert kept(file, "help.hold_ms") == 3000


def test_comments_and_order_of_the_file_stay(carer: Visitor, file: Path) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(
        "# For Mum\n[speech]\nrate_wpm = 140 # slow\n\n[scan]\nloops = 4\n", encoding="utf-8"
    )
    form = carer.gets(LIGHT).form
    carer.sends_form(LIGHT, form, scan__loops="6")
    assert file.read_text(encoding="utf-8") == (
        "# For Mum\n[speech]\nrate_wpm = 140 # slow\n\n[scan]\nloops = 6\n"
    )


def test_two_tabs_that_change_different_settings_both_keep_theirs(
    carer: Visitor, file: Path
) -> None:
    one, other = carer.gets(LIGHT).form, carer.gets(LIGHT).form
    carer.sends_form(LIGHT, one, scan__loops="6")
    carer.sends_form(LIGHT, other, scan__interval_ms="3")
    assert kept(file, "scan.loops") == 6
    assert kept(file, "scan.interval_ms") == 3000


def test_what_the_program_changed_meanwhile_is_not_set_back_by_an_older_form(
    carer: Visitor, file: Path
) -> None:
    form = carer.gets(LIGHT).form
    save_settings(file, with_value(Settings(), "scan.interval_ms", 1750))
    carer.sends_form(LIGHT, form, scan__loops="6")
    assert kept(file, "scan.interval_ms") == 1750
    assert kept(file, "scan.loops") == 6


def test_who_changes_what_the_program_changed_meanwhile_is_asked_first(
    carer: Visitor, file: Path
) -> None:
    form = carer.gets(LIGHT).form
    save_settings(file, with_value(Settings(), "scan.interval_ms", 1750))
    asked = carer.sends_form(LIGHT, form, scan__interval_ms="3")
    assert asked.status == 422
    assert "“1.75”" in asked.of("#scan_interval_ms-fault")[0]
    assert kept(file, "scan.interval_ms") == 1750
    carer.sends_form(LIGHT, asked.form)
    assert kept(file, "scan.interval_ms") == 3000


def test_boxes_are_ticked_and_cleared(carer: Visitor, file: Path) -> None:
    form = carer.gets("/settings/switch").form
    assert form.pop("switch.touch") == "on"
    carer.sends_form("/settings/switch", form)
    assert kept(file, "switch.touch") is False
    carer.sends_form("/settings/switch", carer.gets("/settings/switch").form, switch__touch="on")
    assert kept(file, "switch.touch") is True


def test_mouse_buttons_in_any_order_of_the_file_are_no_change(carer: Visitor, file: Path) -> None:
    file.parent.mkdir(exist_ok=True)
    text = '[switch]\nmouse = ["right"]\n'
    file.write_text(text, encoding="utf-8")
    told = carer.sends_form("/settings/switch", carer.gets("/settings/switch").form)
    assert told.of(".note") == ["Nothing was changed, so there was nothing to save."]
    assert file.read_text(encoding="utf-8") == text


def test_set_back_fills_the_usual_value_in_and_counts_when_it_is_saved(
    carer: Visitor, file: Path
) -> None:
    save_settings(file, with_value(Settings(), "scan.interval_ms", 3000))
    form = carer.gets(LIGHT).form
    back = carer.sends_form(LIGHT, {**form, "scan.loops": "8", "do": "usual:scan.interval_ms"})
    assert back.form["scan.interval_ms"] == "1.5"
    assert back.form["scan.loops"] == "8"
    assert kept(file, "scan.interval_ms") == 3000
    carer.sends_form(LIGHT, back.form)
    assert kept(file, "scan.interval_ms") == 1500
    assert kept(file, "scan.loops") == 8


def test_the_first_button_of_a_form_saves_so_that_enter_does(carer: Visitor, file: Path) -> None:
    save_settings(file, with_value(Settings(), "scan.interval_ms", 3000))
    first = carer.gets(LIGHT).soup.select_one("main form button")
    assert first is not None
    assert first["value"] == "save"


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_lost(
    carer: Visitor, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_settings(file, with_value(Settings(), "scan.loops", 4))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assistant.storage.settings_file.write_whole", full)
    told = carer.sends_form(LIGHT, carer.gets(LIGHT).form, scan__loops="6")
    assert told.of(".note") == [
        "The settings were not saved. The disk is full; delete something to make room."
    ]
    assert kept(file, "scan.loops") == 4


# --- how they look and sound -----------------------------------------------------------------


def test_the_screen_can_be_looked_at_before_it_is_saved(carer: Visitor, file: Path) -> None:
    form = carer.gets("/settings/screen").form
    tried = carer.sends_form("/settings/screen", {**form, "screen.theme": "light", "do": "try"})
    picture = tried.soup.select_one("figure img")
    assert picture is not None
    assert "Light colours" in str(picture["alt"])
    png = carer.gets(str(picture["src"]))
    dark = carer.gets("/settings/picture.png")
    assert png.body[:8] == dark.body[:8] == b"\x89PNG\r\n\x1a\n"
    assert png.body != dark.body
    assert tried.form["screen.theme"] == "light"
    assert not file.exists()


def test_an_odd_address_of_the_picture_shows_what_is_saved(carer: Visitor) -> None:
    odd = carer.gets("/settings/picture.png?screen_theme=pink&screen_text_percent=9999&x=%00")
    assert odd.body == carer.gets("/settings/picture.png").body


@pytest.mark.slow
def test_the_voice_can_be_heard_before_it_is_saved(carer: Visitor, file: Path) -> None:
    form = carer.gets("/settings/voice").form
    tried = carer.sends_form("/settings/voice", {**form, "speech.rate_wpm": "90", "do": "try"})
    player = tried.soup.select_one("audio")
    assert player is not None
    slow, usual = carer.gets(str(player["src"])), carer.gets("/settings/voice.wav")
    assert slow.headers["Content-Type"] == "audio/wav"
    assert slow.body[:4] == usual.body[:4] == b"RIFF"
    assert len(slow.body) > 1.1 * len(usual.body)
    assert not file.exists()


@pytest.mark.slow
def test_the_voices_of_this_computer_are_offered(carer: Visitor) -> None:
    offered = carer.gets("/settings/voice").soup.select("#voices option")
    assert any("English" in str(voice["value"]) for voice in offered)


def test_where_no_voice_works_its_page_is_there_all_the_same(
    page: OpenPage, carer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Mute:
        def ready(self) -> None:
            message = "no voice"
            raise SynthesisFailed(message)

    monkeypatch.setattr(page.desk.previews, "_synthesizer", Mute)
    shown = carer.gets("/settings/voice")
    assert shown.status == 200
    assert not shown.soup.select("#voices option")
    assert carer.asks("GET", "/settings/voice.wav").status == 503


@pytest.mark.slow
def test_a_browser_may_ask_for_a_piece_of_the_sound(carer: Visitor) -> None:
    piece = carer.asks("GET", "/settings/voice.wav", headers={"Range": "bytes=4-11"})
    assert piece.status == 206
    assert piece.body[4:] == b"WAVE"


# --- a broken file, and the text itself --------------------------------------------------------


def broken(file: Path) -> None:
    save_settings(file, with_value(Settings(), "scan.loops", 4))
    load_settings(file)
    file.write_text("# mine\n[scan]\nloops = 'many'\n", encoding="utf-8")


def test_a_broken_file_is_shown_with_its_line_and_the_line_itself(
    carer: Visitor, file: Path
) -> None:
    broken(file)
    assert "has a mistake" in carer.gets("/").seen
    shown = carer.gets(LIGHT)
    assert shown.of(".mistakes li") == [
        "Line 3: \"scan.loops\" must be a whole number. loops = 'many'"
    ]


def test_the_last_good_settings_come_back_and_the_broken_file_is_kept(
    carer: Visitor, file: Path
) -> None:
    broken(file)
    form = carer.gets("/settings").form
    told = carer.sends_form("/settings/last-good", form)
    assert kept(file, "scan.loops") == 4
    aside = next(file.parent.glob("*set-aside*"))
    assert "many" in aside.read_text(encoding="utf-8")
    assert str(aside) in told.of(".note")[0]
    carer.sends_form("/settings/last-good", form)
    assert len(list(file.parent.glob("*set-aside*"))) == 1


def test_a_form_that_comes_back_to_a_broken_file_changes_nothing(
    carer: Visitor, file: Path
) -> None:
    form = carer.gets(LIGHT).form
    broken(file)
    answer = carer.sends_form(LIGHT, form, scan__loops="6")
    assert "The settings file has a mistake" in answer.of("h1")
    assert "many" in file.read_text(encoding="utf-8")


def test_the_text_is_checked_before_it_is_saved(carer: Visitor, file: Path) -> None:
    broken(file)
    form = carer.gets("/settings/text").form
    assert form["text"] == "# mine\n[scan]\nloops = 'many'\n"
    refused = carer.sends_form("/settings/text", form, text="[scan]\r\nloops = 99\r\n")
    assert refused.status == 422
    assert refused.of(".mistakes li") == ['Line 2: "scan.loops" must be from 1 to 20. loops = 99']
    assert refused.form["text"] == "[scan]\nloops = 99\n"
    assert "many" in file.read_text(encoding="utf-8")
    saved = carer.sends_form("/settings/text", refused.form, text="[scan]\r\nloops = 9\r\n")
    assert saved.status == 200
    assert file.read_text(encoding="utf-8") == "[scan]\nloops = 9\n"


def test_a_text_that_was_changed_elsewhere_is_asked_about(carer: Visitor, file: Path) -> None:
    save_settings(file, with_value(Settings(), "scan.loops", 4))
    form = carer.gets("/settings/text").form
    save_settings(file, with_value(Settings(), "scan.loops", 5))
    asked = carer.sends_form("/settings/text", form, text="[scan]\nloops = 9\n")
    assert asked.status == 422
    assert "changed elsewhere" in asked.seen
    assert kept(file, "scan.loops") == 5
    carer.sends_form("/settings/text", asked.form)
    assert kept(file, "scan.loops") == 9


def test_before_the_first_start_the_text_explains_every_setting(carer: Visitor) -> None:
    text = carer.gets("/settings/text").form["text"]
    assert "interval_ms" in text


def test_letters_that_cannot_be_read_are_shown_as_such(carer: Visitor, file: Path) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"[scan]\nloops = 4 # \xff\n")
    assert "UTF-8" in carer.gets("/settings").of(".mistakes li")[0]
    assert "\ufffd" in carer.gets("/settings/text").form["text"]


def test_a_group_that_there_is_not_is_said_to_be_missing(carer: Visitor) -> None:
    assert carer.gets("/settings/nonsense").status == 404
    form = carer.gets(LIGHT).form
    assert carer.sends_form(LIGHT, {**form, "do": "usual:screen.theme"}).status == 404


def test_every_setting_has_words_of_its_own_on_the_page(page: OpenPage) -> None:
    texts = page.desk.words.texts
    from assistant.carer.page.settings_form import ENTRIES, GROUPS, choices_of  # noqa: PLC0415

    wanted = {f"groups.{group.name}.{text}" for group in GROUPS for text in ("title", "about")}
    for path, entry in ENTRIES.items():
        key = path.replace(".", "_")
        wanted |= {f"setting.{key}.label", f"setting.{key}.help"}
        wanted |= {f"choice.{key}.{choice}" for choice in choices_of(entry)}
    assert wanted - texts.keys() == set()


def test_what_is_saved_before_the_first_start_does_not_skip_its_questions(
    page: OpenPage, carer: Visitor
) -> None:
    carer.sends_form("/settings/light", carer.gets("/settings/light").form, scan__loops="7")
    saved, problems = read_settings(page.desk.folders.settings)
    assert not problems
    assert (saved.scan.loops, saved.welcome) == (7, "start")
