"""Starting the program with the computer, and by an icon: put there, taken away, looked at.

``program`` says how this very program is started, ``entries`` what an entry's text is and how it is
read again, ``placing`` which file it is on this system, and ``starts`` does and tells it. Must not
know the window, the page or the doctor, which ask here how it stands.
"""

from assistant.carer.starting.program import Program, this_program
from assistant.carer.starting.starts import (
    CannotChange,
    Standing,
    Start,
    icons,
    with_the_computer,
)

__all__ = [
    "CannotChange",
    "Program",
    "Standing",
    "Start",
    "icons",
    "this_program",
    "with_the_computer",
]
