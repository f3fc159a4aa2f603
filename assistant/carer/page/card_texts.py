"""What the program itself writes on the bedside card, from the settings. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from assistant.core.phrases import Spoken, words_for
from assistant.core.settings import Settings, plain_name
from assistant.core.words import Words
from assistant.storage.card_file import Card, lines_of

_UNCHECKED: Final = "not yet"
_A_LINE: Final = 30
"""What a line of its own takes, in letters."""
_FITS: Final = 700


@dataclass(frozen=True, slots=True, kw_only=True)
class CardTexts:
    """All that stands on the card, each text ready to be read."""

    title: str
    call: tuple[str, ...]
    """How the person calls for help."""
    answer: tuple[str, ...]
    """What whoever hears it does."""
    switch: tuple[str, ...]
    emergency_number: str
    is_number_checked: bool
    """Whether a carer wrote the number, or somebody checked the program's own list."""
    people: tuple[str, ...]
    dark: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def is_long(self) -> bool:
        """Whether it needs smaller letters to stay one page."""
        lines = (*self.switch, *self.people, *self.dark, *self.remarks)
        return sum(map(len, lines)) + _A_LINE * len(lines) > _FITS


def card_texts(
    card: Card,
    settings: Settings,
    words: Words,
    commands: Mapping[str, tuple[str, ...]],
    region: Mapping[str, str],
) -> CardTexts:
    """The card: the carers' own texts, and the program's where they wrote none."""
    name = card.name or words("card.somebody")
    return CardTexts(
        title=words("card.title", name=name) if card.name else words("card.title_no_name"),
        call=_call(settings, words, commands, name),
        answer=(words("card.answer", name=name), words("card.answer_key"), words("card.no_alarm")),
        switch=lines_of(card.switch) or (switch_in_words(settings, words),),
        emergency_number=card.emergency_number or region.get("emergency_number", ""),
        is_number_checked=bool(card.emergency_number) or region.get("checked") != _UNCHECKED,
        people=card.lines_of_people,
        dark=lines_of(card.dark) or lines_of(words("card.dark_usual")),
        remarks=lines_of(card.remarks),
    )


def _call(
    settings: Settings, words: Words, commands: Mapping[str, tuple[str, ...]], name: str
) -> tuple[str, ...]:
    seconds = f"{settings.help.hold_ms / 1000:g}"
    inverse = settings.scan.method == "inverse"
    hold = words("card.hold_inverse" if inverse else "card.hold", name=name, seconds=seconds)
    if not settings.listening.is_on:
        return (hold,)
    help_me = words_for(commands, Spoken.HELP_ME.value)[0]
    return (hold, words("card.say", words=help_me))


def switch_in_words(settings: Settings, words: Words) -> str:
    """What the switch is: "the space bar, the left mouse button, or a touch on the screen"."""
    parts = _switches(settings, words)
    if len(parts) == 1:
        text = words("card.switch_one", switch=parts[0])
    else:
        text = words("card.switch_several", first=", ".join(parts[:-1]), last=parts[-1])
    return text[:1].upper() + text[1:]


def _switches(settings: Settings, words: Words) -> list[str]:
    switch = settings.switch
    parts = [_key_in_words(name, words) for name in switch.keys]
    parts += [words("card.mouse", button=words(f"choice.switch_mouse.{it}")) for it in switch.mouse]
    if switch.touch:
        parts.append(words("card.touch"))
    if switch.gamepad:
        parts.append(words("card.gamepad"))
    if switch.sound != "off":
        parts.append(words(f"card.sound_{switch.sound}"))
    return parts


def _key_in_words(name: str, words: Words) -> str:
    plain = plain_name(name)
    if plain == "any":
        return words("card.any_key")
    return words("card.space") if plain == "space" else words("card.key", name=plain)
