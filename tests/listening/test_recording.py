"""A recorded word is whole in its file, or not there."""

import wave
from pathlib import Path

import numpy as np
import pytest

from assistant.listening.recording import keep

WORD = np.asarray(np.sin(np.arange(8000) / 10) * 1.2, np.float32)


def test_a_word_is_kept_as_any_program_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "yes" / "1.wav"
    keep(WORD, path)
    with wave.open(str(path)) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (16_000, 1, 2)
        samples = np.frombuffer(sound.readframes(8000), "<i2")
    assert np.abs(samples / 32767 - np.clip(WORD, -1, 1)).max() < 0.0001


def test_a_power_cut_while_writing_leaves_the_recording_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "1.wav"
    keep(WORD, path)
    before = path.read_bytes()

    def cut(_file: int) -> None:
        message = "the disk is gone"
        raise OSError(message)

    monkeypatch.setattr("os.fsync", cut)
    with pytest.raises(OSError, match="gone"):
        keep(WORD[:100], path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["1.wav"]
