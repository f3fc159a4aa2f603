"""What stands where on a terminal of any size."""

import pytest
import wcwidth
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.core.words import Words
from assistant.view.scene import Line, Progress, Scene, Tile
from assistant.view.terminal_layout import PLAIN, Layout, Marks, Page, Wording, wording_of

SIZES = [(40, 12), (50, 15), (80, 24), (132, 50)]


def layout(width: int = 80, height: int = 24, marks: Marks | None = None) -> Layout:
    return Layout(width=width, height=height, marks=marks or Marks(), wording=Wording())


def texts(page: Page) -> list[str]:
    return [row.text.rstrip() for row in page.rows]


def tiles(*titles: str, lit: int | None = 0) -> tuple[Tile, ...]:
    return tuple(
        Tile(
            id=title.lower(),
            number=at + 1,
            title=title,
            icon="",
            is_lit=at == lit,
            is_back=title == "Back",
        )
        for at, title in enumerate(titles)
    )


def lines(count: int, lit: int | None) -> tuple[Line, ...]:
    sentence = (
        "Sentence {} of a text that is long enough to need more than one row on forty columns."
    )
    return tuple(
        Line(text=sentence.format(at), paragraph=at // 3, is_lit=at == lit) for at in range(count)
    )


HINT = "Press your switch to choose what is lit. Hold it to call for help."
GUIDE = Scene(
    kind="list",
    title="Guide",
    trail=("Home",),
    tiles=tiles("What ALS is", "Medicines that slow ALS", "Breathing", "Back", lit=1),
    hint=HINT,
)
READING = Scene(
    kind="text", title="Riluzole", badge="Not yet reviewed.", lines=lines(30, 17), hint=HINT
)
CALL = Scene(kind="call", title="I need help", hint="...", badge="I am here", acknowledge="first")


def test_the_lit_choice_is_marked_and_reversed() -> None:
    lit = [row for row in layout().page(GUIDE).rows if row.is_reversed]
    assert [row.text for row in lit] == ["▶  2  Medicines that slow ALS"]


def test_back_stands_apart_below_the_other_choices() -> None:
    shown = texts(layout().page(GUIDE))
    back = shown.index("   4  Back")
    assert shown[back - 1] == ""
    assert back > shown.index("   3  Breathing") + 1


def test_a_small_terminal_keeps_title_choices_and_the_call_in_the_hint() -> None:
    shown = texts(layout(40, 12).page(GUIDE))
    assert shown[:2] == ["Home", "Guide"]
    assert shown[-3:] == [
        "Press your switch to choose what is lit.",
        "Hold it to call for help.",
        "",
    ]
    assert "   4  Back" in shown


@pytest.mark.parametrize("lit", range(12))
@pytest.mark.parametrize("size", SIZES)
def test_the_lit_choice_of_a_long_list_is_always_in_view(lit: int, size: tuple[int, int]) -> None:
    titles = [f"Choice {at} with a name that may need two rows" for at in range(11)]
    scene = Scene(kind="list", title="Many", tiles=tiles(*titles, "Back", lit=lit), hint=HINT)
    marked = [text for text in texts(layout(*size).page(scene)) if text.startswith("▶")]
    assert len(marked) == 1
    assert f"{lit + 1:>2}  " in marked[0]


@pytest.mark.parametrize("lit", [0, 1, 15, 28, 29])
@pytest.mark.parametrize("size", SIZES)
def test_the_lit_sentence_is_whole_in_view(lit: int, size: tuple[int, int]) -> None:
    scene = Scene(kind="text", title="Riluzole", lines=lines(30, lit), hint=HINT)
    page = layout(*size).page(scene)
    marked = [row for row in page.rows if row.text.startswith("┃ ")]
    assert all(row.is_bold for row in marked)
    said = " ".join(row.text[2:].strip() for row in marked)
    assert said == lines(30, lit)[lit].text


def test_what_is_not_in_view_is_hinted_at() -> None:
    shown = texts(layout().page(READING))
    assert "  ↑" in shown
    assert "  ↓" in shown


def test_the_badge_stays_on_the_smallest_terminal() -> None:
    assert "[Not yet reviewed.]" in texts(layout(40, 12).page(READING))


def test_the_strip_shows_the_lit_sentence_and_the_choices() -> None:
    scene = Scene(
        kind="list",
        title="Riluzole",
        badge="Not yet reviewed.",
        lines=lines(30, 17),
        tiles=tiles("Go on", "Say again", "Slower", "Faster", "Back", lit=3),
        hint=HINT,
    )
    for size in SIZES:
        shown = texts(layout(*size).page(scene))
        assert any(text.startswith("▶  4  Faster") for text in shown), size
    shown = texts(layout().page(scene))
    assert any("Sentence 17" in text and text.startswith("┃") for text in shown)


def test_the_hold_tells_what_it_does_instead_of_the_hint() -> None:
    scene = Scene(kind="rest", title="Resting", hint="Press your switch.", is_holding=True)
    for page in (
        layout(40, 12).page(scene),
        layout(40, 12).page(Scene(kind="list", title="A", is_holding=True)),
    ):
        assert "Hold to call for help. Let go to stop." in texts(page)


def test_the_bar_of_the_hold_grows_and_the_countdown_shrinks() -> None:
    made = layout(40, 12)
    assert made.bar(Progress(hold=0.5)).text == "█" * 20 + "░" * 20
    assert made.bar(Progress(step_left=1.0)).text == "█" * 40
    assert made.bar(Progress(step_left=0.31)).text == "█" * 16 + "░" * 24
    assert made.bar(Progress(step_left=0.0)).text == "░" * 40
    assert made.bar(Progress()).text == ""


def test_the_countdown_moves_in_ten_steps() -> None:
    bars = {layout().bar(Progress(step_left=part / 1000)).text for part in range(1, 1001)}
    assert len(bars) == 10


@pytest.mark.parametrize("size", SIZES)
def test_the_call_fills_the_screen_and_says_how_to_answer(size: tuple[int, int]) -> None:
    page = layout(*size).page(CALL)
    assert all(row.is_bold and row.is_reversed for row in page.rows)
    shown = " ".join(" ".join(texts(page)).split())
    assert "Carer: when you are here, press the Escape key." in shown
    assert "I NEED HELP" in shown or "████" in shown


def test_the_call_has_large_letters_where_there_is_room() -> None:
    first = texts(layout(80, 24).page(CALL))[8]
    assert " ".join(first.split()) == "███ █ █ ████ ████ ███ █ █ ████ █ ███"


def test_notices_are_marked_and_kept_on_a_small_terminal() -> None:
    scene = Scene(kind="list", title="Home", tiles=GUIDE.tiles, hint=HINT, notices=("No sound.",))
    assert "! No sound." in texts(layout(40, 12).page(scene))


def test_a_plain_terminal_gets_ascii_alone() -> None:
    scene = Scene(
        kind="text",
        title="“Tofersen” — naïve…",
        trail=("Guide", "Médecines"),
        lines=(Line(text="Less than ≤ 5 µg • it’s 中", paragraph=0, is_lit=True),),
    )
    shown = texts(layout(marks=PLAIN).page(scene))
    assert all(text.isascii() for text in shown)
    assert shown[0] == "Guide > Medecines"
    assert shown[1] == '"Tofersen" - naive...'
    assert "| Less than <= 5 ug * it's ?" in shown


def test_text_cannot_move_the_cursor() -> None:
    scene = Scene(kind="text", title="A\x1b[2JB", notices=("C\rD\x07",))
    assert all(text.isprintable() for text in texts(layout().page(scene)))


def test_wording_falls_back_to_our_own_words() -> None:
    assert wording_of(Words({})) == Wording()
    assert wording_of(Words({"terminal.hold": "Halten"})).hold == "Halten"


@settings(deadline=None)
@given(
    width=st.integers(40, 150),
    height=st.integers(12, 60),
    count=st.integers(0, 12),
    lit=st.integers(0, 12),
    sentences=st.integers(0, 40),
    notices=st.lists(st.text(max_size=200), max_size=3).map(tuple),
    badge=st.text(max_size=60),
    title=st.text(max_size=120),
    kind=st.sampled_from(["list", "text", "rest", "call"]),
    is_holding=st.booleans(),
)
def test_every_scene_fits_every_terminal(**seen: object) -> None:
    _fits(**seen)  # type: ignore[arg-type]


def _fits(  # noqa: PLR0913 - the parts of a scene
    *,
    width: int,
    height: int,
    count: int,
    lit: int,
    sentences: int,
    notices: tuple[str, ...],
    badge: str,
    title: str,
    kind: str,
    is_holding: bool,
) -> None:
    names = [f"Choice {at} of a list" for at in range(count)]
    scene = Scene(
        kind=kind,  # type: ignore[arg-type]
        title=title,
        trail=("Guide", "A chapter"),
        badge=badge,
        tiles=tiles(*names, "Back", lit=min(lit, count)) if kind == "list" else (),
        lines=lines(sentences, lit) if kind in ("list", "text") else (),
        notices=notices,
        is_holding=is_holding,
        hint=HINT,
    )
    page = layout(width, height).page(scene)
    assert len(page.rows) == height
    assert all(wcwidth.width(row.text) <= width for row in page.rows)
    if kind == "list":
        assert any(row.text.startswith("▶") for row in page.rows)
    if is_holding and kind != "call":
        assert any(row.text.startswith("Hold to call") for row in page.rows)
