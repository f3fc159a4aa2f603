"""The synthesizer process: real espeak-ng, real crashes, real hangs."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.core.lexicon import Lexicon
from assistant.core.settings import Settings
from assistant.speech import worker
from assistant.speech.sound import decoded
from assistant.speech.synthesizer import SynthesisFailed, Synthesizer
from assistant.speech.to_file import say_to_file
from tests.processes import is_alive
from tests.speech.conftest import MUTE_ENGINE

pytestmark = pytest.mark.slow

SENTENCE = "Riluzole slows the disease, but it does not stop it."


@pytest.fixture
def synthesizer() -> Iterator[Synthesizer]:
    one = Synthesizer()
    one.start()
    yield one
    one.close()


def test_a_text_becomes_sound_that_starts_at_once(synthesizer: Synthesizer) -> None:
    sound = synthesizer.samples("Yes", 175, "")
    samples = array("h", sound.pcm)
    assert 200 < sound.duration_ms < 600
    assert max(abs(value) for value in samples[:1103]) > 40  # within 50 ms
    assert max(abs(value) for value in samples) > 5000


def test_it_says_which_voices_there_are(synthesizer: Synthesizer) -> None:
    ready = synthesizer.ready()
    assert ready.voice_kind == {"win32": "sapi5", "darwin": "nsss"}.get(sys.platform, "espeak")
    assert ready.voices


def test_every_text_comes_out_whole_however_fast_they_follow(synthesizer: Synthesizer) -> None:
    """The espeak driver of pyttsx3 by itself loses words here: see ``Engine``."""
    lengths: dict[tuple[str, int], set[int]] = {}
    for _ in range(15):
        for rate_wpm in (150, 300):
            for text in ("Yes", "Back", SENTENCE):
                length = synthesizer.samples(text, rate_wpm, "").duration_ms
                lengths.setdefault((text, rate_wpm), set()).add(length)
    assert all(min(each) > 80 and max(each) - min(each) < 30 for each in lengths.values()), lengths


def test_faster_is_shorter(synthesizer: Synthesizer) -> None:
    slow, fast = (synthesizer.samples(SENTENCE, rate, "").duration_ms for rate in (100, 300))
    assert fast < slow / 2


@pytest.mark.parametrize("text", ["", " ", "...", "?", "\0", "\n"])
def test_a_text_with_nothing_to_say_is_an_empty_sound(synthesizer: Synthesizer, text: str) -> None:
    assert synthesizer.samples(text, 175, "").duration_ms == 0


@pytest.mark.parametrize("text", ["<speak>a & b</speak>", "[[hel]]", "é ü 漢字", "a\0b", "😀"])
def test_odd_texts_are_said(synthesizer: Synthesizer, text: str) -> None:
    assert synthesizer.samples(text, 175, "").duration_ms > 0


def test_a_killed_engine_is_started_again_and_the_text_said(synthesizer: Synthesizer) -> None:
    synthesizer.ready()
    pid = synthesizer.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert synthesizer.samples(SENTENCE, 175, "").duration_ms > 1000
    assert synthesizer.pid != pid


def test_a_hung_engine_is_restarted_and_the_sentence_is_said_again(
    synthesizer: Synthesizer,
) -> None:
    synthesizer.ready()
    pid = synthesizer.pid
    assert pid is not None
    synthesizer.inject_hang()
    assert synthesizer.samples(SENTENCE, 175, "", deadline_ms=300).duration_ms > 1000
    assert not is_alive(pid)


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files are made, by us and by the process."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def test_nothing_that_was_said_lies_about_however_the_engine_ended(scratch: Path) -> None:
    synthesizer = Synthesizer()
    try:
        synthesizer.ready()
        synthesizer.inject_hang()
        assert synthesizer.samples(SENTENCE, 175, "", deadline_ms=300).duration_ms > 1000
        pid = synthesizer.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        assert synthesizer.samples(SENTENCE, 175, "").duration_ms > 1000
        assert len(list(scratch.iterdir())) == 1
    finally:
        synthesizer.close()
    assert list(scratch.iterdir()) == []


def test_an_engine_that_is_ended_while_it_starts_leaves_no_folder(scratch: Path) -> None:
    """As when the program is closed right after its start: it had not said where it writes yet."""
    synthesizer = Synthesizer()
    synthesizer.start()
    until = time.monotonic() + 10
    while not list(scratch.iterdir()) and time.monotonic() < until:
        time.sleep(0.001)
    assert list(scratch.iterdir())
    synthesizer.close()
    assert list(scratch.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="Windows has no terminals that hang up")
def test_a_terminal_that_is_closed_ends_the_engine_no_sooner_than_the_program(
    synthesizer: Synthesizer,
) -> None:
    """It tells everybody in it; the sentence that is being said would be lost, and its folder."""
    synthesizer.ready()
    pid = synthesizer.pid
    assert pid is not None
    os.kill(pid, signal.SIGHUP)
    assert synthesizer.samples(SENTENCE, 175, "").duration_ms > 1000
    assert synthesizer.pid == pid


def test_what_the_engine_still_writes_while_it_is_cleared_is_cleared_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "scratch"
    (folder / "said").mkdir(parents=True)
    clear = shutil.rmtree
    writes = ["first.wav", "second.wav"]

    def cleared(path: Path, *, ignore_errors: bool) -> None:
        """As if the engine, on its own thread, wrote one more file just then."""
        if writes:
            (path / writes.pop()).write_text("x", encoding="utf-8")
            return
        clear(path, ignore_errors=ignore_errors)

    monkeypatch.setattr(shutil, "rmtree", cleared)
    worker.take_away(folder)
    assert not folder.exists()


def test_a_broken_engine_is_told_once_and_then_left_in_peace(
    install_engine: Callable[[str], Path],
) -> None:
    install_engine(MUTE_ENGINE)
    told: list[tuple[bool, str]] = []
    synthesizer = Synthesizer(lambda is_working, why: told.append((is_working, why)))
    for _ in range(2):
        with pytest.raises(SynthesisFailed):
            synthesizer.samples(SENTENCE, 175, "")
    assert [is_working for is_working, _ in told] == [False]
    assert synthesizer.rest_s > 5
    began_s = time.monotonic()
    for _ in range(100):
        with pytest.raises(SynthesisFailed, match="voice"):
            synthesizer.samples(SENTENCE, 175, "")
    assert time.monotonic() - began_s < 0.1
    assert synthesizer.pid is None
    synthesizer.close()


PROGRAM = """
import os, sys
from assistant.speech.synthesizer import Synthesizer
if __name__ == "__main__":
    synthesizer = Synthesizer()
    synthesizer.ready()
    if "hang" in sys.argv:
        synthesizer.inject_hang()
        synthesizer._should_hang.clear()
        from assistant.speech.worker import HangRequest
        synthesizer._send(HangRequest())
    print(synthesizer.pid, flush=True)
    os._exit(0)
