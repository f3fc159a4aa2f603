"""The files of texts beside the guide: wording, fixed lines, sources, sounds, commands and so on.

Must not know the guide's tree.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from assistant.core.lexicon import Lexicon
from assistant.core.words import Words
from assistant.storage.commands_file import joined_commands, own_commands_in, read_commands
from assistant.storage.last_good import LastGood
from assistant.storage.origin import Source
from assistant.storage.problems import BrokenFile, Problem, listed
from assistant.storage.texts import Toml, flat, parse_toml, read_text

PLACEHOLDER: Final = re.compile(r"\{([^{}\n]*)\}")
_DEEPEST: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """All texts beside the guide. Whatever could not be read is empty."""

    words: Words = field(default_factory=Words)
    fixed_lines: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    lexicon: Lexicon = field(default_factory=Lexicon)
    commands: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The words for each spoken command, those that carers added among them."""
    page: Words = field(default_factory=Words)
    """The texts of the carer's page."""

    def fill(self, text: str, region: str) -> tuple[str, tuple[str, ...]]:
        """The text with its {places} filled for a region, and the names nobody knows."""
        lines = {**self.fixed_lines, **self.regions.get(region, {})}
        for _ in range(_DEEPEST):
            filled = PLACEHOLDER.sub(lambda found: lines.get(found[1], found[0]), text)
            if filled == text:
                break
            text = filled
        return text, tuple(dict.fromkeys(PLACEHOLDER.findall(text)))


def _texts(toml: Toml) -> tuple[dict[str, str], list[Problem]]:
    texts, problems = {}, []
    for path, value in flat(toml.data):
        if isinstance(value, str) and value.strip():
            texts[path] = value
        else:
            problems.append(toml.problem(path, f'"{path}" must be text in quotes, not empty.'))
    return texts, problems


def _words(toml: Toml) -> tuple[dict[str, Any], list[Problem]]:
    texts, problems = _texts(toml)
    return {"words": Words(texts)}, problems


def _fixed_lines(toml: Toml) -> tuple[dict[str, Any], list[Problem]]:
    texts, problems = _texts(toml)
    return {"fixed_lines": texts}, problems


def _tables(toml: Toml, meaning: str) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
    good = {name: table for name, table in toml.data.items() if isinstance(table, dict)}
    return good, [
        toml.problem(name, f'"{name}" must be a table in square brackets: {meaning}.')
        for name in toml.data.keys() - good.keys()
    ]


def _regions(toml: Toml) -> tuple[dict[str, Any], list[Problem]]:
    tables, problems = _tables(toml, "one region")
    regions = {}
    every = {name for table in tables.values() for name in table}
    for code, table in tables.items():
        lines = {name: value for name, value in table.items() if isinstance(value, str)}
        problems += [
            toml.problem(code, f'The region "{code}" has no text "{name}"; write it.')
            for name in every - {name for name, value in lines.items() if value.strip()}
        ]
        regions[code] = {"region_name" if name == "name" else name: lines[name] for name in lines}
    return {"regions": regions}, problems


def _sources(toml: Toml) -> tuple[dict[str, Any], list[Problem]]:
    tables, problems = _tables(toml, "one source")
    sources = {}
    for key, table in tables.items():
        wrong = [name for name in ("name", "date") if not _is_text(table.get(name))]
        wrong += [name for name in table if name == "note" and not isinstance(table[name], str)]
        for name in wrong:
            problems.append(
                toml.problem(f"{key}.{name}", f'The source "{key}" needs {name} = "..." as text.')
            )
        problems += [
            toml.problem(f"{key}.{name}", f'"{name}" is unknown here; use name, date and note.')
            for name in table.keys() - {"name", "date", "note"}
        ]
        if not wrong:
            sources[key] = Source(table["name"], table["date"], table.get("note", ""))
    return {"sources": sources}, problems


