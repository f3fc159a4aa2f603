"""What makes one tree of texts unlike the other. Must not know what stands in them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.core.library import Section
from assistant.storage.tree import Label
from assistant.storage.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The guide, or a carer's own texts: how the files of that tree are understood.

    ``read``, ``label`` and ``section`` raise BrokenFile for what cannot be used.
    """

    top: str
    """The id of the top folder."""
    title: str
    """Where the title of the top folder stands among the words of the interface."""
    read: Callable[[Path], str]
    label: Callable[[str, Path, str], Label]
    """What the tree shows of a file: from its text, its path, and its name below the root."""
    section: Callable[[str, Path, Wording, str], Section]
    """The section in a text, at its path, filled for a region."""
    label_of_name: Callable[[str], Label]
    """What the tree shows of a folder that says nothing about itself."""
    told: Callable[[Mapping[str, Label], Wording], dict[str, Label]]
    """All labels, by the names of their files, as they are said in lists."""
    keeps_lost: bool
    """Whether a file that is gone, while others are damaged, was lost with them: its copy stays."""
