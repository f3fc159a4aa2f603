"""How loud the room is by itself: learned at first, then followed slowly. Pure.

Must not know what a voice is: its caller says which sounds are the person's own.
"""

from typing import Final

from assistant.core.units import Millis

LEARNING_MS: Final[Millis] = 2000
"""So long the room is listened to before anything in it is taken for a press."""
QUIET_DB: Final = -75.0
"""A room nobody has listened to yet is taken for a very quiet one."""

_UP_DB_A_SECOND: Final = 3.0
"""Slower than a person who hums again and again; a noise that stays is the room in a while."""
_FALL_DB_A_SECOND: Final = 40.0
"""A room that has become much quieter must not leave a soft voice unheard."""
_FALLEN_DB: Final = 10.0
_LEARNED_PART: Final = 0.8
"""Of what was heard while learning, so much is below the level that counts as the room."""


class Room:
    """One level in dB below full scale. Time is counted in what it is given."""

    def __init__(self, level_db: float = QUIET_DB) -> None:
        """A room nobody has listened to."""
        self.level_db = level_db
        self._first: list[float] = []
        self._heard_ms: Millis = 0

    @property
    def is_learned(self) -> bool:
        """Whether its first two seconds are over."""
        return self._heard_ms >= LEARNING_MS

    def heard(self, level_db: float, for_ms: Millis) -> None:
        """The room was so loud for so long."""
        if not self.is_learned:
            self._first.append(level_db)
            self._heard_ms += for_ms
            ordered = sorted(self._first)
            self.level_db = max(QUIET_DB, ordered[int(_LEARNED_PART * (len(ordered) - 1))])
            return
        self.lower(level_db, for_ms)
        if level_db > self.level_db:
            self.level_db = min(level_db, self.level_db + _UP_DB_A_SECOND * for_ms / 1000)

    def lower(self, level_db: float, for_ms: Millis) -> None:
        """The room can be no louder than this; while somebody hums over it, that is all we know."""
        if level_db >= self.level_db:
            return
        has_fallen = level_db < self.level_db - _FALLEN_DB
        fall = _FALL_DB_A_SECOND if has_fallen else _UP_DB_A_SECOND
        self.level_db = max(level_db, QUIET_DB, self.level_db - fall * for_ms / 1000)

    def is_now(self, level_db: float) -> None:
        """What seemed somebody's sound has proved to be the room's."""
        self.level_db = max(QUIET_DB, level_db)
        self._heard_ms = LEARNING_MS
