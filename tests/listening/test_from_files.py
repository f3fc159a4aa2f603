"""Sound files heard as the microphone would have brought them."""

from pathlib import Path

import pytest

from assistant.core.events import VoiceBegan, WordHeard
from assistant.core.hearing import Guess
from assistant.listening.contract import CannotListen
from assistant.listening.ear import Ear
from assistant.listening.from_files import heard_in, heard_in_file, listened
from assistant.listening.kit import Folders
from tests.listening.sounds import KnowsOneAnswer, LoudIsVoice, chain, quiet, sweep, tone, wav

MODELS = Path(__file__).parents[2] / "models"


def an_ear() -> Ear:
    ear = Ear(LoudIsVoice(), [KnowsOneAnswer((Guess("stop", 0.9, "x"),), frozenset({"stop"}))])
    ear.listen_for(["stop"])
    return ear


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "stop.wav"
    path.write_bytes(wav(tone(400)))
    return path


def test_times_count_from_the_beginning_of_the_file(file: Path) -> None:
    heard = heard_in_file(file, an_ear())
    assert heard.guesses[0].phrase == "stop"
    assert abs(heard.began_ms) <= 32
    assert abs(heard.ended_ms - 400) <= 32
    assert heard.ms_after_end >= 200


def test_a_file_cut_close_is_a_word_all_the_same(file: Path) -> None:
    file.write_bytes(wav(tone(300)))
    assert heard_in_file(file, an_ear()).words == 1


def test_a_file_without_a_word_says_why(file: Path) -> None:
    file.write_bytes(wav(tone(4000)))
    heard = heard_in_file(file, an_ear())
    assert (heard.guesses, heard.why_none) == ((), "too long")
    file.write_bytes(wav(quiet(500)))
    assert heard_in_file(file, an_ear()).why_none is None


def test_one_file_leaves_nothing_behind_for_the_next(file: Path) -> None:
    ear = an_ear()
    first, second = heard_in_file(file, ear), heard_in_file(file, ear)
    assert (first.began_ms, first.ended_ms) == (second.began_ms, second.ended_ms)


def test_every_word_of_a_file_is_told() -> None:
    sound = chain(tone(300), quiet(600), tone(300), quiet(600))
    events = [each.event for each in heard_in(sound, an_ear())]
    assert [type(each) for each in events] == [VoiceBegan, WordHeard] * 2


def test_the_persons_own_recordings_are_used(tmp_path: Path) -> None:
    for word, sound in {"yes": sweep(400, 200, 900), "no": sweep(400, 900, 200)}.items():
        (tmp_path / word).mkdir()
        for nth in range(3):
            (tmp_path / word / f"{nth}.wav").write_bytes(wav(sound * (0.5 + 0.2 * nth)))
    # The real detector takes a glide for no voice: only that the words are loaded is judged.
    folders = Folders(models=MODELS, words=tmp_path)
    (heard,) = listened([tmp_path / "yes" / "0.wav"], ["yes", "no"], folders, "personal")
    assert heard.file.name == "0.wav"


def test_a_recognizer_that_is_not_here_is_one_plain_sentence(tmp_path: Path) -> None:
    folders = Folders(models=MODELS, words=tmp_path)
    with pytest.raises(CannotListen, match="There is no recognizer called parrot here"):
        next(listened([], ["yes"], folders, "parrot"))


def test_no_recognizer_at_all_is_one_plain_sentence(tmp_path: Path) -> None:
    folders = Folders(models=tmp_path, words=tmp_path)
    with pytest.raises(CannotListen, match="missing"):
        next(listened([], ["yes"], folders))


def test_a_file_that_is_no_sound_is_one_plain_sentence(file: Path) -> None:
    file.write_bytes(b"no sound")
    with pytest.raises(CannotListen, match=r"stop\.wav"):
        heard_in_file(file, an_ear())