def _lexicon(toml: Toml) -> tuple[dict[str, Any], list[Problem]]:
    tables, problems = _tables(toml, "one term")
    says: dict[str, str] = {}
    by_voice: dict[str, dict[str, str]] = {}
    for term, table in tables.items():
        say = term if table.get("keep") is True else table.get("say")
        voices = table.get("voices", {})
        if not isinstance(voices, dict) or not all(map(_is_text, voices.values())):
            why = f'The voices of "{term}" must be texts, such as voices.espeak = "...".'
            problems.append(toml.problem(f"{term}.voices", why))
            voices = {}
        if _is_text(say):
            says[term.lower()] = str(say)
        elif not voices or say is not None:
            why = f'"{term}" needs say = "..." as text, or keep = true.'
            problems.append(toml.problem(f"{term}.say", why))
        for voice, respelled in voices.items():
            by_voice.setdefault(voice, {})[term.lower()] = respelled
    return {"lexicon": Lexicon(says, by_voice)}, problems


def _commands(toml: Toml) -> tuple[dict[str, Any], list[Problem]]:
    commands, problems = read_commands(toml)
    return {"commands": commands}, problems


def _page(toml: Toml) -> tuple[dict[str, Any], list[Problem]]:
    texts, problems = _texts(toml)
    return {"page": Words(texts)}, problems


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


_READERS: Final[Mapping[str, Callable[[Toml], tuple[dict[str, Any], list[Problem]]]]] = {
    "interface.toml": _words,
    "fixed_lines.toml": _fixed_lines,
    "regions.toml": _regions,
    "sources.toml": _sources,
    "lexicon.toml": _lexicon,
    "commands.toml": _commands,
    "page.toml": _page,
}
WORDING_FILES: Final = tuple(_READERS)


def load_wording(
    folder: Path, last_good: LastGood | None = None, own_commands: Path | None = None
) -> tuple[Wording, tuple[Problem, ...]]:
    """Read every file of texts. A file with a mistake is replaced by its last good copy.

    Without such a copy, what is right in the file is used. Never raises for bad content.
    The words that carers added for commands stand in a file of their own.
    """
    wording, problems = Wording(), []
    kept = last_good.all_of(folder) if last_good else {}
    good: dict[str, str] = {}
    for name, reader in _READERS.items():
        parts, found, text = _read(folder / name, reader)
        problems += found
        if not found and kept.get(name) != text:
            good[name] = text
        if found and name in kept:
            parts, _ = reader(parse_toml(kept[name], folder / name))
        wording = replace(wording, **parts)
    if last_good:
        problems += last_good.keep(folder, good)
    if own_commands is not None:
        commands, found = _with_own(wording, own_commands, last_good)
        wording = replace(wording, commands=commands)
        problems += found
    return wording, listed(problems)


def _with_own(
    wording: Wording, file: Path, last_good: LastGood | None
) -> tuple[Mapping[str, tuple[str, ...]], list[Problem]]:
    """All words for commands; of a file of carers' words with a mistake, the last good ones."""
    if not file.exists():
        return wording.commands, []
    kept = last_good.one_of(file.parent, file.name) if last_good else None
    try:
        text = read_text(file)
        own, problems = own_commands_in(text, file, wording.commands)
    except BrokenFile as broken:
        text, own, problems = "", {}, broken.problems
    if problems and kept is not None:
        own, _ = own_commands_in(kept, file, wording.commands)
    more: tuple[Problem, ...] = ()
    if not problems and last_good and kept != text:
        more = last_good.keep(file.parent, {file.name: text})
    return joined_commands(wording.commands, own), [*problems, *more]


def _read(
    file: Path, reader: Callable[[Toml], tuple[dict[str, Any], list[Problem]]]
) -> tuple[dict[str, Any], list[Problem], str]:
    try:
        text = read_text(file)
        parts, problems = reader(parse_toml(text, file))
    except BrokenFile as broken:
        return {}, list(broken.problems), ""
    return parts, problems, text
