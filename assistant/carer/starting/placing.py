"""Which files start the program on this system. Pure but for asking where the desktop is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

from assistant.carer.starting.entries import LABEL, NAME, Kind

_PROGRAMS: Final = Path("Microsoft", "Windows", "Start Menu", "Programs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One file that starts the program."""

    file: Path
    kind: Kind
    is_made_executable: bool = False
    needs_folder: bool = False
    """Whether it is left out where its folder is not there: not everybody has a desktop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """What the places of entries follow from."""

    platform: str
    environment: Mapping[str, str]
    home: Path
    desktop: Callable[[], Path] = platformdirs.user_desktop_path


def autostart_files(system: System) -> tuple[Placed, ...]:
    """What makes the system start it when somebody logs in."""
    if system.platform == "win32":
        folder = _roaming(system) / _PROGRAMS / "Startup"
        return (Placed(file=folder / f"{NAME}.cmd", kind="windows command"),)
    if system.platform == "darwin":
        agents = system.home / "Library" / "LaunchAgents"
        return (Placed(file=agents / f"{LABEL}.plist", kind="launch agent"),)
    folder = _xdg(system, "XDG_CONFIG_HOME", ".config") / "autostart"
    return (Placed(file=folder / f"{LABEL}.desktop", kind="desktop entry"),)


def icon_files(system: System) -> tuple[Placed, ...]:
    """What somebody can click: in the menu, where there is one, and on the desktop."""
    desktop = system.desktop()
    if system.platform == "win32":
        menu = _roaming(system) / _PROGRAMS
        return (
            Placed(file=menu / f"{NAME}.cmd", kind="windows command"),
            Placed(file=desktop / f"{NAME}.cmd", kind="windows command", needs_folder=True),
        )
    if system.platform == "darwin":
        file = desktop / f"{NAME}.command"
        return (Placed(file=file, kind="macos command", is_made_executable=True),)
    menu = _xdg(system, "XDG_DATA_HOME", ".local/share") / "applications"
    on_desktop = Placed(
        file=desktop / f"{LABEL}.desktop",
        kind="desktop entry",
        is_made_executable=True,
        needs_folder=True,
    )
    return (Placed(file=menu / f"{LABEL}.desktop", kind="desktop entry"), on_desktop)


def _xdg(system: System, name: str, usual: str) -> Path:
    # The specification: what is not a whole path does not count.
    given = system.environment.get(name, "")
    return Path(given) if Path(given).is_absolute() else system.home / usual


def _roaming(system: System) -> Path:
    return Path(system.environment.get("APPDATA") or system.home / "AppData" / "Roaming")
