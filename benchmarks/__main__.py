"""``python -m benchmarks NAME [--json]``."""

import argparse
import importlib
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.measures import Row

NAMES = ("press", "speech", "scale", "selection", "echo", "listening")


def main() -> int:
    """Run one benchmark and print its rows."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", action="store_true", help="one JSON object for a program")
    parser.add_argument("--rounds", type=int, default=0, help="how often; 0 is the usual number")
    who = parser.add_mutually_exclusive_group()
    who.add_argument("--people", type=Path, metavar="FILE", help="selection: a JSON list of people")
    who.add_argument(
        "--random-people", type=int, default=0, metavar="N", help="selection: people of chance"
    )
    parser.add_argument(
        "--tables",
        type=Path,
        metavar="FILE",
        help="selection: run nothing; write the tables of docs/selection.md from this --json",
    )
    chosen = parser.parse_args()
    if chosen.name != "selection" and (chosen.people or chosen.random_people or chosen.tables):
        parser.error("--people, --random-people and --tables are for selection")
    if chosen.rounds < 0 or chosen.random_people < 0:
        parser.error("--rounds and --random-people must be numbers from 0 on")
    try:
        if chosen.tables:
            from benchmarks.selection_tables import write_tables

            print(write_tables(chosen.tables))
            return 0
        found = _found(chosen)
    except (OSError, ValueError) as problem:
        print(problem, file=sys.stderr)
        return 1
    if chosen.json:
        print(_as_json({"benchmark": chosen.name, **found}))
    else:
        for row in [row for part in found.values() for row in part]:
            print("  ".join(f"{key}={value}" for key, value in row.items()))
    return 0


def _found(chosen: argparse.Namespace) -> dict[str, list[Row]]:
    """The rows; for selection also what does not belong in its table, under other names."""
    if chosen.name != "selection":
        return {"rows": importlib.import_module(f"benchmarks.{chosen.name}").rows(chosen.rounds)}
    from benchmarks import selection
    from benchmarks.people import PEOPLE, Person, people_in, random_people

    people: tuple[Person, ...] = PEOPLE
    if chosen.people:
        people = people_in(chosen.people)
    elif chosen.random_people:
        people = random_people(chosen.random_people)
    return {
        "people": [asdict(person) for person in people],
        "rows": selection.rows(people, chosen.rounds),
        "more": selection.more(people, chosen.rounds),
        "leaves": selection.leaves(people, chosen.rounds),
        "strangers": selection.strangers(chosen.rounds) if people is PEOPLE else [],
    }


def _as_json(found: dict[str, Any]) -> str:
    """One row a line: short enough to be kept, and a change of one row is one changed line."""
    parts = []
    for name, part in found.items():
        rows = part if isinstance(part, list) else [part]
        lines = ",\n".join(json.dumps(row) for row in rows)
        parts.append(f"{json.dumps(name)}: " + (f"[\n{lines}\n]" if rows is part else lines))
    return "{\n" + ",\n".join(parts) + "\n}"


if __name__ == "__main__":
    sys.exit(main())
