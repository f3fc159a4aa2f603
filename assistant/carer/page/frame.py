"""The web application: who may ask for what, and what every answer carries.

Must not know what the parts show. Each request is looked at here before any part sees it.
"""

import secrets
import sys
import traceback
from typing import Final

from flask import Flask, Response, g, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from assistant.carer.page.callers import METHODS, SAFE_METHODS, is_from_the_page, is_our_host
from assistant.carer.page.desk import Desk, session
from assistant.carer.page.parts import (
    access,
    backup,
    card,
    health,
    home,
    models,
    profiles,
    settings,
    starting,
    texts,
    words,
)

PARTS: Final = (
    home.part,
    settings.part,
    profiles.part,
    words.part,
    texts.part,
    models.part,
    card.part,
    starting.part,
    health.part,
    backup.part,
    access.part,
)
"""In the order of the navigation. A new part gets its place here, and its title in page.toml."""

FORM_BYTES: Final = 64_000
"""The longest form, where a part asks for no more."""
BESIDE_A_FILE_BYTES: Final = 256_000
"""What stands beside a file in a form. The pieces in which a file itself comes must fit, too."""
_WORTH_COPYING: Final = 60
KEY_HEADER: Final = "X-Page-Key"

_HEADERS: Final = {
    # No script at all, nothing from elsewhere, and in nobody's frame.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self';"
        " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": then browsers would hide the origin of our own forms as well.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), usb=(), payment=()",
}
_KNOWN_PROBLEMS: Final = {400: "odd", 404: "missing", 405: "odd"}


def cookie_name(port: int) -> str:
    """Browsers send a cookie to every port of this computer: each page has its own."""
    return f"carers_page_{port}"


