"""The person's own recordings of the commands: WORDS/PHRASE/001.wav and on. Must not know sound."""

import shutil
from pathlib import Path


class OwnWords:
    """Which recordings there are. They stay on this machine and can be deleted at any time."""

    def __init__(self, folder: Path) -> None:
        """The folder need not exist."""
        self._folder = folder

    def next_file(self, phrase: str) -> Path:
        """Where the next recording of a phrase goes; no file is there yet."""
        folder = self._folder / phrase
        taken = {int(file.stem) for file in folder.glob("*.wav") if file.stem.isdigit()}
        return folder / f"{max(taken, default=0) + 1:03}.wav"

    def counts(self) -> dict[str, int]:
        """How many recordings each phrase has; those with none are left out."""
        found: dict[str, int] = {}
        for file in self._folder.glob("*/*.wav"):
            found[file.parent.name] = found.get(file.parent.name, 0) + 1
        return found

    def files(self, phrase: str) -> tuple[Path, ...]:
        """The recordings of a phrase, in order; none for a phrase that has none."""
        # Only what is there by this very name: a path is no phrase.
        if phrase not in self.counts():
            return ()
        return tuple(sorted((self._folder / phrase).glob("*.wav")))

    def forget_one(self, phrase: str, name: str) -> None:
        """Delete the recording with this file name, if there is one. Raises OSError."""
        for file in self.files(phrase):
            if file.name == name:
                file.unlink()
        folder = self._folder / phrase
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()

    def forget(self, phrase: str | None) -> None:
        """Delete the recordings of a phrase, or all of them. Raises OSError."""
        folder = self._folder if phrase is None else self._folder / phrase
        if folder.is_dir():
            shutil.rmtree(folder)
