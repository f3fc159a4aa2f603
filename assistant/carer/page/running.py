"""Opens the carer's page, one at a time, and tells where. Must not know what it shows.

A second start asks the open page for a new link, with a key that only this person can read.
"""

import http.client
import json
import os
import secrets
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.carer.page.desk import Desk
from assistant.carer.page.door import Seconds
from assistant.carer.page.frame import FORM_BYTES, KEY_HEADER, Frame, cookie_name
from assistant.carer.page.gate import Rules
from assistant.carer.page.server import HOME, PortTaken, Server, open_socket
from assistant.own_program import for_other_programs
from assistant.storage.disk import PrivateDisk, plain_reason, write_whole
from assistant.storage.folders import Folders, LockHeld, hold_lock
from assistant.storage.settings_file import Clash
from assistant.storage.wording import load_wording

IDLE_S: Final[Seconds] = 90 * 60
"""Longer than a session, so that who comes back a little late still finds a plain page."""
_ANSWERS_WITHIN_S: Final[Seconds] = 5

_OPEN: Final = """\
The carer's page is open in your browser. If you do not see it, type this address into a browser
on this computer:
    {link}
The address works once, within five minutes. To close the page, press Ctrl+C here or its button."""
_TYPE_IT: Final = """\
The carer's page is open. Type this address into a browser on this computer:
    {link}
The address works once, within five minutes. To close the page, press Ctrl+C here or its button."""
_AGAIN: Final = """\
The carer's page is open already. This is a new address for it, which works once:
    {link}"""


class CannotOpen(Exception):
    """Why the page cannot be opened, in a sentence for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where everything is that the page shows and changes."""

    folders: Folders
    content: Path
    models: Path
    clash: Clash


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How it is to be opened."""

    port: int = 0
    opens_browser: bool = True
    as_json: bool = False
    is_beside: bool = False
    """It ends when its standard input does: with the program that started it."""


def run_page(place: Place, wishes: Wishes) -> None:
    """Open the page and serve it until it is closed, or until nobody has used it for long.

    Where it is open already, tell a new link to it and return. Raises CannotOpen.
    """
    with ExitStack() as held:
        try:
            held.enter_context(hold_lock(place.folders.page_lock))
        except LockHeld:
            _tell(_link_of_open_page(place.folders.page_door), wishes, _AGAIN, _AGAIN)
            return
        except OSError as error:
            # Two pages would be no harm: every change is merged into what the file holds.
            print(f"A second page cannot be kept out. {plain_reason(error)}", file=sys.stderr)  # noqa: T201
        with opened(place, port=wishes.port, is_beside=wishes.is_beside) as page:
            if wishes.is_beside:
                threading.Thread(target=_end_with_stdin, args=(page.end,), daemon=True).start()
            _tell(page.new_link(), wishes, _OPEN, _TYPE_IT)
            page.serve()


class Page:
    """An open page: it has a link, and answers while :meth:`serve` runs."""

    def __init__(self, desk: Desk, server: Server, ended: threading.Event) -> None:
        """Joined by :func:`opened`."""
        self._desk, self._server, self._ended = desk, server, ended
        self.port = desk.port

    def new_link(self) -> str:
        """A link that lets one browser in."""
        return _link(self.port, self._desk.door.new_link(self._desk.now()))

    def serve(self) -> None:
        """Answer until somebody ends it, or nobody has used it for long."""
        self._server.run(self._is_over)

    def end(self) -> None:
        """From any thread."""
        self._ended.set()

    def _is_over(self) -> bool:
        return self._ended.is_set() or self._desk.door.rests_s(self._desk.now()) > IDLE_S


@contextmanager
def opened(
    place: Place,
    port: int = 0,
    rules: Callable[[Rules], Rules] = lambda rules: rules,
    desk_ready: Callable[[Desk], None] = lambda _desk: None,
    *,
    is_beside: bool = False,
) -> Iterator[Page]:
    """A page that is joined to its socket, and closed in the end. Raises CannotOpen.

    ``rules`` and ``desk_ready`` may change what tests cannot wait for.
    """
    try:
        door = open_socket(port)
    except PortTaken as error:
        raise CannotOpen(str(error)) from error
    wording, _ = load_wording(place.content)
    ended = threading.Event()
    desk = Desk(
        folders=place.folders,
        content=place.content,
        models=place.models,
        clash=place.clash,
        wording=wording,
        port=door.getsockname()[1],
        close=ended.set,
        is_beside=is_beside,
    )
    desk_ready(desk)
    key = secrets.token_urlsafe(32)
    frame = Frame(desk, key)
    gate = Rules(
        port=desk.port,
        cookie=cookie_name(desk.port),
        is_in=lambda session_id: desk.door.is_in(session_id, desk.now()),
        most_bytes=frame.most_bytes,
        strangers_bytes=FORM_BYTES,
    )
    with ExitStack() as last:
        last.callback(desk.previews.close)
        # Also what a page that was cut off has left.
        desk.uploads.clear()
        last.callback(desk.uploads.clear)
        last.enter_context(_told_to_a_second_start(place.folders.page_door, desk.port, key))
        yield Page(desk, Server(frame.app, door, rules(gate)), ended)


def _link(port: int, secret: str) -> str:
    return f"http://{HOME}:{port}/enter/{secret}"


# --- a second start ------------------------------------------------------------------------


@contextmanager
def _told_to_a_second_start(file: Path, port: int, key: str) -> Iterator[None]:
    try:
        write_whole(file, json.dumps({"port": port, "key": key}), PrivateDisk())
    except OSError:
        yield  # then a second start can only say that the page is open
        return
    try:
        yield
    finally:
        with suppress(OSError):
            file.unlink(missing_ok=True)


def _link_of_open_page(file: Path) -> str:
    """Ask the page that is open for a new link. Raises CannotOpen."""
    try:
        told = json.loads(file.read_bytes())
        port, key = int(told["port"]), str(told["key"])
        connection = http.client.HTTPConnection(HOME, port, timeout=_ANSWERS_WITHIN_S)
        try:
            connection.request("POST", "/link", headers={KEY_HEADER: key, "Content-Length": "0"})
            answer = json.loads(connection.getresponse().read(10_000))
            return _link(port, str(answer["link"]))
        finally:
            connection.close()
    except (OSError, ValueError, KeyError, TypeError, http.client.HTTPException) as error:
        why = "The carer's page is open already, and does not answer. Close it and try again."
        raise CannotOpen(why) from error


# --- telling -------------------------------------------------------------------------------


def _tell(link: str, wishes: Wishes, in_browser: str, by_hand: str) -> None:
    """Show the link, in the browser if that is wanted and there is one."""
    out = os.dup(1) if wishes.as_json else -1
    if wishes.as_json:
        # What a browser says on its way is for nobody who reads our one line.
        with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
    is_in_browser = wishes.opens_browser and _open_browser(link)
    if wishes.as_json:
        line = json.dumps({"link": link, "is_in_browser": is_in_browser}) + "\n"
        os.write(out, line.encode())
        os.close(out)
        return
    text = in_browser if is_in_browser else by_hand
    print(text.format(link=link), flush=True)  # noqa: T201 - it is what the command is for


def _open_browser(link: str) -> bool:
    has_screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not has_screen:
        return False  # else a browser of the terminal would take it over
    try:
        with for_other_programs():
            return webbrowser.open(link)
    except (webbrowser.Error, OSError):
        return False


def _end_with_stdin(end: Callable[[], None]) -> None:
    with suppress(OSError, ValueError):
        while sys.stdin.buffer.read(1000):
            pass
    end()
