"""The person's own recordings on the disk."""

from pathlib import Path

from assistant.storage.own_words import OwnWords


def recorded(words: OwnWords, phrase: str) -> Path:
    file = words.next_file(phrase)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"RIFF")
    return file


def test_before_anything_is_recorded_there_is_nothing(tmp_path: Path) -> None:
    assert OwnWords(tmp_path / "words").counts() == {}


def test_each_recording_gets_a_file_of_its_own(tmp_path: Path) -> None:
    words = OwnWords(tmp_path / "words")
    files = [recorded(words, "help me") for _ in range(3)]
    assert len(set(files)) == 3
    assert words.counts() == {"help me": 3}


def test_a_new_recording_never_takes_the_place_of_another(tmp_path: Path) -> None:
    words = OwnWords(tmp_path / "words")
    first = recorded(words, "yes")
    last = recorded(words, "yes")
    first.unlink()
    assert words.next_file("yes") not in (first.with_name("002.wav"), last)


def test_one_word_or_all_can_be_forgotten_and_nothing_else_goes(tmp_path: Path) -> None:
    words = OwnWords(tmp_path / "words")
    beside = tmp_path / "places.db"
    beside.touch()
    for phrase in ("yes", "no", "no"):
        recorded(words, phrase)
    words.forget("yes")
    assert words.counts() == {"no": 2}
    words.forget(None)
    words.forget(None)
    assert words.counts() == {}
    assert beside.exists()


def test_recordings_are_listed_in_order_and_one_can_be_deleted(tmp_path: Path) -> None:
    words = OwnWords(tmp_path / "words")
    for _ in range(3):
        recorded(words, "yes")
    words.forget_one("yes", "002.wav")
    words.forget_one("yes", "007.wav")
    assert [file.name for file in words.files("yes")] == ["001.wav", "003.wav"]


def test_with_the_last_recording_its_word_is_gone(tmp_path: Path) -> None:
    words = OwnWords(tmp_path / "words")
    recorded(words, "yes")
    words.forget_one("yes", "001.wav")
    assert words.counts() == {}
    assert not (tmp_path / "words" / "yes").exists()


def test_a_path_is_no_word(tmp_path: Path) -> None:
    words = OwnWords(tmp_path / "words")
    recorded(words, "yes")
    (tmp_path / "secret.wav").touch()
    for phrase in ("..", ".", "", "yes/..", "../words/yes", str(tmp_path)):
        assert words.files(phrase) == ()
        words.forget_one(phrase, "secret.wav")
    assert (tmp_path / "secret.wav").exists()
