"""Documents that were looked at and are not added yet. In memory alone; must not know HTTP.

Each belongs to the session that brought it, and is gone with that, after an hour, or when the page
ends. Every method may be called from any thread.
"""

import secrets
import threading
from dataclasses import dataclass
from typing import Final

from assistant.carer.documents import Draft
from assistant.carer.page.door import Seconds

WAITS_S: Final[Seconds] = 60 * 60
MOST_WAITING: Final = 4
"""Of all sessions together: a thick book fills some memory."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    session_id: str
    draft: Draft
    since: Seconds


class WaitingDrafts:
    """Drafts by a name that nobody can guess."""

    def __init__(self) -> None:
        """None waits."""
        self._lock = threading.Lock()
        self._all: dict[str, _Waiting] = {}

    def keep(self, session_id: str, draft: Draft, now: Seconds) -> str:
        """Let it wait; the name it has from now on. The oldest makes room."""
        name = secrets.token_urlsafe(16)
        with self._lock:
            self._let_go(now)
            self._all[name] = _Waiting(session_id, draft, now)
            while len(self._all) > MOST_WAITING:
                del self._all[next(iter(self._all))]
        return name

    def draft(self, session_id: str, name: str, now: Seconds) -> Draft | None:
        """What waits under this name for this session."""
        with self._lock:
            self._let_go(now)
            found = self._all.get(name)
            return found.draft if found and found.session_id == session_id else None

    def forget(self, session_id: str, name: str) -> None:
        """It was added, or is not wanted."""
        with self._lock:
            found = self._all.get(name)
            if found and found.session_id == session_id:
                del self._all[name]

    def _let_go(self, now: Seconds) -> None:
        self._all = {name: it for name, it in self._all.items() if now - it.since < WAITS_S}
