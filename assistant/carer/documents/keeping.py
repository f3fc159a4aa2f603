"""Own texts in their folder: added, written, renamed and removed, each whole or not at all.

Reads no documents. Every error is a plain sentence.
"""

import contextlib
import re
import shutil
import tempfile
import time
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import tomlkit
from tomlkit.exceptions import TOMLKitError

from assistant.carer.documents.advice import advice_on
from assistant.carer.documents.aside import Removed, forget_all, put_aside, put_back, removed_in
from assistant.carer.documents.draft import Draft, Finding, Part
from assistant.core.library import RESERVED, own_id
from assistant.core.phrases import spoken_form
from assistant.storage.disk import Disk, move_whole, plain_reason, write_whole
from assistant.storage.folders import Folders
from assistant.storage.last_good import LastGood
from assistant.storage.own_check import advice_by_line, minutes_for
from assistant.storage.own_sections import (
    MOST_BYTES,
    front_matter,
    id_of_name,
    own_blocks,
    own_label,
    own_section,
    own_text,
    read_own,
    why_no_title,
)
from assistant.storage.problems import BrokenFile
from assistant.storage.sections import FENCE, Block, split_leaf
from assistant.storage.tree import (
    FOLDER_FILE,
    Label,
    natural_key,
    scan_guide,
    title_of_name,
)
from assistant.storage.wording import Wording

_LONGEST_NAME: Final = 24
"""Letters of a text's own id; what follows them is the number of a section."""
_NO_NAMES: Final = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)$")
"""Windows knows these as devices."""
_LEFT_S: Final = 3600
"""What somebody left half done for so long will not be gone on with."""


class NotDone(Exception):
    """It was not done, and nothing is changed; the message is a plain sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSection:
    """One section among own texts. ``chapter`` is the title of the folder it stands in, or ""."""

    id: str
    title: str
    chapter: str
    file: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnText:
    """A choice of the list of own texts: one section, or a document of several.

    ``document`` is the name of the file it was taken from; "" for what was written by hand.
    ``problems`` name file, line and fix. What cannot be read at all has the id "".
    """

    id: str
    title: str
    sections: tuple[OwnSection, ...]
    is_folder: bool
    path: Path
    document: str = ""
    added: date | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was added or written. ``findings`` are advice."""

    id: str
    title: str
    path: Path
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A text as it would be heard. ``advice`` names lines of the text as it was written."""

    blocks: tuple[Block, ...]
    minutes: int
    advice: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionText:
    """A section as it stands in its file, to be changed by hand."""

    id: str
    title: str
    text: str


# --- looking -----------------------------------------------------------------------------


def own_texts(folders: Folders) -> tuple[OwnText, ...]:
    """All own texts in the order of their list, and what lies beside them and cannot be read."""
    shelf = _Shelf(folders)
    names = sorted({name.partition("/")[0] for name in shelf.names}, key=natural_key)
    return tuple(shelf.text(name) for name in names if name != FOLDER_FILE)


def read(section_id: str, folders: Folders) -> SectionText:
    """A section's title and text. Raises NotDone."""
    name = _Shelf(folders).section_named(section_id)
    file = folders.own / name
    try:
        front, body, _ = split_leaf(read_own(file), file)
    except BrokenFile as broken:
        raise NotDone(str(broken.problems[0])) from broken
    return SectionText(id=section_id, title=str(front.data.get("title", "")), text=body.strip())


