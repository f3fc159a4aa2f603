"""Starts the carer's page beside the program, as a process of its own. Knows its command alone.

Must not know what the page shows. Whatever becomes of the page, the program goes on.
"""

import json
import os
import subprocess
import threading
from collections.abc import Callable, Sequence
from typing import Final

from assistant.core.events import CarerPageFailed, CarerPageOpened, Event
from assistant.core.units import Millis
from assistant.own_program import own_program

_ENDS_WITHIN_S: Final = 3.0
_NO_CONSOLE: Final = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""On Windows else a black window would open beside ours."""
_NO_REASON: Final = "It ended without saying why. Starting the computer again may help."


def page_command() -> tuple[str, ...]:
    """The command line that opens the page."""
    return (*own_program(), "setup", "--json", "--beside")


class CarerPage:
    """The page's process. A second ``open`` gives a new link to the page that is open."""

    def __init__(
        self,
        post: Callable[[Event], None],
        now: Callable[[], Millis],
        command: Sequence[str] = (),
    ) -> None:
        """Nothing is started before ``open``."""
        self._post, self._now = post, now
        self._command = tuple(command) or page_command()
        self._running: list[subprocess.Popen[str]] = []

    def open(self) -> None:
        """Answered by ``CarerPageOpened`` or ``CarerPageFailed``. Does not wait."""
        try:
            process = subprocess.Popen(  # noqa: S603 - our own command, no shell
                self._command,
                stdin=subprocess.PIPE,  # its end tells the page that the program is gone
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                errors="replace",
                env={**os.environ, "PYGAME_HIDE_SUPPORT_PROMPT": "1"},
                creationflags=_NO_CONSOLE,
            )
        except OSError as error:
            self._post(CarerPageFailed(at=self._now(), why=f"{error.strerror or error}."))
            return
        self._running.append(process)
        threading.Thread(target=self._hear, args=(process,), name="page", daemon=True).start()

    def _hear(self, process: "subprocess.Popen[str]") -> None:
        """Read until it says where the page is, or ends. On a thread of its own."""
        said = ""
        for line in process.stdout or ():
            if opened := _opened(line):
                link, is_in_browser = opened
                at = self._now()
                self._post(CarerPageOpened(at=at, link=link, is_in_browser=is_in_browser))
                return
            said = line.strip() or said
        self._post(CarerPageFailed(at=self._now(), why=said or _NO_REASON))

    def close(self) -> None:
        """End the page, if it is open."""
        running, self._running = self._running, []
        for process in running:
            if process.stdin is not None:
                process.stdin.close()
        for process in running:
            try:
                process.wait(_ENDS_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout is not None:
                process.stdout.close()


def _opened(line: str) -> tuple[str, bool] | None:
    """The link, and whether a browser shows it, if this is the line that tells them."""
    try:
        told = json.loads(line)
        return str(told["link"]), bool(told["is_in_browser"])
    except (ValueError, KeyError, TypeError):
        return None
