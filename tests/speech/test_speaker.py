"""The real speaker with the real voice, heard through SDL's disk driver, and its failures."""

import os
import signal
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.core.events import (
    DeviceFailed,
    DeviceReturned,
    Event,
    SpeechStarted,
    VoicesKnown,
)
from assistant.core.lexicon import Lexicon
from assistant.speech.cache import Wording
from assistant.speech.chunks import LONGEST
from assistant.speech.player import NoSoundDevice, open_player
from assistant.speech.silent import SilentPlayer
from assistant.speech.sound import Sound
from assistant.speech.speaker import Speaker
from tests.speech.conftest import MUTE_ENGINE, Heard, Recording, utterance

pytestmark = pytest.mark.slow

SENTENCE = "Riluzole slows the disease, but it does not stop it."


def wait_until(is_so: Callable[[], bool], within_s: float = 10.0) -> None:
    until_s = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < until_s, "it did not come to pass"
        time.sleep(0.01)


def prepared(speaker: Speaker, text: str, rate_wpm: int = 175) -> None:
    speaker.prepare((text,), rate_wpm)
    wait_until(lambda: Wording(text, rate_wpm, "") in speaker._cache)


def failures(heard: Heard) -> list[str]:
    return [event.device for event in heard.all() if isinstance(event, DeviceFailed)]


def has_failed(device: str) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, DeviceFailed) and event.device == device


def has_returned(device: str) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, DeviceReturned) and event.device == device


def test_what_is_said_is_heard_for_as_long_as_it_lasts(
    disk: Recording, open_speaker: Callable[[], Speaker], heard: Heard
) -> None:
    speaker = open_speaker()
    said = utterance(SENTENCE)
    speaker.speak(said)
    started = heard.until_start_of(said)
    ended = heard.until_end_of(said)
    speaker.close()
    spans = disk.spans_ms(gap_ms=400)
    assert len(spans) == 1
    heard_ms = spans[0][1] - spans[0][0]
    assert heard_ms > 2000
    assert abs((ended.at - started.at) - heard_ms) < 300


def test_the_volume_is_the_loudness(
    disk: Recording, open_speaker: Callable[[], Speaker], heard: Heard
) -> None:
    speaker = open_speaker()
    loudest = []
    for percent in (20, 100):
        said = utterance("Back", volume_percent=percent)
        speaker.speak(said)
        heard.until_end_of(said)
        loudest.append(disk.loudest())
    assert 3.5 < loudest[1] / loudest[0] < 6


def test_a_prepared_cue_is_with_the_device_before_speak_returns(
    disk: Recording, open_speaker: Callable[[], Speaker], heard: Heard
) -> None:
    speaker = open_speaker()
    prepared(speaker, "Back")
    took_ms = []
    for _ in range(50):
        said = utterance("Back")
        began_s = time.perf_counter()
        speaker.speak(said)
        took_ms.append((time.perf_counter() - began_s) * 1000)
        last = heard.all()[-1]
        assert isinstance(last, SpeechStarted)
        assert last.utterance is said
    assert statistics.median(took_ms) < 5
    assert disk.path.exists()


def test_stop_is_heard_at_once(
    disk: Recording, open_speaker: Callable[[], Speaker], heard: Heard
) -> None:
    speaker = open_speaker()
    said = utterance(SENTENCE)
    speaker.speak(said)
    heard.until_start_of(said)
    disk.wait_for_sound()
    speaker.stop()
    stopped_at = len(disk.samples())
    time.sleep(0.5)
    speaker.close()
    later = disk.samples()[stopped_at + 4 * 512 :]
    assert len(later) > 5000
    assert max(abs(value) for value in later) <= 1


def test_the_card_is_kept_awake(disk: Recording, open_speaker: Callable[[], Speaker]) -> None:
    open_speaker()
    # A busy machine may take a while from opening the device to the first buffer of noise.
    wait_until(lambda: set(disk.samples()[-3000:]) == {-1, 1})


def test_a_long_text_is_one_utterance(
    disk: Recording, open_speaker: Callable[[], Speaker], heard: Heard
) -> None:
    speaker = open_speaker()
    said = utterance("Go on, and on. " * 42, rate_wpm=400)
    assert len(said.text) > LONGEST
    speaker.speak(said)
    assert heard.until_end_of(said, within_s=120).how == "done"
    assert sum(isinstance(event, SpeechStarted) for event in heard.all()) == 1
    speaker.close()
    assert len(disk.spans_ms(gap_ms=700)) == 1, "the pieces follow one another without a hole"


