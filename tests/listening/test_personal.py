"""Words known by somebody's own recordings of them, and advice on those recordings."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from assistant.core.hearing import ACT_AT, ASK_AT, MOST_ASKED
from assistant.listening.alike import Comparison, advice
from assistant.listening.contract import CannotListen, Samples
from assistant.listening.features import Embedder
from assistant.listening.personal import PersonalWords
from assistant.listening.shaping import deepened, shaped, slowed, sound_ms
from assistant.listening.warping import Bundle, directions
from tests.listening.sounds import chain, noise, quiet, sweep, tone, wav

MODELS = Path(__file__).parents[2] / "models"
EMBEDDER = Embedder(MODELS)

Person = Callable[[str, int], Samples]


def sound_of(word: str, nth: int) -> Samples:
    """Somebody who can hum, glide up, glide down, and hum twice; never twice the same."""
    more = 1 + nth * 0.04
    sounds = {
        "stop": tone(int(400 * more), 150 * more),
        "yes": sweep(int(400 * more), 200 * more, 900 * more),
        "no": sweep(int(400 * more), 900 * more, 200 * more),
        "help me": chain(tone(int(180 * more), 200 * more), quiet(150), tone(250, 140 * more)),
    }
    return chain(quiet(200 + 30 * nth), sounds[word] * (0.5 + 0.1 * nth), quiet(250))


WORDS = ("stop", "yes", "no", "help me")


def recorded(folder: Path, counts: Mapping[str, int]) -> Path:
    for word, count in counts.items():
        (folder / word.replace(" ", "_")).mkdir(parents=True)
        for nth in range(count):
            path = folder / word.replace(" ", "_") / f"{nth}.wav"
            path.write_bytes(wav(sound_of(word, nth)))
    return folder


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> PersonalWords:
    folder = recorded(tmp_path_factory.mktemp("words"), dict.fromkeys(WORDS, 3))
    words = PersonalWords(EMBEDDER, folder)
    words.listen_for(WORDS)
    return words


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return recorded(tmp_path, {"stop": 3, "yes": 3})


@pytest.mark.parametrize("word", WORDS)
def test_each_sound_is_known_when_it_is_made_again(person: PersonalWords, word: str) -> None:
    best, *_ = person.recognize(sound_of(word, 4))
    assert (best.phrase, best.by) == (word, "personal")
    assert best.score >= ACT_AT


@pytest.mark.parametrize("word", WORDS)
def test_a_tired_voice_is_still_known(person: PersonalWords, word: str) -> None:
    best, *_ = person.recognize(slowed(sound_of(word, 1), 1.5))
    assert best.phrase == word
    assert best.score >= ASK_AT


def test_a_hesitation_within_a_sound_is_forgiven(person: PersonalWords) -> None:
    hesitant = chain(quiet(200), tone(200, 200), quiet(450), tone(250, 140), quiet(250))
    best, *_ = person.recognize(hesitant)
    assert best.phrase == "help me"
    assert best.score >= ACT_AT


def test_noise_is_no_word(person: PersonalWords) -> None:
    for loudness in (0.01, 0.3):
        for ms in (200, 600, 1500):
            guesses = person.recognize(noise(ms, loudness))
            assert all(guess.score < ASK_AT for guess in guesses)


def test_silence_is_nothing(person: PersonalWords) -> None:
    assert person.recognize(np.zeros(16_000, np.float32)) == ()


@pytest.mark.parametrize("count", [0, 1, 159, 161, 12_400])
def test_odd_lengths_never_raise(person: PersonalWords, count: int) -> None:
    assert len(person.recognize(np.full(count, 0.3, np.float32))) <= MOST_ASKED


def test_a_word_that_is_not_active_is_not_guessed_nor_taken_for_another(
    folder: Path,
) -> None:
    words = PersonalWords(EMBEDDER, folder)
    assert words.listen_for(["yes", "menu"]) == ("menu",)
    guesses = words.recognize(sound_of("stop", 4))
    assert all(guess.phrase == "yes" and guess.score < ASK_AT for guess in guesses)


def test_the_same_sound_has_the_same_answer(folder: Path) -> None:
    first, again = PersonalWords(EMBEDDER, folder), PersonalWords(EMBEDDER, folder)
    for words in (first, again):
        words.listen_for(["stop", "yes"])
    assert first.recognize(sound_of("yes", 5)) == again.recognize(sound_of("yes", 5))


def test_two_words_with_the_same_sound_are_asked_about(tmp_path: Path) -> None:
    for word in ("stop", "go"):
        (tmp_path / word).mkdir()
        for nth in range(3):
            (tmp_path / word / f"{nth}.wav").write_bytes(wav(sound_of("stop", nth)))
    words = PersonalWords(EMBEDDER, tmp_path)
    words.listen_for(["stop", "go"])
    guesses = words.recognize(sound_of("stop", 4))
    assert {guess.phrase for guess in guesses} == {"stop", "go"}
    assert all(ASK_AT <= guess.score < ACT_AT for guess in guesses)


def test_recordings_of_other_rates_and_sides_are_used(tmp_path: Path) -> None:
    (tmp_path / "yes").mkdir()
    sound = sound_of("yes", 0)
    (tmp_path / "yes" / "8 kHz.wav").write_bytes(wav(sound[::2], rate_hz=8000))
    (tmp_path / "yes" / "two sides.wav").write_bytes(wav(np.repeat(sound, 2), channels=2))
    words = PersonalWords(EMBEDDER, tmp_path)
    assert words.problems == ()
    assert len(words.recordings) == 2


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"RIFF rubbish", "is no sound"),
        (b"", "is no sound"),
        (wav(np.zeros(8000, np.float32)), "holds no word"),
        (wav(tone(30)), "holds no word"),
        (wav(tone(5000)), "longer than four seconds"),
    ],
    ids=["corrupt", "empty", "silent", "a click", "a song"],
)
def test_a_bad_recording_is_told_and_the_rest_still_works(
    content: bytes, why: str, folder: Path
) -> None:
    (folder / "yes" / "bad.wav").write_bytes(content)
    words = PersonalWords(EMBEDDER, folder)
    (problem,) = words.problems
    assert "bad.wav" in problem
    assert why in problem
    words.listen_for(["yes"])
    assert words.recognize(sound_of("yes", 4))[0].score >= ACT_AT


def test_a_folder_without_recordings_is_one_plain_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotListen, match="No word has been recorded yet"):
        PersonalWords(EMBEDDER, tmp_path)


def test_the_longest_word_has_half_as_much_time_again(person: PersonalWords) -> None:
    assert 1.5 * 550 <= person.longest_ms <= 1.5 * 700


def test_distinct_and_even_sounds_need_no_advice(tmp_path: Path) -> None:
    words = PersonalWords(EMBEDDER, recorded(tmp_path, {"stop": 3, "yes": 3, "no": 3}))
    assert advice(words.comparison) == ()


def test_a_hum_and_two_hums_are_too_alike(person: PersonalWords) -> None:
    (sentence,) = advice(person.comparison)
    assert sentence.startswith("“help me” and “stop” sound too alike")


def compared(distances: Mapping[tuple[str, str], float], usual: float = 0.7) -> Comparison:
    """Recordings a1 a2 a3 of "a", b1 ... , at these distances, 0.15 within a word."""
    names = ("a1", "a2", "a3", "b1", "b2", "b3")
    table = [
        [
            distances.get(
                (one, other), distances.get((other, one), 0.15 if one[0] == other[0] else usual)
            )
            for other in names
        ]
        for one in names
    ]
    return Comparison(phrases=tuple("aaabbb"), names=names, distances=np.array(table))


def test_two_sounds_too_alike_are_told() -> None:
    (sentence,) = advice(compared({}, usual=0.3))
    assert sentence.startswith("“a” and “b” sound too alike")


def test_near_words_are_too_alike_only_where_they_are_said_unevenly() -> None:
    within = {
        (f"{word}{i}", f"{word}{j}"): 0.3 for word in "ab" for i, j in ((1, 2), (1, 3), (2, 3))
    }
    assert advice(compared({}, usual=0.42)) == ()
    assert "too alike" in advice(compared(within, usual=0.42))[0]


def test_one_recording_unlike_the_others_is_named() -> None:
    (sentence,) = advice(compared({("b1", "b2"): 0.6, ("b2", "b3"): 0.6}))
    assert sentence == "One recording of “b” is unlike the others: record b2 again."


def test_recordings_that_all_differ_are_told() -> None:
    apart = {("a1", "a2"): 0.4, ("a2", "a3"): 0.4, ("a1", "a3"): 0.4}
    (sentence,) = advice(compared(apart))
    assert sentence.startswith("Your recordings of “a” differ a lot")


def test_too_few_recordings_are_told(tmp_path: Path) -> None:
    words = PersonalWords(EMBEDDER, recorded(tmp_path, {"yes": 2, "no": 1}))
    assert advice(words.comparison) == (
        "“no” has only one recording: record it twice more.",
        "“yes” has only 2 recordings: record it once more.",
    )


def test_a_word_in_quiet_is_shaped_like_the_word_alone() -> None:
    word = sweep(400, 200, 900)
    alone, within = shaped(chain(quiet(30), word, quiet(30))), shaped(sound_of("yes", 0) * 2)
    assert abs(len(alone) - len(within)) <= 0.12 * 16_000
    assert abs(sound_ms(chain(quiet(300), word, quiet(200))) - 400) <= 20


def test_slowing_keeps_the_pitch_and_deepening_lowers_it() -> None:
    note = tone(500, 200)

    def pitch_hz(sound: Samples) -> float:
        power = np.abs(np.fft.rfft(sound))
        return float(np.argmax(power) * 16_000 / len(sound))

    assert abs(len(slowed(note, 1.5)) - 1.5 * len(note)) <= 1
    assert abs(pitch_hz(slowed(note, 1.5)) - 200) < 5
    assert abs(pitch_hz(deepened(note, 1.5)) - 200 / 1.5) < 5


def test_a_sequence_is_nought_away_from_itself_said_slower() -> None:
    frames = directions(EMBEDDER.frames(sweep(2000, 200, 900)), np.zeros(96, np.float32))
    slower = np.repeat(frames, 2, axis=0)
    other = directions(EMBEDDER.frames(noise(2000)), np.zeros(96, np.float32))
    same, far = Bundle([slower, other]).distances(frames)
    assert same < 1e-5
    assert far > 0.1
