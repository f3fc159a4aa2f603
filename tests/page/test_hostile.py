"""Whoever is not the carer gets nothing and breaks nothing: the real server on a real socket."""

import contextlib
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.carer.page.door import LINK_LASTS_S, SESSION_LASTS_S
from assistant.carer.page.frame import FORM_BYTES, KEY_HEADER
from assistant.storage.settings_file import read_settings
from tests.page.visitor import HOST, OpenPage, Visitor, Wall, open_page

PAGES = (
    "/",
    "/settings",
    "/settings/light",
    "/words",
    "/words/commands",
    "/words/own",
    "/words/forget",
    "/texts",
    "/texts/one",
    "/texts/add",
    "/texts/write",
    "/texts/look/x",
    "/texts/mend",
    "/texts/remove",
    "/texts/removed",
    "/card",
    "/card/edit",
    "/starting",
    "/health",
    "/health/report",
    "/health/log",
    "/paces",
    "/paces/evening",
    "/models",
    "/models/remove/en",
    "/backup",
    "/backup/restore/none",
    "/access",
    "/nowhere",
)
ADDRESSES = (
    *PAGES,
    "/settings/text",
    "/settings/picture.png",
    "/settings/voice.wav",
    "/health/report.txt",
    "/access/pin",
    "/console",
    "/static",
)
BUTTONS = (
    "/models/file",
    "/models/fetch",
    "/models/check",
    "/paces/use",
    "/paces/back",
    "/backup/download",
    "/backup/keep",
    "/backup/look",
    "/backup/kept",
)
"""Addresses that only take something."""
FORM_TYPE = b"Content-Type: application/x-www-form-urlencoded\r\n"


def is_well(page: OpenPage) -> bool:
    """Whether a carer can still come in and save something."""
    carer = page.carer
    saved = carer.sends_form("/settings/light", carer.gets("/settings/light").form, scan__loops="7")
    settings, problems = read_settings(page.desk.folders.settings)
    return saved.status == 200 and settings.scan.loops == 7 and not problems


def raw(page: OpenPage, sent: bytes, *, then_silent: bool = False) -> bytes:
    """Send bytes and read what comes back until the other side closes."""
    got = b""
    with socket.create_connection((HOST, page.page.port), timeout=20) as wire:
        # The other side may have closed before all is sent: that is an answer, too.
        with contextlib.suppress(OSError):
            wire.sendall(sent)
            if then_silent:
                wire.shutdown(socket.SHUT_WR)
        with contextlib.suppress(OSError):
            while piece := wire.recv(65_536):
                got += piece
    return got


def head(page: OpenPage, line: str, *more: str) -> bytes:
    lines = (line, f"Host: {HOST}:{page.page.port}", "Connection: close", *more, "", "")
    return "\r\n".join(lines).encode()


# --- without a session -------------------------------------------------------------------------


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_stranger_sees_nothing_anywhere(page: OpenPage, path: str) -> None:
    answer = page.visitor.asks("GET", path)
    assert answer.status == 403
    assert answer.of("h1") == ["Please open this page anew"]
    assert not answer.soup.select("nav, form, input")


def test_what_was_written_before_the_hour_was_over_can_be_copied(
    carer: Visitor, wall: Wall
) -> None:
    form = carer.gets("/settings/text").form
    wall.at += SESSION_LASTS_S + 1
    late = carer.sends_form("/settings/text", form, text="# long\r\n" * 20 + "</textarea><b>")
    assert late.status == 403
    assert late.of("h1") == ["Please open this page anew"]
    written = late.soup.select("textarea")
    assert [text.get_text().splitlines()[-1] for text in written] == ["</textarea><b>"]
    assert form["csrf"] not in late.text
    assert not late.soup.select("b")


@pytest.mark.parametrize("path", [*ADDRESSES, *BUTTONS, "/close", "/settings/last-good"])
def test_a_stranger_changes_nothing_anywhere(page: OpenPage, path: str) -> None:
    answer = page.visitor.asks("POST", path, b"do=save&csrf=&text=x")
    assert answer.status == 403
    assert list(page.home.glob("*.toml")) == []
    assert is_well(page)


@pytest.mark.parametrize(
    "cookie",
    ["", "carers_page_{port}=", "carers_page_{port}=AAAA", "session=x", "carers_page_{port}=ä;;=,"],
)
def test_an_invented_cookie_is_none(page: OpenPage, cookie: str) -> None:
    stranger = page.visitor
    stranger.sends["Cookie"] = cookie.format(port=page.page.port).encode().decode("latin-1")
    assert stranger.asks("GET", "/settings").status == 403
    assert stranger.asks("POST", "/settings/light", b"x=1").status == 403


