"""From samples to the logarithmic mel spectrogram that the speech embedding begins with.

The same numbers as inside the embedding's file, from which its constants are taken. Must not
know words.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import onnx

Sound = npt.NDArray[np.float32]
Mel = npt.NDArray[np.float32]

FRAME: Final = 400
STEP: Final = 160
SPECTRUM: Final = 512
BANDS: Final = 32


@dataclass(frozen=True, slots=True)
class FrontEnd:
    """The constants of the embedding's own spectrogram."""

    window: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]
    floor: float

    def mel(self, sound: Sound) -> Mel:
        """One row of ``BANDS`` numbers each 10 ms."""
        frames = np.lib.stride_tricks.sliding_window_view(sound, FRAME)[::STEP]
        size = np.abs(np.fft.rfft(frames * self.window, SPECTRUM, axis=1))
        return np.asarray(np.log(size @ self.weights + self.floor), np.float32)


def constants(model: onnx.ModelProto) -> dict[str, npt.NDArray[Any]]:
    """All the numbers in a file, also those inside its loops, by name."""
    found: dict[str, npt.NDArray[Any]] = {}

    def collect(graph: onnx.GraphProto) -> None:
        for tensor in graph.initializer:
            found[tensor.name] = onnx.numpy_helper.to_array(tensor)
        for node in graph.node:
            for attribute in node.attribute:
                if attribute.type == onnx.AttributeProto.GRAPH:
                    collect(attribute.g)
                elif node.op_type == "Constant" and attribute.name == "value":
                    found[node.output[0]] = onnx.numpy_helper.to_array(attribute.t)

    collect(model.graph)
    return found


def front_end(embedding: Path) -> FrontEnd:
    """The spectrogram inside the embedding's file."""
    numbers = constants(onnx.load(embedding))
    return FrontEnd(
        window=numbers["map/while/stft/hann_window/sub_2:0"].astype(np.float32).ravel(),
        weights=numbers["map/while/linear_to_mel_weight_matrix:0"].astype(np.float32),
        floor=float(numbers["map/while/add_1/y:0"]),
    )
