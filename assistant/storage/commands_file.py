"""Files of words for spoken commands: the one that came with the program, and the carers' own.

Must not know what a command does, nor how a word is heard.
"""

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import tomlkit
from tomlkit.exceptions import TOMLKitError

from assistant.core.phrases import spoken_form
from assistant.storage.disk import Disk, plain_reason, write_whole
from assistant.storage.problems import BrokenFile, Problem, listed
from assistant.storage.texts import Toml, parse_toml, read_text

Commands: TypeAlias = Mapping[str, tuple[str, ...]]
"""The words for each command, by its name."""

MOST_WORDS: Final = 5
SHORTEST: Final = 2
_DISK: Final = Disk()
_STARTER: Final = """\
# Words that carers added for spoken commands, beside those that came with the program.
# For example: select = ["okay"]

"""


class CommandsNotSaved(Exception):
    """The carers' words were not saved; the old file is whole. The text is for people."""


def read_commands(toml: Toml) -> tuple[dict[str, tuple[str, ...]], list[Problem]]:
    """The words of a file, and what is wrong with it."""
    commands: dict[str, tuple[str, ...]] = {}
    problems = []
    first_use: dict[str, str] = {}
    for name, value in toml.data.items():
        if not _is_list_of_phrases(value):
            why = f'"{name}" must be a list of phrases, such as {name} = ["next"].'
            problems.append(toml.problem(name, why))
            continue
        problems += [
            toml.problem(name, f'"{phrase}" stands under "{first_use[phrase]}" too; keep one.')
            for phrase in map(spoken_form, value)
            if first_use.setdefault(phrase, name) != name
        ]
        commands[name] = tuple(value)
    return commands, problems


def _is_list_of_phrases(value: Any) -> bool:  # noqa: ANN401 - whatever stands in the file
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(phrase, str) and phrase.strip() for phrase in value)
    )


def fault_in_phrase(phrase: str, name: str, others: Commands) -> str | None:
    """Why this can't be said for a command, as the end of a sentence, or None.

    ``others`` are the words of all commands; those of ``name`` itself are no hindrance.
    """
    said = spoken_form(phrase)
    if len(said) < SHORTEST:
        return "needs letters, as one says it"
    if len(said.split()) > MOST_WORDS:
        return f"is too long: {MOST_WORDS} words are the most"
    for other, phrases in others.items():
        if other != name and said in map(spoken_form, phrases):
            return f"means “{phrases[0]}” already"
    return None


def read_own_commands(file: Path, base: Commands) -> tuple[Commands, tuple[Problem, ...]]:
    """The carers' words as they stand beside ``base``, and every mistake.

    With a mistake no word of the file counts. No file means no words.
    """
    if not file.exists():
        return {}, ()
    try:
        return own_commands_in(read_text(file), file, base)
    except BrokenFile as broken:
        return {}, broken.problems


def own_commands_in(text: str, file: Path, base: Commands) -> tuple[Commands, tuple[Problem, ...]]:
    """The same for a text that may become this file's."""
    try:
        toml = parse_toml(text, file)
    except BrokenFile as broken:
        return {}, broken.problems
    own, problems = read_commands(toml)
    problems += _misfits(toml, own, base)
    return ({} if problems else own), listed(problems)


def _misfits(toml: Toml, own: Commands, base: Commands) -> Iterator[Problem]:
    for name, phrases in own.items():
        if name not in base:
            near = difflib.get_close_matches(name, base, n=1)
            fix = f'did you mean "{near[0]}"?' if near else "take it out."
            yield toml.problem(name, f'There is no command "{name}"; {fix}')
            continue
        for phrase in phrases:
            if fault := fault_in_phrase(phrase, name, base):
                yield toml.problem(name, f'"{phrase}" {fault}.')


def joined_commands(base: Commands, own: Commands) -> Commands:
    """All words. The first word of each command stays the one that people are told of."""
    return {
        name: tuple(dict.fromkeys((*phrases, *map(spoken_form, own.get(name, ())))))
        for name, phrases in base.items()
    }


def save_own_commands(file: Path, own: Commands, disk: Disk = _DISK) -> None:
    """Make these the carers' words; comments and order stay. Raises CommandsNotSaved.

    A command without words is taken out of the file.
    """
    try:
        document = tomlkit.parse(read_text(file) if file.exists() else _STARTER)
        for name in [name for name in document if not own.get(name)]:
            del document[name]
        for name, phrases in own.items():
            if phrases and list(document.get(name, ())) != list(phrases):
                document[name] = list(phrases)
        write_whole(file, tomlkit.dumps(document), disk)
    except (TOMLKitError, BrokenFile) as error:
        why = f"The words were not saved: {file} has a mistake in it. Mend it, or delete it."
        raise CommandsNotSaved(why) from error
    except OSError as error:
        why = f"The words were not saved. {plain_reason(error)}"
        raise CommandsNotSaved(why) from error
