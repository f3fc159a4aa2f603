"""The store of sounds that are ready."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.speech.cache import SoundCache, Wording
from assistant.speech.sound import Sound


def wording(name: str, rate_wpm: int = 150, voice: str = "") -> Wording:
    return Wording(name, rate_wpm, voice)


def test_the_same_text_at_another_speed_or_voice_is_another_sound() -> None:
    cache = SoundCache()
    cache.put(wording("Back"), Sound(b"ab"))
    assert cache.get(wording("Back")) == Sound(b"ab")
    assert cache.get(wording("Back", rate_wpm=200)) is None
    assert cache.get(wording("Back", voice="en-gb")) is None


def test_the_longest_unused_goes_first() -> None:
    cache = SoundCache(room_bytes=4)
    cache.put(wording("a"), Sound(b"aa"))
    cache.put(wording("b"), Sound(b"bb"))
    cache.get(wording("a"))
    cache.put(wording("c"), Sound(b"cc"))
    assert [name for name in "abc" if wording(name) in cache] == ["a", "c"]


def test_a_sound_larger_than_the_room_drives_nothing_out() -> None:
    cache = SoundCache(room_bytes=4)
    cache.put(wording("a"), Sound(b"aa"))
    cache.put(wording("b"), Sound(b"bbbbbb"))
    assert wording("a") in cache
    assert wording("b") not in cache


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 12))))
def test_it_never_holds_more_than_its_room(puts: list[tuple[str, int]]) -> None:
    cache = SoundCache(room_bytes=20)
    for name, size in puts:
        cache.put(wording(name), Sound(bytes(size)))
        held = [cache.get(wording(name)) for name in "abcdef"]
        assert cache.used_bytes == sum(len(sound.pcm) for sound in held if sound) <= 20
        assert wording(name) in cache
