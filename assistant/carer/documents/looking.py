"""The parent's side of the process that reads a document: ask, wait, end it. Reads nothing."""

import multiprocessing
from pathlib import Path
from typing import Final

from assistant.carer.documents import worker
from assistant.carer.documents.blocks import CannotRead
from assistant.carer.documents.draft import Draft

WITHIN_S: Final = 120
"""A thousand pages take a minute on an old computer."""

_LATER_S: Final = 5
"""The process's own limit on work, for the case that nobody is left to end it."""

TOO_SLOW: Final = (
    "This document takes far too long to be read. It may be damaged, or very large: "
    "try a part of it, or save it anew."
)
BROKE_OFF: Final = "Reading this document broke off. It may be damaged or very large; save it anew."


def look(file: Path, *, name: str = "", title: str = "", within_s: float = WITHIN_S) -> Draft:
    """The document in a file, as it would be added. Nothing is changed by it.

    ``name`` is what people call the file, where it is not the file's own (an upload); ``title``
    what the text shall be called, where that is not what the document says. Waits for as long as
    it takes, ``within_s`` at most. Raises CannotRead with a plain sentence.
    """
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(
        target=worker.serve,
        args=(theirs, round(within_s) + _LATER_S),
        name="documents",
        daemon=True,
    )
    process.start()
    theirs.close()  # so that the end of the process is the end of the pipe
    try:
        ours.send(worker.LookRequest(file.absolute(), name or file.name, title))
        if not ours.poll(within_s):
            raise CannotRead(TOO_SLOW)
        answer = ours.recv()
    except (EOFError, OSError) as error:
        raise CannotRead(BROKE_OFF) from error
    finally:
        process.kill()
        process.join()
        ours.close()
    if isinstance(answer, str):
        raise CannotRead(answer)
    if not isinstance(answer, Draft):
        raise CannotRead(BROKE_OFF)
    return answer
