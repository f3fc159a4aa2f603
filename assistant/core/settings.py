"""Every setting, with its default, range and meaning. Must not know where settings are kept."""

from collections.abc import Iterator
from dataclasses import Field, dataclass, field, fields, replace
from typing import Any, Final, Literal, get_args, get_type_hints

from assistant.core.units import Millis

ChooseOn = Literal["press", "release"]
ResumeAt = Literal["same", "first"]
Method = Literal["auto", "step", "two-switch", "inverse"]
Groups = Literal["none", "rows", "halves"]
SoundKinds = Literal["off", "voice", "puff", "both"]
Theme = Literal["light", "dark", "high-contrast"]
ProfileName = Literal["usual", "morning", "evening", "slower"]
WelcomeStep = Literal["done", "start", "region", "voice", "switch", "words", "help"]
Region = Literal["us", "eu", "uk", "ie", "ca", "au"]

MOUSE_BUTTONS: Final = frozenset({"left", "middle", "right"})
MOUSE_SWITCHES: Final = frozenset(f"mouse-{button}" for button in MOUSE_BUTTONS)
"""What a mouse button is called when it is a switch."""


def _number(default: int, low: int, high: int, meaning: str) -> Any:  # noqa: ANN401 - field() is Any
    return field(default=default, metadata={"low": low, "high": high, "meaning": meaning})


