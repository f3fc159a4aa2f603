"""What every part of the page may use, and what a part is. Must not know any part."""

import importlib.metadata
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flask import Blueprint, g

from assistant.carer.doctor.examination import examine_each
from assistant.carer.doctor.finding import Finding
from assistant.carer.page.door import Door, Seconds, Session
from assistant.carer.page.errand import Errand
from assistant.carer.page.pin import Pin
from assistant.carer.page.previews import Previews
from assistant.carer.page.uploads import Uploads
from assistant.core.words import Words
from assistant.listening.model_install import Surroundings
from assistant.storage.folders import Folders
from assistant.storage.settings_file import Clash
from assistant.storage.wording import Wording


@dataclass(slots=True, kw_only=True)
class Desk:
    """All that the parts of one run of the page share."""

    folders: Folders
    content: Path
    models: Path
    clash: Clash
    """What is wrong with settings that are each right: the very check of the program."""
    wording: Wording
    """As it came with the program; words that carers added are in files."""
    port: int
    close: Callable[[], None]
    """Ends the page once the present answer is out."""
    is_beside: bool = False
    """Whether the page ends with the program that opened it."""
    door: Door = field(default_factory=Door)
    now: Callable[[], Seconds] = time.time
    """The clock on the wall: an hour asleep is an hour of rest, too."""
    files: threading.Lock = field(default_factory=threading.Lock)
    """Held while a file is read, changed and written: two tabs may save at once."""
    errand: Errand = field(default_factory=Errand)
    """What takes long, whatever part asked for it: one thing at a time."""
    look: Callable[..., Iterator[Finding]] = examine_each
    """Looks over what is asked for; a test answers instead of the devices."""
    installing: Surroundings = field(default_factory=Surroundings)
    """What an installation of a model asks of the world."""
    uploads: Uploads = field(init=False)
    pin: Pin = field(init=False)
    previews: Previews = field(init=False)

    def __post_init__(self) -> None:
        self.uploads = Uploads(self.folders.page_uploads)
        self.pin = Pin(self.folders.page_pin)
        self.previews = Previews(self.wording)

    @property
    def version(self) -> str:
        """Of the program."""
        return importlib.metadata.version("als-assistant")

    @property
    def words(self) -> Words:
        """The texts of the page."""
        return self.wording.page


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the page: its addresses, and its place in the navigation."""

    name: str
    """Of its title in the page's wording (``parts.NAME``)."""
    start: str
    """Where the navigation leads: an endpoint of the blueprint."""
    blueprint: Blueprint
    most_bytes: Mapping[str, int] = field(default_factory=dict)
    """The longest upload for a path that begins so; anything else may hold a form."""


def session() -> Session:
    """The session of the present request; there is one wherever a part is asked."""
    found: Session = g.session
    return found


def tell(text: str) -> None:
    """Show this on the next page that the carer sees."""
    session().notes.append(text)
