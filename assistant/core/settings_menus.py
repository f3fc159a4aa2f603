"""The lists of the settings, and those that offer a change. Must not know what a choice does then.

Ids: "settings", "settings/PATH", "settings/switch" and the like, "set-up", "pace", "keep-method".
"""

from collections.abc import Mapping
from typing import Final

from assistant.core.menu import (
    Change,
    Command,
    Item,
    Menu,
    OpenMenu,
    Sight,
    Value,
    back_of,
    item_of,
)
from assistant.core.set_up import Proposal
from assistant.core.settings import Settings, entries, value_of
from assistant.core.words import Words

_STEPS: Final = {
    "scan.interval_ms": 250,
    "speech.rate_wpm": 15,
    "speech.volume_percent": 10,
    "screen.text_percent": 25,
}
_CHOICES: Final[Mapping[str, tuple[str | bool, ...]]] = {
    "screen.theme": ("light", "dark", "high-contrast"),
    "scan.press_time": (True, False),
    "scan.method": ("auto", "step", "inverse", "two-switch"),
    "scan.groups": ("none", "rows", "halves"),
    "switch.sound": ("off", "voice", "puff", "both"),
    "profile": ("usual", "morning", "evening", "slower"),
}
_OFFERED: Final = (*_STEPS, *_CHOICES)
_OF_THE_SWITCH: Final = (
    "profile",
    "scan.method",
    "scan.press_time",
    "scan.groups",
    "switch.sound",
)
_RANGES: Final = {entry.path: (entry.low or 0, entry.high or 0) for entry in entries()}


def nudged(settings: Settings, path: str, *, up: bool) -> int:
    """A numeric setting one step up or down, kept inside its range."""
    low, high = _RANGES[path]
    value = int(value_of(settings, path)) + (_STEPS[path] if up else -_STEPS[path])
    return max(low, min(high, value))


def settings_menu(menu_id: str, sight: Sight) -> Menu | None:
    """The list with this id; None where it is none of these."""
    head, _, tail = menu_id.partition("/")
    if head == "settings":
        return _setting(tail, sight) if tail else _settings(sight)
    if menu_id == "set-up" and sight.proposal is not None:
        return _offer(sight.words, sight.proposal)
    if menu_id == "pace" and sight.offer:
        return _pace(sight.words, sight.offer)
    return _method_tried(sight.words) if menu_id == "keep-method" else None


def key_of(path: str) -> str:
    """Where the wording of a setting stands."""
    return "settings." + path.replace(".", "_")


def value_in_words(words: Words, settings: Settings, path: str) -> str:
    """The present value as one says it: "1.5 seconds"."""
    value = value_of(settings, path)
    if isinstance(value, bool) or path in _CHOICES:
        return words(f"{key_of(path)}.{_choice_key(value)}")
    shown = f"{value / 1000:g}" if path.endswith("_ms") else str(value)
    return words(f"{key_of(path)}.value", value=shown)


def _choice_key(value: Value) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value).replace("-", "_")


def _choice_id(value: Value) -> str:
    return _choice_key(value) if isinstance(value, bool) else str(value)


def _settings(sight: Sight) -> Menu:
    words = sight.words
    items = [_setting_item(path, sight) for path in _OFFERED if path not in _OF_THE_SWITCH]
    for name in ("switch", "listening", "carers"):
        key = f"settings.of_{name}"
        items.append(item_of(words, key, OpenMenu(f"settings/{name}"), item_id=name, icon=name))
    title = words("settings.title")
    return Menu(id="settings", title=title, intro=title, items=(*items, back_of(words)))


def _setting_item(path: str, sight: Sight) -> Item:
    """A setting and how it stands, leading to what it can be set to."""
    title = sight.words(f"{key_of(path)}.title")
    return Item(
        id=path,
        title=f"{title}: {value_in_words(sight.words, sight.settings, path)}",
        said=title,
        action=OpenMenu(f"settings/{path}"),
        icon=path,
    )


def _switch_menu(sight: Sight) -> Menu:
    """All about the switch in one place."""
    words = sight.words
    items = [item_of(words, "set_up.title", Command.SET_UP)]
    items += [_setting_item(path, sight) for path in _OF_THE_SWITCH]
    items.append(item_of(words, "settings.try_switch", Command.TRY_SWITCH))
    title = words("settings.of_switch")
    return Menu(id="settings/switch", title=title, intro=title, items=(*items, back_of(words)))


