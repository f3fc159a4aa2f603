import importlib.util
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from assistant.core.hearing import ACT_AT, ASK_AT
from assistant.listening.contract import SAMPLE_RATE, CannotListen, Samples
from assistant.listening.sound_files import read_sound
from assistant.listening.spotter import Spotter, Words, framed, levelled, trimmed
from tests.listening.korean import spoken

MODELS = Path(__file__).parents[2] / "models"
SPEECH = Path(__file__).parents[3] / "shared" / "speech"
SCREEN = tuple("one two three four five six seven eight yes no up down stop go".split())  # noqa: SIM905
LEVEL = 0.1

needs_engine = pytest.mark.skipif(
    importlib.util.find_spec("onnxruntime") is None, reason="needs the package onnxruntime"
)


@pytest.fixture(scope="module")
def ears() -> Spotter:
    return Spotter(MODELS)


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A copy of the models, to be damaged."""
    shutil.copytree(MODELS / "commands", tmp_path / "commands")
    return tmp_path


def act(spotter: Spotter, sound: Samples) -> str | None:
    guesses = spotter.recognize(sound)
    return guesses[0].phrase if guesses and guesses[0].score >= ACT_AT else None


def with_quiet_around(sound: Samples) -> Samples:
    quiet = np.zeros(SAMPLE_RATE // 5, np.float32)
    return np.concatenate((quiet, sound, quiet))


def words(**changed: float) -> Words:
    limits = {"act_from": 0.6, "ask_from": 0.2, **changed}
    return Words(labels=("yes",), samples=32_000, level=LEVEL, sha256="", **limits)


def test_the_limits_of_the_network_are_those_that_all_recognizers_share() -> None:
    assert words().score(0.6) == pytest.approx(ACT_AT)
    assert words().score(0.2) == pytest.approx(ASK_AT)


def test_a_score_rises_with_the_likelihood_from_nothing_to_one() -> None:
    scores = [words().score(each) for each in np.linspace(0, 1, 21)]
    assert scores == sorted(scores)
    assert (scores[0], scores[-1]) == (0.0, 1.0)


def test_a_word_is_brought_to_the_same_level_however_loud_it_was() -> None:
    word = np.sin(np.arange(8000, dtype=np.float32))
    loud, quiet = levelled(word, LEVEL), levelled(word * np.float32(0.01), LEVEL)
    assert loud is not None
    assert quiet is not None
    np.testing.assert_allclose(loud, quiet, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("length", [0, 1, 100, SAMPLE_RATE])
def test_an_empty_line_is_not_made_louder(length: int) -> None:
    assert levelled(np.zeros(length, np.float32), LEVEL) is None


def test_short_sound_is_put_into_the_middle_of_quiet() -> None:
    assert framed(np.ones(2, np.float32), 6, 0).tolist() == [0, 0, 1, 1, 0, 0]
    assert framed(np.ones(2, np.float32), 6, 1).tolist() == [0, 0, 0, 1, 1, 0]


def test_nothing_of_a_word_is_lost_by_moving_it() -> None:
    assert framed(np.ones(4, np.float32), 6, 9).sum() == 4
    assert framed(np.ones(4, np.float32), 6, -9).sum() == 4


def test_of_long_sound_the_middle_is_heard() -> None:
    assert framed(np.arange(6, dtype=np.float32), 2, 0).tolist() == [2, 3]


def test_the_hiss_around_a_word_is_cut_off() -> None:
    rng = np.random.default_rng(3)
    sound = rng.normal(0, 0.001, 3 * SAMPLE_RATE).astype(np.float32)
    word = slice(SAMPLE_RATE, SAMPLE_RATE + SAMPLE_RATE // 2)
    sound[word] = rng.normal(0, 0.1, SAMPLE_RATE // 2)
    cut = trimmed(sound)
    assert np.isin(sound[word], cut).all()
    assert len(cut) == pytest.approx(0.9 * SAMPLE_RATE, abs=400)


def test_sound_that_is_equally_loud_all_over_is_left_alone() -> None:
    sound = np.full(SAMPLE_RATE, 0.1, np.float32)
    assert len(trimmed(sound)) == len(sound)


@needs_engine
def test_the_commands_of_every_menu_can_be_heard_and_titles_are_given_back(ears: Spotter) -> None:
    commands = (*SCREEN, "next", "back", "select", "menu", "home", "help me", "what can i say")
    assert ears.listen_for((*commands, "riluzole", "speech and communication")) == (
        "riluzole",
        "speech and communication",
    )


@needs_engine
def test_likelihoods_leave_room_for_anything_else(ears: Spotter) -> None:
    rng = np.random.default_rng(1)
    sound = rng.normal(0, 0.1, SAMPLE_RATE).astype(np.float32)
    assert 0 < sum(ears.likelihoods(sound).values()) < 1


@needs_engine
@pytest.mark.parametrize("missing", ["spotter.onnx", "words.json"])
def test_a_model_with_a_part_missing_is_refused_by_name(models: Path, missing: str) -> None:
    (models / "commands" / missing).unlink()
    with pytest.raises(CannotListen, match=missing):
        Spotter(models)


@needs_engine
def test_a_half_model_is_refused(models: Path) -> None:
    file = models / "commands" / "spotter.onnx"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(CannotListen, match=r"damaged.*Install the program again\.$"):
        Spotter(models)


@needs_engine
def test_a_model_of_another_version_is_refused(models: Path) -> None:
    file = models / "commands" / "words.json"
    card = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({**card, "sha256": "0" * 64}), "utf-8")
    with pytest.raises(CannotListen, match="damaged"):
        Spotter(models)


@needs_engine
@pytest.mark.parametrize(
    "damage",
    ["", "[]", "{}", '{"words": 3}', "\x00\x01"],
    ids=["empty", "a list", "no fields", "no words", "no text"],
)
def test_a_damaged_list_of_words_is_refused_in_one_sentence(models: Path, damage: str) -> None:
    (models / "commands" / "words.json").write_text(damage, "utf-8")
    with pytest.raises(CannotListen, match=r"^[^\n]*damaged[^\n]*\.$"):
        Spotter(models)


@needs_engine
@pytest.mark.parametrize("change", [{"act_from": 0.0}, {"ask_from": 0.9}, {"words": []}])
def test_limits_without_sense_are_refused(models: Path, change: dict[str, object]) -> None:
    file = models / "commands" / "words.json"
    card = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({**card, **change}), "utf-8")
    with pytest.raises(CannotListen, match="damaged"):
        Spotter(models)


@needs_engine
@pytest.mark.slow
def test_a_word_that_is_not_active_is_not_taken_for_an_active_one(ears: Spotter) -> None:
    sounds = spoken(("stop", "seven", "yes"), "en-us")
    ears.listen_for(("left", "four", "menu"))
    assert [act(ears, sound) for sound in sounds.values()] == [None, None, None]


@needs_engine
@pytest.mark.slow
@pytest.mark.skipif(not SPEECH.is_dir(), reason="needs the recordings in ../shared/speech")
def test_real_people_are_understood_and_other_words_are_let_be(ears: Spotter) -> None:
    ears.listen_for(SCREEN)
    right = wrong = said = taken = others = 0
    for file in sorted((*SPEECH.glob("words/*/*.wav"), *SPEECH.glob("other_words/*/*.wav"))):
        word = file.parent.name
        heard = act(ears, with_quiet_around(read_sound(file)))
        if word in SCREEN:
            said += 1
            right += heard == word
            wrong += heard not in (None, word)
        else:
            others += 1
            taken += heard is not None
    assert right >= RIGHT * said
    assert wrong <= WRONG * said
    assert taken <= TAKEN * others


RIGHT, WRONG, TAKEN = 0.88, 0.02, 0.08
"""What the model reaches, with a little room: a new one must not fall behind. See its card."""