class _Shelf:
    """The folder as it is now: every file's label, or what is wrong with it."""

    def __init__(self, folders: Folders) -> None:
        self._root = folders.own
        scan = scan_guide(self._root) if self._root.exists() else None
        self._files = [found.name for found in scan.files] if scan else []
        self._strangers = scan.strangers if scan else ()
        self.names = [*self._files, *self._strangers]
        self.labels: dict[str, Label] = {}
        self._problems: dict[str, str] = {}
        for name in self._files:
            file = self._root / name
            try:
                text = read_own(file)
                self.labels[name] = own_label(text, file, name)
                if file.name != FOLDER_FILE:
                    own_section(text, file, Wording(), "us")
            except BrokenFile as broken:
                self._problems[name] = str(broken.problems[0])
        for name in self._strangers:
            why = "Nobody reads this file here; import it, or take it away."
            self._problems[name] = f"{self._root / name}: {why}"

    def section_named(self, section_id: str) -> str:
        """The name of a section's file. Raises NotDone."""
        for name, label in self.labels.items():
            if label.id == section_id and not name.endswith(FOLDER_FILE):
                return name
        message = "This text is not there any more."
        raise NotDone(message)

    def named(self, text_id: str) -> str:
        """The name of a section's file, or of a folder. Raises NotDone."""
        for folder in self._folders():
            if self._label_of_folder(folder).id == text_id:
                return folder
        return self.section_named(text_id)

    def title(self, name: str) -> str:
        """The title of a section's file or of a folder."""
        return (self.labels[name] if name in self.labels else self._label_of_folder(name)).title

    def titles(self) -> dict[str, str]:
        """The titles in the first list, as they are said, and whose they are."""
        tops = {name.partition("/")[0] for name in self._files} - {FOLDER_FILE}
        labels = {self._label(top) for top in tops}
        return {spoken_form(label.title): label.id for label in labels}

    def ids(self) -> set[str]:
        """All ids and names in use."""
        folders = (self._label_of_folder(folder) for folder in self._folders())
        tops = (own_id(name.partition("/")[0].removesuffix(".md")) for name in self.names)
        return {*(label.id for label in (*self.labels.values(), *folders)), *tops}

    def text(self, top: str) -> OwnText:
        """What stands under a name of the first list."""
        inside = [name for name in self._files if name == top or name.startswith(f"{top}/")]
        sections = [name for name in inside if name in self.labels and name.endswith(".md")]
        sections.sort(key=lambda name: natural_key(self.labels[name].id))
        strangers = [name for name in self._strangers if name == top or name.startswith(f"{top}/")]
        wrong = [self._problems[name] for name in (*inside, *strangers) if name in self._problems]
        label = self._label(top)
        document, added = self._origin(sections[0]) if sections else ("", None)
        return OwnText(
            id=label.id if sections else "",
            title=label.title,
            sections=tuple(self._section(name) for name in sections),
            is_folder=top not in self.names,
            path=self._root / top,
            document=document,
            added=added,
            problems=tuple(wrong),
        )

    def _section(self, name: str) -> OwnSection:
        label, folder = self.labels[name], name.rpartition("/")[0]
        chapter = self._label_of_folder(folder).title if "/" in folder else ""
        return OwnSection(id=label.id, title=label.title, chapter=chapter, file=self._root / name)

    def _origin(self, name: str) -> tuple[str, date | None]:
        file = self._root / name
        data = split_leaf(read_own(file), file)[0].data
        return data.get("document", ""), data.get("added")

    def _folders(self) -> Iterator[str]:
        found: set[str] = set()
        for name in self._files:
            parts = name.split("/")[:-1]
            found.update("/".join(parts[: at + 1]) for at in range(len(parts)))
        yield from sorted(found, key=natural_key)

    def _label(self, top: str) -> Label:
        if top in self.labels:
            return self.labels[top]
        if top in self.names:
            title = title_of_name(top.removesuffix(".md"))
            return Label("", title, title)
        return self._label_of_folder(top)

    def _label_of_folder(self, folder: str) -> Label:
        title = title_of_name(folder)
        named = Label(own_id(id_of_name(folder)), title, title)
        return self.labels.get(f"{folder}/{FOLDER_FILE}", named)


# --- adding ------------------------------------------------------------------------------