class Frame:
    """The application, and how large a body may be for each of its addresses."""

    def __init__(self, desk: Desk, key: str) -> None:
        """``key`` lets a second start of the page ask for a link."""
        self._desk, self._key = desk, key
        self._parts = [make(desk) for make in PARTS]
        self.app = self._made()

    def most_bytes(self, path: str) -> int:
        """The longest body for an address."""
        limits = {start: most for part in self._parts for start, most in part.most_bytes.items()}
        return max(
            [FORM_BYTES, *(most for start, most in limits.items() if path.startswith(start))]
        )

    def _made(self) -> Flask:
        app = Flask(__name__)
        app.config["MAX_FORM_MEMORY_SIZE"] = None  # the limit of each address holds
        app.config["MAX_FORM_PARTS"] = 2000
        app.url_map.merge_slashes = False  # nobody is led anywhere by an odd address
        app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
        app.jinja_env.globals.update(t=self._desk.words, navigation=self._navigation())
        app.jinja_env.globals["csrf"] = lambda: g.session.csrf if g.get("session") else ""
        app.jinja_env.globals["notes"] = _notes
        app.before_request(self._guard)
        app.after_request(_with_headers)
        app.register_error_handler(Exception, self._failed)
        app.add_url_rule("/enter/<link>", "enter", self._enter)
        app.add_url_rule("/link", "link", self._new_link, methods=["POST"])
        app.add_url_rule("/close", "close", self._close, methods=["POST"])
        for part in self._parts:
            app.register_blueprint(part.blueprint)
        return app

    def _navigation(self) -> list[tuple[str, str]]:
        return [(part.start, f"parts.{part.name}") for part in self._parts]

    # --- who may ask ---------------------------------------------------------------------

    def _guard(self) -> AnyResponse | tuple[str, int] | None:  # noqa: PLR0911 - one answer each
        headers = request.headers
        host = headers.get("Host", "")
        if request.method not in METHODS:
            return self._problem("odd", 405)
        if not is_our_host(host, self._desk.port):
            return self._problem("odd", 421)
        if request.endpoint == "link":
            return None  # it asks for the key
        far, origin = headers.get("Sec-Fetch-Site"), headers.get("Origin")
        if not is_from_the_page(request.method, host, origin, far):
            return self._problem("elsewhere", 403)
        if request.endpoint in ("static", "enter"):
            return None
        cookie = request.cookies.get(cookie_name(self._desk.port), "")
        g.session = self._desk.door.session(cookie, self._desk.now())
        if g.session is None:
            return self._problem("no_session", 403)
        request.max_content_length = self.most_bytes(request.path)
        if request.mimetype == "multipart/form-data":
            # A file waits on the disk; what is no file would have to fit into the memory.
            request.max_form_memory_size = BESIDE_A_FILE_BYTES
        if request.method not in SAFE_METHODS and not self._has_token():
            return self._problem("old_form", 403)
        is_asked = self._desk.pin.is_set and not g.session.has_given_pin
        if is_asked and request.endpoint not in (access.ASK, "close"):
            return redirect(url_for(access.ASK), 303)
        return None

    def _has_token(self) -> bool:
        given = request.form.get("csrf", "").encode("utf-8", "replace")
        return secrets.compare_digest(given, g.session.csrf.encode())

    # --- coming in and ending ------------------------------------------------------------

    def _enter(self, link: str) -> AnyResponse | tuple[str, int]:
        """The link becomes a session; a browser that only looks ahead does not use it up."""
        is_ahead = {"Sec-Purpose", "Purpose", "X-Moz"} & set(request.headers.keys())
        if is_ahead or request.method != "GET":
            return self._problem("odd", 403)
        new = self._desk.door.enter(link, self._desk.now())
        if new is None:
            return self._problem("used_link", 403)
        answer = redirect(url_for("home.start"), 303)
        name = cookie_name(self._desk.port)
        answer.set_cookie(name, new.id, httponly=True, samesite="Strict", path="/")
        return answer

    def _new_link(self) -> dict[str, str] | tuple[str, int]:
        """A link for a second start of the page by the same person, who can read the key."""
        given = request.headers.get(KEY_HEADER, "").encode("utf-8", "replace")
        if not secrets.compare_digest(given, self._key.encode()):
            return self._problem("odd", 403)
        return {"link": self._desk.door.new_link(self._desk.now())}

    def _close(self) -> str:
        page = render_template("closed.html")
        self._desk.close()
        return page

    # --- what goes wrong -----------------------------------------------------------------

    def _problem(self, about: str, status: int) -> tuple[str, int]:
        written = _written() if about in ("no_session", "old_form") else []
        return render_template("problem.html", about=about, written=written), status

    def _too_large(self) -> tuple[str, int]:
        """Nothing of it was taken; the way back leads to where it was chosen."""
        starts = {part.name: part.start for part in self._parts}
        start = starts.get(request.blueprint or "", "home.start")
        most_mb = self.most_bytes(request.path) // 1_000_000
        return render_template("too_large.html", start=start, most_mb=most_mb), 413

    def _failed(self, error: Exception) -> tuple[str, int]:
        """A plain page; whatever it was, nothing of the inside is shown."""
        if isinstance(error, HTTPException) and error.code is not None:
            if isinstance(error, RequestEntityTooLarge):
                return self._too_large()
            return self._problem(_KNOWN_PROBLEMS.get(error.code, "failed"), error.code)
        where = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__}: {error} ({where.filename}:{where.lineno})"
        print(f"The carer's page met a fault. {what}", file=sys.stderr)  # noqa: T201 - a log
        return self._problem("failed", 500)


def _written() -> list[str]:
    """Long texts of a form that comes too late: somebody wrote them, and can copy them here."""
    request.max_content_length = FORM_BYTES
    if request.mimetype != "application/x-www-form-urlencoded":
        return []
    texts = ((name, text) for name, text in request.form.items() if len(text) > _WORTH_COPYING)
    return [text for name, text in texts if name != "csrf" and not name.startswith("shown")]


def _notes() -> list[str]:
    """What is to be told now; told once."""
    if not g.get("session"):
        return []
    present = session()
    told, present.notes = present.notes, []
    return told


def _with_headers(answer: Response) -> Response:
    for name, value in _HEADERS.items():
        answer.headers[name] = value
    return answer
