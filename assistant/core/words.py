"""The program's own wording, by key. Must not know the file it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Words:
    """Text by dotted key ("home.guide"), with ``{name}`` places to fill.

    A missing key never stops the program: the last part of the key is shown instead, so
    that a damaged wording file still leaves every choice there and the call for help works.
    """

    texts: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, key: str, **fill: object) -> str:
        """The text for a key."""
        text = self.texts.get(key)
        if text is None:
            return key.rpartition(".")[2].replace("_", " ").capitalize()
        for name, value in fill.items():
            text = text.replace("{" + name + "}", str(value))
        return text
