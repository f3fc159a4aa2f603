"""The last step: one ONNX file that takes two seconds of samples and answers with likelihoods.

And ``words.json`` beside it: the labels, the limits, the checksum. Must not know voices.
"""

import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from models.training.examples import LEVEL, SAMPLES
from models.training.words import COMMANDS

_OPSET: Final = 17


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Likelihoods from which the program acts and asks."""

    act: float
    ask: float


class Spotter(nn.Module):
    """Samples in, the mean likelihoods of several heads out."""

    def __init__(self, body: nn.Module, heads: Sequence[nn.Module]) -> None:
        super().__init__()
        self.body = body
        self.heads = nn.ModuleList(heads)

    def forward(self, samples: Tensor) -> Tensor:
        """(n, samples) to (n, labels)."""
        frames = self.body(samples)
        answers = [torch.softmax(head(frames), dim=1) for head in self.heads]
        return torch.stack(answers).mean(dim=0)


def export(spotter: Spotter, limits: Limits, version: str, into: Path) -> None:
    """Write ``spotter.onnx`` and ``words.json``."""
    into.mkdir(parents=True, exist_ok=True)
    file = into / "spotter.onnx"
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch, "whole.onnx")
        _written(spotter, whole)
        _smaller(whole, file)
    card = {
        "version": version,
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "samples": SAMPLES,
        "level": LEVEL,
        "act_from": limits.act,
        "ask_from": limits.ask,
        "words": list(COMMANDS),
    }
    (into / "words.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")


def _smaller(whole: Path, into: Path) -> None:
    """The large matrices in 7 bits: a third of the size and of the time.

    Not in 8: processors without VNNI add two products in 16 bits, and would be cut off.
    """
    quantize_dynamic(
        whole,
        into,
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
    )


def _written(spotter: Spotter, file: Path) -> None:
    torch.onnx.export(
        spotter.eval(),
        (torch.zeros(2, SAMPLES),),
        str(file),
        input_names=["samples"],
        output_names=["likelihoods"],
        dynamic_axes={"samples": {0: "clips"}, "likelihoods": {0: "clips"}},
        opset_version=_OPSET,
        dynamo=False,
    )
