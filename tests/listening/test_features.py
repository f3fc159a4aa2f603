"""The two networks that turn sound into figures: the speech embedding and the voice detector."""

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.listening import features, voice
from assistant.listening.contract import CannotListen, Samples
from assistant.listening.features import FRAME_SAMPLES, HOP_SAMPLES, WIDTH, Embedder
from assistant.listening.voice import CHUNK_SAMPLES, SileroVoice
from tests.listening.sounds import chain, noise, quiet, sweep, tone

MODELS = Path(__file__).parents[2] / "models"
BOTH = {features.FILE: Embedder, voice.FILE: SileroVoice}


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder(MODELS)


def likenesses(detector: SileroVoice, sound: Samples) -> list[float]:
    whole = len(sound) // CHUNK_SAMPLES * CHUNK_SAMPLES
    return [detector.likeness(chunk) for chunk in sound[:whole].reshape(-1, CHUNK_SAMPLES)]


def test_each_frame_sees_its_own_part_of_the_sound(embedder: Embedder) -> None:
    sound = chain(noise(700), tone(400), sweep(500, 300, 900))
    frames = embedder.frames(sound)
    third = embedder.frames(sound[2 * HOP_SAMPLES : 2 * HOP_SAMPLES + FRAME_SAMPLES])
    np.testing.assert_allclose(frames[2], third[0], atol=0.01)


@pytest.mark.parametrize(
    ("samples", "rows"),
    [
        (0, 1),
        (1, 1),
        (FRAME_SAMPLES - 1, 1),
        (FRAME_SAMPLES, 1),
        (FRAME_SAMPLES + HOP_SAMPLES - 1, 1),
        (FRAME_SAMPLES + HOP_SAMPLES, 2),
        (16_000, 3),
        (32_000, 16),
    ],
)
def test_longer_sound_has_more_frames_and_the_shortest_has_one(
    embedder: Embedder, samples: int, rows: int
) -> None:
    assert embedder.frames(np.full(samples, 0.01, np.float32)).shape == (rows, WIDTH)


def test_short_sound_lies_in_the_middle_of_quiet(embedder: Embedder) -> None:
    word = tone(300)
    missing = FRAME_SAMPLES - len(word)
    padded = np.pad(word, (missing // 2, missing - missing // 2))
    np.testing.assert_array_equal(embedder.frames(word), embedder.frames(padded))


def test_the_same_sound_has_the_same_frames(embedder: Embedder) -> None:
    sound = noise(1000)
    np.testing.assert_array_equal(embedder.frames(sound), Embedder(MODELS).frames(sound))


def test_a_soft_word_looks_like_a_loud_one(embedder: Embedder) -> None:
    word = chain(quiet(300), sweep(600, 200, 1200), quiet(300))
    loud, soft = embedder.frames(word), embedder.frames(word * 0.1)
    assert np.corrcoef(loud.ravel(), soft.ravel())[0, 1] > 0.97


@settings(deadline=None, max_examples=20)
@given(st.lists(st.floats(width=32), max_size=40))
def test_samples_that_are_no_numbers_do_no_harm(embedder: Embedder, odd: list[float]) -> None:
    sound = noise(800)
    sound[100 : 100 + len(odd)] = odd
    assert np.isfinite(embedder.frames(sound)).all()


@pytest.mark.parametrize("file", BOTH)
def test_a_missing_file_is_one_plain_sentence(file: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotListen, match=r"missing: .*onnx") as problem:
        BOTH[file](tmp_path)
    assert str(problem.value).count("\n") == 0


@pytest.mark.parametrize("file", BOTH)
@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.999])
def test_half_a_file_is_one_plain_sentence(
    file: Path, share: float, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = (MODELS / file).read_bytes()
    (tmp_path / file).parent.mkdir()
    (tmp_path / file).write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(CannotListen, match=r"damaged: .*onnx"):
        BOTH[file](tmp_path)
    said = capfd.readouterr()
    assert said.out + said.err == "", "the engine talks to the person"


def test_another_network_in_the_place_is_damage(tmp_path: Path) -> None:
    (tmp_path / features.FILE).parent.mkdir()
    (tmp_path / features.FILE).write_bytes((MODELS / voice.FILE).read_bytes())
    with pytest.raises(CannotListen, match="damaged"):
        Embedder(tmp_path)


@pytest.mark.parametrize("file", BOTH)
def test_without_the_engine_the_switch_works_as_before(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(CannotListen, match="The switch works as before"):
        BOTH[file](MODELS)


def test_noise_and_silence_are_no_voice() -> None:
    for sound in (quiet(3000), noise(3000, 0.3), np.zeros(48_000, np.float32)):
        assert max(likenesses(SileroVoice(MODELS), sound)) < 0.2


def test_the_detector_forgets() -> None:
    detector = SileroVoice(MODELS)
    first = likenesses(detector, tone(500))
    detector.forget()
    assert likenesses(detector, tone(500)) == first
