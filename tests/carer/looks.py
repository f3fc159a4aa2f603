"""Looks of many tempers. In a module of their own: other processes must find them by name."""

import os
import threading
import time

from assistant.carer.doctor.finding import Seen, fine, note
from assistant.carer.doctor.subject import Subject

hanging = threading.Event()


def well(_subject: Subject) -> Seen:
    return fine()


def noted(_subject: Subject) -> Seen:
    return note("little")


def nothing(_subject: Subject) -> Seen | None:
    return None


def hangs(_subject: Subject) -> Seen:
    hanging.wait(60)
    return fine()


def hangs_apart(_subject: Subject) -> Seen:
    while True:
        time.sleep(60)


def raises(_subject: Subject) -> Seen:
    message = "Zora Quibble"
    raise ValueError(message)


def lacks_a_part(_subject: Subject) -> Seen:
    import no_such_package  # type: ignore[import-not-found] # noqa: PLC0415 - that is the point

    return fine(part=no_such_package)


def crashes(_subject: Subject) -> Seen:
    os._exit(11)


def tells_its_process(_subject: Subject) -> Seen:
    return fine(pid=os.getpid())
