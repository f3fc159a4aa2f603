"""Serves the page on a socket of this computer alone. Must not know what the page shows."""

import logging
import socket
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from waitress import create_server, wasyncore

from assistant.carer.page.door import Seconds
from assistant.carer.page.gate import Rules, channel_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HOME: Final = "127.0.0.1"
"""Nobody outside this computer can reach it."""

_LOOK_EVERY_S: Final[Seconds] = 0.25
_FAREWELL_S: Final[Seconds] = 2.0
_THREADS: Final = 4
_MOST_CONNECTIONS: Final = 200
_SILENT_S: Final = 30
_LARGEST_BODY: Final = 2**40  # the gate sets the limits that count
_LARGEST_HEAD: Final = 32_768


class PortTaken(Exception):
    """Another program listens at this port; the text is for people."""


def open_socket(port: int) -> socket.socket:
    """A socket of this computer alone; port 0 gives a free one. Raises PortTaken."""
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            # Else another program could listen at the same port and answer in our place.
            door.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((HOME, port))
    except (OSError, OverflowError) as error:
        door.close()
        why = f"The page cannot be opened at port {port}. Leave out --port, or take another one."
        raise PortTaken(why) from error
    return door


class Server:
    """One web application on one socket."""

    def __init__(self, app: "WSGIApplication", door: socket.socket, rules: Rules) -> None:
        """Listens from now on; answers while :meth:`run` runs."""
        # What it would write down is for those who run web servers.
        logging.getLogger("waitress").setLevel(logging.CRITICAL)
        self._map: dict[int, Any] = {}
        self._server = create_server(
            app,
            map=self._map,
            sockets=[door],
            threads=_THREADS,
            ident=None,
            connection_limit=_MOST_CONNECTIONS,
            channel_timeout=_SILENT_S,
            cleanup_interval=5,
            max_request_body_size=_LARGEST_BODY,
            max_request_header_size=_LARGEST_HEAD,
            clear_untrusted_proxy_headers=True,
            expose_tracebacks=False,
        )
        self._server.channel_class = channel_of(rules)

    def run(self, is_over: Callable[[], bool]) -> None:
        """Answer until ``is_over`` says so; what was begun then gets its answer."""
        try:
            while not is_over():
                self._turn()
            until = time.monotonic() + _FAREWELL_S
            while self._is_busy() and time.monotonic() < until:
                self._turn()
        finally:
            self._close()

    def _turn(self) -> None:
        wasyncore.loop(timeout=_LOOK_EVERY_S, map=self._map, count=1)

    def _is_busy(self) -> bool:
        channels = list(self._server.active_channels.values())
        return any(channel.requests or channel.total_outbufs_len for channel in channels)

    def _close(self) -> None:
        self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=_FAREWELL_S)
        wasyncore.close_all(self._map)
