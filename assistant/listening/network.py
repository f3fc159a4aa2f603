"""One ONNX file, opened and checked, as something that can be run. Must not know what it judges."""

import os
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from assistant.listening.contract import CannotListen

Numbers: TypeAlias = npt.NDArray[np.float32]

_NO_ENGINE: Final = (
    "Voice commands need the package onnxruntime, which this computer does not have. "
    "The switch works as before."
)
_NO_FILE: Final = "A part of the voice commands is missing: {file}. Install the program again."
_BAD_FILE: Final = "A part of the voice commands is damaged: {file}. Install the program again."
_ONLY_FATAL: Final = 4  # the engine writes to the terminal only what ends it; the rest is raised


def _engine() -> ModuleType:
    """The engine, kept from telling its makers about this computer. Raises CannotListen."""
    # Since 1.29 it gives the computer a number and sends to its makers what it did, from the moment
    # at which it is loaded. We promise that nothing is sent: this keeps all of it from beginning.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    try:
        import onnxruntime  # noqa: PLC0415 - absent on the newest Python
    except ImportError as error:
        raise CannotListen(_NO_ENGINE) from error
    engine: ModuleType = onnxruntime
    engine.disable_telemetry_events()  # Windows does not look at that word
    return engine


class Network:
    """A network in one thread, so that the program's other work is not held up.

    Raises CannotListen where the file or the engine is missing or damaged.
    """

    def __init__(self, file: Path) -> None:
        engine = _engine()
        if not file.is_file():
            raise CannotListen(_NO_FILE.format(file=file))
        options = engine.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.execution_mode = engine.ExecutionMode.ORT_SEQUENTIAL
        options.log_severity_level = _ONLY_FATAL
        self._file = file
        try:
            self._session = engine.InferenceSession(
                str(file), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # the engine's errors have no other parent
            raise CannotListen(_BAD_FILE.format(file=file)) from error

    @property
    def inputs(self) -> tuple[str, ...]:
        """What it takes, by name and in order."""
        return tuple(each.name for each in self._session.get_inputs())

    def run(self, inputs: Mapping[str, npt.NDArray[Any]]) -> list[Numbers]:
        """Its answers, in order."""
        answers: list[Numbers] = self._session.run(None, dict(inputs))
        return answers

    def check(self, inputs: Mapping[str, npt.NDArray[Any]], shape: tuple[int, ...]) -> None:
        """Raise CannotListen unless it answers in this shape.

        Another network in the file's place is as bad as a damaged one.
        """
        try:
            found = self.run(inputs)[0].shape
        except Exception as error:  # see above
            raise CannotListen(_BAD_FILE.format(file=self._file)) from error
        if found != shape:
            raise CannotListen(_BAD_FILE.format(file=self._file))
