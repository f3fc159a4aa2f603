"""Words, as a carer looks after them on the page."""

from pathlib import Path

import pytest

from assistant.storage.commands_file import read_own_commands
from assistant.storage.own_words import OwnWords
from tests.page.visitor import OpenPage, Visitor
from tests.switches.voices import vowel, write_recording

COMMANDS = "/words/commands"


def own(page: OpenPage) -> dict[str, tuple[str, ...]]:
    found, problems = read_own_commands(page.desk.folders.own_commands, page.desk.wording.commands)
    assert problems == ()
    return dict(found)


def record(page: OpenPage, word: str, count: int = 1) -> list[Path]:
    words = OwnWords(page.desk.folders.words)
    files = []
    for _ in range(count):
        file = words.next_file(word)
        file.parent.mkdir(parents=True, exist_ok=True)
        write_recording(file, vowel(500))
        files.append(file)
    return files


def test_added_words_are_kept_and_shown(page: OpenPage, carer: Visitor) -> None:
    form = carer.gets(COMMANDS).form
    shown = carer.sends_form(COMMANDS, form, select="okay,  do  it ,")
    assert own(page) == {"select": ("okay", "do it")}
    assert shown.form["select"] == "okay, do it"
    assert "2 words added" in carer.gets("/words").of(".mark")


def test_a_word_that_means_something_else_already_is_refused(
    page: OpenPage, carer: Visitor
) -> None:
    form = carer.gets(COMMANDS).form
    refused = carer.sends_form(COMMANDS, form, select="Pause!", next="onwards")
    assert refused.status == 422
    assert refused.of("#select-fault") == ["“Pause!” means “pause” already."]
    assert refused.form["select"] == "Pause!"
    assert refused.form["next"] == "onwards"
    assert own(page) == {}


def test_the_same_new_word_for_two_commands_is_refused(page: OpenPage, carer: Visitor) -> None:
    form = carer.gets(COMMANDS).form
    refused = carer.sends_form(COMMANDS, form, select="okay", yes="okay")
    assert refused.status == 422
    assert own(page) == {}


def test_two_tabs_that_add_to_different_commands_both_keep_theirs(
    page: OpenPage, carer: Visitor
) -> None:
    one, other = carer.gets(COMMANDS).form, carer.gets(COMMANDS).form
    carer.sends_form(COMMANDS, one, select="okay")
    carer.sends_form(COMMANDS, other, next="onwards")
    assert own(page) == {"select": ("okay",), "next": ("onwards",)}


def test_two_tabs_that_change_the_same_command_are_told(page: OpenPage, carer: Visitor) -> None:
    one, other = carer.gets(COMMANDS).form, carer.gets(COMMANDS).form
    carer.sends_form(COMMANDS, one, select="okay")
    asked = carer.sends_form(COMMANDS, other, select="right so")
    assert asked.status == 422
    assert "“okay”" in asked.of("#select-fault")[0]
    carer.sends_form(COMMANDS, asked.form)
    assert own(page) == {"select": ("right so",)}


def test_words_can_be_taken_out_again(page: OpenPage, carer: Visitor) -> None:
    carer.sends_form(COMMANDS, carer.gets(COMMANDS).form, select="okay")
    carer.sends_form(COMMANDS, carer.gets(COMMANDS).form, select="")
    assert own(page) == {}


def test_a_word_that_nothing_here_can_hear_is_named_with_what_to_do(carer: Visitor) -> None:
    form = carer.gets(COMMANDS).form
    shown = carer.sends_form(COMMANDS, form, select="okay, off")
    assert "cannot hear “okay” yet" in shown.of("#select-unheard")[0]
    assert "Language models" in shown.of("#select-unheard")[0]


def test_a_recorded_word_can_be_heard(page: OpenPage, carer: Visitor) -> None:
    record(page, "okay")
    shown = carer.sends_form(COMMANDS, carer.gets(COMMANDS).form, select="okay")
    assert shown.of("#select-unheard") == []


