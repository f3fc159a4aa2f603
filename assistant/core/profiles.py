"""Profiles: one pace for the morning and another for the evening. Must not know who changes them.

A profile is the tempo settings as they were left when it was last in use. Whatever is changed
while a profile is in use belongs to it. One that was never used begins as a copy of what holds
now, "slower" as a slower one.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias, get_args

from assistant.core.settings import (
    ProfileName,
    Settings,
    clash_in,
    entries,
    value_of,
    with_value,
)

TEMPO: Final = (
    "scan.groups",
    "scan.interval_ms",
    "scan.first_item_extra_ms",
    "scan.rest_ms",
    "scan.loops",
    "scan.dwell_ms",
    "switch.choose_on",
    "switch.acceptance_ms",
    "switch.bounce_guard_ms",
    "switch.lockout_ms",
    "speech.rate_wpm",
    "speech.cue_rate_wpm",
)
"""The settings that a profile holds."""

Values: TypeAlias = Mapping[str, int | str | bool]
"""Settings by their paths."""

Profiles: TypeAlias = Mapping[str, Values]
"""The profiles that are not in use, as they were left; by name."""

_SLOWER: Final = {
    "scan.interval_ms": 1.4,
    "scan.first_item_extra_ms": 1.4,
    "scan.dwell_ms": 1.4,
    "switch.lockout_ms": 1.2,
    "speech.rate_wpm": 0.9,
    "speech.cue_rate_wpm": 0.9,
}
"""What "slower" multiplies, the first time."""

_ENTRIES: Final = {entry.path: entry for entry in entries()}


NAMES: Final[tuple[ProfileName, ...]] = get_args(ProfileName)


def profile_named(name: str) -> ProfileName:
    """The profile with this name; the usual one, where there is none."""
    return next((known for known in NAMES if known == name), "usual")


def tempo_of(settings: Settings) -> Values:
    """The tempo settings that hold now."""
    return {path: value_of(settings, path) for path in TEMPO}


def slowed(settings: Settings) -> Values:
    """The same, slower, inside their ranges."""
    values = dict(tempo_of(settings))
    for path, factor in _SLOWER.items():
        entry = _ENTRIES[path]
        wanted = round(int(value_of(settings, path)) * factor / 10) * 10
        values[path] = max(entry.low or 0, min(entry.high or wanted, wanted))
    return values


def switched(settings: Settings, profiles: Profiles, to: ProfileName) -> tuple[Settings, Profiles]:
    """Into another profile: the settings that hold then, and all profiles as they were left."""
    kept = {**profiles, settings.profile: tempo_of(settings)}
    fresh = slowed(settings) if to == "slower" else tempo_of(settings)
    settings = _with_tempo(settings, kept.pop(to, fresh))
    return with_value(settings, "profile", to), kept


def adopted(settings: Settings, profiles: Profiles) -> tuple[Settings, Profiles]:
    """Settings and profiles as they belong together, where a carer wrote only a profile's name.

    The profile in use is never among the others; where it is, its values were not taken over yet.
    """
    if settings.profile not in profiles:
        return settings, profiles
    before = next((name for name in NAMES if name not in profiles), None)
    kept = {**profiles, before: tempo_of(settings)} if before else dict(profiles)
    return _with_tempo(settings, kept.pop(settings.profile)), kept


def _with_tempo(settings: Settings, values: Values) -> Settings:
    for path, value in values.items():
        changed = with_value(settings, path, value)
        # What no longer fits the other settings stays as it is: somebody must be able to choose.
        if clash_in(changed) is None:
            settings = changed
    return settings
