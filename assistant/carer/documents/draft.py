"""A document as it would become sections, to be looked at before it is added. Pure data."""

from dataclasses import dataclass, replace
from typing import Literal

from assistant.carer.documents.plain_words import as_markdown
from assistant.storage.own_check import minutes_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that a carer should know, in a sentence. None of them hinders adding."""

    kind: Literal["left out", "advice"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One section in the making. ``paragraphs`` are plain text, a line each.

    ``chapter`` is the title of the folder it will stand in; "" where it stands in no chapter.
    """

    title: str
    chapter: str
    paragraphs: tuple[str, ...]

    @property
    def words(self) -> int:
        """How many words are read aloud."""
        return sum(len(paragraph.split()) for paragraph in self.paragraphs)

    @property
    def minutes(self) -> int:
        """How long that takes, at least one."""
        return minutes_for(self.words)

    @property
    def markdown(self) -> str:
        """The text as it will stand in the section's file."""
        return "\n\n".join(map(as_markdown, self.paragraphs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A document, looked at. ``document`` is the name of its file, ``kind`` what it is."""

    title: str
    document: str
    kind: str
    parts: tuple[Part, ...]
    findings: tuple[Finding, ...] = ()

    def called(self, title: str) -> "Draft":
        """The same with another title; parts that bear the old one bear the new one."""

        def renamed(part: Part) -> Part:
            of, _, whole = part.title.partition(" of ")
            if part.title == self.title:
                return replace(part, title=title)
            return replace(part, title=f"{of} of {title}") if whole == self.title else part

        return replace(self, title=title, parts=tuple(map(renamed, self.parts)))

    @property
    def minutes(self) -> int:
        """How long all of it takes to be read aloud."""
        return minutes_for(sum(part.words for part in self.parts))
