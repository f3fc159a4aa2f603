"""Somebody at the page: a real server on a real socket, and a browser's manners without one."""

import http.client
import threading
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from assistant.carer.page.desk import Desk
from assistant.carer.page.door import Seconds
from assistant.carer.page.gate import Rules
from assistant.carer.page.running import Page, Place, opened
from assistant.storage.folders import content_root, folders_below, models_root
from assistant.switches.keys import wrong_in

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    path: str = ""
    """What was asked for."""

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.body, "html.parser")

    @property
    def seen(self) -> str:
        """The words on the page, as one reads them."""
        return " ".join(self.soup.get_text(" ").split())

    @property
    def form(self) -> dict[str, str]:
        """What the form of the page would send back untouched, its buttons left out."""
        form = self.soup.select_one("main form")
        assert form is not None
        return _fields(form)

    def of(self, selector: str) -> list[str]:
        """The words of all parts of the page that are so."""
        return [" ".join(part.get_text(" ").split()) for part in self.soup.select(selector)]


def _fields(form: Tag) -> dict[str, str]:
    fields: dict[str, str] = {}
    for part in form.select("input, textarea, select"):
        name = str(part["name"])
        if part.name == "textarea":
            fields[name] = part.get_text().removeprefix("\n")
        elif part.name == "select":
            chosen = part.select_one("option[selected]")
            fields[name] = str(chosen["value"]) if chosen else ""
        elif part.get("type") not in ("checkbox", "radio") or part.has_attr("checked"):
            fields[name] = str(part.get("value", ""))
    return fields


@dataclass
class Visitor:
    """Asks as a browser does, and keeps its cookie."""

    port: int
    cookie: str = ""
    sends: dict[str, str] = field(default_factory=dict)
    """What it sends instead of a browser's own; "" for not at all."""

    @property
    def home(self) -> str:
        return f"http://{HOST}:{self.port}"

    def asks(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=20)
        try:
            connection.request(method, path, body, {**self._manners(method), **(headers or {})})
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read(), path)
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            self.cookie = cookie.partition(";")[0]
        return answer

    def _manners(self, method: str) -> dict[str, str]:
        usual = {"Host": f"{HOST}:{self.port}", "Sec-Fetch-Site": "same-origin"}
        if method == "POST":
            usual["Origin"] = self.home
            usual["Content-Type"] = "application/x-www-form-urlencoded"
        if self.cookie:
            usual["Cookie"] = self.cookie
        return {name: value for name, value in {**usual, **self.sends}.items() if value}

    def gets(self, path: str) -> Answer:
        """A page, and the one that it leads to, as a browser shows it."""
        answer = self.asks("GET", path)
        hops = 0
        while answer.status in (301, 302, 303, 308) and hops < 5:
            answer = self.asks("GET", answer.headers["Location"])
            hops += 1
        return answer

    def sends_form(self, path: str, form: Mapping[str, str], **changed: str) -> Answer:
        """A form, with some of it changed, and the page that it leads to."""
        filled = {**form, **{name.replace("__", "."): text for name, text in changed.items()}}
        answer = self.asks("POST", path, urllib.parse.urlencode(filled).encode())
        return self.gets(answer.headers["Location"]) if answer.status == 303 else answer

    def sends_file(
        self, path: str, form: Mapping[str, str], name: str, data: bytes, field: str = "file"
    ) -> Answer:
        """A form with a file in it, and the page that it leads to."""
        edge = "----a-file-of-a-test"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{text}\r\n'
            for key, text in form.items()
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        body = (
            "".join(parts).encode()
            + head.encode()
            + b"\r\n"
            + data
            + f"\r\n--{edge}--\r\n".encode()
        )
        kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        answer = self.asks("POST", path, body, kind)
        return self.gets(answer.headers["Location"]) if answer.status == 303 else answer

    def comes_in(self, link: str) -> Answer:
        """By a link of the page."""
        return self.gets(urllib.parse.urlsplit(link).path)


@dataclass
class OpenPage:
    """A page that is open, and what a test may look at or change behind it."""

    page: Page
    desk: Desk
    home: Path
    thread: threading.Thread

    @property
    def visitor(self) -> Visitor:
        """A stranger."""
        return Visitor(self.page.port)

    @property
    def carer(self) -> Visitor:
        """Somebody who has come in."""
        visitor = self.visitor
        answer = visitor.comes_in(self.page.new_link())
        assert answer.status == 200
        return visitor


@dataclass
class Wall:
    """A clock on the wall that a test can turn."""

    at: Seconds = 1_000_000.0

    def __call__(self) -> Seconds:
        return self.at


def place_in(home: Path) -> Place:
    """Everything in this folder; the wording and the models are the real ones."""
    return Place(
        folders=folders_below(home, home, home, home),
        content=content_root() / "en",
        models=models_root(),
        clash=wrong_in,
    )


@contextmanager
def open_page(
    home: Path, wall: Wall | None = None, strangers_patience_s: Seconds | None = None
) -> Iterator[OpenPage]:
    """The page, served by the real server until the end of the ``with``."""
    desks: list[Desk] = []

    def ready(desk: Desk) -> None:
        desks.append(desk)
        if wall is not None:
            desk.now = wall

    def rules(given: Rules) -> Rules:
        if strangers_patience_s is None:
            return given
        return replace(given, strangers_patience_s=strangers_patience_s)

    with opened(place_in(home), rules=rules, desk_ready=ready) as page:
        thread = threading.Thread(target=page.serve)
        thread.start()
        try:
            yield OpenPage(page, desks[0], home, thread)
        finally:
            page.end()
            thread.join(20)
            assert not thread.is_alive()
