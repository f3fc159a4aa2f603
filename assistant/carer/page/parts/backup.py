"""Backup and restore on the page. Must not know what is in a backup, nor how one is put in place.

A restore is looked at first and asked about. It needs the program to be closed: the page says so
before anybody chooses a file, and the lock of the program decides in the end.
"""

from datetime import datetime
from pathlib import Path
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from assistant.carer.backup import Backup, CannotBackUp, last_made, make_backup, note_made
from assistant.carer.backup_file import CannotRestore, Manifest, read_backup
from assistant.carer.doctor.subject import Around
from assistant.carer.page.answers import REFUSED, file_to_keep
from assistant.carer.page.desk import Desk, Part, tell
from assistant.carer.restore import restore_backup
from assistant.storage.disk import plain_reason
from assistant.storage.folders import is_running

UPLOAD_BYTES: Final = 400_000_000
_KIND: Final = "backup"
_MADE: Final = "made-backup"
_FILES: Final = {
    "settings.toml": "settings",
    "profiles.toml": "profiles",
    "commands.toml": "commands",
    "bedside-card.toml": "card",
    "places.db": "places",
    "pressing.json": "pressing",
}
"""What a backup may hold once, and its words."""


def part(desk: Desk) -> Part:
    """The part that keeps everything safe."""
    own = _BackupPages(desk)
    pages = Blueprint("backup", __name__, url_prefix="/backup")
    pages.add_url_rule("", "overview", own.overview)
    pages.add_url_rule("/download", "download", own.download, methods=["POST"])
    pages.add_url_rule("/keep", "keep", own.keep, methods=["POST"])
    pages.add_url_rule("/look", "look", own.look, methods=["POST"])
    pages.add_url_rule("/kept", "look_at_kept", own.look_at_kept, methods=["POST"])
    pages.add_url_rule("/restore/<secret>", "ask", own.ask)
    pages.add_url_rule("/restore/<secret>", "restore", own.restore, methods=["POST"])
    most = {"/backup/look": UPLOAD_BYTES}
    return Part(name="backup", start="backup.overview", blueprint=pages, most_bytes=most)


class _BackupPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def overview(self) -> str:
        """When a backup was made last, and what can be done."""
        return self._overview({})

    def _overview(self, faults: dict[str, str], folder: str = "") -> str:
        made = last_made(self._desk.folders)
        return render_template(
            "backup.html",
            made=f"{made.astimezone():%Y-%m-%d %H:%M}" if made else "",
            faults=faults,
            folder=folder,
            kept=[file.name for file in self._kept()],
            **self._running(),
        )

    def _running(self) -> dict[str, object]:
        """Whether the program is open, and what is to be done about it."""
        try:
            is_open = is_running(self._desk.folders)
        except OSError:
            is_open = False  # a restore that is begun finds out
        command = Around().command
        return {"is_open": is_open, "is_beside": self._desk.is_beside, "command": command}

    def _kept(self) -> list[Path]:
        """What was there before each restore, the newest first."""
        return sorted(self._desk.folders.backups.glob("*.zip"), reverse=True)

    # --- making one ----------------------------------------------------------------------

    def download(self) -> str | Response | tuple[str, int]:
        """A backup that the browser keeps."""
        try:
            made = self._make(self._desk.uploads.new_folder(_MADE))
            return file_to_keep(made.file)
        except CannotBackUp as error:
            return self._overview({"download": str(error)}), REFUSED
        except OSError as error:
            return self._overview({"download": plain_reason(error)}), REFUSED

    def keep(self) -> str | Response | tuple[str, int]:
        """A backup in a folder that the carer names."""
        typed = request.form.get("folder", "").strip()
        try:
            made = self._make(self._folder(typed))
        except CannotBackUp as error:
            return self._overview({"folder": str(error)}, typed), REFUSED
        tell(self._desk.words("backup.made", file=made.file))
        return redirect(url_for("backup.overview"), 303)

    def _folder(self, typed: str) -> Path:
        try:
            folder = Path(typed).expanduser()
            if folder.is_absolute() and folder.is_dir():
                return folder
        except (OSError, RuntimeError, ValueError):
            pass  # nobody has such a home, or such a name
        raise CannotBackUp(self._desk.words("backup.no_folder"))

    def _make(self, folder: Path) -> Backup:
        desk, now = self._desk, datetime.now().astimezone()
        with desk.files:
            made = make_backup(desk.folders, folder, desk.version, now)
        note_made(desk.folders, now)
        for note in made.notes:
            tell(note)
        for name in made.left_out:
            tell(desk.words("backup.left_out", name=name))
        return made

    # --- restoring one -------------------------------------------------------------------

    def look(self) -> str | Response | tuple[str, int]:
        """Take a file and look at it; what is no backup is thrown away at once."""
        sent, uploads = request.files.get("file"), self._desk.uploads
        if sent is None or not sent.filename:
            return self._overview({"file": self._desk.words("backup.no_file")}), REFUSED
        try:
            secret = uploads.take(_KIND, sent)
            self._manifest(secret)
        except CannotRestore as error:
            uploads.clear(_KIND)
            return self._overview({"file": str(error)}), REFUSED
        except OSError as error:
            uploads.clear(_KIND)
            return self._overview({"file": plain_reason(error)}), REFUSED
        return redirect(url_for("backup.ask", secret=secret), 303)

    def look_at_kept(self) -> Response:
        """The same for what was kept before a restore; only what the list names."""
        name = request.form.get("name", "")
        if name not in [file.name for file in self._kept()]:
            raise NotFound
        return redirect(url_for("backup.ask", secret=name), 303)

    def _file(self, secret: str) -> Path:
        kept = [file for file in self._kept() if file.name == secret]
        file = kept[0] if kept else self._desk.uploads.found(_KIND, secret)
        if file is None:
            raise NotFound
        return file

    def _manifest(self, secret: str) -> Manifest:
        return read_backup(self._file(secret), self._desk.version)

    def ask(self, secret: str) -> str | Response:
        """What is in it, and the question."""
        try:
            manifest = self._manifest(secret)
        except CannotRestore as error:
            tell(str(error))
            return redirect(url_for("backup.overview"), 303)
        names = {file.path for file in manifest.files}
        return render_template(
            "backup_restore.html",
            secret=secret,
            when=f"{manifest.made:%Y-%m-%d %H:%M}",
            files=[words for name, words in _FILES.items() if name in names],
            manifest=manifest,
            **self._running(),
        )

    def restore(self, secret: str) -> Response:
        """Put it in place. Whatever the answer is, it is told in full."""
        desk, file = self._desk, self._file(secret)
        if request.form.get("do") != "restore":
            desk.uploads.clear(_KIND)
            tell(desk.words("backup.left"))
            return redirect(url_for("backup.overview"), 303)
        now = datetime.now().astimezone()
        try:
            with desk.files:
                restored = restore_backup(desk.folders, file, desk.version, now)
        except CannotRestore as error:
            tell(str(error))
            return redirect(url_for("backup.ask", secret=secret), 303)
        desk.uploads.clear(_KIND)
        tell(desk.words("backup.restored", when=f"{restored.manifest.made:%Y-%m-%d %H:%M}"))
        if restored.before is not None:
            tell(desk.words("backup.before", file=restored.before))
        return redirect(url_for("backup.overview"), 303)