def test_a_broken_file_of_words_is_told_and_not_written(page: OpenPage, carer: Visitor) -> None:
    form = carer.gets(COMMANDS).form
    file = page.desk.folders.own_commands
    file.parent.mkdir(exist_ok=True)
    file.write_text('select = "okay"\n', encoding="utf-8")
    told = carer.sends_form(COMMANDS, form, next="onwards")
    assert "must be a list" in told.of(".mistakes li")[0]
    assert file.read_text(encoding="utf-8") == 'select = "okay"\n'


def test_recordings_are_listed_counted_and_played(page: OpenPage, carer: Visitor) -> None:
    files = record(page, "help me", 2)
    listed = carer.gets("/words/own")
    assert "Listen to “help me” 2 recordings" in listed.of(".ways li")
    word = carer.gets("/words/own/help%20me")
    players = word.soup.select("audio")
    assert len(players) == 2
    assert carer.gets(str(players[0]["src"])).body == files[0].read_bytes()


@pytest.mark.slow
def test_what_could_be_better_about_recordings_is_told(page: OpenPage, carer: Visitor) -> None:
    for word in ("yes", "no"):
        record(page, word, 3)
    told = carer.gets("/words/own").of("main ul:not(.ways) li")
    assert any("sound too alike" in sentence for sentence in told)


def test_a_recording_that_is_no_sound_is_named(page: OpenPage, carer: Visitor) -> None:
    record(page, "yes")[0].write_bytes(b"nothing")
    assert "001.wav" in carer.gets("/words/own").seen


def test_nothing_is_deleted_before_it_was_asked(page: OpenPage, carer: Visitor) -> None:
    files = record(page, "yes", 2)
    asked = carer.gets("/words/forget?word=yes&recording=001.wav")
    assert "cannot be brought back" in asked.seen
    assert all(file.exists() for file in files)


def test_one_recording_a_word_or_all_can_be_deleted(page: OpenPage, carer: Visitor) -> None:
    words = OwnWords(page.desk.folders.words)
    for word in ("yes", "no", "up"):
        record(page, word, 2)
    for address, left in (
        ("?word=yes&recording=001.wav", {"yes": 1, "no": 2, "up": 2}),
        ("?word=yes&recording=002.wav", {"no": 2, "up": 2}),
        ("?word=no", {"up": 2}),
        ("", {}),
    ):
        asked = carer.gets(f"/words/forget{address}")
        answer = carer.sends_form("/words/forget", asked.form)
        assert answer.status == 200
        assert words.counts() == left


@pytest.mark.parametrize(
    "path",
    [
        "/words/own/..",
        "/words/own/..%2f..",
        "/words/own/yes/..%2fsettings.toml",
        "/words/own/yes/%2e%2e%2f%2e%2e%2fsettings.toml",
        "/words/own/yes/002.wav",
        "/words/own/%00",
        "/words/forget?word=..&recording=settings.toml",
        "/words/forget?word=yes&recording=../../settings.toml",
        "/words/forget?word=nothing",
    ],
)
def test_no_address_leads_out_of_the_folder_of_recordings(
    page: OpenPage, carer: Visitor, path: str
) -> None:
    record(page, "yes")
    (page.home / "settings.toml").write_text("# secret\n", encoding="utf-8")
    answer = carer.gets(path)
    assert answer.status == 404
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("word", "recording"),
    [("..", ""), ("yes", "../../settings.toml"), (".", "settings.toml"), ("../home", "")],
)
def test_no_form_deletes_anything_but_recordings(
    page: OpenPage, carer: Visitor, word: str, recording: str
) -> None:
    record(page, "yes")
    beside = page.home / "settings.toml"
    beside.write_text("# mine\n", encoding="utf-8")
    form = carer.gets("/words/forget?word=yes").form
    answer = carer.sends_form("/words/forget", {**form, "word": word, "recording": recording})
    assert answer.status == 404
    assert beside.exists()
    assert OwnWords(page.desk.folders.words).counts() == {"yes": 1}


def test_every_command_has_words_of_its_own_on_the_page(page: OpenPage) -> None:
    texts = page.desk.words.texts
    assert {f"command.{name}" for name in page.desk.wording.commands} - texts.keys() == set()
