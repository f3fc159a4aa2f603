"""Percentiles and the like. Knows no benchmark."""

from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of the sorted values lie; nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(values: Sequence[float]) -> Row:
    """p50, p95 and the count, in milliseconds."""
    return {
        "p50_ms": round(percentile(values, 0.5), 2),
        "p95_ms": round(percentile(values, 0.95), 2),
        "count": len(values),
    }
