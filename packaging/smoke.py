"""Tries a built folder as somebody has it who has nothing else.

    python packaging/smoke.py FOLDER [--wheel WHEEL]

The folder is copied beside an empty home, under a name with spaces, and its program is started with
no Python to be found, no screen and no loudspeaker. Knows the command line and the README's
promises. Must not know the program's code: it needs Python alone.
"""

import argparse
import array
import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
import wave
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

WITHIN_S: Final = 60.0
"""Far more than any of it takes; what hangs shall not hang the checks."""
ON_WINDOWS: Final = sys.platform == "win32"
NOT_HERE: Final = frozenset({"display", "sound", "microphone"})
"""The doctor cannot see or hear these where there is no screen and no sound."""
LOUD: Final = 1000
"""Of 32767: quieter is no voice."""
READS_A_SECTION: Final = """\
1100 press
1200 release
3000 word one
6000 word one
9000 word one
14000 end
"""


class NotWell(Exception):
    """Something is not as promised; the message is a sentence for whoever built the folder."""


@dataclass(frozen=True)
class Home:
    """A person's empty home, with the program beside it."""

    folder: Path
    program: Path

    def environment(self, **more: str) -> dict[str, str]:
        """All that the program gets from outside: no Python, no settings of ours."""
        base = {
            "HOME": str(self.folder),
            "PATH": str(self.folder),
            "SDL_VIDEODRIVER": "dummy",
            "SDL_AUDIODRIVER": "dummy",
        }
        if ON_WINDOWS:  # nothing starts there without these
            base |= {
                name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if name in os.environ
            }
            base |= {"USERPROFILE": str(self.folder), "LOCALAPPDATA": str(self.folder)}
        return base | more

    def run(self, *arguments: str, may_fail: bool = False) -> str:
        """What a command prints. Raises NotWell where it fails, or complains."""
        done = subprocess.run(
            [str(self.program), *arguments],
            cwd=self.folder,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=WITHIN_S,
            check=False,
        )
        if (done.returncode and not may_fail) or done.stderr:
            message = f"{' '.join(arguments)} ended with {done.returncode}: {done.stderr}"
            raise NotWell(message)
        return done.stdout

    @contextlib.contextmanager
    def started(self, *arguments: str, **more: str) -> Iterator[subprocess.Popen[str]]:
        """A command that goes on by itself, at the latest until the end of the ``with``."""
        with subprocess.Popen(
            [str(self.program), *arguments],
            cwd=self.folder,
            env=self.environment(**more),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        ) as running:
            try:
                yield running
            finally:
                running.kill()  # does nothing where it has ended


def must(is_so: object, otherwise: str) -> None:
    """Raise NotWell where it is not so."""
    if not is_so:
        raise NotWell(otherwise)


