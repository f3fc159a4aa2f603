"""What every speaker keeps to: with voice and loudspeaker, without either.

One suite for all of them. A silent speaker is a real speaker: the scan relies on its ends.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.core.events import Event, SpeechEnded, SpeechStarted
from assistant.core.utterances import HowEnded, estimated_ms
from assistant.speech.speaker import Speaker
from tests.speech.conftest import DYING_ENGINE, MUTE_ENGINE, Heard, utterance

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

NATURAL_END: dict[str, HowEnded] = {
    "voice and device": "done",
    "no device": "done",
    "speech off": "done",
    "broken engine": "failed",
    "dying engine": "failed",
}


@pytest.fixture(params=list(NATURAL_END))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def speaker(
    kind: str, request: pytest.FixtureRequest, open_speaker: Callable[[], Speaker]
) -> Speaker:
    request.getfixturevalue("no_device" if kind == "no device" else "disk")
    if kind.endswith("engine"):
        install: Callable[[str], Path] = request.getfixturevalue("install_engine")
        install(MUTE_ENGINE if kind == "broken engine" else DYING_ENGINE)
    speaker = open_speaker()
    if kind == "speech off":
        speaker.set_speaking(False)
    return speaker


def assert_each_ends_once_after_its_start(events: list[Event], ids: list[int]) -> None:
    ends = [event.utterance.id for event in events if isinstance(event, SpeechEnded)]
    assert ends == ids, "each speak has one end, in order"
    over: set[int] = set()
    for event in events:
        if isinstance(event, SpeechEnded):
            over.add(event.utterance.id)
        if isinstance(event, SpeechStarted):
            assert event.utterance.id not in over


def test_an_utterance_left_alone_ends_by_itself(speaker: Speaker, heard: Heard, kind: str) -> None:
    said = utterance("Continue reading")
    speaker.speak(said)
    assert heard.until_end_of(said).how == NATURAL_END[kind]


def test_only_what_reached_a_device_has_started(speaker: Speaker, heard: Heard, kind: str) -> None:
    said = utterance("Continue reading")
    speaker.speak(said)
    heard.until_end_of(said)
    has_started = any(isinstance(event, SpeechStarted) for event in heard.all())
    assert has_started == (kind == "voice and device")


def test_silence_keeps_the_pace_of_speech(speaker: Speaker, heard: Heard, kind: str) -> None:
    for text in ("Back", "Continue reading"):
        said = utterance(text)
        began_ms = heard.now()
        speaker.speak(said)
        took_ms = heard.until_end_of(said).at - began_ms
        estimate_ms = estimated_ms(text, said.rate_wpm)
        assert kind == "voice and device" or took_ms >= estimate_ms - 1


def test_a_new_utterance_ends_the_old_one_at_once(speaker: Speaker, heard: Heard) -> None:
    first, second = utterance("Continue reading"), utterance("Back")
    speaker.speak(first)
    speaker.speak(second)
    assert heard.ends_of(first) == ["stopped"]
    heard.until_end_of(second)
    assert_each_ends_once_after_its_start(heard.all(), [first.id, second.id])


def test_stop_is_silence_now(speaker: Speaker, heard: Heard) -> None:
    said = utterance("Continue reading")
    speaker.speak(said)
    speaker.stop()
    assert heard.ends_of(said) == ["stopped"]
    speaker.stop()
    assert heard.ends_of(said) == ["stopped"]


def test_close_ends_what_is_being_said_and_whatever_comes_later(
    speaker: Speaker, heard: Heard
) -> None:
    said, late = utterance("Continue reading"), utterance("Back")
    speaker.speak(said)
    speaker.close()
    speaker.speak(late)
    assert heard.ends_of(said) == ["stopped"]
    assert heard.ends_of(late) == ["stopped"]


def test_a_text_with_nothing_to_say_ends_too(speaker: Speaker, heard: Heard) -> None:
    for text in ("", "..."):
        said = utterance(text)
        speaker.speak(said)
        heard.until_end_of(said)


def test_no_order_makes_the_caller_wait(speaker: Speaker) -> None:
    orders: list[Callable[[], None]] = [
        lambda: speaker.speak(utterance("Continue reading")),
        lambda: speaker.prepare(("One", "Two", "Three"), 175),
        lambda: speaker.start_hold_tone(10_000),
        speaker.start_call_tone,
        speaker.stop_call_tone,
        speaker.stop_hold_tone,
        speaker.device_removed,
        lambda: speaker.speak(utterance("Back")),
        speaker.stop,
    ]
    for order in orders * 3:
        began_s = time.monotonic()
        order()
        assert time.monotonic() - began_s < 0.1


ORDERS = st.lists(
    st.one_of(
        st.tuples(st.just("speak"), st.sampled_from(["Yes", "No", "Back", "", "Continue reading"])),
        st.tuples(st.just("prepare"), st.sampled_from(["Yes", "Rest", "Help"])),
        st.tuples(
            st.sampled_from(["stop", "hold", "call", "quiet", "removed", "wait"]), st.just("")
        ),
    ),
    max_size=10,
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(orders=ORDERS)
def test_each_speak_has_exactly_one_end_whatever_is_ordered(
    speaker: Speaker, heard: Heard, orders: list[tuple[str, str]]
) -> None:
    heard.all()
    heard.events.clear()
    ids: list[int] = []
    last = None
    for order, text in [*orders, ("speak", "Yes")]:
        match order:
            case "speak":
                last = utterance(text, rate_wpm=300)
                ids.append(last.id)
                speaker.speak(last)
            case "prepare":
                speaker.prepare((text,), 300)
            case "stop":
                speaker.stop()
            case "hold":
                speaker.start_hold_tone(200)
            case "call":
                speaker.start_call_tone()
            case "quiet":
                speaker.stop_call_tone()
                speaker.stop_hold_tone()
            case "removed":
                speaker.device_removed()
            case _:
                if last is not None and not heard.ends_of(last):
                    heard.until_end_of(last)
    assert last is not None
    heard.until_end_of(last)
    assert_each_ends_once_after_its_start(heard.all(), ids)
