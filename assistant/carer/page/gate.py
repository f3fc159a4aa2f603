"""Looks at a request as soon as its head is here, before any of its body is taken.

The only place that knows waitress's inside. What is refused here costs nothing: no memory, no
disk, no thread. A stranger may send a form and no more; a carer what its place allows. A carer who
sends more is told so by the application, which gets nothing of it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.utilities import Error

from assistant.carer.page.callers import METHODS, is_our_host
from assistant.carer.page.door import Seconds

STRANGERS_PATIENCE_S: Final[Seconds] = 15
"""How long a request may take to arrive whole; drop by drop is no way to ask."""
CARERS_PATIENCE_S: Final[Seconds] = 10 * 60


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a request before its body."""

    method: str
    path: str
    host: str
    cookies: str
    length: int
    is_chunked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Who may send what; each is asked anew for each request."""

    port: int
    cookie: str
    """The name of the session's cookie."""
    is_in: Callable[[str], bool]
    """Whether there is a session with this id."""
    most_bytes: Callable[[str], int]
    """The longest body for a path."""
    strangers_bytes: int
    """The longest that is taken from anybody: a form, to be told in a page why it is refused."""
    strangers_patience_s: Seconds = STRANGERS_PATIENCE_S

    def refusal(  # noqa: PLR0911 - one answer each
        self, head: Head
    ) -> tuple[int, str, str] | None:
        """Why it is refused: a status, its name, and a sentence. None lets it through."""
        if head.method not in METHODS:
            return 405, "Method Not Allowed", "This page does not know that."
        if not is_our_host(head.host, self.port):
            return 421, "Misdirected Request", "This page is for this computer alone."
        if head.is_chunked:
            return 411, "Length Required", "Say first how long it is."
        if head.length and head.method != "POST":
            return 400, "Bad Request", "This page does not know that."
        if head.length <= self.strangers_bytes:
            return None
        if not self.is_in(self.session_id(head)):
            return 403, "Forbidden", "Please come in first: ask the program for a new link."
        return None

    def is_too_large(self, head: Head) -> bool:
        """Whether it is let through without its body, so that a page can tell why."""
        return head.length > max(self.strangers_bytes, self.most_bytes(head.path))

    def session_id(self, head: Head) -> str:
        """The id of the session that the request names; "" for none."""
        try:
            found = SimpleCookie(head.cookies).get(self.cookie)
        except CookieError:
            return ""
        return found.value if found else ""

    def patience_s(self, head: Head | None) -> Seconds:
        """How long this request may take until all of it is here."""
        is_known = head is not None and self.is_in(self.session_id(head))
        return CARERS_PATIENCE_S if is_known else self.strangers_patience_s


class _Refusal(Error):  # type: ignore[misc]  # waitress has no types
    def __init__(self, code: int, reason: str, body: str) -> None:
        super().__init__(body)
        self.code, self.reason = code, reason

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        del ident
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ]
        return f"{self.code} {self.reason}", headers, self.body.encode()


def channel_of(rules: Rules) -> type[Any]:
    """A channel for waitress that keeps these rules."""

    class Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
        head: Head | None = None
        error: Error | None = None

        def received(self, data: bytes) -> int:
            consumed = int(super().received(data))
            is_new = self.head is None and self.error is None and not self.empty
            if self.headers_finished and is_new:
                self._look()
            return consumed

        def _look(self) -> None:
            headers = self.headers
            self.head = Head(
                method=self.command,
                path=self.path,
                host=headers.get("HOST", ""),
                cookies=headers.get("COOKIE", ""),
                length=self.content_length,
                is_chunked=self.chunked,
            )
            if refused := rules.refusal(self.head):
                self.error = _Refusal(*refused)
            if self.error or rules.is_too_large(self.head):
                self.completed = True
                # Else waitress would invite the body all the same.
                self.expect_continue = False
                # What comes after this head is its body, and never another request.
                self.headers["CONNECTION"] = "close"

    class Channel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
        parser_class = Parser
        began: Seconds = 0.0

        def received(self, data: bytes) -> bool:
            if self.request is None:
                self.began = time.monotonic()
            went_on = bool(super().received(data))
            waits_for = self.request
            if waits_for is not None:
                late_s = time.monotonic() - self.began
                if late_s > rules.patience_s(waits_for.head):
                    self.will_close = True
            return went_on

    return Channel
