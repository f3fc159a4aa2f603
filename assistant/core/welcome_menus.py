"""The first steps, as lists: where one lives, the voice, the switch, words, the call for help.

Must not know what follows on a choice. Ids: "welcome/STEP". Each list can be left for later by its
last choice; the next start goes on there.
"""

from typing import Final, get_args

from assistant.core.menu import Change, Command, Item, Menu, OpenMenu, Sight, item_of
from assistant.core.settings import Region, WelcomeStep
from assistant.core.settings_menus import nudged
from assistant.core.words import Words

STEPS: Final[tuple[WelcomeStep, ...]] = ("start", "region", "voice", "switch", "words", "help")
"""In their order. The first asks whether to begin at all."""


def welcome_menu(menu_id: str, sight: Sight) -> Menu | None:
    """The list with this id; None where it is none of these."""
    head, _, name = menu_id.partition("/")
    step = next((known for known in STEPS if known == name), None)
    if head != "welcome" or step is None:
        return None
    words = sight.words
    makers = {
        "start": _start,
        "region": _regions,
        "voice": _voice,
        "switch": _switch,
        "words": _words,
        "help": _help,
    }
    later = item_of(words, "welcome.later", Command.BACK, icon="back")
    text = _asked(words, step, f"{sight.settings.help.hold_ms / 1000:g}")
    return Menu(id=menu_id, title=text, intro=text, items=(*makers[step](sight), later))


def _asked(words: Words, step: WelcomeStep, seconds: str) -> str:
    """The question with its explanation: whoever cannot hear must read it too."""
    ask = words(f"welcome.{step}.ask", seconds=seconds)
    if step == STEPS[0]:
        return ask
    return words("welcome.of", step=STEPS.index(step), count=len(STEPS) - 1, ask=ask)


def _go_on(words: Words, key: str = "welcome.go_on") -> Item:
    return item_of(words, key, Command.WELCOME_NEXT, icon="go-on")


def _start(sight: Sight) -> tuple[Item, ...]:
    words = sight.words
    never = item_of(words, "welcome.never", Command.WELCOME_DONE, icon="off")
    return _go_on(words, "welcome.begin"), never


def _regions(sight: Sight) -> tuple[Item, ...]:
    words = sight.words
    places = tuple(
        item_of(
            words, f"welcome.region.{name}", Change("region", name), item_id=name, icon="region"
        )
        for name in get_args(Region)
    )
    return *places, _go_on(words, "welcome.skip")


def _voice(sight: Sight) -> tuple[Item, ...]:
    words, settings = sight.words, sight.settings
    rate, volume = "speech.rate_wpm", "speech.volume_percent"
    another = item_of(words, "settings.another_voice", Command.NEXT_VOICE)
    changes = (
        ("slower", "settings.speech_rate_wpm.less", rate, False),
        ("faster", "settings.speech_rate_wpm.more", rate, True),
        ("more", "settings.speech_volume_percent.more", volume, True),
        ("less", "settings.speech_volume_percent.less", volume, False),
    )
    return (
        _go_on(words, "welcome.voice.good"),
        another,
        *(
            item_of(words, key, Change(path, nudged(settings, path, up=up)), item_id=name)
            for name, key, path, up in changes
        ),
    )


def _switch(sight: Sight) -> tuple[Item, ...]:
    words = sight.words
    return (
        item_of(words, "set_up.title", Command.SET_UP),
        item_of(words, "settings.try_switch", Command.TRY_SWITCH),
        _go_on(words),
    )


def _words(sight: Sight) -> tuple[Item, ...]:
    words = sight.words
    path, is_on = "listening.is_on", sight.settings.listening.is_on
    turn = f"settings.listening_is_on.turn_{'off' if is_on else 'on'}"
    return (
        _go_on(words),
        item_of(words, "teach.title", OpenMenu("words"), item_id="words", icon="words"),
        item_of(words, turn, Change(path, value=not is_on), item_id=path, icon="listening"),
    )


def _help(sight: Sight) -> tuple[Item, ...]:
    words = sight.words
    ready = item_of(words, "welcome.help.ready", Command.WELCOME_DONE, icon="on")
    return ready, item_of(words, "home.help", Command.HELP)
