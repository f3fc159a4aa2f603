"""The lines of a rehearsal script. Must not know how they are carried out."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

from assistant.core.units import Millis

FAULTS: Final = (
    "no-sound",
    "sound-back",
    "synthesizer-hang",
    "synthesizer-crash",
    "clock-jump",
    "disk-full",
    "disk-free",
    "content-broken",
    "key-stuck",
    "focus-lost",
    "focus-back",
    "power-cut",
)

Verb = Literal["press", "release", "hear", "word", "shot", "fault", "end"]


@dataclass(frozen=True, slots=True)
class Line:
    """One order of a script: when, what, and with what."""

    at: Millis
    verb: Verb
    argument: str
    number: int


class BadScript(Exception):
    """A script that can't be played; each entry of ``args[0]`` is one plain sentence."""

    @property
    def problems(self) -> tuple[str, ...]:
        """All that is wrong, in the order of the lines."""
        return tuple(self.args[0])


Parsed: TypeAlias = Line | str


def read_script(path: Path) -> tuple[Line, ...]:
    """The script of a file, in the order of time. Raises BadScript with every bad line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        message = f"{path}: this script cannot be read ({error.strerror}). Check the file name."
        raise BadScript([message]) from error
    except UnicodeDecodeError as error:
        message = f"{path}: this script is not plain UTF-8 text. Save it as UTF-8."
        raise BadScript([message]) from error
    return parse(text, str(path))


def parse(text: str, name: str) -> tuple[Line, ...]:
    """The script of a text. Blank lines and lines that start with # say nothing."""
    found = [
        _parse_line(content, number, name)
        for number, content in enumerate(text.splitlines(), start=1)
        if content.strip() and not content.lstrip().startswith("#")
    ]
    problems = [line for line in found if isinstance(line, str)]
    if problems:
        raise BadScript(problems)
    lines = [line for line in found if isinstance(line, Line)]
    problems = _useless(lines, name)
    if problems:
        raise BadScript(problems)
    return tuple(sorted(lines, key=lambda line: line.at))


def _useless(lines: list[Line], name: str) -> list[str]:
    """What could never happen: nothing at all, or something after the end."""
    if not lines:
        return [f"{name}:1: this script is empty. Write lines such as '1100 press'."]
    ends = min((line.at for line in lines if line.verb == "end"), default=None)
    return [
        f"{name}:{line.number}: this comes after the end at {ends}. Move the end, or the line."
        for line in lines
        if ends is not None and line.at > ends
    ]


def _parse_line(content: str, number: int, name: str) -> Parsed:
    where = f"{name}:{number}"
    when, verb, argument = [*content.split(maxsplit=2), "", ""][:3]
    if not re.fullmatch("[0-9]{1,12}", when):
        return f"{where}: a line starts with a time in milliseconds, such as '1100 press'."
    fault = _fault_in(verb, argument.strip())
    if fault:
        return f"{where}: {fault}"
    verbs: dict[str, Verb] = {
        "press": "press",
        "release": "release",
        "hear": "hear",
        "word": "word",
        "shot": "shot",
        "fault": "fault",
        "end": "end",
    }
    return Line(at=int(when), verb=verbs[verb], argument=argument.strip(), number=number)


def _fault_in(verb: str, argument: str) -> str:
    if verb not in ("press", "release", "hear", "word", "shot", "fault", "end"):
        return f"'{verb}' is not known. Use press, release, hear, word, shot, fault or end."
    if verb == "hear" and not argument:
        return "hear needs a sound file, such as 'hear stop.wav'."
    if verb == "word" and not argument:
        return "word needs what is said, such as 'word next'."
    if verb == "shot" and (not argument or "/" in argument or "\\" in argument):
        return "a shot needs a simple name, such as 'shot home'."
    if verb == "fault" and argument not in FAULTS:
        return f"the fault '{argument}' is not known. Use one of: {', '.join(FAULTS)}."
    return ""
