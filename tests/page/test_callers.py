"""Whether a request can come from the page itself."""

import pytest

from assistant.carer.page.callers import is_from_the_page, is_our_host

HOST = "127.0.0.1:8123"
HERE = f"http://{HOST}"


@pytest.mark.parametrize("host", ["127.0.0.1:8123", "localhost:8123", "LOCALHOST:8123"])
def test_this_computer_by_its_own_names_is_ours(host: str) -> None:
    assert is_our_host(host, 8123)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "127.0.0.1",
        "127.0.0.1:8124",
        "evil.example:8123",
        "127.0.0.1.evil.example:8123",
        "evil.example",
        "127.0.0.1:8123, evil.example",
        "localhost:8123@evil.example",
        "[::1]:8123",
        "0.0.0.0:8123",
    ],
)
def test_any_other_name_is_not_ours(host: str) -> None:
    assert not is_our_host(host, 8123)


@pytest.mark.parametrize(
    ("origin", "site"), [(HERE, "same-origin"), (HERE, None), (HERE.upper(), "same-origin")]
)
def test_a_form_of_the_page_may_change_something(origin: str, site: str | None) -> None:
    assert is_from_the_page("POST", HOST, origin, site)


@pytest.mark.parametrize(
    ("origin", "site"),
    [
        (None, None),
        (None, "same-origin"),
        ("null", "same-origin"),
        ("http://evil.example", "cross-site"),
        ("http://evil.example", None),
        ("http://127.0.0.1:9999", "same-site"),
        ("http://127.0.0.1:9999", None),
        ("https://127.0.0.1:8123", "same-origin"),
        (HERE, "cross-site"),
        (HERE, "same-site"),
        (HERE + ".evil.example", "same-origin"),
    ],
)
def test_a_form_of_any_other_page_may_not(origin: str | None, site: str | None) -> None:
    assert not is_from_the_page("POST", HOST, origin, site)


@pytest.mark.parametrize("site", [None, "none", "same-origin"])
def test_the_address_bar_and_the_pages_own_links_may_look(site: str | None) -> None:
    assert is_from_the_page("GET", HOST, None, site)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "strange"])
def test_no_other_page_may_even_look(site: str) -> None:
    assert not is_from_the_page("GET", HOST, None, site)
