"""Takes the pictures of the carer's guide: each is a rehearsal of the real program.

    .venv/bin/python docs/pictures/take.py

A script beside this file, in ``scripts/``, says in its first line which settings it wants, and
which pictures it takes ("shot NAME").
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
SETTINGS = "# settings: "


def main() -> int:
    """Play every script; what it shot becomes ``guide/NAME.png``."""
    environment = {**os.environ, "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
    for script in sorted((HERE / "scripts").glob("*.txt")):
        with tempfile.TemporaryDirectory() as folder:
            first, _, lines = script.read_text(encoding="utf-8").partition("\n")
            settings, played, out = (
                Path(folder) / name for name in ("s.toml", "played.txt", "out")
            )
            settings.write_text(first.removeprefix(SETTINGS).replace("; ", "\n") + "\n", "utf-8")
            played.write_text(lines, "utf-8")
            command = [sys.executable, "-m", "assistant", "rehearse", str(played)]
            subprocess.run(  # noqa: S603 - our own command
                [*command, "--out", str(out), "--settings", str(settings)],
                cwd=PROJECT,
                env={**environment, "ALS_ASSISTANT_HOME": str(Path(folder) / "home")},
                check=True,
            )
            for picture in out.glob("*.png"):
                shutil.copy(picture, HERE / "guide" / picture.name)
                print(picture.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
