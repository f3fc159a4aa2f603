"""Draws the golden pictures anew: ``python -m tests.view.renew_golden``.

Look at the large ones (their folder is printed) before you keep the small ones.
"""

import sys
import tempfile
from pathlib import Path

import pygame

from tests.view.golden_scenes import GOLDEN, drawn, shrunk


def main() -> None:
    """Renew all of them."""
    large = Path(tempfile.mkdtemp(prefix="golden-"))
    folder = Path(__file__).parent / "golden"
    folder.mkdir(exist_ok=True)
    for name in GOLDEN:
        surface = drawn(name)
        pygame.image.save(surface, large / f"{name}.png")
        pygame.image.save(shrunk(surface), folder / f"{name}.png")
    sys.stdout.write(f"Renewed {len(GOLDEN)} pictures. In full size: {large}\n")


if __name__ == "__main__":
    main()