# --- the link ----------------------------------------------------------------------------------


def test_a_link_cannot_be_used_twice(page: OpenPage) -> None:
    link = page.page.new_link()
    assert page.visitor.comes_in(link).status == 200
    again = page.visitor.comes_in(link)
    assert again.status == 403
    assert again.of("h1") == ["This address does not work any more"]


def test_a_link_that_is_too_old_opens_nothing(page: OpenPage, wall: Wall) -> None:
    link = page.page.new_link()
    wall.at += LINK_LASTS_S
    assert page.visitor.comes_in(link).status == 403


def test_who_tries_links_out_makes_them_all_void(page: OpenPage) -> None:
    link = page.page.new_link()
    for _ in range(10):
        assert page.visitor.asks("GET", "/enter/aaaa-aaaa-aaaa").status == 403
    assert page.visitor.comes_in(link).status == 403
    assert is_well(page)


@pytest.mark.parametrize(
    "manners",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Purpose": "prefetch"},
        {"Purpose": "prefetch"},
    ],
)
def test_a_link_is_not_used_up_by_another_page_or_a_browser_that_looks_ahead(
    page: OpenPage, manners: dict[str, str]
) -> None:
    link = page.page.new_link()
    other = page.visitor
    other.sends = manners
    assert other.comes_in(link).status == 403
    assert page.visitor.comes_in(link).status == 200


def test_the_cookie_is_for_this_page_alone(page: OpenPage) -> None:
    link = page.page.new_link()
    answer = page.visitor.asks("GET", link.removeprefix(page.visitor.home))
    told = answer.headers["Set-Cookie"]
    assert told.startswith(f"carers_page_{page.page.port}=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(told.split("; "))
    assert not {"Expires", "Max-Age"} & {part.partition("=")[0] for part in told.split("; ")}


def test_a_session_ends_after_an_hour_of_rest(carer: Visitor, wall: Wall) -> None:
    form = carer.gets("/settings/light").form
    wall.at += SESSION_LASTS_S + 1
    assert carer.asks("GET", "/settings").status == 403
    assert carer.asks("POST", "/settings/light", b"csrf=" + form["csrf"].encode()).status == 403


@pytest.mark.parametrize("key", ["", "wrong", "ä"])
def test_without_the_key_nobody_gets_a_new_link(page: OpenPage, key: str) -> None:
    stranger = page.visitor
    stranger.sends = {KEY_HEADER: key.encode().decode("latin-1"), "Content-Type": ""}
    assert stranger.asks("POST", "/link").status == 403


# --- other pages in the carer's own browser ----------------------------------------------------


@pytest.mark.parametrize(
    "manners",
    [
        {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://evil.example", "Sec-Fetch-Site": ""},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": f"http://{HOST}:9"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_of_another_page_changes_nothing_even_with_cookie_and_token(
    page: OpenPage, carer: Visitor, manners: dict[str, str]
) -> None:
    form = carer.gets("/settings/light").form
    carer.sends = manners
    answer = carer.sends_form("/settings/light", form, scan__loops="9")
    assert answer.status == 403
    assert not page.desk.folders.settings.exists()


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_page_cannot_even_look(carer: Visitor, site: str) -> None:
    carer.sends = {"Sec-Fetch-Site": site}
    assert carer.asks("GET", "/settings/picture.png").status == 403


@pytest.mark.parametrize("token", ["", "wrong", "ä", "x" * 10_000])
def test_a_form_without_its_token_changes_nothing(
    page: OpenPage, carer: Visitor, token: str
) -> None:
    form = carer.gets("/settings/light").form
    answer = carer.sends_form("/settings/light", form, scan__loops="9", csrf=token)
    assert answer.status == 403
    assert "Nothing was changed" in answer.seen
    assert not page.desk.folders.settings.exists()


def test_the_token_of_one_browser_is_no_token_for_another(page: OpenPage) -> None:
    one, other = page.carer, page.carer
    form = one.gets("/settings/light").form
    assert other.sends_form("/settings/light", form, scan__loops="9").status == 403


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "127.0.0.1", "[::1]:{port}", "127.0.0.1:{port}.evil"],
)
def test_another_name_for_this_computer_gets_nothing(
    page: OpenPage, carer: Visitor, host: str
) -> None:
    carer.sends = {"Host": host.format(port=page.page.port)}
    answer = carer.asks("GET", "/settings")
    assert answer.status == 421
    assert "Settings" not in answer.text


def test_no_name_or_two_names_for_this_computer_get_nothing(page: OpenPage) -> None:
    port = page.page.port
    assert b" 421 " in raw(page, b"GET /static/page.css HTTP/1.1\r\nConnection: close\r\n\r\n")
    two = f"GET / HTTP/1.1\r\nHost: {HOST}:{port}\r\nHost: evil\r\nConnection: close\r\n\r\n"
    assert b" 421 " in raw(page, two.encode())


def test_every_answer_forbids_frames_scripts_and_strangers(page: OpenPage, carer: Visitor) -> None:
    stranger = page.visitor
    answers = [carer.gets(path) for path in ("/", "/settings/light", "/static/page.css", "/no")]
    for answer in (*answers, stranger.asks("GET", "/")):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "script" not in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_no_page_holds_a_script_a_style_or_anything_from_elsewhere(carer: Visitor) -> None:
    for path in PAGES:
        soup = carer.gets(path).soup
        assert not soup.select("script, style, iframe, object, [style], [onclick], [onload]")
        led = [str(each.get("href") or each.get("src")) for each in soup.select("[href], [src]")]
        assert all(address.startswith(("/", "#")) for address in led)


# --- odd requests ------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "PROPFIND", "X"])
def test_odd_methods_get_nothing(page: OpenPage, carer: Visitor, method: str) -> None:
    assert carer.asks(method, "/settings").status == 405
    assert is_well(page)


def test_connect_makes_no_tunnel(page: OpenPage) -> None:
    answer = raw(page, head(page, "CONNECT evil.example:443 HTTP/1.1"))
    assert answer.split(b" ")[1] in (b"400", b"405")


@pytest.mark.parametrize(
    "path",
    [
        "/static/../frame.py",
        "/static/..%2fframe.py",
        "/static/%2e%2e/%2e%2e/page/frame.py",
        "/static/....//frame.py",
        "/static//etc/passwd",
        "/static/page.css%00.py",
        "/../../../../etc/passwd",
        "/..%5c..%5cwindows%5cwin.ini",
        "/templates/base.html",
        "/static/",
        "//evil.example/",
        "/%ff%fe",
    ],
)
def test_no_path_leads_out_of_the_page(page: OpenPage, carer: Visitor, path: str) -> None:
    for visitor in (page.visitor, carer):
        answer = visitor.asks("GET", path)
        assert answer.status in (400, 403, 404)
        assert b"secrets" not in answer.body
        assert b"root:" not in answer.body


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 1e9\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
        b"GET /\x00\xff\xfe HTTP/1.1\r\nHost: \x00\r\n\r\n",
    ],
)
def test_garbage_breaks_nothing(page: OpenPage, sent: bytes) -> None:
    answer = raw(page, sent, then_silent=True)
    assert not answer or answer.split(b" ")[1][:1] in (b"4", b"5")
    assert b"Traceback" not in answer
    assert is_well(page)


