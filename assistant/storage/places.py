"""Where the person was reading, kept in SQLite. Must not know sections or menus.

What was read last stays in memory as well, so a full disk costs nothing until the power goes.
"""

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from assistant.core.library import Place
from assistant.storage.disk import last_good_beside, plain_reason

_SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS place (section TEXT PRIMARY KEY, sentence INTEGER NOT NULL,"
    " text TEXT NOT NULL, turn INTEGER NOT NULL)"
)
_ALL: Final = "SELECT section, sentence, text, turn FROM place ORDER BY turn"
_MALFORMED: Final = "database disk image is malformed"
_DAMAGED: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class Places:
    """The last place, and the last place in each section.

    ``save`` returns at once; one thread writes, and a place is on the disk when it has. Trouble
    goes to ``on_problem`` in plain words, once until it is over, from the opening or the writing
    thread; the place stays in memory and is tried again with the next one and on ``close``.
    ``on_returned`` follows when it works again.
    """

    def __init__(
        self,
        file: Path,
        on_problem: Callable[[str], None],
        on_returned: Callable[[], None] = lambda: None,
    ) -> None:
        """Open or make the database; a damaged one gives way to its last good copy."""
        self._file = file
        self._kept = last_good_beside(file)
        self._on_problem = on_problem
        self._on_returned = on_returned
        self._changed = threading.Condition()
        self._places: dict[str, Place] = {}
        """In the order they were last visited, the newest at the end."""
        self._unsaved: list[Place] = []
        self._turn = 0
        self._is_closing = False
        self._is_failing = False
        self._db: sqlite3.Connection | None = None
        self._open()
        self._writer = threading.Thread(target=self._write_all, name="places", daemon=True)
        self._writer.start()

    def load(self, section_id: str | None = None) -> Place | None:
        """The last place of all, or the last in one section."""
        with self._changed:
            if section_id is not None:
                return self._places.get(section_id)
            return next(reversed(self._places.values()), None)

    def save(self, place: Place) -> None:
        """Remember a place. Never waits for the disk."""
        with self._changed:
            self._places.pop(place.section_id, None)
            self._places[place.section_id] = place
            self._unsaved.append(place)
            self._changed.notify()

    def close(self) -> None:
        """Write what is left, keep a good copy, and let go of the file."""
        with self._changed:
            self._is_closing = True
            self._changed.notify()
        self._writer.join()

    def _open(self) -> None:
        try:
            try:
                self._connect()
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    raise
                self._set_aside()
            self._back_up()
        except (sqlite3.Error, OSError) as error:
            self._tell(error)
            self._take_unchanged()

    def _connect(self) -> sqlite3.Connection:
        if self._db is None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(self._file, check_same_thread=False)
            try:
                db.execute("PRAGMA journal_mode = WAL")
                db.execute("PRAGMA synchronous = FULL")
                _look_over(db)
                with db:
                    db.execute(_SCHEMA)
                self._take(db)
            except BaseException:
                db.close()
                raise
            self._db = db
        return self._db

    def _take(self, db: sqlite3.Connection) -> None:
        """What the file knows, below what was visited since."""
        rows = db.execute(_ALL)
        with self._changed:
            newer, self._places = self._places, {}
            for section, sentence, text, turn in rows:
                self._places[section] = Place(section_id=section, sentence=sentence, text=text)
                self._turn = turn
            for place in newer.values():
                self._places.pop(place.section_id, None)
                self._places[place.section_id] = place

    def _take_unchanged(self) -> None:
        """Without leave to write, at least go on where the person was."""
        for file in (self._file, self._kept):
            with contextlib.suppress(sqlite3.Error):
                with contextlib.closing(_only_to_read(file, is_alone=True)) as db:
                    self._take(db)
                return

    def _set_aside(self) -> None:
        """Move a damaged file away and begin again from the last good copy, if there is one."""
        if self._db is not None:
            self._db.close()
            self._db = None
        number = 1
        while (aside := self._file.with_name(f"{self._file.stem}.corrupt-{number}.db")).exists():
            number += 1
        for tail in ("-wal", "-shm"):
            self._file.with_name(self._file.name + tail).unlink(missing_ok=True)
        self._file.replace(aside)
        then = "reading starts at the beginning."
        if self._kept.exists():
            self._file.write_bytes(self._kept.read_bytes())
            then = "the last good copy is used."
        try:
            self._connect()
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            self._file.unlink()
            then = "reading starts at the beginning."
            self._connect()
        self._on_problem(
            f"The file of reading places was damaged. It is now called {aside.name}, and {then}"
        )

    def _back_up(self) -> None:
        half = self._kept.with_name(self._kept.name + ".new")
        half.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(half)) as copy:
            self._connect().backup(copy)
        half.replace(self._kept)

    def _write_all(self) -> None:
        is_last = False
        tried = 0
        while not is_last:
            with self._changed:
                while not self._is_closing and len(self._unsaved) <= tried:
                    self._changed.wait()
                batch = tuple(self._unsaved)
                is_last = self._is_closing
            try:
                self._write(batch)
                if is_last:
                    self._back_up()
                tried = 0
            except (sqlite3.Error, OSError) as error:
                # Not again and again by itself: with the next place, or at the end.
                tried = len(batch)
                self._tell(error)
        if self._db is not None:
            self._db.close()

    def _write(self, batch: tuple[Place, ...]) -> None:
        try:
            self._insert(batch)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            self._set_aside()
            # Memory knows more than the copy: what was open and read since.
            self._insert(tuple(self._places.values()))
        with self._changed:
            del self._unsaved[: len(batch)]
        if self._is_failing:
            self._is_failing = False
            self._on_returned()

    def _insert(self, places: Iterable[Place]) -> None:
        db = self._connect()
        with db:
            for place in places:
                self._turn += 1
                db.execute(
                    "INSERT OR REPLACE INTO place VALUES (?, ?, ?, ?)",
                    (place.section_id, place.sentence, place.text, self._turn),
                )

    def _tell(self, error: sqlite3.Error | OSError) -> None:
        if not self._is_failing:
            self._is_failing = True
            self._on_problem(f"Your place in the text cannot be kept. {plain_reason(error)}")


