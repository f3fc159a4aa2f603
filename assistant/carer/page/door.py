"""Who may come in: links that work once, and sessions that end. Must not know HTTP.

Time is seconds of any clock, given with each call. Every method may be called from any thread.
"""

import secrets
import threading
from dataclasses import dataclass, field
from typing import Final, TypeAlias

Seconds: TypeAlias = float

LINK_LASTS_S: Final[Seconds] = 5 * 60
SESSION_LASTS_S: Final[Seconds] = 60 * 60
"""Of rest: each request begins the hour anew."""
MOST_WRONG_LINKS: Final = 10
"""After so many wrong ones all links are void, so that nobody can try them all."""
MOST_SESSIONS: Final = 8

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that looks like another: somebody may have to type it."""
_GROUPS: Final = 3
_GROUP: Final = 4


@dataclass(slots=True)
class Session:
    """One browser that came in by a link."""

    id: str
    csrf: str
    """Stands in every form of the page; nobody else's form can know it."""
    last_seen: Seconds
    has_given_pin: bool = False
    notes: list[str] = field(default_factory=list)
    """What is to be told on the next page."""


class Door:
    """All links and sessions of one run of the page. They end with it."""

    def __init__(self) -> None:
        """Nobody is in, and there is no link."""
        self._lock = threading.Lock()
        self._links: dict[str, Seconds] = {}
        self._wrong = 0
        self._sessions: dict[str, Session] = {}
        self._last_used: Seconds | None = None

    def rests_s(self, now: Seconds) -> Seconds:
        """How long nobody has asked for a link or used a session."""
        with self._lock:
            self._last_used = now if self._last_used is None else self._last_used
            return now - self._last_used

    def new_link(self, now: Seconds) -> str:
        """A secret that lets one browser in, once, within five minutes."""
        letters = "".join(secrets.choice(_LETTERS) for _ in range(_GROUPS * _GROUP))
        with self._lock:
            self._last_used = now
            self._wrong = 0
            self._links[letters] = now + LINK_LASTS_S
        return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))

    def enter(self, link: str, now: Seconds) -> Session | None:
        """Let a browser in by a link, which is then used up; None for one that is not good."""
        typed = link.lower().replace("-", "")
        with self._lock:
            self._links = {it: until for it, until in self._links.items() if now < until}
            known = [it for it in self._links if _is_same(it, typed)]
            if not known:
                self._wrong += 1
                if self._wrong >= MOST_WRONG_LINKS:
                    self._links.clear()
                return None
            del self._links[known[0]]
            self._wrong = 0
            return self._begin(now)

    def _begin(self, now: Seconds) -> Session:
        session = Session(secrets.token_urlsafe(32), secrets.token_urlsafe(32), now)
        self._sessions[session.id] = session
        while len(self._sessions) > MOST_SESSIONS:
            oldest = min(self._sessions.values(), key=lambda each: each.last_seen)
            del self._sessions[oldest.id]
        return session

    def session(self, session_id: str, now: Seconds) -> Session | None:
        """The session with this id, seen just now; None where it is over or never was."""
        with self._lock:
            found = [it for it in self._sessions.values() if _is_same(it.id, session_id)]
            if not found:
                return None
            if now - found[0].last_seen > SESSION_LASTS_S:
                del self._sessions[found[0].id]
                return None
            found[0].last_seen = self._last_used = now
            return found[0]

    def is_in(self, session_id: str, now: Seconds) -> bool:
        """Whether there is such a session, without counting as a visit."""
        with self._lock:
            return any(
                _is_same(it.id, session_id) and now - it.last_seen <= SESSION_LASTS_S
                for it in self._sessions.values()
            )

    def forget_pins(self, but: Session) -> None:
        """A PIN was set: every other browser has to give it."""
        with self._lock:
            for session in self._sessions.values():
                session.has_given_pin = session is but


def _is_same(one: str, other: str) -> bool:
    """Without telling by the time it takes how much of it was right."""
    return secrets.compare_digest(one.encode(), other.encode("utf-8", "surrogatepass"))
