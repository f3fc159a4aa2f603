"""Markdown files, with or without front matter. Must not know where they go."""

import re
import tomllib
from typing import Final

from markdown_it import MarkdownIt

from assistant.carer.documents.blocks import Found
from assistant.carer.documents.html_reader import read_html
from assistant.carer.documents.text_reader import decoded

_FRONT: Final = re.compile(r"\A(\+\+\+|---)[ \t]*\n(.*?)\n\1[ \t]*(?:\n|\Z)", re.DOTALL)
_YAML_TITLE: Final = re.compile(r"^title:[ \t]*[\"']?(.*?)[\"']?[ \t]*$", re.MULTILINE)
_MARKDOWN: Final = MarkdownIt("commonmark").enable("table")


def read_markdown(data: bytes) -> Found:
    """The headings and paragraphs of a Markdown file; its title from its front matter, if any."""
    text = decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    title = ""
    if front := _FRONT.match(text):
        title = _title(front[1], front[2])
        text = text[front.end() :]
    # What Markdown means is said by HTML, and so tables, pictures and links are told as there.
    found = read_html(_MARKDOWN.render(text))
    found.title = title or found.title
    return found


def _title(fence: str, front: str) -> str:
    if fence == "---":
        found = _YAML_TITLE.search(front)
        return found[1] if found else ""
    try:
        title = tomllib.loads(front).get("title", "")
    except (tomllib.TOMLDecodeError, RecursionError):
        return ""
    return title if isinstance(title, str) else ""
