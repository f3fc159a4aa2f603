"""``python -m benchmarks NAME [--json]``."""

import argparse
import importlib
import json
import sys
from pathlib import Path

from benchmarks.measures import Row

NAMES = ("press", "speech", "scale", "selection", "echo", "listening")


def main() -> int:
    """Run one benchmark and print its rows."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", action="store_true", help="one JSON object for a program")
    parser.add_argument("--rounds", type=int, default=0, help="how often; 0 is the usual number")
    parser.add_argument("--people", type=Path, help="selection: a JSON list of other people")
    chosen = parser.parse_args()
    if chosen.people and chosen.name != "selection":
        parser.error("--people is for selection")
    try:
        found = _found(chosen.name, chosen.rounds, chosen.people)
    except (OSError, ValueError) as problem:
        print(problem, file=sys.stderr)
        return 1
    if chosen.json:
        print(json.dumps({"benchmark": chosen.name, **found}, indent=1))
    else:
        for row in [row for part in found.values() for row in part]:
            print("  ".join(f"{key}={value}" for key, value in row.items()))
    return 0


def _found(name: str, rounds: int, people: Path | None) -> dict[str, list[Row]]:
    """The rows; for selection also what does not belong in its table, under "more"."""
    if name == "selection":
        from benchmarks import selection

        return {
            "rows": selection.rows(rounds, people),
            "more": selection.more(rounds, people),
        }
    return {"rows": importlib.import_module(f"benchmarks.{name}").rows(rounds)}


if __name__ == "__main__":
    sys.exit(main())
