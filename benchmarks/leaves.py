"""Every text of the guide reached from Home, through the whole core, as the program comes.

The tree, the wording and the warnings are the real ones; so are all settings, but for the
interval of plain scanning. The clock runs from the first light of Home until the text begins. A
spoken name takes as long as the program expects, give or take 15 %.
"""

import random
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.core.library import Library
from assistant.core.settings import Settings, with_value
from assistant.core.state import AppState, Frame
from assistant.core.units import Millis
from assistant.core.utterances import Utterance, estimated_ms
from assistant.storage.folders import folders_below
from assistant.storage.library_files import Guide, load_guide
from assistant.storage.wording import load_wording
from benchmarks.people import Hand, Person
from benchmarks.program import Program, World
from benchmarks.sessions import Target
from benchmarks.voice import drawl

CONTENT = Path(__file__).parents[1] / "content/en"
REGION = "us"
_HOME = (Frame("home"),)


@cache
def guide() -> Guide:
    """The guide that comes with the program.

    Raises:
        ValueError: Part of it cannot be read, so the study would not be of the whole guide.
    """
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        wording, _ = load_wording(CONTENT)
        found = load_guide(
            CONTENT / "guide", folders_below(home, home, home, home), wording, REGION
        )
        if found.problems:
            message = f"{CONTENT}: {found.problems[0]}; python3 start.py content check says more"
            raise ValueError(message)
        return found


def trail_to(library: Library, leaf: str) -> tuple[str, ...]:
    """The lists from Home to a text, and the text."""
    found = [leaf]
    while parent := library.nodes[found[-1]].parent:
        found.append(parent)
    return ("home", *reversed(found))


def settings_of(*, is_spoken: bool) -> Settings:
    """As the program comes; it asks nothing of its own accord."""
    quiet = with_value(Settings(), "scan.watch_fatigue", value=False)
    return with_value(quiet, "speech.is_on", is_spoken)


@dataclass(frozen=True, slots=True)
class Reached:
    """One text, once."""

    leaf: str
    target: Target


def _said_ms(utterance: Utterance) -> Millis:
    return round(drawl(utterance.text) * estimated_ms(utterance.text, utterance.rate_wpm))


def read_all(person: Person, settings: Settings, rounds: int) -> list[Reached]:
    """Each text so many times, in an order of chance, by a hand that begins unknown."""
    opened = guide()
    state = AppState(
        settings=settings,
        words=opened.wording.words,
        library=opened.library,
        is_library_loaded=True,
        path=_HOME,
    )
    hand = Hand(person, f"leaves {person}", guard_s=0.0)
    program = Program(hand, state, World(said_ms=_said_ms, section=cache(opened.open)))
    chance = random.Random(f"leaves {person}")  # noqa: S311 - nothing secret
    found: list[Reached] = []
    for _ in range(rounds):
        leaves = list(opened.library.order)
        chance.shuffle(leaves)
        for leaf in leaves:
            trail = trail_to(opened.library, leaf)
            found.append(Reached(leaf, program.reach(trail, _HOME)))
    return found
