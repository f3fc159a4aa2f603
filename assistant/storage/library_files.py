"""The guide and own texts: each tree from its files, one section at a time. Knows no reader.

A warm start reads no section at all: an index in the cache folder remembers each file's size,
time and title. Bad files are replaced by their last good copy, or left out, and reported.
"""

import contextlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from assistant.core.library import ROOT, Library, Section, is_own, side_by_side
from assistant.storage.folders import Folders
from assistant.storage.last_good import LastGood, with_cache
from assistant.storage.own_sections import OWN_SHELF
from assistant.storage.problems import BrokenFile, Problem, listed
from assistant.storage.sections import (
    FOLDER_FIELDS,
    header_of,
    read_header,
    section_of,
)
from assistant.storage.shelf import Shelf
from assistant.storage.texts import parse_toml, read_text
from assistant.storage.tree import (
    FOLDER_FILE,
    Found,
    Label,
    Scan,
    Tree,
    label_of_name,
    scan_guide,
    tree_of,
)
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
    """A loaded tree of texts. ``open`` may be called from any thread."""

    library: Library
    problems: tuple[Problem, ...]
    root: Path
    wording: Wording
    region: str
    _names: Mapping[str, str] = field(repr=False)
    _last_good: LastGood = field(repr=False, compare=False)
    _shelf: Shelf = field(repr=False, compare=False)

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
            text = self._shelf.read(file)
            section = self._shelf.section(text, file, self.wording, self.region)
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
            section = self._shelf.section(kept, file, self.wording, self.region)
        except BrokenFile:
            raise unreadable from broken
        return replace(section, id=section_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """All that can be read: the guide, and a carer's own texts beside it."""

    guide: Guide
    own: Guide | None
    library: Library

    def open(self, section_id: str) -> Section:
        """A section of either; as ``Guide.open``."""
        own = self.own if is_own(section_id) else None
        return (own or self.guide).open(section_id)


def texts_of(guide: Guide, own: Guide | None = None) -> Texts:
    """Both, side by side."""
    library = guide.library if own is None else side_by_side(guide.library, own.library)
    return Texts(guide=guide, own=own, library=library)


def _guide_label(text: str, file: Path, _name: str) -> Label:
    return read_label(text, file)


GUIDE_SHELF: Final = Shelf(
    top=ROOT,
    title="home.guide",
    read=read_text,
    label=_guide_label,
    section=section_of,
    label_of_name=label_of_name,
    told=lambda labels, _wording: dict(labels),
    keeps_lost=True,
)


def load_guide(root: Path, folders: Folders, wording: Wording, region: str) -> Guide:
    """The guide in a folder. Never raises for bad content: see ``problems``."""
    here = _Here(GUIDE_SHELF, root, wording, region)
    scan = scan_guide(root)
    if any(found.name.endswith(".md") for found in scan.files):
        return _guide(here, folders, *_from_files(scan, folders, here))
    return _guide(here, folders, *_from_copies(LastGood(folders.last_good), here))


def load_own(folders: Folders, wording: Wording, region: str) -> Guide:
    """A carer's own texts. Never raises for bad ones; without any its library is empty."""
    here = _Here(OWN_SHELF, folders.own, wording, region)
    scan = scan_guide(folders.own) if folders.own.exists() else Scan((), (), (), ())
    return _guide(here, folders, *_from_files(scan, folders, here))


@dataclass(frozen=True, slots=True)
class _Here:
    """Which texts, where, and for whom."""

    shelf: Shelf
    root: Path
    wording: Wording
    region: str


def _guide(here: _Here, folders: Folders, tree: Tree, problems: list[Problem]) -> Guide:
    return Guide(
        library=tree.library,
        problems=listed(problems),
        root=here.root,
        wording=here.wording,
        region=here.region,
        _names=tree.names,
        _last_good=LastGood(folders.last_good),
        _shelf=here.shelf,
    )


def _from_copies(last_good: LastGood, here: _Here) -> tuple[Tree, list[Problem]]:
    """The whole guide is away: what was read last."""
    loading = _Loading(here, last_good.all_of(here.root))
    loading.take_all_kept()
    shown = "The last good copy is shown." if loading.labels else "There is nothing to read."
    why = f"This folder of sections is missing or empty; put it back. {shown}"
    return _tree(here, loading.labels), [Problem(here.root, 1, why)]


def _from_files(scan: Scan, folders: Folders, here: _Here) -> tuple[Tree, list[Problem]]:
    """Only what is new or changed is read; the index knows the rest."""
    root = here.root
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
    loading = _Loading(here, last_good.all_of(root) if fresh else {})
    loading.labels |= {
        found.name: known[found.name][2] for found in scan.files if found.name not in fresh_names
    }
    loading.read(fresh, whole=whole)
    tree = _tree(here, loading.labels, scan.folders)
    problems = [*scan.problems, *loading.problems, *tree.problems]
    there = {found.name for found in scan.files}
    _index(folders.content_index, root, loading.good, known.keys() - there)
    may_be_lost = problems if here.shelf.keeps_lost else scan.problems
    gone = () if may_be_lost else kept_names - there
    return tree, [*problems, *last_good.keep(root, loading.to_keep, gone)]


def _tree(here: _Here, labels: Mapping[str, Label], folders: tuple[str, ...] = ()) -> Tree:
    above: set[str] = set(folders)
    for name in labels if not folders else ():
        parts = name.split("/")[:-1]
        above.update("/".join(parts[: i + 1]) for i in range(len(parts)))
    shelf, wording = here.shelf, here.wording
    return tree_of(
        here.root,
        wording.words(shelf.title),
        shelf.told(labels, wording),
        above,
        top=shelf.top,
        label_of_name=shelf.label_of_name,
    )


def read_label(text: str, file: Path) -> Label:
    """What the tree shows of a section's or folder's file. Raises BrokenFile."""
    if file.name == FOLDER_FILE:
        header = header_of(parse_toml(text, file), FOLDER_FIELDS)
    else:
        header = read_header(text, file)
    return Label(header.id, header.title, header.said)


class _Loading:
    """One load in the making."""

    def __init__(self, here: _Here, kept: Mapping[str, str]) -> None:
        self._here, self._kept = here, kept
        self.labels: dict[str, Label] = {}
        self.good: list[tuple[Found, Label]] = []
        self.to_keep: dict[str, str] = {}
        self.problems: list[Problem] = []

    def read(self, fresh: list[Found], *, whole: bool) -> None:
        """New and changed files; a broken one gives way to its last good copy."""
        for found in fresh:
            file = self._here.root / found.name
            shelf = self._here.shelf
            try:
                text = shelf.read(file)
                label = shelf.label(text, file, found.name)
                if whole and file.name != FOLDER_FILE:
                    shelf.section(text, file, self._here.wording, self._here.region)
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
                kept, file = self._kept[name], self._here.root / name
                self.labels[name] = self._here.shelf.label(kept, file, name)


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
