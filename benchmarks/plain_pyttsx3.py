"""What pyttsx3 does by itself: the baseline. Runs as a process of its own.

``python -m benchmarks.plain_pyttsx3 say COUNT TEXT`` prints when each ``say`` was asked for;
``... whole FILE`` prints the milliseconds until the text of a file is sound as a whole.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PAGE = 60
"""Sentences in a page."""


def asked(arguments: list[str], environment: dict[str, str] | None = None) -> Any:  # noqa: ANN401 - JSON
    """Run one of the two in a process of its own, and what it prints."""
    command = [sys.executable, "-m", "benchmarks.plain_pyttsx3", *arguments]
    answer = subprocess.run(  # noqa: S603 - our own module
        command, capture_output=True, text=True, check=True, env=environment
    )
    return json.loads(answer.stdout.splitlines()[-1])


def _engine() -> Any:  # noqa: ANN401 - pyttsx3 has no types
    if sys.platform == "linux":
        from assistant.speech.worker import load_espeak

        load_espeak()
    import pyttsx3

    engine = pyttsx3.init()
    engine.runAndWait()
    return engine


def _say(count: int, text: str) -> list[float]:
    engine = _engine()
    moments = []
    for _ in range(count):
        moments.append(time.time())
        engine.say(text)
        engine.runAndWait()
    return moments


def _whole(file: str) -> float:
    # The embedded espeak-ng crashes when it is given so long a text at once, so it gets the text
    # in pages; what counts is when the last one is sound.
    from assistant.speech.worker import Engine

    sentences = Path(file).read_text(encoding="utf-8").split(". ")
    pages = [". ".join(sentences[at : at + PAGE]) for at in range(0, len(sentences), PAGE)]
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(Path(folder))
        began = time.perf_counter()
        for number, page in enumerate(pages):
            engine.save(page, Path(folder) / f"{number}.wav")
        return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    found = _say(int(sys.argv[2]), sys.argv[3]) if sys.argv[1] == "say" else _whole(sys.argv[2])
    print(json.dumps(found), flush=True)
    # espeak's own thread may still run, and crashes when the interpreter is taken from under it.
    os._exit(0)