def test_a_hung_engine_is_restarted_and_the_sentence_is_said_again(
    disk: Recording, open_speaker: Callable[[], Speaker], heard: Heard
) -> None:
    speaker = open_speaker()
    speaker.inject("synthesizer-hang")
    said = utterance(SENTENCE)
    speaker.speak(said)
    assert heard.until_end_of(said).how == "done"
    assert disk.loudest() > 5000
    assert failures(heard) == []


def test_a_crashed_engine_is_restarted_and_the_sentence_is_said(
    disk: Recording, open_speaker: Callable[[], Speaker], heard: Heard
) -> None:
    speaker = open_speaker()
    prepared(speaker, "Back")
    pid = speaker._synthesizer.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    said = utterance(SENTENCE)
    speaker.speak(said)
    assert heard.until_end_of(said).how == "done"
    assert disk.loudest() > 5000
    assert failures(heard) == []


def test_while_the_engine_hangs_prepared_cues_and_tones_sound_and_stop_stops(
    disk: Recording, open_speaker: Callable[[], Speaker], heard: Heard
) -> None:
    speaker = open_speaker()
    prepared(speaker, "Back")
    speaker.inject("synthesizer-hang")
    stuck, cue = utterance(SENTENCE), utterance("Back")
    speaker.speak(stuck)
    wait_until(lambda: speaker._making is not None)
    began_ms = heard.now()
    speaker.stop()
    assert heard.ends_of(stuck) == ["stopped"]
    speaker.speak(cue)
    assert heard.until_end_of(cue, within_s=2).how == "done"
    speaker.start_call_tone()
    disk.wait_for_sound(louder_than=28_000, within_s=2)
    assert heard.now() - began_ms < 3000


def test_a_stuck_sentence_that_nobody_wants_does_not_keep_the_next_one_waiting(
    disk: Recording, open_speaker: Callable[[], Speaker], heard: Heard
) -> None:
    speaker = open_speaker()
    prepared(speaker, "Back")
    speaker.inject("synthesizer-hang")
    speaker.speak(utterance(SENTENCE))
    wait_until(lambda: speaker._making is not None)
    wanted = utterance("Something else")
    began_ms = heard.now()
    speaker.speak(wanted)
    assert heard.until_start_of(wanted).at - began_ms < 3000
    assert disk.path.exists()


@pytest.mark.usefixtures("disk")
def test_a_broken_voice_is_told_once_and_prepared_cues_go_on(
    open_speaker: Callable[[], Speaker], heard: Heard, install_engine: Callable[[str], Path]
) -> None:
    speaker = open_speaker()
    prepared(speaker, "Back")
    install_engine(MUTE_ENGINE)
    speaker.inject("synthesizer-crash")
    for text in ("One", "Two", "Three", "Four"):
        said = utterance(text)
        speaker.speak(said)
        assert heard.until_end_of(said).how == "failed"
    assert failures(heard) == ["synthesizer"]
    cue = utterance("Back")
    speaker.speak(cue)
    assert heard.until_end_of(cue).how == "done"


