"""The tree of things to read, as data. Must not know files or formats."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

ROOT: Final = "guide"
"""The id of the top folder of the guide."""
OWN: Final = "own"
"""The id of the top folder of a carer's own texts, which stand beside the guide."""

RESERVED: Final = frozenset(
    {ROOT, OWN, "home", "settings", "strip", "end", "gate", "warning", "back"}
    | {"words", "find", "doubt", "set-up", "pace", "keep-method", "welcome"}
)
"""Ids that the program's own lists and choices have; no section or folder may have them."""
_OF_OURS: Final = f"{OWN}/"
"""What the ids of own texts begin with. No id in the guide can hold a slash."""


def own_id(name: str) -> str:
    """The id of an own text or folder, by its name among the own texts."""
    return _OF_OURS + name


def is_own(node_id: str) -> bool:
    """Whether this is one of a carer's own texts or folders, and not the guide's."""
    return node_id == OWN or node_id.startswith(_OF_OURS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A folder or a section in the tree: enough to show it and say it in a list."""

    id: str
    title: str
    said: str
    parent: str
    children: tuple[str, ...] = ()
    is_section: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """All nodes by id. Looking one up costs the same in a small and a large library."""

    nodes: Mapping[str, Node] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    """Section ids in reading order."""
    position: Mapping[str, int] = field(default_factory=dict)
    """Each section's place in ``order``."""

    def next_section(self, section_id: str) -> str | None:
        """The section that follows in reading order, or None at the end.

        The guide never goes over into own texts.
        """
        at = self.position.get(section_id)
        if at is None or at + 1 >= len(self.order):
            return None
        following = self.order[at + 1]
        return following if is_own(following) == is_own(section_id) else None

    def document_of(self, section_id: str) -> str:
        """The node right below a top folder that a section belongs to; itself, if it is none."""
        below = section_id
        while (node := self.nodes.get(below)) is not None and node.parent not in (ROOT, OWN, ""):
            below = node.parent
        return below


def library_of(nodes: Mapping[str, Node]) -> Library:
    """A library with its reading order worked out: the guide's, then that of own texts."""
    order: list[str] = []
    pending = [OWN, ROOT]
    while pending:
        node = nodes.get(pending.pop())
        if node is None:
            continue
        if node.is_section:
            order.append(node.id)
        pending.extend(reversed(node.children))
    return Library(
        nodes=nodes, order=tuple(order), position={name: i for i, name in enumerate(order)}
    )


def side_by_side(guide: Library, own: Library) -> Library:
    """The guide with own texts beside it. Where there is none, the guide alone."""
    return library_of({**guide.nodes, **own.nodes}) if own.order else guide


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence as shown. ``part`` counts the gates before it."""

    text: str
    paragraph: int
    part: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section ready to be read.

    ``gates[k]`` is the question asked before part ``k + 1``. ``warning`` is said and asked
    before anything is read; empty when the section needs none. ``origin`` answers "Where is
    this from?", sentence by sentence.
    """

    id: str
    title: str
    said: str
    sentences: tuple[Sentence, ...]
    gates: tuple[str, ...] = ()
    warning: str = ""
    origin: tuple[str, ...] = ()
    is_reviewed: bool = False
    is_own: bool = False
    """A carer added it; it is none of the guide's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody was in a section. ``text`` finds the sentence again after an edit."""

    section_id: str
    sentence: int
    text: str


def sentence_at(section: Section, place: Place | None) -> int:
    """Where to go on: the remembered sentence, wherever it stands now, or the start."""
    if place is None or place.section_id != section.id:
        return 0
    count = len(section.sentences)
    if place.sentence < count and section.sentences[place.sentence].text == place.text:
        return place.sentence
    same = [index for index, it in enumerate(section.sentences) if it.text == place.text]
    return min(same, key=lambda index: abs(index - place.sentence), default=0)
