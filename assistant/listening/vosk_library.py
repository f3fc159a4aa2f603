"""vosk's own library, by the few calls that we need. Must not know phrases, scores or settings.

The package `vosk` is only where the library lies: importing it would bring in five further
packages, for downloads and subtitles, that we have no use for. The calls are those of
vosk_api.h, the same in 0.3.44 (the newest for macOS) and 0.3.45.

Run as a program, this file is the probe: ``python vosk_library.py LIBRARY MODEL`` loads a model
and listens to silence with it. A damaged model can end the process that loads it; then it is
the probe that dies and not the listening. So this module knows nothing but Python itself.
"""

import contextlib
import ctypes
import importlib.util
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SAMPLE_RATE: Final = 16_000
_ALTERNATIVES: Final = 8
_FILES: Final = {"win32": "libvosk.dll", "darwin": "libvosk.dyld"}
_QUIET: Final = -10
"""Below the level of warnings and errors: what is wrong, we say in our own words."""
_UNKNOWN_WORD: Final = -1
_SEED: Final = 1
_PROBE_SAMPLES: Final = SAMPLE_RATE // 2


class VoskFailed(Exception):
    """The library is not there, or it refused; the message is for the journal, not for people."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One thing that the decoder may have heard; ``log_likelihood`` compares within one answer."""

    text: str
    log_likelihood: float


def library_file() -> Path:
    """Where the library of the package `vosk` lies. Raises VoskFailed where it is missing."""
    found = importlib.util.find_spec("vosk")
    if found is not None and found.origin is not None:
        file = Path(found.origin).with_name(_FILES.get(sys.platform, "libvosk.so"))
        if file.is_file():
            return file
    message = "the package vosk is not installed"
    raise VoskFailed(message)


class Model:
    """A loaded model. One thread at a time. Free it last, after its decoders."""

    def __init__(self, library: Path, folder: Path) -> None:
        """Load it: a second or so, and some hundred megabytes. Raises VoskFailed."""
        self._calls, self._dice = _calls(library), _dice()
        with _plain_name(folder) as name:
            self._handle = self._calls.vosk_model_new(os.fsencode(name))
        if not self._handle:
            message = f"vosk cannot load {folder}"
            raise VoskFailed(message)

    def knows(self, word: str) -> bool:
        """Whether a word is in the vocabulary."""
        found: int = self._calls.vosk_model_find_word(self._handle, word.encode())
        return found != _UNKNOWN_WORD

    def decoder(self, phrases: Sequence[str]) -> "Decoder":
        """A decoder that hears only these phrases, all of whose words must be known."""
        grammar = json.dumps(list(phrases), ensure_ascii=False)
        handle = self._calls.vosk_recognizer_new_grm(
            self._handle, float(SAMPLE_RATE), grammar.encode()
        )
        if not handle:
            message = "vosk cannot make a decoder"
            raise VoskFailed(message)
        return Decoder(self._calls, self._dice, handle)

    def free(self) -> None:
        """Give the memory back; a second time does nothing."""
        if self._handle:
            self._calls.vosk_model_free(self._handle)
            self._handle = None


class Decoder:
    """Hears the phrases that it was made for."""

    def __init__(self, calls: ctypes.CDLL, dice: ctypes.CDLL, handle: int) -> None:
        """Only ``Model.decoder`` makes one."""
        self._calls, self._dice = calls, dice
        self._handle: int | None = handle
        calls.vosk_recognizer_set_max_alternatives(handle, _ALTERNATIVES)

    def decode(self, pcm: bytes) -> tuple[Hypothesis, ...]:
        """What may be said in a whole utterance (16 kHz, mono, 16 bit), likeliest first.

        The same sound gives the same answer: nothing of it is kept for the next one.
        """
        # Kaldi adds faint noise to the sound, by the C library's dice.
        self._dice.srand(_SEED)
        if self._calls.vosk_recognizer_accept_waveform(self._handle, pcm, len(pcm)) < 0:
            message = "vosk cannot decode"
            raise VoskFailed(message)
        answer = json.loads(self._calls.vosk_recognizer_final_result(self._handle))
        return tuple(
            Hypothesis(str(one["text"]), float(one["confidence"])) for one in answer["alternatives"]
        )

    def free(self) -> None:
        """Give the memory back; a second time does nothing."""
        if self._handle:
            self._calls.vosk_recognizer_free(self._handle)
            self._handle = None


def _calls(library: Path) -> ctypes.CDLL:
    try:
        if sys.platform == "win32":
            # The library needs others that lie beside it.
            os.add_dll_directory(str(library.parent))
        calls = ctypes.CDLL(str(library))
        handle, text = ctypes.c_void_p, ctypes.c_char_p
        for name, answer, arguments in (
            ("vosk_set_log_level", None, (ctypes.c_int,)),
            ("vosk_model_new", handle, (text,)),
            ("vosk_model_free", None, (handle,)),
            ("vosk_model_find_word", ctypes.c_int, (handle, text)),
            ("vosk_recognizer_new_grm", handle, (handle, ctypes.c_float, text)),
            ("vosk_recognizer_set_max_alternatives", None, (handle, ctypes.c_int)),
            ("vosk_recognizer_accept_waveform", ctypes.c_int, (handle, text, ctypes.c_int)),
            ("vosk_recognizer_final_result", text, (handle,)),
            ("vosk_recognizer_free", None, (handle,)),
        ):
            call = getattr(calls, name)
            call.restype, call.argtypes = answer, arguments
    except (OSError, AttributeError) as error:
        message = f"the library of vosk cannot be loaded: {error}"
        raise VoskFailed(message) from error
    calls.vosk_set_log_level(_QUIET)
    return calls


def _dice() -> ctypes.CDLL:
    """The C library with the ``srand`` that vosk's own ``rand`` listens to."""
    return ctypes.CDLL("msvcrt" if sys.platform == "win32" else None)


@contextlib.contextmanager
def _plain_name(folder: Path) -> Iterator[str]:
    """A name for the folder that the library can open.

    On Windows it cannot open a path with letters outside ASCII, such as a person's own name
    (vosk-api issue 1072); from inside the folder it needs no such path.
    """
    if sys.platform != "win32" or str(folder).isascii():
        yield str(folder)
    else:
        with contextlib.chdir(folder):
            yield "."


def probe(library: Path, folder: Path) -> None:
    """Load a model, hear silence with it, and let it go. Raises VoskFailed, or ends the process."""
    model = Model(library, folder)
    # The decoder needs a word that the model has; which, differs from language to language.
    words = [word for word in ("[unk]", "<UNK>", "one", "yes", "a", "예") if model.knows(word)]
    decoder = model.decoder(words or ["one"])
    decoder.decode(bytes(2 * _PROBE_SAMPLES))
    decoder.free()
    model.free()


if __name__ == "__main__":
    try:
        probe(Path(sys.argv[1]), Path(sys.argv[2]))
    except VoskFailed as failure:
        sys.exit(str(failure))