def _carers(sight: Sight) -> Menu:
    """What carers need, and what the program is."""
    words = sight.words
    page = OpenMenu("settings/carer-page")
    title = words("settings.of_carers")
    items = (
        item_of(words, "carer_page.title", page, item_id="carer-page", icon="carers"),
        item_of(words, "welcome.again", Command.WELCOME, icon="section"),
        item_of(words, "settings.about", Command.ABOUT),
        back_of(words),
    )
    return Menu(id="settings/carers", title=title, intro=title, items=items)


def _carer_page(sight: Sight) -> Menu:
    """Asks first: the browser covers this window and takes the keyboard from the switch."""
    words = sight.words
    ask = words("carer_page.ask")
    items = (item_of(words, "carer_page.open", Command.CARER_PAGE, icon="carers"), back_of(words))
    return Menu(id="settings/carer-page", title=ask, intro=ask, items=items)


def _setting(path: str, sight: Sight) -> Menu:
    words, settings = sight.words, sight.settings
    if path == "listening":
        return _listening(sight)
    if path == "switch":
        return _switch_menu(sight)
    if path == "carers":
        return _carers(sight)
    if path == "carer-page":
        return _carer_page(sight)
    if path not in _OFFERED:
        return _settings(sight)
    items = [
        Item(id=name, title=text, said=text, action=Change(path, value), icon=name)
        for name, text, value in _changes(path, words, settings)
    ]
    if path == "speech.rate_wpm":
        items.append(item_of(words, "settings.another_voice", Command.NEXT_VOICE))
    now = value_in_words(words, settings, path)
    title = words(key_of(path) + ".title")
    return Menu(
        id=f"settings/{path}",
        title=f"{title}: {now}",
        intro=f"{title}, {now}.",
        items=(*items, back_of(words)),
    )


def _offer(words: Words, proposal: Proposal) -> Menu:
    """What was measured and what would follow, in two sentences, and whether to take it."""
    text = words(
        "set_up.why_short" if proposal.acceptance_ms else "set_up.why",
        mean=f"{proposal.mean_ms / 1000:.1f}",
        interval=f"{proposal.interval_ms / 1000:g}",
        guard=f"{proposal.bounce_guard_ms / 1000:g}",
        acceptance=f"{proposal.acceptance_ms / 1000:g}",
    )
    use = item_of(words, "set_up.use", Command.USE_SET_UP)
    keep = item_of(words, "set_up.keep", Command.BACK)
    return Menu(id="set-up", title=text, intro=text, items=(use, keep))


def _pace(words: Words, offer: str) -> Menu:
    """Another pace is offered. To leave everything as it is comes first."""
    title = words(f"pace.{offer}")
    items = (
        item_of(words, "pace.leave", Command.BACK, icon="back"),
        item_of(words, f"pace.accept_{offer}", Command.ACCEPT_PACE),
        item_of(words, "pace.no_more", Command.ASK_NO_MORE),
    )
    return Menu(id="pace", title=title, intro=title, items=items)


def _method_tried(words: Words) -> Menu:
    """Whoever keeps a method has moved the light with it first."""
    undo = item_of(words, "keep_method.undo", Command.BACK, icon="back")
    keep = item_of(words, "keep_method.keep", Command.KEEP_METHOD)
    title = words("keep_method.ask")
    return Menu(id="keep-method", title=title, intro=title, items=(undo, keep))


def _listening(sight: Sight) -> Menu:
    """Voice commands: what can be said, the person's own words, and on or off."""
    words, is_on = sight.words, sight.settings.listening.is_on
    path = "listening.is_on"
    items = []
    if is_on:
        items.append(item_of(words, "settings.what_to_say", Command.WHAT_TO_SAY))
        items.append(
            item_of(words, "teach.title", OpenMenu("words"), item_id="words", icon="words")
        )
    turn = f"{key_of(path)}.turn_{'off' if is_on else 'on'}"
    change = Change(path, value=not is_on)
    items.append(item_of(words, turn, change, item_id=path, icon="listening"))
    title = words("settings.of_listening")
    now = value_in_words(words, sight.settings, path)
    return Menu(
        id="settings/listening",
        title=title,
        intro=f"{title}, {now}.",
        items=(*items, back_of(words)),
    )


def _changes(path: str, words: Words, settings: Settings) -> list[tuple[str, str, Value]]:
    if path in _CHOICES:
        return [
            (_choice_id(value), words(f"{key_of(path)}.{_choice_key(value)}"), value)
            for value in _CHOICES[path]
        ]
    return [
        ("less", words(key_of(path) + ".less"), nudged(settings, path, up=False)),
        ("more", words(key_of(path) + ".more"), nudged(settings, path, up=True)),
    ]