def add(
    draft: Draft, folders: Folders, *, today: date | None = None, disk: Disk | None = None
) -> Kept:
    """Put a document among the own texts: all of it, or nothing. Raises NotDone."""
    disk = disk or Disk()
    name = _free_name(draft.title, _Shelf(folders))
    front = {"document": draft.document, "added": _day(today)}
    files = _files(draft, name, front)
    for file, text in files.items():
        if file.endswith(".md"):
            _refuse_unreadable(text, folders.own / file)
    target = folders.own / (f"{name}.md" if len(files) == 1 else name)
    try:
        folders.own.mkdir(parents=True, exist_ok=True)
        _sweep(folders.own)
        if len(files) == 1:
            write_whole(target, files[f"{name}.md"], disk)
        else:
            _write_folder(target, files, disk)
    except OSError as error:
        message = f"The text was not added. {plain_reason(error)}"
        raise NotDone(message) from error
    return Kept(id=own_id(name), title=draft.title, path=target, findings=draft.findings)


def _files(draft: Draft, name: str, front: Mapping[str, object]) -> dict[str, str]:
    """Every file of a document by its name: chapters are folders, numbers give the order."""
    if len(draft.parts) == 1:
        [part] = draft.parts
        header = {"id": name, "title": draft.title, **front}
        return {f"{name}.md": own_text(header, part.markdown)}
    files = {f"{name}/{FOLDER_FILE}": front_matter({"id": name, "title": draft.title})}
    number, chapter, place, inside = 0, "", "", 0
    for part in draft.parts:
        if part.chapter != chapter or not chapter:
            number, inside, chapter = number + 1, 0, part.chapter
            place = f"{name}/{name}.{number}-{_slug(part.chapter)}" if part.chapter else name
            if part.chapter:
                header = {"id": f"{name}.{number}", "title": part.chapter}
                files[f"{place}/{FOLDER_FILE}"] = front_matter(header)
        inside += 1
        section_id = f"{name}.{number}.{inside}" if part.chapter else f"{name}.{number}"
        header = {"id": section_id, "title": part.title, **front}
        files[f"{place}/{section_id}-{_slug(part.title)}.md"] = own_text(header, part.markdown)
    return files


def _write_folder(target: Path, files: Mapping[str, str], disk: Disk) -> None:
    """All files beside, then the whole folder into its place in one step."""
    half = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
    try:
        for name, text in files.items():
            file = half / name.partition("/")[2]
            file.parent.mkdir(exist_ok=True)
            with file.open("xb") as opened:
                disk.write(opened, text.encode("utf-8"))
                disk.sync(opened.fileno())
        half.chmod(0o755)  # a folder for passing things on has no readers but us
        move_whole(half, target, disk)
    finally:
        shutil.rmtree(half, ignore_errors=True)


def _sweep(root: Path) -> None:
    """What a power cut left half done is taken away."""
    for kind in (".new-*", ".gone-*", "*.md.new"):
        for left in root.glob(kind):
            with contextlib.suppress(OSError):
                if time.time() - left.stat().st_mtime > _LEFT_S:
                    _take_away(left)


def _free_name(title: str, shelf: _Shelf) -> str:
    """The id for a text with this title. Raises NotDone for a title that cannot be used."""
    _refuse_title(title, shelf)
    slug, taken = _slug(title), shelf.ids()
    names = (slug if number == 1 else f"{slug}-{number}" for number in range(1, 1000))
    return next(name for name in names if own_id(name) not in taken)


def _refuse_title(title: str, shelf: _Shelf, *, but_for: str = "") -> None:
    if why := why_no_title(title):
        raise NotDone(why)
    if shelf.titles().get(spoken_form(title), but_for) != but_for:
        message = (
            f'There is a text called "{title}" already. Give this one another title,'
            " or remove the other one first."
        )
        raise NotDone(message)


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFC", title).casefold()
    slug = re.sub(r"[^\w]+|_", "-", plain).strip("-")[:_LONGEST_NAME].strip("-") or "text"
    return f"{slug}-text" if slug in RESERVED or _NO_NAMES.match(slug) else slug


def _refuse_unreadable(text: str, file: Path) -> None:
    """Nothing is kept that could not be opened afterwards."""
    if len(text.encode("utf-8")) > MOST_BYTES:
        message = "This text is too long to be one section. Make several of it."
        raise NotDone(message)
    try:
        own_section(text, file, Wording(), "us")
    except BrokenFile as broken:
        raise NotDone(broken.problems[0].message) from broken


# --- changing ----------------------------------------------------------------------------


