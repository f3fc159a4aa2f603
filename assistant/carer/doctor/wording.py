"""The doctor's words: what was seen becomes a finding. Must not know what was looked at."""

from pathlib import Path
from typing import Final

from assistant.carer.doctor.finding import Finding, Seen
from assistant.core.words import Words
from assistant.storage.problems import BrokenFile, Problem
from assistant.storage.texts import flat, parse_toml, read_text

WORDING_FILE: Final = "doctor.toml"
ANY: Final = "any"
"""The table of what can happen to every look."""
ADVICE: Final = "_do"


def read_wording(file: Path) -> tuple[Words, tuple[Problem, ...]]:
    """The words, and what is wrong with their file; without any, states are told by their names."""
    try:
        toml = parse_toml(read_text(file), file)
    except BrokenFile as broken:
        return Words(), broken.problems
    found = dict(flat(toml.data))
    problems = [
        toml.problem(path, f'"{path}" must be text in quotes, not empty.')
        for path, value in found.items()
        if not (isinstance(value, str) and value.strip())
    ]
    texts = {path: value for path, value in found.items() if isinstance(value, str)}
    return Words(texts), tuple(problems)


def finding_of(key: str, seen: Seen, words: Words, command: str) -> Finding:
    """What was seen, in words; ``command`` is how the program is called in a terminal."""
    mend = "mend_do" if command.endswith("start.py") else "reinstall_do"
    mended = words(f"{ANY}.{mend}", command=command)
    fill = {"command": command, "mend": mended, **seen.fill}
    own = f"{key}.{seen.state}"
    table = key if own in words.texts else ANY
    path = f"{table}.{seen.state}"
    has_advice = path + ADVICE in words.texts
    return Finding(
        key=key,
        state=seen.state,
        name=words(f"{key}.name") if f"{key}.name" in words.texts else key.replace("_", " "),
        condition=seen.condition,
        said=words(path, **fill),
        advice=words(path + ADVICE, **fill) if has_advice else "",
        details=seen.details,
    )
