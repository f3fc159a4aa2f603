"""Scene -> rows of text for a terminal of any size. Pure.

Must not know escape sequences, keys or time. Works from 40 columns and 12 rows upward; where
room is short, empty rows go first, then the trail, then parts of the hint. The lit choice or
sentence always stays in view.
"""

import itertools
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import wcwidth

from assistant.core.words import Words
from assistant.view.scene import Progress, Scene, Tile

COUNTDOWN_STEPS: Final = 10
"""The countdown moves in few steps: a slow line must not fall behind."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the screen."""

    text: str = ""
    is_bold: bool = False
    is_reversed: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """All rows of the screen; ``bar_at`` is the row that belongs to what moves by itself."""

    rows: tuple[Row, ...]
    bar_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The signs that are no letters."""

    lit: str = "▶"
    bar: str = "┃"
    full: str = "█"
    rest: str = "░"
    step: str = "›"
    above: str = "↑"
    below: str = "↓"
    is_ascii: bool = False
    """Whether letters outside ASCII must be spelled with ASCII ones as well."""


PLAIN: Final = Marks(
    lit=">", bar="|", full="#", rest="-", step=">", above="^", below="v", is_ascii=True
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Words of the terminal alone. They must show even when every wording file is broken."""

    hold: str = "Hold to call for help. Let go to stop."
    answer: str = "Carer: when you are here, press the Escape key."


def wording_of(words: Words) -> Wording:
    """The words of the wording file, or ours where it has none."""
    usual = Wording()
    return Wording(
        hold=words.texts.get("terminal.hold", usual.hold),
        answer=words.texts.get("terminal.answer", usual.answer),
    )


_SPELLED = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "•": "*", "×": "x"}  # noqa: RUF001 - these are what is replaced
    | {"≤": "<=", "≥": ">=", "\u00a0": " ", "µ": "u", "→": "->"}
)


