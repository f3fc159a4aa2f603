"""A text spoken into a WAV file. Needs no sound device and no window."""

from pathlib import Path
from typing import Final

from assistant.core.lexicon import Lexicon
from assistant.core.settings import Settings
from assistant.core.units import Millis
from assistant.speech.chunks import chunks
from assistant.speech.sound import joined, write_wav
from assistant.speech.synthesizer import SynthesisFailed, Synthesizer

_PAUSE_BETWEEN_MS: Final[Millis] = 250


def say_to_file(text: str, out: Path, lexicon: Lexicon, settings: Settings) -> None:
    """Write the text as speech, with the reading voice and speed, at full volume.

    Raises SynthesisFailed in plain words when there is nothing to say or no voice to say it,
    and OSError when the file cannot be written.
    """
    synthesizer = Synthesizer()
    try:
        synthesizer.start()
        kind = synthesizer.ready().voice_kind
        speech = settings.speech
        sounds = [
            synthesizer.samples(lexicon.spoken(piece, kind), speech.rate_wpm, speech.voice)
            for piece in chunks(text)
        ]
    finally:
        synthesizer.close()
    if not any(sound.pcm for sound in sounds):
        message = "There is nothing to say: the text has no words."
        raise SynthesisFailed(message)
    write_wav(joined(sounds, _PAUSE_BETWEEN_MS), out)
