"""Looks at the voice and at what understands words: real engines, a real word."""

import time
from array import array
from collections.abc import Callable, Mapping
from typing import Final

from assistant.carer.doctor.finding import Seen, fine, note, wrong
from assistant.carer.doctor.subject import Subject
from assistant.core.units import Millis
from assistant.speech.synthesizer import SynthesisFailed, Synthesizer
from assistant.speech.worker import Ready, Voice, meant_voice

_SAMPLE: Final = "The program can speak."
_SHORTEST_MS: Final[Millis] = 300
_SOFTEST: Final = 300  # of 32,767
_SLOW_S: Final = 3.0


def voice(subject: Subject) -> Seen:
    """Whether the voice says a sentence, and how long it takes. Plays nothing."""
    speech = subject.settings().speech
    if not speech.is_on:
        return note("off")
    synthesizer = Synthesizer()
    try:
        synthesizer.start()
        engine = synthesizer.ready()
        began_s = time.monotonic()
        said = synthesizer.samples(_SAMPLE, speech.rate_wpm, speech.voice)
        took_s = time.monotonic() - began_s
    except SynthesisFailed:
        return wrong("broken")
    finally:
        synthesizer.close()
    loudest = max(map(abs, array("h", said.pcm)), default=0)
    if said.duration_ms < _SHORTEST_MS or loudest < _SOFTEST:
        return wrong("silent", engine=engine.voice_kind)
    if speech.voice and not _is_there(speech.voice, engine):
        return wrong("unknown", voice=speech.voice, engine=engine.voice_kind)
    seconds = f"{took_s:.2f}"
    if took_s > _SLOW_S:
        return note("slow", engine=engine.voice_kind, seconds=seconds)
    named = speech.voice or "the usual one"
    return fine(engine=engine.voice_kind, voice=named, seconds=seconds)


def _is_there(wanted: str, engine: Ready) -> bool:
    pairs = zip(engine.voice_ids, engine.voices, strict=True)
    voices = [Voice(voice_id, name) for voice_id, name in pairs]
    return meant_voice(wanted, voices, engine.voice_kind) is not None


def models(subject: Subject) -> Seen:
    """Whether every installed model is whole, by the hash of each file."""
    from assistant.listening.models import check, half_done, installed_models  # noqa: PLC0415

    folder = subject.folders.models
    here = installed_models(folder)
    found = [check(model) for model in here]
    damaged = [each for each in found if each.faults]
    if damaged:
        details = tuple(f"{each.model}: {fault}" for each in damaged for fault in each.faults)
        named = ", ".join(each.model for each in damaged)
        return wrong("damaged", details=details, models=named, model=damaged[0].model)
    if half := half_done(folder):
        return wrong("half", details=half)
    if not here:
        return note("none")
    return fine(models=", ".join(model.name for model in here))


def recognizers(subject: Subject) -> Seen:
    """Whether what understands words can be loaded. For a process of its own."""
    if not subject.settings().listening.is_on:
        return note("off")
    from assistant.ears import listening_folders  # noqa: PLC0415
    from assistant.listening.contract import CannotListen  # noqa: PLC0415
    from assistant.listening.kit import kit  # noqa: PLC0415

    try:
        found = kit(listening_folders(subject.folders))
    except CannotListen as error:
        return wrong("none", details=(str(error),))
    except ImportError as error:
        return wrong("no_engine", part=error.name or error)
    names = ", ".join(_NAMES.get(name, name) for name in found.names)
    if found.left_out:
        return wrong("left_out", details=found.left_out, names=names)
    return fine(names=names)


_NAMES: Final = {
    "personal": "the person's own words",
    "vosk": "the language model",
    "spotter": "the commands in anybody's voice",
}


LOOKS: Final[Mapping[str, Callable[[Subject], Seen | None]]] = {
    "voice": voice,
    "models": models,
    "recognizers": recognizers,
}
