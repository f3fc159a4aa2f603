"""What every recognizer promises, whichever it is: see Recognizer in contract.py."""

import struct
import wave
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from assistant.core.hearing import MOST_ASKED, Guess
from assistant.listening.contract import (
    SAMPLE_RATE,
    CannotListen,
    Recognizer,
    Samples,
)
from assistant.listening.features import Embedder
from assistant.listening.personal import PersonalWords
from assistant.listening.spotter import Spotter
from assistant.listening.vosk_recognizer import VoskRecognizer
from tests.listening.korean import OTHER_WORDS, WELL_SAID, korean_model, spoken

pytestmark = pytest.mark.slow

MODELS = Path(__file__).parents[2] / "models"
RNG_SEED = 7


@dataclass(frozen=True)
class Candidate:
    """A recognizer with words that it knows, each with a sound of it."""

    recognizer: Recognizer
    sounds: dict[str, Samples]

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.sounds)


def a_spotter(_folder: Path) -> Candidate:
    words = ("stop", "one", "seven", "down")
    return Candidate(Spotter(MODELS), spoken(words, "en-us"))


def personal_words(folder: Path) -> Candidate:
    words = ("stop", "banana", "yes", "umbrella")
    for rate_wpm in (140, 155, 170):
        for word, sound in spoken(words, "en-us", rate_wpm).items():
            write_wav(folder / word / f"{rate_wpm}.wav", sound)
    return Candidate(PersonalWords(Embedder(MODELS), folder), spoken(words, "en-us", 160))


def vosk(_folder: Path) -> Candidate:
    return Candidate(VoskRecognizer(korean_model(), OTHER_WORDS), spoken(WELL_SAID))


MAKERS: dict[str, Callable[[Path], Candidate]] = {
    "spotter": a_spotter,
    "personal": personal_words,
    "vosk": vosk,
}


@pytest.fixture(scope="module", params=sorted(MAKERS))
def candidate(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Candidate]:
    made = MAKERS[request.param](tmp_path_factory.mktemp("words"))
    yield made
    made.recognizer.close()


@pytest.fixture
def ears(candidate: Candidate) -> Recognizer:
    """The recognizer, listening for all words that it was made for."""
    assert candidate.recognizer.listen_for(candidate.words) == ()
    return candidate.recognizer


def write_wav(file: Path, sound: Samples) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    numbers = (np.clip(sound, -1, 1) * 32_767).astype(int).tolist()
    with file.open("wb") as target, wave.open(target, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE)
        out.writeframes(struct.pack(f"<{len(numbers)}h", *numbers))


def noise(seconds: float, level: float = 0.1) -> Samples:
    rng = np.random.default_rng(RNG_SEED)
    return rng.normal(0, level, int(seconds * SAMPLE_RATE)).astype(np.float32)


def tone(seconds: float, hertz: float, level: float) -> Samples:
    at = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (level * np.sin(2 * np.pi * hertz * at)).astype(np.float32)


def with_holes(seconds: float) -> Samples:
    sound = noise(seconds)
    sound[::7] = np.nan
    sound[3::11] = np.inf
    sound[5::13] = -np.inf
    return sound


ODD_SOUNDS: dict[str, Samples] = {
    "nothing at all": np.zeros(0, np.float32),
    "one sample": np.ones(1, np.float32),
    "two samples": np.array([0.5, -0.5], np.float32),
    "a click": np.concatenate([np.zeros(4000), [1.0], np.zeros(4000)]).astype(np.float32),
    "digital silence": np.zeros(SAMPLE_RATE, np.float32),
    "a quiet room": noise(1, 1e-4),
    "noise": noise(1),
    "loud noise": noise(1, 1.0),
    "clipped far beyond full scale": 50 * noise(1),
    "a square wave": np.sign(tone(1, 120, 1.0)),
    "a hum": tone(1.5, 50, 0.5),
    "a whistle": tone(1, 2500, 0.5),
    "only an offset": np.full(SAMPLE_RATE, 0.7, np.float32),
    "no numbers": np.full(SAMPLE_RATE, np.nan, np.float32),
    "numbers with holes": with_holes(1),
    "twenty seconds of noise": noise(20),
    "twenty seconds of silence": np.zeros(20 * SAMPLE_RATE, np.float32),
}


def assert_sound(guesses: tuple[Guess, ...], active: Sequence[str], name: str) -> None:
    assert len(guesses) <= MOST_ASKED
    assert all(guess.phrase in active for guess in guesses)
    assert all(guess.by == name for guess in guesses)
    scores = [guess.score for guess in guesses]
    assert all(0 <= score <= 1 for score in scores)
    assert scores == sorted(scores, reverse=True)
    assert len({guess.phrase for guess in guesses}) == len(guesses)


