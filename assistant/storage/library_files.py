"""The guide: its tree from the files, and one section at a time. Must not know who reads it.

A warm start reads no section at all: an index in the cache folder remembers each file's size,
time and title. Bad files are replaced by their last good copy, or left out, and reported.
"""

import contextlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from assistant.core.library import Library, Section
from assistant.storage.folders import Folders
from assistant.storage.last_good import LastGood, with_cache
from assistant.storage.problems import BrokenFile, Problem, listed
from assistant.storage.sections import (
    FOLDER_FIELDS,
    header_of,
    read_header,
    section_of,
)
from assistant.storage.texts import parse_toml, read_text
from assistant.storage.tree import FOLDER_FILE, Found, Label, Scan, Tree, scan_guide, tree_of
from assistant.storage.wording import Wording

SMALL_LIBRARY: Final = 1000
"""Up to this many files every changed section is read whole at the start; above it, only its
front matter, and the rest when it is opened."""

_SCHEMA: Final = (
    "CREATE TABLE files (root TEXT, name TEXT, size INTEGER, mtime_ns INTEGER,"
    " id TEXT, title TEXT, said TEXT, PRIMARY KEY (root, name)) WITHOUT ROWID"
)


class SectionUnreadable(Exception):
    """A section cannot be read. ``why`` names the file, the line and the fix."""

    def __init__(self, why: str) -> None:
        """Keep the reason."""
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A loaded guide. ``open`` may be called from any thread."""

    library: Library
    problems: tuple[Problem, ...]
    root: Path
    wording: Wording
    region: str
    _names: Mapping[str, str] = field(repr=False)
    _last_good: LastGood = field(repr=False, compare=False)

    def open(self, section_id: str) -> Section:
        """The section as it stands in its file now, or else its last good copy.

        Costs the same in a small and a large library. Raises SectionUnreadable.
        """
        name = self._names.get(section_id)
        if name is None:
            why = f'There is no section "{section_id}".'
            raise SectionUnreadable(why)
        file = self.root / name
        kept = self._last_good.one_of(self.root, name)
        try:
            text = read_text(file)
            section = section_of(text, file, self.wording, self.region)
        except BrokenFile as broken:
            return self._last_good_section(section_id, file, kept, broken)
        if text != kept:
            # A full disk is told of at the next start; the person reads on now.
            self._last_good.keep(self.root, {name: text})
        return replace(section, id=section_id)

    def _last_good_section(
        self, section_id: str, file: Path, kept: str | None, broken: BrokenFile
    ) -> Section:
        unreadable = SectionUnreadable(str(broken.problems[0]))
        if kept is None:
            raise unreadable from broken
        try:
            section = section_of(kept, file, self.wording, self.region)
        except BrokenFile:
            raise unreadable from broken
        return replace(section, id=section_id)


def load_guide(root: Path, folders: Folders, wording: Wording, region: str) -> Guide:
    """The guide in a folder. Never raises for bad content: see ``problems``."""
    last_good = LastGood(folders.last_good)
    scan = scan_guide(root)
    if any(found.name.endswith(".md") for found in scan.files):
        tree, problems = _from_files(scan, folders, root, wording, region)
    else:
        tree, problems = _from_copies(last_good, root, wording, region)
    return Guide(
        library=tree.library,
        problems=listed(problems),
        root=root,
        wording=wording,
        region=region,
        _names=tree.names,
        _last_good=last_good,
    )


def _from_copies(
    last_good: LastGood, root: Path, wording: Wording, region: str
) -> tuple[Tree, list[Problem]]:
    """The whole guide is away: what was read last."""
    loading = _Loading(root, wording, region, last_good.all_of(root))
    loading.take_all_kept()
    shown = "The last good copy is shown." if loading.labels else "There is nothing to read."
    why = f"This folder of sections is missing or empty; put it back. {shown}"
    return _tree(root, wording, loading.labels), [Problem(root, 1, why)]


def _from_files(
    scan: Scan, folders: Folders, root: Path, wording: Wording, region: str
) -> tuple[Tree, list[Problem]]:
    """Only what is new or changed is read; the index knows the rest."""
    last_good = LastGood(folders.last_good)
    known, kept_names = _indexed(folders.content_index, root), last_good.names_of(root)
    whole = len(scan.files) <= SMALL_LIBRARY
    fresh = [
        found
        for found in scan.files
        if known.get(found.name, (0, 0))[:2] != (found.size, found.mtime_ns)
        or (whole and found.name not in kept_names)
    ]
    fresh_names = {found.name for found in fresh}
    loading = _Loading(root, wording, region, last_good.all_of(root) if fresh else {})
    loading.labels |= {
        found.name: known[found.name][2] for found in scan.files if found.name not in fresh_names
    }
    loading.read(fresh, whole=whole)
    tree = _tree(root, wording, loading.labels, scan.folders)
    problems = [*scan.problems, *loading.problems, *tree.problems]
    here = {found.name for found in scan.files}
    _index(folders.content_index, root, loading.good, known.keys() - here)
    gone = () if problems else kept_names - here
    return tree, [*problems, *last_good.keep(root, loading.to_keep, gone)]


def _tree(
    root: Path, wording: Wording, labels: Mapping[str, Label], folders: tuple[str, ...] = ()
) -> Tree:
    above: set[str] = set(folders)
    for name in labels if not folders else ():
        parts = name.split("/")[:-1]
        above.update("/".join(parts[: i + 1]) for i in range(len(parts)))
    return tree_of(root, wording.words("home.guide"), labels, above)


def read_label(text: str, file: Path) -> Label:
    """What the tree shows of a section's or folder's file. Raises BrokenFile."""
    if file.name == FOLDER_FILE:
        header = header_of(parse_toml(text, file), FOLDER_FIELDS)
    else:
        header = read_header(text, file)
    return Label(header.id, header.title, header.said)


class _Loading:
    """One load in the making."""

    def __init__(self, root: Path, wording: Wording, region: str, kept: Mapping[str, str]) -> None:
        self._root, self._wording, self._region, self._kept = root, wording, region, kept
        self.labels: dict[str, Label] = {}
        self.good: list[tuple[Found, Label]] = []
        self.to_keep: dict[str, str] = {}
        self.problems: list[Problem] = []

    def read(self, fresh: list[Found], *, whole: bool) -> None:
        """New and changed files; a broken one gives way to its last good copy."""
        for found in fresh:
            file = self._root / found.name
            try:
                text = read_text(file)
                label = read_label(text, file)
                if whole and file.name != FOLDER_FILE:
                    section_of(text, file, self._wording, self._region)
            except BrokenFile as broken:
                self.problems += broken.problems
                self._take_kept(found.name)
                continue
            self.labels[found.name] = label
            self.good.append((found, label))
            if (whole or file.name == FOLDER_FILE) and self._kept.get(found.name) != text:
                self.to_keep[found.name] = text

    def take_all_kept(self) -> None:
        """Everything there is a last good copy of."""
        for name in self._kept:
            self._take_kept(name)

    def _take_kept(self, name: str) -> None:
        if name in self._kept:
            # Another version of the program may have kept what this one cannot read.
            with contextlib.suppress(BrokenFile):
                self.labels[name] = read_label(self._kept[name], self._root / name)


def _indexed(file: Path, root: Path) -> dict[str, tuple[int, int, Label]]:
    query = "SELECT name, size, mtime_ns, id, title, said FROM files WHERE root = ?"

    def work(db: sqlite3.Connection) -> dict[str, tuple[int, int, Label]]:
        rows = db.execute(query, (str(root),))
        return {row[0]: (row[1], row[2], Label._make(row[3:])) for row in rows}

    try:
        return with_cache(file, _SCHEMA, work)
    except (sqlite3.Error, OSError):
        return {}  # Only a cache: without it every file is read again.


def _index(file: Path, root: Path, good: list[tuple[Found, Label]], gone: set[str]) -> None:
    if not good and not gone:
        return

    def work(db: sqlite3.Connection) -> None:
        rows = [(str(root), *found, *label) for found, label in good]
        db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        names = [(str(root), name) for name in gone]
        db.executemany("DELETE FROM files WHERE root = ? AND name = ?", names)

    try:
        with_cache(file, _SCHEMA, work)
    except (sqlite3.Error, OSError):
        return  # Only a cache: the next start is slower, nothing is lost.
