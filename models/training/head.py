"""The head upon the encoder: from what it makes of two seconds to how likely each word is.

Must not know words, only how many there are.
"""

import torch
from torch import Tensor, nn

from models.training.encoder import WIDTH


class Head(nn.Module):
    """From frames to words: two convolutions over time, then attention and the largest."""

    def __init__(self, labels: int, *, width: int = 128, dropout: float = 0.3) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(WIDTH)
        self.first = nn.Conv1d(WIDTH, width, 3, padding=1)
        self.first_norm = nn.BatchNorm1d(width)
        self.second = nn.Conv1d(width, width, 5, padding=2)
        self.second_norm = nn.BatchNorm1d(width)
        self.attention = nn.Conv1d(width, 4, 1)
        self.dropout = nn.Dropout(dropout)
        self.out = nn.Linear(width * 5, labels)

    def forward(self, frames: Tensor) -> Tensor:
        """(n, 384, frames) to (n, labels)."""
        found = self.norm(frames)
        found = torch.relu(self.first_norm(self.first(self.dropout(found))))
        found = found + torch.relu(self.second_norm(self.second(self.dropout(found))))
        shares = torch.softmax(self.attention(found), dim=2)
        pooled = torch.einsum("nct,nat->nac", found, shares).flatten(1)
        whole = torch.cat((pooled, found.amax(dim=2)), dim=1)
        answer: Tensor = self.out(self.dropout(whole))
        return answer
