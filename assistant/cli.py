"""The command line: words in, exit codes out. Must not know how anything is done."""

import argparse
import importlib.metadata
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date, datetime
from multiprocessing import freeze_support
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.own_program import have_streams
from assistant.storage.folders import (
    AnotherCopyRuns,
    Folders,
    content_root,
    find_folders,
    hold_instance_lock,
    models_root,
)

if TYPE_CHECKING:
    from assistant.guardian import Signs
    from assistant.stored import Stored

OK, FAILED = 0, 1
LANGUAGE = "en"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 is well, 1 is a failure told in one line, 2 is bad usage."""
    freeze_support()
    have_streams()
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except KeyboardInterrupt:
        return 130


def _version() -> str:
    return importlib.metadata.version("als-assistant")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="als-assistant",
        description="Reads the ALS treatment guide aloud. One switch is enough to use it.",
    )
    parser.add_argument("--version", action="version", version=f"als-assistant {_version()}")
    parser.add_argument(
        "--terminal", action="store_true", help="run in this terminal, without a window"
    )
    # For the program itself: whoever started it starts it again, or it died before.
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--again", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(run=_run)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_rehearse(commands)
    _add_say(commands)
    _add_export_audio(commands)
    _add_listen(commands)
    _add_models(commands)
    _add_switch_test(commands)
    _add_content(commands)
    _add_care(commands)
    _add_setup(commands)
    _add_import(commands)
    _add_everyday(commands)
    return parser


def _add_rehearse(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    rehearse = commands.add_parser("rehearse", help="play a timeline of presses and keep a journal")
    rehearse.add_argument("script", type=Path, metavar="SCRIPT")
    rehearse.add_argument("--out", type=Path, required=True, metavar="DIR")
    rehearse.add_argument("--real-time", action="store_true", help="with the real voice and mixer")
    rehearse.add_argument("--settings", type=Path, metavar="FILE")
    rehearse.add_argument("--content", type=Path, metavar="DIR", help="another content folder")
    rehearse.set_defaults(run=_rehearse)


def _add_say(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    say = commands.add_parser("say", help="speak a text into a sound file")
    say.add_argument("text", metavar="TEXT")
    say.add_argument("--out", type=Path, required=True, metavar="FILE.wav")
    say.set_defaults(run=_say)


def _add_export_audio(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    export = commands.add_parser("export-audio", help="sections of the guide as sound files")
    export.add_argument("folder", type=Path, metavar="DIR")
    export.add_argument("--section", metavar="ID", help="this one alone, such as 2.3")
    export.set_defaults(run=_export_audio)


def _add_listen(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    listen = commands.add_parser("listen", help="what would be made of words in sound files")
    listen.add_argument("files", type=Path, nargs="+", metavar="FILE")
    where = listen.add_mutually_exclusive_group()
    where.add_argument(
        "--screen", default="home", metavar="ID", help="a list or section, by its id"
    )
    where.add_argument("--words", metavar="A,B,C", help="count only these words")
    listen.add_argument("--recognizer", metavar="NAME", help="personal, vosk or spotter alone")
    listen.add_argument(
        "--enroll", type=Path, metavar="DIR", help="a person's recordings, as DIR/WORD/*.wav"
    )
    listen.add_argument("--json", action="store_true", help="one object a line")
    listen.set_defaults(run=_listen)


def _add_models(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    models = commands.add_parser("models", help="look after the language models for listening")
    doings = models.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for name, run, meaning in (
        ("list", _models_list, "what is installed, and what could be"),
        ("verify", _models_verify, "look whether every file is as it was installed"),
    ):
        doing = doings.add_parser(name, help=meaning)
        doing.add_argument("--json", action="store_true", help="for a program to read")
        doing.set_defaults(run=run)
    install = doings.add_parser("install", help="fetch a model by its id, or take it from a file")
    install.add_argument("what", metavar="ID|FILE|FOLDER")
    install.set_defaults(run=_models_install)
    # For the program itself, where it is packed: loading a damaged model can end a process.
    probe = doings.add_parser("probe")
    probe.add_argument("library", type=Path)
    probe.add_argument("model", type=Path)
    probe.set_defaults(run=_models_probe)


def _add_content(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    content = commands.add_parser("content", help="look after the guide's text")
    content_commands = content.add_subparsers(title="commands", required=True, metavar="COMMAND")
    check = content_commands.add_parser("check", help="list every problem in the content")
    check.add_argument("folder", type=Path, nargs="?", metavar="DIR")
    check.set_defaults(run=_content_check)


def _add_import(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    documents = commands.add_parser("import", help="put a document of your own beside the guide")
    documents.add_argument("file", type=Path, metavar="FILE")
    documents.add_argument("--title", default="", metavar="TITLE", help="what it shall be called")
    documents.add_argument("--look", action="store_true", help="only show what it would become")
    documents.set_defaults(run=_import)


def _add_switch_test(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    test = commands.add_parser("switch-test", help="show each press, and what was filtered and why")
    test.add_argument("--sound", type=Path, metavar="FILE.wav", help="presses in a recording")
    test.add_argument("--room", type=Path, metavar="FILE.wav", help="its first 2 s are the room")
    test.add_argument("--json", action="store_true")
    test.set_defaults(run=_switch_test, usage=test)


def _add_care(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    for name, run, meaning in (
        ("backup", _backup, "keep settings, places, own words and own sections in one file"),
        ("restore", _restore, "put such a file in the place of what is there"),
    ):
        command = commands.add_parser(name, help=meaning)
        command.add_argument("file", type=Path, metavar="FILE")
        command.set_defaults(run=run)
    doctor = commands.add_parser("doctor", help="look everything over, and say what to do")
    doctor.add_argument("--json", action="store_true", help="for a program to read")
    doctor.add_argument("--tone", action="store_true", help="play a tone to hear")
    doctor.add_argument(
        "--report", type=Path, metavar="FILE", help="also write a file to send, nothing private"
    )
    doctor.set_defaults(run=_doctor)


def _add_setup(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    setup = commands.add_parser("setup", help="open the carer's page in the browser")
    setup.add_argument("--no-browser", action="store_true", help="only tell the address")
    setup.add_argument("--port", type=int, default=0, metavar="N", help="not any free port")
    setup.add_argument("--json", action="store_true", help="tell the address for a program to read")
    # For the program itself: the page ends with whoever started it.
    setup.add_argument("--beside", action="store_true", help=argparse.SUPPRESS)
    setup.set_defaults(run=_setup)


def _add_everyday(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    for name, usual, meaning in (
        ("autostart", "status", "start the program with the computer, or no more"),
        ("shortcut", "on", "put an icon that starts the program into the menu and on the desktop"),
    ):
        command = commands.add_parser(name, help=meaning)
        command.add_argument("what", nargs="?", choices=("on", "off", "status"), default=usual)
        command.set_defaults(run=_start_by_itself, name=name)
    update = commands.add_parser("update", help="put a newer version in the place of this one")
    which = update.add_mutually_exclusive_group(required=True)
    which.add_argument("file", type=Path, nargs="?", metavar="FILE.zip", help="or a folder")
    which.add_argument("--back", action="store_true", help="return to the version before")
    update.set_defaults(run=_update)
    uninstall = commands.add_parser(
        "uninstall", help="no start by itself, no icons; says what stays"
    )
    uninstall.add_argument("--everything", action="store_true", help="delete what stays, too")
    uninstall.add_argument("--yes", action="store_true", help="with --everything: do not ask")
    uninstall.set_defaults(run=_uninstall)


def _complain(text: str) -> int:
    print(text, file=sys.stderr)
    return FAILED


def _run(chosen: argparse.Namespace) -> int:
    from assistant.guardian import Signs, guarded

    if chosen.alone:
        return _live(chosen, Signs(), has_died=chosen.again)
    arguments = ["--terminal"] if chosen.terminal else []
    return guarded(lambda has_died, signs: _live(chosen, signs, has_died=has_died), arguments)


def _live(chosen: argparse.Namespace, signs: "Signs", *, has_died: bool) -> int:
    from assistant.guardian import dies_at_once

    dies_at_once()
    # Imported here so that the other commands do not wait for the window's libraries.
    from assistant.app import run_program

    folders = find_folders()
    with ExitStack() as held:
        try:
            held.enter_context(hold_instance_lock(folders))
        except AnotherCopyRuns as error:
            return _complain(str(error))
        except OSError as error:
            # Help must be callable also where nothing can be remembered.
            where, why = folders.lock.parent, error.strerror
            _complain(f"The folder {where} cannot be used ({why}). Changes may not be remembered.")
        else:
            _settle(folders)
        run_program(
            folders,
            content_root() / LANGUAGE,
            signs,
            terminal=chosen.terminal,
            has_died=has_died,
        )
    return OK


def _settle(folders: Folders) -> None:
    """What a power cut interrupted is finished or undone before anything is read."""
    from assistant.storage import restoring, switching
    from assistant.storage.disk import plain_reason
    from assistant.switches.keys import wrong_in

    try:
        restoring.settle(folders)
    except OSError as error:
        _complain(f"A backup could not be restored to the end. {plain_reason(error)}")
    try:
        switching.settle(folders, wrong_in)
    except switching.CouldNotSwitch as error:
        _complain(str(error))


def _rehearse(chosen: argparse.Namespace) -> int:
    from assistant.rehearsal.run import CannotRehearse, rehearse
    from assistant.rehearsal.script import BadScript

    try:
        rehearse(
            script=chosen.script,
            out=chosen.out,
            content=chosen.content or content_root() / LANGUAGE,
            settings_file=chosen.settings,
            is_real_time=chosen.real_time,
        )
    except BadScript as error:
        return _complain("\n".join(error.problems))
    except CannotRehearse as error:
        return _complain(str(error))
    except OSError as error:
        where = error.filename or chosen.out
        return _complain(f"{where} cannot be written ({error.strerror}). Choose another folder.")
    return OK


def _setup(chosen: argparse.Namespace) -> int:
    from assistant.carer.page.running import CannotOpen, Place, Wishes, run_page
    from assistant.switches.keys import wrong_in

    place = Place(
        folders=find_folders(),
        content=content_root() / LANGUAGE,
        models=models_root(),
        clash=wrong_in,
    )
    wishes = Wishes(
        port=chosen.port,
        opens_browser=not chosen.no_browser,
        as_json=chosen.json,
        is_beside=chosen.beside,
    )
    try:
        run_page(place, wishes)
    except CannotOpen as error:
        return _complain(str(error))
    except KeyboardInterrupt:
        print("The carer's page is closed.")
    return OK


def _say(chosen: argparse.Namespace) -> int:
    from assistant.speech.synthesizer import SynthesisFailed
    from assistant.speech.to_file import say_to_file

    stored = _stored_here()
    try:
        say_to_file(chosen.text, chosen.out, stored.wording.lexicon, stored.settings)
    except SynthesisFailed as error:
        return _complain(f"The text could not be spoken: {error}")
    except OSError as error:
        return _complain(f"{chosen.out} cannot be written ({error.strerror}).")
    return OK


def _export_audio(chosen: argparse.Namespace) -> int:
    from assistant.audio_export import NothingToExport, export_audio
    from assistant.speech.synthesizer import SynthesisFailed

    try:
        for one in export_audio(_stored_here(), chosen.folder, chosen.section):
            print(f"{one.file} ({one.lasts_ms // 1000} seconds)", flush=True)
    except NothingToExport as error:
        return _complain(str(error))
    except SynthesisFailed as error:
        return _complain(f"The text could not be spoken: {error}")
    except OSError as error:
        where = error.filename or chosen.folder
        return _complain(f"{where} cannot be written ({error.strerror}). Choose another folder.")
    return OK


def _listen(chosen: argparse.Namespace) -> int:
    from assistant.listening.contract import CannotListen
    from assistant.listening_to_files import NoSuchScreen, answers, phrases_on

    stored = _stored_here()
    try:
        phrases = (
            tuple(word.strip().lower() for word in chosen.words.split(",") if word.strip())
            if chosen.words
            else phrases_on(stored, chosen.screen)
        )
        is_well = True
        for answer in answers(stored, chosen.files, phrases, chosen.recognizer, chosen.enroll):
            is_well = is_well and not answer.problem
            if answer.problem:
                _complain(answer.problem)
            else:
                print(answer.as_json() if chosen.json else answer.in_words(), flush=True)
    except (CannotListen, NoSuchScreen) as error:
        return _complain(str(error))
    return OK if is_well else FAILED


def _stored_here() -> "Stored":
    from assistant.stored import open_stored

    return open_stored(find_folders(), content_root() / LANGUAGE)


def _models_list(chosen: argparse.Namespace) -> int:
    from assistant.listening.models_command import list_models

    manifest = models_root() / "manifest.toml"
    return list_models(manifest, find_folders().models, as_json=chosen.json)


def _models_install(chosen: argparse.Namespace) -> int:
    from assistant.listening.models_command import install_model

    return install_model(models_root() / "manifest.toml", find_folders().models, chosen.what)


def _models_verify(chosen: argparse.Namespace) -> int:
    from assistant.listening.models_command import verify_models

    return verify_models(find_folders().models, as_json=chosen.json)


def _models_probe(chosen: argparse.Namespace) -> int:
    from assistant.listening.vosk_library import VoskFailed, probe

    try:
        probe(chosen.library, chosen.model)
    except VoskFailed as error:
        return _complain(str(error))
    return OK


def _switch_test(chosen: argparse.Namespace) -> int:
    if chosen.sound is None:
        if chosen.room is not None:
            chosen.usage.error("--room goes with --sound")
        return _try_switch(chosen)
    from assistant.listening.contract import CannotListen
    from assistant.listening.sound_files import read_sound
    from assistant.switches.sound_test import found_in, report, with_sound

    try:
        sound = read_sound(chosen.sound)
        room = None if chosen.room is None else read_sound(chosen.room)
    except CannotListen as error:
        return _complain(str(error))
    found = found_in(sound, room, with_sound(_stored_here().settings))
    print(report(str(chosen.sound), found, as_json=chosen.json))
    return OK


def _try_switch(chosen: argparse.Namespace) -> int:
    from assistant.app import Clock, open_terminal
    from assistant.stored import open_stored
    from assistant.switch_test import try_switch

    stored = open_stored(find_folders(), content_root() / LANGUAGE)
    clock = Clock()
    face = open_terminal(stored.settings, clock, stored.wording.words)
    try:
        tried = try_switch(face, clock, stored.settings, stored.wording.words)
    finally:
        face.close()
    if chosen.json:
        from assistant.switches.sound_test import found_of, report

        print(report(None, found_of(tried), as_json=True))
    return OK


def _doctor(chosen: argparse.Namespace) -> int:
    from assistant.carer.doctor.doctor_command import run_doctor
    from assistant.carer.doctor.subject import Subject

    subject = Subject(
        folders=find_folders(), content=content_root() / LANGUAGE, is_tone_wanted=chosen.tone
    )
    return run_doctor(subject, _version(), as_json=chosen.json, report=chosen.report)


def _backup(chosen: argparse.Namespace) -> int:
    from assistant.carer.backup import CannotBackUp, make_backup, note_made

    folders, now = find_folders(), datetime.now().astimezone()
    try:
        backup = make_backup(folders, chosen.file, _version(), now)
    except CannotBackUp as error:
        return _complain(str(error))
    note_made(folders, now)
    print(f"Everything of your own is in {backup.file}. Keep it on another disk than this one.")
    left_out = [f"{name} is not in it: a backup cannot hold it." for name in backup.left_out]
    for note in (*backup.notes, *left_out):
        print(note)
    return OK


def _restore(chosen: argparse.Namespace) -> int:
    from assistant.carer.backup_file import CannotRestore
    from assistant.carer.restore import restore_backup

    try:
        restored = restore_backup(
            find_folders(), chosen.file, _version(), datetime.now().astimezone()
        )
    except CannotRestore as error:
        return _complain(str(error))
    made = restored.manifest.made
    print(f"Everything is as it was on {made:%Y-%m-%d} at {made:%H:%M}. Start the program now.")
    if restored.before is not None:
        print(f"What was there before is in {restored.before} and can be restored the same way.")
    return OK


def _content_check(chosen: argparse.Namespace) -> int:
    from assistant.storage.check import check_content

    folder = chosen.folder or content_root() / LANGUAGE
    if folder.resolve().is_relative_to(find_folders().own.resolve()):
        return _own_check(folder)
    problems = check_content(folder, date.today())  # noqa: DTZ011 - a local calendar day is meant
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        return _complain(f"{len(problems)} problem{'s' if len(problems) > 1 else ''} in {folder}.")
    print(f"No problems in {folder}.")
    return OK


def _own_check(folder: Path) -> int:
    from assistant.storage.own_check import check_own

    found = check_own(folder, _stored_here().wording)
    for advice in found.advice:
        print(advice)
    for problem in found.problems:
        print(problem, file=sys.stderr)
    if found.problems:
        count = len(found.problems)
        return _complain(f"{count} problem{'s' if count > 1 else ''} in {folder}.")
    told = "All of it can be read; above is what would be easier to hear." if found.advice else ""
    print(told or f"No problems in {folder}.")
    return OK


def _import(chosen: argparse.Namespace) -> int:
    from assistant.carer.documents import CannotRead, NotDone, add, look
    from assistant.carer.documents.telling import in_words

    file: Path = chosen.file
    try:
        draft = look(file, title=chosen.title)
        _print(in_words(draft))
        if chosen.look:
            print("Nothing was added. To add it, leave out --look.")
            return OK
        kept = add(draft, find_folders())
    except (CannotRead, NotDone) as error:
        why = str(error)
        return _complain(why if file.name in why else f"{file.name}: {why}")
    words = _stored_here().wording.words
    _print(f"It is added. In the menu: {words('home.title')} › {words('home.own')} › {kept.title}.")
    print(f"Its text is in {kept.path}, where you can change it.")
    return OK


def _start_by_itself(chosen: argparse.Namespace) -> int:
    from assistant.carer.starting import CannotChange, icons, with_the_computer

    start = with_the_computer() if chosen.name == "autostart" else icons()
    try:
        changed = {"on": start.turn_on, "off": start.turn_off}.get(chosen.what, tuple)()
    except CannotChange as error:
        return _complain(str(error))
    standing = start.standing()
    _print(standing.text)
    for file in changed:
        _print(f"{'Written' if chosen.what == 'on' else 'Taken away'}: {file}")
    return OK if standing.is_well else FAILED


def _update(chosen: argparse.Namespace) -> int:
    from assistant.carer.updating import CannotUpdate, go_back, update

    program = content_root().parent
    folders, now = find_folders(), datetime.now().astimezone()
    print("This takes a moment. Do not switch the computer off.", file=sys.stderr, flush=True)
    try:
        if chosen.back:
            updated = go_back(program, folders, now)
        else:
            updated = update(program, chosen.file, folders, now)
    except CannotUpdate as error:
        return _complain(str(error))
    _print(f"Version {updated.version} is in place. Start the program as usual.")
    if updated.kept_aside is not None:
        _print(f"Files that were added or changed in the program's folder: {updated.kept_aside}")
        for name in updated.files:
            _print(f"   {name}")
    if not chosen.back:
        _print("The version before is kept. To return to it: update --back")
    return OK


def _uninstall(chosen: argparse.Namespace) -> int:
    from assistant.carer.uninstall_command import uninstall

    return uninstall(find_folders(), wants_everything=chosen.everything, is_sure=chosen.yes)


def _print(text: str) -> None:
    """A document may have letters that a terminal has not."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, errors="replace").decode(encoding))
