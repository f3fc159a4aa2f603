"""Entries put in place, taken away, and how they stand. Must not know who asks."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

from assistant.carer.starting.entries import NotReadable, NotWritable, command_in, text_of
from assistant.carer.starting.placing import Placed, System, autostart_files, icon_files
from assistant.carer.starting.program import Program, this_program
from assistant.storage.disk import Disk, plain_reason, write_whole

_DISK: Final = Disk()

How: TypeAlias = Literal["on", "off", "gone", "other", "odd"]
"""On and off; or what it starts is gone; it starts another copy; or nobody can read it."""


class CannotChange(Exception):
    """It is as it was. The text is one or two plain sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How it stands."""

    how: How
    text: str
    """The same in plain words, with what to do where it is not well."""
    about: str = ""
    """The file or folder that it is about, where it is not well."""

    @property
    def is_on(self) -> bool:
        """Whether there is anything to take away."""
        return self.how != "off"

    @property
    def is_well(self) -> bool:
        """Whether it is as somebody wanted it: it starts, or it does not."""
        return self.how in ("on", "off")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The words for one way of starting."""

    command: str
    on: str
    off: str


_AUTOSTART: Final = Said(
    command="autostart",
    on="The program starts with the computer.",
    off="The program does not start with the computer.",
)
_ICONS: Final = Said(
    command="shortcut",
    on="There is an icon that starts the program.",
    off="There is no icon that starts the program.",
)
_GONE: Final = (
    "What should start the program leads nowhere: “{}” is not there any more."
    " “{} on” puts it right, “{} off” takes it away."
)
_OTHER: Final = "Another copy of the program is started, “{}”. “{} on” starts this one instead."
_ODD: Final = "The file “{}” cannot be understood. “{} on” writes it anew, “{} off” takes it away."
_NOT_WRITTEN: Final = "Nothing was changed, because “{}” cannot be written. {}"
_NOT_REMOVED: Final = "“{}” cannot be taken away. {}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """One way in which the program is started: by the computer, or by icons."""

    placed: tuple[Placed, ...]
    program: Program
    said: Said

    def turn_on(self, disk: Disk = _DISK) -> tuple[Path, ...]:
        """Put its files in place, and tell which. Raises CannotChange."""
        made: list[Path] = []
        for one in self.placed:
            if one.needs_folder and not one.file.parent.is_dir():
                continue
            try:
                _write(one, text_of(one.kind, self.program), disk)
            except NotWritable as error:
                raise CannotChange(str(error)) from error
            except OSError as error:
                why = _NOT_WRITTEN.format(one.file, plain_reason(error))
                raise CannotChange(why) from error
            made.append(one.file)
        return tuple(made)

    def turn_off(self, disk: Disk = _DISK) -> tuple[Path, ...]:
        """Take its files away, and tell which there were. Raises CannotChange."""
        taken: list[Path] = []
        for one in self.placed:
            if not os.path.lexists(one.file):
                continue
            try:
                disk.remove(one.file)
            except OSError as error:
                why = _NOT_REMOVED.format(one.file, plain_reason(error))
                raise CannotChange(why) from error
            taken.append(one.file)
        return tuple(taken)

    def standing(self) -> Standing:
        """How it stands now. Changes nothing."""
        found = [standing for one in self.placed if (standing := self._one(one)) is not None]
        faulty = [standing for standing in found if not standing.is_well]
        are_on = [standing for standing in found if standing.is_on]
        return (faulty or are_on or found or [Standing(how="off", text=self.said.off)])[0]

    def _one(self, one: Placed) -> Standing | None:
        """How one file stands; None where it is not there."""
        if not os.path.lexists(one.file):
            return None
        told = f"{self.program.called} {self.said.command}"
        try:
            command = command_in(one.kind, one.file.read_text(encoding="utf-8"))
        except (OSError, NotReadable, UnicodeDecodeError):
            about = str(one.file)
            return Standing(how="odd", text=_ODD.format(about, told, told), about=about)
        if not command:
            return Standing(how="off", text=self.said.off)
        if gone := [word for word in command if _is_gone(word)]:
            text = _GONE.format(gone[-1], told, told)
            return Standing(how="gone", text=text, about=gone[-1])
        if not _is_the_same(command, self.program.command):
            about = _names(command)
            return Standing(how="other", text=_OTHER.format(about, told), about=about)
        return Standing(how="on", text=self.said.on)


def _write(one: Placed, text: str, disk: Disk) -> None:
    # As it is: the line ends of a Windows command are part of it.
    write_whole(one.file, text, disk)
    if one.is_made_executable:
        one.file.chmod(0o755)


def _is_gone(word: str) -> bool:
    return Path(word).is_absolute() and not Path(word).exists()


def _names(command: tuple[str, ...]) -> str:
    """What tells one copy of the program from another."""
    files = [word for word in command if Path(word).is_absolute()]
    return files[-1] if files else command[-1]


def _is_the_same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether both start one copy of the program; which Python of two does it is no matter."""
    return os.path.normcase(one[-1]) == os.path.normcase(other[-1]) and len(one) == len(other)


def this_system(environment: Mapping[str, str] = os.environ) -> System:
    """The system that this runs on."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - never fails
    return System(platform=sys.platform, environment=environment, home=home)


def with_the_computer(system: System | None = None, program: Program | None = None) -> Start:
    """The start with the computer."""
    system = system or this_system()
    program = program or this_program(system.environment)
    return Start(placed=autostart_files(system), program=program, said=_AUTOSTART)


def icons(system: System | None = None, program: Program | None = None) -> Start:
    """The icons in the menu and on the desktop."""
    system = system or this_system()
    program = program or this_program(system.environment)
    return Start(placed=icon_files(system), program=program, said=_ICONS)
