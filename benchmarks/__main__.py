"""``python -m benchmarks NAME [--json]``."""

import argparse
import importlib
import json
import sys

NAMES = ("press", "speech", "scale")


def main() -> int:
    """Run one benchmark and print its rows."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", action="store_true", help="one JSON object for a program")
    parser.add_argument("--rounds", type=int, default=0, help="how often; 0 is the usual number")
    chosen = parser.parse_args()
    rows = importlib.import_module(f"benchmarks.{chosen.name}").rows(chosen.rounds)
    if chosen.json:
        print(json.dumps({"benchmark": chosen.name, "rows": rows}, indent=1))
    else:
        for row in rows:
            print("  ".join(f"{key}={value}" for key, value in row.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
