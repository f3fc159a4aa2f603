"""The text of an entry that starts the program, for each system, and the same read again.

Pure: text in, text out. Must not know where entries are.
"""

import plistlib
import re
import xml.parsers.expat
from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

from assistant.carer.starting.program import Program

Kind: TypeAlias = Literal["desktop entry", "launch agent", "windows command", "macos command"]

NAME: Final = "ALS assistant"
LABEL: Final = "als-assistant"


class NotReadable(ValueError):
    """The entry is not one that this program writes."""


class NotWritable(ValueError):
    """The command cannot be said in an entry of this kind."""


def text_of(kind: Kind, program: Program) -> str:
    """The whole text of an entry. Raises NotWritable."""
    for word in (*program.command, *program.environment.values()):
        if re.search(r"[\x00-\x1f]", word):
            message = f"{word!r} has a line break in its name. Give that folder another name."
            raise NotWritable(message)
        if any("\ud800" <= letter <= "\udfff" for letter in word):
            message = f"{word!r} has a letter that no text can hold. Give that folder another name."
            raise NotWritable(message)
    match kind:
        case "desktop entry":
            return _desktop_entry(program)
        case "launch agent":
            return _launch_agent(program)
        case "windows command":
            return _windows_command(program)
        case "macos command":
            return f"#!/bin/sh\nexec {' '.join(map(_shell_quoted, _with_environment(program)))}\n"


def command_in(kind: Kind, text: str) -> tuple[str, ...]:
    """The command that an entry starts; () if it is switched off. Raises NotReadable."""
    match kind:
        case "desktop entry":
            return _command_of_desktop_entry(text)
        case "launch agent":
            return _command_of_launch_agent(text)
        case "windows command":
            return _command_of_windows(text)
        case "macos command":
            return _without_environment(_unquoted_shell(text))


def _with_environment(program: Program) -> tuple[str, ...]:
    said = [f"{name}={value}" for name, value in program.environment.items()]
    return ("/usr/bin/env", *said, *program.command) if said else program.command


def _without_environment(command: tuple[str, ...]) -> tuple[str, ...]:
    if command[:1] != ("/usr/bin/env",):
        return command
    words = list(command[1:])
    while words and re.match(r"[A-Z_]+=", words[0]):
        words.pop(0)
    return tuple(words)


# --- Linux: the desktop entry specification ----------------------------------------------------

_EXEC_ESCAPED: Final = re.compile(r'(["`$\\])')


def _desktop_entry(program: Program) -> str:
    command = " ".join(map(_exec_quoted, _with_environment(program)))
    lines = {
        "Type": "Application",
        "Name": NAME,
        "Comment": "Reads and speaks, with one switch or a few words",
        "Exec": _as_value(command),
        "Terminal": "false",
        "Categories": "Utility;Accessibility;",
        "X-GNOME-Autostart-enabled": "true",
    }
    if program.icon is not None:
        lines["Icon"] = _as_value(str(program.icon))
    return "[Desktop Entry]\n" + "".join(f"{name}={value}\n" for name, value in lines.items())


def _exec_quoted(word: str) -> str:
    # The percent sign begins a field code, also inside quotes.
    return '"' + _EXEC_ESCAPED.sub(r"\\\1", word).replace("%", "%%") + '"'


def _as_value(text: str) -> str:
    """A string of any key: its backslashes count once more."""
    return text.replace("\\", "\\\\")


def _command_of_desktop_entry(text: str) -> tuple[str, ...]:
    values = dict(re.findall(r"^([\w-]+)\s*=\s*(.*)$", text, re.MULTILINE))
    if "[Desktop Entry]" not in text or "Exec" not in values:
        raise NotReadable
    is_off = values.get("Hidden") == "true" or values.get("X-GNOME-Autostart-enabled") == "false"
    if is_off:
        return ()
    said = re.sub(r"\\(.)", lambda found: _VALUE_ESCAPES.get(found[1], found[1]), values["Exec"])
    return _without_environment(tuple(_words_of_exec(said)))


_VALUE_ESCAPES: Final = {"s": " ", "n": "\n", "t": "\t", "r": "\r"}


def _words_of_exec(said: str) -> Iterator[str]:
    for quoted, plain in re.findall(r'"((?:[^"\\]|\\.)*)"|([^\s"]+)', said):
        word = re.sub(r"\\(.)", r"\1", quoted) if quoted else plain
        yield word.replace("%%", "%")


# --- macOS -------------------------------------------------------------------------------------


def _launch_agent(program: Program) -> str:
    agent: dict[str, object] = {
        "Label": LABEL,
        "ProgramArguments": list(program.command),
        "RunAtLoad": True,
        "ProcessType": "Interactive",
        # Only where somebody sees it: not for a login over the network.
        "LimitLoadToSessionType": "Aqua",
    }
    if program.environment:
        agent["EnvironmentVariables"] = dict(program.environment)
    return plistlib.dumps(agent).decode("utf-8")


def _command_of_launch_agent(text: str) -> tuple[str, ...]:
    try:
        agent = plistlib.loads(text.encode("utf-8"))
        if agent.get("Disabled") is True:
            return ()
        return tuple(str(word) for word in agent["ProgramArguments"])
    except (plistlib.InvalidFileException, xml.parsers.expat.ExpatError) as error:
        raise NotReadable from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotReadable from error


def _shell_quoted(word: str) -> str:
    return "'" + word.replace("'", "'\\''") + "'"


def _unquoted_shell(text: str) -> tuple[str, ...]:
    line = text.removeprefix("#!/bin/sh\nexec ")
    if line == text:
        raise NotReadable
    words = re.findall(r"'((?:[^']|'\\'')*)'(?= |\n|$)", line)
    return tuple(word.replace("'\\''", "'") for word in words)


# --- Windows -----------------------------------------------------------------------------------

_START: Final = 'start "" /min '


def _windows_command(program: Program) -> str:
    for word in (*program.command, *program.environment.values()):
        if '"' in word:
            message = f"{word} has a quotation mark in its name, which Windows cannot start."
            raise NotWritable(message)
    lines = [
        "@echo off",
        # Names with other letters than English ones are written as UTF-8.
        "chcp 65001 >nul",
        *(f'set "{name}={_percented(value)}"' for name, value in program.environment.items()),
        _line_of_windows(tuple(f'"{_percented(word)}"' for word in program.command)),
    ]
    return "\r\n".join(lines) + "\r\n"


def _line_of_windows(quoted: tuple[str, ...]) -> str:
    if len(quoted) == 1 and quoted[0].lower().endswith('.cmd"'):
        # Another command file just goes on in the same window.
        return quoted[0]
    return _START + " ".join(quoted)


def _percented(word: str) -> str:
    return word.replace("%", "%%")


def _command_of_windows(text: str) -> tuple[str, ...]:
    for line in text.splitlines():
        if line.startswith((_START, '"')):
            words = re.findall(r'"([^"]*)"', line.removeprefix(_START))
            return tuple(word.replace("%%", "%") for word in words)
    raise NotReadable
