"""Words on the page: those that are understood, and the person's own recordings of them."""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from assistant.carer.page.answers import REFUSED, sound_file
from assistant.carer.page.desk import Desk, Part, tell
from assistant.carer.page.hearing import advice_on, heard_by
from assistant.core.phrases import spoken_form
from assistant.storage.commands_file import (
    Commands,
    CommandsNotSaved,
    fault_in_phrase,
    joined_commands,
    read_own_commands,
    save_own_commands,
)
from assistant.storage.own_words import OwnWords

_GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "choosing": ("select", "yes", "no", "next", "back", "up", "down", "left", "right", "home"),
    "reading": ("read", "pause", "go_on", "repeat", "stop"),
    "voice": ("faster", "slower", "louder", "quieter"),
    "asking": ("help_me", "what"),
    "numbers": tuple(f"number_{at}" for at in range(1, 10)),
    "finding": ("go_to", "find"),
}
"""Commands that belong together for people; what stands in none of them comes last."""


def part(desk: Desk) -> Part:
    """The part with all words."""
    own = _WordsPages(desk)
    pages = Blueprint("words", __name__, url_prefix="/words")
    pages.add_url_rule("", "overview", own.overview)
    pages.add_url_rule("/commands", "commands", own.commands)
    pages.add_url_rule("/commands", "save", own.save, methods=["POST"])
    pages.add_url_rule("/own", "own", own.own)
    pages.add_url_rule("/own/<word>", "word", own.word)
    pages.add_url_rule("/own/<word>/<recording>", "recording", own.recording)
    pages.add_url_rule("/forget", "ask_forget", own.ask_forget)
    pages.add_url_rule("/forget", "forget", own.forget, methods=["POST"])
    return Part(name="words", start="words.overview", blueprint=pages)


class _WordsPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._recordings = OwnWords(desk.folders.words)
        self._file = desk.folders.own_commands
        self._base = desk.wording.commands

    def overview(self) -> str:
        """What there is."""
        own, problems = read_own_commands(self._file, self._base)
        return render_template(
            "words.html",
            added=sum(map(len, own.values())),
            recorded=len(self._recordings.counts()),
            problems=problems,
        )

    # --- words that are understood -------------------------------------------------------

    def commands(self) -> str | Response:
        """Each command, its words, and those that carers added."""
        own, problems = read_own_commands(self._file, self._base)
        if problems:
            return redirect(url_for("words.overview"), 303)
        return self._commands_form(own, {}, {})

    def _commands_form(
        self, own: Commands, typed: Mapping[str, str], faults: Mapping[str, str]
    ) -> str:
        return render_template(
            "commands.html",
            groups=_groups(self._base),
            base=self._base,
            own={name: ", ".join(own.get(name, ())) for name in self._base},
            typed=typed,
            faults=faults,
            unheard=self._unheard(own),
        )

    def _unheard(self, own: Commands) -> dict[str, list[str]]:
        """The added words that nothing on this computer can hear yet."""
        models = self._desk.folders.models
        heard = heard_by(self._desk.models, models, self._recordings.counts())
        return {
            name: [phrase for phrase in phrases if spoken_form(phrase) not in heard]
            for name, phrases in own.items()
            if not heard.is_anything
        }

    def save(self) -> str | Response | tuple[str, int]:
        """The words that came back; only what this form changed is changed in the file."""
        words = self._desk.words
        with self._desk.files:
            own, problems = read_own_commands(self._file, self._base)
            if problems:
                return redirect(url_for("words.overview"), 303)
            typed = {name: request.form.get(name, "") for name in self._base if name in _sent()}
            new, faults = self._outcome(own, typed)
            if faults:
                return self._commands_form(own, typed, faults), REFUSED
            try:
                save_own_commands(self._file, new)
            except CommandsNotSaved as error:
                tell(str(error))
            else:
                tell(words("words.saved"))
        return redirect(url_for("words.commands"), 303)

    def _outcome(
        self, own: Commands, typed: Mapping[str, str]
    ) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
        """The words after this form, and what is wrong with it, by the name of the command."""
        new, faults = dict(own), {}
        changed = {
            name: phrases
            for name, text in typed.items()
            if (phrases := _phrases(text)) != _phrases(request.form[f"shown:{name}"])
        }
        for name, phrases in changed.items():
            stands = own.get(name, ())
            if _phrases(request.form[f"shown:{name}"]) != stands and phrases != stands:
                now = ", ".join(stands)
                faults[name] = self._desk.words("fault.changed_elsewhere", now=now)
            new[name] = phrases
        everything = joined_commands(self._base, new)
        for name, phrases in changed.items():
            found = [(it, fault_in_phrase(it, name, everything)) for it in phrases]
            wrong = [f"“{phrase}” {fault}." for phrase, fault in found if fault]
            if wrong:
                faults[name] = " ".join(wrong)
        return new, faults

    # --- the person's own recordings -----------------------------------------------------

    def own(self) -> str:
        """Which words have recordings, and what could be better about them."""
        counts = self._recordings.counts()
        return render_template(
            "own_words.html",
            counts=dict(sorted(counts.items())),
            advice=advice_on(self._desk.models, self._desk.folders.words) if counts else (),
        )

    def word(self, word: str) -> str:
        """The recordings of one word."""
        files = self._recordings.files(word)
        if not files:
            raise NotFound
        return render_template("own_word.html", word=word, files=[file.name for file in files])

    def recording(self, word: str, recording: str) -> Response:
        """One recording, to be played."""
        for file in self._recordings.files(word):
            if file.name == recording:
                return sound_file(file.read_bytes())
        raise NotFound

    def ask_forget(self) -> str:
        """The question before anything is deleted."""
        word, recording = request.args.get("word", ""), request.args.get("recording", "")
        self._must_be_there(word, recording)
        return render_template("forget.html", word=word, recording=recording)

    def forget(self) -> Response:
        """Delete one recording, those of a word, or with no word all of them."""
        word, recording = request.form.get("word", ""), request.form.get("recording", "")
        self._must_be_there(word, recording)
        words = self._desk.words
        try:
            if recording:
                self._recordings.forget_one(word, recording)
            else:
                self._recordings.forget(word or None)
        except OSError as error:
            tell(words("words.not_deleted", why=error.strerror or error))
        else:
            tell(words("words.deleted"))
        if recording and self._recordings.files(word):
            return redirect(url_for("words.word", word=word), 303)
        return redirect(url_for("words.own"), 303)

    def _must_be_there(self, word: str, recording: str) -> None:
        """Only what the list of recordings names is touched, whatever the address says."""
        names = [file.name for file in self._recordings.files(word)] if word else []
        if (word and not names) or (recording and recording not in names):
            raise NotFound


def _sent() -> set[str]:
    return {name.removeprefix("shown:") for name in request.form if name.startswith("shown:")}


def _phrases(text: str) -> tuple[str, ...]:
    """Words as people write them in one line: one after another, with commas."""
    return tuple(dict.fromkeys(filter(None, (" ".join(it.split()) for it in text.split(",")))))


def _groups(base: Commands) -> dict[str, tuple[str, ...]]:
    known = {name for names in _GROUPS.values() for name in names}
    rest = tuple(name for name in base if name not in known)
    groups = {key: tuple(it for it in names if it in base) for key, names in _GROUPS.items()}
    return {**groups, "more": rest} if rest else groups
