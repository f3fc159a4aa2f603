"""The networks: a port of the speech embedding that can be trained, and the head upon it.

Must not know words, only how many there are.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import onnx
import torch
from torch import Tensor, nn
from torch.nn import functional

from models.training.mel import FRAME, SPECTRUM, STEP, FrontEnd, constants

WIDTH: Final = 96
_POOL_AFTER: Final = {2: (2, 2), 6: (1, 2), 10: (2, 2), 14: (1, 2), 18: (2, 2)}


class Embedding(nn.Module):
    """Google's speech embedding (Lin and others 2020), from its ONNX file. Mel in, frames out."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        model = onnx.load(file)
        numbers = constants(model)
        convolutions = [node for node in model.graph.node if node.op_type == "Conv"]
        (norm,) = [node for node in model.graph.node if node.op_type == "BatchNormalization"]
        gain, shift, mean, variance = (numbers[name] for name in norm.input[1:5])
        scale = gain / np.sqrt(variance + 1e-3)
        self.scale = nn.Parameter(_tensor(scale.reshape(-1, 1, 1)))
        self.shift = nn.Parameter(_tensor((shift - mean * scale).reshape(-1, 1, 1)))
        self.layers = nn.ModuleList()
        for node in convolutions:
            weight = numbers[node.input[1]]
            out, inside, high, wide = weight.shape
            padding = (0, wide // 2)
            layer = nn.Conv2d(inside, out, (high, wide), padding=padding, bias=len(node.input) > 2)
            layer.weight.data = _tensor(weight)
            if layer.bias is not None:
                layer.bias.data = _tensor(numbers[node.input[2]])
            self.layers.append(layer)

    @property
    def count(self) -> int:
        """How many layers there are."""
        return len(self.layers)

    def until(self, mel: Tensor, first: int, last: int) -> Tensor:
        """Layers ``first`` to ``last`` (not included); ``mel`` is (n, time, bands) for the 0th."""
        found = mel[:, None] if first == 0 else mel
        for index in range(first, last):
            found = self.layers[index](found)
            if index == 0:
                found = torch.relu(found) * self.scale + self.shift
            if index != self.count - 1:
                found = functional.leaky_relu(found, 0.2).clamp(min=-0.4)
            if index in _POOL_AFTER:
                found = functional.max_pool2d(found, _POOL_AFTER[index])
        return found

    def forward(self, mel: Tensor) -> Tensor:
        """(n, time, bands) to (n, 96, frames)."""
        return self.until(mel, 0, self.count).squeeze(3)


def _tensor(numbers: npt.NDArray[Any]) -> Tensor:
    return torch.from_numpy(np.array(numbers, np.float32))


class Head(nn.Module):
    """From frames to words: two convolutions over time, then attention and the largest."""

    def __init__(self, labels: int, *, width: int = 128, dropout: float = 0.3) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(WIDTH)
        self.first = nn.Conv1d(WIDTH, width, 3, padding=1)
        self.first_norm = nn.BatchNorm1d(width)
        self.second = nn.Conv1d(width, width, 3, padding=1)
        self.second_norm = nn.BatchNorm1d(width)
        self.attention = nn.Conv1d(width, 4, 1)
        self.dropout = nn.Dropout(dropout)
        self.out = nn.Linear(width * 5, labels)

    def forward(self, frames: Tensor) -> Tensor:
        """(n, 96, frames) to (n, labels)."""
        found = self.norm(frames)
        found = torch.relu(self.first_norm(self.first(self.dropout(found))))
        found = found + torch.relu(self.second_norm(self.second(self.dropout(found))))
        shares = torch.softmax(self.attention(found), dim=2)
        pooled = torch.einsum("nct,nat->nac", found, shares).flatten(1)
        whole = torch.cat((pooled, found.amax(dim=2)), dim=1)
        answer: Tensor = self.out(self.dropout(whole))
        return answer


class FrontEndLayer(nn.Module):
    """The spectrogram as layers, so that the exported file takes samples."""

    def __init__(self, ear: FrontEnd) -> None:
        super().__init__()
        times = np.arange(FRAME)
        turns = 2 * np.pi * np.outer(np.arange(SPECTRUM // 2 + 1), times) / SPECTRUM
        waves = np.concatenate((np.cos(turns), np.sin(turns))) * ear.window
        self.register_buffer("waves", _tensor(waves[:, None]))
        self.register_buffer("weights", _tensor(ear.weights))
        self.floor = ear.floor

    def forward(self, samples: Tensor) -> Tensor:
        """(n, samples) to (n, time, bands)."""
        parts = functional.conv1d(samples[:, None], self.get_buffer("waves"), stride=STEP)
        real, imaginary = parts.chunk(2, dim=1)
        size = torch.sqrt(real * real + imaginary * imaginary + 1e-12)
        return torch.log(size.transpose(1, 2) @ self.get_buffer("weights") + self.floor)
