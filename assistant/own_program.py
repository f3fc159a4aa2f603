"""How this very program is called and started again, and how others are started from it.

It may run from a checkout, be installed, or be packed into a folder of its own, where there is no
Python to ask. Must not know why anything is started.
"""

import contextlib
import os
import sys
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Final

_LIBRARIES: Final = "LD_LIBRARY_PATH"
"""Where Linux looks for libraries first. A packed program looks in its own folder."""
_PROJECT: Final = Path(__file__).parents[1]


def is_packed() -> bool:
    """Whether this runs from a folder of its own, as PyInstaller makes it."""
    return bool(getattr(sys, "frozen", False))


def own_program() -> tuple[str, ...]:
    """The command line of this program, to which arguments are added."""
    if is_packed():
        return (answering(Path(sys.executable)),)
    return (sys.executable, "-P", "-m", "assistant")


def typed_command(project: Path = _PROJECT) -> str:
    """What somebody types in a terminal to call this program; ``project`` may hold start.py."""
    if is_packed():
        program = answering(Path(sys.executable))
        return f'"{program}"' if " " in program else program
    if not (project / "start.py").is_file():
        return "als-assistant"
    return "py start.py" if sys.platform == "win32" else "python3 start.py"


def have_streams() -> None:
    """On Windows a program without a console has nowhere to print; then nobody reads it."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115


def answering(program: Path) -> str:
    """The program's file that can be read from: on Windows one without a window has no output."""
    beside = program.with_name(f"{program.stem}-console{program.suffix}")
    return str(beside if beside.is_file() else program)


def windowed(program: Path) -> str:
    """The other way round: the program's file that opens no console beside its window."""
    beside = program.with_name(program.name.replace("-console", ""))
    return str(beside if beside.is_file() else program)


@contextlib.contextmanager
def for_other_programs(environment: MutableMapping[str, str] = os.environ) -> Iterator[None]:
    """Inside the ``with``, a browser that is started finds the system's libraries, and not ours."""
    ours = environment.get(_LIBRARIES) if is_packed() else None
    if ours is None:
        yield
        return
    # So PyInstaller keeps what was there before.
    before = environment.get(f"{_LIBRARIES}_ORIG")
    if before is None:
        del environment[_LIBRARIES]
    else:
        environment[_LIBRARIES] = before
    try:
        yield
    finally:
        environment[_LIBRARIES] = ours
