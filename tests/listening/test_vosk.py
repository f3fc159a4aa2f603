"""What vosk is asked, what its answers are worth, and vosk itself with a Korean model."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.core.hearing import ACT_AT, ASK_AT
from assistant.listening import vosk_library, vosk_recognizer
from assistant.listening.contract import CannotListen
from assistant.listening.model_install import Surroundings, install_from_file
from assistant.listening.other_words import ENGLISH
from assistant.listening.vosk_grammar import (
    UNKNOWN,
    Grammar,
    grammar_for,
    guesses,
    is_worth_a_second_look,
    said,
    shares,
)
from assistant.listening.vosk_library import Hypothesis, VoskFailed
from assistant.listening.vosk_recognizer import VoskMissing, VoskRecognizer, try_out
from tests.listening.korean import (
    COMMANDS,
    FOREIGN,
    OTHER_WORDS,
    WELL_SAID,
    korean_model,
    spoken,
)
from tests.listening.model_server import TryingOut, files_of_a_model, zipped

OTHERS = tuple(f"other{number}" for number in range(150))
KNOWN = {UNKNOWN, "stop", "go", "on", "follow", "up", "care", *OTHERS}


def knows(word: str) -> bool:
    return word in KNOWN


# --- the grammar ------------------------------------------------------------------------------


def test_phrases_with_a_word_the_model_lacks_are_given_back() -> None:
    grammar = grammar_for(["stop", "riluzole", "go on", "go riluzole"], OTHERS, knows)
    assert grammar.unheard == ("riluzole", "go riluzole")
    assert grammar.lines == ("stop", "go on", *OTHERS, UNKNOWN)


def test_a_title_is_heard_as_one_says_it_and_told_as_it_was_asked_for() -> None:
    grammar = grammar_for(["Follow-up care?"], OTHERS, knows)
    assert grammar.spoken == {"follow up care": "Follow-up care?"}


@pytest.mark.parametrize("phrase", ["", "   ", "?!", "-"])
def test_a_phrase_without_words_cannot_be_heard(phrase: str) -> None:
    assert grammar_for([phrase], OTHERS, knows).unheard == (phrase,)


def test_of_two_phrases_that_sound_the_same_the_second_is_given_back() -> None:
    assert grammar_for(["follow-up", "follow up"], OTHERS, knows).unheard == ("follow up",)


def test_a_word_that_is_a_phrase_now_is_not_among_the_others() -> None:
    lines = grammar_for(["other7"], OTHERS, knows).lines
    assert lines.count("other7") == 1


@pytest.mark.parametrize("sign", ["’", "'"])
def test_an_apostrophe_belongs_to_its_word(sign: str) -> None:
    assert said(f"Don{sign}t stop!") == "don't stop"


def test_a_model_that_cannot_hear_the_unknown_may_not_act() -> None:
    assert grammar_for(["stop"], OTHERS, knows).may_act
    assert not grammar_for(["stop"], OTHERS, lambda word: word != UNKNOWN and knows(word)).may_act
    assert not grammar_for(["stop"], OTHERS[:40], knows).may_act


def test_the_usual_other_words_are_many_and_none_sounds_like_a_command() -> None:
    assert len(set(ENGLISH)) == len(ENGLISH) > 300
    sound_alikes = {
        "won",
        "to",
        "too",
        "for",
        "fore",
        "ate",
        "know",
        "write",
        "red",
        "reed",
        "paws",
    }
    assert not sound_alikes & set(ENGLISH)


# --- what an answer is worth ------------------------------------------------------------------

STOP_OR_GO = grammar_for(["stop", "go on"], OTHERS, knows)
ONLY_ASKING = grammar_for(["stop", "go on"], (), knows)


def test_shares_add_up_and_count_the_same_text_once() -> None:
    found = shares([Hypothesis("stop", -3), Hypothesis("go on", -3), Hypothesis("stop", -3)])
    assert found == pytest.approx({"stop": 2 / 3, "go on": 1 / 3})
    assert shares([]) == {}


def test_shares_of_very_unlikely_sounds_are_still_shares() -> None:
    found = shares([Hypothesis("stop", -100_000), Hypothesis("go on", -100_001)])
    assert found == pytest.approx({"stop": 0.731, "go on": 0.269}, abs=0.001)


def test_a_phrase_alone_in_both_is_acted_on() -> None:
    (guess,) = guesses(STOP_OR_GO, {"stop": 1.0}, {"stop": 1.0}, "vosk")
    assert guess.phrase == "stop"
    assert ACT_AT <= guess.score < 1


@pytest.mark.parametrize("slowed", [{}, {"": 1.0}, {"go on": 1.0}, {"stop": 0.8, "": 0.2}])
def test_a_phrase_that_the_slowed_sound_does_not_confirm_is_asked_about(
    slowed: dict[str, float],
) -> None:
    (guess,) = guesses(STOP_OR_GO, {"stop": 1.0}, slowed, "vosk")
    assert ASK_AT <= guess.score < ACT_AT


def test_a_phrase_with_rivals_that_is_not_confirmed_is_let_be() -> None:
    (guess,) = guesses(STOP_OR_GO, {"stop": 0.6, "other3": 0.4}, {"other3": 1.0}, "vosk")
    assert guess.score < ASK_AT


def test_without_means_to_tell_other_sounds_nothing_is_acted_on() -> None:
    (guess,) = guesses(ONLY_ASKING, {"stop": 1.0}, {"stop": 1.0}, "vosk")
    assert ASK_AT <= guess.score < ACT_AT


def test_two_phrases_are_given_likeliest_first() -> None:
    found = guesses(STOP_OR_GO, {"stop": 0.45, "go on": 0.55}, {"go on": 1.0}, "vosk")
    assert [guess.phrase for guess in found] == ["go on", "stop"]


def test_only_what_holds_a_phrase_is_looked_at_twice() -> None:
    assert is_worth_a_second_look(STOP_OR_GO, {"stop": 0.5, "other1": 0.5})
    assert not is_worth_a_second_look(STOP_OR_GO, {"stop stop": 1.0})
    assert not is_worth_a_second_look(STOP_OR_GO, {})


def test_a_grammar_is_only_data() -> None:
    assert grammar_for(["stop"], OTHERS, knows) == Grammar(
        spoken={"stop": "stop"}, others=(*OTHERS, UNKNOWN), unheard=(), may_act=True
    )


# --- models that are none ---------------------------------------------------------------------


@pytest.fixture
def paper_model(tmp_path: Path) -> Path:
    """All files of a model, and nothing of it works."""
    folder = tmp_path / "paper"
    for name, content in files_of_a_model().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def no_vosk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever gets as far as vosk is told that it is missing."""

    def missing() -> Path:
        message = "the package vosk is not installed"
        raise VoskFailed(message)

    monkeypatch.setattr(vosk_library, "library_file", missing)


