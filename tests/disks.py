"""Disks that fail, for the tests of what must be whole whatever happens."""

from pathlib import Path
from typing import BinaryIO

from assistant.storage.disk import Disk


class PowerCut(BaseException):
    """Nothing runs after this."""


class FailingDisk(Disk):
    """Fails at one step, half way through if it is a writing."""

    def __init__(self, step: int, failure: BaseException) -> None:
        self.left = step
        self.failure = failure

    def _step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise self.failure

    def write(self, file: BinaryIO, data: bytes) -> None:
        super().write(file, data[: len(data) // 2])
        self._step()
        super().write(file, data[len(data) // 2 :])

    def sync(self, descriptor: int) -> None:
        self._step()
        super().sync(descriptor)

    def replace(self, source: Path, target: Path) -> None:
        self._step()
        super().replace(source, target)

    def remove(self, path: Path) -> None:
        self._step()
        super().remove(path)
