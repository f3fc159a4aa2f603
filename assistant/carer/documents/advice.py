"""What the guide's rules would say of a carer's text, as advice. Must not know files."""

from collections.abc import Sequence

from assistant.carer.documents.draft import Finding, Part
from assistant.storage.own_check import advice_on_length, advice_on_text


def advice_on(parts: Sequence[Part]) -> tuple[Finding, ...]:
    """How hard this is to follow by ear: grade, long sentences, length."""
    said = advice_on_text([paragraph for part in parts for paragraph in part.paragraphs])
    length = advice_on_length({part.title: part.words for part in parts})
    return tuple(Finding(kind="advice", text=text) for text in (*said, length) if text)
