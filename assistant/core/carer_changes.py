"""What a carer changes beside the running program. Must not know where or how it was changed."""

from dataclasses import replace

from assistant.core import pressing
from assistant.core.browsing import enter
from assistant.core.effects import ApplySettings, Effect, SaveProfiles, SaveSettings
from assistant.core.profiles import Profiles, switched, tempo_of
from assistant.core.saying import tell
from assistant.core.settings import Settings, carried_over, with_value
from assistant.core.state import AppState, Browsing, Step, then


def settings_changed(state: AppState, settings: Settings) -> Step:
    """These hold from now on. A list begins anew, so that no press falls between two paces."""
    before = state.settings
    if settings == before:
        return state, ()
    kept: tuple[Effect, ...] = (ApplySettings(settings=settings),)
    if settings.profile != before.profile:
        settings, profiles = _with_profile(state, settings)
        if profiles != state.profiles:
            kept = (
                SaveProfiles(profiles=profiles, settings=settings),
                SaveSettings(settings=settings),
            )
            state = replace(state, profiles=profiles)
    snapshot = state.before_press
    if snapshot is not None:
        # A call takes back what its press changed, and not what the carer did meanwhile.
        joined = carried_over(snapshot.settings, before, settings)
        snapshot = replace(snapshot, settings=joined, before_trial=None)
    # What a carer sets is no trial.
    state = replace(state, settings=settings, before_trial=None, before_press=snapshot)
    step: Step = (state, kept)
    text = state.words("settings.changed_by_carer")
    step = then(step, lambda now: tell(now, "settings changed", text, lasting=False))
    same = (before.scan, before.switch, before.speech) == (
        settings.scan,
        settings.switch,
        settings.speech,
    )
    if same or state.alarm.is_calling or not isinstance(state.mode, Browsing):
        return step
    return then(step, lambda now: enter(pressing.forget(replace(now, target=None)), ""))


def _with_profile(state: AppState, settings: Settings) -> tuple[Settings, Profiles]:
    """What holds where another profile is named, and all other profiles with it."""
    before, to = state.settings, settings.profile
    if to in state.profiles or tempo_of(settings) == tempo_of(before):
        # Only its name was written: what belongs to it comes with it, as from the menu.
        return switched(with_value(settings, "profile", before.profile), state.profiles, to)
    if before.profile in state.profiles:
        return settings, state.profiles  # all of it was written, the other profiles first
    return settings, {**state.profiles, before.profile: tempo_of(before)}


def profiles_changed(state: AppState, profiles: Profiles) -> Step:
    """A carer changed profiles that are not in use."""
    return replace(state, profiles=profiles), ()