@pytest.mark.usefixtures("disk")
def test_a_mended_voice_comes_back_by_itself(
    open_speaker: Callable[[], Speaker],
    heard: Heard,
    install_engine: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("assistant.speech.synthesizer._REST_MS", 1000)
    broken = install_engine(MUTE_ENGINE)
    speaker = open_speaker()
    speaker.prepare(("One", "Two"), 175)
    heard.until(has_failed("synthesizer"))
    broken.unlink()
    heard.until(has_returned("synthesizer"))
    said = utterance("Back")
    speaker.speak(said)
    assert heard.until_end_of(said).how == "done"


@pytest.mark.parametrize("tone", ["hold", "call"])
def test_the_tones_need_no_voice(
    disk: Recording,
    open_speaker: Callable[[], Speaker],
    install_engine: Callable[[str], Path],
    tone: str,
) -> None:
    install_engine(MUTE_ENGINE)
    speaker = open_speaker()
    if tone == "hold":
        speaker.start_hold_tone(1000)
    else:
        speaker.start_call_tone()
    disk.wait_for_sound(louder_than=28_000)
    speaker.stop_hold_tone()
    speaker.stop_call_tone()
    quiet_from = len(disk.samples()) + 4 * 512
    wait_until(lambda: len(disk.samples()) > quiet_from + 4000)
    assert max(abs(value) for value in disk.samples()[quiet_from:]) <= 1


def test_the_call_sounds_when_speech_is_off(
    disk: Recording, open_speaker: Callable[[], Speaker], heard: Heard
) -> None:
    speaker = open_speaker()
    speaker.set_speaking(False)
    said = utterance("Back")
    speaker.speak(said)
    heard.until_end_of(said)
    assert disk.loudest() <= 1
    speaker.start_call_tone()
    disk.wait_for_sound(louder_than=28_000)


@pytest.mark.usefixtures("no_device")
def test_no_device_is_told_once_in_plain_words(
    open_speaker: Callable[[], Speaker], heard: Heard
) -> None:
    speaker = open_speaker()
    for _ in range(2):
        said = utterance("Back")
        speaker.speak(said)
        assert heard.until_end_of(said).how == "done"
    told = [event for event in heard.all() if isinstance(event, DeviceFailed)]
    assert [event.device for event in told] == ["sound"]
    assert told[0].why.startswith("There is no sound.")


@pytest.mark.usefixtures("no_device")
def test_opening_no_device_says_why() -> None:
    with pytest.raises(NoSoundDevice, match="nonsense"):
        open_player()


def test_a_lost_device_is_told_and_comes_back(
    disk: Recording, open_speaker: Callable[[], Speaker], heard: Heard
) -> None:
    speaker = open_speaker()
    said = utterance(SENTENCE)
    speaker.speak(said)
    heard.until_start_of(said)
    speaker.inject("sound-lost")
    assert heard.until_end_of(said).how == "failed"
    assert failures(heard) == ["sound"]
    silent = utterance("Back")
    speaker.speak(silent)
    assert heard.until_end_of(silent).how == "done"
    speaker.inject("sound-back")
    heard.until(has_returned("sound"))
    again = utterance("Back")
    speaker.speak(again)
    heard.until_start_of(again)
    assert heard.until_end_of(again).how == "done"
    assert disk.loudest() > 5000


def test_a_call_goes_on_when_the_device_comes_back(
    disk: Recording, open_speaker: Callable[[], Speaker], heard: Heard
) -> None:
    speaker = open_speaker()
    speaker.inject("sound-lost")
    heard.until(has_failed("sound"))
    speaker.start_call_tone()
    speaker.inject("sound-back")
    heard.until(has_returned("sound"))
    disk.wait_for_sound(louder_than=28_000)


@pytest.mark.usefixtures("disk")
def test_a_sentence_is_said_again_when_the_device_changes_under_it(
    open_speaker: Callable[[], Speaker], heard: Heard
) -> None:
    speaker = open_speaker()
    said = utterance("Continue reading")
    speaker.speak(said)
    heard.until_start_of(said)
    speaker.device_removed()
    assert heard.until_end_of(said).how == "done"
    assert failures(heard) == []
    assert sum(isinstance(event, SpeechStarted) for event in heard.all()) == 1


class StuckPlayer(SilentPlayer):
    """A card that opens, takes sounds, and never gets through with one."""

    is_audible = True

    def is_playing(self) -> bool:
        return True


class DeafPlayer(SilentPlayer):
    """A card that opens and then refuses every sound."""

    def play(self, sound: Sound, volume_percent: int) -> None:
        message = f"{len(sound.pcm)} bytes at {volume_percent} refused"
        raise NoSoundDevice(message)


@pytest.mark.parametrize("player", [StuckPlayer, DeafPlayer])
def test_a_card_that_never_plays_ends_the_sentence_and_is_told(
    heard: Heard, player: type[SilentPlayer]
) -> None:
    speaker = Speaker(heard.inbox.put, heard.now, Lexicon(), open_device=player)
    said = utterance("Back")
    speaker.speak(said)
    assert heard.until_end_of(said).how == "failed"
    assert failures(heard) == ["sound"]
    speaker.close()


class FaultyLexicon(Lexicon):
    """One with a bug in it."""

    def spoken(self, text: str, voice: str) -> str:
        if text == "odd":
            raise KeyError(voice)
        return text


@pytest.mark.usefixtures("disk")
def test_a_bug_over_one_text_leaves_the_voice_for_the_next(heard: Heard) -> None:
    speaker = Speaker(heard.inbox.put, heard.now, FaultyLexicon())
    for text, how in (("odd", "failed"), ("Back", "done")):
        said = utterance(text)
        speaker.speak(said)
        assert heard.until_end_of(said).how == how
    speaker.close()


@pytest.mark.usefixtures("disk")
def test_an_idle_speaker_costs_nothing(open_speaker: Callable[[], Speaker], heard: Heard) -> None:
    speaker = open_speaker()
    prepared(speaker, "Back")
    assert [type(event) for event in heard.all()] == [VoicesKnown]
    before_s = time.process_time()
    time.sleep(1)
    assert time.process_time() - before_s < 0.05
