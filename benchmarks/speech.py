"""Time to the first sound of a section of 5,000 words: ours, and synthesizing it whole.

Ours opens the file, splits it into sentences, and makes the sound of the title; the rest is made
while it is read. The baseline, pyttsx3's own ``save_to_file`` of the same text, makes all of it
before anything can be heard.
"""

import time
from pathlib import Path

from benchmarks.devices import folder, use_stand_ins
from benchmarks.measures import Row, spread
from benchmarks.plain_pyttsx3 import asked

WORDS = 5_000
ROUNDS = 10
_SENTENCE = "You can ask your care team about this when you feel ready for it. "


def rows(rounds: int) -> list[Row]:
    """A row for ours, a row for the baseline, with the ratio."""
    count = rounds or ROUNDS
    with folder() as place:
        use_stand_ins(place)
        ours, whole = _measured(place, count)
    first = spread(ours)
    base = spread(whole)
    ratio = round(first["p50_ms"] / base["p50_ms"], 4)
    return [
        {"method": "ours: title, then sentence by sentence", **first, "ratio_to_whole": ratio},
        {"method": "whole text first", **base},
    ]


def _leaf(file: Path) -> None:
    words = len(_SENTENCE.split())
    body = "\n\n".join(_SENTENCE * 10 for _ in range(WORDS // words // 10 + 1))
    front = 'id = "long"\ntitle = "A long section"\nfacts = []\nupdates = []\nsources = []\n'
    more = 'confidence = "high"\nregion = "us"\nreviewed = "not yet"\nnext_review = 2027-05-23\n'
    file.write_text(f"+++\n{front}{more}+++\n\n{body}\n", encoding="utf-8")


def _measured(place: Path, count: int) -> tuple[list[float], list[float]]:
    from assistant.speech.synthesizer import Synthesizer
    from assistant.storage.folders import content_root
    from assistant.storage.sections import read_section
    from assistant.storage.wording import load_wording

    wording, _ = load_wording(content_root() / "en")
    file = place / "long.md"
    _leaf(file)
    synthesizer = Synthesizer()
    synthesizer.start()
    synthesizer.ready()
    ours = []
    section = read_section(file, wording, "us")
    for _ in range(count):
        began = time.perf_counter()
        section = read_section(file, wording, "us")
        synthesizer.samples(wording.lexicon.spoken(section.said, "espeak"), 175, "")
        ours.append((time.perf_counter() - began) * 1000)
    text = " ".join(sentence.text for sentence in section.sentences)
    synthesizer.close()
    plain = place / "whole.txt"
    plain.write_text(text, encoding="utf-8")
    whole = [asked(["whole", str(plain)]) for _ in range(max(2, count // 4))]
    return ours, whole
