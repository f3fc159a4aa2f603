"""A list of nine through the whole core: eight folders and Back, silent or spoken.

Without the waits that the study's other methods do not have. The clock runs from the first light
of the list to the choice of the right folder.
"""

from assistant.core.library import ROOT, Library, Node, Section, library_of
from assistant.core.settings import Settings, with_value
from assistant.core.state import AppState, Frame
from assistant.core.units import Millis
from assistant.core.utterances import Utterance
from benchmarks.people import BOUNCE_GUARD_S, HELD_S, Hand
from benchmarks.program import Program, World
from benchmarks.sessions import Target
from benchmarks.voice import name_ms

FOLDERS = 8
_PATH = (Frame("home"), Frame(ROOT))


def library() -> Library:
    """Eight folders of eight folders of eight sections."""
    nodes: dict[str, Node] = {}

    def grow(name: str, parent: str, depth: int) -> str:
        below = tuple(f"{name}.{at}" for at in range(FOLDERS)) if depth else ()
        nodes[name] = Node(
            id=name, title=name, said=name, parent=parent, children=below, is_section=not below
        )
        for child in below:
            grow(child, name, depth - 1)
        return name

    grow(ROOT, "", 3)
    return library_of(nodes)


def settings_of(*, is_spoken: bool) -> Settings:
    """A program without the waits that the study's other methods do not have."""
    settings = Settings()
    values: dict[str, object] = {
        "scan.first_item_extra_ms": 0,
        "scan.loops": 20,
        "scan.resume_at": "first",
        "scan.watch_fatigue": False,
        "switch.lockout_ms": 0,
        "switch.bounce_guard_ms": round(1000 * (BOUNCE_GUARD_S - HELD_S)),
        "speech.is_on": is_spoken,
    }
    for path, value in values.items():
        settings = with_value(settings, path, value)
    return settings


class Joined:
    """The program in one pair of hands, at a list of nine."""

    def __init__(self, hand: Hand, settings: Settings) -> None:
        """At the list, with nothing lit yet."""
        state = AppState(settings=settings, library=library(), is_library_loaded=True, path=_PATH)
        self._program = Program(hand, state, World(said_ms=_said_ms, section=_section))

    def reach(self, folder: int) -> Target:
        """From the first light of the list until this folder is chosen."""
        return self._program.reach(("home", ROOT, f"{ROOT}.{folder}"), _PATH)


def _said_ms(utterance: Utterance) -> Millis:
    return name_ms(utterance.text)


def _section(name: str) -> Section:
    return Section(id=name, title=name, said=name, sentences=())
