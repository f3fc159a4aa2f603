"""A text without what is private in it. Must not know where the text goes.

Whatever comes from a person, a file or a device stands in quotes in this program's sentences, or
is a path. Both are taken out, so that what remains is the program's own words.
"""

import re
from collections.abc import Collection
from typing import Final

LEFT_OUT: Final = "..."

_QUOTED: Final = re.compile(
    r'"([^"]*)"|“([^”]*)”|‘([^’]*)’|`([^`]*)`'
    # An apostrophe inside a word is no quote.
    r"|(?<!\w)'([^']*)'(?!\w)"
)
_OPEN_QUOTE: Final = re.compile(r'["“].*$', re.DOTALL)
# The number of a line stays: "/home/zora/settings.toml:3: ..."
_PATH: Final = re.compile(r"[^\s()]*[/\\](?:[^\s():]|:(?!\d+:))*")
_FILE: Final = re.compile(r"(?<![\w.])[\w\-]+(?:\.[\w\-]+)*\.[A-Za-z]\w{0,7}(?!\w)")


def without_private(text: str, hide: Collection[str] = (), keep: Collection[str] = ()) -> str:
    """The text with quotes, paths and names of files made "...", and all that is in ``hide``.

    What is in ``keep`` stays. A quote that never ends is taken out to the end of the text.
    """
    for private in sorted(filter(None, hide), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(private)}(?!\w)", LEFT_OUT, text, flags=re.IGNORECASE)
    pieces: list[str] = []
    last = 0
    for found in _QUOTED.finditer(text):
        pieces.append(_without_paths(text[last : found.start()], keep))
        inside = next(part for part in found.groups() if part is not None)
        pieces.append(f"“{inside if inside in keep else LEFT_OUT}”")
        last = found.end()
    rest = _OPEN_QUOTE.sub(f"“{LEFT_OUT}”", text[last:])
    return "".join([*pieces, _without_paths(rest, keep)])


def _without_paths(text: str, keep: Collection[str]) -> str:
    def named(found: "re.Match[str]") -> str:
        return found[0] if found[0] in keep else LEFT_OUT

    return _FILE.sub(named, _PATH.sub(named, text))
