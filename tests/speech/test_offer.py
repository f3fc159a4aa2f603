"""Which voices a person may choose among."""

import pytest

from assistant.speech.offer import MOST, voices_on_offer
from assistant.speech.synthesizer import Synthesizer


def test_on_windows_the_english_ones_are_offered() -> None:
    names = ["Microsoft Hedda Desktop - German", "Microsoft Zira Desktop - English (United States)"]
    assert voices_on_offer("sapi5", names) == (names[1],)


def test_where_no_name_tells_the_language_a_few_of_all_are_offered() -> None:
    names = [f"Voice of {name}" for name in "ABCDEFGHIJK"]
    assert voices_on_offer("nsss", names) == tuple(names[:MOST])


@pytest.mark.slow
def test_every_voice_on_offer_speaks_and_no_two_sound_alike() -> None:
    synthesizer = Synthesizer()
    try:
        ready = synthesizer.ready()
        offered = voices_on_offer(ready.voice_kind, ready.voices)
        sounds = {synthesizer.samples("Good morning.", 150, voice).pcm for voice in offered}
        assert len(sounds) == len(offered)
        assert min(map(len, sounds)) > 10_000
    finally:
        synthesizer.close()