def is_voice(samples: bytes) -> bool:
    """Whether 16-bit sound is more than silence."""
    return max(array.array("h", samples[: len(samples) // 2 * 2]), default=0) > LOUD


# --- what is tried ---------------------------------------------------------------------------


def version(home: Home) -> None:
    """It starts."""
    said = home.run("--version")
    must(re.fullmatch(r"als-assistant \d\S*\s*", said), f"--version says: {said}")


def content(home: Home) -> None:
    """The guide is inside and in order."""
    said = home.run("content", "check")
    must("No problems" in said, f"content check says: {said}")


def voice_and_ears(home: Home) -> None:
    """The voice is inside, and so is what hears it."""
    home.run("say", "Good morning.", "--out", "said.wav")
    with wave.open(str(home.folder / "said.wav")) as said:
        must(is_voice(said.readframes(said.getnframes())), "say made a silent file.")
    heard = json.loads(home.run("listen", "said.wav", "--json"))
    must("decision" in heard, f"listen says: {heard}")


def reading(home: Home) -> None:
    """A word leads to a section, and it is read."""
    (home.folder / "script.txt").write_text(READS_A_SECTION, encoding="utf-8")
    home.run("rehearse", "script.txt", "--out", "played")
    lines = (home.folder / "played" / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    kinds = [json.loads(line)["kind"] for line in lines]
    must("SectionOpened" in kinds, "The rehearsal reached no section.")
    must("SpeechStarted" in kinds[kinds.index("SectionOpened") :], "The section was not read.")


def own_text(home: Home) -> None:
    """A document is read, in a process of its own, and kept."""
    (home.folder / "letter.html").write_text("<h1>A letter</h1><p>Dear Ann.</p>", encoding="utf-8")
    said = home.run("import", "letter.html")
    must("It is added." in said, f"import says: {said}")


def doctor(home: Home) -> None:
    """Everything but screen and sound is well; there is neither here."""
    told = json.loads(home.run("doctor", "--json", may_fail=True))
    wrong = [
        finding["said"]
        for finding in told["findings"]
        if finding["condition"] == "wrong" and finding["key"] not in NOT_HERE
    ]
    must(told["findings"] and not wrong, f"doctor says: {' '.join(wrong)}")


def program(home: Home) -> None:
    """The program itself opens, is heard, and ends in order when it is told to."""
    sound, kept = home.folder / "heard.raw", home.folder / "kept"
    with home.started(
        ALS_ASSISTANT_HOME=str(kept), SDL_AUDIODRIVER="disk", SDL_DISKAUDIOFILE=str(sound)
    ) as running:
        _wait_until(lambda: sound.is_file() and is_voice(sound.read_bytes()), running)
        running.send_signal(signal.SIGTERM)
        said = _rest_of(running)
    if ON_WINDOWS:
        return  # nobody can be told to end there, only ended
    must(running.returncode == 0, f"The program ended with {running.returncode}: {said}")
    log = (kept / "troubles.jsonl").read_text(encoding="utf-8").splitlines()
    must(json.loads(log[-1])["kind"] == "ended", "The program did not end in order.")


def carers_page(home: Home) -> None:
    """The carer's page lets in who has the link, once, and nobody else."""
    with home.started("setup", "--no-browser", "--json", "--beside") as running:
        line = running.stdout.readline() if running.stdout else ""
        must(line.startswith("{"), f"setup says: {line}")
        link = urllib.parse.urlsplit(json.loads(line)["link"])
        must(_asked(link.netloc, "/")[0] != http.client.OK, "The page lets in who has no link.")
        status, text, cookie = _entered(link.netloc, link.path)
        must(status == http.client.OK and "<main" in text, f"The page answers {status}: {text}")
        style = re.search(r'href="(/static/[^"]+\.css)', text)
        must(style and _asked(link.netloc, style[1], cookie)[0] == http.client.OK, "No style.")
        must(_entered(link.netloc, link.path)[0] != http.client.OK, "The link works twice.")
        _rest_of(running)  # closes its input, and so it ends with whoever started it
    must(running.returncode == 0, f"The page ended with {running.returncode}.")


def _wait_until(is_so: Callable[[], bool], running: subprocess.Popen[str]) -> None:
    until = time.monotonic() + WITHIN_S
    while not is_so():
        must(running.poll() is None, "The program ended by itself.")
        must(time.monotonic() < until, "The program opened and nothing was heard of it.")
        time.sleep(0.1)


def _rest_of(running: subprocess.Popen[str]) -> str:
    """What it still says; it has to end by itself."""
    try:
        return running.communicate(timeout=WITHIN_S)[0]
    except subprocess.TimeoutExpired as late:
        message = "It was told to end and did not."
        raise NotWell(message) from late


def _asked(address: str, path: str, cookie: str = "") -> tuple[int, str, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection(address, timeout=WITHIN_S)
    with contextlib.closing(connection):
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace"), answer.headers


def _entered(address: str, path: str) -> tuple[int, str, str]:
    """What a browser gets by the link: it is led on, with a cookie."""
    status, text, headers = _asked(address, path)
    cookie = (headers["Set-Cookie"] or "").partition(";")[0]
    if headers["Location"]:
        onward = urllib.parse.urlsplit(headers["Location"]).path
        status, text, _ = _asked(address, onward, cookie)
    return status, text, cookie


TRIED: Final = (
    # The longest first: two go on side by side.
    doctor,
    program,
    reading,
    carers_page,
    voice_and_ears,
    own_text,
    content,
    version,
)


# --- the whole -------------------------------------------------------------------------------


def missing(folder: Path, wheel: Path) -> list[str]:
    """What a wheel holds beside code and the folder has not."""
    inside = folder / "_internal"
    names = zipfile.ZipFile(wheel).namelist()
    return [name for name in names if not name.endswith(".py") and not (inside / name).is_file()]


def tried(what: Callable[[Home], None], place: Path, program_file: Path) -> str:
    """One line about one thing that was tried."""
    home = Home(place / f"home of {what.__name__}", program_file)
    home.folder.mkdir()
    began = time.monotonic()
    try:
        what(home)
    except (NotWell, OSError, ValueError, KeyError, subprocess.SubprocessError) as error:
        return f"NOT WELL  {what.__name__}: {error}"
    return f"well      {what.__name__}, {time.monotonic() - began:.1f} s"


def main(arguments: Sequence[str] | None = None) -> int:
    """Try everything; 0 where all is well."""
    parser = argparse.ArgumentParser(description="Tries a built folder, docs/packages.md.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--wheel", type=Path, help="see that nothing of it is missing")
    chosen = parser.parse_args(arguments)
    lacks = missing(chosen.folder, chosen.wheel) if chosen.wheel else []
    lines = [f"NOT WELL  missing: {name}" for name in lacks]
    with tempfile.TemporaryDirectory(prefix="als assistant ") as place:
        copy = Path(place) / "ALS assistant"
        shutil.copytree(chosen.folder, copy, symlinks=True)
        name = "als-assistant-console.exe" if ON_WINDOWS else "als-assistant"
        with ThreadPoolExecutor(max_workers=2) as two:
            lines += two.map(lambda what: tried(what, Path(place), copy / name), TRIED)
    print("\n".join(lines))
    files = [file for file in chosen.folder.rglob("*") if file.is_file() and not file.is_symlink()]
    print(f"{chosen.folder} has {sum(file.stat().st_size for file in files) // 1_000_000} MB.")
    return int(any(line.startswith("NOT WELL") for line in lines))


if __name__ == "__main__":
    sys.exit(main())