def look_over(title: str, text: str, folders: Folders, *, replaces: str = "") -> Written:
    """A text written by hand as it would be heard, and what would be easier. Raises NotDone.

    What :func:`write` would refuse is refused here, too; nothing is kept.
    """
    _to_be_written(title, text, folders, replaces, None)
    blocks = tuple(own_blocks(text, 1))
    words = sum(len(block.text.split()) for block in blocks)
    advice = advice_by_line(title, blocks)
    return Written(blocks=blocks, minutes=minutes_for(words), advice=advice)


def write(  # noqa: PLR0913 - two of them for tests
    title: str,
    text: str,
    folders: Folders,
    *,
    replaces: str = "",
    today: date | None = None,
    disk: Disk | None = None,
) -> Kept:
    """Keep a section written by hand, a new one or in the place of another. Raises NotDone.

    ``text`` is Markdown: paragraphs with an empty line between them are enough.
    """
    file, header, whole = _to_be_written(title, text, folders, replaces, today)
    _keep(file, whole, disk)
    kept = str(header["title"])
    part = Part(title=kept, chapter="", paragraphs=_paragraphs(text))
    section_id = replaces or own_id(str(header["id"]))
    return Kept(id=section_id, title=kept, path=file, findings=advice_on((part,)))


def _to_be_written(
    title: str, text: str, folders: Folders, replaces: str, today: date | None
) -> tuple[Path, dict[str, object], str]:
    """The file, what it says of itself, and all of its text. Raises NotDone."""
    shelf, title = _Shelf(folders), " ".join(title.split())
    if not text.strip():
        message = "There is no text yet. Write some, and try again."
        raise NotDone(message)
    if replaces:
        name = shelf.section_named(replaces)
        if "/" not in name:
            _refuse_title(title, shelf, but_for=replaces)
        header = _header(folders.own / name) | {"title": title}
        header.pop("said_title", None)
    else:
        slug = _free_name(title, shelf)
        name, header = f"{slug}.md", {"id": slug, "title": title, "added": _day(today)}
    whole = _with_header(header, text)
    _refuse_unreadable(whole, folders.own / name)
    return folders.own / name, header, whole


def _day(today: date | None) -> date:
    return today or date.today()  # noqa: DTZ011 - a local day


def mend(name: str, text: str, folders: Folders, *, disk: Disk | None = None) -> None:
    """Keep all of a file that was broken by hand. Raises BrokenFile with what is still wrong.

    ``name`` is that of the file below the own texts. Raises NotDone where there is no such text.
    """
    if name not in _Shelf(folders).names or not name.endswith(".md"):
        message = "This text is not there any more."
        raise NotDone(message)
    file = folders.own / name
    own_label(text, file, name)
    own_section(text, file, Wording(), "us")
    _keep(file, text, disk)


def rename(text_id: str, title: str, folders: Folders, *, disk: Disk | None = None) -> None:
    """Give a section or a document another title; its place in the list stays. Raises NotDone."""
    shelf, title = _Shelf(folders), " ".join(title.split())
    name = shelf.named(text_id)
    if "/" in name:
        if why := why_no_title(title):
            raise NotDone(why)
    else:
        _refuse_title(title, shelf, but_for=text_id)
    if name.endswith(".md"):
        _rename_section(folders.own / name, title, disk)
        return
    before = _rename_folder(folders.own / name, text_id, title, disk)
    for section, label in shelf.labels.items():
        part, _, whole = label.title.partition(" of ")
        if section.startswith(f"{name}/") and whole == before and section.endswith(".md"):
            _rename_section(folders.own / section, f"{part} of {title}", disk)


def _rename_section(file: Path, title: str, disk: Disk | None) -> None:
    header = _header(file) | {"title": title}
    header.pop("said_title", None)
    try:
        body = split_leaf(read_own(file), file)[1]
    except BrokenFile as broken:
        raise NotDone(str(broken.problems[0])) from broken
    _keep(file, _with_header(header, body), disk)