@pytest.mark.usefixtures("no_vosk")
def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotListen, match="is not whole"):
        VoskRecognizer(tmp_path / "none")


@pytest.mark.usefixtures("no_vosk")
@pytest.mark.parametrize("name", sorted(files_of_a_model()))
def test_half_a_model_never_reaches_vosk(paper_model: Path, name: str) -> None:
    (paper_model / name).write_bytes(b"")
    with pytest.raises(CannotListen, match="is not whole"):
        VoskRecognizer(paper_model)


@pytest.mark.usefixtures("no_vosk")
def test_an_installed_model_that_changed_never_reaches_vosk(tmp_path: Path) -> None:
    file = tmp_path / "model.zip"
    file.write_bytes(zipped(files_of_a_model()))
    installed = install_from_file(file, (), tmp_path / "m", Surroundings(try_out=TryingOut()))
    (installed.folder / "graph" / "Gr.fst").write_bytes(b"rot")
    with pytest.raises(CannotListen, match="models install model"):
        VoskRecognizer(installed.folder)


@pytest.mark.usefixtures("no_vosk")
def test_without_the_package_the_sentence_says_what_still_works(paper_model: Path) -> None:
    with pytest.raises(VoskMissing, match="the switch work as before"):
        VoskRecognizer(paper_model)


