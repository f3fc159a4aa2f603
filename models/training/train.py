"""The third step: heads on the encoder. Knows examples and networks, no recordings of people.

The encoder stays as OpenAI trained it, on real speech of very many people: that is what keeps a
network of synthetic voices from hearing only those. So every example is seen through it only once,
and the heads learn from what it made of them.
"""

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from models.training.encoder import Body
from models.training.examples import LOUDEST, OTHER
from models.training.head import Head

Half = npt.NDArray[np.float16]

LABELS: Final = OTHER + 1
_SMOOTHING: Final = 0.05
_MIXED: Final = 0.6
_KOKORO_COUNTS: Final = 2.0  # most like people, so it is seen more often
_SEEN_AT_ONCE: Final = 16
_BATCH: Final = 128
_SEEN_AN_EPOCH: Final = 0.8  # of all examples, chosen anew each time


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One head: how large, how long, how fast."""

    seed: int
    width: int = 128
    dropout: float = 0.3
    epochs: int = 8
    rate: float = 3e-3


PLANS: Final = (Plan(seed=0), Plan(seed=1), Plan(seed=2))
"""The heads whose mean the spotter is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Examples as the embedding sees them, what they are, and how often each is to be shown."""

    frames: Half
    label: npt.NDArray[np.int16]
    often: npt.NDArray[np.float32]


def see(work: Path, voices: list[str], encoder: Path) -> None:
    """Write ``seen/VOICE/RUN.npz`` for every run of examples that has none yet."""
    body = Body(encoder).eval()
    for voice in voices:
        folder = work / "seen" / voice
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted((work / "examples" / voice).glob("*.npz")):
            target = folder / path.name
            if target.exists():
                continue
            with np.load(path) as file:
                frames, label = frames_of(body, file["sound"]), file["label"]
            part = target.with_suffix(".part")
            with contextlib.closing(part.open("wb")) as out:
                np.savez(out, f=frames, label=label)
            part.rename(target)


def frames_of(body: Body, sound: npt.NDArray[np.int16]) -> Half:
    """What the encoder makes of recordings."""
    found = []
    with torch.no_grad():
        for start in range(0, len(sound), _SEEN_AT_ONCE):
            whole = sound[start : start + _SEEN_AT_ONCE].astype(np.float32)
            part = torch.from_numpy(whole / LOUDEST)
            found.append(body(part).half().numpy())
    return np.concatenate(found)


def all_seen(work: Path, voices: list[str]) -> Seen:
    """All of these voices, in a fixed order."""
    parts = []
    for voice in voices:
        for path in sorted((work / "seen" / voice).glob("*.npz")):
            with np.load(path) as file:
                counts = _KOKORO_COUNTS if voice == "kokoro" else 1.0
                often = np.full(len(file["label"]), counts, np.float32)
                parts.append((file["f"], file["label"], often))
    frames, label, often = (np.concatenate(each) for each in zip(*parts, strict=True))
    return Seen(frames=frames, label=label, often=often)


def train(seen: Seen, plan: Plan) -> Head:
    """One head."""
    torch.manual_seed(plan.seed)
    head = Head(LABELS, width=plan.width, dropout=plan.dropout)
    frames = torch.from_numpy(seen.frames)
    labels = torch.from_numpy(seen.label.astype(np.int64))
    often = torch.from_numpy(seen.often)
    by_label = weights(seen.label)
    count = int(len(labels) * _SEEN_AN_EPOCH)
    steps = plan.epochs * (count // _BATCH)
    chooser = torch.optim.AdamW(head.parameters(), lr=plan.rate, weight_decay=0.05)
    course = torch.optim.lr_scheduler.OneCycleLR(chooser, plan.rate, steps + 1, pct_start=0.15)
    head.train()
    for _ in range(plan.epochs):
        order = torch.multinomial(often, count)
        for start in range(0, count - _BATCH + 1, _BATCH):
            chosen = order[start : start + _BATCH]
            given = masked(frames[chosen].float())
            given, wanted = mixed(given, softened(labels[chosen]))
            loss = loss_of(head(given), wanted, by_label)
            chooser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(head.parameters(), 2.0)
            chooser.step()
            course.step()
    head.eval()
    return head


def weights(labels: npt.NDArray[np.int16]) -> Tensor:
    """Rare words count more, within limits."""
    counts = np.bincount(labels, minlength=LABELS).astype(float)
    found = (counts[:OTHER].mean() / np.maximum(counts, 1)) ** 0.5
    found[OTHER] = 1.0
    return torch.tensor(np.clip(found, 0.4, 2.5), dtype=torch.float32)


def loss_of(answer: Tensor, wanted: Tensor, by_label: Tensor) -> Tensor:
    """Cross entropy against soft labels, weighed by label."""
    each = -(wanted * functional.log_softmax(answer, dim=1) * by_label).sum(dim=1)
    return each.mean()


def softened(labels: Tensor) -> Tensor:
    """Labels that leave a little doubt."""
    sure = functional.one_hot(labels, LABELS).float()
    return sure * (1 - _SMOOTHING) + _SMOOTHING / LABELS


def mixed(given: Tensor, soft: Tensor) -> tuple[Tensor, Tensor]:
    """Mixup (Zhang and others 2018): most batches a little blended with other examples."""
    if float(torch.rand(())) > _MIXED:
        return given, soft
    share = float(np.random.default_rng(int(torch.randint(1 << 30, ()))).beta(0.3, 0.3))
    share = max(share, 1 - share)
    other = torch.randperm(len(given))
    return share * given + (1 - share) * given[other], share * soft + (1 - share) * soft[other]


def masked(frames: Tensor) -> Tensor:
    """Half of the examples with one or two moments replaced by their neighbour, all a bit noisy."""
    hidden = frames + torch.randn_like(frames) * frames.std(dim=(0, 2), keepdim=True) * 0.15
    for index in range(0, len(hidden), 2):
        start = int(torch.randint(1, frames.shape[2] - 2, ()))
        length = int(torch.randint(1, 3, ()))
        hidden[index, :, start : start + length] = hidden[index, :, start - 1 : start]
    return hidden