def test_a_form_that_is_no_form_changes_nothing(page: OpenPage, carer: Visitor) -> None:
    for kind, body in (
        ("multipart/form-data", b"--x"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n"),
        ("application/json", b'{"csrf": 1}'),
        ("application/x-www-form-urlencoded", b"&&&=%ZZ=\xff\x00"),
    ):
        answer = carer.asks("POST", "/settings/light", body, {"Content-Type": kind})
        assert answer.status in (400, 403)
    assert not page.desk.folders.settings.exists()
    assert is_well(page)


def test_a_fault_in_a_part_is_a_plain_page_and_no_traceback(
    page: OpenPage, carer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_settings: object) -> bytes:
        message = "the inside of the page"
        raise RuntimeError(message)

    monkeypatch.setattr(page.desk.previews, "picture", broken)
    answer = carer.asks("GET", "/settings/picture.png")
    assert answer.status == 500
    assert answer.of("h1") == ["Something went wrong"]
    assert "inside" not in answer.text
    assert "Traceback" not in answer.text
    assert is_well(page)


# --- too much, and too slow --------------------------------------------------------------------


def test_a_gigabyte_from_a_stranger_is_refused_before_it_is_taken(page: OpenPage) -> None:
    sent = head(page, "POST /settings/light HTTP/1.1", f"Content-Length: {2**30}")
    answer = raw(page, sent + b"x" * 100_000)
    assert answer.split(b" ")[1] == b"403"
    assert is_well(page)


@pytest.mark.parametrize("path", ["/settings/light", "/backup/look", "/models/file", "/texts/add"])
def test_a_gigabyte_from_a_carer_is_refused_before_it_is_taken(
    page: OpenPage, carer: Visitor, tmp_path: Path, path: str
) -> None:
    lines = (f"Cookie: {carer.cookie}", f"Origin: {carer.home}", f"Content-Length: {2**30}")
    sent = head(page, f"POST {path} HTTP/1.1", *lines)
    before = sum(1 for _ in tmp_path.rglob("*"))
    with socket.create_connection((HOST, page.page.port), timeout=20) as wire:
        wire.sendall(sent)
        count = 0
        with contextlib.suppress(OSError):  # the other side closes
            while count < 2**30:
                count += wire.send(b"x" * 65_536)
    assert count < 2**26
    assert sum(1 for _ in tmp_path.rglob("*")) == before
    assert is_well(page)


def test_a_stranger_sends_no_document(page: OpenPage, carer: Visitor) -> None:
    stranger = page.visitor
    form = carer.gets("/texts/add").form
    for data in (b"x" * 100_000, b"Text."):
        assert stranger.sends_file("/texts/add", form, "a.txt", data, "document").status == 403
    other = {**form, "csrf": "wrong"}
    assert carer.sends_file("/texts/add", other, "a.txt", b"Text.", "document").status == 403


@pytest.mark.parametrize(
    ("path", "back", "most"),
    [
        ("/texts/add", "/texts", "100 MB"),
        ("/models/file", "/models", "300 MB"),
        ("/backup/look", "/backup", "MB"),
        ("/settings/light", "/settings", "less at once"),
        ("/nowhere", "/", "less at once"),
    ],
)
def test_the_refusal_of_too_much_is_a_plain_page_with_the_way_back(
    page: OpenPage, carer: Visitor, path: str, back: str, most: str
) -> None:
    lines = (f"Cookie: {carer.cookie}", f"Origin: {carer.home}", f"Content-Length: {2**30}")
    # Not one byte of it has to come.
    answer = raw(page, head(page, f"POST {path} HTTP/1.1", *lines)).decode()
    assert answer.startswith("HTTP/1.1 413 ")
    assert "<h1>This is too large</h1>" in answer
    assert most in answer
    assert f'<a class="button" href="{back}">' in answer
    assert "\r\nConnection: close\r\n" in answer


def test_what_follows_a_refusal_of_too_much_is_no_request(page: OpenPage, carer: Visitor) -> None:
    hidden = head(page, "GET /settings HTTP/1.1", f"Cookie: {carer.cookie}")
    lines = (f"Cookie: {carer.cookie}", f"Origin: {carer.home}", f"Content-Length: {2**30}")
    sent = head(page, "POST /texts/add HTTP/1.1", *lines).replace(b"Connection: close\r\n", b"")
    answer = raw(page, sent + hidden)
    assert answer.count(b"HTTP/1.1 ") == 1
    assert answer.startswith(b"HTTP/1.1 413 ")


def test_an_invitation_is_not_sent_to_who_may_not_come(page: OpenPage) -> None:
    lines = (f"Content-Length: {FORM_BYTES + 1}", "Expect: 100-continue")
    answer = raw(page, head(page, "POST /settings/light HTTP/1.1", *lines))
    assert answer.split(b" ")[1] == b"403"


def test_a_body_without_a_length_is_refused(page: OpenPage, carer: Visitor) -> None:
    for cookie in ("", f"Cookie: {carer.cookie}"):
        more = ("Transfer-Encoding: chunked", *filter(None, [cookie]))
        sent = head(page, "POST /settings/light HTTP/1.1", *more) + b"5\r\nhello\r\n0\r\n\r\n"
        assert raw(page, sent).split(b" ")[1] == b"411"
    assert is_well(page)


def test_a_request_hidden_in_a_refused_body_is_not_answered(page: OpenPage) -> None:
    hidden = head(page, "GET /static/page.css HTTP/1.1")
    hidden += b" " * FORM_BYTES
    lines = (f"Content-Length: {len(hidden)}",)
    sent = head(page, "POST / HTTP/1.1", *lines).replace(b"Connection: close\r\n", b"") + hidden
    answer = raw(page, sent)
    assert answer.count(b"HTTP/1.1 ") == 1
    assert answer.split(b" ")[1] == b"403"


@pytest.fixture(name="hasty")
def _hasty(home: Path) -> Iterator[OpenPage]:
    """A page that waits for strangers half a second only."""
    with open_page(home, strangers_patience_s=0.5) as page:
        yield page


@pytest.mark.slow
def test_drop_by_drop_is_no_way_to_ask(hasty: OpenPage) -> None:
    with socket.create_connection((HOST, hasty.page.port), timeout=10) as wire:
        assert drops_until_closed(wire) < 100
    assert is_well(hasty)


def drops_until_closed(wire: socket.socket) -> int:
    """How many letters, ten a second, the other side waits for; at most a hundred."""
    for count in range(100):
        try:
            wire.send(b"G")
        except OSError:
            return count
        time.sleep(0.1)
    return 100


@pytest.mark.slow
def test_many_who_say_nothing_do_not_keep_the_carer_out(page: OpenPage) -> None:
    silent = [socket.create_connection((HOST, page.page.port)) for _ in range(100)]
    try:
        for wire in silent[::2]:
            wire.sendall(b"POST /settings HTTP/1.1\r\nHost: ")
        assert is_well(page)
    finally:
        for wire in silent:
            wire.close()
    assert is_well(page)


# --- the PIN -----------------------------------------------------------------------------------


def test_with_a_pin_a_link_alone_opens_nothing(page: OpenPage) -> None:
    page.desk.pin.set("4711")
    carer = page.carer
    for path in ("/", "/settings", "/settings/text", "/words", "/card", "/access", "/nowhere"):
        assert carer.gets(path).of("h1") == ["Please give the PIN"]
    form = carer.gets("/").form
    assert carer.asks("POST", "/settings/light", b"csrf=" + form["csrf"].encode()).status == 303
    assert not page.desk.folders.settings.exists()
    assert carer.sends_form("/access/pin", form, pin="4712").status == 422
    assert carer.sends_form("/access/pin", form, pin="4711").of("h1") == [
        "What would you like to do?"
    ]


def test_wrong_pins_make_the_wait_longer_for_every_browser(page: OpenPage, wall: Wall) -> None:
    page.desk.pin.set("4711")
    one, other = page.carer, page.carer
    for _ in range(3):
        one.sends_form("/access/pin", one.gets("/").form, pin="0000")
    refused = other.sends_form("/access/pin", other.gets("/").form, pin="4711")
    assert "Please wait 30 seconds" in refused.seen
    wall.at += 30
    assert other.sends_form("/access/pin", other.gets("/").form, pin="4711").status == 200


def test_a_pin_is_set_changed_and_taken_away_by_who_knows_it(page: OpenPage) -> None:
    carer, other = page.carer, page.carer
    form = carer.gets("/access").form
    assert carer.sends_form("/access", form, new="47", again="47").status == 422
    assert carer.sends_form("/access", form, new="4711", again="4712").status == 422
    assert not page.desk.pin.is_set
    assert carer.sends_form("/access", form, new="4711", again="4711").status == 200
    assert other.gets("/settings").of("h1") == ["Please give the PIN"]
    wrong = carer.sends_form("/access", form, old="1", new="0815", again="0815")
    assert wrong.of("#old-fault") == ["This is not the PIN."]
    assert carer.sends_form("/access", {**form, "do": "remove"}, old="").status == 422
    assert carer.sends_form("/access", form, old="4711", new="0815", again="0815").status == 200
    assert carer.sends_form("/access", {**form, "do": "remove"}, old="0815").status == 200
    assert not page.desk.pin.is_set


# --- the end -----------------------------------------------------------------------------------


def test_the_close_button_says_good_bye_and_ends_the_page(page: OpenPage, carer: Visitor) -> None:
    token = carer.gets("/settings/light").form["csrf"]
    answer = carer.sends_form("/close", {"csrf": token})
    assert answer.of("h1") == ["The page is closed"]
    page.thread.join(10)
    assert not page.thread.is_alive()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((HOST, page.page.port))


def test_a_stranger_cannot_close_the_page(page: OpenPage) -> None:
    assert page.visitor.asks("POST", "/close").status == 403
    assert is_well(page)


def test_a_page_that_nobody_uses_ends_by_itself(page: OpenPage, wall: Wall) -> None:
    page.page.new_link()
    wall.at += 2 * 60 * 60
    page.thread.join(10)
    assert not page.thread.is_alive()


def test_only_this_computer_can_reach_the_page(page: OpenPage) -> None:
    bound = page.page._server._server.socket.getsockname()
    assert bound == (HOST, page.page.port)


def test_a_field_beside_a_file_cannot_fill_the_memory(page: OpenPage, carer: Visitor) -> None:
    form = {**carer.gets("/access").form, "note": "x" * 1_100_000}
    assert carer.sends_file("/backup/look", form, "a.zip", b"x").status == 413
    assert is_well(page)


def test_a_stranger_sends_no_file(page: OpenPage, carer: Visitor) -> None:
    form = carer.gets("/access").form
    for path in ("/backup/look", "/models/file"):
        assert page.visitor.sends_file(path, form, "a.zip", b"x" * 100_000).status == 403
        assert carer.sends_file(path, {"csrf": "wrong"}, "a.zip", b"x").status == 403
    assert not page.desk.folders.page_uploads.exists()