@pytest.mark.parametrize("sound", ODD_SOUNDS.values(), ids=ODD_SOUNDS.keys())
def test_odd_sound_never_raises_and_guesses_stay_within_the_rules(
    ears: Recognizer, candidate: Candidate, sound: Samples
) -> None:
    assert_sound(ears.recognize(sound), candidate.words, ears.name)


@pytest.mark.parametrize(
    "sound",
    ["nothing at all", "one sample", "two samples", "digital silence", "no numbers"],
)
def test_where_nothing_was_said_nothing_is_guessed(ears: Recognizer, sound: str) -> None:
    assert ears.recognize(ODD_SOUNDS[sound]) == ()


def test_its_own_words_are_understood(ears: Recognizer, candidate: Candidate) -> None:
    understood = [
        word
        for word, sound in candidate.sounds.items()
        if [guess.phrase for guess in ears.recognize(sound)][:1] == [word]
    ]
    assert len(understood) >= len(candidate.words) - 1


def test_guesses_for_real_words_stay_within_the_rules(
    ears: Recognizer, candidate: Candidate
) -> None:
    for sound in candidate.sounds.values():
        assert_sound(ears.recognize(sound), candidate.words, ears.name)


def test_only_what_is_active_is_ever_guessed(ears: Recognizer, candidate: Candidate) -> None:
    active = candidate.words[:2]
    ears.listen_for(active)
    for sound in candidate.sounds.values():
        assert_sound(ears.recognize(sound), active, ears.name)


def test_with_nothing_active_nothing_is_guessed(ears: Recognizer, candidate: Candidate) -> None:
    assert ears.listen_for(()) == ()
    for sound in candidate.sounds.values():
        assert ears.recognize(sound) == ()


def test_what_it_cannot_hear_is_given_back_and_the_rest_is_heard(
    ears: Recognizer, candidate: Candidate
) -> None:
    word = candidate.words[0]
    unheard = ("qwrtzpsdfg", "xylofonski brzt")
    assert ears.listen_for([unheard[0], word, unheard[1]]) == unheard
    assert [guess.phrase for guess in ears.recognize(candidate.sounds[word])][:1] in ([word], [])


def test_the_same_sound_gets_the_same_answer_whatever_came_between(
    ears: Recognizer, candidate: Candidate
) -> None:
    first = [ears.recognize(sound) for sound in candidate.sounds.values()]
    for sound in ODD_SOUNDS.values():
        ears.recognize(sound)
    ears.listen_for(candidate.words[:1])
    ears.listen_for(candidate.words)
    assert [ears.recognize(sound) for sound in candidate.sounds.values()] == first


def test_the_sound_it_was_given_is_left_as_it_was(ears: Recognizer, candidate: Candidate) -> None:
    for sound in (*candidate.sounds.values(), ODD_SOUNDS["numbers with holes"]):
        before = sound.copy()
        sound.flags.writeable = False
        ears.recognize(sound)
        sound.flags.writeable = True
        np.testing.assert_array_equal(sound, before)


def test_three_hundred_phrases_do_not_trouble_it(ears: Recognizer, candidate: Candidate) -> None:
    many = [*candidate.words, *(f"title number {number} brzt" for number in range(300))]
    unheard = ears.listen_for(many)
    assert not set(unheard) & set(candidate.words)
    for sound in candidate.sounds.values():
        assert_sound(ears.recognize(sound), many, ears.name)


@pytest.mark.parametrize("maker", sorted(MAKERS))
def test_closing_twice_does_no_harm(maker: str, tmp_path: Path) -> None:
    made = MAKERS[maker](tmp_path)
    made.recognizer.close()
    made.recognizer.close()


@pytest.mark.parametrize("name", ["spotter", "personal", "vosk"])
def test_without_its_files_it_says_so_in_one_sentence(name: str, tmp_path: Path) -> None:
    makers: dict[str, Callable[[], Recognizer]] = {
        "spotter": lambda: Spotter(tmp_path),
        "personal": lambda: PersonalWords(Embedder(MODELS), tmp_path),
        "vosk": lambda: VoskRecognizer(tmp_path),
    }
    with pytest.raises(CannotListen) as refused:
        makers[name]()
    said = str(refused.value)
    assert said.endswith(".") or "als-assistant" in said
    assert "\n" not in said
