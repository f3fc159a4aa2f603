"""What is looked over, and what a look asks of the world. Knows no look."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final, Self

import assistant
from assistant.core.settings import Settings
from assistant.own_program import typed_command
from assistant.storage.folders import Folders

_TRIED_BYTES: Final = 100_000


def _now() -> datetime:
    return datetime.now().astimezone()


def _free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def _try_writing(folder: Path) -> None:
    """Raises OSError where nothing can be written. The file has no name, and is gone at once."""
    with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
        file.write(bytes(_TRIED_BYTES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a test can answer instead of the world."""

    now: Callable[[], datetime] = _now
    free_bytes: Callable[[Path], int] = _free_bytes
    try_writing: Callable[[Path], None] = _try_writing
    project: Path = field(default_factory=lambda: Path(assistant.__path__[0]).absolute().parent)
    """Where ``start.py`` lies, if it does."""

    @property
    def command(self) -> str:
        """How this very program is called in a terminal."""
        return typed_command(self.project)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One installation of one person."""

    folders: Folders
    content: Path
    around: Around = field(default_factory=Around)
    is_tone_wanted: bool = False
    """Whether a loudspeaker may be tried with a tone that is heard."""

    def for_a_process(self) -> Self:
        """The same, to be sent to another process, where the world answers for itself."""
        return replace(self, around=Around())

    def settings(self) -> Settings:
        """The settings that the program would use now. Writes nothing."""
        # Here: the doctor must come up also where the packages that these need are missing.
        from assistant.storage.settings_file import read_settings  # noqa: PLC0415
        from assistant.switches.keys import wrong_in  # noqa: PLC0415

        found, problems = read_settings(self.folders.settings, wrong_in)
        if not problems:
            return found
        # Where these are broken too, they are the usual ones.
        return read_settings(self.folders.settings_last_good, wrong_in)[0]
