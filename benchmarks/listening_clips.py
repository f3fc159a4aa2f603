"""The recorded people that listening is measured on, and how what was heard is counted.

They lie beside the project and never in it: ``../shared/speech``.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from assistant.core.hearing import Act, Ask, Decision, Guess, decide
from assistant.listening.from_files import FromFile
from benchmarks.measures import Row

ROOT: Final = Path(__file__).parents[1]
MODELS: Final = ROOT / "models"
RECORDED: Final = ROOT.parent / "shared" / "speech"

DIGITS: Final = (
    *("zero", "one", "two", "three", "four"),
    *("five", "six", "seven", "eight", "nine"),
)
SCREEN: Final = (*DIGITS[1:9], "yes", "no", "up", "down", "stop", "go")
"""The words of a usual screen."""


def clips(pattern: str, every: int = 1) -> list[Path]:
    """Every so many of the recordings of this pattern, always the same."""
    return sorted(RECORDED.glob(pattern))[::every]


def word_of(file: Path) -> str:
    """The word that is said in a clip: its folder."""
    return file.parent.name


def counted(heard: Iterable[FromFile], what: str) -> Row:
    """How many clips of words that are active were understood.

    ``right``, ``wrong``: the program would act. ``asked``: it would ask, with the right word among
    the guesses. ``silent``: neither, and of these ``lost_at_gate`` never reached a recognizer.
    """
    counts: Counter[str] = Counter(_outcome(each, word_of(each.file)) for each in heard)
    return {"what": what, **_shares(counts, ("right", "wrong", "asked", "silent", "lost_at_gate"))}


def accepted(heard: Iterable[FromFile], what: str) -> Row:
    """How many clips of anything that is not active would have been acted on, or asked about."""
    counts: Counter[str] = Counter(_certainty(each) for each in heard)
    return {"what": what, **_shares(counts, ("act", "ask", "ignore"))}


def confused(heard: Sequence[FromFile]) -> dict[str, int]:
    """Which words were taken for which."""
    pairs = Counter(
        f"{word_of(each.file)} > {each.guesses[0].phrase}"
        for each in heard
        if _outcome(each, word_of(each.file)) == "wrong"
    )
    return dict(pairs.most_common())


def decided(guesses: Sequence[Guess]) -> Decision:
    """What the program would do, in a room where nobody talked before."""
    return decide(guesses, {each.phrase for each in guesses})


def _outcome(heard: FromFile, word: str) -> str:
    if not heard.guesses:
        return "silent" if heard.why_none == "not known" else "lost_at_gate"
    decision = decided(heard.guesses)
    if isinstance(decision, Act):
        return "right" if decision.guess.phrase == word else "wrong"
    is_asked = isinstance(decision, Ask) and word in {each.phrase for each in decision.guesses}
    return "asked" if is_asked else "silent"


def _certainty(heard: FromFile) -> str:
    decision = decided(heard.guesses)
    if isinstance(decision, Act):
        return "act"
    return "ask" if isinstance(decision, Ask) else "ignore"


def _shares(counts: Counter[str], names: Sequence[str]) -> Row:
    total = counts.total()
    shares = {name: round(100 * counts[name] / max(1, total), 1) for name in names}
    return {"clips": total, **{f"{name}_percent": share for name, share in shares.items()}}
