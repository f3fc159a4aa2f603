"""How this very program is started by whoever knows nothing of it. Must not know what starts it."""

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import assistant
from assistant.own_program import is_packed, own_program, typed_command, windowed

STARTER: Final = "Start ALS assistant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A command that opens the program from any folder, and what it is shown by."""

    command: tuple[str, ...]
    called: str = "als-assistant"
    """How a carer calls it in a terminal."""
    icon: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    """What must be set for it to be this person's program."""


def this_program(environment: Mapping[str, str]) -> Program:
    """The copy that runs now: its folder with start.py, its package, or its installed command."""
    package = Path(assistant.__path__[0]).absolute()
    start = package.parent / "start.py"
    icon = package / "carer" / "page" / "static" / "icon.svg"
    home = environment.get("ALS_ASSISTANT_HOME", "")
    return Program(
        command=_command(start),
        called=typed_command(package.parent),
        icon=icon if icon.is_file() else None,
        environment={"ALS_ASSISTANT_HOME": str(Path(home).expanduser().absolute())} if home else {},
    )


def _command(start: Path) -> tuple[str, ...]:
    if is_packed():
        return (windowed(Path(sys.executable)),)
    if start.is_file():
        return _by_starter(start.parent) or (
            # Not the Python of the set-up: that one may have to be made again, by this one.
            str(getattr(sys, "_base_executable", "") or sys.executable),
            str(start),
        )
    beside = shutil.which("als-assistant", path=str(Path(sys.executable).parent))
    return (beside,) if beside else own_program()


def _by_starter(folder: Path) -> tuple[str, ...]:
    """What a double click starts; () where it is missing.

    It uses the very Python of the set-up, finds another when a newer system has taken that away,
    and shows what went wrong also where there is no terminal.
    """
    starter = folder / f"{STARTER}.{'cmd' if sys.platform == 'win32' else 'sh'}"
    if not starter.is_file():
        return ()
    return (str(starter),) if sys.platform == "win32" else ("/bin/sh", str(starter))
