"""The bedside card."""

from pathlib import Path

import pytest

from assistant.carer.page.card_texts import card_texts, switch_in_words
from assistant.core.settings import Settings, with_value
from assistant.storage.card_file import Card, load_card, save_card
from assistant.storage.folders import content_root
from assistant.storage.wording import load_wording
from tests.page.visitor import OpenPage, Visitor

WORDING, _ = load_wording(content_root() / "en")
REGION = {"emergency_number": "112", "checked": "not yet"}


def texts(card: Card | None = None, **values: object) -> str:
    """All that stands on the card."""
    settings = Settings()
    for path, value in values.items():
        settings = with_value(settings, path.replace("__", "."), value)
    made = card_texts(card or Card(), settings, WORDING.page, WORDING.commands, REGION)
    return "\n".join(
        (
            made.title,
            *made.call,
            *made.answer,
            *made.switch,
            made.emergency_number,
            *made.people,
            *made.dark,
            *made.remarks,
        )
    )


def test_the_card_says_how_long_to_hold_and_what_to_say() -> None:
    assert "holding the switch for 4.5 seconds" in texts(help__hold_ms=4500)
    assert "saying “help me”" in texts()


def test_where_nothing_is_listened_to_no_words_are_named() -> None:
    assert "saying" not in texts(listening__is_on=False)


def test_where_holding_moves_the_light_the_round_is_named() -> None:
    assert "once round the list" in texts(scan__method="inverse")


def test_it_says_that_it_is_no_medical_alarm() -> None:
    assert "not a medical alarm" in texts()


def test_the_switch_is_told_in_words() -> None:
    assert switch_in_words(Settings(), WORDING.page) == (
        "The space bar, the left mouse button, a touch on the screen, or a button of the gamepad."
    )
    one = Settings()
    for path, value in (("keys", ("f5",)), ("mouse", ()), ("touch", False), ("gamepad", False)):
        one = with_value(one, f"switch.{path}", value)
    assert switch_in_words(one, WORDING.page) == "The key f5."
    assert "a held sound" in switch_in_words(with_value(one, "switch.sound", "voice"), WORDING.page)


def test_the_carers_own_texts_go_before_the_programs() -> None:
    card = Card(
        name="Anna",
        emergency_number="144",
        people="Ben, son, 555 0100\nDr. Cole",
        switch="The red button.",
        dark="Ring Ben.",
        remarks="She likes the window open.",
    )
    told = texts(card)
    assert told.splitlines()[0] == "Anna may call for help"
    assert "112" not in told
    assert "space bar" not in told
    for text in ("144", "Ben, son, 555 0100", "Dr. Cole", "red button", "Ring Ben.", "window open"):
        assert text in told


def test_a_number_that_nobody_checked_is_not_called_checked() -> None:
    def is_checked(card: Card, region: dict[str, str]) -> bool:
        return card_texts(card, Settings(), WORDING.page, {}, region).is_number_checked

    assert not is_checked(Card(), REGION)
    assert is_checked(Card(), {**REGION, "checked": "2026-11-01"})
    assert is_checked(Card(emergency_number="144"), REGION)


# --- its file ----------------------------------------------------------------------------------


def test_what_was_saved_is_read_again_and_comments_stay(tmp_path: Path) -> None:
    file = tmp_path / "config" / "card.toml"
    card = Card(name='Anna "Anni"', people="one\ntwo", dark="'''\n\\x")
    save_card(file, card)
    assert load_card(file) == (card, ())
    file.write_text("# for the night nurse\n" + file.read_text("utf-8"), encoding="utf-8")
    save_card(file, Card(name="Anna"))
    assert load_card(file) == (Card(name="Anna"), ())
    assert "# for the night nurse" in file.read_text("utf-8")


def test_a_mistake_in_the_file_is_told_and_what_is_right_is_used(tmp_path: Path) -> None:
    file = tmp_path / "card.toml"
    file.write_text('name = "Anna"\npeople = 3\nnote = "x"\n', encoding="utf-8")
    card, problems = load_card(file)
    assert card == Card(name="Anna")
    assert [problem.line for problem in problems] == [2, 3]


# --- on the page -------------------------------------------------------------------------------


def test_the_card_is_filled_in_and_shown(page: OpenPage, carer: Visitor) -> None:
    form = carer.gets("/card/edit").form
    shown = carer.sends_form("/card/edit", form, name=" Anna ", people="Ben 1\r\n\r\nCole 2\r\n")
    assert shown.of(".card-title") == ["Anna may call for help"]
    assert "Who to call Ben 1 Cole 2" in shown.of(".card section")
    assert load_card(page.desk.folders.card)[0].people == "Ben 1\nCole 2"


def test_an_unchecked_number_is_pointed_out_on_the_screen(carer: Visitor) -> None:
    assert any(
        "Nobody has checked" in note for note in carer.gets("/card").of(".screen-only .note")
    )
    form = carer.gets("/card/edit").form
    shown = carer.sends_form("/card/edit", form, emergency_number="112")
    assert not any("Nobody has checked" in note for note in shown.of(".note"))


def test_what_does_not_fit_on_a_card_is_refused_and_stays_in_the_form(
    page: OpenPage, carer: Visitor
) -> None:
    form = carer.gets("/card/edit").form
    refused = carer.sends_form("/card/edit", form, name="A" * 100, people="Ben")
    assert refused.status == 422
    assert refused.of("#name-fault") == ["This is too long: 30 letters are the most."]
    assert refused.form["people"] == "Ben"
    lines = carer.sends_form("/card/edit", form, people="a\nb\nc\nd\ne")
    assert lines.of("#people-fault") == ["These are too many lines: 4 are the most."]
    assert not page.desk.folders.card.exists()


def test_what_is_written_is_shown_as_it_is_and_never_as_a_part_of_the_page(
    carer: Visitor,
) -> None:
    form = carer.gets("/card/edit").form
    sly = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    shown = carer.sends_form("/card/edit", form, people=sly)
    assert sly in shown.seen.replace("Who to call ", "")
    assert not shown.soup.select("script, img")


def test_a_broken_file_is_told_on_the_card_and_never_written(
    page: OpenPage, carer: Visitor
) -> None:
    file = page.desk.folders.card
    form = carer.gets("/card/edit").form
    file.parent.mkdir(exist_ok=True)
    file.write_text("name = [", encoding="utf-8")
    assert "not written as TOML" in carer.gets("/card").seen
    told = carer.sends_form("/card/edit", form, name="Anna")
    assert "has a mistake" in told.of(".note")[0]
    assert told.form["name"] == "Anna"
    assert file.read_text("utf-8") == "name = ["


@pytest.mark.parametrize("name", ["name", "people", "switch", "dark", "remarks"])
def test_each_field_of_the_card_has_its_words(page: OpenPage, name: str) -> None:
    assert f"card_field.{name}" in page.desk.words.texts
    assert f"card_help.{name}" in page.desk.words.texts
