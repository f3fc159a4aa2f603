"""Makes a rehearsal script for a journey: press when this is lit, or when that is being said.

Scans are paced by the voice, so nobody can write the times by hand. The journey is rehearsed
again and again, each time one press further.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.cli import main

PRESS_AFTER_MS = 700
HELD_MS = 150
LONG_ENOUGH_MS = 90_000


@dataclass(frozen=True)
class When:
    """A moment: the next record of this kind with this item, or with this in its text."""

    kind: str
    what: str
    then: str = "press"
    after_ms: int = PRESS_AFTER_MS

    def is_met_by(self, record: dict[str, Any]) -> bool:
        """Whether the record is the one waited for."""
        if record["kind"] != self.kind:
            return False
        return self.what in (record.get("item"), "") or self.what in record.get("text", "")


def lit(item: str) -> When:
    """Press when this is lit."""
    return When("Lit", item)


def said(text: str, then: str = "press", after_ms: int = PRESS_AFTER_MS) -> When:
    """Press while this is being said."""
    return When("SpeechStarted", text, then, after_ms)


def played(script: str, out: Path, *more: str) -> list[dict[str, Any]]:
    """Rehearse a script; its journal."""
    out.mkdir(parents=True, exist_ok=True)
    file = out / "script.txt"
    file.write_text(script, encoding="utf-8")
    assert main(["rehearse", str(file), "--out", str(out), *more]) == 0
    lines = (out / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def forgetful(home: Path) -> None:
    """Nothing is left of an earlier rehearsal in a named home but a carer's own texts."""
    for file in home.iterdir():
        if file.is_file():
            file.unlink()


def script_of(moments: Sequence[When], out: Path, home: Path | None = None) -> str:
    """The script that presses (or does what ``then`` says) at each moment in turn."""
    lines: list[str] = []
    since = 0
    for moment in moments:
        if home is not None:
            forgetful(home)
        journal = played("\n".join([*lines, f"{since + LONG_ENOUGH_MS} end"]), out)
        at = next(r["at"] for r in journal if r["at"] >= since and moment.is_met_by(r))
        at += moment.after_ms
        if moment.then == "press":
            lines += [f"{at} press", f"{at + HELD_MS} release"]
        else:
            lines.append(f"{at} {moment.then}")
        since = at + 1
    return "\n".join(lines)
