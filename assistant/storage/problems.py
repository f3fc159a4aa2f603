"""What is wrong in a file somebody wrote, told so that they can mend it. Knows no formats."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake. ``message`` is a plain sentence that names the fix."""

    file: Path
    line: int
    message: str

    def __str__(self) -> str:
        """The line shown to people: file, line, sentence."""
        return f"{self.file}:{self.line}: {self.message}"


class BrokenFile(Exception):
    """A file cannot be used. ``problems`` holds every reason, never none."""

    def __init__(self, *problems: Problem) -> None:
        """Keep the reasons in order."""
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def listed(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """In order of file and line, each one once."""
    return tuple(sorted(set(problems)))
