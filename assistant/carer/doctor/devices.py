"""Looks at what is plugged in, each in a process of its own: screen, sound, microphone, switches.

Must not know words: what is heard while the microphone is tried is measured and thrown away.
"""

import time
from typing import Final

from assistant.carer.doctor.finding import Seen, fine, note, wrong
from assistant.carer.doctor.subject import Subject
from assistant.core.settings import Settings, plain_name
from assistant.core.units import Millis
from assistant.storage.folders import is_running

_BLIND_SOUND: Final = frozenset({"dummy", "disk"})
"""What SDL plays into where nobody can hear it. It never takes these by itself."""
_SILENCE_MS: Final[Millis] = 150
_PLAYS_WITHIN_S: Final = 5.0
_TONE_MS: Final[Millis] = 700
_TONE_PERCENT: Final = 60
_LISTENS_S: Final = 1.5
_HEARS_WITHIN_S: Final = 4.0
_LOOK_AGAIN_S: Final = 0.05


# --- the screen ------------------------------------------------------------------------------


def display(_subject: Subject) -> Seen:
    """Whether a window could be opened; opens none."""
    from assistant.view.window import BLIND_DRIVERS, NoDisplay, start_display  # noqa: PLC0415

    try:
        start_display()
    except NoDisplay as error:
        return wrong("none", why=str(error))
    import pygame  # noqa: PLC0415 - only the process of this look needs it

    driver = pygame.display.get_driver()
    width, height = pygame.display.get_desktop_sizes()[0]
    if driver in BLIND_DRIVERS:
        return wrong("unseen", driver=driver)
    return fine(width=width, height=height)


# --- sound -----------------------------------------------------------------------------------


def sound(subject: Subject) -> Seen:
    """Whether a loudspeaker takes sound: silence, or a tone where somebody asked for one."""
    from assistant.speech.player import NoSoundDevice, open_player  # noqa: PLC0415
    from assistant.speech.sound import silence  # noqa: PLC0415
    from assistant.speech.tones import hold_tone  # noqa: PLC0415

    try:
        player = open_player()
        is_tone = subject.is_tone_wanted
        player.play(hold_tone(_TONE_MS) if is_tone else silence(_SILENCE_MS), _TONE_PERCENT)
        until_s = time.monotonic() + _PLAYS_WITHIN_S
        while (is_stuck := player.is_playing()) and time.monotonic() < until_s:
            time.sleep(_LOOK_AGAIN_S)
        names, driver = _loudspeakers()
    except NoSoundDevice as error:
        names, _ = _loudspeakers()
        if names and is_running(subject.folders):
            return note("in_use")
        return wrong("none", why=str(error))
    return judged_sound(names, driver, is_stuck=is_stuck, is_tone=is_tone)


def judged_sound(
    names: tuple[str, ...], driver: str, *, is_stuck: bool, is_tone: bool = False
) -> Seen:
    """What is to be said of a loudspeaker that opened."""
    if driver in _BLIND_SOUND:
        return wrong("unheard", driver=driver)
    # The computer's usual one comes first; nobody tells which one SDL took.
    device = names[0] if names else driver
    if is_stuck:
        return wrong("stuck", device=device)
    return fine("tone" if is_tone else "fine", device=device)


def _loudspeakers() -> tuple[tuple[str, ...], str]:
    import pygame  # noqa: PLC0415
    from pygame._sdl2 import audio, sdl2  # noqa: PLC0415

    try:
        if not pygame.mixer.get_init():
            sdl2.init_subsystem(sdl2.INIT_AUDIO)
        names = tuple(audio.get_audio_device_names(False))  # noqa: FBT003 - SDL's "is capture"
        return names, pygame.mixer.get_driver() if pygame.mixer.get_init() else ""
    except (pygame.error, sdl2.error):
        return (), ""


# --- microphone ------------------------------------------------------------------------------


def microphone(subject: Subject) -> Seen:
    """Whether a microphone gives sound, and how loud. It is not opened where it is switched off."""
    settings = subject.settings()
    if not (settings.listening.is_on or settings.switch.sound != "off"):
        return note("off")
    # Here, because it brings numpy, which may be absent.
    from assistant.carer.doctor.microphone import heard_by_microphone  # noqa: PLC0415

    seen = heard_by_microphone(settings.listening.microphone, _LISTENS_S, _HEARS_WITHIN_S)
    if seen.state == "not_open" and is_running(subject.folders):
        return note("in_use")
    return seen


# --- switches --------------------------------------------------------------------------------


def switches(subject: Subject) -> Seen:
    """Which contacts are the switch, and which gamepads are there."""
    pads, why = _gamepads()
    return judged_switches(subject.settings(), pads, why)


def judged_switches(settings: Settings, pads: tuple[str, ...], why: str = "") -> Seen:
    """The same, for these gamepads; ``why`` they cannot be used, if so."""
    switch = settings.switch
    movers = switch.move_keys if settings.scan.method == "two-switch" else ()
    wants_pad = switch.gamepad and any(plain_name(name).startswith("gamepad-") for name in movers)
    named = ", ".join(_contacts(settings))
    if wants_pad and not pads:
        return wrong("no_gamepad", contacts=named)
    if why and switch.gamepad:
        return note("gamepads_unusable", contacts=named, why=why)
    if not pads:
        return fine(contacts=named)
    return fine("with_gamepad", contacts=named, gamepads=", ".join(pads))


def _contacts(settings: Settings) -> tuple[str, ...]:
    switch = settings.switch
    keys = ("any key",) if "any" in map(plain_name, switch.keys) else switch.keys
    movers = switch.move_keys if settings.scan.method == "two-switch" else ()
    return tuple(
        dict.fromkeys(
            (
                *keys,
                *movers,
                *(f"{button} mouse button" for button in switch.mouse),
                *(("touch",) if switch.touch else ()),
                *(("gamepad",) if switch.gamepad else ()),
                *((f"sound ({switch.sound})",) if switch.sound != "off" else ()),
            )
        )
    )


def _gamepads() -> tuple[tuple[str, ...], str]:
    import pygame  # noqa: PLC0415

    from assistant.switches.gamepads import NoGamepads, start  # noqa: PLC0415

    try:
        start()
        count = pygame.joystick.get_count()
        return tuple(pygame.joystick.Joystick(number).get_name() for number in range(count)), ""
    except (NoGamepads, pygame.error) as error:
        return (), str(error)
