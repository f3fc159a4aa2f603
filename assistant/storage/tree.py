"""The guide's tree on the disk: what is there and how it hangs together. Must not know caches."""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from assistant.core.library import ROOT, Library, Node, library_of
from assistant.storage.disk import plain_reason
from assistant.storage.problems import Problem

FOLDER_FILE: Final = "_folder.toml"
_FOLDER_NAME: Final = re.compile(r"([0-9][\w.]*)-(.+)")


class Found(NamedTuple):
    """A file as the disk lists it; ``name`` counts from the root, with ``/`` between."""

    name: str
    size: int
    mtime_ns: int


class Label(NamedTuple):
    """What the tree needs of a section or folder."""

    id: str
    title: str
    said: str


@dataclass(frozen=True, slots=True)
class Scan:
    """A walk through the guide. ``strangers`` are files that nobody reads."""

    files: tuple[Found, ...]
    folders: tuple[str, ...]
    strangers: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """The library, where each section's file is, and what does not fit."""

    library: Library
    names: Mapping[str, str]
    problems: tuple[Problem, ...]


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts "5.2" before "5.10"."""
    parts = re.findall(r"[0-9]+|[^0-9]+", text)
    return tuple((0, int(p), "") if p[0] in "0123456789" else (1, 0, p) for p in parts)


def scan_guide(root: Path) -> Scan:
    """List every file once. Hidden files and links to folders are passed over."""
    files: list[Found] = []
    folders: list[str] = []
    strangers: list[str] = []
    problems: list[Problem] = []
    pending = [""]
    while pending:
        above = pending.pop()
        try:
            with os.scandir(root / above) as found:
                for entry in found:
                    name = f"{above}/{entry.name}" if above else entry.name
                    if entry.name.startswith("."):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(name)
                        folders.append(name)
                    elif entry.name.endswith(".md") or entry.name == FOLDER_FILE:
                        files.append(_found(name, entry))
                    else:
                        strangers.append(name)
        except OSError as error:
            why = f"This folder cannot be read. {plain_reason(error)}"
            problems.append(Problem(root / above, 1, why))
    return Scan(tuple(files), tuple(folders), tuple(strangers), tuple(problems))


def _found(name: str, entry: os.DirEntry[str]) -> Found:
    try:
        about = entry.stat()
    except OSError:  # A link to nowhere. Whoever reads it tells of it.
        return Found(name, -1, -1)
    return Found(name, about.st_size, about.st_mtime_ns)


def above(name: str) -> str:
    """The folder a file or folder stands in; "" for the root."""
    return name.rpartition("/")[0]


def label_of_name(folder: str) -> Label:
    """What a folder of the guide is called that says nothing about itself."""
    number, words = _split(folder)
    title = _as_title(words)
    return Label(number, title, title)


def tree_of(  # noqa: PLR0913 - two of them only where it is not the guide
    root: Path,
    title: str,
    labels: Mapping[str, Label],
    folders: Iterable[str],
    *,
    top: str = ROOT,
    label_of_name: Callable[[str], Label] = label_of_name,
) -> Tree:
    """Hang sections and folders together below ``top``. What does not fit is left out, and told."""
    nodes: dict[str, Node] = {}
    names: dict[str, str] = {}
    problems: list[Problem] = []
    children: dict[str, list[str]] = {}
    ids = {"": top}

    def add(name: str, file: str, label: Label, *, is_section: bool) -> bool:
        if label.id in nodes:
            other = names[label.id]
            shown = label.id.rpartition("/")[2]
            why = f'The id "{shown}" is also used by {other}; give one of them another id.'
            problems.append(Problem(root / file, _id_line(root / file), why))
            return False
        parent = ids[above(name)]
        nodes[label.id] = Node(
            id=label.id, title=label.title, said=label.said, parent=parent, is_section=is_section
        )
        names[label.id] = file
        children.setdefault(parent, []).append(label.id)
        return True

    for folder in sorted(folders, key=natural_key):
        file = f"{folder}/{FOLDER_FILE}"
        label = labels.get(file)
        if label is None:
            label = label_of_name(folder)
        if add(folder, file, label, is_section=False):
            ids[folder] = label.id
        else:
            # Its sections are still worth having: they move up one level.
            ids[folder] = ids[above(folder)]
    for name in sorted((n for n in labels if n.endswith(".md")), key=natural_key):
        add(name, name, labels[name], is_section=True)
    sections = {id_: name for id_, name in names.items() if nodes[id_].is_section}
    named = labels.get(FOLDER_FILE, Label(top, title, title))
    nodes[top] = Node(id=top, title=named.title, said=named.said, parent="")
    problems += _leave_out_empty(root, nodes, names, children)
    for id_, below in children.items():
        if id_ in nodes:
            ordered = tuple(sorted(below, key=natural_key))
            nodes[id_] = replace(nodes[id_], children=ordered)
    return Tree(library_of(nodes), sections, tuple(problems))


def _id_line(file: Path) -> int:
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:  # It is shown from its last good copy, which has no lines to point at.
        return 1
    return next((n for n, line in enumerate(lines, 1) if re.match(r"\s*id\s*=", line)), 1)


def _leave_out_empty(
    root: Path, nodes: dict[str, Node], names: Mapping[str, str], children: dict[str, list[str]]
) -> list[Problem]:
    """Folders that lead nowhere: choosing one would be a wasted press."""
    problems = []
    for id_ in reversed(list(nodes)):
        node = nodes[id_]
        if not node.parent or node.is_section or children.get(id_):
            continue
        why = "This folder holds no section that can be read; write one, or delete the folder."
        problems.append(Problem(root / names[id_], 1, why))
        del nodes[id_]
        children[node.parent].remove(id_)
    return problems


def title_of_name(name: str) -> str:
    """The title that a file's or folder's name stands for."""
    return _as_title(_split(name)[1])


def _as_title(words: str) -> str:
    return re.sub(r"[-_]+", " ", words).strip().capitalize() or words


def _split(folder: str) -> tuple[str, str]:
    """The number and the words in a name; all of it for both, where it begins with no number."""
    name = PurePosixPath(folder).name
    found = _FOLDER_NAME.fullmatch(name)
    return (found[1], found[2]) if found else (name.replace(" ", "-"), name)
