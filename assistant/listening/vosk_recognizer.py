"""The recognizer for free wording: section titles, drug names, "go to ...". Built on vosk.

Needs a model that a carer has installed (models/README.md). Must not know the network, the
microphone, or what a phrase does.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from assistant.core.hearing import Guess
from assistant.listening import vosk_library
from assistant.listening.contract import SAMPLE_RATE, CannotListen, Samples
from assistant.listening.models import check, record_of
from assistant.listening.other_words import ENGLISH
from assistant.listening.vosk_grammar import (
    Grammar,
    grammar_for,
    guesses,
    is_worth_a_second_look,
    shares,
)
from assistant.listening.vosk_library import Decoder, Model, VoskFailed
from assistant.own_program import is_packed, own_program

NAME: Final = "vosk"
NEEDED_FILES: Final = (
    "am/final.mdl",
    "conf/mfcc.conf",
    "conf/model.conf",
    "graph/Gr.fst",
    "graph/HCLr.fst",
    "graph/disambig_tid.int",
    "graph/phones/word_boundary.int",
    "ivector/final.dubm",
    "ivector/final.ie",
    "ivector/final.mat",
    "ivector/global_cmvn.stats",
    "ivector/online_cmvn.conf",
    "ivector/splice.conf",
)
"""What a small vosk model consists of. A large one has graph/HCLG.fst and can't take a grammar."""

_SHORTEST: Final = SAMPLE_RATE // 10
_LONGEST: Final = 6 * SAMPLE_RATE
_QUIETEST_PEAK: Final = 1e-3
_SLOWED_BY: Final = 1.08
"""Enough to change every frame, too little to change a word."""
_PROBE_WITHIN_S: Final = 60.0
_KEPT_GRAMMARS: Final = 8


class VoskMissing(CannotListen):
    """The library itself is not there or cannot be loaded, whatever the model."""

    def __init__(self) -> None:
        """Say what still works."""
        super().__init__(_NO_VOSK)


def missing_files(model: Path) -> tuple[str, ...]:
    """The files of a small vosk model that a folder lacks, or that are empty."""
    return tuple(
        name
        for name in NEEDED_FILES
        if not (model / name).is_file() or not (model / name).stat().st_size
    )


def try_out(model: Path, within_s: float = _PROBE_WITHIN_S) -> None:
    """Load a model in a process of its own, which may crash in our place.

    Raises VoskMissing, or CannotListen where the model is no good.
    """
    asked = [*_probe(), str(_library_file()), str(model)]
    try:
        tried = subprocess.run(  # noqa: S603 - our own Python, our own file
            asked, capture_output=True, timeout=within_s, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotListen(_damaged(model)) from error
    if tried.returncode:
        raise CannotListen(_damaged(model))


def _probe() -> tuple[str, ...]:
    if is_packed():  # there is no Python to run a file
        return (*own_program(), "models", "probe")
    return (sys.executable, "-I", vosk_library.__file__)


class VoskRecognizer:
    """Hears any phrase whose words are in the vocabulary of its model.

    Loading takes a second or two. Switching phrases takes milliseconds, also for hundreds; one
    word takes some 0.05 times its length to decode, twice that where a phrase may be in it.
    """

    def __init__(self, model: Path, other_words: Sequence[str] = ENGLISH) -> None:
        """Load the model in this folder, with words of its language that are no phrases.

        A model that we installed is checked by its hashes, any other by trying it out first.
        Raises VoskMissing, or CannotListen for the model.
        """
        _refuse_damaged(model)
        try:
            self._model = Model(_library_file(), model)
        except VoskFailed as error:
            raise CannotListen(_damaged(model)) from error
        self._other_words = tuple(other_words)
        self._kept: dict[tuple[str, ...], tuple[Grammar, Decoder | None]] = {}
        self._is_closed = False
        self._grammar, self._decoder = self._made(())

    @property
    def name(self) -> str:
        """Its name in guesses and in the journal."""
        return NAME

    @property
    def may_act(self) -> bool:
        """False where the model can't tell a phrase from other sounds: then it only ever asks."""
        return self._grammar.may_act

    def listen_for(self, phrases: Sequence[str]) -> tuple[str, ...]:
        """Only these phrases count from now on; gives back those with words unknown here."""
        if self._is_closed:
            return tuple(phrases)
        self._grammar, self._decoder = self._made(tuple(phrases))
        return self._grammar.unheard

    def recognize(self, word: Samples) -> tuple[Guess, ...]:
        """What may have been said, likeliest first; nothing for anything but a short utterance."""
        if self._decoder is None or not _is_speech_like(word):
            return ()
        sound = np.clip(np.nan_to_num(word), -1, 1)
        as_heard = shares(self._decoder.decode(_pcm(sound)))
        if not is_worth_a_second_look(self._grammar, as_heard):
            return ()
        slowed = shares(self._decoder.decode(_pcm(_slowed(sound))))
        return guesses(self._grammar, as_heard, slowed, NAME)

    def close(self) -> None:
        """Give the memory back; a second time does nothing, and nothing is heard any more."""
        self._is_closed = True
        self._decoder = None
        self._forget()
        self._model.free()

    def _made(self, phrases: tuple[str, ...]) -> tuple[Grammar, Decoder | None]:
        if phrases not in self._kept:
            if len(self._kept) >= _KEPT_GRAMMARS:
                self._forget()
            grammar = grammar_for(phrases, self._other_words, self._model.knows)
            decoder = self._model.decoder(grammar.lines) if grammar.spoken else None
            self._kept[phrases] = grammar, decoder
        return self._kept[phrases]

    def _forget(self) -> None:
        for _grammar, decoder in self._kept.values():
            if decoder is not None:
                decoder.free()
        self._kept.clear()


def _library_file() -> Path:
    try:
        return vosk_library.library_file()
    except VoskFailed as error:
        raise VoskMissing from error


def _refuse_damaged(model: Path) -> None:
    if missing_files(model):
        raise CannotListen(_damaged(model))
    installed = record_of(model)
    if installed is None:
        try_out(model)
    elif check(installed).faults:
        raise CannotListen(_damaged(model))


def _is_speech_like(word: Samples) -> bool:
    if not _SHORTEST <= word.size <= _LONGEST:
        return False
    return bool(np.max(np.abs(np.nan_to_num(word))) >= _QUIETEST_PEAK)


def _slowed(sound: Samples) -> Samples:
    """Longer and a little deeper, as a record that turns too slowly."""
    places = np.arange(int(sound.size * _SLOWED_BY)) / _SLOWED_BY
    return np.interp(places, np.arange(sound.size), sound).astype(np.float32)


def _pcm(sound: Samples) -> bytes:
    return (sound * np.iinfo(np.int16).max).astype("<i2").tobytes()


_NO_VOSK: Final = (
    "Listening for titles needs the package vosk, which is not installed or does not work here. "
    "The other voice commands and the switch work as before."
)


def _damaged(model: Path) -> str:
    return (
        f"The speech model in {model} is not whole. "
        f"Install it again: als-assistant models install {model.name}"
    )