def _choice(default: object, meaning: str) -> Any:  # noqa: ANN401 - field() is Any
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanSettings:
    """How the light moves over the choices."""

    method: Method = _choice(
        "auto",
        "What moves the light: time (auto), each press, resting chooses (step), a second switch"
        " (two-switch), or holding the switch, letting go chooses (inverse).",
    )
    press_time: bool = _choice(
        True,
        "In auto scan: learn how long this hand takes, so that a late press still chooses what"
        " was meant. Off: a press takes what is lit.",
    )
    groups: Groups = _choice(
        "none",
        "Whether several choices are lit together, and a press goes into them: rows of up to three"
        " (rows), the two halves of the list and then of that half (halves), or not (none).",
    )
    interval_ms: Millis = _number(
        # Two choices lit in turn must not flash more than three times a second.
        1500,
        200,
        10000,
        "How long each choice stays lit, counted from the end of its spoken name.",
    )
    first_item_extra_ms: Millis = _number(
        1000, 0, 5000, "Extra time on the first choice of each round."
    )
    rest_ms: Millis = _number(
        0,
        0,
        3000,
        "In auto scan: how long nothing is lit after each choice. A press in this rest still means"
        " the choice before it.",
    )
    loops: int = _number(3, 1, 20, "How many rounds before the scan rests.")
    dwell_ms: Millis = _number(
        2000, 300, 10000, "In step scan: how long the light rests on a choice until it is chosen."
    )
    watch_fatigue: bool = _choice(
        True,
        "In auto scan: offer a slower pace when presses come later or go wrong more often than"
        " usual. Nothing changes by itself.",
    )
    resume_at: ResumeAt = _choice(
        "same", "Where a scan starts when you come back to a list: the same choice, or the first."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchSettings:
    """Which presses count, and how they are cleaned."""

    keys: tuple[str, ...] = _choice(
        ("space",), 'Keys that are the switch, by name ("space", "f5", "a"), or "any".'
    )
    move_keys: tuple[str, ...] = _choice(
        ("enter",),
        'In two-switch scan: the switches that move the light ("enter", "f5", "mouse-right",'
        ' "gamepad-2", "sound");'
        " all others choose.",
    )
    mouse: tuple[str, ...] = _choice(
        ("left",), 'Mouse buttons that are the switch: "left", "middle", "right".'
    )
    touch: bool = _choice(True, "Whether touching the screen anywhere is a press of the switch.")
    gamepad: bool = _choice(
        True, "Whether any button or trigger of a gamepad or joystick is the switch."
    )
    sound: SoundKinds = _choice(
        "off",
        "Whether a sound is the switch: a hum or a vowel held for a moment (voice), a breath on"
        " the microphone (puff), both, or off.",
    )
    sound_ms: Millis = _number(
        500, 150, 1500, "How long a voice must sound to be a press. Shorter than 400, talk presses."
    )
    choose_on: ChooseOn = _choice(
        "press", "Whether the choice is made when the switch goes down, or when it comes up."
    )
    acceptance_ms: Millis = _number(
        0, 0, 2000, "How long a press must last to count (acceptance time)."
    )
    bounce_guard_ms: Millis = _number(
        300, 0, 2000, "A press this soon after the last release is a bounce and is ignored."
    )
    lockout_ms: Millis = _number(
        500, 0, 5000, "After a choice, presses are ignored for this long (post-acceptance delay)."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpSettings:
    """The call for help. It cannot be switched off."""

    hold_ms: Millis = _number(
        3000, 1500, 10000, "How long the switch is held, from anywhere, to call for help."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechSettings:
    """The voice."""

    is_on: bool = _choice(True, "Whether anything is spoken.")
    cues: bool = _choice(True, "Whether each choice is spoken when it is lit (auditory cue).")
    rate_wpm: int = _number(150, 80, 300, "Reading speed in words a minute.")
    cue_rate_wpm: int = _number(175, 80, 400, "Speed of the spoken cues in words a minute.")
    volume_percent: int = _number(80, 10, 100, "How loud the voice is.")
    voice: str = _choice("", "Name or part of the name of a voice; empty for the usual one.")
    sentence_gap_ms: Millis = _number(250, 0, 3000, "The pause after each sentence.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListeningSettings:
    """Spoken commands."""

    is_on: bool = _choice(
        True, "Whether spoken commands are listened for. Off closes the microphone."
    )
    microphone: str = _choice(
        "", "Name or part of the name of a microphone; empty for the usual one."
    )
    attention_word: str = _choice(
        "", 'A word that must be said first, such as "home"; empty for none.'
    )
    attention_ms: Millis = _number(
        10_000, 3000, 60_000, "How long commands count after the attention word, or another one."
    )
    talk_keys: tuple[str, ...] = _choice(
        (), 'Keys to hold while speaking, such as ["f6"]; with none, words always count.'
    )
    pause_ms: Millis = _number(
        240, 200, 1200, "How long a pause ends a word. Longer for slow or halting speech."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenSettings:
    """What it looks like."""

    theme: Theme = _choice("dark", "Colours: light, dark or high-contrast.")
    text_percent: int = _number(100, 100, 250, "Size of the text.")
    full_screen: bool = _choice(
        True, "Whether the window fills the whole screen. F11 changes it for a while."
    )
    locked: bool = _choice(
        False,
        "Whether the window fills the screen and is not left by accident: only holding Ctrl and Q"
        " for two seconds closes it, and it comes back to the front by itself.",
    )
    dark_after_minutes: int = _number(
        10,
        0,
        240,
        "How many minutes the program rests until the screen goes dark; 0 for never. Any press"
        " lights it.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings. Every one has a default that works."""

    region: Region = _choice("us", "Whose emergency numbers are spoken: us, eu, uk, ie, ca, au.")
    profile: ProfileName = _choice(
        "usual", "The pace in use: usual, morning, evening or slower. Each keeps its own tempo."
    )
    welcome: WelcomeStep = _choice(
        "done", "Where the first steps go on at the next start; done where there are no more."
    )
    scan: ScanSettings = field(default_factory=ScanSettings)
    switch: SwitchSettings = field(default_factory=SwitchSettings)
    help: HelpSettings = field(default_factory=HelpSettings)
    speech: SpeechSettings = field(default_factory=SpeechSettings)
    listening: ListeningSettings = field(default_factory=ListeningSettings)
    screen: ScreenSettings = field(default_factory=ScreenSettings)


ROOMS: Final = ("scan", "switch", "help", "speech", "listening", "screen")
"""The tables of the settings file; the settings above them belong to none."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One setting: its table ("" for the top), name, type, default, range and meaning."""

    table: str
    name: str
    kind: type
    default: object
    choices: tuple[str, ...]
    low: int | None
    high: int | None
    meaning: str

    @property
    def path(self) -> str:
        """The name as one writes it: ``scan.interval_ms``."""
        return f"{self.table}.{self.name}" if self.table else self.name


def _entry(table: str, item: "Field[Any]", hint: Any) -> Entry:  # noqa: ANN401 - a type hint
    kind = hint if hint in (int, bool, str) else type(item.default)
    return Entry(
        table=table,
        name=item.name,
        kind=kind,
        default=item.default,
        choices=get_args(hint) if kind is str else (),
        low=item.metadata.get("low"),
        high=item.metadata.get("high"),
        meaning=item.metadata["meaning"],
    )


def entries() -> Iterator[Entry]:
    """Every setting there is, in the order of the settings file."""
    hints = get_type_hints(Settings)
    for item in fields(Settings):
        if item.name not in ROOMS:
            yield _entry("", item, hints[item.name])
    for room in ROOMS:
        room_hints = get_type_hints(hints[room])
        for item in fields(hints[room]):
            yield _entry(room, item, room_hints[item.name])


def value_of(settings: Settings, path: str) -> Any:  # noqa: ANN401 - as many types as settings
    """The value at a path such as ``speech.rate_wpm``."""
    value: Any = settings
    for name in path.split("."):
        value = getattr(value, name)
    return value


def with_value(settings: Settings, path: str, value: object) -> Settings:
    """The same settings with one value changed. The value must have passed :func:`fault_in`."""
    table, _, name = path.rpartition(".")
    room: Any = replace(getattr(settings, table), **{name: value}) if table else value
    changed: dict[str, Any] = {table or name: room}
    return replace(settings, **changed)


def carried_over(onto: Settings, before: Settings, after: Settings) -> Settings:
    """``onto`` with what changed from ``before`` to ``after``, and nothing else."""
    for entry in entries():
        value = value_of(after, entry.path)
        if value != value_of(before, entry.path):
            onto = with_value(onto, entry.path, value)
    return onto


def clash_in(settings: Settings) -> tuple[str, str] | None:  # noqa: PLR0911 - a clash each
    """A setting that is right alone but wrong beside another: its path and what is wrong."""
    switch = settings.switch
    if not (switch.keys or switch.mouse or switch.touch):
        # Nobody could choose anything, nor call for help.
        return ("switch.keys", 'must name a key, such as ["space"]: nothing else is the switch')
    if not MOUSE_BUTTONS.issuperset(switch.mouse):
        return ("switch.mouse", 'can hold "left", "middle" and "right"')
    talks = {plain_name(name) for name in settings.listening.talk_keys}
    if talks & {plain_name(name) for name in (*switch.keys, *switch.move_keys, "any")}:
        # One key can't both choose and wait for a word.
        return ("listening.talk_keys", 'must name keys that are no switch, such as ["f6"]')
    if settings.scan.method == "two-switch" and (fault := _fault_in_movers(switch)):
        return ("switch.move_keys", fault)
    most_ms = settings.help.hold_ms
    # A sound is known to be a press only when it has lasted so long, and then is a hold already.
    if switch.sound in ("voice", "both") and switch.sound_ms > most_ms * 2 // 3:
        return ("switch.sound_ms", f"must be at most {most_ms * 2 // 3}, {_BEFORE_IT_CALLS}")
    if effective(settings).choose_on == "release":
        most_ms = most_ms * 2 // 3
    if settings.switch.acceptance_ms < most_ms:
        return None
    # Every press long enough to choose would call for help instead, or be taken back.
    return ("switch.acceptance_ms", f"must be under {most_ms}, {_BEFORE_IT_CALLS}")


_BEFORE_IT_CALLS: Final = "so that a press can choose before it calls for help"


def is_no_key(name: str) -> bool:
    """Whether this names a switch that is no key: a mouse button, a gamepad's, or a sound."""
    plain = plain_name(name)
    return plain in MOUSE_SWITCHES or plain == "sound" or plain.startswith("gamepad-")


def plain_name(name: str) -> str:
    """The name of a key as people may write it: any case, any spaces."""
    return " ".join(name.lower().split())


def is_mover(switch: str, settings: SwitchSettings) -> bool:
    """Whether this switch moves the light where one switch moves and the others choose."""
    names = {plain_name(name) for name in settings.move_keys}
    # People call the large key "enter"; a window calls it "return".
    return switch in names or (switch == "return" and "enter" in names)


def is_talk_key(switch: str, settings: Settings) -> bool:
    """Whether this key is held to speak, and chooses nothing."""
    return switch in {plain_name(name) for name in settings.listening.talk_keys}


def _fault_in_movers(switch: SwitchSettings) -> str | None:
    if not switch.move_keys or "any" in map(plain_name, switch.move_keys):
        return 'must name the keys that move the light, such as ["enter"]'
    keys = (plain_name(name) for name in switch.keys)
    others = (*keys, *(f"mouse-{button}" for button in switch.mouse))
    if switch.touch or any(not is_mover(name, switch) for name in others):
        return None
    # Somebody could move the light for ever and choose nothing.
    return "must leave a key, a mouse button or touch that chooses"


def effective(settings: Settings) -> SwitchSettings:
    """The switch as the access method uses it.

    In inverse scan going down starts the light, so a press always counts when it goes down.
    """
    if settings.scan.method != "inverse":
        return settings.switch
    return replace(settings.switch, choose_on="press")


def fault_in(entry: Entry, value: object) -> str | None:
    """What is wrong with a value, as the end of a sentence ("must be ..."), or None."""
    if entry.kind is tuple:
        is_list = isinstance(value, (list, tuple)) and all(isinstance(v, str) for v in value)
        return None if is_list else 'must be a list of names, such as ["space"]'
    if type(value) is not entry.kind:
        kinds = {int: "a whole number", bool: "true or false", str: "text in quotes"}
        return f"must be {kinds[entry.kind]}"
    if entry.choices and value not in entry.choices:
        return "must be one of " + ", ".join(f'"{choice}"' for choice in entry.choices)
    if entry.low is None or entry.high is None or not isinstance(value, int):
        return None
    if not entry.low <= value <= entry.high:
        return f"must be from {entry.low} to {entry.high}"
    return None
