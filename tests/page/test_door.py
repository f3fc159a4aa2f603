"""Links that work once, and sessions that end."""

import pytest

from assistant.carer.page.door import (
    LINK_LASTS_S,
    MOST_SESSIONS,
    MOST_WRONG_LINKS,
    SESSION_LASTS_S,
    Door,
)


@pytest.fixture(name="door")
def _door() -> Door:
    return Door()


def test_a_link_lets_in_once(door: Door) -> None:
    link = door.new_link(0)
    assert door.enter(link, 1) is not None
    assert door.enter(link, 2) is None


def test_a_link_that_is_too_old_lets_nobody_in(door: Door) -> None:
    link = door.new_link(0)
    assert door.enter(link, LINK_LASTS_S) is None


def test_a_link_may_be_typed_in_any_case_and_without_its_dashes(door: Door) -> None:
    link = door.new_link(0)
    assert door.enter(link.replace("-", "").upper(), 1) is not None


def test_a_link_has_no_letters_that_look_alike(door: Door) -> None:
    letters = {letter for _ in range(50) for letter in door.new_link(0)}
    assert not letters & set("il1o0")


def test_two_links_are_never_the_same(door: Door) -> None:
    assert len({door.new_link(0) for _ in range(200)}) == 200


def test_after_ten_wrong_links_the_right_one_is_void_too(door: Door) -> None:
    link = door.new_link(0)
    for _ in range(MOST_WRONG_LINKS):
        assert door.enter("aaaa-aaaa-aaaa", 1) is None
    assert door.enter(link, 2) is None


def test_after_nine_wrong_links_the_right_one_still_works(door: Door) -> None:
    link = door.new_link(0)
    for _ in range(MOST_WRONG_LINKS - 1):
        door.enter("", 1)
    assert door.enter(link, 2) is not None


def test_letters_that_no_alphabet_knows_are_only_wrong(door: Door) -> None:
    door.new_link(0)
    assert door.enter("\ud800ä☃", 1) is None


def test_a_session_ends_after_an_hour_of_rest_and_not_sooner(door: Door) -> None:
    session = door.enter(door.new_link(0), 0)
    assert session is not None
    assert door.session(session.id, SESSION_LASTS_S) is session
    assert door.session(session.id, 2 * SESSION_LASTS_S) is session
    assert door.session(session.id, 3 * SESSION_LASTS_S + 1) is None
    assert door.session(session.id, 0) is None


def test_looking_whether_somebody_is_in_is_no_visit(door: Door) -> None:
    session = door.enter(door.new_link(0), 0)
    assert session is not None
    assert door.is_in(session.id, SESSION_LASTS_S)
    assert not door.is_in(session.id, SESSION_LASTS_S + 1)


def test_nobody_gets_in_with_an_empty_id(door: Door) -> None:
    door.enter(door.new_link(0), 0)
    assert door.session("", 0) is None
    assert not door.is_in("", 0)


def test_of_too_many_sessions_the_one_that_rested_longest_goes(door: Door) -> None:
    first, *others = [door.enter(door.new_link(at), at) for at in range(MOST_SESSIONS + 1)]
    assert first is not None
    assert door.session(first.id, 100) is None
    assert all(each is not None and door.session(each.id, 100) for each in others)


def test_rest_is_counted_from_the_last_visit_or_link(door: Door) -> None:
    assert door.rests_s(50) == 0
    session = door.enter(door.new_link(100), 110)
    assert session is not None
    door.session(session.id, 120)
    assert door.rests_s(150) == 30
    assert door.rests_s(1000) == 880