def _rename_folder(folder: Path, folder_id: str, title: str, disk: Disk | None) -> str:
    """The title that it had."""
    file = folder / FOLDER_FILE
    header: dict[str, object] = {"id": folder_id.rpartition("/")[2]}
    if file.exists():
        try:
            header = dict(tomlkit.parse(read_own(file)))
        except (BrokenFile, TOMLKitError) as error:
            raise NotDone(str(error)) from error
    before = str(header.get("title", title_of_name(folder.name)))
    header.pop("said_title", None)
    _keep(file, tomlkit.dumps(header | {"title": title}), disk)
    return before


def _header(file: Path) -> dict[str, object]:
    """What a section's file says of itself."""
    try:
        front, _, _ = split_leaf(read_own(file), file)
    except BrokenFile as broken:
        raise NotDone(str(broken.problems[0])) from broken
    return dict(front.data)


def _with_header(header: Mapping[str, object], body: str) -> str:
    lines = body.replace("\r\n", "\n").replace("\r", "\n").strip()
    return f"{FENCE}\n{tomlkit.dumps(header)}{FENCE}\n\n{lines}\n"


def _keep(file: Path, text: str, disk: Disk | None) -> None:
    try:
        write_whole(file, text, disk or Disk())
    except OSError as error:
        message = f"It was not saved. {plain_reason(error)}"
        raise NotDone(message) from error


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(block.text for block in own_blocks(text, 1))


# --- removing ----------------------------------------------------------------------------


def remove(
    text_id: str, folders: Folders, *, today: date | None = None, disk: Disk | None = None
) -> None:
    """Take a section or a whole document out of the list, and keep it aside. Raises NotDone.

    With its last section a document goes, too.
    """
    shelf = _Shelf(folders)
    name = _with_what_is_left_empty(shelf.named(text_id), shelf.names)
    gone = [one for one in shelf.names if one == name or one.startswith(f"{name}/")]
    aside, day = folders.removed_texts, _day(today)
    try:
        put_aside(folders.own, name, shelf.title(name), aside, today=day, disk=disk or Disk())
    except OSError as error:
        message = f"It was not removed. {plain_reason(error)}"
        raise NotDone(message) from error
    # The copies are caches: where they cannot be reached, the next start lets go of them.
    LastGood(folders.last_good).keep(folders.own, {}, gone)


def _with_what_is_left_empty(name: str, names: Sequence[str]) -> str:
    """The folder of which this is the last text, or else the name itself."""
    folder = name.rpartition("/")[0]
    others = (one for one in names if one != name and not one.startswith(f"{name}/"))
    if not folder or any(one.startswith(f"{folder}/") and one.endswith(".md") for one in others):
        return name
    return _with_what_is_left_empty(folder, names)


def removed(folders: Folders) -> tuple[Removed, ...]:
    """What was removed in the last month and can be brought back, the latest first."""
    return removed_in(folders.removed_texts)


def bring_back(removed_id: str, folders: Folders, *, disk: Disk | None = None) -> None:
    """Put what was removed where it stood. Raises NotDone."""
    found = [one for one in removed(folders) if one.id == removed_id]
    if not found:
        message = "This text is not there any more."
        raise NotDone(message)
    shelf, place = _Shelf(folders), found[0].place
    if "/" not in place:
        _refuse_title(found[0].title, shelf)
    elif not (folders.own / place).parent.is_dir():
        message = "The document that it belongs to is removed, too. Bring that back first."
        raise NotDone(message)
    if own_id(place.removesuffix(".md")) in shelf.ids() or (folders.own / place).exists():
        message = "Another text stands in its place by now. Remove that one first."
        raise NotDone(message)
    try:
        put_back(removed_id, folders.own, folders.removed_texts, disk=disk or Disk())
    except OSError as error:
        message = f"It was not brought back. {plain_reason(error)}"
        raise NotDone(message) from error


def forget_removed(folders: Folders, *, disk: Disk | None = None) -> None:
    """Delete for good what was removed. Raises NotDone."""
    try:
        forget_all(folders.removed_texts, disk or Disk())
    except OSError as error:
        message = f"It was not deleted. {plain_reason(error)}"
        raise NotDone(message) from error


def _take_away(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
