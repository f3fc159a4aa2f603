"""Which voice a name in the settings means."""

import pytest

from assistant.speech.worker import Voice, voice_id

ESPEAK = (
    Voice("gmw/en", "English (Great Britain)"),
    Voice("gmw/en-us-nyc", "English (America, New York City)"),
    Voice("gmw/en-us", "English (America)"),
    Voice("roa/fr", "French (France)"),
)
WINDOWS = (
    Voice("HKEY\\Tokens\\TTS_MS_EN-US_DAVID_11.0", "Microsoft David Desktop - English"),
    Voice("HKEY\\Tokens\\TTS_MS_EN-US_ZIRA_11.0", "Microsoft Zira Desktop - English"),
)


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ("", "gmw/en-us"),
        ("en-us", "gmw/en-us"),
        ("English (America)", "gmw/en-us"),
        ("new york", "gmw/en-us-nyc"),
        ("french", "roa/fr"),
        ("en-us+f3", "gmw/en-us+f3"),
        ("no such voice", "gmw/en-us"),
    ],
)
def test_an_espeak_voice_is_found_by_a_part_of_its_name(wanted: str, meant: str) -> None:
    assert voice_id(wanted, ESPEAK, "espeak") == meant


def test_on_windows_the_usual_voice_is_the_one_of_the_system() -> None:
    assert voice_id("", WINDOWS, "sapi5") is None
    assert voice_id("nobody", WINDOWS, "sapi5") is None


def test_on_windows_a_first_name_is_enough() -> None:
    assert voice_id("zira", WINDOWS, "sapi5") == WINDOWS[1].id


def test_a_computer_without_voices_has_none() -> None:
    assert voice_id("", (), "espeak") is None