def clean(text: str, marks: Marks) -> str:
    """No character that moves the cursor; ASCII only where the terminal knows no more."""
    if marks.is_ascii:
        split = unicodedata.normalize("NFKD", text.translate(_SPELLED))
        kept = "".join(sign for sign in split if not unicodedata.combining(sign))
        text = kept.encode("ascii", "replace").decode("ascii")
    return "".join(sign if sign.isprintable() else " " for sign in text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How rows are made on one terminal."""

    width: int
    height: int
    marks: Marks
    wording: Wording

    def page(self, scene: Scene) -> Page:
        """The whole screen, always ``height`` rows."""
        if scene.kind == "call":
            return Page(self._call(scene))
        if scene.kind in ("rest", "dark"):
            return self._rest(scene)
        for tightness in range(4):
            head, foot = self._head(scene, tightness), self._foot(scene, tightness)
            room = self.height - len(head) - len(foot)
            if room >= self._wanted(scene):
                break
        else:
            # Too much to say for so small a terminal: the choices go before the words.
            foot = foot[-max(1, self.height // 3) :]
            head = head[-max(1, self.height // 4) :]
            room = max(0, self.height - len(head) - len(foot))
        rows = (*head, *self._body(scene, room), *foot)[: self.height]
        return Page(rows, bar_at=len(rows) - 1)

    def bar(self, progress: Progress) -> Row:
        """The hold that grows, or the time of the lit choice that runs out."""
        if progress.hold is not None:
            return Row(self._filled(progress.hold, self.width), is_bold=True)
        if progress.step_left is None:
            return Row()
        steps = -int(-progress.step_left * COUNTDOWN_STEPS // 1)
        return Row(self._filled(steps / COUNTDOWN_STEPS, min(self.width, 4 * COUNTDOWN_STEPS)))

    def _filled(self, part: float, width: int) -> str:
        full = round(width * part)
        return self.marks.full * full + self.marks.rest * (width - full)

    # --- above and below -----------------------------------------------------------------

    def _head(self, scene: Scene, tightness: int) -> list[Row]:
        rows = []
        if scene.trail and tightness < 2:  # noqa: PLR2004 - the second thing to go
            rows.append(Row(self._cut(f" {self.marks.step} ".join(scene.trail))))
        titles = self._wrap(scene.title)
        rows += [Row(text, is_bold=True, is_reversed=scene.is_announcing) for text in titles]
        rows += [Row(f"[{text}]") for text in self._wrap(scene.badge, narrower=2)]
        return [*rows, Row()] if tightness == 0 else rows

    def _foot(self, scene: Scene, tightness: int) -> list[Row]:
        """Notices, the hint or the sign of the hold, and the row of the bar."""
        rows = [Row()] if tightness == 0 else []
        if scene.ears and tightness < 3:  # noqa: PLR2004 - the last thing to go
            rows += [Row(f"({text})") for text in self._wrap(scene.ears_text, narrower=2)[:1]]
        for notice in (*(scene.cover or ()), *scene.notices):
            texts = self._wrap(f"! {notice}")
            rows += [Row(text, is_bold=True) for text in texts[: 4 - tightness]]
        if scene.is_holding:
            held = self._wrap(self.wording.hold)
            rows += [Row(text, is_bold=True, is_reversed=True) for text in held]
        elif tightness < 3:  # noqa: PLR2004 - the last thing to go
            rows += [Row(text, is_bold=scene.is_hint_brief) for text in self._wrap(scene.hint)]
        return [*rows, Row()]

    def _wanted(self, scene: Scene) -> int:
        """How many rows the body should have before anything else gets room."""
        tiles = sum(len(self._tile(tile)) for tile in scene.tiles)
        text = min(4, self.height // 4) if scene.lines else 0
        return min(tiles + text + 1, self.height * 3 // 5)

    # --- between -------------------------------------------------------------------------

    def _body(self, scene: Scene, room: int) -> list[Row]:
        if not scene.tiles:
            return _window(self._lines(scene), room, self.marks)
        back = self._tiles(tile for tile in scene.tiles if tile.is_back)[: max(0, room)]
        tiles = self._tiles(tile for tile in scene.tiles if not tile.is_back)
        room -= len(back)
        text: list[Row] = []
        if scene.lines and room >= 5:  # noqa: PLR2004 - less would show neither well
            text_room = max(room - len(tiles) - 2, room // 3)
            text = [*_window(self._lines(scene), text_room, self.marks), Row()]
        return [*text, *_window(tiles, room - len(text), self.marks), *back]

    def _tiles(self, tiles: Iterable[Tile]) -> list[Row]:
        return [row for tile in tiles for row in self._tile(tile)]

    def _tile(self, tile: Tile) -> list[Row]:
        start = f"{self.marks.lit if tile.is_lit else ' '} {tile.number:>2}  "
        texts = self._wrap(tile.title, narrower=len(start)) or [""]
        starts = itertools.chain([start], itertools.repeat(" " * len(start)))
        return [
            Row(first + text, is_bold=tile.is_lit, is_reversed=tile.is_lit)
            for first, text in zip(starts, texts, strict=False)
        ]

    def _lines(self, scene: Scene) -> list[Row]:
        rows: list[Row] = []
        paragraph = scene.lines[0].paragraph if scene.lines else 0
        for line in scene.lines:
            if line.paragraph != paragraph:
                rows.append(Row())
            paragraph = line.paragraph
            start = f"{self.marks.bar} " if line.is_lit else "  "
            texts = self._wrap(line.text, narrower=len(start))
            rows += [Row(start + text, is_bold=line.is_lit) for text in texts]
        return rows

    # --- whole screens -------------------------------------------------------------------

    def _rest(self, scene: Scene) -> Page:
        foot = self._foot(replace(scene, hint=""), 1)
        middle = [self._centred(text, is_bold=True) for text in self._wrap(scene.title)]
        middle += [Row(), *(self._centred(text) for text in self._wrap(scene.hint))]
        rows = _in_the_middle(middle, self.height - len(foot)) + foot
        return Page(tuple(rows[-self.height :]), bar_at=self.height - 1)

    def _call(self, scene: Scene) -> tuple[Row, ...]:
        answer = self._wrap(self.wording.answer, narrower=2)
        notices = [text for person in scene.people for text in self._wrap(person)]
        notices += [text for notice in scene.notices for text in self._wrap(f"! {notice}")]
        notices = notices[: max(0, self.height - len(answer) - 4)]
        room = self.height - len(answer) - len(notices) - 1
        title = banner(clean(scene.title, self.marks).upper(), self.width - 2, room, self.marks)
        middle = [*title, "", *answer]
        rows = _in_the_middle([self._centred(text) for text in middle], room + len(answer) + 1)
        rows += [Row(text) for text in notices]
        return tuple(replace(row, is_bold=True, is_reversed=True) for row in rows[: self.height])

    # --- text ----------------------------------------------------------------------------

    def _wrap(self, text: str, narrower: int = 0) -> list[str]:
        return wcwidth.wrap(clean(text, self.marks), max(8, self.width - narrower))

    def _cut(self, text: str) -> str:
        return next(iter(self._wrap(text)), "")

    def _centred(self, text: str, *, is_bold: bool = False) -> Row:
        before = max(0, (self.width - wcwidth.width(text)) // 2)
        return Row(" " * before + text, is_bold=is_bold)


def _in_the_middle(rows: list[Row], room: int) -> list[Row]:
    above = max(0, (room - len(rows)) // 2)
    return ([Row()] * above + rows + [Row()] * room)[: max(0, room)]


def _window(rows: list[Row], room: int, marks: Marks) -> list[Row]:
    """As many rows as there is room for, the lit ones in the middle; always ``room`` rows."""
    if len(rows) <= room or room <= 0:
        return (rows + [Row()] * room)[: max(0, room)]
    lit = [at for at, row in enumerate(rows) if row.is_bold] or [0]
    middle = min((lit[0] + lit[-1]) // 2, lit[0] + (room - 1) // 2)
    first = max(0, min(middle - room // 2, len(rows) - room))
    seen = rows[first : first + room]
    if first > 0 and not seen[0].is_bold:
        seen[0] = Row(f"  {marks.above}")
    if first + room < len(rows) and not seen[-1].is_bold:
        seen[-1] = Row(f"  {marks.below}")
    return seen


# --- letters that are read from across the room ------------------------------------------

_LETTERS: Final = {
    "D": ("### ", "#  #", "#  #", "#  #", "### "),
    "E": ("####", "#   ", "### ", "#   ", "####"),
    "H": ("#  #", "#  #", "####", "#  #", "#  #"),
    "I": ("###", " # ", " # ", " # ", "###"),
    "L": ("#   ", "#   ", "#   ", "#   ", "####"),
    "N": ("#   #", "##  #", "# # #", "#  ##", "#   #"),
    "P": ("### ", "#  #", "### ", "#   ", "#   "),
}
_BANNER_HEIGHT: Final = 5


def banner(text: str, width: int, height: int, marks: Marks) -> list[str]:
    """The text in letters of five rows, on as many lines as it needs; else as it is."""
    words = text.split()
    if not set("".join(words)) <= set(_LETTERS):
        return [text]
    lines: list[list[str]] = []
    for word in words:
        drawn = [" ".join(_LETTERS[letter][at] for letter in word) for at in range(_BANNER_HEIGHT)]
        if lines and len(lines[-1][0]) + 3 + len(drawn[0]) <= width:
            lines[-1] = [f"{left}   {right}" for left, right in zip(lines[-1], drawn, strict=True)]
        else:
            lines.append(drawn)
    rows = [row for line in lines for row in [*line, ""]][:-1]
    if len(rows) > height or any(len(row) > width for row in rows):
        return [text]
    return [row.replace("#", marks.full) for row in rows]
