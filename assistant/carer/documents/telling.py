"""A draft in words, for a terminal. Pure."""

from typing import Final

from assistant.carer.documents.draft import Draft, Part

_SHOWN: Final = 12
"""Sections. More of a list is no help to see whether a document was understood."""


def in_words(draft: Draft) -> str:
    """What was found in a document, and what could be better to hear; a line each."""
    count = len(draft.parts)
    sections = f"{count} sections" if count > 1 else "one section"
    becomes = f'It becomes "{draft.title}": {sections}, {_minutes(draft.minutes)} to hear.'
    lines = [
        f"{draft.document} is {draft.kind}. {becomes}",
        *_contents(draft.parts),
        *(finding.text for finding in draft.findings if finding.kind == "left out"),
    ]
    advice = [f"- {finding.text}" for finding in draft.findings if finding.kind == "advice"]
    if advice:
        lines += ["It can be read as it is. It would be easier to hear if you know this:", *advice]
    return "\n".join(lines)


def _contents(parts: tuple[Part, ...]) -> list[str]:
    lines: list[str] = []
    chapter = ""
    for part in parts[:_SHOWN]:
        if part.chapter != chapter:
            chapter = part.chapter
            lines += [f"  {chapter}"] if chapter else []
        indent = "    " if chapter else "  "
        lines.append(f"{indent}{part.title}, {_minutes(part.minutes)}")
    more = len(parts) - _SHOWN
    return [*lines, f"  and {more} more"] if more > 0 else lines


def _minutes(count: int) -> str:
    return f"{count} minutes" if count > 1 else "1 minute"
