"""Text and TOML files with line numbers for every mistake. Must not know what they mean."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from assistant.storage.disk import plain_reason
from assistant.storage.problems import BrokenFile, Problem

_TOML_PLACE: Final = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")
_TABLE: Final = re.compile(r"\s*\[{1,2}(.+?)\]{1,2}\s*(?:#.*)?$")
_KEY: Final = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[\w.\- \t])+?)\s*=""")


def read_text(file: Path) -> str:
    """The text, with one kind of line end. Raises BrokenFile when there is none to use."""
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        raise BrokenFile(Problem(file, 1, "This file is missing; put it back.")) from None
    except OSError as error:
        why = f"This file cannot be opened. {plain_reason(error)}"
        raise BrokenFile(Problem(file, 1, why)) from error
    try:
        # Notepad puts a mark at the start of a file; it is no part of the text.
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        why = "This line has letters that are not UTF-8; save the file again as UTF-8."
        raise BrokenFile(Problem(file, line, why)) from error
    if not text.strip():
        raise BrokenFile(Problem(file, 1, "This file is empty; write its text, or delete it."))
    return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True, slots=True)
class Toml:
    """What a TOML text holds, and where. ``first_line`` is where it starts in its file."""

    file: Path
    data: dict[str, Any]
    lines: tuple[str, ...]
    first_line: int = 1

    def problem(self, path: str, message: str) -> Problem:
        """A problem at the line of a dotted name; at the first line if it stands nowhere."""
        return Problem(self.file, self.line_of(path), message)

    def line_of(self, path: str) -> int:
        """The line where a dotted name, or the first name below it, is written."""
        for number, name in _names(self.lines):
            if name == path or name.startswith(path + "."):
                return self.first_line + number
        parent = path.rpartition(".")[0]
        return self.line_of(parent) if parent else self.first_line


def _plain(name: str) -> str:
    return re.sub(r"""\s*(?:"([^"]*)"|'([^']*)'|([^."']+?))\s*(?=\.|$)""", r"\1\2\3", name)


def _names(lines: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    table = ""
    for number, line in enumerate(lines):
        if found := _TABLE.match(line):
            table = _plain(found[1])
            yield number, table
        elif found := _KEY.match(line):
            yield number, f"{table}.{_plain(found[1])}".lstrip(".")


def parse_toml(text: str, file: Path, first_line: int = 1) -> Toml:
    """The TOML of a text. Raises BrokenFile naming the line in the file."""
    lines = tuple(text.split("\n"))
    try:
        return Toml(file, tomllib.loads(text), lines, first_line)
    except (ValueError, RecursionError) as error:
        said = str(error)
        found = _TOML_PLACE.search(said)
        last = len(text.rstrip("\n").split("\n"))
        line = int(found[1] or last) if found else 1
        what = _TOML_PLACE.sub("", said).rstrip(".")
        why = f"This is not written as TOML ({what}); look at the quotes and the equals sign."
        raise BrokenFile(Problem(file, first_line + min(line, last) - 1, why)) from error


def flat(data: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Every value with its dotted name, tables opened."""
    for name, value in data.items():
        path = f"{above}.{name}" if above else name
        if isinstance(value, dict):
            yield from flat(value, path)
        else:
            yield path, value