# --- without a program --------------------------------------------------------------------------


def snapshot(file: Path) -> bytes:
    """The store as it stands, whole, also while the program writes to it. Changes nothing in it.

    Raises sqlite3.Error where there is none, or none to use.
    """
    try:
        return _copied(file)
    except sqlite3.OperationalError:
        # Where nothing may be written the system cannot make the file that keeps others out.
        return _copied(file, is_alone=True)


def _copied(file: Path, *, is_alone: bool = False) -> bytes:
    is_alone = is_alone or not file.with_name(file.name + "-wal").exists()
    with (
        contextlib.closing(_only_to_read(file, is_alone=is_alone)) as db,
        contextlib.closing(sqlite3.connect(":memory:")) as copy,
    ):
        db.backup(copy)
        _look_over(copy)
        copy.execute(_ALL).fetchall()
        return copy.serialize()


def check_store(file: Path) -> None:
    """Whether a copy, which nobody writes to, can be used. Raises sqlite3.Error."""
    with contextlib.closing(_only_to_read(file, is_alone=True)) as db:
        _look_over(db)
        db.execute(_ALL).fetchall()


def _only_to_read(file: Path, *, is_alone: bool) -> sqlite3.Connection:
    """``is_alone``: nobody writes meanwhile, so no file need be made to keep them out."""
    alone = "&immutable=1" if is_alone else ""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro{alone}", uri=True)


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    # The low byte is the kind; the rest says in which part of the file.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED


def _look_over(db: sqlite3.Connection) -> None:
    if db.execute("PRAGMA quick_check").fetchone() != ("ok",):
        error = sqlite3.DatabaseError(_MALFORMED)
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error
