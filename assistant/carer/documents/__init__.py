"""A carer's documents beside the guide: look at one, add it; write, rename, remove and list texts.

Look first (:func:`look`), show the :class:`Draft` and what was found, then :func:`add` it. All
errors, :class:`CannotRead` and :class:`NotDone`, are plain sentences for people; nothing is left
half done by any of them. The running program takes changes up by ``DiskWork.reload_texts``.

``look`` reads in a process of its own: a document may be whatever it is. It takes seconds, so no
thread that somebody waits for should call it without saying so.
"""

from assistant.carer.documents.aside import KEPT_DAYS, Removed
from assistant.carer.documents.blocks import CannotRead
from assistant.carer.documents.draft import Draft, Finding, Part
from assistant.carer.documents.keeping import (
    Kept,
    NotDone,
    OwnSection,
    OwnText,
    SectionText,
    Written,
    add,
    bring_back,
    forget_removed,
    look_over,
    mend,
    own_texts,
    read,
    remove,
    removed,
    rename,
    write,
)
from assistant.carer.documents.kinds import CAN_BE_READ
from assistant.carer.documents.looking import look
from assistant.carer.documents.reading import MOST_BYTES

__all__ = [
    "CAN_BE_READ",
    "KEPT_DAYS",
    "MOST_BYTES",
    "CannotRead",
    "Draft",
    "Finding",
    "Kept",
    "NotDone",
    "OwnSection",
    "OwnText",
    "Part",
    "Removed",
    "SectionText",
    "Written",
    "add",
    "bring_back",
    "forget_removed",
    "look",
    "look_over",
    "mend",
    "own_texts",
    "read",
    "remove",
    "removed",
    "rename",
    "write",
]