"""


@pytest.mark.parametrize("state", ["idle", "hang"])
def test_the_process_ends_when_its_parent_dies(tmp_path: Path, state: str) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    result = subprocess.run(
        [sys.executable, str(program), state],
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        stdout=subprocess.PIPE,
        text=True,
        timeout=30,
        check=True,
    )
    pid = int(result.stdout)
    until_s = time.monotonic() + 5
    while is_alive(pid):
        assert time.monotonic() < until_s, "it lives on alone"
        time.sleep(0.02)


SAY = """
import sys
from pathlib import Path
from assistant.core.lexicon import Lexicon
from assistant.core.settings import Settings
from assistant.speech.to_file import say_to_file
if __name__ == "__main__":
    say_to_file("Hello there.", Path(sys.argv[1]), Lexicon(), Settings())
"""


def test_the_engine_writes_nothing_on_the_terminal(tmp_path: Path) -> None:
    program = tmp_path / "say.py"
    program.write_text(SAY)
    result = subprocess.run(
        [sys.executable, str(program), str(tmp_path / "hello.wav")],
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        timeout=30,
        check=True,
    )
    assert (result.stdout, result.stderr) == (b"", b"")
    assert decoded((tmp_path / "hello.wav").read_bytes()).duration_ms > 300


def test_a_long_text_is_written_as_one_file(tmp_path: Path) -> None:
    out = tmp_path / "long.wav"
    say_to_file("This is one more sentence. " * 60, out, Lexicon(), Settings())
    assert decoded(out.read_bytes()).duration_ms > 60_000


def test_the_lexicon_is_heard(tmp_path: Path) -> None:
    out = tmp_path / "word.wav"
    say_to_file("ALS", out, Lexicon({"als": "a long and winding road"}), Settings())
    assert decoded(out.read_bytes()).duration_ms > 1000


def test_a_text_without_words_is_refused_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(SynthesisFailed, match="nothing to say"):
        say_to_file(" ", tmp_path / "none.wav", Lexicon(), Settings())
    assert not (tmp_path / "none.wav").exists()
