"""The last good copy of every content file, and the small databases that are only caches.

Must not know what a text means. A damaged database of this kind is thrown away and begun
again: nothing in it is the only copy of what somebody wrote.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final, TypeVar

from assistant.storage.disk import plain_reason
from assistant.storage.problems import Problem

T = TypeVar("T")

_FOREIGN: Final = "made by another version of the program"
_SCHEMA: Final = (
    "CREATE TABLE kept (root TEXT, name TEXT, text TEXT NOT NULL, PRIMARY KEY (root, name))"
)


def with_cache(file: Path | None, schema: str, work: Callable[[sqlite3.Connection], T]) -> T:
    """Do work in one transaction; a damaged or foreign database is replaced by an empty one.

    None means in memory. Raises sqlite3.Error or OSError when the disk does not let us.
    """
    try:
        return _work_in(file, schema, work)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        if file is None:
            raise
        for tail in ("", "-journal", "-wal", "-shm"):
            file.with_name(file.name + tail).unlink(missing_ok=True)
        return _work_in(file, schema, work)


def _work_in(file: Path | None, schema: str, work: Callable[[sqlite3.Connection], T]) -> T:
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(sqlite3.connect(file or ":memory:")) as db, db:
        tables = [sql for (sql,) in db.execute("SELECT sql FROM sqlite_master WHERE sql NOTNULL")]
        if not tables:
            db.execute(schema)
        elif tables != [schema]:
            raise sqlite3.DatabaseError(_FOREIGN)
        return work(db)


class LastGood:
    """Texts by folder and name inside it. Reading a database that is away gives nothing."""

    def __init__(self, file: Path) -> None:
        """Touch nothing yet."""
        self._file = file

    def all_of(self, root: Path) -> dict[str, str]:
        """Every text kept for a folder."""
        return dict(self._read("SELECT name, text FROM kept WHERE root = ?", str(root)))

    def names_of(self, root: Path) -> frozenset[str]:
        """The names of the texts kept for a folder."""
        return frozenset(
            name for name, _ in self._read("SELECT name, '' FROM kept WHERE root = ?", str(root))
        )

    def one_of(self, root: Path, name: str) -> str | None:
        """One text, or None."""
        query = "SELECT name, text FROM kept WHERE root = ? AND name = ?"
        return next((text for _, text in self._read(query, str(root), name)), None)

    def keep(
        self, root: Path, texts: Mapping[str, str], gone: Iterable[str] = ()
    ) -> tuple[Problem, ...]:
        """Keep these texts and let go of others; says what hindered it."""
        gone = tuple(gone)
        if not texts and not gone:
            return ()

        def work(db: sqlite3.Connection) -> None:
            rows = [(str(root), name, text) for name, text in texts.items()]
            db.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", rows)
            names = [(str(root), name) for name in gone]
            db.executemany("DELETE FROM kept WHERE root = ? AND name = ?", names)

        try:
            with_cache(self._file, _SCHEMA, work)
        except (sqlite3.Error, OSError) as error:
            why = f"The last good copies of the content were not kept. {plain_reason(error)}"
            return (Problem(self._file, 1, why),)
        return ()

    def _read(self, query: str, *values: str) -> list[tuple[str, str]]:
        if not self._file.exists():
            return []
        try:
            return with_cache(self._file, _SCHEMA, lambda db: list(db.execute(query, values)))
        except (sqlite3.Error, OSError):
            # The same disk refuses to keep copies, and keep() tells people about it.
            return []
