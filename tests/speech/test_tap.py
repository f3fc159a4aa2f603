"""What the mixer plays is handed on, on the real mixer, as the ear of the program needs it."""

import queue
from array import array

import pytest

from assistant.speech.player import open_player
from assistant.speech.sound import RATE_HZ, Sound
from tests.speech.conftest import Recording

pytestmark = pytest.mark.slow

TONE = Sound(array("h", [8000, -8000] * 2000).tobytes())


def loud(played: "queue.Queue[tuple[bytes, int, int]]") -> int:
    """Waits for the tone and gives back how many loud samples came in a row of buffers."""
    count = 0
    while True:
        pcm, rate_hz, channels = played.get(timeout=5)
        assert (rate_hz, channels) == (RATE_HZ, 1)
        here = sum(abs(value) > 4000 for value in array("h", pcm))
        if count and not here:
            return count
        count += here


@pytest.mark.usefixtures("disk")
def test_what_is_played_is_handed_on_again_and_again_whatever_device_it_is_played_on() -> None:
    for _ in range(3):
        played: queue.Queue[tuple[bytes, int, int]] = queue.Queue()
        player = open_player(lambda *buffer, heard=played: heard.put(buffer))
        player.play(TONE, 100)
        assert loud(played) == 4000
        player.close()
        assert not_after_close(played)


def not_after_close(played: "queue.Queue[tuple[bytes, int, int]]") -> bool:
    while not played.empty():
        played.get()
    with pytest.raises(queue.Empty):
        played.get(timeout=0.1)
    return True


def test_nobody_is_asked_where_nobody_wants_it(disk: Recording) -> None:
    player = open_player()
    player.play(TONE, 100)
    disk.wait_for_sound()
    player.close()
