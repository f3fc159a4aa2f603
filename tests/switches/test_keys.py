import pygame
import pytest

from assistant.switches.keys import carer_key, switch_key, unknown_keys


@pytest.mark.parametrize(
    ("names", "key", "found"),
    [
        (("space",), pygame.K_SPACE, "space"),
        (("space",), pygame.K_a, None),
        (("F5", "a"), pygame.K_F5, "f5"),
        (("left  ctrl",), pygame.K_LCTRL, "left ctrl"),
        (("enter",), pygame.K_RETURN, "return"),
        (("return",), pygame.K_RETURN, "return"),
        (("up",), pygame.K_UP, "up"),
    ],
)
def test_a_key_is_the_switch_by_its_name(
    names: tuple[str, ...], key: int, found: str | None
) -> None:
    assert switch_key(key, 0, names) == found


@pytest.mark.parametrize("key", [pygame.K_ESCAPE, pygame.K_F11])
def test_escape_and_f11_are_never_the_switch(key: int) -> None:
    assert switch_key(key, 0, ("any", "escape", "f11")) is None


@pytest.mark.parametrize("key", [pygame.K_SPACE, pygame.K_z, pygame.K_RETURN, pygame.K_LSHIFT])
def test_any_is_nearly_every_key(key: int) -> None:
    assert switch_key(key, 0, ("any",)) == pygame.key.name(key)


@pytest.mark.parametrize("key", [pygame.K_UP, pygame.K_LEFT, pygame.K_LCTRL, pygame.K_LALT])
def test_any_leaves_arrows_and_modifiers_alone(key: int) -> None:
    assert switch_key(key, 0, ("any",)) is None


@pytest.mark.parametrize("mod", [pygame.KMOD_LCTRL, pygame.KMOD_RALT, pygame.KMOD_LMETA])
def test_any_leaves_the_system_its_combinations(mod: int) -> None:
    assert switch_key(pygame.K_c, mod, ("any",)) is None
    assert carer_key(pygame.K_LEFT, mod) is None


def test_num_lock_does_not_stop_a_switch() -> None:
    assert switch_key(pygame.K_SPACE, pygame.KMOD_NUM | pygame.KMOD_CAPS, ("any",)) == "space"


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (pygame.K_UP, "up"),
        (pygame.K_RIGHT, "right"),
        (pygame.K_KP_ENTER, "enter"),
        (pygame.K_ESCAPE, "escape"),
        (pygame.K_a, None),
    ],
)
def test_a_carer_has_arrows_enter_and_escape(key: int, name: str | None) -> None:
    assert carer_key(key, 0) == name


def test_names_that_no_key_has_are_found() -> None:
    assert unknown_keys(("space", "any", "enter", "F5", "spacebar", "escape")) == (
        "spacebar",
        "escape",
    )


def test_a_misspelt_key_leaves_the_space_bar_as_the_switch() -> None:
    assert switch_key(pygame.K_SPACE, 0, ("spacebar",)) == "space"
    assert switch_key(pygame.K_SPACE, 0, ("f5",)) is None
    assert switch_key(pygame.K_SPACE, 0, ()) is None