def test_a_library_that_cannot_be_loaded_is_told_apart_from_a_crash(tmp_path: Path) -> None:
    library = tmp_path / "libvosk.so"
    library.write_bytes(b"no library")
    with pytest.raises(VoskFailed, match="cannot be loaded"):
        vosk_library.Model(library, tmp_path)


# --- vosk itself ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def listening() -> Iterator[VoskRecognizer]:
    recognizer = VoskRecognizer(korean_model(), OTHER_WORDS)
    yield recognizer
    recognizer.close()


@pytest.mark.slow
def test_words_said_clearly_are_understood(listening: VoskRecognizer) -> None:
    assert listening.listen_for(COMMANDS) == ()
    for word, sound in spoken(WELL_SAID).items():
        found = listening.recognize(sound)
        assert [guess.phrase for guess in found][:1] == [word]
        assert found[0].score >= ASK_AT
        assert found[0].by == "vosk"


@pytest.mark.slow
def test_the_korean_model_cannot_tell_other_sounds_so_it_never_acts(
    listening: VoskRecognizer,
) -> None:
    listening.listen_for(COMMANDS)
    assert not listening.may_act
    noise = np.random.default_rng(1).normal(0, 0.1, 16_000).astype(np.float32)
    for sound in (*spoken((*WELL_SAID, *FOREIGN)).values(), noise):
        assert all(guess.score < ACT_AT for guess in listening.recognize(sound))


@pytest.mark.slow
def test_most_foreign_words_are_not_even_asked_about(listening: VoskRecognizer) -> None:
    listening.listen_for(COMMANDS)
    asked = [
        word
        for word, sound in spoken(FOREIGN).items()
        if any(guess.score >= ASK_AT for guess in listening.recognize(sound))
    ]
    assert len(asked) <= 1


@pytest.mark.slow
def test_what_the_model_has_never_heard_of_is_given_back(listening: VoskRecognizer) -> None:
    assert listening.listen_for(["여섯", "riluzole", "help me"]) == ("riluzole", "help me")


@pytest.mark.slow
def test_a_word_counts_only_while_it_is_active(listening: VoskRecognizer) -> None:
    sound = spoken(WELL_SAID)["여섯"]
    listening.listen_for(["여섯", "왼쪽"])
    assert [guess.phrase for guess in listening.recognize(sound)] == ["여섯"]
    listening.listen_for(["왼쪽"])
    assert all(guess.phrase == "왼쪽" for guess in listening.recognize(sound))
    listening.listen_for(())
    assert listening.recognize(sound) == ()


@pytest.mark.slow
def test_three_hundred_titles_are_switched_faster_than_one_notices(
    listening: VoskRecognizer,
) -> None:
    titles = [f"{one} {two} {one}" for one in OTHER_WORDS[:20] for two in OTHER_WORDS[20:35]]
    taken_ms = []
    for turn in range(5):
        began_s = time.perf_counter()
        assert listening.listen_for(titles[turn:]) == ()
        taken_ms.append((time.perf_counter() - began_s) * 1000)
    # The least of them: other programs share this machine.
    assert min(taken_ms) < 50


@pytest.mark.slow
def test_vosk_writes_nothing_anywhere(
    listening: VoskRecognizer, capfd: pytest.CaptureFixture[str]
) -> None:
    listening.listen_for(["여섯", "unheard of"])
    listening.recognize(spoken(WELL_SAID)["여섯"])
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["am/final.mdl", "graph/HCLr.fst", "graph/Gr.fst"])
def test_a_model_cut_in_half_is_found_by_the_probe(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "half"
    shutil.copytree(korean_model(), folder, copy_function=lambda a, b: Path(b).symlink_to(a))
    whole = (folder / name).read_bytes()
    (folder / name).unlink()
    (folder / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CannotListen, match="is not whole"):
        try_out(folder)


@pytest.mark.slow
def test_a_whole_model_passes_the_probe() -> None:
    try_out(korean_model())


@pytest.mark.slow
def test_a_probe_that_takes_too_long_counts_as_failed() -> None:
    with pytest.raises(CannotListen, match="is not whole"):
        try_out(korean_model(), within_s=0.01)


def test_every_file_that_is_needed_is_in_the_korean_model() -> None:
    assert vosk_recognizer.missing_files(korean_model()) == ()
