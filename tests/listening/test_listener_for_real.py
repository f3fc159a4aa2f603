"""The real microphone driver, ear and spotter: a real word in, an event out, in real time."""

import os
import queue
import time
import wave
from pathlib import Path

import numpy as np
import pytest

from assistant.core.events import DeviceFailed, Event, WordHeard
from assistant.listening.kit import Folders
from assistant.listening.listener import Listener

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SPEECH = ROOT.parent / "shared" / "speech"
PAUSE = 24_000


def said(word: str) -> bytes:
    """Three people, each in a room that rustles."""
    chance = np.random.default_rng(1)
    parts = []
    for file in sorted((SPEECH / "words" / word).glob("*.wav"))[1:4]:
        with wave.open(str(file)) as sound:
            parts.append(np.frombuffer(sound.readframes(sound.getnframes()), "<i2"))
    silence = np.zeros(PAUSE, "<i2")
    whole = np.concatenate(
        [np.tile(silence, 4), *(each for part in parts for each in (part, silence))]
    )
    return (whole + chance.normal(0, 6, len(whole))).astype("<i2").tobytes()


@pytest.mark.skipif(not SPEECH.is_dir(), reason="no recordings in ../shared/speech")
def test_a_real_word_in_the_microphone_is_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "in.raw"
    file.write_bytes(said("yes"))
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILEIN", str(file))
    inbox: queue.Queue[Event] = queue.Queue()
    began_s = time.monotonic()
    listener = Listener(
        inbox.put,
        lambda: int((time.monotonic() - began_s) * 1000),
        Folders(models=ROOT / "models", words=tmp_path / "words"),
    )
    listener.listen_for(["yes", "no", "up", "down"])
    listener.start()
    try:
        word = heard(inbox)
    finally:
        listener.close()
    assert word.guesses[0].phrase == "yes"
    assert 200 < word.ended - word.began < 1200


def heard(inbox: "queue.Queue[Event]") -> WordHeard:
    while True:
        event = inbox.get(timeout=60)
        assert not isinstance(event, DeviceFailed), event
        if isinstance(event, WordHeard) and event.guesses[0].phrase == "yes":
            return event


def test_a_half_model_is_told_in_one_sentence_and_never_again(tmp_path: Path) -> None:
    whole = ROOT / "models"
    for file in ("voice/silero_vad.onnx", "commands/words.json", "commands/spotter.onnx"):
        target = tmp_path / file
        target.parent.mkdir(parents=True, exist_ok=True)
        content = (whole / file).read_bytes()
        target.write_bytes(
            content[: len(content) // 2] if file.endswith("spotter.onnx") else content
        )
    inbox: queue.Queue[Event] = queue.Queue()
    listener = Listener(inbox.put, lambda: 0, Folders(models=tmp_path, words=tmp_path / "words"))
    listener.start()
    try:
        failed = inbox.get(timeout=60)
        assert isinstance(failed, DeviceFailed)
        assert failed.device == "recognizer"
        assert failed.why.endswith(".")
        assert os.linesep not in failed.why
        listener.reload()
        pid = listener.pid
        with pytest.raises(queue.Empty):
            inbox.get(timeout=3)
        assert listener.pid == pid
    finally:
        listener.close()
