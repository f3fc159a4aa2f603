"""Scenes as the core makes them, with a small guide of our own."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.core.events import (
    CarerKeyPressed,
    DeviceFailed,
    Event,
    ItemPointed,
    LibraryLoaded,
    SectionOpened,
    SpeechEnded,
    Started,
)
from assistant.core.library import ROOT, Library, Node, Section, Sentence, library_of
from assistant.core.settings import Settings
from assistant.core.state import Alarm, AppState, Browsing, Playing, Resting
from assistant.core.update import update
from assistant.core.words import Words
from assistant.view.scene import Line, Scene, Tile, scene_of

CONTENT = Path(__file__).parents[2] / "content/en"

FOLDERS = ("First things", "Tablets and drops", "Studies", "Comfort", "Cups and plates", "Moving")

TEXT = (
    ("This is the first sentence.", "The second one is a little longer than the first one was."),
    ("Here a new paragraph begins.", "It has three sentences.", "This is the last of them."),
)


def _flat(table: dict[str, Any], above: str = "") -> dict[str, str]:
    texts: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, str):
            texts[above + key] = value
        else:
            texts.update(_flat(value, f"{above}{key}."))
    return texts


WORDS = Words(_flat(tomllib.loads((CONTENT / "interface.toml").read_text(encoding="utf-8"))))


def small_library() -> Library:
    """A guide of six folders, the first with one section in it."""
    ids = [str(at + 1) for at in range(len(FOLDERS))]
    nodes = {
        ROOT: Node(id=ROOT, title="Guide", said="Guide", parent="", children=tuple(ids)),
        "1.1": Node(id="1.1", title="Reading", said="Reading", parent="1", is_section=True),
    }
    for name, title in zip(ids, FOLDERS, strict=True):
        below = ("1.1",) if name == "1" else ()
        nodes[name] = Node(id=name, title=title, said=title, parent=ROOT, children=below)
    return library_of(nodes)


SECTION = Section(
    id="1.1",
    title="Reading",
    said="Reading",
    sentences=tuple(
        Sentence(text=text, paragraph=at, part=0)
        for at, paragraph in enumerate(TEXT)
        for text in paragraph
    ),
)


class Story:
    """A person and a carer, one step after another."""

    def __init__(self, settings: Settings | None = None) -> None:
        """At Home, with the guide there."""
        self.state = AppState(settings=settings or Settings(), words=WORDS)
        self.then(Started(at=0)).then(LibraryLoaded(at=0, library=small_library()))

    def then(self, event: Event) -> "Story":
        self.state, _ = update(self.state, event)
        return self

    def pick(self, item: str) -> "Story":
        return self.then(ItemPointed(at=self.state.now + 1000, item=item))

    def press(self, key: Any) -> "Story":  # noqa: ANN401 - a carer's key
        return self.then(CarerKeyPressed(at=self.state.now + 1000, key=key))

    def hear_out(self) -> "Story":
        assert self.state.saying is not None
        return self.then(SpeechEnded(at=self.state.now, utterance=self.state.saying, how="done"))

    def light(self, index: int) -> "Story":
        for _ in range(20):
            assert isinstance(self.state.mode, Browsing)
            if self.state.mode.scan.index == index:
                return self
            self.press("down")
        raise AssertionError(index)

    def read(self, sentence: int) -> "Story":
        self.pick(ROOT).pick("1").pick("1.1")
        self.then(SectionOpened(at=self.state.now + 10, section=SECTION))
        while isinstance(self.state.mode, Playing) and self.state.mode.stage != "text":
            self.hear_out()
        for _ in range(sentence):
            self.press("down")
        return self

    def rest(self) -> "Story":
        self.state = replace(self.state, mode=Resting())
        return self

    def call(self) -> "Story":
        self.state = replace(self.state, alarm=Alarm(calling_since=self.state.now))
        return self

    def lose_sound(self) -> "Story":
        why = "No loudspeaker was found. Please plug one in."
        return self.then(DeviceFailed(at=self.state.now, device="sound", why=why))

    @property
    def scene(self) -> Scene:
        return scene_of(self.state)


def home() -> Scene:
    return Story().light(1).scene


def guide() -> Scene:
    return Story().pick(ROOT).light(2).scene


def reading() -> Scene:
    return Story().read(3).scene


def strip() -> Scene:
    return Story().read(1).press("enter").light(1).scene


def resting() -> Scene:
    return Story().rest().scene


def calling() -> Scene:
    return Story().call().scene


def list_of(
    titles: tuple[str, ...], lit: int | None, *, has_back: bool = True, title: str = "A list"
) -> Scene:
    """A list with these titles, and Back after them."""
    names = (*titles, "Back") if has_back else titles
    tiles = tuple(
        Tile(
            id="back" if has_back and at == len(titles) else f"item-{at}",
            number=at + 1,
            title=name,
            icon="section",
            is_lit=at == lit,
            is_back=has_back and at == len(titles),
        )
        for at, name in enumerate(names)
    )
    return Scene(kind="list", title=title, tiles=tiles, hint="Press your switch to choose.")


def text_of(sentences: tuple[str, ...], lit: int | None) -> Scene:
    """A text with these sentences, two to a paragraph."""
    lines = tuple(
        Line(text=text, paragraph=at // 2, is_lit=at == lit) for at, text in enumerate(sentences)
    )
    return Scene(kind="text", title="A text", badge="Not yet reviewed.", lines=lines, hint="Press.")


def real_titles() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each folder of the real guide with the titles in it."""
    folders = [CONTENT / "guide", *(p for p in (CONTENT / "guide").rglob("*") if p.is_dir())]
    return tuple((folder.name, _titles_in(folder)) for folder in sorted(folders))


def _titles_in(folder: Path) -> tuple[str, ...]:
    titles = []
    for path in sorted(folder.iterdir()):
        source = path / "_folder.toml" if path.is_dir() else path
        text = source.read_text(encoding="utf-8")
        if source.suffix == ".md":
            text = text.split("+++")[1]
        if source.name != "_folder.toml" or path.is_dir():
            titles.append(str(tomllib.loads(text)["title"]))
    return tuple(titles)
