"""What is not done yet, on the first page."""

from datetime import UTC, datetime

from assistant.carer.backup import note_made
from assistant.core.settings import Settings, with_value
from assistant.storage.card_file import Card, save_card
from assistant.storage.settings_file import save_settings
from tests.carer.homes import live_in
from tests.page.visitor import OpenPage, Visitor


def to_do(carer: Visitor) -> list[str]:
    return [each.partition(".")[0] for each in carer.gets("/").of(".to-do li")]


def test_at_first_everything_is_to_be_done_and_each_leads_somewhere(carer: Visitor) -> None:
    assert to_do(carer) == [
        "The first questions",
        "Write down who to call",
        "If speech is slurred: record own words",
        "Make a backup",
    ]
    for link in carer.gets("/").soup.select(".to-do a"):
        assert carer.gets(str(link["href"])).status == 200


def test_what_is_done_is_not_told(page: OpenPage, carer: Visitor) -> None:
    folders = page.desk.folders
    save_settings(folders.settings, Settings())
    assert to_do(carer)[0] == "Try the switch"
    live_in(folders)
    assert to_do(carer) == ["Write down who to call", "Make a backup"]
    save_card(folders.card, Card(people="Ben, son, 555 0100"))
    note_made(folders, datetime.now(UTC))
    assert to_do(carer) == []
    note_made(folders, datetime(2020, 1, 1, tzinfo=UTC))
    assert to_do(carer) == ["Make a new backup"]


def test_own_words_are_not_asked_for_where_nothing_listens(page: OpenPage, carer: Visitor) -> None:
    save_settings(page.desk.folders.settings, with_value(Settings(), "listening.is_on", False))
    assert "If speech is slurred: record own words" not in to_do(carer)


def test_odd_files_are_nothing_that_was_done(page: OpenPage, carer: Visitor) -> None:
    folders = page.desk.folders
    save_settings(folders.settings, Settings())
    folders.pressing.write_text("[[", encoding="utf-8")
    folders.backup_made.write_text("yesterday", encoding="utf-8")
    assert {"Try the switch", "Make a backup"} <= set(to_do(carer))
