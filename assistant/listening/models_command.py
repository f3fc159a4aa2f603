"""The words of ``als-assistant models list|install|verify``. Must not know how models are got.

Each function prints and gives back the exit code: 0 is well, 1 is a failure told in one line on
the error stream.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TextIO

from assistant.listening.model_install import (
    Surroundings,
    install_from_file,
    install_from_folder,
    install_from_web,
)
from assistant.listening.models import (
    CannotInstall,
    Finding,
    InstalledModel,
    Model,
    check,
    installed_models,
    read_manifest,
)

_OK: Final = 0
_FAILED: Final = 1
_BAR: Final = 30
_REDRAW_S: Final = 0.1
_STEP_PERCENT: Final = 10


class ProgressLine:
    """One line that is drawn over again in a terminal; elsewhere a line for each 10 %."""

    def __init__(self, out: TextIO, now_s: Callable[[], float] = time.monotonic) -> None:
        """Nothing is shown yet."""
        self._out = out
        self._now_s = now_s
        self._is_terminal = out.isatty()
        self._drawn_at_s = float("-inf")
        self._told_percent = -1
        self._is_open = False

    def show(self, done: int, size: int) -> None:
        """So many bytes of so many are here."""
        percent = 100 * done // size if size else 100
        if self._is_terminal:
            self._draw(percent, done, size)
        elif percent // _STEP_PERCENT > self._told_percent // _STEP_PERCENT:
            self._told_percent = percent
            _say(self._out, f"{percent} % of {_mb(size)}")

    def _draw(self, percent: int, done: int, size: int) -> None:
        is_last = done >= size
        if not is_last and self._now_s() - self._drawn_at_s < _REDRAW_S:
            return
        self._drawn_at_s = self._now_s()
        bar = ("#" * (_BAR * percent // 100)).ljust(_BAR, ".")
        self._out.write(f"\r{percent:3d} % [{bar}] {_mb(done)} of {_mb(size)} ")
        self._is_open = not is_last
        self._out.write("\n" if is_last else "")
        self._out.flush()

    def end(self) -> None:
        """Whatever comes next begins on a line of its own."""
        if self._is_open:
            self._is_open = False
            _say(self._out, "")


def list_models(
    manifest: Path,
    models: Path,
    *,
    as_json: bool = False,
    out: TextIO | None = None,
    err: TextIO | None = None,
) -> int:
    """What is installed below ``models``, and what else could be."""
    try:
        known = read_manifest(manifest)
    except CannotInstall as error:
        return _complain(err, error)
    here = installed_models(models)
    ids = {model.id for model in here}
    missing = [model for model in known if model.id not in ids]
    if as_json:
        _say_json(
            out,
            {
                "folder": str(models),
                "installed": [_installed_json(model) for model in here],
                "available": [_available_json(model) for model in missing],
            },
        )
        return _OK
    _say(out, f"Installed in {models}:" if here else f"No model is installed in {models}.")
    for model in here:
        checked = "" if model.is_known else ", origin not checked"
        _say(
            out,
            f"  {model.id}: {model.name} ({model.language or 'language unknown'}), "
            f"{_mb(model.size_bytes)}, licence {model.licence}{checked}",
        )
    if missing:
        _say(out, "Could be installed with: als-assistant models install ID")
    for offered in missing:
        _say(
            out,
            f"  {offered.id}: {offered.name} ({offered.language}), {_mb(offered.size_bytes)} to "
            f"fetch, at most {_mb(offered.unpacked_bytes_at_most)} on the disk, "
            f"licence {offered.licence}",
        )
    return _OK


def install_model(  # noqa: PLR0913 - each is one choice of the person who calls
    manifest: Path,
    models: Path,
    what: str,
    *,
    around: Surroundings | None = None,
    out: TextIO | None = None,
    err: TextIO | None = None,
) -> int:
    """Install by the id of the manifest, or from the path of a zip file or a folder."""
    line = ProgressLine(out or sys.stdout)
    around = around or Surroundings(progress=line.show, say=lambda step: _say(out, step))
    try:
        installed = _install(read_manifest(manifest), models, what, around, out)
    except CannotInstall as error:
        line.end()
        return _complain(err, error)
    except KeyboardInterrupt:
        line.end()
        raise
    _say(out, f"{installed.name} is installed. The assistant uses it from its next start.")
    if not installed.is_known:
        _say(
            out,
            "It was not checked against the list of known models, so use it only if you trust "
            "where it comes from.",
        )
    return _OK


def _install(
    known: tuple[Model, ...], models: Path, what: str, around: Surroundings, out: TextIO | None
) -> InstalledModel:
    for model in known:
        if what == model.id:
            _say(out, f"Fetching {model.name} from {model.url}, licence {model.licence}.")
            return install_from_web(model, models, around)
    source = Path(what).expanduser()
    if source.is_dir():
        return install_from_folder(source, known, models, around)
    if source.is_file():
        return install_from_file(source, known, models, around)
    ids = ", ".join(model.id for model in known)
    message = f"{what} is no model that this program knows ({ids}), and no file or folder here."
    raise CannotInstall(message)


def verify_models(
    models: Path, *, as_json: bool = False, out: TextIO | None = None, err: TextIO | None = None
) -> int:
    """Hash every file of every installed model again; 1 where one is not as it was."""
    findings = [check(model) for model in installed_models(models)]
    if as_json:
        _say_json(out, {"folder": str(models), "models": [_finding_json(one) for one in findings]})
    else:
        _tell(findings, models, out)
    damaged = [finding.model for finding in findings if finding.faults]
    if damaged:
        return _complain(err, f"Install again: {', '.join(damaged)}.")
    return _OK


def _tell(findings: list[Finding], models: Path, out: TextIO | None) -> None:
    if not findings:
        _say(out, f"No model is installed in {models}.")
    for finding in findings:
        _say(out, f"{finding.model}: {finding.condition}")
        for fault in finding.faults:
            _say(out, f"  {fault}")


def _installed_json(model: InstalledModel) -> dict[str, object]:
    return {
        "id": model.id,
        "kind": model.kind,
        "name": model.name,
        "language": model.language,
        "licence": model.licence,
        "size_bytes": model.size_bytes,
        "source": model.source,
        "is_known": model.is_known,
        "folder": str(model.folder),
    }


def _available_json(model: Model) -> dict[str, object]:
    return {
        "id": model.id,
        "kind": model.kind,
        "name": model.name,
        "language": model.language,
        "licence": model.licence,
        "size_bytes": model.size_bytes,
        "unpacked_bytes_at_most": model.unpacked_bytes_at_most,
        "url": model.url,
        "sha256": model.sha256,
    }


def _finding_json(finding: Finding) -> dict[str, object]:
    return {
        "id": finding.model,
        "condition": finding.condition,
        "faults": list(finding.faults),
    }


def _mb(size_bytes: int) -> str:
    return f"{size_bytes / 1_000_000:.1f} MB"


def _say(out: TextIO | None, text: str) -> None:
    stream = out or sys.stdout
    stream.write(text + "\n")
    stream.flush()


def _say_json(out: TextIO | None, value: object) -> None:
    _say(out, json.dumps(value, ensure_ascii=False))


def _complain(err: TextIO | None, why: object) -> int:
    _say(err or sys.stderr, str(why))
    return _FAILED
