"""Whether a request can come from the page itself. Pure; must not know who is asking.

A browser sends what any web page asks it to send, to this computer too. It tells three things
that such a page cannot forge: the host it believes to talk to, the origin of what asks, and how
far away that is.
"""

from typing import Final

_FROM_HERE: Final = frozenset({"same-origin", "none"})
"""What a browser says of its own address bar, and of a link or form of the page itself."""
SAFE_METHODS: Final = frozenset({"GET", "HEAD"})
METHODS: Final = SAFE_METHODS | {"POST"}


def is_our_host(host: str, port: int) -> bool:
    """Whether the browser means this computer by name.

    A stranger's name that was pointed at this computer (DNS rebinding) is none of ours.
    """
    return host.lower() in {f"127.0.0.1:{port}", f"localhost:{port}"}


def is_from_the_page(method: str, host: str, origin: str | None, fetch_site: str | None) -> bool:
    """Whether the page itself asks, or the person at the address bar.

    What changes something must say where it comes from; every browser of today does.
    """
    if fetch_site is not None and fetch_site.lower() not in _FROM_HERE:
        return False
    ours = f"http://{host.lower()}"
    if method in SAFE_METHODS:
        return origin is None or origin.lower() == ours
    return origin is not None and origin.lower() == ours
