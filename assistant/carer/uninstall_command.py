"""``als-assistant uninstall``: what it says and asks. Must not know how anything is taken away."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import assistant
from assistant.carer.starting import Start, this_program
from assistant.carer.uninstalling import (
    CannotUninstall,
    Kept,
    delete_everything,
    not_ours,
    starts,
    take_away_starts,
    what_is_left,
)
from assistant.own_program import is_packed
from assistant.storage.folders import Folders

OK, FAILED = 0, 1
WORD: Final = "delete"
_QUESTION: Final = (
    f"This cannot be taken back. Type the word {WORD} and press Enter to delete it all; "
    "with Enter alone it stays: "
)


def uninstall(
    folders: Folders,
    *,
    wants_everything: bool,
    is_sure: bool,
    ways: tuple[Start, ...] | None = None,
    ask: Callable[[str], str] = input,
) -> int:
    """Take away what starts the program, say what stays, and delete that if it is wanted."""
    try:
        taken = take_away_starts(folders, starts() if ways is None else ways)
        _tell_starts(taken)
        left = what_is_left(folders)
        if not wants_everything:
            _tell_left(left, "These stay on this computer:")
            if any(kept.meaning for kept in left):
                called = this_program(os.environ).called
                _say("To keep them somewhere else as well, first say:")
                _say(f"   {called} backup FILE.zip")
                _say(f"To delete them, too: {called} uninstall --everything")
        elif left and not _is_meant(left, is_sure=is_sure, ask=ask):
            _say("Nothing of it was deleted.")
        elif problems := delete_everything(folders):
            for problem in problems:
                print(problem, file=sys.stderr)  # noqa: T201 - a command answers
            return FAILED
        elif left:
            _say("It is deleted.")
    except CannotUninstall as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command answers
        return FAILED
    _tell_rest(not_ours(folders))
    return OK


def _is_meant(left: tuple[Kept, ...], *, is_sure: bool, ask: Callable[[str], str]) -> bool:
    _tell_left(left, "These are to be deleted:")
    if is_sure:
        return True
    try:
        return ask(_QUESTION).strip().lower() == WORD
    except EOFError:
        return False


def _tell_starts(taken: tuple[Path, ...]) -> None:
    if not taken:
        _say("The program did not start by itself, and had no icons.")
    for file in taken:
        _say(f"Taken away: {file}")


def _tell_left(left: tuple[Kept, ...], head: str) -> None:
    if not left:
        _say("Nothing of this person is kept on this computer.")
        return
    _say(head)
    for kept in left:
        if kept.meaning:
            _say(f"   {kept.meaning}: {kept.path}")
    if others := [kept.path for kept in left if not kept.meaning]:
        folders = sorted({str(path.parent) for path in others})
        _say(f"   and what the program made for itself, in: {', '.join(folders)}")


def _tell_rest(foreign: tuple[Path, ...]) -> None:
    for path in foreign:
        _say(f"Not the program's own, so not touched: {path}")
    package = Path(assistant.__path__[0]).absolute()
    if is_packed():
        _say(f"The program itself: delete this folder: {Path(sys.executable).parent}")
    elif (package.parent / "start.py").is_file():
        _say(f"The program itself: delete this folder: {package.parent}")
    else:
        _say("The program itself: pip uninstall als-assistant")


def _say(text: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, errors="replace").decode(encoding))  # noqa: T201 - it answers
