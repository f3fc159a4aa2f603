import pytest

from assistant.view.theme import (
    READABLE,
    THEMES,
    VISIBLE,
    Colours,
    contrast,
    shapes_of,
    texts_of,
)

_TEXTS = [
    pytest.param(front, back, id=f"{theme}: {name}")
    for theme, colours in THEMES.items()
    for name, front, back in texts_of(colours)
]
_SHAPES = [
    pytest.param(front, back, id=f"{theme}: {name}")
    for theme, colours in THEMES.items()
    for name, front, back in shapes_of(colours)
]


def test_the_ratio_is_that_of_the_standard() -> None:
    assert contrast((255, 255, 255), (0, 0, 0)) == pytest.approx(21.0)
    assert contrast((80, 80, 80), (80, 80, 80)) == pytest.approx(1.0)
    # The well-known lightest grey that passes AA on white.
    assert contrast((118, 118, 118), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)
    assert contrast((0, 0, 0), (255, 0, 0)) == pytest.approx(5.25, abs=0.01)


@pytest.mark.parametrize(("front", "back"), _TEXTS)
def test_every_text_can_be_read(front: tuple[int, int, int], back: tuple[int, int, int]) -> None:
    assert contrast(front, back) >= READABLE


@pytest.mark.parametrize(("front", "back"), _SHAPES)
def test_every_shape_that_means_something_stands_out(
    front: tuple[int, int, int], back: tuple[int, int, int]
) -> None:
    assert contrast(front, back) >= VISIBLE


def test_every_colour_is_in_a_pair_that_is_checked_or_only_an_edge() -> None:
    colours = THEMES["dark"]
    names = set(Colours.__dataclass_fields__)
    checked = {
        name
        for name in names
        for _, front, back in (*texts_of(colours), *shapes_of(colours))
        if getattr(colours, name) in {front, back}
    }
    assert names - checked <= {"tile_edge", "lit_edge"}
